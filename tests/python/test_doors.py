"""One door for every kind of input: dates, labels and numbers mean the same by whatever road they come.

Oracle: what stands in the diary, on the wall clock of who wrote it; the same values by another road.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import backrisk as br
from backrisk._shared.columns import as_column, as_minutes
from backrisk._shared.days import dates
from backrisk._shared.labels import as_labels, codes_together
from backrisk.cli import main

TEXT = "2025-07-06T01:44:02+02:00"  # 23:44 of 5 July in Greenwich
CLOCK = dt.datetime.fromisoformat(TEXT)
RIGHT = "2025-07-06"
BERLIN = pd.to_datetime([TEXT]).tz_convert("Europe/Berlin")
ARROW = pa.array(BERLIN, type=pa.timestamp("us", tz="Europe/Berlin"))

ROADS: dict[str, Any] = {
    "text": [TEXT],
    "text with a space": ["2025-07-06 01:44:02+0200"],
    "numpy text": np.array([TEXT]),
    "datetime": [CLOCK],
    "date": [dt.date(2025, 7, 6)],
    "numpy days": np.array([RIGHT], dtype="datetime64[D]"),
    "numpy seconds": np.array(["2025-07-06T01:44:02"], dtype="datetime64[s]"),
    "pandas index": BERLIN,
    "pandas series": pd.Series(BERLIN),
    "pandas objects": pd.Series([CLOCK], dtype=object),
    "pandas text": pd.Series([TEXT]),
    "pandas by arrow": pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array([ARROW]))),
    "timestamps": [pd.Timestamp(TEXT)],
    "polars": pl.Series([CLOCK]).dt.convert_time_zone("Europe/Berlin"),
    "polars text": pl.Series([TEXT]),
    "arrow": ARROW,
    "arrow pieces": pa.chunked_array([ARROW]),
    "arrow text": pa.array([TEXT]),
    "arrow dictionary": pa.array([TEXT]).dictionary_encode(),
    "arrow days": pa.array([dt.date(2025, 7, 6)]),
}

ENTRIES: dict[str, Callable[[Any], str]] = {
    "dates": lambda day: str(dates(day)[0]),
    "daily_load": lambda day: str(br.load.daily_load(day, [300]).day[0]),
    "Cohort": lambda day: str(
        br.Cohort(sessions={"person_id": ["p"], "date": day, "load": [300.0]}).features("p")["date"][0]
    ),
    "episode_states": lambda day: _first_day(
        lambda on: br.history.episode_states(day, [None], [on]).episodes[0] == 1
    ),
    "conditions_on": lambda day: _first_day(
        lambda on: br.history.conditions_on(["fever"], [on], since=day) == [["fever"]]
    ),
    "heaviest_lift": lambda day: _first_day(
        lambda on: br.spine.heaviest_lift(day, [50], [on], min_coverage=0).value[0] == 50
    ),
    "warm_up_score": lambda day: _first_day(
        lambda on: (
            br.preparation.warm_up_score(
                [on, *_all(day)], [None, 10], is_session=[False, True], min_coverage=0
            ).share[0]
            == 1
        )
    ),
    "temporal_split": lambda day: _first_day(
        lambda on: _all_early(br.validate.temporal_split, [*_all(day), "2030-01-01"], on)
    ),
}


def _all(day: Any) -> list[Any]:
    return list(dates(day))


def _first_day(holds: Callable[[str], bool]) -> str:
    """The first of four days on which something holds (a split and a rest look at the day before)."""
    found = [day for day in ("2025-07-04", "2025-07-05", "2025-07-06", "2025-07-07") if holds(day)]
    return found[0]


def _all_early(split: Any, days: list[Any], cut: str) -> bool:
    try:
        return len(split(days, np.datetime64(cut) + 1)[0]) == 1
    except br.InvalidArgument:
        return False


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("road", ROADS)
def test_a_time_is_the_day_of_its_own_clock_by_every_road(road: str, entry: str) -> None:
    assert ENTRIES[entry](ROADS[road]) == RIGHT


@pytest.mark.parametrize(
    "kind", ["csv", "csv.gz", "tsv", "parquet", "polars parquet", "pandas parquet", "offset"]
)
def test_files_say_the_same_day(kind: str, tmp_path: Path) -> None:
    table = pa.table({"person_id": ["p"], "date": ARROW, "load": [300.0]})
    frame = pd.DataFrame({"person_id": ["p"], "date": [TEXT], "load": [300]})
    if kind == "parquet":
        pq.write_table(table, tmp_path / "sessions.parquet")
    elif kind == "offset":
        shifted = table.set_column(1, "date", ARROW.cast(pa.timestamp("us", tz="+02:00")))
        pq.write_table(shifted, tmp_path / "sessions.parquet")
    elif kind == "polars parquet":
        pl.DataFrame(table).write_parquet(tmp_path / "sessions.parquet")
    elif kind == "pandas parquet":
        frame.assign(date=BERLIN).to_parquet(tmp_path / "sessions.parquet")
    else:
        separator = "\t" if kind == "tsv" else ","
        frame.to_csv(tmp_path / f"sessions.{kind}", sep=separator, index=False)
    assert str(br.read_cohort(tmp_path).features("p")["date"][0]) == RIGHT


def test_instants_without_a_zone_are_no_days(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT 'p' AS person_id, TIMESTAMPTZ '{TEXT}' AS date, 300.0 AS load) "
            f"TO '{tmp_path / 'sessions.parquet'}'"
        )
    with pytest.raises(br.DataError, match=r"sessions.parquet, column date: .*time zone"):
        br.read_cohort(tmp_path)


def test_a_relation_has_the_clock_of_its_connection() -> None:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Europe/Berlin'")
        relation = connection.sql(f"SELECT 'p' AS person_id, TIMESTAMPTZ '{TEXT}' AS date, 300.0 AS load")
        assert str(br.Cohort(sessions=relation).features("p")["date"][0]) == RIGHT


NO_DATES: list[Any] = [
    20250706, 1751760000, 3.5, "20250706", "2024", "2024-03", "2024-W03-1", "2024-060", "today", "now", "",
    "01/05/24", "01.05.2024", "2025-02-30", "1899-12-31", "2101-01-01", "-5000000-01-01", "2025-07-06T25:00",
    "2025-07-06 99", "２０２５-07-06", None, float("nan"), True, b"2025-07-06", dt.time(1), dt.timedelta(1),
    np.datetime64("2024"), np.datetime64("2024-03"), np.datetime64("NaT"), dt.date(1, 1, 1), 1j, 2**80,
]  # fmt: skip


@pytest.mark.parametrize("value", NO_DATES, ids=str)
def test_nothing_is_guessed_of_what_is_no_date(value: Any) -> None:
    for entry in (
        lambda: br.load.daily_load(["2025-07-01", value], [1, 1]),
        lambda: br.spine.heaviest_lift(["2025-07-01"], [50], ["2025-07-01", value]),
        lambda: br.preparation.pattern_rest(["2025-07-01", value], ["h", "h"]),
        lambda: br.history.episode_states([], [], ["2025-07-01", value]),
        lambda: br.validate.temporal_split(["2025-07-01", value], "2025-07-02"),
    ):
        with pytest.raises(br.InvalidArgument, match=r"(day|days|date|dates), row 2: is .*must be a date"):
            entry()
    with pytest.raises(br.InvalidArgument, match="cut is .*must be a date"):
        br.validate.temporal_split(["2025-07-01", "2025-07-02"], value)


@pytest.mark.parametrize("value", NO_DATES, ids=str)
def test_a_table_names_the_cell(value: Any) -> None:
    sessions = {"person_id": ["p", "p"], "date": ["2025-07-01", value], "load": [1.0, 1.0]}
    if value is None or value != value or value == "" or str(value) == "NaT":
        assert len(br.Cohort(sessions=sessions).check())
    else:
        with pytest.raises(br.DataError, match="sessions, row 2, column date: .*: must be a date"):
            br.Cohort(sessions=sessions)


def test_whole_columns_of_numbers_are_no_dates() -> None:
    for column in (np.array([20250706]), np.array([20000], dtype=np.int32), pd.Series([3.5]), pa.array([1])):
        with pytest.raises(br.InvalidArgument, match="must be a date.*a number is no date"):
            br.load.daily_load(column, [1])


def test_other_orders_are_read_where_the_order_is_said() -> None:
    assert dates(["1.2.2026", "2026-02-01"], dayfirst=True).astype(str).tolist() == ["2026-02-01"] * 2
    assert dates(["1/2/2026"], dayfirst=False).astype(str).tolist() == ["2026-01-02"]
    assert dates(["20260201", None], format="%Y%m%d").astype(str).tolist() == ["2026-02-01", "NaT"]
    with pytest.raises(br.InvalidArgument, match=r"dates, row 1: is '31.12.26', but must be a date as DD"):
        dates(["31.12.26"], dayfirst=True)
    with pytest.raises(br.InvalidArgument, match="together"):
        dates(["1.2.2026"], dayfirst=True, format="%d.%m.%Y")


def test_a_span_beyond_the_years_is_an_error_not_an_allocation() -> None:
    with pytest.raises(br.InvalidArgument, match="row 1: is '-5000000-01-01'"):
        br.load.daily_load(["-5000000-01-01", "5000000-01-01"], [1, 1])


LABELS: dict[str, Any] = {
    "numbers": [2, 1, 2],
    "numpy": np.array([2, 1, 2], dtype=np.uint8),
    "whole floats": np.array([2.0, 1.0, 2.0]),
    "pandas nullable": pd.Series([2, 1, 2], dtype="Int64"),
    "arrow": pa.array([2, 1, 2]),
    "polars": pl.Series([2, 1, 2]),
    "text": ["b", "a", "b"],
    "spaces": ["b", " a", "b "],
    "pandas text": pd.Series(["b", "a", "b"]),
    "categories": pd.Categorical(["b", "a", "b"]),
    "polars categories": pl.Series(["b", "a", "b"], dtype=pl.Categorical),
    "arrow dictionary": pa.array(["b", "a", "b"]).dictionary_encode(),
    "dates": [dt.date(2026, 1, 2), dt.date(2026, 1, 1), dt.date(2026, 1, 2)],
}


@pytest.mark.parametrize("road", LABELS)
def test_labels_have_one_code_by_every_road(road: str) -> None:
    assert as_labels(LABELS[road], "groups").codes.tolist() == [1, 0, 1]


NO_LABELS: dict[str, Any] = {
    "None": ["a", None, "b"],
    "NaN": [1.0, np.nan, 2.0],
    "NaN among texts": ["a", np.nan, "b"],
    "NA": pd.Series([1, None, 2], dtype="Int64"),
    "masked": np.ma.masked_array([1, 999, 2], mask=[False, True, False]),
    "arrow null": pa.array(["a", None, "b"]),
    "polars null": pl.Series([1, None, 2]),
    "NaT": np.array(["2026-01-01", "NaT", "2026-01-01"], dtype="datetime64[D]"),
    "empty": ["a", " ", "b"],
    "two kinds": ["1", 1, "1"],
    "fraction": [1.0, 1.5, 2.0],
    "lists": ["a", ["b"], "c"],
    "complex": [1, 1j, 2],
}


@pytest.mark.parametrize("road", NO_LABELS)
def test_a_label_that_names_nobody_is_an_error_everywhere(road: str) -> None:
    groups = NO_LABELS[road]
    event, risk = [0, 1, 1], [0.1, 0.2, 0.3]
    for entry in (
        lambda: br.load.rolling_mean([1, 2, 3], groups=groups),
        lambda: br.load.daily_load(["2025-01-01"] * 3, [1, 2, 3], groups=groups),
        lambda: br.validate.auc(event, risk, groups=groups),
        lambda: br.validate.folds(3, 2, groups=groups),
        lambda: br.fit.kaplan_meier([1, 2, 3], event, groups=groups),
        lambda: br.fit.glm({"x": [1, 2, 3]}, event, clusters=groups),
        lambda: br.fit.cox({"x": [1, 2, 3]}, [1, 2, 3], event, strata=groups),
        lambda: br.fit.conditional_logistic({"x": [1, 2, 3]}, event, groups),
        lambda: br.spine.heaviest_lift(
            ["2025-01-01"] * 3, [1, 2, 3], ["2025-01-01"], groups=groups, day_groups=["a"]
        ),
        lambda: br.history.episode_states(
            ["2025-01-01"] * 3, [None] * 3, ["2025-01-02"], groups=groups, day_groups=["a"]
        ),
        lambda: br.preparation.sleep_debt([7, 7, 7], 8, groups=groups),
    ):
        with pytest.raises(br.InvalidArgument, match=r"row 2|dimensions in row 2"):
            entry()


def test_labels_of_two_tables_must_be_of_one_kind() -> None:
    with pytest.raises(
        br.InvalidArgument, match=r"day_groups, row 1: is '1', but must be a number like groups"
    ):
        br.history.episode_states(["2025-01-01"], [None], ["2025-01-02"], groups=[1], day_groups=["1"])
    with pytest.raises(br.InvalidArgument, match="never meet"):
        br.spine.heaviest_lift(["2025-01-01"], [1], ["2025-01-01"], groups=["1"], day_groups=[1])
    with pytest.raises(br.InvalidArgument, match="never meet"):
        br.load.daily_load(["2025-01-01"], [1], groups=["1"], monitored={1: ("2025-01-01", "2025-01-02")})
    assert codes_together([1.0], np.array([1], np.int8), ("a", "b"), (1, 1))[2].tolist() == [1]


NAN = np.nan
NUMBERS: dict[str, Any] = {
    "list": [1, None, 3],
    "numpy": np.array([1, NAN, 3], dtype=np.float32),
    "masked": np.ma.masked_array([1.0, 999.0, 3.0], mask=[False, True, False]),
    "masked integers": np.ma.masked_array([1, 999, 3], mask=[False, True, False]),
    "pandas": pd.Series([1, None, 3]),
    "pandas Int64": pd.Series([1, None, 3], dtype="Int64"),
    "pandas by arrow": pd.Series([1, None, 3], dtype="int64[pyarrow]"),
    "pandas objects": pd.Series([1, pd.NA, Decimal(3)], dtype=object),
    "polars": pl.Series([1, None, 3]),
    "arrow": pa.array([1, None, 3]),
    "arrow pieces": pa.chunked_array([[1], [None, 3]]),
    "arrow dictionary": pa.array([1, None, 3]).dictionary_encode(),
}


@pytest.mark.parametrize("road", NUMBERS)
def test_numbers_are_the_same_by_every_road(road: str) -> None:
    assert as_column(NUMBERS[road], "x").tolist() == pytest.approx([1, NAN, 3], nan_ok=True)
    assert br.load.rolling_mean(NUMBERS[road], window=3, min_coverage=0).value.tolist() == [1, 1, 2]
    sessions = {
        "person_id": ["p"] * 3,
        "date": ["2026-01-01", "2026-01-02", "2026-01-03"],
        "load": NUMBERS[road],
    }
    assert br.Cohort(sessions=sessions).features("p")["load"].tolist() == pytest.approx(
        [1, NAN, 3], nan_ok=True
    )


BOOLS: dict[str, Any] = {
    "list": [True, None, False],
    "pandas": pd.Series([True, None, False], dtype="boolean"),
    "polars": pl.Series([True, None, False]),
    "arrow": pa.array([True, None, False]),
    "masked": np.ma.masked_array([True, True, False], mask=[False, True, False]),
}


@pytest.mark.parametrize("road", BOOLS)
def test_true_is_one_and_a_missing_answer_is_missing(road: str) -> None:
    assert as_column(BOOLS[road], "x").tolist() == pytest.approx([1, NAN, 0], nan_ok=True)


NO_NUMBERS: dict[str, Any] = {
    "text": ["1", "2"],
    "text among numbers": [1, "2"],
    "complex": np.array([1, 1j]),
    "a complex": [1, 1j],
    "dates": np.array(["2025-01-01", "2025-01-02"], dtype="datetime64[D]"),
    "dates of pandas": pd.to_datetime(["2025-01-01"] * 2),
    "a date": [1, dt.date(2025, 1, 1)],
    "time spans": pd.to_timedelta([1, 2], unit="min"),
    "a time span": [1, dt.timedelta(minutes=1)],
    "arrow spans": pa.array([dt.timedelta(minutes=1)] * 2),
    "polars spans": pl.Series([dt.timedelta(minutes=1)] * 2),
    "categories": pd.Categorical(["a", "b"]),
    "records": np.zeros(2, dtype=[("a", float)]),
    "too large": [1, 10**400],
    "lists": [[1], [2]],
    "one text": "12",
    "a mapping": {0: 1, 1: 2},
}


@pytest.mark.parametrize("road", NO_NUMBERS)
def test_what_is_no_number_is_an_error(road: str) -> None:
    x = NO_NUMBERS[road]
    for entry in (
        lambda: br.load.rolling_mean(x, window=1),
        lambda: br.validate.brier([0, 1], x),
        lambda: br.fit.glm({"x": x}, [0, 1]),
        lambda: br.fit.natural_spline(x),
        lambda: br.preparation.sleep_debt(x, 8),
        lambda: br.spine.heaviest_lift(["2025-01-01"] * 2, x, ["2025-01-01"]),
    ):
        with pytest.raises(br.InvalidArgument, match="must be"):
            entry()


SPANS: dict[str, Any] = {
    "minutes": [90, 0.5, None],
    "clock": ["1:30:00", "00:00:30", None],
    "timedelta": [dt.timedelta(minutes=90), dt.timedelta(seconds=30), None],
    "pandas": pd.to_timedelta([90, 0.5, None], unit="min"),
    "numpy": np.array([5400, 30, "NaT"], dtype="timedelta64[s]"),
    "arrow": pa.array([dt.timedelta(minutes=90), dt.timedelta(seconds=30), None]),
    "polars": pl.Series([dt.timedelta(minutes=90), dt.timedelta(seconds=30), None]),
}


@pytest.mark.parametrize("road", SPANS)
def test_durations_are_minutes(road: str) -> None:
    assert as_minutes(SPANS[road], "duration").tolist() == pytest.approx([90, 0.5, NAN], nan_ok=True)
    assert br.load.session_rpe([2, 2, 2], SPANS[road]).tolist() == pytest.approx([180, 1, NAN], nan_ok=True)


@pytest.mark.parametrize("value", ["1:30", "90 min", "1h30", "-1:00:00", "1:60:00"])
def test_a_duration_of_unknown_unit_is_an_error(value: str) -> None:
    with pytest.raises(br.InvalidArgument, match="duration, row 1: is .*h:mm:ss"):
        br.load.session_rpe([2], [value])


@pytest.mark.parametrize(("options", "arguments"), [
    ({"dayfirst": True}, ["--day-first"]), ({"format": "%d/%m/%Y"}, ["--date-format", "%d/%m/%Y"]),
])  # fmt: skip
def test_a_clinic_writes_its_dates_in_its_own_order(
    options: dict[str, Any], arguments: list[str], tmp_path: Path, capsys: Any
) -> None:
    rows = {"person_id": ["p", "p"], "date": ["01/02/2026", "05/02/2026"], "load": [1.0, 2.0]}
    pd.DataFrame(rows).to_csv(tmp_path / "sessions.csv", index=False)
    for cohort in (br.Cohort(sessions=rows, **options), br.read_cohort(tmp_path, **options)):
        assert str(cohort.features("p")["date"][0]) == "2026-02-01"
    assert main(["check", str(tmp_path), *arguments]) == 0
    assert "from 2026-02-01 to 2026-02-05" in capsys.readouterr().err
    assert main(["check", str(tmp_path)]) == 1
    assert "dayfirst" in capsys.readouterr().err


def test_one_day_by_every_kind_of_frame_and_engine(tmp_path: Path) -> None:
    """The same aware time as a frame, lazy or not, as a file, and from an engine."""
    frame = pd.DataFrame({"person_id": ["p"], "date": BERLIN, "load": [300.0]})
    table = pa.table({"person_id": ["p"], "date": ARROW, "load": [300.0]})
    polars = pl.DataFrame(table)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Europe/Berlin'")
        connection.register("diary", table)
        frames = {
            "pandas": frame, "arrow": table, "batch": table.to_batches()[0], "reader": table.to_reader(),
            "polars": polars, "lazy": polars.lazy(), "narwhals": nw.from_native(polars),
            "narwhals of pandas": nw.from_native(frame), "lazy narwhals": nw.from_native(polars.lazy()),
            "duckdb": connection.sql("from diary"),
        }  # fmt: skip
        for name, one in frames.items():
            assert str(br.Cohort(sessions=one).features("p")["date"][0]) == RIGHT, name


def test_a_stream_and_a_plan_take_the_day_of_the_clock() -> None:
    model = br.literature_model()
    for name, road in ROADS.items():
        if not isinstance(road, list):
            continue
        state = model.start("p")
        assert str(state.advance(road[0]).day) == RIGHT, name
        state = model.start("p")
        state.report(road[0])
        assert state.advance("2025-07-05").reason == ""
        assert state.advance("2025-07-06").reason == "inside an episode or its wash-out"


@pytest.mark.parametrize("road", [*SPANS, "csv"])
def test_durations_of_a_diary_are_minutes(road: str, tmp_path: Path) -> None:
    days = ["2026-01-01", "2026-01-02", "2026-01-03"]
    rows = {"person_id": ["p"] * 3, "date": days, "rpe": [2.0] * 3}
    if road == "csv":
        pd.DataFrame({**rows, "duration_min": SPANS["clock"]}).to_csv(tmp_path / "sessions.csv", index=False)
        cohort = br.read_cohort(tmp_path)
    else:
        cohort = br.Cohort(sessions={**rows, "duration_min": SPANS[road]})
    assert cohort.features("p")["load"].tolist() == pytest.approx([180, 1, NAN], nan_ok=True)
