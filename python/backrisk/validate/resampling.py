"""Resampling: bootstrap by person and optimism. Indices from the core, models from you."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.design import FloatMatrix, as_matrix, is_matrix
from backrisk._shared.places import Argument
from backrisk._shared.raw import listed, raw_column
from backrisk._shared.rows import as_rows, positions
from backrisk._shared.typing import Array, ColumnLike, LabelsLike, MatrixLike
from backrisk.validate.accuracy import brier, log_loss
from backrisk.validate.calibrations import calibration
from backrisk.validate.discrimination import auc
from backrisk.validate.rows import LEVEL, MOST_REPLICATES, Estimate, codes_of, level_of, whole, word

_FEWEST, _ROUNDING = 3, 1e-13
_FEW = "fewer than 3 persons, or rows where each is its own: no variance"
_CONSTANT = "it does not vary between rows or persons: a variance of 0 is no certainty"
"""The rule of `Estimate`: what does not vary among a few is no certainty."""

Rows = npt.NDArray[np.intp]
Fit = Callable[[FloatMatrix, FloatColumn], Callable[[FloatMatrix], FloatColumn]]
Metric = Callable[[FloatColumn, FloatColumn], float]


def bootstrap_rows(
    size: int, replicates: int, *, groups: LabelsLike | None = None, seed: int = 0
) -> Iterator[Rows]:
    """Row numbers of bootstrap samples.

    Parameters
    ----------
    size : int
        How many rows there are.
    replicates : int
        Samples, at most a million.
    groups : labels of n, optional
        The person of each row: people are drawn, as many as there are, each with all rows.
    seed : int
        From 0 on; sample k depends on `seed` and k alone.

    Yields
    ------
    array of row numbers

    Raises
    ------
    InvalidArgument
        For a number out of range.

    References
    ----------
    Efron 1979, doi:10.1214/aos/1176344552.

    Examples
    --------
    >>> [rows.tolist() for rows in bootstrap_rows(4, 2, groups=["a", "a", "b", "b"], seed=1)]
    [[0, 1, 0, 1], [2, 3, 2, 3]]
    """
    name = "bootstrap_rows"
    n, person = whole(name, "size", size, 1), codes_of(groups, size, like="size")
    drawn, count = whole(name, "seed", seed, 0, 2**64 - 1), _replicates(name, replicates)
    return (
        np.asarray(_core.validate.bootstrap_rows(n, person, drawn, k), dtype=np.intp) for k in range(count)
    )


def _replicates(function: str, replicates: int) -> int:
    return whole(function, "replicates", replicates, 1, MOST_REPLICATES)


def bootstrap(
    statistic: Callable[..., float] | str,
    *columns: MatrixLike,
    groups: LabelsLike | None = None,
    replicates: int = 1000,
    seed: int = 0,
    level: float = LEVEL,
    threads: int = 1,
) -> Estimate:
    """A statistic of columns with its bootstrap standard error and percentile interval.

    Parameters
    ----------
    statistic : function of the columns, or str
        The name of one of `default_metrics`, with `event` and `predicted` as columns, gives the same answer
        several times faster.
    *columns : columns of n
    groups : labels of n, optional
        The person of each row: whole people are drawn.
    replicates : int
        Samples, from 2 to a million.
    seed : int
        From 0 on.
    level : float
        Of the interval, in (0, 1).
    threads : int
        For a statistic by name, from 1 on; their number does not change the answer.

    Returns
    -------
    Estimate
        Samples in which the statistic cannot be computed (it raises `InvalidArgument` or `NumericError`, or
        is NaN) are left out and counted in `note`. Fewer than three persons, and a statistic that is the same
        in all samples, have no error and no interval.

    Raises
    ------
    InvalidArgument
        For bad arguments, or when fewer than two samples remain.

    References
    ----------
    Efron 1979, doi:10.1214/aos/1176344552.

    Examples
    --------
    >>> answer = bootstrap(lambda x: x.mean(), [1.0, 2.0, 3.0, 4.0], replicates=200, seed=3)
    >>> answer.value, answer.low < 2.5 < answer.high
    (2.5, True)
    >>> event, predicted = [0, 0, 1, 0, 1, 1], [0.1, 0.3, 0.4, 0.5, 0.7, 0.9]
    >>> by_name = bootstrap("brier", event, predicted, replicates=50)
    >>> own = bootstrap(default_metrics()["brier"], event, predicted, replicates=50)
    >>> round(by_name.se, 12) == round(own.se, 12)
    True
    """
    count = whole("bootstrap", "replicates", replicates, 2, MOST_REPLICATES)
    whole("bootstrap", "seed", seed, 0, 2**64 - 1)
    level_of("bootstrap", level)
    arrays = [_whole(column, k) for k, column in enumerate(columns)]
    if not arrays or len({len(a) for a in arrays}) != 1:
        raise _core.InvalidArgument("bootstrap: columns must have one length, and be one or more")
    if isinstance(statistic, str):
        draws, statistic = _draws_by_name(statistic, columns, groups, count, seed, threads)
    else:
        draws = _draws(statistic, arrays, groups, count, seed)
    known = draws[~np.isnan(draws)]
    if len(known) < 2:
        raise _core.InvalidArgument(f"bootstrap: the statistic exists in {len(known)} of {count} samples")
    lost = count - len(known)
    value, note = float(statistic(*arrays)), f"no value in {lost} of {count} samples" if lost else ""
    error = float(known.std(ddof=1))
    people = len(arrays[0]) if groups is None else len(np.unique(codes_of(groups, len(arrays[0]))))
    if people < _FEWEST or not error > _ROUNDING * np.abs(known).max():
        rule = _FEW if people < _FEWEST else _CONSTANT
        return Estimate(value, np.nan, np.nan, np.nan, f"{note}; {rule}" if note else rule)
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(value, error, float(low), float(high), note)


def _whole(column: object, k: int) -> Array:
    """A column for the caller's function: what is masked must not be used as if it were there."""
    place = Argument(f"bootstrap: column {k + 1}")
    if is_matrix(column):
        return as_matrix(column, place.name)[0] if isinstance(column, np.ma.MaskedArray) else np.asarray(column)
    array, absent = raw_column(column, place)
    if absent is None:
        return array
    return as_column(column, place) if array.dtype.kind in "iufb" else np.array(listed(column, place), dtype=object)


