"""A cohort's report: one HTML file that needs nothing else, for screen, phone and paper.

What to use when:

- a file to open or to send: `write_report`
- the same page as text: `cohort_report`

The page says, in this order: what it is for and how far to trust it, what is wrong with the data, who is at
the highest risk and why, one person explained, and what the model is made of. It loads nothing from anywhere.
"""

from __future__ import annotations

from backrisk.report import validation_page as _validation_page  # noqa: F401  offers the page of a report
from backrisk.report.cohort_page import cohort_report, write_report

__all__ = ["cohort_report", "write_report"]
