"""Lagged exposures as columns of a model: the cross-basis of a distributed lag non-linear model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column, grouping
from backrisk._shared.defaults import LEVEL
from backrisk._shared.design import FloatMatrix, as_matrix, is_matrix
from backrisk._shared.prior import Prior
from backrisk._shared.raw import is_scalar
from backrisk._shared.typing import Array, ColumnLike, LabelsLike, MatrixLike, NumbersLike
from backrisk.load.bases import Basis, basis, lag_range
from backrisk.load.lag_effects import LagEffects, ReducedEffect

_UNCENTRED = ("lin", "thr", "strata", "integer")


@runtime_checkable
class FittedColumns(Protocol):
    """A fit: a coefficient for each of `names`, and their covariance."""

    @property
    def names(self) -> Sequence[str]: ...

    @property
    def coef(self) -> FloatColumn: ...

    @property
    def covariance(self) -> FloatMatrix: ...


@dataclass(frozen=True)
class CrossBasis:
    """The columns of a distributed lag non-linear model, and what is needed to read its coefficients.

    `matrix` has a row a day and a column a pair (v, m) of basis functions, named v1.l1, v1.l2, ..., NaN where
    the window of lags is not whole. `var` and `lag` are the placed bases, `lags` (first, last).
    """

    matrix: FloatMatrix = field(repr=False)
    var: Basis
    lag: Basis
    lags: tuple[int, int]
    names: tuple[str, ...]

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> Array:
        return np.array(self.matrix, dtype=dtype, copy=True if copy is None else copy)

    @property
    def _surface(self) -> tuple[object, ...]:
        return self.var._dict(), self.lag._dict(), *self.lags

    def columns(self) -> dict[str, FloatColumn]:
        """The columns by name, to be joined to others: `cb.columns() | {"age": age}` is the X of a fit."""
        return dict(zip(self.names, self.matrix.T, strict=True))

    def transform(
        self, x: MatrixLike, *, groups: LabelsLike | None = None, threads: int = 1
    ) -> FloatMatrix:
        """The matrix of further exposures with the same bases: to predict, or to score somebody new."""
        return _matrix(self._surface, x, groups, threads)

    def coefficients(
        self, model: FittedColumns | ColumnLike, covariance: MatrixLike | None = None
    ) -> tuple[FloatColumn, FloatMatrix]:
        """Coefficients of these columns and their covariance, out of a fit (by name) or an array.

        `covariance` replaces that of the fit: of all its
        coefficients, or of these alone. Raises `InvalidArgument` where the fit has no column of a name.
        """
        if not isinstance(model, FittedColumns):
            if covariance is None:
                raise _core.InvalidArgument("CrossBasis: coefficients without a fit need their covariance")
            return as_column(model, "coef"), as_matrix(covariance, "covariance")[0]
        known = list(model.names)
        absent = [name for name in self.names if name not in known]
        if absent:
            rule = "must come from columns(), or be passed as an array with its covariance"
            raise _core.InvalidArgument(
                f"CrossBasis: the fit has no column {absent[0]!r}; its columns {rule}"
            )
        rows = np.array([known.index(name) for name in self.names])
        if covariance is None:
            covariance = model.covariance
        spread = as_matrix(covariance, "covariance")[0]
        if len(spread) != len(self.names) or len(known) == len(self.names):
            spread = spread[np.ix_(rows, rows)]
        return np.ascontiguousarray(model.coef[rows]), spread

    def _centre(self, centre: float | None, function: str) -> float | None:
        if centre is None and self.var.kind not in _UNCENTRED:
            rule = f"must be given for a basis {self.var.kind!r}: the exposure that others are compared with"
            raise _core.InvalidArgument(f"CrossBasis.{function}: centre is None, but {rule}")
        return None if centre is None else float(centre)

    def predict(
        self,
        model: FittedColumns | ColumnLike,
        covariance: MatrixLike | None = None,
        *,
        at: NumbersLike | MatrixLike,
        centre: float | None = None,
        step: float = 1.0,
        level: float = LEVEL,
    ) -> LagEffects:
        """Effects of the exposures `at` against `centre`: at each lag, up to each lag, and over all lags.

        `model`: a fit with these columns (found by name), or coefficients with their `covariance`. `at`: k
        exposures in the unit of x, each held over all lags; or a k x lags matrix of exposure histories, the
        first lag first. `centre`: the exposure compared with; may be None for "lin", "thr", "strata" and
        "integer", whose zero it then is. `step`: days between the lags that are shown. Effects are on the
        scale of the linear predictor: log odds, log hazard. With a penalty the intervals are those of the
        posterior. For a Poisson fit with `pearson_dispersion` φ beside 1, pass `covariance=φ · covariance`.

        Raises `InvalidArgument`. Sources: Gasparrini 2010, doi 10.1002/sim.3940; 2014, doi 10.1002/sim.5963.

        >>> cb = cross_basis([1.0, 2, 0, 4], lags=1, var="lin", lag="integer")
        >>> effects = cb.predict([0.5, 0.25], [[0.01, 0], [0, 0.01]], at=[0, 10])
        >>> effects.overall_fit, effects.overall_error.round(4)
        (array([0. , 7.5]), array([0.    , 1.4142]))
        """
        centre = self._centre(centre, "predict")
        coef, spread = self.coefficients(model, covariance)
        if is_matrix(at):
            asked = np.ascontiguousarray(as_matrix(at, "at")[0])
            found = _core.fit.predict_histories(self._surface, coef, spread, asked, centre)
        else:
            asked = as_column([at] if is_scalar(at) else at, "at")
            found = _core.fit.predict_lags(self._surface, coef, spread, asked, centre, step)
        return LagEffects.of(asked, centre, level, found)

    def reduce(
        self,
        model: FittedColumns | ColumnLike,
        covariance: MatrixLike | None = None,
        *,
        to: str = "overall",
        value: float | None = None,
        centre: float | None = None,
    ) -> ReducedEffect:
        """The model in one dimension: coefficients M b with covariance M V M'.

        `to` "overall": the exposure's basis, summed over all lags; "lag": the exposure's basis at the lag
        `value`; "var": the lag's basis at the exposure `value` against `centre`. What comes out can be pooled
        over studies or teams. Raises `InvalidArgument`. Source: Gasparrini & Armstrong 2013,
        doi 10.1186/1471-2288-13-1.

        >>> cb = cross_basis([1.0, 2, 0, 4], lags=1, var="lin", lag="integer")
        >>> cb.reduce([0.5, 0.25], [[0.01, 0], [0, 0.01]]).coef
        array([0.75])
        """
        if to not in ("overall", "lag", "var"):
            raise _core.InvalidArgument(
                f"CrossBasis.reduce: to is {to!r}, but must be 'overall', 'lag' or 'var'"
            )
        if to != "overall" and value is None:
            what = "the lag" if to == "lag" else "the exposure"
            raise _core.InvalidArgument(f"CrossBasis.reduce: value is None, but must be {what} to reduce to")
        centre = self._centre(centre, "reduce")
        coef, spread = self.coefficients(model, covariance)
        at = float("nan") if value is None else float(value)
        found = _core.fit.reduce_lags(self._surface, coef, spread, to, at, centre)
        kept = self.lag if to == "var" else self.var
        return ReducedEffect(to, value, centre, found.coef, found.covariance, kept)

    def penalty(
        self,
        *,
        var: float = 0.0,
        lag: float = 0.0,
        curve: float = 0.0,
        order: int = 2,
        ridge: Sequence[float] | float | None = None,
        columns: Iterable[str] | None = None,
    ) -> Prior:
        """The prior of `fit.glm` or `fit.cox` that keeps a large cross-basis smooth.

        Precision = var · S_v ⊗ I + I ⊗ (lag · S_l + curve · C'D'D C + diag(ridge)). S: the differences of a
        "ps" basis, scaled to a largest eigenvalue of 1. C: the lag's basis at whole lags, so that `curve`
        penalises differences of `order` of the lag curve whatever its basis. `ridge`: one number, or one a
        column of the lag's basis, rising where effects should fade. `columns`: all columns of the design in
        their order, where there are others; these stay flat. The weights are yours to choose, or those that
        `fit.reml` finds: give it this with `var=1`, with `lag=1` and so on. Raises `InvalidArgument`. Source:
        Gasparrini 2017, doi 10.1111/biom.12645.

        >>> cb = cross_basis([1.0, 2, 0, 4], lags=2, var="lin", lag="integer")
        >>> cb.penalty(curve=1.0, order=1, ridge=[0, 0, 5]).precision
        array([[ 1., -1.,  0.],
               [-1.,  2., -1.],
               [ 0., -1.,  6.]])
        """
        size = len(self.lag.columns([self.lags[0]])[0])
        weights = [] if ridge is None else _per_column(ridge, size)
        precision = _core.fit.lag_precision(self._surface, var, lag, curve, order, weights)
        if columns is None:
            return Prior(0.0, precision)
        design = list(columns)
        rows = [design.index(name) for name in self.names if name in design]
        if len(rows) != len(self.names):
            raise _core.InvalidArgument("CrossBasis.penalty: columns must hold every column of this basis")
        whole = np.zeros((len(design), len(design)))
        whole[np.ix_(rows, rows)] = precision
        return Prior(0.0, whole)


def _per_column(ridge: Sequence[float] | float, size: int) -> list[float]:
    """One weight a column of the lag's basis."""
    given = as_column([ridge] if is_scalar(ridge) else ridge, "ridge")
    if len(given) not in (1, size):
        raise _core.InvalidArgument(f"ridge: has {len(given)} rows, but must be a number or have {size}")
    return [float(one) for one in np.broadcast_to(given, size)]


