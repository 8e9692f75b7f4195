"""Exercises and the table of sets in Python; see `backrisk.spine` for which function to use when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import Measured, as_column
from backrisk._shared.days import as_day, as_days
from backrisk._shared.labels import codes_together
from backrisk._shared.places import Argument
from backrisk._shared.raw import is_scalar, listed
from backrisk._shared.records import table_of
from backrisk._shared.table import Table
from backrisk._shared.typing import Array, ColumnLike, DateLike, DatesLike, LabelsLike, NumbersLike, WordsLike
from backrisk.spine.columns import are_scalars, codes, number_columns, reasons, same_length
from backrisk.spine.lumbar import LumbarOptions

_WINDOW = _core.spine.SetWindowOptions()
DAYS: int = _WINDOW.window_days
COVER: float = _WINDOW.min_coverage

TechniqueTradeoff: TypeAlias = _core.spine.TechniqueTradeoff
"""What changes from squat to stoop, each as low and high in multiples of body weight, and the source."""

FlexionFatigue: TypeAlias = _core.spine.FlexionFatigue
"""Mean `cycles` to failure at each of `angle_deg`, and the source."""

_EXERCISE = (
    "exercise", "pattern", "held", "compression_n", "low_n", "high_n", "at_mass_kg", "people", "reason",
    "source", "status", "enters_dose",
)  # fmt: skip


def exercises(pattern: str | None = None) -> Table:
    """The exercise catalogue: pattern, how the load is held, published compression of the low back.

    Columns: exercise, pattern, held, compression_n, low_n, high_n, at_mass_kg (external load of the study),
    people, reason ("no published value" where there is none: nothing is guessed), source, status,
    enters_dose. Only checked values enter a dose; remembered ones ("unverified") are shown. The patterns are
    this library's own classification. Raises `InvalidArgument` for an unknown `pattern`.

    >>> exercises("rotation").row(0)["exercise"]
    'cross-knee curl-up'
    """
    table = table_of(_core.spine.exercises(), _EXERCISE, title="exercises")
    if pattern is None:
        return table
    codes(pattern, "pattern")
    return table.take(table["pattern"] == pattern)


def exercise_ids(names: WordsLike) -> npt.NDArray[np.int64]:
    """Places of exercises in the catalogue; case, underscores and outer blanks do not matter.

    An unknown name raises `InvalidArgument` that offers the nearest names.

    >>> exercise_ids(["Deadlift", "back_squat"]).tolist()
    [0, 15]
    """
    known: dict[object, int] = {}
    asked = listed([names] if is_scalar(names) else names, Argument("exercise"))
    for row, name in enumerate(asked):
        if not isinstance(name, str):
            raise Argument("exercise").fail(row, name, "must be the name of an exercise")
        if name not in known:
            known[name] = _core.spine.exercise_index(name)
    return np.array([known[name] for name in asked], dtype=np.int64)


def published_loads() -> Table:
    """Published spine loads of postures and tasks, against which the models here are held.

    >>> published_loads().row(0)["value"]
    0.5
    """
    names = ("task", "measure", "value", "unit", "source", "doi", "status")
    return table_of(_core.spine.published(), names, title="published spine loads")


def stoop_minus_squat() -> TechniqueTradeoff:
    """Published change from squat to stoop for a 15 kg lift, in multiples of body weight, from low to high.

    Less compression, more shear in the segments above L5/S1 and less at L5/S1: neither technique is better in
    all. Source: von Arx 2021 Front Bioeng Biotechnol 9:769117, doi:10.3389/fbioe.2021.769117.

    >>> stoop_minus_squat().shear_low, stoop_minus_squat().shear_high
    (0.1, 0.8)
    """
    return _core.spine.stoop_minus_squat


def repetitions_by_pattern(exercise: WordsLike, sets: NumbersLike, reps: NumbersLike) -> Table:
    """Repetitions (sets x reps) summed by movement pattern; rows with unknown repetitions are left out.

    Columns of one length; a `Table` (pattern, repetitions) with every pattern. Raises `InvalidArgument` for
    an unknown exercise. The classification is ours (status "assumption").

    >>> table = repetitions_by_pattern(["deadlift", "plank"], [3, 1], [5, 1])
    >>> table.row(0)
    {'pattern': 'hinge', 'repetitions': 15.0}
    """
    c = same_length({**number_columns(sets=sets, reps=reps), "exercise": exercise_ids(exercise)})
    found = _core.spine.repetitions_by_pattern(c["exercise"], c["sets"] * c["reps"])
    columns = {"pattern": _core.spine.patterns, "repetitions": found.repetitions}
    return Table(columns, title="repetitions by pattern")


def set_dose(
    exercise: WordsLike,
    sets: NumbersLike,
    reps: NumbersLike,
    mass_kg: NumbersLike = None,
    trunk_flexion_deg: NumbersLike = None,
    *,
    body_mass_kg: NumbersLike = None,
    height_m: NumbersLike = None,
    sex: WordsLike = "unspecified",
    kind: str = "compression",
    assumed_flexion_deg: float = float("nan"),
    options: LumbarOptions = LumbarOptions(),  # noqa: B008
) -> Table:
    """Compression and spine dose of each set: a `Table` (exercise, compression_n, dose, reason).

    Compression of one repetition: (1) static mechanics (`lumbar_load` with these `options`)
    where a load is in the hands or on the shoulders and mass, trunk flexion, body mass and height are known;
    (2) else the published value, where it was checked and the external load is the study's within 10 %; (3)
    else NaN with "no published value". Sets without a recorded flexion use `assumed_flexion_deg` if given.
    `kind="compression"`: dose = compression x sets x reps in N; `"damage"`: share of the fatigue life
    (`fatigue_damage`). Raises `InvalidArgument` for an unknown exercise, with the nearest names.

    Source: the catalogue (`exercises`) and the models named there; the combination is ours.

    >>> set_dose(["curl-up", "plank"], 3, 10)["dose"].tolist()
    [59730.0, nan]
    """
    numbers = number_columns(
        sets=sets,
        reps=reps,
        mass_kg=mass_kg,
        flexion=trunk_flexion_deg,
        body_mass_kg=body_mass_kg,
        height_m=height_m,
    )
    c = same_length({**numbers, "sex": codes(sex, "sex"), "exercise": exercise_ids(exercise)})
    found = _core.spine.set_dose(
        c["exercise"],
        c["sets"] * c["reps"],
        c["mass_kg"],
        c["flexion"],
        c["body_mass_kg"],
        c["height_m"],
        c["sex"],
        options,
        assumed_flexion_deg,
        kind,
    )
    return Table(
        {
            "exercise": exercises()["exercise"][c["exercise"]],
            "compression_n": found.compression_n,
            "dose": found.dose,
            "reason": reasons(found.reason_code),
        },
        title="sets",
    )


def _edges(code: npt.NDArray[np.intp], people: int) -> npt.NDArray[np.uintp]:
    edges = np.zeros(people + 1, dtype=np.uintp)
    np.cumsum(np.bincount(code, minlength=people), out=edges[1:], dtype=np.uintp)
    return edges


@dataclass(frozen=True)
class _Window:
    """Whose rows, and which days of theirs, a measure of the diary of sets looks at."""

    groups: LabelsLike | None
    day_groups: LabelsLike | None
    window_days: int
    min_coverage: float
    recorded_from: DateLike | None


def _window(
    measure: str, dates: DatesLike, days: DatesLike, columns: dict[str, ColumnLike], how: _Window
) -> Measured:
    """Sorts both sides by person and day, computes, and answers in the caller's order of `days`."""
    row_day, day = as_days(dates, "dates"), as_days(days, "days")
    if (how.groups is None) != (how.day_groups is None):
        raise _core.InvalidArgument("spine: groups and day_groups are needed together")
    given = {name: as_column(values, name) for name, values in columns.items()}
    for name, column in given.items():
        if len(column) != len(row_day):
            raise _core.InvalidArgument(f"spine: {name} has {len(column)} rows, but must have {len(row_day)}")
    row_code, day_code = np.zeros(len(row_day), dtype=np.intp), np.zeros(len(day), dtype=np.intp)
    people: Array = np.zeros(1)
    if how.groups is not None and how.day_groups is not None:
        names, sizes = ("groups", "day_groups"), (len(row_day), len(day))
        row_code, day_code, people = codes_together(how.groups, how.day_groups, names, sizes)
    by_row, by_day = np.lexsort((row_day, row_code)), np.lexsort((day, day_code))
    start = how.recorded_from
    windows = _core.spine.SetWindows(
        row_day[by_row],
        day[by_day],
        _edges(row_code, len(people)),
        _edges(day_code, len(people)),
        how.window_days,
        how.min_coverage,
        None if start is None else as_day(start, "recorded_from"),
    )
    out = getattr(windows, measure)(*(column[by_row] for column in given.values()))
    return Measured.of(out).take(np.argsort(by_day, kind="stable"))


