"""From a cohort to a validation, and from a validation into the model's status.

Oracles: a naive twin that looks at every person and day, Kaplan-Meier, the model that made the data.
"""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backrisk as br
from backrisk import validate as v
from backrisk.fit import kaplan_meier

MODEL = br.literature_model()
CLINIC = br.simulate_cohort(60, 300, seed=4)
ROWS = v.cohort_outcomes(MODEL, CLINIC)


def day_of(date: Any) -> int:
    return int(np.datetime64(date, "D").astype(int))


def naive(cohort: br.Cohort, horizon: int, every: int, run_in: int) -> list[tuple[str, int, int]]:
    """(person, day, event) of the landmarks at risk with a whole window, read off day by day."""
    rows = []
    for position, person in enumerate(cohort.people):
        first, last = (day_of(d) for d in cohort.span(person))
        back = [(e.onset, e.recovered) for e in cohort._data.episodes(position) if e.low_back]
        for day in range(first + run_in, last + 1, every):
            ends = [recovered for onset, recovered in back if onset <= day]
            if any(end is None or day < end + MODEL.washout_days for end in ends) or day + horizon > last:
                continue
            event = any(day < onset <= day + horizon for onset, _ in back)
            rows.append((person, day, int(event)))
    return rows


@pytest.mark.parametrize(
    ("horizon", "every", "run_in"), [(28, None, 28), (14, 7, 0), (60, 60, 100), (7, 1, 28)]
)
def test_rows_are_those_of_a_look_at_every_day(horizon: int, every: int | None, run_in: int) -> None:
    found = v.cohort_outcomes(MODEL, CLINIC, horizon_days=horizon, every_days=every, run_in_days=run_in).table
    mine = [
        (str(p), day_of(d), int(e))
        for p, d, e in zip(found["person_id"], found["day"], found["event"], strict=True)
    ]
    assert mine == naive(CLINIC, horizon, every or horizon, run_in)
    assert sum(e for _, _, e in mine) > 0


def test_days_at_risk_and_onsets_are_those_a_model_learns_from() -> None:
    """Other implementation: `Model.person_days`, which the update uses, day by day."""
    mine = v.cohort_outcomes(MODEL, CLINIC, horizon_days=1, every_days=1, run_in_days=0).table
    theirs = MODEL.person_days(CLINIC)
    assert mine["person_id"].tolist() == theirs["person_id"].tolist()
    assert (mine["day"] == theirs["day"]).all() and (mine["event"] == theirs["onset"]).all()


def test_a_model_that_has_learnt_tells_both() -> None:
    learnt = MODEL.update(CLINIC)
    checked = learnt.with_validation(learnt.validate(br.simulate_cohort(150, 300, seed=8), n_boot=0))
    assert checked.status.startswith("literature prior updated with")
    assert "externally validated on simulated people" in checked.status
    assert "not externally" not in checked.status


def test_predictions_are_those_of_score() -> None:
    scores = MODEL.score(CLINIC, horizon_days=28, days="all")
    risk = {(p, d): r for p, d, r in zip(scores["person_id"], scores["day"], scores["risk"], strict=True)}
    table = ROWS.table
    assert [risk[key] for key in zip(table["person_id"], table["day"], strict=True)] == table[
        "predicted"
    ].tolist()
    own = v.cohort_outcomes(MODEL.score(CLINIC, horizon_days=28, days="2025-06-01"), CLINIC)
    assert set(own.table["day"].tolist()) == {np.datetime64("2025-06-01").item()}


def test_nobody_is_lost_from_sight() -> None:
    spans = [CLINIC.span(p) for p in CLINIC.people]
    landmarks = sum(len(range(day_of(a) + 28, day_of(b) + 1, 28)) for a, b in spans)
    assert len(ROWS.table) + sum(ROWS.left_out.values()) == landmarks
    assert "inside an episode or its wash-out" in ROWS.left_out and "Left out:" in repr(ROWS)


