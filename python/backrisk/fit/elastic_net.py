"""Selection of columns: lasso and elastic net with their path and cross-validation by person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column, as_number
from backrisk._shared.design import FloatMatrix, Rows, as_matrix, complete_rows, left_out, rows_of_fit
from backrisk._shared.labels import as_labels
from backrisk._shared.options import integer
from backrisk._shared.table import Table
from backrisk._shared.typing import Array, ColumnLike, LabelsLike
from backrisk._shared.views import view
from backrisk.fit.cox_parts import ranked
from backrisk.fit.glm_fit import Family, Link, MatrixLike
from backrisk.fit.results import Control, as_control, check_options, numbers_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["ElasticNet", "PathValidation", "elastic_net"]

At = float | Literal["best", "one_se"]
"""A penalty of the path: its lambda, the one of least loss, or the largest within one error of it."""


class ElasticNetOptions(TypedDict, total=False):
    """What an `elastic_net` is seldom asked; the call's docstring says what each means."""

    link: Link | None
    start: ColumnLike | None
    strata: LabelsLike | None
    ties: Literal["breslow", "efron"]
    offset: ColumnLike | None
    weights: ColumnLike | None
    penalty_factor: ColumnLike | None
    lambdas: Sequence[float] | None
    missing: Literal["error", "drop"]
    control: Control | None


@dataclass(frozen=True)
class PathValidation:
    """Cross-validated loss of each lambda: mean deviance of what was left out, with its standard error.

    `best` and `one_se` are places in the path; `folds` counts them.
    """

    loss: FloatColumn
    standard_error: FloatColumn
    best: int
    one_se: int
    folds: int


class ElasticNet:
    """A path of penalised fits; made by `elastic_net`.

    Attributes
    ----------
    names : tuple of str
        Terms of the rows of `coef`, the intercept first where there is one.
    alpha : float
        Share of the lasso in the penalty.
    validation : PathValidation or None
        Where people were given to be left out.
    n_dropped, dropped : int, dict
        Rows left out because a value is missing, and how many values each column lacks.

    Notes
    -----
    Coefficients are shrunk and chosen by the data: there are no standard errors, and intervals of a refit to
    the chosen columns are too short. Choose by `validation`, then validate the whole procedure (`validate`).
    """

    def __init__(self, found: _core.fit.ElasticNetFound, rows: Rows, kind: tuple[str, str], alpha: float) -> None:
        self._core = found.path
        self.family, self.link = kind
        self.names = (() if self.family == "cox" else ("intercept",)) + rows.names
        self.alpha = alpha
        self.n_dropped, self.dropped = rows.n_dropped, rows.dropped
        left = found.validation
        self.validation = (
            None if left is None else PathValidation(left.loss, left.error, left.best, left.one_se, left.folds)
        )

    def __getstate__(self) -> dict[str, object]:
        """Pickled and copied as the fits are: with its numbers, not the object of the core."""
        return {**self.__dict__, "_core": numbers_of(self._core)}

    def __repr__(self) -> str:
        return f"ElasticNet({self.family}, alpha {self.alpha:g}; {len(self.lambdas)} penalties, {self.n_rows} rows)"

    @property
    def lambdas(self) -> FloatColumn:
        """(k,) penalties, the largest first."""
        return np.asarray(self._core.lambda_)

    @property
    def coef(self) -> FloatMatrix:
        """(k, q) coefficients of the columns as given, a row a penalty."""
        return np.asarray(self._core.coef)

    @property
    def log_likelihood(self) -> FloatColumn:
        """(k,) without the penalty; of a Gaussian outcome minus half the sum of squares."""
        return np.asarray(self._core.log_likelihood)

    @property
    def explained(self) -> FloatColumn:
        """(k,) share of the null deviance that is explained."""
        return np.asarray(self._core.explained)

    @property
    def kkt(self) -> FloatColumn:
        """(k,) largest violation of the conditions for a minimum, of derivatives a row: how exact a point is."""
        return np.asarray(self._core.kkt)

    @property
    def selected(self) -> Array:
        """(k,) number of columns whose coefficient is not 0."""
        return np.asarray(self._core.selected)

    @property
    def n_rows(self) -> int:
        """Rows of the fit."""
        return int(self._core.n_rows)

    @property
    def n_events(self) -> float:
        """Events of the fit; NaN where the outcome is a measurement."""
        return float(self._core.n_events)

    def place(self, at: At = "one_se") -> int:
        """The place in the path of "best", "one_se" or the lambda nearest to a number.

        Raises `InvalidArgument` for a word where nothing was cross-validated, and for another word.
        """
        if isinstance(at, str):
            if at not in ("best", "one_se") or self.validation is None:
                rule = "must be a lambda, or with `folds` 'best' or 'one_se'"
                raise _core.InvalidArgument(f"ElasticNet: at is {at!r}, but {rule}")
            return self.validation.best if at == "best" else self.validation.one_se
        wanted = as_number("at", at)
        return int(np.abs(self.lambdas - wanted).argmin())

    def coefficients(self, at: At = "one_se") -> Table:
        """The columns that are in the model at a penalty: `term` and `coef`; those of 0 are not listed."""
        b = self.coef[self.place(at)]
        kept = b != 0
        title = f"lambda {self.lambdas[self.place(at)]:.4g}{left_out(self.n_dropped)}"
        return Table({"term": np.asarray(self.names, dtype=object)[kept], "coef": b[kept]}, title=title)

    def predict(self, X: MatrixLike, at: At = "one_se", offset: ColumnLike | None = None) -> FloatColumn:
        """The mean of each row of X at a penalty; of a Cox model the hazard ratio against columns of 0.

        In the columns' order of the fit; a row with a missing value predicts NaN. Raises `InvalidArgument`.
        """
        mine = self.names[int(self.family != "cox") :]
        x = rows_of_fit(X, mine, "ElasticNet.predict")
        b = self.coef[self.place(at)]
        eta = x @ b[len(b) - len(mine) :] + (0.0 if offset is None else as_column(offset, "offset"))
        if self.family == "cox":
            return np.asarray(np.exp(eta))
        return np.asarray(_core.fit.mean_of(self.family, self.link, eta + b[0]))

    def path(self) -> Table:
        """A row a penalty: `lambda`, `selected`, `explained`, and with folds `loss` and `standard_error`."""
        columns: dict[str, Array] = {"lambda": self.lambdas, "selected": self.selected, "explained": self.explained}
        if self.validation is not None:
            columns |= {"loss": self.validation.loss, "standard_error": self.validation.standard_error}
        return Table(columns, title=f"elastic net, alpha {self.alpha:g}{left_out(self.n_dropped)}")

    def plot(self, ax: Axes | None = None, *, most: int = 6) -> Axes:
        """The coefficients along the path: `br.plot.coefficient_path`, with its options."""
        drawn: Axes = view("ElasticNet.plot")(self, ax=ax, most=most)
        return drawn


