"""Area history from Python: columns, dates, groups, and properties that hold for any input."""

from __future__ import annotations

import csv
import datetime as dt
import inspect
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backrisk import InvalidArgument, _core, history

NAMES = [c.name for c in history.conditions()]
LEVELS = ["none_reported", "discuss", "prompt_review", "same_day", "emergency"]
DAY0 = np.datetime64("2026-01-01")


def dates(numbers: list[int]) -> np.ndarray:
    return DAY0 + np.array(numbers, dtype="timedelta64[D]")


episodes = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=6)
anyone = settings(max_examples=60, deadline=None)


@anyone
@given(episodes, st.integers(0, 90), st.randoms())
def test_the_order_of_episodes_does_not_matter(rows, day, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    answers = []
    for some in (rows, shuffled):
        s = history.episode_states(dates([a for a, _ in some]), dates([a + d for a, d in some]), dates([day]))
        answers.append((s.episodes[0], s.open[0], s.at_risk[0], s.days_in_episode[0]))
    assert answers[0] == answers[1]


@anyone
@given(episodes, st.integers(0, 60))
def test_what_happens_after_the_day_changes_nothing(rows, day):
    begun = [(a, d) for a, d in rows if a <= day]
    later = [(a + day + 1, d) for a, d in rows]
    got = []
    for some in (begun, begun + later):
        s = history.episode_states(dates([a for a, _ in some]), dates([a + d for a, d in some]), dates([day]))
        got.append((s.episodes[0], s.open[0], s.at_risk[0], s.last_duration[0], s.since_recovery.reason[0]))
    assert got[0] == got[1]


def test_many_people_are_answered_in_the_order_of_the_days():
    s = history.episode_states(
        ["2026-01-10", "2026-01-01", "2026-01-03"],
        ["2026-01-20", None, "2026-01-04"],
        ["2026-01-25", "2026-01-12", "2026-01-05", "2026-01-05"],
        region=["low_back", "lumbar", "knee"],
        groups=["ann", "bob", "ann"],
        day_groups=["ann", "ann", "bob", "cyd"],
    )
    assert s.episodes.tolist() == [1, 1, 1, 0]
    assert s.open.tolist() == [False, True, True, False]
    assert s.since_recovery.value[0] == 5 and np.isinf(s.since_recovery.value[3])
    assert s.other_episodes.tolist() == [1, 1, 0, 0]


def test_dates_come_in_many_forms():
    forms = [["2026-01-05"], [dt.date(2026, 1, 5)], np.array(["2026-01-05T10:30"], dtype="datetime64[s]")]
    for onset in forms:
        assert history.episode_states(onset, [None], ["2026-01-07"]).last_duration.tolist() == [2]
    with pytest.raises(InvalidArgument, match="days, row 1: is missing, but must be a date"):
        history.episode_states([], [], [None])
    with pytest.raises(InvalidArgument, match="days, row 1: is 3.5, but must be a date"):
        history.episode_states([], [], [3.5])


def test_overlaps_are_rows_of_the_given_table():
    s = history.episode_states(
        ["2026-01-06", "2026-01-01"], ["2026-01-07", "2026-01-20"], ["2026-02-01"], merge_gap_days=0
    )
    assert s.overlaps.tolist() == [0] and s.episodes.tolist() == [1]


def test_narrow_outcomes_count_their_own_severity_alone():
    kinds = ["any", "activity_limiting", "care_seeking"]
    seen = {
        outcome: history.episode_states(
            dates([0, 10, 20]), dates([5, 15, 25]), dates([50]), severity=kinds, outcome=outcome
        ).episodes[0]
        for outcome in ("any_episode", "activity_limiting", "care_seeking")
    }
    assert seen == {"any_episode": 3, "activity_limiting": 1, "care_seeking": 1}


def test_an_impossible_row_sets_its_person_aside_and_answers_the_others():
    s = history.episode_states(
        ["2026-01-05", "2026-01-09", None],
        ["2026-01-07", "2026-01-08", None],
        ["2026-02-01"] * 3,
        groups=["ann", "bob", "cyd"],
        day_groups=["cyd", "bob", "ann"],
    )
    assert s.set_aside.tolist() == [1, 2]
    assert s.since_recovery.reason.tolist() == ["input breaks a rule"] * 2 + [""]
    assert s.episodes[2] == 1 and np.isnan(s.episodes[:2]).all() and not s.at_risk[:2].any()


def test_empty_tables_are_fine():
    s = history.episode_states([], [], [])
    assert len(s.episodes) == 0 and len(s.since_recovery) == 0
    assert history.episode_states([], [], ["2026-01-01"]).at_risk.tolist() == [True]


@anyone
@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=20))
def test_recency_never_rises_with_time(days):
    value = history.recency(np.sort(days)).value
    assert (np.diff(value) <= 0).all() and (value >= 0).all()


