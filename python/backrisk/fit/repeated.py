"""Repeated outcomes of the same people: `gee` over the population, `random_intercept` person by person."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypedDict, Unpack

import numpy as np

from backrisk import _core
from backrisk._shared.columns import as_column
from backrisk._shared.design import Rows, as_matrix, complete_rows, rows_of_fit
from backrisk._shared.labels import as_labels
from backrisk._shared.options import choice, integer
from backrisk._shared.prior import Prior
from backrisk._shared.table import Table
from backrisk._shared.typing import Array, ColumnLike, LabelsLike
from backrisk.fit.glm_fit import RATIOS, Family, Link, MatrixLike
from backrisk.fit.prediction import Prediction
from backrisk.fit.results import LEVEL, ChiSquareTest, Control, Fit, as_control, as_prior, check_options

__all__ = ["GeeFit", "RandomInterceptFit", "gee", "random_intercept"]

Correlation = Literal["exchangeable", "independence"]
Asked: TypeAlias = dict[str, Any]
"""Arguments of the core by name."""


class RepeatedOptions(TypedDict, total=False):
    """What a fit to repeated outcomes is seldom asked; the call's docstring says what each means."""

    intercept: bool
    missing: Literal["error", "drop"]
    control: Control | None


class GeeOptions(RepeatedOptions, total=False):
    """Of `gee` alone."""

    small_sample: bool


class RandomInterceptOptions(RepeatedOptions, total=False):
    """Of `random_intercept` alone."""

    nodes: int


class _Repeated(Fit):
    """What both fits share: the columns, the link, and predictions from X."""

    def __init__(self, core: Any, rows: Rows, options: Asked) -> None:
        self.intercept = bool(options["intercept"])
        names = (("intercept",) if self.intercept else ()) + rows.names
        super().__init__(core, names, rows, bool(options["penalised"]))
        self.family, self.link = str(options["kind"][0]), str(options["kind"][1])
        self.ratio_name = RATIOS.get(self.link, "")
        if (self.family, self.link) == ("binomial", "log"):
            self.ratio_name = "risk ratio"

    def _columns(self) -> tuple[str, ...]:
        return self.names[int(self.intercept) :]

    def wald_test(self) -> ChiSquareTest:
        """All columns together: b' V⁻¹ b by `covariance`; NaN with a prior, and where `covariance` is missing."""
        at = slice(int(self.intercept), None)
        b, v = self.coef[at], self.covariance[at, at]
        known = not self._penalised and b.size > 0 and bool(np.isfinite(v).all())
        statistic = float(b @ np.linalg.solve(v, b)) if known else np.nan
        return ChiSquareTest(statistic, b.size, _core.fit.chi_square_tail(statistic, b.size))

    def _linear(self, X: MatrixLike, offset: ColumnLike | None) -> _core.fit.LinearPrediction:
        x = rows_of_fit(X, self._columns(), f"{type(self).__name__}.predict")
        shift = None if offset is None else as_column(offset, "offset")
        return _core.fit.predict_linear(x, shift, self.intercept, self.coef, self.covariance, 1)


class GeeFit(_Repeated):
    """Generalised estimating equations that were solved; made by `gee`.

    Attributes
    ----------
    names : tuple of str
        Terms of `coef`, the intercept first; effects on the mean of the population.
    correlation_kind : str
        "exchangeable" or "independence".

    Notes
    -----
    There is no likelihood: `log_likelihood`, `aic` and `likelihood_ratio` are NaN; use `wald_test`.
    `covariance` is the sandwich over the clusters, `naive_covariance` trusts the working correlation.
    """

    def __init__(self, core: _core.fit.GeeResult, rows: Rows, options: Asked) -> None:
        super().__init__(core, rows, options)
        self.correlation_kind = str(options["correlation"])

    def __repr__(self) -> str:
        return (
            f"GeeFit({self.family}, {self.link}, {self.correlation_kind}; {self.n_rows} rows in "
            f"{self.n_clusters} clusters)"
        )

    def _title(self) -> str:
        kind = f"{self.correlation_kind} correlation {self.correlation:.3g}"
        return f"population means, {self.family} ({self.link}), {self.n_rows} rows, {kind}"

    @property
    def correlation(self) -> float:
        """Of the Pearson residuals of two rows of a cluster, by moments; 0 under independence."""
        return float(self._core.correlation)

    @property
    def dispersion(self) -> float:
        """Mean square of the Pearson residuals."""
        return float(self._core.dispersion)

    @property
    def log_likelihood(self) -> float:
        """NaN: estimating equations have none."""
        return float("nan")

    @property
    def null_log_likelihood(self) -> float:
        """NaN: estimating equations have none."""
        return float("nan")

    @property
    def effective_parameters(self) -> float:
        """The number of coefficients."""
        return float(len(self.names))

    def predict(self, X: MatrixLike, offset: ColumnLike | None = None, level: float = LEVEL) -> Prediction:
        """The mean over the population for rows of X, in the columns' order of the fit, with its interval.

        A row with a missing value predicts NaN. Raises `InvalidArgument` for other columns.
        """
        found = self._linear(X, offset)
        half = _core.fit.normal_quantile(0.5 + level / 2) * found.standard_error
        ends = (_core.fit.mean_of(self.family, self.link, found.eta + k * half) for k in (0, -1, 1))
        mean, low, high = ends
        return Prediction(mean, low, high, found.eta, found.standard_error, level)


