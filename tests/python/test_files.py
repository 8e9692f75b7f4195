"""Folders and files: read as they are named, used or named as unused, written whole or not at all.

Oracles: the standard library's csv and the bytes that were written; identities (one file against its
partitions); the file system's own refusals (a full device, a killed process).
"""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backrisk as br
from backrisk._shared import whole_file
from backrisk._shared.table_files import Dialect, read_file, write_file
from backrisk.cli.commands import main
from backrisk.cohort.files import find_files
from backrisk.cohort.simulated import simulate_tables

duckdb = pytest.importorskip("duckdb")
ROOT = Path(__file__).resolve().parents[2]


def clinic(folder: Path, sessions: str = "person_id,date,load\nann,2026-01-01,10\n") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sessions.csv").write_text(sessions)
    return folder


@pytest.mark.parametrize("name", ["clinic [ab]", "clin*", "a?c", "it's", "a{b,c}", "**"])
def test_the_name_of_a_folder_is_literal(tmp_path: Path, name: str) -> None:
    clinic(tmp_path / "clinic a", "person_id,date,load\nother,2026-01-01,1\n")
    clinic(tmp_path / "abc", "person_id,date,load\nother,2026-01-01,1\n")
    folder = clinic(tmp_path / name)
    assert br.read_cohort(folder).people == ("ann",)
    shutil.move(folder / "sessions.csv", folder / "x")
    write_file({"person_id": ["bob"], "date": ["2026-01-01"], "load": [1.0]}, folder / "sessions.parquet")
    assert br.read_cohort(folder).people == ("bob",)


