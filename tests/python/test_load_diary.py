"""Days out of sessions: rest, missing and unmonitored are three things."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from backrisk import load

NAN = math.nan


def on(*numbers):
    """Days counted from 1 January 2026."""
    return [f"{np.datetime64('2026-01-01') + int(n)}" for n in numbers]


def test_three_kinds_of_silence():
    diary = load.daily_load(
        ["2026-03-05", "2026-03-02", "2026-03-05", "2026-03-09"],
        rpe=[4, 5, NAN, 3],
        duration=[30, 60, 45, 20],
        monitored=("2026-03-02", "2026-03-06"),
        days=("2026-03-01", "2026-03-07"),
    )
    assert diary.status.tolist() == [
        "unmonitored", "trained", "rest", "rest", "missing", "rest", "unmonitored",
    ]  # fmt: skip
    np.testing.assert_array_equal(diary.load, [NAN, 300, 0, 0, NAN, 0, NAN])
    np.testing.assert_array_equal(diary.longest_load, [NAN, 300, 0, 0, NAN, 0, NAN])
    np.testing.assert_array_equal(diary.longest_min, [NAN, 60, 0, 0, 45, 0, NAN])
    assert diary.sessions_outside == 1
    assert str(diary.day[0]) == "2026-03-01"
    assert diary.person is None


def test_a_person_without_sessions_rests():
    spans = {"ann": on(0, 2), "bob": on(1, 2)}
    diary = load.daily_load(on(1), [50], groups=["bob"], monitored=spans)
    assert diary.person.tolist() == ["ann"] * 3 + ["bob"] * 2
    assert diary.load.tolist() == [0, 0, 0, 50, 0]
    assert load.daily_load([], [], monitored=on(0, 3)).load.tolist() == [0] * 4


def test_given_load_goes_before_rpe():
    assert load.daily_load(on(0, 0), [100, NAN], rpe=[5, 2], duration=[60, 10]).load.tolist() == [120]


def test_ten_thousand_sessions_on_one_day():
    diary = load.daily_load(on(7) * 10_000, np.full(10_000, 0.1))
    np.testing.assert_allclose(diary.load, [1000], rtol=1e-12)


SESSION = st.tuples(
    st.sampled_from("abc"), st.integers(0, 9), st.one_of(st.just(NAN), st.floats(0, 2000)), st.floats(0, 300)
)


@settings(max_examples=40, deadline=None)
@given(st.lists(SESSION, min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_order_of_sessions_does_not_matter_and_a_loop_agrees(sessions, random):
    def diary_of(rows):
        who, day, amount, minutes = zip(*rows, strict=True)
        span = dict.fromkeys("abc", on(0, 9))
        return load.daily_load(on(*day), amount, duration=minutes, groups=who, monitored=span)

    diary = diary_of(sessions)
    shuffled = list(sessions)
    random.shuffle(shuffled)
    again = diary_of(shuffled)
    for column in ("load", "longest_load", "longest_min", "status"):
        np.testing.assert_array_equal(getattr(diary, column), getattr(again, column))
    for row in range(len(diary)):
        key = (diary.person[row], row % 10)
        amounts = [s[2] for s in sessions if s[:2] == key]
        if any(math.isnan(a) for a in amounts):
            assert diary.status[row] == "missing"
            assert math.isnan(diary.load[row])
        else:
            assert diary.status[row] == ("trained" if amounts else "rest")
            np.testing.assert_allclose(diary.load[row], math.fsum(amounts), rtol=1e-14)
            assert diary.longest_load[row] == max(amounts, default=0)
        assert diary.longest_min[row] == max((s[3] for s in sessions if s[:2] == key), default=0)
