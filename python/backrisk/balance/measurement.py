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

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn, Measured, as_column
from backrisk._shared.places import Single
from backrisk._shared.raw import is_scalar
from backrisk._shared.records import MeasureInfo, Source, table_of
from backrisk._shared.table import Table
from backrisk._shared.typing import NumbersLike

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

DIRECTIONS = {-1: "decrease", 0: "no change", 1: "increase", 2: "unknown"}


ClinicalTest: TypeAlias = _core.balance.ClinicalTest
EnduranceRatio: TypeAlias = _core.balance.EnduranceRatio
FlagRule: TypeAlias = _core.balance.FlagRule
Norm: TypeAlias = _core.balance.Norm
StrengthRatio: TypeAlias = _core.balance.StrengthRatio
SymmetryForm: TypeAlias = _core.balance.SymmetryForm

About = TypeVar("About", StrengthRatio, EnduranceRatio)
"""What a ratio is: of `strength_ratios`, or of the trunk endurance profile."""


def _column(values: NumbersLike, name: str) -> FloatColumn:
    return as_column([values], Single(name)) if is_scalar(values) else as_column(values, name)


@dataclass(frozen=True)
class Symmetry(Measured):
    """A column of symmetry with the form that made it, its formula and unit, and whether swapping sides
    changes its sign (`directed`)."""

    form: str
    formula: str
    unit: str
    directed: bool
    source: Source


@dataclass(frozen=True)
class Flagged(Measured, Generic[About]):
    """A column of ratios and whether each crosses a published limit.

    `flag`: 1 outside the limits, 0 within, -1 unknown (no value or no published limit). `limit` holds `low`,
    `high` and the `source` with its `status`; `about` says what the ratio is and its reference values.
    """

    flag: npt.NDArray[np.int8]
    limit: FlagRule
    about: About

    @classmethod
    def _from(cls, found: _core.balance.FlaggedColumn, about: About) -> Flagged[About]:
        ratio = found.ratio
        return Flagged(
            ratio.value, ratio.coverage, ratio.reason_code, found.flag, limit=about.limit, about=about
        )


@dataclass(frozen=True)
class EnduranceProfile:
    """The four ratios of a trunk endurance profile by name; iterates over the names like a dict."""

    ratios: dict[str, Flagged[EnduranceRatio]]

    def __getitem__(self, name: str) -> Flagged[EnduranceRatio]:
        return self.ratios[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.ratios)

    def to_table(self) -> Table:
        """One row a person and ratio: row, ratio, value, flag, low, high, status, male, female, reason."""
        parts = [
            {
                "row": np.arange(len(one)),
                "ratio": np.full(len(one), name),
                "value": one.value,
                "flag": one.flag,
                "low": np.full(len(one), one.limit.low),
                "high": np.full(len(one), one.limit.high),
                "status": np.full(len(one), one.limit.source.status),
                "male": np.full(len(one), one.about.male),
                "female": np.full(len(one), one.about.female),
                "reason": one.reason,
            }
            for name, one in self.ratios.items()
        ]
        columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        return Table(columns, title="trunk endurance profile")


@dataclass(frozen=True)
class Change:
    """`difference` (after - before), the `detectable` change it is held against, and its direction."""

    difference: Measured
    direction_code: npt.NDArray[np.int8]
    detectable: float

    @property
    def direction(self) -> list[str]:
        """'increase', 'decrease', 'no change' (inside the measurement error) or 'unknown', one a row."""
        return [DIRECTIONS[code] for code in self.direction_code.tolist()]


@dataclass(frozen=True)
class Standing:
    """`z` and `percentile` columns, and the `norm` they rest on (None where there is none)."""

    z: Measured
    percentile: Measured
    norm: Norm | None


def symmetry_index(left: NumbersLike, right: NumbersLike, *, form: str) -> Symmetry:
    """Left against right by one of four definitions (`symmetry_forms`).

    - `limb_symmetry_index`: 100 min(L, R) / max(L, R), in %;
    - `percent_of_max`: 100 |R - L| / max(L, R), in %, the side-to-side difference of athletes' hip strength;
    - `percent_of_mean`: 100 (R - L) / ((R + L) / 2), in %, positive when the right is larger;
    - `log_ratio`: ln(R / L), positive when the right is larger; additive and antisymmetric.

    `left`, `right`: numbers or columns of one length and unit (it cancels). Missing: NaN where a side is
    missing, negative or infinite, or where both are zero; one side at zero gives 0, 100, +-200 %, and an
    infinite log ratio with the reason "division by zero". Raises `InvalidArgument` for an unknown form or
    unequal lengths. Source: BMC Sports Sci Med Rehabil 2021 (10.1186/s13102-021-00355-4) for
    `percent_of_mean`; the others carry their status in `.source`.

    >>> symmetry_index([80, 100], [100, 100], form="percent_of_max").value.tolist()
    [20.0, 0.0]
    >>> one = symmetry_index(80, 100, form="log_ratio")
    >>> one.value.round(4).tolist(), one.formula
    ([0.2231], 'ln(R / L)')
    """
    found = _core.balance.symmetry_index(_column(left, "left"), _column(right, "right"), form)
    about = next(one for one in symmetry_forms() if one.form == form)
    return Symmetry(
        found.value,
        found.coverage,
        found.reason_code,
        form=form,
        formula=about.formula,
        unit=about.unit,
        directed=about.directed,
        source=about.source,
    )


