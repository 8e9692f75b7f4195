"""A planned diary behind a person's real one; see `backrisk.advise.project`."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.columns import REASONS
from backrisk._shared.defaults import HORIZON_DAYS, LEVEL
from backrisk._shared.options import Maybe
from backrisk._shared.table import Table
from backrisk._shared.typing import Array, CohortLike, LabelLike
from backrisk.risk.model import Model

Numbers = npt.NDArray[np.float64]

_WARM_UP_MIN = 5.0
"""What counts as a warm-up, as in `preparation.warm_up_score`."""

HELD = (
    "the diary is not changed: planned days count as planned, never as done",
    "a planned day without a session is rest, and so is a day between the diary and the plan",
    "what the plan does not say holds its last value (sleep, mood, warm-ups, tests, conditions, age"
    "{lifts}); no new episode happens",
    "the risk of a day is over the {horizon} days after it, with the load of that day held",
)
_SHOWN = (
    "date", "planned", "load", "longest", "acute", "chronic", "acute_chronic_ratio", "session_spike",
    "risk", "low", "high",
)  # fmt: skip


@dataclass(frozen=True)
class Projection:
    """Load and risk day by day: the end of the diary, then the plan as if it were done.

    `table` has the columns date, planned (True: not done), load, minutes, longest (session of the day, in
    minutes, or its load where the diary has no durations), acute, chronic, acute_chronic_ratio,
    session_spike, week_change, monotony, risk, low, high, hazard_ratio, coverage, reason, flag, and
    spine_dose where the plan has sets. `weeks` sums the planned days up. `assumptions` and `intended_use`
    belong to every use of the numbers.
    """

    person_id: str
    table: Table
    horizon_days: int
    level: float
    status: str
    assumptions: tuple[str, ...]
    notes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    """Red flags of the person on the last day of the diary, the most urgent first, and the advice."""
    intended_use: str = _core.risk.intended_use

    def __len__(self) -> int:
        return len(self.table)

    def __getitem__(self, column: str) -> Array:
        return self.table[column]

    @property
    def done(self) -> Table:
        """The days of the diary."""
        return self.table.take(~self.table["planned"])

    @property
    def planned(self) -> Table:
        """The days that are not done."""
        return self.table.take(self.table["planned"])

    def weeks(self) -> Table:
        """Seven planned days a row: from, load, minutes, longest, acute_chronic_ratio and risk with its
        interval on the last of them, highest_risk of all of them; the last row may be shorter."""
        days = self.planned
        parts = [slice(i, i + 7) for i in range(0, len(days), 7)]
        last = [min(part.stop, len(days)) - 1 for part in parts]
        columns: dict[str, object] = {"week": np.arange(1, len(parts) + 1), "from": days["date"][::7]}
        columns |= {name: [days[name][p].sum() for p in parts] for name in ("load", "minutes")}
        columns["longest"] = [days["longest"][p].max() for p in parts]
        columns |= {name: days[name][last] for name in ("acute_chronic_ratio", "risk", "low", "high")}
        columns["highest_risk"] = [np.fmax.reduce(days["risk"][p], initial=np.nan) for p in parts]
        if "spine_dose" in days:
            columns["spine_dose"] = [days["spine_dose"][p].sum() for p in parts]
        return Table(columns, title=f"{self.person_id}, planned weeks")

    def to_frame(self, backend: str | None = None) -> Any:
        """The table as a frame, see `Table.to_frame`."""
        return self.table.to_frame(backend)

    def to_text(self) -> str:
        """Where the risk goes, the planned weeks, and what was assumed."""
        lines = [self.headline(), *(f"{one.rstrip('.')}." for one in self.flags)]
        lines += [repr(self.weeks()), "Assumed:", *(f"  {one}." for one in self.assumptions)]
        lines += [f"Note: {one}." for one in self.notes]
        return "\n".join([*lines, f"Status: {self.status}.", f"Use: {self.intended_use}."])

    def headline(self) -> str:
        """The risk before the plan, at its highest and at its end."""
        before, days = self.done["risk"], self.planned["risk"]
        known = days[~np.isnan(days)]
        over = f"within {self.horizon_days} days"
        if not len(known):
            return f"{self.person_id}: no risk {over} is given for the planned days"
        today = f"{before[-1]:.3f} today, " if len(before) and before[-1] == before[-1] else ""
        return (
            f"{self.person_id}, risk of an episode {over}: {today}at most {known.max():.3f} during the plan, "
            f"{known[-1]:.3f} at its end"
        )

    def __repr__(self) -> str:
        shown = Table({name: self.planned[name] for name in _SHOWN}, title="planned days")
        return f"{self.headline()}\n{shown!r}"

    def _repr_html_(self) -> str:
        soft = [
            *(one.rstrip(".") for one in self.flags),
            *self.assumptions,
            *self.notes,
            f"Status: {self.status}",
            f"Use: {self.intended_use}",
        ]
        text = "".join(f"<p>{html.escape(line)}.</p>" for line in soft)
        return f"<p><b>{html.escape(self.headline())}</b></p>{self.weeks()._repr_html_()}{text}"


_PROJECTED = (
    "load", "acute", "chronic", "acute_chronic_ratio", "session_spike", "week_change", "monotony", "risk",
    "low", "high", "hazard_ratio", "coverage",
)  # fmt: skip


def project(
    model: Model,
    cohort: CohortLike,
    person: LabelLike,
    plan: Any = None,
    *,
    sets: object = None,
    body_mass_kg: Maybe = None,
    height_m: Maybe = None,
    sex: str = "unspecified",
    horizon_days: int = HORIZON_DAYS,
    level: float = LEVEL,
    history_days: int = 28,
) -> Projection:
    """Load and risk of a planned diary, day by day, with intervals; answers a `Projection`.

    `plan`: a frame or mapping with a row a planned session: date, duration_min and rpe (CR-10), or load, and
    warm_up_min?; None takes the cohort's own sessions with planned = 1. `sets`: a row a planned set: date,
    exercise, sets, reps, mass_kg?, trunk_flexion_deg?; `body_mass_kg`, `height_m` and `sex` serve their spine
    dose (`spine.set_dose`). Rows of other people (a column person_id) are passed over. A plan made by `plan`
    can be given as it is. Planned days follow the last day of the person's diary; days without a row are
    rest.

        risk of day t = Model.score after the diary and the planned days up to t, over the horizon after t

    so the last day of the diary has the number of `Model.score`, and a planned day the number it would have
    if everything were done as planned. What the plan does not say holds its last value (`assumptions`); a
    risk inside an episode or its wash-out is NaN, with the reason. The projection says how the *model* would
    score that diary; it does not say that the plan causes or prevents anything.

    Raises `InvalidArgument` for a session on or before the last day of the diary, one without load, an
    unknown exercise (with the nearest names), numbers out of range (minutes 0 to 1440, RPE 0 to 10, loads
    not negative), and as `Model.score`. Definition of ours.

    >>> import backrisk as br
    >>> cohort = br.simulate_cohort(n_people=5, n_days=90)
    >>> next_weeks = {"date": ["2025-04-02", "2025-04-05"], "duration_min": [45, 60], "rpe": [4, 4]}
    >>> ahead = br.advise.project(br.literature_model(), cohort, "p2", next_weeks)
    >>> len(ahead.done), len(ahead.planned), ahead.planned["load"].tolist()
    (28, 5, [0.0, 180.0, 0.0, 0.0, 240.0])
    """
    at = cohort._at(person)
    name = cohort.people[at]
    last = int(cohort._data.span(at)[1])
    rows = _planned_rows(cohort, name, last) if plan is None else getattr(plan, "sessions", plan)
    sessions, notes = _sessions(rows, name, last)
    lifts = None if sets is None else _sets(sets, name, last, notes)
    days = by_day(sessions, lifts, last, bool(np.isnan(cohort._data.diary(at).minutes).all()))
    projected = cohort._data.project(
        model._core, at, days, history_days=history_days, horizon_days=horizon_days, level=level
    )
    found: dict[str, Numbers] = {name: projected.column(name) for name in _PROJECTED}
    found |= {name: getattr(projected, name) for name in ("day", "planned", "reason", "extrapolates")}
    if lifts is not None:
        found["spine_dose"] = _dose(
            lifts, last, len(found["day"]), len(days["load"]), body_mass_kg, height_m, sex
        )
    table = _table(model, cohort, at, found, days)
    held = ", lifts" if lifts is None else ""
    if place := model.place_note():
        notes = [*notes, f"The level differs between places. {place.rstrip('.')}"]
    return Projection(
        name, table, horizon_days, level, model.status,
        tuple(text.format(lifts=held, horizon=horizon_days) for text in HELD), tuple(notes),
        tuple(one for part in cohort._gate.on(at, last) for one in part),
    )  # fmt: skip


def _planned_rows(cohort: CohortLike, name: str, last: int) -> dict[str, Numbers]:
    """What the cohort's own sessions with planned = 1 say of the days after the diary."""
    table = cohort._sessions
    core = {} if table is None else table.core
    if "planned" not in core:
        raise _core.InvalidArgument("project: no plan is given, and no session of the cohort is planned")
    mine = (core["planned"] == 1) & (np.array(table.ids) == name) & (core["date"] > last)
    if not mine.any():
        raise _core.InvalidArgument(
            f"project: no plan is given, and {name!r} has no planned session after {_date(last)}"
        )
    names = ("duration_min", "rpe", "load", "warm_up_min")
    columns: dict[str, Any] = {key: core[key][mine] for key in names if key in core}
    return {"date": np.datetime64(0, "D") + core["date"][mine].astype("timedelta64[D]"), **columns}


