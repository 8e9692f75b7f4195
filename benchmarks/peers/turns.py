"""Times several pieces of work in turns, and keeps one peer from slowing the next."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def cores_given_back() -> Iterator[None]:
    """What runs inside may pin this thread to one core, as adelie does; later threads would stay there."""
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    try:
        yield
    finally:
        if cores is not None:
            os.sched_setaffinity(0, cores)


def fastest(work: dict[str, Callable[[], object]], rounds: int = 7) -> dict[str, float]:
    """Best time of each in seconds, taking turns so that drift of the machine hits all alike."""
    best = dict.fromkeys(work, float("inf"))
    for _ in range(rounds):
        for name, run in work.items():
            start = time.perf_counter()
            run()
            best[name] = min(best[name], time.perf_counter() - start)
    return best