def _matrix(
    surface: tuple[object, ...], x: MatrixLike, groups: LabelsLike | None, threads: int
) -> FloatMatrix:
    """The rows of one column of days, or of a matrix of histories."""
    if is_matrix(x):
        if groups is not None:
            rule = "must be None: a matrix holds the lags of each row itself"
            raise _core.InvalidArgument(f"cross_basis: groups is given, but {rule}")
        return _core.load.cross_basis_histories(surface, np.ascontiguousarray(as_matrix(x, "x")[0]), threads)
    column = as_column(x, "x")
    people = grouping(groups, len(column))
    found = _core.load.cross_basis(surface, people.gather(column), people.starts, threads)
    return people.scatter_column(found)


def cross_basis(
    x: MatrixLike,
    *,
    lags: int | tuple[int, int] | None = None,
    var: Basis | str | Callable[[FloatColumn], object],
    lag: Basis | str | Callable[[FloatColumn], object],
    groups: LabelsLike | None = None,
    name: str = "",
    threads: int = 1,
) -> CrossBasis:
    """Lagged exposures as columns of a model: Σ over lags l of b_v(x[i-l]) · c_m(l).

    `x`: n values a day in one unit (daily load), oldest first; or an n x lags matrix of exposure histories,
    the first lag first. `lags`: the last lag in days, or (first, last); a negative lag looks ahead. `var` and
    `lag`: bases of the exposure and of the lag, see `basis`; a bare name takes its defaults. `groups`: one
    label a row; lags never cross people, and each one's rows are in order of time, one a day. `name`: put
    before the columns' names.

    Missing: a row whose window leaves the person's days or holds a day that nobody knows is NaN whole; fit
    with `missing="drop"`. `threads` changes the time, not the answer. Raises `InvalidArgument`.

    Sources: Gasparrini, Armstrong & Kenward 2010, doi 10.1002/sim.3940; Gasparrini 2014,
    doi 10.1002/sim.5963.

    >>> cb = cross_basis([1.0, 2, 0, 4], lags=1, var="lin", lag="integer")
    >>> cb.names, cb.matrix
    (('v1.l1', 'v1.l2'), array([[nan, nan],
           [ 2.,  1.],
           [ 0.,  2.],
           [ 4.,  0.]]))
    """
    histories = as_matrix(x, "x")[0] if is_matrix(x) else None
    if lags is None:
        if histories is None:
            raise _core.InvalidArgument("cross_basis: lags is None, but must be given for a column of days")
        lags = histories.shape[1] - 1
    first, last = lag_range(lags)
    exposure = var if isinstance(var, Basis) else basis(var)
    over = lag if isinstance(lag, Basis) else basis(lag)
    if over.intercept is None:
        over = replace(over, intercept=True)
    values = as_column(x, "x") if histories is None else histories.ravel()
    placed = _core.load.place_surface(exposure._dict(), over._dict(), first, last, values)
    matrix = _matrix((*placed, first, last), x, groups, threads)
    of_var, of_lag = (Basis._from(one) for one in placed)
    per_lag = of_lag.columns([first]).shape[1]
    names = tuple(f"{name}v{k // per_lag + 1}.l{k % per_lag + 1}" for k in range(matrix.shape[1]))
    return CrossBasis(matrix, of_var, of_lag, (first, last), names)
