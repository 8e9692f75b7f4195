"""Subgroups and fairness: does the model hold for each kind of person?"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import as_column
from backrisk._shared.labels import label_column
from backrisk._shared.places import Argument
from backrisk._shared.raw import is_missing, listed
from backrisk._shared.table import Table
from backrisk._shared.typing import ColumnLike, FrameLike, LabelsLike
from backrisk.validate.rows import LEVEL, Codes, Rows, codes_of, level_of, number, options, rows, word

UNKNOWN = "unknown"
MOST_GROUPS = 50
STANDARD = ("observed_expected", "in_the_large", "slope", "auc", "scaled_brier")
OF_ACTING = ("flagged", "sensitivity", "specificity", "net_benefit")


def subgroups(
    event: ColumnLike,
    predicted: ColumnLike,
    *,
    by: Mapping[str, LabelsLike] | FrameLike | LabelsLike,
    metrics: Sequence[str] | None = None,
    threshold: float | None = None,
    weights: ColumnLike | None = None,
    clusters: LabelsLike | None = None,
    clip: float | None = None,
    level: float = LEVEL,
) -> Table:
    """Each metric in each group of people, and its difference from everybody else, with intervals.

    Parameters
    ----------
    event, predicted
        As in `calibration`.
    by : labels of n, or several such columns by name
        Rows without a label are the group "unknown", so that nobody drops out unseen. Numbers that are no
        codes need bands first: `age_bands`.
    metrics : sequence of str, optional
        share, observed_expected, in_the_large, slope, auc, brier, scaled_brier, log_loss; with a `threshold`
        also flagged, sensitivity, specificity, positive_value, net_benefit (is error shared evenly?).
    threshold : float, optional
        To act at, in (0, 1).
    weights, clip, level
        As in `calibration`.
    clusters : labels of n, optional
        The person of each row (`groups` elsewhere).

    Returns
    -------
    Table
        A row for each of `by`, group and metric: by, group, rows, people, events, metric, value, low, high,
        difference, difference_low, difference_high, warning. Values and intervals are those of the functions
        of these names; shares have Wilson's interval. The difference respects the interval that each metric
        has on its own, and knows of persons with rows on both sides. `warning` names small cells (fewer than
        100 events or non-events is imprecise; fewer than 10 is not to be trusted, a convention), and why a
        value or interval is NaN.

    Raises
    ------
    InvalidArgument
        For a bad column, an unknown metric, or a metric of acting without `threshold`.

    Notes
    -----
    Of twenty groups that are all alike, one is expected to differ at the 5 % level.

    References
    ----------
    Zou & Donner 2008, doi:10.1002/sim.3095; for shares method 10 of Newcombe 1998,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I; small cells Vergouwe 2005,
    doi:10.1016/j.jclinepi.2004.06.017; Collins 2016, doi:10.1002/sim.6787.

    Examples
    --------
    >>> event, predicted = [0, 1, 0, 1, 0, 1, 1, 0], [0.2, 0.7, 0.4, 0.3, 0.1, 0.8, 0.6, 0.3]
    >>> found = subgroups(event, predicted, by={"sex": list("ffffmmmm")}, metrics=["auc"])
    >>> found["group"].tolist(), found["value"].tolist(), found["difference"].tolist()
    (['f', 'm'], [0.75, 1.0], [-0.25, 0.25])
    """
    of, name = _rows(event, predicted, weights, clusters), "subgroups"
    known = _core.validate.group_metrics()
    chosen = metrics or (STANDARD if threshold is None else STANDARD + OF_ACTING)
    for one in chosen:
        word(name, "metric", one, known)
    given = options(
        threshold=None if threshold is None else number(name, "threshold", threshold),
        clip=None if clip is None else number(name, "clip", clip),
        level=level_of(name, level),
    )
    columns: Any = by if isinstance(by, Mapping) or hasattr(by, "columns") else {"by": by}
    names = list(columns.columns) if hasattr(columns, "columns") else list(columns)
    lines = [
        (by_name, label, *row)
        for by_name in names
        for label, *row in _of_column(of, columns[by_name], str(by_name), chosen, given)
    ]
    heads = ("by", "group", "rows", "people", "events", "metric", "value", "low", "high")
    differs = ("difference", "difference_low", "difference_high", "warning")
    table = zip(*lines, strict=True) if lines else ((),) * len(heads + differs)
    return Table(dict(zip(heads + differs, map(np.array, table), strict=True)), title="by subgroup")


def _rows(
    event: ColumnLike, predicted: ColumnLike, weights: ColumnLike | None, clusters: LabelsLike | None
) -> Rows:
    plain = rows(event, predicted, weights)
    person = codes_of(clusters, len(plain.event), "clusters")
    return Rows(plain.event, plain.predicted, plain.weight, person)


def _of_column(
    of: Rows, labels: object, name: str, metrics: Sequence[str], given: dict[str, float]
) -> Sequence[tuple[object, ...]]:
    code, levels = _labelled(labels, name, len(of.event))
    by_metric = [_core.validate.subgroups(*of.all, code, metric=metric, **given) for metric in metrics]
    lines = []
    for k, label in enumerate(levels):
        for metric, answers in zip(metrics, by_metric, strict=True):
            one = answers[k] if k < len(answers) else None
            if one is None or not one.rows:
                continue
            found, gap = one.found, one.difference
            small = _core.validate.cell_warning(one.events, one.rows - one.events)
            warning = "; ".join(dict.fromkeys(text for text in (small, found.note, gap.note) if text))
            counts = (label, one.rows, one.people, one.events, metric)
            lines.append((*counts, found.value, found.low, found.high, gap.value, gap.low, gap.high, warning))
    return lines


def _labelled(labels: object, name: str, size: int) -> tuple[Codes, list[str]]:
    """Codes and words of a column of labels, in sorted order (bands in theirs), the unknown last."""
    place = Argument(f"subgroups: {name}")
    values = listed(labels, place)
    if len(values) != size:
        raise _core.InvalidArgument(f"subgroups: {name} has shape ({len(values)},), but must be ({size},)")
    absent = np.array([is_missing(one) or one == UNKNOWN for one in values], dtype=bool)
    any_label = next((one for one in values if not is_missing(one) and one != UNKNOWN), "")
    filled = [any_label if gone else one for one, gone in zip(values, absent, strict=True)]
    fractional = any(isinstance(one, float) and not one.is_integer() for one in filled)
    truth = all(isinstance(one, (bool, np.bool_)) for one in filled)
    column = filled if fractional else [str(one) for one in filled] if truth else label_column(filled, place)
    levels, inverse = np.unique(np.asarray(column)[~absent], return_inverse=True)
    if fractional or len(levels) > MOST_GROUPS:
        raise _core.InvalidArgument(
            f"subgroups: {name} has {len(levels)} different values{' with fractions' if fractional else ''}, "
            f"but must be labels of at most {MOST_GROUPS} groups: put numbers into bands first (age_bands)"
        )
    words = [str(one) for one in levels.tolist()]
    order = np.array(sorted(range(len(words)), key=lambda k: _place(words[k])), dtype=np.intp)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    codes = np.full(size, len(words), dtype=np.intp)
    codes[~absent] = rank[inverse.ravel()]
    return codes.astype(np.uintp), [words[k] for k in order] + ([UNKNOWN] if absent.any() else [])


def _place(word: str) -> tuple[float, float, str]:
    """Bands in the order of their ages, other labels after them by name."""
    head, *rest = word.replace("-", " ").split()
    if head == "under" and rest and rest[0].lstrip("+").replace(".", "", 1).isdigit():
        return 0, float(rest[0]), ""
    return (0, float(head), "~") if head.replace(".", "", 1).isdigit() else (1, 0, word)


def age_bands(age: ColumnLike, cuts: Sequence[float]) -> npt.NDArray[np.str_]:
    """Labels of age bands: "under 18", "18-34", "35 and over" for `cuts` (18, 35).

    A band begins at its cut and ends below the next. Works for any other number with natural cuts.

    Parameters
    ----------
    age : column of n
        Years, not negative; a missing one is "unknown".
    cuts : sequence of whole numbers, rising
        Yours to name, since bands chosen after looking at results find what they look for.

    Returns
    -------
    array of n labels

    Raises
    ------
    InvalidArgument
        For negative ages and for cuts that do not rise.

    References
    ----------
    Altman & Royston 2006, doi:10.1136/bmj.332.7549.1080.

    Examples
    --------
    >>> age_bands([17.9, 18, 34, 35, None], cuts=[18, 35]).tolist()
    ['under 18', '18-34', '18-34', '35 and over', 'unknown']
    """
    years = as_column(age, "age")
    edges = as_column(cuts, "cuts")
    if not len(edges) or not (np.diff(edges) > 0).all() or not (edges == np.round(edges)).all():
        raise _core.InvalidArgument(f"age_bands: cuts is {list(cuts)}, but must be whole numbers that rise")
    if (years < 0).any():
        raise _core.InvalidArgument(f"age_bands: age is {years[years < 0][0]}, but must not be negative")
    whole = [int(one) for one in edges]
    names = [f"under {whole[0]}"]
    names += [f"{a}-{b - 1}" if b - a > 1 else f"{a}" for a, b in itertools.pairwise(whole)]
    names += [f"{whole[-1]} and over", UNKNOWN]
    band = np.where(np.isnan(years), len(names) - 1, np.searchsorted(edges, years, side="right"))
    return np.array(names)[band]