def _draws(
    statistic: Callable[..., float], arrays: list[Array], groups: LabelsLike | None, replicates: int, seed: int
) -> FloatColumn:
    draws = np.full(replicates, np.nan)
    for k, rows in enumerate(bootstrap_rows(len(arrays[0]), replicates, groups=groups, seed=seed)):
        with suppress(_core.InvalidArgument, _core.NumericError):
            draws[k] = float(statistic(*(a[rows] for a in arrays)))
    return draws


def _draws_by_name(
    name: str, columns: tuple[MatrixLike, ...], groups: LabelsLike | None, replicates: int, seed: int, threads: int
) -> tuple[FloatColumn, Metric]:
    """The draws of a metric, and the metric itself."""
    if len(columns) != 2:
        raise _core.InvalidArgument(
            f"bootstrap: number of columns is {len(columns)}, but must be 2 for {name!r}: event, predicted"
        )
    event, predicted = (as_column(*one) for one in zip(columns, ("event", "predicted"), strict=True))
    word("bootstrap", "statistic", name, _core.validate.metric_names())
    team = whole("bootstrap", "threads", threads, 1, 1024)
    person = codes_of(groups, len(event))
    draws = _core.validate.bootstrap_metric(event, predicted, person, name, seed, replicates, team)
    return draws, default_metrics()[name]


def default_metrics() -> dict[str, Metric]:
    """AUC, Brier score, log loss, calibration intercept and slope, by name.

    Returns
    -------
    dict of str to function of (event, predicted)
    """
    return {
        "auc": lambda y, p: auc(y, p).value,
        "brier": lambda y, p: brier(y, p).value,
        "log_loss": lambda y, p: log_loss(y, p).value,
        "intercept": lambda y, p: calibration(y, p).intercept.value,
        "slope": lambda y, p: calibration(y, p).slope.value,
    }


@dataclass(frozen=True)
class Optimism:
    """How much better a model looks where it was fitted; made by `optimism`.

    Attributes
    ----------
    apparent, optimism, corrected : dict of str to float
        Of each metric: in the data the model was fitted to, the optimism in it, and apparent - optimism.
    replicates : int
    """

    apparent: dict[str, float]
    optimism: dict[str, float]
    corrected: dict[str, float]
    replicates: int


