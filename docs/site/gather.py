"""Collects the pages of the site: the Markdown of docs/ as it is, and the pages that exist on the site alone.

Links of the Markdown that lead out of docs/ (to source files and folders) become plain text: the site has no
such page, and an address of a code host is not ours to guess.
"""

from __future__ import annotations

import importlib
import re
import shutil
import tomllib
from pathlib import Path

from gallery import gallery

LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s#]+)(#[^)\s]*)?\)")
AREAS = ("load", "spine", "balance", "preparation", "history", "factor", "evidence", "risk", "fit", "validate",
         "advise", "cohort")  # fmt: skip
ADAPTERS = ("read", "duckdb", "sklearn", "spark", "fhir", "omop", "redcap", "plot", "report")


def version(root: Path) -> str:
    return str(tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def pages(root: Path, out: Path) -> None:
    """Writes every source page of the site under `out`."""
    docs = root / "docs"
    if out.is_dir():
        shutil.rmtree(out)
    for path in sorted(docs.rglob("*")):
        inside = path.relative_to(docs)
        if inside.parts[0] in {"site", "generator"} or path.is_dir() or path.suffix == ".py":
            continue
        if re.fullmatch(r"(reference/(backrisk\..*|README)|README)\.md", inside.as_posix()):
            continue  # the site makes its own from the docstrings
        target = out / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".md":
            target.write_text(inner(path.read_text("utf-8"), path, docs), "utf-8")
        else:
            shutil.copyfile(path, target)
    (out / "index.md").write_text(start(docs), "utf-8")
    page = gallery((docs / "site" / "gallery.myst").read_text("utf-8"), out / "gallery")
    (out / "gallery.md").write_text(page, "utf-8")
    reference(root, out)


def inner(text: str, page: Path, docs: Path) -> str:
    """The page's text; a link to what the site does not have is plain text."""

    def one(found: re.Match[str]) -> str:
        words, target, anchor = found[1], found[2], found[3] or ""
        if "://" in target or target.startswith("mailto:"):
            return found[0]
        to = (page.parent / target).resolve()
        module = re.fullmatch(r"backrisk\.(\w+)\.md", to.name)
        if to.parent == docs / "reference" and module:
            return f"[{words}]({relative(page, docs)}reference/python/{module[1]}.md)"
        if to == docs / "reference" / "README.md" or to == docs / "reference":
            return f"[{words}]({relative(page, docs)}reference/index.md)"
        if to.is_file() and to.is_relative_to(docs) and to.suffix in {".md", ".svg", ".png"}:
            return f"[{words}]({target}{anchor})"
        return words

    return LINK.sub(one, text)


def relative(page: Path, docs: Path) -> str:
    return "../" * (len(page.relative_to(docs).parts) - 1)


def title_of(path: Path) -> str:
    return next(line[2:].strip() for line in path.read_text("utf-8").splitlines() if line.startswith("# "))


def listed(docs: Path, folder: str) -> str:
    return "\n".join(f"{folder}/{path.stem}" for path in sorted((docs / folder).glob("*.md")))


def tree(caption: str, entries: str, depth: int = 1) -> str:
    return f"```{{toctree}}\n:caption: {caption}\n:hidden:\n:maxdepth: {depth}\n\n{entries}\n```\n"


def start(docs: Path) -> str:
    """The start page: what people look for first, then everything."""
    text = (docs / "site" / "start.myst").read_text("utf-8")
    return text + "\n".join(
        (
            tree("Start", "tutorial\ngallery"),
            tree("How to", listed(docs, "how-to")),
            tree("Validations", listed(docs, "examples")),
            tree("Explanation", listed(docs, "explanation") + "\narchitecture"),
            tree("Reference", "reference/index\nglossary", 2),
            tree("Decisions", listed(docs, "decisions")),
        )
    )


def elsewhere(module: str) -> str:
    """Options of `automodule`: what another page describes is left to it."""
    of = importlib.import_module(module)
    known = [name for name in getattr(of, "__all__", ()) if isinstance(getattr(of, name), type)]
    others = [name for name in known if not f"{getattr(of, name).__module__}.".startswith(f"{module}.")]
    return f"   :exclude-members: {', '.join(others)}\n" if others else ""


def reference(root: Path, out: Path) -> None:
    """One page a Python module and a C++ area, made of the docstrings and comments when the site is built."""
    python, cpp = out / "reference" / "python", out / "reference" / "cpp"
    python.mkdir(parents=True), cpp.mkdir(parents=True)
    modules = [name for name in (*AREAS, *ADAPTERS) if (root / "python/backrisk" / name).exists()]
    (python / "index.md").write_text(
        "# Python\n\n```{toctree}\n:maxdepth: 1\n\nbackrisk\n" + "\n".join(modules) + "\n```\n", "utf-8"
    )
    for name in ("", *modules):
        module = f"backrisk.{name}".rstrip(".")
        told = "   :no-members:\n" if not name else elsewhere(module)
        (python / f"{name or 'backrisk'}.md").write_text(
            f"# {module}\n\n```{{eval-rst}}\n.. automodule:: {module}\n{told}```\n", "utf-8"
        )
    areas = (*AREAS, "io")
    (cpp / "index.md").write_text("# C++\n\n```{toctree}\n:maxdepth: 1\n\n" + "\n".join(areas) + "\n```\n", "utf-8")
    for area in areas:
        (cpp / f"{area}.md").write_text(
            f"# backrisk::{area}\n\n`#include <backrisk/{area}.hpp>`\n\n"
            f"```{{eval-rst}}\n.. doxygennamespace:: backrisk::{area}\n   :content-only:\n   :members:\n```\n",
            "utf-8",
        )
    (out / "reference" / "c.md").write_text(
        "# C\n\n```{eval-rst}\n.. doxygenfile:: backrisk.h\n```\n", "utf-8"
    )
    names = ["measures", "factors", "evidence", "evidence-by-factor", "influence", "columns", "vocabularies",
             "ratings"]  # fmt: skip
    (out / "reference" / "index.md").write_text(
        "# Reference\n\n```{toctree}\n:maxdepth: 2\n\npython/index\ncpp/index\nc\n" + "\n".join(names) + "\n```\n\n"
        "```{toctree}\n:caption: A factor each\n:maxdepth: 1\n:glob:\n\nevidence/*\n```\n",
        "utf-8",
    )
