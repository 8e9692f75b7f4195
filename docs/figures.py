"""Writes docs/images/*.svg by running the code of docs/how-to/figures.md: the page makes its own figures.

    python docs/figures.py

Coordinates depend on the fonts of the machine a little; the numbers do not.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import Any

import matplotlib as mpl

DOCS = Path(__file__).resolve().parent


def main() -> None:
    mpl.use("agg")
    page = (DOCS / "how-to" / "figures.md").read_text("utf-8")
    names: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for block in re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
            if ">>> " not in block:
                exec(block, names)
        os.chdir(DOCS)
    wanted = re.findall(r"\.\./images/(\w+)\.svg", page)
    for name in wanted:
        (DOCS / "images" / f"{name}.svg").write_text(names[name] + "\n", "utf-8")
    print(f"{len(wanted)} figures in {DOCS / 'images'}")


if __name__ == "__main__":
    main()