def strength_ratio(
    numerator: NumbersLike, denominator: NumbersLike, *, kind: str
) -> Flagged[StrengthRatio]:
    """numerator / denominator of two opposing muscle groups, held against the limit people quote.

    `kind` (see `strength_ratios`): `trunk_flexor_extensor`, `hamstring_quadriceps` (concentric, 60 deg/s),
    `hamstring_quadriceps_functional` (eccentric over concentric), `hip_flexor_extensor`,
    `hip_adductor_abductor` (these two have no published limit here: the flag stays -1). Numbers or columns
    of one unit (it cancels). Missing: NaN with a reason; x / 0 is infinite, "division by zero". Raises
    `InvalidArgument` for an unknown kind or unequal lengths. Source: Coombs & Garbutt 2002 J Sports Sci Med
    1:56 for 0.6; the other limits are `unverified` and say so in `.limit`.

    >>> ratio = strength_ratio([90, 120], [180, 180], kind="hamstring_quadriceps")
    >>> ratio.value.round(2).tolist(), ratio.flag.tolist(), ratio.limit.source.status
    ([0.5, 0.67], [1, 0], 'verified')
    """
    found = _core.balance.strength_ratio(
        _column(numerator, "numerator"), _column(denominator, "denominator"), kind
    )
    return Flagged._from(found, next(one for one in strength_ratios() if one.kind == kind))


def endurance_profile(
    extensor_s: NumbersLike, flexor_s: NumbersLike, side_left_s: NumbersLike, side_right_s: NumbersLike
) -> EnduranceProfile:
    """Ratios of the trunk holds: right over left side bridge, flexor, left and right side over extensor.

    Holding times in seconds, numbers or columns of one length. A missing hold (NaN or None) leaves the
    ratios that need it missing, with the reason. Each ratio comes with the means of healthy men and women
    (McGill 1999 Arch Phys Med Rehabil 80:941, 10.1016/S0003-9993(99)90087-4, read in the abstract) and no
    limit: those that are passed on (McGill 2007) flagged 85 to 89 % of healthy people with McGill's own means
    and spread, so nobody is flagged (`flag` is -1: no limit). Raises `InvalidArgument` for unequal lengths. A
    profile describes; 26 cohorts found no relation of trunk endurance with later back pain (Hamberg-van
    Reenen 2007, 10.1016/j.pain.2006.11.004).

    >>> profile = endurance_profile(146, 144, 97, 94)
    >>> {name: profile[name].value.round(2).tolist() for name in profile}
    {'side_right_over_left': [0.97], 'flexor_over_extensor': [0.99], 'side_left_over_extensor': [0.66], \
'side_right_over_extensor': [0.64]}
    >>> profile["flexor_over_extensor"].flag.tolist()
    [-1]
    """
    parts = _core.balance.endurance_profile(
        _column(extensor_s, "extensor_s"),
        _column(flexor_s, "flexor_s"),
        _column(side_left_s, "side_left_s"),
        _column(side_right_s, "side_right_s"),
    )
    kinds = _core.balance.endurance_ratios()
    return EnduranceProfile(
        {about.name: Flagged._from(found, about) for found, about in zip(parts, kinds, strict=True)}
    )


def standing(values: NumbersLike, test: str, *, sex: str, side: str = "") -> Standing:
    """Where results of one test stand among the people of its published norm.

    z = (x - mean) / sd;  percentile = 100 T_{n-1}(z / sqrt(1 + 1/n)), the predictive t of one more person,
    wider than the normal curve because a norm from n people is itself uncertain (Crawford & Howell 1998 Clin
    Neuropsychol 12:482, 10.1076/clin.12.4.482.7241). It assumes a normal population; hold times are skewed.

    `values` in the unit of `find_test(test)`; `sex` is 'male', 'female' or 'both'; `side` 'left' or 'right'
    where the norm has sides. `.norm` holds mean, sd, sample size, population and status. Missing: NaN stays
    NaN; outside the plausible range "outside the possible range"; without a norm, or without its sample size
    for the percentile, "no published value". Raises `InvalidArgument` for an unknown test (with the nearest
    names) or sex.

    >>> result = standing([95, 146], "trunk_extensor_endurance", sex="male")
    >>> result.z.value.tolist(), result.percentile.value.round(1).tolist()
    ([-1.0, 0.0], [16.6, 50.0])
    >>> result.norm.people, result.norm.sd, result.norm.status
    (31, 51.0, 'unverified')
    """
    found = _core.balance.standing(_column(values, "values"), test, sex, side)
    return Standing(Measured.of(found.z), Measured.of(found.percentile), found.norm)