def heaviest_lift(
    dates: DatesLike,
    mass_kg: ColumnLike,
    days: DatesLike,
    *,
    groups: LabelsLike | None = None,
    day_groups: LabelsLike | None = None,
    window_days: int = DAYS,
    min_coverage: float = COVER,
    recorded_from: DateLike | None = None,
) -> Measured:
    """Heaviest mass in kg lifted in the `window_days` that end on each of `days`.

    `dates` and `mass_kg`: one row a set, in any order; dates as "YYYY-MM-DD", date or datetime64. Many
    people: `groups`, a label per set, and `day_groups`, a label per asked day; windows never cross people. 0
    where nothing was lifted. Coverage is the share of the window on record (from `recorded_from`, default a
    person's first set) times the share of rows that are known; below `min_coverage` the value is NaN. Who has
    no set at all records none: "not recorded". Raises `InvalidArgument` for unequal lengths or missing dates.
    Ours.

    >>> heaviest_lift(["2026-03-01", "2026-03-20"], [100, 60], ["2026-03-28", "2026-03-29"]).value.tolist()
    [100.0, 60.0]
    """
    how = _Window(groups, day_groups, window_days, min_coverage, recorded_from)
    return _window("heaviest_lift", dates, days, {"mass_kg": mass_kg}, how)


