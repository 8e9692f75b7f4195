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

    Parameters
    ----------
    load : kg or lb, number, or column of n
        Mass that is lifted.
    horizontal, vertical, distance : cm or inches, number, or column of n
        Of the hands from the ankles and from the floor, and how far the load is lifted.
    asymmetry : degrees, number, or column of n, 0
        Its sign does not matter.
    per_minute : lifts a minute, number, or column of n, 0.2
    hours : hours, number, or column of n, 1
        From `effective_duration`.
    coupling : "good", "fair" or "poor", or column of n, "good"
    mean_load : kg or lb, optional
        Of STLI; None: the load.
    vertical_at_origin : cm or inches, optional
        Of FM; None: `vertical`.
    units : "metric" or "us", "metric"
        kg and cm, or lb and inches, whose published constants are not exact conversions.
    rounding : "exact" or "worksheet", "exact"
        `worksheet` rounds as the manual's printed examples do.

    Returns
    -------
    LiftingResult or Table
        Of numbers a `LiftingResult`, of columns a `Table` with the same names. A limit of zero (too far, too
        high, turned too much, too often) gives an infinite index with the reason "division by zero"; more
        than eight hours is "not applicable". In columns an impossible row is NaN with its reason.

    Raises
    ------
    InvalidArgument
        For numbers that are NaN or negative, and angles beyond 180 degrees.

    Notes
    -----
    Source: DHHS (NIOSH) 94-110, revised 2021, doi:10.26616/NIOSHPUB94110revised092021. For two-handed lifting
    at work or at home, see `niosh_scope`; not a limit for gym lifts.

    Examples
    --------
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

    Parameters
    ----------
    tasks : frame, mapping of columns, or list of mappings
        Named like the arguments of `niosh`, in its units.
    jobs : column of n labels, optional
        The job of each task; None: all are one job.
    units : "metric" or "us", "metric"
        kg and cm, or lb and inches, whose published constants are not exact conversions.
    rounding : "exact" or "worksheet", "exact"
        `worksheet` rounds as the manual's printed examples do.

    Returns
    -------
    JobIndex or Table
        Without `jobs` a `JobIndex`, else job, index, reason; a job with a bad value is NaN with a reason. A
        summed frequency beyond the table is infinite with "division by zero".

    Raises
    ------
    InvalidArgument
        Without `jobs`, for a bad value.

    Notes
    -----
    Source: DHHS (NIOSH) 94-110, revised 2021, doi:10.26616/NIOSHPUB94110revised092021, pp. 26-28. Ours where
    the manual is silent: ties of STLI, and each task's own height at the origin for both FM of its step.

    Examples
    --------
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
    FILI (weighted by frequency) and summed frequency.

    Parameters
    ----------
    tasks, jobs : as `composite_lifting_index`
    units : "metric" or "us", "metric"
        kg and cm, or lb and inches, whose published constants are not exact conversions.
    rounding : "exact" or "worksheet", "exact"
        `worksheet` rounds as the manual's printed examples do.
    rule : "equal_width" or "equal_share", "equal_width"
        Of the categories: between the smallest and largest FILI, or of the lifts.
    categories : whole number, 6

    Returns
    -------
    JobIndex or Table
        As `composite_lifting_index`.

    Raises
    ------
    InvalidArgument
        As `composite_lifting_index`.

    Notes
    -----
    Source: Waters 2016 Hum Factors 58:695, doi:10.1177/0018720815612256; the category widths were read in a
    secondary description, so the status is "partial".

    Examples
    --------
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
    LI_i uses the task's own `hours`, LImax_i the hours of the whole shift.

    Parameters
    ----------
    tasks : as `composite_lifting_index`
    minutes_worked : minutes, column of n
        On each task.
    units : "metric" or "us", "metric"
        kg and cm, or lb and inches, whose published constants are not exact conversions.
    rounding : "exact" or "worksheet", "exact"
        `worksheet` rounds as the manual's printed examples do.

    Returns
    -------
    JobIndex
        The index, and how far its formula was checked.

    Raises
    ------
    InvalidArgument
        For bad values.

    Notes
    -----
    Source: Waters, Lu, Occhipinti 2007 Ergonomics; remembered, not checked: the status is "unverified".

    Examples
    --------
    >>> task = dict(load=10, horizontal=40, vertical=75, distance=25, per_minute=2, hours=8)
    >>> sequential_lifting_index([task], [480]).value == niosh(**task).li
    True
    """
    time = number_columns(minutes_worked=minutes_worked)["minutes_worked"]
    source = _core.spine.lifting_sequential_source
    return cast(
        JobIndex, _job_index(_core.spine.sequential, tasks, None, source, units, rounding, True, time)
    )
