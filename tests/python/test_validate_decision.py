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


def sample(n=500, seed=4):
    random = np.random.default_rng(seed)
    p = random.beta(2, 6, n)
    q = np.clip(p + random.normal(0, 0.08, n), 0.01, 0.99)
    return (random.random(n) < p).astype(float), p, q


def test_a_prevalence_of_ones_own_reweighs_events_and_others():
    """Identities: the share of the rows as prevalence, and rows weighted to the prevalence."""
    event, p, _ = sample()
    at = [0.1, 0.25, 0.4]
    plain = validate.decision_curve(event, p, at)
    same = validate.decision_curve(event, p, at, prevalence=event.mean())
    for name in ("net_benefit", "treat_all", "standardised", "gain"):
        np.testing.assert_allclose(same[name], plain[name], rtol=1e-10, atol=1e-14)
    assert (same["net_benefit_high"] < plain["net_benefit_high"]).all()  # the share is taken as known
    weights = np.where(event == 1, 0.1 / event.mean(), 0.9 / (1 - event.mean()))
    rare = validate.decision_curve(event, p, at, prevalence=0.1)
    weighted = validate.decision_curve(event, p, at, weights=weights)
    for name in ("net_benefit", "treat_all", "standardised", "gain", "avoided_per_100"):
        np.testing.assert_allclose(rare[name], weighted[name], rtol=1e-10, atol=1e-13)
    random = np.random.default_rng(2)
    cases, controls = np.flatnonzero(event == 1), np.flatnonzero(event == 0)
    draws = [
        np.r_[random.choice(cases, len(cases)), random.choice(controls, len(controls))] for _ in range(800)
    ]
    again = [validate.decision_curve(event[i], p[i], at, prevalence=0.1)["net_benefit"] for i in draws]
    ours = (rare["net_benefit_high"] - rare["net_benefit_low"]) / 2 / 1.959964
    np.testing.assert_allclose(ours, np.std(again, axis=0), rtol=0.12)  # 4 SE of an SD of 800 draws are 10 %
    for prevalence in (0, 1, math.nan, "0.1"):
        with pytest.raises(br.InvalidArgument, match="prevalence is"):
            validate.decision_curve(event, p, at, prevalence=prevalence)


def test_difference_in_net_benefit():
    """Twin: two curves, the influence of each row, and the bootstrap of people."""
    event, p, q = sample()
    person = np.arange(500) // 2
    at = [0.2, 0.35]
    found = validate.net_benefit_difference(event, p, q, at, groups=person)
    first, second = (validate.decision_curve(event, x, at)["net_benefit"] for x in (p, q))
    np.testing.assert_allclose(found["difference"], second - first, rtol=1e-12, atol=1e-15)
    psi = np.array([((q >= t).astype(float) - (p >= t)) * np.where(event == 1, 1, -t / (1 - t)) for t in at])
    psi = (psi - psi.mean(axis=1, keepdims=True)) / 500
    sums = psi[:, ::2] + psi[:, 1::2]
    np.testing.assert_allclose(found["se"], np.sqrt((sums**2).sum(axis=1) * 250 / 249), rtol=1e-10)
    np.testing.assert_allclose(found["low"], found["difference"] - 1.959963984540054 * found["se"], rtol=1e-9)
    back = validate.net_benefit_difference(event, q, p, at, groups=person)
    np.testing.assert_allclose(back["difference"], -found["difference"], rtol=1e-12)
    np.testing.assert_allclose(back["p"], found["p"], rtol=1e-12)
    alike = validate.net_benefit_difference(event, p, p, at)
    assert alike["difference"].tolist() == [0, 0] and np.isnan(alike["low"]).all()
    assert "does not vary" in alike["note"][0]


def test_weights_count_like_rows_written_out():
    event, p, _ = sample(60)
    times = np.random.default_rng(1).integers(0, 4, 60)
    rows = np.repeat(np.arange(60), times)
    weighted = validate.threshold_table(event, p, [0.2, 0.4], weights=times.astype(float))
    written = validate.threshold_table(event[rows], p[rows], [0.2, 0.4])
    for name in ("flagged", "true_positives", "missed", "spared", "sensitivity", "positive_value"):
        np.testing.assert_allclose(weighted[name], written[name], rtol=1e-12)
    assert (weighted["sensitivity_low"] < weighted["sensitivity"]).all()
