"""Matched sets, imputed tables and plain rates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn
from backrisk._shared.design import FloatMatrix, complete_rows, is_matrix, one_row, rows_of_fit
from backrisk._shared.interrupt import interruptible
from backrisk._shared.places import shown
from backrisk._shared.prior import Prior
from backrisk._shared.table import Table
from backrisk._shared.typing import ColumnLike, LabelsLike
from backrisk.fit.glm_fit import MatrixLike
from backrisk.fit.prediction import Prediction
from backrisk.fit.results import LEVEL, Control, Fit, as_control, as_prior


class ConditionalFit(Fit):
    """A fitted conditional logistic regression; made by `conditional_logistic`."""

    ratio_name = "odds ratio"

    def __repr__(self) -> str:
        return f"ConditionalFit({len(self.names)} coefficients, {self._title()})"

    def _title(self) -> str:
        return f"conditional logistic, {self.n_events:.0f} cases in {self.n_strata} strata"

    @property
    def naive_covariance(self) -> FloatMatrix:
        """As `covariance`."""
        return self.covariance

    @property
    def reason(self) -> str:
        """Empty: the covariance is never missing."""
        return ""

    @property
    def n_strata(self) -> int:
        """Strata that have a case and a control."""
        return int(self._core.n_strata)

    @property
    def n_empty_strata(self) -> int:
        """Strata that lack one and add nothing."""
        return int(self._core.n_empty_strata)

    @property
    def log_prior(self) -> float:
        """Log kernel of the prior at `coef`."""
        return float(self._core.log_prior)

    @property
    def score_test(self) -> float:
        """Chi square of the score at zero coefficients."""
        return float(self._core.score_test)

    @property
    def wald_test(self) -> float:
        """Chi square of the coefficients."""
        return float(self._core.wald_test)

    def predict_ratio(self, X: MatrixLike, reference: MatrixLike, level: float = LEVEL) -> Prediction:
        """The odds ratio of each row of X against the row `reference`, with its interval.

        A matched study does not know the risk itself. A missing value predicts NaN.
        """
        one = not is_matrix(X) and len(self.names) > 1
        rows = rows_of_fit([X] if one else X, self.names, "ConditionalFit.predict_ratio")
        base = one_row(reference, self.names, "ConditionalFit.predict_ratio")
        found = _core.fit.predict_linear(rows - base, None, False, self.coef, self.covariance, 1)
        half = _core.fit.normal_quantile(0.5 + level / 2) * found.standard_error
        mean, low, high = (np.exp(at) for at in (found.eta, found.eta - half, found.eta + half))
        return Prediction(mean, low, high, found.eta, found.standard_error, level)


def conditional_logistic(
    X: MatrixLike,
    y: ColumnLike,
    strata: LabelsLike,
    *,
    method: Literal["exact", "efron", "breslow"] = "exact",
    offset: ColumnLike | None = None,
    prior: Prior | float | None = None,
    missing: Literal["error", "drop"] = "error",
    control: Control | None = None,
) -> ConditionalFit:
    """Fits matched sets (case-control, case-crossover): the odds within each stratum, given its cases.

    Parameters
    ----------
    X : frame, mapping or array
        n rows by p columns. What is constant within strata has no coefficient.
    y : column
        1 case, 0 control.
    strata : labels
        The matched set of each row.
    method : {"exact", "efron", "breslow"}
        With d cases in a stratum the log-likelihood is Σ_cases η - ln Σ over all sets of d rows of e^(Σ η);
        the others approximate it where strata have very many cases. The exact sum is scaled so that
        thousands of cases do not overflow; where it underflows that is an error.
    offset, prior, missing, control
        As for `glm`.

    Returns
    -------
    ConditionalFit
        Coefficients, covariance, tests, ratios.

    Raises
    ------
    InvalidArgument
        For bad input.
    NumericError
        For columns without variation of their own within strata, and for separation.

    References
    ----------
    Breslow & Day 1980, IARC Sci Publ 32; Gail et al. 1981, doi 10.1093/biomet/68.3.703; Efron 1977,
    doi 10.2307/2286217.

    Examples
    --------
    >>> pairs = [[1], [0], [1], [0], [0], [1], [1], [0]]
    >>> fit = conditional_logistic(pairs, [1, 0, 1, 0, 1, 0, 1, 0], [1, 1, 2, 2, 3, 3, 4, 4])
    >>> np.exp(fit.coef).round(6)  # discordant pairs: 3 to 1
    array([3.])
    """
    function = "fit.conditional_logistic"
    rows = complete_rows(X, {"y": y, "offset": offset}, {"strata": strata}, missing, function)
    belief = as_prior(prior, function)
    mean, precision = belief.for_columns(rows.x, False) if belief is not None else (None, None)
    with rows.choices(function):
        chosen = as_control(control, function)
        found = interruptible(
            lambda: _core.fit.conditional_logistic(
                rows.x, rows.columns["y"], rows.codes["strata"], rows.columns["offset"], method, mean, precision,
                list(rows.names), chosen,
            ),
            long=len(rows.x) > _LONG,
        )  # fmt: skip
    return ConditionalFit(found, rows.names, rows, belief is not None)


_LONG = 2000
"""Rows from which on an exact likelihood may take seconds a step."""

@dataclass(frozen=True)
class Pooled:
    """Fits of imputed tables as one: `covariance` is within + (1 + 1/m) between.

    `degrees` are Rubin's, or Barnard and Rubin's where those of the complete data are known, `increase` the
    relative increase of variance by missing values, and `missing_information` its share of the total, one a
    coefficient.
    """

    names: tuple[str, ...]
    coef: FloatColumn
    covariance: FloatMatrix
    within: FloatMatrix
    between: FloatMatrix
    degrees: FloatColumn
    increase: FloatColumn
    missing_information: FloatColumn

    @property
    def standard_error(self) -> FloatColumn:
        """√diag(covariance)."""
        return np.sqrt(np.diag(self.covariance))

    def summary(self, level: float = LEVEL) -> Table:
        """One row a coefficient, with p and interval by Student's t with `degrees`."""
        error = self.standard_error
        found = _core.fit.student(self.coef, error, self.degrees, level)
        columns: dict[str, object] = {"term": self.names, "coef": self.coef, "standard_error": error}
        columns |= {"degrees": self.degrees, "p": found.p, "low": found.low, "high": found.high}
        return Table(columns | {"missing_information": self.missing_information}, title="pooled fits")


