"""Times several pieces of work in turns."""

from __future__ import annotations

import time
from collections.abc import Callable


def fastest(work: dict[str, Callable[[], object]], rounds: int = 7) -> dict[str, float]:
    """Best time of each in seconds, taking turns so that drift of the machine hits all alike."""
    best = dict.fromkeys(work, float("inf"))
    for _ in range(rounds):
        for name, run in work.items():
            start = time.perf_counter()
            run()
            best[name] = min(best[name], time.perf_counter() - start)
    return best
