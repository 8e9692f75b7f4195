"""Would another sample give the same model? Instability of predictions, and the .632+ estimate of error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.rows import as_rows, positions
from backrisk._shared.table import Table
from backrisk.validate.resampling import Fit, bootstrap_rows
from backrisk.validate.rows import codes_of

LOSSES = ("brier", "log_loss")


@dataclass(frozen=True)
class Instability:
    """Predictions of each row by the model (`predicted`, n) and by models of other samples (`replicates`,
    models x n). `br.plot.instability(found.predicted, found.replicates)` draws it."""

    predicted: FloatColumn
    replicates: npt.NDArray[np.float64]
    lost: int

    @property
    def mape(self) -> FloatColumn:
        """Mean absolute prediction error of each row (n): mean of |prediction of a model - predicted|."""
        return np.asarray(np.abs(self.replicates - self.predicted).mean(axis=0))

    def by_row(self, level: float = 0.95, threshold: float | None = None) -> Table:
        """row, predicted, mape, low and high (quantiles of the models' predictions); with a `threshold` also
        flips: the share of models that put the row on the other side of it. Raises `InvalidArgument`."""
        if not 0 < level < 1:
            raise _core.InvalidArgument(f"by_row: level is {level}, but must be between 0 and 1")
        low, high = np.quantile(self.replicates, [(1 - level) / 2, (1 + level) / 2], axis=0)
        columns = {
            "row": np.arange(len(self.predicted)),
            "predicted": self.predicted,
            "mape": self.mape,
            "low": low,
            "high": high,
        }
        if threshold is not None:
            other = (self.replicates >= threshold) != (self.predicted >= threshold)
            columns["flips"] = other.mean(axis=0)
        return Table(columns, title=f"instability over {len(self.replicates)} models")

    def tidy(self) -> Table:
        """A row for each model and person: model, row, predicted, replicate; for figures."""
        models, size = self.replicates.shape
        return Table(
            {
                "model": np.repeat(np.arange(models), size),
                "row": np.tile(np.arange(size), models),
                "predicted": np.tile(self.predicted, models),
                "replicate": self.replicates.ravel(),
            },
            title="predictions by models of other samples",
        )


def instability(
    build: Fit,
    x: Any,
    event: Any,
    *,
    groups: Any | None = None,
    replicates: int = 200,
    seed: int = 0,
    samples: Iterable[Any] | None = None,
) -> Instability:
    """How much a person's prediction depends on who happened to be in the sample.

    Each of `replicates` bootstrap samples (of people, with `groups`) gives a model by `build(x, event)`,
    which returns a function from x to n probabilities and repeats every step that looked at the outcome; all
    rows are predicted by each model. `samples` gives row numbers instead. Samples in which `build` raises
    `InvalidArgument` or `NumericError` are left out and counted in `lost`; other errors are not caught.
    Raises `InvalidArgument` when no sample remains. Source: Riley & Collins 2023,
    doi:10.1002/bimj.202200302.

    >>> def share(x, y):
    ...     return lambda new: np.full(len(new), y.mean())
    >>> found = instability(share, np.zeros((4, 1)), [0, 1, 0, 1], samples=[[0, 0, 0, 1], [1, 1, 1, 0]])
    >>> found.mape.tolist(), found.by_row()["low"][0].round(4)
    ([0.25, 0.25, 0.25, 0.25], np.float64(0.2625))
    """
    design, outcome = _rows("instability", x, event)
    predicted = as_column(build(design, outcome)(design), "predicted")
    drawn = bootstrap_rows(len(outcome), replicates, groups=groups, seed=seed) if samples is None else samples
    found, lost = [], 0
    for rows in drawn:
        inside = positions(rows, len(outcome), "samples")
        try:
            found.append(as_column(build(design[inside], outcome[inside])(design), "predicted"))
        except (_core.InvalidArgument, _core.NumericError):
            lost += 1
    if not found:
        raise _core.InvalidArgument(f"instability: a model could be built in 0 of {lost} samples")
    return Instability(predicted, np.array(found), lost)


@dataclass(frozen=True)
class Bootstrap632:
    """Error in the rows of the fit (`apparent`), in rows that a sample left out (`out_of_bag`), of
    predictions that know nothing (`no_information`), and between them the `estimate`, with its `weight` and
    the relative `overfitting` rate in [0, 1]."""

    apparent: float
    out_of_bag: float
    no_information: float
    overfitting: float
    weight: float
    estimate: float
    replicates: int


def bootstrap_632(
    build: Fit,
    x: Any,
    event: Any,
    *,
    loss: str = "brier",
    groups: Any | None = None,
    replicates: int = 200,
    seed: int = 0,
    samples: Iterable[Any] | None = None,
) -> Bootstrap632:
    """Error of a model in new people by the .632+ bootstrap.

    (1 - w) apparent + w out_of_bag with w = .632 / (1 - .368 R), R = (out_of_bag - apparent) /
    (no_information - apparent) in [0, 1]. out_of_bag: mean over rows of the mean loss by models whose sample
    left the row (its person, with `groups`) out, at most no_information; no_information: mean loss over all
    pairs of an outcome and a prediction. `loss`: "brier" (y - p)^2 or "log_loss". `build`, `samples` as in
    `instability`; errors of `build` are not caught. Raises `InvalidArgument`, also when a row is in every
    sample. Source: Efron & Tibshirani 1997, doi:10.1080/01621459.1997.10474007.

    >>> def share(x, y):
    ...     return lambda new: np.full(len(new), y.mean())
    >>> found = bootstrap_632(share, np.zeros((20, 1)), [0, 1] * 10, replicates=50)
    >>> found.apparent, found.no_information, found.overfitting
    (0.25, 0.25, 0.0)
    """
    if loss not in LOSSES:
        raise _core.InvalidArgument(
            f"bootstrap_632: loss is {loss!r}, but must be one of {', '.join(LOSSES)}"
        )
    design, outcome = _rows("bootstrap_632", x, event)
    person = np.arange(len(outcome)) if groups is None else codes_of(groups, len(outcome))
    predicted = as_column(build(design, outcome)(design), "predicted")
    apparent = float(_loss(loss, outcome, predicted).mean())
    share = outcome.mean()
    wrong = [_loss(loss, np.full(len(outcome), y), predicted).mean() for y in (0.0, 1.0)]
    nothing = float((1 - share) * wrong[0] + share * wrong[1])
    total, times, count = np.zeros(len(outcome)), np.zeros(len(outcome)), 0
    drawn = bootstrap_rows(len(outcome), replicates, groups=groups, seed=seed) if samples is None else samples
    for rows in drawn:
        inside = positions(rows, len(outcome), "samples")
        out = np.flatnonzero(~np.isin(person, person[inside]))
        count += 1
        if len(out):
            predict = build(design[inside], outcome[inside])
            total[out] += _loss(loss, outcome[out], as_column(predict(design[out]), "predicted"))
            times[out] += 1
    if not (times > 0).all():
        raise _core.InvalidArgument(
            f"bootstrap_632: row {int(times.argmin())} is in each of {count} samples: draw more"
        )
    outside = min(float((total / times).mean()), nothing)
    gap = nothing - apparent
    rate = (outside - apparent) / gap if gap > 0 and outside > apparent else 0.0
    weight = 0.632 / (1 - 0.368 * rate)
    value = (1 - weight) * apparent + weight * outside
    return Bootstrap632(apparent, outside, nothing, rate, weight, value, count)


def _loss(loss: str, y: FloatColumn, p: FloatColumn) -> FloatColumn:
    if loss == "brier":
        return np.asarray((p - y) ** 2)
    with np.errstate(divide="ignore"):
        return np.asarray(np.where(y == 1, -np.log(p), -np.log1p(-p)))


def _rows(function: str, x: Any, event: Any) -> tuple[npt.NDArray[Any], FloatColumn]:
    outcome = as_column(event, "event")
    design = as_rows(x, "x", len(outcome), "event")
    if len(design) != len(outcome):
        raise _core.InvalidArgument(f"{function}: x has {len(design)} rows, but event has {len(outcome)}")
    return design, outcome
