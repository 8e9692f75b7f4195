"""How every figure looks: palette, canvas, scales, and the words around the axes; and its twin of numbers.

Text, spines and ticks take their colour from matplotlib's settings, so that a dark style gives a dark figure.
Data colours are those of Okabe and Ito (2008, jfly.uni-koeln.de/color), which people with colour blindness
tell apart; where two of them meet in grey print, dash, hatch or shape differ as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeAlias, TypeVar, cast

import numpy as np
import numpy.typing as npt

from backrisk._shared.table import Table
from backrisk._shared.typing import Array

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.ticker import Locator

Drawn = ParamSpec("Drawn")
Numbers = ParamSpec("Numbers")
Given_co = TypeVar("Given_co", covariant=True)

Looks: TypeAlias = dict[str, Any]
"""Keyword arguments of matplotlib: what each may be is matplotlib's matter."""

BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY = (
    "#0072b2", "#d55e00", "#009e73", "#e69f00", "#cc79a7", "#56b4e9",
)  # fmt: skip
SOFT = 0.72
"""Opacity of secondary words: still 4.5 to 1 on white and on black."""

_PRINT: Any = {
    "font.family": "sans-serif",
    "font.sans-serif": ["Liberation Sans", "Arial", "Helvetica", "DejaVu Sans"],
    "font.size": 7.5,
    "axes.titlesize": 8.5,
    "axes.labelsize": 7.5,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "lines.linewidth": 1.4,
    "patch.linewidth": 0.6,
    "hatch.linewidth": 0.5,
    "figure.dpi": 160,
    "savefig.dpi": 300,
}


class Figure(Protocol[Drawn, Numbers, Given_co]):
    """A function that draws, and its twin `.data`, which answers with the numbers that would be drawn."""

    def __call__(self, *args: Drawn.args, **kwargs: Drawn.kwargs) -> Given_co: ...

    def data(self, *args: Numbers.args, **kwargs: Numbers.kwargs) -> Table:
        """The tidy table behind the figure: a row a drawn thing, named in the column `layer`."""


def twin(
    data: Callable[Numbers, Table],
) -> Callable[[Callable[Drawn, Given_co]], Figure[Drawn, Numbers, Given_co]]:
    """Gives a figure its `.data`."""

    def attach(draw: Callable[Drawn, Given_co]) -> Figure[Drawn, Numbers, Given_co]:
        draw.data = data  # type: ignore[attr-defined]
        return cast(Figure[Drawn, Numbers, Given_co], draw)

    return attach


def layers(title: str, parts: Iterable[tuple[str, Mapping[str, object]]]) -> Table:
    """Parts of a figure under each other in one tidy table; a column that a part has not is NaN there."""
    rows = [(name, {k: np.atleast_1d(np.asarray(v)) for k, v in part.items()}) for name, part in parts]
    rows = [(name, part) for name, part in rows if part]
    sizes = [len(next(iter(part.values()))) for _, part in rows]
    stacked: dict[str, object] = {"layer": np.repeat(np.array([name for name, _ in rows], dtype=object), sizes)}
    for column in dict.fromkeys(chain.from_iterable(part for _, part in rows)):
        given = {k: part[column] for k, (_, part) in enumerate(rows) if column in part}
        kinds = {values.dtype.kind for values in given.values()}
        empty: object = "" if kinds & set("OUS") else np.datetime64("NaT") if "M" in kinds else np.nan
        pieces = [given.get(k, np.full(n, empty)) for k, n in enumerate(sizes)]
        stacked[column] = np.concatenate([p.astype(object) for p in pieces] if empty == "" else pieces)
    return Table(stacked, title=title)


def layer(table: Table, name: str) -> Table:
    """The rows of one part."""
    return table.take(table["layer"] == name)


