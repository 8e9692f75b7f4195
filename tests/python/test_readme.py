"""Code inside the sentences of the README runs too, after its blocks. Oracle: the page itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`]+)`")
OURS = {"br", "model", "cohort", "one", "scores", "posterior", "found"}


def statements(page: str) -> list[str]:
    """The blocks, then the inline code about our names, in the order of the page."""
    found = [m[1] for m in BLOCK.finditer(page)]
    prose = re.sub(r"^```.*?^```", lambda m: " " * len(m[0]), page, flags=re.MULTILINE | re.DOTALL)
    for m in INLINE.finditer(prose):
        try:
            tree = ast.parse(m[1])
        except SyntaxError:
            continue
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        simple = isinstance(tree.body[0], ast.Expr) and isinstance(tree.body[0].value, ast.Name)
        if names & OURS and not simple:
            found.append(m[1])
    return found


def test_inline_code_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mpl.use("agg")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    code = statements((ROOT / "README.md").read_text("utf-8"))
    assert len(code) >= 10
    for one in code:
        exec(compile(one, f"README.md: {one}", "exec"), names)
    assert (tmp_path / "validation.html").stat().st_size > 10_000


def test_a_wrong_accessor_is_found() -> None:
    assert statements("`posterior.moved`") == ["posterior.moved"]
    assert statements("the word `model` alone, `backrisk.h` and `make test`") == []
