"""Concordance and accuracy at a time: results of R's survival and riskRegression, and definitions."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_validate_published import agree, numbers, reference, table

import backrisk as br
from backrisk import validate

METHODS = {"n": "harrell", "n/G2": "uno", "S": "peto", "S/G": "schemper", "I": "equal"}


@pytest.fixture
def lung(shared):
    """Loprinzi 1994: age, sex, ECOG performance; time and death, where none is missing."""
    rows = table(shared, "surv_lung")
    x = np.column_stack([numbers(rows[name]) for name in ("age", "sex", "ph.ecog")])
    known = ~np.isnan(x).any(axis=1)
    return x[known], numbers(rows["time"])[known], numbers(rows["status"])[known] == 2


def test_concordance_of_lung(shared, lung):
    x, stop, event = lung
    expected = reference(shared, "concordance_lung")
    coef = reference(shared, "coxph_lung")["result"]["efron"]["coef"]
    marker = x @ [coef["age"], coef["sex"], coef["ph.ecog"]]
    for until, key in ((None, "all"), (500, "ymax500")):
        for theirs_name, method in METHODS.items():
            theirs = expected["result"][key][theirs_name]
            ours = validate.concordance(marker, stop, event, method=method, until=until)
            agree([ours.c.value, ours.c.se], [theirs["C"], theirs["se"]], expected["tolerance_rel"])
            counts = [ours.concordant, ours.discordant, ours.tied, ours.tied_events]
            wanted = [theirs["counts"][name] for name in ("concordant", "discordant", "tied.x", "tied.y")]
            agree(counts, wanted, expected["tolerance_rel"])


def efron_score(b, x, start, stop, event):
    """Derivative of Efron's partial log likelihood (1977, doi:10.1080/01621459.1977.10480613)."""
    risk, score = np.exp(x @ b), np.zeros(len(b))
    for t in np.unique(stop[event]):
        at_risk, now = (start < t) & (stop >= t), (stop == t) & event
        for k in range(now.sum()):
            w = risk * (at_risk - k / now.sum() * now)
            score -= w @ x / w.sum()
        score += x[now].sum(axis=0)
    return score


def test_concordance_of_heart(shared):
    """(start, stop] rows; the marker is a Cox model of age and surgery, solved here."""
    optimize = pytest.importorskip("scipy.optimize")
    rows = table(shared, "surv_heart")
    expected = reference(shared, "concordance_heart_small")
    start, stop, x = (
        numbers(rows["start"]),
        numbers(rows["stop"]),
        np.column_stack([numbers(rows["age"]), numbers(rows["surgery"])]),
    )
    event = numbers(rows["event"]) == 1
    coef = optimize.root(efron_score, [0, 0], (x, start, stop, event), tol=1e-12).x
    theirs = expected["result"]
    ours = validate.concordance(x @ coef, stop, event, start=start)
    agree([ours.c.value, ours.c.se], [theirs["C"], theirs["se"]], expected["tolerance_rel"])
    counts = [ours.concordant, ours.discordant, ours.tied, ours.tied_events]
    assert counts == [theirs["counts"][name] for name in ("concordant", "discordant", "tied.x", "tied.y")]


def efron_hazard(until, risk, stop, event):
    """Cumulative baseline hazard, ties as Efron."""
    total = 0.0
    for t in np.unique(stop[event & (stop <= until)]):
        at_risk, now = risk[stop >= t].sum(), risk[(stop == t) & event]
        total += sum(1 / (at_risk - k / len(now) * now.sum()) for k in range(len(now)))
    return total


