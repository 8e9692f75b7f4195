"""Who the people of a cohort are, and which rows are whose."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared import tables as _tables

__all__ = ["Placed", "place_people"]

_SIGNS = re.compile(r"[^\w]|_")


@dataclass
class Placed:
    """`ids` of the people in order; `persons`: the position of each row in the table of people, by table;
    `unknown`: ids that nobody has, by table and row (from 1)."""

    ids: tuple[str, ...]
    persons: dict[str, npt.NDArray[np.uint32]] = field(default_factory=dict)
    unknown: dict[tuple[str, int], str] = field(default_factory=dict)


def _plain(one: str) -> str:
    """An id without what typing changes: case, spaces, signs, leading zeros."""
    text = _SIGNS.sub("", unicodedata.normalize("NFKC", one).casefold())
    return re.sub(r"(?<!\d)0+(?=\d)", "", text)


def place_people(tables: dict[str, _tables.Columns], core: _core.cohort.Tables) -> Placed:
    """Places the rows of all tables; equal ids in `people` are merged by the core into the first row.

    Without a table of people they are those of the sessions. An id that nobody has is a finding; of a row of
    `episodes` it is also said whose it may be, so that this person's history is not taken for complete.
    """
    given = "people" in tables
    ids = tables["people"].ids if given else [*dict.fromkeys(one for one in tables["sessions"].ids if one)]
    if not given:
        tables["people"] = _tables.Columns("people", "people", {"person_id": ids}, ids)
    first: dict[str, int] = {}
    for row, one in enumerate(ids):
        if one:
            first.setdefault(one, row)
    placed = Placed(tuple(first))
    nobody = int(_tables.NO_PERSON)
    for name, table in tables.items():
        if name == "people":
            continue
        person = np.array([first.get(one, nobody) for one in table.ids], dtype=np.uint32)
        placed.persons[name] = person
        for row in np.flatnonzero(person == nobody).tolist():
            placed.unknown[name, row + 1] = table.ids[row]
        if name == "episodes" and (person == nobody).any():
            core.episodes_may_be(_similar(table.ids, person, first))
    return placed


def _similar(ids: list[str], person: npt.NDArray[np.uint32], first: dict[str, int]) -> npt.NDArray[np.uint32]:
    """Whose a row may be whose id nobody has: the one person whose id differs by typing alone."""
    nobody = int(_tables.NO_PERSON)
    plain: dict[str, int] = {}
    for one, row in first.items():
        key = _plain(one)
        plain[key] = nobody if key in plain else row
    return np.array(
        [
            plain.get(_plain(one), nobody) if at == nobody else nobody
            for one, at in zip(ids, person, strict=True)
        ],
        dtype=np.uint32,
    )
