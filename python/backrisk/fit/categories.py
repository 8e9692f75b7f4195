"""Outcomes in categories: proportional odds where they are ordered, multinomial logit where they are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.design import FloatMatrix, Rows, complete_rows, rows_of_fit
from backrisk._shared.labels import label_column
from backrisk._shared.prior import Prior, PriorLike
from backrisk._shared.table import Table
from backrisk._shared.typing import Array, ColumnLike, LabelLike, LabelsLike
from backrisk.fit.glm_fit import MatrixLike
from backrisk.fit.results import LEVEL, Control, Fit, as_control, as_prior

__all__ = ["CategoryFit", "CategoryPrediction", "multinomial", "ordinal"]


@dataclass(frozen=True)
class CategoryPrediction:
    """Probability of each category (column) for each row, (n, K), with standard error and interval.

    The interval is normal on the logit of the probability, so that it stays between 0 and 1.
    """

    levels: Array
    probability: FloatMatrix
    standard_error: FloatMatrix
    low: FloatMatrix
    high: FloatMatrix
    level: float

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> Array:
        return np.array(self.probability, dtype=dtype, copy=True if copy is None else copy)

    def to_table(self) -> Table:
        """A row a row of X and category."""
        n, k = self.probability.shape
        columns = {"row": np.repeat(np.arange(n), k), "category": np.tile(self.levels, n)}
        names = ("probability", "standard_error", "low", "high")
        return Table(
            columns | {name: getattr(self, name).ravel() for name in names},
            title=f"{self.level:.0%} interval of probability",
        )


class CategoryFit(Fit):
    """A fitted model of categories; made by `ordinal` or `multinomial`.

    Attributes
    ----------
    levels : array
        The categories: ordered ones from the lowest, else the baseline first.
    names : tuple of str
        Ordinal: the columns, then the thresholds "a|b". Multinomial: "category:term" of each category but the
        baseline, the intercept first.
    """

    ratio_name = "odds ratio"

    def __init__(self, core: Any, rows: Rows, levels: Array, ordered: bool, penalised: bool) -> None:
        words = [str(level) for level in levels]
        if ordered:
            names = (*rows.names, *(f"{a}|{b}" for a, b in pairwise(words)))
        else:
            names = tuple(f"{word}:{term}" for word in words[1:] for term in ("intercept", *rows.names))
        super().__init__(core, names, rows, penalised)
        self.levels = levels
        self.ordered = ordered
        self._terms = rows.names

    def __repr__(self) -> str:
        kind = "ordinal" if self.ordered else "multinomial"
        return f"CategoryFit({kind}, {len(self.levels)} categories, {self.n_rows} rows)"

    def _columns(self) -> tuple[str, ...]:
        if self.ordered:
            return self._terms
        return tuple(name for name in self.names if not name.endswith(":intercept"))

    def _title(self) -> str:
        kind = "proportional odds" if self.ordered else f"multinomial logit against {self.levels[0]}"
        return f"{kind}, {self.n_rows} rows"

    @property
    def n_events(self) -> float:
        """NaN: categories are no events."""
        return float("nan")

    @property
    def thresholds(self) -> FloatColumn:
        """(K - 1,) zeta of an ordinal fit, ascending; empty for a multinomial one."""
        return self.coef[len(self._terms) :] if self.ordered else np.empty(0)

    @property
    def log_prior(self) -> float:
        """Log kernel of the prior at `coef`."""
        return float(self._core.log_prior)

    def predict(self, X: MatrixLike, offset: ColumnLike | None = None, level: float = LEVEL) -> CategoryPrediction:
        """The probability of each category for rows of X, in the columns' order of the fit.

        Standard errors by the delta method; a row with a missing value predicts NaN. Raises
        `InvalidArgument` for other columns.
        """
        x = rows_of_fit(X, self._terms, "CategoryFit.predict")
        found = _core.fit.predict_categories(
            self.ordered,
            len(self.levels),
            x,
            None if offset is None else as_column(offset, "offset"),
            self.coef,
            self.covariance,
        )
        p, error = found.probability, found.standard_error
        z = _core.fit.normal_quantile(0.5 + level / 2)
        with np.errstate(divide="ignore", invalid="ignore"):
            logit, wide = np.log(p / (1 - p)), z * error / (p * (1 - p))
            low, high = (1 / (1 + np.exp(-(logit + side * wide))) for side in (-1, 1))
        return CategoryPrediction(self.levels, p, error, low, high, level)


def _levels_of(y: Array, given: Sequence[LabelLike] | None, ordered: bool, name: str) -> Any:
    known = np.unique(y)
    if given is None:
        if ordered and known.dtype.kind == "U":
            rule = "must list the categories from the lowest to the highest where they are words"
            raise _core.InvalidArgument(f"{name}: levels is None, but {rule}")
        return known
    levels = label_column(given, "levels")
    if len(np.unique(levels)) != len(levels):
        raise _core.InvalidArgument(f"{name}: levels has a category twice")
    strange = np.flatnonzero(~np.isin(y, levels))
    if strange.size:
        row = int(strange[0])
        raise _core.InvalidArgument(f"{name}: y, row {row + 1}: is {str(y[row])!r}, no level")
    return levels


def _solve(
    ordered: bool,
    X: MatrixLike,
    y: LabelsLike,
    levels: Sequence[LabelLike] | None,
    baseline: LabelLike | None,
    optional: dict[str, Any],
    prior: PriorLike,
    control: Control | None,
) -> CategoryFit:
    name = "fit.ordinal" if ordered else "fit.multinomial"
    missing = optional.pop("missing")
    codes = {"clusters": optional.pop("clusters")}
    rows = complete_rows(X, optional, codes, missing, name)
    outcome = label_column(y, "y", len(rows.x if rows.keep is None else rows.keep), "X")
    outcome = outcome if rows.keep is None else outcome[rows.keep]
    known = _levels_of(outcome, levels, ordered, name)
    if baseline is not None:
        if baseline not in known.tolist():
            raise _core.InvalidArgument(f"{name}: baseline is {baseline!r}, but must be a category of y")
        first = known == baseline
        known = np.concatenate([known[first], known[~first]])
    place = {level: k for k, level in enumerate(known.tolist())}
    belief = as_prior(prior, name)
    mean = precision = None
    if belief is not None:
        mean, precision = belief.for_columns(rows.x, intercept=not ordered)
        if ordered:
            more = len(known) - 1
            mean, precision = np.pad(mean, (0, more)), np.pad(precision, (0, more))
        else:
            mean, precision = np.tile(mean, len(known) - 1), np.kron(np.eye(len(known) - 1), precision)  # type: ignore[assignment]
    with rows.choices(name):
        core = _core.fit.fit_categories(
            ordered,
            rows.x,
            np.array([place[label] for label in outcome.tolist()], dtype=np.int64),
            len(known),
            prior_mean=mean,
            prior_precision=precision,
            names=list(rows.names),
            control=as_control(control, name),
            **rows.columns,
            **rows.codes,
        )
    return CategoryFit(core, rows, known, ordered, belief is not None)


def ordinal(
    X: MatrixLike,
    y: LabelsLike,
    *,
    levels: Sequence[LabelLike] | None = None,
    offset: ColumnLike | None = None,
    weights: ColumnLike | None = None,
    clusters: LabelsLike | None = None,
    prior: Prior | float | None = None,
    missing: Literal["error", "drop"] = "error",
    control: Control | None = None,
) -> CategoryFit:
    """Proportional odds of ordered categories (severity, recovery): P(y <= k) = logistic(zeta_k - x b).

    Parameters
    ----------
    X : frame, mapping or array
        n rows by p columns; no intercept, which the thresholds zeta are.
    y : labels
        The category of each row; never missing.
    levels : sequence, optional
        The categories from the lowest to the highest; numbers are sorted unless given, words need it.
    offset, weights, clusters, missing, control
        As for `glm`.
    prior : Prior or float, optional
        Of the columns' coefficients; thresholds are flat.

    Returns
    -------
    CategoryFit
        e^coef is the ratio of the odds of a higher category, the same at every threshold: that is the
        assumption.

    Raises
    ------
    InvalidArgument
        For bad input and a level that no row has.
    NumericError
        For columns that others determine, for separation (both name the columns), and without a maximum.

    References
    ----------
    McCullagh 1980, doi 10.1111/j.2517-6161.1980.tb01109.x.

    Examples
    --------
    >>> pain = ["no", "some", "no", "much", "some", "much", "no", "much"]
    >>> fit = ordinal({"load": [0, 0, 0, 0, 1, 1, 1, 1]}, pain, levels=["no", "some", "much"])
    >>> fit.names, (fit.coef.round(3) + 0.0).tolist()  # ln 3, 0 and ln 3: each load has the shares of the data
    (('load', 'no|some', 'some|much'), [1.099, 0.0, 1.099])
    """
    optional = {"offset": offset, "weights": weights, "clusters": clusters, "missing": missing}
    return _solve(True, X, y, levels, None, optional, prior, control)


def multinomial(
    X: MatrixLike,
    y: LabelsLike,
    *,
    baseline: LabelLike | None = None,
    weights: ColumnLike | None = None,
    clusters: LabelsLike | None = None,
    prior: Prior | float | None = None,
    missing: Literal["error", "drop"] = "error",
    control: Control | None = None,
) -> CategoryFit:
    """Multinomial logit of categories without order: ln P(y = k)/P(y = baseline) = a_k + x b_k.

    Parameters
    ----------
    X : frame, mapping or array
        n rows by p columns.
    y : labels
        The category of each row; never missing.
    baseline : label, optional
        What the others are compared with; the first of the sorted categories unless given.
    weights, clusters, missing, control
        As for `glm`.
    prior : Prior or float, optional
        Of each category's coefficients; intercepts are flat unless it has an entry for them.

    Returns
    -------
    CategoryFit
        e^coef is the ratio of the odds of a category against the baseline.

    Raises
    ------
    InvalidArgument
        For bad input.
    NumericError
        For columns that others determine, for separation (both name the columns), and without a maximum.

    References
    ----------
    Agresti 2013, Categorical Data Analysis, chapter 8, doi 10.1002/0471249688.

    Examples
    --------
    >>> course = ["well", "well", "flare", "flare", "constant", "well", "flare", "constant"]
    >>> fit = multinomial({"load": [0, 0, 0, 1, 1, 1, 1, 0]}, course, baseline="well")
    >>> fit.names
    ('constant:intercept', 'constant:load', 'flare:intercept', 'flare:load')
    >>> fit.coef.round(3)
    array([-0.693,  0.693, -0.693,  1.386])
    """
    optional = {"weights": weights, "clusters": clusters, "missing": missing}
    return _solve(False, X, y, None, baseline, optional, prior, control)
