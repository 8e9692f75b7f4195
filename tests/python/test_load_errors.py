"""Bad input: an error that names function, argument, value and rule. Known slips of other tools: not here."""

import math

import numpy as np
import pytest

from backrisk import InvalidArgument, load

NAN, INF = math.nan, math.inf


def on(*numbers):
    """Days counted from 1 January 2026."""
    return [f"{np.datetime64('2026-01-01') + int(n)}" for n in numbers]


BAD = [
    (
        lambda: load.rolling_mean([1, -2]),
        r"rolling_mean: daily\[1\] is -2, but must be finite and not negative",
    ),
    (lambda: load.ewma([INF], 7), r"ewma: daily\[0\] is inf"),
    (lambda: load.acwr([1, 2, -INF]), r"acwr: daily\[2\] is -inf"),
    (lambda: load.rolling_mean([1], 0), r"rolling_mean: window is 0"),
    (lambda: load.monotony([1], 1), r"monotony: window is 1, but must be .* 2 or more"),
    (lambda: load.monotony([1], 7, ddof=7), r"monotony: ddof is 7"),
    (lambda: load.strain([1], ddof=-1), r"strain: ddof is -1"),
    (lambda: load.acwr([1], 28, 28), r"acwr: chronic is 28, but must be longer than acute"),
    (
        lambda: load.acwr([1], method="loose"),
        r"acwr: method is 'loose', but must be one of coupled, uncoupled",
    ),
    (lambda: load.week_change([1], "log"), r"week_change: form is 'log'"),
    (lambda: load.ewma([1]), r"ewma: number of span and half_life given is 0"),
    (lambda: load.ewma([1], 7, half_life=3), r"ewma: number of span and half_life given is 2"),
    (lambda: load.ewma([1], 0.5), r"ewma: span is 0.5"),
    (lambda: load.ewma([1], half_life=0), r"ewma: half_life is 0"),
    (lambda: load.ewma([1], NAN), r"ewma: span is nan"),
    (lambda: load.ewma([1], 7, start="mean"), r"ewma: start is 'mean'"),
    (lambda: load.ewma([1], 7, start=-1.0), r"ewma: start is -1"),
    (lambda: load.redi([1], 0), r"redi: rate is 0"),
    (lambda: load.redi([1], NAN), r"redi: rate is nan"),
    (lambda: load.redi([1], 0.1, window=0), r"redi: window is 0"),
    (lambda: load.fitness_fatigue([1], 0, 7), r"fitness_fatigue: tau_fitness is 0"),
    (lambda: load.session_spike([1], 0), r"session_spike: window is 0"),
    (lambda: load.rolling_mean([1], min_coverage=1.5), r"rolling_mean: min_coverage is 1.5"),
    (lambda: load.share([2], [1]), r"share: channel\[0\] is 2, but must be at most the total"),
    (lambda: load.share([1, 1], [1]), r"share: channel has 2 rows"),
    (lambda: load.session_rpe([11], [60]), r"session_rpe: rpe\[0\] is 11, but must be between 0 and 10"),
    (lambda: load.session_rpe([5], [1441]), r"session_rpe: duration\[0\] is 1441"),
    (lambda: load.session_rpe([5, 5], [60]), r"session_rpe: duration.size is 1"),
    (lambda: load.daily_load(on(0), rpe=[11], duration=[60]), r"daily_load: rpe\[0\] is 11"),
    (lambda: load.daily_load(on(0), [-1]), r"daily_load: load\[0\] is -1"),
    (lambda: load.daily_load(on(0, 1), [1]), r"daily_load: load has 1 rows, but day has 2"),
    (lambda: load.daily_load(["x"], [1]), r"day, row 1: is 'x', but must be a date as YYYY-MM-DD"),
    (
        lambda: load.daily_load(on(5), [1], monitored=on(5, 4)),
        r"daily_load: monitored\[0\].to is '2026-01-05'",
    ),
    (lambda: load.daily_load(on(5), [1], groups=["a"], monitored={"b": on(0, 9)}), r"no span for 'a'"),
    (lambda: load.rolling_mean([1, 2], groups=["a"]), r"groups: has 1 rows"),
    (lambda: load.rolling_mean([[1, 2]]), r"x: has 2 dimensions in row 1, but must be a column"),
    (lambda: load.rolling_mean(["a"]), r"x, row 1: is 'a', but must be numbers, not text"),
]


