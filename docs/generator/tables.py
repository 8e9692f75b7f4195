"""The tables: every measure, the default factors, and every published effect with what was done with it."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

import backrisk
from backrisk._shared.records import MeasureInfo
from generator.markdown import MADE, cited, in_code, number, plain, table
from generator.modules import public_modules

SOURCE_STATUS = """
A status says how far a number was checked: *verified*, read in the source or a faithful copy; *partial*, the
point was read and another part was not; *derived*, computed from verified numbers; *unverified*, remembered,
shown and never used as a coefficient; *assumption*, a choice of this library.
"""


def rows_of(of: Any) -> list[dict[str, Any]]:
    return [of.row(at) for at in range(len(of))]


def all_measures() -> list[MeasureInfo]:
    """What each area says of its own measures."""
    modules = [module for module in public_modules() if "measures" in module.__all__]
    return [measure for module in modules for measure in module.measures()]


def measures_page() -> str:
    measures = all_measures()
    rows = [
        (
            f"`{m.name}`",
            plain(m.unit),
            f"`{m.formula}`",
            cited(m.source, m.doi),
            m.status,
            in_code(m.test),
        )
        for m in measures
    ]
    counts = ", ".join(
        f"{sum(m.status == status for m in measures)} {status}"
        for status in ("verified", "partial", "derived", "unverified", "assumption")
    )
    return "\n\n".join(
        [
            MADE,
            "# Measures",
            f"{len(measures)} measures: {counts}. The status is that of the formula and its constants.",
            SOURCE_STATUS.strip(),
            "The last column names the test that reproduces a published number, or an identity or a second "
            "implementation where none is published: a file, or a test in a file of `tests/`.",
            table(("measure", "unit", "formula", "source", "status", "test"), rows),
        ]
    )


_KINDS = {
    "id": "text or whole number",
    "name": "name",
    "number": "number",
    "day": "date",
    "yes_no": "yes or no",
    "sex": "female or male",
    "side": "left or right",
    "unused": "not read yet",
}


def columns_page() -> str:
    """The tables of a cohort, as the core describes them."""
    fields = backrisk._core.cohort.fields()
    parts = [
        MADE,
        "# Tables of a cohort",
        "What `Cohort` and `read_cohort` take. One description in C++ (`cohort/fields.hpp`) makes this page, the "
        "checks, the cleaning and the readers. A value outside its range is an error of `Cohort.check` and counts "
        "as missing.",
    ]
    for name in dict.fromkeys(one.table for one in fields):
        rows = [
            (
                f"`{one.name}`" + ("" if one.required else " (optional)"),
                _KINDS[one.kind],
                _range(one.low, one.high, one.unit),
                plain(one.about),
            )
            for one in fields
            if one.table == name
        ]
        parts += [f"## {name}", table(("column", "kind", "range", "what it is"), rows)]
    return "\n\n".join(parts)


def _range(low: float | None, high: float | None, unit: str) -> str:
    if low is None:
        return unit
    text = f"{number(low)} or more" if high is None else f"{number(low)} to {number(high)}"
    return f"{text} {unit}".strip()


def card() -> dict[str, Any]:
    """The default model as its card: every number it consists of."""
    found: dict[str, Any] = json.loads(backrisk.literature_model().to_json())
    return found


def shape_in_words(transform: Mapping[str, Any], columns: int) -> list[str]:
    """phi(x), a text a column."""
    origin, scale = transform["origin"], transform["scale"]
    knots = transform["knots"]
    over = "" if scale == 1 else f" / {scale:g}"
    less = "x" if origin == 0 else f"(x - {origin:g})"
    ratio = "x" if origin == 1 else f"x / {origin:g}"
    steps = [
        f"1 where {knots[j]:g} < x" + (f" <= {knots[j + 1]:g}" if j + 1 < columns else "")
        for j in range(columns)
    ]
    floor = f"ln({origin:g} / max(x, {scale:g})) / ln({origin:g} / {knots[0]:g}), 0 from {origin:g} on"
    words = {
        "linear": [less + over],
        "indicator": ["x"],
        "log2": [f"log2({ratio}){over}"],
        "log": [f"ln({ratio}){over}"],
        "below": [f"max(0, {origin:g} - x){over}"],
        "steps": steps,
        "recency": [floor],
    }
    return words[transform["shape"]]


USUAL_BASELINE_RISK = 0.25


@dataclasses.dataclass(frozen=True)
class Column:
    """One coefficient of the model, and where it comes from."""

    factor: Mapping[str, Any]
    term: Mapping[str, Any]
    phi: str
    steps: Mapping[str, Any]  # of its composition

    def hazard_ratio(self) -> str:
        mean, sd = self.steps["mean"], self.steps["sd"]
        low, high = (math.exp(mean + sign * 1.96 * sd) for sign in (-1, 1))
        return f"{math.exp(mean):.2f} ({low:.2f} to {high:.2f})"

    def evidence(self) -> str:
        return ", ".join(map(evidence_use, self.term["evidence"]))


def evidence_use(use: Mapping[str, Any]) -> str:
    """A row's id, and what is out of the ordinary in how it is read."""
    notes = []
    if use["baseline_risk"] != USUAL_BASELINE_RISK:
        notes.append(f"p0 {use['baseline_risk']:.3g}")
    if use["standard_error"] is not None:
        notes.append("assumed SE")
    if use["indirect"]:
        notes.append("indirect")
    contrasts = f" x {use['units']:.3g}" if use["units"] != 1 else ""
    return str(use["row"]) + contrasts + (f" ({'; '.join(notes)})" if notes else "")


