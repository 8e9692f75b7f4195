"""A data base in the OMOP common data model as the tables of a cohort, by SQL on DuckDB.

What to use when:

- OMOP tables in a DuckDB connection (or attached to one): `read`, which answers frames for `br.Cohort`
- the statements themselves, to run in another engine: `statements`

OMOP holds care, not training: there are no sessions in it. People, conditions, body measurements and pain
scores come from here; diaries from where they are.
"""

import sys

from backrisk._shared.guard import guard
from backrisk.omop.tables import read, statements

__all__ = ["read", "statements"]

guard(sys.modules[__name__])
