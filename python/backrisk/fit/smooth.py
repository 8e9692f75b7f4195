"""How smooth a curve or a lagged surface should be: `reml` finds the penalties, `cubic_spline` makes a term."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict, Unpack

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.design import FloatMatrix, Rows, complete_rows
from backrisk._shared.options import integer
from backrisk._shared.prior import Prior
from backrisk._shared.typing import Array, ColumnLike, LabelsLike
from backrisk.fit.glm_fit import Family, GlmFit, Link, MatrixLike, glm
from backrisk.fit.restricted import RANGE, GaussianCriterion, RestrictedLikelihood, highest
from backrisk.fit.results import Control, check_options

__all__ = ["CubicSpline", "SmoothFit", "cubic_spline", "reml"]


@dataclass(frozen=True)
class CubicSpline:
    """A penalised curve as columns of a design that sum to zero; made by `cubic_spline`.

    Attributes
    ----------
    names : tuple of str
        Of the columns.
    matrix : array
        (n, df) the columns.
    knots : array
        Ascending.
    """

    names: tuple[str, ...]
    matrix: FloatMatrix
    knots: FloatColumn
    _basis: Callable[[FloatColumn], FloatMatrix] = field(repr=False)
    _precision: FloatMatrix = field(repr=False)

    def columns(self) -> dict[str, FloatColumn]:
        """The columns by name, to be joined with others."""
        return dict(zip(self.names, self.matrix.T, strict=True))

    def at(self, x: ColumnLike) -> dict[str, FloatColumn]:
        """The columns of the same curve at other values; straight beyond the end knots, NaN where x is missing."""
        return dict(zip(self.names, self._basis(as_column(x, "x")).T, strict=True))

    def penalty(self, columns: Iterable[str] | None = None) -> Prior:
        """The integrated squared second derivative as a precision, for `reml`.

        `columns`: all columns of the design in their order, where there are others; these stay flat. Raises
        `InvalidArgument` unless they hold every column of the curve.
        """
        if columns is None:
            return Prior(0.0, self._precision)
        design = list(columns)
        rows = [design.index(name) for name in self.names if name in design]
        if len(rows) != len(self.names):
            raise _core.InvalidArgument("CubicSpline.penalty: columns must hold every column of this curve")
        whole = np.zeros((len(design), len(design)))
        whole[np.ix_(rows, rows)] = self._precision
        return Prior(0.0, whole)


def _second_derivatives(knots: FloatColumn) -> tuple[FloatMatrix, FloatMatrix]:
    """F with the second derivatives at the knots F b, and D' B⁻¹ D, of a natural spline with values b there."""
    h, k = np.diff(knots), len(knots)
    d, b = np.zeros((k - 2, k)), np.zeros((k - 2, k - 2))
    for i in range(k - 2):
        d[i, i : i + 3] = 1 / h[i], -1 / h[i] - 1 / h[i + 1], 1 / h[i + 1]
        b[i, i] = (h[i] + h[i + 1]) / 3
        if i + 1 < k - 2:
            b[i, i + 1] = b[i + 1, i] = h[i + 1] / 6
    inner = np.linalg.solve(b, d)
    return np.vstack([np.zeros(k), inner, np.zeros(k)]), d.T @ inner


def _cardinal(x: FloatColumn, knots: FloatColumn, curvature: FloatMatrix) -> FloatMatrix:
    """(n, k) Of the natural spline with values b at the knots; straight beyond them."""
    h, k = np.diff(knots), len(knots)
    inside = np.clip(x, knots[0], knots[-1])  # NaN stays NaN
    j = np.clip(np.searchsorted(knots, inside, side="right") - 1, 0, k - 2)
    left, right = inside - knots[j], knots[j + 1] - inside
    eye = np.eye(k)
    out = (right / h[j])[:, None] * eye[j] + (left / h[j])[:, None] * eye[j + 1]
    out += ((right**3 / h[j] - h[j] * right) / 6)[:, None] * curvature[j]
    out += ((left**3 / h[j] - h[j] * left) / 6)[:, None] * curvature[j + 1]
    beyond = x - inside
    slope = (eye[j + 1] - eye[j]) / h[j][:, None]
    side = np.where(beyond < 0, -1.0, 1.0)[:, None] * h[j][:, None] / 6
    slope += side * (curvature[j] + 2 * curvature[j + 1]) * (beyond > 0)[:, None]
    slope += side * (2 * curvature[j] + curvature[j + 1]) * (beyond < 0)[:, None]
    return np.asarray(out + beyond[:, None] * slope)


