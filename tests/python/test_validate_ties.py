"""Times and thresholds that differ by rounding, and intervals that claim a certainty there is not."""

import numpy as np
import pytest

import backrisk as br
from backrisk import validate


def test_thresholds_by_arange_are_those_that_are_meant():
    p = [0.1, 0.2, 0.3, 0.3, 0.4, 0.5, 0.6, 0.7, 0.3, 0.2]
    y = [0, 0, 1, 0, 1, 0, 1, 1, 1, 0]
    made, meant = np.arange(0.1, 0.8, 0.1), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    assert made[2] != 0.3
    np.testing.assert_array_equal(
        validate.threshold_table(y, p, made)["flagged"], validate.threshold_table(y, p, meant)["flagged"]
    )
    curve = validate.decision_curve(y, p, made)
    np.testing.assert_allclose(curve["net_benefit"][2], (5 - 2 * 0.3 / 0.7) / 10, rtol=1e-12)  # by hand
    by = {"all": ["x"] * 10}
    flagged = validate.subgroups(y, p, by=by, metrics=["flagged"], threshold=float(made[2]))
    assert flagged["value"][0] == 0.7


TIMES = np.array([1, 3, 3, 5, 6, 7, 7, 9], dtype=float)
EVENT = np.array([1, 1, 0, 1, 0, 1, 1, 0], dtype=float)
MARKER = np.array([8, 3, 6, 5, 2, 4, 1, 7], dtype=float)


def nearly(times):
    """The same tenths, some reached by adding, so that equal ones differ in their last bits."""
    out = times / 10
    out[[1, 5]] = [0.1 + 0.2, 7 * 0.1]
    assert out[1] != out[2] and out[5] != out[6]
    return out


@pytest.mark.parametrize("method", ["harrell", "uno", "peto", "schemper", "equal"])
def test_times_within_rounding_are_one_time(method):
    """Oracle: whole numbers. R's `survival` does the same (timefix)."""
    exact = validate.concordance(MARKER, TIMES, EVENT, method=method)
    found = validate.concordance(MARKER, nearly(TIMES), EVENT, method=method)
    assert (exact.joined_times, found.joined_times) == (0, 2)
    assert found.tied_events == exact.tied_events
    np.testing.assert_allclose([found.c.value, found.c.se], [exact.c.value, exact.c.se], rtol=1e-12)
    until = validate.concordance(MARKER, nearly(TIMES), EVENT, method=method, until=0.7)
    wanted = validate.concordance(MARKER, TIMES, EVENT, method=method, until=7)
    np.testing.assert_allclose(until.concordant, wanted.concordant, rtol=1e-12)


def test_a_horizon_within_rounding_of_a_time_is_that_time():
    risk = np.linspace(0.1, 0.8, 8)
    exact = validate.time_dependent(risk, TIMES, EVENT, 3)[0]
    for horizon in (0.3, 0.1 + 0.2):
        found = validate.time_dependent(risk, nearly(TIMES), EVENT, horizon)[0]
        assert (found.events, found.censored, found.survivors) == (exact.events, exact.censored, 5)
        np.testing.assert_allclose(
            [found.brier.value, found.observed], [exact.brier.value, exact.observed], rtol=1e-12
        )
        event, weight = validate.at_horizon(nearly(TIMES), EVENT, horizon)
        wanted = validate.at_horizon(TIMES, EVENT, 3)
        np.testing.assert_array_equal(event, wanted[0])
        np.testing.assert_allclose(weight, wanted[1], rtol=1e-12)


def test_times_that_differ_more_stay_apart():
    apart = TIMES / 10
    apart[2] += 1e-7
    assert validate.concordance(MARKER, apart, EVENT).joined_times == 0


def test_start_and_stop_that_are_one_time_are_refused():
    with pytest.raises(
        br.InvalidArgument, match=r"start\[0\] is 0.30000000000000004, but must be below stop"
    ):
        validate.concordance([1, 2], [0.1 + 0.2 + 1e-12, 4], [1, 0], start=[0.1 + 0.2, 0])


def kaplan_meier_weights(stop, event, horizon):
    """Twin of `at_horizon`: products over everybody's time, written out."""
    out = np.zeros(len(stop))
    for i, (t, y) in enumerate(zip(stop, event, strict=True)):
        if t < horizon or (t == horizon and y == 1):
            if y == 0:
                continue
            before = t
        else:
            before = horizon
        g = 1.0
        for s in np.unique(stop):
            if s >= before:
                break
            lost = ((stop == s) & (event == 0)).sum()
            g *= 1 - lost / ((stop >= s).sum() - ((stop == s) & (event == 1)).sum())
        out[i] = 1 / g
    return out


