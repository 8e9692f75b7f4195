"""Figures of many people: discrimination, instability of predictions, a cohort's risks day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from backrisk import _core
from backrisk._shared.columns import as_column
from backrisk._shared.defaults import LEVEL
from backrisk._shared.table import Table
from backrisk._shared.typing import ColumnLike, LabelsLike, MatrixLike
from backrisk.plot import style as style
from backrisk.validate.discrimination import auc, roc_curve

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import QuadMesh

    from backrisk.cohort.scores import Scores

_NAMED = 30
"""So many people stand by name at a heat map; of more, every second, every third, and so on."""


def _roc_data(event: ColumnLike, predicted: ColumnLike, *, weights: ColumnLike | None = None) -> Table:
    """Columns layer ("curve"), threshold, false_positive_rate, sensitivity."""
    curve = roc_curve(event, predicted, weights=weights)
    columns = {name: getattr(curve, name) for name in ("threshold", "false_positive_rate", "sensitivity")}
    return style.layers("ROC curve", [("curve", columns)])


@style.twin(_roc_data)
def discrimination(
    event: ColumnLike,
    predicted: ColumnLike,
    *,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    level: float = LEVEL,
    outcome: str = "",
    horizon_days: int | None = None,
    status: str = "",
    ax: Axes | None = None,
) -> Axes:
    """The ROC curve with its area and interval: how well predictions put events before the others.

    The curve says nothing about whether the probabilities are right (`calibration`). Columns, interval and
    errors as `br.validate.auc`. `.data` has the columns layer ("curve"), threshold, false_positive_rate,
    sensitivity. Source: Hanley & McNeil 1982, doi:10.1148/radiology.143.1.7063747.

    >>> discrimination.data([0, 1, 1], [0.2, 0.2, 0.7])["sensitivity"].tolist()
    [0.0, 0.5, 1.0]
    """
    table = _roc_data(event, predicted, weights=weights)
    area = auc(event, predicted, weights=weights, groups=groups, level=level)
    events = as_column(event, "event")
    words = f"AUC {area.value:.2f} ({area.low:.2f} to {area.high:.2f})"
    with style.canvas(ax, 85, 88) as on:
        on.plot([0, 1], [0, 1], color=style.ink(on), alpha=0.5, lw=0.8, ls="--", label="chance")
        on.plot(table["false_positive_rate"], table["sensitivity"], color=style.BLUE, label="curve")
        style.note(on, words, (0.97, 0.08), ha="right", weight="bold")
        style.note(on, "chance", (0.62, 0.56), alpha=style.SOFT)
        style.square(on, 1, "Flagged among those without event, %", "Flagged among those with event, %")
        counts = f"{len(events):,} rows, {int(events.sum()):,} events"
        style.frame(
            on,
            "Are those with an event put first?",
            style.joined(style.about(outcome, horizon_days), counts),
            style.joined(status, f"{100 * level:g}\u202f% interval"),
            said=words + ".",
        )
        return on


def _instability_data(original: ColumnLike, replicates: MatrixLike, *, level: float = LEVEL) -> Table:
    """Columns layer ("row"), original, low, median, high, mean_absolute_difference."""
    first = as_column(original, "original")
    many = np.asarray(replicates, dtype=np.float64)
    if many.ndim != 2 or many.shape[1] != len(first) or not many.shape[0]:
        raise _core.InvalidArgument(
            f"instability: replicates has shape {many.shape}, but must be (models, {len(first)})"
        )
    if not 0 < level < 1:
        raise _core.InvalidArgument(f"instability: level is {level}, but must be between 0 and 1")
    low, median, high = np.quantile(many, [(1 - level) / 2, 0.5, (1 + level) / 2], axis=0)
    apart = np.abs(many - first).mean(axis=0)
    columns = {
        "original": first,
        "low": low,
        "median": median,
        "high": high,
        "mean_absolute_difference": apart,
    }
    return style.layers("instability", [("row", columns)])


@style.twin(_instability_data)
def instability(
    original: ColumnLike,
    replicates: MatrixLike,
    *,
    level: float = LEVEL,
    outcome: str = "",
    horizon_days: int | None = None,
    status: str = "",
    ax: Axes | None = None,
) -> Axes:
    """How much each prediction would have differed, had the model been developed in other people.

    `original` (n) are the predictions of the model, `replicates` (models, n) those of the same people by
    models that were developed in bootstrap samples (`br.validate.bootstrap_rows`), with every step repeated.
    A vertical line is the range of `level` of one person's predictions, a dot their median. NaN and errors:
    `InvalidArgument` for another shape. `.data` has the columns layer ("row"), original, low, median, high,
    mean_absolute_difference. Source: Riley & Collins 2023, doi:10.1002/bimj.202200302.

    >>> instability.data([0.1, 0.4], [[0.1, 0.3], [0.3, 0.5]])["mean_absolute_difference"].round(3).tolist()
    [0.1, 0.1]
    """
    table = _instability_data(original, replicates, level=level)
    at = table["original"]
    top = style.round_limit(float(max(at.max(), table["high"].max())))
    apart = float(table["mean_absolute_difference"].mean())
    models = len(np.asarray(replicates))
    with style.canvas(ax, 85, 88) as on:
        on.plot([0, top], [0, top], color=style.ink(on), alpha=0.5, lw=0.8, ls="--", label="no difference")
        on.vlines(at, table["low"], table["high"], color=style.BLUE, lw=0.8, alpha=0.35, label="range")
        on.plot(at, table["median"], "o", ms=1.8, color=style.BLUE, label="median")
        words = f"mean difference {100 * apart:.2g} %-points"
        style.note(on, words, (0.97 * top, 0.06 * top), ha="right")
        on.set(
            xlim=(0, top),
            ylim=(0, top),
            xlabel="Predicted risk, %",
            ylabel="Predicted by the other models, %",
        )
        style.percent_axis(on.xaxis)
        style.percent_axis(on.yaxis)
        on.set_aspect("equal")
        counts = f"{len(at):,} people, {models:,} models"
        style.frame(
            on,
            "Would another sample agree?",
            style.joined(style.about(outcome, horizon_days), counts),
            style.joined(status, f"lines: {100 * level:g}\u202f% of the models"),
            said=words + ".",
        )
        return on


def _heat_data(scores: Scores, *, people: int | None = None) -> Table:
    """Columns layer ("cell"), place (0 is the top row), person_id, date, risk, reason."""
    table = scores.table
    if not len(table):
        raise _core.InvalidArgument("cohort_heatmap: scores has no rows, but must have some")
    risk, who = table["risk"], table["person_id"]
    ids = list(dict.fromkeys(who.tolist()))
    peak = {one: float(np.nanmax(np.r_[-1.0, risk[who == one]])) for one in ids}
    if people is not None and people < 1:
        raise _core.InvalidArgument(f"cohort_heatmap: people is {people}, but must be 1 or more")
    order = sorted(ids, key=lambda one: -peak[one])[:people]
    place = {one: k for k, one in enumerate(order)}
    kept = np.isin(who, order)
    columns = {"person_id": who, "date": table["day"], "risk": risk, "reason": table["reason"]}
    cells = {name: column[kept] for name, column in columns.items()}
    rows = np.array([place[one] for one in cells["person_id"].tolist()])
    return style.layers("risks of a cohort", [("cell", {"place": rows, **cells})])


@style.twin(_heat_data)
def cohort_heatmap(
    scores: Scores, *, people: int | None = None, limit: float | None = None, ax: Axes | None = None
) -> Axes:
    """Everybody's risk on every scored day: a row a person, the highest on top; hatched where none is given.

    `scores` of `Model.score(cohort, days="all")`; `people` draws only so many rows. The scale ends at
    `limit`. Lightness alone carries the risk, so that it reads in grey. `.data` has the columns layer
    ("cell"), place (0 is the top row), person_id, date, risk, reason. Raises `InvalidArgument` for no rows.

    >>> import backrisk as br
    >>> scores = br.literature_model().score(br.simulate_cohort(n_people=4, n_days=60), days="all")
    >>> table = cohort_heatmap.data(scores, people=2)
    >>> len(table), sorted(set(table["place"].tolist()))
    (120, [0, 1])
    """
    table = _heat_data(scores, people=people)
    days = np.arange(table["date"].min(), table["date"].max() + 1)
    names = [""] * (int(table["place"].max()) + 1)
    grid = np.full((len(names), len(days)), np.nan)
    column = (table["date"] - days[0]).astype(int)
    grid[table["place"], column] = table["risk"]
    for place, name in zip(table["place"].tolist(), table["person_id"].tolist(), strict=True):
        names[place] = name
    known = grid[np.isfinite(grid)]
    top = limit or style.round_limit(float(known.max()) if len(known) else scores.typical)
    with style.canvas(ax, 85, 42 + min(4.0 * len(names), 90)) as on:
        on.patch.set(hatch="////", facecolor="none", edgecolor=style.ink(on), alpha=0.35)
        edges = np.arange(len(days) + 1) + days[0].astype(int) - 0.5
        mesh = on.pcolormesh(edges, np.arange(len(names) + 1) - 0.5, np.ma.masked_invalid(grid),
                             cmap="cividis", vmin=0, vmax=top, rasterized=True)  # fmt: skip
        on.invert_yaxis()
        named = range(0, len(names), -(-len(names) // _NAMED))
        on.set_yticks(named, [names[row] for row in named])
        on.tick_params(axis="y", length=0)
        on.xaxis_date()
        style.date_axis(on)
        _scale(on, mesh, f"Risk within {scores.horizon_days} days, %")
        on.spines[["left", "bottom"]].set_visible(False)
        style.frame(
            on,
            "Risk of everybody, day by day",
            f"{style.about(scores.outcome, scores.horizon_days, scores.setting)}; {days[0]} to {days[-1]}",
            f"{scores.status}; highest on top; hatched: no risk is given",
        )
        return on


def _scale(on: Axes, mesh: QuadMesh, words: str) -> None:
    """The colours in numbers, right of the axes."""
    figure = on.get_figure(root=True)
    if figure is not None:
        bar = figure.colorbar(mesh, cax=on.inset_axes((1.02, 0, 0.03, 1)), label=words)
        style.percent_axis(bar.ax.yaxis)
        bar.outline.set_visible(False)
