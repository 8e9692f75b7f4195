"""A broken answer is not a "no", ids that match nobody are found, units are guessed for a person, and people
are as old as the calendar says.

Oracles: the same tables without the broken row and without a table of episodes (unknown), Python's calendar,
a join made day by day, hand-made diaries.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backrisk as br
from backrisk import _core

MODEL = br.literature_model()
DAYS = [str(np.datetime64("2026-01-01") + i) for i in range(60)]
SESSIONS = {"person_id": ["p01"] * 60, "date": DAYS, "duration_min": [45.0] * 60, "rpe": [5.0] * 60}
EPISODE = {"person_id": ["p01"], "onset": ["2026-01-10"], "recovered": ["2026-01-12"], "region": ["low_back"]}


def cohort(episodes: dict[str, Any] | None, **options: Any) -> br.Cohort:
    return br.Cohort(sessions=SESSIONS, episodes=episodes, today="2026-03-15", **options)


def last(of: br.Cohort, **options: Any) -> float:
    return float(MODEL.score(of, **options)["risk"][0])


NO = last(cohort({"person_id": [], "onset": []}))
UNKNOWN = last(cohort(None))
BROKEN = {
    "unreadable region": {"region": ["low bakc"]},
    "missing onset": {"onset": [None]},
    "future onset": {"onset": ["2027-01-10"], "recovered": [None]},
    "id with a space inside": {"person_id": ["p 01"]},
    "id in capitals": {"person_id": ["P01"]},
    "id without its zero": {"person_id": ["p1"]},
    "id with a space that strip leaves": {"person_id": ["p01\u200b"]},
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("with_people", [True, False])
def test_a_broken_episode_makes_the_history_unknown(change: dict[str, Any], with_people: bool) -> None:
    options = {"people": {"person_id": ["p01"]}} if with_people else {}
    broken = cohort({**EPISODE, **change}, **options)
    assert abs(NO / UNKNOWN - 1) > 0.01
    assert last(broken) == pytest.approx(UNKNOWN, rel=1e-12)
    errors = [one for one in map(broken.check().row, range(len(broken.check()))) if one["level"] == "error"]
    assert [(one["table"], one["row"]) for one in errors] == [("episodes", 1)]
    assert "unknown" in errors[0]["rule"]
    assert broken.people == ("p01",)


def test_a_broken_row_leaves_what_the_others_show() -> None:
    two = {name: values * 2 for name, values in EPISODE.items()}
    two["onset"] = ["2025-12-10", "2026-02-01"]
    two["recovered"] = ["2025-12-12", "2026-02-03"]
    two["region"] = ["low_back", "low bakc"]
    both = cohort(two)
    before, after = (MODEL.assess(both, "p01", day) for day in ("2026-01-31", "2026-02-02"))
    first = {**EPISODE, "onset": ["2025-12-10"], "recovered": ["2025-12-12"]}
    whole = MODEL.assess(cohort(first), "p01", "2026-01-31")
    assert before.risk == whole.risk and before.reason == whole.reason == ""
    known = after.contributions
    values = dict(zip(known["factor"].tolist(), known["value"].tolist(), strict=True))
    assert values["previous_episode"] == 1 and np.isnan(values["many_episodes"])


def test_batch_and_day_by_day_agree_about_a_doubtful_history() -> None:
    of = cohort({**EPISODE, "region": ["low bakc"]})
    scores = MODEL.score(of, days="all")
    for i in (0, 5, 9, 10, 30, 59):
        one = MODEL.assess(of, "p01", scores["day"][i])
        assert one.risk == pytest.approx(scores["risk"][i], rel=1e-9)


def test_days_that_a_broken_row_may_concern_teach_nothing() -> None:
    of = cohort({**EPISODE, "region": ["low bakc"]})
    assert MODEL.person_days(of)["day"].max() == np.datetime64("2026-01-08")  # the eve of 9 January at most
    with pytest.raises(br.InvalidArgument, match="could not be read"):
        br.validate.cohort_outcomes(MODEL, of, horizon_days=7, every_days=7, run_in_days=14)


def test_an_unreadable_severity_is_doubt_for_the_narrow_outcomes_alone() -> None:
    bad = cohort({**EPISODE, "severity": ["awful"]})
    data = bad._data
    assert data.history_doubt(0, "any_episode") == 2**31 - 1
    onset = (dt.date(2026, 1, 10) - dt.date(1970, 1, 1)).days
    assert data.history_doubt(0, "activity_limiting") == onset


@pytest.mark.parametrize("table", ["sets", "tests", "wellness", "conditions", "episodes"])
def test_ids_that_match_nobody_are_errors_without_a_table_of_people(table: str) -> None:
    rows = {
        "sets": {"date": ["2026-01-02"], "sets": [3], "reps": [5]},
        "tests": {"date": ["2026-01-02"], "test": ["hamstring_rom"], "value": [80], "side": ["left"]},
        "wellness": {"date": ["2026-01-02"], "mood": [3]},
        "conditions": {"condition": ["disc_bulge"]},
        "episodes": {"onset": ["2026-01-02"]},
    }[table]
    found = br.Cohort(sessions=SESSIONS, **{table: {"person_id": ["p0l"], **rows}})
    one = found.check().row(0)
    assert (one["level"], one["table"], one["column"], one["value"]) == ("error", table, "person_id", "p0l")
    assert "table sessions" in one["rule"] and "nearest: p01" in one["rule"]
    assert found.people == ("p01",)


def test_what_comes_after_today_is_set_aside_in_every_table() -> None:
    of = br.Cohort(
        sessions=SESSIONS,
        conditions={"person_id": ["p01"], "condition": ["disc_bulge"], "since": ["2027-01-01"]},
        episodes={**EPISODE, "recovered": ["2027-01-01"]},
        today="2026-03-15",
    )
    rules = {one["column"]: one["rule"] for one in map(of.check().row, range(len(of.check())))}
    assert "after today" in rules["since"] and "counts as open" in rules["recovered"]
    assert of._data.findings_on(0, 30_000) == []


# Units of one person.


def sessions(**people: tuple[list[float], list[float]]) -> br.Cohort:
    rows: dict[str, list[Any]] = {"person_id": [], "date": [], "duration_min": [], "rpe": []}
    for name, (minutes, rpe) in people.items():
        rows["person_id"] += [name] * len(minutes)
        rows["date"] += [str(np.datetime64("2025-06-01") + i) for i in range(len(minutes))]
        rows["duration_min"] += minutes
        rows["rpe"] += rpe
    return br.Cohort(sessions=rows)


USUAL = ([90.0, 45, 60, 120] * 5, [3.0, 5, 7, 4] * 5)


def guesses(of: br.Cohort, column: str) -> dict[str, str]:
    rows = [of.check().row(i) for i in range(len(of.check()))]
    asked = [one for one in rows if one["column"] == column and one["level"] == "warning"]
    return {one["person"]: one["rule"] for one in asked}


@pytest.mark.parametrize(
    ("person", "column", "guess"),
    [
        (([1.5, 0.75, 1, 2] * 5, USUAL[1]), "duration_min", "hours"),
        (([5400.0, 2700, 3600, 7200] * 5, USUAL[1]), "duration_min", "seconds"),
        (([60.0, 45, 1.5, 90] * 5, USUAL[1]), "duration_min", "hours among"),
        ((USUAL[0], [9.0, 13, 15, 11] * 5), "rpe", "Borg's 6 to 20"),
        ((USUAL[0], [7.0, 9, 6, 8] * 5), "rpe", "may be Borg's 6 to 20"),
        ((USUAL[0], [30.0, 50, 70, 40] * 5), "rpe", "CR-100"),
    ],
)
@pytest.mark.parametrize("others", [0, 1, 4])
def test_another_unit_is_found_for_a_person_alone_and_among_others(
    person: Any, column: str, guess: str, others: int
) -> None:
    of = sessions(a=person, **{f"b{i}": USUAL for i in range(others)})
    found = guesses(of, column)
    assert guess in found.get("a", "") or (others == 0 and guess in found.get("", ""))
    assert not any(name.startswith("b") for name in found)
    rpe = np.array(person[1]) if column != "rpe" or max(person[1]) <= 10 else None
    if rpe is not None and max(person[0]) <= 1440:  # never applied
        np.testing.assert_array_equal(of.features("a")["load"], np.array(person[0]) * rpe)


def test_usual_people_raise_no_question_of_units() -> None:
    assert guesses(sessions(a=USUAL, b=USUAL), "rpe") == guesses(sessions(a=USUAL), "duration_min") == {}


@pytest.mark.parametrize(
    ("height", "mass", "guess"),
    [
        (1.75, 154, "in pounds"),
        (5.9, 70, "feet"),
        (69, 70, "inches"),
        (1.75, 11, "stones"),
        (175, 70, "centi"),
    ],
)
def test_a_body_in_another_unit_is_found(height: float, mass: float, guess: str) -> None:
    of = br.Cohort(people={"person_id": ["a"], "height_m": [height], "mass_kg": [mass]})
    assert any(guess in rule for rule in of.check()["rule"].tolist())


# Age.

birthdays = st.dates(dt.date(1930, 1, 1), dt.date(2015, 12, 31))


@settings(max_examples=200, deadline=None)
@given(birthdays, st.dates(dt.date(2016, 1, 1), dt.date(2060, 12, 31)))
def test_age_is_that_of_the_calendar(born: dt.date, day: dt.date) -> None:
    """Twin: completed years by comparing month and day."""
    epoch = dt.date(1970, 1, 1)
    days = np.array([(day - epoch).days], dtype=np.int32)
    ours = _core.cohort.completed_years((born - epoch).days, days)[0]
    assert ours == day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def test_everybody_says_the_same_age() -> None:
    """Score, stream, red flags and the rows of a validation, on the eve of a birthday and on it."""
    people = {"person_id": ["p01"], "birth_date": ["1990-02-01"], "sex": ["f"]}
    of = br.Cohort(people=people, sessions=SESSIONS, episodes={"person_id": [], "onset": []})
    for day, years in (("2026-01-31", 35), ("2026-02-01", 36)):
        one = MODEL.assess(of, "p01", day).contributions
        assert one["value"][one["factor"] == "age_years"] == years
    rows = br.validate.cohort_outcomes(MODEL, of, horizon_days=7, every_days=1, run_in_days=7).table
    born = np.datetime64("1990-02-01")
    assert set(rows["age_years"][rows["day"] < np.datetime64("2026-02-01")]) == {35.0}
    assert set(rows["age_years"][rows["day"] >= np.datetime64("2026-02-01")]) == {36.0}
    assert born < rows["day"].min()


# One description of the columns.


def test_every_column_of_the_schema_is_described() -> None:
    fields = _core.cohort.fields()
    assert {one.table for one in fields} == {
        "people", "sessions", "sets", "tests", "wellness", "conditions", "episodes",
    }  # fmt: skip
    text = br.Cohort.__doc__ or ""
    for one in fields:
        assert one.about and one.kind in ("id", "name", "number", "day", "yes_no", "sex", "side", "unused")
        assert one.name in text


# Units of strength sets.

KILOGRAMS = [80.0, 85, 90, 95, 100] * 3


def lifted(of_people: dict[str, list[float]], body: float | None = None, **exercise: str) -> br.Cohort:
    rows: dict[str, list[Any]] = {name: [] for name in ("person_id", "date", "mass_kg")}
    for name, masses in of_people.items():
        rows["person_id"] += [name] * len(masses)
        rows["date"] += DAYS[: len(masses)]
        rows["mass_kg"] += masses
    size = len(rows["date"])
    sets = {**rows, "exercise": [exercise.get(n, "deadlift") for n in rows["person_id"]]}
    people = {"person_id": list(of_people), **({} if body is None else {"mass_kg": [body] * len(of_people)})}
    return br.Cohort(people=people, sets={**sets, "sets": [3] * size, "reps": [5] * size})


@pytest.mark.parametrize("others", [2, 6])
def test_pounds_of_one_lifter_are_found_and_not_applied(others: int) -> None:
    pounds = [2.20462 * one for one in KILOGRAMS]
    of = lifted({"a": pounds, **{f"b{i}": [one + i for one in KILOGRAMS] for i in range(others)}})
    assert guesses(of, "mass_kg").keys() == {"a"} and "looks like pounds" in guesses(of, "mass_kg")["a"]


def test_pounds_alone_are_found_by_the_body_and_by_a_jump() -> None:
    heavy = [405.0, 365, 385, 315, 405]
    assert "2.5 times the body of 80 kg" in guesses(lifted({"a": heavy}, body=80), "mass_kg")["a"]
    assert guesses(lifted({"a": heavy}), "mass_kg") == {}  # nothing to judge by
    jumped = lifted({"a": KILOGRAMS + [2.20462 * one for one in KILOGRAMS]})
    assert "did the unit change" in guesses(jumped, "mass_kg")["a"]
    both = lifted({"a": [40.0, 42.5, 45, 47.5, 50, 55, 60, 65, 70, 75, 80, 85, 88, 90]})  # grew, without a jump
    assert guesses(both, "mass_kg") == {}


def test_strong_people_raise_no_question_of_pounds() -> None:
    near = {f"p{i}": [one * (0.7 + 0.2 * i) for one in KILOGRAMS] for i in range(8)}  # up to 2.1 times the first
    assert guesses(lifted(near, body=85), "mass_kg") == {}
    other = lifted({"a": [180.0] * 9, "b": [80.0] * 9, "c": [82.0] * 9}, a="leg_press")
    assert guesses(other, "mass_kg") == {}  # another exercise is not compared
