"""The functions themselves: Arrow columns in, the batch kernel, Arrow columns out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.columns import FloatColumn
from backrisk._shared.defaults import HORIZON_DAYS, LEVEL
from backrisk._shared.table_files import duckdb_module
from backrisk.cohort.data import Cohort
from backrisk.engines import (
    Kind,
    answer_kinds,
    arrow_answer,
    arrow_schema,
    check_tables,
    known_columns,
    list_lengths,
)
from backrisk.risk.model import Model

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection, DuckDBPyRelation
    from duckdb.sqltypes import DuckDBPyType

class Options(TypedDict):
    """As `Model.score`."""

    horizon_days: int
    level: float
    contributions: bool


_SQL = {"number": "DOUBLE", "date": "DATE", "word": "VARCHAR", "truth": "BOOLEAN", "count": "BIGINT"}


def register(
    connection: DuckDBPyConnection,
    model: Model,
    *,
    name: str = "backrisk",
    tables: Mapping[str, str] | None = None,
    horizon_days: int = HORIZON_DAYS,
    level: float = LEVEL,
    contributions: bool = False,
) -> None:
    """Makes the model's SQL functions on one connection.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Where the functions live; they are temporary, and registering again replaces them.
    model : Model
        What scores.
    name : str
        How the functions' names begin: an SQL identifier.
    tables : mapping of str to str, optional
        Table of a cohort -> name of a table or view of the connection, such as {"sessions": "diary"}; columns
        as `Cohort` has them. None: those of the seven that the connection has under their own names.
    horizon_days, level, contributions
        As `Model.score`.

    Notes
    -----
    `<name>_score(factor := value, ...)` answers a struct with the columns of `Model.score_rows`: risk, low,
    high, coverage, reason and so on; factors left out and nulls are unknown. `<name>_risk(...)` is its risk
    alone.

    `FROM <name>_scores(days := 'last')` answers the rows of `Model.score` for the tables, to the last bit;
    `days` is 'last', 'all' or one date. Every person stays whole, and DuckDB spills what memory does not
    hold. It is made only where people or sessions are there. A table that is there and empty counts as given:
    an empty `episodes` says that nobody has had one. Rows of people who are not in `people` are not scored;
    look at `Cohort.check` for them.

    Raises
    ------
    ImportError
        Without duckdb or pyarrow (`pip install 'backrisk[duckdb]'`).
    InvalidArgument, DataError
        For a name that is no identifier, an unknown table, a column that is needed and not there, or an id
        that is neither text nor a whole number.

    Examples
    --------
    >>> import duckdb
    >>> import backrisk as br
    >>> con = duckdb.connect()
    >>> _ = con.execute("create table sessions as select 'ann' person_id, date '2026-03-01' date, 300 load")
    >>> register(con, br.literature_model())
    >>> con.sql("select person_id, day, risk > 0 from backrisk_scores()").fetchall()
    [('ann', datetime.date(2026, 3, 1), True)]
    """
    _engine()
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise _core.InvalidArgument(f"register: name is {name!r}, but must be an SQL identifier")
    _register_rows(connection, model, name, horizon_days, level)
    own = dict(tables) if tables is not None else _own_tables(connection)
    if tables is not None or {"people", "sessions"} & set(own):
        options = Options(horizon_days=horizon_days, level=level, contributions=contributions)
        _register_cohort(connection, model, name, own, options)


def score(
    connection: DuckDBPyConnection,
    model: Model,
    tables: Mapping[str, str] | None = None,
    *,
    days: str = "last",
    horizon_days: int = HORIZON_DAYS,
    level: float = LEVEL,
) -> DuckDBPyRelation:
    """The rows of `Model.score` for tables of the connection, as a relation; see `register`."""
    register(connection, model, name="_backrisk", tables=tables, horizon_days=horizon_days, level=level)
    return connection.sql(f"FROM _backrisk_scores(days := {_text(days)})")


def _engine() -> ModuleType:
    duckdb = duckdb_module("br.duckdb")
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise ImportError("br.duckdb needs pyarrow: pip install 'backrisk[duckdb]'") from None
    return duckdb


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _create(
    connection: DuckDBPyConnection,
    name: str,
    function: Callable[[pa.Array], pa.Array],
    parameters: list[DuckDBPyType],
    answer: DuckDBPyType,
) -> None:
    """A vectorised function in place of one of the same name."""
    duckdb = _engine()
    with suppress(duckdb.Error, ValueError):  # there was none
        connection.remove_function(name)
    connection.create_function(
        name, function, parameters, answer, type="arrow", null_handling="special"  # type: ignore[call-overload]
    )


def _register_rows(
    connection: DuckDBPyConnection, model: Model, name: str, horizon_days: int, level: float
) -> None:
    import pyarrow as pa

    factors = list(model.factor_names)
    shape = model.score_rows({factors[0]: [None]}, horizon_days, level=level)  # checks the options, now
    kinds = {c: "word" if shape[c].dtype.kind == "O" else "number" for c in shape.columns}
    answer = connection.struct_type({c: _SQL[kind] for c, kind in kinds.items()})

    def rows(column: Any) -> Any:  # DuckDB looks up what is annotated
        struct = _whole(column)
        columns = {f: _floats(struct.field(k)) for k, f in enumerate(factors)}
        found = model.score_rows(columns, horizon_days, level=level, threads=1)
        fields = [pa.array(found[c], type=_arrow(kinds[c]), from_pandas=True) for c in kinds]
        return pa.StructArray.from_arrays(fields, names=list(kinds))

    _create(
        connection, f"_{name}_rows", rows, [connection.struct_type(dict.fromkeys(factors, "DOUBLE"))], answer
    )
    given = ", ".join(f"{_quoted(f)} := NULL" for f in factors)
    packed = ", ".join(f"{_quoted(f)} := {_quoted(f)}::DOUBLE" for f in factors)
    call = f"_{name}_rows(struct_pack({packed}))"
    connection.execute(f"CREATE OR REPLACE TEMP MACRO {name}_score({given}) AS {call}")
    connection.execute(f"CREATE OR REPLACE TEMP MACRO {name}_risk({given}) AS {call}.risk")


def _arrow(kind: str) -> pa.DataType:
    import pyarrow as pa

    return pa.string() if kind == "word" else pa.float64()


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """One array of a column that comes as one or in chunks."""
    return column.combine_chunks() if hasattr(column, "combine_chunks") else column


def _floats(array: pa.Array) -> FloatColumn:
    return np.asarray(array.to_numpy(zero_copy_only=False), dtype=np.float64)


def _own_tables(connection: DuckDBPyConnection) -> dict[str, str]:
    there = {row[0] for row in connection.execute("SELECT name FROM (SHOW TABLES)").fetchall()}
    return {table: table for table in _tables.SCHEMA if table in there}


def _columns(connection: DuckDBPyConnection, table: str, source: str, factors: tuple[str, ...]) -> dict[str, str]:
    """Column -> SQL type of those that are read; ids become text, enumerations too."""
    described = connection.execute(f"DESCRIBE FROM {_quoted(source)}").fetchall()
    types = {row[0]: str(row[1]).upper() for row in described}
    out = {}
    for column in known_columns(table, list(types), factors):
        kind = types[column]
        if (
            column == "person_id"
            and kind not in ("VARCHAR", "UUID")
            and "INT" not in kind
            and "ENUM" not in kind
        ):
            raise _core.DataError(f"{source}: person_id is {kind}, but must be text or a whole number")
        out[column] = "VARCHAR" if column == "person_id" or kind.startswith(("ENUM", "UUID")) else kind
        if kind.startswith("DECIMAL") or kind == "HUGEINT":
            out[column] = "DOUBLE"
    return out


def _register_cohort(
    connection: DuckDBPyConnection, model: Model, name: str, tables: Mapping[str, str], options: Options
) -> None:
    check_tables(tables, "register")
    kinds = answer_kinds(model, options["contributions"])
    factors = model.factor_names
    columns = {table: _columns(connection, table, source, factors) for table, source in tables.items()}
    answer = connection.list_type(connection.struct_type({c: _SQL[kind] for c, kind in kinds.items()}))
    nested = []
    for table in tables:
        fields = {c: kind for c, kind in columns[table].items() if c != "person_id"}
        nested.append(connection.list_type(connection.struct_type(fields or {"_": "INTEGER"})))

    def people(persons: Any) -> Any:
        struct = _whole(persons)
        ids, days, *lists = (struct.field(k) for k in range(struct.type.num_fields))
        return _score_people(model, columns, kinds, options, ids, days, tuple(lists))

    person = connection.struct_type(
        {"id": "VARCHAR", "days": "VARCHAR", **dict(zip(tables, nested, strict=True))}
    )
    _create(connection, f"_{name}_people", people, [person], answer)
    connection.execute(_macro(name, tables, columns))


def _macro(name: str, tables: Mapping[str, str], columns: Mapping[str, Mapping[str, str]]) -> str:
    """The table function: each person's rows of each table as a list, scored together, and taken apart."""
    parts, joins, arguments = [], [], []
    for table, source in tables.items():
        packed = ", ".join(
            f"{_quoted(c)} := {_quoted(c)}::{kind}" for c, kind in columns[table].items() if c != "person_id"
        )
        rows = f"list(struct_pack({packed or '_ := 0'})) AS rows"
        parts.append(
            f"_{table} AS (SELECT trim(person_id::VARCHAR) AS id, {rows} FROM {_quoted(source)} "
            "WHERE person_id IS NOT NULL AND trim(person_id::VARCHAR) != '' GROUP BY 1)"
        )
        joins.append(f"LEFT JOIN _{table} USING (id)")
        arguments.append(f"{table} := coalesce(_{table}.rows, [])")
    who = (
        "SELECT id FROM _people"
        if "people" in tables
        else " UNION ".join(f"SELECT id FROM _{t}" for t in tables)
    )
    return (
        f"CREATE OR REPLACE TEMP MACRO {name}_scores(days := 'last') AS TABLE "
        f"WITH {', '.join(parts)}, _who AS ({who}), "
        f"_scored AS (SELECT unnest(_{name}_people(struct_pack(id := id, days := days::VARCHAR, "
        f"{', '.join(arguments)}))) AS row "
        f"FROM _who {' '.join(joins)}) SELECT unnest(row) FROM _scored"
    )