def test_accuracy_at_a_time(shared, lung):
    """A Cox model of the odd rows, with the coefficients of the reference, scored on the even rows."""
    x, stop, event = lung
    expected = reference(shared, "survmetrics_lung")
    result, tolerance = expected["result"], expected["tolerance_rel"]
    marker = x @ [result["model_coef"][name] for name in ("age", "sex", "ph.ecog")]
    hazard = [efron_hazard(t, np.exp(marker[::2]), stop[::2], event[::2]) for t in result["times"]]
    marker, stop, event = marker[1::2], stop[1::2], event[1::2]
    risk = 1 - np.exp(-np.outer(np.exp(marker), hazard))
    agree(risk[:5], result["risk_first5"], 1e-12)
    points = validate.time_dependent(risk, stop, event, result["times"])
    for ours, theirs in (
        ("mean_predicted", "mean_pred"),
        ("observed", "km_obs"),
        ("observed_expected", "OE"),
        ("null_brier", "brier_null"),
    ):
        agree([getattr(at, ours) for at in points], result[theirs], tolerance)
    agree([at.brier.value for at in points], result["brier"], tolerance)
    agree([at.brier.se for at in points], result["brier_se"], tolerance)
    agree([at.auc.value for at in points], result["auc_t"], tolerance)
    agree([at.auc.se for at in points], result["auc_t_se"], tolerance)
    harrell = validate.concordance(marker, stop, event)
    uno = validate.concordance(marker, stop, event, method="uno", until=540)
    agree([harrell.c.value, harrell.c.se], [result["harrell_c"], result["harrell_se"]], tolerance)
    agree([uno.c.value, uno.c.se], [result["uno_c_tau"], result["uno_se"]], tolerance)


TIME = st.integers(1, 8)
ROW = st.tuples(TIME, TIME, st.booleans(), st.integers(0, 5), st.sampled_from([0.0, 1.0, 2.0]))
ROWS = st.lists(ROW, min_size=2, max_size=25)


def columns(drawn):
    first, second, event, marker, w = (np.array(c, dtype=float) for c in zip(*drawn, strict=True))
    return np.minimum(first, second) - 0.5 * (first == second), np.maximum(first, second), event, marker, w


def harrell_by_pairs(start, stop, event, marker, w):
    counts = np.zeros(3)
    for i, j in itertools.permutations(range(len(stop)), 2):
        later = stop[j] > stop[i] or (stop[j] == stop[i] and event[j] == 0)
        if event[i] == 1 and start[j] < stop[i] and later:
            apart = marker[i] - marker[j]
            counts += w[i] * w[j] * np.array([apart > 0, apart < 0, apart == 0])
    return counts


@given(ROWS)
def test_concordance_is_a_count_of_pairs_and_its_variance_a_jackknife(drawn):
    """Twin: the loop over pairs, and its numerical derivative by each weight."""
    start, stop, event, marker, w = columns(drawn)
    ours = validate.concordance(marker, stop, event, start=start, weights=w) if w.any() else None
    if ours is None:
        return

    def c_of(weights):
        won, lost, tied = harrell_by_pairs(start, stop, event, marker, weights)
        return (won + tied / 2) / (won + lost + tied)

    counts = harrell_by_pairs(start, stop, event, marker, w)
    agree([ours.concordant, ours.discordant, ours.tied], counts, 1e-12)
    if counts.sum() == 0:
        assert math.isnan(ours.c.value)
        assert ours.c.note
        return
    agree(ours.c.value, c_of(w), 1e-12)
    h = 1e-5
    slope = [(c_of(w + h * e) - c_of(w - h * e)) / (2 * h) for e in np.eye(len(w))]
    twin = math.sqrt(((w * slope) ** 2).sum())
    if (w > 0).sum() < 3 or twin < 1e-8:  # no interval from fewer than three rows, or from a variance of 0
        assert math.isnan(ours.c.se) and ours.c.note
    else:
        np.testing.assert_allclose(ours.c.se, twin, rtol=1e-5, atol=1e-7)


