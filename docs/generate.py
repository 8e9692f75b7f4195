"""Writes docs/reference/ from the installed package, so that it cannot say something else than the code.

    python docs/generate.py

One page a public module (signatures and docstrings), and tables: every measure, every default factor,
every published effect with what the composer did with it, every vocabulary, every column of a cohort, and what two
professionals must still rate.
"""

from __future__ import annotations

from pathlib import Path

from generator.modules import index_page, module_page, public_modules
from generator.ratings import ratings_page
from generator.tables import columns_page, evidence_page, factors_page, measures_page
from generator.vocabularies import vocabularies_page

FOLDER = Path(__file__).resolve().parent / "reference"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    wanted = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, "utf-8")
    print(f"{len(wanted)} pages in {FOLDER}")


def pages() -> dict[str, str]:
    """Text of each page by file name."""
    modules = list(public_modules())
    made = {f"{module.__name__}.md": module_page(module) for module in modules}
    made["README.md"] = index_page(modules)
    made["measures.md"] = measures_page()
    made["factors.md"] = factors_page()
    made["evidence.md"] = evidence_page()
    made["columns.md"] = columns_page()
    made["vocabularies.md"] = vocabularies_page()
    made["ratings.md"] = ratings_page()
    return {name: text.strip() + "\n" for name, text in made.items()}


if __name__ == "__main__":
    main()