@contextmanager
def canvas(ax: Axes | None, width_mm: float = 85, height_mm: float = 80) -> Iterator[Axes]:
    """`ax` as it is, or new axes of a column's width, drawn with settings for print."""
    if ax is not None:
        yield ax
        return
    try:
        import matplotlib as mpl
        from matplotlib import figure, pyplot
    except ImportError:
        raise ImportError("a figure needs matplotlib: pip install 'backrisk[plot]'") from None
    page_mm = PAGE_MM.get()
    size: Looks = {"figsize": ((page_mm or width_mm) / 25.4, height_mm / 25.4), "layout": "constrained"}
    with mpl.rc_context(_PRINT):
        yield (figure.Figure(**size) if page_mm else pyplot.figure(**size)).subplots()


PAGE_MM: ContextVar[float | None] = ContextVar("width of a figure on a page", default=None)


def ink(ax: Axes) -> str:
    """The colour of words on these axes."""
    from matplotlib.colors import to_hex

    return to_hex(ax.title.get_color())


def room(ax: Axes, beside: float = 30) -> float:
    """Points across the figure, without the `beside` that are left to the axis."""
    figure = ax.get_figure(root=True)
    inches = 3.35 if figure is None else figure.get_figwidth()
    return max(120.0, 72 * inches - beside)


def columns(ax: Axes, size: float, beside: float = 30) -> int:
    """About how many letters of `size` points fit the width of the figure."""
    return max(24, int(room(ax, beside) / (0.52 * size)))


def wrapped(words: str, size: float, width: float, weight: str = "normal") -> list[str]:
    """`words` in lines that are no wider than `width` points, measured in the font and at no resolution.

    Hinted letters are up to 4 % wider than their outlines, small ones up to 12 %, the more so the fewer dots an
    inch has.
    """
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(size=size, weight=weight)
    hinted = 1.04 if size > 6.6 else 1.12

    def fits(line: str) -> bool:
        return hinted * float(text_to_path.get_text_width_height_descent(line, font, ismath=False)[0]) <= width

    lines: list[str] = []
    for word in words.split(" "):  # other spaces do not break
        if lines and fits(f"{lines[-1]} {word}"):
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def points(ax: Axes, share: float = 1.0) -> float:
    """Size of words, as a share of the tick labels of the axes."""
    labels = ax.xaxis.get_ticklabels()
    return share * float(labels[0].get_fontsize() if labels else ax.xaxis.label.get_fontsize())


def frame(
    ax: Axes,
    title: str,
    subtitle: str,
    foot: str,
    *,
    key: Iterable[str] = (),
    said: str = "",
    left: float = 0,
    beside: float = 36,
) -> None:
    """Title, what it is about, and in small letters below how far to trust it; `said` is for who cannot see.

    `key` names what is drawn and has no room for a label of its own. The words begin `left` points from the
    axes, which `beside` points are left to. The two spines that carry no scale go.
    """
    from matplotlib.transforms import ScaledTranslation

    size = points(ax)
    width = room(ax, 6 if left else beside)
    lines = wrapped(subtitle, size, width)
    above = _key(ax, list(key))
    titled = "\n".join(wrapped(title, float(ax.title.get_fontsize()), width, "bold"))
    head = ax.set_title(titled, loc="left", weight="bold", pad=8 + above + 1.25 * size * len(lines))
    figure = ax.get_figure(root=True)
    if left and figure is not None:
        head.set_transform(head.get_transform() + ScaledTranslation(left / 72, 0, figure.dpi_scale_trans))
    around: Looks = {"textcoords": "offset points", "alpha": SOFT, "ha": "left", "annotation_clip": False}
    ax.annotate("\n".join(lines), (0, 1), xycoords="axes fraction", xytext=(left, 5 + above), va="bottom",
                fontsize=size, linespacing=1.2, **around)  # fmt: skip
    ax.annotate("\n".join(wrapped(foot, 0.88 * size, width)), (0, 0),
                xycoords=("axes fraction", ax.xaxis.label), xytext=(left, -3), va="top",
                fontsize=0.88 * size, **around)  # fmt: skip
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_label(f"{title}. {subtitle}. {said} {foot}".replace("  ", " "))