def cubic_spline(x: ColumnLike, df: int = 9, *, name: str = "s", knots: ColumnLike | None = None) -> CubicSpline:
    """A cubic regression spline to be penalised: columns that sum to zero over x, and their penalty.

    Parameters
    ----------
    x : column
        n values; a missing one gives a row of NaN.
    df : int
        Columns, 2 or more; df + 1 knots at quantiles of the distinct values. Its size hardly matters where
        `reml` chooses the smoothness.
    name : str
        Of the curve: its columns are "name[1]", "name[2]", ...
    knots : column, optional
        Ascending, instead of quantiles.

    Returns
    -------
    CubicSpline
        The columns, the same at other values (`at`), and `penalty`: the integral of the squared second
        derivative, as mgcv's "cr".

    Raises
    ------
    InvalidArgument
        For fewer distinct values than knots, and for knots that do not ascend.

    References
    ----------
    Wood 2017, Generalized Additive Models, 5.3.1, doi 10.1201/9781315370279.

    Examples
    --------
    >>> term = cubic_spline([20.0, 30, 40, 50, 60], df=2, name="age")
    >>> term.names, term.knots.tolist(), (term.matrix.sum(axis=0).round(12) + 0.0).tolist()
    (('age[1]', 'age[2]'), [20.0, 40.0, 60.0], [0.0, 0.0])
    """
    function = "fit.cubic_spline"
    values = as_column(x, "x")
    known = values[~np.isnan(values)]
    distinct = np.unique(known)
    size = integer(function, "df", df, 2) + 1
    if knots is not None:
        at = as_column(knots, "knots")
        if len(at) < 3 or not (np.isfinite(at).all() and (np.diff(at) > 0).all()):
            raise _core.InvalidArgument(f"{function}: knots must be 3 or more, finite, and ascend")
    elif len(distinct) < size:
        raise _core.InvalidArgument(f"{function}: x has {len(distinct)} distinct values, but df needs {size}")
    else:
        at = np.quantile(distinct, np.linspace(0, 1, size))
    curvature, penalty = _second_derivatives(at)
    sums = _cardinal(known, at, curvature).sum(axis=0)
    free = np.linalg.qr(sums[:, None], mode="complete")[0][:, 1:]
    precision = free.T @ penalty @ free

    def basis(other: FloatColumn) -> FloatMatrix:
        return np.asarray(_cardinal(other, at, curvature) @ free)

    names = tuple(f"{name}[{j + 1}]" for j in range(len(at) - 1))
    return CubicSpline(names, basis(values), at, basis, (precision + precision.T) / 2)


class RemlOptions(TypedDict, total=False):
    """What a `reml` is seldom asked; the call's docstring says what each means."""

    missing: Literal["error", "drop"]
    control: Control | None


class SmoothFit:
    """A penalised model whose penalties were found; made by `reml`.

    Attributes
    ----------
    model : GlmFit
        The fit with those penalties as prior: coefficients, `naive_covariance` (the posterior), predictions.
    penalty : array
        One a penalty matrix: what it is multiplied by.
    criterion : float
        Log restricted likelihood by Laplace at its maximum.
    effective_parameters : float
        Of the whole model.
    """

    def __init__(self, model: GlmFit, penalty: FloatColumn, criterion: float, at_edge: Array) -> None:
        self.model = model
        self.penalty = penalty
        self.criterion = criterion
        self.effective_parameters = model.effective_parameters
        self.at_edge = at_edge

    def __repr__(self) -> str:
        shown = ", ".join(f"{one:.3g}" for one in self.penalty)
        return f"SmoothFit({self.model!r}, penalty {shown}, {self.effective_parameters:.2f} effective parameters)"

    def predict(self, X: MatrixLike, **options: Any) -> Any:
        """`GlmFit.predict` of the model; its interval is the posterior's, given the penalties."""
        return self.model.predict(X, **options)


def _matrices(penalties: Sequence[Any], size: int, function: str) -> list[FloatMatrix]:
    if not len(penalties):
        raise _core.InvalidArgument(f"{function}: penalties is empty; without one use fit.glm")
    found = []
    for k, given in enumerate(penalties):
        raw = given.precision if isinstance(given, Prior) else given
        matrix = np.asarray(raw, dtype=np.float64)
        if matrix.shape != (size, size):
            rule = f"must be ({size}, {size}): one row and column a column of X"
            raise _core.InvalidArgument(
                f"{function}: penalties, entry {k + 1}: has shape {matrix.shape}, but {rule}"
            )
        least = np.linalg.eigvalsh((matrix + matrix.T) / 2) if np.isfinite(matrix).all() else np.array([-1.0])
        if least.min() < -1e-10 * max(least.max(), 0.0) or not least.max() > 0 or (matrix != matrix.T).any():
            rule = "must be symmetric, positive semidefinite and not zero"
            raise _core.InvalidArgument(f"{function}: penalties, entry {k + 1}: {rule}")
        found.append(matrix)
    return found