@given(ROWS, st.floats(0.1, 0.9))
def test_cutting_a_row_in_two_changes_nothing_when_the_person_is_known(drawn, share):
    start, stop, event, marker, _ = columns(drawn)
    person = np.arange(len(stop))
    middle = start + share * (stop - start)
    cut = {
        "start": np.r_[start, middle],
        "groups": np.r_[person, person],
    }
    for method in METHODS.values():
        whole = validate.concordance(marker, stop, event, start=start, groups=person, method=method)
        parts = validate.concordance(
            np.r_[marker, marker], np.r_[middle, stop], np.r_[0 * event, event], method=method, **cut
        )
        if math.isnan(whole.c.value):
            assert math.isnan(parts.c.value)
        else:
            agree(parts.c.value, whole.c.value, 1e-9)
            if method not in ("peto", "schemper"):  # their T counts N rows, which cancels from C
                agree(parts.concordant, whole.concordant, 1e-9)
            np.testing.assert_allclose(parts.c.se, whole.c.se, rtol=1e-7, atol=1e-12)


def test_without_censoring_accuracy_at_a_time_is_that_of_a_binary_outcome():
    random = np.random.default_rng(4)
    risk = random.random(80)
    stop = random.exponential(1 / (0.2 + risk))
    at = validate.time_dependent(risk, stop, np.ones(80), 1.0)[0]
    event = stop <= 1
    agree(at.brier.value, validate.brier(event, risk).value, 1e-12)
    agree(at.brier.se, validate.brier(event, risk).se, 1e-12)
    agree(at.auc.value, validate.auc(event, risk).value, 1e-12)
    agree(at.observed, event.mean(), 1e-12)
    assert at.censored == 0


def test_censoring_that_knows_nothing_does_not_bias_the_score():
    """Simulated: half the people lost at random; the weighted Brier score agrees with that of the truth."""
    random = np.random.default_rng(6)
    n = 40_000
    rate = random.gamma(2, 0.25, n)
    event_time, lost = random.exponential(1 / rate), random.exponential(1.5, n)
    risk = -np.expm1(-rate)
    full = validate.time_dependent(risk, event_time, np.ones(n), 1.0)[0]
    seen = validate.time_dependent(risk, np.minimum(event_time, lost), event_time <= lost, 1.0)[0]
    assert seen.censored > 0.3 * n
    assert abs(seen.brier.value - full.brier.value) < 4 * seen.brier.se < 0.02
    assert abs(seen.auc.value - full.auc.value) < 4 * seen.auc.se < 0.04


def test_hard_cases():
    unwatched = validate.time_dependent([0.2, 0.4], [1, 2], [1, 0], 3.0)[0]
    assert math.isnan(unwatched.brier.value)
    assert "watched" in unwatched.brier.note
    no_event = validate.time_dependent([0.2, 0.4], [5, 2], [0, 0], 3.0)[0]
    assert math.isnan(no_event.auc.value)
    assert no_event.auc.note
    alone = validate.concordance([1, 2], [3, 3], [1, 1])
    assert math.isnan(alone.c.value)
    assert alone.tied_events == 1
    for arguments, text in (
        (([1, 2], [3, 4], [1, 2]), r"event\[1\] is 2"),
        (([1, math.nan], [3, 4], [1, 0]), r"predicted\[1\] is nan"),
        (([1, 2], [3, math.inf], [1, 0]), r"stop\[1\] is inf"),
    ):
        with pytest.raises(br.InvalidArgument, match=text):
            validate.concordance(*arguments)
    with pytest.raises(br.InvalidArgument, match=r"start\[1\] is 4, but must be below stop, 4"):
        validate.concordance([1, 2], [3, 4], [1, 0], start=[0, 4])
    with pytest.raises(br.InvalidArgument, match="method is 'gini', but must be one of harrell, uno"):
        validate.concordance([1, 2], [3, 4], [1, 0], method="gini")
    with pytest.raises(br.InvalidArgument, match="time is -1"):
        validate.time_dependent([0.1, 0.2], [3, 4], [1, 0], -1)
