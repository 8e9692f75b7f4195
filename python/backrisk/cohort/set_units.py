"""Which unit the masses of strength sets look like: pounds among kilograms, found per person.

A guess is said and never applied. The thresholds are ours: they ask somebody to look and change no number.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk._shared import tables as _tables

__all__ = ["set_findings"]

POUNDS = 2.20462
"""Pounds in a kilogram, NIST Special Publication 811 (2008), appendix B."""
ROWS = 5
"""Sets of a person without which nothing is said."""
OTHERS = 2
"""Other people with the same exercise, whose median is compared with."""
BETWEEN = (1.75, 2.8)
"""Ratio to the others that looks like pounds: about 2.2, and people differ."""
HEAVIEST = 2.5
"""Body masses that hardly anybody lifts for the middle one of all sets."""
NEAR = 0.12
"""How near to 2.2 the jump of a diary must be."""
APART = 1.5
"""Ratio to the next heaviest person, and between every day before a jump and every day after it."""
DAYS = 3
"""Days before and after a jump."""


def set_findings(tables: dict[str, _tables.Columns], persons: Any) -> list[_tables.Finding]:
    """Warnings about the table `sets`; `persons` holds the position of each row in the table of people."""
    sets = tables.get("sets")
    if sets is None or "mass_kg" not in sets.core or not len(sets.ids):
        return []
    mass, day = sets.core["mass_kg"], sets.core["date"]
    known: dict[str, int] = {}
    exercise = np.array([known.setdefault(one.lower(), len(known)) for one in sets.core["exercise"]])
    used = np.isfinite(mass) & (mass > 0) & (persons != _tables.NO_PERSON) & (day != _tables.NO_DAY)
    order = np.flatnonzero(used)[np.lexsort((day[used], exercise[used], persons[used]))]
    lifts = _Lifts(persons[order], exercise[order], day[order], mass[order])
    body = tables["people"].core.get("mass_kg")
    found: list[_tables.Finding] = []
    for person, rows in _runs(lifts.person):
        said = next(lifts.guesses(rows, _body(body, int(person))), None)
        if said is not None:
            value, rule = said
            one = _tables.finding("sets", "mass_kg", rule, value)
            found.append({**one, "person": tables["people"].ids[int(person)]})
    return found


def _body(masses: Any, person: int) -> float:
    """The body's mass in kilograms, NaN where it is not known or not believed."""
    known = float("nan") if masses is None else float(masses[person])
    return known if 10 <= known <= 350 else float("nan")


def _runs(sorted_values: npt.NDArray[Any]) -> Iterator[tuple[Any, slice]]:
    """Each value and the slice of its rows."""
    values, starts = np.unique(sorted_values, return_index=True)
    ends = [*starts[1:].tolist(), len(sorted_values)]
    for value, start, end in zip(values.tolist(), starts.tolist(), ends, strict=True):
        yield value, slice(start, end)


class _Lifts:
    """Sets with a mass, by person, exercise and day: whose, which exercise, when, how heavy."""

    def __init__(
        self,
        person: npt.NDArray[Any],
        exercise: npt.NDArray[Any],
        day: npt.NDArray[Any],
        mass: npt.NDArray[np.float64],
    ) -> None:
        self.person, self.exercise, self.day, self.mass = person, exercise, day, mass
        first = np.r_[True, (np.diff(person) != 0) | (np.diff(exercise) != 0)] if len(person) else np.empty(0, bool)
        self._starts = np.flatnonzero(first)
        size = np.diff(np.r_[self._starts, len(person)])
        by_mass = mass[np.lexsort((mass, exercise, person))]
        self._middle = (by_mass[self._starts + (size - 1) // 2] + by_mass[self._starts + size // 2]) / 2
        self._range = by_mass[self._starts + size - 1] / by_mass[self._starts]
        """Heaviest by lightest set of each person's exercise."""
        self._what = exercise[self._starts]
        self._medians = {
            one: np.sort(self._middle[self._what == one]) for one in np.unique(self._what).tolist()
        }
        """Medians of the people with each exercise."""

    def guesses(self, rows: slice, body: float) -> Iterator[tuple[str, str]]:
        """(value, rule) of what speaks for pounds in one person's rows, the strongest first."""
        if rows.stop - rows.start < ROWS:
            return
        pairs = range(*np.searchsorted(self._starts, [rows.start, rows.stop]).tolist())
        yield from self._jump(pairs)
        yield from self._beside(pairs)
        middle = float(np.median(self.mass[rows]))
        if middle > HEAVIEST * body:
            rule = f"more than {HEAVIEST:g} times the body of {body:g} kg: looks like pounds"
            yield f"median {middle:g}", rule

    def _beside(self, pairs: range) -> Iterator[tuple[str, str]]:
        """Beside the others' medians of the same exercises: twice as heavy, and nobody near."""
        own, theirs, apart = [], [], []
        for pair in pairs:
            middle, others = float(self._middle[pair]), self._medians[int(self._what[pair])]
            if len(others) <= OTHERS:
                continue
            others = np.delete(others, int(np.searchsorted(others, middle)))
            own.append(middle)
            theirs.append(float(np.median(others)))
            apart.append(middle / others[-1])
        if not own or float(np.median(apart)) < APART:
            return
        if BETWEEN[0] <= float(np.median(np.divide(own, theirs))) <= BETWEEN[1]:
            beside = f"beside the other people's {np.median(theirs):.4g}"
            yield f"median {np.median(own):.4g}", f"looks like pounds {beside}; kilograms are expected"

    def _jump(self, pairs: range) -> Iterator[tuple[str, str]]:
        """An exercise whose heaviest set of the day changes by the factor of pounds, and stays."""
        for pair in pairs:
            if self._range[pair] < APART:
                continue
            ends = [*self._starts[pair : pair + 2].tolist(), len(self.mass)]
            inside = slice(ends[0], ends[1])
            days, starts = np.unique(self.day[inside], return_index=True)
            if len(days) < 2 * DAYS:
                continue
            heaviest = np.maximum.reduceat(self.mass[inside], starts)
            up = np.minimum.accumulate(heaviest[::-1])[::-1][1:] / np.maximum.accumulate(heaviest)[:-1]
            down = np.minimum.accumulate(heaviest)[:-1] / np.maximum.accumulate(heaviest[::-1])[::-1][1:]
            for k in (np.flatnonzero(np.maximum(up, down) > APART) + 1).tolist():
                if not DAYS <= k <= len(days) - DAYS:
                    continue
                first, then = float(np.median(heaviest[:k])), float(np.median(heaviest[k:]))
                if abs(max(first, then) / min(first, then) / POUNDS - 1) <= NEAR:
                    value = f"{first:.4g} to {then:.4g} on {np.datetime64(int(days[k]), 'D')}"
                    yield value, "jumps by the factor of pounds and kilograms: did the unit change?"
                    return
