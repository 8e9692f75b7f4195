"""Risk over time: one person's with its change, and everybody's before and after a model learned."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn
from backrisk._shared.days import as_day
from backrisk._shared.table import Row, Table
from backrisk._shared.typing import Array, DateLike, LabelLike
from backrisk._shared.views import offers
from backrisk.plot import style as style
from backrisk.plot.person import spans
from backrisk.plot.style import Looks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from backrisk.cohort.scores import Scores

def _trajectory_data(scores: Scores, person: LabelLike, *, since: DateLike | None = None) -> Table:
    """Columns layer ("day", "places"), date, risk, low, high, ratio, ratio_low, ratio_high, reason."""
    rows = scores.table.take(scores.table["person_id"] == str(person))
    if not len(rows):
        raise _core.InvalidArgument(f"risk_trajectory: person is {person!r}, but scores has no row of them")
    date, risk = rows["day"], rows["risk"]
    known = np.isfinite(risk)
    columns: dict[str, Array] = {name: np.full(len(rows), np.nan) for name in _CHANGE}
    parts: list[tuple[str, Mapping[str, object]]] = []
    if known.any():
        start = date[known][0] if since is None else np.datetime64(as_day(since, "since"), "D")
        for k in np.flatnonzero(known).tolist():
            for name, value in zip(_CHANGE, _changed(scores, person, start, date[k], risk[k]), strict=True):
                columns[name][k] = value
        last = scores._model.assess(
            scores._cohort, person, date[known][-1].item(), scores.horizon_days, level=scores.level
        )
        low, high = last.between_places
        if scores.place_note:
            parts = [("places", {"date": date[known][-1:], "risk": [last.risk], "low": [low], "high": [high]})]
    days = {"date": date, "risk": risk, **columns, "reason": rows["reason"]}
    return style.layers(f"risk of {person}", [("day", days), *parts])


_CHANGE = ("low", "high", "ratio", "ratio_low", "ratio_high")


def _changed(
    scores: Scores, person: LabelLike, start: np.datetime64, day: np.datetime64, risk: float
) -> tuple[float, ...]:
    """Of `_CHANGE` on a day: the risks at the ends of the change since `start`, and the change itself."""
    ratio = low = high = 1.0
    if day != start:
        early, late = sorted((start, day))
        found = scores._model.change(
            scores._cohort, person, early, late, scores.horizon_days, level=scores.level
        )
        ratio, low, high = found.hazard_ratio, found.low, found.high
        if day < start:
            ratio, low, high = 1 / ratio, 1 / high, 1 / low
    hazard = -np.log1p(-risk)
    ends = (float(-np.expm1(-hazard * end / ratio)) for end in (low, high))
    return (*ends, ratio, low, high)


@offers("Scores.plot")
@style.twin(_trajectory_data)
def risk_trajectory(
    scores: Scores,
    person: LabelLike,
    *,
    since: DateLike | None = None,
    limit: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A person's risk over the scored days, with the interval of its change since a chosen day.

    `scores` of `Model.score(cohort, days="all")`, or of dates; days further apart than the person's usual
    step are not joined, days without a risk are left open. The band around day t ends where the risk would
    be, were the change since the day `since` (a date; by default the first with a risk) at the ends of its
    interval (`Model.change`): it has no width on that day, because a person shares place and coefficients
    with their own past. How far the whole curve may lie higher or lower in another place is one bar at the
    side, for the last day; none where the place is known. The dotted line is the mean risk of the
    population. The vertical axis ends at `limit`, by default above the highest band. `.data` has the columns
    layer ("day", "places"), date, risk, low, high (of the band, or of the bar), ratio, ratio_low, ratio_high
    (hazard against that of `since`), reason. Raises `InvalidArgument` for a person without a row and for a
    `since` on which there is no risk.

    >>> import backrisk as br
    >>> scores = br.literature_model().score(br.simulate_cohort(n_people=3, n_days=60), days="all")
    >>> table = risk_trajectory.data(scores, "p2")
    >>> table["layer"].tolist().count("day"), table["ratio"][0], bool(table["low"][0] == table["high"][0])
    (60, np.float64(1.0), True)
    """
    whole = _trajectory_data(scores, person, since=since)
    table, places = style.layer(whole, "day"), style.layer(whole, "places")
    date, risk, low, high = style.open_gaps(table["date"], table["risk"], table["low"], table["high"])
    with style.canvas(ax, 85, 66) as on:
        known = np.isfinite(table["risk"])
        top = limit or style.round_limit(1.05 * max([scores.typical, *table["high"][known].tolist()]))
        on.fill_between(date, low, high, color=style.BLUE, alpha=0.3, lw=0, label="change since then")
        on.plot(date, risk, color=style.BLUE, label="risk")
        alone = _alone(date, risk, table["date"])
        spread = np.abs([table[end] - table["risk"] for end in ("low", "high")])[:, alone]
        on.errorbar(table["date"][alone], table["risk"][alone], yerr=spread, fmt="o", ms=2.4,
                    color=style.BLUE, lw=0.8)  # fmt: skip
        on.axhline(scores.typical, color=style.ink(on), lw=0.9, ls=":", label="average")
        spans(on, table["date"], ~known, facecolor=style.PURPLE, alpha=0.3, label="no risk given")
        half = np.timedelta64(12, "h")
        on.set(xlim=(table["date"][0] - half, table["date"][-1] + half), ylim=(0, top))
        style.percent_axis(on.yaxis)
        style.date_axis(on)
        on.set_ylabel(f"Risk within {scores.horizon_days} days, %")
        start = table["date"][table["ratio"] == 1]
        if len(start):
            at: Any = start[0] if since is None else np.datetime64(as_day(since, "since"), "D")
            if len(table) > 1:
                on.axvline(at, color=style.BLUE, lw=0.6, alpha=0.7)
        if len(places):
            _place_bar(on, places.row(0), top)
        why = sorted(set(table["reason"][~known].tolist()) - {""})
        band = f"band: {100 * scores.level:g}\u202f% interval of the change since {at}" if len(start) else ""
        bar = "bar at the side: the last day between places of low and of high incidence" if len(places) else ""
        style.frame(
            on,
            f"Risk of {person} over time",
            f"{style.about(scores.outcome, scores.horizon_days, scores.setting)}; "
            f"{table['date'][0]} to {table['date'][-1]}",
            style.joined(band, bar, scores.status, *(f"no risk is given {reason}" for reason in why)),
            key=("risk", "change since then", "average", "no risk given"),
        )
        return on


