"""Cohorts: every way in gives the same numbers, and what must not matter does not.

Oracles: identities (order, labels, splits, threads, units, streams against batches) and hand-made diaries.
"""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backrisk as br
from backrisk._shared.table_files import write_file
from backrisk.cohort.simulated import simulate_tables

MODEL = br.literature_model()
TABLES, _ = simulate_tables(6, 120, 5)
NUMBERS = ("risk", "low", "high", "hazard_ratio", "coverage")
few = settings(max_examples=25, deadline=None)


def same(a: br.Scores, b: br.Scores) -> None:
    """Bit for bit."""
    assert a["person_id"].tolist() == b["person_id"].tolist()
    assert (a["day"] == b["day"]).all()
    for name in NUMBERS:
        np.testing.assert_array_equal(a[name], b[name], err_msg=name)
    assert a["reason"].tolist() == b["reason"].tolist()
    assert a["flag"].tolist() == b["flag"].tolist()


def rows_of(table: dict[str, Any], order: Any) -> dict[str, Any]:
    return {name: np.asarray(column)[order] for name, column in table.items()}


BASE = MODEL.score(br.Cohort(**TABLES), days="all")


def test_scores_are_finite_ordered_and_complete() -> None:
    known = BASE["reason"] == ""
    assert known.mean() > 0.8
    risk, low, high = (BASE[name][known] for name in ("risk", "low", "high"))
    assert ((low > 0) & (low < risk) & (risk < high) & (high < 1)).all()
    assert np.isnan(BASE["risk"][~known]).all()
    assert set(BASE["reason"].tolist()) <= {"", "inside an episode or its wash-out"}
    coverage = BASE["coverage"][known]
    assert ((coverage >= 0) & (coverage <= 1)).all()
    assert BASE.table.columns[:10] == (
        "person_id", "day", "risk", "low", "high", "hazard_ratio", "coverage", "status", "reason", "flag",
    )  # fmt: skip
    assert set(BASE["status"].tolist()) == {MODEL.status}
    assert "not a diagnosis" in repr(BASE) and "not a diagnosis" in BASE._repr_html_()


@few
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    shuffle = np.random.default_rng(seed).permutation
    shuffled = {}
    for name, table in TABLES.items():
        size = len(next(iter(table.values())))
        order = np.arange(size) if name == "people" else shuffle(size)
        shuffled[name] = rows_of(table, order)
    same(MODEL.score(br.Cohort(**shuffled), days="all"), BASE)


@few
@given(st.permutations(range(6)))
def test_the_order_and_the_names_of_people_only_move_the_rows(order: list[int]) -> None:
    name = {old: f"x{i}" for i, old in enumerate(np.asarray(TABLES["people"]["person_id"])[order].tolist())}
    renamed = {t: {**c, "person_id": [name[one] for one in c["person_id"]]} for t, c in TABLES.items()}
    renamed["people"] = rows_of(renamed["people"], order)
    scores = MODEL.score(br.Cohort(**renamed), days="all")
    for old, new in name.items():
        mine, theirs = BASE["person_id"] == old, scores["person_id"] == new
        np.testing.assert_array_equal(BASE["risk"][mine], scores["risk"][theirs])


@few
@given(st.sets(st.integers(0, 5), min_size=1, max_size=5))
def test_who_else_is_in_the_cohort_does_not_matter(some: set[int]) -> None:
    ids = np.asarray(TABLES["people"]["person_id"])[sorted(some)]
    part = {t: rows_of(c, np.isin(np.asarray(c["person_id"]), ids)) for t, c in TABLES.items()}
    keep = np.isin(BASE["person_id"].astype(str), ids.astype(str))
    scores = MODEL.score(br.Cohort(**part), days="all")
    np.testing.assert_array_equal(scores["risk"], BASE["risk"][keep])
    np.testing.assert_array_equal(scores["low"], BASE["low"][keep])
    picked = MODEL.score(br.Cohort(**TABLES), days="all", people=ids.tolist())
    same(picked, scores)


