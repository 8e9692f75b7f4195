"""Figures of fitted models: survival curves with their numbers at risk, coefficients with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from backrisk._shared.defaults import LEVEL
from backrisk._shared.table import Row, Table
from backrisk._shared.typing import ColumnLike
from backrisk._shared.views import offers
from backrisk.plot import style as style
from backrisk.plot.style import Looks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from backrisk.fit.results import Fit
    from backrisk.fit.survival import SurvivalCurve

_COLOURS = (style.BLUE, style.VERMILLION, style.GREEN, style.PURPLE, style.ORANGE, style.SKY)
_DASHES = ("-", (0, (4, 1.5)), (0, (1, 1)), (0, (6, 1.5, 1, 1.5)), (0, (8, 2)), (0, (2, 2)))
_FURTHEST = 3.0


def _survival_data(curve: SurvivalCurve, *, level: float = LEVEL, times: ColumnLike | None = None) -> Table:
    """Columns layer ("curve", "at risk", "median"), group, time, survival, low, high, at_risk."""
    table, median = curve.table(level), curve.median(level)
    at = _round_times(float(table["time"].max(initial=1.0))) if times is None else np.asarray(times, float)
    counted = curve.number_at_risk(at)
    parts: list[tuple[str, dict[str, object]]] = []
    names = ("time", "survival", "low", "high")
    for group in curve.groups:
        own = table.take(table["group"] == group)
        last = curve.last_time(group)
        start, end = (
            known.take(known["group"] == group) for known in (curve.at([0.0], level), curve.at([last], level))
        )
        parts.append((
            "curve",
            {"group": np.r_[start["group"], own["group"], end["group"]].astype(object),
             **{name: np.r_[start[name], own[name], end[name]] for name in names}},
        ))  # fmt: skip
    numbers = {name: counted[name] for name in ("time", "at_risk")}
    parts.append(("at risk", {"group": counted["group"].astype(object), **numbers}))
    ends = {name: median[name] for name in ("time", "low", "high")}
    parts.append(("median", {"group": median["group"].astype(object), **ends}))
    return style.layers("survival", parts)


def _round_times(last: float) -> npt.NDArray[np.float64]:
    """Four to seven round times from zero to the end."""
    raw = last / 5
    power = 10.0 ** np.floor(np.log10(raw))
    step = next(s * power for s in (1, 2, 2.5, 5, 10) if s * power >= raw)
    return np.arange(0, last * (1 + 1e-9), step)


@offers("SurvivalCurve.plot")
@style.twin(_survival_data)
def survival(
    curve: SurvivalCurve,
    *,
    level: float = LEVEL,
    times: ColumnLike | None = None,
    unit: str = "",
    title: str = "Share without an event",
    ax: Axes | None = None,
) -> Axes:
    """Kaplan-Meier curves with their intervals, the medians with theirs, and the numbers at risk below.

    `curve` of `br.fit.kaplan_meier`; `times` of the numbers at risk, round ones by default; `unit` of time,
    such as "days". `.data` has the columns layer ("curve", "at risk", "median"), group, time, survival, low,
    high, at_risk; the low and high of a median are times. Raises `InvalidArgument` for a level outside
    (0, 1).

    >>> import backrisk as br
    >>> curve = br.fit.kaplan_meier(stop=[2, 3, 3, 5, 8], event=[1, 1, 0, 1, 0])
    >>> table = survival.data(curve, times=[0, 4])
    >>> table.take(table["layer"] == "at risk")["at_risk"].tolist()
    [5.0, 2.0]
    """
    table = _survival_data(curve, level=level, times=times)
    curves, counts, medians = (style.layer(table, name) for name in ("curve", "at risk", "median"))
    groups = [str(one) for one in curve.groups]
    alone = len(groups) == 1
    with style.canvas(ax, 85, 72 + 4 * len(groups)) as on:
        for k, group in enumerate(curve.groups):
            own = curves.take(curves["group"] == group)
            looks: Looks = {"color": _COLOURS[k % len(_COLOURS)]}
            on.fill_between(own["time"], own["low"], own["high"], step="post", alpha=0.22, lw=0, **looks)
            on.step(own["time"], own["survival"], where="post", ls=_DASHES[k % len(_DASHES)],
                    label="survival" if alone else groups[k], **looks)  # fmt: skip
        shown = np.unique(counts["time"])
        on.set(xlim=(0, max(shown.max(initial=0), curves["time"].max())), ylim=(0, 1), xticks=shown)
        style.percent_axis(on.yaxis)
        on.set_ylabel("Without an event, %")
        _at_risk(on, counts, groups, alone)
        label = on.set_xlabel(style.joined(f"Time, {unit}" if unit else "Time"), loc="right")
        label.set_in_layout(True)
        said = "; ".join(_median_words(medians.row(i), unit, alone) for i in range(len(medians)))
        style.frame(
            on,
            title,
            f"Kaplan-Meier; band: {100 * level:g}\u202f% interval",
            said,
            key=() if alone else groups,
            beside=28 + 0.6 * style.points(on) * (7 if alone else min(14, max(map(len, groups)))),
            said=said + ".",
        )
        return on


def _at_risk(on: Axes, counts: Table, groups: list[str], alone: bool) -> None:
    """Numbers at risk as further lines of the tick labels, a line a group, the groups named at the first."""
    lines = {}
    for time in np.unique(counts["time"]):
        now = counts.take(counts["time"] == time)
        lines[float(time)] = [f"{n:,.0f}" for n in now["at_risk"]]
    labels = ["\n".join([f"{time:g}", *numbers]) for time, numbers in lines.items()]
    on.set_xticklabels(labels)
    tick = on.xaxis.get_major_ticks()[0]
    below = float(sum(getattr(tick, name) for name in ("_pad", "_size")))  # points to where labels begin
    names = ["", *(["at risk"] if alone else [name[:14] for name in groups])]
    on.annotate(
        "\n".join(names), (0, 0), xycoords="axes fraction", xytext=(-14, -below), textcoords="offset points",
        ha="right", va="top", fontsize=style.points(on), linespacing=1.2, annotation_clip=False,
    )  # fmt: skip


def _median_words(row: Row, unit: str, alone: bool) -> str:
    """The median of a group with its interval, in words."""
    of = "Median" if alone else f"Median of {row['group']}"
    if row["time"] != row["time"]:
        return f"{of}: not reached"
    high = f"{row['high']:.3g}" if row["high"] == row["high"] else "not reached"
    return f"{of}: {row['time']:.3g}{' ' * bool(unit)}{unit} ({row['low']:.3g} to {high})"


def _coefficient_data(fit: Fit, *, level: float = LEVEL) -> Table:
    """Columns layer ("coefficient"), term, estimate, low, high: ratios where the fit has them."""
    table = fit.summary(level)
    ratio = "ratio" in table
    names = ("ratio", "ratio_low", "ratio_high") if ratio else ("coef", "low", "high")
    columns = dict(zip(("estimate", "low", "high"), (table[name] for name in names), strict=True))
    shown = np.isin(table["term"], list(fit._columns()))
    part = {"term": table["term"][shown], **{name: values[shown] for name, values in columns.items()}}
    return style.layers("coefficients", [("coefficient", part)])


@offers("Fit.plot")
@style.twin(_coefficient_data)
def coefficients(
    fit: Fit,
    *,
    level: float = LEVEL,
    order: Literal["given", "size"] = "given",
    ax: Axes | None = None,
) -> Axes:
    """The coefficients of a fit with their intervals, as ratios where the model has them; no intercept.

    `order`: as the columns came ("given") or the largest first ("size"). What lies beyond 20 times or a
    twentieth has an arrow at the end of the axis. `.data` has the columns layer ("coefficient"), term,
    estimate, low, high. Raises `InvalidArgument` for a level outside (0, 1).

    >>> import backrisk as br
    >>> fit = br.fit.cox({"load": [1, 0, 1, 0, 1, 0]}, stop=[3, 9, 5, 4, 2, 8], event=[1, 1, 0, 1, 1, 0])
    >>> coefficients.data(fit)["estimate"].round(2).tolist()
    [3.41]
    """
    table = _coefficient_data(fit, level=level)
    if order == "size":
        table = table.take(np.argsort(-np.abs(np.log(np.abs(table["estimate"]))), kind="stable"))
    ratio = bool(fit.ratio_name)
    with style.canvas(ax, 85, 30 + 4.2 * len(table)) as on:
        ends = np.array([table["low"], table["high"]])
        if ratio:
            limit = np.exp(_FURTHEST)
            known = np.clip(ends[np.isfinite(ends)], 1 / limit, limit)
            style.ratio_axis(on, 0.9 * min(known.min(initial=1), 1), 1.1 * max(known.max(initial=1), 1))
        for k in range(len(table)):
            row = table.row(k)
            style.row_words(on, -k, str(row["term"]).replace("_", " "), f"{row['estimate']:.2f}", letters=24)
            low, high = (np.clip(row[end], 1 / limit, limit) if ratio else row[end] for end in ("low", "high"))
            on.plot([low, high], [-k, -k], color=style.BLUE, lw=1)
            on.plot(row["estimate"], -k, "o", ms=4, color=style.BLUE, label="coefficient")
        on.axvline(1 if ratio else 0, color=style.ink(on), lw=0.7, alpha=0.6)
        name = fit.ratio_name or "coefficient"
        style.rows_only(on, 0.5 - len(table), 0.8, f"{name[:1].upper()}{name[1:]}, {100 * level:g}\u202f% interval")
        style.frame(
            on,
            "What the fit found",
            fit._title(),
            fit.reason or "an association in these rows, not the effect of a change",
            left=style.left_of(on, 24),
        )
        return on
