"""Spline bases: columns for a model from one column of values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.design import FloatMatrix
from backrisk._shared.prior import Prior
from backrisk._shared.typing import ColumnLike


class SplineBasis(np.ndarray[Any, np.dtype[np.float64]]):
    """Columns of a spline that remember where its knots are: an array, with `knots`, `boundary` and `at`.

    `at(x)` gives the columns of the same spline at other values, for prediction. What numpy makes of the
    array (a slice, a sum) is a plain array in all but name: its `knots` are empty.
    """

    knots: tuple[float, ...] = ()
    boundary: tuple[float, float] = (float("nan"), float("nan"))
    _again: Any = None

    @classmethod
    def of(
        cls, columns: FloatMatrix, knots: Sequence[float], boundary: tuple[float, float], again: Any
    ) -> SplineBasis:
        """The columns with their knots; `again(x)` makes them at other values."""
        basis = columns.view(cls)
        basis.knots, basis.boundary, basis._again = tuple(knots), boundary, again
        return basis

    def at(self, x: ColumnLike) -> SplineBasis:
        """The columns of the same spline at other values."""
        if self._again is None:
            raise _core.InvalidArgument("SplineBasis.at: this is a part of a basis, not a whole one")
        found: SplineBasis = self._again(x)
        return found


def _placed(
    x: FloatColumn, knots: Any, boundary: Any, inner: int | None, function: str
) -> tuple[list[float], float, float]:
    """Knots and boundary, from `x` where they are not given."""
    known = x[np.isfinite(x)]
    if boundary is None:
        if not known.size:
            raise _core.InvalidArgument(f"{function}: x has no value, so boundary must be given")
        boundary = (known.min(), known.max())
    low, high = (float(end) for end in boundary)
    if knots is None:
        if inner is None or inner < 0:
            raise _core.InvalidArgument(f"{function}: needs knots, or df large enough for its columns")
        knots = _core.fit.quantile_knots(x, inner, low, high)
    return [float(knot) for knot in np.atleast_1d(knots)], low, high


def natural_spline(
    x: ColumnLike,
    knots: Sequence[float] | None = None,
    *,
    df: int | None = None,
    boundary: tuple[float, float] | None = None,
    intercept: bool = False,
) -> SplineBasis:
    """Cubic B-splines with no second derivative at the boundary and straight beyond it, as R's `ns`.

    `x`: n values; `knots`: inside the boundary, in the unit of x, or `df` columns with knots at quantiles of
    x; `boundary`: the range of x unless given. Answers n rows by knots + 1 columns, one more with
    `intercept`. For prediction use `basis.at(x)`, or give the knots and boundary of the fit: quantiles of
    other values are other columns. A missing x gives a row of NaN. Raises
    `InvalidArgument`. Source: Hastie 1992 in Statistical Models in S; de Boor 1978,
    doi 10.1007/978-1-4612-6333-3.

    >>> natural_spline([0.0, 5.0, 10.0], [5.0], boundary=(0, 10)).round(4).tolist()
    [[0.0, 0.0], [0.5663, -0.2108], [0.3441, 0.7706]]
    """
    column = as_column(x, "x")
    inner = None if df is None else df - 1 - int(intercept)
    placed, low, high = _placed(column, knots, boundary, inner, "fit.natural_spline")
    found = _core.fit.natural_spline(column, placed, low, high, intercept)

    def again(other: ColumnLike) -> SplineBasis:
        return natural_spline(other, placed, boundary=(low, high), intercept=intercept)

    return SplineBasis.of(found, placed, (low, high), again)


def b_spline(
    x: ColumnLike,
    knots: Sequence[float] | None = None,
    *,
    df: int | None = None,
    degree: int = 3,
    boundary: tuple[float, float] | None = None,
    intercept: bool = False,
) -> SplineBasis:
    """B-splines of a degree, as R's `bs`: knots + degree columns, one more with `intercept`.

    Arguments and missing values as for `natural_spline`. Beyond the boundary the end polynomials go on, which
    is rarely wanted: prefer a natural spline where predictions leave the data. Raises `InvalidArgument`.
    Source: de Boor 1978, doi 10.1007/978-1-4612-6333-3.

    >>> b_spline([0.0, 0.5, 1.0], boundary=(0, 1), knots=[], degree=2, intercept=True)
    SplineBasis([[1.  , 0.  , 0.  ],
                 [0.25, 0.5 , 0.25],
                 [0.  , 0.  , 1.  ]])
    """
    column = as_column(x, "x")
    inner = None if df is None else df - degree - int(intercept)
    placed, low, high = _placed(column, knots, boundary, inner, "fit.b_spline")
    found = _core.fit.b_spline(column, placed, low, high, degree, intercept)

    def again(other: ColumnLike) -> SplineBasis:
        return b_spline(other, placed, degree=degree, boundary=(low, high), intercept=intercept)

    return SplineBasis.of(found, placed, (low, high), again)


def restricted_cubic_spline(x: ColumnLike, knots: Sequence[float]) -> FloatMatrix:
    """Harrell's restricted cubic spline: x itself and k - 2 columns in cubes, straight beyond the end knots.

    `knots`: k >= 3, ascending, in the unit of x; the cubes are divided by (last - first knot)². A missing x
    gives a row of NaN. Raises `InvalidArgument`. Source: Harrell 2015, doi 10.1007/978-3-319-19425-7.

    >>> restricted_cubic_spline([1.0, 3.0, 6.0], [1.0, 3.0, 5.0])
    array([[1. , 0. ],
           [3. , 0.5],
           [6. , 4.5]])
    """
    return _core.fit.restricted_cubic_spline(as_column(x, "x"), [float(knot) for knot in knots])


def p_spline(x: ColumnLike, segments: int, low: float, high: float, *, degree: int = 3) -> FloatMatrix:
    """B-splines on equal segments of [low, high], segments + degree columns, to be penalised.

    Use with `smoothness` as the prior of a `glm` without intercept, since the rows sum to 1. A missing x
    gives a row of NaN. Raises `InvalidArgument`. Source: Eilers & Marx 1996, doi 10.1214/ss/1038425655.

    >>> p_spline([0.0, 1.0], 2, 0, 2, degree=1)
    array([[1., 0., 0.],
           [0., 1., 0.]])
    """
    return _core.fit.p_spline(as_column(x, "x"), segments, low, high, degree)


def smoothness(size: int, penalty: float, *, order: int = 2) -> Prior:
    """The prior of `size` neighbouring spline coefficients whose precision is penalty · D'D.

    D takes differences of `order`; polynomials below that order are not penalised. Raises `InvalidArgument`.
    Source: Eilers & Marx 1996, doi 10.1214/ss/1038425655.

    >>> smoothness(3, 10.0, order=1).precision
    array([[ 10., -10.,   0.],
           [-10.,  20., -10.],
           [  0., -10.,  10.]])
    """
    if not (penalty >= 0 and np.isfinite(penalty)):
        raise _core.InvalidArgument(f"smoothness: penalty is {penalty!r}, but must be finite, not negative")
    return Prior(0.0, penalty * _core.fit.difference_precision(size, order))
