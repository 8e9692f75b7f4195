"""Folds and splits: which rows develop a model, and which validate it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.days import as_day, as_days
from backrisk._shared.design import FloatMatrix
from backrisk._shared.labels import as_labels
from backrisk._shared.places import shown
from backrisk._shared.rows import as_rows, positions
from backrisk._shared.typing import ColumnLike, DateLike, DatesLike, LabelsLike
from backrisk.validate.resampling import Fit
from backrisk.validate.rows import codes_of, whole

Rows = npt.NDArray[np.intp]
Split = tuple[Rows, Rows]


def folds(
    size: int,
    k: int = 10,
    *,
    groups: LabelsLike | None = None,
    strata: LabelsLike | None = None,
    seed: int = 0,
) -> list[Split]:
    """Random folds: rows to train on and rows to test on, `k` times.

    Parameters
    ----------
    size : int
        How many rows there are.
    k : int
        Folds, from 2 to the number of people.
    groups : labels of n, optional
        The person of each row: the rows of a person stay in one fold.
    strata : labels of n, optional
        People of one stratum (that of their first row, for instance whether they had an event) are dealt out
        evenly.
    seed : int
        From 0 on.

    Returns
    -------
    list of (training rows, test rows)

    Raises
    ------
    InvalidArgument
        For a number out of range.

    References
    ----------
    Stone 1974, doi:10.1111/j.2517-6161.1974.tb00994.x.

    Examples
    --------
    >>> sorted(test.tolist() for _, test in folds(4, 2, groups=["a", "a", "b", "b"]))
    [[0, 1], [2, 3]]
    """
    n = whole("folds", "size", size, 1)
    parts = whole("folds", "k", k, 2)
    person, stratum = codes_of(groups, n, like="size"), codes_of(strata, n, "strata", "size")
    drawn = whole("folds", "seed", seed, 0, 2**64 - 1)
    return _by_label(_core.validate.random_folds(n, parts, person, stratum, drawn))


def leave_one_out(sites: LabelsLike) -> list[Split]:
    """Each site in turn: the rows of the others to train on, its own to test on.

    Parameters
    ----------
    sites : labels of n
        The site of each row.

    Returns
    -------
    list of (rows of the other sites, rows of the site)
        In sorted order of the sites.

    Raises
    ------
    InvalidArgument
        For a single site.

    References
    ----------
    Steyerberg & Harrell 2016, doi:10.1016/j.jclinepi.2015.04.005.

    Examples
    --------
    >>> [test.tolist() for _, test in leave_one_out(["b", "a", "b"])]
    [[1], [0, 2]]
    """
    splits = _by_label(as_labels(sites, "sites").codes)
    if len(splits) < 2:
        raise _core.InvalidArgument(f"leave_one_out: number of sites is {len(splits)}, but must be 2 or more")
    return splits


def temporal_split(dates: DatesLike, cut: DateLike, *, groups: LabelsLike | None = None) -> Split:
    """Develop on the past, validate on what came later.

    Parameters
    ----------
    dates : dates of n
    cut : date
        The first day of the later rows.
    groups : labels of n, optional
        The person of each row: people seen before the cut are left out of the later rows, so that nobody is
        on both sides.

    Returns
    -------
    (rows before `cut`, rows from `cut` on)

    Raises
    ------
    InvalidArgument
        When a side is empty.

    References
    ----------
    Steyerberg & Harrell 2016, doi:10.1016/j.jclinepi.2015.04.005.

    Examples
    --------
    >>> dates = ["2025-01-01", "2026-01-01", "2026-02-01"]
    >>> before, after = temporal_split(dates, "2026-01-01", groups=[1, 1, 2])
    >>> before.tolist(), after.tolist()
    ([0], [2])
    """
    days = as_days(dates, "dates")
    early = days < as_day(cut, "cut")
    late = ~early
    if groups is not None:
        person = codes_of(groups)
        if len(person) != len(days):
            raise _core.InvalidArgument(f"temporal_split: groups has {len(person)} rows, dates {len(days)}")
        late &= ~np.isin(person, person[early])
    if not early.any() or not late.any():
        raise _core.InvalidArgument("temporal_split: cut leaves no rows on one side")
    return np.flatnonzero(early), np.flatnonzero(late)


def cross_validate(fit: Fit, x: FloatMatrix, event: ColumnLike, splits: Iterable[Split]) -> FloatColumn:
    """Predictions for each row by the model that was fitted without it.

    Parameters
    ----------
    fit : function of (x, event)
        As in `optimism`.
    x : n rows
    event : column of n
        0 or 1.
    splits : iterable of (training rows, test rows)
        As from `folds`, `leave_one_out`, or a list of one `temporal_split`.

    Returns
    -------
    array of n
        NaN where no split tests a row.

    Raises
    ------
    InvalidArgument
        When a row is tested twice; errors of `fit` are not caught.

    References
    ----------
    Stone 1974, doi:10.1111/j.2517-6161.1974.tb00994.x.

    Examples
    --------
    >>> def share(x, y):
    ...     return lambda new: np.full(len(new), y.mean())
    >>> cross_validate(share, np.zeros((3, 1)), [0, 1, 1], leave_one_out([1, 2, 3])).tolist()
    [1.0, 0.5, 0.5]
    """
    outcome = as_column(event, "event")
    design = as_rows(x, "x", len(outcome), "event")
    out = np.full(len(outcome), np.nan)
    seen = np.zeros(len(outcome), dtype=np.intp)
    for split in splits:
        if not hasattr(split, "__len__") or len(split) != 2:
            rule = "must be pairs of row numbers (fitted on, tested on)"
            raise _core.InvalidArgument(f"cross_validate: splits hold {shown(split)}, but {rule}")
        train, test = (positions(rows, len(outcome), "splits") for rows in split)
        out[test] = fit(design[train], outcome[train])(design[test])
        seen[test] += 1
    if (seen > 1).any():
        raise _core.InvalidArgument(f"cross_validate: row {int(seen.argmax())} is tested more than once")
    return out


def _by_label(label: npt.NDArray[np.integer]) -> list[Split]:
    codes = label
    return [(np.flatnonzero(codes != one), np.flatnonzero(codes == one)) for one in np.unique(codes)]
