"""Two years of two elite women's football squads, read in a few lines and scored with the literature model.

Data: SoccerMon, Midoglu et al. 2024 Sci Data, doi:10.5281/zenodo.10033832, read from the shared folder.
The reports of injuries by region are not episodes: nobody said when one ended. The test makes an episode of
each run of reports of one player that are at most 28 days apart, from the first report to the day after the
last. That choice is the test's own; a real user knows when a player recovered.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backrisk as br

MODEL = br.literature_model(outcome="any_episode", setting="athletes")


def iso(day: str) -> str:
    """17.03.2020 is written as 2020-03-17: the library does not guess."""
    return "-".join(reversed(day.split(".")))


def sessions_of(folder: Path) -> dict[str, list[Any]]:
    diary = json.loads((folder / "training-load__session.json").read_text())
    rows = [(p, iso(s["date"]), s["duration"], s["rpe"]) for p, mine in diary.items() for s in mine]
    person, date, minutes, rpe = map(list, zip(*rows, strict=True))
    return {"person_id": person, "date": date, "duration_min": minutes, "rpe": rpe}


def wellness_of(folder: Path) -> dict[str, list[Any]]:
    """Wide files, a player a column, become one long table."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for column, name in (("sleep_hours", "sleep_duration"), ("mood", "mood")):
        with (folder / f"wellness__{name}.csv").open() as file:
            header, *lines = csv.reader(file)
        for day, *values in lines:
            for player, value in zip(header[1:], values, strict=True):
                if value:
                    found.setdefault((player, iso(day)), {})[column] = value
    keys = list(found)
    table: dict[str, list[Any]] = {"person_id": [k[0] for k in keys], "date": [k[1] for k in keys]}
    return table | {c: [found[k].get(c) for k in keys] for c in ("sleep_hours", "mood")}


def back_reports(folder: Path) -> dict[str, list[np.datetime64]]:
    found: dict[str, list[np.datetime64]] = {}
    with (folder / "injury__injury.csv").open() as file:
        for row in csv.DictReader(file):
            if "stomach_back" in json.loads(row["type"]):
                found.setdefault(row["player_name"], []).append(np.datetime64(iso(row["timestamp"])))
    return found


def episodes_of(reports: dict[str, list[np.datetime64]]) -> dict[str, list[Any]]:
    table: dict[str, list[Any]] = {"person_id": [], "onset": [], "recovered": [], "region": []}
    for player, days in reports.items():
        runs = np.split(np.sort(days), np.flatnonzero(np.diff(np.sort(days)).astype(int) > 28) + 1)
        for run in runs:
            values = (player, run[0], run[-1] + 1, "low_back")
            for column, value in zip(table.values(), values, strict=True):
                column.append(value)
    return table


@pytest.fixture(scope="module")
def soccermon(shared: Path) -> Path:
    folder = shared / "data" / "soccermon"
    if not folder.is_dir():
        pytest.skip("SoccerMon is not in the shared folder")
    return folder


@pytest.fixture(scope="module")
def cohort(soccermon: Path) -> br.Cohort:
    return br.Cohort(
        sessions=sessions_of(soccermon),
        wellness=wellness_of(soccermon),
        episodes=episodes_of(back_reports(soccermon)),
    )


def test_everybody_is_read_and_the_slips_are_found(cohort: br.Cohort) -> None:
    assert len(cohort) == 50
    assert cohort.person_days > 20_000
    findings = cohort.check()
    assert "error" not in findings["level"].tolist()
    rules = " ".join(findings["rule"].tolist())
    assert "doubles" in rules  # players sent some forms twice
    assert "without a session: rest, or not recorded?" in rules


def test_the_daily_load_is_the_published_one(cohort: br.Cohort, soccermon: Path) -> None:
    """Other implementation: the dataset's own file of daily loads.

    47 players agree on every day. The file of three players knows of more training than their sessions do on
    110 days, and of less on none.
    """
    with (soccermon / "training-load__daily_load.csv").open() as file:
        header, *lines = csv.reader(file)
    days = np.array([iso(line[0]) for line in lines], dtype="datetime64[D]")
    equal, short = 0, {}
    for player in cohort.people:
        column = header.index(player)
        published = np.array([float(line[column] or "nan") for line in lines])
        mine = cohort.features(player)
        trained = np.isin(mine["date"], days) & (mine["status"] == "trained")
        theirs, ours = published[np.searchsorted(days, mine["date"][trained])], mine["load"][trained]
        assert (ours <= theirs).all()
        equal += int((ours == theirs).sum())
        if (ours < theirs).any():
            short[player] = int((ours < theirs).sum())
    assert (equal, len(short), sum(short.values())) == (14_087, 3, 110)


