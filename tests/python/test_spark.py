"""Scores on a real local Spark.

Oracle: `Model.score` on the same tables in one process, bit for bit.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import backrisk as br
from backrisk.cohort.simulated import simulate_tables

pyspark = pytest.importorskip("pyspark", reason="needs pyspark: make spark")
pa = pytest.importorskip("pyarrow")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("needs a Java machine: make spark", allow_module_level=True)

pytestmark = pytest.mark.filterwarnings("default")
MODEL = br.literature_model()


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.sql.session.timeZone", "Pacific/Auckland")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    yield session
    session.stop()


def arrow(columns: dict[str, Any]) -> Any:
    listed = {k: np.asarray(v).tolist() if np.asarray(v).dtype.kind == "O" else v for k, v in columns.items()}
    return pa.table({k: pa.array(v, from_pandas=True) for k, v in listed.items()})


def clinic(spark: Any, people: int, days: int) -> tuple[dict[str, Any], dict[str, Any]]:
    made = simulate_tables(people, days, 11, None, missing_share=0.3)[0]
    local = {name: dict(columns) for name, columns in made.items()}
    frames = {}
    for name, columns in local.items():
        seconds = {k: np.asarray(v).astype("datetime64[us]") if np.asarray(v).dtype.kind == "M" else v
                   for k, v in columns.items()}  # fmt: skip
        rows = arrow(seconds)
        for at, field in enumerate(rows.schema):
            if pa.types.is_timestamp(field.type):
                rows = rows.set_column(at, field.name, rows.column(at).cast(pa.date32()))
        frames[name] = spark.createDataFrame(rows)
    return frames, local


def same(found: Any, scores: br.Scores) -> None:
    names = list(scores.table.columns)
    assert found.columns == names
    got = sorted((tuple(row) for row in found.collect()), key=lambda r: (r[0], r[1]))
    rows = [scores.table.row(k).values() for k in range(len(scores))]
    expected = sorted((tuple(None if v != v else v for v in row) for row in rows), key=lambda r: (r[0], r[1]))
    assert got == expected


@pytest.mark.parametrize(
    ("days", "partitions"), [("last", None), ("all", 5), ("all", 1), ("2024-01-20", None)]
)
def test_a_cluster_scores_as_one_machine(spark: Any, days: str, partitions: int | None) -> None:
    frames, local = clinic(spark, 30, 50)
    found = br.spark.score(frames, MODEL, 90, days, level=0.9, partitions=partitions)
    same(found, MODEL.score(br.Cohort(**local), 90, days, level=0.9))


def test_chunks_are_whole_persons_and_change_nothing(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    frames, local = clinic(spark, 25, 40)
    whole = br.spark.score(frames, MODEL, days="all", contributions=True)
    same(whole, MODEL.score(br.Cohort(**local), days="all", contributions=True))
    ids = pa.array(["a"] * 5 + ["b"] * 1 + ["c"] * 9)
    table = pa.table({"person_id": ids, "n": np.arange(15)})
    for rows in (1, 2, 4, 6, 100):
        for size in (1, 3, 15):
            chunks = list(br.spark.scoring.whole_persons(table.to_batches(size), rows))
            assert pa.concat_tables(chunks).equals(table)
            seen = [set(chunk.column("person_id").to_pylist()) for chunk in chunks]
            assert sum(map(len, seen)) == 3


def test_types_time_zones_and_nulls(spark: Any) -> None:
    """Timestamps are days on the session's clock; ids are whole numbers; decimals are numbers."""
    sessions = spark.sql("""SELECT * FROM VALUES
        (7L, TIMESTAMP '2026-03-01 23:30:00', CAST(60 AS DECIMAL(5, 1)), CAST(5.5 AS FLOAT), 'x'),
        (7L, TIMESTAMP '2026-03-03 00:10:00', CAST(45 AS DECIMAL(5, 1)), CAST(NULL AS FLOAT), 'y'),
        (8L, TIMESTAMP '2026-03-02 12:00:00', CAST(50 AS DECIMAL(5, 1)), CAST(6 AS FLOAT), 'z')
        AS t(person_id, date, duration_min, rpe, note)""")
    people = spark.sql(
        "SELECT * FROM VALUES ('7', 'female', 31), ('8', NULL, NULL) AS t(person_id, sex, age_years)"
    )
    local = br.Cohort(
        people={"person_id": ["7", "8"], "sex": ["female", None], "age_years": [31, None]},
        sessions={"person_id": ["7", "7", "8"], "date": ["2026-03-01", "2026-03-03", "2026-03-02"],
                  "duration_min": [60, 45, 50], "rpe": [5.5, None, 6]},
    )  # fmt: skip
    same(
        br.spark.score({"sessions": sessions, "people": people}, MODEL, days="all"),
        MODEL.score(local, days="all"),
    )


def test_no_rows(spark: Any) -> None:
    frames, _ = clinic(spark, 2, 10)
    empty = {name: frame.limit(0) for name, frame in frames.items()}
    assert br.spark.score(empty, MODEL).collect() == []


def test_errors_name_what_is_wrong(spark: Any) -> None:
    frames, _ = clinic(spark, 2, 10)
    with pytest.raises(br.InvalidArgument, match="'session' is no table of a cohort"):
        br.spark.score({"session": frames["sessions"]}, MODEL)
    with pytest.raises(br.DataError, match="sessions: has no column date"):
        br.spark.score({"sessions": frames["sessions"].drop("date")}, MODEL)
    with pytest.raises(br.InvalidArgument, match="horizon"):
        br.spark.score(frames, MODEL, 0)
    with pytest.raises(br.DataError, match="person_id is double"):
        br.spark.score({"sessions": frames["sessions"].selectExpr("1.5D AS person_id", "date")}, MODEL)
    bad = spark.sql("SELECT 'a' AS person_id, '1.2.2026' AS date, 300 AS load")
    with pytest.raises(Exception, match=r"column date: '1\.2\.2026'"):
        br.spark.score({"sessions": bad}, MODEL).collect()


def test_a_cohort_says_that_it_collects(spark: Any) -> None:
    frames, _ = clinic(spark, 3, 20)
    with pytest.warns(UserWarning, match=r"sessions: is a table of Spark.*all collected.*backrisk\.spark"):
        cohort = br.Cohort(sessions=frames["sessions"])
    assert len(cohort) == 3
