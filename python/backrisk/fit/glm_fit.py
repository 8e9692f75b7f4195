"""Generalised linear models: the call, its answer, prediction. `backrisk.fit` is the public place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias, TypedDict, Unpack

import numpy as np

from backrisk import _core
from backrisk._shared.columns import as_column
from backrisk._shared.design import FloatMatrix, Rows, complete_rows, rows_of_fit
from backrisk._shared.prior import Prior
from backrisk._shared.typing import ColumnLike, FrameLike, LabelsLike, Number
from backrisk.fit.prediction import Prediction
from backrisk.fit.results import LEVEL, Control, Fit, as_control, as_prior, check_options
from backrisk.fit.strata import Strata

MatrixLike: TypeAlias = FrameLike | ColumnLike | list[list[Number]] | list[tuple[Number, ...]]
Family = Literal["binomial", "poisson", "gaussian"]
Link = Literal["logit", "probit", "cloglog", "log", "identity"]
CovarianceKind = Literal["model", "sampling", "sandwich", "cluster"]

RATIOS = {"logit": "odds ratio", "cloglog": "hazard ratio", "log": "rate ratio"}


class GlmOptions(TypedDict, total=False):
    """What a `glm` is seldom asked; the call's docstring says what each means."""

    firth: bool
    covariance: CovarianceKind | None
    small_sample: bool
    information: Literal["expected", "observed"]
    intercept: bool
    missing: Literal["error", "drop"]
    control: Control | None


