"""Tests, norms and definitions of `backrisk.balance`."""

from __future__ import annotations

import numpy as np

from backrisk import _core
from backrisk._shared.records import MeasureInfo, table_of
from backrisk._shared.table import Table
from backrisk.balance.results import ClinicalTest, StrengthRatio, SymmetryForm


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
    """One entry of `tests`.

    Parameters
    ----------
    name : str
        Of the test.

    Returns
    -------
    ClinicalTest
        test, unit, sided, low, high, description.

    Raises
    ------
    InvalidArgument
        With the nearest names where there is none.

    Examples
    --------
    >>> find_test("hamstring_rom").unit
    'deg'
    """
    return _core.balance.find_test(name)


_NORM = (
    "test", "statistic", "sex", "side", "value", "sd", "unit", "people", "population", "note", "citation",
    "doi", "status",
)  # fmt: skip


def norms(test: str | None = None, *, statistic: str | None = None) -> Table:
    """Published means, limits and measurement errors.

    Parameters
    ----------
    test : str, optional
        Of this test alone.
    statistic : str, optional
        `mean`, `lower_limit`, `upper_limit`, `measurement_error` or `cap` alone.

    Returns
    -------
    Table
        test, statistic, sex, side, value, sd (NaN where not published), unit, people (0 where not read),
        population, note, citation, doi, status.

    Raises
    ------
    InvalidArgument
        For an unknown test.

    Examples
    --------
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
