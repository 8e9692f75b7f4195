"""Area preparation. Oracles: the definitions on raw rows, pandas' windows, and properties of any diary."""

from __future__ import annotations

import csv
import math
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import backrisk as br
from backrisk import preparation

SHARED = Path(os.environ.get("BACKRISK_SHARED", Path(__file__).parents[2].parent / "shared"))

nights = st.lists(st.one_of(st.none(), st.floats(0, 14)), min_size=1, max_size=60)
loads = st.lists(st.one_of(st.none(), st.sampled_from([0.0, 200.0, 400.0, 700.0])), min_size=1, max_size=60)


def on(*numbers):
    """Days counted from 1 January 2026."""
    return [f"{np.datetime64('2026-01-01') + int(n)}" for n in numbers]


ratings = st.lists(st.one_of(st.none(), st.integers(1, 10)), min_size=1, max_size=80)
days = st.lists(st.integers(20_000, 20_060), min_size=1, max_size=60)


def seen(values, i, window):
    return [v for v in values[max(0, i + 1 - window) : i + 1] if v is not None]


@given(nights, st.floats(5, 10), st.integers(1, 28))
def test_sleep_debt_is_the_scaled_shortfall(slept, need, window):
    debt = preparation.sleep_debt(slept, need, window=window, min_coverage=0)
    for i in range(len(slept)):
        known = seen(slept, i, window)
        assert debt.coverage[i] == len(known) / window
        if known:
            expected = math.fsum(max(0, need - s) for s in known) / len(known) * window
            assert debt.value[i] == pytest.approx(expected, rel=1e-12, abs=1e-12)
        else:
            assert debt.reason[i] == "too few observed days in the window"


@given(nights, st.integers(1, 28))
def test_recent_mean_is_the_mean_of_what_was_seen(slept, window):
    mean = preparation.recent_mean(slept, item="sleep_hours", window=window, min_coverage=0)
    for i in range(len(slept)):
        known = seen(slept, i, window)
        if known:
            assert mean.value[i] == pytest.approx(math.fsum(known) / len(known), rel=1e-12, abs=1e-12)
        else:
            assert math.isnan(mean.value[i])


@given(loads, st.integers(1, 14))
def test_rest_and_hard_days(load, window):
    rest = preparation.recovery_days(load, hard_load=500, window=window, min_coverage=1)
    for i in range(len(load)):
        known = seen(load, i, window)
        complete = len(known) == window
        assert (rest.rest_days.reason[i] == "") == complete
        if complete:
            assert rest.rest_days.value[i] == known.count(0)
        hard = [d for d in range(i + 1) if load[d] == 700]
        if hard and None not in load[hard[-1] : i + 1]:
            assert rest.since_hard.value[i] == i - hard[-1]
        else:
            assert math.isnan(rest.since_hard.value[i])


@given(ratings, st.integers(2, 28), st.booleans(), st.floats(0.1, 10), st.floats(-50, 50))
def test_wellness_z_ignores_the_scale_and_turns_with_the_sense(values, window, higher, scale, shift):
    z = preparation.wellness_z(values, higher_is_better=higher, window=window)
    moved = [None if v is None else scale * v + shift for v in values]
    turned = preparation.wellness_z(moved, higher_is_better=not higher, window=window)
    exact = (z.reason == "") & (turned.reason == "")
    np.testing.assert_allclose(turned.value[exact], -z.value[exact], rtol=1e-6, atol=1e-6)
    np.testing.assert_array_equal(turned.coverage, z.coverage)


@given(ratings, ratings)
def test_readiness_is_the_mean_of_its_available_items(mood, stress):
    size = min(len(mood), len(stress))
    mood, stress = mood[:size], stress[:size]
    z = [
        preparation.wellness_z(mood, window=7),
        preparation.wellness_z(stress, window=7, higher_is_better=False),
    ]
    ready = preparation.readiness({"mood": mood, "stress": stress}, window=7)
    for i in range(size):
        known = [one.value[i] for one in z if one.reason[i] == ""]
        assert ready.coverage[i] == len(known) / 2
        if known:
            assert ready.value[i] == sum(known) / len(known)
        else:
            assert math.isnan(ready.value[i]) and ready.reason[i] == z[0].reason[i]


