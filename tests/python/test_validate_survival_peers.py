"""Survival measures beside scikit-survival, decision curves beside dcurves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backrisk as br
from backrisk import validate


def censored(seed, size=300, ties=False):
    """Times, events and risks of `size` people; with ties times are whole."""
    random = np.random.default_rng(seed)
    x = random.normal(size=size)
    when, lost = random.exponential(5 * np.exp(-0.8 * x)), random.exponential(8, size)
    stop = np.minimum(when, lost)
    return np.ceil(stop) if ties else stop, when <= lost, x


@pytest.fixture(scope="module")
def peer():
    return pytest.importorskip("sksurv.metrics"), pytest.importorskip("sksurv.util").Surv


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_concordance_of_scikit_survival(peer, seed):
    metrics, _ = peer
    stop, event, x = censored(seed, 80)
    x = np.round(x, 1)
    theirs = metrics.concordance_index_censored(event, stop, x)
    ours = validate.concordance(x, stop, event)
    np.testing.assert_allclose(ours.c.value, theirs[0], rtol=1e-12)
    assert (ours.concordant, ours.discordant, ours.tied) == theirs[1:4]


@pytest.mark.parametrize("seed", range(3))
def test_uno_concordance_of_scikit_survival(peer, seed):
    metrics, surv = peer
    stop, event, x = censored(seed)
    known = surv.from_arrays(event, stop)
    for until in (None, float(np.quantile(stop, 0.7))):
        theirs = metrics.concordance_index_ipcw(known, known, x, tau=until)[0]
        ours = validate.concordance(x, stop, event, method="uno", until=until).c.value
        np.testing.assert_allclose(ours, theirs, rtol=1e-10)


@pytest.mark.parametrize("seed", range(3))
def test_accuracy_over_time_of_scikit_survival(peer, seed):
    metrics, surv = peer
    stop, event, x = censored(seed)
    known, times = surv.from_arrays(event, stop), np.quantile(stop, [0.2, 0.4, 0.6, 0.8])
    risk = -np.expm1(-np.outer(0.2 * np.exp(0.7 * x), times))
    points = validate.time_dependent(risk, stop, event, times)
    areas, mean = metrics.cumulative_dynamic_auc(known, known, risk, times)
    np.testing.assert_allclose([one.auc.value for one in points], areas, rtol=1e-10)
    scores = metrics.brier_score(known, known, 1 - risk, times)[1]
    np.testing.assert_allclose([one.brier.value for one in points], scores, rtol=1e-10)
    over = validate.integrate(points)
    np.testing.assert_allclose(over["auc"], mean, rtol=1e-10)
    wanted = metrics.integrated_brier_score(known, known, 1 - risk, times)
    np.testing.assert_allclose(over["brier"], wanted, rtol=1e-10)


def test_integrals_of_what_is_known():
    """One person's risk for everybody: the integral is that of the null, and the order is chance."""
    stop, event, _ = censored(7)
    times = np.quantile(stop, [0.2, 0.5, 0.8])
    same = [one.observed for one in validate.time_dependent(np.full((300, 3), 0.5), stop, event, times)]
    over = validate.integrate(validate.time_dependent(np.tile(same, (300, 1)), stop, event, times))
    np.testing.assert_allclose([over["scaled_brier"], over["auc"]], [0, 0.5], atol=1e-12)
    for wrong in ([], times[:1], times[::-1]):
        points = validate.time_dependent(np.full((300, len(wrong)), 0.5), stop, event, wrong)
        with pytest.raises(br.InvalidArgument, match="rise"):
            validate.integrate(points)


@pytest.mark.parametrize("seed", range(3))
def test_decision_curve_of_dcurves(seed):
    dcurves, pd = pytest.importorskip("dcurves"), pytest.importorskip("pandas")
    random = np.random.default_rng(seed)
    p = random.beta(2, 5, 250)
    event = (random.random(250) < p).astype(int)
    at = np.linspace(0.03, 0.9, 17)
    table = dcurves.dca(pd.DataFrame({"event": event, "p": p}), "event", ["p"], thresholds=at)
    ours, theirs = validate.decision_curve(event, p, at), table[table["model"] == "p"]
    np.testing.assert_allclose(ours["net_benefit"], theirs["net_benefit"], rtol=1e-8, atol=1e-12)
    everybody = table[table["model"] == "all"]["net_benefit"]
    np.testing.assert_allclose(ours["treat_all"], everybody, rtol=1e-8, atol=1e-12)
    avoided = 100 * theirs["net_intervention_avoided"]
    np.testing.assert_allclose(ours["avoided_per_100"], avoided, rtol=1e-8, atol=1e-9)
    counts = validate.threshold_table(event, p, at, people=1)
    for name, column in (("true_positives", "tp_rate"), ("false_positives", "fp_rate")):
        np.testing.assert_allclose(counts[name], theirs[column], rtol=1e-8, atol=1e-12)


def test_beta_of_betacal():
    """betacal stops its solver early: our likelihood is the higher one, by less than 1e-3 in all."""
    betacal = pytest.importorskip("betacal")
    random = np.random.default_rng(1)
    p = random.beta(2, 3, 2000)
    event = (random.random(2000) < p**1.5).astype(int)
    theirs = betacal.BetaCalibration(parameters="abm").fit(p.reshape(-1, 1), event)
    ours = validate.recalibrate(event, p, "beta")
    losses = [2000 * validate.log_loss(event, fit.predict(p)).value for fit in (ours, theirs)]
    assert losses[0] <= losses[1] < losses[0] + 1e-3
