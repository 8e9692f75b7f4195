"""Multiple imputation by chained equations: what `backrisk.fit` offers as `impute` and `pooled`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.design import FloatMatrix
from backrisk._shared.exported import Exported
from backrisk._shared.prior import weak_prior
from backrisk._shared.table import Table
from backrisk._shared.tables import eager_frame
from backrisk._shared.typing import FrameLike
from backrisk.fit.glm_fit import GlmFit, glm
from backrisk.fit.matched import Pooled, pool

__all__ = ["Imputations", "impute", "pooled"]

METHODS = ("match", "normal", "logistic")
Flags = npt.NDArray[np.bool_]
Draw = Callable[[FloatMatrix, FloatColumn, FloatMatrix, int, np.random.Generator], FloatColumn]


@dataclass(frozen=True)
class Imputations:
    """m completed frames, as a sequence: `for frame in imputations`, `imputations[0]`, `len(imputations)`.

    `columns` has a row a column with missing values: how many, their share, and the method that drew them.
    `trace` has a row a completed frame, iteration and such column: mean and spread of the drawn values. Lines
    of different frames should cross and have no trend; if they drift, ask for more iterations.
    `incomplete_rows` is how many rows complete-case analysis would lose.
    """

    frames: tuple[object, ...]
    rows: int
    incomplete_rows: int
    columns: Table
    trace: Table
    seed: int

    def __len__(self) -> int:
        return len(self.frames)

    def __getitem__(self, k: int) -> object:
        return self.frames[k]

    def __iter__(self) -> Iterator[object]:
        return iter(self.frames)

    def __repr__(self) -> str:
        what = f"{self.incomplete_rows} of {self.rows} rows incomplete"
        return f"Imputations({len(self)} frames; {what}, {len(self.columns)} columns imputed)"


def impute(
    frame: FrameLike,
    m: int = 20,
    *,
    seed: int,
    methods: Mapping[str, str] | None = None,
    without: Iterable[str] = (),
    iterations: int = 10,
    donors: int = 5,
) -> Imputations:
    """Completes a table m times by chained equations: missing values are drawn, not guessed.

    Each column with missing values is regressed in turn on all others, its missing values drawn from the
    posterior predictive distribution, `iterations` times around, in m independent chains. `frame`: columns of
    numbers (dict or frame), missing as NaN, None or null. **The outcome belongs into it**; for a Cox model
    that is the event and the cumulative hazard at the time of the row, by `kaplan_meier` (White & Royston
    2009, doi 10.1002/sim.3618). So does everything that says who has missing values. Columns named in
    `without` (a person's number, a date) are carried along and predict nothing. Text becomes numbers before,
    by `indicators`.

    `methods` by column, drawing the regression coefficients b* from their posterior first:

    - "match" (default): the observed value of one of the `donors` rows whose prediction x b is nearest to
      x b*; never a value that nobody has (Little 1988, doi 10.2307/1391878);
    - "normal": x b* + normal noise, for what is normal and may leave the observed range;
    - "logistic" (default where two values occur): Bernoulli draws; `weak_prior` keeps b* finite.

    This is right when missing values depend on what is in the table and not on themselves (missing at
    random); no table can tell. Take m at least the percentage of incomplete rows (White, Royston & Wood 2011,
    doi 10.1002/sim.4067). The first frames do not depend on m. Equal `seed`, equal frames.

    Raises `InvalidArgument` for text, an infinite value, a column never or too seldom observed, and an
    unknown column or method. Source: van Buuren & Groothuis-Oudshoorn 2011, doi 10.18637/jss.v045.i03.

    >>> table = {"age": [30.0, 41, 52, 38, 47, 35, 58], "pain": [2.0, 4, None, 3, 5, 2, None]}
    >>> imputations = impute(table, m=3, seed=1)
    >>> imputations
    Imputations(3 frames; 2 of 7 rows incomplete, 1 columns imputed)
    >>> bool(np.isin(imputations[0]["pain"], [2, 3, 4, 5]).all())
    True
    """
    for name, value in (("m", m), ("iterations", iterations), ("donors", donors)):
        if value < 1:
            raise _core.InvalidArgument(f"fit.impute: {name} is {value}, but must be 1 or more")
    if not isinstance(frame, (Mapping, Exported)):
        frame = eager_frame(frame, "impute: frame").to_native()
    table = _Chained.of(frame, set(without), dict(methods or {}), donors)
    chains = [table.chain(iterations, np.random.default_rng([seed, k])) for k in range(m)]
    n = len(table.missing)
    holes = table.missing.sum(axis=0)
    names = [table.names[j] for j in table.order]
    columns = {
        "column": np.array(names, dtype=object),
        "missing": holes[table.order],
        "share": holes[table.order] / max(n, 1),
        "method": np.array([table.methods[name] for name in names], dtype=object),
    }
    trace: dict[str, object] = {
        "frame": np.repeat(np.arange(m), iterations * len(names)),
        "iteration": np.tile(np.repeat(np.arange(iterations), len(names)), m),
        "column": np.array(names * (m * iterations), dtype=object),
    }
    drawn = np.concatenate([history for _, history in chains]).reshape(-1, 2)
    return Imputations(
        frames=tuple(_completed(frame, table, values) for values, _ in chains),
        rows=n,
        incomplete_rows=int(table.missing.any(axis=1).sum()),
        columns=Table(columns, title="imputed columns"),
        trace=Table(trace | {"mean": drawn[:, 0], "spread": drawn[:, 1]}, title="drawn values"),
        seed=seed,
    )


def pooled(
    fit: Callable[[Any], Any], imputations: Iterable[object], complete_degrees: float | None = None
) -> Pooled:
    """`fit` called with each completed frame, the fits joined by Rubin's rules (`pool`).

    `complete_degrees` are the degrees of freedom that the data would have without missing values (Barnard &
    Rubin 1999, doi 10.1093/biomet/86.4.948). None takes what the fits say: rows (or clusters) less effective
    parameters of a `glm`, events less coefficients of `cox`, strata less coefficients of
    `conditional_logistic`. Where the fit has a robust covariance, that is pooled.

    Raises what `fit` raises, with a note that says in which frame, and `InvalidArgument` as `pool`.

    >>> table = {"x": [0.0, 1, 2, 3, 4, 5, 6, None], "y": [0.1, 1.2, 1.9, 3.2, 3.8, 5.1, 5.8, 7.2]}
    >>> found = pooled(
    ...     lambda full: glm({"x": full["x"]}, full["y"], family="gaussian"), impute(table, seed=1)
    ... )
    >>> bool(found.degrees[1] < 6)  # 8 rows, 2 coefficients, and not all was seen
    True
    """
    fits = []
    for k, frame in enumerate(imputations):
        try:
            fits.append(fit(frame))
        except Exception as error:
            error.add_note(f"in completed frame {k}")
            raise
    if complete_degrees is None and fits:
        complete_degrees = min(_degrees(one) for one in fits)
    return pool(fits, complete_degrees=complete_degrees)


def _degrees(fit: Any) -> float:
    """Independent pieces of information less what was estimated."""
    if isinstance(fit, GlmFit):
        return float((fit.n_clusters or fit.n_rows) - fit.effective_parameters)
    units = getattr(fit, "n_strata", getattr(fit, "n_events", np.inf))
    return float(units - len(fit.coef))


def _completed(frame: Any, table: _Chained, values: FloatMatrix) -> Any:
    """The frame with its incomplete columns replaced, of the same kind as it came."""
    new = {table.names[j]: values[:, j].copy() for j in table.order}
    if isinstance(frame, Mapping):
        return dict(frame) | new
    import narwhals as nw

    given = nw.from_native(frame, eager_only=True)
    back = nw.get_native_namespace(given)
    columns = [nw.new_series(name, column, backend=back) for name, column in new.items()]
    return given.with_columns(*columns).to_native() if columns else frame


@dataclass(frozen=True)
class _Chained:
    """What every chain shares: (n, p) values, where they are missing, who is drawn how, in which order."""

    names: tuple[str, ...]
    values: FloatMatrix
    missing: Flags
    order: list[int]
    methods: dict[str, str]
    donors: int
    centre: FloatColumn = field(repr=False)
    scale: FloatColumn = field(repr=False)

    @classmethod
    def of(cls, frame: FrameLike, without: set[str], methods: dict[str, str], donors: int) -> _Chained:
        names, values = _numbers(frame, without)
        missing = np.isnan(values)
        holes = missing.sum(axis=0)
        order = [int(j) for j in np.argsort(holes, kind="stable") if holes[j]]
        for name, method in methods.items():
            if name not in names or method not in METHODS:
                rule = f"a column of the table and one of {', '.join(METHODS)}"
                raise _core.InvalidArgument(f"fit.impute: methods has {name!r}: {method!r}, but must name {rule}")
        chosen = {}
        for j in order:
            seen = values[~missing[:, j], j]
            two = len(np.unique(seen)) == 2
            chosen[names[j]] = methods.get(names[j], "logistic" if two else "match")
            if chosen[names[j]] == "logistic" and not two:
                rule = "must have two values, both observed, for method 'logistic'"
                raise _core.InvalidArgument(f"fit.impute: column {names[j]!r} {rule}")
            if len(seen) <= len(names):
                rule = f"must have more than {len(names)}, one a regression coefficient; name fewer columns"
                raise _core.InvalidArgument(f"fit.impute: column {names[j]!r} has {len(seen)} values, but {rule}")
        centre = np.array([values[~gap, j].mean() for j, gap in enumerate(missing.T)])
        spread = np.array([values[~gap, j].std() for j, gap in enumerate(missing.T)])
        return cls(names, values, missing, order, chosen, donors, centre, np.where(spread > 0, spread, 1.0))

    def chain(self, iterations: int, random: np.random.Generator) -> tuple[FloatMatrix, FloatMatrix]:
        """One completed table, and mean and spread of what was drawn, (iterations, columns, 2)."""
        full, history = self.values.copy(), np.empty((iterations, len(self.order), 2))
        for j in self.order:
            gap = self.missing[:, j]
            full[gap, j] = random.choice(self.values[~gap, j], gap.sum())
        x = (full - self.centre) / self.scale
        for turn in range(iterations):
            for place, j in enumerate(self.order):
                gap = self.missing[:, j]
                others = np.delete(x, j, axis=1)
                draw = _DRAWS[self.methods[self.names[j]]]
                found = draw(others[~gap], full[~gap, j], others[gap], self.donors, random)
                full[gap, j], x[gap, j] = found, (found - self.centre[j]) / self.scale[j]
                history[turn, place] = found.mean(), found.std()
        return full, history


def _numbers(frame: Any, without: set[str]) -> tuple[tuple[str, ...], FloatMatrix]:
    """The columns that take part, checked."""
    if not isinstance(frame, Mapping):
        import narwhals as nw

        given = nw.from_native(frame, eager_only=True)
        frame = {name: given[name].to_numpy() for name in given.columns}
    if unknown := without - set(frame):
        raise _core.InvalidArgument(f"fit.impute: without names {sorted(unknown)}, but must name columns")
    columns = {str(name): as_column(v, f"fit.impute: {name}") for name, v in frame.items() if name not in without}
    if not columns or len({len(column) for column in columns.values()}) > 1:
        raise _core.InvalidArgument("fit.impute: frame must have columns, all of one length")
    for name, column in columns.items():
        if (wild := np.flatnonzero(np.isinf(column))).size:
            where = f"{name!r}, row {wild[0] + 1} is {column[wild[0]]}"
            raise _core.InvalidArgument(f"fit.impute: {where}, but must be finite, or missing")
    return tuple(columns), np.column_stack(list(columns.values()))


def _regression(
    x: FloatMatrix, y: FloatColumn, random: np.random.Generator
) -> tuple[FloatColumn, FloatColumn, float]:
    """Least squares b, and b* and the residual deviation drawn from their posterior under a flat prior.

    sigma*^2 = RSS / chi-square(n - q), b* ~ N(b, sigma*^2 (X'X)^-1) (Rubin 1987, doi 10.1002/9780470316696,
    page 167). 1e-5 of its diagonal is added to X'X, so that columns may determine each other.
    """
    design = np.column_stack([np.ones(len(x)), x])
    gram = design.T @ design
    inverse = np.linalg.inv(gram + np.diag(1e-5 * np.diag(gram) + 1e-12))
    b = inverse @ (design.T @ y)
    rest = y - design @ b
    sigma = float(np.sqrt(rest @ rest / random.chisquare(max(len(y) - design.shape[1], 1))))
    root = np.linalg.cholesky((inverse + inverse.T) / 2)
    return b, b + sigma * (root @ random.standard_normal(len(b))), sigma


def _normal(
    x: FloatMatrix, y: FloatColumn, new: FloatMatrix, _donors: int, random: np.random.Generator
) -> FloatColumn:
    _, drawn, sigma = _regression(x, y, random)
    found: FloatColumn = drawn[0] + new @ drawn[1:] + sigma * random.standard_normal(len(new))
    return found


def _match(
    x: FloatMatrix, y: FloatColumn, new: FloatMatrix, donors: int, random: np.random.Generator
) -> FloatColumn:
    b, drawn, _ = _regression(x, y, random)
    predicted = b[0] + x @ b[1:]
    order = random.permutation(len(y))
    order = order[np.argsort(predicted[order], kind="stable")]  # equals in random order
    ranked, wanted = predicted[order], drawn[0] + new @ drawn[1:]
    first, last = (np.searchsorted(ranked, wanted, side) for side in ("left", "right"))
    at = random.integers(first, last + 1)
    donors = min(donors, len(y))
    near = np.clip(at[:, None] + np.arange(-donors, donors), 0, len(y) - 1)
    far = np.abs(ranked[near] - wanted[:, None])
    far[:, 1:][near[:, 1:] == near[:, :-1]] = np.inf  # clipped ends count once
    nearest = np.argsort(far, axis=1, kind="stable")[:, :donors]
    pick = nearest[np.arange(len(new)), random.integers(donors, size=len(new))]
    chosen: FloatColumn = y[order[near[np.arange(len(new)), pick]]]
    return chosen


def _logistic(
    x: FloatMatrix, y: FloatColumn, new: FloatMatrix, _donors: int, random: np.random.Generator
) -> FloatColumn:
    low, high = y.min(), y.max()
    varies = np.ptp(x, axis=0) > 0
    x, new = x[:, varies], new[:, varies]
    fit = glm(x, (y == high).astype(np.float64), prior=weak_prior())
    drawn = random.multivariate_normal(fit.coef, fit.covariance, method="cholesky")
    chance = 1 / (1 + np.exp(-(drawn[0] + new @ drawn[1:])))
    return np.asarray(np.where(random.random(len(new)) < chance, high, low), dtype=np.float64)


_DRAWS: dict[str, Draw] = {"match": _match, "normal": _normal, "logistic": _logistic}
