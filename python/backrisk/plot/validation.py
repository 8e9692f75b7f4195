"""Figures of a validation: calibration, decisions, discrimination."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn
from backrisk._shared.defaults import LEVEL
from backrisk._shared.table import Table
from backrisk._shared.typing import ColumnLike, LabelsLike
from backrisk.plot import style as style
from backrisk.plot.style import Looks
from backrisk.validate.calibrations import (
    Calibration,
    CalibrationCurve,
    calibration_curve,
    calibration_groups,
)
from backrisk.validate.calibrations import calibration as calibration_numbers
from backrisk.validate.decisions import decision_curve as decision_numbers
from backrisk.validate.rows import Estimate, rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_CURVE, _GROUPS, _IDEAL = "curve, band", "groups", "as predicted"
_COLOURS = (style.BLUE, style.VERMILLION, style.GREEN, style.PURPLE, style.ORANGE, style.SKY)
_DASHES: tuple[str | tuple[int, tuple[float, ...]], ...] = (
    "-",
    *((0, dash) for dash in ((4, 1.5), (1.5, 1), (5, 1, 1, 1), (3, 1, 1, 1, 1, 1), (8, 2))),
)
_SPIKES = 60
_MOST = 0.99
"""A decision curve ends where fewer than one row in a hundred would be acted on."""
_STRIP = 0.16
"""Height of the strip of spikes, as a share of the axis."""


def _calibration_data(
    event: ColumnLike,
    predicted: ColumnLike,
    *,
    groups: LabelsLike | None = None,
    bins: int = 10,
    method: str = "loess",
    level: float = LEVEL,
    curve: CalibrationCurve | bool = True,
) -> Table:
    """Columns layer ("curve", "group", "spike"), predicted, share, low, high, rows, events."""
    of = rows(event, predicted)
    parts: list[tuple[str, Mapping[str, object]]] = []
    if curve is True:
        curve = calibration_curve(event, predicted, method, groups=groups, level=level)
    if isinstance(curve, CalibrationCurve):
        parts.append(
            ("curve", {name: getattr(curve, name) for name in ("predicted", "share", "low", "high")})
        )
    found = calibration_groups(event, predicted, bins, level=level)
    renamed = {"predicted": "mean_predicted", "share": "share", "low": "share_low", "high": "share_high"}
    counts = {name: found[name] for name in ("rows", "events")}
    parts.append(("group", {name: found[was] for name, was in renamed.items()} | counts))
    highest = float(of.predicted.max())
    edges = np.linspace(0, max(style.round_limit(highest), highest), _SPIKES + 1)
    everybody = np.histogram(of.predicted, edges)[0]
    events = np.histogram(of.predicted[of.event == 1], edges)[0]
    shown, middle = everybody > 0, (edges[:-1] + edges[1:]) / 2
    spikes = {"predicted": middle, "rows": everybody, "events": events}
    parts.append(("spike", {name: column[shown] for name, column in spikes.items()}))
    return style.layers("calibration", parts)


@style.twin(_calibration_data)
def calibration(
    event: ColumnLike,
    predicted: ColumnLike,
    *,
    groups: LabelsLike | None = None,
    bins: int = 10,
    method: str = "loess",
    level: float = LEVEL,
    curve: CalibrationCurve | bool = True,
    summary: Calibration | None = None,
    limit: float | None = None,
    outcome: str = "",
    horizon_days: int | None = None,
    status: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Share of events against predicted risk: flexible curve with its band, groups, and all predictions.

    The dashed diagonal is where predictions are right. Dots are `bins` groups of equal size with Wilson's
    interval; the spikes below count people by prediction, events up and others down, each to its own scale.
    Columns and errors as `br.validate.calibration_curve` (whose answer can be given as `curve`; False leaves
    it out) and `br.validate.calibration` (`summary`). Where a prediction is 0 or 1, give a `summary` made
    with `clip`. Both axes end at `limit`. `.data` has the columns layer ("curve", "group", "spike"),
    predicted, share, low, high, rows, events. Source: Van Calster 2019, doi:10.1186/s12916-019-1466-7.

    >>> event, predicted = [0, 0, 1, 0, 1, 1], [0.1, 0.2, 0.3, 0.6, 0.7, 0.8]
    >>> calibration.data(event, predicted, bins=2, curve=False)["share"][:2].round(3).tolist()
    [0.333, 0.667]
    """
    of, missing = rows(event, predicted), []
    if curve is True:
        try:
            curve = calibration_curve(event, predicted, method, groups=groups, level=level)
        except _core.NumericError as error:
            curve, missing = False, [f"no curve ({error})"]
    table = _calibration_data(event, predicted, bins=bins, level=level, curve=curve)
    if summary is None:
        summary = calibration_numbers(event, predicted, groups=groups, level=level)
    binned = style.layer(table, "group")
    top = limit or style.round_limit(max(float(of.predicted.max()), float(binned["share"].max())))
    if (beyond := int((of.predicted > top * (1 + 1e-9)).sum())) > 0:
        missing.append(f"{beyond:,} rows lie beyond the axis")
    lines = [_said("O:E", summary.observed_expected), _said("slope", summary.slope)]
    if isinstance(curve, CalibrationCurve):
        lines.append(f"ICI {100 * curve.ici:.2g} %-points")
    counts = f"{summary.rows:,} rows, {summary.events:,} events"
    with style.canvas(ax, 85, 98) as on:
        _diagonal(on, top)
        _curve(on, style.layer(table, "curve"))
        _groups(on, binned)
        _spikes(on, style.layer(table, "spike"), top)
        _corner(on, lines, table.take(table["layer"] != "spike"), top)
        style.square(on, top, "Predicted risk, %", "Share with event, %", _STRIP)
        style.frame(
            on,
            "Are the predictions right?",
            style.joined(style.about(outcome, horizon_days), counts),
            style.joined(status, f"{100 * level:g}\u202f% intervals", *missing),
            key=(_IDEAL, _CURVE, _GROUPS),
            said="; ".join(lines) + ".",
        )
        return on


