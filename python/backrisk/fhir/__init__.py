"""FHIR in and out, as plain dictionaries: no client, no server, nothing is sent or logged.

What to use when:

- a Bundle of an export into the tables of a cohort: `read_bundle`
- an assessment as a RiskAssessment or an Observation to put into a record: `risk_assessment`, `observation`
- several resources in one: `bundle`

The dictionaries are valid under R4 and R5. Codes of conditions are those of `br.history.codes()`; unverified
ones never map.
"""

import sys

from backrisk._shared.guard import guard
from backrisk.fhir.reading import FromBundle, read_bundle
from backrisk.fhir.writing import bundle, observation, risk_assessment

__all__ = ["FromBundle", "bundle", "observation", "read_bundle", "risk_assessment"]

guard(sys.modules[__name__])