@given(st.data())
def test_warm_up_counts_sessions_in_any_row_order(data):
    date = sorted(data.draw(days))
    minutes = data.draw(
        st.lists(st.sampled_from([None, 0.0, 4.0, 5.0, 20.0]), min_size=len(date), max_size=len(date))
    )
    habit = preparation.warm_up_score(on(*date), minutes, window=14, min_coverage=0)
    for i, today in enumerate(date):
        window = [m for d, m in zip(date, minutes, strict=True) if today - 14 < d <= today]
        known = [m for m in window if m is not None]
        assert habit.share.coverage[i] == len(known) / len(window)
        if known:
            assert habit.share.value[i] == sum(m >= 5 for m in known) / len(known)
        else:
            assert habit.share.reason[i] == "not recorded"
    order = np.array(data.draw(st.permutations(range(len(date)))))
    shuffled = preparation.warm_up_score(on(*np.array(date)[order]), [minutes[k] for k in order], window=14)
    straight = preparation.warm_up_score(on(*date), minutes, window=14)
    np.testing.assert_array_equal(shuffled.share.value, straight.share.value[order])


def test_a_row_that_only_asks_changes_nothing():
    with_rest = preparation.warm_up_score(
        ["2026-03-02", "2026-03-03", "2026-03-04"], [10, None, 0], is_session=[True, False, True]
    )
    without = preparation.warm_up_score(["2026-03-02", "2026-03-04"], [10, 0])
    assert with_rest.share.value[[0, 2]].tolist() == without.share.value.tolist() == [1.0, 0.5]
    assert with_rest.share.value[1] == 1 and with_rest.share.coverage[1] == 1


def test_a_warm_up_of_two_parts_needs_both():
    habit = preparation.warm_up_score(
        on(1, 2, 3, 4), [10, 10, 2, 10], specific_min=[5, 1, 9, None], min_coverage=0
    )
    assert habit.share.value.round(2).tolist() == [1, 0.5, 0.33, 0.33]
    assert habit.share.coverage.tolist() == [1, 1, 1, 0.75]


@given(st.data())
def test_groups_are_people_of_their_own(data):
    who = data.draw(st.lists(st.sampled_from(["ann", "bob", "eve"]), min_size=1, max_size=40))
    size = len(who)
    who = np.array(who)
    value = np.array(data.draw(st.lists(st.floats(0, 24), min_size=size, max_size=size)))
    date = np.array(sorted(data.draw(st.lists(st.integers(0, 90), min_size=size, max_size=size))))
    pattern = np.array(data.draw(st.lists(st.sampled_from(["squat", "hinge"]), min_size=size, max_size=size)))
    measures = {
        "debt": lambda rows, **k: preparation.sleep_debt(value[rows], 8, min_coverage=0, **k),
        "rest": lambda rows, **k: preparation.recovery_days(value[rows], min_coverage=0, **k).rest_days,
        "ready": lambda rows, **k: preparation.readiness({"mood": value[rows]}, window=2, **k),
        "warm": lambda rows, **k: preparation.warm_up_score(on(*date[rows]), value[rows], **k).share,
        "pattern": lambda rows, **k: preparation.pattern_rest(on(*date[rows]), pattern[rows], **k).days_since,
    }
    everybody = np.arange(size)
    for name, measure in measures.items():
        together = measure(everybody, groups=who)
        for person in set(who.tolist()):
            rows = np.flatnonzero(who == person)
            alone = measure(rows)
            np.testing.assert_array_equal(together.value[rows], alone.value, err_msg=name)
            np.testing.assert_array_equal(together.reason[rows], alone.reason, err_msg=name)


def test_pattern_rest_by_hand():
    rest = preparation.pattern_rest(
        ["2026-03-06", "2026-03-02", "2026-03-03", "2026-03-07", "2026-03-09"],
        ["hinge", "hinge", "hinge", None, "hinge"],
    )
    assert rest.days_since.reason.tolist() == [
        "",
        "not applicable",
        "",
        "not recorded",
        "too few observed days in the window",
    ]
    assert rest.days_since.value[[0, 2]].tolist() == [3, 1]
    assert rest.in_a_row.value[[0, 1, 2, 4]].tolist() == [1, 1, 2, 1]


