"""Writes docs/reference/ from the installed package, so that it cannot say something else than the code.

    python docs/generate.py

One page a public module (signatures and docstrings), and three tables: every measure, every default factor,
and every published effect with what the composer did with it.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import json
import math
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import backrisk

FOLDER = Path(__file__).resolve().parent / "reference"
MADE = "<!-- Written by docs/generate.py from the code. Edit the code instead. -->"
SOURCE_STATUS = """
A status says how far a number was checked: *verified*, read in the source or a faithful copy; *partial*, the
point was read and another part was not; *derived*, computed from verified numbers; *unverified*, remembered,
shown and never used as a coefficient; *assumption*, a choice of this library.
"""


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    wanted = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, "utf-8")
    print(f"{len(wanted)} pages in {FOLDER}")


def pages() -> dict[str, str]:
    """Text of each page by file name."""
    modules = list(public_modules())
    made = {f"{module.__name__}.md": module_page(module) for module in modules}
    made["README.md"] = index_page(modules)
    made["measures.md"] = measures_page()
    made["factors.md"] = factors_page()
    made["evidence.md"] = evidence_page()
    return {name: text.strip() + "\n" for name, text in made.items()}


# --- the public modules -------------------------------------------------------------------------------------


def public_modules() -> Iterator[Any]:
    """Every module of the package that names what it offers, in alphabetical order."""
    for found in sorted(pkgutil.iter_modules(backrisk.__path__), key=lambda one: one.name):
        if not found.name.startswith("_"):
            module = importlib.import_module(f"backrisk.{found.name}")
            if hasattr(module, "__all__"):
                yield module


def index_page(modules: Iterable[Any]) -> str:
    """The modules, the tables and what `backrisk` itself offers."""
    lines = [MADE, "# Reference", ""]
    lines += [
        "- [measures](measures.md): every measure with formula, source, DOI, status and reproducing test",
        "- [factors](factors.md): the default factors of the model and their coefficients",
        "- [evidence](evidence.md): every published effect and what the model does with it",
        "",
    ]
    modules = list(modules)
    rows = [(f"[{m.__name__}]({m.__name__}.md)", first_line(m)) for m in modules]
    lines += [table(("module", "what it is"), rows), "", "`backrisk` itself offers:", ""]
    homes = {name: m for m in reversed(modules) for name in m.__all__}
    names = [name for name in sorted(backrisk.__all__) if not inspect.ismodule(getattr(backrisk, name))]
    offered = [
        f"[`{name}`]({homes[name].__name__}.md#{name.lower()})" if name in homes else f"`{name}`"
        for name in names
    ]
    said = [first_line(getattr(backrisk, name)) for name in names]
    return "\n".join([*lines, table(("name", "what it is"), zip(offered, said, strict=True))])


def module_page(module: Any) -> str:
    parts = [MADE, f"# {module.__name__}", prose(module.__doc__ or "")]
    for name in sorted(module.__all__, key=str.lower):
        parts += described(name, getattr(module, name), level=2)
    return "\n\n".join(parts)


def described(name: str, thing: Any, level: int) -> list[str]:
    """Heading, signature and docstring; for a class its public methods as well."""
    parts = [f"{'#' * level} {name}"]
    if callable(thing) and not isinstance(thing, type(list[int])):
        parts.append(f"```text\n{signature(name, thing)}\n```")
    documented = inspect.isclass(thing) or inspect.isroutine(thing) or isinstance(thing, property)
    parts.append(prose(inspect.cleandoc(thing.__doc__ or "")) if documented else f"`{thing!r}`")
    if inspect.isclass(thing):
        for member, value in vars(thing).items():
            if isinstance(value, (classmethod, staticmethod)):
                value = value.__func__
            known = inspect.isfunction(value) or isinstance(value, property)
            if known and value.__doc__ and not member.startswith("_"):
                parts += described(f"{name}.{member}", value, level + 1)
    return parts


def signature(name: str, thing: Any) -> str:
    """`name(a: float, *, b: int = 1) -> float`, an argument a line where it does not fit one."""
    try:
        parameters = inspect.signature(thing)
    except ValueError:
        return name
    kept = [p for p in parameters.parameters.values() if p.name != "self" and not p.name.startswith("_")]
    written = []
    for at, p in enumerate(kept):
        if p.kind is p.KEYWORD_ONLY and (at == 0 or kept[at - 1].kind is not p.KEYWORD_ONLY):
            written.append("*")
        stars = "*" if p.kind is p.VAR_POSITIONAL else "**" if p.kind is p.VAR_KEYWORD else ""
        kind = "" if p.annotation is p.empty else f": {in_source(p.annotation)}"
        written.append(stars + p.name + kind + ("" if p.default is p.empty else f" = {p.default!r}"))
    result = parameters.return_annotation
    back = "" if result is parameters.empty or inspect.isclass(thing) else f" -> {in_source(result)}"
    line = f"{name}({', '.join(written)}){back}"
    if len(line) <= 100:
        return line
    return f"{name}(\n" + "".join(f"    {one},\n" for one in written) + f"){back}"


def in_source(annotation: Any) -> str:
    """An annotation as it stands in the source."""
    return annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))


def prose(text: str) -> str:
    """A docstring as Markdown: examples are fenced, signs that Markdown would eat are kept."""
    lines, example = [], False
    for line in inspect.cleandoc(text).splitlines():
        begins = line.lstrip().startswith(">>>")
        if begins and not example:
            lines.append("```pycon")
            example = True
        elif example and not line.strip():
            lines.append("```")
            example = False
        lines.append(line if example or line.startswith("    ") else plain(line))
    return "\n".join([*lines, "```"] if example else lines)


def plain(line: str) -> str:
    """Text whose `<`, `*` and `_` mean themselves; what is in backticks and list marks stay as they are."""
    mark = re.match(r"\s*[-*] ", line)
    head, rest = (line[: mark.end()], line[mark.end() :]) if mark else ("", line)
    parts = re.split(r"(`[^`]*`)", rest)
    return head + "".join(
        part if part.startswith("`") else re.sub(r"([<*_|])", r"\\\1", part) for part in parts
    )


def first_line(thing: Any) -> str:
    if inspect.isclass(thing) and issubclass(thing, Exception):
        return f"an exception, a `{thing.__bases__[0].__name__}`"
    return plain((inspect.getdoc(thing) or "").partition("\n\n")[0].replace("\n", " "))


# --- tables -------------------------------------------------------------------------------------------------


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [" | ".join(head), " | ".join("---" for _ in head)]
    lines += [" | ".join(cell.replace("\n", " ") for cell in row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)


def cited(source: str, doi: str) -> str:
    return plain(source) + (f" [doi:{doi}](https://doi.org/{doi})" if doi else "")


def in_code(test: str) -> str:
    """A test's name as code, what it shows as text."""
    name, colon, shows = test.partition(": ")
    return f"`{name}`{colon}{plain(shows)}"


def number(value: float, digits: int = 3) -> str:
    return "" if math.isnan(value) else f"{value:.{digits}g}"


def all_measures() -> list[Mapping[str, str]]:
    """What each area says of its own measures."""
    modules = [module for module in public_modules() if "measures" in module.__all__]
    return [measure for module in modules for measure in module.measures()]


def measures_page() -> str:
    measures = all_measures()
    rows = [
        (
            f"`{m['name']}`",
            plain(m["unit"]),
            f"`{m['formula'].replace('|', chr(0x2223))}`",
            cited(m["source"], m["doi"]),
            m["status"],
            in_code(m["test"]),
        )
        for m in measures
    ]
    counts = ", ".join(
        f"{sum(m['status'] == status for m in measures)} {status}"
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


# --- the default model --------------------------------------------------------------------------------------


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
        return ", ".join(
            use["row"]
            + (f" x {use['units']:.3g}" if use["units"] != 1 else "")
            + (" (indirect)" if use["indirect"] else "")
            for use in self.term["evidence"]
        )


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
        "unit of the column is.",
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


# --- the evidence -------------------------------------------------------------------------------------------


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
                plain(entry["why"]),
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
            table((*head, "declared use", "done", "why"), rows),
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


if __name__ == "__main__":
    main()
