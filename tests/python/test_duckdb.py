"""A model inside DuckDB.

Oracles: `Model.score` and `Model.score_rows` on the same tables, bit for bit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backrisk as br
from backrisk.cohort.simulated import simulate_tables

duckdb = pytest.importorskip("duckdb")
pytest.importorskip("pyarrow")

MODEL = br.literature_model()


def connection(n: int = 40, days: int = 60, seed: int = 4) -> tuple[Any, dict[str, Any]]:
    """A simulated clinic as tables of a connection, and the same tables in memory."""
    made = simulate_tables(n, days, seed, None, missing_share=0.2)[0]
    tables = {name: dict(columns) for name, columns in made.items()}
    con = duckdb.connect()
    for name, columns in tables.items():
        relation = {k: np.asarray(v) for k, v in columns.items()}
        con.register(f"raw_{name}", _arrow(relation))
        con.execute(f"CREATE TABLE {name} AS FROM raw_{name}")
    return con, tables


def _arrow(columns: dict[str, Any]) -> Any:
    import pyarrow as pa

    listed = {k: v.tolist() if v.dtype == object else v for k, v in columns.items()}
    return pa.table({k: pa.array(v, from_pandas=True) for k, v in listed.items()})


def rows_of(relation: Any, names: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return sorted(relation.project(", ".join(f'"{n}"' for n in names)).fetchall(), key=lambda r: (r[0], r[1]))


def expected(scores: br.Scores) -> list[tuple[Any, ...]]:
    table = scores.table
    out = []
    for k in range(len(table)):
        row = table.row(k)
        out.append(tuple(None if v != v else v for v in row.values()))
    return sorted(out, key=lambda r: (r[0], r[1]))


@pytest.mark.parametrize("days", ["last", "all", "2024-01-20"])
def test_scores_in_sql_are_those_of_score(days: str) -> None:
    con, tables = connection()
    br.duckdb.register(con, MODEL)
    scores = MODEL.score(br.Cohort(**tables), days=days)
    found = con.sql(f"FROM backrisk_scores(days := '{days}')")
    assert tuple(found.columns) == scores.table.columns
    assert rows_of(found, scores.table.columns) == expected(scores)
    assert len(scores) >= 40


def test_more_people_than_a_vector_holds() -> None:
    con, tables = connection(n=2500, days=30)
    found = br.duckdb.score(con, MODEL)
    scores = MODEL.score(br.Cohort(**tables))
    names = scores.table.columns
    assert rows_of(found, names) == expected(scores)


def test_some_tables_under_other_names_and_types() -> None:
    con = duckdb.connect()
    con.execute("""CREATE TABLE diary AS SELECT * FROM (VALUES
        (7, TIMESTAMP '2026-03-01 18:00:00', 60::DECIMAL(5, 1), 5.5::FLOAT),
        (7, TIMESTAMP '2026-03-03 07:00:00', 45, NULL),
        (8, TIMESTAMP '2026-03-02 23:59:00', 50, 6)) t(person_id, date, duration_min, rpe)""")
    con.execute("CREATE TYPE sex AS ENUM ('female', 'male')")
    con.execute("CREATE TABLE who AS SELECT 7 person_id, 'female'::sex sex, 31::UTINYINT age_years, 1 smoker")
    con.execute("INSERT INTO who VALUES (8, NULL, NULL, NULL), (9, 'male', 20, 0)")
    br.duckdb.register(con, MODEL, name="lbp", tables={"sessions": "diary", "people": "who"}, horizon_days=90)
    cohort = br.Cohort(
        people={"person_id": ["7", "8", "9"], "sex": ["female", None, "male"], "age_years": [31, None, 20],
                "smoker": [1, None, 0]},
        sessions={"person_id": ["7", "7", "8"], "date": ["2026-03-01", "2026-03-03", "2026-03-02"],
                  "duration_min": [60, 45, 50], "rpe": [5.5, None, 6]},
    )  # fmt: skip
    scores = MODEL.score(cohort, 90, "all")
    assert rows_of(con.sql("FROM lbp_scores(days := 'all')"), scores.table.columns) == expected(scores)


def test_an_empty_table_of_episodes_says_that_nobody_had_one() -> None:
    con = duckdb.connect()
    con.execute("CREATE TABLE sessions AS SELECT 'a' person_id, DATE '2026-03-01' date, 300.0 load")
    br.duckdb.register(con, MODEL)
    unknown = con.sql("SELECT coverage FROM backrisk_scores()").fetchall()[0]
    con.execute("CREATE TABLE episodes (person_id VARCHAR, onset DATE)")
    br.duckdb.register(con, MODEL)
    known = con.sql("SELECT coverage FROM backrisk_scores()").fetchall()[0]
    assert unknown < known
    con.execute("DELETE FROM sessions")
    assert con.sql("FROM backrisk_scores()").fetchall() == []


def test_rows_in_sql_are_those_of_score_rows() -> None:
    con = duckdb.connect()
    br.duckdb.register(con, MODEL)
    rng = np.random.default_rng(0)
    n = 5000
    columns = {
        "bmi": np.where(rng.random(n) < 0.3, np.nan, rng.normal(25, 4, n)),
        "smoker": rng.integers(0, 2, n).astype(float),
        "sleep_hours": rng.normal(7, 1, n),
    }
    con.register("t", _arrow({"k": np.arange(n), **columns}))
    call = "backrisk_score(bmi := bmi, smoker := smoker, sleep_hours := sleep_hours)"
    found = con.sql(f"SELECT k, unnest({call}) FROM t ORDER BY k").fetchnumpy()
    scored = MODEL.score_rows(columns)
    for name in ("risk", "low", "high", "hazard_ratio", "coverage", "relative", "above_typical"):
        np.testing.assert_array_equal(np.ma.filled(found[name], np.nan), scored[name])
    assert con.sql("SELECT backrisk_risk()").fetchall()[0][0] == MODEL.score_rows({"bmi": [None]})["risk"][0]
    bad = con.sql("SELECT unnest(backrisk_score(previous_episode := 0, recency_days := 3))").fetchall()[0]
    names = list(MODEL.score_rows({"bmi": [None]}).columns)
    assert bad[0] is None
    assert bad[names.index("reason")] == "input breaks a rule"
    assert con.sql("SELECT backrisk_risk(bmi := bmi) FROM t WHERE k < 0").fetchall() == []


def test_registering_again_replaces() -> None:
    con = duckdb.connect()
    br.duckdb.register(con, MODEL)
    first = con.sql("SELECT backrisk_risk(smoker := 1)").fetchall()[0][0]
    br.duckdb.register(con, MODEL, horizon_days=365)
    assert con.sql("SELECT backrisk_risk(smoker := 1)").fetchall()[0][0] > first


def test_errors_name_what_is_wrong(tmp_path: Path) -> None:
    con = duckdb.connect()
    with pytest.raises(br.InvalidArgument, match="SQL identifier"):
        br.duckdb.register(con, MODEL, name="x; drop table y")
    with pytest.raises(br.InvalidArgument, match="'session' is no table of a cohort; nearest: sessions"):
        br.duckdb.register(con, MODEL, tables={"session": "s"})
    con.execute("CREATE TABLE sessions AS SELECT 'a' person_id, '1.2.2026' date, 300 load")
    br.duckdb.register(con, MODEL)
    with pytest.raises(duckdb.Error, match=r"column date: '1.2.2026'"):
        con.sql("FROM backrisk_scores()").fetchall()
    con.execute("CREATE OR REPLACE TABLE sessions AS SELECT 1.5::DOUBLE person_id, DATE '2026-01-01' date")
    with pytest.raises(br.DataError, match="person_id is DOUBLE, but must be text or a whole number"):
        br.duckdb.register(con, MODEL)
    con.execute("CREATE OR REPLACE TABLE sessions AS SELECT 'a' person_id, 1 load")
    with pytest.raises(br.DataError, match="sessions: has no column date"):
        br.duckdb.register(con, MODEL)
    with pytest.raises(duckdb.Error):
        con.sql("SELECT backrisk_risk(smokers := 1)")
    with pytest.raises(br.InvalidArgument, match="horizon"):
        br.duckdb.register(con, MODEL, horizon_days=0, tables={"people": "sessions"})
