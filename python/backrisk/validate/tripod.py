"""A validation as text in the order of TRIPOD+AI: what the data say is filled in, nothing is invented.

Collins 2024, doi:10.1136/bmj-2023-078378. The items are named here in our own words; the checklist itself is
in the paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from backrisk import _core
from backrisk._shared.table import Table
from backrisk._shared.views import offers

if TYPE_CHECKING:
    from backrisk.validate.validation_report import ValidationReport

TO_FILL = "to be filled by the authors"

ITEMS: tuple[tuple[str, str, str], ...] = (
    ("1", "Title and abstract", "Title: evaluation of a prediction model, its population and outcome"),
    ("2", "Title and abstract", "Abstract, by TRIPOD+AI for abstracts"),
    ("3a", "Introduction", "Healthcare context, rationale, existing models"),
    ("3b", "Introduction", "Target population, place in the care pathway, users"),
    ("3c", "Introduction", "Known health inequalities between groups"),
    ("4", "Introduction", "Objectives: development, evaluation or both"),
    ("5a", "Methods", "Sources of the data, and how representative they are"),
    ("5b", "Methods", "Dates of the data: accrual and end of follow-up"),
    ("6a", "Methods", "Setting and centres"),
    ("6b", "Methods", "Who was eligible"),
    ("6c", "Methods", "Treatments received"),
    ("7", "Methods", "Preparation and checks of the data, alike across groups"),
    ("8a", "Methods", "Outcome: definition, horizon, how and when assessed"),
    ("8b", "Methods", "Qualification of assessors, where assessment is subjective"),
    ("8c", "Methods", "Blinding of the assessment of the outcome"),
    ("9a", "Methods", "Choice of predictors"),
    ("9b", "Methods", "Predictors: definition, how and when measured"),
    ("9c", "Methods", "Qualification of assessors of subjective predictors"),
    ("10", "Methods", "Size of the study and its justification"),
    ("11", "Methods", "Missing data"),
    ("12a", "Methods", "How the data were used: development, evaluation, splits"),
    ("12b", "Methods", "How predictors were handled"),
    ("12c", "Methods", "Type of model, how built, tuned and internally validated"),
    ("12d", "Methods", "Heterogeneity between clusters"),
    ("12e", "Methods", "Measures of performance"),
    ("12f", "Methods", "Updating of the model after evaluation"),
    ("12g", "Methods", "How the predictions were calculated"),
    ("13", "Methods", "Class imbalance"),
    ("14", "Methods", "Fairness"),
    ("15", "Methods", "Output of the model, and thresholds"),
    ("16", "Methods", "Differences between development and evaluation data"),
    ("17", "Methods", "Ethical approval and consent"),
    ("18a", "Open science", "Funding"),
    ("18b", "Open science", "Conflicts of interest"),
    ("18c", "Open science", "Protocol"),
    ("18d", "Open science", "Registration"),
    ("18e", "Open science", "Availability of the data"),
    ("18f", "Open science", "Availability of the code"),
    ("19", "Patient and public involvement", "Involvement of patients and the public"),
    ("20a", "Results", "Flow of participants, with and without the outcome, follow-up"),
    ("20b", "Results", "Characteristics, missing values, groups"),
    ("20c", "Results", "Comparison with the development data"),
    ("21", "Results", "Participants and events in each analysis"),
    ("22", "Results", "The full model, and how to get it"),
    ("23a", "Results", "Performance with intervals, also in key groups"),
    ("23b", "Results", "Heterogeneity of performance between clusters"),
    ("24", "Results", "Results of updating"),
    ("25", "Discussion", "Interpretation, fairness included"),
    ("26", "Discussion", "Limitations"),
    ("27a", "Discussion", "Input that is poor or not available when the model is used"),
    ("27b", "Discussion", "What users have to do, and know"),
    ("27c", "Discussion", "Next steps: applicability and generalisability"),
)


def filled(of: ValidationReport) -> dict[str, str]:
    """The items that the report itself answers; `facts` of the authors win."""
    unknown = "; the rest " + TO_FILL
    answers: dict[str, str] = {
        "4": f"Evaluation; the authors call it {of.design}" + unknown + ".",
        "10": f"{of.rows} rows with {of.events} events. {_wanted(of)}" + unknown + ".",
        "12a": "Every row was used for evaluation and nothing was fitted here" + unknown + ".",
        "12e": _measures(of),
        "15": _output(of),
        "20a": f"{_people(of)}{of.rows} rows, {of.events} with and {of.rows - of.events} without an event"
        + unknown + ".",
        "21": f"{_people(of)}{of.rows} rows, {of.events} events.",
        "23a": "\n\n".join([" ".join(of.findings()), _grid(of.table()), _frequencies(of), *_groups(of)]),
        "26": " ".join([*(f"{one[0].upper()}{one[1:]}." for one in of.warnings), TO_FILL.capitalize() + "."]),
        "27b": f"Intended use: {_core.risk.intended_use}.",
    }  # fmt: skip
    if of.outcome or of.horizon is not None:
        within = [] if of.horizon is None else [f"within {of.horizon:g} (unit of the times)"]
        answers["8a"] = ", ".join(filter(None, [of.outcome, *within])) + unknown + "."
    if of.setting:
        answers["6a"] = f"{of.setting}{unknown}."
    if of.name:
        answers["5a"] = f"{of.name}{unknown}."
    if of.subgroups is not None:
        answers["14"] = f"Performance by {', '.join(dict.fromkeys(of.subgroups['by'].tolist()))}, item 23a."
    if of.imputations > 1:
        answers["11"] = f"{of.imputations} imputed tables, pooled by Rubin's rules{unknown}."
    return answers | dict(of.facts)


@offers("ValidationReport.markdown")
def markdown(of: ValidationReport) -> str:
    """Every item in order, under its section."""
    answers, section = filled(of), ""
    unknown = sorted(set(answers) - {number for number, _, _ in ITEMS})
    if unknown:
        raise _core.InvalidArgument(
            f"report: facts has {unknown[0]!r}, but must name items of TRIPOD+AI such as '5a'"
        )
    lines = [f"# {of.title()[0].upper()}{of.title()[1:]}", "", *_head(), of.privacy(), ""]
    for number, part, what in ITEMS:
        if part != section:
            section = part
            lines += [f"## {section}", ""]
        lines += [f"**{number}. {what}.** {_after(answers.get(number, TO_FILL))}", ""]
    return "\n".join(lines)


def _head() -> Iterator[str]:
    yield "In the order of TRIPOD+AI (Collins 2024, doi:10.1136/bmj-2023-078378). What the data say is filled"
    yield f'in; "{TO_FILL}" marks what only they can know. An evaluation, not a recommendation.'
    yield ""


def _after(text: str) -> str:
    """A table needs a line of its own."""
    return "\n\n" + text if "\n" in text else text


def _people(of: ValidationReport) -> str:
    if of.people is None:
        return ""
    return f"{of.people} people, {int(of['people_with_event'].value)} of them with an event; "


def _wanted(of: ValidationReport) -> str:
    known = of.metrics.get("rows_wanted")
    if known is None or known[0].value != known[0].value:
        return "How many rows would be enough is not known"
    source = known[1].split(": ")[0]
    return f"For narrow intervals {known[0].value:.0f} independent rows would be needed ({source})"


def _measures(of: ValidationReport) -> str:
    lines = [f"- {name}: {method}" for name, (_, method) in of.metrics.items() if method != "count"]
    kept = " Rows of one person are kept together." if of.people is not None else ""
    return f"\n\n{of.level:.0%} intervals.{kept}\n\n".join(["Measures and their sources.", "\n".join(lines)])


def _output(of: ValidationReport) -> str:
    at = ", ".join(f"{t:g}" for t in of.thresholds["threshold"])
    why = "chosen by the authors" if of.chosen else "examples around the share of events, chosen by nobody"
    return f"A probability. Thresholds {at}: {why}."


def _grid(table: Table, digits: int = 3) -> str:
    names = table.columns
    rows = [" | ".join(_cell(table.row(i)[name], digits) for name in names) for i in range(len(table))]
    return "\n".join([f"| {' | '.join(names)} |", f"|{'---|' * len(names)}", *(f"| {row} |" for row in rows)])


def _cell(value: object, digits: int) -> str:
    if isinstance(value, float):
        return "–" if value != value else f"{value:.0f}" if value == int(value) else f"{value:.{digits}g}"
    return str(value).replace("|", "/")


def _frequencies(of: ValidationReport) -> str:
    names = (
        "threshold",
        "flagged",
        "true_positives",
        "false_positives",
        "missed",
        "net_benefit",
        "treat_all",
    )
    table = Table({name: of.thresholds[name] for name in names})
    return "What acting at each threshold means for 1000 such rows:\n\n" + _grid(table)


def _groups(of: ValidationReport) -> Iterator[str]:
    if of.subgroups is not None:
        yield "By group:\n\n" + _grid(of.subgroups)
