"""The revised NIOSH lifting equation in Python; see `backrisk.spine` for which function to use when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias, cast

import numpy as np

from backrisk import _core
from backrisk._shared.labels import as_labels
from backrisk._shared.records import Source
from backrisk._shared.table import Table
from backrisk._shared.typing import Array, HasColumns, LabelsLike, NumbersLike, WordsLike
from backrisk.spine.columns import are_scalars, codes, number_columns, reasons, same_length

_LIFT = _core.spine.Lift()
_OPTIONS = _core.spine.LiftingOptions()
_DEFAULT: dict[str, float | str] = {
    "asymmetry": _LIFT.asymmetry,
    "per_minute": _LIFT.per_minute,
    "hours": _LIFT.hours,
    "coupling": _LIFT.coupling,
}


class LiftingResult(NamedTuple):
    """Limits in the mass unit of the call, indices and multipliers; `reason` is empty where all stands."""

    rwl: float
    li: float
    firwl: float
    fili: float
    strwl: float
    stli: float
    hm: float
    vm: float
    dm: float
    am: float
    fm: float
    cm: float
    reason: str


class JobIndex(NamedTuple):
    """Index of one job, why it is missing or infinite, and how far its formula was checked."""

    value: float
    reason: str
    status: str
    source: str


def _task_columns(task: Mapping[str, object]) -> dict[str, Array]:
    known = {"load", "horizontal", "vertical", "distance", "asymmetry", "per_minute", "hours", "coupling"}
    known |= {"mean_load", "vertical_at_origin"}
    unknown = [name for name in task if name not in known]
    if unknown:
        raise _core.InvalidArgument(
            f"spine: unknown column {unknown[0]!r}; there are {', '.join(sorted(known))}"
        )
    missing = [name for name in ("load", "horizontal", "vertical", "distance") if name not in task]
    if missing:
        raise _core.InvalidArgument(f"spine: column {missing[0]!r} is needed")
    full: dict[str, object] = {**_DEFAULT, **task}
    for name, stands_for in (("mean_load", "load"), ("vertical_at_origin", "vertical")):
        if full.get(name) is None:
            full[name] = full[stands_for]
    grip = codes(full.pop("coupling"), "coupling")
    return same_length({**number_columns(**full), "coupling": grip})


def niosh(
    load: NumbersLike,
    *,
    horizontal: NumbersLike,
    vertical: NumbersLike,
    distance: NumbersLike,
    asymmetry: NumbersLike = _LIFT.asymmetry,
    per_minute: NumbersLike = _LIFT.per_minute,
    hours: NumbersLike = _LIFT.hours,
    coupling: WordsLike = _LIFT.coupling,
    mean_load: NumbersLike = None,
    vertical_at_origin: NumbersLike = None,
    units: str = _OPTIONS.units,
    rounding: str = _OPTIONS.rounding,
) -> LiftingResult | Table:
    """Recommended weight limit and lifting index of lifting tasks.

    RWL = LC HM VM DM AM FM CM, LI = load / RWL; FIRWL is RWL with FM = 1 and FILI = load / FIRWL; STRWL =
    FIRWL FM and STLI = mean_load / STRWL. Load constant LC: 23 kg, or 51 lb.

    Numbers give a `LiftingResult`, columns of one length a `Table` with the same names, one row a task.
    Masses in kg and lengths in cm (`units="metric"`), or lb and inches (`"us"`, whose published constants
    are not exact conversions); `asymmetry` in degrees, its sign does not matter; `per_minute` lifts a minute;
    `hours` from `effective_duration`; `coupling` "good", "fair" or "poor". FM uses `vertical_at_origin`
    (default: `vertical`). `rounding="worksheet"` rounds as the manual's printed examples do.

    A limit of zero (too far, too high, turned too much, too often) gives an infinite index with the reason
    "division by zero"; more than eight hours is "not applicable". For numbers, NaN, negative values and
    angles beyond 180 degrees raise `InvalidArgument`; in columns such a row is NaN with its reason.

    Source: DHHS (NIOSH) 94-110, revised 2021, doi:10.26616/NIOSHPUB94110revised092021. For two-handed lifting
    at work or at home, see `niosh_scope`; not a limit for gym lifts.

    >>> task = niosh(44, horizontal=23, vertical=15, distance=49, coupling="fair", units="us",
    ...              rounding="worksheet")
    >>> task.rwl, task.li
    (16.3, 2.7)
    >>> niosh([10, 10], horizontal=[30, 70], vertical=75, distance=40)["li"].round(2).tolist()
    [0.56, inf]
    """
    task = {
        "load": load,
        "horizontal": horizontal,
        "vertical": vertical,
        "distance": distance,
        "asymmetry": asymmetry,
        "per_minute": per_minute,
        "hours": hours,
        "coupling": coupling,
        "mean_load": mean_load,
        "vertical_at_origin": vertical_at_origin,
    }
    scalar = are_scalars(*task.values())
    found = _core.spine.niosh(_task_columns(task), units, rounding, scalar)
    out = {name: getattr(found, name) for name in LiftingResult._fields[:-1]}
    out["reason"] = reasons(found.reason_code)
    if scalar:
        return LiftingResult(**{name: column[0].item() for name, column in out.items()})
    return Table(out, title="lifting tasks")


TasksLike: TypeAlias = HasColumns | Mapping[str, object] | Sequence[Mapping[str, object]]
"""Tasks named like the arguments of `niosh`: a frame, a mapping of columns or a list of mappings."""


def _job_columns(tasks: TasksLike) -> dict[str, object]:
    if not isinstance(tasks, Sequence):
        names = list(tasks) if isinstance(tasks, Mapping) else list(tasks.columns)
        return {name: tasks[name] for name in names}
    names = list(dict.fromkeys(name for task in tasks for name in task))
    rows = [{**{name: _DEFAULT.get(name) for name in names}, **task} for task in tasks]
    found: dict[str, list[object]] = {name: [row[name] for row in rows] for name in names}
    for name, stands_for in (("mean_load", "load"), ("vertical_at_origin", "vertical")):
        if name in found:
            pairs = zip(found[name], found[stands_for], strict=True)
            found[name] = [other if one is None else one for one, other in pairs]
    if not found:
        raise _core.InvalidArgument("spine: tasks is empty, but must hold at least one task")
    return dict(found)


def _job_index(
    compute: Callable[..., _core.core.MeasuredColumn],
    tasks: TasksLike,
    jobs: LabelsLike | None,
    source: Source,
    *rest: object,
) -> JobIndex | Table:
    columns = _task_columns(_job_columns(tasks))
    rows = len(columns["load"])
    if jobs is None:
        one = compute(columns, np.array([0, rows], dtype=np.uintp), *rest)
        why = str(reasons(one.reason_code)[0])
        return JobIndex(float(one.value[0]), why, source.status, source.citation)
    coded = as_labels(jobs, "jobs", rows, "tasks")
    labels, place = coded.levels, coded.codes
    order = np.argsort(place, kind="stable")
    starts = np.r_[0, np.cumsum(np.bincount(place, minlength=len(labels)))].astype(np.uintp)
    found = compute({name: c[order] for name, c in columns.items()}, starts, *rest)
    return Table(
        {"job": labels, "index": found.value, "reason": reasons(found.reason_code)}, title="jobs"
    )


def composite_lifting_index(
    tasks: TasksLike,
    *,
    jobs: LabelsLike | None = None,
    units: str = _OPTIONS.units,
    rounding: str = _OPTIONS.rounding,
) -> JobIndex | Table:
    """Composite lifting index (CLI) of a job with several tasks.

    CLI = STLI_1 + sum over i >= 2 of FILI_i (1 / FM(F_1 + ... + F_i) - 1 / FM(F_1 + ... + F_{i-1})), tasks
    sorted by STLI, largest first.

    `tasks`: a frame, a mapping of columns or a list of mappings, named like the arguments of `niosh`, in its
    units. `jobs`, a label per row, gives a `Table` (job, index, reason), else a `JobIndex`. Without `jobs` a
    bad value raises `InvalidArgument`; with it the job is NaN with a reason. A summed frequency beyond the
    table is infinite with "division by zero".

    Source: DHHS (NIOSH) 94-110, revised 2021, pp. 26-28, doi:10.26616/NIOSHPUB94110revised092021. Ours where
    the manual is silent: ties of STLI, and each task's own height at the origin for both FM of its step.

    >>> tiers = [dict(load=12, horizontal=16, vertical=v, distance=abs(20 - v), asymmetry=45, per_minute=2.4,
    ...               coupling="fair") for v in (0, 10, 20, 30, 40)]
    >>> composite_lifting_index(tiers, units="us", rounding="worksheet").value
    1.4
    """
    source = _core.spine.lifting_manual
    return _job_index(_core.spine.composite, tasks, jobs, source, units, rounding, jobs is None)


def variable_lifting_index(
    tasks: TasksLike,
    *,
    jobs: LabelsLike | None = None,
    units: str = _OPTIONS.units,
    rounding: str = _OPTIONS.rounding,
    rule: str = "equal_width",
    categories: int = 6,
) -> JobIndex | Table:
    """Variable lifting index (VLI) of a job with many different lifts.

    FILI of every lift, grouped into `categories`; each category enters the composite equation with its mean
    FILI (weighted by frequency) and summed frequency. `rule`: "equal_width" between the smallest and largest
    FILI, or "equal_share" of the lifts. Input, answer, missing values and errors as in
    `composite_lifting_index`.

    Source: Waters 2016 Hum Factors 58:695, doi:10.1177/0018720815612256; the category widths were read in a
    secondary description, so the status is "partial".

    >>> lift = dict(horizontal=30, vertical=80, distance=30, per_minute=0.1)
    >>> round(variable_lifting_index([dict(lift, load=kg) for kg in range(5, 20)]).value, 2)
    1.04
    """
    rest = (units, rounding, jobs is None, rule, categories)
    return _job_index(_core.spine.variable, tasks, jobs, _core.spine.lifting_variable_source, *rest)


def sequential_lifting_index(
    tasks: TasksLike,
    minutes_worked: NumbersLike,
    *,
    units: str = _OPTIONS.units,
    rounding: str = _OPTIONS.rounding,
) -> JobIndex:
    """Sequential lifting index (SLI) of one worker who rotates between tasks.

    SLI = LI_1 + (LImax_1 - LI_1) K with K = sum of LImax_i TF_i / LImax_1 and TF_i = minutes_worked_i / 480;
    LI_i uses the task's own `hours`, LImax_i the hours of the whole shift. Input as in
    `composite_lifting_index`, and the minutes on each task. Raises `InvalidArgument` for bad values.

    Source: Waters, Lu, Occhipinti 2007 Ergonomics; remembered, not checked: the status is "unverified".

    >>> task = dict(load=10, horizontal=40, vertical=75, distance=25, per_minute=2, hours=8)
    >>> sequential_lifting_index([task], [480]).value == niosh(**task).li
    True
    """
    time = number_columns(minutes_worked=minutes_worked)["minutes_worked"]
    source = _core.spine.lifting_sequential_source
    return cast(
        JobIndex, _job_index(_core.spine.sequential, tasks, None, source, units, rounding, True, time)
    )


def effective_duration(work_min: Sequence[float], recovery_min: Sequence[float]) -> float:
    """Hours that decide the duration class, from spells of lifting and the recovery after each, in minutes.

    A spell of up to one hour stands alone when recovery is at least as long, one of up to two hours when it
    is at least 0.3 of it; otherwise its work adds to the next spell. Raises `InvalidArgument` for negative
    times. Source: DHHS (NIOSH) 94-110, revised 2021, pp. 13-14, doi:10.26616/NIOSHPUB94110revised092021.

    >>> effective_duration([30, 45], [10, 0]), effective_duration([30, 45], [30, 0])
    (1.25, 0.75)
    """
    columns = number_columns(work=work_min, recovery=recovery_min)
    return float(_core.spine.effective_duration(columns["work"], columns["recovery"]))


def intermittent_frequency(rate_per_minute: float, minutes_of_fifteen: float) -> float:
    """Lifts a minute when lifting fills only part of each 15 minutes: rate x minutes / 15.

    Raises `InvalidArgument` outside 0 to 15. Source: DHHS (NIOSH) 94-110, revised 2021, p. 16,
    doi:10.26616/NIOSHPUB94110revised092021 (which prints 3.4 for 10 a minute over 5 minutes).

    >>> round(intermittent_frequency(10, 8), 2)
    5.33
    """
    return float(_core.spine.intermittent_frequency(rate_per_minute, minutes_of_fifteen))


def estimated_horizontal(width: float, vertical: float, *, units: str = _OPTIONS.units) -> float:
    """H of a container of `width` in front of the body, where it cannot be measured; cm, or inches.

    20 cm + width / 2, and 25 cm + width / 2 when `vertical` is below 25 cm; in inches 8, 10 and 10. Raises
    `InvalidArgument` for negative lengths. Source: DHHS (NIOSH) 94-110, revised 2021, p. 8,
    doi:10.26616/NIOSHPUB94110revised092021.

    >>> estimated_horizontal(40, 50), estimated_horizontal(40, 10)
    (40.0, 45.0)
    """
    return float(_core.spine.estimated_horizontal(width, vertical, units))


def niosh_scope(
    *,
    one_handed: bool = False,
    seated_or_kneeling: bool = False,
    restricted_space: bool = False,
    unstable_load: bool = False,
    carrying_pushing_or_pulling: bool = False,
    wheelbarrow_or_shovel: bool = False,
    speed_m_s: float = 0,
    floor_friction: float = 1,
    temperature_c: float = 22,
    humidity_pct: float = 40,
    hours: float = 1,
) -> list[str]:
    """Why the lifting equation does not apply; an empty list when it does.

    Outside: about 0.76 m/s and faster, friction below 0.4, outside 19 to 26 degrees Celsius or 35 to 50 %
    humidity, more than 8 hours, and each condition named. Raises `InvalidArgument` for NaN. Source: DHHS
    (NIOSH) 94-110, revised 2021, p. 6, doi:10.26616/NIOSHPUB94110revised092021.

    >>> niosh_scope(one_handed=True, hours=9)
    ['lifting with one hand', 'lifting for more than 8 hours']
    """
    return _core.spine.out_of_scope(
        one_handed,
        seated_or_kneeling,
        restricted_space,
        unstable_load,
        carrying_pushing_or_pulling,
        wheelbarrow_or_shovel,
        speed_m_s,
        floor_friction,
        temperature_c,
        humidity_pct,
        hours,
    )
