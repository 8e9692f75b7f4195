"""Parts of a Cox regression: predictions, the frailty that was found, seldom-used options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypedDict

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn
from backrisk._shared.design import FloatMatrix
from backrisk._shared.labels import as_labels
from backrisk._shared.typing import Array, ColumnLike
from backrisk.fit.results import LEVEL, Control


def ranked(labels: object, name: str, size: int) -> tuple[npt.NDArray[np.int64] | None, Array]:
    """Labels as 0, 1, ... in their sorted order, and the labels behind the numbers."""
    if labels is None:
        return None, np.array([0])
    coded = as_labels(labels, name, size, "X")
    return coded.codes.astype(np.int64), coded.levels


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
