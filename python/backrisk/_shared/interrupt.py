"""Long calls of the core that do not ask for Ctrl-C themselves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

__all__ = ["interruptible"]

Answer = TypeVar("Answer")
_PAUSE = 0.05
"""Seconds between two looks for Ctrl-C."""


def interruptible(call: Callable[[], Answer], *, long: bool = True) -> Answer:
    """`call()`, beside the thread that waits for it, so that Ctrl-C is answered at once.

    The core lets go of Python's lock while it computes. What was begun runs to its end in the background and
    its answer is dropped; nothing is left half written. With `long` False it is a plain call.
    """
    if not long or threading.current_thread() is not threading.main_thread():
        return call()
    found: list[Answer] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            found.append(call())
        except BaseException as error:
            failed.append(error)

    worker = threading.Thread(target=run, name="backrisk")
    worker.start()
    while worker.is_alive():
        worker.join(_PAUSE)
    if failed:
        raise failed[0]
    return found[0]