class GlmFit(Fit):
    """A fitted generalised linear model; made by `glm`.

    Attributes
    ----------
    names : tuple of str
        Terms of `coef` and `covariance`, the intercept first.
    family, link : str
        Of the model.
    covariance_kind : str
        Of `covariance`.
    intercept : bool
        Whether there is one.
    strata : Strata or None
        The intercepts of the strata.

    Notes
    -----
    `naive_covariance` is the inverse of information plus prior precision: under a prior the Laplace
    posterior, whose log evidence is `log_evidence` (NaN without a proper prior).
    """

    def __init__(
        self,
        core: Any,
        rows: Rows,
        problem: Any,
        options: Mapping[str, Any],
        strata: Strata | None,
    ) -> None:
        intercept = bool(options["intercept"])
        names = (("intercept",) if intercept else ()) + rows.names
        super().__init__(core, names, rows, bool(options["penalised"]))
        self._problem = problem
        self._threads = int(problem.threads)
        self._x = rows.x
        self.intercept = intercept
        self.family = str(options["family"])
        self.link = str(options["link"])
        self.covariance_kind = str(options["covariance"])
        self.strata = strata
        self.ratio_name = RATIOS.get(self.link, "")
        if self.link == "log" and self.family == "binomial":
            self.ratio_name = "risk ratio"

    def __repr__(self) -> str:
        return (
            f"GlmFit({self.family}, {self.link}; {len(self.names)} coefficients, {self.n_rows} rows, "
            f"{self.covariance_kind} covariance)"
        )

    def _columns(self) -> tuple[str, ...]:
        return self.names[int(self.intercept) :]

    def _title(self) -> str:
        return f"{self.family} ({self.link}), {self.n_rows} rows, {self.covariance_kind} covariance"

    @property
    def deviance(self) -> float:
        """Twice how far the log-likelihood is below that of means that are the outcomes."""
        return float(self._core.deviance)

    @property
    def null_deviance(self) -> float:
        """The deviance of intercept and offset alone."""
        return float(self._core.null_deviance)

    @property
    def dispersion(self) -> float:
        """Residual variance of a Gaussian outcome; 1 otherwise."""
        return float(self._core.dispersion)

    @property
    def log_prior(self) -> float:
        """Log kernel of the prior at `coef`."""
        return float(self._core.log_prior)

    @property
    def log_evidence(self) -> float:
        """Log of the integral of likelihood times prior, by Laplace; NaN without a proper prior."""
        return float(self._core.log_evidence)

    @property
    def aic(self) -> float:
        """-2 log-likelihood + 2 effective parameters (one more for a Gaussian variance)."""
        return super().aic + 2 * (self.family == "gaussian")

    @property
    def pearson_dispersion(self) -> float:
        """Σ w (y - μ)² / V(μ) over n - effective parameters: near 1 where the family fits, more where
        outcomes vary more than it says; then prefer `covariance="sandwich"` or `clusters`."""
        problem = self._problem if self.strata is None else self.strata.in_offset(self._problem)
        return float(problem.pearson_dispersion(self.coef, self.effective_parameters))

    def interval(self, level: float = LEVEL, method: Literal["wald", "profile"] = "wald") -> FloatMatrix:
        """Rows (low, high), one a coefficient.

        Parameters
        ----------
        level : float
            Of the interval, between 0 and 1.
        method : {"wald", "profile"}
            Wald: coefficient ± z · standard error. Profile: where twice the fall of the maximal
            log-likelihood (plus log prior) is the χ²(1) quantile (Venzon & Moolgavkar 1988, Appl Stat 37:87,
            doi 10.2307/2347496); infinite where it never falls that far.

        Raises
        ------
        InvalidArgument
            For another method, and for a profile where there are strata.
        """
        if method == "wald":
            return super().interval(level)
        if method != "profile":
            rule = "must be 'wald' or 'profile'"
            raise _core.InvalidArgument(f"GlmFit.interval: method is {method!r}, but {rule}")
        if self.strata is not None:
            raise _core.InvalidArgument("GlmFit.interval: method 'profile' is not there for a fit with strata")
        return np.asarray(self._problem.profile(self._core, level))

    def predict(
        self,
        X: MatrixLike,
        offset: ColumnLike | None = None,
        level: float = LEVEL,
        *,
        strata: LabelsLike | None = None,
    ) -> Prediction:
        """The mean of y for rows of X, with its interval.

        Parameters
        ----------
        X : frame, mapping or array
            In the columns' order of the fit.
        offset : column, optional
            Added to η.
        level : float
            Of the interval.
        strata : labels, optional
            The stratum of each row, where the fit has strata; one that the fit knows.

        Returns
        -------
        Prediction
            η = x b + offset; low and high are g⁻¹(η ± z √(x' V x)): where the mean is, not where a new y
            is. A row with a missing value predicts NaN.

        Raises
        ------
        InvalidArgument
            For other columns or an unknown stratum.
        """
        x = rows_of_fit(X, self._columns(), "GlmFit.predict")
        shift = None if offset is None else as_column(offset, "offset")
        if (strata is None) != (self.strata is None):
            rule = "must be given exactly where the fit has strata"
            raise _core.InvalidArgument(f"GlmFit.predict: strata {rule}")
        if self.strata is not None:
            at = self.strata.places(strata, len(x))
            eta, error = self.strata.linear(x, shift, at, self.coef, self.covariance)
        else:
            found = _core.fit.predict_linear(x, shift, self.intercept, self.coef, self.covariance, self._threads)
            eta, error = found.eta, found.standard_error
        half = _core.fit.normal_quantile(0.5 + level / 2) * error
        mean, low, high = (_core.fit.mean_of(self.family, self.link, at) for at in (eta, eta - half, eta + half))
        return Prediction(mean, low, high, eta, error, level)


