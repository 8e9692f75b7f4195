"""Every link inside the built site leads to a page and a place that exist; search and `objects.inv` are there.

python docs/site/check_links.py build/site/html
"""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """The places of a page, and what it leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.places: set[str] = set()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name in ("id", "name"):
            if given.get(name) and (name == "id" or tag == "a"):
                self.places.add(str(given[name]))
        for name in ("href", "src"):
            if given.get(name):
                self.targets.append(str(given[name]))


def read(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text("utf-8"))
    return page


def broken(root: Path) -> list[str]:
    """A line a link that leads nowhere."""
    pages = {path: read(path) for path in sorted(root.rglob("*.html"))}
    found = []
    for path, page in pages.items():
        for target in page.targets:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            to = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            to = to / "index.html" if to.is_dir() else to
            if not to.is_file():
                found.append(f"{path.relative_to(root)}: {target}: no such page")
            elif parts.fragment and to in pages and unquote(parts.fragment) not in pages[to].places:
                found.append(f"{path.relative_to(root)}: {target}: no such place")
    return found


def main(root: Path) -> int:
    root = root.resolve()
    found = broken(root)
    found += [f"{name}: is missing" for name in ("objects.inv", "searchindex.js") if not (root / name).is_file()]
    print("\n".join(found))
    print(f"{len(list(root.rglob('*.html')))} pages, {len(found)} broken links")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
