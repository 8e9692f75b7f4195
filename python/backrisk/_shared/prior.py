"""Gaussian priors of coefficients: a penalty, a weak prior and the literature are one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn
from backrisk._shared.design import FloatMatrix
from backrisk._shared.typing import ColumnLike, MatrixLike


@dataclass(frozen=True)
class Prior:
    """N(mean, precision⁻¹) of coefficients; the penalty ½ (b - mean)' precision (b - mean).

    `mean` and `precision` have one entry a column, or one more at the start for the intercept, which is flat
    otherwise. A scalar mean or precision is repeated over the columns. With `standardised`, both are on the
    scale of columns divided by their standard deviation (denominator n).
    """

    mean: float | ColumnLike = 0.0
    precision: float | MatrixLike = 0.0
    standardised: bool = False

    def for_columns(self, x: FloatMatrix, intercept: bool) -> tuple[FloatColumn, FloatMatrix]:
        """Mean and precision with one entry a coefficient, on the columns' own scale."""
        p, extra = x.shape[1], int(intercept)
        mean, precision = np.asarray(self.mean, dtype=float), np.asarray(self.precision, dtype=float)
        sizes = set(mean.shape + precision.shape)
        if not sizes <= {p, p + extra} or len(sizes) > 1 or mean.ndim > 1 or precision.ndim > 2:
            shape = f"shapes {mean.shape} and {precision.shape}"
            rule = f"must have {p} entries, one a column" + (f", or {p + 1}" if intercept else "")
            raise _core.InvalidArgument(f"prior: mean and precision have {shape}, but {rule}")
        size = sizes.pop() if sizes else p
        mean = np.broadcast_to(mean, size)
        matrix = precision if precision.ndim == 2 else np.diag(np.broadcast_to(precision, size))
        lead = p + extra - size
        full_mean = np.r_[np.zeros(lead), mean]
        full = np.zeros((p + extra, p + extra))
        full[lead:, lead:] = matrix
        if self.standardised:
            spread = np.r_[np.ones(extra), np.std(x, axis=0)]
            full_mean = full_mean / np.where(spread > 0, spread, 1.0)
            full = full * np.outer(spread, spread)
        return full_mean, full


PriorLike: TypeAlias = Prior | float | tuple[float | ColumnLike, float | MatrixLike] | None
"""A prior, a number (the precision of a ridge), (mean, precision), or none."""


def ridge(precision: float | Sequence[float]) -> Prior:
    """A penalty of precision/2 · Σ b² that leaves the intercept alone: N(0, 1/precision) on each column.

    >>> ridge(4.0).precision
    4.0
    """
    return Prior(0.0, precision)


def normal_prior(mean: float | ColumnLike, sd: float | ColumnLike) -> Prior:
    """Independent N(mean, sd²), one entry a column, or one more at the start for the intercept.

    `sd` may be infinite (flat). Raises `InvalidArgument` unless every sd is positive.

    >>> normal_prior([0.2, 0.0], [0.35, 0.7]).precision.round(2)
    array([8.16, 2.04])
    """
    spread = np.asarray(sd, dtype=float)
    if not (spread > 0).all():
        raise _core.InvalidArgument(f"normal_prior: sd is {sd!r}, but must be positive")
    return Prior(mean, spread**-2.0)


def weak_prior(sd: float = 2.5) -> Prior:
    """N(0, sd²) on every column divided by its standard deviation, flat on the intercept.

    The remedy for separation where no better prior is known. The default width is that of Gelman et al. 2008
    (Ann Appl Stat 2:1360, doi 10.1214/08-AOAS191), who use a Cauchy; a Gaussian has lighter tails and shrinks
    large effects more.

    >>> weak_prior().precision
    0.16
    """
    if not sd > 0:
        raise _core.InvalidArgument(f"weak_prior: sd is {sd!r}, but must be positive")
    return Prior(0.0, round(sd**-2.0, 15), standardised=True)