def _key(ax: Axes, names: list[str]) -> float:
    """A row or more above the axes that name what is drawn; answers with their height in points."""
    handles, labels = (side[::-1] for side in ax.get_legend_handles_labels())
    found = dict(zip(labels, handles, strict=True))  # the first of a name
    shown = {name: found[name] for name in names if name in found}
    if not shown:
        return 0.0
    size = points(ax, 0.95)
    across = _across(list(shown), columns(ax, size))
    ax.legend(
        list(shown.values()), list(shown), ncols=across, loc="lower left", bbox_to_anchor=(0, 1),
        frameon=False, borderaxespad=0, borderpad=0.3, handlelength=1.6, handletextpad=0.5,
        columnspacing=1.2, labelspacing=0.35, fontsize=size,
    )  # fmt: skip
    return size * (0.6 + 1.35 * -(-len(shown) // across))


def _across(names: list[str], room: int) -> int:
    """The most columns in which `names` fit a line of `room` letters, each beside a sign of some seven."""
    for across in range(len(names), 1, -1):
        width = sum(7 + max(map(len, part)) for part in np.array_split(names, across))
        if width <= room:
            return across
    return 1


def note(ax: Axes, words: str, at: tuple[float, float], **how: Any) -> None:
    """Words in the axes at `at` in data coordinates, small, in the colour of text, and legible over lines."""
    from matplotlib.patheffects import withStroke

    given = {"fontsize": points(ax), "va": "center", "ha": "left", "zorder": 5, **how}
    shift = given.pop("shift", (0, 0))
    shown = ax.annotate(words, at, xytext=shift, textcoords="offset points", **given)
    shown.set_path_effects([withStroke(linewidth=2, foreground=_paper(ax))])


def _paper(ax: Axes) -> str:
    """An opaque colour behind words: that of the axes, or the one that stands out from the ink."""
    from matplotlib.colors import rgb_to_hsv, to_hex, to_rgba

    *colour, opacity = to_rgba(ax.get_facecolor())
    if opacity > 0:
        return to_hex(tuple(colour))  # type: ignore[arg-type]
    return "white" if float(rgb_to_hsv(to_rgba(ink(ax))[:3])[2]) < 0.5 else "black"


def rows_only(ax: Axes, bottom: float, top: float, xlabel: str) -> None:
    """Axes whose rows have names and no scale."""
    ax.set(ylim=(bottom, top), yticks=[])
    ax.set_xlabel(xlabel, loc="right")
    ax.spines["left"].set_visible(False)


def letters_of_rows(letters: int) -> int:
    """So many letters for names of rows in a column of a paper, fewer on a page, whose figures are narrow."""
    return letters if PAGE_MM.get() is None else letters - 5


def left_of(ax: Axes, letters: int) -> float:
    """Points from the axes to where names of rows begin, leaving room for so many letters."""
    return -0.54 * letters * points(ax) - 8


def row_words(
    ax: Axes, y: float, name: str, value: str = "", *, heading: bool = False, letters: int = 30
) -> None:
    """A row's name left of the axes and its number on the right; a heading is bold and further out."""
    left = left_of(ax, letters)
    how: Looks = {
        "xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "center",
        "fontsize": points(ax), "weight": "bold" if heading else "normal", "annotation_clip": False,
    }  # fmt: skip
    shown = name[:1].upper() + name[1:] if heading else name
    ax.annotate(shown, (0, y), xytext=(left if heading else left + 6, 0), ha="left", linespacing=1.05, **how)
    if value:
        ax.annotate(value, (1, y), xytext=(6, 0), ha="left", **how)


def round_limit(value: float) -> float:
    """The least round share that is not below `value`, at most 1."""
    for power in (1e-4, 1e-3, 1e-2, 1e-1):
        for step in (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0):
            if step * power >= value * (1 - 1e-9):
                return step * power
    return 1.0


def percent_axis(axis: Axis) -> None:
    """Ticks of a share, written in %."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(lambda value, _: f"{100 * value:.4g}".replace("-", "−"))


_FEW_DAYS = 10


def date_axis(ax: Axes) -> None:
    """Few, short dates and never hours: what is drawn has one value a day. One day has room on both sides."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, DayLocator

    first, last = ax.get_xlim()
    if last - first < 3:
        middle = (first + last) / 2
        first, last = middle - 1.5, middle + 1.5
        ax.set_xlim(first, last)
    locator: Locator = (
        DayLocator(interval=1 + int(last - first) // 6)  # type: ignore[no-untyped-call]
        if last - first <= _FEW_DAYS
        else AutoDateLocator(minticks=3, maxticks=7)  # type: ignore[no-untyped-call]
    )
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))  # type: ignore[no-untyped-call]


def open_gaps(date: Array, *columns: npt.NDArray[np.float64]) -> tuple[Array, ...]:
    """Days and columns with a NaN where days are missing: further apart than the most common step."""
    step = np.diff(date)
    if not len(step):
        return date, *columns
    values, counts = np.unique(step, return_counts=True)
    after = np.flatnonzero(step > values[counts.argmax()]) + 1
    return np.insert(date, after, date[after - 1]), *(np.insert(column, after, np.nan) for column in columns)


def top_of(values: npt.NDArray[np.float64], least: float = 0.0) -> float:
    """Where an axis of positive values ends: at the largest, unless few of them lie far above the others.

    Then at 1.5 times their 95th percentile, so that one wrong or rare value does not press the rest to the
    ground; what lies beyond is drawn to the edge and told by `beyond`.
    """
    there = values[np.isfinite(values) & (values > 0)]
    if not len(there):
        return max(least, 1.0)
    usual = 1.5 * float(np.quantile(there, 0.95))
    most = float(there.max())
    return max(least, usual if most > 2 * usual else most)


def beyond(ax: Axes, at: Array, values: npt.NDArray[np.float64], top: float) -> None:
    """An arrow and the number at the upper edge for each value above `top`."""
    for x, value in zip(at[values > top], values[values > top].tolist(), strict=True):
        ax.plot([x], [top], "^", ms=3, color=VERMILLION, clip_on=False, label="beyond the axis")
        note(ax, f"{value:,.4g}", (x, top), shift=(4, -5))


_RATIOS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10, 20)


