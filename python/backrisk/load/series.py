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

from dataclasses import dataclass
from typing import Any

from backrisk import _core
from backrisk._shared.columns import Measured, as_column, by_group, grouping
from backrisk._shared.table import Table
from backrisk._shared.typing import ColumnLike, LabelsLike
from backrisk.load.bases import Basis, basis, equal_knots, log_knots
from backrisk.load.diary import DailyLoad, daily_load, session_rpe
from backrisk.load.lag_effects import LagEffects, ReducedEffect
from backrisk.load.lagged import CrossBasis, cross_basis

__all__ = [
    "Basis", "CrossBasis", "DailyLoad", "FitnessFatigue", "LagEffects", "PerformanceManagement",
    "ReducedEffect", "acwr", "basis", "consecutive_days", "cross_basis", "daily_load", "equal_knots",
    "ewma", "features", "fitness_fatigue", "log_knots", "measures", "monotony", "performance_management",
    "redi", "rolling_mean", "session_rpe", "session_spike", "share", "strain", "week_change",
]  # fmt: skip


@dataclass(frozen=True)
class FitnessFatigue:
    """The two sums of Banister's model, and the performance they predict."""

    fitness: Measured
    fatigue: Measured
    performance: Measured


@dataclass(frozen=True)
class PerformanceManagement:
    """Chronic load (CTL), acute load (ATL) and their balance (TSB)."""

    chronic: Measured
    acute: Measured
    balance: Measured


def _measure(name: str, x: Any, groups: Any | None, **options: Any) -> Measured:
    kernel = getattr(_core.load, name)
    given = {key: value for key, value in options.items() if value is not None}
    return by_group(lambda column, starts: Measured(*kernel(column, starts, **given)), x, groups)


def _measures(name: str, x: Any, groups: Any | None, **options: Any) -> list[Measured]:
    """The same for a kernel with several answers."""
    column = as_column(x, "x")
    people = grouping(groups, len(column))
    given = {key: value for key, value in options.items() if value is not None}
    answers = getattr(_core.load, name)(people.gather(column), people.starts, **given)
    return [people.scatter(Measured(*answer)) for answer in answers]


def rolling_mean(
    x: ColumnLike, window: int | None = None, *, min_coverage: float | None = None, groups: LabelsLike | None = None
) -> Measured:
    """Mean of the observed loads of the last `window` days (7).

    `x` (n daily loads, any unit) gives n means in the same unit; coverage = observed days / window. NaN days
    are left out. Raises `InvalidArgument` for a negative or infinite load or a window below 1. Source: Windt
    & Gabbett 2019, doi:10.1136/bjsports-2017-098925.

    >>> rolling_mean([30, 60, 0, 30], window=3).value
    array([nan, nan, 30., 30.])
    """
    return _measure("rolling_mean", x, groups, window=window, min_coverage=min_coverage)


