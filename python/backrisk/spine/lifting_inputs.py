"""What the lifting equation takes, and whether it applies; see `backrisk.spine`."""

from __future__ import annotations

from collections.abc import Sequence

from backrisk import _core
from backrisk.spine.columns import number_columns

_OPTIONS = _core.spine.LiftingOptions()


def effective_duration(work_min: Sequence[float], recovery_min: Sequence[float]) -> float:
    """Hours that decide the duration class, from spells of lifting and the recovery after each.

    A spell of up to one hour stands alone when recovery is at least as long, one of up to two hours when it
    is at least 0.3 of it; otherwise its work adds to the next spell.

    Parameters
    ----------
    work_min, recovery_min : minutes, column of n
        One row a spell, in order of time.

    Returns
    -------
    float
        Hours.

    Raises
    ------
    InvalidArgument
        For negative times or two lengths.

    Notes
    -----
    Source: DHHS (NIOSH) 94-110, revised 2021, doi:10.26616/NIOSHPUB94110revised092021, pp. 13-14.

    Examples
    --------
    >>> effective_duration([30, 45], [10, 0]), effective_duration([30, 45], [30, 0])
    (1.25, 0.75)
    """
    columns = number_columns(work=work_min, recovery=recovery_min)
    return float(_core.spine.effective_duration(columns["work"], columns["recovery"]))


def intermittent_frequency(rate_per_minute: float, minutes_of_fifteen: float) -> float:
    """Lifts a minute when lifting fills only part of each 15 minutes: rate x minutes / 15.

    Parameters
    ----------
    rate_per_minute : lifts a minute
        While lifting.
    minutes_of_fifteen : minutes, from 0 to 15

    Returns
    -------
    float
        Lifts a minute.

    Raises
    ------
    InvalidArgument
        For a number out of range.

    Notes
    -----
    Source: DHHS (NIOSH) 94-110, revised 2021, doi:10.26616/NIOSHPUB94110revised092021, p. 16 (which prints
    3.4 for 10 a minute over 5 minutes).

    Examples
    --------
    >>> round(intermittent_frequency(10, 8), 2)
    5.33
    """
    return float(_core.spine.intermittent_frequency(rate_per_minute, minutes_of_fifteen))


def estimated_horizontal(width: float, vertical: float, *, units: str = _OPTIONS.units) -> float:
    """H of a container in front of the body, where it cannot be measured.

    20 cm + width / 2, and 25 cm + width / 2 when `vertical` is below 25 cm; in inches 8, 10 and 10.

    Parameters
    ----------
    width, vertical : cm or inches, 0 or more
        Of the container, and of the hands above the floor.
    units : "metric" or "us", "metric"

    Returns
    -------
    float
        cm, or inches.

    Raises
    ------
    InvalidArgument
        For negative lengths.

    Notes
    -----
    Source: DHHS (NIOSH) 94-110, revised 2021, doi:10.26616/NIOSHPUB94110revised092021, p. 8.

    Examples
    --------
    >>> estimated_horizontal(40, 50), estimated_horizontal(40, 10)
    (40.0, 45.0)
    """
    return float(_core.spine.estimated_horizontal(width, vertical, units))


def niosh_scope(
    *,
    one_handed: bool = False,
    seated_or_kneeling: bool = False,
    restricted_space: bool = False,
    unstable_load: bool = False,
    carrying_pushing_or_pulling: bool = False,
    wheelbarrow_or_shovel: bool = False,
    speed_m_s: float = 0,
    floor_friction: float = 1,
    temperature_c: float = 22,
    humidity_pct: float = 40,
    hours: float = 1,
) -> list[str]:
    """Why the lifting equation does not apply.

    Parameters
    ----------
    one_handed, seated_or_kneeling, restricted_space : bool, False
    unstable_load, carrying_pushing_or_pulling, wheelbarrow_or_shovel : bool, False
    speed_m_s : m/s, 0
        Outside from about 0.76 on.
    floor_friction : coefficient, 1
        Outside below 0.4.
    temperature_c : degrees Celsius, 22
        Outside 19 to 26.
    humidity_pct : %, 40
        Outside 35 to 50.
    hours : hours, 1
        Outside above 8.

    Returns
    -------
    list of str
        One reason each; empty when the equation applies.

    Raises
    ------
    InvalidArgument
        For NaN.

    Notes
    -----
    Source: DHHS (NIOSH) 94-110, revised 2021, doi:10.26616/NIOSHPUB94110revised092021, p. 6.

    Examples
    --------
    >>> niosh_scope(one_handed=True, hours=9)
    ['lifting with one hand', 'lifting for more than 8 hours']
    """
    return _core.spine.out_of_scope(
        one_handed,
        seated_or_kneeling,
        restricted_space,
        unstable_load,
        carrying_pushing_or_pulling,
        wheelbarrow_or_shovel,
        speed_m_s,
        floor_friction,
        temperature_c,
        humidity_pct,
        hours,
    )