def _own_rows(table: str, rows: object, name: str, notes: list[str]) -> dict[str, Any]:
    """The person's rows of a planned table, as columns of the core."""
    raw = _tables.columns_of(rows, "plan")
    size = len(next(iter(raw.values()), ()))
    if "person_id" in raw:
        mine = np.array(_tables.words(raw["person_id"], _tables.Source("plan", "person_id"))) == name
        raw = {key: np.asarray(column)[mine] for key, column in raw.items()}
        size = int(mine.sum())
    read = _tables.read_columns(table, {**raw, "person_id": [name] * size}, "plan", ())
    notes += [f"column {one['column']!r} of the plan {one['rule']}" for one in read.findings]
    core = read.core
    if "planned" in core and (core["planned"] == 0).any():
        raise _core.InvalidArgument("project: the plan has a session with planned = 0; that one is done")
    return core


def _in_range(core: Mapping[str, Numbers], column: str, high: float) -> Numbers:
    values = core.get(column)
    if values is None:
        return np.full(len(core["date"]), np.nan)
    wrong = (values < 0) | (values > high) | np.isinf(values)
    if wrong.any():
        row = int(np.argmax(wrong))
        rule = f"between 0 and {high:g}" if high < np.inf else "finite and not negative"
        raise _core.InvalidArgument(
            f"project: plan, row {row + 1}, column {column} is {values[row]:g}, but must be {rule}"
        )
    return np.asarray(values, dtype=np.float64)


