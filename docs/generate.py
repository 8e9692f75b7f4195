"""Writes docs/reference/ from the installed package, so that it cannot say something else than the code.

    python docs/generate.py

One page a public module (signatures and docstrings), and tables: every measure, every default factor, every
published effect with what the composer did with it, every vocabulary, every column of a cohort, and what two
professionals must still rate; a page a factor with a forest plot of its evidence; and how much each source moves
the scores of a cohort.
"""

from __future__ import annotations

from pathlib import Path

from generator.forest import FOLDER as BY_FACTOR
from generator.forest import evidence_pages
from generator.influence import influence_pages
from generator.modules import index_page, module_page, public_modules
from generator.ratings import ratings_page
from generator.tables import columns_page, evidence_page, factors_page, measures_page
from generator.vocabularies import vocabularies_page

FOLDER = Path(__file__).resolve().parent / "reference"


def main() -> None:
    (FOLDER / BY_FACTOR).mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for old in written():
        if old not in wanted:
            (FOLDER / old).unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, "utf-8")
    print(f"{len(wanted)} pages in {FOLDER}")


def written() -> set[str]:
    """Names of the pages and figures that are there."""
    files = (file for kind in ("*.md", "*.svg") for file in FOLDER.rglob(kind))
    return {file.relative_to(FOLDER).as_posix() for file in files}


def pages() -> dict[str, str]:
    """Text of each page and figure by file name."""
    modules = list(public_modules())
    made = {f"{module.__name__}.md": module_page(module) for module in modules}
    made["README.md"] = index_page(modules)
    made["measures.md"] = measures_page()
    made["factors.md"] = factors_page()
    made["evidence.md"] = evidence_page()
    made["columns.md"] = columns_page()
    made["vocabularies.md"] = vocabularies_page()
    made["ratings.md"] = ratings_page()
    made |= evidence_pages() | influence_pages()
    return {name: text.strip() + "\n" for name, text in made.items()}


if __name__ == "__main__":
    main()
