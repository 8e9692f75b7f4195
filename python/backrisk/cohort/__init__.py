"""A clinic's tables, and scores of its people.

What to use when:

- tables in memory, in any frame: `Cohort`; a folder of CSV or Parquet files: `read_cohort`
- what is wrong or doubtful in them: `Cohort.check`, before anything else
- values of a factor of your own, from any table: `with_values`
- everybody's risk: `Model.score(cohort)`, the answer is `Scores`; one person, explained: `Model.assess`
- what the score is made of, day by day: `Cohort.features`
- one person as the days come in: `Model.start`, a `Stream`; everybody: `Streams`; saved and continued:
  `load_stream`, `load_streams`
- a clinic to try things on, with the truth attached: `simulate_cohort`

Bad rows do not stop the rest: an error in the findings means that the value was set aside and counts as
missing, a warning that it was used as it is. Only what cannot be read at all raises.
"""

from __future__ import annotations

from backrisk.cohort.data import Cohort
from backrisk.cohort.differences import change, compare, worth_knowing
from backrisk.cohort.measured import with_values
from backrisk.cohort.reading import read_cohort
from backrisk.cohort.scores import Scores
from backrisk.cohort.scoring import assess, score, start
from backrisk.cohort.simulated import simulate_cohort
from backrisk.cohort.stream import ScoredDay, Stream, load_stream
from backrisk.cohort.streams import Streams, load_streams

__all__ = [
    "Cohort",
    "ScoredDay",
    "Scores",
    "Stream",
    "Streams",
    "assess",
    "change",
    "compare",
    "load_stream",
    "load_streams",
    "read_cohort",
    "score",
    "simulate_cohort",
    "start",
    "with_values",
    "worth_knowing",
]
