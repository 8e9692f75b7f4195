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

from backrisk import _core
from backrisk._shared.columns import FloatColumn, Measured, as_column
from backrisk._shared.places import Single
from backrisk._shared.raw import is_scalar
from backrisk._shared.typing import NumbersLike
from backrisk.balance.catalogue import strength_ratios, symmetry_forms
from backrisk.balance.results import Change, EnduranceProfile, Flagged, Standing, StrengthRatio, Symmetry


def _column(values: NumbersLike, name: str) -> FloatColumn:
    return as_column([values], Single(name)) if is_scalar(values) else as_column(values, name)


def symmetry_index(left: NumbersLike, right: NumbersLike, *, form: str) -> Symmetry:
    """Left against right by one of four definitions (`symmetry_forms`).

    `limb_symmetry_index`: 100 min(L, R) / max(L, R), in %. `percent_of_max`: 100 |R - L| / max(L, R), in %,
    the side-to-side difference of athletes' hip strength. `percent_of_mean`: 100 (R - L) / ((R + L) / 2), in
    %, positive when the right is larger. `log_ratio`: ln(R / L), positive when the right is larger; additive
    and antisymmetric.

    Parameters
    ----------
    left, right : float, or column of n
        In one unit, which cancels.
    form : str
        Name of the definition.

    Returns
    -------
    Symmetry
        NaN where a side is missing, negative or infinite, or where both are zero; one side at zero gives 0,
        100, +-200 %, and an infinite log ratio with the reason "division by zero".

    Raises
    ------
    InvalidArgument
        For an unknown form or unequal lengths.

    Notes
    -----
    Source: BMC Sports Sci Med Rehabil 2021, doi:10.1186/s13102-021-00355-4, for `percent_of_mean`; the others
    carry their status in `.source`.

    Examples
    --------
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

    Parameters
    ----------
    numerator, denominator : float, or column of n
        In one unit, which cancels.
    kind : str
        `trunk_flexor_extensor`, `hamstring_quadriceps` (concentric, 60 deg/s),
        `hamstring_quadriceps_functional` (eccentric over concentric), `hip_flexor_extensor` or
        `hip_adductor_abductor` (these two have no published limit here: the flag stays -1); see
        `strength_ratios`.

    Returns
    -------
    Flagged
        NaN with a reason where a value is missing; x / 0 is infinite, "division by zero".

    Raises
    ------
    InvalidArgument
        For an unknown kind or unequal lengths.

    Notes
    -----
    Source: Coombs & Garbutt 2002 J Sports Sci Med 1:56 for 0.6; the other limits are `unverified` and say so
    in `.limit`.

    Examples
    --------
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

    Parameters
    ----------
    extensor_s, flexor_s, side_left_s, side_right_s : seconds, or column of n
        Holding times; a missing one leaves the ratios that need it missing, with the reason.

    Returns
    -------
    EnduranceProfile
        Each ratio with the means of healthy men and women and no limit: those that are passed on (McGill
        2007) flagged 85 to 89 % of healthy people with McGill's own means and spread, so nobody is flagged
        (`flag` is -1).

    Raises
    ------
    InvalidArgument
        For unequal lengths.

    Notes
    -----
    Source: McGill 1999 Arch Phys Med Rehabil 80:941, doi:10.1016/S0003-9993(99)90087-4, read in the abstract.
    A profile describes; 26 cohorts found no relation of trunk endurance with later back pain (Hamberg-van
    Reenen 2007, doi:10.1016/j.pain.2006.11.004).

    Examples
    --------
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
    wider than the normal curve because a norm from n people is itself uncertain. It assumes a normal
    population; hold times are skewed.

    Parameters
    ----------
    values : float, or column of n
        In the unit of `find_test(test)`.
    test : str
        Name of a test.
    sex : "male", "female" or "both"
    side : "left" or "right", optional
        Where the norm has sides.

    Returns
    -------
    Standing
        `z`, `percentile` and the `norm` (mean, sd, sample size, population, status). NaN stays NaN; outside
        the plausible range "outside the possible range"; without a norm, or without its sample size for the
        percentile, "no published value".

    Raises
    ------
    InvalidArgument
        For an unknown test (with the nearest names) or sex.

    Notes
    -----
    Source: Crawford & Howell 1998 Clin Neuropsychol 12:482, doi:10.1076/clin.12.4.482.7241.

    Examples
    --------
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

    The difference of two measurements of an unchanged person stays inside with probability `level`.

    Parameters
    ----------
    sem : float, 0 or more
        Standard error of measurement.
    level : float, 0.95
        In (0, 1).

    Returns
    -------
    float
        In the unit of `sem`.

    Raises
    ------
    InvalidArgument
        For a number out of range.

    Notes
    -----
    A definition.

    Examples
    --------
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
    """after - before, and whether it is more than the error of measuring twice.

    Parameters
    ----------
    before, after : float, or column of n
        In one unit, that of `sem`.
    sem : float, 0 or more
        Standard error of measurement.
    level : float, 0.95
        As `minimal_detectable_change`.

    Returns
    -------
    Change
        `difference`, `direction` and the `detectable` change; missing is NaN and 'unknown'.

    Raises
    ------
    InvalidArgument
        For unequal lengths or a number out of range.

    Notes
    -----
    Published errors are rows of `norms(statistic="measurement_error")`: 17.4 s for the Biering-Sorensen hold
    without back pain, 11.6 s with it (Latimer 1999 Spine 24:2085, doi:10.1097/00007632-199910150-00004).

    Examples
    --------
    >>> result = change([100, 100, 100], [140, 160, None], sem=17.4)
    >>> result.direction, result.difference.value.tolist(), round(result.detectable, 1)
    (['no change', 'increase', 'unknown'], [40.0, 60.0, nan], 48.2)
    """
    found = _core.balance.change(_column(before, "before"), _column(after, "after"), sem, level)
    return Change(Measured.of(found.difference), found.direction_code, found.detectable)
