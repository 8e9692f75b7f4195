"""A folder of files as a cohort."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Literal

from backrisk import _core
from backrisk._shared.progress import Progress, counted
from backrisk._shared.table_files import Dialect
from backrisk._shared.typing import DateLike
from backrisk.cohort import files as _files
from backrisk.cohort.data import Cohort

__all__ = ["read_cohort"]


def read_cohort(
    folder: str | os.PathLike[str],
    *,
    today: DateLike | None = None,
    scales: Mapping[str, tuple[float, float]] | None = None,
    encoding: Literal["utf-8", "latin-1", "utf-16"] = "utf-8",
    decimal: Literal[".", ","] = ".",
    dayfirst: bool | None = None,
    format: str | None = None,
    progress: Progress | None = None,
) -> Cohort:
    """The cohort in a folder of files named after the tables, such as people.csv and sessions.parquet.

    CSV (also .csv.gz and .tsv) and Parquet are read by DuckDB (`pip install 'backrisk[files]'`), which is
    allowed to touch these files alone: no address is fetched and no extension loaded. Paths are literal. A
    folder named after a table holds its partitions. Empty, NA and null are missing; ids stay text, so that
    007 is not 7.

    Parameters
    ----------
    folder : path
        Every file in it is used or named by `Cohort.check` as not read.
    today, scales
        As in `Cohort`.
    encoding : {"utf-8", "latin-1", "utf-16"}
        Of the CSV files.
    decimal : {".", ","}
        The decimal sign of the numbers in the CSV files.
    dayfirst : bool, optional
        Reads texts such as 1.2.2026 too: True as 1 February, False as 2 January. None refuses them.
    format : str, optional
        A format of `datetime.strptime` with %Y, %m and %d, for all dates that are texts.
    progress : function of (what, share) or True, optional
        Told now and then how far it is; True writes a line where stderr is a terminal.

    Raises
    ------
    DataError
        With file, row, column, value and rule.
    ImportError
        Without DuckDB.
    """
    dialect = Dialect(encoding, decimal)
    found = _files.find_files(folder)
    names = counted(found.files, "tables", len(found.files), progress)
    tables = {name: _files.read_table(found, name, dialect) for name in names}
    labels = {name: found.label(name) for name in found.files}
    try:
        cohort = Cohort(**tables, today=today, scales=scales, dayfirst=dayfirst, format=format, _labels=labels)
    except _core.DataError as error:
        if decimal == "." and re.search(r"'-?\d+,\d+': must be a number", str(error)):
            raise _core.DataError(f"{error}; decimal commas are read with decimal=','") from None
        raise
    cohort._read_findings += found.findings
    return cohort
