"""The command line: `backrisk demo | check | score | assess | plan | report | validate | ...`.

Exit codes: 0 done; 1 bad input, or errors found by `check`; 2 a bug in backrisk. Messages and progress go to
the error stream, results to the output.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from backrisk import _cli_plan, _core, _files, advise, demo, evidence
from backrisk._table import Table
from backrisk.cohort import Cohort, read_cohort
from backrisk.report import write_report
from backrisk.risk import Model, literature_model, load_model

__all__ = ["main"]

DONE, BAD_INPUT, BUG = 0, 1, 2
_FOLDER = "folder with people and sessions, and any further table, as .csv or .parquet"


class _Parser(argparse.ArgumentParser):
    """Bad arguments are bad input: exit code 1, not argparse's 2."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        print(f"{self.prog}: error: {message}", file=sys.stderr)
        raise SystemExit(BAD_INPUT)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and answers the exit code.

    >>> main(["evidence", "--factor", "no such factor"])
    1
    """
    options = _parser().parse_args(arguments)
    try:
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


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="backrisk",
        description="From a training diary to an honestly uncertain probability of a low-back episode.",
        epilog="Start with `backrisk demo`. `backrisk COMMAND --help` shows a whole example of each.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    for add in (_demo, _check, _score, _assess, _report, _validate, _plan, _simulate, _evidence):
        add(commands)
    return parser


def _command(commands: Any, name: str, help_text: str, example: str, run: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help_text,
        description=help_text[0].upper() + help_text[1:] + ".",
        epilog=f"example:\n{example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def _add_size(parser: argparse.ArgumentParser, people: int) -> None:
    parser.add_argument("--people", type=int, default=people, help="number of people (%(default)s)")
    parser.add_argument("--days", type=int, default=365, help="days watched (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same clinic (%(default)s)")


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="CARD", help="model card (.json) instead of the literature model")
    parser.add_argument("--outcome", default="any_episode", help="of the literature model (%(default)s)")
    parser.add_argument("--setting", default="athletes", help="of the literature model (%(default)s)")
    parser.add_argument("--horizon", type=int, default=28, metavar="DAYS", help="days ahead (%(default)s)")
    parser.add_argument("--level", type=float, default=0.95, help="of the intervals (%(default)s)")


def _model(options: argparse.Namespace) -> Model:
    if options.model:
        return load_model(options.model)
    return literature_model(outcome=options.outcome, setting=options.setting)


@contextmanager
def _progress(what: str) -> Iterator[None]:
    """Says what is being done, and how long it took once it is long."""
    print(f"{what} ...", file=sys.stderr, flush=True)
    start = time.perf_counter()
    yield
    if (took := time.perf_counter() - start) > 2:
        print(f"{what}: {took:.1f} s", file=sys.stderr)


def _read(folder: str) -> Cohort:
    with _progress(f"reading {folder}"):
        cohort = read_cohort(folder)
    errors = int((cohort.check()["level"] == "error").sum())
    if errors:
        print(f"{errors} values were set aside; `backrisk check {folder}` shows them", file=sys.stderr)
    return cohort


class _Listing(Table):
    """A table that prints more of itself: the terminal wraps or scrolls."""

    __slots__ = ()
    shown_rows = 150
    shown_width = 10_000
    longest_cell = 90


def _print(table: Table, columns: Sequence[str] = ()) -> None:
    print(_Listing({name: table[name] for name in columns or table.columns}, title=table.title))


def _write(table: Table, path: str) -> None:
    _files.write_file(table.to_dict(), path)
    print(f"{len(table)} rows written to {path}", file=sys.stderr)


def _demo(commands: Any) -> None:
    example = "  backrisk demo\n  backrisk demo --out my-demo --people 100\nthen open my-demo/report.html"
    parser = _command(
        commands,
        "demo",
        "make, check, score and explain a made-up clinic, and write a report",
        example,
        _run_demo,
    )
    parser.add_argument(
        "--out", default="backrisk-demo", metavar="FOLDER", help="where to write (%(default)s)"
    )
    _add_size(parser, people=40)


def _run_demo(options: argparse.Namespace) -> int:
    demo.run(options.out, options.people, options.days, options.seed)
    return DONE


def _check(commands: Any) -> None:
    example = (
        "  backrisk check my_clinic/\n"
        "  error  sessions  81  duration_min  p02  4000  must be between 0 and 1440 minutes\n"
        "the exit code is 1 when there is an error among the findings, 0 for warnings alone"
    )
    parser = _command(
        commands, "check", "list what a person should look at in the tables", example, _run_check
    )
    parser.add_argument("folder", help=_FOLDER)
    parser.add_argument("--out", metavar="FILE", help="write the findings as .csv or .parquet")


def _run_check(options: argparse.Namespace) -> int:
    with _progress(f"reading {options.folder}"):
        cohort = read_cohort(options.folder)
    findings = cohort.check()
    print(cohort, file=sys.stderr)
    if options.out:
        _write(findings, options.out)
    elif len(findings):
        _print(findings)
    return BAD_INPUT if "error" in findings["level"].tolist() else DONE


def _score(commands: Any) -> None:
    example = (
        "  backrisk score my_clinic/ --horizon 28 --out scores.parquet\n"
        "  backrisk score my_clinic/ --days 2026-03-01 2026-03-08 --contributions --out scores.csv"
    )
    parser = _command(commands, "score", "risk of everybody, with interval and reason", example, _run_score)
    parser.add_argument("folder", help=_FOLDER)
    parser.add_argument(
        "--days", nargs="+", default=["last"], metavar="DAY", help="last, all, or dates (last)"
    )
    parser.add_argument("--contributions", action="store_true", help="one column c_<factor> each")
    parser.add_argument("--threads", type=int, help="as many as there are cores")
    parser.add_argument(
        "--out", metavar="FILE", help="write .csv or .parquet; default: print the highest risks"
    )
    _add_model(parser)


def _run_score(options: argparse.Namespace) -> int:
    model, cohort = _model(options), _read(options.folder)
    days = options.days[0] if options.days in (["last"], ["all"]) else options.days
    with _progress(f"scoring {len(cohort)} people"):
        scores = model.score(
            cohort,
            horizon_days=options.horizon,
            days=days,
            level=options.level,
            contributions=options.contributions,
            threads=options.threads,
        )
    if options.out:
        _write(scores.table, options.out)
    else:
        _print(
            scores.highest(20),
            ("person_id", "day", "risk", "low", "high", "hazard_ratio", "coverage", "flag"),
        )
    print(f"Status: {scores.status}. Use: {scores.intended_use}.", file=sys.stderr)
    return DONE


def _assess(commands: Any) -> None:
    example = (
        "  backrisk assess my_clinic/ p07 --day 2026-03-01 --html p07.html\n"
        "  backrisk assess my_clinic/ p07 --symptoms pain pain_on_bending --exercises"
    )
    parser = _command(commands, "assess", "one person, explained in words", example, _run_assess)
    parser.add_argument("folder", help=_FOLDER)
    parser.add_argument("person", help="person_id")
    parser.add_argument("--day", help="date as YYYY-MM-DD; default: the last monitored day")
    parser.add_argument("--symptoms", nargs="+", default=[], metavar="NAME", help="such as pain leg_pain")
    parser.add_argument("--exercises", action="store_true", help="list a verdict for every exercise too")
    parser.add_argument("--rules", metavar="FILE", help="your own rules of advice, .csv or .json")
    parser.add_argument("--html", metavar="FILE", help="write the card as a page too")
    _add_model(parser)


def _run_assess(options: argparse.Namespace) -> int:
    model, cohort = _model(options), _read(options.folder)
    one = model.assess(cohort, options.person, options.day, options.horizon, level=options.level)
    one = one.with_facts(options.symptoms)
    print(one.to_text())
    if options.exercises or options.rules:
        print()
        columns = ("exercise", "verdict", "rule", "how", "source", "certainty", "instead")
        _print(advise.exercises_for(one, rules=options.rules), columns)
    if options.html:
        head = "<!doctype html><html lang='en'><meta charset='utf-8'><meta name='viewport' "
        size = "content='width=device-width, initial-scale=1'><meta name='color-scheme' content='light dark'>"
        title = f"<title>{one.headline()}</title>"
        Path(options.html).write_text(f"{head}{size}{title}{one._repr_html_()}</html>\n", encoding="utf-8")
        print(f"written to {options.html}", file=sys.stderr)
    return DONE


def _report(commands: Any) -> None:
    example = "  backrisk report my_clinic/ --out report.html --person p07"
    parser = _command(
        commands, "report", "everything on one page that needs nothing else", example, _run_report
    )
    parser.add_argument("folder", help=_FOLDER)
    parser.add_argument("--out", default="report.html", metavar="FILE", help="(%(default)s)")
    parser.add_argument("--person", help="the person to explain; default: the one of highest risk")
    _add_model(parser)


def _run_report(options: argparse.Namespace) -> int:
    model, cohort = _model(options), _read(options.folder)
    with _progress("writing the report"):
        write_report(options.out, model, cohort, horizon_days=options.horizon, person=options.person)
    print(options.out)
    return DONE


def _validate(commands: Any) -> None:
    example = (
        "  backrisk validate my_clinic/ --out validation.html\n"
        "  backrisk validate my_clinic/ --name 'North clinic 2025' --save-model checked.json"
    )
    parser = _command(
        commands,
        "validate",
        "how good the predictions were, against the episodes that came",
        example,
        _run_validate,
    )
    parser.add_argument("folder", help=f"{_FOLDER}; episodes must be among them")
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
    _add_model(parser)


def _run_validate(options: argparse.Namespace) -> int:
    model, cohort = _model(options), _read(options.folder)
    with _progress(f"validating with {len(cohort)} people"):
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
    if options.out:
        found.save(options.out)
        print(f"written to {options.out}", file=sys.stderr)
    if options.save_model:
        model.with_validation(found).save(options.save_model)
        print(f"model written to {options.save_model}", file=sys.stderr)
    return DONE


def _plan(commands: Any) -> None:
    parser = _command(commands, "plan", _cli_plan.HELP, _cli_plan.EXAMPLE, _run_plan)
    parser.add_argument("folder", help=_FOLDER)
    _cli_plan.add_arguments(parser)
    _add_model(parser)


def _run_plan(options: argparse.Namespace) -> int:
    _cli_plan.run(_model(options), _read(options.folder), options)
    return DONE


def _simulate(commands: Any) -> None:
    example = "  backrisk simulate my_clinic/ --people 200 --days 365 --seed 1\n  backrisk score my_clinic/"
    parser = _command(commands, "simulate", "write a made-up clinic as CSV files", example, _run_simulate)
    parser.add_argument("folder", help="where to write")
    _add_size(parser, people=200)


def _run_simulate(options: argparse.Namespace) -> int:
    with _progress(f"simulating {options.people} people"):
        paths = demo.write_clinic(options.folder, options.people, options.days, options.seed)
    print("\n".join(map(str, paths)))
    return DONE


def _evidence(commands: Any) -> None:
    example = "  backrisk evidence\n  backrisk evidence --factor previous_lbp"
    parser = _command(
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
    _print(effects, [name for name in names if name in effects])
    ledger = literature_model().ledger()
    ids = set(effects["id"].tolist())
    print()
    _print(ledger.take([row in ids for row in ledger["row"].tolist()]))
    return DONE


if __name__ == "__main__":
    raise SystemExit(main())
