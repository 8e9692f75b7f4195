"""The command line: `backrisk demo | check | score | assess | plan | report | update | validate | ...`.

Exit codes: 0 done; 1 bad input, or errors found by `check`; 2 a bug in backrisk. Messages and progress go to
the error stream, results to the output.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from backrisk import _core, advise, evidence
from backrisk._shared.whole_file import write_text
from backrisk.cli import demo
from backrisk.cli import plan as _cli_plan
from backrisk.cli.daily import add_advance
from backrisk.cli.gate import add_ratings, add_triage
from backrisk.cli.imports import add_import
from backrisk.cli.learn import add_fit, add_update
from backrisk.cli.made_up import add_simulate
from backrisk.cli.parts import (
    BAD_INPUT,
    BUG,
    DONE,
    FOLDER,
    add_audience,
    add_command,
    add_force,
    add_input,
    add_model,
    add_size,
    add_words,
    chosen_model,
    progress,
    read_folder,
    refuse_outputs,
    say_place,
    show,
    tables_of,
    write_table,
)
from backrisk.history.gate import Audience
from backrisk.report.cohort_page import write_report
from backrisk.risk.literature import literature_model

__all__ = ["main"]


class _Parser(argparse.ArgumentParser):
    """Bad arguments are bad input: exit code 1, not argparse's 2."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        print(f"{self.prog}: error: {message}", file=sys.stderr)
        raise SystemExit(BAD_INPUT)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and answers the exit code: 0 done, 1 bad input or usage, 2 a bug in backrisk.

    `arguments` is what follows `backrisk` on the command line, a sequence of texts; None takes that of the
    process. Raises `InvalidArgument` for anything else.

    >>> main(["evidence", "--factor", "no such factor"])
    1
    """
    try:
        options = _parser().parse_args(arguments)
    except SystemExit as leave:  # usage, help and version are answered by then
        return DONE if leave.code is None else int(leave.code)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always", UserWarning)
            warnings.showwarning = _warned
            return int(options.run(options))
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (_core.DataError, _core.InvalidArgument, _core.NumericError, OSError, ImportError) as error:
        print(f"backrisk: error: {error}", file=sys.stderr)
        return BAD_INPUT
    except Exception as error:
        if os.environ.get("BACKRISK_TRACEBACK"):
            traceback.print_exc()
        text = f"{type(error).__name__}: {error}"
        print(f"backrisk: bug: {text} (BACKRISK_TRACEBACK=1 shows where)", file=sys.stderr)
        return BUG


def _warned(message: object, *_: Any, **__: object) -> None:
    """A warning of the library as a line of the command line."""
    print(f"backrisk: warning: {message}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="backrisk",
        description="From a training diary to an honestly uncertain probability of a low-back episode.",
        epilog="Start with `backrisk demo`. `backrisk COMMAND --help` shows a whole example of each.",
    )
    parser.add_argument("--version", action="version", version=f"backrisk {_core.__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    for add in (
        _demo,
        add_import,
        _check,
        _score,
        add_advance,
        _assess,
        _report,
        add_update,
        add_fit,
        _validate,
        _plan,
        add_simulate,
        _evidence,
        add_triage,
        add_ratings,
    ):
        add(commands)
    return parser


def _demo(commands: object) -> None:
    example = "  backrisk demo\n  backrisk demo --out my-demo --people 100\nthen open my-demo/report.html"
    parser = add_command(
        commands,
        "demo",
        "make, check, score and explain a made-up clinic, and write a report",
        example,
        _run_demo,
    )
    parser.add_argument(
        "--out", default="backrisk-demo", metavar="FOLDER", help="where to write (%(default)s)"
    )
    add_size(parser, people=40)


def _run_demo(options: argparse.Namespace) -> int:
    demo.run(options.out, options.people, options.days, options.seed)
    return DONE


def _check(commands: object) -> None:
    example = (
        "  backrisk check my_clinic/\n"
        "  error  sessions  81  duration_min  p02  4000  must be between 0 and 1440 minutes\n"
        "the exit code is 1 when there is an error among the findings, 0 for warnings alone"
    )
    parser = add_command(
        commands, "check", "list what a person should look at in the tables", example, _run_check
    )
    add_input(parser)
    parser.add_argument("--out", metavar="FILE", help="write the findings as .csv or .parquet")
    add_force(parser)


def _run_check(options: argparse.Namespace) -> int:
    refuse_outputs(options, options.out)
    with progress(f"reading {options.folder}"):
        cohort = tables_of(options.folder, options)
    findings = cohort.check()
    print(cohort, file=sys.stderr)
    if options.out:
        write_table(findings, options.out)
    elif len(findings):
        show(findings)
    return BAD_INPUT if "error" in findings["level"].tolist() else DONE


def _score(commands: object) -> None:
    example = (
        "  backrisk score my_clinic/ --horizon 28 --out scores.parquet\n"
        "  backrisk score my_clinic/ --days 2026-03-01 2026-03-08 --contributions --out scores.csv"
    )
    parser = add_command(
        commands, "score", "risk of everybody, with interval and reason", example, _run_score
    )
    add_input(parser)
    parser.add_argument(
        "--days", nargs="+", default=["last"], metavar="DAY", help="last, all, or dates (last)"
    )
    parser.add_argument("--contributions", action="store_true", help="one column c_<factor> each")
    parser.add_argument("--threads", type=int, help="as many as there are cores")
    parser.add_argument(
        "--out", metavar="FILE", help="write .csv or .parquet; default: print the highest risks"
    )
    parser.add_argument(
        "--formulas",
        choices=("keep", "quote"),
        default="keep",
        help="texts of a CSV file that a spreadsheet would run: an apostrophe before them (%(default)s)",
    )
    add_audience(parser)
    add_force(parser)
    add_model(parser)


def _run_score(options: argparse.Namespace) -> int:
    refuse_outputs(options, options.out)
    model, cohort = chosen_model(options), read_folder(options)
    days = options.days[0] if options.days in (["last"], ["all"]) else options.days
    with progress(f"scoring {len(cohort)} people"):
        scores = model.score(
            cohort,
            horizon_days=options.horizon,
            days=days,
            level=options.level,
            contributions=options.contributions,
            threads=options.threads,
        )
    for line in scores._urgent_lines(options.audience):
        print(line, file=sys.stderr if options.out else sys.stdout)
    if options.out:
        write_table(scores.table, options.out, options.formulas)
    else:
        show(
            scores.highest(20),
            ("person_id", "day", "relative", "above_typical", "risk", "low", "high", "coverage", "flag"),
        )
    say_place(model)
    print(
        f"Status: {scores.status}. Use: {scores.intended_use}. Model {scores.model_id}.", file=sys.stderr
    )
    return DONE


def _assess(commands: object) -> None:
    example = (
        "  backrisk assess my_clinic/ p07 --day 2026-03-01 --html p07.html\n"
        "  backrisk assess my_clinic/ p07 --symptoms pain pain_on_bending --exercises\n"
        "  backrisk assess my_clinic/ p07 --audience patient --language de --yearly-risk 0.2"
    )
    parser = add_command(commands, "assess", "one person, explained in words", example, _run_assess)
    add_input(parser)
    parser.add_argument("person", help="person_id")
    parser.add_argument("--day", help="date as YYYY-MM-DD; default: the last monitored day")
    parser.add_argument("--symptoms", nargs="+", default=[], metavar="NAME", help="such as pain leg_pain")
    parser.add_argument("--exercises", action="store_true", help="list a verdict for every exercise too")
    parser.add_argument("--rules", metavar="FILE", help="your own rules of advice, .csv or .json")
    parser.add_argument("--html", metavar="FILE", help="write the card as a page too")
    add_words(parser)
    add_force(parser)
    add_model(parser)


def _run_assess(options: argparse.Namespace) -> int:
    refuse_outputs(options, options.html)
    model, cohort = chosen_model(options), read_folder(options)
    one = model.assess(cohort, options.person, options.day, options.horizon, level=options.level)
    one = one.with_facts(options.symptoms)
    print(one.to_text(options.audience, options.language))
    if options.exercises or options.rules:
        print()
        columns = ("exercise", "verdict", "rule", "how", "source", "certainty", "instead")
        audience: Audience = options.audience or "patient"
        show(advise.exercises_for(one, rules=options.rules, audience=audience), columns)
    if options.html:
        head = f"<!doctype html><html lang='{options.language}'><meta charset='utf-8'><meta name='viewport' "
        size = "content='width=device-width, initial-scale=1'><meta name='color-scheme' content='light dark'>"
        title = f"<title>{one.headline()}</title>"
        card = one.to_html(options.audience, options.language)
        write_text(options.html, f"{head}{size}{title}{card}</html>\n")
        print(f"written to {options.html}", file=sys.stderr)
    return DONE


def _report(commands: object) -> None:
    example = "  backrisk report my_clinic/ --out report.html --person p07"
    parser = add_command(
        commands, "report", "everything on one page that needs nothing else", example, _run_report
    )
    add_input(parser)
    parser.add_argument("--out", default="report.html", metavar="FILE", help="(%(default)s)")
    add_force(parser)
    parser.add_argument("--person", help="the person to explain; default: the one of highest risk")
    add_audience(parser)
    add_model(parser)


def _run_report(options: argparse.Namespace) -> int:
    refuse_outputs(options, options.out)
    model, cohort = chosen_model(options), read_folder(options)
    with progress("writing the report"):
        about = {"horizon_days": options.horizon, "person": options.person, "audience": options.audience}
        write_report(options.out, model, cohort, **about)
    print(options.out)
    return DONE


def _validate(commands: object) -> None:
    example = (
        "  backrisk validate my_clinic/ --out validation.html\n"
        "  backrisk validate my_clinic/ --name 'North clinic 2025' --save-model checked.json"
    )
    parser = add_command(
        commands,
        "validate",
        "how good the predictions were, against the episodes that came",
        example,
        _run_validate,
    )
    add_input(parser, f"{FOLDER}; episodes must be among them")
    parser.add_argument("--out", metavar="FILE", help="write .html, .md (TRIPOD+AI), .csv or .parquet")
    parser.add_argument("--name", default="", help="of the data, for the status of the model")
    parser.add_argument(
        "--every", type=int, metavar="DAYS", help="between landmark days; default: the horizon"
    )
    parser.add_argument(
        "--run-in", type=int, default=28, metavar="DAYS", help="before the first one (%(default)s)"
    )
    parser.add_argument(
        "--censoring", choices=("exclude", "ipcw"), default="exclude", help="of short windows (%(default)s)"
    )
    parser.add_argument("--thresholds", nargs="+", type=float, metavar="RISK", help="to act at, in (0, 1)")
    parser.add_argument("--age-cuts", nargs="+", type=int, metavar="YEARS", help="bands to look at apart")
    parser.add_argument("--save-model", metavar="CARD", help="write the model with the result in its status")
    add_force(parser)
    add_model(parser)


def _run_validate(options: argparse.Namespace) -> int:
    refuse_outputs(options, options.out, options.save_model)
    model, cohort = chosen_model(options), read_folder(options)
    with progress(f"validating with {len(cohort)} people"):
        found = model.validate(
            cohort,
            options.horizon,
            every_days=options.every,
            run_in_days=options.run_in,
            censoring=options.censoring,
            thresholds=options.thresholds,
            age_cuts=options.age_cuts,
            level=options.level,
            name=options.name or Path(options.folder).resolve().name,
        )
    print(found)
    say_place(model)
    if options.out:
        found.save(options.out)
        print(f"written to {options.out}", file=sys.stderr)
    if options.save_model:
        model.with_validation(found).save(options.save_model)
        print(f"model written to {options.save_model}", file=sys.stderr)
    return DONE


def _plan(commands: object) -> None:
    parser = add_command(commands, "plan", _cli_plan.HELP, _cli_plan.EXAMPLE, _run_plan)
    add_input(parser)
    _cli_plan.add_arguments(parser)
    add_force(parser)
    add_model(parser)


def _run_plan(options: argparse.Namespace) -> int:
    refuse_outputs(options, options.out)
    _cli_plan.run(chosen_model(options), read_folder(options), options)
    return DONE


def _evidence(commands: object) -> None:
    example = "  backrisk evidence\n  backrisk evidence --factor previous_lbp"
    parser = add_command(
        commands,
        "evidence",
        "the published effects, and what the model makes of each",
        example,
        _run_evidence,
    )
    parser.add_argument("--factor", help="only the effects of this factor")


def _run_evidence(options: argparse.Namespace) -> int:
    effects = evidence.effects(options.factor)
    names = ("id", "factor", "contrast", "measure", "point", "low", "high", "certainty")
    show(effects, [name for name in names if name in effects])
    ledger = literature_model().ledger()
    ids = set(effects["id"].tolist())
    print()
    show(ledger.take([row in ids for row in ledger["row"].tolist()]))
    return DONE


if __name__ == "__main__":
    raise SystemExit(main())
