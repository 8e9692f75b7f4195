"""What can be done with an assessment: exercises, the effect of a change, what drives the risk.

Everything here is information for a professional's judgement, not a diagnosis and not a clearance.
"""

from __future__ import annotations

from backrisk import _core

__all__ = ["measures"]

_a = _core.advise


def measures() -> list[dict[str, str]]:
    """The numbers of this area: name, unit, formula, source, doi, status and the test that holds each.

    >>> measures()[0]["name"]
    'advise.what_if'
    """
    table: list[dict[str, str]] = _a.measures()
    return table