def pool(fits: Iterable[Any], complete_degrees: float | None = None) -> Pooled:
    """Rubin's rules: fits of the same model on m imputed tables, each with `names`, `coef`, `covariance`.

    b = mean of bₖ, T = mean of Vₖ + (1 + 1/m) · covariance of bₖ; V is `covariance`, robust with clusters.
    `complete_degrees`: degrees of freedom of the data without missing values, which bound `degrees`
    (Barnard & Rubin 1999, doi 10.1093/biomet/86.4.948); None: Rubin's, of a large sample. Raises
    `InvalidArgument` for fewer than two fits, different columns, a fit that did not converge, and degrees
    that are not positive. Source: Rubin 1987, doi 10.1002/9780470316696.

    >>> x, y = [0.0, 1, 2, 3, 4, 5], [0.1, 1.2, 1.9, 3.2, 3.8, 5.1]
    >>> from backrisk.fit import glm
    >>> both = pool([glm(x, y, family="gaussian"), glm([0.5, *x[1:]], y, family="gaussian")])
    >>> both.coef.round(4)
    array([-0.0119,  1.0074])
    """
    every = list(fits)
    for one in every:
        if not all(hasattr(one, name) for name in ("names", "coef", "covariance")):
            rule = "must be fits with names, coef and covariance"
            raise _core.InvalidArgument(f"fit.pool: fits hold {shown(one)}, but {rule}")
    if len({fit.names for fit in every}) > 1:
        raise _core.InvalidArgument("fit.pool: fits have different columns, but must be of one model")
    lost = [str(k + 1) for k, fit in enumerate(every) if not getattr(fit, "converged", True)]
    if lost:
        raise _core.InvalidArgument(f"fit.pool: fits {', '.join(lost)} did not converge, but must")
    degrees = np.inf if complete_degrees is None else complete_degrees
    found = _core.fit.pool([fit.coef for fit in every], [fit.covariance for fit in every], degrees)
    return Pooled(
        every[0].names,
        found.coef,
        found.covariance,
        found.within,
        found.between,
        found.degrees,
        found.increase,
        found.missing_information,
    )


def rate(events: int, exposure: float, *, level: float = LEVEL) -> Table:
    """Events per unit of exposure with Garwood's exact Poisson interval.

    low = χ²(α/2; 2e) / 2 / exposure, high = χ²(1 - α/2; 2e + 2) / 2 / exposure, in events per unit of
    `exposure`. Raises `InvalidArgument`. Source: Garwood 1936, doi 10.1093/biomet/28.3-4.437.

    >>> rate(0, 100.0)["high"].round(4)
    array([0.0369])
    """
    found = _core.fit.rate(events, exposure, level)
    columns = {"events": [events], "exposure": [exposure], "rate": [found.rate]}
    columns |= {"low": [found.low], "high": [found.high]}
    return Table(columns, title=f"exact {level:.0%} interval")
