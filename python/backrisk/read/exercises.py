"""Names of exercises in other people's words, and ours."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.table import Table
from backrisk.read.values import plain

_WORDS = {
    "squat (barbell)": "back squat", "barbell squat": "back squat", "barbell back squat": "back squat",
    "squat (bodyweight)": "air squat", "bodyweight squat": "air squat", "body weight squat": "air squat",
    "front squat (barbell)": "front squat", "barbell front squat": "front squat",
    "overhead squat (barbell)": "overhead squat", "goblet squat (kettlebell)": "goblet squat",
    "box squat (barbell)": "box squat", "pistol squat (bodyweight)": "pistol squat",
    "hack squat (machine)": "hack squat", "leg press (machine)": "leg press",
    "leg extension (machine)": "leg extension", "lying leg curl (machine)": "leg curl",
    "seated leg curl (machine)": "leg curl", "leg curl (machine)": "leg curl", "rdl": "romanian deadlift",
    "bulgarian split squat": "split squat", "lunge (dumbbell)": "lunge", "walking lunge": "lunge",
    "deadlift (barbell)": "deadlift", "barbell deadlift": "deadlift",
    "deadlift (trap bar)": "trap bar deadlift", "trap bar deadlift": "trap bar deadlift",
    "hex bar deadlift": "trap bar deadlift", "sumo deadlift (barbell)": "sumo deadlift",
    "romanian deadlift (barbell)": "romanian deadlift", "romanian deadlift (dumbbell)": "romanian deadlift",
    "barbell romanian deadlift": "romanian deadlift", "stiff leg deadlift": "stiff-leg deadlift",
    "stiff legged deadlift": "stiff-leg deadlift", "straight leg deadlift (barbell)": "stiff-leg deadlift",
    "single leg deadlift": "single-leg deadlift", "single leg romanian deadlift": "single-leg deadlift",
    "good morning (barbell)": "good morning", "barbell hip thrust": "hip thrust",
    "hip thrust (barbell)": "hip thrust", "hip thrust (machine)": "hip thrust",
    "glute bridge (barbell)": "glute bridge", "cable pull through": "cable pull-through",
    "pull through (cable)": "cable pull-through", "kettlebell swing": "kettlebell swing",
    "power clean (barbell)": "power clean", "clean and jerk (barbell)": "clean and jerk",
    "snatch (barbell)": "snatch", "thruster (barbell)": "thruster", "push up": "push-up",
    "bench press (barbell)": "bench press", "barbell bench press": "bench press",
    "bench press (dumbbell)": "bench press", "dumbbell bench press": "bench press",
    "overhead press (barbell)": "overhead press", "overhead press (dumbbell)": "overhead press",
    "shoulder press (dumbbell)": "overhead press", "military press": "overhead press",
    "standing military press (barbell)": "overhead press", "strict press": "overhead press",
    "chest dip": "dip", "triceps dip": "dip", "inverted row (bodyweight)": "inverted row",
    "bent over row (barbell)": "bent-over row", "bent over row (dumbbell)": "bent-over row",
    "bent over row": "bent-over row", "barbell row": "bent-over row",
    "pendlay row (barbell)": "bent-over row", "seated row (cable)": "seated row",
    "seated cable row": "seated row", "seated row (machine)": "seated row",
    "lat pulldown (cable)": "lat pulldown", "lat pulldown (machine)": "lat pulldown", "pull up": "pull-up",
    "pull up (weighted)": "pull-up", "pull up (assisted)": "pull-up", "farmers walk": "farmers walk",
    "farmer s walk": "farmers walk", "farmer walk": "farmers walk", "farmers carry": "farmers walk",
    "back extension": "roman chair extension", "back extension (hyperextension)": "roman chair extension",
    "hyperextension": "roman chair extension", "reverse hyperextension": "reverse hyperextension",
    "russian twist (bodyweight)": "russian twist", "side plank": "side bridge",
    "ab wheel": "ab wheel rollout", "bird dog": "bird dog", "calf raise (machine)": "calf raise",
    "standing calf raise (machine)": "calf raise", "seated calf raise (machine)": "calf raise",
    "bicep curl (dumbbell)": "biceps curl", "bicep curl (barbell)": "biceps curl",
    "biceps curl (barbell)": "biceps curl", "jump rope": "jump rope",
    "rowing (machine)": "rowing ergometer", "rowing": "rowing ergometer",
    "elliptical trainer": "elliptical", "stair machine": "stair climbing", "treadmill": "running",
}  # fmt: skip
_TOOLS = "barbell|dumbbell|kettlebell|machine|cable|smith machine|bodyweight|weighted|band|plate|ez bar"


def _flat(name: str) -> str:
    return " ".join(re.sub(r"[-_–—'’/]", " ", plain(name)).split())


@cache
def _words() -> dict[str, str]:
    return {_flat(theirs): ours for theirs, ours in _WORDS.items()}


@cache
def _catalogue() -> dict[str, str]:
    names = [one.exercise for one in _core.spine.exercises()]
    return {_flat(one): one for one in names}


def find_exercise(name: str) -> str:
    """The catalogue's name of an exercise, "" where none fits.

    Hyphens, case and accents do not matter; the tool in brackets does not either where the catalogue has one
    exercise for all tools. Nothing is matched by likeness alone: a wrong lift is worse than an unknown one.

    >>> find_exercise("Deadlift (Barbell)"), find_exercise("Zottman Curl")
    ('deadlift', '')
    """
    catalogue = _catalogue()
    flat = _flat(name)
    words = _words()
    for candidate in (flat, re.sub(rf"\s*\((?:{_TOOLS})\)$", "", flat)):
        if candidate in catalogue:
            return catalogue[candidate]
        if candidate in words:
            return words[candidate]
    return ""


def map_exercises(
    names: Iterable[object], own: Mapping[str, str] | None = None
) -> tuple[npt.NDArray[np.object_], Table]:
    """Each name as the catalogue has it, and the table of what became of each.

    Parameters
    ----------
    names : column of str
        As the file has them; "" where a set has no exercise.
    own : mapping of str to str, optional
        Names of yours, which take precedence, to names of `br.spine.exercises()`.

    Returns
    -------
    mapped : array of str
        Names of the catalogue; a name that none fits stays as it is.
    found : Table
        name, exercise ("" where none fits), rows, nearest (up to three names of the catalogue).

    Raises
    ------
    InvalidArgument
        Where `own` names an exercise that the catalogue does not have.
    """
    catalogue = _catalogue()
    ours = {}
    for theirs, exercise in (own or {}).items():
        if _flat(exercise) not in catalogue:
            close = difflib.get_close_matches(_flat(exercise), list(catalogue), n=3, cutoff=0.4)
            near = f"; nearest: {', '.join(catalogue[one] for one in close)}" if close else ""
            raise _core.InvalidArgument(
                f"exercises: {theirs!r} is {exercise!r}, but must be an exercise of the catalogue{near}"
            )
        ours[_flat(theirs)] = catalogue[_flat(exercise)]
    listed = [str(one) for one in names]
    counts = Counter(one for one in listed if one)
    meaning = {one: ours.get(_flat(one)) or find_exercise(one) for one in counts}
    nearest = [
        "" if meaning[one] else ", ".join(
            catalogue[c] for c in difflib.get_close_matches(_flat(one), list(catalogue), n=3, cutoff=0.4)
        )
        for one in counts
    ]  # fmt: skip
    found = Table(
        {
            "name": np.array(list(counts), dtype=object),
            "exercise": np.array([meaning[one] for one in counts], dtype=object),
            "rows": np.array(list(counts.values()), dtype=np.int64),
            "nearest": np.array(nearest, dtype=object),
        },
        title="exercises",
    )
    return np.array([meaning.get(one) or one for one in listed], dtype=object), found
