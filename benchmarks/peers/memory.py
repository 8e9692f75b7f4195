"""How much memory a piece of work takes above what is there already."""

from __future__ import annotations

import ctypes
import multiprocessing
import sys
from collections.abc import Callable
from pathlib import Path


def _kilobytes(field: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field))


def peak_above(run: Callable[[], object]) -> float:
    """Bytes of peak resident memory of `run` above those before it, in a fork; NaN without Linux."""
    if not sys.platform.startswith("linux"):
        return float("nan")
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()

    def measure() -> None:
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim:
            trim(0)  # what earlier work has freed is no free gift to this one
        Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from now on
        before = _kilobytes("VmRSS")
        kept = run()
        theirs.send(1024.0 * (_kilobytes("VmHWM") - before))
        del kept

    child = context.Process(target=measure)
    child.start()
    answer = float(ours.recv())
    child.join()
    return answer


def say_memory(name: str, run: Callable[[], object], columns: float) -> None:
    """Prints the peak of `run` beside the bytes of its input columns."""
    extra = peak_above(run)
    print(f"{name}: {extra / 1e6:.0f} MB above the columns, {extra / columns:.2f} times their size")
