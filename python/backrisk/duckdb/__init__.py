"""A model inside DuckDB: scores as SQL functions, without copying tables out.

What to use when:

- rows of factors, a row a person, in any query: `register`, then `backrisk_risk(previous_episode := 1, ...)`
- a clinic's tables in the data base: `register(con, model, tables=...)`, then `FROM backrisk_scores()`
- one pass in Python: `score`, which answers a relation

>>> import duckdb
>>> import backrisk as br
>>> con = duckdb.connect()
>>> register(con, br.literature_model())
>>> con.sql("select round(backrisk_risk(previous_episode := 1, recency_days := 40), 3)").fetchall()[0][0] > 0
True
"""

import sys

from backrisk._shared.guard import guard
from backrisk.duckdb.functions import register, score

__all__ = ["register", "score"]

guard(sys.modules[__name__])