def _check_complete(rows: Rows, function: str) -> None:
    """Raises `InvalidArgument` at the first value of X that is not finite."""
    bad = ~np.isfinite(rows.x)
    if bad.any():
        row, column = np.argwhere(bad)[0]
        value = float(rows.x[row, column])
        raise _core.InvalidArgument(
            f"{function}: X, row {row + 1}, {rows.names[column]!r} is {value}, but must be a finite number; "
            f'missing="drop" leaves the {int(bad.any(axis=1).sum())} such rows out'
        )


def reml(
    X: MatrixLike,
    y: ColumnLike,
    penalties: Sequence[Prior | FloatMatrix],
    *,
    family: Family = "binomial",
    link: Link | None = None,
    offset: ColumnLike | None = None,
    weights: ColumnLike | None = None,
    clusters: LabelsLike | None = None,
    **options: Unpack[RemlOptions],
) -> SmoothFit:
    """A penalised `glm` whose penalties maximise the restricted likelihood: the data say how smooth.

    The precision of the coefficients is Σ λⱼ Sⱼ (Gaussian outcome: divided by the residual variance). λ
    maximises l(b) - b'Sb/2 + ln|S|₊/2 - ln|I + S|/2, Laplace's approximation of the likelihood with the
    coefficients integrated out.

    Parameters
    ----------
    X : frame, mapping or array
        n rows by p columns, such as `cubic_spline(age).columns() | {"male": male}`, or those of a cross-basis.
    y : column
        n outcomes, as for `glm`.
    penalties : sequence
        S, one a degree of smoothness: (p, p) matrices or priors with such a precision, as
        `CubicSpline.penalty(columns)`, `CrossBasis.penalty(var=1, columns=...)` and `penalty(lag=1, ...)`.
    family, link, offset, weights, clusters, missing, control
        As for `glm`.

    Returns
    -------
    SmoothFit
        The model, its penalties and their criterion. Where a curve is straight its penalty stands at the end of
        its range (`at_edge`), beyond which nothing changes.

    Raises
    ------
    InvalidArgument
        For bad input, and for a penalty of another shape or one that is not positive semidefinite.
    NumericError
        As `glm`.

    References
    ----------
    Wood 2011, doi 10.1111/j.1467-9868.2010.00749.x; first steps Wood & Fasiolo 2017, doi 10.1111/biom.12666;
    surfaces Gasparrini et al. 2017, doi 10.1111/biom.12645.

    Examples
    --------
    >>> x = np.linspace(0, 1, 60)
    >>> term = cubic_spline(x, name="curve")
    >>> found = reml(term.columns(), x + 0.1 * np.cos(90 * x), [term.penalty()], family="gaussian")
    >>> round(found.effective_parameters, 2), found.at_edge.tolist()  # a straight line
    (2.0, [True])
    """
    function = "fit.reml"
    check_options(options, RemlOptions.__annotations__, function)
    columns = {"y": y, "offset": offset, "weights": weights}
    rows = complete_rows(X, columns, {"clusters": clusters}, options.get("missing", "error"), function)
    matrices = _matrices(penalties, len(rows.names), function)
    given = dict(zip(rows.names, rows.x.T, strict=True))
    _check_complete(rows, function)

    def fit(prior: Prior) -> GlmFit:
        return glm(given, **rows.columns, family=family, link=link, prior=prior, control=options.get("control"))

    criterion: RestrictedLikelihood
    if family == "gaussian":
        shift = rows.columns["offset"]
        sizes = rows.columns["weights"]
        outcome = rows.columns["y"] - (0.0 if shift is None else shift)
        fit(Prior(0.0, sum(matrices)))  # for its errors
        criterion = GaussianCriterion(matrices, rows.x, outcome, np.ones(len(rows.x)) if sizes is None else sizes)
    else:
        criterion = RestrictedLikelihood(matrices, fit)
    spread = np.sum((rows.x - rows.x.mean(axis=0)) ** 2, axis=0)
    start = np.array([np.log(spread @ (np.diag(m) > 0) / np.trace(m)) for m in matrices])
    low, high = start - RANGE, start + RANGE
    found = highest(criterion, start, low, high)
    scale = criterion.residual_variance(found) if isinstance(criterion, GaussianCriterion) else 1.0
    prior = Prior(0.0, criterion.precision(found) / scale)
    model = glm(
        given, **rows.columns, **rows.codes, family=family, link=link, prior=prior, control=options.get("control")
    )
    at_edge = (found >= high - 1e-6) | (found <= low + 1e-6)
    return SmoothFit(model, np.exp(found), criterion.at(found).value, at_edge)
