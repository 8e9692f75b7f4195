"""The safety gate over the people of a cohort, in words; the levels come from the core."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from backrisk import _core
from backrisk._shared.typing import Array
from backrisk.history import LEVELS, Findings, Triage
from backrisk.history.gate import triage_of

_SEVERE = 7


class Gate:
    """What the gate says of person `at` (a position) on a day; `data` is the core's cohort."""

    def __init__(self, data: _core.cohort.Data) -> None:
        self._data = data
        self._cached = lru_cache(maxsize=1024)(self._ask)

    def _ask(self, at: int, day: int, inside: bool) -> Triage:
        return triage_of(self._data.triage(at, day, inside))

    def triage(self, at: int, day: int, inside_episode: bool = False) -> Triage:
        """The level, the reasons in words and the advice."""
        return self._cached(at, int(day), inside_episode)

    def on(self, at: int, day: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Flags in words, the most urgent first, and the advice that comes with them."""
        found = self.triage(at, day)
        return _words(found), (found.advice,) if found.level != LEVELS[0] else ()

    def findings(self, at: int, day: int) -> Findings:
        """Conditions of a person on a day with their dates, in alphabetical order, and current pain: an open
        low-back episode, or the last rating of the week."""
        rows = sorted(self._data.findings_on(at, day), key=lambda one: one.condition)
        begun = [one.onset for one in self._data.episodes(at) if _open(one, day)]
        rating = self._data.pain(at, day)
        pain = ("pain",) if begun or rating > 0 else ()
        return Findings(
            conditions=tuple(dict.fromkeys(one.condition for one in rows)),
            symptoms=(*pain, *(("severe_pain",) if rating >= _SEVERE else ())),
            onset_days={one.condition: one.onset_days for one in rows if one.onset_days is not None}
            | ({"pain": day - max(begun)} if begun else {}),
            since_days={one.condition: one.since_days for one in rows if one.since_days is not None},
            reviewed_days={one.condition: one.reviewed_days for one in rows if one.reviewed},
        )

    def conditions(self, at: int, day: int) -> tuple[str, ...]:
        """Names of the conditions of a person on a day, in alphabetical order."""
        return self.findings(at, day).conditions

    def of(self, columns: Mapping[str, Array]) -> dict[int, str]:
        """The most urgent flag of each row that has one; rows are ordered by person."""
        person, level = np.asarray(columns["person"]), np.asarray(columns["triage"])
        raised = np.flatnonzero(level)
        found: dict[int, str] = {}
        for first, last in _stretches(raised, person, level):
            words = _words(self.triage(int(person[first]), int(columns["day"][first])))
            if words:
                found |= dict.fromkeys(range(first, last + 1), words[0])
        return found


def _open(episode: _core.cohort.Episode, day: int) -> bool:
    return episode.low_back and episode.onset <= day and (episode.recovered is None or day < episode.recovered)


def _words(found: Triage) -> tuple[str, ...]:
    level = found.level.replace("_", " ")
    return tuple(f"red flag, {level}: {one.text}" for one in found.flags)


def _stretches(
    rows: Array, person: Array, level: Array
) -> list[tuple[int, int]]:
    """First and last of neighbouring rows of one person and one level."""
    if not len(rows):
        return []
    new = (np.diff(rows) > 1) | (np.diff(person[rows]) != 0) | (np.diff(level[rows].astype(int)) != 0)
    starts = np.r_[0, np.flatnonzero(new) + 1]
    ends = np.r_[starts[1:] - 1, len(rows) - 1]
    return [(int(rows[a]), int(rows[b])) for a, b in zip(starts, ends, strict=True)]