def _corner(on: Axes, lines: list[str], drawn: Table, top: float) -> None:
    """The numbers in the corner, above or below the diagonal, that holds less of what is drawn."""
    x, low, high = (drawn[name] / top for name in ("predicted", "low", "high"))
    above = np.clip(high[x < 0.5] - 0.75, 0, 0.25).sum()
    below = np.clip(0.25 - low[x > 0.5], 0, 0.25).sum()
    spot: Looks = (
        {"x": 0.98, "y": 0.2, "ha": "right", "va": "bottom"}
        if below < above
        else {"x": 0.03, "y": 0.98, "ha": "left", "va": "top"}
    )
    on.text(s="\n".join(lines), transform=on.transAxes, fontsize=style.points(on), linespacing=1.4, **spot)


def _diagonal(on: Axes, top: float) -> None:
    on.plot([0, top], [0, top], color=style.ink(on), alpha=0.5, lw=0.8, dashes=(5, 3), label=_IDEAL)


def _curve(on: Axes, part: Table) -> None:
    if len(part):
        at = part["predicted"]
        on.fill_between(at, part["low"], part["high"], color=style.BLUE, alpha=0.2, lw=0, label="band")
        on.plot(at, part["share"], color=style.BLUE, label=_CURVE)


def _groups(on: Axes, part: Table) -> None:
    spread = np.array([part["share"] - part["low"], part["high"] - part["share"]])
    on.errorbar(
        part["predicted"], part["share"], yerr=np.maximum(spread, 0), fmt="o", ms=3.6, lw=0.8,
        color=style.VERMILLION, label=_GROUPS,
    )  # fmt: skip


def _spikes(on: Axes, part: Table, top: float) -> None:
    """Events up and others down from a line below the axes, each scaled to its highest spike."""
    base, room = -_STRIP * top / 2, 0.42 * _STRIP * top
    for counts, sign, colour in (
        (part["events"], 1, style.VERMILLION),
        (part["rows"] - part["events"], -1, style.ink(on)),
    ):
        tallest = counts.max() if len(counts) else 0
        if tallest > 0:
            ends = base + sign * room * counts / tallest
            on.vlines(part["predicted"], base, ends, color=colour, lw=1.2, alpha=0.85)
            words = f"{'events' if sign > 0 else 'no event'}, {int(counts.sum()):,}"
            on.text(
                top, base + sign * 0.52 * room, words, ha="right", va="center", fontsize=style.points(on, 0.9)
            )
    on.axhline(base, color=style.ink(on), lw=0.5)


def _said(name: str, one: Estimate) -> str:
    if one.value != one.value:
        return f"{name}: {one.note or 'no value'}"
    return f"{name} {one.value:.2f} ({one.low:.2f} to {one.high:.2f})"


def _decision_data(
    event: ColumnLike,
    predicted: ColumnLike,
    thresholds: ColumnLike | None = None,
    *,
    standardised: bool = False,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    level: float = LEVEL,
) -> Table:
    """Columns layer (a model's name, "act on all", "act on nobody"), threshold, net_benefit, low, high."""
    models = predicted if isinstance(predicted, Mapping) else {"model": predicted}
    if not 1 <= len(models) <= len(_COLOURS):
        raise _core.InvalidArgument(
            f"decision_curve: predicted names {len(models)} models, but must name 1 to {len(_COLOURS)}"
        )
    highest = max(float(np.quantile(rows(event, one).predicted, _MOST)) for one in models.values())
    at = _thresholds(highest) if thresholds is None else np.atleast_1d(np.asarray(thresholds, dtype=float))
    kind = "standardised" if standardised else "net_benefit"
    parts: list[tuple[str, Mapping[str, object]]] = []
    for name, one in models.items():
        found = decision_numbers(event, one, at, weights=weights, groups=groups, level=level)
        numbers = {"net_benefit": found[kind], "low": found[f"{kind}_low"], "high": found[f"{kind}_high"]}
        parts.append((str(name), {"threshold": found["threshold"], **numbers}))
    share = found["treat_all"] * (1 - at) + at
    everybody = found["treat_all"] / (share if standardised else 1)
    parts.append(("act on all", {"threshold": at, "net_benefit": everybody}))
    parts.append(("act on nobody", {"threshold": at, "net_benefit": np.zeros(len(at))}))
    return style.layers("decision curve", parts)