def ewma(
    x: ColumnLike,
    span: float | None = None,
    *,
    half_life: float | None = None,
    start: str | float | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Exponentially weighted mean: E_t = E_{t-1} + alpha (x_t - E_{t-1}).

    Give either `span` (days, alpha = 2 / (span + 1)) or `half_life` (days, alpha = 1 - exp(-ln 2 /
    half_life)). `start` is the average before the first day: "first" (the first observed load), "zero", or a
    number. `x` (n daily loads) gives n averages in the same unit. On a NaN day the average holds; the
    coverage is the same average of "was observed", from 0. Raises `InvalidArgument`. Source: Williams 2017,
    doi:10.1136/bjsports-2016-096589.

    >>> ewma([30, 30, 60], span=3, min_coverage=0).value
    array([30., 30., 45.])
    """
    return _measure("ewma", x, groups, span=span, half_life=half_life, start=start, min_coverage=min_coverage)


def acwr(
    x: ColumnLike,
    acute: int | None = None,
    chronic: int | None = None,
    method: str | None = None,
    *,
    start: str | float | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Acute:chronic workload ratio, a pure number.

    `method` "coupled": mean of the last `acute` (7) / mean of the last `chronic` (28) days. "uncoupled": the
    chronic mean is that of the `chronic` - `acute` days before the acute ones. "ewma": `ewma` with these
    spans and this `start`. `x` (n daily loads) gives n ratios. NaN days are left out of the means; the
    coverage is the smaller one of the two. Over a chronic load of 0 the ratio is infinite, 0 / 0 NaN, both
    with a reason. Raises `InvalidArgument`. Sources: Windt & Gabbett 2019, doi:10.1136/bjsports-2017-098925;
    Williams 2017, doi:10.1136/bjsports-2016-096589.

    >>> x = [50] * 28 + [100] * 7
    >>> [round(float(acwr(x, method=m)[-1]), 4) for m in ("coupled", "uncoupled", "ewma")]
    [1.6, 2.0, 1.3394]
    """
    return _measure(
        "acwr", x, groups, acute=acute, chronic=chronic, method=method, start=start, min_coverage=min_coverage
    )


def monotony(
    x: ColumnLike,
    window: int | None = None,
    *,
    ddof: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Mean / standard deviation of the last `window` (7) days, a pure number.

    `ddof` 1 is the sample deviation, 0 the population one (as SoccerMon computes it). `x` (n daily loads)
    gives n numbers; NaN days are left out. Constant loads give infinity (all zero: NaN) with the reason "no
    variation". Raises `InvalidArgument`. Source: Foster 1998, Med Sci Sports Exerc 30:1164; SoccerMon,
    doi:10.5281/zenodo.10033832.

    >>> float(monotony([40, 40, 45, 45, 50, 60, 70])[-1]).__round__(4)
    4.4721
    """
    return _measure("monotony", x, groups, window=window, ddof=ddof, min_coverage=min_coverage)


def strain(
    x: ColumnLike,
    window: int | None = None,
    *,
    ddof: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Load of the last `window` (7) days times their monotony, in the unit of the load.

    With missing days the load is the observed mean times the window. Else as `monotony`. Source: Foster 1998,
    Med Sci Sports Exerc 30:1164; SoccerMon, doi:10.5281/zenodo.10033832.

    >>> float(strain([40, 40, 45, 45, 50, 60, 70], ddof=0)[-1]).__round__(4)
    1690.6606
    """
    return _measure("strain", x, groups, window=window, ddof=ddof, min_coverage=min_coverage)


def week_change(
    x: ColumnLike,
    form: str | None = None,
    *,
    window: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """This week (u, load of the last `window` = 7 days) against the week before (v).

    `form` "percent": 100 (u - v) / v; "symmetrised": 100 (u - v) / (u + v); "difference": u - v, in the unit
    of the load; "ratio": u / v. `x` (n daily loads) gives n numbers. A week with NaN days counts its observed
    mean times its length; the coverage is that of the worse week. Division by an empty week is infinite or
    NaN, with a reason. Raises `InvalidArgument`. Names of ours; checked on the athletes of Williams 2017,
    doi:10.1136/bjsports-2016-096589.

    >>> x = [30] * 7 + [50] * 7
    >>> [float(week_change(x, form)[-1]) for form in ("percent", "symmetrised", "difference")]
    [66.66666666666667, 25.0, 140.0]
    """
    return _measure("week_change", x, groups, form=form, window=window, min_coverage=min_coverage)


def redi(
    x: ColumnLike,
    rate: float,
    *,
    window: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Robust exponential decreasing index: mean of the observed loads with weights exp(-rate k), k days ago.

    `rate` a day, above 0 (its authors show 0.05, 0.1, 0.5); `window` limits the days used, all so far by
    default. `x` (n daily loads) gives n numbers in the same unit. NaN days lose their weight; the coverage is
    the observed part of the weight of all days, those before the first included. Raises `InvalidArgument`.
    Source: Moussa 2019, doi:10.1136/bmjsem-2019-000573.

    >>> round(float(redi([30] * 21 + [50] * 7, rate=0.1)[-1]), 8)
    40.72018931
    """
    return _measure("redi", x, groups, rate=rate, window=window, min_coverage=min_coverage)


def fitness_fatigue(
    x: ColumnLike,
    tau_fitness: float,
    tau_fatigue: float,
    *,
    baseline: float | None = None,
    gain_fitness: float | None = None,
    gain_fatigue: float | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> FitnessFatigue:
    """Banister's impulse response: two decaying sums of the load.

    g_t = g_{t-1} exp(-1 / tau_fitness) + w_t, h_t the same with `tau_fatigue` (days), both from 0;
    performance = baseline (0) + gain_fitness (1) g - gain_fatigue (1) h. `x` (n daily loads) gives three
    columns of n. On a NaN day both sums hold; the coverage is that of an `ewma` with the same time constant.
    Raises `InvalidArgument`. Source: Clarke & Skiba 2013, doi:10.1152/advan.00078.2011. The five parameters
    are hardly identifiable from one season.

    >>> model = fitness_fatigue([100, 100], 27, 10, baseline=500, gain_fatigue=2, min_coverage=0)
    >>> model.performance.value.round(4)
    array([400.    , 315.3966])
    """
    return FitnessFatigue(
        *_measures(
            "fitness_fatigue",
            x,
            groups,
            tau_fitness=tau_fitness,
            tau_fatigue=tau_fatigue,
            baseline=baseline,
            gain_fitness=gain_fitness,
            gain_fatigue=gain_fatigue,
            min_coverage=min_coverage,
        )
    )


def performance_management(
    x: ColumnLike,
    tau_chronic: float | None = None,
    tau_acute: float | None = None,
    *,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> PerformanceManagement:
    """Chronic (CTL, 42 days) and acute load (ATL, 7 days) and their balance (TSB), in the unit of the load.

    Both are EWMA with alpha = 1 - exp(-1 / tau) from zero; the balance is that after the day's training. `x`
    (n daily loads) gives three columns of n. On a NaN day both hold. Raises `InvalidArgument`. Source: Clarke
    & Skiba 2013, doi:10.1152/advan.00078.2011; the two time constants are customary and fitted to nobody.

    >>> performance_management([496, 0], min_coverage=0).balance.value.round(6)
    array([-54.358518, -45.843234])
    """
    return PerformanceManagement(
        *_measures(
            "performance_management",
            x,
            groups,
            tau_chronic=tau_chronic,
            tau_acute=tau_acute,
            min_coverage=min_coverage,
        )
    )


def features(
    x: ColumnLike,
    acute: int | None = None,
    chronic: int | None = None,
    *,
    ddof: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
    threads: int = 1,
) -> Table:
    """The usual load features in one pass: eight columns as long as `x`, in the order of its rows.

    `acute`, `chronic` (EWMA of 7 and 28 days, in the unit of the load), their `ratio`, `mean` and `sd` of the
    last 7 days, `monotony`, `strain` and `week_change` (percent). Each has the bits of the measure of that
    name, and its source; NaN where less than `min_coverage` (0.75) was observed. `threads` changes the time,
    not the answer. Raises `InvalidArgument`.

    >>> table = features([300, 0, 450, 200, 0, 500, 100, 300])
    >>> table["monotony"].round(3)
    array([  nan,   nan,   nan,   nan,   nan, 1.122, 1.086, 1.086])
    """
    column = as_column(x, "x")
    rows = grouping(groups, len(column))
    given = {"acute": acute, "chronic": chronic, "ddof": ddof, "min_coverage": min_coverage}
    chosen = {name: value for name, value in given.items() if value is not None}
    named = _core.load.features(rows.gather(column), rows.starts, threads=threads, **chosen)
    return Table({name: rows.scatter_column(values) for name, values in named.items()})


def session_spike(
    x: ColumnLike, window: int | None = None, *, min_coverage: float | None = None, groups: LabelsLike | None = None
) -> Measured:
    """Today's longest session over the longest one of the `window` (30) days before, minus 1.

    `x` (n days: distance, minutes or load of each day's longest session, 0 on a rest day; see `daily_load`)
    gives n relative rises: 0.1 is 10 % longer than anything lately, -1 a rest day. NaN today: NaN, "not
    recorded"; NaN before: left out, and the coverage falls. Over 0 it is infinite or NaN, with a reason.
    Raises `InvalidArgument`. Source: Frandsen 2025, doi:10.1136/bjsports-2024-109380.

    >>> float(session_spike([10, 8] * 15 + [13])[-1]).__round__(6)
    0.3
    """
    return _measure("session_spike", x, groups, window=window, min_coverage=min_coverage)


def consecutive_days(x: Any, *, groups: Any | None = None) -> Measured:
    """Training days in a row, today included; 0 on a rest day.

    `x` (n daily loads or counts) gives n whole numbers. A run with a NaN day in it has no known length: NaN,
    "not recorded", until the next rest day. A run under way on the first day is counted from there. Raises
    `InvalidArgument`. Definition of ours.

    >>> consecutive_days([5, 5, 0, 5, float("nan"), 5, 0]).value
    array([ 1.,  2.,  0.,  1., nan, nan,  0.])
    """
    return _measure("consecutive_days", x, groups)


def share(
    channel: ColumnLike,
    total: ColumnLike,
    window: int | None = None,
    *,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Sum of `channel` / sum of `total` over the last `window` (7) days: how one-sided a week is.

    `channel` and `total` (n each, the same unit, say hinge lifts and all lifts) give n numbers from 0 to 1.
    Days on which either is NaN are left out; coverage = days on which both are known / window. 0 / 0 is NaN
    with a reason. Raises `InvalidArgument`, also where a channel exceeds its total. Definition of ours.

    >>> share([10, 0, 5], [20, 10, 10], window=3).value
    array([  nan,   nan, 0.375])
    """
    parts = as_column(channel, "channel")
    whole = as_column(total, "total")
    if len(parts) != len(whole):
        raise _core.InvalidArgument(f"share: channel has {len(parts)} rows, but total has {len(whole)}")
    given = {
        key: value for key, value in (("window", window), ("min_coverage", min_coverage)) if value is not None
    }
    people = grouping(groups, len(parts), "channel")
    answer = _core.load.share(people.gather(parts), people.gather(whole), people.starts, **given)
    return people.scatter(Measured(*answer))


def measures() -> list[dict[str, str]]:
    """Every measure of this area with formula, source, status of that source, and the test that holds it.

    >>> [one["doi"] for one in measures() if one["name"] == "load.redi"]
    ['10.1136/bmjsem-2019-000573']
    """
    table: list[dict[str, str]] = _core.load.measures()
    return table