class RandomInterceptFit(_Repeated):
    """A model with a normal random intercept a cluster; made by `random_intercept`.

    Attributes
    ----------
    names : tuple of str
        Terms of `coef`, the intercept first; effects within a cluster, given its intercept.
    clusters : array
        The labels of the clusters, sorted.
    """

    def __init__(self, core: _core.fit.RandomInterceptResult, rows: Rows, options: Asked, clusters: Array) -> None:
        super().__init__(core, rows, options)
        self.clusters = clusters[np.asarray(core.cluster)]

    def __repr__(self) -> str:
        return (
            f"RandomInterceptFit({self.family}, {self.link}, sd {self.sd:.3g}; {self.n_rows} rows in "
            f"{self.n_clusters} clusters)"
        )

    def _title(self) -> str:
        return f"random intercepts of sd {self.sd:.3g}, {self.family} ({self.link}), {self.n_rows} rows"

    @property
    def reason(self) -> str:
        """Empty: the covariance is always there."""
        return ""

    @property
    def sd(self) -> float:
        """Standard deviation of the random intercepts, on the scale of the link."""
        return float(self._core.sd)

    @property
    def sd_error(self) -> float:
        """Standard error of `sd`; NaN at 0, the edge of what it may be."""
        return float(self._core.sd_error)

    @property
    def log_prior(self) -> float:
        """Log kernel of the prior at `coef`."""
        return float(self._core.log_prior)

    @property
    def intraclass_correlation(self) -> float:
        """sd² / (sd² + the variance of the link's own distribution): logit π²/3, probit 1, cloglog π²/6.

        NaN for other links. Source: Nakagawa & Schielzeth 2010, doi 10.1111/j.1469-185X.2010.00141.x.
        """
        own = {"logit": np.pi**2 / 3, "probit": 1.0, "cloglog": np.pi**2 / 6}.get(self.link, np.nan)
        return float(self.sd**2 / (self.sd**2 + own))

    def effects(self) -> Table:
        """A row a cluster: its intercept's posterior mean given the fit, and its standard deviation."""
        columns = {"cluster": self.clusters, "effect": self._core.effect, "standard_error": self._core.effect_error}
        return Table(columns, title="random intercepts, as differences from the mean")

    def predict(
        self,
        X: MatrixLike,
        offset: ColumnLike | None = None,
        level: float = LEVEL,
        *,
        of: Literal["population", "median_cluster"] = "population",
    ) -> Prediction:
        """The mean for rows of X, in the columns' order of the fit.

        `of`: "population" averages over clusters (what a share of people is), "median_cluster" has a random
        intercept of 0. They differ where the link bends. The interval is that of the linear predictor with
        `sd` held. A row with a missing value predicts NaN. Raises `InvalidArgument`.
        """
        choice("RandomInterceptFit.predict", "of", of, ("population", "median_cluster"))
        found = self._linear(X, offset)
        half = _core.fit.normal_quantile(0.5 + level / 2) * found.standard_error
        spread = self.sd if of == "population" else 0.0
        ends = (_core.fit.marginal_mean(self.family, self.link, found.eta + k * half, spread) for k in (0, -1, 1))
        mean, low, high = ends
        return Prediction(mean, low, high, found.eta, found.standard_error, level)


def _asked(
    function: str,
    X: MatrixLike,
    columns: Asked,
    clusters: LabelsLike | None,
    kind: tuple[str, str | None],
    rest: Asked,
) -> tuple[Rows, Asked, Array]:
    """Rows, the arguments that both fits hand to the core, and the labels of the clusters."""
    prior, options = rest["prior"], rest["options"]
    check_options(options, rest["known"], function)
    if clusters is None:
        raise _core.InvalidArgument(f"{function}: clusters is None, but must have the person of each row")
    coded = as_labels(clusters, "clusters", len(as_matrix(X)[0]), "X")
    codes = coded.codes.astype(np.int64)
    rows = complete_rows(X, columns, {"clusters": codes}, options.get("missing", "error"), function)
    intercept = bool(options.get("intercept", True))
    given = as_prior(prior, function)
    mean, precision = given.for_columns(rows.x, intercept) if given is not None else (None, None)
    family, link = kind
    asked = {
        "kind": (family, link or _core.fit.default_link(family)),
        "intercept": intercept,
        "prior_mean": mean,
        "prior_precision": precision,
        "names": list(rows.names),
        "control": as_control(options.get("control"), function),
    }
    return rows, asked, coded.levels


