"""Oracle: situations with bounds that were written down before the rules (`words/vignettes.csv`), and a
textbook kappa; the shared copy of the situations where it is present."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backrisk as br
from backrisk import advise
from backrisk.advise.ratings import kappa
from backrisk.cli import main
from backrisk.history import LEVELS

TABLE = advise.vignettes()
ROWS = [TABLE.row(i) for i in range(len(TABLE))]
ORDER = {"suitable": 0, "modify": 1, "not_now": 2}
DAY = "2026-11-29"


def names(text: str) -> list[str]:
    return [one for one in text.split("|") if one]


def within(row: dict[str, Any], level: str, verdicts: dict[str, str]) -> None:
    assert LEVELS.index(row["level_min"]) <= LEVELS.index(level) <= LEVELS.index(row["level_max"])
    for exercise in names(row["not_stricter_than_modify"]):
        assert ORDER[verdicts[exercise]] <= 1, exercise
    for exercise in names(row["at_least_modify"]):
        assert ORDER[verdicts[exercise]] >= 1, exercise
    for exercise in names(row["not_now"]):
        assert verdicts[exercise] == "not_now", exercise


def exercises(row: dict[str, Any]) -> list[str]:
    return [n for key in ("not_stricter_than_modify", "at_least_modify", "not_now") for n in names(row[key])]


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_every_situation_is_within_its_bounds(row: dict[str, Any]) -> None:
    says = advise.said(row["id"])
    by_name = dict(zip(says["exercise"].tolist(), says["verdict"].tolist(), strict=True))
    verdicts = {name: by_name[br._core.advise.exercise(name)] for name in exercises(row)}
    within(row, says.triage.level, verdicts)


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_the_command_line_says_the_same(row: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["triage", "--json", "--age", row["age"], "--sex", row["sex"], "--day", DAY]
    for name in names(row["conditions"]):
        arguments += ["--condition", name]
    for name in names(row["symptoms"]):
        arguments += ["--symptom", name]
    for fact in names(row["facts"]):
        name, _, rest = fact.partition(".")
        what, _, value = rest.partition("=")
        if what in ("since_days", "reviewed_days"):
            value = str(np.datetime64(DAY) - np.timedelta64(int(value), "D"))
        arguments += [f"--{what.removesuffix('_days')}", f"{name}={value}"]
    if exercises(row):
        arguments += ["--exercise", *exercises(row)]
    assert main(arguments) == 0
    said = json.loads(capsys.readouterr().out)
    assert next(iter(said)) == "level" and list(said)[1] == "advice"  # first thing on it
    shown = [one["verdict"] for one in said["exercises"]]
    within(row, said["level"], dict(zip(exercises(row), shown, strict=True)))


def test_our_copy_is_the_shared_one(shared: Path) -> None:
    path = shared / "reference" / "vignettes.csv"
    if not path.exists():
        pytest.skip("the shared situations are not here")
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == [row for row in ROWS if row["id"].startswith("V")]


def test_what_demands_more_is_never_judged_milder() -> None:
    """Over all exercises and all conditions, with pain and without, from the public tables alone."""
    table = advise.exercises()
    classes = ("compression", "shear", "flexion", "extension", "rotation", "impact", "speed")
    rank = {"none": 0, "low": 1, "moderate": 2, "high": 3}
    demands = np.array([[rank[v] for v in table[name].tolist()] for name in classes])
    at_least = (demands[:, :, None] >= demands[:, None, :]).all(axis=0)
    for condition in br.history.conditions():
        for symptoms in ([], ["pain"], ["leg_pain"]):
            says = advise.exercises_for(conditions=[condition.name], symptoms=symptoms)
            order = np.array([ORDER[v] for v in says["verdict"].tolist()])
            assert (order[:, None] >= order[None, :])[at_least].all(), condition.name


def test_nobody_is_scored_whom_the_model_was_not_made_for() -> None:
    flags = br.history.red_flags
    assert flags([], age_years=14).eligibility == "under_18"
    assert flags(["pregnancy"], age_years=30).eligibility == "pregnancy"
    birth = flags(["postpartum"], since={"postpartum": "2026-11-01"}, day=DAY)
    assert birth.eligibility == "postpartum" and birth.whom_to_see and birth.reason
    assert flags(["postpartum"], since={"postpartum": "2026-01-01"}, day=DAY).eligible
    assert flags([], inside_episode=True).eligibility == "inside_episode"
    assert flags(["saddle_numbness"], onset_days={"saddle_numbness": 1}).eligibility == "red_flag"


def test_every_level_has_one_wording_and_an_emergency_says_whom_to_call() -> None:
    words = advise.messages()
    said = [words[f"triage.{level}"] for level in LEVELS]
    assert len(set(said)) == len(LEVELS)
    assert "ambulance" in said[-1] and "112" in said[-1] and "today" in said[-2]
    for text in said:
        assert not {"safe", "clear", "healthy", "fine"} & set(text.lower().replace(".", "").split())
    for row in ROWS:
        triage = advise.said(row["id"]).triage
        assert triage.to_text().startswith(triage.level.replace("_", " ").upper())


def test_rules_carry_source_certainty_author_and_date() -> None:
    for table in (br.history.flag_rules(), advise.rules().table()):
        assert all(table["source"]) and all(table["author"]) and all(table["written"])
    assert advise.release_status() == "not rated yet"


def test_a_release_is_rated_when_two_have_rated_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from backrisk.advise import ratings

    path, form = tmp_path / "ratings.csv", tmp_path / "form.csv"
    monkeypatch.setattr(ratings, "RATINGS", path)
    advise.rating_form(form)
    with form.open(newline="") as file:
        items = [(row["vignette"], row["item"]) for row in csv.DictReader(file)]

    def write(done: dict[str, int]) -> None:
        with path.open("w", newline="") as file:
            out = csv.writer(file)
            out.writerow(("rater", "vignette", "item", "rating", "date"))
            for rater, count in done.items():
                for one in items[:count]:
                    out.writerow((rater, *one, "discuss" if one[1] == "level" else "modify", "2027-01-02"))

    for done in ({"a": len(items)}, {"a": len(items), "b": len(items) - 1}, {"a": 1, "b": 1}):
        write(done)
        assert advise.release_status() == "not rated yet"
    write({"a": len(items), "b": len(items)})
    assert advise.release_status() == "rated by 2 professionals, 2027-01-02"


def test_kappa_of_the_textbook() -> None:
    assert kappa([0] * 25 + [1] * 25, [0] * 20 + [1] * 5 + [0] * 10 + [1] * 15, 2) == pytest.approx(0.4)
    assert kappa([0, 1, 2], [0, 1, 2], 3, weighted=True) == 1
    assert np.isnan(kappa([1, 1], [1, 1], 3))
    # two categories: linear weights are no weights
    first, second = [0, 0, 1, 1, 0], [0, 1, 1, 1, 1]
    assert kappa(first, second, 2, weighted=True) == pytest.approx(kappa(first, second, 2))


def test_two_filled_forms_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = tmp_path / "a.csv", tmp_path / "b.csv"
    assert main(["ratings", "--form", str(a)]) == 0
    assert main(["ratings", "--form", str(a)]) == 1  # never replaced unasked
    with a.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["item"] for row in rows} >= {"level", "walking"} and not any(row["rating"] for row in rows)

    def fill(path: Path, level: str) -> None:
        with path.open("w", newline="") as file:
            out = csv.DictWriter(file, rows[0].keys())
            out.writeheader()
            for row in rows:
                rating = level if (row["vignette"], row["item"]) == ("V10", "level") else "discuss"
                out.writerow({**row, "rating": rating if row["item"] == "level" else "modify"})

    fill(a, "emergency")
    fill(b, "same_day")
    found = advise.agreement(a, b)
    assert found.agreed == found.items - 1 and len(found.disagreements) == 1
    assert found.disagreements.row(0)["ours"] == "emergency" and len(found.outside)
    capsys.readouterr()
    assert main(["ratings", "--compare", str(a), str(b)]) == 0
    assert "kappa" in capsys.readouterr().out
    with a.open("a") as file:
        file.write("V10,x,level,perhaps,\n")
    with pytest.raises(br.DataError, match="row .*perhaps"):
        advise.agreement(a, b)
