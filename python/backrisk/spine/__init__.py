"""Lifting and the low back: how hard a lift is, what it does to L5/S1, and what the diary of sets adds up to.

What to use when:

- a lifting task at work or at home: `niosh`; several tasks in one job: `composite_lifting_index`; many
  different lifts: `variable_lifting_index`; rotation between tasks: `sequential_lifting_index`. Does the
  equation apply: `niosh_scope`. Its inputs: `effective_duration`, `intermittent_frequency`,
  `estimated_horizontal`
- force on the spine in a posture with a load: `lumbar_load`; what it is held against: `compressive_strength`,
  `load_limits`, `published_loads`
- repeated load: `fatigue_damage`, `cycles_to_failure`, `damage_probability`; held load: `daily_dose`
- a strength session: `exercises`, `set_dose`, `repetitions_by_pattern`; over the last four weeks:
  `heaviest_lift`, `lifts_per_day`, `lifting_flexion`, `spine_dose`
- technique: `technique_score`, `flexion_damage_factor`, `stoop_minus_squat`

Every result says how far its source was checked; a value without a checked source is an argument, never a
silent default. Spine models of one lift differ by about half: read the ranges, not the digits.
"""

from __future__ import annotations

from backrisk import _core
from backrisk._shared.records import MeasureInfo
from backrisk.spine.lifting import (
    JobIndex,
    LiftingResult,
    composite_lifting_index,
    effective_duration,
    estimated_horizontal,
    intermittent_frequency,
    niosh,
    niosh_scope,
    sequential_lifting_index,
    variable_lifting_index,
)
from backrisk.spine.lumbar import (
    DamageRiskCurve,
    LumbarLoad,
    LumbarOptions,
    Probability,
    Strength,
    compressive_strength,
    cycles_to_failure,
    daily_dose,
    damage_probability,
    fatigue_damage,
    load_limits,
    lumbar_load,
    remembered_damage_risk,
)
from backrisk.spine.sets import (
    FlexionFatigue,
    TechniqueTradeoff,
    exercise_ids,
    exercises,
    flexion_damage_factor,
    heaviest_lift,
    lifting_flexion,
    lifts_per_day,
    published_loads,
    remembered_flexion_cycles,
    repetitions_by_pattern,
    set_dose,
    spine_dose,
    stoop_minus_squat,
    technique_score,
)

__all__ = [
    "DamageRiskCurve",
    "FlexionFatigue",
    "JobIndex",
    "LiftingResult",
    "LumbarLoad",
    "LumbarOptions",
    "Probability",
    "Strength",
    "TechniqueTradeoff",
    "composite_lifting_index",
    "compressive_strength",
    "cycles_to_failure",
    "daily_dose",
    "damage_probability",
    "effective_duration",
    "estimated_horizontal",
    "exercise_ids",
    "exercises",
    "fatigue_damage",
    "flexion_damage_factor",
    "heaviest_lift",
    "intermittent_frequency",
    "lifting_flexion",
    "lifts_per_day",
    "load_limits",
    "lumbar_load",
    "measures",
    "niosh",
    "niosh_scope",
    "published_loads",
    "remembered_damage_risk",
    "remembered_flexion_cycles",
    "repetitions_by_pattern",
    "sequential_lifting_index",
    "set_dose",
    "spine_dose",
    "stoop_minus_squat",
    "technique_score",
    "variable_lifting_index",
]


def measures() -> list[MeasureInfo]:
    """The measures of this area: name, unit, formula, source, status and the test that reproduces each.

    >>> measures()[0].name
    'spine.niosh'
    """
    return _core.spine.measures()
