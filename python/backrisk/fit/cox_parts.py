"""Parts of a Cox regression: predictions, the frailty that was found, seldom-used options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn
from backrisk._shared.design import FloatMatrix
from backrisk._shared.labels import as_labels
from backrisk._shared.table import Table
from backrisk._shared.typing import Array, ColumnLike
from backrisk.fit.results import LEVEL, Control


def ranked(labels: object, name: str, size: int) -> tuple[npt.NDArray[np.int64] | None, Array]:
    """Labels as 0, 1, ... in their sorted order, and the labels behind the numbers."""
    if labels is None:
        return None, np.array([0])
    coded = as_labels(labels, name, size, "X")
    return coded.codes.astype(np.int64), coded.levels


TimeScale = Literal["km", "identity", "log", "rank"]


def grouped_terms(
    names: tuple[str, ...], terms: Mapping[str, Sequence[str]] | None
) -> tuple[list[str], list[list[int]]]:
    """Names of terms and the places of their columns; a column that no term names is one of its own.

    Raises `InvalidArgument` for a column that is not there, or is in two terms, and for a term without one.
    """
    owner: dict[str, str] = {}
    for term, columns in (terms or {}).items():
        for column in [columns] if isinstance(columns, str) or not len(columns) else columns:
            if column not in names or column in owner:
                rule = f"must be one of {', '.join(names)}, and in one term"
                raise _core.InvalidArgument(f"proportional_hazards: terms, {term!r}: is {column!r}, but {rule}")
            owner[column] = term
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        places.setdefault(owner.get(name, name), []).append(place)
    return list(places), list(places.values())


def proportional_table(
    core: _core.fit.CoxModel, names: tuple[str, ...], transform: str, terms: Mapping[str, Sequence[str]] | None
) -> Table:
    """The test of each term of a fit, the last all together."""
    labels, columns = grouped_terms(names, terms)
    found = core.proportional(transform, columns)
    return Table(
        {
            "term": np.asarray([*labels, "all"], dtype=object),
            "chi_square": found.chi_square,
            "degrees": found.degrees,
            "p": np.array(list(map(_core.fit.chi_square_tail, found.chi_square, found.degrees))),
        },
        title=f"proportional hazards, time as {transform}",
    )


class CoxOptions(TypedDict, total=False):
    """What a `cox` is seldom asked; the call's docstring says what each means."""

    ties: Literal["efron", "breslow", "exact"]
    offset: ColumnLike | None
    frailty_law: Literal["gamma", "gaussian"]
    frailty_variance: float | None
    missing: Literal["error", "drop"]
    control: Control | None


@dataclass(frozen=True)
class SurvivalPrediction:
    """Survival of each path (row) at each time (column), (m, k); NaN beyond its end and the follow-up.

    `standard_error` belongs to `cumulative_hazard`; survival's own is `survival * standard_error`. `path`
    labels the rows.
    """

    times: FloatColumn
    path: Array
    survival: FloatMatrix
    cumulative_hazard: FloatMatrix
    standard_error: FloatMatrix

    def interval(self, level: float = LEVEL) -> tuple[FloatMatrix, FloatMatrix]:
        """Ends of the interval of survival, normal on the scale of the cumulative hazard."""
        z = _core.fit.normal_quantile((1 + level) / 2)
        wide = z * self.standard_error
        low = np.exp(-self.cumulative_hazard - wide)
        return low, np.minimum(np.exp(-self.cumulative_hazard + wide), 1.0)


@dataclass(frozen=True)
class Frailty:
    """People share a factor u on their hazard: its variance, and what was found of each.

    `variance` of u (gamma) or of ln u (Gaussian); `person` and `log_frailty` a row a person. `integrated` is
    the log likelihood with u integrated out (gamma), `penalised` that with the penalty.
    """

    variance: float
    person: Array
    log_frailty: FloatColumn
    penalised: float
    integrated: float


def concordance_of(
    predicted: FloatColumn, columns: Mapping[str, FloatColumn], strata: npt.NDArray[np.int64] | None
) -> float:
    """C of a linear predictor over the pairs within strata; NaN without a pair.

    Rows of weight 0 are no rows. The sums of pairs are those of the core.
    """
    stop, event = np.asarray(columns["stop"]), np.asarray(columns["event"])
    start, weights = columns.get("start"), columns.get("weights")
    codes = np.zeros(len(stop), dtype=np.int64) if strata is None else strata
    good = all_pairs = 0.0
    nothing = np.zeros(0)
    for code in np.unique(codes):
        rows = codes == code
        found = _core.validate.concordance(
            predicted[rows], stop[rows], event[rows],
            nothing if start is None else np.asarray(start)[rows],
            nothing if weights is None else np.asarray(weights)[rows],
            np.arange(rows.sum()), level=LEVEL,
        )  # fmt: skip
        good += found.concordant + found.tied / 2
        all_pairs += found.concordant + found.discordant + found.tied
    return float(good / all_pairs) if all_pairs > 0 else float("nan")
