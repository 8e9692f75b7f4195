"""A factor of one's own: name, unit, form, population, and which effects bear on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from backrisk import _core

__all__ = ["Cause", "Evidence", "Factor", "Law", "Population", "Shape", "Transform"]

Shape = Literal["linear", "indicator", "log2", "log", "below", "steps"]
Law = Literal["bernoulli", "normal", "lognormal", "uniform"]
Cause = Literal["preparation", "technique", "balance", "load", "history", "context"]


@dataclass(frozen=True)
class Transform:
    """How a value becomes the columns that a coefficient multiplies.

    Parameters
    ----------
    kind : {"linear", "indicator", "log2", "log", "below", "steps"}
        linear: ``(x - origin) / scale``; indicator: x, which is 0 or 1; log2, log: of ``x / origin``, over
        `scale`; below: ``max(0, origin - x) / scale``; steps: one column an interval between `knots`.
    origin : float
        The value at which the column is 0, in the factor's unit.
    scale : float
        How many units make one unit of the column; positive.
    knots : sequence of float
        Up to three increasing values; column j is 1 above knot j and up to the next.

    Raises
    ------
    InvalidArgument
        When the factor is composed: a scale that is not positive, a logarithm of a range that reaches 0,
        knots that do not increase.
    """

    kind: Shape = "linear"
    origin: float = 0.0
    scale: float = 1.0
    knots: Sequence[float] = ()

    @property
    def columns(self) -> int:
        """How many columns a value becomes."""
        return len(self.knots) if self.kind == "steps" else 1


@dataclass(frozen=True)
class Population:
    """The distribution of a factor among the people of the setting; an assumption until a cohort is there.

    Parameters
    ----------
    law : {"bernoulli", "normal", "lognormal", "uniform"}
        The distribution.
    first, second : float
        bernoulli: the probability; normal: mean and SD; lognormal: median and SD of the logarithm; uniform:
        low and high.
    loading : float
        Correlation with what the members of its group have in common; negative where it is reversed.
    """

    law: Law = "normal"
    first: float = 0.0
    second: float = 1.0
    loading: float = 0.5


@dataclass(frozen=True)
class Evidence:
    """One effect as it bears on one column of a factor.

    Parameters
    ----------
    id : str
        Row of the evidence: a published one ("E053") or one of your own (`evidence.read_effects`).
    units : float
        How many of the published contrasts one unit of the column is.
    baseline_risk : float
        Risk of the study's reference group, needed to convert odds and risk ratios.
    indirect : bool
        The published exposure or outcome is not quite this one: the penalty of indirectness applies.
    standard_error : float, optional
        Of the log effect, where the source prints no interval: an assumption, and the ledger says so.
    """

    id: str
    units: float = 1.0
    baseline_risk: float = 0.25
    indirect: bool = False
    standard_error: float | None = None

    def _bound(self) -> _core.factor.EvidenceUse:
        return _core.factor.EvidenceUse(
            self.id, self.units, self.baseline_risk, self.indirect, self.standard_error, None, ""
        )


@dataclass(frozen=True)
class Factor:
    """A factor of your own for `risk.compose`; a cohort reads its values by this name.

    Parameters
    ----------
    name : str
        As in the tables of a cohort; the name of a default factor replaces that factor.
    unit, label : str
        For people: the unit of the values, and what the factor is.
    range : (float, float)
        Plausible values; beyond, the end is used and the answer says so.
    transform : Transform
        How a value becomes columns.
    population : Population
        Its distribution among the people of the setting: it centres the column and gives a missing value its
        spread.
    evidence : sequence of Evidence or str
        Effects on its only column; a sequence of such sequences where the transform has steps. Without any
        the coefficient is centred on zero, with one spread a population SD, and can be learned.
    cause : {"preparation", "technique", "balance", "load", "history", "context"}
        Where its contribution is counted.
    group : str
        Factors of one group are correlated, and their published effects overlap.
    persistence_days : float
        How long a value acts; afterwards the factor is expected at its mean.

    Examples
    --------
    >>> from backrisk.factor import Evidence, Factor, Population, Transform
    >>> gps = Factor("high_speed_km", "km", "distance above 7 m/s in a week", (0, 15),
    ...              Transform("linear", 2, 1), Population("lognormal", 2, 0.5), [Evidence("G01")], "load")
    >>> gps.columns
    ('high_speed_km',)
    """

    name: str
    unit: str = ""
    label: str = ""
    range: tuple[float, float] = (0.0, 1.0)
    transform: Transform = field(default_factory=Transform)
    population: Population = field(default_factory=Population)
    evidence: Sequence[Evidence | str | Sequence[Evidence | str]] = ()
    cause: Cause = "context"
    group: str = ""
    persistence_days: float = math.inf

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of its columns, one a coefficient."""
        if self.transform.columns == 1:
            return (self.name,)
        return tuple(f"{self.name}_{j + 1}" for j in range(self.transform.columns))

    def _rows(self) -> list[list[_core.factor.EvidenceUse]]:
        """Evidence of each column, bound."""
        given = list(self.evidence)
        nested = any(not isinstance(one, Evidence | str) for one in given)
        columns: list[Any] = given if nested else ([given] if given else [])
        if columns and len(columns) != self.transform.columns:
            raise _core.InvalidArgument(
                f"factor.Factor: evidence of {self.name} is for {len(columns)} columns, but must be for "
                f"{self.transform.columns}"
            )
        columns = columns or [[] for _ in range(self.transform.columns)]
        return [
            [(Evidence(one) if isinstance(one, str) else one)._bound() for one in column]
            for column in columns
        ]

    def _bound(self) -> _core.factor.Factor:
        """The factor as the core has it."""
        phi, people = self.transform, self.population
        terms = [
            _core.factor.Term(name, rows, "" if rows else "no evidence was given", 1.0)
            for name, rows in zip(self.columns, self._rows(), strict=True)
        ]
        return _core.factor.Factor(
            self.name,
            self.label or self.name,
            self.unit,
            self.cause,
            _core.factor.Transform(phi.kind, phi.origin, phi.scale, list(phi.knots), phi.columns),
            tuple(float(end) for end in self.range),  # type: ignore[arg-type]
            self.group,
            _core.factor.Marginal(people.law, people.first, people.second, "", 0.0, people.loading),
            terms,
            float(self.persistence_days),
        )
