"""Bad input: each case is a clear error, or a finding and a null with a reason; nothing is silently wrong.

Oracle: the rule that the case breaks by construction, named with table, row, column and value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backrisk as br

MODEL = br.literature_model()
DAY0 = np.datetime64("2026-01-01")


def clinic() -> dict[str, dict[str, Any]]:
    """Two people, sixty days each, all tables."""
    days = [str(DAY0 + i) for i in range(60)]
    return {
        "people": {
            "person_id": ["ann", "bob"],
            "sex": ["female", "male"],
            "birth_date": ["1996-05-04", None],
            "age_years": [None, 40],
            "height_m": [1.7, 1.8],
            "mass_kg": [65, 80],
            "smoker": ["no", "yes"],
        },
        "sessions": {
            "person_id": ["ann"] * 60 + ["bob"] * 60,
            "date": days * 2,
            "duration_min": [50.0 + i % 20 for i in range(120)],
            "rpe": [4.0 + i % 3 for i in range(120)],
        },
        "sets": {
            "person_id": ["ann"],
            "date": [days[3]],
            "exercise": ["deadlift"],
            "sets": [3],
            "reps": [5],
            "mass_kg": [80],
        },
        "tests": {
            "person_id": ["ann"],
            "date": [days[3]],
            "test": ["hamstring_rom"],
            "side": ["left"],
            "value": [80],
        },
        "wellness": {"person_id": ["ann"], "date": [days[3]], "mood": [4], "sleep_hours": [8]},
        "conditions": {"person_id": ["bob"], "condition": ["disc bulge"], "since": ["2025-01-01"]},
        "episodes": {
            "person_id": ["bob"],
            "onset": [days[2]],
            "recovered": [days[9]],
            "region": ["low_back"],
            "severity": ["any"],
        },
    }


def put(table: str, column: str, row: int, value: Any) -> Callable[[dict[str, Any]], None]:
    def spoil(tables: dict[str, Any]) -> None:
        values = list(tables[table][column])
        values[row] = value
        tables[table][column] = values

    return spoil


def twice(tables: dict[str, Any]) -> None:
    """The first person stands in the table again."""
    tables["people"] = {name: [*values, values[0]] for name, values in tables["people"].items()}


def found_in(cohort: br.Cohort) -> list[dict[str, Any]]:
    return [cohort.check().row(i) for i in range(len(cohort.check()))]


def test_a_clean_clinic_has_no_findings_and_everybody_has_a_risk() -> None:
    cohort = br.Cohort(**clinic())
    assert len(cohort.check()) == 0
    assert np.isfinite(MODEL.score(cohort)["risk"]).all()


RAISES = [
    # what is wrong, how, the parts of the message
    (
        "date in a wrong format",
        put("sessions", "date", 2, "03.01.2026"),
        ["sessions, row 3, column date", "'03.01.2026'", "YYYY-MM-DD"],
    ),
    ("american date", put("sessions", "date", 2, "1/3/2026"), ["row 3", "column date", "YYYY-MM-DD"]),
    ("impossible date", put("sessions", "date", 2, "2026-02-30"), ["row 3", "'2026-02-30'"]),
    ("date in a far year", put("sessions", "date", 2, "9026-01-01"), ["row 3", "'9026-01-01'", "2100"]),
    ("date as a number", put("sessions", "date", 2, 20260103), ["row 3", "20260103", "YYYY-MM-DD"]),
    (
        "birth date in a wrong format",
        put("people", "birth_date", 0, "4 May 1996"),
        ["people, row 1", "birth_date"],
    ),
    (
        "text for a number",
        put("sessions", "rpe", 4, "hard"),
        ["sessions, row 5, column rpe", "'hard'", "number"],
    ),
    ("decimal comma", put("people", "height_m", 1, "1,80"), ["people, row 2, column height_m", "'1,80'"]),
    ("unknown sex", put("people", "sex", 1, "x"), ["people, row 2, column sex", "'x'", "female or male"]),
    (
        "unknown answer",
        put("people", "smoker", 1, "sometimes"),
        ["column smoker", "'sometimes'", "yes or no"],
    ),
    ("unknown side", put("tests", "side", 0, "top"), ["tests, row 1, column side", "left or right"]),
]


@pytest.mark.parametrize(("spoil", "parts"), [r[1:] for r in RAISES], ids=[r[0] for r in RAISES])
def test_what_cannot_be_read_names_table_row_column_value_and_rule(spoil: Any, parts: list[str]) -> None:
    tables = clinic()
    spoil(tables)
    with pytest.raises(br.DataError) as error:
        br.Cohort(**tables)
    for part in parts:
        assert part in str(error.value)


FOUND = [
    # what is wrong, how, level, table, row, column, a part of the rule
    (
        "unknown person",
        put("sessions", "person_id", 7, "anne"),
        "error",
        "sessions",
        8,
        "person_id",
        "nearest: ann",
    ),
    (
        "no person",
        put("sessions", "person_id", 7, None),
        "error",
        "sessions",
        8,
        "person_id",
        "must be given",
    ),
    ("no date", put("sessions", "date", 7, None), "error", "sessions", 8, "date", "must be given"),
    ("negative RPE", put("sessions", "rpe", 7, -1), "error", "sessions", 8, "rpe", "between 0 and 10"),
    ("RPE 11", put("sessions", "rpe", 7, 11), "error", "sessions", 8, "rpe", "between 0 and 10"),
    (
        "endless session",
        put("sessions", "duration_min", 7, 1e9),
        "error",
        "sessions",
        8,
        "duration_min",
        "1440",
    ),
    (
        "infinite session",
        put("sessions", "duration_min", 7, np.inf),
        "error",
        "sessions",
        8,
        "duration_min",
        "1440",
    ),
    ("missing RPE", put("sessions", "rpe", 7, np.nan), "warning", "sessions", 8, "load", "counts as missing"),
    ("height in cm", put("people", "height_m", 0, 170), "error", "people", 1, "height_m", "centimetres"),
    ("mass in lb", put("people", "mass_kg", 1, 196), "error", "people", 2, "mass_kg", "pounds"),
    ("same person twice", twice, "error", "people", 3, "person_id", "unique"),
    (
        "unknown condition",
        put("conditions", "condition", 0, "disc buldge"),
        "error",
        "conditions",
        1,
        "condition",
        "nearest: disc_bulge",
    ),
    (
        "recovered before onset",
        put("episodes", "recovered", 0, "2025-12-01"),
        "error",
        "episodes",
        1,
        "recovered",
        "before the onset",
    ),
    (
        "unknown region",
        put("episodes", "region", 0, "low bakc"),
        "error",
        "episodes",
        1,
        "region",
        "low_back",
    ),
    (
        "unknown severity",
        put("episodes", "severity", 0, "bad"),
        "error",
        "episodes",
        1,
        "severity",
        "one of any",
    ),
    (
        "unknown test",
        put("tests", "test", 0, "hamstrings"),
        "error",
        "tests",
        1,
        "test",
        "nearest: hamstring_rom",
    ),
    (
        "impossible result",
        put("tests", "value", 0, 1e6),
        "error",
        "tests",
        1,
        "value",
        "between 0 and 150 deg",
    ),
    (
        "unknown exercise",
        put("sets", "exercise", 0, "dead lift x"),
        "warning",
        "sets",
        1,
        "exercise",
        "nearest",
    ),
    ("mood off its scale", put("wellness", "mood", 0, 9), "error", "wellness", 1, "mood", "between 0 and 1"),
    (
        "a nap of 30 hours",
        put("wellness", "sleep_hours", 0, 30),
        "error",
        "wellness",
        1,
        "sleep_hours",
        "24 hours",
    ),
]


@pytest.mark.parametrize("case", FOUND, ids=[r[0] for r in FOUND])
def test_what_can_be_read_and_not_be_true_is_found_and_the_rest_is_scored(case: Any) -> None:
    _, spoil, level, table, row, column, rule = case
    tables = clinic()
    spoil(tables)
    cohort = br.Cohort(**tables)
    found = [f for f in found_in(cohort) if f["column"] == column]
    assert [(f["level"], f["table"], f["row"]) for f in found] == [(level, table, row)]
    assert rule in found[0]["rule"]
    scores = MODEL.score(cohort)
    assert len(scores) == len(cohort)
    assert (np.isfinite(scores["risk"]) | (scores["reason"] != "")).all()


def test_empty_tables_are_a_cohort_of_nobody() -> None:
    cohort = br.Cohort(people={"person_id": []}, sessions={"person_id": [], "date": [], "load": []})
    assert len(cohort) == 0
    assert set(cohort.check()["rule"].tolist()) == {"has no rows"}
    assert len(MODEL.score(cohort)) == 0
    assert len(MODEL.score(cohort, days="all", contributions=True)) == 0


def test_people_without_any_row_are_scored_on_what_is_known() -> None:
    cohort = br.Cohort(people={"person_id": ["ann"], "smoker": [True]})
    scores = MODEL.score(cohort)
    assert np.isfinite(scores["risk"][0])
    assert 0 < scores["coverage"][0] < 0.5


@pytest.mark.parametrize(
    ("tables", "text"),
    [
        ({}, "people or sessions must be given"),
        ({"sessions": [1, 2]}, r"sessions: is \[1, 2\], but must be a frame or a mapping of columns"),
        ({"sessions": {"person_id": ["a"], "date": []}}, "columns must have one length"),
    ],
)
def test_what_is_no_table_is_refused(tables: dict[str, Any], text: str) -> None:
    with pytest.raises(br.InvalidArgument, match=text):
        br.Cohort(**tables)


@pytest.mark.parametrize(
    "table", ["people", "sessions", "sets", "tests", "wellness", "conditions", "episodes"]
)
def test_a_missing_column_is_named(table: str) -> None:
    tables = clinic()
    del tables[table]["person_id"]
    with pytest.raises(br.DataError, match=f"{table}: has no column person_id"):
        br.Cohort(**tables)


def test_unknown_columns_are_reported_and_factors_are_taken() -> None:
    tables = clinic()
    tables["sessions"]["rp"] = [1] * 120
    tables["people"]["depressive_symptoms"] = [1, 0]
    tables["people"]["colour"] = ["red", "blue"]
    cohort = br.Cohort(**tables)
    found = {f["column"]: f["rule"] for f in found_in(cohort)}
    assert set(found) == {"rp", "colour"}
    assert "nearest: rpe" in found["rp"]
    taken = MODEL.assess(cohort, "ann")
    assert "depressive_symptoms" not in taken.missing


def test_ten_thousand_sessions_on_a_day_are_a_warning_and_the_load_is_their_sum() -> None:
    n = 10_000
    cohort = br.Cohort(sessions={"person_id": ["a"] * n, "date": ["2026-03-01"] * n, "load": [1.0] * n})
    rules = " ".join(cohort.check()["rule"].tolist())
    assert "more than 50 sessions a day" in rules
    assert "doubles" in rules
    assert cohort.features("a")["load"].tolist() == [float(n)]


def test_a_year_without_rows_is_rest_and_a_question() -> None:
    tables = {"person_id": ["a"] * 2, "date": ["2025-01-01", "2026-01-01"], "load": [300.0, 300.0]}
    cohort = br.Cohort(sessions=tables)
    assert cohort.check()["rule"].tolist() == ["364 days without a session: rest, or not recorded?"]
    assert cohort.features("a")["status"].tolist().count("rest") == 364
    assert np.isfinite(MODEL.score(cohort)["risk"][0])


def test_rows_after_today_are_set_aside_unless_planned() -> None:
    sessions = {
        "person_id": ["a"] * 3,
        "date": ["2026-01-01", "2026-01-03", "2026-01-04"],
        "load": [300.0, 300.0, 300.0],
        "planned": [0, 0, 1],
    }
    cohort = br.Cohort(sessions=sessions, today="2026-01-02")
    assert [(f["row"], f["column"]) for f in found_in(cohort)] == [(2, "date")]
    assert cohort.span("a") == (dt.date(2026, 1, 1), dt.date(2026, 1, 1))


def test_a_row_far_in_the_future_is_found_without_being_told_the_date() -> None:
    sessions = {"person_id": ["a"] * 2, "date": ["2026-01-01", "2096-01-01"], "load": [1.0, 1.0]}
    cohort = br.Cohort(sessions=sessions)
    assert "after today" in cohort.check()["rule"][0]
    assert cohort.person_days == 1


def test_an_unknown_person_is_answered_with_the_nearest_ids() -> None:
    cohort = br.Cohort(**clinic())
    for ask in (
        lambda: MODEL.assess(cohort, "anne"),
        lambda: cohort.features("anne"),
        lambda: MODEL.score(cohort, people=["anne"]),
    ):
        with pytest.raises(br.InvalidArgument, match="'anne'.*2 people.*nearest: ann"):
            ask()


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"horizon_days": 0}, "horizon"),
        ({"horizon_days": 10**6}, "horizon"),
        ({"level": 1.0}, "level"),
        ({"level": float("nan")}, "level"),
        ({"days": "first"}, "YYYY-MM-DD"),
        ({"threads": 0}, "threads"),
    ],
)
def test_options_out_of_range_are_refused(options: dict[str, Any], text: str) -> None:
    with pytest.raises((br.InvalidArgument, br.DataError), match=text):
        MODEL.score(br.Cohort(**clinic()), **options)


def test_days_outside_the_span_are_null_with_a_reason() -> None:
    scores = MODEL.score(br.Cohort(**clinic()), days=["2020-01-01", "2026-01-20"], people=["ann"])
    assert np.isnan(scores["risk"]).tolist() == [True, False]
    assert scores["reason"].tolist() == ["not monitored on this day", ""]


@pytest.mark.parametrize("scales", [{"mood": (1, 1)}, {"mood": (np.nan, 1)}, {"joy": (0, 1)}])
def test_impossible_scales_are_refused(scales: Any) -> None:
    with pytest.raises(br.InvalidArgument, match="scales"):
        br.Cohort(**clinic(), scales=scales)


NUMBERS = [np.nan, np.inf, -np.inf, 0, 1, -1, 5, 11, 1e308, True]
WORDS = ["", "NA", "ann", "bob", "x", "yes", "left", "low_back", "deadlift", "hamstring_rom", "fever"]
DAYS = ["2026-01-05", "1900-01-01", "2026-02-30", dt.date(2026, 1, 7), dt.datetime(2026, 1, 8, 23, 59)]
CELLS = st.sampled_from([None, np.datetime64("NaT"), *NUMBERS, *WORDS, *DAYS])


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_cell_anywhere_is_an_error_a_finding_or_a_number(data: st.DataObject) -> None:
    """A few cells of a clean clinic become something else: nothing crashes and no score is out of range."""
    tables = clinic()
    for _ in range(data.draw(st.integers(1, 4))):
        table = data.draw(st.sampled_from(sorted(tables)))
        column = data.draw(st.sampled_from(sorted(tables[table])))
        row = data.draw(st.integers(0, len(tables[table][column]) - 1))
        put(table, column, row, data.draw(CELLS))(tables)
    try:
        cohort = br.Cohort(**tables, today="2026-06-01")
    except br.DataError as error:
        assert "column" in str(error) and "must be" in str(error)
        return
    scores = MODEL.score(cohort, days="all" if cohort.person_days < 5_000 else "last")
    risk = scores["risk"]
    known = scores["reason"] == ""
    assert ((risk[known] > 0) & (risk[known] < 1)).all()
    assert np.isnan(risk[~known]).all()
    for person in cohort.people:
        MODEL.assess(cohort, person).to_text()
