"""Tables go out to other libraries as they are, and come in from any that speaks Arrow.

Oracle: the same values read back by the other library; pyarrow, polars, pandas, DuckDB and narwhals are asked
to read the object itself, not a copy that we made for them.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

import backrisk as br
from backrisk._shared.table import Table
from backrisk._shared.tables import columns_of, library_of

COLUMNS: dict[str, Any] = {
    "float": np.array([1.5, np.nan, -0.0]),
    "small": np.array([1.5, np.nan, 2.0], dtype=np.float32),
    "whole": np.array([1, 2, 3]),
    "byte": np.array([1, 2, 255], dtype=np.uint8),
    "truth": np.array([True, False, True]),
    "day": np.array(["2026-03-01", "NaT", "1969-12-31"], dtype="datetime64[D]"),
    "time": np.array(["2026-03-01T12:30", "NaT", "1969-12-31T23:59"], dtype="datetime64[m]"),
    "span": np.array([90, "NaT", 1], dtype="timedelta64[s]"),
    "text": np.array(["ann", "", "björn 🦴"]),
    "word": np.array(["ann", None, "ann"], dtype=object),
}
TABLE = Table(COLUMNS)


def python(name: str, value: Any) -> Any:
    """A value as plain Python, missing as None."""
    if value is None or value != value:
        return None
    item = value.item() if isinstance(value, np.generic) else value
    return item


RIGHT = {
    name: [python(name, v) for v in (values.astype("datetime64[us]") if name == "time" else values)]
    for name, values in COLUMNS.items()
}


def test_arrow_reads_a_table() -> None:
    read = pa.table(TABLE)
    read.validate(full=True)
    assert {name: read[name].to_pylist() for name in read.column_names} == RIGHT
    assert [str(read.schema.field(name).type) for name in ("day", "time", "truth", "byte", "small")] == [
        "date32[day]", "timestamp[us]", "bool", "uint8", "float",
    ]  # fmt: skip


def test_polars_reads_a_table() -> None:
    assert pl.DataFrame(TABLE).to_dict(as_series=False) == RIGHT


def test_duckdb_reads_a_table() -> None:
    shown = TABLE  # found by its name
    assert len(shown) == 3
    rows = duckdb.sql("select float, whole, day, word from shown where whole <> 2").fetchall()
    assert rows == [(1.5, 1, RIGHT["day"][0], "ann"), (-0.0, 3, RIGHT["day"][2], "ann")]


@pytest.mark.skipif(not hasattr(pd.DataFrame, "from_arrow"), reason="pandas reads Arrow from version 3 on")
def test_pandas_reads_a_table() -> None:
    frame = pd.DataFrame.from_arrow(Table({name: COLUMNS[name] for name in ("float", "whole", "text", "time")}))
    assert frame["whole"].tolist() == [1, 2, 3] and frame["text"].tolist() == RIGHT["text"]
    assert frame["time"].isna().tolist() == [False, True, False]


def test_pandas_is_not_left_to_guess() -> None:
    with pytest.raises(br.InvalidArgument, match="from_arrow"):
        pd.DataFrame(TABLE)
    frame = pd.DataFrame(dict(TABLE))
    assert list(frame) == list(TABLE.columns) and frame["whole"].tolist() == [1, 2, 3]
    assert list(pd.DataFrame(dict(TABLE.take(slice(0, 0))))) == list(TABLE.columns)
    assert TABLE.to_frame("pandas")["whole"].tolist() == [1, 2, 3]


@pytest.mark.filterwarnings("ignore")
def test_narwhals_reads_a_table() -> None:
    frame = nw.from_native(Table({"a": [1, 2], "b": ["x", "y"]}))
    assert frame.filter(nw.col("a") > 1)["b"].to_list() == ["y"]


@pytest.mark.parametrize("rows", [0, 1, 7, 8, 9, 1_000_000])
def test_bitmaps_of_any_length(rows: int) -> None:
    values = np.where(np.arange(rows) % 3 == 0, np.nan, np.arange(rows, dtype=float))
    read = pa.table(Table({"x": values, "even": np.arange(rows) % 2 == 0}))
    read.validate(full=True)
    assert read["x"].null_count == np.isnan(values).sum()
    np.testing.assert_array_equal(read["x"].to_numpy(), values)
    np.testing.assert_array_equal(read["even"].to_numpy(), np.arange(rows) % 2 == 0)


def test_what_was_read_outlives_the_table_and_nothing_is_copied() -> None:
    values = np.arange(1000.0)
    read = pa.table(Table({"x": values}))
    assert read["x"].chunk(0).buffers()[1].address == values.ctypes.data
    del values
    gc.collect()
    assert read["x"].to_pylist() == list(range(1000))


def test_a_capsule_that_nobody_reads_is_let_go() -> None:
    values = np.arange(1000.0)
    before = sys.getrefcount(values)
    capsule = Table({"x": values}).__arrow_c_stream__()
    assert sys.getrefcount(values) > before
    del capsule
    gc.collect()
    assert sys.getrefcount(values) == before


def test_no_library_is_needed_to_go_out() -> None:
    program = (
        "import sys; sys.modules['pyarrow'] = sys.modules['polars'] = None\n"
        "from backrisk._shared.table import Table\n"
        "print(type(Table({'a': [1]}).__arrow_c_stream__()).__name__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ.copy()
    )
    assert done.stdout.strip() == "PyCapsule"


def test_scores_go_out_with_their_words_as_dictionaries() -> None:
    scores = br.literature_model().score(br.simulate_cohort(n_people=5, n_days=40, seed=2), days="all")
    read = pa.table(scores)
    assert pa.types.is_dictionary(read.schema.field("person_id").type)
    assert read["person_id"].to_pylist() == scores["person_id"].tolist()
    np.testing.assert_array_equal(read["risk"].to_numpy(), scores["risk"])
    assert pl.DataFrame(scores)["risk"].to_list() == pa.table(scores)["risk"].to_pylist()


SESSIONS = {"person_id": ["p", "p"], "date": ["2026-03-01", "2026-03-02"], "load": [300.0, 100.0]}


class Stream:
    """A producer of a library that nobody here knows."""

    def __init__(self, of: Any) -> None:
        self._of = of

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._of.__arrow_c_stream__(requested_schema)


def producers() -> dict[str, Any]:
    table = pa.table(SESSIONS)
    return {
        "ours": Table(SESSIONS),
        "table": table,
        "batch": table.to_batches()[0],
        "reader": table.to_reader(),
        "dataset": ds.dataset(table),
        "stream": Stream(table),
        "polars": pl.DataFrame(SESSIONS),
        "lazy": pl.LazyFrame(SESSIONS),
        "pandas": pd.DataFrame(SESSIONS),
        "duckdb": duckdb.sql(
            "select 'p' as person_id, date '2026-03-01' + i::int as date, 300.0 - 200 * i as load "
            "from range(2) t(i) order by i"
        ),
        "narwhals": nw.from_native(pd.DataFrame(SESSIONS)),
    }  # fmt: skip


@pytest.mark.parametrize("kind", producers())
def test_any_producer_comes_in(kind: str) -> None:
    cohort = br.Cohort(sessions=producers()[kind])
    assert cohort.features("p")["load"].tolist() == [300, 100]


def test_a_table_comes_back_bit_by_bit() -> None:
    again = Table(columns_of(pa.table(Table({"x": COLUMNS["float"]})), "table"))
    np.testing.assert_array_equal(np.asarray(again["x"]), COLUMNS["float"])


def test_the_kind_that_came_in_is_known() -> None:
    frames = producers()
    assert [library_of(frames[k]) for k in ("table", "polars", "pandas", "duckdb")] == [
        "pyarrow", "polars", "pandas", None,
    ]  # fmt: skip
    assert isinstance(Table({"a": [1]}, like="polars").to_frame(), pl.DataFrame)
    assert isinstance(Table({"a": [1]}, like="polars")[:1].to_frame(), pl.DataFrame)


def test_rows_are_chosen_and_sorted() -> None:
    table = Table({"who": ["ann", "bob", "eve", "dan"], "risk": [0.2, np.nan, 0.3, 0.2]})
    assert table[1:3]["who"].tolist() == ["bob", "eve"]
    assert table.filter(table["risk"] > 0.25)["who"].tolist() == ["eve"]
    assert table.sort("risk")["who"].tolist() == ["ann", "dan", "eve", "bob"]
    assert table.sort("risk", descending=True)["who"].tolist() == ["eve", "ann", "dan", "bob"]
    assert table.sort("who", descending=True)["who"].tolist() == ["eve", "dan", "bob", "ann"]
    with pytest.raises(br.InvalidArgument, match=r"Table.sort: by is 'risks', .*nearest: risk"):
        table.sort("risks")
    with pytest.raises(br.InvalidArgument, match="has 1 rows, but must have 4"):
        table.filter([True])
    with pytest.raises(br.InvalidArgument, match="mask, row 1: is 2"):
        table.filter([2, 0, 1, 1])