def test_weights_keep_events_before_the_end() -> None:
    """Monitoring cut at random days: the weighted share is 1 - Kaplan-Meier over the landmarks."""
    people = {"person_id": ["a", "b", "c", "d", "e"], "monitored_from": ["2026-01-01"] * 5,
              "monitored_to": ["2026-02-20", "2026-01-20", "2026-02-20", "2026-01-25",
                               "2026-01-10"]}  # fmt: skip
    episodes = {"person_id": ["b", "c", "d"], "onset": ["2026-01-15", "2026-01-18", "2026-01-26"],
                "recovered": ["2026-01-16", "2026-01-20", None]}  # fmt: skip
    cohort = br.Cohort(people=people, episodes=episodes, today="2026-06-01")
    options: dict[str, Any] = {"horizon_days": 28, "every_days": 500, "run_in_days": 0}
    kept = v.cohort_outcomes(MODEL, cohort, **options)
    assert kept.table["person_id"].tolist() == ["a", "c"] and kept.table["event"].tolist() == [0, 1]
    assert any("1 of them with an event until then" in why for why in kept.left_out)
    weighted = v.cohort_outcomes(MODEL, cohort, censoring="ipcw", **options).table
    assert weighted["person_id"].tolist() == ["a", "b", "c"] and weighted["event"].tolist() == [0, 1, 1]
    survival = kaplan_meier([28, 14, 17, 24, 9], [0, 1, 1, 0, 0]).at([28])["survival"][0]
    share = (weighted["weight"] @ weighted["event"]) / weighted["weight"].sum()
    assert share == pytest.approx(1 - survival)


def test_only_onsets_of_the_outcome_count() -> None:
    people = {
        "person_id": ["a", "b", "c"],
        "monitored_from": ["2026-01-01"] * 3,
        "monitored_to": ["2026-03-01"] * 3,
    }
    episodes = {"person_id": ["a", "b", "c"], "onset": ["2026-01-10"] * 3, "recovered": ["2026-01-12"] * 3,
                "severity": ["any", "care_seeking", "any"],
                "region": ["low_back", "low_back", "knee"]}  # fmt: skip
    cohort = br.Cohort(people=people, episodes=episodes, today="2026-06-01")
    options: dict[str, Any] = {"every_days": 500, "run_in_days": 0}
    assert v.cohort_outcomes(MODEL, cohort, **options).table["event"].tolist() == [1, 1, 0]
    seeking = br.literature_model("care_seeking", "general_adults", yearly_risk=0.2)
    assert v.cohort_outcomes(seeking, cohort, **options).table["event"].tolist() == [0, 1, 0]


def test_the_model_that_made_the_data_is_found_calibrated() -> None:
    """The truth is the literature model with its coefficients taken as known and no spread of settings."""
    card = json.loads(MODEL.to_json())
    size = len(card["coefficient_covariance"])
    card["coefficient_covariance"] = [[0.0] * size] * size
    card["baseline"]["between_setting_sd"] = 0.0
    truth = br.risk.Model(br._core.io.model_from_json(json.dumps(card)))
    found = truth.validate(br.simulate_cohort(400, 365, seed=11), n_boot=0)
    assert found.events > 150 and found.name == "simulated people"
    for name, right in (("observed_expected", 1), ("slope", 1), ("in_the_large", 0)):
        assert found[name].low < right < found[name].high, name
    assert found["auc"].low > 0.5


def test_subgroups_and_facts_come_by_person() -> None:
    sex = {person: "mf"[k % 2] for k, person in enumerate(CLINIC.people[:-1])}
    found = MODEL.validate(CLINIC, subgroups={"sex": sex}, n_boot=0, facts={"17": "Approved."})
    assert found.subgroups is not None and set(found.subgroups["group"]) == {"f", "m", "unknown"}
    text = found.to_markdown()
    assert "warned of" in text and "33 factors; status before this evaluation: literature-composed" in text
    assert "Approved." in text and "landmark days" in text and "Landmark days left out: " in text
    assert found.people == len(set(ROWS.table["person_id"])) and found.outcome == "any episode within 28 days"


