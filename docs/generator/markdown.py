"""Text and tables as Markdown."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Iterable
from typing import Any

MADE = "<!-- Written by docs/generate.py from the code. Edit the code instead. -->"


def prose(text: str) -> str:
    """A docstring as Markdown: examples are fenced, signs that Markdown would eat are kept."""
    lines, example = [], False
    for line in inspect.cleandoc(text).splitlines():
        begins = line.lstrip().startswith(">>>")
        if begins and not example:
            lines.append("```pycon")
            example = True
        elif example and not line.strip():
            lines.append("```")
            example = False
        lines.append(line if example or line.startswith("    ") else plain(line))
    return "\n".join([*lines, "```"] if example else lines)


def plain(line: str) -> str:
    """Text whose `<`, `*` and `_` mean themselves; what is in backticks and list marks stay as they are.

    An underscore inside a word needs no escape.
    """
    mark = re.match(r"\s*[-*] ", line)
    head, rest = (line[: mark.end()], line[mark.end() :]) if mark else ("", line)
    parts = re.split(r"(`[^`]*`)", rest)
    return head + "".join(
        part if part.startswith("`") else re.sub(r"([<*]|(?<!\w)_|_(?!\w))", r"\\\1", part) for part in parts
    )


def first_line(thing: Any) -> str:
    if inspect.isclass(thing) and issubclass(thing, Exception):
        return f"an exception, a `{thing.__bases__[0].__name__}`"
    return plain((inspect.getdoc(thing) or "").partition("\n\n")[0].replace("\n", " "))


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; a bar in a cell is escaped, in code too."""
    head = list(head)
    lines = [" | ".join(head), " | ".join("---" for _ in head)]
    lines += [" | ".join(re.sub(r"\s*\n\s*", " ", cell).replace("|", r"\|") for cell in row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)


def cited(source: str, doi: str) -> str:
    return plain(source) + (f" [doi:{doi}](https://doi.org/{doi})" if doi else "")


def in_code(test: str) -> str:
    """A test's name as code, what it shows as text."""
    name, colon, shows = test.partition(": ")
    return f"`{name}`{colon}{plain(shows)}"


def number(value: float, digits: int = 3) -> str:
    return "" if math.isnan(value) else f"{value:.{digits}g}"