def columns_of(model: Mapping[str, Any]) -> list[Column]:
    composed = backrisk.literature_model().coefficients()
    steps = {row["column"]: row for row in map(composed.row, range(len(composed)))}
    return [
        Column(factor, term, phi, steps[term["name"]])
        for factor in model["factors"]
        for term, phi in zip(
            factor["columns"], shape_in_words(factor["transform"], len(factor["columns"])), strict=True
        )
    ]


def factor_row(one: Column) -> tuple[str, ...]:
    low, high = one.factor["range"]
    return (
        f"`{one.term['name']}`",
        plain(one.factor["label"]),
        one.factor["unit"],
        f"`{one.phi}`",
        f"{low:g} to {high:g}",
        one.factor["group"],
        one.hazard_ratio(),
        one.evidence(),
        "yes: " + plain(one.term["because"]) if one.term["centred_on_zero"] else "",
    )


def population_row(factor: Mapping[str, Any]) -> tuple[str, ...]:
    population = factor["population"]
    first, second = population["parameters"]
    law = {
        "bernoulli": f"{100 * first:g} % have it",
        "normal": f"normal, mean {first:g}, SD {second:g}",
        "lognormal": f"lognormal, median {first:g}, SD of the logarithm {second:g}",
        "uniform": f"uniform, {first:g} to {second:g}",
    }[population["law"]]
    only = f"; only where `{population['parent']}` is 1" if population["parent"] else ""
    return (f"`{factor['name']}`", law + only, f"{population['loading']:g}", population["verification"])


def steps_row(one: Column) -> tuple[str, ...]:
    names = ("pooled", "pooled_error", "shrinkage", "overlap_share", "mean", "sd")
    return (f"`{one.term['name']}`", *(f"{one.steps[name]:.3f}" for name in names))