def test_impossible_entries_are_set_aside_with_a_reason():
    debt = preparation.sleep_debt([8, 30, 8, -1, math.inf, 8, 8], 8, min_coverage=0.5)
    assert debt.reason[[1, 3, 4]].tolist() == ["outside the possible range"] * 3
    assert debt.value[6] == 0 and debt.coverage[6] == 4 / 7
    rest = preparation.recovery_days([0, -3, 0], window=3, min_coverage=0)
    assert rest.rest_days.reason[1] == "outside the possible range"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: preparation.sleep_debt([8], 25), r"need_hours is 25, but must be between 0 and 24"),
        (lambda: preparation.recent_mean([8], window=0), r"window is 0"),
        (lambda: preparation.recent_mean([8], item="sleep_hour"), r"nearest: sleep_hours"),
        (lambda: preparation.recovery_days([8], hard_load=-1), r"hard_load is -1"),
        (lambda: preparation.readiness({}), r"items is empty"),
        (lambda: preparation.readiness({"vigour": [1]}), r"name is 'vigour'"),
        (
            lambda: preparation.readiness({"mood": [1], "stress": [1, 2]}),
            r"stress has 2 rows, but mood has 1",
        ),
        (lambda: preparation.warm_up_score(on(1, 2), [5]), r"warm_up_min has 1 rows, but date has 2"),
        (lambda: preparation.warm_up_score(on(1), [5], window=1), r"2 or more"),
        (lambda: preparation.warm_up_score(["1.2.2026"], [5]), r"date, row 1: is '1.2.2026', .*dayfirst"),
        (
            lambda: preparation.warm_up_score(on(1), [5], specific_min=[1, 2]),
            r"specific_min has 2 rows, but date has 1",
        ),
        (lambda: preparation.pattern_rest(on(1), []), r"pattern has 0 rows"),
        (lambda: preparation.sleep_debt([8, 7], 8, groups=["a"]), r"groups: has 1 rows"),
        (lambda: preparation.wellness_z([8], min_coverage=2), r"min_coverage is 2"),
    ],
)
def test_errors_name_what_is_wrong(call, message):
    with pytest.raises(br.InvalidArgument, match=message):
        call()


def test_another_implementation_on_a_real_diary():
    """Sleep of elite footballers (SoccerMon): pandas' rolling mean and sum on the same windows."""
    pandas = pytest.importorskip("pandas")
    path = SHARED / "data" / "soccermon" / "wellness__sleep_duration.csv"
    if not path.exists():
        pytest.skip(f"no diary at {path}")
    with path.open(encoding="utf-8") as file:
        table = list(csv.reader(file))
    columns = np.array([[float(x or "nan") for x in row[1:]] for row in table[1:]]).T
    columns[~((columns > 0) & (columns <= 24))] = np.nan  # the files write a missing night as 0
    flat = columns.ravel()
    who = np.repeat(np.arange(len(columns)), columns.shape[1])
    ours = preparation.recent_mean(flat, item="sleep_hours", groups=who)
    theirs = (
        pandas.Series(flat).groupby(who).rolling(7, min_periods=6).mean().to_numpy()
    )  # 6 of 7 nights is the least that reaches a coverage of 0.75
    np.testing.assert_allclose(ours.value, theirs, rtol=1e-9)
    assert np.isfinite(theirs).sum() > 5000
    z = preparation.wellness_z(flat, groups=who).value.reshape(columns.shape)
    frame = pandas.DataFrame(columns.T)
    past = frame.shift(1).rolling(28, min_periods=21)
    expected = ((frame - past.mean()) / past.std()).to_numpy().T
    both = np.isfinite(z) & np.isfinite(expected) & (past.std().to_numpy().T > 1e-6)
    np.testing.assert_allclose(z[both], expected[both], rtol=1e-6, atol=1e-8)
    assert both.sum() > 3000
