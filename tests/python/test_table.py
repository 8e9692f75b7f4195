"""Oracle: what went in comes out, in each frame library; the printed text is stated in full."""

from __future__ import annotations

import importlib.util
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrisk import InvalidArgument
from backrisk._shared.table import BACKENDS, Table

DAYS = np.array(["2026-03-01", "NaT", "2026-03-03"], dtype="datetime64[D]")


WHY = np.array(["", None, "no data"], dtype=object)


def small() -> Table:
    risk = [0.5, math.nan, 1 / 3]
    return Table({"who": ["ann", "bob", "<cy>"], "day": DAYS, "risk": risk, "n": [1, 2, 3], "why": WHY})


def test_columns_rows_and_selection() -> None:
    table = small()
    assert len(table) == 3
    assert table.columns == ("who", "day", "risk", "n", "why")
    assert list(table) == list(dict(table)) == list(table.to_dict())
    assert "risk" in table
    assert "hazard" not in table
    assert table["n"].tolist() == [1, 2, 3]
    assert table.row(0)["who"] == "ann"
    assert table.row(-1)["n"] == 3
    assert table.take([2, 0])["n"].tolist() == [3, 1]
    assert table.take(slice(1, None)) == table.take([False, True, True])
    assert len(table.take([])) == 0
    assert table.take([]).columns == table.columns
    assert table == small()
    assert table != small().take([0, 1])
    with pytest.raises(KeyError, match="no column 'hazard'; there are who, day, risk, n, why"):
        table["hazard"]


def test_nothing_is_copied() -> None:
    column = np.arange(3.0)
    assert Table({"x": column})["x"] is column


@pytest.mark.parametrize("bad", [{"a": [1, 2], "b": [1]}, {"a": [[1, 2]], "b": [1]}, {"a": 3}])
def test_columns_of_another_shape_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument, match=r"Table: column '\w' has shape"):
        Table(bad)


def test_text_is_aligned_and_says_what_it_leaves_out() -> None:
    table = Table({"who": [f"p{i}" for i in range(12)], "risk": np.arange(12) / 8}, title="scores")
    lines = repr(table).splitlines()
    assert lines[0] == "scores: 12 rows, 2 columns"
    assert lines[1:4] == ["who   risk", "p0       0", "p1   0.125"]
    assert lines[-1] == "... 2 more rows"
    assert len(lines) == 13
    assert repr(Table({})) == "0 rows, 0 columns"
    assert repr(Table({"a": []})) == "0 rows, 1 column\na"
    wide = Table({f"column_{i}": ["x" * 40] for i in range(5)})
    assert all(len(line) <= Table.shown_width for line in repr(wide).splitlines()[:3])
    assert repr(wide).endswith("... further columns: column_3, column_4")
    assert "x" * 29 + "..." in repr(wide)


def test_html_escapes_and_marks_numbers() -> None:
    page = small()._repr_html_()
    assert "&lt;cy&gt;" in page
    assert "<cy>" not in page
    assert "<td style='text-align:right'>0.3333</td>" in page
    assert "<caption>3 rows, 5 columns</caption>" in page
    assert page.count("<tr>") == 4


@pytest.mark.parametrize("backend", BACKENDS)
def test_frames_hold_the_same_values(backend: str) -> None:
    pytest.importorskip(backend)
    frame = small().to_frame(backend)
    assert type(frame).__module__.split(".")[0] == backend
    columns = frame.to_pydict() if backend == "pyarrow" else {c: frame[c].to_list() for c in frame.columns}
    assert list(columns) == list(small().columns)
    assert columns["who"] == ["ann", "bob", "<cy>"]
    assert columns["n"] == [1, 2, 3]
    assert columns["why"][0] == ""
    assert columns["why"][1] is None or columns["why"][1] != columns["why"][1]
    assert columns["risk"][0] == 0.5
    assert columns["risk"][2] == 1 / 3
    missing = columns["risk"][1]
    assert math.isnan(missing) if backend == "pandas" else missing is None
    assert str(columns["day"][0])[:10] == "2026-03-01"
    assert columns["day"][1] is None or columns["day"][1] != columns["day"][1]


def test_the_first_installed_library_is_taken_and_its_absence_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = importlib.util.find_spec
    hidden: set[str] = set()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name in hidden else real(name))
    for backend in BACKENDS:
        if real(backend) is not None:
            assert type(small().to_frame()).__module__.split(".")[0] == backend
        hidden.add(backend)
    with pytest.raises(ImportError, match=r"backrisk\[pandas\]"):
        small().to_frame()
    with pytest.raises(ImportError, match=r"polars is needed.*backrisk\[polars\]"):
        small().to_frame("polars")
    with pytest.raises(InvalidArgument, match=r"'spark', but must be one of pandas, polars, pyarrow"):
        small().to_frame("spark")


@given(
    st.lists(st.floats(), max_size=20),
    st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=10),
)
def test_any_numbers_print_and_come_back(values: list[float], title: str) -> None:
    table = Table({"x": np.array(values, dtype=float)}, title=title)
    assert table == Table(table.to_dict())
    assert repr(table)
    assert table._repr_html_()
    for i, value in enumerate(values):
        np.testing.assert_equal(table.row(i)["x"], value)
