"""What can be done with an assessment: exercises, the effect of a change, what drives the risk.

What to use when:

- which exercises suit a person today, and why: `exercises_for`; advice beyond single exercises: `principles`
- what each exercise asks of the back: `exercises`; what a rule may ask for: `facts`
- the rules, and your own on top of them: `rules`, `read_rules`

Everything here is information for a professional's judgement; not a diagnosis and not a clearance.
"""

from __future__ import annotations

from backrisk import _core
from backrisk._exercise_advice import exercises, exercises_for, facts, principles
from backrisk._exercise_rules import Rules, read_rules, rules

__all__ = [
    "Rules",
    "exercises",
    "exercises_for",
    "facts",
    "measures",
    "principles",
    "read_rules",
    "rules",
]


def measures() -> list[dict[str, str]]:
    """The numbers of this area: name, unit, formula, source, doi, status and the test that holds each.

    >>> measures()[0]["name"]
    'advise.what_if'
    """
    table: list[dict[str, str]] = _core.advise.measures()
    return table