@pytest.mark.parametrize(("call", "message"), BAD)
def test_bad_input(call, message):
    with pytest.raises(InvalidArgument, match=message):
        call()


def test_nothing_known_is_no_error():
    for x in ([], [NAN] * 40):
        for series in (load.rolling_mean(x), load.acwr(x), load.ewma(x, 7, min_coverage=0), load.strain(x)):
            assert len(series) == len(x)
            assert np.all(np.isnan(series.value))
            assert np.all(series.coverage == 0)
            assert set(series.reason) <= {"too few observed days in the window"}


def test_zero_in_the_denominator_has_its_reason():
    idle, return_ = [0] * 28, [0] * 28 + [10] * 7
    assert math.isnan(load.acwr(idle)[-1])
    assert load.acwr(idle).reason[-1] == "division by zero"
    assert load.acwr(return_)[-1] == 4.0  # the ceiling of the coupled ratio
    uncoupled = load.acwr(return_, method="uncoupled")
    assert uncoupled[-1] == INF
    assert uncoupled.reason[-1] == "division by zero"
    assert math.isnan(load.monotony(idle)[-1])
    assert load.monotony(idle).reason[-1] == "no variation in the window"
    assert load.session_spike([0] * 30 + [5])[-1] == INF


# What other tools were found to do, and this one does not.


def test_uncoupled_ratio_of_a_constant_load_is_one():
    """R ACWR sums 15 days, divides by 21, and reports 1.40."""
    assert load.acwr([30] * 40, method="uncoupled")[-1] == 1.0


def test_rest_days_count_without_rows():
    """R ACWR averages session rows, not days."""
    diary = load.daily_load(on(0, 2, 2, 6), [70, 35, 35, 70])
    assert load.rolling_mean(diary.load)[-1] == 30


def test_half_life_is_a_half_life():
    """Athlytics 1.0.4 uses ln 2 / half-life (0.198 in place of 0.180 at 3.5 days)."""
    x = [1] + [0] * 7
    assert load.ewma(x, half_life=3.5, min_coverage=0)[-1] == pytest.approx(0.25, rel=1e-15)


def test_first_day_has_an_effect():
    """GoldenCheetah drops the first day of a window from its impulse response."""
    model = load.fitness_fatigue([100, 0], 50, 11, min_coverage=0)
    assert model.fitness[0] == 100
    assert model.fatigue[1] == pytest.approx(100 * math.exp(-1 / 11))


def test_average_starts_with_the_first_load():
    """TTR::EMA starts with the mean of the first n loads: on athlete A3 50 on day 7."""
    x = [55, 50, 40, 60, 45, 50, 50]
    series = load.ewma(x, 7, min_coverage=0)
    assert series[0] == 55
    by_hand = 0.75**6 * 55 + sum(0.25 * 0.75**k * v for k, v in enumerate(x[:0:-1]))
    assert series[-1] == by_hand  # exact in binary
    assert series[-1] != 50


def test_average_of_a_window_weighs_recent_days_more():
    """slide_ewma() averages 21 days with a 21-day EWMA started at their mean: it is the rolling mean."""
    rising, keep = np.arange(21.0), 10 / 11
    by_hand = sum((1 - keep) * keep**k * (20 - k) for k in range(21))  # 11.49
    assert load.ewma(rising, 21, min_coverage=0)[-1] == pytest.approx(by_hand, rel=1e-13)
    assert load.rolling_mean(rising, 21)[-1] == 10


def test_newest_day_weighs_most():
    """One redi() gives the oldest day weight 1."""
    assert load.redi([0] * 20 + [100], 0.1)[-1] > 9
    assert load.redi([100] + [0] * 20, 0.1, min_coverage=0)[-1] < 2


def test_sessions_of_a_day_are_summed():
    """REDI's format_data() averages them."""
    assert load.daily_load(on(3, 3), [100, 50]).load.tolist() == [150]
