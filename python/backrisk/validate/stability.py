"""Would another sample give the same model? Instability of predictions, and the .632+ estimate of error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.design import FloatMatrix
from backrisk._shared.rows import as_rows, positions
from backrisk._shared.table import Table
from backrisk._shared.typing import Array, ColumnLike, LabelsLike, MatrixLike
from backrisk.validate.effective import effective_sample_size
from backrisk.validate.resampling import Fit, bootstrap_rows
from backrisk.validate.rows import LEVEL, codes_of, level_of, number, word

LOSSES = ("brier", "log_loss")
TIE_TOLERANCE: float = _core.validate.tie_tolerance
"""Relative: a prediction that is below a threshold by less counts as at it."""


@dataclass(frozen=True)
class Instability:
    """Predictions of each row by the model and by models of other samples; made by `instability`.

    Attributes
    ----------
    predicted : array of n
    replicates : array of models x n
        `br.plot.instability(found.predicted, found.replicates)` draws them.
    lost : int
        Samples in which no model could be built.
    """

    predicted: FloatColumn
    replicates: npt.NDArray[np.float64]
    lost: int

    @property
    def mape(self) -> FloatColumn:
        """Mean absolute prediction error of each row: mean of |prediction of a model - predicted|."""
        return np.asarray(np.abs(self.replicates - self.predicted).mean(axis=0))

    def by_row(self, level: float = LEVEL, threshold: float | None = None) -> Table:
        """How each row's prediction varies over the models.

        Parameters
        ----------
        level : float
            Of the quantiles, in (0, 1).
        threshold : float, optional
            To act at.

        Returns
        -------
        Table
            row, predicted, mape, low and high (quantiles of the models' predictions), effective (people like
            this one that the prediction is worth, as `effective_sample_size` of the models' spread); with a
            `threshold` also flips: the share of models that put the row on the other side of it.

        Raises
        ------
        InvalidArgument
            For a level out of range.
        """
        level_of("by_row", level)
        low, high = np.quantile(self.replicates, [(1 - level) / 2, (1 + level) / 2], axis=0)
        columns = {
            "row": np.arange(len(self.predicted)),
            "predicted": self.predicted,
            "mape": self.mape,
            "low": low,
            "high": high,
            "effective": self.effective_sample_size(),
        }
        if threshold is not None:
            at = number("by_row", "threshold", threshold) * (1 - TIE_TOLERANCE)
            other = (self.replicates >= at) != (self.predicted >= at)
            columns["flips"] = other.mean(axis=0)
        return Table(columns, title=f"instability over {len(self.replicates)} models")

    def effective_sample_size(self) -> FloatColumn:
        """People just like this one that each prediction is worth: p (1 - p) / variance over the models.

        Returns
        -------
        array of n
            NaN where the models agree to the last bit, or there are fewer than three.

        References
        ----------
        Thomassen 2024, doi:10.1002/sim.10018.
        """
        if len(self.replicates) < 3:
            return np.full(len(self.predicted), np.nan)
        return effective_sample_size(self.predicted, se=self.replicates.std(axis=0, ddof=1))

    def tidy(self) -> Table:
        """A row for each model and person, for figures.

        Returns
        -------
        Table
            model, row, predicted, replicate.
        """
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
    x: FloatMatrix,
    event: ColumnLike,
    *,
    groups: LabelsLike | None = None,
    replicates: int = 200,
    seed: int = 0,
    samples: Iterable[object] | None = None,
) -> Instability:
    """How much a person's prediction depends on who happened to be in the sample.

    Each bootstrap sample gives a model, and all rows are predicted by each.

    Parameters
    ----------
    build : function of (x, event)
        Returns a function from x to n probabilities and repeats every step that looked at the outcome.
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
        Instead.

    Returns
    -------
    Instability
        Samples in which `build` raises `InvalidArgument` or `NumericError` are left out and counted in
        `lost`; other errors are not caught.

    Raises
    ------
    InvalidArgument
        When no sample remains.

    References
    ----------
    Riley & Collins 2023, doi:10.1002/bimj.202200302.

    Examples
    --------
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
    """The .632+ estimate of error; made by `bootstrap_632`.

    Attributes
    ----------
    apparent, out_of_bag, no_information : float
        Error in the rows of the fit, in rows that a sample left out, of predictions that know nothing.
    overfitting : float
        Relative rate, in [0, 1].
    weight, estimate : float
        Between apparent and out of bag.
    replicates : int
    """

    apparent: float
    out_of_bag: float
    no_information: float
    overfitting: float
    weight: float
    estimate: float
    replicates: int


def bootstrap_632(
    build: Fit,
    x: FloatMatrix,
    event: ColumnLike,
    *,
    loss: str = "brier",
    groups: LabelsLike | None = None,
    replicates: int = 200,
    seed: int = 0,
    samples: Iterable[object] | None = None,
) -> Bootstrap632:
    """Error of a model in new people by the .632+ bootstrap.

    (1 - w) apparent + w out_of_bag with w = .632 / (1 - .368 R), R = (out_of_bag - apparent) /
    (no_information - apparent) in [0, 1]. out_of_bag: mean over rows of the mean loss by models whose sample
    left the row (its person, with `groups`) out, at most no_information; no_information: mean loss over all
    pairs of an outcome and a prediction.

    Parameters
    ----------
    build, x, event, groups, replicates, seed, samples
        As in `instability`; errors of `build` are not caught.
    loss : {"brier", "log_loss"}
        (y - p)^2, or -ln of the probability given to what happened.

    Returns
    -------
    Bootstrap632

    Raises
    ------
    InvalidArgument
        For bad arguments, and when a row is in every sample.

    References
    ----------
    Efron & Tibshirani 1997, doi:10.1080/01621459.1997.10474007.

    Examples
    --------
    >>> def share(x, y):
    ...     return lambda new: np.full(len(new), y.mean())
    >>> found = bootstrap_632(share, np.zeros((20, 1)), [0, 1] * 10, replicates=50)
    >>> found.apparent, found.no_information, found.overfitting
    (0.25, 0.25, 0.0)
    """
    word("bootstrap_632", "loss", loss, LOSSES)
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


def _rows(function: str, x: MatrixLike, event: ColumnLike) -> tuple[Array, FloatColumn]:
    outcome = as_column(event, "event")
    design = as_rows(x, "x", len(outcome), "event")
    if len(design) != len(outcome):
        raise _core.InvalidArgument(f"{function}: x has {len(design)} rows, but event has {len(outcome)}")
    return design, outcome
