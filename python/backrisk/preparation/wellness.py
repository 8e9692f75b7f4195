"""Daily ratings against the person's own past; see `backrisk.preparation` for which to use when."""

from __future__ import annotations

from collections.abc import Mapping

from backrisk import _core
from backrisk._shared.columns import Measured, as_column, by_group, given_options, grouping
from backrisk._shared.records import MeasureInfo, table_of
from backrisk._shared.table import Table
from backrisk._shared.tables import columns_of
from backrisk._shared.typing import ColumnLike, FrameLike, LabelsLike


def recent_mean(
    values: ColumnLike,
    *,
    item: str = "",
    window: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Mean of the entries of the last `window` days, today included, in their own unit.

    Parameters
    ----------
    values : column of n daily entries
        Oldest first, NaN where none.
    item : name of `wellness_items`, optional
        Entries outside its possible range are set aside: that day is NaN, "outside the possible range".
    window : days, 7
        Today included.
    min_coverage : between 0 and 1, 0.75
        Below it the value is NaN.
    groups : column of n labels, optional
        One person each.

    Returns
    -------
    Measured
        n means; coverage = days with an entry / window.

    Raises
    ------
    InvalidArgument
        For an unknown item, with the nearest names, or an option out of range.

    Examples
    --------
    >>> recent_mean([7, 8, 6, 7, 8, 7, 6], item="sleep_hours")[6].item()
    7.0
    """
    kernel = _core.preparation.recent_mean
    return by_group(kernel, values, groups, "values", item=item, window=window, min_coverage=min_coverage)


def wellness_z(
    values: ColumnLike,
    *,
    higher_is_better: bool | None = None,
    window: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Today against the person's own past: z = (x - mean) / sd of the `window` days before today.

    Parameters
    ----------
    values : column of n daily ratings
        On any scale, oldest first, NaN where none.
    higher_is_better : bool, True
        False turns the sign, so that higher is always better.
    window : days, 28
        Before today; the standard deviation has denominator count - 1.
    min_coverage : between 0 and 1, 0.75
        Below it the value is NaN.
    groups : column of n labels, optional
        One person each.

    Returns
    -------
    Measured
        n scores. No entry today: "not recorded"; too few before it: "too few observed days in the window";
        no spread: "no variation in the window".

    Raises
    ------
    InvalidArgument
        For an option out of range.

    Examples
    --------
    >>> wellness_z([4, 6, 4, 6, 7], window=4).value.round(3).tolist()
    [nan, nan, nan, 1.155, 1.732]
    """
    return by_group(
        _core.preparation.wellness_z, values, groups, "values",
        window=window, min_coverage=min_coverage, higher_is_better=higher_is_better,
    )  # fmt: skip


def readiness(
    items: Mapping[str, ColumnLike] | FrameLike,
    *,
    higher_is_better: Mapping[str, bool] | None = None,
    window: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Mean of the available `wellness_z` scores of several items; higher is better.

    Parameters
    ----------
    items : mapping of names to columns of n days, or a frame
        Names of `wellness_items` know which end is good.
    higher_is_better : mapping of names to bool, optional
        For other names, or where your diary turns a scale round.
    window : days, 28
        Before today.
    min_coverage : between 0 and 1, 0.75
        Of each item's window.
    groups : column of n labels, optional
        One person each.

    Returns
    -------
    Measured
        n means. Coverage: share of the items with a score today; with none, NaN and the reason of the first
        item.

    Raises
    ------
    InvalidArgument
        For no item, an item whose good end is not known, or columns of two lengths.

    Notes
    -----
    Equal weights are a choice of this library: no weighting was validated for back pain.

    Examples
    --------
    >>> readiness({"mood": [4, 6, 4, 6, 7], "stress": [5, 3, 5, 3, 2]}, window=4)[4].round(3).item()
    1.732
    """
    if not isinstance(items, Mapping):
        items = columns_of(items, "readiness: items")
    if not items:
        raise _core.InvalidArgument("readiness: items is empty, but must hold one column or more")
    turned = dict(higher_is_better or {})
    good = [int(turned[n] if n in turned else _core.preparation.is_higher_better(n)) for n in items]
    columns = [as_column(values, name) for name, values in items.items()]
    for name, column in zip(items, columns, strict=True):
        if len(column) != len(columns[0]):
            rule = f"{next(iter(items))} has {len(columns[0])}"
            raise _core.InvalidArgument(f"readiness: {name} has {len(column)} rows, but {rule}")
    people = grouping(groups, len(columns[0]), next(iter(items)))
    found = _core.preparation.readiness(
        [people.gather(column) for column in columns],
        good,
        people.starts,
        **given_options(window=window, min_coverage=min_coverage),
    )
    return people.scatter(Measured.of(found))


def wellness_items() -> Table:
    """The daily self-reports a `wellness` table may hold.

    Returns
    -------
    Table
        name, unit, low, high (possible), higher_is_better.

    Examples
    --------
    >>> wellness_items().row(3)["higher_is_better"]
    False
    """
    names = ("name", "unit", "low", "high", "higher_is_better")
    return table_of(_core.preparation.wellness_items(), names, title="wellness items")


def measures() -> list[MeasureInfo]:
    """Every measure of this area with its formula, source, status and the test that reproduces it.

    Returns
    -------
    list of MeasureInfo
        name, unit, formula, source, doi, status, test.

    Examples
    --------
    >>> measures()[0].name
    'preparation.warm_up_score.share'
    """
    return _core.preparation.measures()