def _folds(given: int | LabelsLike, size: int, seed: int) -> Array:
    """Codes of folds: a label a row as it is, or a number of folds that rows are dealt to."""
    if isinstance(given, (int, np.integer)) and not isinstance(given, bool):
        count = integer("fit.elastic_net", "folds", given)
        if count < 3:
            raise _core.InvalidArgument(f"fit.elastic_net: folds is {count}, but must be 3 or more")
        dealt = np.arange(size) % count
        return np.random.default_rng(seed).permutation(dealt).astype(np.int64)
    return as_labels(given, "folds", size, "X").codes.astype(np.int64)


def _by_person(folds: int | LabelsLike | None, people: LabelsLike | None, size: int, seed: int) -> Array | None:
    """Folds in which the rows of a person stay together."""
    if folds is None:
        return None
    if people is None:
        return _folds(folds, size, seed)
    coded = as_labels(people, "clusters", size, "X")
    if isinstance(folds, (int, np.integer)):
        return _folds(folds, len(coded.levels), seed)[coded.codes]
    each = _folds(folds, size, seed)
    first = np.full(len(coded.levels), -1)
    first[coded.codes[::-1]] = each[::-1]
    torn = np.flatnonzero(first[coded.codes] != each)
    if torn.size:
        row = int(torn[0])
        who = coded.levels[coded.codes[row]]
        rule = "must be that of the person's other rows"
        raise _core.InvalidArgument(f"fit.elastic_net: folds, row {row + 1} (person {str(who)!r}): {rule}")
    return each


