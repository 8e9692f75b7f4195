"""`Comparison`: two people, or one person on two days.

It is made by `Model.compare` and `Model.change`. Both sides share the place and most of the coefficients, so
that a difference is known far better than either risk; overlapping intervals of two risks say nothing of it.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import Any

from backrisk import _core
from backrisk._shared.records import table_of
from backrisk._shared.table import Table

__all__ = ["Comparison", "comparison_of"]

_SHOWN = 4
_PART = ("factor", "label", "cause", "unit", "first", "second", "log_hazard", "hazard_ratio", "spread")


@dataclass(frozen=True)
class Comparison:
    """A hazard over a horizon against another.

    Attributes
    ----------
    hazard_ratio, low, high : float
        Cumulative hazard of the first over that of the second, with the equal-tailed interval of `level`:
        ln HR = m'd + decay, Var = d'Sd + unknown, d the difference of the columns.
    higher : float
        Probability that the first hazard is above the second; 0.5 where nothing differs.
    log_hazard, variance, unknown_variance : float
        ln HR, its variance, and the part of it that unknown factors cause.
    differs : Table
        The factors that differ, the largest part first: factor, label, cause, unit, first and second (the
        values, NaN where unknown), log_hazard (the parts add up to ln HR), hazard_ratio, spread.
    first, second : str
        What is compared: ids, or days.
    """

    hazard_ratio: float
    low: float
    high: float
    higher: float
    log_hazard: float
    variance: float
    unknown_variance: float
    level: float
    horizon_days: int
    differs: Table
    first: str = ""
    second: str = ""
    model_id: str = field(default="", repr=False)

    def sentence(self, against: str = "") -> str:
        """Ratio, interval and probability in one line.

        >>> import backrisk as br
        >>> model = br.literature_model()
        >>> found = model.compare_rows({"smoker": 1}, {"smoker": 0})
        >>> found.sentence("against a non-smoker").split(": ")[0]
        'against a non-smoker'
        """
        ratio, low, high = (f"{x:.2g}" for x in (self.hazard_ratio, self.low, self.high))
        chance = min(max(round(100 * self.higher), 1), 99)
        opening = f"{against}: " if against else ""
        return (
            f"{opening}{ratio} times the hazard ({self.level * 100:g} % interval {low} to {high}); "
            f"higher with a chance of {chance} %"
        )

    def to_text(self) -> str:
        """The sentence, then what differs."""
        lines = [self.sentence(f"{self.first} against {self.second}" if self.first else "")]
        for row in (self.differs.row(i) for i in range(min(_SHOWN, len(self.differs)))):
            values = f"{_value(row['first'])} against {_value(row['second'])} {row['unit']}".rstrip()
            lines.append(f"  {row['label']}: {values} (x {row['hazard_ratio']:.2f})")
        more = len(self.differs) - _SHOWN
        return "\n".join([*lines, *([f"  and {more} more"] if more > 0 else [])])

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        head, *rest = self.to_text().splitlines()
        items = "".join(f"<li>{html.escape(line.strip())}</li>" for line in rest)
        return f"<p><b>{html.escape(head)}</b></p><ul>{items}</ul>"


def comparison_of(found: _core.risk.Comparison, **more: Any) -> Comparison:
    """The answer of the core."""
    return Comparison(
        hazard_ratio=found.hazard_ratio.value,
        low=found.hazard_ratio.low,
        high=found.hazard_ratio.high,
        higher=found.higher,
        log_hazard=found.log_hazard,
        variance=found.variance,
        unknown_variance=found.unknown_variance,
        level=found.level,
        horizon_days=found.horizon_days,
        differs=table_of(found.differs, _PART, title="what differs"),
        **more,
    )


def _value(x: float) -> str:
    return "unknown" if x != x else "never" if x == float("inf") else f"{x:.3g}"