def _place_bar(on: Axes, row: Row, top: float) -> None:
    """The range between places, right of the axes; what lies above the axis ends in an arrow with its number."""
    side: Looks = {"transform": on.get_yaxis_transform(), "clip_on": False, "color": style.ink(on)}
    x = 1.035
    high = min(row["high"], top)
    on.plot([x, x], [row["low"], high], lw=1.6, alpha=0.6, solid_capstyle="butt", label="places", **side)
    on.plot([x], [row["risk"]], "o", ms=3, **side)
    words: Looks = {"xycoords": on.get_yaxis_transform(), "textcoords": "offset points",
                    "fontsize": style.points(on),
             "va": "center", "annotation_clip": False}  # fmt: skip
    on.annotate(style.percent(row["low"]), (x, row["low"]), xytext=(4, 0), **words)
    on.annotate(style.percent(row["high"]), (x, high), xytext=(4, 0), **words)
    if row["high"] > top:
        on.plot([x], [top], "^", ms=3.5, **side)


def _alone(
    date: Array, risk: npt.NDArray[np.float64], days: Array
) -> npt.NDArray[np.bool_]:
    """Which of `days` have a risk and no neighbour, so that no line would show them."""
    there = np.isfinite(np.r_[np.nan, risk, np.nan])
    return np.isin(days, date[there[1:-1] & ~there[:-2] & ~there[2:]])


