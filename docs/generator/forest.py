"""A page a factor: every row of the evidence about it, what was done with it, and a forest plot."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import backrisk
from generator.markdown import MADE, cited, number, plain, table
from generator.tables import effect_size, rows_of

Z = 1.959963984540054
FOLDER = "evidence"
_TICKS = (0.1, 0.25, 0.5, 1, 2, 4, 10, 20, 40)
_LABEL, _PLOT, _RIGHT, _ROW = 210, 300, 150, 20
_STYLE = (
    "text{font:11px system-ui,sans-serif;fill:#17202a}line,path{stroke:#17202a}.used{fill:#0072b2;stroke:none}"
    ".left{fill:none;stroke:#6b7682}.sum{fill:#b84f00;stroke:none}.thin{stroke-width:1}.thick{stroke-width:3}"
    ".soft{stroke-width:.6;opacity:.5}"
    "@media(prefers-color-scheme:dark){text{fill:#e7ecf1}line,path{stroke:#e7ecf1}.used{fill:#63b6e8}"
    ".sum{fill:#f2965c}}"
)


@dataclass(frozen=True)
class Line:
    """A row of the plot on the log scale: an estimate, its error as used, and the published one if known."""

    label: str
    estimate: float
    error: float
    published_error: float = math.nan
    kind: str = "used"

    def ratio(self) -> str:
        low, high = (math.exp(self.estimate + sign * Z * self.error) for sign in (-1, 1))
        return f"{math.exp(self.estimate):.2f} ({low:.2f} to {high:.2f})"


def svg(title: str, lines: list[Line]) -> str:
    """Hazard ratios on a log axis: squares are rows, hollow ones did not enter, diamonds are sums.

    The thin line is the 95 % interval after the doubt that the composer adds, the thick one the published.
    """
    ends = [one.estimate + sign * Z * one.error for one in lines for sign in (-1, 1)]
    low, high = max(min([*ends, -0.5]), math.log(0.08)), min(max([*ends, 0.7]), math.log(50))

    def x(value: float) -> float:
        return _LABEL + _PLOT * (min(max(value, low), high) - low) / (high - low)

    bottom = _ROW * (len(lines) + 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LABEL + _PLOT + _RIGHT} {bottom + 24}" '
        f'role="img"><title>{html.escape(title)}</title><style>{_STYLE}</style>'
    ]
    for tick in (one for one in _TICKS if low <= math.log(one) <= high):
        at, css = x(math.log(tick)), "thin" if tick == 1 else "soft"
        parts.append(f'<line class="{css}" x1="{at:.1f}" y1="8" x2="{at:.1f}" y2="{bottom}"/>')
        parts.append(f'<text x="{at:.1f}" y="{bottom + 14}" text-anchor="middle">{tick:g}</text>')
    for k, one in enumerate(lines):
        parts.append(_drawn(one, _ROW * (k + 1), x))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _drawn(one: Line, y: int, x: Any) -> str:
    at = x(one.estimate)
    ends = [x(one.estimate + sign * Z * one.error) for sign in (-1, 1)]
    drawn = f'<line class="thin" x1="{ends[0]:.1f}" y1="{y}" x2="{ends[1]:.1f}" y2="{y}"/>'
    if one.kind == "sum":
        drawn = f'<path class="sum" d="M{ends[0]:.1f} {y}L{at:.1f} {y - 5}L{ends[1]:.1f} {y}L{at:.1f} {y + 5}Z"/>'
    else:
        if not math.isnan(one.published_error):
            inner = [x(one.estimate + sign * Z * one.published_error) for sign in (-1, 1)]
            drawn += f'<line class="thick" x1="{inner[0]:.1f}" y1="{y}" x2="{inner[1]:.1f}" y2="{y}"/>'
        drawn += f'<rect class="{one.kind}" x="{at - 4:.1f}" y="{y - 4}" width="8" height="8"/>'
    label = html.escape(one.label)
    return (
        f'<text x="{_LABEL - 8}" y="{y + 4}" text-anchor="end">{label}</text>{drawn}'
        f'<text x="{_LABEL + _PLOT + 8}" y="{y + 4}">{one.ratio()}</text>'
    )


def lines_of(column: str, entries: Iterable[Mapping[str, Any]], steps: Mapping[str, Any]) -> list[Line]:
    """What the plot of one column has: its rows with a size, their sum, and the coefficient of the model."""
    lines = [
        Line(
            str(one["row"]),
            one["log_hazard_ratio"],
            one["adjusted_error"],
            one["standard_error"],
            "used" if one["action"] in ("used", "stated") else "left",
        )
        for one in entries
        if math.isfinite(one["log_hazard_ratio"]) and math.isfinite(one["adjusted_error"])
    ]
    if steps["n_studies"]:
        lines.append(Line("pooled", steps["pooled"], steps["pooled_error"], kind="sum"))
    return [*lines, Line(f"in the model: {column}", steps["mean"], steps["sd"], kind="sum")]


def evidence_pages() -> dict[str, str]:
    """Text of each page and figure by name, `evidence/<factor>.md` and `.svg`, and of their index."""
    model, effects = backrisk.literature_model(), backrisk.evidence.effects()
    known = {row["id"]: row for row in (*rows_of(effects), *rows_of(backrisk.evidence.derived_effects()))}
    ledger = rows_of(model.ledger())
    steps = {row["column"]: row for row in rows_of(model.coefficients())}
    columns: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows_of(model.factors()):
        columns.setdefault(row["name"], []).append(row)
    made, index = {}, []
    for name, of in columns.items():
        entries = [one for one in ledger if one["column"] in {row["column"] for row in of}]
        lines = [
            line
            for row in of
            for line in lines_of(
                row["column"], [one for one in entries if one["column"] == row["column"]], steps[row["column"]]
            )
        ]
        made[f"{FOLDER}/{name}.svg"] = svg(f"Evidence on {of[0]['label']}", lines)
        made[f"{FOLDER}/{name}.md"] = _page(name, of, entries, steps, known)
        counts = [sum(one["action"] in ("used", "stated") for one in entries), len(entries)]
        index.append((f"[`{name}`]({FOLDER}/{name}.md)", plain(of[0]["label"]), "{} of {}".format(*counts)))
    head = (
        "A page a factor of `literature_model()`, with every row of the evidence that is about it, what was "
        "done with the row and why, and a forest plot. Rows that are about no factor stand in "
        "[evidence](evidence.md)."
    )
    rows = table(("factor", "what", "rows that entered"), index)
    made["evidence-by-factor.md"] = "\n\n".join([MADE, "# Evidence by factor", head, rows])
    return made


_LEGEND = (
    "Hazard ratios with 95 % intervals. Square: a row of the evidence as a log hazard ratio; the thick line is the "
    "interval as published, the thin one after the doubt that the composer adds for certainty and indirectness. "
    "Hollow: it has a size and did not enter. Diamonds: the rows pooled by random effects, and the coefficient "
    "of the model after shrinkage, the discount for overlap and the cap of spread; for a factor that is "
    "conditional on another one the unit differs, see [default factors](../factors.md)."
)


def _page(
    name: str,
    of: list[Mapping[str, Any]],
    entries: list[Mapping[str, Any]],
    steps: Mapping[str, Mapping[str, Any]],
    known: Mapping[str, Mapping[str, Any]],
) -> str:
    first = of[0]
    acts = first["persistence_days"]
    lasting = "" if not math.isfinite(acts) else f" A value acts for {number(acts)} days."
    about = (
        f"{plain(first['label'].capitalize())}. Cause: {first['cause']}; from {number(first['low'])} to "
        f"{number(first['high'])}{' ' * bool(first['unit'])}{plain(first['unit'])}.{lasting}"
    )
    rows = [_entry(one, known[one["row"]]) for one in entries if one["row"] in known]
    sums = []
    for row in of:
        s = steps[row["column"]]
        pooled = Line("", s["pooled"], s["pooled_error"]).ratio() if s["n_studies"] else ""
        sums.append(
            (
                f"`{row['column']}`",
                f"{s['n_studies']:.0f}",
                pooled,
                *(
                    (number(s["tau"], 2), f"{100 * s['i_squared']:.0f} %", number(s["shrinkage"], 2))
                    if s["n_studies"]
                    else ("", "", "centred on zero")
                ),
                number(s["overlap_share"], 2),
                Line("", s["mean"], s["sd"]).ratio(),
            )
        )
    head = ("row", "contrast", "published", "people; outcome; study", "source", "status", "certainty", "done")
    none = "No row of the evidence is about it; it is centred on zero, measured and learnable."
    return "\n\n".join(
        [
            MADE,
            f"# Evidence on `{name}`",
            about,
            f"![Forest plot]({name}.svg)",
            _LEGEND,
            table((*head, "reason"), rows) if rows else none,
            "## From the rows to the coefficient",
            table(
                ("column", "studies", "pooled", "tau", "I²", "shrinkage", "overlap", "in the model"),
                sums,
            ),
            "[All factors](../evidence-by-factor.md); an association is not a cause.",
        ]
    )


def _entry(entry: Mapping[str, Any], row: Mapping[str, Any]) -> tuple[str, ...]:
    share = f" ({100 * entry['weight']:.0f} %)" if entry["action"] == "used" else ""
    return (
        str(row["id"]),
        plain(f"{row['factor'].replace('_', ' ')}: {row['contrast']}"),
        f"{row['measure'].replace('_', ' ')} {effect_size(row)}",
        plain(f"{row['population']}; {row['outcome']}; {row['study_type']}"),
        cited(row["source"], row["doi"]),
        row["status"],
        row["certainty"].replace("_", " "),
        f"{entry['action']} `{entry['column']}`{share}",
        plain(entry["reason"]),
    )
