"""Texts as numbers of a short list: a column of few different words, a thousandth of the memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Coded"]

Index: TypeAlias = slice | npt.NDArray[np.bool_] | npt.NDArray[np.intp]
"""Some rows: a slice, a mask or positions."""


class Coded:
    """`levels[codes]`, made only when somebody looks: ids, states and reasons of millions of rows.

    It behaves as the array of texts that it stands for where a `Table` reads one.
    """

    __slots__ = ("_texts", "codes", "levels")

    dtype = np.dtype(object)

    def __init__(self, codes: npt.ArrayLike, levels: Sequence[str]) -> None:
        self.codes: npt.NDArray[np.int32] = np.ascontiguousarray(codes, dtype=np.int32)
        self.levels: tuple[str, ...] = tuple(levels)
        self._texts: npt.NDArray[np.object_] | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        return self.codes.shape

    @property
    def size(self) -> int:
        return self.codes.size

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, rows: Index) -> npt.NDArray[np.object_]:
        """The texts of some rows."""
        return _texts_of(self.levels)[self.codes[rows]]

    def take(self, rows: Index) -> Coded:
        """Some rows, still as numbers."""
        return Coded(self.codes[rows], self.levels)

    def tolist(self) -> list[str]:
        listed: list[str] = self.texts().tolist()
        return listed

    def texts(self) -> npt.NDArray[np.object_]:
        """The whole column as texts."""
        if self._texts is None:
            self._texts = _texts_of(self.levels)[self.codes]
        return self._texts

    def distinct(self) -> tuple[npt.NDArray[np.int32], list[str]]:
        """Codes and levels with each text once, as categories must be."""
        place: dict[str, int] = {}
        new = np.array([place.setdefault(one, len(place)) for one in self.levels], dtype=np.int32)
        return (new[self.codes] if len(place) < len(self.levels) else self.codes), list(place)


def _texts_of(levels: tuple[str, ...]) -> npt.NDArray[np.object_]:
    texts = np.empty(len(levels), dtype=object)
    texts[:] = levels
    return texts
