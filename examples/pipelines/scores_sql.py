"""Tables of a folder, scored by `scores.sql` in DuckDB; the scores leave as Parquet.

python scores_sql.py my_clinic/ scores.parquet
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

import backrisk as br

TABLES = ("people", "sessions", "sets", "tests", "wellness", "conditions", "episodes")


def main(clinic: Path, out: str) -> int:
    connection = duckdb.connect()
    for name in TABLES:
        for path in (*clinic.glob(f"{name}.parquet"), *clinic.glob(f"{name}.csv")):
            read = (
                f"read_csv('{path}', types = {{'person_id': 'VARCHAR'}})" if path.suffix == ".csv" else f"'{path}'"
            )
            connection.execute(f"create table {name} as from {read}")
    br.duckdb.register(connection, br.literature_model())
    connection.execute((Path(__file__).parent / "scores.sql").read_text("utf-8"))
    connection.execute(f"copy (from scores order by person_id, day) to '{out}'")
    print(connection.sql("from by_reason"))
    print(connection.sql("from look_first"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2]))
