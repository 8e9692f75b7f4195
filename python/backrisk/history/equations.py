"""A slot for published logistic models. Public through `backrisk.history`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from backrisk import _core
from backrisk._shared.columns import Measured
from backrisk._shared.design import as_matrix
from backrisk._shared.typing import MatrixLike

_h = _core.history


@dataclass(frozen=True)
class LogisticEquation:
    """A published logistic model: p = 1 / (1 + exp(-(intercept + sum of coefficient * predictor))).

    It refuses to predict until somebody who read the paper fills in `intercept` and `coefficients`.
    `source` says which paper that was.

    >>> e = LogisticEquation("example", ("a",), intercept=0.0, coefficients=(1.0,))
    >>> e.predict([[0.0], [np.nan]]).value.tolist()
    [0.5, nan]
    """

    name: str
    names: tuple[str, ...]
    intercept: float = np.nan
    coefficients: tuple[float, ...] = ()
    outcome: str = ""
    source: str = ""

    def predict(self, rows: MatrixLike) -> Measured:
        """Probability of `outcome` for rows of predictors (n x len(names)); a missing predictor gives NaN.

        Raises `InvalidArgument` while coefficients are missing or the width differs.
        """
        table = np.ascontiguousarray(as_matrix(rows, "predict: rows")[0])
        if table.shape[1] != len(self.names):
            raise _core.InvalidArgument(
                f"predict: rows has shape {table.shape}, but must be n x {len(self.names)}"
            )
        return Measured.of(
            _h.probability(self.name, list(self.names), self.intercept, list(self.coefficients), table)
        )

    def recalibrate(self, shift: float, slope: float = 1.0) -> LogisticEquation:
        """The equation with lp' = shift + slope * lp; `shift` alone is calibration in the large."""
        moved = _h.recalibrated(self.intercept, list(self.coefficients), shift, slope)
        return replace(self, intercept=moved.intercept, coefficients=tuple(moved.coefficients))


def pickup(intercept: float = np.nan, coefficients: Sequence[float] = ()) -> LogisticEquation:
    """PICKUP: chronic pain 3 months after an acute episode, an empty slot.

    The published coefficients were not read, so pass yours, in the order of `.names`.

    Parameters
    ----------
    intercept : float, optional
    coefficients : numbers, optional
        One a name.

    Returns
    -------
    LogisticEquation
        Which refuses to predict until it is filled in.

    Notes
    -----
    Source: Traeger 2016, doi:10.1371/journal.pmed.1002019. External AUC 0.66 (0.63 to 0.69).

    Examples
    --------
    >>> pickup().names[:2]
    ('pain_intensity', 'leg_pain')
    """
    slot = _h.pickup()
    return LogisticEquation(
        name=slot.name,
        names=tuple(slot.names),
        intercept=intercept,
        coefficients=tuple(coefficients),
        outcome=slot.outcome,
        source=f"{slot.citation}, {slot.doi}",
    )
