"""Decisions: net benefit by definition, its interval by bootstrap, natural frequencies that add up."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import backrisk as br
from backrisk import validate

ROWS = st.lists(
    st.tuples(st.sampled_from([0.0, 1.0]), st.floats(0, 1), st.sampled_from([0.0, 1.0, 3.0])), max_size=30
)


@given(ROWS, st.floats(0.01, 0.99))
def test_net_benefit_twin(rows, t):
    event, p, w = (np.array(c) for c in zip(*[(1.0, 0.4, 1.0), (0.0, 0.6, 1.0), *rows], strict=True))
    curve = validate.decision_curve(event, p, t, weights=w)
    flagged = p >= t
    found, wrong = (w * flagged * event).sum(), (w * flagged * (1 - event)).sum()
    benefit = (found - wrong * t / (1 - t)) / w.sum()
    share = (w * event).sum() / w.sum()
    everybody = share - (1 - share) * t / (1 - t)
    np.testing.assert_allclose(curve["net_benefit"], benefit, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(curve["treat_all"], everybody, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(curve["standardised"], benefit / share, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(curve["gain"], benefit - everybody, rtol=1e-9, atol=1e-9)
    unneeded = (w * ~flagged * (1 - event)).sum() - (w * ~flagged * event).sum() * (1 - t) / t
    np.testing.assert_allclose(curve["avoided_per_100"], 100 * unneeded / w.sum(), rtol=1e-6, atol=1e-6)


def test_intervals_have_the_width_of_the_bootstrap():
    random = np.random.default_rng(9)
    p = random.beta(2, 6, 400)
    event = (random.random(400) < p).astype(float)
    curve = validate.decision_curve(event, p, [0.2, 0.4])
    draws = [random.integers(0, 400, 400) for _ in range(1500)]
    again = [validate.decision_curve(event[i], p[i], [0.2, 0.4]) for i in draws]
    for name in ("net_benefit", "standardised", "gain"):
        sd = np.std([one[name] for one in again], axis=0)
        ours = (curve[f"{name}_high"] - curve[f"{name}_low"]) / 2 / 1.959964
        np.testing.assert_allclose(ours, sd, rtol=0.1)  # 4 standard errors of an SD of 1500 draws


@given(ROWS, st.floats(0.01, 0.99))
def test_natural_frequencies_add_up(rows, t):
    event, p, _ = (np.array(c) for c in zip(*[(1.0, 0.4, 1.0), *rows], strict=True))
    table = {name: column[0] for name, column in validate.threshold_table(event, p, t, people=1000).items()}
    parts = [table[name] for name in ("true_positives", "false_positives", "missed", "spared")]
    np.testing.assert_allclose(sum(parts), 1000, rtol=1e-12)
    np.testing.assert_allclose(table["flagged"], parts[0] + parts[1], rtol=1e-12)
    for name in ("sensitivity", "specificity", "positive_value", "negative_value"):
        if not math.isnan(table[name]):
            assert 0 <= table[f"{name}_low"] <= table[name] <= table[f"{name}_high"] <= 1
    assert math.isnan(table["flagged_per_event"]) == (parts[0] == 0)


def test_wilson_interval_of_a_published_example():
    """Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I: 81 of 263
    is 0.2553 to 0.3662, 0 of 20 is 0 to 0.1611."""
    event = np.r_[np.ones(81), np.zeros(182)]
    group = validate.calibration_groups(event, np.full(263, 0.3), groups=1)
    np.testing.assert_allclose([group["share_low"][0], group["share_high"][0]], [0.2553, 0.3662], atol=5e-5)
    none = validate.calibration_groups(np.zeros(20), np.full(20, 0.1), groups=1)
    np.testing.assert_allclose([none["share_low"][0], none["share_high"][0]], [0, 0.1611], atol=5e-5)


@pytest.mark.parametrize("t", [0, 1, -0.1, math.nan])
def test_a_threshold_outside_is_refused(t):
    for ask in (validate.decision_curve, validate.threshold_table):
        with pytest.raises(br.InvalidArgument, match=r"thresholds\[0\] is .* between 0 and 1, ends excluded"):
            ask([0, 1], [0.1, 0.2], t)


def test_no_event_has_no_standardised_benefit():
    with pytest.raises(br.InvalidArgument, match="number of events is 0"):
        validate.decision_curve([0, 0], [0.1, 0.2], 0.2)


@given(st.floats(0.01, 100), st.floats(0.01, 100))
def test_a_threshold_of_costs_is_where_costs_are_equal(unneeded, missed):
    """At that risk t acting costs (1 - t) unneeded, not acting t missed."""
    t = validate.threshold_of_costs(unneeded, missed)
    np.testing.assert_allclose((1 - t) * unneeded, t * missed, rtol=1e-12)
    with pytest.raises(br.InvalidArgument, match="missed"):
        validate.threshold_of_costs(unneeded, 0)
