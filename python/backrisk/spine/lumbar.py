"""Spine load, damage and strength in Python; see `backrisk.spine` for which function to use when."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias, TypeVar

import numpy as np

from backrisk import _core
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

    M = sum of m g x over head, trunk above L5/S1, arms and load; C = |M| / r cos b + W cos a and S = W sin a
    - M / r sin b (forward positive), with the weight W above the joint and trunk flexion a.

    Parameters
    ----------
    mass_kg, height_m : kg and m, number, or column of n
        Of the person.
    trunk_flexion_deg : degrees from the vertical, number, or column of n
        From -45 to 135.
    load_kg : kg, number, or column of n
        Held still.
    sex : "female", "male" or "unspecified", or column of n
        Unspecified: the mean of both.
    upper_arm_deg : degrees from hanging straight down, number, or column of n
        From -90 to 180.
    elbow_deg : degrees of bend, number, or column of n
        From 0 to 160.
    held : "hands" or "shoulders", "hands"
    options : LumbarOptions
        The muscle model, and what it leaves open.

    Returns
    -------
    LumbarLoad or Table
        Of numbers a `LumbarLoad`, of columns a `Table`; Nm and N. Models of one lift differ by about half, so
        forces carry +- `force_uncertainty` and the moment +- `moment_uncertainty`. In columns an impossible
        row is NaN with its reason.

    Raises
    ------
    InvalidArgument
        For impossible numbers.

    Notes
    -----
    Statics understate fast lifts; where L5/S1 lies is ours. Source: segments de Leva 1996 J Biomech 29:1223,
    doi:10.1016/0021-9290(95)00178-6; lever arm Cholewicki 1991 Med Sci Sports Exerc 23:1179 (read in a
    quotation); ranges from PMID 36606738 and PMC4690458.

    Examples
    --------
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
