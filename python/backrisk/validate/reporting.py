"""`report`: everything a reviewer asks of predictions and outcomes, computed once, as one object."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Unpack

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.design import FloatMatrix
from backrisk._shared.table import Table
from backrisk._shared.typing import ColumnLike, LabelsLike
from backrisk.validate.accuracy import brier, log_loss, scaled_brier
from backrisk.validate.calibrations import (
    CalibrationCurve,
    calibration,
    calibration_curve,
    calibration_groups,
)
from backrisk.validate.censoring import at_horizon
from backrisk.validate.decisions import decision_curve, threshold_table
from backrisk.validate.discrimination import auc
from backrisk.validate.fairness import subgroups as by_subgroup
from backrisk.validate.report_rows import ReportOptions, ReportRows, each, filled_options
from backrisk.validate.resampling import bootstrap_rows
from backrisk.validate.rows import Estimate, Options, only, tried
from backrisk.validate.study_size import sample_size_validation
from backrisk.validate.survival import concordance, time_dependent
from backrisk.validate.validation_report import ValidationReport

__all__ = ["report"]

WANTED_EVENTS = 100
"""Events, and non-events, below which a validation says little (Collins 2016, doi:10.1002/sim.6787)."""
_UNKNOWN = float("nan")

_FREQUENCIES = ("flagged", "true_positives", "false_positives", "missed", "spared", "flagged_per_event")


def report(
    y: ColumnLike,
    p: ColumnLike,
    *,
    groups: LabelsLike | None = None,
    weights: ColumnLike | None = None,
    subgroups: Mapping[str, object] | None = None,
    times: ColumnLike | None = None,
    horizon: float | None = None,
    thresholds: ColumnLike | float | None = None,
    **options: Unpack[ReportOptions],
) -> ValidationReport:
    """Discrimination, calibration, accuracy and decisions of predictions, as one object.

    Every number is that of the function of its name: `auc`, `brier`, `scaled_brier`, `log_loss`,
    `calibration`, `calibration_curve` ("spline"; 3 knots below 100 events, else 5), `decision_curve`,
    `threshold_table`, `subgroups`.

    Parameters
    ----------
    y : column of n
        0 or 1; with `times`, whether the row ended in an event at its time.
    p : column of n
        Probabilities.
    groups : labels of n, optional
        The person of each row: intervals then keep rows of one person together.
    weights : column of n, optional
        Not negative; a row of weight 0 is absent; curves and their distances are then left out.
    subgroups : dict of str to column of n, optional
        Values of kinds of people.
    times : column of n, optional
        With `horizon`: rows lost before it weigh nothing and the others 1 / P(not lost), and `concordance`
        and `time_dependent` are reported too.
    horizon : float, optional
        In the unit of `times`.
    thresholds : column or float, optional
        To act at, in (0, 1): yours to choose; without them half, the same and double the odds of the share
        serve as examples.
    name, setting, outcome : str, optional
        What the data are.
    design : {"external", "temporal", "internal"}, optional
    facts : dict of str to str, optional
        Fills items of the TRIPOD+AI text by number, {"5a": "..."}.
    level : float, optional
        Of the intervals, in (0, 1).
    n_boot : int, optional
        Bootstrap samples (of people where `groups` are given) for the intervals of ICI, E50, E90 and Emax;
        200, 0 for none.
    seed : int, optional
        From 0 on.
    clip : float, optional
        As in `calibration`.

    Returns
    -------
    ValidationReport
        A number that cannot be had is NaN and its note says why.

    Raises
    ------
    InvalidArgument
        For bad columns, for outcomes all alike, and for options out of range.

    References
    ----------
    Collins 2024, doi:10.1136/bmj-2023-078378.

    Examples
    --------
    >>> found = report([0, 0, 1, 0, 1, 1, 0, 1] * 5, [0.1, 0.2, 0.3, 0.3, 0.4, 0.6, 0.7, 0.8] * 5, n_boot=0)
    >>> found["auc"].value, found.events
    (0.78125, 20)
    >>> print(found.headline())
    Of 100 pairs of one with and one without an event, the model ranks 78 rightly (63 to 93); a coin 50.
    """
    asked = filled_options(options)
    of = ReportRows(y, p, groups, weights, subgroups)
    given, level, clip = len(of.y), asked["level"], asked["clip"]
    survival: list[_Row] = []
    if times is not None or horizon is not None:
        of, survival = _by_horizon(of, times, horizon, level)
    at = _thresholds(of, thresholds)
    curve, distances = _curve(of, asked["n_boot"], asked["seed"], level)
    metrics = [*_counts(of, level), *_accuracy(of, level), *_calibration(of, level, clip), *distances]
    bins = None if of.w is not None else Table(calibration_groups(of.y, of.p, level=level))
    return ValidationReport(
        name=asked["name"],
        setting=asked["setting"],
        outcome=asked["outcome"],
        design=asked["design"],
        horizon=horizon,
        level=level,
        rows=len(of.y),
        events=int(of.y.sum()),
        people=None if of.g is None else len(np.unique(of.g)),
        metrics={key: (value, method) for key, value, method in [*metrics, *survival]},
        curve=curve,
        bins=bins,
        decision=Table(decision_curve(of.y, of.p, _grid(of, at), **of.named, level=level)),
        thresholds=_frequencies(of, at, level),
        chosen=thresholds is not None,
        subgroups=_subgroups(of, level, clip),
        warnings=tuple(_warnings(of, 0 if times is None else given - len(of.y))),
        facts=dict(asked["facts"]),
        columns=(of.y, of.p, of.weight, of.g),
    )


_Row = tuple[str, Estimate, str]


def _by_horizon(
    of: ReportRows, times: ColumnLike | None, horizon: float | None, level: float
) -> tuple[ReportRows, list[_Row]]:
    """The rows as known at the horizon, weighted for those lost, and the measures of time."""
    if times is None or horizon is None:
        raise _core.InvalidArgument("report: times and horizon must be given together")
    if of.w is not None:
        raise _core.InvalidArgument("report: weights must not be given with times, which make their own")
    stop = as_column(times, "report: times")
    if len(stop) != len(of.y):
        raise _core.InvalidArgument(f"report: times has {len(stop)} rows, but y has {len(of.y)}")
    event, weight = at_horizon(stop, of.y, horizon)
    named: Options = {"groups": of.g, "level": level}
    rows: list[_Row] = []
    for method in ("harrell", "uno"):
        c = tried(lambda m=method: concordance(of.p, stop, of.y, method=m, until=horizon, **named).c)  # type: ignore[misc]
        source = {
            "harrell": "Harrell 1996, doi:10.1002/(SICI)1097-0258(19960229)15:4<361::AID-SIM168>3.0.CO;2-4",
            "uno": "Uno 2011, doi:10.1002/sim.4154",
        }
        rows.append((f"concordance_{method}", c, f"events until the horizon, {source[method]}"))
    point = time_dependent(of.p, stop, of.y, [horizon], **named)[0]
    rows += [
        ("auc_at_horizon", point.auc, "inverse probability of censoring, Uno 2007, "
         "doi:10.1198/016214507000000149"),
        ("brier_at_horizon", point.brier, "inverse probability of censoring, Graf 1999, "
         "doi:10.1002/(SICI)1097-0258(19990915/30)18:17/18<2529::AID-SIM274>3.0.CO;2-5"),
        ("observed_expected_at_horizon", only(point.observed_expected), "1 - Kaplan-Meier over mean risk"),
    ]  # fmt: skip
    return ReportRows(event, of.p, of.g, weight, of.labels), rows


def _counts(of: ReportRows, level: float) -> list[_Row]:
    share = float(np.average(of.y, weights=of.w))
    logit = np.log(share / (1 - share))
    found = calibration(of.y, np.full(len(of.y), share), **of.named, level=level).in_the_large
    low, high = (1 / (1 + np.exp(-(logit + end))) for end in (found.low, found.high))
    spread = Estimate(share, found.se * share * (1 - share), float(low), float(high))
    rows: list[_Row] = [("rows", only(len(of.y)), "count"), ("events", only(of.y.sum()), "count")]
    if of.g is not None:
        rows.append(("people", only(len(np.unique(of.g))), "count"))
        rows.append(("people_with_event", only(len(np.unique(of.g[of.y == 1]))), "count"))
    rows.append(("share", spread, "share of rows with an event; interval on the logit"))
    rows.append(("mean_predicted", only(np.average(of.p, weights=of.w)), "mean of the predictions"))
    return rows


def _accuracy(of: ReportRows, level: float) -> list[_Row]:
    clustered = of.g is not None
    delong = "DeLong 1988, doi:10.2307/2531595"
    by_person = "Obuchowski 1997, doi:10.2307/2533958, rows of a person together"
    measures: list[tuple[str, object, str]] = [
        ("auc", auc, by_person if clustered else delong),
        ("scaled_brier", scaled_brier, "Kattan & Gerds 2018, doi:10.1186/s41512-018-0029-2"),
        ("brier", brier, "Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2"),
        ("log_loss", log_loss, "Good 1952, doi:10.1111/j.2517-6161.1952.tb00104.x"),
    ]
    return [
        (name, tried(lambda f=f: f(of.y, of.p, **of.named, level=level)), method)  # type: ignore[misc]
        for name, f, method in measures
    ]


def _calibration(of: ReportRows, level: float, clip: float | None) -> list[_Row]:
    source = "Van Calster 2019, doi:10.1186/s12916-019-1466-7"
    names = ("observed_expected", "in_the_large", "intercept", "slope")
    methods = ("Debray 2017, doi:10.1136/bmj.i6460", source, source, source)
    try:
        found = calibration(of.y, of.p, **of.named, level=level, clip=clip)
    except (_core.InvalidArgument, _core.NumericError) as error:
        return [(name, only(_UNKNOWN, str(error)), m) for name, m in zip(names, methods, strict=True)]
    rows: list[_Row] = [(name, getattr(found, name), m) for name, m in zip(names, methods, strict=True)]
    inside = (of.p > 0) & (of.p < 1)
    logit = np.log(of.p[inside] / (1 - of.p[inside]))
    c = tried(lambda: auc(of.y, of.p, weights=of.w)).value

    def wanted() -> Estimate:
        share = float(np.average(of.y, weights=of.w))
        return only(sample_size_validation(share, c, logit.mean(), logit.std(ddof=1))["people"])

    riley = "Riley 2021, doi:10.1002/sim.9025: independent rows for narrow intervals of O:E, slope and AUC"
    return [*rows, ("rows_wanted", tried(wanted), riley)]


_DISTANCES = ("ici", "e50", "e90", "emax")


def _curve(
    of: ReportRows, n_boot: int, seed: int, level: float
) -> tuple[CalibrationCurve | None, list[tuple[str, Estimate, str]]]:
    """The flexible curve and its distances from the diagonal, with bootstrap intervals."""
    method = "Austin & Steyerberg 2019, doi:10.1002/sim.8281; rather too large where events are few"
    if of.w is not None:
        return None, [(d, only(_UNKNOWN, "not made with weights"), method) for d in _DISTANCES]
    knots = 3 if of.y.sum() < WANTED_EVENTS else 5

    def distances(y: FloatColumn, p: FloatColumn) -> list[float]:
        found = calibration_curve(y, p, "spline", knots=knots, points=2)
        return [float(getattr(found, name)) for name in _DISTANCES]

    try:
        curve = calibration_curve(of.y, of.p, "spline", knots=knots, groups=of.g, level=level)
    except (_core.InvalidArgument, _core.NumericError) as error:
        return None, [(d, only(_UNKNOWN, str(error)), method) for d in _DISTANCES]
    values = [only(getattr(curve, name)) for name in _DISTANCES]
    if n_boot:
        method = f"{method}; {n_boot} bootstrap samples"
        values = [
            _resampled(one.value, draws, level)
            for one, draws in zip(values, _draws(distances, of, n_boot, seed), strict=True)
        ]
    return curve, [(name, value, method) for name, value in zip(_DISTANCES, values, strict=True)]


def _draws(
    statistics: Callable[[FloatColumn, FloatColumn], list[float]], of: ReportRows, n_boot: int, seed: int
) -> FloatMatrix:
    """A row a statistic of its values in the samples of `bootstrap`; each sample is fitted once."""
    draws = []
    for rows in bootstrap_rows(len(of.y), n_boot, groups=of.g, seed=seed):
        try:
            draws.append(statistics(of.y[rows], of.p[rows]))
        except (_core.InvalidArgument, _core.NumericError):
            draws.append([_UNKNOWN] * len(_DISTANCES))
    return np.array(draws).T


def _resampled(value: float, draws: FloatColumn, level: float) -> Estimate:
    """As `bootstrap`: standard error and percentile interval of the samples that have a value."""
    known = draws[~np.isnan(draws)]
    lost = len(draws) - len(known)
    note = f"no value in {lost} of {len(draws)} samples" if lost else ""
    if len(known) < 2:
        return only(value, note)
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(value, float(known.std(ddof=1)), float(low), float(high), note)


def _thresholds(of: ReportRows, thresholds: ColumnLike | float | None) -> FloatColumn:
    if thresholds is None:
        share = float(np.average(of.y, weights=of.w))
        odds = np.array([0.5, 1.0, 2.0]) * share / (1 - share)
        return np.array([float(f"{t:.2g}") for t in odds / (1 + odds)])
    at = np.unique(as_column(np.atleast_1d(np.asarray(thresholds, dtype=object)), "report: thresholds"))
    if not len(at):
        raise _core.InvalidArgument("report: thresholds is empty, but must hold one or more")
    each(at, "thresholds", (at > 0) & (at < 1), "between 0 and 1, ends excluded")
    return at


def _grid(of: ReportRows, at: FloatColumn) -> FloatColumn:
    """Where the decision curve is drawn: up to where hardly anybody is flagged, and the thresholds."""
    top = min(0.99, max(float(np.quantile(of.p, 0.99)), 1.25 * float(at.max())))
    return np.unique(np.r_[np.linspace(top / 50, top, 50), at])


def _frequencies(of: ReportRows, at: FloatColumn, level: float, people: int = 1000) -> Table:
    """What acting at each threshold means for 1000 people, in natural frequencies, and its net benefit."""
    found = threshold_table(of.y, of.p, at, people=people, weights=of.w, level=level)
    columns = {name: found[name] for name in ("threshold", *_FREQUENCIES)}
    curve = decision_curve(of.y, of.p, at, **of.named, level=level)
    gains = ("net_benefit", "net_benefit_low", "net_benefit_high", "treat_all")
    columns |= {name: curve[name] for name in gains}
    return Table(columns, title=f"of {people} people")


def _subgroups(of: ReportRows, level: float, clip: float | None) -> Table | None:
    if not of.labels:
        return None
    options: Options = {"weights": of.w, "clusters": of.g, "clip": clip, "level": level}
    return by_subgroup(of.y, of.p, by=of.labels, metrics=("auc", "slope", "observed_expected"), **options)


def _warnings(of: ReportRows, lost: int) -> list[str]:
    events = int(of.y.sum())
    out = []
    if min(events, len(of.y) - events) < WANTED_EVENTS:
        out.append(
            f"{events} events and {len(of.y) - events} non-events: below {WANTED_EVENTS} of either a "
            "validation is too small to tell a good model from a bad one (Collins 2016, doi:10.1002/sim.6787)"
        )
    if of.g is not None:
        who, counts = np.unique(of.g[of.y == 1], return_counts=True)
        if len(who) == 1:
            out.append("all events are of one person: no interval can be trusted")
        elif counts.max() > 0.5 * events:
            out.append(f"{counts.max()} of {events} events are of one person")
    if lost:
        out.append(
            f"{lost} of {lost + len(of.y)} rows were lost before the horizon; the others weigh more for it"
        )
    if of.w is not None:
        out.append("rows are weighted: calibration curves and their distances are left out")
    outside = int(((of.p == 0) | (of.p == 1)).sum())
    if outside:
        are = "prediction is" if outside == 1 else "predictions are"
        out.append(f"{outside} {are} exactly 0 or 1, a certainty that no such model has")
    return out
