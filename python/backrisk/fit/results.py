"""What every fitted model answers, in the same words: `Fit`, the base of `GlmFit`, `CoxFit` and others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Protocol

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn
from backrisk._shared.design import FloatMatrix, Rows, left_out
from backrisk._shared.prior import Prior, ridge
from backrisk._shared.table import Table
from backrisk._shared.views import view

Control = _core.fit.Control

LEVEL = 0.95
"""Of the intervals, unless a call says another."""


@dataclass(frozen=True)
class ChiSquareTest:
    """A test: the statistic `chi_square`, its `degrees` of freedom and `p`, P(chi square > statistic)."""

    chi_square: float
    degrees: int
    p: float


class CoreFit(Protocol):
    """The fields that the core's results share."""

    @property
    def coef(self) -> FloatColumn: ...
    @property
    def covariance(self) -> FloatMatrix: ...
    @property
    def log_likelihood(self) -> float: ...
    @property
    def null_log_likelihood(self) -> float: ...
    @property
    def effective_parameters(self) -> float: ...
    @property
    def decrement(self) -> float: ...
    @property
    def n_rows(self) -> int: ...
    @property
    def n_events(self) -> float: ...
    @property
    def iterations(self) -> int: ...
    @property
    def converged(self) -> bool: ...


def wald(coef: FloatColumn, covariance: FloatMatrix, level: float) -> _core.fit.WaldTable:
    """Standard error, z, two-sided p, and the interval coef ± z(level) · error."""
    return _core.fit.wald(coef, np.ascontiguousarray(np.diag(covariance)), level)


def as_prior(given: object, function: str) -> Prior | None:
    """A `Prior`, a number for `ridge(number)`, (mean, precision), or None. Raises `InvalidArgument`."""
    if given is None or isinstance(given, Prior):
        return given
    if isinstance(given, tuple) and len(given) == 2:
        return Prior(*given)
    if isinstance(given, int | float | np.number) and not isinstance(given, bool):
        return ridge(float(given))
    rule = "must be a Prior, a number (the precision of a ridge), (mean, precision) or None"
    raise _core.InvalidArgument(f"{function}: prior is {given!r}, but {rule}")


def as_control(given: object, function: str) -> Control:
    """A `Control`; None is the default one. Raises `InvalidArgument`."""
    if given is None:
        return Control()
    if not isinstance(given, Control):
        raise _core.InvalidArgument(f"{function}: control is {given!r}, but must be a fit.Control or None")
    return given


def check_options(given: Iterable[str], known: Iterable[str], function: str) -> None:
    """Raises `InvalidArgument` for an option that a fit does not have."""
    names = sorted(known)
    for name in given:
        if name not in names:
            rule = f"options are {', '.join(names)}"
            raise _core.InvalidArgument(f"{function}: has no option {name!r}; {rule}")


def numbers_of(core: object) -> SimpleNamespace:
    """The plain values of a result of the core by name."""
    plain = (np.ndarray, np.generic, str, int, float, list, tuple, dict, type(None))
    named = ((name, getattr(core, name)) for name in dir(core) if not name.startswith("_"))
    return SimpleNamespace(**{name: value for name, value in named if isinstance(value, plain)})


