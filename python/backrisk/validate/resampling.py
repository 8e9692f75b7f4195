"""Resampling: bootstrap by person, optimism, folds and splits. Indices from the core, models from you."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.days import as_day, as_days
from backrisk._shared.places import shown
from backrisk._shared.rows import as_rows, positions
from backrisk.validate.calibrations import brier, calibration, log_loss
from backrisk.validate.ranking import auc
from backrisk.validate.rows import Estimate, codes_of

Rows = npt.NDArray[np.intp]
Split = tuple[Rows, Rows]
Fit = Callable[[Any, Any], Callable[[Any], Any]]
Metric = Callable[[Any, Any], float]


def bootstrap_rows(size: int, replicates: int, *, groups: Any | None = None, seed: int = 0) -> Iterator[Rows]:
    """Row numbers of each of `replicates` bootstrap samples of `size` rows.

    With `groups` (a label a row) people are drawn, as many as there are, each with all rows. Replicate k
    depends on `seed` and k alone. Raises `InvalidArgument`. Source: Efron 1979, doi:10.1214/aos/1176344552.

    >>> [rows.tolist() for rows in bootstrap_rows(4, 2, groups=["a", "a", "b", "b"], seed=1)]
    [[0, 1, 0, 1], [2, 3, 2, 3]]
    """
    person = codes_of(groups)
    for k in range(replicates):
        yield np.asarray(_core.validate.bootstrap_rows(size, person, seed, k), dtype=np.intp)


def bootstrap(
    statistic: Callable[..., float] | str,
    *columns: Any,
    groups: Any | None = None,
    replicates: int = 1000,
    seed: int = 0,
    level: float = 0.95,
    threads: int = 1,
) -> Estimate:
    """`statistic(*columns)` with its bootstrap standard error and percentile interval.

    `columns` have one length n; with `groups` whole people are drawn. `statistic` may be the name of one of
    `default_metrics`, with `event` and `predicted` as columns: the same answer, several times faster, on
    `threads` threads, whose number does not change it. Samples in which the statistic cannot
    be computed (it raises `InvalidArgument` or `NumericError`, or is NaN) are left out and counted in `note`.
    Raises `InvalidArgument` for bad arguments, or when fewer than two samples remain. Source: Efron 1979,
    doi:10.1214/aos/1176344552.

    >>> answer = bootstrap(lambda x: x.mean(), [1.0, 2.0, 3.0, 4.0], replicates=200, seed=3)
    >>> answer.value, answer.low < 2.5 < answer.high
    (2.5, True)
    >>> event, predicted = [0, 0, 1, 0, 1, 1], [0.1, 0.3, 0.4, 0.5, 0.7, 0.9]
    >>> by_name = bootstrap("brier", event, predicted, replicates=50)
    >>> own = bootstrap(default_metrics()["brier"], event, predicted, replicates=50)
    >>> round(by_name.se, 12) == round(own.se, 12)
    True
    """
    arrays = [np.asarray(column) for column in columns]
    if not arrays or len({len(a) for a in arrays}) != 1:
        raise _core.InvalidArgument("bootstrap: columns must have one length, and be one or more")
    if not 0 < level < 1:
        raise _core.InvalidArgument(f"bootstrap: level is {level}, but must be between 0 and 1")
    if isinstance(statistic, str):
        draws, statistic = _draws_by_name(statistic, columns, groups, replicates, seed, threads)
    else:
        draws = _draws(statistic, arrays, groups, replicates, seed)
    known = draws[~np.isnan(draws)]
    if len(known) < 2:
        raise _core.InvalidArgument(
            f"bootstrap: the statistic exists in {len(known)} of {replicates} samples"
        )
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    lost = replicates - len(known)
    note = f"no value in {lost} of {replicates} samples" if lost else ""
    return Estimate(float(statistic(*arrays)), float(known.std(ddof=1)), float(low), float(high), note)


def _draws(
    statistic: Callable[..., float], arrays: list[Any], groups: Any | None, replicates: int, seed: int
) -> FloatColumn:
    draws = np.full(replicates, np.nan)
    for k, rows in enumerate(bootstrap_rows(len(arrays[0]), replicates, groups=groups, seed=seed)):
        with suppress(_core.InvalidArgument, _core.NumericError):
            draws[k] = float(statistic(*(a[rows] for a in arrays)))
    return draws


def _draws_by_name(
    name: str, columns: tuple[Any, ...], groups: Any | None, replicates: int, seed: int, threads: int
) -> tuple[FloatColumn, Metric]:
    """The draws of a metric, and the metric itself."""
    if len(columns) != 2:
        raise _core.InvalidArgument(
            f"bootstrap: number of columns is {len(columns)}, but must be 2 for {name!r}: event, predicted"
        )
    event, predicted = (as_column(*one) for one in zip(columns, ("event", "predicted"), strict=True))
    draws = _core.validate.bootstrap_metric(
        event, predicted, codes_of(groups), name, seed, replicates, threads
    )
    return draws, default_metrics()[name]


def default_metrics() -> dict[str, Metric]:
    """AUC, Brier score, log loss, calibration intercept and slope, of (event, predicted)."""
    return {
        "auc": lambda y, p: auc(y, p).value,
        "brier": lambda y, p: brier(y, p).value,
        "log_loss": lambda y, p: log_loss(y, p).value,
        "intercept": lambda y, p: calibration(y, p).intercept.value,
        "slope": lambda y, p: calibration(y, p).slope.value,
    }


@dataclass(frozen=True)
class Optimism:
    """Of each metric: `apparent` in the data the model was fitted to, `optimism`, and `corrected` for it."""

    apparent: dict[str, float]
    optimism: dict[str, float]
    corrected: dict[str, float]
    replicates: int


def _logistic(x: Any, event: Any) -> Callable[[Any], Any]:
    """A builder for `optimism`: `fit.glm` of all columns."""
    from backrisk.fit.glm_fit import glm

    coef = glm(x, event).coef
    return lambda new: 1 / (1 + np.exp(-(coef[0] + new @ coef[1:])))


def optimism(
    fit: Fit | str,
    x: Any,
    event: Any,
    *,
    groups: Any | None = None,
    replicates: int = 200,
    seed: int = 0,
    samples: Iterable[Any] | None = None,
    metrics: Mapping[str, Metric] | None = None,
    threads: int = 1,
) -> Optimism:
    """How much better a model looks in the data it was fitted to: Harrell's bootstrap.

    optimism = mean over samples of (metric in the sample - metric in the original data), for the model fitted
    to the sample; corrected = apparent - optimism. `fit(x, event)` returns a function from x to n
    probabilities, and has to repeat every step that looked at the outcome. `x` (n rows), `event` (n of 0 or
    1); with `groups` people are drawn; `samples` gives row numbers instead. `metrics` are functions of
    (event, predicted); without it, AUC, Brier score, log loss, calibration intercept and slope. Errors of
    `fit` and of metrics are not caught. `fit="logistic"` is the model `fit.glm(x, event)` of all columns of
    `x`, with no step that looks at the outcome before it: with the metrics above the same answer, faster,
    on `threads` threads, whose number does not change it. Source: Harrell 1996,
    doi:10.1002/(SICI)1097-0258(19960229)15:4<361::AID-SIM168>3.0.CO;2-4.

    >>> def share(x, y):
    ...     return lambda new: np.full(len(new), y.mean())
    >>> found = optimism(share, np.zeros((20, 1)), [0, 1] * 10, metrics={"brier": default_metrics()["brier"]})
    >>> found.apparent["brier"], found.corrected["brier"] > 0.25
    (0.25, True)
    """
    outcome = as_column(event, "event")
    design = as_rows(x, "x", len(outcome), "event")
    if len(design) != len(outcome):
        raise _core.InvalidArgument(f"optimism: x has {len(design)} rows, but event has {len(outcome)}")
    if isinstance(fit, str):
        if fit != "logistic":
            raise _core.InvalidArgument(f"optimism: fit is {fit!r}, but must be a function or 'logistic'")
        if metrics is None:
            return _logistic_optimism(design, outcome, groups, replicates, seed, samples, threads)
        fit = _logistic
    names = list(default_metrics() if metrics is None else metrics)

    def scores(y: FloatColumn, p: Any) -> FloatColumn:
        if metrics is None:
            values = list(_core.validate.metrics_of(y, as_column(p, "predicted")).values())
        else:
            values = [metric(y, p) for metric in metrics.values()]
        return np.array(values, dtype=np.float64)

    apparent = scores(outcome, fit(design, outcome)(design))
    drawn = bootstrap_rows(len(outcome), replicates, groups=groups, seed=seed) if samples is None else samples
    gaps = []
    for rows in drawn:
        inside = positions(rows, len(outcome), "samples")
        predict = fit(design[inside], outcome[inside])
        gaps.append(scores(outcome[inside], predict(design[inside])) - scores(outcome, predict(design)))
    if not gaps:
        raise _core.InvalidArgument("optimism: number of samples is 0, but must be 1 or more")
    gap = np.mean(gaps, axis=0)

    def named(values: FloatColumn) -> dict[str, float]:
        return dict(zip(names, values.tolist(), strict=True))

    return Optimism(named(apparent), named(gap), named(apparent - gap), len(gaps))


def _logistic_optimism(
    x: Any,
    event: FloatColumn,
    groups: Any | None,
    replicates: int,
    seed: int,
    samples: Iterable[Any] | None,
    threads: int,
) -> Optimism:
    drawn = (
        None
        if samples is None
        else [positions(rows, len(event), "samples").astype(np.uintp) for rows in samples]
    )
    apparent, gap = _core.validate.logistic_optimism(
        x, event, codes_of(groups), seed, replicates, drawn, threads
    )
    corrected = {name: apparent[name] - gap[name] for name in apparent}
    return Optimism(apparent, gap, corrected, replicates if drawn is None else len(drawn))


def folds(
    size: int, k: int = 10, *, groups: Any | None = None, strata: Any | None = None, seed: int = 0
) -> list[Split]:
    """(training rows, test rows) of `k` random folds of `size` rows.

    With `groups` (a label a row) the rows of a person stay in one fold; people of one of the `strata` (that
    of their first row, for instance whether they had an event) are dealt out evenly. Raises `InvalidArgument`
    for k below 2 or above the number of people. Source: Stone 1974, doi:10.1111/j.2517-6161.1974.tb00994.x.

    >>> sorted(test.tolist() for _, test in folds(4, 2, groups=["a", "a", "b", "b"]))
    [[0, 1], [2, 3]]
    """
    if k < 2:
        raise _core.InvalidArgument(f"folds: k is {k}, but must be 2 or more")
    return _by_label(_core.validate.random_folds(size, k, codes_of(groups), codes_of(strata), seed))


def leave_one_out(sites: Any) -> list[Split]:
    """(rows of the other sites, rows of the site) for each of `sites` (a label a row), in sorted order.

    Raises `InvalidArgument` for a single site. Source: Steyerberg & Harrell 2016,
    doi:10.1016/j.jclinepi.2015.04.005.

    >>> [test.tolist() for _, test in leave_one_out(["b", "a", "b"])]
    [[1], [0, 2]]
    """
    splits = _by_label(codes_of(sites))
    if len(splits) < 2:
        raise _core.InvalidArgument(f"leave_one_out: number of sites is {len(splits)}, but must be 2 or more")
    return splits


def temporal_split(dates: Any, cut: Any, *, groups: Any | None = None) -> Split:
    """(rows before `cut`, rows from `cut` on): develop on the past, validate on what came later.

    `dates` (a date a row) and `cut` as ISO text, date or days. With `groups`, people seen before the cut are
    left out of the later rows, so that nobody is on both sides. Raises `InvalidArgument` when a side is
    empty. Source: Steyerberg & Harrell 2016, doi:10.1016/j.jclinepi.2015.04.005.

    >>> dates = ["2025-01-01", "2026-01-01", "2026-02-01"]
    >>> before, after = temporal_split(dates, "2026-01-01", groups=[1, 1, 2])
    >>> before.tolist(), after.tolist()
    ([0], [2])
    """
    days = as_days(dates, "dates")
    early = days < as_day(cut, "cut")
    late = ~early
    if groups is not None:
        person = codes_of(groups)
        if len(person) != len(days):
            raise _core.InvalidArgument(f"temporal_split: groups has {len(person)} rows, dates {len(days)}")
        late &= ~np.isin(person, person[early])
    if not early.any() or not late.any():
        raise _core.InvalidArgument("temporal_split: cut leaves no rows on one side")
    return np.flatnonzero(early), np.flatnonzero(late)


def cross_validate(fit: Fit, x: Any, event: Any, splits: Iterable[Split]) -> FloatColumn:
    """Predictions (n) for each row by the model that was fitted without it; NaN where no split tests a row.

    `fit` as in `optimism`; `splits` as from `folds`, `leave_one_out` or `temporal_split` (a list of pairs).
    Raises `InvalidArgument` when a row is tested twice. Source: Stone 1974,
    doi:10.1111/j.2517-6161.1974.tb00994.x.

    >>> def share(x, y):
    ...     return lambda new: np.full(len(new), y.mean())
    >>> cross_validate(share, np.zeros((3, 1)), [0, 1, 1], leave_one_out([1, 2, 3])).tolist()
    [1.0, 0.5, 0.5]
    """
    outcome = as_column(event, "event")
    design = as_rows(x, "x", len(outcome), "event")
    out = np.full(len(outcome), np.nan)
    seen = np.zeros(len(outcome), dtype=np.intp)
    for split in splits:
        if not hasattr(split, "__len__") or len(split) != 2:
            rule = "must be pairs of row numbers (fitted on, tested on)"
            raise _core.InvalidArgument(f"cross_validate: splits hold {shown(split)}, but {rule}")
        train, test = (positions(rows, len(outcome), "splits") for rows in split)
        out[test] = fit(design[train], outcome[train])(design[test])
        seen[test] += 1
    if (seen > 1).any():
        raise _core.InvalidArgument(f"cross_validate: row {int(seen.argmax())} is tested more than once")
    return out


def _by_label(label: Any) -> list[Split]:
    codes = np.asarray(label)
    return [(np.flatnonzero(codes != one), np.flatnonzero(codes == one)) for one in np.unique(codes)]