@pytest.mark.parametrize("threads", [1, 2, 7])
def test_threads_change_no_bit(threads: int) -> None:
    same(MODEL.score(br.Cohort(**TABLES), days="all", threads=threads), BASE)


@few
@given(st.integers(1, 200))
def test_the_unit_of_the_load_does_not_matter(factor: int) -> None:
    """Every load factor is a ratio; a power of two keeps even the bits."""
    load = np.asarray(TABLES["sessions"]["duration_min"]) * np.asarray(TABLES["sessions"]["rpe"])
    sessions = {n: TABLES["sessions"][n] for n in ("person_id", "date")}
    one = br.Cohort(people=TABLES["people"], sessions={**sessions, "load": load})
    other = br.Cohort(people=TABLES["people"], sessions={**sessions, "load": factor * load})
    exact = {"rtol": 0.0} if factor & (factor - 1) == 0 else {"rtol": 1e-9}
    np.testing.assert_allclose(MODEL.score(other)["risk"], MODEL.score(one)["risk"], **exact)


def test_the_past_does_not_know_the_future() -> None:
    """Days after the scored day change nothing."""
    until = np.datetime64("2025-02-28")
    cut = dict(TABLES)
    cut["people"] = {n: c for n, c in TABLES["people"].items() if n != "monitored_to"}
    cut["people"]["monitored_to"] = [until] * 6
    for name in ("sessions", "sets", "tests", "wellness"):
        cut[name] = rows_of(TABLES[name], np.asarray(TABLES[name]["date"]) <= until)
    cut["episodes"] = rows_of(TABLES["episodes"], np.asarray(TABLES["episodes"]["onset"]) <= until)
    same(MODEL.score(br.Cohort(**cut), days=until), MODEL.score(br.Cohort(**TABLES), days=until))


def test_contributions_add_up_to_the_log_hazard_and_assess_says_the_same() -> None:
    cohort = br.Cohort(**TABLES)
    scores = MODEL.score(cohort, contributions=True)
    columns = [name for name in scores.table.columns if name.startswith("c_")]
    assert len(columns) == len(MODEL.factor_names)
    total = sum(scores[name] for name in columns)
    known = scores["reason"] == ""
    np.testing.assert_allclose(np.exp(total[known]), scores["hazard_ratio"][known], rtol=1e-12)
    for i, person in enumerate(scores["person_id"].tolist()):
        one = MODEL.assess(cohort, person)
        assert one.reason == scores["reason"][i]
        if known[i]:
            for name in NUMBERS:
                assert getattr(one, name) == pytest.approx(scores[name][i], rel=1e-9, abs=0)


def test_a_stream_gives_the_numbers_of_the_batch() -> None:
    people = {n: c for n, c in TABLES["people"].items() if not n.startswith("monitored")}
    cohort = br.Cohort(**{**{n: TABLES[n] for n in ("sessions", "sets", "wellness")}, "people": people})
    person = cohort.people[0]
    scores = MODEL.score(cohort, days="all", people=[person])
    row = {n: c[0] for n, c in people.items() if n != "person_id"}
    state = MODEL.start(person, row, episodes_known=False)

    def rows(name: str, day: Any) -> list[dict[str, Any]]:
        table = TABLES[name]
        at = (np.asarray(table["person_id"]) == person) & (np.asarray(table["date"]) == day)
        return [{n: np.asarray(c)[i] for n, c in table.items()} for i in np.flatnonzero(at)]

    for i, day in enumerate(scores["day"]):
        night = rows("wellness", day)
        mind = {"sleep_hours": night[0]["sleep_hours"], "mood": (night[0]["mood"] - 1) / 4} if night else {}
        one = state.advance(day, rows("sessions", day), sets=rows("sets", day), **mind)
        assert (one.day, one.reason) == (day, scores["reason"][i])
        for name in NUMBERS:
            np.testing.assert_array_equal(getattr(one, name), scores[name][i], err_msg=f"{name} {day}")


