"""How far a long call is: a function of the caller, or a line on the terminal.

`progress=f` calls `f(what, share)` now and then, with what is counted ("samples") and the share that is done,
0 to 1, the last time with 1. `progress=True` writes that as one line to stderr where it is a terminal, and
nothing elsewhere. None is silent.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

__all__ = ["Progress", "callback", "counted"]

Progress: TypeAlias = Callable[[str, float], None] | bool
"""`f(what, share)`, or True for a line on the terminal."""

One = TypeVar("One")

_STEPS = 100
_WIDTH = 30


def callback(progress: Progress | None) -> Callable[[str, float], None] | None:
    """The function to call, None for silence."""
    if progress is True:
        return _line if sys.stderr.isatty() else None
    return progress if callable(progress) else None


def counted(items: Iterable[One], what: str, total: int, progress: Progress | None) -> Iterator[One]:
    """The items; after each of a hundred parts of them `progress` is told."""
    call = callback(progress)
    if call is None:
        yield from items
        return
    said = 0
    for done, one in enumerate(items, start=1):
        yield one
        step = _STEPS * done // max(total, 1)
        if step > said:
            said = step
            call(what, min(1.0, done / max(total, 1)))


def _line(what: str, share: float) -> None:
    full = round(_WIDTH * min(max(share, 0.0), 1.0))
    end = "\n" if share >= 1 else ""
    print(f"\r{what} [{'#' * full}{'.' * (_WIDTH - full)}] {share:4.0%}", end=end, file=sys.stderr, flush=True)
