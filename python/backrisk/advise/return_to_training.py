"""Back to training after an episode, by what the back says; see `backrisk.advise.return_step`."""

from __future__ import annotations

from dataclasses import dataclass

from backrisk import _core
from backrisk._shared.columns import as_number
from backrisk._shared.table import Table
from backrisk.advise.rule_tables import table_of

_RULE = ("rule", "step", "when", "source", "doi", "status")


@dataclass(frozen=True)
class ReturnStep:
    """`step`: progress (the next week of the plan), hold (the same one again) or regress (the one before)."""

    step: str
    rule: str
    when: str
    source: str
    doi: str
    status: str
    certainty: str = "very low"
    intended_use: str = _core.risk.intended_use

    def week_after(self, week: int) -> int:
        """The week of the plan that comes after `week`; never below 1.

        >>> return_step(during=4, before=1, next_morning=1).week_after(3)
        3
        """
        return max(1, week + {"progress": 1, "hold": 0, "regress": -1}[self.step])

    def to_text(self) -> str:
        """The step, why, and how sure."""
        words = {
            "progress": "go on to the next week",
            "hold": "repeat this week",
            "regress": "step back a week",
        }
        return (
            f"{words[self.step][0].upper()}{words[self.step][1:]}: {self.when}.\n"
            f"Source: {self.source} ({self.status}); certainty {self.certainty} for backs.\n"
            f"Use: {self.intended_use}."
        )


def return_rules() -> Table:
    """The rules of `return_step`, the strictest first: rule, step, when, source, doi, status.

    >>> return_rules()["step"].tolist()
    ['regress', 'regress', 'hold', 'hold', 'hold', 'progress']
    """
    return table_of(_core.advise.return_rules(), _RULE, "back to training")


def return_step(
    during: float | None,
    next_morning: float | None,
    *,
    before: float | None = None,
    week_before: float | None = None,
) -> ReturnStep:
    """Go on, repeat the week, or step back, from the pain of a week of training; answers a `ReturnStep`.

    Pain on a numeric rating scale from 0 to 10, None where nobody asked: `during` the worst session of the
    week, `before` it, on the `next_morning`, and during the worst session of the `week_before`. Step back
    above 5 or with more pain than in the week before; repeat the week above 2, or with more pain on the next
    morning than before the session (than 0 where that is not known), or where nobody asked; else go on.

    This is a rule for symptoms, with modest evidence: the thresholds come from the pain-monitoring model for
    Achilles tendons (Silbernagel 2007, doi:10.1177/0363546506298279, read in secondary sources: status
    partial) and were not tried in backs. New weakness, numbness, or trouble with bladder or bowel is no
    matter for this rule: see `history.red_flags`. Raises `InvalidArgument` for a pain outside 0 to 10.

    >>> return_step(during=2, before=1, next_morning=1).step
    'progress'
    >>> return_step(during=6, next_morning=1).when
    'pain during a session above 5 of 10'
    """
    found = _core.advise.decide_return(
        during=as_number("during", during),
        before=as_number("before", before),
        next_morning=as_number("next_morning", next_morning),
        week_before=as_number("week_before", week_before),
    )
    return ReturnStep(**{name: getattr(found, name) for name in _RULE})
