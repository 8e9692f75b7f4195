"""REDCap: a data dictionary of the tables of a cohort, and exports of such a project as tables.

What to use when:

- a new project that collects what `Cohort` reads: `write_dictionary`, and upload the file as its data
  dictionary
- the project's export (flat CSV, raw values): `read_export`

People are one form; every other table is a repeating form, which has to be set as repeating in the project.
"""

import sys

from backrisk._shared.guard import guard
from backrisk.redcap.project import dictionary, read_export, write_dictionary

__all__ = ["dictionary", "read_export", "write_dictionary"]

guard(sys.modules[__name__])
