"""What does a load ratio owe to its denominator, and to the choice of its windows?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.table import Table
from backrisk._shared.typing import ColumnLike, LabelsLike
from backrisk.fit.glm_fit import glm
from backrisk.validate.discrimination import auc
from backrisk.validate.rows import LEVEL, MOST_REPLICATES, Codes, codes_of, level_of, whole

METHODS = ("coupled", "uncoupled", "ewma")


def denominator_check(
    event: ColumnLike,
    numerator: ColumnLike,
    denominator: ColumnLike,
    *,
    groups: LabelsLike | None = None,
    within: LabelsLike | None = None,
    shuffles: int = 200,
    seed: int = 0,
    level: float = LEVEL,
) -> Table:
    """Does the denominator of a ratio (the chronic load of an acute:chronic ratio) do anything here?

    A ratio that is not better than over a constant or a shuffled denominator says what its numerator says.

    Parameters
    ----------
    event : column of n
        0 or 1; NaN rows are left out.
    numerator, denominator : column of n
        Not negative; rows in which one is NaN or the denominator 0 are left out of all.
    groups : labels of n, optional
        The person of each row: intervals of auc keep a person's rows together.
    within : labels of n, optional
        Denominators are shuffled within these.
    shuffles : int
        From 1 to a million.
    seed : int
        From 0 on.
    level : float
        Of the intervals, in (0, 1).

    Returns
    -------
    Table
        A row for each denominator: "as given"; "constant", the numerator alone; "shuffled", those of other
        rows, the mean of the draws with their quantiles; "alone, inverted", 1 / denominator. Columns: rows,
        events, auc with low and high, chi_square (likelihood ratio of the one column in a logistic
        regression), at_least_as_good: the share of shuffles with as high a chi_square as the ratio, (1 +
        count) / (1 + shuffles).

    Raises
    ------
    InvalidArgument
        For a bad column or option.

    References
    ----------
    Impellizzeri 2020, doi:10.1123/ijspp.2019-0864; 2021, doi:10.1007/s40279-020-01378-6.

    Examples
    --------
    >>> random = np.random.default_rng(2)
    >>> acute, chronic = random.gamma(9, 1, 500), random.gamma(20, 1, 500)
    >>> event = random.random(500) < 0.02 * acute
    >>> found = denominator_check(event, acute, chronic, shuffles=20)
    >>> found["denominator"].tolist()
    ['as given', 'constant', 'shuffled', 'alone, inverted']
    >>> bool(found["auc"][1] > found["auc"][0])
    True
    """
    y, top, bottom = (as_column(c, n) for c, n in zip((event, numerator, denominator), _RATIO, strict=True))
    if not len(y) == len(top) == len(bottom):
        raise _core.InvalidArgument(
            f"denominator_check: numerator has {len(top)} rows and denominator {len(bottom)}, but event has "
            f"{len(y)}"
        )
    if (top < 0).any() or (bottom < 0).any():
        raise _core.InvalidArgument("denominator_check: numerator and denominator must not be negative")
    whole("denominator_check", "shuffles", shuffles, 1, MOST_REPLICATES)
    whole("denominator_check", "seed", seed, 0, 2**64 - 1)
    level_of("denominator_check", level)
    here = np.isfinite(top) & np.isfinite(bottom) & (bottom > 0) & ~np.isnan(y)
    y, top, bottom = y[here], top[here], bottom[here]
    person = None if groups is None else codes_of(groups, len(here))[here]
    label = (
        codes_of(within, len(here), "within")[here]
        if within is not None
        else np.zeros(len(y), dtype=np.uintp)
    )
    fixed = [_one_column(y, x, person, level) for x in (top / bottom, top, 1 / bottom)]
    random = np.random.default_rng(seed)
    order = np.argsort(label, kind="stable")
    drawn = []
    for _ in range(shuffles):
        mixed = np.empty_like(bottom)
        mixed[order] = bottom[np.lexsort((random.random(len(y)), label))]
        drawn.append(_one_column(y, top / mixed, None, level))
    areas, squares = np.array([one[0] for one in drawn]), np.array([one[3] for one in drawn])
    low, high = np.quantile(areas, [(1 - level) / 2, (1 + level) / 2])
    lines = [fixed[0], fixed[1], (areas.mean(), low, high, squares.mean()), fixed[2]]
    as_good = (1 + (squares >= fixed[0][3]).sum()) / (1 + shuffles)
    return Table(
        {
            "denominator": ["as given", "constant", "shuffled", "alone, inverted"],
            "rows": [len(y)] * 4,
            "events": [int(y.sum())] * 4,
            **dict(zip(("auc", "low", "high", "chi_square"), zip(*lines, strict=True), strict=True)),
            "at_least_as_good": [np.nan, np.nan, as_good, np.nan],
        },
        title="what the denominator adds",
    )


_RATIO = ("event", "numerator", "denominator")


def _one_column(
    y: FloatColumn, x: FloatColumn, person: Codes | None, level: float
) -> tuple[float, float, float, float]:
    """AUC with its interval, and the likelihood ratio chi-square of one column."""
    area = auc(y, x, groups=person, level=level)
    fit = glm(((x - x.mean()) / (x.std() or 1))[:, None], y)
    return area.value, area.low, area.high, 2 * (fit.log_likelihood - fit.null_log_likelihood)


def window_sensitivity(
    event: ColumnLike,
    load: ColumnLike,
    *,
    groups: LabelsLike | None = None,
    acute: Sequence[int] = (3, 5, 7, 10, 14),
    chronic: Sequence[int] = (14, 21, 28, 42, 56),
    methods: Sequence[str] = METHODS,
    level: float = LEVEL,
) -> Table:
    """How much does a result depend on the windows of a load ratio? Every combination, with its multiplicity.

    Parameters
    ----------
    event : column of n
        0 or 1, that follows the load of its row; NaN for days that do not count, as inside an episode.
    load : column of n
        One a day, a person's days together and in order.
    groups : labels of n, optional
        The person of each row.
    acute, chronic : sequence of int
        Windows in days; pairs with acute < chronic are tried.
    methods : sequence of str
        Of `load.acwr`.
    level : float
        Of the intervals, in (0, 1).

    Returns
    -------
    Table
        A row for each method and pair: odds_ratio for one standard deviation with low, high and p (sandwich
        over persons), p_adjusted for all rows of the table (`holm`), auc. All windows are compared in the
        same rows, those in which each ratio exists. Reporting the best window alone is reporting the smallest
        of many p.

    Raises
    ------
    InvalidArgument
        For a bad column, no pair of windows, or no row that has all ratios.

    References
    ----------
    Impellizzeri 2020, doi:10.1123/ijspp.2019-0864; Holm 1979, doi:10.2307/4615733.

    Examples
    --------
    >>> random = np.random.default_rng(3)
    >>> load, event = random.gamma(4, 100, 600), random.random(600) < 0.1
    >>> found = window_sensitivity(event, load, acute=[7], chronic=[21, 28], methods=["coupled"])
    >>> found["chronic"].tolist(), bool((found["p_adjusted"] >= found["p"]).all())
    ([21, 28], True)
    """
    from backrisk import load as area

    y = as_column(event, "event")
    tried = [(m, a, c) for m in methods for a in acute for c in chronic if a < c]
    if not tried:
        raise _core.InvalidArgument("window_sensitivity: no pair has an acute window below the chronic one")
    x = as_column(load, "load")
    if len(x) != len(y):
        raise _core.InvalidArgument(f"window_sensitivity: load has {len(x)} rows, but event {len(y)}")
    ratios = np.array([area.acwr(x, a, c, m, groups=groups).value for m, a, c in tried])
    here = np.isfinite(ratios).all(axis=0) & ~np.isnan(y)
    if not here.any():
        raise _core.InvalidArgument("window_sensitivity: no row has all ratios: shorten the longest window")
    y, ratios = y[here], ratios[:, here]
    person = None if groups is None else codes_of(groups, len(here))[here]
    lines = []
    for (method, a, c), ratio in zip(tried, ratios, strict=True):
        spread = float(ratio.std()) or 1.0
        fit = glm(((ratio - ratio.mean()) / spread)[:, None], y, clusters=person).summary(level).row(1)
        odds = [np.exp(fit[name]) for name in ("coef", "low", "high")]
        lines.append((method, a, c, len(y), int(y.sum()), spread, *odds, fit["p"], auc(y, ratio).value))
    names = ("method", "acute", "chronic", "rows", "events", "sd", "odds_ratio", "low", "high", "p", "auc")
    columns = dict(zip(names, map(np.array, zip(*lines, strict=True)), strict=True))
    columns["p_adjusted"] = holm(columns["p"])
    return Table(columns, title=f"{len(tried)} windows tried; read p_adjusted")


def holm(p: ColumnLike) -> FloatColumn:
    """p values adjusted so that one false positive among all is as rare as one p promised.

    Sorted rising, max over j <= i of (k - j + 1) p_j, at most 1.

    Parameters
    ----------
    p : column of k
        In [0, 1]; a missing one is an error.

    Returns
    -------
    array of k

    Raises
    ------
    InvalidArgument
        Outside [0, 1].

    References
    ----------
    Holm 1979, doi:10.2307/4615733.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    values = as_column(p, "p")
    if not ((values >= 0) & (values <= 1)).all():
        raise _core.InvalidArgument("holm: p must lie between 0 and 1")
    order = np.argsort(values, kind="stable")
    steps = values[order] * np.arange(len(values), 0, -1)
    out = np.empty_like(values)
    out[order] = np.minimum(1, np.maximum.accumulate(steps))
    return out