def _score_people(
    model: Model,
    columns: Mapping[str, Mapping[str, str]],
    kinds: Mapping[str, Kind],
    options: Options,
    ids: pa.Array,
    days: pa.Array,
    lists: tuple[pa.Array, ...],
) -> pa.Array:
    """A list of scored days a person. Persons arrive whole, so that nobody's numbers depend on the others."""
    import pyarrow as pa

    who = np.asarray(_whole(ids).to_pylist(), dtype=object)
    given: dict[str, pa.Table] = {}
    for (table, names), column in zip(columns.items(), lists, strict=True):
        array = _whole(column)
        rows = array.flatten()
        owner = np.repeat(who, list_lengths(array))
        fields = {n: rows.field(rows.type.get_field_index(n)) for n in names if n != "person_id"}
        given[table] = pa.table({"person_id": pa.array(owner, type=pa.string()), **fields})
    if "people" not in given:
        given["people"] = pa.table({"person_id": pa.array(who, type=pa.string())})
    when = _whole(days).to_pylist()
    schema = arrow_schema(kinds)
    struct = pa.struct(list(schema))
    if not len(who):
        return pa.array([], type=pa.list_(struct))
    scores = model.score(
        Cohort(**given), options["horizon_days"], when[0], level=options["level"],
        contributions=options["contributions"], threads=1,
    )  # fmt: skip
    batch = arrow_answer(scores.table, kinds, schema)
    counts = dict(zip(*np.unique(scores["person_id"].astype(str), return_counts=True), strict=True))
    order = {one: k for k, one in enumerate(dict.fromkeys(scores["person_id"].tolist()))}
    ends = np.cumsum([0, *(counts.get(one, 0) for one in order)])
    pieces = [(ends[order[one]], counts[one]) if one in order else (0, 0) for one in who]
    take = (
        np.concatenate([np.arange(start, start + n) for start, n in pieces]) if pieces else np.array([], int)
    )
    values = pa.StructArray.from_arrays(batch.take(pa.array(take, pa.int64())).columns, fields=list(schema))
    offsets = np.cumsum([0, *(n for _, n in pieces)])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values, type=pa.list_(struct))