def _after(core: Mapping[str, Numbers], last: int) -> None:
    for row, day in enumerate(core["date"].tolist()):
        if day <= last or day > last + 3650:
            shown = "missing" if day == _tables.NO_DAY else str(_date(day))
            raise _core.InvalidArgument(
                f"project: plan, row {row + 1}, date is {shown}, but must be after the last day of the "
                f"diary, {_date(last)}, and within ten years"
            )


def _date(day: int) -> np.datetime64:
    return np.datetime64(day, "D")


def _sessions(rows: object, name: str, last: int) -> tuple[dict[str, Numbers], list[str]]:
    notes: list[str] = []
    core = _own_rows("sessions", rows, name, notes)
    _after(core, last)
    minutes = _in_range(core, "duration_min", 1440)
    load = _in_range(core, "load", np.inf)
    load = np.where(np.isnan(load), minutes * _in_range(core, "rpe", 10), load)
    if np.isnan(load).any():
        row = int(np.argmax(np.isnan(load)))
        raise _core.InvalidArgument(
            f"project: plan, row {row + 1} has no load: give load, or duration_min and rpe"
        )
    warm_up = _in_range(core, "warm_up_min", 1440)
    return {"day": core["date"], "minutes": minutes, "load": load, "warm_up": warm_up}, notes


def _sets(rows: object, name: str, last: int, notes: list[str]) -> dict[str, Numbers]:
    from backrisk import spine

    core = _own_rows("sets", rows, name, notes)
    _after(core, last)
    if "exercise" not in core:
        raise _core.InvalidArgument("project: the planned sets have no column exercise")
    spine.exercise_ids(core["exercise"])
    numbers = {key: _in_range(core, key, np.inf) for key in ("sets", "reps", "mass_kg")}
    flexion = core.get("trunk_flexion_deg", np.full(len(core["date"]), np.nan))
    return {"day": core["date"], "exercise": core["exercise"], **numbers, "flexion": flexion}


