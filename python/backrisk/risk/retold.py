"""The same assessment with further facts, or without its numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from backrisk._shared.views import view

if TYPE_CHECKING:
    from backrisk.risk.assessment import Assessment

_NUMBERS = (
    "risk", "low", "high", "relative", "relative_low", "relative_high", "above_typical", "percentile",
    "percentile_low", "percentile_high",
)  # fmt: skip


def without_numbers(one: Assessment, reason: str) -> Assessment:
    """No score, and why."""
    nan = float("nan")
    numbers: dict[str, float] = dict.fromkeys(_NUMBERS, nan)
    return replace(one, **numbers, between_places=(nan, nan), since_last_week=None, reason=reason)  # type: ignore[arg-type]


def told_of(one: Assessment, symptoms: Iterable[str], conditions: Iterable[str]) -> Assessment:
    """With these symptoms and conditions too; without numbers where the gate makes no score then."""
    told = replace(one, symptoms=(*one.symptoms, *symptoms), conditions=(*one.conditions, *conditions))
    why = str(view("Assessment.no_score")(told))
    return without_numbers(told, why) if why else told
