"""Which argument of a public function a failed line was about.

Where a library below refuses a value (`float(object())`, `None.shape`), the line of ours that failed names
the variable, and that holds what the caller gave. A line that fails on anything else is a fault of ours.
"""

from __future__ import annotations

import ast
import linecache
import re
from collections.abc import Iterator, Mapping
from types import TracebackType

import numpy as np

_RULE = re.compile(r"^(?P<names>\w+(?:, \w+)*) : (?P<rule>.+)$", re.MULTILINE)


def blamed(error: BaseException, arguments: Mapping[str, object]) -> str | None:
    """The name of the argument that the failed line was about; None where it was about no argument."""
    for names, space in _failed(error.__traceback__):
        for name, value in arguments.items():
            if any(one in space and _is_of(space[one], value, one == name) for one in names):
                return name
    return None


def _is_of(held: object, given: object, same_name: bool) -> bool:
    """`held` is what was given, or an item of it; True and False are everywhere the same."""
    if held is given:
        return same_name or not isinstance(given, bool)
    if isinstance(given, (list, tuple)) and len(given) <= 100:
        return any(held is one for one in given)
    if isinstance(given, dict):
        return any(held is one for one in given.values())
    return hasattr(given, "dtype") and isinstance(held, np.generic)  # items of an array are made on demand


def _failed(trace: TracebackType | None) -> Iterator[tuple[set[str], Mapping[str, object]]]:
    """Names in the failed expression, and variables, of each of our frames; the innermost first."""
    frames = []
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__", "").startswith("backrisk."):
            frames.append(trace)
        trace = trace.tb_next
    for one in reversed(frames):
        yield _names(one), one.tb_frame.f_locals


def _names(trace: TracebackType) -> set[str]:
    """Variables in the source of the instruction that failed."""
    code = trace.tb_frame.f_code
    for at, (first, last, begin, end) in enumerate(code.co_positions()):
        if 2 * at == trace.tb_lasti and first and last and begin is not None and end is not None:
            lines = [linecache.getline(code.co_filename, line).encode() for line in range(first, last + 1)]
            lines[-1] = lines[-1][:end]
            lines[0] = lines[0][begin:]
            return _variables(b"".join(lines).decode(errors="replace"))
    return set()


def _variables(source: str) -> set[str]:
    try:
        tree = ast.parse(f"({source}\n)", mode="eval")
    except SyntaxError:
        return set(re.findall(r"[A-Za-z_]\w*", source))
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def rule_of(documentation: str | None, name: str) -> str:
    """What the parameters section of a docstring says of an argument."""
    for found in _RULE.finditer(documentation or ""):
        if name in found["names"].split(", "):
            return found["rule"].removesuffix(", optional")
    return "as the documentation says"