def by_day(
    sessions: Mapping[str, Numbers], lifts: Mapping[str, Numbers] | None, last: int, in_load: bool
) -> dict[str, Numbers]:
    """One row a day from the day after the diary to the last one planned."""
    end = max([last, *sessions["day"].tolist(), *(lifts["day"].tolist() if lifts else ())])
    size = end - last
    at = np.asarray(sessions["day"], dtype=np.intp) - last - 1
    out = {key: np.zeros(size) for key in ("load", "minutes", "longest", "sessions", "sessions_warmed_up")}
    np.add.at(out["load"], at, sessions["load"])
    np.add.at(out["minutes"], at, sessions["minutes"])
    np.add.at(out["sessions"], at, 1.0)
    np.maximum.at(out["longest"], at, sessions["load"] if in_load else sessions["minutes"])
    warmed = np.where(np.isnan(sessions["warm_up"]), np.nan, sessions["warm_up"] >= _WARM_UP_MIN)
    np.add.at(out["sessions_warmed_up"], at, warmed)
    for key in ("reps", "heaviest_kg", "flexion_deg"):
        out[key] = np.full(size, np.nan)
    if lifts is not None:
        _add_lifts(out, lifts, last)
    return out


def _add_lifts(out: dict[str, Numbers], lifts: Mapping[str, Numbers], last: int) -> None:
    at = np.asarray(lifts["day"], dtype=np.intp) - last - 1
    size = len(out["load"])
    reps = lifts["sets"] * lifts["reps"]
    out["reps"], out["heaviest_kg"] = np.zeros(size), np.zeros(size)
    np.add.at(out["reps"], at, reps)
    with np.errstate(invalid="ignore"):  # an unknown mass makes the day's heaviest unknown
        np.maximum.at(out["heaviest_kg"], at, lifts["mass_kg"])
    seen = (reps > 0) & ~np.isnan(lifts["flexion"])
    weight, bent = np.zeros(size), np.zeros(size)
    np.add.at(weight, at[seen], reps[seen])
    np.add.at(bent, at[seen], (reps * lifts["flexion"])[seen])
    out["flexion_deg"] = np.divide(bent, weight, out=np.full(size, np.nan), where=weight > 0)


def _table(
    model: Model,
    cohort: CohortLike,
    at: int,
    found: dict[str, Numbers],
    days: Mapping[str, Numbers],
) -> Table:
    shown = dict(found)
    planned = shown.pop("planned").astype(bool)
    size, ahead = len(planned), len(days["load"])
    diary = cohort._data.diary(at)
    past = size - ahead

    def joined(key: str, done: Numbers) -> Numbers:
        return np.concatenate([done[len(done) - past :], days[key]])

    names = model.factor_names
    outside = [
        ", ".join(n for k, n in enumerate(names) if (low | high << 64) >> k & 1)
        for low, high in shown.pop("extrapolates").tolist()
    ]
    columns: dict[str, Any] = {
        "date": np.datetime64(0, "D") + shown.pop("day").astype("timedelta64[D]"),
        "planned": planned,
        "load": shown.pop("load"),
        "minutes": joined("minutes", diary.minutes),
        "longest": joined("longest", diary.longest),
    }
    reason = np.asarray(REASONS)[shown.pop("reason")]
    columns |= {**shown, "reason": reason}
    columns["flag"] = [f"outside the studied range: {text}" if text else "" for text in outside]
    return Table(columns, title=cohort.people[at])


def _dose(
    lifts: Mapping[str, Numbers], last: int, size: int, ahead: int,
    body_mass_kg: float | None, height_m: float | None, sex: str,
) -> Numbers:  # fmt: skip
    """Compression x repetitions a day in N: NaN for the diary, and where a set's compression is not known."""
    from backrisk import spine

    dose = spine.set_dose(
        lifts["exercise"], lifts["sets"], lifts["reps"], lifts["mass_kg"], lifts["flexion"],
        body_mass_kg=body_mass_kg, height_m=height_m, sex=sex,
    )["dose"]  # fmt: skip
    out = np.concatenate([np.full(size - ahead, np.nan), np.zeros(ahead)])
    np.add.at(out, np.asarray(lifts["day"], dtype=np.intp) - last - 1 + size - ahead, dose)
    return out
