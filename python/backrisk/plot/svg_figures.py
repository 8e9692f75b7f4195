"""Figures as SVG that follows the colours of the page it stands on."""

from __future__ import annotations

import html
import io
import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from backrisk import _core
from backrisk._shared.whole_file import checked_path, write_bytes
from backrisk.plot.style import BLUE, GREEN, ORANGE, PAGE_MM, PURPLE, SKY, VERMILLION, ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SVG_COLOURS = """svg.backrisk{--br-blue:#0072b2;--br-vermillion:#b84f00;--br-green:#00795a;
--br-orange:#e69f00;--br-purple:#a8518a;--br-sky:#56b4e9;display:block;width:100%;height:auto;color:inherit}
@media (prefers-color-scheme:dark){svg.backrisk{--br-blue:#63b6e8;--br-vermillion:#f2965c;
--br-green:#3fc79d;--br-orange:#e9b44c;--br-purple:#dd9cc2;--br-sky:#7cc6ef}}"""
"""Style sheet of a page that shows figures made by `svg`: the palette on light and on dark paper."""

_NAMES = dict(
    zip(
        (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY),
        ("blue", "vermillion", "green", "orange", "purple", "sky"),
        strict=True,
    )
)
_STANDALONE = (
    f"<style>{SVG_COLOURS}svg.backrisk{{color:#17202a}}"
    "@media (prefers-color-scheme:dark){svg.backrisk{color:#e7ecf1}}</style>"
)


def svg(
    ax: Axes,
    *,
    name: str = "figure",
    title: str | None = None,
    description: str | None = None,
    standalone: bool = False,
) -> str:
    """The figure of `ax` as an `<svg>` element for a page, where words stay words.

    Words and lines in the colour of text become `currentColor`, and the palette the variables of
    `SVG_COLOURS`, so that one figure serves a light and a dark page. The paper is transparent. `name` keeps
    the ids of several figures on one page apart; `title` and `description` are for screen readers (by
    default what the figure says of itself). `standalone` brings its own colours, for a file. The same figure
    gives the same bytes.

    >>> import backrisk as br
    >>> ax = br.plot.calibration([0, 0, 1, 0, 1, 1], [0.1, 0.2, 0.3, 0.6, 0.7, 0.8], curve=False)
    >>> text = svg(ax, name="first")
    >>> text[:22], "currentColor" in text, "O:E" in text
    ('<svg class="backrisk" ', True, True)
    """
    import matplotlib as mpl

    if re.fullmatch(r"[A-Za-z][\w.-]*", name, re.ASCII) is None:
        rule = "must be an id: a letter, then letters, digits, points, dashes"
        raise _core.InvalidArgument(f"svg: name is {name!r}, but {rule}")
    figure = _figure_of(ax, "svg")
    out = io.StringIO()
    settings: Any = {"svg.fonttype": "none", "svg.hashsalt": "backrisk", "path.simplify": True}
    with mpl.rc_context(settings):
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    body = out.getvalue()
    box = re.search(r'viewBox="([^"]+)"', body)
    assert box is not None  # matplotlib always writes one
    start = body.index(">", body.index("<svg")) + 1
    inner = _plain(body[start : body.rindex("</svg>")], ink(ax), name)
    head, said = title or ax.get_title(loc="left"), description or str(ax.get_label())
    alone = ' xmlns="http://www.w3.org/2000/svg" width="{}pt" height="{}pt"'.format(*box[1].split()[2:])
    return (
        f'<svg class="backrisk"{alone if standalone else ""} viewBox="{box[1]}" role="img"'
        f' aria-labelledby="{name}-t {name}-d"'
        ' fill="currentColor" stroke-linejoin="round" stroke-linecap="butt">'
        f'<title id="{name}-t">{html.escape(head)}</title><desc id="{name}-d">{html.escape(said)}</desc>'
        f"{_STANDALONE if standalone else ''}{inner}</svg>"
    )


def save(ax: Axes, path: str | os.PathLike[str], **options: object) -> None:
    """Writes the figure of `ax` to a file, whole or not at all.

    Parameters
    ----------
    ax : Axes
    path : path
        The ending says the format: .pdf, .png, .svg and what else matplotlib writes.
    **options
        Of `matplotlib.figure.Figure.savefig`, such as `dpi`.

    Raises
    ------
    InvalidArgument
        For a format that is none, and when the file cannot be written; then what was there before is still
        there.

    Examples
    --------
    >>> import backrisk as br, os, tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "calibration.pdf")
    >>> save(br.plot.calibration([0, 0, 1, 0, 1, 1], [0.1, 0.2, 0.3, 0.6, 0.7, 0.8], curve=False), path)
    >>> os.path.getsize(path) > 1000
    True
    """
    out = io.BytesIO()
    ending = os.path.splitext(checked_path(path, "plot.save"))[1].removeprefix(".").lower()
    known = _figure_of(ax, "save").canvas.get_supported_filetypes()
    if ending not in known:
        raise _core.InvalidArgument(f"plot.save: path ends with {ending!r}, but must end with {', '.join(known)}")
    _figure_of(ax, "save").savefig(out, format=ending, **options)
    write_bytes(path, out.getvalue(), "plot.save")


def _figure_of(ax: Axes, function: str) -> Any:
    figure = ax.get_figure(root=True)
    if figure is None:
        raise _core.InvalidArgument(f"{function}: ax has no figure, but must have one")
    return figure


def _plain(body: str, text_colour: str, name: str) -> str:
    """Without metadata and style sheet, colours as variables, ids that only one figure has."""
    body = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", body, flags=re.DOTALL)
    body = re.sub(r"(?<=[:\s])#[0-9a-f]{6}(?=[;\"])", lambda found: _colour(found[0], text_colour), body)
    body = re.sub(r"(font:[^;\"]*?p[xt]) [^;\"]*", r"\1 system-ui, sans-serif", body)
    used = set(re.findall(r'(?:url\(#|href="#)([^")]+)', body))
    body = re.sub(r' id="([^"]+)"', lambda i: f' id="{name}-{i[1]}"' if i[1] in used else "", body)
    body = re.sub(r'url\(#|xlink:href="#', lambda i: i[0].replace("xlink:", "") + name + "-", body)
    return re.sub(r"\s*\n\s*", "\n", body)


def _colour(found: str, text_colour: str) -> str:
    if found == text_colour:
        return "currentColor"
    return f"var(--br-{_NAMES[found]}, {found})" if found in _NAMES else found


def inline(name: str, draw: Callable[[], Axes], width_mm: float = 76) -> str:
    """The figure that `draw` makes, as `svg` for a page; narrow, so that its words can be read on a phone."""
    before = PAGE_MM.set(width_mm)
    try:
        return svg(draw(), name=name)
    finally:
        PAGE_MM.reset(before)
