"""Sample size by published examples and by simulation; pooling by R's metafor."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_validate_published import agree, numbers, reference, table

import backrisk as br
from backrisk import validate


def test_published_examples():
    """Riley 2019, doi:10.1002/sim.7992: Chagas disease needs 4.8 events per parameter by the three criteria
    of that paper (24 parameters, prevalence 0.174, R2 0.288)."""
    chagas = validate.sample_size(0.174, 24, 0.288)
    three = max(chagas["risk"], chagas["shrinkage"], chagas["optimism"])
    assert round(three * 0.174 / 24, 1) == 4.8


def test_published_example_of_survival():
    """Recurrent thromboembolism, Riley 2020, doi:10.1136/bmj.m441: 30 parameters, rate 0.065, R2 0.051."""
    size = validate.sample_size_survival(0.065, 2.07, 2, 30, 0.051)
    assert (size["shrinkage"], size["optimism"], size["people"]) == (5143, 1039, 5143)
    assert round(size["events"]) == 692 and round(size["events_per_parameter"], 2) == 23.07
    assert round(size["max_cox_snell"], 3) == 0.555


@given(st.floats(0.01, 1), st.floats(0.2, 1), st.floats(0.2, 5), st.floats(0.01, 0.2))
def test_precision_of_the_risk_at_a_horizon(rate, follow_up, horizon, margin):
    most = 1 - math.exp(2 * rate * follow_up * (math.log(rate * follow_up) - 1))
    size = validate.sample_size_survival(rate, follow_up, horizon, 5, 0.1 * most, margin=margin)

    def farther(people):
        risks = [
            1 - math.exp(-(rate + sign * 1.96 * math.sqrt(rate / (people * follow_up))) * horizon)
            for sign in (-1, 1)
        ]
        return max(abs(risk - 1 + math.exp(-rate * horizon)) for risk in risks)

    assert farther(size["risk"]) <= margin * (1 + 1e-9)
    assert size["risk"] < 2 or farther(size["risk"] - 1) > margin
    np.testing.assert_allclose(size["max_cox_snell"], most, rtol=1e-12)
    with pytest.raises(br.InvalidArgument, match="rate x follow_up"):
        validate.sample_size_survival(rate, 1.1 / rate, horizon, 5, 0.1)


@given(st.floats(0.02, 0.98), st.integers(1, 60), st.floats(0.05, 0.9), st.floats(0.6, 0.97))
def test_sizes_undo_the_formulas(share, parameters, part, shrinkage):
    """The shrinkage and the margin that so many people give back, from the papers' direct formulas."""
    most = 1 - (share**share * (1 - share) ** (1 - share)) ** 2
    r2 = min(part * most, 0.9 * shrinkage)
    size = validate.sample_size(share, parameters, r2, shrinkage=shrinkage)
    np.testing.assert_allclose(size["max_cox_snell"], most, rtol=1e-12)
    n = size["shrinkage"]
    # Expected shrinkage of van Houwelingen & le Cessie: S solves n = p / ((S - 1) ln(1 - R2 / S)).
    assert parameters / ((shrinkage - 1) * math.log(1 - r2 / shrinkage)) <= n
    assert parameters / ((shrinkage - 1) * math.log(1 - r2 / shrinkage)) > n - 1
    assert 1.96 * math.sqrt(share * (1 - share) / size["risk"]) <= 0.05 * (1 + 1e-12)
    assert size["people"] == max(size[k] for k in ("risk", "error", "shrinkage", "optimism"))


def test_absolute_error_by_its_own_formula():
    size = validate.sample_size(0.2, 10, 0.1, absolute_error=0.05)
    error = math.exp(-0.508 - 0.544 * math.log(size["error"]) + 0.259 * math.log(0.2) + 0.504 * math.log(10))
    assert 0.0499 < error <= 0.05


