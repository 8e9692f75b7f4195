"""Red flags of the people of a cohort, day by day: the gate in front of every score."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core, history

_NOTHING: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    return {one["name"]: one["label"].lower() for one in history.conditions()}


@lru_cache(maxsize=4096)
def _triage(
    present: tuple[str, ...], absent: tuple[str, ...], age: float, sex: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Flags in words, the most urgent first, and the advice that comes with them."""
    answer = history.red_flags(present, age, sex, denied=absent)
    if answer.level == "none_reported":
        return _NOTHING
    level = answer.level.replace("_", " ")
    label = _labels()
    words = (
        f"red flag, {level}: {label.get(one.finding, one.finding)} may mean {one.concern.replace('_', ' ')}"
        for one in answer.flags
    )
    return tuple(words), (answer.advice,)


class RedFlags:
    """Looks up the red flags of person `at` (a position) on a day. Joins and ages are the core's."""

    def __init__(self, data: _core.cohort.Data) -> None:
        self._data = data

    def on(self, at: int, day: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Flags and advice of a person on a day."""
        present, absent = self._data.conditions_on(at, day)
        if not present:
            return _NOTHING
        age = float(self._data.ages(at, np.array([day], dtype=np.int32))[0])
        return _triage(tuple(present), tuple(absent), age, self._sex(at))

    def stops(self, at: int, day: int) -> bool:
        """Whether a flag asks for a physician before anything else."""
        flags, _ = self.on(at, day)
        return bool(flags) and not flags[0].startswith("red flag, discuss")

    def conditions(self, at: int, day: int) -> tuple[str, ...]:
        """Conditions of a person on a day, in alphabetical order."""
        return tuple(self._data.conditions_on(at, day)[0])

    def of(self, person: npt.NDArray[Any], day: npt.NDArray[Any]) -> dict[int, str]:
        """The most urgent flag of each row that has one; rows are ordered by person."""
        found: dict[int, str] = {}
        edges = np.flatnonzero(np.r_[True, person[1:] != person[:-1], True]) if len(person) else []
        for begin, end in pairwise(edges):
            at = int(person[begin])
            changes = self._data.condition_days(at)
            if not changes:
                continue
            for first, last in self._stretches(at, day[begin:end], changes):
                flags, _ = self.on(at, int(day[begin + first]))
                if flags:
                    found |= dict.fromkeys(range(begin + first, begin + last), flags[0])
        return found

    def _stretches(self, at: int, days: npt.NDArray[Any], changes: list[int]) -> Iterator[tuple[int, int]]:
        """Stretches of rising days within which neither the conditions nor the age in years changes."""
        state = np.searchsorted(changes, days, side="right")
        age = np.nan_to_num(self._data.ages(at, np.asarray(days, dtype=np.int32)))
        new = np.flatnonzero((np.diff(state) != 0) | (np.diff(age) != 0)) + 1
        return ((a, b) for a, b in pairwise([0, *new.tolist(), len(days)]) if a < b)

    def _sex(self, at: int) -> str:
        female = self._data.female(at)
        return "female" if female == 1 else "male" if female == 0 else "unknown"
