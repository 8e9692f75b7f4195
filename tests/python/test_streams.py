"""A state that was saved goes on as if it had never stopped.

Oracle: the stream that was not saved, and `Model.score` on the whole diary, bit for bit.
"""

from __future__ import annotations

import copy
import io
import json
import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backrisk as br
from backrisk.cli import main
from backrisk.cohort import Streams, load_streams
from backrisk.cohort.simulated import simulate_tables

MODEL = br.literature_model()
DAYS = 70
DATED = ("sessions", "sets", "wellness", "tests")


def fed(days: int = 45) -> Any:
    state = MODEL.start("ann", {"sex": "female", "birth_date": "1999-02-01", "smoker": "no"})
    state.report("2023-06-01", "2023-06-20")
    state.report_condition("scoliosis", since="2020-01-01")
    for n in range(days):
        day = np.datetime64("2024-01-01") + n
        if n % 7 == 5:
            continue  # nobody knows
        sessions = [{"duration_min": 60 + n, "rpe": 5, "warm_up_min": 10 * (n % 2)}] if n % 3 else []
        state.advance(day, sessions=sessions, sleep_hours=7 + n % 2, sets=[{"sets": 3, "reps": 5, "mass_kg": n}])
        if n == 20:
            state.set("hamstring_rom_deg", 80)
            state.report("2024-01-22", "2024-01-25", region="neck")
    return state


def after(state: Any) -> list[Any]:
    out = []
    for n in range(40):
        day = np.datetime64("2024-03-01") + n
        out.append(state.advance(day, sessions=[{"duration_min": 50, "rpe": 6}] if n % 2 else None, mood=0.5))
        if n == 10:
            state.report("2024-03-11")
        if n == 20:
            state.report("2024-03-11", "2024-03-15")
    return out


def bits(days: list[Any]) -> list[Any]:
    return [[x.hex() if isinstance(x, float) else str(x) for x in one] for one in days]


@pytest.mark.parametrize("road", ["file", "pickle", "copy", "file of a file"])
def test_what_was_saved_goes_on_to_the_last_bit(road: str, tmp_path: Path) -> None:
    state = fed()
    state.set("mood", 0.3)  # told after the last day
    path = tmp_path / "ann.stream"
    if road.startswith("file"):
        state.save(path)
        again = br.load_stream(path)
        if road != "file":
            again.save(path)
            again = br.load_stream(path)
    else:
        again = pickle.loads(pickle.dumps(state)) if road == "pickle" else copy.deepcopy(state)
    assert (again.person_id, again.day) == (state.person_id, state.day)
    assert bits(after(again)) == bits(after(state))


def test_a_state_before_its_first_day_is_saved_too(tmp_path: Path) -> None:
    state = MODEL.start("bob", {"age_years": 40}, episodes_known=False, horizon_days=90, level=0.8)
    state.save(tmp_path / "bob")
    assert bits(after(br.load_stream(tmp_path / "bob"))) == bits(after(state))


def clinic(people: int = 25) -> dict[str, dict[str, Any]]:
    made = simulate_tables(people, DAYS, 7, None, missing_share=0.2)[0]
    return {name: {k: np.asarray(v) for k, v in columns.items()} for name, columns in made.items()}


def of_days(tables: dict[str, dict[str, Any]], first: Any, last: Any) -> dict[str, dict[str, Any]]:
    """The diary of some days; people, conditions and episodes as they are known on the last one."""
    out = {}
    for name, columns in tables.items():
        if name in DATED:
            when = columns["date"].astype("datetime64[D]")
            rows = (when >= first) & (when <= last)
        elif name == "episodes":
            rows = columns["onset"].astype("datetime64[D]") <= last
        else:
            rows = slice(None)
        out[name] = {k: v[rows] for k, v in columns.items()}
    return out


def watched(tables: dict[str, dict[str, Any]], first: Any, last: Any) -> dict[str, dict[str, Any]]:
    n = len(tables["people"]["person_id"])
    span = {"monitored_from": np.full(n, first), "monitored_to": np.full(n, last)}
    return {**tables, "people": {**tables["people"], **span}}


def test_a_clinic_fed_day_by_day_scores_as_its_whole_diary(tmp_path: Path) -> None:
    tables = clinic()
    first = tables["sessions"]["date"].astype("datetime64[D]").min()
    start, last = first + 39, first + DAYS - 1
    states = Streams(MODEL, br.Cohort(**watched(of_days(tables, first, start), first, start)))
    assert states.day == start
    for day in np.arange(start + 1, last + 1):
        states.save(tmp_path / "clinic")
        states = load_streams(tmp_path / "clinic")
        today = of_days(tables, day, day)
        today = {k: v for k, v in today.items() if k in DATED}
        if "episodes" in tables:
            known = of_days(tables, first, day)["episodes"]
            fresh = {k: np.asarray(v) for k, v in known.items()}
            today["episodes"] = fresh
        scores = states.advance(day, **today)
    whole = MODEL.score(br.Cohort(**watched(tables, first, last)))
    assert scores["person_id"].tolist() == whole["person_id"].tolist()
    for name in ("day", "reason", "triage"):
        assert scores[name].tolist() == whole[name].tolist()
    for name in ("risk", "low", "high", "relative", "relative_low", "relative_high", "above_typical", "coverage"):
        assert scores[name].tobytes() == whole[name].tobytes(), name