def test_weights_of_censoring_are_those_written_out():
    random = np.random.default_rng(3)
    stop = random.integers(1, 12, 60).astype(float)
    event = (random.random(60) < 0.5).astype(float)
    came, weight = validate.at_horizon(stop, event, 6)
    np.testing.assert_allclose(weight, kaplan_meier_weights(stop, event, 6), rtol=1e-12)
    np.testing.assert_array_equal(came, (event == 1) & (stop <= 6))
    np.testing.assert_allclose(weight.sum(), 60, rtol=1e-12)
    times = random.integers(1, 4, 60).astype(float)
    repeated = validate.at_horizon(np.repeat(stop, times.astype(int)), np.repeat(event, times.astype(int)), 6)
    weighted = validate.at_horizon(stop, event, 6, weights=times)
    np.testing.assert_allclose(weighted[1].sum(), repeated[1].sum(), rtol=1e-12)


def none_of(one):
    return np.isnan([one.se, one.low, one.high]).all() and one.note != ""


def test_no_interval_from_one_pair_or_from_no_variance():
    pair = validate.concordance([0.1, 0.9], [5, 5], [1, 0]).c
    assert pair.value == 0 and none_of(pair) and "fewer than 3" in pair.note
    perfect = validate.concordance([5, 4, 3, 2, 1], [1, 2, 3, 4, 5], [1] * 5).c
    assert perfect.value == 1 and none_of(perfect) and "separate" in perfect.note
    area = validate.auc([0, 0, 0, 1, 1], [0.1, 0.2, 0.3, 0.8, 0.9])
    assert area.value == 1 and none_of(area)
    found = validate.report([0, 0, 0, 1, 1] * 6, [0.1, 0.2, 0.3, 0.8, 0.9] * 6, n_boot=0)
    assert "interval unknown" in found.headline()


@pytest.mark.parametrize("people", ["aaaa", "aabb"])
def test_one_or_two_people_have_no_variance(people):
    y, p = [0, 1, 1, 0], [0.1, 0.2, 0.3, 0.25]
    groups = list(people)
    for one in (
        validate.auc(y, p, groups=groups),
        validate.brier(y, p, groups=groups),
        validate.scaled_brier(y, p, groups=groups),
        validate.log_loss(y, p, groups=groups),
        validate.calibration(y, p, groups=groups).observed_expected,
        validate.calibration(y, p, groups=groups).slope,
        validate.concordance(p, [4, 1, 2, 3], y, groups=groups).c,
        validate.time_dependent(p, [4, 1, 2, 3], y, 2.5, groups=groups)[0].brier,
    ):
        assert np.isfinite(one.value) and none_of(one), one
    curve = validate.decision_curve(y, p, [0.2], groups=groups)
    assert np.isfinite(curve["net_benefit"][0]) and np.isnan(curve["net_benefit_low"][0])


def test_observed_over_expected_without_events_is_zero():
    y, p = [0, 0, 0, 0, 1, 0, 1, 1], [0.1, 0.2, 0.3, 0.2, 0.4, 0.5, 0.6, 0.7]
    found = validate.subgroups(y, p, by={"g": list("aaaabbbb")}, metrics=["observed_expected"])
    np.testing.assert_allclose(found["value"], [0, 3 / 2.2])
    assert np.isnan(found["low"][0]) and "no events" in found["warning"][0]


def test_losses_that_do_not_vary_to_rounding_have_no_interval():
    y = np.array([0.0, 1.0] * 20)
    flat = validate.brier(y, np.where(y == 1, 0.9, 0.1) + 1e-17)
    assert none_of(flat) and "does not vary" in flat.note
    same = np.full(40, 0.1 + 0.2)
    same[::3] = 0.3
    line = validate.calibration(y, same)
    assert np.isnan(line.slope.value) and "equal" in line.slope.note
    assert np.isfinite(line.in_the_large.value)
    pooled = validate.pool([0.3, 0.1 + 0.2, 0.3], [0.01, 0.01, 0.01])
    assert none_of(pooled.mean) and np.isnan(pooled.low)


def test_predictions_that_order_the_rows_alike_do_not_differ():
    y, p = [0, 1, 0, 1, 1, 0], np.array([0.1, 0.3, 0.35, 0.5, 0.6, 0.2])
    test = validate.auc_test(y, p, p**2)
    assert (test.difference.value, test.p) == (0, 1) and none_of(test.difference)