def _logistic(x: FloatMatrix, event: FloatColumn) -> Callable[[FloatMatrix], FloatColumn]:
    """A builder for `optimism`: `fit.glm` of all columns."""
    from backrisk.fit.glm_fit import glm

    coef = glm(x, event).coef
    return lambda new: 1 / (1 + np.exp(-(coef[0] + new @ coef[1:])))


def optimism(
    fit: Fit | str,
    x: FloatMatrix,
    event: ColumnLike,
    *,
    groups: LabelsLike | None = None,
    replicates: int = 200,
    seed: int = 0,
    samples: Iterable[Rows] | None = None,
    metrics: Mapping[str, Metric] | None = None,
    threads: int = 1,
) -> Optimism:
    """How much better a model looks in the data it was fitted to: Harrell's bootstrap.

    optimism = mean over samples of (metric in the sample - metric in the original data), for the model fitted
    to the sample; corrected = apparent - optimism.

    Parameters
    ----------
    fit : function of (x, event), or "logistic"
        Returns a function from x to n probabilities, and has to repeat every step that looked at the outcome;
        its errors are not caught. "logistic" is `fit.glm(x, event)` of all columns: with the metrics of
        `default_metrics` the same answer, faster.
    x : n rows
    event : column of n
        0 or 1.
    groups : labels of n, optional
        The person of each row: people are drawn.
    replicates : int
        Samples, from 1 to a million.
    seed : int
        From 0 on.
    samples : iterable of row numbers, optional
        Instead of `groups`, `replicates` and `seed`.
    metrics : dict of str to function of (event, predicted), optional
        `default_metrics` without.
    threads : int
        For "logistic", from 1 on; their number does not change the answer.

    Returns
    -------
    Optimism

    Raises
    ------
    InvalidArgument
        For bad arguments.

    References
    ----------
    Harrell 1996, doi:10.1002/(SICI)1097-0258(19960229)15:4<361::AID-SIM168>3.0.CO;2-4.

    Examples
    --------
    >>> def share(x, y):
    ...     return lambda new: np.full(len(new), y.mean())
    >>> found = optimism(share, np.zeros((20, 1)), [0, 1] * 10, metrics={"brier": default_metrics()["brier"]})
    >>> found.apparent["brier"], found.corrected["brier"] > 0.25
    (0.25, True)
    """
    outcome = as_column(event, "event")
    design = as_rows(x, "x", len(outcome), "event")
    whole("optimism", "seed", seed, 0, 2**64 - 1)
    _replicates("optimism", replicates)
    if len(design) != len(outcome):
        raise _core.InvalidArgument(f"optimism: x has {len(design)} rows, but event has {len(outcome)}")
    if isinstance(fit, str):
        if fit != "logistic":
            raise _core.InvalidArgument(f"optimism: fit is {fit!r}, but must be a function or 'logistic'")
        if metrics is None:
            return _logistic_optimism(design, outcome, groups, replicates, seed, samples, threads)
        fit = _logistic
    names = list(default_metrics() if metrics is None else metrics)

    def scores(y: FloatColumn, p: FloatColumn) -> FloatColumn:
        if metrics is None:
            values = _core.validate.metrics_of(y, as_column(p, "predicted")).tolist()
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
    x: FloatMatrix,
    event: FloatColumn,
    groups: LabelsLike | None,
    replicates: int,
    seed: int,
    samples: Iterable[object] | None,
    threads: int,
) -> Optimism:
    every = np.arange(len(event), dtype=np.uintp)
    drawn = None if samples is None else [every[positions(rows, len(event), "samples")] for rows in samples]
    person, team = codes_of(groups, len(event)), whole("optimism", "threads", threads, 1, 1024)
    found = _core.validate.logistic_optimism(x, event, person, seed, replicates, drawn, team)
    names = _core.validate.metric_names()
    apparent = dict(zip(names, found.apparent.tolist(), strict=True))
    gap = dict(zip(names, found.optimism.tolist(), strict=True))
    corrected = {name: apparent[name] - gap[name] for name in names}
    return Optimism(apparent, gap, corrected, replicates if drawn is None else len(drawn))
