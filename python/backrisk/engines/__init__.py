"""What the doors to engines share: the shape of the answer, and whole persons as nested columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import numpy as np

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.table import Table
from backrisk._shared.typing import Array
from backrisk.cohort.data import Cohort
from backrisk.risk.model import Model

if TYPE_CHECKING:
    import pyarrow as pa

Kind = Literal["number", "date", "word", "truth", "count"]
_KINDS: dict[str, Kind] = {
    "f": "number",
    "M": "date",
    "O": "word",
    "U": "word",
    "b": "truth",
    "i": "count",
    "u": "count",
}


def answer_kinds(model: Model, contributions: bool = False) -> dict[str, Kind]:
    """Column of `Scores.table` -> its kind, the same whoever is scored."""
    one = Cohort(
        people={"person_id": ["x"]}, sessions={"person_id": ["x"], "date": ["2020-01-01"], "load": [1.0]}
    )
    table = model.score(one, contributions=contributions, threads=1).table
    return {name: _KINDS[table[name].dtype.kind] for name in table.columns}


def check_tables(given: Mapping[str, object], what: str) -> None:
    """Raises `InvalidArgument` for a name that is no table, and without people and sessions."""
    for name in given:
        if name not in _tables.SCHEMA:
            near = _tables.nearest(name, _tables.SCHEMA)
            raise _core.InvalidArgument(f"{what}: {name!r} is no table of a cohort{near}")
    if not {"people", "sessions"} & set(given):
        raise _core.InvalidArgument(f"{what}: people or sessions must be among the tables")


def known_columns(table: str, there: list[str], factors: tuple[str, ...]) -> list[str]:
    """The columns of a table that a cohort reads; raises `DataError` for one that is needed and not there."""
    read = [name for name, reader in _tables.SCHEMA[table].items() if reader is not None]
    read += list(factors) if table == "people" else []
    for name in _tables.REQUIRED[table]:
        if name not in there:
            raise _core.DataError(
                f"{table}: has no column {name}, which is needed; there are {', '.join(there)}"
            )
    return [name for name in there if name in read]


def arrow_answer(table: Table, kinds: Mapping[str, Kind], schema: pa.Schema) -> pa.RecordBatch:
    """Columns of a `Table` as one pyarrow RecordBatch of `schema`; NaN and NaT are nulls."""
    import pyarrow as pa

    columns = []
    for name, kind in kinds.items():
        values = table[name]
        if kind == "date":
            values = values.astype("datetime64[D]")
        columns.append(pa.array(values, type=schema.field(name).type, from_pandas=True))
    return pa.record_batch(columns, schema=schema)


def arrow_schema(kinds: Mapping[str, Kind]) -> pa.Schema:
    """pyarrow types of the answer."""
    import pyarrow as pa

    types = {
        "number": pa.float64(),
        "date": pa.date32(),
        "word": pa.string(),
        "truth": pa.bool_(),
        "count": pa.int64(),
    }
    return pa.schema([(name, types[kind]) for name, kind in kinds.items()])


def list_lengths(column: pa.Array) -> Array:
    """Rows of each list of a pyarrow list column, 0 where it is null."""
    import pyarrow.compute as pc

    return np.asarray(pc.fill_null(pc.list_value_length(column), 0))