def test_a_stream_refuses_what_it_cannot_place() -> None:
    state = MODEL.start("ann", {"sex": "f"})
    state.advance("2026-03-02")
    for call, text in (
        (lambda: state.advance("2026-03-02"), "after the last day"),
        (lambda: state.advance(None), "day is missing"),
        (lambda: state.set("joy", 1), "joy"),
        (lambda: MODEL.start("ann", {"joy": 1}), "joy"),
    ):
        with pytest.raises(br.InvalidArgument, match=text):
            call()
    with pytest.raises(br.DataError, match="YYYY-MM-DD"):
        state.advance("3.3.2026")
    state.report("2026-03-03")
    assert state.advance("2026-03-03").reason == "inside an episode or its wash-out"


# Ways in.

SMALL = {
    "people": {"person_id": ["1", "2"], "sex": ["female", "m"], "birth_date": ["1990-01-01", "1985-06-30"]},
    "sessions": {
        "person_id": ["1", "1", "2", "2"], "date": ["2026-01-01", "2026-01-03", "2026-01-02", "2026-01-09"],
        "duration_min": [60.0, 45.0, 30.0, None], "rpe": [5, 6, 7, 4],
    },
}  # fmt: skip


def frames() -> list[Any]:
    out = [pytest.param(lambda t: {n: np.array(c, dtype=object) for n, c in t.items()}, id="arrays")]
    try:
        import pandas as pd

        out.append(pytest.param(pd.DataFrame, id="pandas"))
        out.append(pytest.param(lambda t: pd.DataFrame(t).convert_dtypes(), id="pandas nullable"))
        out.append(pytest.param(lambda t: _with_dates(pd.DataFrame(t), pd.to_datetime), id="pandas dates"))
    except ImportError:
        pass
    try:
        import polars as pl

        out.append(pytest.param(pl.DataFrame, id="polars"))
        out.append(pytest.param(pl.LazyFrame, id="polars lazy"))
        out.append(
            pytest.param(
                lambda t: pl.DataFrame(t).with_columns(
                    pl.col(c).str.to_date() for c in t if c in ("date", "birth_date")
                ),
                id="polars dates",
            )
        )
    except ImportError:
        pass
    try:
        import pyarrow as pa

        out.append(pytest.param(pa.table, id="pyarrow"))
    except ImportError:
        pass
    return out


def _with_dates(frame: Any, convert: Any) -> Any:
    for name in set(frame.columns) & {"date", "birth_date"}:
        frame[name] = convert(frame[name])
    return frame


@pytest.mark.parametrize("make", frames())
def test_every_frame_gives_the_same_scores(make: Any) -> None:
    given_frames = {name: make(table) for name, table in SMALL.items()}
    same(MODEL.score(br.Cohort(**given_frames), days="all"), MODEL.score(br.Cohort(**SMALL), days="all"))


def test_a_duckdb_relation_is_a_table() -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE s (person_id INTEGER, date DATE, duration_min DOUBLE, rpe INTEGER)")
        rows = zip(*SMALL["sessions"].values(), strict=True)
        connection.executemany("INSERT INTO s VALUES (?, ?, ?, ?)", [list(row) for row in rows])
        cohort = br.Cohort(people=SMALL["people"], sessions=connection.table("s"))
    same(MODEL.score(cohort, days="all"), MODEL.score(br.Cohort(**SMALL), days="all"))


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "parquet"])
def test_a_folder_of_files_is_a_cohort(tmp_path: Path, ending: str) -> None:
    pytest.importorskip("duckdb")
    for name, table in TABLES.items():
        path = tmp_path / f"{name}.{'csv' if ending == 'csv.gz' else ending}"
        write_file(table, path)
        if ending == "csv.gz":
            (tmp_path / f"{name}.csv.gz").write_bytes(gzip.compress(path.read_bytes()))
            path.unlink()
    same(MODEL.score(br.read_cohort(tmp_path), days="all"), BASE)


