"""Generalised linear models: the call, its answer, prediction. `backrisk.fit` is the public place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.design import FloatMatrix, as_matrix, complete_rows, left_out
from backrisk._shared.prior import Prior, ridge
from backrisk._shared.table import Table
from backrisk.fit.strata import Strata

Progress = Callable[[int, float], Any]

_DEFAULT = _core.fit.glm_defaults()


def wald(coef: FloatColumn, covariance: FloatMatrix, level: float) -> tuple[FloatColumn, ...]:
    """Standard error, z, two-sided p, and the interval coef ± z(level) · error."""
    return tuple(_core.fit.wald(coef, np.ascontiguousarray(np.diag(covariance)), level))


@dataclass(frozen=True)
class Prediction:
    """Predicted means with their interval, and the linear predictor with its standard error, one a row."""

    mean: FloatColumn
    low: FloatColumn
    high: FloatColumn
    linear: FloatColumn
    standard_error: FloatColumn
    level: float

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.array(self.mean, dtype=dtype, copy=True if copy is None else copy)

    def to_table(self) -> Table:
        """One row a prediction."""
        columns = ("mean", "low", "high", "linear", "standard_error")
        return Table({name: getattr(self, name) for name in columns}, title=f"{self.level:.0%} interval")


@dataclass(frozen=True)
class GlmFit:
    """A fitted generalised linear model.

    `coef` and `covariance` follow `names`, the intercept first. `covariance` is of the kind asked for
    (`covariance_kind`), `model_covariance` the inverse of information plus prior precision: under a prior the
    Laplace posterior, whose log evidence is `log_evidence` (NaN without a proper prior).
    `effective_parameters` is tr((I + P)⁻¹ I). `decrement` says how far from the maximum the fit ended, in
    standard errors; `n_dropped` how many rows were left out because a value is missing, `dropped` how many
    values each column lacks.
    """

    names: tuple[str, ...]
    family: str
    link: str
    coef: FloatColumn
    covariance: FloatMatrix
    covariance_kind: str
    model_covariance: FloatMatrix
    log_likelihood: float
    null_log_likelihood: float
    deviance: float
    null_deviance: float
    dispersion: float
    log_prior: float
    log_evidence: float
    effective_parameters: float
    decrement: float
    n_rows: int
    n_dropped: int
    n_clusters: int
    iterations: int
    converged: bool
    intercept: bool
    _call: dict[str, Any] = field(repr=False, compare=False)
    strata: Strata | None = field(default=None, repr=False, compare=False)
    dropped: dict[str, int] = field(default_factory=dict)

    @property
    def standard_error(self) -> FloatColumn:
        """√diag(covariance)."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def aic(self) -> float:
        """-2 log-likelihood + 2 effective parameters (one more for a Gaussian variance)."""
        return -2 * self.log_likelihood + 2 * (self.effective_parameters + (self.family == "gaussian"))

    @property
    def pearson_dispersion(self) -> float:
        """Σ w (y - μ)² / V(μ) over n - effective parameters: near 1 where the family fits, more where
        outcomes vary more than it says; then prefer `covariance="sandwich"` or `clusters`."""
        call = self._call if self.strata is None else self.strata.in_offset(self._call)
        return float(_core.fit.pearson_dispersion(call, self.coef, self.effective_parameters))

    def summary(self, level: float = 0.95) -> Table:
        """One row a coefficient: estimate, standard error, z, p, and the Wald interval at `level`.

        For the links logit, cloglog and log also `ratio`, e^coefficient (odds, hazard or rate ratio).
        """
        error, z, p, low, high = wald(self.coef, self.covariance, level)
        columns: dict[str, Any] = {"term": self.names, "coef": self.coef, "standard_error": error}
        columns |= {"z": z, "p": p, "low": low, "high": high}
        if self.link in ("logit", "cloglog", "log"):
            columns["ratio"] = np.exp(self.coef)
        rows = f"{self.n_rows} rows{left_out(self.n_dropped)}"
        title = f"{self.family} ({self.link}), {rows}, {self.covariance_kind} covariance"
        return Table(columns, title=title)

    def interval(self, level: float = 0.95, method: str = "wald") -> FloatMatrix:
        """Rows (low, high), one a coefficient, at `level`.

        `method="wald"`: coefficient ± z · standard error. `method="profile"`: where twice the fall of the
        maximal log-likelihood (plus log prior) is the χ²(1) quantile (Venzon & Moolgavkar 1988, Appl Stat
        37:87, doi 10.2307/2347496); infinite where it never falls that far.
        """
        if method == "wald":
            return np.column_stack(wald(self.coef, self.covariance, level)[3:])
        if method == "profile" and self.strata is not None:
            raise _core.InvalidArgument(
                "GlmFit.interval: method 'profile' is not there for a fit with strata"
            )
        if method != "profile":
            rule = "must be 'wald' or 'profile'"
            raise _core.InvalidArgument(f"GlmFit.interval: method is {method!r}, but {rule}")
        return _core.fit.glm_profile(self._call, self.coef, self.model_covariance, level)

    def predict(
        self, X: Any, offset: Any | None = None, level: float = 0.95, *, strata: Any | None = None
    ) -> Prediction:
        """The mean of y for rows of X, in the columns' order of the fit, with its interval.

        η = x b + offset, low and high are g⁻¹(η ± z √(x' V x)): where the mean is, not where a new y is.
        `strata`: the stratum of each row, where the fit has strata; one that the fit knows.
        Missing: a row with a missing value predicts NaN. Raises `InvalidArgument` for other columns.
        """
        x, names = as_matrix(X)
        mine = self.names[int(self.intercept) :]
        if names != mine and (hasattr(X, "columns") or isinstance(X, dict)):
            raise _core.InvalidArgument(f"GlmFit.predict: X has columns {names}, but must have {mine}")
        shift = None if offset is None else as_column(offset, "offset")
        if (strata is None) != (self.strata is None):
            rule = "must be given exactly where the fit has strata"
            raise _core.InvalidArgument(f"GlmFit.predict: strata {rule}")
        if self.strata is not None:
            at = self.strata.places(strata, len(x))
            eta, error = self.strata.linear(x, shift, at, self.coef, self.covariance)
        else:
            threads = self._call["threads"]
            eta, error = _core.fit.predict_linear(
                x, shift, self.intercept, self.coef, self.covariance, threads
            )
        half = _core.fit.normal_quantile(0.5 + level / 2) * error
        mean, low, high = (
            _core.fit.mean_of(self.family, self.link, at) for at in (eta, eta - half, eta + half)
        )
        return Prediction(mean, low, high, eta, error, level)


