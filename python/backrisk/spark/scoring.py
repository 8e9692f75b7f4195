"""One pass: all tables below each other, repartitioned by person, scored by the batch kernel in chunks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np

from backrisk import _core
from backrisk._shared.defaults import HORIZON_DAYS, LEVEL
from backrisk._shared.table import Table
from backrisk.cohort.data import Cohort
from backrisk.engines import Kind, answer_kinds, arrow_answer, arrow_schema, check_tables, known_columns
from backrisk.risk.model import Model

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.types import DataType, StructType

ROWS_A_CHUNK = 200_000
"""Rows of all tables that a worker takes at once; a person is never split, however many rows they have."""


def answer_schema(model: Model, contributions: bool = False) -> StructType:
    """The columns of the answer as a Spark schema."""
    from pyspark.sql import types

    kinds: dict[Kind, DataType] = {
        "number": types.DoubleType(), "date": types.DateType(), "word": types.StringType(),
        "truth": types.BooleanType(), "count": types.LongType(),
    }  # fmt: skip
    return types.StructType(
        [types.StructField(name, kinds[kind]) for name, kind in answer_kinds(model, contributions).items()]
    )


def score(
    tables: Mapping[str, DataFrame],
    model: Model,
    horizon_days: int = HORIZON_DAYS,
    days: str = "last",
    *,
    level: float = LEVEL,
    contributions: bool = False,
    partitions: int | None = None,
) -> DataFrame:
    """The rows of `Model.score` for tables in Spark.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        By name of the table, with the columns of `Cohort`: {"people": ..., "sessions": ...}. Columns that it
        does not know are not read.
    model : Model
        What scores; it travels to the workers as its card.
    horizon_days, level, contributions
        As `Model.score`.
    days : str
        "last", "all", or one date as YYYY-MM-DD.
    partitions : int, optional
        Into how many the persons are split; None: as many as Spark has set for shuffles.

    Returns
    -------
    DataFrame
        A row a scored day, lazily, in `answer_schema`; missing numbers and dates are null. The order of rows
        is that of the partitions.

    Raises
    ------
    ImportError
        Without pyspark.
    InvalidArgument, DataError
        For an unknown table, a column that is needed and not there, or options out of range: at once. For a
        value that cannot be read: when the job runs, with table, column, value and rule.

    Notes
    -----
    All rows of a person are brought to one worker, which scores some persons at a time, so that its memory
    does not grow with their number. A table that is there counts as given for everybody: an empty `episodes`
    says that nobody has had one. Rows of people who are not in `people` are not scored. Date-times with a
    zone are taken on the clock of `spark.sql.session.timeZone`. Without `today` among the options the
    computer's date counts only where a row lies after it, as in `Cohort`.
    """
    try:
        from pyspark.sql import functions as f
    except ImportError:
        raise ImportError("br.spark needs pyspark: pip install 'backrisk[spark]'") from None
    check_tables(tables, "spark.score")
    _check(model, horizon_days, days, level)
    names = {
        table: known_columns(table, list(frame.columns), model.factor_names)
        for table, frame in tables.items()
    }
    whole = _below_each_other(f, tables, names)
    by_person = whole.repartition(partitions, "person_id") if partitions else whole.repartition("person_id")
    run = _runner(model, names, horizon_days, days, level, contributions)
    return by_person.sortWithinPartitions("person_id").mapInArrow(run, answer_schema(model, contributions))


def _check(model: Model, horizon_days: int, days: str, level: float) -> None:
    """Options are refused here, not on a worker."""
    if not isinstance(days, str):
        raise _core.InvalidArgument(
            f"spark.score: days is {days!r}, but must be 'last', 'all' or a date as text"
        )
    one = {"person_id": ["x"], "date": ["2020-01-01"], "load": [1.0]}
    model.score(Cohort(sessions=one), horizon_days, days, level=level, threads=1)


def _below_each_other(f: ModuleType, tables: Mapping[str, DataFrame], names: Mapping[str, list[str]]) -> DataFrame:
    """A row a row of any table: person_id, the table's number, and a struct a table, null but for its own."""
    from pyspark.sql import types

    shapes: dict[str, DataType] = {}
    projected: dict[str, DataFrame] = {}
    for table, frame in tables.items():
        columns = []
        for name in names[table]:
            kind = frame.schema[name].dataType
            if name == "person_id":
                if not isinstance(kind, (types.StringType, types.IntegralType)):
                    rule = "must be text or a whole number"
                    raise _core.DataError(f"{table}: person_id is {kind.simpleString()}, but {rule}")
                continue
            column = f.col(f"`{name}`")
            columns.append(
                (column.cast("double") if isinstance(kind, types.DecimalType) else column).alias(name)
            )
        own = frame.select(
            f.trim(f.col("person_id").cast("string")).alias("person_id"),
            (f.struct(*columns) if columns else f.struct(f.lit(0).alias("_"))).alias(f"t_{table}"),
        )
        projected[table] = own.where(f.length("person_id") > 0)
        shapes[table] = projected[table].schema[f"t_{table}"].dataType
    parts = []
    for number, (table, frame) in enumerate(projected.items()):
        others = [
            f.col(f"t_{one}") if one == table else f.lit(None).cast(shape).alias(f"t_{one}")
            for one, shape in shapes.items()
        ]
        parts.append(frame.select("person_id", f.lit(number).cast("int").alias("_table"), *others))
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.unionByName(part)
    return whole


