"""Red flags of the people of a cohort, day by day: the gate in front of every score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core, history
from backrisk._shared import tables as _tables

DAYS_A_YEAR = 365.2425
_NOTHING: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


@lru_cache(maxsize=4096)
def _name(text: str) -> str:
    """The catalogue's name, or nothing for an unknown one (a finding of `Cohort.check`)."""
    try:
        return history.condition(text)
    except _core.InvalidArgument:
        return ""


@lru_cache(maxsize=4096)
def _triage(
    present: tuple[str, ...], absent: tuple[str, ...], age: float, sex: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Flags in words, the most urgent first, and the advice that comes with them."""
    answer = history.red_flags(present, (), age, sex, denied=absent)
    if answer.level == "none_reported":
        return _NOTHING
    level = answer.level.replace("_", " ")
    return tuple(f"red flag, {level}: {one.text}" for one in answer.flags), (answer.advice,)


class RedFlags:
    """Looks up the red flags of person `at` (a position) on a day.

    `conditions` and `people` are columns as the core takes them; `first_rows` says at which row of `people`
    each position stands, `first_days` when each person's span begins.
    """

    def __init__(
        self,
        conditions: Mapping[str, Any] | None,
        people: Mapping[str, Any],
        first_rows: list[int],
        first_days: Any,
    ) -> None:
        self._rows: dict[int, list[tuple[int, int, str, bool]]] = {}
        self._people = {name: people[name] for name in ("female", "birth", "age_years") if name in people}
        self._first_rows = first_rows
        self._first_days = first_days
        if conditions is None:
            return
        position = {row: i for i, row in enumerate(first_rows)}
        size = len(conditions["condition"])
        since = conditions.get("since", np.full(size, _tables.NO_DAY))
        until = conditions.get("until", np.full(size, _tables.NO_DAY))
        present = conditions.get("present", np.ones(size))
        for i, row in enumerate(conditions["person"].tolist()):
            name = _name(conditions["condition"][i])
            if name and row in position:
                end = int(until[i]) if until[i] != _tables.NO_DAY and until[i] >= since[i] else 2**31
                entry = (int(since[i]), end, name, present[i] != 0)
                self._rows.setdefault(position[row], []).append(entry)

    def on(self, at: int, day: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Flags and advice of a person on a day."""
        rows = self._on(at, day)
        present = self.conditions(at, day)
        if not present:
            return _NOTHING
        absent = tuple(sorted({name for _, _, name, has in rows if not has} - set(present)))
        return _triage(present, absent, float(self._ages(at, np.array([day]))[0]), self._sex(at))

    def stops(self, at: int, day: int) -> bool:
        """Whether a flag asks for a physician before anything else."""
        flags, _ = self.on(at, day)
        return bool(flags) and not flags[0].startswith("red flag, discuss")

    def conditions(self, at: int, day: int) -> tuple[str, ...]:
        """Conditions of a person on a day, in alphabetical order."""
        return tuple(sorted({name for _, _, name, has in self._on(at, day) if has}))

    def _on(self, at: int, day: int) -> list[tuple[int, int, str, bool]]:
        return [one for one in self._rows.get(at, ()) if one[0] <= day < one[1]]

    def of(self, person: npt.NDArray[Any], day: npt.NDArray[Any]) -> dict[int, str]:
        """The most urgent flag of each row that has one; rows are ordered by person."""
        found: dict[int, str] = {}
        edges = np.searchsorted(person, np.arange(len(self._first_rows) + 1, dtype=person.dtype))
        for at, rows in self._rows.items():
            if not any(has for *_, has in rows):
                continue
            begin, end = edges[at : at + 2].tolist()
            for first, last in self._stretches(at, day[begin:end]):
                flags, _ = self.on(at, int(day[begin + first]))
                if flags:
                    found |= dict.fromkeys(range(begin + first, begin + last), flags[0])
        return found

    def _stretches(self, at: int, days: npt.NDArray[Any]) -> Iterator[tuple[int, int]]:
        """Stretches of rising days within which neither the conditions nor the age in years changes."""
        changes = [edge for since, until, *_ in self._rows[at] for edge in (since, until)]
        state = np.searchsorted(np.unique(changes), days, side="right")
        age = np.nan_to_num(self._ages(at, days))
        new = np.flatnonzero((np.diff(state) != 0) | (np.diff(age) != 0)) + 1
        return ((a, b) for a, b in pairwise([0, *new.tolist(), len(days)]) if a < b)

    def _ages(self, at: int, days: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Age in completed years on each day, NaN where it is not known or not possible."""
        row = self._first_rows[at]
        birth = int(self._people["birth"][row]) if "birth" in self._people else int(_tables.NO_DAY)
        if birth != _tables.NO_DAY:
            age = np.floor((days - birth) / DAYS_A_YEAR)
        elif "age_years" in self._people:
            age = self._people["age_years"][row] + np.floor((days - self._first_days(at)) / DAYS_A_YEAR)
        else:
            return np.full(len(days), np.nan)
        return np.where((age >= 0) & (age <= 130), age, np.nan)

    def _sex(self, at: int) -> str:
        female = self._people["female"][self._first_rows[at]] if "female" in self._people else np.nan
        return "female" if female == 1 else "male" if female == 0 else "unknown"
