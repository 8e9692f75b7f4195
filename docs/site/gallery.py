"""Runs the code of gallery.myst and puts each figure above the code that drew it.

Fails where a public figure of `backrisk.plot` is not in the gallery.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

BLOCK = re.compile(r"^## (\w+)\n\n```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FIRST = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def gallery(text: str, out: Path) -> str:
    """The page with the figures, which are written to `out`."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    import backrisk.plot

    first = FIRST.search(text)
    assert first is not None
    names: dict[str, Any] = {}
    exec(first[1], names)
    out.mkdir(parents=True, exist_ok=True)

    def drawn(found: re.Match[str]) -> str:
        figure, code = found[1], found[2]
        body = ast.parse(code)
        last = body.body.pop()
        assert isinstance(last, ast.Expr), figure
        exec(compile(body, figure, "exec"), names)
        axes = eval(compile(ast.Expression(last.value), figure, "eval"), names)
        axes = axes if hasattr(axes, "figure") else next(iter(axes))
        axes.figure.savefig(out / f"{figure}.png", dpi=160, bbox_inches="tight")
        plt.close("all")
        picture = f"![{figure}](gallery/{figure}.png)"
        return f"## {figure}\n\n{picture}\n\n```python\n{code}```"

    public = {
        name for name in backrisk.plot.__all__ if hasattr(getattr(backrisk.plot, name), "data") and name != "Figure"
    }
    missing = public - {found[1] for found in BLOCK.finditer(text)}
    if missing:
        raise ValueError(f"docs/site/gallery.myst: without {', '.join(sorted(missing))}")
    return BLOCK.sub(drawn, text)