def minimal_detectable_change(sem: float, level: float = _core.balance.default_change_level) -> float:
    """MDC = Phi^-1((1 + level) / 2) * sqrt(2) * SEM, in the unit of the test.

    The difference of two measurements of an unchanged person stays inside with probability `level`. `sem`:
    standard error of measurement, not negative; `level` in (0, 1). Raises `InvalidArgument`. Source: the
    definition.

    >>> round(minimal_detectable_change(17.4), 1)
    48.2
    """
    return float(_core.balance.minimal_detectable_change(sem, level))


def change(
    before: NumbersLike,
    after: NumbersLike,
    sem: float,
    *,
    level: float = _core.balance.default_change_level,
) -> Change:
    """after - before, and whether it is more than the error of measuring twice (`minimal_detectable_change`).

    Numbers or columns in one unit, that of `sem`. Published errors are rows of `norms(statistic=
    "measurement_error")`: 17.4 s for the Biering-Sorensen hold without back pain, 11.6 s with it (Latimer
    1999 Spine 24:2085, 10.1097/00007632-199910150-00004). Missing: NaN and 'unknown'. Raises
    `InvalidArgument`.

    >>> result = change([100, 100, 100], [140, 160, None], sem=17.4)
    >>> result.direction, result.difference.value.tolist(), round(result.detectable, 1)
    (['no change', 'increase', 'unknown'], [40.0, 60.0, nan], 48.2)
    """
    found = _core.balance.change(_column(before, "before"), _column(after, "after"), sem, level)
    return Change(Measured.of(found.difference), found.direction_code, found.detectable)


def tests() -> Table:
    """The clinical tests a `tests` table may hold, with their units.

    Columns: test, unit, sided (measured left and right), low, high (plausible range, a choice of this
    library), description.

    >>> tests()["test"][:3].tolist()
    ['trunk_extensor_endurance', 'trunk_flexor_endurance', 'side_bridge']
    """
    names = ("test", "unit", "sided", "low", "high", "description")
    return table_of(_core.balance.tests(), names, title="clinical tests")


def find_test(name: str) -> ClinicalTest:
    """One entry of `tests`; raises `InvalidArgument` with the nearest names where there is none.

    >>> find_test("hamstring_rom").unit
    'deg'
    """
    return _core.balance.find_test(name)


_NORM = (
    "test", "statistic", "sex", "side", "value", "sd", "unit", "people", "population", "note", "citation",
    "doi", "status",
)  # fmt: skip


def norms(test: str | None = None, *, statistic: str | None = None) -> Table:
    """Published means, limits and measurement errors; all, or those of one test, of one statistic, or both.

    Columns: test, statistic (`mean`, `lower_limit`, `upper_limit`, `measurement_error`, `cap`), sex, side,
    value, sd (NaN where not published), unit, people (0 where not read), population, note, citation, doi,
    status. Raises `InvalidArgument` for an unknown test.

    >>> norms("trunk_extensor_endurance", statistic="measurement_error")["value"].tolist()
    [17.4, 11.6, 17.5]
    """
    if test is not None:
        find_test(test)
    everything = table_of(_core.balance.norms(), _NORM, title="published norms")
    kept = np.ones(len(everything), dtype=bool)
    for column, wanted in (("test", test), ("statistic", statistic)):
        if wanted is not None:
            kept &= everything[column] == wanted
    return everything.take(kept)


def symmetry_forms() -> list[SymmetryForm]:
    """The definitions of `symmetry_index`: form, formula, unit, directed, source.

    >>> [one.form for one in symmetry_forms()]
    ['limb_symmetry_index', 'percent_of_max', 'percent_of_mean', 'log_ratio']
    """
    return _core.balance.symmetry_forms()


def strength_ratios() -> list[StrengthRatio]:
    """The kinds of `strength_ratio`: kind, numerator, denominator, reference, limit.

    >>> strength_ratios()[1].reference
    0.6
    """
    return _core.balance.strength_ratios()


def measures() -> list[MeasureInfo]:
    """Every measure of this area with its formula, source, status and the test that reproduces it.

    >>> measures()[0].name
    'balance.symmetry_index'
    """
    return _core.balance.measures()