def test_recency_of_missing_and_impossible_times():
    r = history.recency([np.nan, -1, np.inf, None])
    assert r.reason.tolist() == ["not recorded", "outside the possible range", "", "not recorded"]
    assert r.value[2] == 0


@anyone
@given(st.lists(st.sampled_from(NAMES), max_size=6), st.sampled_from(NAMES), st.floats(0, 110), st.randoms())
def test_a_further_flag_never_lowers_the_level_and_order_does_not_matter(found, added, age, random):
    level = LEVELS.index(history.red_flags(found, ["pain"], age).level)
    assert LEVELS.index(history.red_flags([*found, added], ["pain"], age).level) >= level
    shuffled = list(found)
    random.shuffle(shuffled)
    assert [f.finding for f in history.red_flags(shuffled, ["pain"], age).flags] == [
        f.finding for f in history.red_flags(found, ["pain"], age).flags
    ]


def test_red_flags_name_the_nearest_finding_and_carry_sources():
    with pytest.raises(InvalidArgument, match=r"nearest: .*saddle_numbness"):
        history.red_flags(["sadle_numbness"])
    flag = history.red_flags(["prolonged_steroids"], ["pain"]).flags[0]
    assert (flag.post_test_percent, flag.doi, flag.status) == (
        33,
        "10.1136/bmj.f7095",
        "verified",
    )


def test_codes_and_names():
    assert history.condition("23056005", "http://snomed.info/sct") == "sciatica"
    assert history.condition("XYZ", "icd10", own=[("icd10", "XYZ", "scoliosis")]) == "scoliosis"
    with pytest.raises(InvalidArgument, match="nearest"):
        history.condition("M99.99", "icd10cm")
    for c in history.conditions():
        for alias in c.aliases:
            assert history.condition(alias) == c.name


def test_conditions_on_a_day_know_only_the_past():
    got = history.conditions_on(
        ["modic type 1", "fever"],
        ["2026-01-01", "2026-01-05", "2026-01-10"],
        since=["2026-01-05", "2026-01-01"],
        until=[None, "2026-01-05"],
    )
    assert got == [["fever"], ["modic_changes", "modic_1"], ["modic_changes", "modic_1"]]
    with pytest.raises(InvalidArgument, match=r"until is .* on or after since"):
        history.conditions_on(["fever"], ["2026-01-01"], since=["2026-01-05"], until=["2026-01-04"])
    with pytest.raises(InvalidArgument, match=r"since.size is 2"):
        history.conditions_on(["fever"], ["2026-01-01"], since=["2026-01-05", "2026-01-05"])


def test_defaults_are_those_of_the_core():
    compared = 0
    for name in ("recency", "episode_states", "fabq"):
        core = getattr(_core.history, name).__doc__
        for parameter in inspect.signature(getattr(history, name)).parameters.values():
            default = re.search(rf"\b{parameter.name}: [^=,)]*= '?([^,)']+)", core)
            if default and parameter.default is not None:
                assert default[1] in (str(parameter.default), f"{parameter.default}.0"), parameter
                compared += 1
    assert compared == 7


def test_denying_a_narrow_condition_does_not_deny_the_wide_one():
    narrow = "adolescent_idiopathic_scoliosis"
    assert history.red_flags(["scoliosis"], denied=[narrow]).level == "none_reported"
    with pytest.raises(InvalidArgument, match="'scoliosis'"):
        history.red_flags([narrow], denied=["scoliosis"])


def test_codes_and_effects_agree_with_the_collected_evidence(shared):
    with (shared / "evidence" / "clinical_codes.csv").open(encoding="utf-8", newline="") as file:
        verified = {(row["system"], row["code"]): row["verified"] == "yes" for row in csv.DictReader(file)}
    for code in history.codes():
        assert verified[code.uri, code.code] == code.verified, code
    with (shared / "evidence" / "effects.csv").open(encoding="utf-8", newline="") as file:
        effects = {row["id"] for row in csv.DictReader(file)}
    named = {c.evidence for c in history.conditions()} - {""}
    assert named <= effects and len(named) >= 12
