"""How prepared somebody comes to training: warm-up, rest, sleep and daily well-being.

What to use when:

- sessions with their warm-up minutes: `warm_up_score` (how often, and how regularly);
- daily loads: `recovery_days` (rest days, days since the last hard one);
- sessions with a movement pattern or exercise: `pattern_rest` (days since the same one, days on end with it);
- hours of sleep: `sleep_debt` against a need you name, `recent_mean` for the plain average;
- daily ratings: `wellness_z` for one, `readiness` for several, each against the person's own past;
- the risk model's inputs: share of warmed-up sessions in 28 days, `recent_mean` of sleep, mood and stress in
  7.

Daily columns hold one value a day, oldest first, NaN where nothing was recorded: missing is not zero, and a
session without a warm-up entry is not a skipped warm-up. Columns come back as `Measured`: `value`,
`coverage` and `reason`. Where less than `min_coverage` of a window was observed, days before the first one
included, the value is NaN and the reason says so. With `groups` (one label a row) many people are computed
at once; no window crosses from one person to the next.
"""

from __future__ import annotations

from backrisk.preparation.habits import (
    PatternRest,
    Recovery,
    WarmUp,
    pattern_rest,
    recovery_days,
    sleep_debt,
    warm_up_score,
)
from backrisk.preparation.wellness import measures, readiness, recent_mean, wellness_items, wellness_z

__all__ = [
    "PatternRest",
    "Recovery",
    "WarmUp",
    "measures",
    "pattern_rest",
    "readiness",
    "recent_mean",
    "recovery_days",
    "sleep_debt",
    "warm_up_score",
    "wellness_items",
    "wellness_z",
]
