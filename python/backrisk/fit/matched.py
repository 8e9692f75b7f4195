"""Matched sets, imputed tables and plain rates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn
from backrisk._shared.design import FloatMatrix, complete_rows, left_out
from backrisk._shared.places import shown
from backrisk._shared.prior import Prior, ridge
from backrisk._shared.table import Table
from backrisk.fit.glm_fit import _DEFAULT, Prediction, Progress, wald


@dataclass(frozen=True)
class ConditionalFit:
    """A fitted conditional logistic regression.

    `n_strata` have a case and a control; `n_empty_strata` lack one and add nothing. `likelihood_ratio`,
    `score_test` and `wald_test` are χ² statistics of all coefficients zero.
    """

    names: tuple[str, ...]
    coef: FloatColumn
    covariance: FloatMatrix
    log_likelihood: float
    null_log_likelihood: float
    log_prior: float
    likelihood_ratio: float
    score_test: float
    wald_test: float
    decrement: float
    n_rows: int
    n_dropped: int
    n_cases: int
    n_strata: int
    n_empty_strata: int
    iterations: int
    converged: bool

    @property
    def standard_error(self) -> FloatColumn:
        """√diag(covariance)."""
        return np.sqrt(np.diag(self.covariance))

    def summary(self, level: float = 0.95) -> Table:
        """One row a coefficient: estimate, standard error, z, p, Wald interval, and the odds ratio."""
        error, z, p, low, high = wald(self.coef, self.covariance, level)
        columns: dict[str, Any] = {"term": self.names, "coef": self.coef, "standard_error": error}
        columns |= {"z": z, "p": p, "low": low, "high": high, "ratio": np.exp(self.coef)}
        title = (
            f"conditional logistic, {self.n_cases} cases in {self.n_strata} strata{left_out(self.n_dropped)}"
        )
        return Table(columns, title=title)

    def predict_ratio(self, X: Any, reference: Any, level: float = 0.95) -> Prediction:
        """The odds ratio of each row of X against the row `reference`, with its interval.

        A matched study does not know the risk itself. A missing value predicts NaN.
        """
        rows, base = np.atleast_2d(np.asarray(X, float)), np.asarray(reference, float).ravel()
        eta, error = _core.fit.predict_linear(rows - base, None, False, self.coef, self.covariance, 1)
        half = _core.fit.normal_quantile(0.5 + level / 2) * error
        mean, low, high = (np.exp(at) for at in (eta, eta - half, eta + half))
        return Prediction(mean, low, high, eta, error, level)


def conditional_logistic(
    X: Any,
    y: Any,
    strata: Any,
    *,
    method: str = "exact",
    offset: Any | None = None,
    prior: Prior | float | None = None,
    missing: str = "error",
    max_iterations: int = _DEFAULT["max_iterations"],
    tolerance: float = _DEFAULT["tolerance"],
    progress: Progress | None = None,
) -> ConditionalFit:
    """Fits matched sets (case-control, case-crossover): the odds within each stratum, given its cases.

    `X`: n rows by p columns; `y`: 1 case, 0 control; `strata`: one label a row. With d cases in a stratum the
    log-likelihood is Σ_cases η - ln Σ over all sets of d rows of e^(Σ η) (`method="exact"`); "efron" and
    "breslow" approximate it where strata have many cases. What is constant within strata has no coefficient.
    `prior`, `missing`, `progress` as for `glm`.

    Raises `InvalidArgument` for bad input; `NumericError` for columns without variation of their own within
    strata, and for separation. Sources: Breslow & Day 1980, IARC Sci Publ 32; Gail et al. 1981,
    doi 10.1093/biomet/68.3.703; Efron 1977, doi 10.2307/2286217.

    >>> pairs = [[1], [0], [1], [0], [0], [1], [1], [0]]
    >>> fit = conditional_logistic(pairs, [1, 0, 1, 0, 1, 0, 1, 0], [1, 1, 2, 2, 3, 3, 4, 4])
    >>> np.exp(fit.coef).round(6)  # discordant pairs: 3 to 1
    array([3.])
    """
    rows = complete_rows(
        X, {"y": y, "offset": offset}, {"strata": strata}, missing, "fit.conditional_logistic"
    )
    belief = ridge(prior) if isinstance(prior, int | float) else prior
    mean, precision = belief.for_columns(rows.x, False) if belief is not None else (None, None)
    with rows.choices("fit.conditional_logistic"):
        found = _core.fit.conditional_logistic(
            rows.x, rows.columns["y"], rows.codes["strata"], rows.columns["offset"], method, mean, precision,
            max_iterations, tolerance, list(rows.names), progress,
        )  # fmt: skip
    return ConditionalFit(names=rows.names, n_dropped=rows.n_dropped, **found)


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

    def summary(self, level: float = 0.95) -> Table:
        """One row a coefficient, with p and interval by Student's t with `degrees`."""
        error = self.standard_error
        p, low, high = _core.fit.student(self.coef, error, self.degrees, level)
        columns: dict[str, Any] = {"term": self.names, "coef": self.coef, "standard_error": error}
        columns |= {"degrees": self.degrees, "p": p, "low": low, "high": high}
        return Table(columns | {"missing_information": self.missing_information}, title="pooled fits")


def pool(fits: Iterable[Any], complete_degrees: float | None = None) -> Pooled:
    """Rubin's rules: fits of the same model on m imputed tables, each with `names`, `coef`, `covariance`.

    b = mean of bₖ, T = mean of Vₖ + (1 + 1/m) · covariance of bₖ; V is the robust covariance of a Cox model
    with clusters. `complete_degrees`: degrees of freedom of the data without missing values, which bound
    `degrees` (Barnard & Rubin 1999, doi 10.1093/biomet/86.4.948); None: Rubin's, of a large sample. Raises
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
    robust = [getattr(fit, "robust_covariance", None) for fit in every]
    covariances = [fit.covariance if v is None else v for fit, v in zip(every, robust, strict=True)]
    degrees = np.inf if complete_degrees is None else complete_degrees
    found = _core.fit.pool([fit.coef for fit in every], covariances, degrees)
    return Pooled(names=every[0].names, **found)


def rate(events: int, exposure: float, *, level: float = 0.95) -> Table:
    """Events per unit of exposure with Garwood's exact Poisson interval.

    low = χ²(α/2; 2e) / 2 / exposure, high = χ²(1 - α/2; 2e + 2) / 2 / exposure, in events per unit of
    `exposure`. Raises `InvalidArgument`. Source: Garwood 1936, doi 10.1093/biomet/28.3-4.437.

    >>> rate(0, 100.0)["high"].round(4)
    array([0.0369])
    """
    value, low, high = _core.fit.rate(events, exposure, level)
    columns = {"events": [events], "exposure": [exposure], "rate": [value], "low": [low], "high": [high]}
    return Table(columns, title=f"exact {level:.0%} interval")
