"""Scores on Spark: every person stays whole on one worker, and the numbers are those of one machine.

What to use when:

- tables that one machine does not hold, or that live in a cluster: `score`
- tables that one machine holds: `br.Cohort`, which is quicker; a data base on one machine: `br.duckdb`

`pip install 'backrisk[spark]'`, on the workers too; Spark needs a Java machine.
"""

from backrisk.spark.scoring import answer_schema, score

__all__ = ["answer_schema", "score"]