def ratio_axis(ax: Axes, low: float, high: float) -> None:
    """A logarithmic x axis of ratios from `low` to `high` with round numbers on it."""
    from matplotlib.ticker import FixedLocator, NullLocator

    ax.set_xscale("log")
    ax.set_xlim(low, high)
    inside = [r for r in _RATIOS if low <= r <= high]
    if len(inside) > 8:
        inside = [r for r in inside if r in (0.1, 0.3, 1, 3, 10)]
    ax.xaxis.set_major_locator(FixedLocator(inside))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}")


def percent(share: float) -> str:
    """A share as a percentage of two figures."""
    return f"{100 * share:.2g}\u202f%"


def square(ax: Axes, top: float, xlabel: str, ylabel: str, below: float = 0) -> None:
    """Two axes of shares from zero to `top` at one scale; `below` is room under zero, as a share of top."""
    ax.set(xlim=(0, top), ylim=(-below * top, top), xlabel=xlabel, ylabel=ylabel)
    percent_axis(ax.xaxis)
    percent_axis(ax.yaxis)
    ax.set_yticks([tick for tick in ax.get_xticks() if 0 <= tick <= top * (1 + 1e-9)])
    ax.set_xlim(0, top)
    ax.spines["left"].set_bounds(0, top)
    ax.set_aspect("equal")


def joined(*parts: str) -> str:
    """What there is to say, without the empty parts."""
    return "; ".join(part for part in parts if part)


def about(outcome: str, horizon_days: int | None, people: str = "") -> str:
    """Outcome, horizon and population in a few words; empty parts are left out."""
    within = "" if horizon_days is None else f"within {horizon_days} day{'s' * (horizon_days != 1)}"
    among = f"among {people.replace('_', ' ')}" if people else ""
    return " ".join(part for part in (outcome.replace("_", " "), within, among) if part)
