"""Diaries and logs that people have, as the tables of a cohort.

What to use when:

- any file or frame with columns of your own, wide or long, from a spreadsheet or a form: `diary`
- watches and bike computers, with the session RPE that the athlete gave there: `fit`
- a Strava account export: `strava`; activities of intervals.icu: `intervals`
- strength logs: `hevy`, `strong`; names of exercises in other words: `map_exercises`, `find_exercise`

Each answers an `Imported`: `.tables` in the columns and units of `Cohort`, `.report` with what was used, what
was guessed, what was left and which cells could not be read, `.exercises` with the unmapped and the nearest.
`.cohort()` goes on, `.write(folder)` keeps the tables for `read_cohort`, `+` puts people together. Nothing
that may mean two things is decided silently: 1.2.2026 needs `dayfirst`, 45:00 needs its unit, pounds are
converted where the file or the caller says that they are pounds. The formats of the exports are those that
their public readers agree on; none of the makers publishes a specification of them, FIT apart.

>>> log = {"date": ["2026-03-01", "2026-03-02"], "duration_min": [60, 45], "rpe": [5, None]}
>>> diary(log, person="ann")
Imported: sessions: 2 rows; report: 3 used, 2 guessed
"""

from backrisk.read.activities import STRAVA_HEADERS, intervals, strava
from backrisk.read.diary import Constant, diary
from backrisk.read.exercises import find_exercise, map_exercises
from backrisk.read.fit_files import fit
from backrisk.read.imported import Imported, What
from backrisk.read.sheet import FileFormat
from backrisk.read.strength import hevy, strong
from backrisk.read.values import MONTHS, UNITS

__all__ = [
    "MONTHS",
    "STRAVA_HEADERS",
    "UNITS",
    "Constant",
    "FileFormat",
    "Imported",
    "What",
    "diary",
    "find_exercise",
    "fit",
    "hevy",
    "intervals",
    "map_exercises",
    "strava",
    "strong",
]
