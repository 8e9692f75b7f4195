"""Training load: what a person did lately, against what the person is used to.

What to use when:

- sessions in a diary: `session_rpe`, then `daily_load`; one row a day, rest is 0, unknown is NaN
- one number for "used to": `ewma` or `rolling_mean`; `redi` when many days are missing
- a jump of the weekly load: `week_change` (symmetrised if weeks can be empty), or `acwr(method="uncoupled")`
- a single session that is too long: `session_spike`, on the longest session of each day
- the same every day: `monotony`, `strain`, `consecutive_days`; the share of one movement: `share`
- which days matter, and for how long: `cross_basis` (lagged load as columns of a model of `backrisk.fit`)
- the usual eight at once, for millions of days: `features`
- a performance model: `fitness_fatigue` with parameters of that person, `performance_management`

Every measure takes one value a day, oldest first, in any unit: 0 is rest, NaN is a day nobody knows. It
answers with `Measured` columns of the same length: `value`, `coverage` and `reason`. Where less than
`min_coverage` of the window was observed, days before the first one included, the value is NaN and the reason
says so; pass `min_coverage=0` to see it all. With `groups` (one label a row) many people are computed at
once; each one's rows are in order of time, and no window crosses from one person to the next.

None of these is an injury risk by itself; the ratio in particular has known artefacts
(Impellizzeri 2021, doi:10.1007/s40279-020-01378-6).
"""

from __future__ import annotations

from backrisk.load.averages import acwr, ewma, redi, rolling_mean
from backrisk.load.bases import Basis, basis, equal_knots, log_knots
from backrisk.load.diary import DailyLoad, daily_load, session_rpe
from backrisk.load.lag_effects import LagEffects, ReducedEffect
from backrisk.load.lagged import CrossBasis, cross_basis
from backrisk.load.series import (
    FitnessFatigue,
    PerformanceManagement,
    features,
    fitness_fatigue,
    measures,
    performance_management,
)
from backrisk.load.weeks import consecutive_days, monotony, session_spike, share, strain, week_change

__all__ = [
    "Basis",
    "CrossBasis",
    "DailyLoad",
    "FitnessFatigue",
    "LagEffects",
    "PerformanceManagement",
    "ReducedEffect",
    "acwr",
    "basis",
    "consecutive_days",
    "cross_basis",
    "daily_load",
    "equal_knots",
    "ewma",
    "features",
    "fitness_fatigue",
    "log_knots",
    "measures",
    "monotony",
    "performance_management",
    "redi",
    "rolling_mean",
    "session_rpe",
    "session_spike",
    "share",
    "strain",
    "week_change",
]
