"""Cox regression: what `backrisk.fit` offers as `cox` and its answer, `CoxFit`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.design import FloatMatrix, Rows, complete_rows, one_row, rows_of_fit
from backrisk._shared.interrupt import interruptible
from backrisk._shared.labels import label_column
from backrisk._shared.prior import PriorLike
from backrisk._shared.table import Table
from backrisk._shared.typing import Array, ColumnLike, LabelsLike
from backrisk.fit import cox_parts as parts
from backrisk.fit.cox_parts import CoxOptions, Frailty, SurvivalPrediction, concordance_of, ranked
from backrisk.fit.glm_fit import MatrixLike
from backrisk.fit.results import LEVEL, Fit, as_control, as_prior, check_options

_LONG = 2000
"""Rows from which on an exact likelihood may take seconds a step."""

__all__ = ["CoxFit", "Frailty", "SurvivalPrediction", "cox"]


class CoxFit(Fit):
    """A fitted Cox model; made by `cox`.

    Attributes
    ----------
    names : tuple of str
        Columns, in the order of `coef`, the log hazard ratios.
    ties : str
        How equal event times were treated.

    Notes
    -----
    With a frailty `covariance` is that of beta at the variance that was found: it neglects that the
    variance is estimated, and does not depend on how many people share it (as R's coxph with `frailty`).
    Intervals are therefore somewhat too short where the variance is uncertain; a bootstrap over people is
    not.
    """

    ratio_name = "hazard ratio"

    def __init__(
        self,
        core: Any,
        rows: Rows,
        strata: Array,
        people: Array,
        penalised: bool,
        codes: npt.NDArray[np.int64] | None = None,
    ) -> None:
        super().__init__(core, rows.names, rows, penalised)
        self._strata = strata
        self._people = people
        self._x = rows.x
        self._columns_of_rows = rows.columns
        self._offset = rows.columns.get("offset")
        self._codes = codes

    def __repr__(self) -> str:
        return f"CoxFit({len(self.names)} coefficients, {self.n_rows} rows, {self.n_events:.0f} events)"

    def _title(self) -> str:
        kind = ", robust covariance" if self.n_clusters else ""
        return f"Cox regression, {self.n_events:.0f} events in {self.n_rows} rows{kind}"

    @property
    def ties(self) -> str:
        """How equal event times were treated."""
        return str(self._core.ties)

    @property
    def log_posterior(self) -> float:
        """Log partial likelihood plus the log kernel of the prior."""
        return float(self._core.log_posterior)

    @property
    def score_test(self) -> float:
        """Chi square of the score at zero coefficients, p degrees of freedom; NaN with a prior."""
        return float(self._core.score_test)

    @property
    def wald_test(self) -> float:
        """Chi square of the coefficients by `covariance`; NaN with a prior."""
        return float(self._core.wald_test)

    def linear_predictor(self, X: MatrixLike | None = None, offset: ColumnLike | None = None) -> FloatColumn:
        """(n,) x beta + offset of rows of X, or of the rows of the fit; not centred.

        Raises `InvalidArgument` for other columns. A missing value gives NaN.
        """
        if X is None:
            if offset is not None:
                raise _core.InvalidArgument("CoxFit.linear_predictor: offset must come with X")
            x, shift = self._x, self._offset
        else:
            x = rows_of_fit(X, self.names, "CoxFit.linear_predictor")
            shift = None if offset is None else as_column(offset, "offset")
        return np.asarray(x @ self.coef + (0.0 if shift is None else shift))

    def predict(self, X: MatrixLike, reference: MatrixLike | None = None, level: float = LEVEL) -> Table:
        """The hazard ratio of each row of X against a reference, with its interval.

        Parameters
        ----------
        X : frame, mapping or array
            In the columns' order of the fit.
        reference : one row, optional
            The weighted mean of the rows of the fit unless given.
        level : float
            Of the interval.

        Returns
        -------
        Table
            `linear`, (x - reference) beta, its `standard_error`, and `ratio` with `ratio_low` and
            `ratio_high`.

        Raises
        ------
        InvalidArgument
            For other columns.
        """
        x, base = rows_of_fit(X, self.names, "CoxFit.predict"), self._core.centre
        if reference is not None:
            base = one_row(reference, self.names, "CoxFit.predict")
        found = _core.fit.predict_linear(x - base, None, False, self.coef, self.covariance, 1)
        half = _core.fit.normal_quantile(0.5 + level / 2) * found.standard_error
        return Table(
            {
                "linear": found.eta,
                "standard_error": found.standard_error,
                "ratio": np.exp(found.eta),
                "ratio_low": np.exp(found.eta - half),
                "ratio_high": np.exp(found.eta + half),
            },
            title=f"hazard ratios, {level:.0%} interval",
        )

    def concordance(self) -> float:
        """Harrell's C of the linear predictor in the rows of the fit, over pairs within strata.

        As R's `concordance(fit)`; in the rows that a model was fitted to it is too high: `validate.optimism`.
        """
        return concordance_of(self.linear_predictor(), self._columns_of_rows, self._codes)

    def martingale_residuals(self) -> FloatColumn:
        """(n,) event minus expected number of events; in the order of the rows given."""
        return np.asarray(self._core.martingale())

    def deviance_residuals(self) -> FloatColumn:
        """(n,) martingale residuals made more symmetric: sign(M) sqrt(-2 (M + d ln(d - M)))."""
        return np.asarray(self._core.deviance())

    def score_residuals(self) -> FloatMatrix:
        """(n, p) each row's part of the score; without the weights."""
        return np.asarray(self._core.score())

    def dfbeta(self) -> FloatMatrix:
        """(n, p) how much the coefficients move, to first order, when a row is left out."""
        return np.asarray(self._core.dfbeta())

    @property
    def frailty(self) -> Frailty | None:
        """What was found of the frailty; None without one. Predictions are for a person with u = 1."""
        found = self._core.frailty()
        if found is None:
            return None
        return Frailty(
            found.variance, self._people[found.person], found.log_frailty, found.penalised, found.integrated
        )

    def schoenfeld_residuals(self, scaled: bool = False) -> Table:
        """A row an event, in the order of stratum and time: row (from 0), stratum, time, and a column a name.

        x minus its mean among those at risk; `scaled`: beta + events * residual * V, whose trend over time is
        that of the coefficient (Grambsch & Therneau 1994, 10.1093/biomet/81.3.515).
        """
        found = self._core.schoenfeld()
        values = found.scaled if scaled else found.residual
        columns = {"row": found.row, "stratum": self._strata[found.stratum], "time": found.time}
        return Table(columns | {name: values[:, k] for k, name in enumerate(self.names)})

    def proportional_hazards(
        self, transform: parts.TimeScale = "km", terms: Mapping[str, Sequence[str]] | None = None
    ) -> Table:
        """Score test of coefficients that change as g(time): a row a term, the last all together.

        `transform` g: "km" (1 - S just before t), "identity", "log", "rank". `terms`: columns that are one term
        (a spline, the levels of a factor) by its name, tested together; others are their own. Small p: the
        hazard ratio is not constant. Source: Grambsch & Therneau 1994, 10.1093/biomet/81.3.515. Raises
        `InvalidArgument`.
        """
        return parts.proportional_table(self._core, self.names, transform, terms)

    def baseline(self) -> Table:
        """The baseline hazard at x = 0: a row an event time, by stratum.

        Columns: stratum, time, hazard (increment), cumulative_hazard, at_risk, events (sums of weights).
        Breslow's estimate under Breslow's and exact ties, Efron's under Efron's.
        """
        found = self._core.baseline()
        names = ("time", "hazard", "cumulative_hazard", "at_risk", "events")
        columns = {"stratum": self._strata[found.stratum]} | {name: getattr(found, name) for name in names}
        return Table(columns, title="baseline hazard at x = 0")

    def predict_survival(
        self,
        X: MatrixLike,
        times: ColumnLike | float,
        start: ColumnLike | None = None,
        stop: ColumnLike | None = None,
        path: LabelsLike | None = None,
        offset: ColumnLike | None = None,
        strata: LabelsLike | None = None,
    ) -> SurvivalPrediction:
        """Survival at `times` of people whose covariates are constant, or change along a path.

        Parameters
        ----------
        X : frame, mapping or array
            Without `start` and `stop` each row holds for ever and is one path.
        times : column
            In the unit of the fit.
        start, stop : columns, optional
            A row holds over (start, stop], and nobody fails in a gap.
        path : labels, optional
            Rows of one label are one person in the order of time.
        offset : column, optional
            Added to the log hazard.
        strata : labels, optional
            Needed where the fit has several.

        Returns
        -------
        SurvivalPrediction
            H(t) is the sum over event times s up to t of exp(offset + x(s) beta) h(s), survival exp(-H).
            Missing beyond the end of a path and beyond the follow-up of its stratum.

        Raises
        ------
        InvalidArgument
            For other columns, an unknown stratum and rows of a path that overlap.

        References
        ----------
        Therneau & Grambsch 2000, 10.1007/978-1-4757-3294-8, chapter 10.
        """
        x = rows_of_fit(X, self.names, "CoxFit.predict_survival")
        when = as_column(np.atleast_1d(times), "times")  # type: ignore[arg-type]
        codes, labels = ranked(path, "path", len(x))
        begin, end = (None if v is None else as_column(v, n) for v, n in ((start, "start"), (stop, "stop")))
        extra = None if offset is None else as_column(offset, "offset")
        where = None if strata is None else self._codes_of(strata)
        starts: npt.NDArray[np.uintp] | None = None
        if codes is not None:
            if begin is None or len(begin) != len(x):
                raise _core.InvalidArgument("path: needs start and stop, one a row of X")
            order = np.lexsort((begin, codes))
            x, begin = np.ascontiguousarray(x[order]), begin[order]
            end, extra = (None if v is None else v[order] for v in (end, extra))
            where = None if where is None else where[order]
            starts = np.searchsorted(codes[order], np.arange(len(labels) + 1)).astype(np.uintp)
        found = self._core.predict_survival(x, when, begin, end, extra, where, starts)
        paths = labels if codes is not None else np.arange(len(x))
        return SurvivalPrediction(when, paths, found.survival, found.cumulative_hazard, found.standard_error)

    def _codes_of(self, strata: LabelsLike | None) -> npt.NDArray[np.int64]:
        given = label_column(strata, "strata")
        at = np.minimum(np.searchsorted(self._strata, given), len(self._strata) - 1)
        unknown = np.flatnonzero(self._strata[at] != given)
        if unknown.size:
            row = int(unknown[0])
            raise _core.InvalidArgument(f"strata, row {row + 1}: {given[row]!r} is no stratum of the fit")
        return at.astype(np.int64)


def cox(
    X: MatrixLike,
    stop: ColumnLike,
    event: ColumnLike,
    start: ColumnLike | None = None,
    strata: LabelsLike | None = None,
    weights: ColumnLike | None = None,
    clusters: LabelsLike | None = None,
    frailty: LabelsLike | None = None,
    prior: PriorLike = None,
    **options: Unpack[CoxOptions],
) -> CoxFit:
    """Cox regression of (start, stop] data: hazard = baseline of the stratum times exp(offset + x beta).

    Parameters
    ----------
    X : frame, mapping or array
        n rows by p columns.
    stop, event : columns
        When a row ends, in any one unit, and 1 for an event then, 0 for censored.
    start : column, optional
        Where a row enters; nobody enters late unless given. A person may have many rows: covariates that
        change, recurrent events (Andersen-Gill; with the event number in `strata`,
        Prentice-Williams-Peterson); then give `clusters`, the person of each row.
    strata : labels, optional
        Each stratum has a baseline of its own.
    weights : column, optional
        Not negative; a row of weight 0 is left out.
    clusters : labels, optional
        Rows of one label belong together: the covariance is cluster-robust. It is missing, with a `reason`,
        for two clusters, and for as many as coefficients or fewer.
    frailty : labels, optional
        The person of each row: a person's rows share a factor on the hazard, whose variance is estimated.
    prior : Prior, float or tuple, optional
        A `Prior`, a ridge (one precision for all) or (mean, precision), the precision a number, a column or a
        matrix.
    **options
        `ties`: "efron" (default), "breslow", or "exact" for times that are truly discrete (visits, months):
        the conditional logistic likelihood of each time, without weights, clusters, frailty and score
        residuals, and for thousands of rows at most. `offset`: added to the log hazard. `frailty_law`:
        "gamma" (mean 1) or "gaussian" (its logarithm); `frailty_variance`: held instead of estimated.
        `missing`: "error", or "drop", complete cases, counted in `n_dropped`; to use all rows, `impute` and
        `pooled`. `control`: a `Control` of tolerance, iterations, threads (not a bit of the answer) and
        progress, where Ctrl-C works too.

    Returns
    -------
    CoxFit
        Coefficients, covariance, tests, residuals, baseline, predictions.

    Raises
    ------
    InvalidArgument
        Naming row and column for a missing value, a start not before its stop, an event other than 0 or 1, a
        negative weight, and where there is no event.
    NumericError
        When columns determine each other, when the events are separated (both name the columns), or when
        there is no maximum.

    Notes
    -----
    Times that differ by rounding (1.5e-8, absolute or of their mean) are tied, as in R's coxph.

    References
    ----------
    Cox 1972, 10.1111/j.2517-6161.1972.tb00899.x; Efron 1977, 10.1080/01621459.1977.10480613; Lin & Wei 1989,
    10.1080/01621459.1989.10478874; Therneau et al. 2003, 10.1198/1061860031365.

    Examples
    --------
    >>> import backrisk as br
    >>> load = [1.0, 0.0, 1.0, 0.0, 1.0, 0.0]
    >>> found = br.fit.cox({"load": load}, stop=[3, 9, 5, 4, 2, 8], event=[1, 1, 0, 1, 1, 0])
    >>> found
    CoxFit(1 coefficients, 6 rows, 4 events)
    >>> round(float(found.coef[0]), 4)
    1.2271
    """
    check_options(options, CoxOptions.__annotations__, "fit.cox")
    columns = {"stop": stop, "event": event, "start": start, "weights": weights}
    columns["offset"] = options.get("offset")
    rows = complete_rows(X, columns, {"clusters": clusters}, options.get("missing", "error"), "fit.cox")
    codes, labels = ranked(rows.kept(strata), "strata", len(rows.x))
    people, persons = ranked(rows.kept(frailty), "frailty", len(rows.x))
    if people is not None and clusters is not None:
        raise _core.InvalidArgument("cox: clusters and frailty are two answers to one question; give one")
    belief = as_prior(prior, "fit.cox")
    mean, precision = belief.for_columns(rows.x, intercept=False) if belief is not None else (None, None)
    variance = options.get("frailty_variance")
    with rows.choices("fit.cox"):
        control = as_control(options.get("control"), "fit.cox")
        ties = options.get("ties", "efron")
        core = interruptible(
            lambda: _core.fit.fit_cox(
                x=rows.x,
                strata=codes,
                ties=ties,
                prior_mean=mean,
                prior_precision=precision,
                names=list(rows.names),
                person=people,
                frailty=options.get("frailty_law", "gamma"),
                frailty_variance=np.nan if variance is None else variance,
                control=control,
                **rows.columns,
                **rows.codes,
            ),
            long=ties == "exact" and len(rows.x) > _LONG,
        )
    return CoxFit(core, rows, labels, persons, belief is not None, codes)