def test_precision_is_reached():
    """Simulated validations of the size asked for have intervals of the width asked for."""
    random = np.random.default_rng(3)
    mean, sd = -1.5, 1.1
    big = random.normal(mean, sd, 400_000)
    share = float((1 / (1 + np.exp(-big))).mean())
    happened = random.random(big.size) < 1 / (1 + np.exp(-big))
    auc = validate.auc(happened, big).value
    size = validate.sample_size_validation(share, auc, mean, sd)
    widths = {"observed_expected": 0.2, "slope": 0.4, "auc": 0.1}
    found: dict[str, list[float]] = {name: [] for name in widths}
    for _ in range(40):
        for name in widths:
            logit = random.normal(mean, sd, int(size[name]))
            p = 1 / (1 + np.exp(-logit))
            event = random.random(p.size) < p
            if name == "auc":
                found[name].append(4 * 0.98 * validate.auc(event, p).se)
            else:
                one = getattr(validate.calibration(event, p), name)
                found[name].append(one.high - one.low)
    for name, width in widths.items():
        np.testing.assert_allclose(np.mean(found[name]), width, rtol=0.05)


META = {"FE": "fixed", "DL": "dersimonian_laird", "PM": "paule_mandel", "REML": "reml", "ML": "ml"}


def test_pool_of_bcg(shared):
    """Colditz 1994: 13 trials of BCG vaccine; R's metafor."""
    expected = reference(shared, "meta_bcg")
    rows = table(shared, "meta_dat_bcg")
    a, b, c, d = (numbers(rows[name]) for name in ("tpos", "tneg", "cpos", "cneg"))
    value, variance = np.log(a / (a + b) / (c / (c + d))), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    result, tolerance = expected["result"], expected["tolerance_rel"]
    agree(value, result["yi"], 1e-12)
    agree(variance, result["vi"], 1e-12)
    for name, method in META.items():
        ours, theirs = validate.pool(value, variance, method=method, adjusted=False), result[name]
        agree([ours.mean.value, ours.mean.se], [theirs["mu"], theirs["se"]], tolerance)
        agree([ours.mean.low, ours.mean.high], theirs["ci"], tolerance)
        agree(
            [ours.tau_squared, ours.q, ours.i_squared],
            [theirs["tau2"], theirs["QE"], theirs["I2"]],
            tolerance,
        )
        if theirs["pi"] is not None:
            agree([ours.low, ours.high], theirs["pi"], tolerance)
    adjusted, theirs = validate.pool(value, variance), result["REML_HKSJ"]
    agree([adjusted.mean.value, adjusted.mean.se], [theirs["mu"], theirs["se"]], tolerance)
    agree(
        [adjusted.mean.low, adjusted.mean.high, adjusted.low, adjusted.high],
        [*theirs["ci"], *theirs["pi"]],
        tolerance,
    )


@given(st.floats(-3, 3), st.lists(st.floats(0.01, 2), min_size=2, max_size=8))
def test_equal_sites_are_their_value_and_do_not_differ(value, variance):
    for method in META.values():
        pooled = validate.pool([value] * len(variance), variance, method=method)
        np.testing.assert_allclose(pooled.mean.value, value, rtol=1e-12, atol=1e-12)
        assert pooled.tau_squared < 1e-12


@pytest.mark.parametrize(
    ("ask", "text"),
    [
        (lambda: validate.sample_size(0, 10, 0.1), "share is 0"),
        (lambda: validate.sample_size(0.1, 0, 0.1), "parameters is 0"),
        (lambda: validate.sample_size(0.01, 10, 0.3), "below its maximum for this share of events"),
        (lambda: validate.sample_size(0.1, 10, 0.1, shrinkage=1), "shrinkage is 1"),
        (lambda: validate.sample_size_validation(0.1, 0.4, 0, 1), "auc is 0.4"),
        (lambda: validate.sample_size_validation(0.1, 0.7, 0, 0), "logit_sd is 0"),
        (lambda: validate.pool([1], [1]), "number of sites is 1"),
        (lambda: validate.pool([1, 2], [1, 0]), r"variance\[1\] is 0"),
        (lambda: validate.pool([1, math.nan], [1, 1]), r"value\[1\] is nan"),
        (lambda: validate.pool([1, 2], [1, 1], method="bayes"), "one of fixed, dersimonian_laird"),
    ],
)
def test_bad_arguments_are_named(ask, text):
    with pytest.raises(br.InvalidArgument, match=text):
        ask()