def _learned_data(before: Scores, after: Scores, *, people: int = 12) -> Table:
    """Columns layer ("before", "after"), person_id, risk, low, high, low_place, high_place."""
    if people < 1:
        raise _core.InvalidArgument(f"learned: people is {people}, but must be 1 or more")
    ids, last = before["person_id"], {}
    for scores in (before, after):
        found = {one: k for k, one in enumerate(scores["person_id"].tolist()) if np.isfinite(scores["risk"][k])}
        last[id(scores)] = found
    order = np.argsort(-before["relative"], kind="stable")
    shown = [one for one in dict.fromkeys(ids[order].tolist()) if all(one in rows for rows in last.values())]
    if not shown:
        raise _core.InvalidArgument("learned: before and after have no person with a risk in both")
    parts: list[tuple[str, Mapping[str, object]]] = []
    for name, scores in (("before", before), ("after", after)):
        at = [last[id(scores)][one] for one in shown[:people]]
        risk, low, high = (scores[column][at] for column in ("risk", "low", "high"))
        parts.append((name, {"person_id": np.array(shown[:people], dtype=object), "risk": risk, "low": low,
                             "high": high, **_with_place(scores, low, high)}))  # fmt: skip
    return style.layers("before and after", parts)


def _with_place(scores: Scores, low: FloatColumn, high: FloatColumn) -> dict[str, FloatColumn]:
    """The interval with what is unknown of the place: on the log hazard the variances add up."""
    ends = np.log(-np.log1p(-np.array([low, high])))
    z = NormalDist().inv_cdf((1 + scores.level) / 2)
    middle, sd = ends.mean(axis=0), (ends[1] - ends[0]) / (2 * z)
    whole = np.hypot(sd, scores._model.setting_sd)
    return {f"{name}_place": -np.expm1(-np.exp(middle + sign * z * whole))
            for name, sign in (("low", -1), ("high", 1))}  # fmt: skip


@style.twin(_learned_data)
def learned(before: Scores, after: Scores, *, people: int = 12, ax: Axes | None = None) -> Axes:
    """What a clinic's own episodes change: the risks of its people before and after the model learned them.

    `before` and `after` are the scores of one cohort by the two models, at one level; the `people`
    highest by `before["relative"]` are drawn. A thick line is the interval in a place of the model's level
    (coefficients and what is unknown of the person), a thin one that with the range between places; where
    the place is known both are one. `.data` has the columns layer ("before", "after"), person_id, risk, low,
    high, low_place, high_place. Raises `InvalidArgument` for scores without a person with a risk in both.

    >>> import backrisk as br
    >>> clinic, model = br.simulate_cohort(n_people=20, n_days=200), br.literature_model()
    >>> table = learned.data(model.score(clinic), model.update(clinic).score(clinic))
    >>> width = np.log(table["high_place"] / table["low_place"])
    >>> bool(width[-1] < width[0])
    True
    """
    table = _learned_data(before, after, people=people)
    first, second = style.layer(table, "before"), style.layer(table, "after")
    top = style.round_limit(1.02 * float(max(first["high"].max(), second["high_place"].max(), before.typical)))
    with style.canvas(ax, 85, 38 + 5.4 * len(first)) as on:
        for layer, colour, shift, mark in (
            (first, style.ink(on), 0.17, "D"), (second, style.BLUE, -0.17, "o")
        ):  # fmt: skip
            name = layer["layer"][0]
            for k in range(len(layer)):
                row, y = layer.row(k), shift - k
                on.plot([row["low_place"], min(row["high_place"], top)], [y, y], lw=0.8, color=colour, alpha=0.7)
                on.plot([row["low"], min(row["high"], top)], [y, y], lw=2.4, color=colour, alpha=0.45)
                on.plot(row["risk"], y, mark, ms=3.2, color=colour, label=name)
                if row["high_place"] > top:
                    on.plot([top], [y], ">", ms=3, color=colour, clip_on=False)
        for k, person in enumerate(first["person_id"].tolist()):
            style.row_words(on, -k, str(person), style.percent(second["risk"][k]), letters=12)
        for scores, colour in ((before, style.ink(on)), (after, style.BLUE)):
            on.axvline(scores.typical, color=colour, lw=0.9, ls=":")
        on.set_xlim(0, top)
        style.percent_axis(on.xaxis)
        style.rows_only(on, 0.6 - len(first), 0.8, f"Risk within {before.horizon_days} days, %")
        style.frame(
            on,
            "What the place's own episodes change",
            f"{style.about(before.outcome, before.horizon_days, before.setting)}; number: after",
            f"thick: interval of {100 * before.level:g}\u202f%; thin: with the range between places; dotted: "
            "mean of the population. "
            f"Before: {before.status}. After: {after.status}.",
            key=("before", "after"),
            left=style.left_of(on, 12),
        )
        return on
