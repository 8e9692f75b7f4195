"""Every result as a page of a notebook: `_repr_html_` of the classes that have none of their own.

One rule for all: what a result says of itself in words (`to_text`), then its table (`summary`, `to_table`,
`table`), else its fields, columns of one length side by side and single numbers under each other.
"""

from __future__ import annotations

import dataclasses
import enum
import html
import inspect
import sys
from collections.abc import Iterator

import numpy as np

from backrisk._shared.table import Table
from backrisk._shared.typing import Array

_TABLES = ("summary", "to_table", "table")


def html_of(result: object) -> str:
    """The result as a part of a page.

    >>> import backrisk as br
    >>> page = html_of(br.evidence.random_effects([0.1, 0.5], [0.2, 0.2]))
    >>> "<table>" in page and "tau_squared" in page
    True
    """
    said = _words(result)
    table = next((found for name in _TABLES if (found := _asked(result, name)) is not None), None)
    parts = [table] if isinstance(table, Table) else [] if _asked(result, "to_text") else list(_of_fields(result))
    head = "".join(f"<p>{html.escape(line)}</p>" for line in said)
    return head + "".join(part._repr_html_() for part in parts)


def _words(result: object) -> list[str]:
    """Lines of text: those of `to_text` or of a `str` of its own, else the name of the class."""
    text = _asked(result, "to_text")
    if not isinstance(text, str):
        kind = type(result)
        text = str(result)
        if "__str__" not in vars(kind) and (dataclasses.is_dataclass(result) or text.startswith("<")):
            text = kind.__name__
        if isinstance(result, tuple):
            text = kind.__name__
    return text.splitlines()


def _asked(result: object, name: str) -> Table | str | None:
    """An attribute, or the answer of a method that needs no argument; None where there is none."""
    found = getattr(type(result), name, None)
    if found is None:
        return None
    value = getattr(result, name)
    if callable(value):
        needed = [p for p in inspect.signature(value).parameters.values() if p.default is p.empty]
        if any(p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL) for p in needed):
            return None
        value = value()
    return value if isinstance(value, (Table, str)) else None


def _fields(result: object) -> Iterator[tuple[str, object]]:
    if dataclasses.is_dataclass(result):
        names = [one.name for one in dataclasses.fields(result)]
    elif isinstance(result, tuple):
        names = list(getattr(result, "_fields", ()))
    else:
        names = [n for n, of in inspect.getmembers(type(result), _is_shown)]
    for name in names:
        if not name.startswith("_"):
            yield name, getattr(result, name)


def _is_shown(member: object) -> bool:
    return isinstance(member, property)


def _of_fields(result: object) -> Iterator[Table]:
    """Single values as rows, and columns of one length as one table."""
    single: dict[str, str] = {}
    columns: dict[int, dict[str, Array]] = {}
    tables = []
    for name, value in _fields(result):
        if isinstance(value, Table):
            tables.append(value)
        elif isinstance(value, np.ndarray) and value.ndim == 1:
            columns.setdefault(len(value), {})[name] = value
        elif isinstance(value, np.ndarray):
            single[name] = f"{' by '.join(map(str, value.shape))} numbers"
        else:
            single[name] = _short(value)
    if single:
        yield Table({"": list(single), "value": list(single.values())}, title=type(result).__name__)
    for size, part in columns.items():
        yield Table(part, title=f"{size} values each")
    yield from tables


def _short(value: object) -> str:
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, (float, np.floating)):
        return f"{value:.4g}"
    return str(value)


def show_results(package: str) -> None:
    """Gives each public class of the package that has no page of its own the one of `html_of`."""
    for name, module in list(sys.modules.items()):
        if not name.startswith(f"{package}.") or name.startswith(f"{package}._core"):
            continue
        offered = [vars(module)[word] for word in getattr(module, "__all__", ())]
        own = [kind for kind in vars(module).values() if getattr(kind, "__module__", "") == name]
        for kind in (*offered, *own):  # an area offers some classes of the core as they are
            if inspect.isclass(kind) and _is_result(kind):
                kind._repr_html_ = html_of  # type: ignore[attr-defined]


def _is_result(kind: type) -> bool:
    area = kind.__module__.split(".")[1] if "." in kind.__module__ else ""
    return not (
        kind.__name__.startswith("_")
        or not kind.__module__.startswith("backrisk.")
        or area == "cli"
        or hasattr(kind, "_repr_html_")
        or issubclass(kind, (enum.Enum, BaseException, np.ndarray))
        or getattr(kind, "_is_protocol", False)
    )
