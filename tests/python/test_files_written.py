"""Every writer of the package leaves a whole file or the old one, on a full disk and where the process is killed.

Oracles: the file system's own refusals, and readers of each format.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import backrisk as br
from backrisk._shared.table_files import read_file

pytest.importorskip("duckdb")
pytest.importorskip("matplotlib")

WRITERS = {
    "model.json": "model.save(path)",
    "person.state": "model.start('p', {'sex': 'male'}).save(path)",
    "scores.csv": "write_file(scores.to_dict(), path)",
    "scores.parquet": "write_file(scores.to_dict(), path)",
    "page.html": "br.report.write_report(path=path, cohort=cohort, model=model)",
    "figure.png": "br.plot.save(br.plot.risk_trajectory(scores, cohort.people[0]), path)",
    "figure.svg": "br.plot.save(br.plot.risk_trajectory(scores, cohort.people[0]), path)",
    "validation.html": "report.save(path)",
}
"""Every writer of the package, by the file that it writes."""

ALL_WRITERS = """
import os, resource, signal, sys
import matplotlib; matplotlib.use("Agg")
import numpy as np
import backrisk as br
from backrisk._shared.table_files import write_file
cohort, model = br.simulate_cohort(n_people=6, n_days=60, seed=1), br.literature_model()
scores = model.score(cohort, days="all")
risk = np.linspace(0.05, 0.9, 60)
report = br.validate.report((np.arange(60) % 3 == 0).astype(int), risk, n_boot=0)
folder, writers = sys.argv[1], eval(sys.argv[2])
def write(name):
    path = os.path.join(folder, name)
    exec(writers[name])
"""


def whole(path: Path) -> bool:
    """Whether a file is what its ending says, to its end."""
    content = path.read_bytes()
    if path.suffix == ".state":
        return br.load_stream(path).person_id == "p"
    if path.suffix == ".json":
        return isinstance(json.loads(content), dict)
    if path.suffix in (".html", ".svg"):
        return content.rstrip().endswith(b"</html>" if path.suffix == ".html" else b"</svg>")
    if path.suffix == ".png":
        return content.startswith(b"\x89PNG") and content.endswith(b"IEND\xaeB`\x82")
    return len(read_file(path)["risk"]) == 360


def test_every_writer_leaves_the_old_content_where_the_disk_is_full(tmp_path: Path) -> None:
    """Once with a limit on the size of files, and where it can be had on a file system of 16 kB."""
    folder = tmp_path / "small"
    folder.mkdir()
    code = ALL_WRITERS + (
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "if len(sys.argv) > 3: resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))\n"
        "for name in writers:\n"
        "    try: write(name)\n"
        "    except (br.InvalidArgument, br.DataError) as error: print(name, str(error).count(name), error)\n"
    )
    mounted = (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=48k", "tmpfs", str(folder)], capture_output=True, check=False
        ).returncode
        == 0
    )
    try:
        for limit in [["limit"], []] if mounted else [["limit"]]:
            for name in WRITERS:
                (folder / name).write_text("old")
            out = subprocess.run(
                [sys.executable, "-W", "ignore", "-c", code, str(folder), repr(WRITERS), *limit],
                capture_output=True,
                text=True,
                check=True,
            ).stdout.splitlines()
            failed = {line.split()[0] for line in out}
            if limit:
                assert failed == set(WRITERS)
            assert failed and all("cannot be written" in line and line.split()[1] != "0" for line in out)
            for name in WRITERS:
                there = (folder / name).read_bytes()
                assert there == b"old" if name in failed else whole(folder / name), name
            assert sorted(os.listdir(folder)) == sorted(WRITERS)
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


def test_a_killed_writer_leaves_a_whole_file(tmp_path: Path) -> None:
    code = ALL_WRITERS + (
        "for name in writers: write(name)\n"
        "print('now', flush=True)\n"
        "while True:\n"
        "    for name in writers: write(name)\n"
    )
    command = [sys.executable, "-W", "ignore", "-c", code, str(tmp_path), repr(WRITERS)]
    for pause in (0.05, 0.7):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None and process.stdout.readline() == b"now\n"
            time.sleep(pause)
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert all(whole(tmp_path / name) for name in WRITERS)
