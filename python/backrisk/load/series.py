"""Models of a column of daily loads, and the usual features at once; see `backrisk.load` for which to use when."""

from __future__ import annotations

from dataclasses import dataclass

from backrisk import _core
from backrisk._shared.columns import Grouping, Measured, as_column, given_options, grouping
from backrisk._shared.records import MeasureInfo
from backrisk._shared.table import Table
from backrisk._shared.typing import ColumnLike, LabelsLike

FEATURES = ("acute", "chronic", "ratio", "mean", "sd", "monotony", "strain", "week_change")


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


def _back(people: Grouping, column: _core.core.MeasuredColumn) -> Measured:
    """A column of the core in the order of the caller's rows."""
    return people.scatter(Measured.of(column))


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

    g_t = g_{t-1} exp(-1 / tau_fitness) + w_t, h_t the same with `tau_fatigue`, both from 0; performance =
    baseline + gain_fitness g - gain_fatigue h.

    Parameters
    ----------
    x : column of n daily loads
        In any unit, oldest first; on a NaN day both sums hold.
    tau_fitness, tau_fatigue : days, above 0
        Time constants of this person.
    baseline : 0
        In the unit of performance.
    gain_fitness, gain_fatigue : 1
        Performance a unit of load.
    min_coverage : between 0 and 1, 0.75
        Below it the value is NaN.
    groups : column of n labels, optional
        One person each.

    Returns
    -------
    FitnessFatigue
        Three columns of n; the coverage is that of an `ewma` with the same time constant.

    Raises
    ------
    InvalidArgument
        For a negative or infinite load or a time constant that is not above 0.

    Notes
    -----
    The five parameters are hardly identifiable from one season. Source: Clarke & Skiba 2013,
    doi:10.1152/advan.00078.2011.

    Examples
    --------
    >>> model = fitness_fatigue([100, 100], 27, 10, baseline=500, gain_fatigue=2, min_coverage=0)
    >>> model.performance.value.round(4)
    array([400.    , 315.3966])
    """
    column = as_column(x, "x")
    people = grouping(groups, len(column))
    options = given_options(
        baseline=baseline, gain_fitness=gain_fitness, gain_fatigue=gain_fatigue, min_coverage=min_coverage
    )
    found = _core.load.fitness_fatigue(
        people.gather(column), people.starts, tau_fitness=tau_fitness, tau_fatigue=tau_fatigue, **options
    )
    return FitnessFatigue(
        _back(people, found.fitness), _back(people, found.fatigue), _back(people, found.performance)
    )


def performance_management(
    x: ColumnLike,
    tau_chronic: float | None = None,
    tau_acute: float | None = None,
    *,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> PerformanceManagement:
    """Chronic (CTL) and acute load (ATL) and their balance (TSB), in the unit of the load.

    Both are EWMA with alpha = 1 - exp(-1 / tau) from zero; the balance is that after the day's training.

    Parameters
    ----------
    x : column of n daily loads
        In any unit, oldest first; on a NaN day both averages hold.
    tau_chronic, tau_acute : days, 42 and 7
        Time constants; customary, and fitted to nobody.
    min_coverage : between 0 and 1, 0.75
        Below it the value is NaN.
    groups : column of n labels, optional
        One person each.

    Returns
    -------
    PerformanceManagement
        Three columns of n.

    Raises
    ------
    InvalidArgument
        For a negative or infinite load or a time constant that is not above 0.

    Notes
    -----
    Source: Clarke & Skiba 2013, doi:10.1152/advan.00078.2011.

    Examples
    --------
    >>> performance_management([496, 0], min_coverage=0).balance.value.round(6)
    array([-54.358518, -45.843234])
    """
    column = as_column(x, "x")
    people = grouping(groups, len(column))
    options = given_options(tau_chronic=tau_chronic, tau_acute=tau_acute, min_coverage=min_coverage)
    found = _core.load.performance_management(people.gather(column), people.starts, **options)
    return PerformanceManagement(
        _back(people, found.chronic), _back(people, found.acute), _back(people, found.balance)
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

    Parameters
    ----------
    x : column of n daily loads
        In any unit, oldest first; NaN where unknown.
    acute, chronic : days, 7 and 28
        Spans of the two EWMA.
    ddof : 0 or 1, 1
        Of the standard deviation.
    min_coverage : between 0 and 1, 0.75
        Below it a value is NaN.
    groups : column of n labels, optional
        One person each.
    threads : 1 or more, 1
        Changes the time, not the answer.

    Returns
    -------
    Table
        `acute`, `chronic` and their `ratio`; `mean` and `sd` of the last 7 days, `monotony`, `strain` and
        `week_change` (percent). Each has the bits of the measure of that name, and its source.

    Raises
    ------
    InvalidArgument
        For a negative or infinite load, or an option out of range.

    Examples
    --------
    >>> table = features([300, 0, 450, 200, 0, 500, 100, 300])
    >>> table["monotony"].round(3)
    array([  nan,   nan,   nan,   nan,   nan, 1.122, 1.086, 1.086])
    """
    column = as_column(x, "x")
    rows = grouping(groups, len(column))
    options = given_options(acute=acute, chronic=chronic, ddof=ddof, min_coverage=min_coverage)
    found = _core.load.features(rows.gather(column), rows.starts, threads=threads, **options)
    return Table({name: rows.scatter_column(getattr(found, name)) for name in FEATURES})


def measures() -> list[MeasureInfo]:
    """Every measure of this area with formula, source, status of that source, and the test that holds it.

    Returns
    -------
    list of MeasureInfo
        name, unit, formula, source, doi, status, test.

    Examples
    --------
    >>> [one.doi for one in measures() if one.name == "load.redi"]
    ['10.1136/bmjsem-2019-000573']
    """
    return _core.load.measures()