def lifts_per_day(
    dates: DatesLike,
    repetitions: ColumnLike,
    mass_kg: ColumnLike,
    days: DatesLike,
    *,
    groups: LabelsLike | None = None,
    day_groups: LabelsLike | None = None,
    window_days: int = DAYS,
    min_coverage: float = COVER,
    recorded_from: DateLike | None = None,
) -> Measured:
    """Mean repetitions (sets x reps) with an external load a day, over the days of the window on record.

    Unknown rows count as the mean of the known ones. Arguments, missing values and errors as in
    `heaviest_lift`. Ours.

    >>> lifts_per_day(["2026-03-01"] * 2, [56, 26], [50, 0], ["2026-03-28"]).value.tolist()
    [2.0]
    """
    how = _Window(groups, day_groups, window_days, min_coverage, recorded_from)
    columns = {"repetitions": repetitions, "mass_kg": mass_kg}
    return _window("lifts_per_day", dates, days, columns, how)


def lifting_flexion(
    dates: DatesLike,
    trunk_flexion_deg: ColumnLike,
    repetitions: ColumnLike,
    mass_kg: ColumnLike,
    days: DatesLike,
    *,
    groups: LabelsLike | None = None,
    day_groups: LabelsLike | None = None,
    window_days: int = DAYS,
    min_coverage: float = COVER,
    recorded_from: DateLike | None = None,
) -> Measured:
    """Mean trunk flexion in degrees while lifting, weighted by repetitions; rows without mass are no lifts.

    "not applicable" where nothing was lifted. Arguments, missing values and errors as in `heaviest_lift`.
    Ours.

    >>> lifting_flexion(["2026-03-01"] * 2, [60, 30], [10, 20], [50, 50], ["2026-03-28"]).value.tolist()
    [40.0]
    """
    how = _Window(groups, day_groups, window_days, min_coverage, recorded_from)
    columns = {"trunk_flexion_deg": trunk_flexion_deg, "repetitions": repetitions, "mass_kg": mass_kg}
    return _window("lifting_flexion", dates, days, columns, how)


