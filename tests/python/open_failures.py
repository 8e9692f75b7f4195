"""Tests that fail today and say something true: each is open work, named with what is known of it.

They run, and are reported as expected failures; one that passes again is to be taken off this list. Nothing may be
added to make a change pass.
"""

from __future__ import annotations

OPEN: dict[str, str] = {}


def reason_of(node: str) -> str | None:
    """Why a test is on the list; None for the others."""
    path, _, test = node.partition("::")
    name = f"{path.rpartition('/')[2]}::{test}"
    return next((reason for start, reason in OPEN.items() if name.startswith(start)), None)
