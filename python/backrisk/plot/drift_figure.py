"""Figure of a drift: a measure of validation by calendar period, and its trend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from backrisk._shared.table import Table
from backrisk.plot import style as style
from backrisk.validate.over_time import MEASURES, Drift
from backrisk.validate.rows import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WORDS = {
    "observed_expected": ("Observed : expected", 1.0, "as predicted"),
    "in_the_large": ("Calibration in the large, log odds", 0.0, "as predicted"),
    "slope": ("Calibration slope", 1.0, "as predicted"),
    "auc": ("Concordance C (AUC)", 0.5, "a coin"),
}


def _drift_data(found: Drift, measure: str = "observed_expected") -> Table:
    """Columns layer ("period", "trend"), date, value, low, high, rows, events."""
    word("drift", "measure", measure, MEASURES)
    of = found.by_period
    columns = {"value": of[measure], "low": of[f"{measure}_low"], "high": of[f"{measure}_high"]}
    parts: list[tuple[str, Mapping[str, object]]] = [
        ("period", {"date": of["period"], **columns, "rows": of["rows"], "events": of["events"]})
    ]
    if measure == "in_the_large" and np.isfinite(found.trend.value) and len(of) > 1:
        known = np.isfinite(of[measure])
        weight = np.where(known, of["rows"], 0).astype(float)
        years = (of["period"] - of["period"][0]).astype(float) / 365.25
        centre = np.average(years, weights=weight)
        level = np.average(np.where(known, of[measure], 0), weights=weight)
        parts.append(("trend", {"date": of["period"], "value": level + found.trend.value * (years - centre)}))
    return style.layers("drift", parts)


@style.twin(_drift_data)
def drift(
    found: Drift,
    measure: str = "observed_expected",
    *,
    outcome: str = "",
    horizon_days: int | None = None,
    status: str = "",
    ax: Axes | None = None,
) -> Axes:
    """A measure by calendar period with its intervals, beside what it should be.

    Parameters
    ----------
    found : Drift
        As `br.validate.drift` answers.
    measure : {"observed_expected", "in_the_large", "slope", "auc"}
        With "in_the_large" the trend is drawn too.
    outcome, horizon_days, status
        Are only written.
    ax : Axes, optional

    Returns
    -------
    Axes
        `.data` has the columns layer ("period", "trend"), date, value, low, high, rows, events; a period
        without a value is a gap.

    Raises
    ------
    InvalidArgument
        For another measure.

    References
    ----------
    Davis 2017, doi:10.1093/jamia/ocx030.

    Examples
    --------
    >>> import backrisk as br
    >>> random = np.random.default_rng(2)
    >>> days = np.datetime64("2024-01-01") + random.integers(0, 730, 900).astype("timedelta64[D]")
    >>> p = random.uniform(0.1, 0.6, 900)
    >>> found = br.validate.drift(random.random(900) < p, p, days, period="half-year")
    >>> drift.data(found)["layer"].tolist()
    ['period', 'period', 'period', 'period']
    """
    table = _drift_data(found, measure)
    label, ideal, meaning = _WORDS[measure]
    with style.canvas(ax, 85, 70) as on:
        part = style.layer(table, "period")
        low, high = part["value"] - part["low"], part["high"] - part["value"]
        on.axhline(ideal, color=style.ink(on), lw=0.9, ls="--", alpha=0.75, label=meaning)
        on.errorbar(
            part["date"], part["value"], yerr=np.vstack([low, high]), fmt="o", ms=4, lw=1,
            color=style.BLUE, label=f"each {found.period}",
        )  # fmt: skip
        if "trend" in table["layer"].tolist():
            trend = style.layer(table, "trend")
            on.plot(trend["date"], trend["value"], color=style.VERMILLION, lw=1.2, label="trend")
        style.date_axis(on)
        on.set_ylabel(label)
        counts = (
            f"{int(found.by_period['rows'].sum()):,} rows, {int(found.by_period['events'].sum()):,} events"
        )
        style.frame(
            on,
            "Do predictions stay right?",
            style.joined(style.about(outcome, horizon_days), counts),
            style.joined(status, found.describe()),
        )
        return on