def gee(
    X: MatrixLike,
    y: ColumnLike,
    clusters: LabelsLike,
    *,
    correlation: Correlation = "exchangeable",
    family: Family = "binomial",
    link: Link | None = None,
    offset: ColumnLike | None = None,
    weights: ColumnLike | None = None,
    prior: Prior | float | None = None,
    **options: Unpack[GeeOptions],
) -> GeeFit:
    """Generalised estimating equations: means over a population from repeated outcomes (daily or weekly pain).

    Solves Σ D' V⁻¹ (y - μ) = 0 with V = φ A^½ R A^½: A the variance function of the family, R the working
    correlation of the rows of a cluster.

    Parameters
    ----------
    X : frame, mapping or array
        n rows by p columns.
    y : column
        n outcomes, as for `glm`.
    clusters : labels
        The person of each row.
    correlation : str
        "exchangeable": any two rows of a cluster have the same correlation, from the moments of the Pearson
        residuals; "independence". The estimate is right for either, more precise where the choice is.
    family, link, offset, weights, missing, control
        As for `glm`; a weight divides the variance of a row.
    prior : Prior or float, optional
        Its score is added to the equations.
    **options
        `intercept`, `missing`, `control` as for `glm`; `small_sample`: φ and the correlation divide by their
        numbers less those of coefficients.

    Returns
    -------
    GeeFit
        Coefficients with the sandwich over clusters, `correlation`, `dispersion`, predictions. With fewer than
        about 40 clusters the sandwich is too small.

    Raises
    ------
    InvalidArgument
        For bad input, missing values with row and column.
    NumericError
        As `glm`, whose fit is the start; for a correlation that clusters of this size cannot have; and
        without a root.

    References
    ----------
    Liang & Zeger 1986, doi 10.1093/biomet/73.1.13; Zeger & Liang 1986, doi 10.2307/2531248.

    Examples
    --------
    >>> week = {"load": [0, 0, 1, 1] * 4}
    >>> pain = [0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 1, 1]
    >>> found = gee(week, pain, clusters=["ann"] * 4 + ["bob"] * 4 + ["cid"] * 4 + ["dora"] * 4)
    >>> found.coef.round(3), round(found.correlation, 3)
    (array([-1.099,  2.197]), 0.111)
    """
    known = GeeOptions.__annotations__ | RepeatedOptions.__annotations__
    rest = {"prior": prior, "options": options, "known": known}
    columns = {"y": y, "offset": offset, "weights": weights}
    rows, asked, _ = _asked("fit.gee", X, columns, clusters, (family, link), rest)
    with rows.choices("fit.gee"):
        core = _core.fit.fit_gee(
            rows.x,
            **rows.columns,
            **rows.codes,
            **asked,
            correlation=correlation,
            small_sample=options.get("small_sample", False),
        )
    return GeeFit(core, rows, asked | {"correlation": correlation, "penalised": prior is not None})


def random_intercept(
    X: MatrixLike,
    y: ColumnLike,
    clusters: LabelsLike,
    *,
    family: Literal["binomial", "poisson"] = "binomial",
    link: Link | None = None,
    offset: ColumnLike | None = None,
    weights: ColumnLike | None = None,
    prior: Prior | float | None = None,
    **options: Unpack[RandomInterceptOptions],
) -> RandomInterceptFit:
    """A generalised linear model in which each cluster has its own intercept, drawn from N(b₀, sd²).

    Maximises Σ over clusters of ln ∫ Π f(y | η + sd u) φ(u) du by adaptive Gauss-Hermite quadrature.

    Parameters
    ----------
    X : frame, mapping or array
        n rows by p columns.
    y : column
        n outcomes, as for `glm`.
    clusters : labels
        The person of each row.
    family, link, offset, weights
        As for `glm`; binomial or poisson.
    prior : Prior or float, optional
        Of the coefficients; the sd is flat.
    **options
        `intercept`, `missing`, `control` as for `glm`; `nodes` of the quadrature, 20 to 100, 25 unless
        given.

    Returns
    -------
    RandomInterceptFit
        Coefficients given the person (larger in size than those over the population of `gee` where the link
        bends), `sd` with error, `effects()` of the clusters, predictions.

    Raises
    ------
    InvalidArgument
        For bad input, missing values with row and column.
    NumericError
        As `glm`, whose fit is the start, and without a maximum.

    References
    ----------
    Pinheiro & Bates 1995, doi 10.1080/10618600.1995.10474663.

    Examples
    --------
    >>> day = {"load": [0, 1] * 12}
    >>> pain = [0, 0, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1]
    >>> found = random_intercept(day, pain, clusters=np.repeat(["ann", "bob", "cid", "dora"], 6))
    >>> found.names, found.n_clusters
    (('intercept', 'load'), 4)
    """
    known = RandomInterceptOptions.__annotations__ | RepeatedOptions.__annotations__
    rest = {"prior": prior, "options": options, "known": known}
    columns = {"y": y, "offset": offset, "weights": weights}
    rows, asked, labels = _asked("fit.random_intercept", X, columns, clusters, (family, link), rest)
    nodes = integer("fit.random_intercept", "nodes", options.get("nodes", 25))
    with rows.choices("fit.random_intercept"):
        core = _core.fit.fit_random_intercept(rows.x, **rows.columns, **rows.codes, **asked, nodes=nodes)
    return RandomInterceptFit(core, rows, asked | {"penalised": prior is not None}, labels)