def glm(
    X: Any,
    y: Any,
    *,
    family: str = _DEFAULT["family"],
    link: str | None = None,
    offset: Any | None = None,
    weights: Any | None = None,
    strata: Any | None = None,
    prior: Prior | float | None = None,
    firth: bool = _DEFAULT["firth"],
    clusters: Any | None = None,
    covariance: str | None = None,
    small_sample: bool = _DEFAULT["small_sample"],
    information: str = "expected",
    intercept: bool = _DEFAULT["intercept"],
    missing: str = "error",
    threads: int = _DEFAULT["threads"],
    max_iterations: int = _DEFAULT["max_iterations"],
    tolerance: float = _DEFAULT["tolerance"],
    progress: Progress | None = None,
) -> GlmFit:
    """Fits y ~ family with mean g⁻¹(b₀ + X b + offset) by maximising Σ wᵢ lᵢ + log prior.

    `X`: n rows by p columns (array, dict or frame). `y`: n outcomes; binomial takes 0 and 1, or shares with
    the number of trials as `weights`. `family` and `link`: gaussian (identity), binomial (logit, probit,
    cloglog, log), poisson (log). `offset`: added to η, such as the log of exposure time. `weights`: not
    negative, multiply the log-likelihood of a row.

    `strata`: one label a row; each stratum has an intercept of its own, found without a column for it, as if
    by `indicators` (effects in `GlmFit.strata`, `intercept` does not count). Strata whose outcome does not
    vary tell nothing and are left out of the fit. With a binomial outcome and many small strata the estimate
    is too large (pairs double it): use `conditional_logistic` there.

    `prior`: a `Prior` (`ridge`, `normal_prior`, `weak_prior`), or a number for `ridge(number)`; None is
    maximum likelihood. `firth` (logit): bias-reduced, finite under separation. `covariance`: "model"
    (default), "sandwich" (robust), "cluster" (default where `clusters`, one label a row, are given) or
    "sampling" (A⁻¹ I A⁻¹ of a penalised estimate); `small_sample`
    multiplies by n/(n-q), or G/(G-1)·(n-1)/(n-q).
    `information`: "expected" as R, or "observed" (the Laplace posterior proper) in the covariance; they
    differ for probit, cloglog and the binomial log link.

    Missing values: an error that names row and column, or `missing="drop"`, complete cases, counted in
    `n_dropped`; to use all rows, `impute` and `pooled`. `threads` does not change a bit of the answer.
    `progress(iteration, objective)` is called between iterations, where Ctrl-C works too.

    Raises `InvalidArgument` for bad input; `NumericError` when columns determine each other, when the outcome
    is separated (both name the columns), or when there is no maximum.

    Sources: McCullagh & Nelder 1989, doi 10.1007/978-1-4899-3242-6; sandwich White 1982, doi 10.2307/1912526;
    clusters Liang & Zeger 1986, doi 10.1093/biomet/73.1.13; Firth 1993, doi 10.1093/biomet/80.1.27; small
    strata Neyman & Scott 1948, doi 10.2307/1914288.

    >>> fit = glm({"heavy": [1, 1, 0, 0]}, [1, 0, 1, 0], weights=[20, 30, 10, 60])
    >>> fit.summary()["ratio"].round(3), fit.standard_error.round(3)
    (array([0.167, 4.   ]), array([0.342, 0.447]))
    """
    columns, codes = {"y": y, "offset": offset, "weights": weights}, {"clusters": clusters, "strata": strata}
    rows = complete_rows(X, columns, codes, missing, "fit.glm")
    intercept = intercept and strata is None
    if information not in ("expected", "observed"):
        rule = "must be 'expected' or 'observed'"
        raise _core.InvalidArgument(f"fit.glm: information is {information!r}, but {rule}")
    belief = ridge(prior) if isinstance(prior, int | float) else prior
    mean, precision = belief.for_columns(rows.x, intercept) if belief is not None else (None, None)
    kind = covariance or ("cluster" if clusters is not None else "model")
    link = link or _core.fit.default_link(family)
    call = {
        "x": rows.x, **rows.columns, **rows.codes, "names": list(rows.names), "family": family, "link": link,
        "prior_mean": mean, "prior_precision": precision, "firth": firth, "covariance": kind,
        "small_sample": small_sample, "information": information, "intercept": intercept,
        "threads": threads, "max_iterations": max_iterations, "tolerance": tolerance,
    }  # fmt: skip
    with rows.choices("fit.glm"):
        found = _core.fit.glm(call, progress) if strata is None else _core.fit.glm_strata(call, progress)
    if strata is not None:
        found["strata"] = Strata.of(strata, rows.codes["strata"], found["strata"])
    names = (("intercept",) if intercept else ()) + rows.names
    return GlmFit(
        names=names, family=family, link=link, covariance_kind=kind, intercept=intercept,
        n_dropped=rows.n_dropped, dropped=rows.dropped, _call=call, **found,
    )  # fmt: skip