def spine_dose(
    dates: DatesLike,
    dose: ColumnLike,
    days: DatesLike,
    *,
    groups: LabelsLike | None = None,
    day_groups: LabelsLike | None = None,
    window_days: int = DAYS,
    min_coverage: float = COVER,
    recorded_from: DateLike | None = None,
) -> Measured:
    """Sum of the doses of `set_dose` in the window; `window_days=1` is the dose of a day's session.

    Unknown rows count as the mean of the known ones and days before the record as the mean of the days on it;
    both lower the coverage. Arguments and errors as in `heaviest_lift`. Ours.

    >>> spine_dose(["2026-03-01", "2026-03-28"], [100.0, 50.0], ["2026-03-28"]).value.tolist()
    [150.0]
    """
    how = _Window(groups, day_groups, window_days, min_coverage, recorded_from)
    return _window("spine_dose", dates, days, {"dose": dose}, how)


def technique_score(rating: NumbersLike) -> float | Measured:
    """A coach's rating of 0 (poor) to 10 (flawless) as a score in [0, 1]: rating / 10. Ours.

    Numbers give a number, columns a `Measured`; outside 0 to 10 NaN with a reason in columns,
    `InvalidArgument` for a number.

    >>> technique_score(7)
    0.7
    """
    scalar = are_scalars(rating)
    score = Measured.of(_core.spine.technique_score(number_columns(rating=rating)["rating"]))
    return _number(score, "technique_score", "rating", rating) if scalar else score


def flexion_damage_factor(
    flexion_deg: NumbersLike, cycles: Sequence[float] | None = None
) -> float | Measured:
    """Damage of a repetition in trunk flexion over that of a neutral one: N_f(0) / N_f(angle), log-linear.

    `cycles`: mean cycles to failure at 0, 22.5 and 45 degrees; there is no default, since the published means
    are only remembered here: `remembered_flexion_cycles` holds them, marked "unverified". Backward lean
    counts as neutral; beyond 45 degrees NaN with a reason in columns, `InvalidArgument` for a number. No
    other function applies this factor unasked. Source: Gallagher 2005 Spine.

    >>> remembered = remembered_flexion_cycles()
    >>> round(flexion_damage_factor(22.5, remembered.cycles), 2), remembered.source.status
    (2.53, 'unverified')
    """
    if cycles is None or len(cycles) != 3:
        raise _core.InvalidArgument(
            f"spine.flexion_damage_factor: cycles is {cycles!r}, but must be three means"
        )
    angle = _core.spine.remembered_flexion_fatigue.angle_deg
    scalar = are_scalars(flexion_deg)
    column = number_columns(flexion=flexion_deg)["flexion"]
    factor = Measured.of(_core.spine.flexion_damage_factor(column, angle, list(cycles)))
    return _number(factor, "flexion_damage_factor", "flexion_deg", flexion_deg) if scalar else factor


def remembered_flexion_cycles() -> FlexionFatigue:
    """Mean cycles to failure at 0, 22.5 and 45 degrees of flexion as remembered, and their source.

    >>> found = remembered_flexion_cycles()
    >>> found.cycles, found.source.status
    ([8253.0, 3257.0, 263.0], 'unverified')
    """
    return _core.spine.remembered_flexion_fatigue


def _number(one: Measured, function: str, argument: str, value: object) -> float:
    why = str(one.reason[0])
    if why:
        raise _core.InvalidArgument(f"spine.{function}: {argument} is {value!r}: {why}")
    return float(one.value[0])
