"""Exercises and the table of sets in Python; see `backrisk.spine` for which function to use when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import Measured
from backrisk._shared.places import Argument
from backrisk._shared.raw import is_scalar, listed
from backrisk._shared.records import table_of
from backrisk._shared.table import Table
from backrisk._shared.typing import NumbersLike, WordsLike
from backrisk.spine.columns import are_scalars, codes, number_columns, reasons, same_length
from backrisk.spine.lumbar import LumbarOptions

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

    Parameters
    ----------
    pattern : str, optional
        Of this movement pattern alone.

    Returns
    -------
    Table
        exercise, pattern, held, compression_n, low_n, high_n, at_mass_kg (external load of the study),
        people, reason ("no published value" where there is none: nothing is guessed), source, status,
        enters_dose. Only checked values enter a dose; remembered ones ("unverified") are shown.

    Raises
    ------
    InvalidArgument
        For an unknown pattern.

    Notes
    -----
    The patterns are this library's own classification.

    Examples
    --------
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

    Parameters
    ----------
    names : str, or column of n

    Returns
    -------
    array of n int64
        Places, from 0.

    Raises
    ------
    InvalidArgument
        For an unknown name, with the nearest ones.

    Examples
    --------
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

    Parameters
    ----------
    exercise : str, or column of n
    sets, reps : number, or column of n

    Returns
    -------
    Table
        pattern, repetitions, with every pattern.

    Raises
    ------
    InvalidArgument
        For an unknown exercise.

    Notes
    -----
    The classification is ours (status "assumption").

    Examples
    --------
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
    """Compression and spine dose of each set.

    Compression of one repetition: (1) static mechanics (`lumbar_load` with these `options`) where a load is
    in the hands or on the shoulders and mass, trunk flexion, body mass and height are known; (2) else the
    published value, where it was checked and the external load is the study's within 10 %; (3) else NaN with
    "no published value".

    Parameters
    ----------
    exercise : str, or column of n
        Names of `exercises`.
    sets, reps : number, or column of n
    mass_kg : kg, number, or column of n, optional
        External load.
    trunk_flexion_deg : degrees, number, or column of n, optional
    body_mass_kg, height_m, sex : kg, m and word, number, or column of n, optional
        Of the person.
    kind : "compression" or "damage", "compression"
        Compression x sets x reps in N, or the share of the fatigue life (`fatigue_damage`).
    assumed_flexion_deg : degrees, optional
        Of sets without a recorded flexion.
    options : LumbarOptions
        The muscle model.

    Returns
    -------
    Table
        exercise, compression_n, dose, reason.

    Raises
    ------
    InvalidArgument
        For an unknown exercise, with the nearest names.

    Notes
    -----
    Source: the catalogue (`exercises`) and the models named there; the combination is ours.

    Examples
    --------
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


def technique_score(rating: NumbersLike) -> float | Measured:
    """A coach's rating as a score in [0, 1]: rating / 10.

    Parameters
    ----------
    rating : number, or column of n
        From 0 (poor) to 10 (flawless).

    Returns
    -------
    float or Measured
        Numbers give a number, columns a `Measured`; outside 0 to 10 NaN with a reason in columns.

    Raises
    ------
    InvalidArgument
        For a number out of range.

    Notes
    -----
    Definition of this library.

    Examples
    --------
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

    Parameters
    ----------
    flexion_deg : degrees, number, or column of n
        Backward lean counts as neutral.
    cycles : three numbers
        Mean cycles to failure at 0, 22.5 and 45 degrees. No default, since the published means are only
        remembered here: `remembered_flexion_cycles` holds them, marked "unverified".

    Returns
    -------
    float or Measured
        Beyond 45 degrees NaN with a reason in columns.

    Raises
    ------
    InvalidArgument
        Without `cycles`, and for a number beyond 45 degrees.

    Notes
    -----
    No other function applies this factor unasked. Source: Gallagher 2005 Spine.

    Examples
    --------
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