def _runner(
    model: Model,
    names: Mapping[str, list[str]],
    horizon_days: int,
    days: str,
    level: float,
    contributions: bool,
) -> Callable[[Iterator[object]], Iterator[object]]:
    """What a worker does with the sorted rows of its persons."""
    kinds = answer_kinds(model, contributions)

    def run(batches: Iterator[object]) -> Iterator[object]:
        schema = arrow_schema(kinds)
        for chunk in whole_persons(batches, ROWS_A_CHUNK):
            scores = model.score(
                _cohort(chunk, names), horizon_days, days, level=level, contributions=contributions, threads=1
            )
            table: Table = scores.table
            for first in range(0, len(table), ROWS_A_CHUNK):
                yield arrow_answer(table.take(slice(first, first + ROWS_A_CHUNK)), kinds, schema)

    return run


def whole_persons(batches: Iterable[pa.RecordBatch], rows: int) -> Iterator[pa.Table]:
    """pyarrow tables of at least `rows` rows, but for the last, none of which ends inside a person.

    `batches` are record batches that are sorted by `person_id`.
    """
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        if not batch.num_rows:
            continue
        waiting.append(batch)
        count += batch.num_rows
        if count < rows:
            continue
        table = pa.Table.from_batches(waiting)
        ids = table.column("person_id").to_numpy()
        cut = int(np.argmax(ids == ids[-1]))  # the last person may go on in the next batch
        if cut:
            yield table.slice(0, cut)
        waiting = table.slice(cut).to_batches()
        count = table.num_rows - cut
    if waiting:
        yield pa.Table.from_batches(waiting)


def _cohort(chunk: pa.Table, names: Mapping[str, list[str]]) -> Cohort:
    import pyarrow as pa

    which = chunk.column("_table").to_numpy()
    given: dict[str, pa.Table] = {}
    for number, (table, columns) in enumerate(names.items()):
        own = chunk.filter(pa.array(which == number))
        struct = own.column(f"t_{table}").combine_chunks()
        struct = struct if isinstance(struct, pa.StructArray) else pa.concat_arrays(struct.chunks)
        fields = {
            name: struct.field(struct.type.get_field_index(name)) for name in columns if name != "person_id"
        }
        given[table] = pa.table({"person_id": own.column("person_id"), **fields})
    return Cohort(**given)
