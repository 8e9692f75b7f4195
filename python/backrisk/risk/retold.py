"""The same assessment with further facts, or without its numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from backrisk._shared.views import view

Told = TypeVar("Told")
"""An `Assessment`."""

_NUMBERS = (
    "risk", "low", "high", "relative", "relative_low", "relative_high", "above_typical", "percentile",
    "percentile_low", "percentile_high",
)  # fmt: skip


def without_numbers(one: Told, reason: str) -> Told:
    """No score, and why."""
    nan = float("nan")
    nothing: dict[str, Any] = dict.fromkeys(_NUMBERS, nan)
    nothing |= {"between_places": (nan, nan), "since_last_week": None, "reason": reason}
    found: Told = replace(one, **nothing)  # type: ignore[type-var]
    return found


def told_of(one: Any, symptoms: Iterable[str], conditions: Iterable[str]) -> Any:
    """With these symptoms and conditions too; without numbers where the gate makes no score then."""
    told = replace(one, symptoms=(*one.symptoms, *symptoms), conditions=(*one.conditions, *conditions))
    why = str(view("Assessment.no_score")(told))
    return without_numbers(told, why) if why else told