def test_a_broken_episode_of_today_makes_the_history_unknown_as_in_the_batch() -> None:
    people = {"person_id": ["a", "b"], "monitored_from": ["2026-01-01"] * 2, "monitored_to": ["2026-02-01"] * 2}
    none = {"person_id": [], "onset": []}
    states = Streams(MODEL, br.Cohort(people=people, episodes=none))
    broken = {"person_id": ["a"], "onset": [None]}
    scores = states.advance("2026-02-02", episodes=broken)
    later = {**people, "monitored_to": ["2026-02-02"] * 2}
    whole = MODEL.score(br.Cohort(people=later, episodes=broken))
    assert scores["risk"].tobytes() == whole["risk"].tobytes()
    assert scores["risk"][0] != scores["risk"][1]
    assert "error" in states.findings["level"].tolist()


def test_birthdays_and_tests_pass_as_in_the_batch() -> None:
    people = {
        "person_id": ["leap", "aged", "born"], "birth_date": ["1996-02-29", None, "1990-01-20"],
        "age_years": [None, 30, None],
        "monitored_from": ["2026-01-10"] * 3, "monitored_to": ["2026-01-12"] * 3,
    }  # fmt: skip
    tests = {
        "person_id": ["leap", "born"], "date": ["2026-01-11"] * 2, "test": ["trunk_extension"] * 2,
        "value": [100, 90],
    }  # fmt: skip
    states = Streams(MODEL, br.Cohort(people=people, tests=tests))
    for day in ("2026-01-20", "2026-02-28", "2026-03-01", "2027-01-11", "2027-01-12", "2028-02-29", "2031-01-21"):
        scores = states.advance(day)
        whole = MODEL.score(br.Cohort(people={**people, "monitored_to": [day] * 3}, tests=tests))
        # days that nobody told of are unknown in a stream, rest in a diary without sessions
        for name in ("risk", "coverage"):
            assert scores[name].tobytes() == whole[name].tobytes(), (day, name)


def test_a_day_is_taken_once_and_rows_must_be_of_it() -> None:
    states = Streams(MODEL, br.Cohort(sessions={"person_id": ["a"], "date": ["2026-01-01"], "load": [1.0]}))
    for day in ("2026-01-01", "2025-12-31"):
        with pytest.raises(br.InvalidArgument, match="must be after the last day that was taken, 2026-01-01"):
            states.advance(day)
    with pytest.raises(br.DataError, match="sessions, row 1, column date: '2026-01-03': must be 2026-01-02"):
        states.advance("2026-01-02", {"person_id": ["a"], "date": ["2026-01-03"], "load": [1.0]})
    assert str(states.day) == "2026-01-01"
    states.advance("2026-01-02", people={"person_id": ["new"], "sex": ["m"]})
    assert states.people == ("a", "new")


def changed(content: bytes, change: Any) -> bytes:
    arrays = dict(np.load(io.BytesIO(content)))
    head = json.loads(arrays["head"].tobytes())
    change(head, arrays)
    arrays["head"] = np.frombuffer(json.dumps(head).encode(), np.uint8)
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


