"""Spine load, damage and strength in Python; see `backrisk.spine` for which function to use when."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias, TypeVar

import numpy as np

from backrisk import _core
from backrisk._shared.columns import Measured
from backrisk._shared.records import table_of
from backrisk._shared.table import Table
from backrisk._shared.typing import NumbersLike, WordsLike
from backrisk.spine.columns import are_scalars, codes, number_columns, reasons, same_length

LumbarOptions: TypeAlias = _core.spine.LumbarOptions
"""The muscle model of `lumbar_load` and `set_dose`, and what it leaves open; every argument has a default.

`model`: "lever_arm" (one muscle of lever arm `lever_arm_m` and angle `muscle_angle_deg`) or "polynomial"
(remembered regression: status "unverified"; above 400 Nm "outside the possible range"). `lumbosacral_share`
places L5/S1 between mid-hip and navel. Forces carry +- `force_uncertainty`, the moment +-
`moment_uncertainty`, both as shares.
"""

DamageRiskCurve: TypeAlias = _core.spine.DamageRiskCurve
"""A logistic curve over log10 of the daily damage: intercept, slope, source."""

_FATIGUE = _core.spine.FatigueOptions()
_DOSE = _core.spine.DoseOptions()


class LumbarLoad(NamedTuple):
    """Load of L5/S1 in Nm and N, each with the range that the choice of model leaves open."""

    moment: float
    moment_low: float
    moment_high: float
    compression: float
    compression_low: float
    compression_high: float
    shear: float
    shear_low: float
    shear_high: float
    reason: str
    status: str
    source: str


class Strength(NamedTuple):
    """Compressive strength in N with its range, and how far its source was checked."""

    strength: float
    low: float
    high: float
    reason: str
    status: str
    source: str


class Probability(NamedTuple):
    """A probability and how far its coefficients were checked."""

    value: float
    status: str
    source: str


_Answer = TypeVar("_Answer", LumbarLoad, Strength)


def _finish(
    found: _core.spine.LumbarColumns | _core.spine.StrengthColumns,
    scalar: bool,
    kind: type[_Answer],
    title: str,
) -> _Answer | Table:
    """Numbers of one posture or person as `kind`, of many as a table."""
    status = found.source.status
    out = {name: getattr(found, name) for name in kind._fields[:-3]}
    out["reason"] = reasons(found.reason_code)
    if scalar:
        first = {name: column[0].item() for name, column in out.items()}
        return kind(**first, status=status, source=found.source.citation)
    out["status"] = np.full(len(out["reason"]), status)
    return Table(out, title=title)


def lumbar_load(
    mass_kg: NumbersLike,
    height_m: NumbersLike,
    trunk_flexion_deg: NumbersLike,
    load_kg: NumbersLike = 0.0,
    *,
    sex: WordsLike = "unspecified",
    upper_arm_deg: NumbersLike = 0.0,
    elbow_deg: NumbersLike = 0.0,
    held: str = "hands",
    options: LumbarOptions = LumbarOptions(),  # noqa: B008
) -> LumbarLoad | Table:
    """Static moment, compression and shear at L5/S1 while a load is held.

    M = sum of m g x over head, trunk above L5/S1, arms and load; C = |M| / r cos b + W cos a and
    S = W sin a - M / r sin b (forward positive), with the weight W above the joint and trunk flexion a.

    Numbers give a `LumbarLoad`, columns of one length a `Table`. Angles in degrees: `trunk_flexion_deg` from
    the vertical (-45 to 135), `upper_arm_deg` from hanging straight down (-90 to 180), `elbow_deg` bend (0 to
    160). `held`: "hands" or "shoulders". `sex`: "female", "male" or "unspecified" (mean of both).
    `options`: a `LumbarOptions`, the muscle model.

    Models of one lift differ by about half, so forces carry +- `force_uncertainty`; the moment carries
    +- `moment_uncertainty`; where L5/S1 lies is ours. Statics understate fast lifts. For numbers, impossible
    values raise `InvalidArgument`; in columns such a row is NaN with its reason.

    Source: segments de Leva 1996 J Biomech 29:1223, doi:10.1016/0021-9290(95)00178-6; lever arm Cholewicki
    1991 Med Sci Sports Exerc 23:1179 (read in a quotation); ranges from PMID 36606738 and PMC4690458.

    >>> one = lumbar_load(80, 1.80, 45, 20, sex="male")
    >>> round(one.moment), round(one.compression, -1), one.status
    (155, 3000.0, 'partial')
    >>> one.compression_low < one.compression < one.compression_high
    True
    """
    values = {
        "mass_kg": mass_kg,
        "height_m": height_m,
        "trunk": trunk_flexion_deg,
        "upper_arm": upper_arm_deg,
        "elbow": elbow_deg,
        "load_kg": load_kg,
    }
    scalar = are_scalars(sex, *values.values())
    c = same_length({**number_columns(**values), "sex": codes(sex, "sex")})
    found = _core.spine.lumbar_load(**c, held=held, options=options, strict=scalar)
    return _finish(found, scalar, LumbarLoad, "load of L5/S1")


def fatigue_damage(
    compression_n: NumbersLike,
    cycles: NumbersLike = 1.0,
    *,
    ultimate_n: NumbersLike = _FATIGUE.ultimate_n,
    cycles_at_zero: float = _FATIGUE.cycles_at_zero,
    decay: float = _FATIGUE.decay,
    age_years: NumbersLike = None,
    sex: WordsLike = "unspecified",
) -> float | Measured:
    """Share of the fatigue life used by `cycles` repetitions at `compression_n`: D = n / N_f.

    N_f = `cycles_at_zero` exp(-`decay` S), S = 100 C / `ultimate_n`. With `age_years` (and `sex`) the
    ultimate strength is that of `compressive_strength(age_years, sex, model="age_sex")` for each row, whose
    lines over age are remembered (status "unverified"); else it is the one number of LiFFT, 10 kN, which is
    twice the mean of 1192 segments and stands for nobody in particular. Numbers give a number, columns a
    `Measured`. By Miner's rule damages add: `sum` them over a day. For numbers, negative or unknown values
    raise `InvalidArgument`; in columns such a row is NaN with its reason.

    Source: the Lifting Fatigue Failure Tool (LiFFT), Gallagher 2017; constants read in an open implementation
    (status "partial").

    >>> round(1 / fatigue_damage(3400))
    3659
    >>> fatigue_damage(3400, age_years=70, sex="female") > fatigue_damage(3400, age_years=25, sex="male")
    True
    """
    scalar = are_scalars(compression_n, cycles) and are_scalars(age_years, sex)
    if age_years is not None:
        if not (are_scalars(ultimate_n) and ultimate_n == _FATIGUE.ultimate_n):
            raise _core.InvalidArgument("fatigue_damage: ultimate_n is given together with age_years")
        strength = compressive_strength(age_years, sex, model="age_sex")
        ultimate_n = strength.strength if isinstance(strength, Strength) else strength["strength"]
    given = {"compression_n": compression_n, "cycles": cycles}
    by_row = not are_scalars(ultimate_n)
    c = same_length(number_columns(**given, **({"ultimate_n": ultimate_n} if by_row else {})))
    ultimate = c["ultimate_n"] if by_row else np.array([ultimate_n], dtype=np.float64)
    rest = (ultimate, cycles_at_zero, decay, scalar)
    damage = Measured.of(_core.spine.fatigue_damage(c["compression_n"], c["cycles"], *rest))
    return float(damage.value[0]) if scalar else damage


def cycles_to_failure(
    compression_n: float,
    *,
    ultimate_n: float = _FATIGUE.ultimate_n,
    cycles_at_zero: float = _FATIGUE.cycles_at_zero,
    decay: float = _FATIGUE.decay,
) -> float:
    """N_f: repetitions at `compression_n` until failure, `cycles_at_zero` exp(-`decay` 100 C / `ultimate_n`).

    Raises `InvalidArgument` for a negative or unknown force. Source as in `fatigue_damage`.

    >>> round(cycles_to_failure(5000), 1)
    273.9
    """
    return float(_core.spine.cycles_to_failure(compression_n, ultimate_n, cycles_at_zero, decay))


def damage_probability(damage: float, intercept: float, slope: float) -> Probability:
    """Probability that a job with this daily damage is one of high risk: 1 / (1 + exp(-(a + b log10 D))).

    The coefficients have no default: those of LiFFT are only remembered here and are found, marked
    "unverified", in `remembered_damage_risk`. Raises `InvalidArgument` for negative damage or slope.

    >>> curve = remembered_damage_risk()
    >>> p = damage_probability(0.03, curve.intercept, curve.slope)
    >>> round(p.value, 4), p.status
    (0.5378, 'unverified')
    """
    curve = _core.spine.remembered_damage_risk
    value = float(_core.spine.damage_probability(damage, intercept, slope))
    if (intercept, slope) == (curve.intercept, curve.slope):
        return Probability(value, curve.source.status, curve.source.citation)
    return Probability(value, "assumption", "coefficients given by the caller")


def remembered_damage_risk() -> DamageRiskCurve:
    """Intercept, slope and source of LiFFT's risk curve as remembered: never used unasked.

    >>> curve = remembered_damage_risk()
    >>> curve.intercept, curve.slope, curve.source.status
    (1.72, 1.03, 'unverified')
    """
    return _core.spine.remembered_damage_risk


def daily_dose(
    force_n: NumbersLike,
    hours_held: NumbersLike,
    *,
    exponent: float = _DOSE.exponent,
    reference_hours: float = _DOSE.reference_hours,
    threshold_n: float = _DOSE.threshold_n,
) -> float:
    """Weighted dose of the forces of a day in N h: T (sum of F^p t / T)^(1/p).

    `exponent` p: 2 is the Mainz-Dortmund dose, 1 the plain cumulative load, 10 a third weighting that has
    been compared. Forces below `threshold_n` do not count; the original minima are 3200 N (men) and 2500 N
    (women). Two columns of one length; NaN when a row is unknown or negative. Sum days for a lifetime dose.

    Source: squared weighting and inclusion of the whole force, DGUV FF-FB 0155A; form remembered (status
    "partial"). Weightings compared: Coenen 2014.

    >>> daily_dose([2500], [8]), daily_dose([3000, 4000], [1, 0.5], exponent=1)
    (20000.0, 5000.0)
    """
    c = same_length(number_columns(force_n=force_n, hours_held=hours_held))
    options = (exponent, reference_hours, threshold_n)
    return _core.spine.daily_dose(c["force_n"], c["hours_held"], *options).value


def compressive_strength(
    age_years: NumbersLike,
    sex: WordsLike = "unspecified",
    *,
    model: str = _core.spine.default_strength_model,
) -> Strength | Table:
    """Compressive strength of a lumbar segment in N, with the spread between people as its range.

    Parameters
    ----------
    age_years : a number, or a column of n
        20 to 100.
    sex : "female", "male" or "unspecified", or a column of n, "unspecified"
        Only "age_sex" looks at it.
    model : "pooled" or "age_sex", "pooled"
        "pooled": 4840 N whatever age and sex, the mean of 1192 segments, status "verified". "age_sex": men
        10530 - 97.4 age, women 7030 - 59.1 age, else their mean; remembered lines, status "unverified", and
        so never a default.

    Returns
    -------
    Strength or Table
        Numbers give a `Strength`, columns a `Table`. Range: 1.96 pooled standard deviations (2500 N) inside
        the observed 600 to 15600 N. In columns an age out of range is NaN with a reason.

    Raises
    ------
    InvalidArgument
        For a number outside 20 to 100 years, an unknown sex or model.

    Notes
    -----
    Source: Jaeger 2018.

    Examples
    --------
    >>> compressive_strength(40, "male")[:3], compressive_strength(40, "male", model="age_sex").status
    ((4840.0, 600.0, 9740.0), 'unverified')
    """
    scalar = are_scalars(age_years, sex)
    c = same_length({**number_columns(age=age_years), "sex": codes(sex, "sex")})
    found = _core.spine.compressive_strength(c["age"], c["sex"], model, scalar)
    return _finish(found, scalar, Strength, "compressive strength")


def load_limits() -> Table:
    """Limits of spine load that are quoted in the literature, with the status of each.

    >>> load_limits().row(1)["value"]
    6400.0
    """
    names = ("limit", "value", "unit", "source", "status")
    return table_of(_core.spine.load_limits(), names, title="quoted limits")
