"""Figures of one person: where a score comes from, and the load behind it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from itertools import pairwise
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from backrisk import _core, load
from backrisk._shared.days import as_day
from backrisk._shared.table import Row, Table
from backrisk._shared.typing import Array, DateLike, LabelLike
from backrisk._shared.views import offers
from backrisk.plot import style as style
from backrisk.plot.style import Looks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from backrisk.cohort.data import Cohort
    from backrisk.risk.assessment import Assessment

_WEAK = 5e-3


def _contribution_data(assessment: Assessment, *, shown: int = 10) -> Table:
    """Columns layer ("cause", "factor", "weaker", "unknown", "total"), label, log_hazard, start, stop, ..."""
    rows = [assessment.contributions.row(i) for i in range(len(assessment.contributions))]
    known = sorted((r for r in rows if r["known"]), key=lambda r: -abs(r["log_hazard"]))
    strong = [r for r in known[: max(shown, 0)] if abs(r["log_hazard"]) >= _WEAK]
    out: list[Row] = []

    def add(
        layer: str, cause: str, factor: str, label: str, value: str, size: float, start: float,
        spread: float = np.nan,
    ) -> None:  # fmt: skip
        out.append({"layer": layer, "cause": cause, "factor": factor, "label": label, "value": value,
                    "log_hazard": size, "start": start, "stop": start + size, "spread": spread})  # fmt: skip

    sums: dict[str, float] = {}
    for row in strong:
        sums[row["cause"]] = sums.get(row["cause"], 0.0) + row["log_hazard"]
    reached = 0.0
    for cause in sorted(sums, key=lambda name: -abs(sums[name])):
        add("cause", cause, "", cause, "", sums[cause], reached)
        for row in (r for r in strong if r["cause"] == cause):
            add(
                "factor",
                cause,
                row["factor"],
                row["label"],
                assessment._value(row),
                row["log_hazard"],
                reached,
                row["spread"],
            )
            reached += row["log_hazard"]
    for layer, part in (
        ("weaker", [r for r in known if r not in strong]),
        ("unknown", [r for r in rows if not r["known"]]),
    ):
        if part:
            label = (
                f"{len(part)} {'weaker' if layer == 'weaker' else 'unknown'} factor{'s' * (len(part) > 1)}"
            )
            size = float(sum(r["log_hazard"] for r in part))
            add(layer, "", "", label, "", size, reached)
            reached += size
    add("total", "", "", "all together", "", assessment.log_hazard, 0.0)
    return Table({name: [row[name] for row in out] for name in out[0]}, title="contributions")


@offers("Assessment.plot")
@style.twin(_contribution_data)
def contributions(assessment: Assessment, *, shown: int = 10, ax: Axes | None = None) -> Axes:
    """Where a score comes from: each bar begins where the one above ends, and all together make the hazard.

    The axis is the hazard against the average of the population, logarithmic, so that equal steps multiply
    alike. Known factors stand under their cause, the strongest causes first; the `shown` strongest are drawn
    one by one, the rest of the known as one bar, the unknown as one hatched bar: they carry the population's
    spread, which is in the interval of the risk, not here. The thin line of a factor is the interval of its
    contribution at the assessment's level, from the doubt about its coefficient. A contribution explains the
    score and is not a cause. `.data` has the columns layer ("cause", "factor", "weaker", "unknown", "total"),
    cause, factor, label, value, log_hazard, start, stop, spread (standard deviation of log_hazard). Raises
    `InvalidArgument` when there is no risk to explain.

    >>> import backrisk as br
    >>> one = br.literature_model().assess_row({"previous_episode": 1, "smoker": 0})
    >>> table = contributions.data(one)
    >>> table["layer"].tolist()
    ['cause', 'factor', 'cause', 'factor', 'unknown', 'total']
    >>> bool(np.isclose(table["stop"][-1], table["stop"][-2]))
    True
    """
    if assessment.risk != assessment.risk:
        raise _core.InvalidArgument(
            f"contributions: assessment has no risk ({assessment.reason}), but must have one"
        )
    table = _contribution_data(assessment, shown=shown)
    letters = style.letters_of_rows(30)
    deviations = NormalDist().inv_cdf((1 + assessment.level) / 2)
    rows = [table.row(i) for i in range(len(table))]
    labels = [
        textwrap.wrap(f"{r['label']}: {r['value']}" if r["value"] else r["label"], letters) for r in rows
    ]
    heights = np.array([1.0 + 0.75 * (len(lines) - 1) + 0.35 * (r["layer"] in ("cause", "total"))
                        for r, lines in zip(rows, labels, strict=True)])  # fmt: skip
    middle = heights / 2 - np.cumsum(heights)
    with style.canvas(ax, 85, 30 + 3.6 * float(heights.sum())) as on:
        for row, lines, y in zip(rows, labels, middle.tolist(), strict=True):
            _step(on, row, "\n".join(lines), y, letters, deviations)
        on.axvline(1, color=style.ink(on), lw=0.7, alpha=0.6)
        _joints(on, rows, middle)
        doubt = deviations * np.nan_to_num(table["spread"])
        ends = np.exp(np.r_[table["start"], table["stop"], table["stop"] - doubt, table["stop"] + doubt])
        style.ratio_axis(on, 0.9 * float(ends.min()), 1.1 * float(ends.max()))
        style.rows_only(on, -float(heights.sum()), 0, f"Hazard against the average of {_people(assessment)}")
        style.frame(
            on,
            "Where the score comes from",
            f"{assessment.headline()}: {style.percent(assessment.risk)} ({100 * assessment.level:g}\u202f% "
            f"interval {style.percent(assessment.low)} to {style.percent(assessment.high)}), "
            f"typical {style.percent(assessment.typical)}",
            f"{assessment.status}; thin lines: {100 * assessment.level:g}\u202f% interval of each; "
            "a contribution explains the score and is not a cause",
            said=". ".join(f"{r['label']} times {np.exp(r['log_hazard']):.2f}" for r in rows) + ".",
            left=style.left_of(on, letters),
        )
        return on


def _people(assessment: Assessment) -> str:
    return assessment.setting.replace("_", " ")


def _step(on: Axes, row: Row, label: str, y: float, letters: int, deviations: float) -> None:
    """One row: its name, its bar with its interval, and the factor by which it multiplies."""
    words = f"× {np.exp(row['log_hazard']):.2f}"
    style.row_words(on, y, label, words, heading=row["layer"] in ("cause", "total"), letters=letters)
    if row["layer"] == "cause":
        return
    low, high = sorted((float(np.exp(row["start"])), float(np.exp(row["stop"]))))
    colour = style.VERMILLION if row["log_hazard"] > 0 else style.BLUE
    looks: Looks = {"color": colour, "alpha": 0.6 if row["layer"] == "weaker" else 1.0}
    if row["layer"] == "total":
        looks = {"color": style.ink(on), "alpha": 0.75}
    if row["layer"] == "unknown":
        looks = {"facecolor": "none", "edgecolor": style.ink(on), "hatch": "/////"}
    on.barh(y, high - low, left=low, height=0.62, label=row["layer"], **looks)
    if row["spread"] == row["spread"]:
        ends = np.exp(row["stop"] + deviations * row["spread"] * np.array([-1.0, 1.0]))
        on.plot(ends, [y, y], color=style.ink(on), lw=0.8, label="interval")


def _joints(on: Axes, rows: list[Row], middle: npt.NDArray[np.float64]) -> None:
    """Thin lines from the end of a bar to the beginning of the next."""
    bars = [(row, y) for row, y in zip(rows, middle.tolist(), strict=True) if row["layer"] != "cause"]
    for (row, y), (_, below) in pairwise(bars):
        on.plot([np.exp(row["stop"])] * 2, [y - 0.31, below + 0.31], color=style.ink(on), lw=0.5, alpha=0.6)


def _load_data(
    cohort: Cohort, person: LabelLike, *, first: DateLike | None = None, last: DateLike | None = None
) -> Table:
    """Columns layer ("day", "episode"), date, until, load, status, acute, chronic, ratio; a row a day."""
    days = cohort.features(person)
    acute, chronic = (load.ewma(days["load"], span=span, min_coverage=0).value for span in (7, 28))
    begin = days["date"][0] if first is None else np.datetime64(as_day(first, "first"), "D")
    end = days["date"][-1] if last is None else np.datetime64(as_day(last, "last"), "D")
    if end < begin:
        raise _core.InvalidArgument(f"load_history: last is {end}, but must not be before {begin}")
    date = np.arange(begin, end + 1)
    place = (date - days["date"][0]).astype(int)
    inside = (place >= 0) & (place < len(days))

    def spread(column: Array, outside: float | str) -> Array:
        found: Array = np.where(inside, column[np.clip(place, 0, len(days) - 1)], outside)
        return found

    numbers = {"load": days["load"], "acute": acute, "chronic": chronic, "ratio": days["acute_chronic_ratio"]}
    rows = {name: spread(column, np.nan) for name, column in numbers.items()}
    status = spread(days["status"].astype(object), "unmonitored")
    parts: list[tuple[str, Mapping[str, object]]] = [("day", {"date": date, **rows, "status": status})]
    episodes = cohort.episodes(person)
    until = np.where(np.isnat(episodes["recovered"]), end + 1, episodes["recovered"])
    seen = episodes["low_back"] & (episodes["onset"] <= end) & (until > begin)
    spans = {"date": np.maximum(episodes["onset"], begin)[seen], "until": np.minimum(until, end + 1)[seen]}
    parts.append(("episode", spans))
    return style.layers("load history", parts)


@offers("Cohort.plot")
@style.twin(_load_data)
def load_history(
    cohort: Cohort,
    person: LabelLike,
    *,
    first: DateLike | None = None,
    last: DateLike | None = None,
    ratio: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """A person's load by day with its 7 and 28 day averages; rest, missing and unmonitored look different.

    Bars are loads; a dot on the line is a day known to be 0, a pale column a day whose load nobody
    knows, a hatched field days outside the monitored span; episodes are shaded. The averages are
    exponentially weighted (`br.load.ewma`), the `ratio` above them is `Cohort.features`'
    acute_chronic_ratio. From `first` to `last`, by default the whole monitored span. `.data` has the columns
    layer ("day", "episode"), date, load, acute, chronic, ratio, status, until. Raises `InvalidArgument` for
    an unknown person or a span that ends before it begins.

    >>> import backrisk as br
    >>> cohort = br.Cohort(sessions={"person_id": ["a", "a"], "date": ["2026-03-01", "2026-03-03"],
    ...                              "load": [300, None]})
    >>> load_history.data(cohort, "a", last="2026-03-04")["status"].tolist()
    ['trained', 'rest', 'missing', 'unmonitored']
    """
    table = _load_data(cohort, person, first=first, last=last)
    days, episodes = style.layer(table, "day"), style.layer(table, "episode")
    date, status, half = days["date"], days["status"], np.timedelta64(12, "h")
    with style.canvas(ax, 85, 70) as on:
        on.set_xlim(date[0] - half, date[-1] + half)
        tallest = style.top_of(days["load"], least=1.0)
        style.beyond(on, date, days["load"], tallest)
        on.set_ylim(0, tallest / (0.62 if ratio else 0.94))
        spans(
            on,
            date,
            status == "missing",
            facecolor="none",
            edgecolor=style.ORANGE,
            hatch="......",
            label="missing",
        )
        spans(on, date, status == "unmonitored", facecolor="none", edgecolor=style.ink(on), alpha=0.35,
               hatch="////", label="unmonitored")  # fmt: skip
        for k in range(len(episodes)):
            on.axvspan(episodes["date"][k] - half, episodes["until"][k] - half, color=style.PURPLE, alpha=0.3,
                       lw=0, label="episode")  # fmt: skip
        trained, rest = status == "trained", days["load"] == 0
        on.bar(date[trained], days["load"][trained], width=0.8, color=style.ink(on), alpha=0.38, label="load")
        on.plot(
            date[rest], np.zeros(rest.sum()), "o", ms=1.1, color=style.ink(on), clip_on=False, label="rest"
        )
        on.plot(date, days["chronic"], color=style.BLUE, lw=1.3, ls=(0, (4, 1.5)), label="28 days")
        on.plot(date, days["acute"], color=style.VERMILLION, lw=1.3, label="7 days")
        if ratio:
            _ratio_strip(on, date, days["ratio"])
        style.date_axis(on)
        on.set_ylabel("Load a day, arbitrary units", loc="bottom" if ratio else "center")
        counts = [
            f"{int((status == word).sum())} {word}" for word in ("trained", "rest", "missing", "unmonitored")
        ]
        style.frame(
            on,
            f"Training load of {person}",
            f"{date[0]} to {date[-1]}; days: {', '.join(counts)}",
            "Averages are exponentially weighted. Load ratios predict back pain weakly, if at all.",
            key=("load", "rest", "7 days", "28 days", "missing", "unmonitored", "episode"),
        )
        return on


def spans(on: Axes, date: Array, which: npt.NDArray[np.bool_], **looks: Any) -> None:
    """A field over each run of days of one kind."""
    edges = np.flatnonzero(np.diff(np.r_[0, which.astype(int), 0]))
    half = np.timedelta64(12, "h")
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        on.axvspan(date[begin] - half, date[end - 1] + half, lw=0, **looks)


def _ratio_strip(on: Axes, date: Array, ratio: npt.NDArray[np.float64]) -> None:
    """Acute over chronic load in the upper part of the axes; no band calls a value good or bad."""
    strip = on.inset_axes((0, 0.7, 1, 0.3), sharex=on)
    strip.patch.set_alpha(0)
    strip.plot(date, ratio, color=style.GREEN, lw=1.1, label="ratio")
    known = ratio[np.isfinite(ratio)]
    if len(known):  # room for the words above the line
        low, high = min(float(known.min()), 1.0), max(float(known.max()), 1.0)
        strip.set_ylim(low - 0.05 * (high - low), high + 0.5 * (high - low))
    strip.axhline(1, color=style.ink(on), lw=0.5, alpha=0.6)
    strip.spines[["top", "right"]].set_visible(False)
    strip.tick_params(labelbottom=False, bottom=False)
    strip.text(0.01, 0.96, "7 days over 28 days", transform=strip.transAxes, va="top",
               fontsize=style.points(on, 0.94))  # fmt: skip
    on.set_yticks([tick for tick in on.get_yticks() if tick <= 0.66 * on.get_ylim()[1]])
