"""Strength, endurance and mobility of the trunk and hips, against each other and against norms.

What to use when:

- one test on both sides: `symmetry_index`; name the form, because percentages of different forms do not
  compare;
- two opposing muscle groups: `strength_ratio`;
- the four trunk holds: `endurance_profile`;
- one result against published people: `standing` (z-score and percentile), `norms` for the table behind it;
- two results of one person: `change`, which calls a difference inside the measurement error no change;
- names, units and plausible ranges of tests: `tests`, `find_test`.

Every function takes a number or a column and answers with columns; rows do not depend on each other, so
there is no `groups` argument. Flags and norms carry the `status` of their source: `unverified` means
remembered, not read. None of them is validated to predict back pain in one person.
"""

from __future__ import annotations

from backrisk.balance.catalogue import find_test, measures, norms, strength_ratios, symmetry_forms, tests
from backrisk.balance.measurement import (
    change,
    endurance_profile,
    minimal_detectable_change,
    standing,
    strength_ratio,
    symmetry_index,
)
from backrisk.balance.results import Change, EnduranceProfile, Flagged, Standing, Symmetry

__all__ = [
    "Change",
    "EnduranceProfile",
    "Flagged",
    "Standing",
    "Symmetry",
    "change",
    "endurance_profile",
    "find_test",
    "measures",
    "minimal_detectable_change",
    "norms",
    "standing",
    "strength_ratio",
    "strength_ratios",
    "symmetry_forms",
    "symmetry_index",
    "tests",
]