def test_ids_that_begin_with_a_hash_are_people(tmp_path: Path) -> None:
    rows = "".join(f"#{i},2026-01-0{i},10\n" for i in range(1, 6))
    assert br.read_cohort(clinic(tmp_path, "person_id,date,load\n" + rows)).people == tuple(
        f"#{i}" for i in range(1, 6)
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_is_read_as_the_standard_library_reads_it(tmp_path: Path, delimiter: str) -> None:
    texts = ["#1", "a,b", "a;b", 'say "x"', "x\ty", "|", "'", "NULL2", "1e5", "007", " x"]
    with open(tmp_path / "people.csv", "w", newline="") as out:
        writer = csv.writer(out, delimiter=delimiter)
        writer.writerow(["person_id", "sport"])
        writer.writerows([f"p{i}", text] for i, text in enumerate(texts))
    with open(tmp_path / "people.csv", newline="") as file:
        theirs = [row["sport"] for row in csv.DictReader(file, delimiter=delimiter)]
    assert list(read_file(tmp_path / "people.csv")["sport"]) == theirs == texts


def test_partitions_are_the_table(tmp_path: Path) -> None:
    tables, _ = simulate_tables(5, 60, 3)
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    whole.mkdir()
    (parts / "sessions").mkdir(parents=True)
    for name in ("people", "sessions"):
        write_file(tables[name], whole / f"{name}.parquet")
    write_file(tables["people"], parts / "people.csv")
    rows = len(tables["sessions"]["date"])
    for i in range(3):
        part = {n: np.asarray(c)[i * rows // 3 : (i + 1) * rows // 3] for n, c in tables["sessions"].items()}
        write_file(part, parts / "sessions" / f"part-{i}.parquet")
    (parts / "sessions" / "_SUCCESS").touch()
    model = br.literature_model()
    one, other = (model.score(br.read_cohort(place), days="all") for place in (whole, parts))
    np.testing.assert_array_equal(one["risk"], other["risk"])
    (parts / "sessions" / "part-9.csv").write_text("person_id,date,duration_min\np1,2025-01-01,5\n")
    with pytest.raises(br.DataError, match=r"part-9.csv: column rpe must stand in every file of sessions/"):
        br.read_cohort(parts)


def test_a_part_of_the_path_is_a_column(tmp_path: Path) -> None:
    for one in ("ann", "bob"):
        place = tmp_path / "sessions" / f"person_id={one}"
        place.mkdir(parents=True)
        (place / "part-0.csv").write_text("date,load\n2026-01-01,10\n")
    assert br.read_cohort(tmp_path).people == ("ann", "bob")


def test_parts_of_a_path_are_as_spark_writes_them(tmp_path: Path) -> None:
    for part, rows in (
        ("person_id=a%20b", "date,load\n2026-01-01,10\n"),
        ("person_id=bob", "person_id,date,load\nbob,2026-01-01,10\n"),
        ("person_id=__HIVE_DEFAULT_PARTITION__", "date,load\n2026-01-01,10\n"),
    ):
        (tmp_path / "sessions" / part).mkdir(parents=True)
        (tmp_path / "sessions" / part / "a.csv").write_text(rows)
    assert br.read_cohort(tmp_path).people == ("a b", "bob")
    (tmp_path / "sessions" / "person_id=bob" / "a.csv").write_text("person_id,date,load\nann,2026-01-01,10\n")
    with pytest.raises(br.DataError, match=r"column person_id: must be 'bob' in every row, as the path says"):
        br.read_cohort(tmp_path)


def test_folders_of_partitions_are_used_or_named(tmp_path: Path) -> None:
    clinic(tmp_path / "elsewhere")
    parts = tmp_path / "clinic" / "sessions"
    parts.mkdir(parents=True)
    shutil.copy(tmp_path / "elsewhere" / "sessions.csv", parts / "a.csv")
    (parts / "linked").symlink_to(tmp_path / "elsewhere")
    (parts / "_temporary").mkdir()
    shutil.copy(parts / "a.csv", parts / "_temporary" / "b.csv")
    shutil.copy(parts / "a.csv", parts / "_old.csv")
    (parts / "_SUCCESS").touch()
    cohort = br.read_cohort(tmp_path / "clinic")
    assert len(cohort.features("ann")["date"]) == 1
    named = {one for one in cohort.check()["table"].tolist() if "/" in one}
    assert named == {"sessions/linked", "sessions/_temporary", "sessions/_old.csv"}
    (parts / "_delta_log").mkdir()
    with pytest.raises(br.DataError, match="Delta Lake"):
        br.read_cohort(tmp_path / "clinic")


def test_every_file_is_used_or_named(tmp_path: Path) -> None:
    (tmp_path / "Sessions.CSV").write_text("person_id,date,load\nann,2026-01-01,10\n")
    for name in ("sessions_2024.parquet", "notes.txt", "wellness.xlsx", "people.csv.zip", ".hidden"):
        (tmp_path / name).write_text("x")
    (tmp_path / "old").mkdir()
    cohort = br.read_cohort(tmp_path)
    assert cohort.people == ("ann",)
    found = cohort.check()
    named = {
        row["table"]: row["level"] for row in map(found.row, range(len(found))) if "not read" in row["rule"]
    }
    assert named == {
        "sessions_2024.parquet": "error", "wellness.xlsx": "error", "people.csv.zip": "error",
        "notes.txt": "warning", "old": "warning",
    }  # fmt: skip
    (tmp_path / "sessions.csv.gz").touch()
    with pytest.raises(br.DataError, match=r"has Sessions.CSV and sessions.csv.gz, but must have one file"):
        br.read_cohort(tmp_path)


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "sessions.csv")
    with pytest.raises(br.DataError, match=r"sessions.csv: cannot be read: must be a regular file"):
        br.read_cohort(tmp_path)


@pytest.mark.parametrize(
    "address", ["s3://bucket/people.csv", "http://127.0.0.1:9/people.csv", "hf://a/b.csv"]
)
def test_nothing_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Neither the path, nor a folder of such a name, nor the connection reaches beyond the file."""
    import socket

    def refuse(*_: Any) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(br.DataError, match="No such file"):
        read_file(address)
    folder = clinic(tmp_path / os.path.dirname(address))
    assert folder.exists() and br.read_cohort(os.path.dirname(address)).people == ("ann",)
    from backrisk._shared import table_files

    inside = str(folder / "sessions.csv")
    with table_files._locked(duckdb, inside) as connection:
        for query in (
            f"SELECT * FROM '{address}'",
            f"SELECT * FROM read_csv('{tmp_path}/*')",
            "INSTALL httpfs",
            "LOAD httpfs",
            "SET enable_external_access = true",
            "COPY (SELECT 1) TO 'x.csv'",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(query)


def test_another_encoding_and_a_decimal_comma_are_options_that_messages_name(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes("person_id;height_m\nMüller;1,70\n".encode("latin-1"))
    with pytest.raises(br.DataError, match=r"people.csv.*it is not utf-8.*encoding='latin-1'"):
        br.read_cohort(tmp_path)
    with pytest.raises(br.DataError, match=r"height_m: '1,70': .*decimal=','"):
        br.read_cohort(tmp_path, encoding="latin-1")
    cohort = br.read_cohort(tmp_path, encoding="latin-1", decimal=",")
    assert cohort.people == ("Müller",)
    read = read_file(tmp_path / "people.csv", Dialect("latin-1", ","))
    assert read["height_m"].tolist() == [1.70]
    (tmp_path / "people.csv").write_text("person_id;height_m\nann;1.234,5\n")
    with pytest.raises(br.DataError, match=r"'1.234,5'"):
        br.read_cohort(tmp_path, decimal=",")
    for options in ({"encoding": "ebcdic"}, {"decimal": "x"}):
        with pytest.raises(br.InvalidArgument, match="must be one of"):
            br.read_cohort(tmp_path, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"person_id,person_id\na,b\n", "more than once"),
        (b'person_id,sport\n"a,b\n', "quote is not closed|as many columns"),
        (
            b"person_id,sport\na\n",
            "line 2: cannot be read: every row must have as many columns as the header, 2",
        ),
        (b"person_id,sport\na,b,c\n", "as many columns"),
        (b"person_id,sport\r\na,b\nc,d\r\n", "must all end in one way"),
        (b'person_id,sport\na,"x"y\n', "line 2: cannot be read: a quote is not closed"),
        (b"\xff\xfep\x00", "has no column person_id|not utf-8"),
    ],
)
def test_broken_files_are_errors_of_ours(tmp_path: Path, content: bytes, text: str) -> None:
    (tmp_path / "people.csv").write_bytes(content)
    with pytest.raises(br.DataError, match=text):
        br.read_cohort(tmp_path)


@pytest.mark.parametrize("path", ["a\0b.csv", "", None, 7, b"x.csv", "\ud800"])
def test_what_is_no_path_is_refused(path: Any) -> None:
    for call in (
        br.read_cohort,
        lambda p: write_file({"x": [1]}, p),
        lambda p: whole_file.write_text(p, "x"),
    ):
        with pytest.raises(br.InvalidArgument, match="(path|folder) is"):
            call(path)


@pytest.mark.parametrize("name", ["a [1]", "plain"])
def test_what_the_engine_says_is_said_of_the_file_that_was_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "sessions.parquet").write_bytes(b"PAR1")
    with pytest.raises(br.DataError) as error:
        br.read_cohort(tmp_path / name)
    said = str(error.value)
    assert said.startswith("sessions.parquet: cannot be read: ") and "\n" not in said
    assert "Error" not in said and os.sep + "table" not in said and "LINE" not in said


# Writing.


def test_a_full_device_leaves_the_old_content(tmp_path: Path) -> None:
    """A small tmpfs is not to be had without rights: a limit on the size of files stands for it."""
    target = tmp_path / "model.json"
    target.write_text("old")
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from backrisk._shared.whole_file import write_text\n"
        "from backrisk import InvalidArgument\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: write_text(sys.argv[1], 'x' * 100_000)\n"
        "except InvalidArgument as error: print(error)\n"
    )
    out = subprocess.run(
        [sys.executable, "-c", code, str(target)], capture_output=True, text=True, check=True
    )
    assert "cannot be written: File too large" in out.stdout
    assert target.read_text() == "old" and os.listdir(tmp_path) == ["model.json"]


def test_a_killed_process_leaves_the_old_content(tmp_path: Path) -> None:
    target = tmp_path / "scores.csv"
    target.write_text("old")
    code = (
        "import sys, time\nfrom backrisk._shared.whole_file import whole_file\n"
        "with whole_file(sys.argv[1]) as part:\n"
        "    open(part, 'w').write('half'); print('now', flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(target)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"now\n"
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert target.read_text() == "old"


def test_links_and_permissions_are_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    whole_file.write_text(link, "new")
    assert link.is_symlink() and real.read_text() == "new" and real.stat().st_mode & 0o777 == 0o640


def test_a_folder_or_a_missing_folder_cannot_be_written(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none" / "x.csv"):
        with pytest.raises(br.InvalidArgument, match="cannot be written"):
            whole_file.write_text(path, "x")
    assert os.listdir(tmp_path) == []


def test_cells_that_a_spreadsheet_would_run_are_kept_or_quoted(tmp_path: Path) -> None:
    texts = ["=1+1", "+x", "-x", "@x", "\tx", "plain", None]
    columns = {"who": np.array(texts, dtype=object), "risk": [-1.0, np.nan, *[0.5] * 5]}
    for option, expected in (
        ("keep", texts),
        ("quote", ["'=1+1", "'+x", "'-x", "'@x", "'\tx", "plain", None]),
    ):
        write_file(columns, tmp_path / "x.csv", formulas=option)
        with open(tmp_path / "x.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [row["who"] or None for row in rows] == expected
        assert rows[0]["risk"] == "-1.0" and rows[1]["risk"] == ""
    with pytest.raises(br.InvalidArgument, match="formulas is 'drop'"):
        write_file(columns, tmp_path / "x.csv", formulas="drop")


def test_tables_are_not_replaced_unasked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = clinic(tmp_path / "real")
    before = (folder / "sessions.csv").read_bytes()
    inside, out = str(folder / "sessions.csv"), str(tmp_path / "scores.csv")
    for arguments in (
        ["simulate", str(folder), "--people", "3", "--days", "10"],
        ["score", str(folder), "--out", inside],
        ["check", str(folder), "--out", inside],
        ["report", str(folder), "--out", inside],
        ["assess", str(folder), "ann", "--html", inside],
        ["validate", str(folder), "--save-model", inside],
        ["update", str(folder), "--moved", inside],
    ):
        assert main(arguments) == 1
        assert "--force replaces it" in capsys.readouterr().err
        assert (folder / "sessions.csv").read_bytes() == before and len(os.listdir(folder)) == 1
    assert main(["demo", "--out", str(folder), "--people", "3", "--days", "10"]) == 1
    assert "a demo replaces only a demo" in capsys.readouterr().err
    assert main(["score", str(folder), "--out", out]) == 0
    assert main(["score", str(folder), "--out", out]) == 1
    assert main(["score", str(folder), "--out", out, "--force"]) == 0
    assert main(["simulate", str(tmp_path / "new"), "--people", "3", "--days", "10"]) == 0


def test_folders_say_what_they_hold(tmp_path: Path) -> None:
    clinic(tmp_path)
    folder = find_files(tmp_path)
    assert folder.label("sessions") == "sessions.csv"
    start = time.perf_counter()
    with pytest.raises(br.DataError, match="must be a folder"):
        br.read_cohort(tmp_path / "sessions.csv")
    assert time.perf_counter() - start < 5