def test_men_women_and_ages_are_looked_at_apart() -> None:
    """Oracle: the table of people the clinic was read from."""
    people = {"person_id": ["a", "b", "c"], "sex": ["female", "male", None], "age_years": [30, 40, None],
              "monitored_from": ["2026-01-01"] * 3, "monitored_to": ["2026-12-31"] * 3}  # fmt: skip
    episodes = {"person_id": ["a", "b"], "onset": ["2026-05-01", "2026-07-01"],
                "recovered": ["2026-05-09", "2026-07-09"]}  # fmt: skip
    rows = v.cohort_outcomes(MODEL, br.Cohort(people=people, episodes=episodes, today="2027-06-01"))
    known = dict(zip(rows.table["person_id"], rows.table["sex"], strict=True))
    assert known == {"a": "female", "b": "male", "c": ""}
    of_b = rows.table["age_years"][rows.table["person_id"] == "b"]
    assert 40 <= of_b.min() <= of_b.max() < 41.1 and np.isnan(rows.table["age_years"][-1])
    found = rows.report(age_cuts=[35], n_boot=0).subgroups
    assert found is not None and set(zip(found["by"], found["group"], strict=True)) == {
        ("sex", "female"), ("sex", "male"), ("sex", "unknown"), ("age", "under 35"), ("age", "35 and over"),
        ("age", "unknown"),
    }  # fmt: skip
    assert rows.report(subgroups={}, n_boot=0).subgroups is None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"every_days": 0}, "every_days is 0, but must be a whole number from 1"),
        ({"run_in_days": -1}, "run_in_days is -1, but must be a whole number from 0"),
        ({"censoring": "drop"}, "censoring is 'drop', but must be one of exclude, ipcw"),
        ({"run_in_days": 5000}, "no landmark day is left of 0"),
        ({"horizon_days": 0}, "horizon"),
    ],
)
def test_bad_options_are_named(options: dict[str, Any], message: str) -> None:
    with pytest.raises(br.InvalidArgument, match=message):
        v.cohort_outcomes(MODEL, CLINIC, **options)


def test_outcomes_must_be_known_and_scores_of_these_people() -> None:
    nobody_asked = br.Cohort(sessions={"person_id": ["a"], "date": ["2026-01-01"], "load": [1.0]})
    with pytest.raises(br.InvalidArgument, match="no table of episodes"):
        MODEL.validate(nobody_asked)
    with pytest.raises(br.InvalidArgument, match="of other people"):
        v.cohort_outcomes(MODEL.score(nobody_asked), CLINIC)


def test_the_status_travels_everywhere(tmp_path: Path) -> None:
    found = ROWS.report(name="the clinic", n_boot=0)
    checked = MODEL.with_validation(found)
    line = found.status_line()
    assert checked.status == f"literature-composed, {line}"
    assert "not externally validated" not in checked.status and f"{found.events} events" in checked.status
    assert MODEL.status == "literature-composed, not externally validated"  # a model is a value
    checked.save(tmp_path / "model.json")
    for other in (
        br.load_model(tmp_path / "model.json"),
        pickle.loads(pickle.dumps(checked)),
        copy.copy(checked),
    ):
        assert other == checked and other.status == checked.status
    scores = checked.score(CLINIC)
    assert set(scores["status"]) == {checked.status} and checked.status in repr(scores)
    np.testing.assert_array_equal(scores["risk"], MODEL.score(CLINIC)["risk"])
    one = checked.assess(CLINIC, CLINIC.people[0])
    assert line in one.to_text() and line in repr(checked)
    assert line in checked._repr_html_() and line in one._repr_html_()
    pytest.importorskip("jinja2")
    page = br.report.cohort_report(checked, CLINIC)
    assert line in page and "It was composed from published effects" in page


def test_an_internal_validation_makes_nothing_external() -> None:
    inside = ROWS.report(name="itself", design="internal", n_boot=0)
    assert MODEL.with_validation(inside).status.startswith(f"{MODEL.status}; internally validated on itself")
    outside = ROWS.report(name="elsewhere", n_boot=0)
    later = ROWS.report(name="next year", design="temporal", n_boot=0)
    assert MODEL.with_validation(later).status == f"{MODEL.status}; {later.status_line()}"
    both = MODEL.with_validation(outside).with_validation(inside)
    assert both.status == f"literature-composed, {outside.status_line()}; {inside.status_line()}"
    moved = MODEL.recalibrated(v.recalibrate(ROWS.table["event"], ROWS.table["predicted"], link="cloglog"))
    told = moved.with_validation(outside).status
    assert "not externally validated" not in told and told.endswith(f"; {outside.status_line()}")
    few = v.report([0, 1] * 9, np.linspace(0.1, 0.2, 18), n_boot=0)
    assert MODEL.with_validation(few).status == f"{MODEL.status}; {few.status_line()}"
    with pytest.raises(br.InvalidArgument, match="must be a ValidationReport"):
        MODEL.with_validation("0.9")
