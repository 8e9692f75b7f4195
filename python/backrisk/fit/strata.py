"""An intercept a stratum without a column a stratum: what a `glm` with `strata` adds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn
from backrisk._shared.design import FloatMatrix
from backrisk._shared.labels import label_column
from backrisk._shared.typing import Array


@dataclass(frozen=True)
class Strata:
    """The strata of a fit: `label` and `effect`, the intercept of each.

    `effect` is infinite where the outcome of a stratum does not vary; such a stratum tells nothing about the
    coefficients. `weight` and `mean` (a row a stratum) are what the standard error of a prediction needs.
    """

    label: Array
    effect: FloatColumn
    weight: FloatColumn
    mean: FloatMatrix
    rows: npt.NDArray[np.intp]
    """The place of each row of the fit."""

    @classmethod
    def of(cls, labels: object, codes: npt.NDArray[np.int64], found: Any) -> Strata:
        """From the core's codes; `codes` are whole labels themselves, or places among the sorted labels."""
        known = label_column(labels, "strata")
        code = np.asarray(found.code)
        label = code if known.dtype.kind in "iu" else np.unique(known)[code]
        return cls(label, found.effect, found.weight, found.mean, rows=np.searchsorted(code, codes))

    @property
    def n_empty(self) -> int:
        """Strata whose outcome does not vary."""
        return int(np.isinf(self.effect).sum())

    def in_offset(self, problem: Any) -> Any:
        """The problem with the effects in its offset, and without the strata that tell nothing."""
        effect = self.effect[self.rows]
        known = np.isfinite(effect)
        offset, weights = problem.offset, problem.weights
        return problem.reweighted(
            (0.0 if offset is None else offset) + np.where(known, effect, 0.0),
            known * (1.0 if weights is None else weights),
        )

    def places(self, labels: object, size: int) -> npt.NDArray[np.intp]:
        """The place of each row's stratum. Raises `InvalidArgument` for a label that the fit did not have."""
        given = label_column(labels, "strata", size, "X")
        if given.dtype.kind != self.label.dtype.kind and {given.dtype.kind, self.label.dtype.kind} - {*"iu"}:
            rule = f"must be labels like {self.label[0]!r}, one that the fit knows"
            raise _core.InvalidArgument(f"strata, row 1: is {given[0]!r}, but {rule}")
        at = np.minimum(np.searchsorted(self.label, given), len(self.label) - 1)
        strange = np.flatnonzero(self.label[at] != given)
        if strange.size:
            row = int(strange[0])
            raise _core.InvalidArgument(f"strata, row {row + 1}: {given[row]!r} is no stratum of the fit")
        return at

    def linear(
        self,
        x: FloatMatrix,
        shift: FloatColumn | None,
        at: npt.NDArray[np.intp],
        coef: FloatColumn,
        covariance: FloatMatrix,
    ) -> tuple[FloatColumn, FloatColumn]:
        """The linear predictor, and its error √((x - m)' V (x - m) + 1 / weight)."""
        finite = np.isfinite(self.effect[at])
        mean = np.where(finite[:, None], self.mean[at], 0.0)
        found = _core.fit.predict_linear(x - mean, shift, False, coef, covariance, 1)
        with np.errstate(divide="ignore"):
            spread = np.sqrt(found.standard_error**2 + np.where(finite, 1 / self.weight[at], 0.0))
        return found.eta + mean @ coef + self.effect[at], np.where(finite, spread, np.nan)
