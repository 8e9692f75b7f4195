"""What the site is gathered from, without building it.

Oracles: the files of docs/, the figures of `backrisk.plot`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "docs" / "site"
sys.path.insert(0, str(SITE))

import check_links  # noqa: E402
import gather  # noqa: E402

LINK = re.compile(r"\]\(([^)#]+)\)")


def test_the_start_page_leads_to_pages_that_exist() -> None:
    made = {"gallery.md", "reference/c.md", "reference/index.md"}
    links = LINK.findall((SITE / "start.myst").read_text("utf-8"))
    assert len(links) > 15
    assert [one for one in links if one not in made and not (ROOT / "docs" / one).is_file()] == []


def test_every_page_is_in_the_contents() -> None:
    start = gather.start(ROOT / "docs")
    for folder in ("how-to", "explanation", "examples", "decisions"):
        for page in (ROOT / "docs" / folder).glob("*.md"):
            assert f"{folder}/{page.stem}\n" in start


def test_every_figure_is_in_the_gallery() -> None:
    plot = pytest.importorskip("backrisk.plot")
    shown = set(re.findall(r"^## (\w+)$", (SITE / "gallery.myst").read_text("utf-8"), re.MULTILINE))
    assert shown == {name for name in plot.__all__ if hasattr(getattr(plot, name), "data") and name != "Figure"}


def test_links_out_of_the_documentation_become_words() -> None:
    page = ROOT / "docs" / "how-to" / "use-from-c.md"
    links = "[a](../../examples/c/assess.c) [b](use-from-cpp.md) [c](../reference/backrisk.load.md)"
    text = gather.inner(links, page, ROOT / "docs")
    assert text == "a [b](use-from-cpp.md) [c](../reference/python/load.md)"


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<p id="here"></p><a href="b.html#there">x</a><a href="#here">y</a>', "utf-8")
    (tmp_path / "b.html").write_text('<a href="c.html">x</a><a href="https://example.org/">y</a>', "utf-8")
    assert check_links.broken(tmp_path) == [
        "a.html: b.html#there: no such place",
        "b.html: c.html: no such page",
    ]
    assert check_links.main(tmp_path) == 1