BROKEN = {
    "text": lambda b: b"no zip",
    "empty": lambda b: b"",
    "cut": lambda b: b[: len(b) // 2],
    "another format": lambda b: changed(b, lambda h, a: h.update(format="x")),
    "newer": lambda b: changed(b, lambda h, a: h.update(version=99)),
    "no card": lambda b: changed(b, lambda h, a: h.update(card="{}")),
    "days fall": lambda b: changed(b, lambda h, a: a.update(days=a["days"][::-1].copy())),
    "days of nobody": lambda b: changed(b, lambda h, a: h.update(streams=[])),
    "too many days": lambda b: changed(b, lambda h, a: h["streams"][0].update(days=10**9)),
    "a call": lambda b: changed(b, lambda h, a: h["streams"][0].update(told=[[0, "__class__", 1]])),
    "no factor": lambda b: changed(b, lambda h, a: h["streams"][0].update(told=[[0, "set", "nothing", 1.0]])),
    "no person": lambda b: changed(b, lambda h, a: h["streams"][0].update(begun=7)),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_file_that_was_changed_is_refused(how: str, tmp_path: Path) -> None:
    fed(3).save(tmp_path / "good")
    (tmp_path / "bad").write_bytes(BROKEN[how]((tmp_path / "good").read_bytes()))
    with pytest.raises(br.DataError, match="^bad"):
        br.load_stream(tmp_path / "bad")


def test_nothing_in_a_file_can_run(tmp_path: Path) -> None:
    fed(3).save(tmp_path / "good")
    with zipfile.ZipFile(tmp_path / "good") as archive:
        assert sorted(archive.namelist()) == ["days.npy", "head.npy", "records.npy"]
    arrays = {"head": np.array([{}], dtype=object), "days": np.zeros(0), "records": np.zeros(0)}
    np.savez(tmp_path / "objects.npz", **arrays)
    with pytest.raises(br.DataError, match="is no file of streams"):
        br.load_stream(tmp_path / "objects.npz")


def night(folder: Path, day: str, minutes: int, *more: str) -> int:
    (folder / f"{day}.csv").write_text(f"person_id,date,duration_min,rpe\np1,{day},{minutes},5\n")
    out = str(folder / f"scores-{day}.csv")
    return main(["advance", str(folder / "state"), "--sessions", str(folder / f"{day}.csv"), "--out", out, *more])


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    pytest.importorskip("duckdb")
    assert main(["simulate", str(tmp_path / "clinic"), "--people", "4", "--days", "40"]) == 0
    assert main(["advance", str(tmp_path / "state"), "--start", str(tmp_path / "clinic")]) == 0
    return tmp_path


def test_every_night_takes_one_day_once(begun: Path, capsys: Any) -> None:
    assert night(begun, "2025-02-10", 60) == 0
    scores = (begun / "scores-2025-02-10.csv").read_text()
    assert len(scores.splitlines()) == 5
    assert night(begun, "2025-02-10", 60, "--force") == 1
    assert "must be after the last day that was taken, 2025-02-10" in capsys.readouterr().err
    assert (begun / "scores-2025-02-10.csv").read_text() == scores


def test_a_late_correction_is_fed_again(begun: Path) -> None:
    for day in ("2025-02-10", "2025-02-11"):
        assert night(begun, day, 60) == 0
    wrong = (begun / "scores-2025-02-11.csv").read_text()
    assert main(["advance", str(begun / "state"), "--back-to", "2025-02-09"]) == 0
    assert night(begun, "2025-02-10", 600, "--force") == 0
    assert night(begun, "2025-02-11", 60, "--force") == 0
    right = (begun / "scores-2025-02-11.csv").read_text()
    assert right != wrong
    assert main(["advance", str(begun / "state"), "--back-to", "2025-02-09"]) == 0
    for day in ("2025-02-10", "2025-02-11"):
        assert night(begun, day, 60, "--force") == 0
    assert (begun / "scores-2025-02-11.csv").read_text() == wrong


def test_what_fails_leaves_the_state_of_yesterday(begun: Path, monkeypatch: Any) -> None:
    before = {one.name: one.read_bytes() for one in (begun / "state").iterdir()}

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("backrisk._shared.whole_file.os.replace", full)
    assert night(begun, "2025-02-10", 60) == 1
    assert {one.name: one.read_bytes() for one in (begun / "state").iterdir()} == before
    assert not (begun / "scores-2025-02-10.csv").exists()
    monkeypatch.undo()
    assert night(begun, "2025-02-10", 60) == 0


def test_two_jobs_do_not_meet(begun: Path, capsys: Any) -> None:
    fcntl = pytest.importorskip("fcntl")
    import os

    lock = os.open(begun / "state", os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    assert night(begun, "2025-02-10", 60) == 1
    assert "is in use by another" in capsys.readouterr().err
    os.close(lock)
    assert night(begun, "2025-02-10", 60) == 0


def test_old_states_go(begun: Path) -> None:
    for day in ("2025-02-10", "2025-02-11", "2025-02-12"):
        assert night(begun, day, 60, "--keep", "2") == 0
    assert sorted(one.name for one in (begun / "state").iterdir()) == ["2025-02-11.streams", "2025-02-12.streams"]


def test_a_rating_of_pain_reaches_the_gate_after_saving(tmp_path: Path) -> None:
    """With pain a fracture is asked after, without it is not; oracle: the batch of the same diary."""
    days = [f"2026-03-{day:02d}" for day in range(1, 22)]

    def clinic(last: int, pain: float) -> br.Cohort:
        dates, who = days[:last], ["a"] * last
        return br.Cohort(
            people={"person_id": ["a"], "sex": ["female"], "age_years": [78]},
            sessions={"person_id": who, "date": dates, "load": [100.0] * last},
            wellness={"person_id": ["a"] * 20, "date": days[:20], "pain_nrs": [0.0] * 18 + [pain] * 2},
            conditions={"person_id": ["a"], "condition": ["osteoporosis"]},
        )

    levels = {}
    for pain in (0.0, 8.0):
        Streams(br.literature_model(), clinic(20, pain)).save(tmp_path / f"{pain}.npz")
        kept = load_streams(tmp_path / f"{pain}.npz")
        today = {"person_id": ["a"], "date": [days[20]], "load": [100.0]}
        one = kept.advance(days[20], sessions=today)
        batch = br.literature_model().score(clinic(21, pain), days="last")
        assert (one["triage"][0], one["risk"][0]) == (batch["triage"][0], batch["risk"][0])
        levels[pain] = one["triage"][0]
    assert br.history.LEVELS.index(levels[8.0]) > br.history.LEVELS.index(levels[0.0])
