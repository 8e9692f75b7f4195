"""Figures of exercises: what is published of their load on the low back, and the dose of sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from backrisk import _core
from backrisk._shared.columns import as_column
from backrisk._shared.table import Row, Table
from backrisk.plot import style as style
from backrisk.plot.rows import ROW_MM, rows_of
from backrisk.spine.lumbar import load_limits
from backrisk.spine.sets import exercises

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def _exercise_data(pattern: str | None = None) -> Table:
    """`br.spine.exercises` with layer ("published", "not published"), the highest compression first."""
    table = exercises(pattern)
    published = np.isfinite(table["compression_n"])
    order = np.argsort(np.where(published, -table["compression_n"], 0), kind="stable")
    order = np.r_[order[published[order]], order[~published[order]]]
    columns = {name: table[name][order] for name in table}
    layer = np.where(published[order], "published", "not published").astype(object)
    return Table({"layer": layer, **columns}, title="compression of the low back by exercise")


@style.twin(_exercise_data)
def exercise_loads(pattern: str | None = None, *, ax: Axes | None = None) -> Axes:
    """Published compression of the low back in each exercise, with its range, people and status.

    Filled dots rest on a source that was checked, hollow ones on one that is only remembered; a bar is the
    published range. Exercises without a published value are named and have no dot: nothing is guessed. All
    of them are listed for one `pattern` (hinge, squat, push, ...), else only counted. The thin lines are the
    limits people quote (`br.spine.load_limits`). `.data` has the columns of `br.spine.exercises`, with layer
    ("published", "not published"). Raises `InvalidArgument` for an unknown pattern.

    >>> table = exercise_loads.data("hinge")
    >>> table.row(0)["exercise"], table.row(0)["compression_n"], table.row(-1)["layer"]
    ('deadlift', 17200.0, 'not published')
    """
    table = _exercise_data(pattern)
    published, without = style.layer(table, "published"), style.layer(table, "not published")
    rows = rows_of(published) + (rows_of(without) if pattern is not None else [])
    with style.canvas(ax, 85, 34 + ROW_MM * max(len(rows), 4)) as on:
        for y, row in enumerate(rows):
            _exercise(on, row, -float(y))
        limits = load_limits()
        compression = np.char.startswith(limits["limit"].astype(str), "compression")
        quoted = limits["value"][compression].tolist()
        for at in quoted:
            on.axvline(at / 1000, color=style.ink(on), lw=0.6, alpha=0.5, ls="--")
        style.rows_only(on, 0.6 - len(rows), 0.6, "Compression of the low back, kN")
        on.set_xlim(0, 1.06 * max([7000.0, *published["compression_n"].tolist()]) / 1000)
        left_out = f"{len(without)} exercises have no published value; " if pattern is None else ""
        style.frame(
            on,
            "Load on the low back by exercise",
            f"{'all patterns' if pattern is None else pattern}; right: external load, people of the study",
            f"{left_out}hollow: remembered, not read; models of one lift differ by about half; dashed: "
            f"{' and '.join(f'{at / 1000:g}' for at in quoted)} kN, limits quoted for work, not for training",
            left=style.left_of(on, 32),
        )
        return on


def _exercise(on: Axes, row: Row, y: float) -> None:
    if row["layer"] != "published":
        style.row_words(on, y, row["exercise"], "not published", letters=32)
        return
    load = f"{row['at_mass_kg']:g} kg, " if row["at_mass_kg"] else ""
    style.row_words(on, y, row["exercise"], load + row["people"].split(" of ")[0], letters=32)
    at, low, high = (row[name] / 1000 for name in ("compression_n", "low_n", "high_n"))
    if low == low:
        on.plot([low, high], [y, y], color=style.BLUE, lw=3, alpha=0.4, solid_capstyle="butt", label="range")
    on.plot(at, y, "o", ms=3.6, mew=0.9, color=style.BLUE, label=row["exercise"],
            mfc="none" if row["status"] == "unverified" else style.BLUE)  # fmt: skip


def _dose_data(sets: Table) -> Table:
    """Columns layer ("exercise"), exercise, rows, unknown, dose, low_n, high_n, reason; largest first."""
    names = np.asarray(sets["exercise"], dtype=object)
    dose, force = as_column(sets["dose"], "dose"), as_column(sets["compression_n"], "compression_n")
    if not len(names):
        raise _core.InvalidArgument("spine_dose: sets has no rows, but must have some")
    why = np.asarray(sets["reason"], dtype=object)
    out = []
    for name in dict.fromkeys(names.tolist()):
        mine = names == name
        known = mine & np.isfinite(dose)
        forces = force[mine & np.isfinite(force)]
        low, high = (forces.min(), forces.max()) if len(forces) else (np.nan, np.nan)
        reason = "; ".join(sorted({str(one) for one in why[mine & ~known].tolist()}))
        out.append((name, int(mine.sum()), int((mine & ~known).sum()),
                    float(dose[known].sum()) if known.any() else np.nan, low, high, reason))  # fmt: skip
    out.sort(key=lambda one: -np.nan_to_num(one[3], nan=-1.0))
    heads = ("exercise", "rows", "unknown", "dose", "low_n", "high_n", "reason")
    columns = {head: np.array(values) for head, values in zip(heads, zip(*out, strict=True), strict=True)}
    return style.layers("dose of the low back by exercise", [("exercise", columns)])


@style.twin(_dose_data)
def spine_dose(
    sets: Table, *, unit: str = "kN x repetitions", scale: float = 1e-3, ax: Axes | None = None
) -> Axes:
    """What sets add up to on the low back, by exercise; what has no value is counted, never taken for zero.

    `sets` is the answer of `br.spine.set_dose` (columns exercise, compression_n, dose, reason). Bars are sums
    of the doses that are known, times `scale` in `unit`; for damage (`kind="damage"`) give unit="share of the
    fatigue life" and scale=1. On the right the number of rows and how many of them have no value.
    `.data` has the columns layer ("exercise"), exercise, rows, unknown, dose, low_n, high_n (least and
    highest compression of a repetition), reason. Raises `InvalidArgument` for no rows.

    >>> import backrisk as br
    >>> sets = br.spine.set_dose(["curl-up", "curl-up", "plank"], [3, 2, 1], 10)
    >>> table = spine_dose.data(sets)
    >>> table["exercise"].tolist(), table["dose"].tolist(), table["unknown"].tolist()
    (['curl-up', 'plank'], [99550.0, nan], [0, 1])
    """
    table = _dose_data(sets)
    rows = rows_of(table)
    with style.canvas(ax, 85, 34 + ROW_MM * max(len(rows), 4)) as on:
        for y, row in enumerate(rows):
            missing = f", {row['unknown']} unknown" if row["unknown"] else ""
            style.row_words(on, -y, row["exercise"], f"{row['rows']}{missing}", letters=24)
            if row["dose"] == row["dose"]:
                on.barh(-y, scale * row["dose"], height=0.6, color=style.BLUE, label=row["exercise"])
            else:
                style.note(on, row["reason"], (0, -y), shift=(2, 0), alpha=style.SOFT)
        known = table["dose"][np.isfinite(table["dose"])]
        on.set_xlim(0, 1.05 * scale * float(known.max()) if len(known) else 1)
        style.rows_only(on, 0.6 - len(rows), 0.6, f"Dose, {unit}")
        unknown = int(table["unknown"].sum())
        style.frame(
            on,
            "Dose of the low back by exercise",
            f"{int(table['rows'].sum()):,} rows of a diary of sets; right: rows of each exercise",
            f"{unknown} rows have no value and are not counted as zero; spine models of one lift differ by "
            "about half",
            left=style.left_of(on, 24),
        )
        return on
