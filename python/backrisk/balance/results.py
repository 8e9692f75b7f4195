"""What `backrisk.balance` answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import Measured
from backrisk._shared.records import Source
from backrisk._shared.table import Table

DIRECTIONS = {-1: "decrease", 0: "no change", 1: "increase", 2: "unknown"}

ClinicalTest: TypeAlias = _core.balance.ClinicalTest
EnduranceRatio: TypeAlias = _core.balance.EnduranceRatio
FlagRule: TypeAlias = _core.balance.FlagRule
Norm: TypeAlias = _core.balance.Norm
StrengthRatio: TypeAlias = _core.balance.StrengthRatio
SymmetryForm: TypeAlias = _core.balance.SymmetryForm

About = TypeVar("About", StrengthRatio, EnduranceRatio)
"""What a ratio is: of `strength_ratios`, or of the trunk endurance profile."""


@dataclass(frozen=True)
class Symmetry(Measured):
    """A column of symmetry with the form that made it, its formula and unit, and whether swapping sides
    changes its sign (`directed`)."""

    form: str
    formula: str
    unit: str
    directed: bool
    source: Source


@dataclass(frozen=True)
class Flagged(Measured, Generic[About]):
    """A column of ratios and whether each crosses a published limit.

    `flag`: 1 outside the limits, 0 within, -1 unknown (no value or no published limit). `limit` holds `low`,
    `high` and the `source` with its `status`; `about` says what the ratio is and its reference values.
    """

    flag: npt.NDArray[np.int8]
    limit: FlagRule
    about: About

    @classmethod
    def _from(cls, found: _core.balance.FlaggedColumn, about: About) -> Flagged[About]:
        ratio = found.ratio
        return Flagged(
            ratio.value, ratio.coverage, ratio.reason_code, found.flag, limit=about.limit, about=about
        )


@dataclass(frozen=True)
class EnduranceProfile:
    """The four ratios of a trunk endurance profile by name; iterates over the names like a dict."""

    ratios: dict[str, Flagged[EnduranceRatio]]

    def __getitem__(self, name: str) -> Flagged[EnduranceRatio]:
        return self.ratios[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.ratios)

    def to_table(self) -> Table:
        """One row a person and ratio: row, ratio, value, flag, low, high, status, male, female, reason."""
        parts = [
            {
                "row": np.arange(len(one)),
                "ratio": np.full(len(one), name),
                "value": one.value,
                "flag": one.flag,
                "low": np.full(len(one), one.limit.low),
                "high": np.full(len(one), one.limit.high),
                "status": np.full(len(one), one.limit.source.status),
                "male": np.full(len(one), one.about.male),
                "female": np.full(len(one), one.about.female),
                "reason": one.reason,
            }
            for name, one in self.ratios.items()
        ]
        columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        return Table(columns, title="trunk endurance profile")


@dataclass(frozen=True)
class Change:
    """`difference` (after - before), the `detectable` change it is held against, and its direction."""

    difference: Measured
    direction_code: npt.NDArray[np.int8]
    detectable: float

    @property
    def direction(self) -> list[str]:
        """'increase', 'decrease', 'no change' (inside the measurement error) or 'unknown', one a row."""
        return [DIRECTIONS[code] for code in self.direction_code.tolist()]


@dataclass(frozen=True)
class Standing:
    """`z` and `percentile` columns, and the `norm` they rest on (None where there is none)."""

    z: Measured
    percentile: Measured
    norm: Norm | None