def glm(
    X: MatrixLike,
    y: ColumnLike,
    *,
    family: Family = "binomial",
    link: Link | None = None,
    offset: ColumnLike | None = None,
    weights: ColumnLike | None = None,
    strata: LabelsLike | None = None,
    clusters: LabelsLike | None = None,
    prior: Prior | float | None = None,
    **options: Unpack[GlmOptions],
) -> GlmFit:
    """Fits y ~ family with mean g⁻¹(b₀ + X b + offset) by maximising Σ wᵢ lᵢ + log prior.

    Parameters
    ----------
    X : frame, mapping or array
        n rows by p columns.
    y : column
        n outcomes; binomial takes 0 and 1, or shares with the number of trials as `weights`.
    family, link : str
        gaussian (identity), binomial (logit, probit, cloglog, log), poisson (log); the first link is the
        default.
    offset : column, optional
        Added to η, such as the log of exposure time.
    weights : column, optional
        Not negative; multiply the log-likelihood of a row.
    strata : labels, optional
        Each stratum has an intercept of its own, found without a column for it, as if by `indicators`
        (effects in `GlmFit.strata`, `intercept` does not count). Strata whose outcome does not vary tell
        nothing and are left out. With a binomial outcome and many small strata the estimate is too large
        (pairs double it): use `conditional_logistic` there.
    clusters : labels, optional
        Rows of one label belong together: the covariance is cluster-robust. It is missing, with a `reason`,
        for two clusters, and for as many as coefficients or fewer.
    prior : Prior or float, optional
        `ridge`, `normal_prior`, `weak_prior`, or a number for `ridge(number)`; None is maximum likelihood.
    **options
        `firth` (logit): bias-reduced, finite under separation. `covariance`: "model" (default), "sandwich"
        (robust), "cluster" (default where `clusters` are given) or "sampling" (A⁻¹ I A⁻¹ of a penalised
        estimate); `small_sample` multiplies by n/(n-q), or G/(G-1)·(n-1)/(n-q). `information`: "expected"
        as R, or "observed" (the Laplace posterior proper) in the covariance; they differ for probit,
        cloglog and the binomial log link. `intercept`: whether there is one (default). `missing`: "error",
        or "drop", complete cases, counted in `n_dropped`; to use all rows, `impute` and `pooled`.
        `control`: a `Control` of tolerance, iterations, threads (not a bit of the answer) and progress,
        where Ctrl-C works too.

    Returns
    -------
    GlmFit
        Coefficients, covariance, summary, intervals, predictions.

    Raises
    ------
    InvalidArgument
        For bad input, missing values with row and column.
    NumericError
        When columns determine each other, when the outcome is separated (both name the columns), or when
        there is no maximum.

    References
    ----------
    McCullagh & Nelder 1989, doi 10.1007/978-1-4899-3242-6; sandwich White 1982, doi 10.2307/1912526;
    clusters Liang & Zeger 1986, doi 10.1093/biomet/73.1.13; Firth 1993, doi 10.1093/biomet/80.1.27; small
    strata Neyman & Scott 1948, doi 10.2307/1914288.

    Examples
    --------
    >>> fit = glm({"heavy": [1, 1, 0, 0]}, [1, 0, 1, 0], weights=[20, 30, 10, 60])
    >>> fit.summary()["ratio"].round(3), fit.standard_error.round(3)
    (array([0.167, 4.   ]), array([0.342, 0.447]))
    """
    check_options(options, GlmOptions.__annotations__, "fit.glm")
    missing = options.get("missing", "error")
    columns, codes = {"y": y, "offset": offset, "weights": weights}, {"clusters": clusters, "strata": strata}
    rows = complete_rows(X, columns, codes, missing, "fit.glm")
    intercept = options.get("intercept", True) and strata is None
    information = options.get("information", "expected")
    if information not in ("expected", "observed"):
        rule = "must be 'expected' or 'observed'"
        raise _core.InvalidArgument(f"fit.glm: information is {information!r}, but {rule}")
    belief = as_prior(prior, "fit.glm")
    mean, precision = belief.for_columns(rows.x, intercept) if belief is not None else (None, None)
    firth = options.get("firth", False)
    kind = options.get("covariance") or ("cluster" if clusters is not None else "model")
    used = {"family": family, "link": link or _core.fit.default_link(family), "covariance": kind}
    with rows.choices("fit.glm"):
        problem = _core.fit.GlmProblem(
            rows.x,
            **rows.columns,
            **rows.codes,
            **used,
            intercept=intercept,
            prior_mean=mean,
            prior_precision=precision,
            firth=firth,
            small_sample=options.get("small_sample", False),
            expected_information=information == "expected",
            names=list(rows.names),
            control=as_control(options.get("control"), "fit.glm"),
        )
        whole = None if strata is None else problem.solve_strata()
        core = problem.solve() if whole is None else whole.fit
    found = None if whole is None else Strata.of(rows.kept(strata), rows.codes["strata"], whole.strata)
    penalised = firth or belief is not None
    return GlmFit(core, rows, problem, used | {"intercept": intercept, "penalised": penalised}, found)