def elastic_net(
    X: MatrixLike,
    y: ColumnLike,
    *,
    family: Family | Literal["cox"] = "binomial",
    event: ColumnLike | None = None,
    alpha: float = 1.0,
    folds: int | LabelsLike | None = None,
    clusters: LabelsLike | None = None,
    seed: int = 0,
    **options: Unpack[ElasticNetOptions],
) -> ElasticNet:
    """Lasso (alpha 1), ridge (0) or elastic net of a generalised linear or Cox model, along its path.

    Minimises -l(b)/N + λ Σ fⱼ (α |bⱼ| + (1 - α)/2 bⱼ²), b of columns divided by their standard deviation
    (denominator N), the intercept free. Each point is exact; `kkt` says how exact.

    Parameters
    ----------
    X : frame, mapping or array
        n rows by p columns.
    y : column
        n outcomes, as for `glm`; of a Cox model when each row ends.
    family : str
        "binomial", "poisson", "gaussian", or "cox" with `event`.
    event : column, optional
        Of a Cox model: 1 for an event at y, 0 for censored.
    alpha : float
        0 to 1.
    folds : int or labels, optional
        Cross-validation: a number of folds (10, say), or the fold of each row, such as the clinic.
    clusters : labels, optional
        The person of each row: a person's rows are left out together. Without it rows are dealt one by one.
    seed : int
        By which folds are dealt.
    **options
        `link`; of a Cox model `start`, `strata` and `ties` ("breslow" or "efron"); `offset`, `weights`;
        `penalty_factor` f, one a column, 0 for a column that stays in; `lambdas`, descending, instead of 100
        from the least that keeps all columns out to 10⁻⁴ of it (10⁻² where there are more columns than
        rows); `missing` and `control` as for `glm`.

    Returns
    -------
    ElasticNet
        The path; with folds `validation`, whose loss is the mean deviance of what was left out (Cox: -2 times
        the partial likelihood that it adds, an event), and "best" and "one_se" as penalties.

    Raises
    ------
    InvalidArgument
        For bad input, missing values with row and column; a person in two folds; fewer than 3 folds.
    NumericError
        Where a point of the path was not found.

    References
    ----------
    Tibshirani 1996, doi 10.1111/j.2517-6161.1996.tb02080.x; Zou & Hastie 2005, doi
    10.1111/j.1467-9868.2005.00503.x; Friedman, Hastie & Tibshirani 2010, doi 10.18637/jss.v033.i01; Verweij &
    van Houwelingen 1993, doi 10.1002/sim.4780122407.

    Examples
    --------
    >>> x = {"load": [0, 1, 2, 3, 4, 5], "noise": [1, -1, 1, -1, 1, -1]}
    >>> path = elastic_net(x, [0, 1, 2, 3, 4, 5], family="gaussian", lambdas=[1.0, 0.1])
    >>> path.coefficients(0.1)["term"].tolist()
    ['intercept', 'load']
    """
    function = "fit.elastic_net"
    check_options(options, ElasticNetOptions.__annotations__, function)
    size = len(as_matrix(X)[0])
    fold = _by_person(folds, clusters, size, integer(function, "seed", seed))
    cox = family == "cox"
    if cox != (event is not None):
        raise _core.InvalidArgument(f"{function}: event must be given exactly where family is 'cox'")
    columns = {"offset": options.get("offset"), "weights": options.get("weights")}
    codes: dict[str, Array | None] = {"folds": fold}
    if cox:
        columns |= {"stop": y, "event": event, "start": options.get("start")}
        codes["strata"] = ranked(options.get("strata"), "strata", size)[0]
    else:
        columns["y"] = y
    rows = complete_rows(X, columns, codes, options.get("missing", "error"), function)
    factor, lambdas = options.get("penalty_factor"), options.get("lambdas")
    asked = {
        "alpha": as_number("alpha", alpha),
        "lambdas": [] if lambdas is None else as_column(lambdas, "lambdas").tolist(),
        "chosen": (100, 1e-4 if len(rows.x) > rows.x.shape[1] else 1e-2),
        "factor": [] if factor is None else as_column(factor, "penalty_factor").tolist(),
        "names": list(rows.names),
        "control": as_control(options.get("control"), function),
    }
    with rows.choices(function):
        if cox:
            ties = options.get("ties", "breslow")
            found = _core.fit.elastic_net_cox(rows.x, ties=ties, **rows.columns, **rows.codes, **asked)
            kind = ("cox", "log")
        else:
            kind = (family, options.get("link") or _core.fit.default_link(family))
            found = _core.fit.elastic_net_glm(rows.x, kind=kind, **rows.columns, **rows.codes, **asked)
    return ElasticNet(found, rows, kind, float(alpha))
