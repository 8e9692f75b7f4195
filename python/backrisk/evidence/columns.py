"""The columns of a table of effects."""

from __future__ import annotations

from typing import TypeAlias

from backrisk import _core

Effect: TypeAlias = _core.evidence.Effect
"""A published effect, with an attribute for each column of `effects`."""

EFFECT_COLUMNS = (
    "id", "factor", "contrast", "measure", "unit", "point", "low", "high", "interval_level", "population",
    "outcome", "horizon", "study_type", "source", "doi", "status", "certainty", "use", "may_ship", "note",
)  # fmt: skip
