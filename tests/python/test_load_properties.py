"""Load measures against naive twins, and what must not change: units, order of people, shifts, borders."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backrisk import load

NAN = math.nan
LOADS = st.one_of(st.just(0.0), st.just(NAN), st.floats(0.01, 5000))
SERIES = st.lists(LOADS, min_size=1, max_size=90)
COVERAGE = st.sampled_from([0.0, 0.5, 0.75, 1.0])
FORMS = st.sampled_from(["percent", "symmetrised", "difference", "ratio"])
PARTS = st.tuples(LOADS, st.one_of(st.just(NAN), st.floats(0, 1)))
FEW = settings(max_examples=25, deadline=None)


def window_of(x, t, n, lag=0):
    """The last n days up to day t - lag, days before the first one as NaN, and the observed among them."""
    days = [x[i] if i >= 0 else NAN for i in range(t - lag - n + 1, t - lag + 1)]
    return [v for v in days if not math.isnan(v)]


def mean_twin(x, t, n, least, lag=0):
    seen = window_of(x, t, n, lag)
    return math.fsum(seen) / len(seen) if seen and len(seen) / n >= least else NAN


def over(a, b):
    if math.isnan(a) or math.isnan(b):
        return NAN
    if b == 0:
        return math.inf if a > 0 else NAN
    return a / b


def agree(series, twin, rtol=1e-12, atol=0.0):
    np.testing.assert_allclose(series.value, twin, rtol=rtol, atol=atol)
    known = series.reason == ""
    assert np.all(np.isfinite(series.value[known]))
    assert not np.any(np.isfinite(series.value[~known]))


def of_each_day(x, compute):
    return [compute(t) for t in range(len(x))]


@FEW
@given(SERIES, st.integers(1, 40), COVERAGE)
def test_rolling_mean_twin(x, n, least):
    series = load.rolling_mean(x, n, min_coverage=least)
    agree(series, of_each_day(x, lambda t: mean_twin(x, t, n, least)))
    np.testing.assert_array_equal(series.coverage, of_each_day(x, lambda t: len(window_of(x, t, n)) / n))


@FEW
@given(SERIES, st.integers(1, 10), st.integers(1, 30), COVERAGE)
def test_rolling_ratio_twins(x, acute, more, least):
    chronic = acute + more

    def coupled(t):
        return over(mean_twin(x, t, acute, least), mean_twin(x, t, chronic, least))

    def uncoupled(t):
        return over(mean_twin(x, t, acute, least), mean_twin(x, t, more, least, lag=acute))

    agree(load.acwr(x, acute, chronic, "coupled", min_coverage=least), of_each_day(x, coupled))
    agree(load.acwr(x, acute, chronic, "uncoupled", min_coverage=least), of_each_day(x, uncoupled))


def ewma_twin(x, alpha, start, least):
    """Weights written out: alpha (1 - alpha)^k on the k-th last observed day, the rest on the start."""
    out = []
    for t in range(len(x)):
        seen = [v for v in x[: t + 1] if not math.isnan(v)]
        covered = sum(alpha * (1 - alpha) ** (t - i) for i in range(t + 1) if not math.isnan(x[i]))
        first = (seen[0] if seen else NAN) if start == "first" else 0.0 if start == "zero" else start
        level = sum(alpha * (1 - alpha) ** k * v for k, v in enumerate(reversed(seen)))
        level += (1 - alpha) ** len(seen) * first
        out.append(level if covered >= least else NAN)
    return out


@FEW
@given(SERIES, st.floats(1, 60), st.sampled_from(["first", "zero", 123.0]), st.sampled_from([0.0, 0.6001]))
def test_ewma_twin(x, span, start, least):
    # each step rounds by the size of what it forgets, so the error is measured against the largest load
    known = [abs(v) for v in x if not math.isnan(v)]
    largest = max([*known, start if isinstance(start, float) else 0.0])
    agree(
        load.ewma(x, span, start=start, min_coverage=least),
        ewma_twin(x, 2 / (span + 1), start, least),
        rtol=1e-11,
        atol=1e-15 * largest,
    )


@FEW
@given(SERIES, st.floats(0.5, 40))
def test_half_life(x, half_life):
    alpha = 1 - 0.5 ** (1 / half_life)
    series = load.ewma(x, half_life=half_life, min_coverage=0)
    agree(series, ewma_twin(x, alpha, "first", 0), rtol=1e-9)


@FEW
@given(SERIES, st.integers(2, 14), st.integers(0, 1), COVERAGE)
def test_monotony_and_strain_twins(x, n, ddof, least):
    def parts(t):
        seen = window_of(x, t, n)
        if len(seen) <= ddof or len(seen) / n < least or not seen:
            return NAN, NAN
        sd = float(np.std(seen, ddof=ddof)) if max(seen) > min(seen) else 0.0
        mean = math.fsum(seen) / len(seen)
        if sd <= 2.0**-26 * abs(mean):  # no variation, but for rounding
            return NAN, NAN
        return mean / sd, mean / sd * mean * n

    twin = of_each_day(x, parts)
    options = {"window": n, "ddof": ddof, "min_coverage": least}
    agree(load.monotony(x, **options), [m for m, _ in twin], rtol=1e-8)
    agree(load.strain(x, **options), [s for _, s in twin], rtol=1e-8)


@FEW
@given(
    SERIES, st.integers(1, 10), COVERAGE, st.sampled_from(["percent", "symmetrised", "difference", "ratio"])
)
def test_week_change_twin(x, n, least, form):
    def twin(t):
        u, v = mean_twin(x, t, n, least) * n, mean_twin(x, t, n, least, lag=n) * n
        return {
            "percent": lambda: 100 * over(u - v, v),
            "symmetrised": lambda: 100 * over(u - v, u + v),
            "difference": lambda: u - v,
            "ratio": lambda: over(u, v),
        }[form]()

    agree(load.week_change(x, form, window=n, min_coverage=least), of_each_day(x, twin), rtol=1e-9, atol=1e-8)


@FEW
@given(SERIES, st.floats(0.01, 2), st.one_of(st.none(), st.integers(1, 60)), st.sampled_from([0.0, 0.7001]))
def test_redi_twin(x, rate, n, least):
    def twin(t):
        days = range(t + 1 if n is None else min(n, t + 1))
        seen = [(math.exp(-rate * k), x[t - k]) for k in days if not math.isnan(x[t - k])]
        weight = math.fsum(w for w, _ in seen)
        full = 1 / (1 - math.exp(-rate)) * (1 if n is None else 1 - math.exp(-rate * n))
        return math.fsum(w * v for w, v in seen) / weight if seen and weight / full >= least else NAN

    agree(load.redi(x, rate, window=n, min_coverage=least), of_each_day(x, twin), rtol=1e-11)


@FEW
@given(SERIES, st.floats(1, 60), st.floats(1, 60))
def test_fitness_fatigue_twin(x, tau_fitness, tau_fatigue):
    model = load.fitness_fatigue(
        x, tau_fitness, tau_fatigue, baseline=5, gain_fitness=2, gain_fatigue=3, min_coverage=0
    )

    def twin(tau):
        def level(t):
            seen = [v for v in x[: t + 1] if not math.isnan(v)]  # a missing day holds
            return math.fsum(v * math.exp(-k / tau) for k, v in enumerate(reversed(seen)))

        return np.array(of_each_day(x, level))

    g, h = twin(tau_fitness), twin(tau_fatigue)
    agree(model.fitness, g, rtol=1e-11)
    agree(model.fatigue, h, rtol=1e-11)
    agree(model.performance, 5 + 2 * g - 3 * h, rtol=1e-9, atol=1e-9 * (1 + np.max(2 * g + 3 * h)))


@FEW
@given(SERIES, st.floats(1, 60), st.floats(1, 60))
def test_performance_management_is_a_scaled_impulse_response(x, chronic, acute):
    """The average from zero with alpha = 1 - exp(-1 / tau) is alpha times the decaying sum."""
    chart = load.performance_management(x, chronic, acute, min_coverage=0)
    sums = load.fitness_fatigue(x, chronic, acute, min_coverage=0)
    np.testing.assert_allclose(chart.chronic, sums.fitness.value * -math.expm1(-1 / chronic), rtol=1e-11)
    np.testing.assert_allclose(chart.acute, sums.fatigue.value * -math.expm1(-1 / acute), rtol=1e-11)
    np.testing.assert_array_equal(chart.balance, chart.chronic.value - chart.acute.value)


@FEW
@given(SERIES, st.integers(1, 40), COVERAGE)
def test_session_spike_twin(x, n, least):
    def twin(t):
        seen = window_of(x, t, n, lag=1)
        if math.isnan(x[t]) or not seen or len(seen) / n < least:
            return NAN
        return over(x[t], max(seen)) - 1

    series = load.session_spike(x, n, min_coverage=least)
    agree(series, of_each_day(x, twin), rtol=1e-15)
    assert all(series.reason[t] == "not recorded" for t in range(len(x)) if math.isnan(x[t]))


@FEW
@given(SERIES)
def test_consecutive_days_twin(x):
    def twin(t):
        run = 0
        for v in reversed(x[: t + 1]):
            if math.isnan(v):
                return NAN
            if v == 0:
                return run
            run += 1
        return run

    agree(load.consecutive_days(x), of_each_day(x, twin))


@FEW
@given(st.lists(PARTS, min_size=1, max_size=60), COVERAGE)
def test_share_twin(rows, least):
    total = [v for v, _ in rows]
    channel = [v * part for v, part in rows]

    def twin(t):
        days = [
            (c, v) for c, v in zip(channel[max(0, t - 6) : t + 1], total[max(0, t - 6) : t + 1], strict=True)
        ]
        seen = [(c, v) for c, v in days if not math.isnan(c) and not math.isnan(v)]
        if not seen or len(seen) / 7 < least:
            return NAN
        return over(math.fsum(c for c, _ in seen), math.fsum(v for _, v in seen))

    agree(load.share(channel, total, min_coverage=least), of_each_day(total, twin), rtol=1e-12, atol=1e-300)


PURE = {
    "acwr coupled": lambda x, **o: load.acwr(x, **o),
    "acwr uncoupled": lambda x, **o: load.acwr(x, method="uncoupled", **o),
    "acwr ewma": lambda x, **o: load.acwr(x, method="ewma", **o),
    "monotony": load.monotony,
    "percent": lambda x, **o: load.week_change(x, "percent", **o),
    "symmetrised": lambda x, **o: load.week_change(x, "symmetrised", **o),
    "spike": load.session_spike,
}
SCALED = {
    "rolling_mean": load.rolling_mean,
    "ewma": lambda x, **o: load.ewma(x, 7, **o),
    "strain": load.strain,
    "redi": lambda x, **o: load.redi(x, 0.1, **o),
    "difference": lambda x, **o: load.week_change(x, "difference", **o),
    "performance": lambda x, **o: load.performance_management(x, **o).balance,
    "fitness": lambda x, **o: load.fitness_fatigue(x, 40, 7, **o).performance,
}
ALL = {**PURE, **SCALED}


@pytest.mark.parametrize("name", ALL)
@settings(max_examples=8, deadline=None)
@given(x=SERIES, power=st.integers(-8, 8))
def test_units(name, x, power):
    """In a unit 2^p times as large (exact in binary) ratios keep their bits and loads scale."""
    unit = 2.0**power
    before = ALL[name](x, min_coverage=0)
    after = ALL[name]([v * unit for v in x], min_coverage=0)
    np.testing.assert_array_equal(after.value, before.value * (unit if name in SCALED else 1))
    np.testing.assert_array_equal(after.reason_code, before.reason_code)


@pytest.mark.parametrize("name", ALL)
@settings(max_examples=8, deadline=None)
@given(people=st.lists(SERIES, min_size=1, max_size=4), data=st.data())
def test_people_in_any_order(name, people, data):
    """Rows of many people, shuffled between people but not within one: the same bits as each one alone."""
    labels = np.repeat(np.arange(len(people)), [len(p) for p in people])
    labels = np.array(data.draw(st.permutations(labels.tolist())))
    x = np.empty(len(labels))
    for g, own in enumerate(people):
        x[labels == g] = own
    together = ALL[name](x, groups=[f"p{g}" for g in labels], min_coverage=0.3)
    for g, own in enumerate(people):
        alone = ALL[name](own, min_coverage=0.3)
        np.testing.assert_array_equal(together.value[labels == g], alone.value)
        np.testing.assert_array_equal(together.coverage[labels == g], alone.coverage)
        np.testing.assert_array_equal(together.reason_code[labels == g], alone.reason_code)


@FEW
@given(SERIES, st.integers(0, 40))
def test_unobserved_days_before_the_first_change_nothing(x, more):
    """A series that starts with days nobody knows is the series without them."""
    for name, measure in ALL.items():
        late = measure([NAN] * more + x)
        np.testing.assert_allclose(late.value[more:], measure(x).value, rtol=1e-9, atol=1e-9, err_msg=name)
        np.testing.assert_allclose(late.coverage[more:], measure(x).coverage, rtol=1e-12)


@FEW
@given(SERIES, st.floats(1, 5000))
def test_adding_a_load_to_each_day_shifts_means_and_not_differences(x, add):
    shifted = [v + add for v in x]
    for measure in (load.rolling_mean, lambda v: load.ewma(v, 7), lambda v: load.redi(v, 0.1)):
        np.testing.assert_allclose(measure(shifted).value, measure(x).value + add, rtol=1e-10, atol=1e-9)
    difference = load.week_change(x, "difference").value
    np.testing.assert_allclose(load.week_change(shifted, "difference").value, difference, atol=1e-6)


@FEW
@given(st.lists(st.floats(0.01, 1000), min_size=28, max_size=60))
def test_coupled_and_uncoupled_ratios_are_one_function(x):
    """r_u = 3 r_c / (4 - r_c) for 7:28; the coupled ratio stays below 4."""
    coupled = load.acwr(x, min_coverage=1).value[27:]
    uncoupled = load.acwr(x, method="uncoupled", min_coverage=1).value[27:]
    assert np.all(coupled <= 4 * (1 + 1e-14))
    np.testing.assert_allclose(uncoupled, 3 * coupled / (4 - coupled), rtol=1e-6)


@FEW
@given(st.floats(1e-3, 1e6))
def test_constant_loads_are_plain(level):
    x = [level] * 40
    for method in ("coupled", "uncoupled"):
        np.testing.assert_allclose(load.acwr(x, method=method).value[30:], 1, rtol=1e-14)
    assert np.all(load.acwr(x, method="ewma").value[30:] == 1)
    assert np.all(load.ewma(x, 28).value[30:] == level)
    calm = load.monotony(x)
    assert np.all(np.isnan(calm.value[7:])) and set(calm.reason[7:]) == {"no variation in the window"}
    assert np.all(load.session_spike(x).value[30:] == 0)


def test_features_have_the_bits_of_the_single_measures():
    rng = np.random.default_rng(4)
    x = np.where(rng.random(700) < 0.3, 0.0, rng.integers(1, 900, 700)).astype(float)
    x[[40, 41, 350]] = np.nan
    people = rng.permutation(np.repeat(np.arange(7), 100))
    table = load.features(x, groups=people)
    single = {
        "acute": load.ewma(x, 7, groups=people),
        "chronic": load.ewma(x, 28, groups=people),
        "ratio": load.acwr(x, method="ewma", groups=people),
        "mean": load.rolling_mean(x, 7, groups=people),
        "monotony": load.monotony(x, groups=people),
        "strain": load.strain(x, groups=people),
        "week_change": load.week_change(x, groups=people),
    }
    for name, measured in single.items():
        np.testing.assert_array_equal(table[name], measured.value, err_msg=name)
    for threads in (2, 5):
        again = load.features(x, groups=people, threads=threads)
        for name in single:
            np.testing.assert_array_equal(table[name], again[name])
    with pytest.raises(ValueError, match="daily|x"):
        load.features([1.0, -1.0])
