"""`backrisk advance`: a clinic scored every day, from yesterday's states and today's tables."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import sys
from collections.abc import Iterator, Sized
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared.days import NO_DAY, as_days
from backrisk._shared.places import Cell
from backrisk._shared.table_files import Dialect, read_file
from backrisk._shared.tables import SCHEMA, days
from backrisk._shared.whole_file import refuse_existing
from backrisk.cli.parts import (
    DONE,
    add_command,
    add_dates,
    add_force,
    add_model,
    chosen_model,
    progress,
    refuse_outputs,
    show,
    tables_of,
    write_table,
)
from backrisk.cohort.streams import Streams, load_streams

__all__ = ["add_advance"]

TABLES = ("sessions", "sets", "tests", "wellness", "conditions", "episodes", "people")
_STATE = re.compile(r"(\d{4}-\d\d-\d\d)\.streams")


def add_advance(commands: Any) -> None:
    example = (
        "  backrisk advance state/ --start my_clinic/\n"
        "  backrisk advance state/ --sessions today.parquet --out scores.parquet\n"
        "  backrisk advance state/ --back-to 2026-03-01"
    )
    parser = add_command(
        commands, "advance", "feed one new day to the saved states of everybody and score it", example, _run
    )
    parser.add_argument("folder", metavar="STATE", help="folder of the states, a file a day")
    parser.add_argument("--start", metavar="CLINIC", help="make the states from this folder of tables")
    parser.add_argument("--back-to", metavar="DAY", help="drop the states after this day, to feed days again")
    for name in TABLES:
        option = "--new-episodes" if name == "episodes" else f"--{name}"  # --episodes counts those of the place
        parser.add_argument(option, dest=f"table_{name}", metavar="FILE", help=f"rows of {name} of the new day")
    parser.add_argument("--day", help="the new day; default: that of the rows")
    parser.add_argument("--keep", type=int, default=30, metavar="N", help="states that stay (%(default)s)")
    parser.add_argument("--out", metavar="FILE", help="write .csv or .parquet; default: print the highest risks")
    parser.add_argument("--encoding", default="utf-8", help="of the CSV files (%(default)s)")
    parser.add_argument("--decimal", default=".", metavar="SIGN", help="of the CSV files (%(default)s)")
    add_dates(parser)
    add_force(parser)
    add_model(parser)


def _run(options: argparse.Namespace) -> int:
    refuse_outputs(options, options.out)
    if options.keep < 1:
        raise _core.InvalidArgument(f"--keep is {options.keep}, but must be 1 or more")
    if options.start is not None:
        return _begin(options)
    with _alone(options.folder):
        if options.back_to is not None:
            return _go_back(options.folder, options.back_to)
        return _advance(options)


def _states(folder: str) -> list[str]:
    """The days of the states in a folder, rising."""
    if not os.path.isdir(folder):
        rule = "`backrisk advance STATE --start CLINIC` makes it"
        raise _core.DataError(f"{folder}: is no folder of states; {rule}")
    return sorted(found[1] for name in os.listdir(folder) if (found := _STATE.fullmatch(name)))


def _path(folder: str, day: object) -> str:
    return os.path.join(folder, f"{day}.streams")


def _begin(options: argparse.Namespace) -> int:
    if not options.force:
        refuse_existing(options.folder, "--force adds a state to it")
    model = chosen_model(options)
    with progress(f"reading {options.start}"):
        cohort = tables_of(options.start, options)
        states = Streams(model, cohort, horizon_days=options.horizon, level=options.level)
    os.makedirs(options.folder, exist_ok=True)
    states.save(_path(options.folder, states.day))
    print(f"{states!r}; saved to {_path(options.folder, states.day)}", file=sys.stderr)
    return DONE


def _go_back(folder: str, day: str) -> int:
    taken = _states(folder)
    if day not in taken:
        raise _core.InvalidArgument(f"--back-to is {day!r}, but must be a day of {folder}: {', '.join(taken)}")
    for later in taken[taken.index(day) + 1 :]:
        os.unlink(_path(folder, later))
        print(f"dropped {_path(folder, later)}", file=sys.stderr)
    return DONE


def _advance(options: argparse.Namespace) -> int:
    taken = _states(options.folder)
    if not taken:
        rule = "`backrisk advance STATE --start CLINIC` makes them"
        raise _core.DataError(f"{options.folder}: has no states; {rule}")
    dialect = Dialect(options.encoding, options.decimal)
    files = {name: path for name in TABLES if (path := getattr(options, f"table_{name}")) is not None}
    tables = {name: _dated(name, read_file(path, dialect), path, options) for name, path in files.items()}
    day = _new_day(options.day, tables, files)
    if str(day) <= taken[-1]:
        rule = f"must be after the last day that was taken, {taken[-1]}; --back-to drops days to feed them again"
        raise _core.InvalidArgument(f"day is {day}, but {rule}")
    with progress(f"advancing to {day}"):
        states = load_streams(_path(options.folder, taken[-1]))
        scores = states.advance(day, **tables)
    errors = int((states.findings["level"] == "error").sum())
    if errors:
        print(f"{errors} values were set aside:", file=sys.stderr)
        show(states.findings.filter(states.findings["level"] == "error"))
    # Scores first: when this stops here the day is not taken, and the same command does it again.
    if options.out:
        write_table(scores, options.out)
    states.save(_path(options.folder, day))
    for old in [*taken, str(day)][: -options.keep]:
        os.unlink(_path(options.folder, old))
    if not options.out:
        show(scores.sort("relative", descending=True)[:20], ("person_id", "day", "relative", "risk", "low", "high"))
    return DONE


def _dated(
    table: str, columns: dict[str, Sized], path: str, options: argparse.Namespace
) -> dict[str, Sized]:
    """The columns with their dates read as the options say."""
    if options.dayfirst is None and options.date_format is None:
        return columns
    read: dict[str, Sized] = {}
    for name, column in columns.items():
        if SCHEMA[table].get(name) is days:
            place = Cell(os.path.basename(path), name)
            numbers = as_days(
                column, place, missing=int(NO_DAY), dayfirst=options.dayfirst, format=options.date_format
            )
            column = [None if day == NO_DAY else np.datetime64(int(day), "D") for day in numbers]
        read[name] = column
    return read


def _new_day(given: str | None, tables: dict[str, Any], files: dict[str, str]) -> Any:
    """The day of the rows, or the one that was said."""
    if given is not None:
        return np.datetime64(int(as_days([given], Cell("advance", "--day"))[0]), "D")
    found: set[int] = set()
    for name, columns in tables.items():
        if "date" in columns:
            dated = as_days(columns["date"], Cell(os.path.basename(files[name]), "date"), missing=int(NO_DAY))
            found |= {*dated[dated != NO_DAY].tolist()}
    if len(found) != 1:
        what = "no row has a date" if not found else f"the rows are of {len(found)} days"
        raise _core.InvalidArgument(f"advance: {what}; --day must say which one it is (of one day at a time)")
    return np.datetime64(found.pop(), "D")


@contextlib.contextmanager
def _alone(folder: str) -> Iterator[None]:
    """Two jobs at once would take a day twice: the second is refused."""
    _states(folder)
    try:
        import fcntl
    except ImportError:  # Windows: no lock of this kind
        yield
        return
    lock = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise _core.InvalidArgument(f"{folder}: is in use by another `backrisk advance`") from None
        yield
    finally:
        os.close(lock)
