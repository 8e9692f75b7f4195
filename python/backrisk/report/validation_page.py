"""A validation as one HTML page that loads nothing: warnings and words first, figures, then every number."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import TYPE_CHECKING

from backrisk import _core
from backrisk._shared.table import Row
from backrisk._shared.views import offers

if TYPE_CHECKING:
    from backrisk.validate.validation_report import ValidationReport

_LABELS = {
    "share": ("Share with an event", "of all rows"),
    "mean_predicted": ("Mean prediction", "should be the share"),
    "auc": ("Concordance C (AUC)", "0.5 a coin, 1 perfect order"),
    "scaled_brier": ("Scaled Brier score", "0 no better than the share, 1 perfect"),
    "brier": ("Brier score", "0 perfect"),
    "log_loss": ("Log loss", "0 perfect"),
    "observed_expected": ("Observed : expected", "1 right, above 1 too few predicted"),
    "in_the_large": ("Calibration in the large", "0 right"),
    "intercept": ("Calibration intercept", "0 right"),
    "slope": ("Calibration slope", "1 right, below 1 too extreme"),
    "rows_wanted": ("Rows for a precise answer", "if rows were independent"),
    "ici": ("Mean distance from the diagonal (ICI)", "0 right"),
    "e50": ("Median distance (E50)", "0 right"),
    "e90": ("Distance of the worst tenth (E90)", "0 right"),
    "emax": ("Largest distance (Emax)", "0 right"),
    "concordance_harrell": ("Harrell’s C", "0.5 a coin"),
    "concordance_uno": ("Uno’s C", "0.5 a coin"),
    "auc_at_horizon": ("AUC at the horizon", "0.5 a coin"),
    "brier_at_horizon": ("Brier score at the horizon", "0 perfect"),
    "observed_expected_at_horizon": ("Observed : expected at the horizon", "1 right"),
}
_SHORT = {"auc": "C", "slope": "slope", "observed_expected": "O:E"}
_COUNTS = ("rows", "events", "people", "people_with_event")


@offers("ValidationReport.page")
def page(of: ValidationReport) -> str:
    """The page. Raises ImportError without jinja2; without matplotlib it has no figures, and says so."""
    from backrisk.report.cohort_page import _environment

    colours, figures, missing = _figures(of)
    template = _environment().get_template("validation.html.j2")
    return str(
        template.render(
            of=of,
            title=of.title()[0].upper() + of.title()[1:],
            about=_about(of),
            tiles=_tiles(of),
            colours=colours,
            figures=figures,
            missing=missing,
            metrics=[_metric(of, name) for name in of.metrics if name not in _COUNTS],
            thresholds=_thresholds(of),
            people=1000,
            subgroups=[] if of.subgroups is None else _subgroups(of),
            tripod=_tripod(of),
            intended_use=_core.risk.intended_use,
        )
    )


def number(value: float) -> str:
    """Three figures, whole numbers whole, a dash for none."""
    if value != value:
        return "–"
    text = f"{value:.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
    return text.replace("-", "−")


def _two(value: float, sign: str = "") -> str:
    """Two decimals, for tables with many numbers side by side."""
    return "–" if value != value else f"{value:{sign}.2f}".replace("-", "−")


def _span(low: float, high: float, shown: Callable[[float], str] = number) -> str:
    return f"{shown(low)} to {shown(high)}" if low == low and high == high else ""


def _about(of: ValidationReport) -> str:
    """Outcome, population and horizon, as far as they were named."""
    horizon = "" if of.horizon is None else f"horizon {of.horizon:g}"
    among = f"among {of.setting}" if of.setting else ""
    return ", ".join(filter(None, (of.outcome, among, horizon)))


def _tiles(of: ValidationReport) -> list[tuple[str, str]]:
    share = of["share"].value
    tiles = [
        (f"{of.events:,}", "events"),
        (f"{of.rows:,}", "rows" if of.people is None else f"rows of {of.people:,} people"),
        (f"{100 * share:.3g} %", "of rows with an event"),
    ]
    if of.hopeless():
        return [*tiles, ("–", "concordance C: cannot be told")]
    return [*tiles, (number(round(of["auc"].value, 2)), "concordance C (a coin: 0.5)")]


def _metric(of: ValidationReport, name: str) -> dict[str, str]:
    found, method = of.metrics[name]
    label, reading = _LABELS.get(name, (name, ""))
    span = _span(found.low, found.high)
    return {"label": label, "reading": reading, "value": number(found.value), "span": span,
            "note": found.note, "method": method}  # fmt: skip


def _thresholds(of: ValidationReport) -> list[Row]:
    """Natural frequencies as whole people; net benefit per 1000, beside acting on everybody."""
    rows = [of.thresholds.row(i) for i in range(len(of.thresholds))]
    for row in rows:
        row["at"] = f"{100 * row['threshold']:.3g} %"
        row["benefit"] = number(1000 * row["net_benefit"])
        row["span"] = _span(1000 * row["net_benefit_low"], 1000 * row["net_benefit_high"])
        row["all"] = number(1000 * row["treat_all"])
        row["few"] = min(row["flagged"], row["true_positives"]) * of.rows / 1000 < 10
        whole = ("flagged", "true_positives", "false_positives", "missed")
        row |= {name: f"{row[name]:.0f}" for name in whole}
    return rows


def _subgroups(of: ValidationReport) -> list[Row]:
    """A row a group, its measures side by side, each with its difference from everybody else."""
    table, rows = of.subgroups, list[Row]()
    assert table is not None
    for row in (table.row(i) for i in range(len(table))):
        if not rows or (rows[-1]["by"], rows[-1]["group"]) != (row["by"], row["group"]):
            rows.append({**row, "measures": [], "warnings": []})
        gap = _span(row["difference_low"], row["difference_high"], _two)
        rows[-1]["measures"].append(
            {
                "label": _SHORT.get(row["metric"], row["metric"]),
                "value": _two(row["value"]),
                "span": _span(row["low"], row["high"], _two),
                "gap": f"{_two(row['difference'], '+')} ({gap})" if gap else "",
            }
        )
        rows[-1]["warnings"] = list(dict.fromkeys([*rows[-1]["warnings"], row["warning"]]))
    for row in rows:
        row["note"] = "; ".join(filter(None, row["warnings"]))
    return rows


def _tripod(of: ValidationReport) -> list[dict[str, object]]:
    """The items and who answers them; the long ones stand elsewhere on the page."""
    from backrisk.validate.tripod import ITEMS, TO_FILL, filled

    answers = filled(of) | {"12e": "The table “Every number”.", "23a": "This page."}
    return [
        {"number": n, "part": part, "what": what, "answer": answers.get(n, TO_FILL), "open": n not in answers}
        for n, part, what in ITEMS
    ]


def _figures(of: ValidationReport) -> tuple[str, list[str], str]:
    """Style sheet, drawings, and why there are none."""
    if of.hopeless():
        return "", [], "figures would invite reading what cannot be read"
    from backrisk import plot
    from backrisk.plot.svg_figures import inline

    if importlib.util.find_spec("matplotlib") is None:
        return "", [], "figures need matplotlib: pip install 'backrisk[plot]'"
    event, predicted, weight, groups = of.columns
    drawn, why = [], ""
    named: Row = {"groups": groups, "level": of.level, "outcome": of.outcome}
    if of.imputations > 1:
        named["status"] = f"first of {of.imputations} imputed tables"
    if of.bins is None:
        why = "no figure of calibration for weighted rows"
        named["weights"] = weight
    else:
        curve = of.curve or False
        try:
            drawn.append(
                inline("calibration", lambda: plot.calibration(event, predicted, curve=curve, **named))
            )
        except (_core.InvalidArgument, _core.NumericError) as error:
            why = f"no figure of calibration: {error}"
    at = of.decision["threshold"]
    drawn.append(inline("decision", lambda: plot.decision_curve(event, predicted, at, **named)))
    return plot.SVG_COLOURS, drawn, why
