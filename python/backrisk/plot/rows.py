"""Figures with a row a thing: effects of factors, subgroups, endurance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from backrisk import _core
from backrisk._shared.defaults import LEVEL
from backrisk._shared.table import Row, Table
from backrisk.plot import style as style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from backrisk.balance.results import EnduranceProfile
    from backrisk.risk.model import Model

ROW_MM = 3.6
_FURTHEST = 3.0
"""Log hazard ratios beyond this, 20 times or a twentieth, lie outside the axis."""


def rows_of(table: Table) -> list[Row]:
    return [table.row(i) for i in range(len(table))]


def _headed(groups: Iterable[str]) -> Iterator[tuple[str | None, int]]:
    """(heading, -1) before the first row of each group, and (None, row) for each row."""
    before = None
    for k, group in enumerate(groups):
        if group != before:
            yield group, -1
            before = group
        yield None, k


def _effect_data(model: Model, prior: Model | None = None, *, level: float = LEVEL) -> Table:
    """Columns layer ("prior", "posterior"), column, cause, log_hazard_ratio, sd, low, high, evidence."""
    if not 0 < level < 1:
        raise _core.InvalidArgument(f"factor_effects: level is {level}, but must be between 0 and 1")
    deviations = NormalDist().inv_cdf((1 + level) / 2)
    parts: list[tuple[str, Mapping[str, object]]] = []
    for layer, one in (("prior", prior), ("posterior", model)):
        if one is not None:
            f = one.factors()
            mean, sd = f["coefficient"], f["sd"]
            numbers = {"log_hazard_ratio": mean, "sd": sd, "low": mean - deviations * sd,
                       "high": mean + deviations * sd}  # fmt: skip
            words = {name: f[name].astype(object) for name in ("column", "cause", "evidence")}
            parts.append((layer, words | numbers))
    return style.layers("effects of factors", parts)


@style.twin(_effect_data)
def factor_effects(
    model: Model,
    prior: Model | None = None,
    *,
    causes: Sequence[str] | None = None,
    level: float = LEVEL,
    ax: Axes | None = None,
) -> Axes:
    """Hazard ratio of one unit of each column of a model with its interval; with `prior` both, side by side.

    Dots are means, lines the intervals of `level`: exp(mean +- z sd). A hollow dot is a column centred on
    zero, because its evidence is null or only remembered: nothing was learned, not "no effect". `causes`
    draws some of history, load, technique, balance, preparation, context. `.data` has the columns layer
    ("prior", "posterior"; a model alone is "posterior"), column, cause, log_hazard_ratio, sd, low, high,
    evidence. Units: `Model.factors`. Raises `InvalidArgument` for an unknown cause or a level outside (0, 1).

    >>> import backrisk as br
    >>> table = factor_effects.data(br.literature_model())
    >>> first = table.row(0)
    >>> first["column"], first["low"] < first["log_hazard_ratio"] < first["high"]
    ('previous_episode', True)
    """
    table = _effect_data(model, prior, level=level)
    known = list(dict.fromkeys(table["cause"].tolist()))
    for one in causes or ():
        if one not in known:
            raise _core.InvalidArgument(
                f"factor_effects: causes has {one!r}, but must only name: {', '.join(known)}"
            )
    table = table.take(np.isin(table["cause"], list(causes or known)))
    after, before = style.layer(table, "posterior"), style.layer(table, "prior")
    after = after.take(np.argsort([known.index(one) for one in after["cause"].tolist()], kind="stable"))
    lines = list(_headed(after["cause"].tolist()))
    with style.canvas(ax, 85, 34 + ROW_MM * len(lines)) as on:
        for y, (heading, k) in enumerate(lines):
            if heading is not None:
                style.row_words(on, -y, heading, heading=True)
                continue
            row = after.row(k)
            style.row_words(on, -y, row["column"].replace("_", " "), _ratio(row["log_hazard_ratio"]))
            same = before.take(before["column"] == row["column"])
            for other in rows_of(same):
                _mark(on, other, -y - 0.25, style.ink(on), "D", "before")
            label, up = ("after", 0.12) if len(same) else ("effect", 0.0)
            _mark(on, row, up - y, style.BLUE, "o", label)
        on.axvline(1, color=style.ink(on), lw=0.7, alpha=0.6)
        ends = np.clip([table["low"].min(), table["high"].max()], -_FURTHEST, _FURTHEST)
        style.ratio_axis(on, *np.exp(1.05 * ends).tolist())
        style.rows_only(on, 0.6 - len(lines), 0.8, f"Hazard ratio, {100 * level:g}\u202f% interval")
        style.frame(
            on,
            "What each factor does to the score",
            f"{style.about(model.outcome, None, model.setting)}; one unit of each column",
            f"{model.status}; hollow: centred on zero; an association is not a cause",
            key=("before", "after"),
            left=style.left_of(on, 30),
        )
        return on


def _ratio(log_ratio: float) -> str:
    if abs(log_ratio) > _FURTHEST:
        return f"{'> ' if log_ratio > 0 else '< '}{np.exp(np.copysign(_FURTHEST, log_ratio)):.2g}"
    return f"{np.exp(log_ratio):.2f}"


def _mark(on: Axes, row: Row, y: float, colour: str, shape: str, label: str) -> None:
    """A mean and its interval; what lies beyond the axis has an arrow at its end and no dot."""
    beyond = 2 * _FURTHEST
    at, low, high = (row[name] for name in ("log_hazard_ratio", "low", "high"))
    on.plot(np.exp(np.clip([low, high], -beyond, beyond)), [y, y], color=colour, lw=0.9,
            alpha=1 if shape == "o" else 0.6)  # fmt: skip
    for out, side, arrow in ((low < -_FURTHEST, -1, "<"), (high > _FURTHEST, 1, ">")):
        if out:
            on.plot(np.exp(side * _FURTHEST), y, arrow, ms=2.4, color=colour, clip_on=False,
                    label="beyond the axis")  # fmt: skip
    if abs(at) <= _FURTHEST:
        size = 3.4 if shape == "o" else 2.4
        on.plot(np.exp(at), y, shape, ms=size, mew=0.8, color=colour, mfc="none" if at == 0 else colour,
                label=label)  # fmt: skip


def _subgroup_data(table: Table, metric: str = "auc") -> Table:
    """Columns layer ("group"), by, group, rows, people, events, value, low, high, warning."""
    columns = {name: np.asarray(table[name]) for name in ("by", "group", "metric", "value", "low", "high")}
    for name in ("rows", "people", "events", "warning"):
        if name in table:
            columns[name] = np.asarray(table[name])
    kept = columns.pop("metric") == metric
    if not kept.any():
        raise _core.InvalidArgument(f"subgroups: metric is {metric!r}, but table has no such row")
    return style.layers(f"{metric} by group", [("group", {k: v[kept] for k, v in columns.items()})])


_REFERENCE = {"observed_expected": 1.0, "slope": 1.0, "in_the_large": 0.0, "auc": 0.5, "net_benefit": 0.0}


@style.twin(_subgroup_data)
def subgroups(
    table: Table,
    metric: str = "auc",
    *,
    overall: float | None = None,
    outcome: str = "",
    horizon_days: int | None = None,
    status: str = "",
    ax: Axes | None = None,
) -> Axes:
    """One metric in each group of people, with interval, rows and events; small cells are hollow and marked.

    `table` is the answer of `br.validate.subgroups`, or any table with the columns by, group, metric, value,
    low, high (and rows, people, events, warning if there are). The dotted line is the metric of everybody,
    if given as `overall`; the thin one the value that means nothing is there (0.5 for AUC) or all is right (1
    for O:E and slope). `.data` has these columns of one metric, with layer ("group"). Raises
    `InvalidArgument` for a metric that the table has not.

    >>> import backrisk as br
    >>> event, predicted = [0, 1, 0, 1, 0, 1, 1, 0], [0.2, 0.7, 0.4, 0.3, 0.1, 0.8, 0.6, 0.3]
    >>> table = br.validate.subgroups(event, predicted, by={"sex": list("ffffmmmm")}, metrics=["auc"])
    >>> subgroups.data(table)["value"].tolist()
    [0.75, 1.0]
    """
    part = _subgroup_data(table, metric)
    rows = rows_of(part)
    lines = list(_headed(part["by"].tolist()))
    with style.canvas(ax, 85, 36 + 4.2 * len(lines)) as on:
        for y, (heading, k) in enumerate(lines):
            if heading is not None:
                style.row_words(on, -y, heading.replace("_", " "), heading=True, letters=24)
                continue
            row, small = rows[k], bool(rows[k].get("warning"))
            counts = f"{row['events']:,} of {row['rows']:,}" if "events" in row and "rows" in row else ""
            style.row_words(on, -y, f"{row['group']}{' *' * small}", counts, letters=24)
            on.plot([row["low"], row["high"]], [-y, -y], color=style.BLUE, lw=1, alpha=0.6 if small else 1)
            on.plot(row["value"], -y, "o", ms=4, mew=0.9, color=style.BLUE,
                    mfc="none" if small else style.BLUE, label="group")  # fmt: skip
        for at, dash in ((overall, ":"), (_REFERENCE.get(metric), "-")):
            if at is not None:
                on.axvline(at, color=style.ink(on), lw=0.7, alpha=0.6, ls=dash)
        style.rows_only(on, 0.5 - len(lines), 0.8, _METRICS.get(metric, metric.replace("_", " ")))
        marked = "* small cell, hollow: imprecise or not to be trusted" if any(part["warning"]) else ""
        style.frame(
            on,
            "Does it hold in every group?",
            style.joined(style.about(outcome, horizon_days), "right: events of rows"),
            style.joined(status, marked, "of many equal groups some differ by chance"),
            left=style.left_of(on, 24),
        )
        return on


_METRICS = {
    "auc": "AUC (C statistic)",
    "observed_expected": "Observed over expected events",
    "slope": "Calibration slope",
    "in_the_large": "Calibration in the large, logit",
    "brier": "Brier score",
    "scaled_brier": "Scaled Brier score",
    "log_loss": "Log loss, nats",
}


def _endurance_data(profile: EnduranceProfile, row: int = 0) -> Table:
    """Columns layer ("ratio"), ratio, value, low, high, male, female, flag, status, reason of one person."""
    table = profile.to_table()
    people = int(table["row"].max()) + 1 if len(table) else 0
    if not -people <= row < people:
        raise _core.InvalidArgument(f"endurance_profile: row is {row}, but profile has {people} people")
    one = table.take(table["row"] == row % people)
    names = ("ratio", "value", "low", "high", "male", "female", "flag", "status", "reason")
    return style.layers("trunk endurance profile", [("ratio", {name: one[name] for name in names})])


@style.twin(_endurance_data)
def endurance_profile(
    profile: EnduranceProfile, row: int = 0, *, person: str = "", ax: Axes | None = None
) -> Axes:
    """The four ratios of one person's trunk holds beside the means of healthy people and the quoted limits.

    `profile` of `br.balance.endurance_profile`, `row` whose. The dot is the person, M and F the means of men
    and women (McGill 1999, doi:10.1016/S0003-9993(99)90087-4), the pale band what lies within the quoted
    limits, whose status stands at the foot. A ratio that cannot be had is named with its reason. `.data` has
    the columns layer ("ratio"), ratio, value, low, high, male, female, flag, status, reason. Raises
    `InvalidArgument` for a row that is not there.

    >>> import backrisk as br
    >>> endurance_profile.data(br.balance.endurance_profile(146, 144, 97, 94))["value"].round(2).tolist()
    [0.97, 0.99, 0.66, 0.64]
    """
    table = _endurance_data(profile, row)
    top = 1.1 * float(np.nanmax(np.r_[table["value"], table["male"], table["female"], 1.1]))
    with style.canvas(ax, 85, 64) as on:
        for k, one in enumerate(rows_of(table)):
            low, high = max(one["low"], 0.0), min(one["high"], top)
            on.barh(
                -k, high - low, left=low, height=0.5, color=style.ink(on), alpha=0.13, lw=0, label="limits"
            )
            for letter, sex in (("M", "male"), ("F", "female")):
                if one[sex] == one[sex]:
                    on.plot([one[sex]] * 2, [-k - 0.25, -k + 0.25], color=style.ink(on), lw=1, label=sex)
                    style.note(on, letter, (one[sex], -k + 0.25), shift=(0, 4), ha="center")
            shown = f"{one['value']:.2f}" if one["value"] == one["value"] else "–"
            name = one["ratio"].replace("_over_", "\nover ").replace("_", " ")
            outside = one["flag"] == 1
            style.row_words(on, -k, name, shown, letters=20)
            if one["value"] == one["value"]:
                on.plot(one["value"], -k, "D" if outside else "o", ms=5, label=one["ratio"],
                        color=style.VERMILLION if outside else style.BLUE)  # fmt: skip
            else:
                style.note(on, one["reason"], (0.02, -k), alpha=style.SOFT)
        on.set_xlim(0, top)
        style.rows_only(on, 0.5 - len(table), 0.75, "Ratio of holding times")
        style.frame(
            on,
            f"Trunk endurance{' of ' * bool(person)}{person}",
            "dot: this person (diamond: outside the limits); M, F: means of healthy men and women",
            f"Limits: {', '.join(sorted(set(table['status'].tolist())))}. 26 cohorts found no relation of "
            "trunk endurance with later back pain.",
            left=style.left_of(on, 20),
        )
        return on