def _thresholds(highest: float) -> FloatColumn:
    """A hundred thresholds from above 0 to where hardly anybody is predicted more."""
    return np.linspace(0, min(style.round_limit(highest), 0.99), 101)[1:]


@style.twin(_decision_data)
def decision_curve(
    event: ColumnLike,
    predicted: ColumnLike,
    thresholds: ColumnLike | None = None,
    *,
    standardised: bool = False,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    level: float = LEVEL,
    outcome: str = "",
    horizon_days: int | None = None,
    status: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Net benefit of acting on predictions, beside acting on all and on nobody, for each threshold.

    `predicted` is a column, or up to six by name. `thresholds` in (0, 1), by default a hundred up to what
    1 in 100 is predicted to exceed. With `standardised` net benefit is a share of the best possible. Other
    arguments, formulas, intervals and errors as `br.validate.decision_curve`; `outcome`, `horizon_days` and
    `status` are only written. `.data` has the columns layer (a name, "act on all", "act on nobody"),
    threshold, net_benefit, low, high. Source: Vickers & Elkin 2006, doi:10.1177/0272989X06295361.

    >>> table = decision_curve.data([0, 0, 1, 1], [0.1, 0.6, 0.4, 0.8], [0.2, 0.5])
    >>> table["layer"].tolist()[1:3], table["net_benefit"][:4].round(4).tolist()
    (['model', 'act on all'], [0.4375, 0.0, 0.375, 0.0])
    """
    table = _decision_data(
        event, predicted, thresholds, standardised=standardised, weights=weights, groups=groups, level=level
    )
    names = [name for name in dict.fromkeys(table["layer"].tolist()) if not name.startswith("act on ")]
    with style.canvas(ax, 85, 78) as on:
        for name, colour, dash in zip(names, _COLOURS, _DASHES, strict=False):
            part = style.layer(table, name)
            on.fill_between(
                part["threshold"], part["low"], part["high"], color=colour, alpha=0.25, lw=0, label="band"
            )
            on.plot(part["threshold"], part["net_benefit"], color=colour, linestyle=dash, label=name)
        for name, dash in (("act on all", "--"), ("act on nobody", "-")):
            part = style.layer(table, name)
            on.plot(part["threshold"], part["net_benefit"], color=style.ink(on), lw=0.9, linestyle=dash,
                    alpha=0.75, label=name)  # fmt: skip
        _net_benefit_axes(on, table, standardised)
        _net_benefit_labels(on, table, names)
        of = rows(event, next(iter(predicted.values())) if isinstance(predicted, Mapping) else predicted)
        counts = f"{len(of.event):,} rows, {int(of.event.sum()):,} events"
        style.frame(
            on,
            "Is acting on it worth it?",
            style.joined(style.about(outcome, horizon_days), counts),
            style.joined(status, f"{100 * level:g}\u202f% intervals"),
        )
        return on


def _net_benefit_axes(on: Axes, table: Table, standardised: bool) -> None:
    """The part of the plane where decisions are: acting on all soon falls without end."""
    if not len(table):
        raise _core.InvalidArgument("decision_curve: thresholds is empty, but must hold one or more")
    benefit = table["net_benefit"]
    top = float(np.nanmax(np.r_[benefit, np.where(np.isfinite(table["high"]), table["high"], 0)]))
    top = top if top > 0 else 0.01
    on.set_ylim(-0.22 * top, 1.08 * top)
    on.set_xlim(0, float(table["threshold"].max()))
    style.percent_axis(on.xaxis)
    on.set_xlabel("Risk from which one would act, %")
    if standardised:
        on.set_ylabel("Net benefit, share of the best possible")
    else:
        on.set_ylabel("Net benefit per 100 people")
        on.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.3g}".replace("-", "−"))


def _net_benefit_labels(on: Axes, table: Table, names: list[str]) -> None:
    """A model's name where it gains most over both simple policies, theirs where they stand alone."""
    everybody = style.layer(table, "act on all")
    at, all_benefit = everybody["threshold"], everybody["net_benefit"]
    size, bottom = style.points(on), on.get_ylim()[0]
    thin: Looks = {"arrowstyle": "-", "lw": 0.5, "color": style.ink(on), "alpha": 0.6, "relpos": (0, 0.5)}
    for k, name in enumerate(names):
        benefit = style.layer(table, name)["net_benefit"]
        best = int(np.nanargmax(benefit - np.maximum(all_benefit, 0)))
        on.annotate(
            name, (at[best], benefit[best]), xytext=(0.5, 0.66 - 0.09 * k), textcoords="axes fraction",
            fontsize=size, va="center", arrowprops=thin,
        )  # fmt: skip
    falling = np.flatnonzero(all_benefit < 0.8 * bottom)
    spot = int(falling[0]) if len(falling) else len(at) - 1
    style.note(on, "act on all", (at[spot], max(all_benefit[spot], 0.8 * bottom)), shift=(4, 0))
    style.note(on, "act on nobody", (at[-1], 0), shift=(0, -1.1 * size), ha="right")
