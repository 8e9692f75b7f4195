"""Cox regression: what `backrisk.fit` offers as `cox` and its answer, `CoxFit`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.design import FloatMatrix, as_matrix, complete_rows, left_out
from backrisk._shared.labels import as_labels
from backrisk._shared.prior import Prior
from backrisk._shared.table import Table

__all__ = ["CoxFit", "Frailty", "SurvivalPrediction", "cox"]


def ranked(labels: Any | None, name: str, size: int) -> tuple[npt.NDArray[np.int64] | None, npt.NDArray[Any]]:
    """Labels as 0, 1, ... in their sorted order, and the labels behind the numbers."""
    if labels is None:
        return None, np.array([0])
    coded = as_labels(labels, name, size, "X")
    return coded.codes.astype(np.int64), coded.levels


@dataclass(frozen=True)
class SurvivalPrediction:
    """Survival of each path (row) at each time (column), (m, k); NaN beyond the end of a path.

    `standard_error` belongs to `cumulative_hazard`; survival's own is `survival * standard_error`. `path`
    labels the rows.
    """

    times: FloatColumn
    path: npt.NDArray[Any]
    survival: FloatMatrix
    cumulative_hazard: FloatMatrix
    standard_error: FloatMatrix

    def interval(self, level: float = 0.95) -> tuple[FloatMatrix, FloatMatrix]:
        """Ends of the interval of survival, normal on the scale of the cumulative hazard."""
        z = _core.fit.normal_quantile((1 + level) / 2)
        wide = z * self.standard_error
        low = np.exp(-self.cumulative_hazard - wide)
        return low, np.minimum(np.exp(-self.cumulative_hazard + wide), 1.0)


class CoxFit:
    """A fitted Cox model; made by `cox`.

    Read `converged` and `message` first. `coef` are log hazard ratios in the order of `names`, NaN for a
    column that the others determine. `n_dropped` rows were left out because a value is missing, `dropped`
    says how many values each column lacks; `rows` and all residuals are of those left.
    """

    def __init__(
        self,
        core: Any,
        names: Sequence[str],
        strata: npt.NDArray[Any],
        people: npt.NDArray[Any],
        dropped: dict[str, int],
        n_dropped: int,
    ) -> None:
        self._core = core
        self.names = tuple(names)
        self._strata = strata
        self._people = people
        self.dropped = dropped
        self.n_dropped = n_dropped

    def __repr__(self) -> str:
        state = "converged" if self.converged else "NOT converged"
        return f"CoxFit({len(self.names)} coefficients, {self.rows} rows, {self.events} events; {state})"

    @property
    def coef(self) -> FloatColumn:
        """(p,) log hazard ratios."""
        return np.asarray(self._core.coef())

    @property
    def covariance(self) -> FloatMatrix:
        """(p, p) inverse of the information, plus the precision of the prior if there is one."""
        return np.asarray(self._core.covariance())

    @property
    def robust_covariance(self) -> FloatMatrix | None:
        """(p, p) sandwich over the clusters; None without clusters."""
        robust = np.asarray(self._core.robust_covariance())
        return robust if robust.size or not self.names else None

    @property
    def log_likelihood(self) -> float:
        """Log partial likelihood at `coef`, without the prior."""
        return float(self._core.log_likelihood)

    @property
    def log_likelihood_null(self) -> float:
        """Log partial likelihood with every coefficient zero."""
        return float(self._core.log_likelihood_null)

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
        """Chi square of the coefficients, with the robust covariance if there is one; NaN with a prior."""
        return float(self._core.wald_test)

    @property
    def converged(self) -> bool:
        """Whether the maximum was reached; False under separation."""
        return bool(self._core.converged)

    @property
    def iterations(self) -> int:
        """Newton steps."""
        return int(self._core.iterations)

    @property
    def message(self) -> str:
        """Why not to trust the fit, in words; empty when it stands."""
        text = str(self._core.message)
        columns = [*self._core.aliased, *self._core.unbounded]
        return f"{text} ({', '.join(self.names[k] for k in columns)})" if columns else text

    @property
    def rows(self) -> int:
        """Rows of the table."""
        return int(self._core.rows)

    @property
    def events(self) -> int:
        """Events."""
        return int(self._core.events)

    @property
    def standard_error(self) -> FloatColumn:
        """(p,) from the robust covariance if there is one, else from the covariance."""
        robust = self.robust_covariance
        return np.asarray(np.sqrt(np.diag(self.covariance if robust is None else robust)))

    def summary(self, level: float = 0.95) -> Table:
        """A row a coefficient: hazard ratio with its interval at `level`, z and two-sided p.

        The standard error is robust when clusters were given.
        """
        robust = self.robust_covariance
        variance = np.diag(self.covariance if robust is None else robust)
        error, z, p, low, high = _core.fit.wald(self.coef, np.ascontiguousarray(variance), level)
        return Table(
            {
                "name": np.asarray(self.names, dtype=object),
                "coef": self.coef,
                "standard_error": error,
                "hazard_ratio": np.exp(self.coef),
                "low": np.exp(low),
                "high": np.exp(high),
                "z": z,
                "p": p,
            },
            title=f"Cox regression, {self.events} events in {self.rows} rows{left_out(self.n_dropped)}",
        )

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
        if not len(found["person"]):
            return None
        return Frailty(**(found | {"person": self._people[found["person"]]}))

    def schoenfeld_residuals(self, scaled: bool = False) -> Table:
        """A row an event, in the order of stratum and time: row (from 0), stratum, time, and a column a name.

        x minus its mean among those at risk; `scaled`: beta + events * residual * V, whose trend over time is
        that of the coefficient (Grambsch & Therneau 1994, 10.1093/biomet/81.3.515).
        """
        found = self._core.schoenfeld()
        values = found["scaled" if scaled else "residual"]
        columns = {"row": found["row"], "stratum": self._strata[found["stratum"]], "time": found["time"]}
        return Table(columns | {name: values[:, k] for k, name in enumerate(self.names)})

    def proportional_hazards(self, transform: str = "km") -> Table:
        """Score test of a coefficient that changes as g(time): a row a covariate, the last all together.

        `transform` g: "km" (1 - S just before t), "identity", "log", "rank". Small p: the hazard ratio is not
        constant. Source: Grambsch & Therneau 1994, 10.1093/biomet/81.3.515. Raises `InvalidArgument`.
        """
        chi_square, degrees = self._core.proportional(transform)
        return Table(
            {
                "name": np.asarray([*self.names, "all"], dtype=object),
                "chi_square": chi_square,
                "degrees": degrees,
                "p": np.array(list(map(_core.fit.chi_square_tail, chi_square, degrees))),
            },
            title=f"proportional hazards, time as {transform}",
        )

    def baseline(self) -> Table:
        """The baseline hazard at x = 0: a row an event time, by stratum.

        Columns: stratum, time, hazard (increment), cumulative_hazard, at_risk, events (sums of weights).
        Breslow's estimate under Breslow's and exact ties, Efron's under Efron's.
        """
        found = self._core.baseline()
        return Table(found | {"stratum": self._strata[found["stratum"]]}, title="baseline hazard at x = 0")

    def predict_survival(
        self,
        X: Any,
        times: Any,
        start: Any | None = None,
        stop: Any | None = None,
        path: Any | None = None,
        offset: Any | None = None,
        strata: Any | None = None,
    ) -> SurvivalPrediction:
        """Survival at `times` of people whose covariates are constant, or change along a path.

        H(t) is the sum over event times s up to t of exp(offset + x(s) beta) h(s), survival exp(-H). Without
        `start` and `stop` each row of X holds for ever and is one path. With them a row holds over
        (start, stop], rows with the same `path` are one person in the order of time, and nobody fails in a
        gap. `strata` is needed where the fit has several. Raises `InvalidArgument`.

        Source: Therneau & Grambsch 2000, 10.1007/978-1-4757-3294-8, chapter 10.
        """
        x, _ = as_matrix(X)
        when = as_column(np.atleast_1d(times), "times")
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
        return SurvivalPrediction(when, labels if codes is not None else np.arange(len(x)), *found)

    def _codes_of(self, strata: Any) -> npt.NDArray[np.int64]:
        given = np.asarray(strata)
        at = np.minimum(np.searchsorted(self._strata, given), len(self._strata) - 1)
        unknown = np.flatnonzero(self._strata[at] != given)
        if unknown.size:
            row = int(unknown[0])
            raise _core.InvalidArgument(f"strata, row {row + 1}: {given[row]!r} is no stratum of the fit")
        return at.astype(np.int64)


@dataclass(frozen=True)
class Frailty:
    """People share a factor u on their hazard: its variance, and what was found of each.

    `variance` of u (gamma) or of ln u (Gaussian); `person` and `log_frailty` a row a person. `integrated` is
    the log likelihood with u integrated out (gamma), `penalised` that with the penalty.
    """

    variance: float
    person: npt.NDArray[Any]
    log_frailty: FloatColumn
    penalised: float
    integrated: float


def cox(
    X: Any,
    stop: Any,
    event: Any,
    start: Any | None = None,
    strata: Any | None = None,
    weights: Any | None = None,
    offset: Any | None = None,
    ties: str = "efron",
    clusters: Any | None = None,
    frailty: Any | None = None,
    prior: Any | None = None,
    frailty_law: str = "gamma",
    frailty_variance: float | None = None,
    max_iterations: int = 100,
    threads: int = 1,
    missing: str = "error",
) -> CoxFit:
    """Cox regression of (start, stop] data: hazard = baseline of the stratum times exp(offset + x beta).

    `X` (n, p) is a frame, a mapping of columns or an array; `stop` and `event` (1 event at stop, 0 censored)
    have a value a row, `start` is where a row enters (default: nobody enters late). Times are in any one
    unit. A person may have many rows: covariates that change, recurrent events (Andersen-Gill; with the event
    number in `strata`, Prentice-Williams-Peterson); then give `clusters`, the person of each row, and read
    `robust_covariance`. `ties` is "efron", "breslow", or "exact" for
    times that are truly discrete (visits, months): the conditional logistic likelihood of each time, without
    weights, clusters, frailty and score residuals, and for thousands of rows at most.
    `prior` is a `Prior`, a ridge (one precision for all) or (mean, precision), the precision a number, a
    column or a matrix. `frailty` is the person of each row: a person's rows share a factor on the hazard,
    of law "gamma" (mean 1) or "gaussian" (its logarithm), whose variance is estimated unless
    `frailty_variance` gives it. `threads` changes the time and not one bit of the answer.

    Missing values: an error that names row and column, or `missing="drop"`, complete cases, counted in
    `n_dropped`; to use all rows, `impute` and `pooled`.

    Raises `InvalidArgument` naming row and column for a missing value, a start not before its stop, an event
    other than 0 or 1, a negative weight, and where there is no event.

    Times tie when they are equal to the last bit; R's coxph also ties times that differ by rounding.

    Sources: Cox 1972, 10.1111/j.2517-6161.1972.tb00899.x; Efron 1977, 10.1080/01621459.1977.10480613; Lin
    and Wei 1989, 10.1080/01621459.1989.10478874; Therneau et al. 2003, 10.1198/1061860031365.

    >>> import backrisk as br
    >>> load = [1.0, 0.0, 1.0, 0.0, 1.0, 0.0]
    >>> found = br.fit.cox({"load": load}, stop=[3, 9, 5, 4, 2, 8], event=[1, 1, 0, 1, 1, 0])
    >>> found
    CoxFit(1 coefficients, 6 rows, 4 events; converged)
    >>> round(float(found.coef[0]), 4)
    1.2271
    """
    rows = complete_rows(
        X,
        {"stop": stop, "event": event, "start": start, "weights": weights, "offset": offset},
        {"clusters": clusters},
        missing,
        "fit.cox",
    )
    codes, labels = ranked(rows.kept(strata), "strata", len(rows.x))
    people, persons = ranked(rows.kept(frailty), "frailty", len(rows.x))
    if people is not None and clusters is not None:
        raise _core.InvalidArgument("cox: clusters and frailty are two answers to one question; give one")
    mean, precision = None, None
    if prior is not None:
        prior = (
            prior
            if isinstance(prior, Prior)
            else Prior(*prior)
            if isinstance(prior, tuple)
            else Prior(0.0, prior)
        )
        mean, precision = prior.for_columns(rows.x, intercept=False)
    with rows.choices("fit.cox"):
        core = _core.fit.fit_cox(
            x=rows.x,
            strata=codes,
            ties=ties,
            prior_mean=mean,
            prior_precision=precision,
            names=list(rows.names),
            max_iterations=max_iterations,
            threads=threads,
            person=people,
            frailty=frailty_law,
            frailty_variance=np.nan if frailty_variance is None else frailty_variance,
            **rows.columns,
            **rows.codes,
        )
    return CoxFit(core, rows.names, labels, persons, rows.dropped, rows.n_dropped)