def factors_page() -> str:
    model = backrisk.literature_model()
    columns = columns_of(card())
    head = (
        "column",
        "what",
        "unit",
        "phi(x)",
        "range",
        "group",
        "hazard ratio (95 % interval)",
        "evidence",
        "centred on zero",
    )
    parts = [
        MADE,
        "# Default factors",
        f"The {len(model.factor_names)} factors of `literature_model()`: outcome `{model.outcome}`, setting "
        f"`{model.setting}`. The other settings share factors and evidence; a few population numbers, the "
        "overlap and the intercept differ. Why each step is as it is: [the model](../explanation/model.md). "
        "The rows behind the ids: [evidence](evidence.md).",
        "The hazard ratio is that of one unit of `phi(x)` after shrinkage, the discount for overlap and the "
        "cap of spread, so it is closer to 1 than the published ratio, and its interval is that of the "
        "model's posterior. A value outside the range is moved to its nearer end and flagged. Members of a "
        "group overlap and share a discount. `x` after a row's id: how many of the published contrasts one "
        "unit of the column is; `p0`: the baseline risk of the study, 0.25 unless another is given; "
        "*assumed SE*: no interval is published.",
        "A factor *centred on zero* has a hazard ratio of 1 with an interval: the evidence is null, contrary "
        "or cannot be converted. It is measured and shown, and does not move a score.",
    ]
    causes = list(dict.fromkeys(one.factor["cause"] for one in columns))
    for cause in causes:
        rows = [factor_row(one) for one in columns if one.factor["cause"] == cause]
        parts += [f"## {cause.capitalize()}", table(head, rows)]
    population = [population_row(factor) for factor in card()["factors"]]
    steps = ("column", "pooled ln HR", "its SE*", "shrinkage w", "overlap share", "mean", "SD")
    return "\n\n".join(
        [
            *parts,
            "## Population",
            "What a factor looks like in the target population. It centres the score, caps its spread and is "
            "what a missing value carries; it never enters a coefficient. The loading is the correlation "
            "with the common score of the factor's group.",
            table(("factor", "distribution", "loading", "status"), population),
            "## From the literature to the coefficient",
            "Logarithms of hazard ratios a unit of the column. A column centred on zero has no pooled value.",
            table(steps, [steps_row(one) for one in columns]),
        ]
    )


def effect_size(row: Mapping[str, Any]) -> str:
    text = number(row["point"])
    if not math.isnan(row["low"]):
        levels = {0.95: "", 0: ", a range"}
        level = levels.get(row["interval_level"], f", {100 * row['interval_level']:g} %")
        text += f" ({number(row['low'])} to {number(row['high'])}{level})"
    return f"{text} {plain(row['unit'])}".strip()


def effect_rows(effects: Any, ledger: Any) -> Iterator[tuple[str, ...]]:
    done: dict[str, list[Mapping[str, Any]]] = {}
    for at in range(len(ledger)):
        entry = ledger.row(at)
        done.setdefault(entry["row"], []).append(entry)
    for at in range(len(effects)):
        row = effects.row(at)
        for entry in done[row["id"]]:
            column = f" `{entry['column']}`" if entry["column"] else ""
            share = f" ({100 * entry['weight']:.0f} %)" if entry["action"] == "used" else ""
            yield (
                row["id"],
                plain(f"{row['factor'].replace('_', ' ')}: {row['contrast']}"),
                row["measure"].replace("_", " "),
                effect_size(row),
                plain(f"{row['outcome']}; {row['population']}; {row['study_type']}"),
                cited(row["source"], row["doi"]),
                row["status"],
                row["certainty"].replace("_", " "),
                row["use"].replace("_", " "),
                f"{entry['action']}{column}{share}",
                plain(entry["reason"]),
            )


def evidence_page() -> str:
    model, effects = backrisk.literature_model(), backrisk.evidence.effects()
    ledger = model.ledger()
    head = ("id", "contrast", "measure", "size", "outcome; people; study", "source", "status", "certainty")
    rows = effect_rows(effects, ledger)
    actions = ledger["action"].tolist()
    counts = ", ".join(f"{actions.count(one)} {one}" for one in dict.fromkeys(actions))
    incidences = backrisk.evidence.incidences()
    names = incidences.columns
    return "\n\n".join(
        [
            MADE,
            "# Evidence",
            f"{len(effects)} published effects, and what `literature_model()` ({model.outcome}, "
            f"{model.setting}) does with each: {counts}. A row that serves two columns stands twice. The "
            "share in brackets is the row's weight in its column's pooled estimate, before shrinkage. An "
            "association is not a cause.",
            SOURCE_STATUS.strip(),
            table((*head, "declared use", "done", "reason"), rows),
            "## How often",
            "The figures that can anchor a model: a year's risk in one setting.",
            table(
                (name.replace("_", " ") for name in names),
                ([in_words(v) for v in incidences.row(i).values()] for i in range(len(incidences))),
            ),
        ]
    )


def in_words(value: Any) -> str:
    return number(value) if isinstance(value, float) else plain(str(value))