class Fit:
    """A fitted model; the core's numbers by name.

    Attributes
    ----------
    names : tuple of str
        The terms, in the order of `coef`.
    n_dropped, dropped : int, dict
        Rows left out because a value is missing, and how many values each column lacks.

    Notes
    -----
    `covariance` is what was asked for (robust where clusters were given), `naive_covariance` the inverse of
    information plus the precision of the prior. Where `covariance` is missing, `reason` says why.
    """

    ratio_name = ""
    """What e^coefficient is; empty where it means nothing."""

    def __init__(self, core: CoreFit, names: Iterable[str], rows: Rows, penalised: bool) -> None:
        self._core: Any = core
        self.names = tuple(names)
        self.n_dropped = rows.n_dropped
        self.dropped = rows.dropped
        self._penalised = penalised

    def __getstate__(self) -> dict[str, Any]:
        """A fit can be pickled and copied: it keeps its numbers, not the objects of the core.

        What asks the data again (profile intervals) is not to be had of the copy.
        """
        kept = {k: v for k, v in self.__dict__.items() if not type(v).__module__.startswith("backrisk._core")}
        return {**kept, "_core": numbers_of(self._core)}

    @property
    def coef(self) -> FloatColumn:
        """(q,) coefficients in the order of `names`."""
        return np.asarray(self._core.coef)

    @property
    def covariance(self) -> FloatMatrix:
        """(q, q) covariance of `coef`, of the kind that was asked for; robust with clusters."""
        return np.asarray(self._core.covariance)

    @property
    def naive_covariance(self) -> FloatMatrix:
        """(q, q) inverse of the information plus the precision of the prior."""
        return np.asarray(self._core.naive_covariance)

    @property
    def reason(self) -> str:
        """Why `covariance` is missing; empty where it is not."""
        return str(self._core.reason)

    @property
    def standard_error(self) -> FloatColumn:
        """(q,) √diag(covariance)."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))

    @property
    def log_likelihood(self) -> float:
        """At `coef`, without the prior."""
        return float(self._core.log_likelihood)

    @property
    def null_log_likelihood(self) -> float:
        """Of the model without the columns."""
        return float(self._core.null_log_likelihood)

    @property
    def effective_parameters(self) -> float:
        """Trace of naive covariance times information: the number of coefficients where there is no prior."""
        return float(self._core.effective_parameters)

    @property
    def decrement(self) -> float:
        """How far from the maximum the fit ended, in standard errors."""
        return float(self._core.decrement)

    @property
    def n_rows(self) -> int:
        """Rows of the fit."""
        return int(self._core.n_rows)

    @property
    def n_events(self) -> float:
        """Events of the fit; NaN where the outcome is a measurement."""
        return float(self._core.n_events)

    @property
    def n_clusters(self) -> int:
        """Clusters of the robust covariance; 0 without."""
        return int(getattr(self._core, "n_clusters", 0))

    @property
    def iterations(self) -> int:
        """Newton steps."""
        return int(self._core.iterations)

    @property
    def converged(self) -> bool:
        """Whether the decrement fell below the tolerance."""
        return bool(self._core.converged)

    @property
    def aic(self) -> float:
        """-2 log-likelihood + 2 effective parameters."""
        return -2 * self.log_likelihood + 2 * self.effective_parameters

    def likelihood_ratio(self) -> ChiSquareTest:
        """2 (log-likelihood - that without the columns), of all columns together.

        NaN with a prior, where the statistic has no chi-square distribution.
        """
        degrees = len(self._columns())
        twice = np.nan if self._penalised else 2 * (self.log_likelihood - self.null_log_likelihood)
        return ChiSquareTest(twice, degrees, _core.fit.chi_square_tail(twice, degrees))

    def interval(self, level: float = LEVEL) -> FloatMatrix:
        """(q, 2) low and high of each coefficient: coef ± z(level) · standard error."""
        found = wald(self.coef, self.covariance, level)
        return np.column_stack([found.low, found.high])

    def summary(self, level: float = LEVEL) -> Table:
        """A row a coefficient.

        Returns
        -------
        Table
            `term`, `coef`, `standard_error`, `z`, two-sided `p`, and `low` and `high` of coef at `level`;
            where e^coef is a ratio also `ratio` with `ratio_low` and `ratio_high`. The title says which
            ratio.
        """
        found = wald(self.coef, self.covariance, level)
        columns: dict[str, object] = {
            "term": np.asarray(self.names, dtype=object),
            "coef": self.coef,
            "standard_error": found.standard_error,
            "z": found.z,
            "p": found.p,
            "low": found.low,
            "high": found.high,
        }
        title = f"{self._title()}{left_out(self.n_dropped)}; {level:.0%} interval of coef"
        if self.ratio_name:
            with np.errstate(over="ignore"):
                columns |= {
                    "ratio": np.exp(self.coef),
                    "ratio_low": np.exp(found.low),
                    "ratio_high": np.exp(found.high),
                }
            title += f", ratio: {self.ratio_name}"
        return Table(columns, title=title + (f"; {self.reason}" if self.reason else ""))

    def plot(self, ax: Any = None, **options: Any) -> Any:
        """The coefficients with their intervals: `br.plot.coefficients`, whose options these are."""
        return view("Fit.plot")(self, ax=ax, **options)

    def _columns(self) -> tuple[str, ...]:
        """The terms that are columns of X."""
        return self.names

    def _title(self) -> str:
        return f"{self.n_rows} rows"