def test_ids_stay_text_and_errors_name_the_file(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    (tmp_path / "people.csv").write_text("person_id,sex\n007,f\n7,m\n")
    assert br.read_cohort(tmp_path).people == ("007", "7")
    (tmp_path / "sessions.csv").write_text("person_id,date,load\n007,2026-01-01,10\n7,01.02.2026,10\n")
    with pytest.raises(br.DataError, match=r"sessions.csv, row 2, column date: '01.02.2026'"):
        br.read_cohort(tmp_path)
    (tmp_path / "sessions.csv").write_text("date,load\n2026-01-01,10\n")
    with pytest.raises(br.DataError, match=r"sessions.csv: has no column person_id"):
        br.read_cohort(tmp_path)
    (tmp_path / "sessions.parquet").write_bytes(b"")
    with pytest.raises(br.DataError, match="one file a table"):
        br.read_cohort(tmp_path)


ODD_FILES = [
    # content of people.csv, ids or a part of the message
    ("person_id,sex,smoker\nann,f,t\nbob,f,f\n", ("ann", "bob")),  # not true and false
    ("person_id;sex\n007;m\n", ("007",)),
    ("\ufeffperson_id,sex\nann,f\n", ("ann",)),
    ('person_id,sex\n"Smith, Ann",f\n', ("Smith, Ann",)),
    ("person_id\n", ()),
    ("", "has no column person_id"),
    ("Person_ID,sex\nann,f\n", "has no column person_id"),
    ("person_id,sex\nann\nbob,f,3\n", "as many columns as the header"),
    ("person_id;height_m\nann;1,70\n", "row 1, column height_m: '1,70'"),
    (b"person_id,sex\nm\xfcller,f\n", "not utf-8"),
]


@pytest.mark.parametrize(("content", "answer"), ODD_FILES)
def test_odd_files_are_read_or_refused(tmp_path: Path, content: Any, answer: Any) -> None:
    pytest.importorskip("duckdb")
    (tmp_path / "people.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    if isinstance(answer, tuple):
        assert br.read_cohort(tmp_path).people == answer
        return
    with pytest.raises(br.DataError, match=answer) as error:
        br.read_cohort(tmp_path)
    assert str(error.value).startswith("people.csv")


def test_people_without_any_date_are_as_old_as_today() -> None:
    born = np.datetime64("today") - 40 * 366
    cohort = br.Cohort(people={"person_id": ["ann"], "birth_date": [born]})
    assert cohort.span("ann")[0] == dt.date.today()
    ages = MODEL.assess(cohort, "ann").contributions
    assert ages["value"][ages["factor"] == "age_years"] == 40


def test_a_folder_without_tables_says_what_it_has(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("")
    with pytest.raises(br.DataError, match=r"neither people nor sessions .* it has notes.txt"):
        br.read_cohort(tmp_path)
    (tmp_path / "people.parquet").write_bytes(b"not parquet")
    pytest.importorskip("duckdb")
    with pytest.raises(br.DataError, match=r"people.parquet: cannot be read"):
        br.read_cohort(tmp_path)


# What a day is.


def test_rest_missing_and_unmonitored_are_three_things() -> None:
    cohort = br.Cohort(
        people={"person_id": ["a"], "monitored_from": ["2025-12-31"], "monitored_to": ["2026-01-04"]},
        sessions={"person_id": ["a", "a"], "date": ["2026-01-01", "2026-01-03"], "load": [300.0, None]},
    )
    days = cohort.features("a")
    assert days["status"].tolist() == ["rest", "trained", "rest", "missing", "rest"]
    np.testing.assert_array_equal(days["load"], [0, 300, 0, np.nan, 0])
    assert cohort.span("a") == (dt.date(2025, 12, 31), dt.date(2026, 1, 4))
    outside = MODEL.score(cohort, days=["2026-01-05"])
    assert outside["reason"].tolist() == ["not monitored on this day"]


def test_an_open_episode_and_its_wash_out_have_no_score() -> None:
    days = [str(np.datetime64("2026-01-01") + i) for i in range(80)]
    cohort = br.Cohort(
        sessions={"person_id": ["a"] * 80, "date": days, "load": [100.0] * 80},
        episodes={"person_id": ["a"], "onset": [days[20]], "recovered": [days[30]]},
    )
    scores = MODEL.score(cohort, days="all")
    silent = np.flatnonzero(scores["reason"] != "")
    assert silent.tolist() == list(range(20, 30 + MODEL.washout_days))


def test_mood_has_the_scale_that_it_is_told() -> None:
    diary = {"person_id": ["a"] * 7, "date": [f"2026-01-0{i}" for i in range(1, 8)]}

    def mood(values: list[float], **options: Any) -> float:
        cohort = br.Cohort(people={"person_id": ["a"]}, wellness={**diary, "mood": values}, **options)
        return float(cohort.features("a")["mood"][-1])

    assert mood([4] * 7) == mood([0.75] * 7, scales={"mood": (0, 1)}) == 0.75
    assert mood([2] * 7, scales={"mood": (5, 1)}) == 0.75


def test_red_flags_come_first_and_an_emergency_has_no_score() -> None:
    conditions = {"person_id": ["1", "2"], "condition": ["saddle numbness", "disc bulge"],
                  "since": ["2026-01-03", None]}  # fmt: skip
    cohort = br.Cohort(**SMALL, conditions=conditions)
    scores = MODEL.score(cohort, days="all")
    flagged = [f.startswith("red flag, emergency") for f in scores["flag"].tolist()]
    first = scores["person_id"] == "1"
    assert flagged == (first & (scores["day"] >= np.datetime64("2026-01-03"))).tolist()
    one = MODEL.assess(cohort, "1")
    assert one.flags[0].startswith(
        "red flag, emergency: Numbness between the legs, new or worse: may point to"
    )
    assert one.advice and np.isnan(one.risk) and "red flag" in one.reason
    assert one.next_steps()[0].startswith("First: Call an ambulance")
    assert MODEL.assess(cohort, "1", day="2026-01-02").advice == ()
    levels = scores["triage"] == "emergency"
    assert (levels == np.array(flagged)).all() and np.isnan(scores["risk"][levels]).all()
    plain = MODEL.score(br.Cohort(**SMALL), days="all")
    np.testing.assert_array_equal(scores["risk"][~levels], plain["risk"][~levels])


def test_onset_and_review_of_the_table_decide() -> None:
    def level(**dates: str) -> str:
        row = {name: [date] for name, date in dates.items()}
        conditions = {"person_id": ["1"], "condition": ["foot drop"], **row}
        return str(MODEL.score(br.Cohort(**SMALL, conditions=conditions), people=["1"])["triage"][0])

    last = br.Cohort(**SMALL).span("1")[1]

    def ago(days: int) -> str:
        return str(np.datetime64(last) - days)

    assert level(onset=ago(3)) == "emergency"
    assert level(onset=ago(3), reviewed=ago(10)) == "emergency"  # seen before it began
    assert level(onset=ago(3), reviewed=ago(1)) == "prompt_review"
    assert level(since=ago(900), reviewed=ago(100)) == "discuss"
    assert level() == "same_day"


def test_nobody_is_scored_whom_the_model_was_not_made_for() -> None:
    """Batch, one person, and the stream, with the same reason; the birthday is the first day with a score."""
    people = {
        "person_id": ["child", "mother", "adult"], "birth_date": ["2008-02-01", "1995-01-01", "1990-01-01"],
        "sex": ["f", "f", "m"], "monitored_from": ["2026-01-28"] * 3, "monitored_to": ["2026-02-03"] * 3,
    }  # fmt: skip
    conditions = {"person_id": ["mother"], "condition": ["pregnant"], "until": ["2026-02-02"]}
    cohort = br.Cohort(people=people, conditions=conditions)
    scores = MODEL.score(cohort, days="all")
    for who, word, last in (("child", "under 18", "2026-01-31"), ("mother", "pregnancy", "2026-02-01")):
        mine = scores["person_id"] == who
        before = scores["day"][mine] <= np.datetime64(last)
        assert (
            np.isnan(scores["risk"][mine][before]).all() and np.isfinite(scores["risk"][mine][~before]).all()
        )
        assert all(word in reason for reason in scores["reason"][mine][before])
        one = MODEL.assess(cohort, who, last)
        assert (
            np.isnan(one.risk)
            and word in one.reason
            and "not made for" in " ".join(one.next_steps()) + one.reason
        )
    assert np.isfinite(scores["risk"][scores["person_id"] == "adult"]).all()
    assert np.isnan(MODEL.assess_row({"age_years": 14}).risk)
    state = MODEL.start("mother", {"sex": "f", "birth_date": "1995-01-01"})
    state.report_condition("pregnancy", until="2026-02-02")
    assert np.isnan(state.advance("2026-02-01").risk) and "pregnancy" in state.triage().eligibility
    assert np.isfinite(state.advance("2026-02-02").risk)
    state.report_condition("saddle numbness", onset="2026-02-03")
    assert state.advance("2026-02-03").triage == "emergency"


@few
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40), st.booleans()), min_size=1, max_size=4))
def test_flags_of_a_batch_are_those_of_each_day(rows: list[tuple[int, int, bool]]) -> None:
    """Twin: the batch works in stretches of equal state, `assess` day by day."""
    start = np.datetime64("2025-06-01")
    names = ["cancer history", "prolonged steroids", "severe trauma", "fever"]
    conditions = {
        "person_id": ["a"] * len(rows), "condition": names[: len(rows)],
        "since": [str(start + a) for a, _, _ in rows], "until": [str(start + a + b) for a, b, _ in rows],
        "present": [p for _, _, p in rows],
    }  # fmt: skip
    people = {"person_id": ["a"], "sex": ["f"], "birth_date": ["1955-06-20"], "monitored_from": [str(start)],
              "monitored_to": [str(start + 60)]}  # fmt: skip
    cohort = br.Cohort(people=people, conditions=conditions)
    scores = MODEL.score(cohort, days="all")
    for day, flag in zip(scores["day"], scores["flag"], strict=True):
        expected = cohort._gate.on(0, int(day.astype(int)))[0]
        assert flag == (expected[0] if expected else "")