def test_under_ten_lines_read_and_score_both_squads(cohort: br.Cohort, soccermon: Path) -> None:
    """The same numbers by way of polars, the way a user would write it."""
    pl = pytest.importorskip("polars")

    diary = json.loads((soccermon / "training-load__session.json").read_text())
    sessions = pl.DataFrame([{"person_id": p, **s} for p, mine in diary.items() for s in mine])
    sessions = sessions.with_columns(pl.col("date").str.to_date("%d.%m.%Y")).rename(
        {"duration": "duration_min"}
    )
    mood = pl.read_csv(soccermon / "wellness__mood.csv")
    mood = mood.unpivot(index="Mood Data", variable_name="person_id", value_name="mood").drop_nulls()
    mood = mood.with_columns(date=pl.col("Mood Data").str.to_date("%d.%m.%Y")).drop("Mood Data")
    short = br.Cohort(sessions=sessions, wellness=mood)
    scores = MODEL.score(short, days="all")

    assert short.people == cohort.people
    assert short.check()["column"].tolist().count("srpe") == 1  # a column that it does not know
    player = cohort.people[0]
    mine, theirs = short.features(player), cohort.features(player)
    days = np.isin(theirs["date"], mine["date"])
    for name in ("load", "mood", "acute_chronic_ratio"):
        np.testing.assert_array_equal(mine[name], theirs[name][days])
    assert len(scores) == short.person_days and np.isfinite(scores["risk"]).all()


def test_scores_are_sane_on_every_day(cohort: br.Cohort) -> None:
    scores = MODEL.score(cohort, days="all")
    known = scores["reason"] == ""
    assert len(scores) == cohort.person_days
    assert set(scores["reason"].tolist()) <= {"", "inside an episode or its wash-out"}
    risk, low, high = (scores[name][known] for name in ("risk", "low", "high"))
    assert ((low > 0) & (low < risk) & (risk < high) & (high < 1)).all()
    coverage = scores["coverage"][known]
    assert ((coverage > 0) & (coverage < 1)).all()
    assert set(scores["status"].tolist()) == {"literature-composed, not externally validated"}


def test_reports_silence_their_days_and_raise_the_risk_after(cohort: br.Cohort, soccermon: Path) -> None:
    scores = MODEL.score(cohort, days="all")
    reports = back_reports(soccermon)
    assert sum(map(len, reports.values())) == 9
    for player, days in reports.items():
        mine = scores["person_id"] == player
        on = mine & np.isin(scores["day"], np.array(days))
        assert (scores["reason"][on] == "inside an episode or its wash-out").all()
        known = mine & (scores["reason"] == "")
        before, after = known & (scores["day"] < min(days)), known & (scores["day"] > max(days))
        if before.any() and after.any():
            assert np.median(scores["risk"][after]) > np.median(scores["risk"][before])


def test_one_player_is_explained(cohort: br.Cohort) -> None:
    one = MODEL.assess(cohort, cohort.people[0], day="2021-06-01")
    assert one.low < one.risk < one.high
    known = one.contributions["known"]
    names = set(one.contributions["factor"][known].tolist())
    assert {"session_spike", "acute_chronic_ratio", "week_change", "activity_min_week"} <= names
    assert "bmi" in one.missing


def test_any_injury_as_a_stand_in_teaches_the_level_of_risk(soccermon: Path) -> None:
    """Learn from the first year: what is stated for it moves to what was seen in it. Injuries of any region stand
    in for episodes of the back, of which there are only five: this shows the road, it says nothing about backs,
    and nothing of the second year either (8 injuries, where the first year's rate gives some 17)."""
    reports: dict[str, list[np.datetime64]] = {}
    with (soccermon / "injury__injury.csv").open() as file:
        for row in csv.DictReader(file):
            reports.setdefault(row["player_name"], []).append(np.datetime64(iso(row["timestamp"])))
    episodes, tables = episodes_of(reports), {"sessions": sessions_of(soccermon)}
    both = br.Cohort(**tables, wellness=wellness_of(soccermon), episodes=episodes)
    new_year = np.datetime64("2021-01-01")

    def first_year(table: dict[str, list[Any]], key: str) -> dict[str, list[Any]]:
        early = [np.datetime64(day) < new_year for day in table[key]]
        return {name: [v for v, keep in zip(col, early, strict=True) if keep] for name, col in table.items()}

    first = br.Cohort(
        sessions=first_year(tables["sessions"], "date"),
        wellness=first_year(wellness_of(soccermon), "date"),
        episodes=first_year(episodes, "onset"),
    )
    after = MODEL.update(first)
    assert after.updated is not None and after.updated.level == "intercept"
    assert after.updated.episodes == 13 and after.updated.people == 38
    rows = MODEL.person_days(both)
    early = rows["day"] < new_year
    at_risk = set(zip(rows["person_id"][early].tolist(), rows["day"][early].tolist(), strict=True))
    seen = int(rows["onset"][early].sum())
    expected = []
    for model in (MODEL, after):
        scores = model.score(both, horizon_days=1, days="all")
        keys = zip(scores["person_id"].tolist(), scores["day"].tolist(), strict=True)
        expected.append(scores["risk"][[key in at_risk for key in keys]].sum())
    assert seen == 13 and abs(expected[0] - seen) > 1
    assert abs(expected[1] - seen) < 0.6 * abs(expected[0] - seen)
