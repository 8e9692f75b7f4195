"""Every vocabulary of the core, from the enums of its public headers."""

from __future__ import annotations

import re
from pathlib import Path

from generator.markdown import MADE, table

HEADERS = Path(__file__).resolve().parents[2] / "include" / "backrisk"
_ENUM = re.compile(r"((?:^[ \t]*///[^\n]*\n)*)^[ \t]*enum class (\w+)[^{;]*\{([^}]*)\}", re.MULTILINE)
_MEMBER = re.compile(r"^\s*(\w+)", re.MULTILINE)


def vocabularies() -> list[tuple[str, str, list[str], str]]:
    """(area, name, members, what it is) of each enum of a public header, in the order of the files."""
    found = []
    for path in sorted(HEADERS.rglob("*.hpp")):
        if "internal" in path.parts:
            continue
        for comment, name, body in _ENUM.findall(path.read_text(encoding="utf-8")):
            said = " ".join(line.strip().removeprefix("///").strip() for line in comment.splitlines())
            bare = re.sub(r"//[^\n]*|=[^,]*", "", body)
            members = [match[1] for part in bare.split(",") if (match := _MEMBER.search(part))]
            found.append((path.parent.name, name, members, said.strip()))
    return found


def vocabularies_page() -> str:
    """A table an area."""
    all_of_them = vocabularies()
    lines = [MADE, "", "# Vocabularies", ""]
    lines += [
        "Each is one enum in C++ and the same words as strings in Python, in tables and on the command line.",
        "",
    ]
    for area in dict.fromkeys(area for area, *_ in all_of_them):
        here = [(name, members, said) for a, name, members, said in all_of_them if a == area]
        rows = [(f"`{name}`", ", ".join(f"`{one}`" for one in members), said) for name, members, said in here]
        lines += [f"## {area}", "", table(("name", "words", "what"), rows), ""]
    return "\n".join(lines)