def test_simulation_repeats_itself_and_is_clean() -> None:
    one, two = br.simulate_cohort(8, 90, seed=3), br.simulate_cohort(8, 90, seed=3)
    same(MODEL.score(one, days="all"), MODEL.score(two, days="all"))
    assert "error" not in one.check()["level"].tolist()
    assert one.truth is not None and set(one.truth) >= {"coefficients", "events", "days_at_risk"}
    other = br.simulate_cohort(8, 90, seed=4)
    assert not np.array_equal(MODEL.score(other)["risk"], MODEL.score(one)["risk"])


def test_highest_is_sorted_and_leaves_out_what_has_no_risk() -> None:
    top = BASE.highest(50)
    assert (np.diff(top["risk"]) <= 0).all()
    assert len(BASE.highest(10**6)) == int((BASE["reason"] == "").sum())
    assert len(BASE.highest(0)) == 0
    with pytest.raises(br.InvalidArgument, match="negative"):
        BASE.highest(-1)


def test_repr_and_html_say_what_it_is() -> None:
    cohort = br.Cohort(**SMALL)
    assert repr(cohort).startswith("Cohort: 2 people, 11 person-days from 2026-01-01 to 2026-01-09;")
    assert "1 warning" in repr(cohort)
    assert "<table>" in cohort._repr_html_()
