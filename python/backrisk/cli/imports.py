"""`backrisk import`: files of other programs as the tables of a clinic's folder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any

from backrisk import _core, read
from backrisk.cli.parts import DONE, add_command, progress, show
from backrisk.read import FileFormat, Imported

EXAMPLE = """\
  backrisk import diary log.xlsx --person ann --out my_clinic/ --day-first --decimal , \\
      --column date=Datum --column 'duration_min=Dauer:hh:mm:ss' --column rpe=Anstrengung
  backrisk import strava activities.csv --person bob --time-zone Europe/Berlin --out my_clinic/ --append
  backrisk import hevy workouts.csv --person ann --exercise 'Kreuzheben=deadlift' --out my_clinic/ --append
what was used, guessed and left is printed; nothing is replaced in the folder"""


def add_import(commands: object) -> None:
    parser = add_command(commands, "import", "logs of other programs as a clinic's tables", EXAMPLE, run)
    parser.add_argument("format", choices=sorted(_READERS), help="who wrote the file; diary: any other log")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--out", required=True, metavar="FOLDER", help="folder of the clinic")
    parser.add_argument("--person", metavar="ID", help="whom the file is about, where no column says so")
    parser.add_argument("--append", action="store_true", help="add to tables that are there already")
    parser.add_argument("--parquet", action="store_true", help="write new tables as .parquet, not .csv")
    parser.add_argument("--table", default="sessions", help="of a diary (%(default)s)")
    parser.add_argument(
        "--column", action="append", default=[], metavar="OURS=THEIRS[:UNIT]", help="of a diary; repeat it"
    )
    date = parser.add_mutually_exclusive_group()
    date.add_argument("--day-first", action="store_true", help="1.2.2026 is the first of February")
    date.add_argument("--month-first", action="store_true", help="1/2/2026 is the second of January")
    parser.add_argument("--decimal", default=".", choices=(".", ","), help="mark of decimals (%(default)s)")
    parser.add_argument("--time-zone", metavar="ZONE", help="where the days were lived, as Europe/Berlin")
    parser.add_argument(
        "--mass", choices=("kg", "lb"), help="unit of weights, where the file does not say it"
    )
    parser.add_argument(
        "--exercise",
        action="append",
        default=[],
        metavar="THEIRS=OURS",
        help="name of an exercise; repeat it",
    )
    parser.add_argument("--sheet", help="of an Excel file")
    parser.add_argument("--encoding", default="utf-8-sig", help="of a text file (%(default)s)")
    parser.add_argument("--delimiter", help="of a CSV file; default: what the first line has most of")


def run(options: argparse.Namespace) -> int:
    found: Imported | None = None
    for file in options.files:
        with progress(f"reading {file}"):
            one = _READERS[options.format](file, options)
        found = one if found is None else found + one
    assert found is not None
    paths = found.write(options.out, append=options.append, ending=".parquet" if options.parquet else ".csv")
    show(found.report)
    unmapped = found.exercises.take(found.exercises["exercise"] == "")
    if len(unmapped):
        print()
        show(unmapped, ("name", "rows", "nearest"))
    print(f"{found!r}\n" + "\n".join(f"written to {path}" for path in paths), file=sys.stderr)
    return DONE


def _pairs(given: list[str], option: str) -> dict[str, str]:
    for one in given:
        if "=" not in one:
            raise _core.InvalidArgument(f"{option} is {one!r}, but must be OURS=THEIRS")
    return dict(one.split("=", 1) for one in given)


def _columns(options: argparse.Namespace) -> dict[str, Any] | None:
    """THEIRS may hold colons: what follows the first one is the unit where it is one."""
    out: dict[str, Any] = {}
    for ours, theirs in _pairs(options.column, "--column").items():
        header, colon, unit = theirs.partition(":")
        out[ours] = (header, unit) if colon else header
    return out or None


def _dayfirst(options: argparse.Namespace) -> bool | None:
    return True if options.day_first else False if options.month_first else None


def _file(options: argparse.Namespace) -> FileFormat:
    return FileFormat(encoding=options.encoding, delimiter=options.delimiter, sheet=options.sheet)


def _need_person(options: argparse.Namespace) -> str:
    if options.person is None:
        raise _core.InvalidArgument(f"import {options.format}: --person must say whom the file is about")
    return str(options.person)


def _diary(file: str, o: argparse.Namespace) -> Imported:
    return read.diary(
        file, o.table, _columns(o), person=o.person, dayfirst=_dayfirst(o), decimal=o.decimal,
        time_zone=o.time_zone, file=_file(o),
    )  # fmt: skip


def _strava(file: str, o: argparse.Namespace) -> Imported:
    return read.strava(file, _need_person(o), time_zone=o.time_zone, dayfirst=_dayfirst(o), file=_file(o))


def _hevy(file: str, o: argparse.Namespace) -> Imported:
    own = _pairs(o.exercise, "--exercise")
    return read.hevy(file, _need_person(o), exercises=own, dayfirst=_dayfirst(o), file=_file(o))


def _strong(file: str, o: argparse.Namespace) -> Imported:
    return read.strong(
        file, _need_person(o), mass=o.mass, exercises=_pairs(o.exercise, "--exercise"), decimal=o.decimal,
        dayfirst=_dayfirst(o), file=_file(o),
    )  # fmt: skip


def _intervals(file: str, o: argparse.Namespace) -> Imported:
    return read.intervals(file, _need_person(o), file=_file(o))


def _fit(file: str, o: argparse.Namespace) -> Imported:
    own = _pairs(o.exercise, "--exercise")
    return read.fit(file, _need_person(o), time_zone=o.time_zone, exercises=own)


_READERS: dict[str, Callable[[str, argparse.Namespace], Imported]] = {
    "diary": _diary,
    "fit": _fit,
    "hevy": _hevy,
    "intervals": _intervals,
    "strava": _strava,
    "strong": _strong,
}
