"""Repeated and held load in Python; see `backrisk.spine` for which function to use when."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np

from backrisk import _core
from backrisk._shared.columns import Measured
from backrisk._shared.typing import NumbersLike, WordsLike
from backrisk.spine.columns import are_scalars, number_columns, same_length
from backrisk.spine.lumbar import Strength, compressive_strength

DamageRiskCurve: TypeAlias = _core.spine.DamageRiskCurve
"""A logistic curve over log10 of the daily damage: intercept, slope, source."""

_FATIGUE = _core.spine.FatigueOptions()
_DOSE = _core.spine.DoseOptions()


class Probability(NamedTuple):
    """A probability and how far its coefficients were checked."""

    value: float
    status: str
    source: str


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
    """Share of the fatigue life used by repetitions at a compression: D = n / N_f.

    N_f = `cycles_at_zero` exp(-`decay` S), S = 100 C / `ultimate_n`. By Miner's rule damages add: `sum` them
    over a day.

    Parameters
    ----------
    compression_n : N, number, or column of n
    cycles : number, or column of n, 1
        Repetitions.
    ultimate_n : N, number, or column of n
        10 kN of LiFFT, twice the mean of 1192 segments and nobody's in particular.
    cycles_at_zero, decay : float
        Constants of LiFFT.
    age_years, sex : number, or column of n, optional
        With them the ultimate strength is that of `compressive_strength(age_years, sex, model="age_sex")` for
        each row, whose lines over age are remembered (status "unverified").

    Returns
    -------
    float or Measured
        Numbers give a number, columns a `Measured`; there an impossible row is NaN with its reason.

    Raises
    ------
    InvalidArgument
        For negative or unknown numbers.

    Notes
    -----
    Source: the Lifting Fatigue Failure Tool (LiFFT), Gallagher 2017; constants read in an open implementation
    (status "partial").

    Examples
    --------
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
    """N_f: repetitions at a compression until failure, `cycles_at_zero` exp(-`decay` 100 C / `ultimate_n`).

    Parameters
    ----------
    compression_n : N, 0 or more
    ultimate_n, cycles_at_zero, decay : as `fatigue_damage`

    Returns
    -------
    float
        Repetitions.

    Raises
    ------
    InvalidArgument
        For a negative or unknown force.

    Notes
    -----
    Source as `fatigue_damage`.

    Examples
    --------
    >>> round(cycles_to_failure(5000), 1)
    273.9
    """
    return float(_core.spine.cycles_to_failure(compression_n, ultimate_n, cycles_at_zero, decay))


def damage_probability(damage: float, intercept: float, slope: float) -> Probability:
    """Probability that a job with this daily damage is one of high risk: 1 / (1 + exp(-(a + b log10 D))).

    Parameters
    ----------
    damage : float, 0 or more
        D: summed over a day.
    intercept, slope : float
        a and b. No default: those of LiFFT are only remembered here and are found, marked "unverified", in
        `remembered_damage_risk`.

    Returns
    -------
    Probability
        `value`, and the `status` and `source` of the coefficients.

    Raises
    ------
    InvalidArgument
        For negative damage or slope.

    Examples
    --------
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
    """Weighted dose of the forces of a day: T (sum of F^p t / T)^(1/p).

    Parameters
    ----------
    force_n, hours_held : N and hours, column of n
    exponent : float, 2
        p: 2 is the Mainz-Dortmund dose, 1 the plain cumulative load, 10 a third weighting that has been
        compared.
    reference_hours : hours, 8
        T.
    threshold_n : N, 0
        Forces below do not count; the original minima are 3200 N (men) and 2500 N (women).

    Returns
    -------
    float
        N h; NaN when a row is unknown or negative. Sum days for a lifetime dose.

    Raises
    ------
    InvalidArgument
        For columns of two lengths.

    Notes
    -----
    Source: squared weighting and inclusion of the whole force, DGUV FF-FB 0155A; form remembered (status
    "partial"). Weightings compared: Coenen 2014.

    Examples
    --------
    >>> daily_dose([2500], [8]), daily_dose([3000, 4000], [1, 0.5], exponent=1)
    (20000.0, 5000.0)
    """
    c = same_length(number_columns(force_n=force_n, hours_held=hours_held))
    options = (exponent, reference_hours, threshold_n)
    return _core.spine.daily_dose(c["force_n"], c["hours_held"], *options).value
