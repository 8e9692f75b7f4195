"""The command line: exit codes, messages without tracebacks, files that hold the numbers of the library."""

from __future__ import annotations

import builtins
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backrisk as br
from backrisk import _core, cli
from backrisk._shared.table_files import read_file
from backrisk.cli import commands, demo

pytest.importorskip("duckdb")
pytest.importorskip("jinja2")
MODEL = br.literature_model()
COMMANDS = (
    "demo",
    "check",
    "score",
    "assess",
    "report",
    "update",
    "fit",
    "validate",
    "plan",
    "simulate",
    "evidence",
)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clinic")
    demo.write_clinic(folder, n_people=8, n_days=90, seed=2)
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: Any) -> tuple[int, str, str]:
    code = cli.main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_a_whole_example(capsys: pytest.CaptureFixture[str], command: str) -> None:
    code, out, _ = run(capsys, command, "--help")
    assert code == 0
    example = out[out.index("example:") :]
    assert f"backrisk {command}" in example


def test_the_commands_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0 and all(re.search(rf"^\s+{name}\s", out, re.M) for name in COMMANDS)


def test_simulate_check_and_score_give_the_numbers_of_the_library(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "clinic"
    code, out, _ = run(capsys, "simulate", folder, "--people", 8, "--days", 90, "--seed", 2)
    assert code == 0 and str(folder / "people.csv") in out.splitlines()
    assert run(capsys, "check", folder)[0] == 0
    expected = MODEL.score(br.simulate_cohort(8, 90, seed=2), horizon_days=7, days="all", level=0.9)
    for ending in ("parquet", "csv"):
        path = tmp_path / f"scores.{ending}"
        options = ("--horizon", 7, "--days", "all", "--level", 0.9, "--contributions", "--out", path)
        code, _, err = run(capsys, "score", folder, *options)
        assert code == 0 and "not a diagnosis" in err
        read = read_file(str(path))
        for name in ("risk", "low", "high"):
            np.testing.assert_array_equal(np.asarray(read[name], dtype=float), expected[name])
        assert {f"c_{name}" for name in MODEL.factor_names} <= set(read)


def test_score_without_a_file_prints_the_highest(capsys: pytest.CaptureFixture[str], clinic: Path) -> None:
    code, out, _ = run(capsys, "score", clinic)
    assert code == 0
    first = MODEL.score(br.read_cohort(clinic)).highest(1)["person_id"][0]
    assert out.splitlines()[2].startswith(first)


def test_assess_says_what_to_do_next(
    clinic: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = ("--day", "2025-02-10")
    code, out, _ = run(capsys, "assess", clinic, "p2", *day, "--symptoms", "pain", "--exercises")
    assert code == 0 and "What to do next:" in out
    one = MODEL.assess(br.read_cohort(clinic), "p2", "2025-02-10").with_facts(["pain"])
    assert out.startswith(one.to_text())
    assert len(out.splitlines()) > len(br.advise.exercises())
    own = tmp_path / "ours.csv"
    own.write_text("rule,when,what,verdict\nK1,always,exercise=walking,modify\n")
    _, out, _ = run(capsys, "assess", clinic, "p2", *day, "--rules", str(own))
    assert "K1" in out
    own.write_text("rule,when,what,verdict\nK1,always,exercise=wlking,modify\n")
    code, _, error = run(capsys, "assess", clinic, "p2", *day, "--rules", str(own))
    assert code == 1 and "ours.csv, row 1, column what" in error
    code, _, error = run(capsys, "assess", clinic, "p2", *day, "--symptoms", "pian")
    assert code == 1 and "nearest: pain" in error


def test_assess_prints_the_words_and_writes_the_card(
    capsys: pytest.CaptureFixture[str], clinic: Path, tmp_path: Path
) -> None:
    page = tmp_path / "one.html"
    code, out, _ = run(capsys, "assess", clinic, "p2", "--day", "2025-02-10", "--html", page)
    one = MODEL.assess(br.read_cohort(clinic), "p2", "2025-02-10")
    assert code == 0 and out.strip() == one.to_text()
    assert one._repr_html_() in page.read_text()


def test_a_model_card_replaces_the_literature(
    capsys: pytest.CaptureFixture[str], clinic: Path, tmp_path: Path
) -> None:
    card = tmp_path / "own.json"
    own = br.literature_model(yearly_risk=0.02)
    own.save(card)
    code, out, _ = run(capsys, "assess", clinic, "p2", "--model", card)
    assert code == 0 and out.strip() == own.assess(br.read_cohort(clinic), "p2").to_text()


def test_report_is_written(capsys: pytest.CaptureFixture[str], clinic: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    assert run(capsys, "report", clinic, "--out", page, "--person", "p2")[0] == 0
    assert "One person explained: p2" in page.read_text()


def test_check_exits_with_1_on_errors_and_writes_findings(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    demo.write_clinic(tmp_path, n_people=8, n_days=90, seed=2, mistakes=True)
    code, out, _ = run(capsys, "check", tmp_path)
    assert code == 1
    assert re.search(r"error\s+people\s+3\s+height_m\s+p3\s+181\s+.*centimetres", out)
    findings = tmp_path / "findings.csv"
    assert run(capsys, "check", tmp_path, "--out", findings)[0] == 1
    assert read_file(str(findings))["level"].tolist().count("error") == 3


def test_the_demo_goes_the_whole_way_and_repeats_itself(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    runs = []
    for name in ("one", "two"):
        folder = tmp_path / name
        code, out, _ = run(capsys, "demo", "--out", folder, "--people", 10, "--days", 120)
        assert code == 0
        assert f"report  {folder / 'report.html'}" in out
        runs.append((out.replace(str(folder), ""), (folder / "scores.csv").read_bytes()))
    assert runs[0] == runs[1]


def test_evidence_prints_effects_and_what_became_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "evidence", "--factor", "previous_lbp")
    assert code == 0 and "E001" in out and "ledger" in out and "used" in out


BAD = [
    # arguments (CLINIC stands for a folder), a part of the message
    (("score", "nowhere"), "nowhere: must be a folder"),
    (("score", "CLINIC", "--horizon", "0"), "horizon"),
    (("score", "CLINIC", "--horizon", "soon"), "--horizon: invalid int value"),
    (("score", "CLINIC", "--days", "yesterday"), "'yesterday'"),
    (("score", "CLINIC", "--out", "scores.xlsx"), "must end in .csv or .parquet"),
    (("score", "CLINIC", "--out", "no/such/folder/s.csv"), "cannot be written"),
    (("score", "CLINIC", "--outcome", "pain"), "any_episode"),
    (("score", "CLINIC", "--model", "none.json"), "none.json"),
    (("assess", "CLINIC", "p99"), "'p99'"),
    (("assess", "CLINIC"), "person"),
    (("assess", "CLINIC", "p2", "--day", "1.3.2026"), "YYYY-MM-DD"),
    (("simulate", "CLINIC", "--people", "0"), "people"),
    (("evidence", "--factor", "luck"), "'luck'"),
    (("guess",), "invalid choice"),
    ((), "COMMAND"),
]


@pytest.mark.parametrize(("arguments", "text"), BAD, ids=[" ".join(a) for a, _ in BAD])
def test_bad_input_exits_with_1_and_says_what_is_wrong(
    capsys: pytest.CaptureFixture[str], clinic: Path, arguments: tuple[str, ...], text: str
) -> None:
    code, out, err = run(capsys, *(clinic if a == "CLINIC" else a for a in arguments))
    assert (code, out) == (1, "")
    assert text in err


def test_a_wrong_value_names_file_row_and_column(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "sessions.csv").write_text("person_id,date,load\nann,2026-01-01,10\nann,2026-13-01,10\n")
    code, _, err = run(capsys, "score", tmp_path)
    assert code == 1
    assert "sessions.csv, row 2, column date: '2026-13-01': must be a date as YYYY-MM-DD" in err


def test_a_bug_exits_with_2(
    capsys: pytest.CaptureFixture[str], clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "tables_of", lambda *_: 1 // 0)
    code, _, err = run(capsys, "check", clinic)
    assert code == 2 and "bug: ZeroDivisionError" in err


def test_without_duckdb_the_extra_is_named(
    capsys: pytest.CaptureFixture[str], clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def absent(name: str, *rest: Any, **named: Any) -> Any:
        if name == "duckdb":
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", absent)
    code, _, err = run(capsys, "check", clinic)
    assert code == 1 and "pip install 'backrisk[files]'" in err


def test_validate_prints_saves_and_writes_the_status(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder, page, card = tmp_path / "north", tmp_path / "found.html", tmp_path / "model.json"
    demo.write_clinic(folder, n_people=60, n_days=200, seed=2)
    arguments = (
        "--every",
        14,
        "--thresholds",
        0.05,
        0.1,
        "--age-cuts",
        30,
        45,
        "--out",
        page,
        "--save-model",
        card,
    )
    code, out, err = run(capsys, "validate", folder, *arguments)
    expected = MODEL.validate(
        br.read_cohort(folder), every_days=14, thresholds=(0.05, 0.1), age_cuts=(30, 45), name="north"
    )
    assert (code, out) == (0, f"{expected!r}\n") and str(page) in err
    assert expected.headline() in page.read_text("utf-8") and "30-44" in page.read_text("utf-8")
    assert br.load_model(card) == MODEL.with_validation(expected)
    assert run(capsys, "validate", folder, "--censoring", "ipcw")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--thresholds", "7"), "thresholds[0] is 7, but must be between 0 and 1"),
        (("--every", "0"), "every_days is 0"),
        (("--out", "found.pdf"), "must end in .html, .md, .csv or .parquet"),
        (("--censoring", "drop"), "invalid choice: 'drop'"),
    ],
)
def test_validate_names_what_is_wrong(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    demo.write_clinic(tmp_path, n_people=60, n_days=120, seed=2)
    code, _, err = run(capsys, "validate", tmp_path, *arguments)
    assert code == 1 and message in err


def test_validate_names_file_row_column_and_value(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("person_id\nann\n", "utf-8")
    (tmp_path / "episodes.csv").write_text("person_id,onset\nann,2026-01-01\nann,03.02.2026\n", "utf-8")
    code, _, err = run(capsys, "validate", tmp_path)
    assert code == 1 and all(word in err for word in ("episodes.csv", "row 2", "onset", "03.02.2026"))
    (tmp_path / "episodes.csv").unlink()
    code, _, err = run(capsys, "validate", tmp_path)
    assert code == 1 and "no table of episodes" in err


def test_plan_prints_the_weeks_and_writes_the_sessions(
    capsys: pytest.CaptureFixture[str], clinic: Path, tmp_path: Path
) -> None:
    out_file = tmp_path / "plan.csv"
    code, out, err = run(
        capsys, "plan", clinic, "p2", "--goal", "week_min=200", "--weeks", 8, "--limit", "week_change=none",
        "--out", out_file,
    )  # fmt: skip
    assert code == 0 and "8 weeks" in out and _core.risk.intended_use in out
    made = br.advise.plan(
        MODEL,
        br.read_cohort(clinic),
        "p2",
        goal={"week_min": 200},
        weeks=8,
        constraints={"week_change": None},
    )
    assert made.to_text() in out and f"{len(made.sessions)} sessions written" in err
    assert read_file(str(out_file))["duration_min"].tolist() == made.sessions["duration_min"].tolist()
    code, _, err = run(capsys, "plan", clinic, "p2", "--goal", "week_min:200")
    assert code == 1 and "must be NAME=VALUE" in err


def test_update_and_fit_write_the_posterior_of_the_library(
    capsys: pytest.CaptureFixture[str], clinic: Path, tmp_path: Path
) -> None:
    card, moved = tmp_path / "model.json", tmp_path / "moved.csv"
    code, out, err = run(capsys, "update", clinic, "--move", "all", "--out", card, "--moved", moved)
    cohort = br.read_cohort(clinic)
    expected = MODEL.update(cohort, level="all")
    assert code == 0 and br.load_model(card) == expected and expected.status in err
    assert "what moved most" in out and "(baseline hazard)" in out and "as asked" in out
    read = read_file(str(moved))
    np.testing.assert_array_equal(np.asarray(read["mean"], dtype=float), expected.moved()["mean"])
    code, _, err = run(capsys, "score", clinic, "--model", card)
    assert code == 0 and expected.status in err
    again = MODEL.update(cohort, every_days=7, washout_days=14)
    code, out, _ = run(capsys, "update", clinic, "--every", 7, "--washout", 14)
    assert code == 0 and str(again.updated) in out
    episodes = expected.updated.episodes if expected.updated else 0
    code, out, err = run(capsys, "fit", clinic)
    assert (code == 0 and "fitted to this cohort alone" in err) if episodes else (code == 1)


def test_update_without_episodes_is_bad_input(
    capsys: pytest.CaptureFixture[str], clinic: Path, tmp_path: Path
) -> None:
    for path in clinic.iterdir():
        if path.stem != "episodes":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    code, _, err = run(capsys, "update", tmp_path)
    assert code == 1 and "cohort.episodes is 'not given'" in err
