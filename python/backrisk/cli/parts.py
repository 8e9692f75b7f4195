"""What the commands share: arguments, progress, reading and printing."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from backrisk._shared.table import Table
from backrisk._shared.table_files import write_file
from backrisk._shared.whole_file import refuse_existing
from backrisk.cohort.data import Cohort
from backrisk.cohort.reading import read_cohort
from backrisk.history.gate import AUDIENCES
from backrisk.risk.literature import literature_model, load_model
from backrisk.risk.model import Model

DONE, BAD_INPUT, BUG = 0, 1, 2
FOLDER = "folder with people and sessions, and any further table, as .csv or .parquet"


def add_command(commands: Any, name: str, help_text: str, example: str, run: object) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help_text,
        description=help_text[0].upper() + help_text[1:] + ".",
        epilog=f"example:\n{example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def add_size(parser: argparse.ArgumentParser, people: int) -> None:
    parser.add_argument("--people", type=int, default=people, help="number of people (%(default)s)")
    parser.add_argument("--days", type=int, default=365, help="days watched (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same clinic (%(default)s)")


def add_literature(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--outcome", default="any_episode", help="of the literature model (%(default)s)")
    parser.add_argument("--setting", default="athletes", help="of the literature model (%(default)s)")


def add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="CARD", help="model card (.json) instead of the literature model")
    add_literature(parser)
    add_place(parser)
    parser.add_argument("--horizon", type=int, default=28, metavar="DAYS", help="days ahead (%(default)s)")
    parser.add_argument("--level", type=float, default=0.95, help="of the intervals (%(default)s)")


def add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--yearly-risk", type=float, metavar="P", help="share of your people with a new episode in a year"
    )
    parser.add_argument("--episodes", type=float, metavar="N", help="new episodes that you counted, with")
    parser.add_argument("--person-years", type=float, metavar="T", help="the years that all were followed")


def add_words(parser: argparse.ArgumentParser) -> None:
    """For whom and in which language."""
    parser.add_argument(
        "--audience",
        choices=AUDIENCES,
        help="whose words; default: numbers for a professional, steps for the person",
    )
    parser.add_argument("--language", default="en", metavar="CODE", help="of the words: en or de (%(default)s)")


def add_input(parser: argparse.ArgumentParser, help_text: str = FOLDER) -> None:
    """The folder of tables, and how its CSV files were written."""
    parser.add_argument("folder", help=help_text)
    parser.add_argument(
        "--encoding", default="utf-8", help="of the CSV files: utf-8, latin-1 or utf-16 (%(default)s)"
    )
    parser.add_argument(
        "--decimal", default=".", metavar="SIGN", help="decimal sign of the CSV files: . or , (%(default)s)"
    )
    add_dates(parser)


_ORDERS = (("--day-first", True, "1/2/2026 is 1 February"), ("--month-first", False, "1/2/2026 is 2 January"))


def add_dates(parser: argparse.ArgumentParser) -> None:
    """How dates are written where they are not YYYY-MM-DD."""
    order = parser.add_mutually_exclusive_group()
    for option, first, example in _ORDERS:
        order.add_argument(option, dest="dayfirst", action="store_const", const=first, help=example)
    order.add_argument("--date-format", metavar="FORMAT", help="of the dates, such as %%d%%m%%Y")


def tables_of(folder: str, options: argparse.Namespace) -> Cohort:
    """The folder of tables, read as the options say."""
    return read_cohort(
        folder, encoding=options.encoding, decimal=options.decimal, dayfirst=options.dayfirst,
        format=options.date_format,
    )  # fmt: skip


def add_audience(parser: argparse.ArgumentParser) -> None:
    """Whom the words are for."""
    parser.add_argument(
        "--audience",
        choices=AUDIENCES,
        default="patient",
        help="professional: no text is directed to the person (%(default)s)",
    )


def add_force(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help="replace files that exist")


def refuse_outputs(options: argparse.Namespace, *paths: str | None) -> None:
    """Raises `InvalidArgument` before any work when an output exists and --force was not given."""
    for path in paths:
        if path is not None and not options.force:
            refuse_existing(path, "--force replaces it")


def chosen_model(options: argparse.Namespace) -> Model:
    """The card or the literature model, at the level of the place where that is given."""
    if options.model:
        model = load_model(options.model)
    else:
        model = literature_model(outcome=options.outcome, setting=options.setting)
    own = (options.yearly_risk, options.episodes, options.person_years)
    if own == (None, None, None):
        return model
    return model.anchored(own[0], episodes=own[1], person_years=own[2])


def say_place(model: Model) -> None:
    """Which numbers of one's own would narrow the range between places; nothing where it is known."""
    if note := model.place_note():
        print(f"The level differs between places. {note}", file=sys.stderr)


@contextmanager
def progress(what: str) -> Iterator[None]:
    """Says what is being done, and how long it took once it is long."""
    print(f"{what} ...", file=sys.stderr, flush=True)
    start = time.perf_counter()
    yield
    if (took := time.perf_counter() - start) > 2:
        print(f"{what}: {took:.1f} s", file=sys.stderr)


def read_folder(options: argparse.Namespace) -> Cohort:
    folder = options.folder
    with progress(f"reading {folder}"):
        cohort = tables_of(folder, options)
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


def show(table: Table, columns: Sequence[str] = ()) -> None:
    print(_Listing({name: table[name] for name in columns or table.columns}, title=table.title))


def write_table(table: Table, path: str, formulas: str = "keep") -> None:
    write_file(table.to_dict(), path, formulas=formulas)
    print(f"{len(table)} rows written to {path}", file=sys.stderr)
