"""Accuracy of risks where another event can come first: R's Aalen-Johansen, loops, the bootstrap."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_validate_published import numbers, reference, table

import backrisk as br
from backrisk import validate


def people(seed, size=300, whole=True):
    """Times, event, other event and risk of people; a fifth is lost before either."""
    random = np.random.default_rng(seed)
    x = random.normal(size=size)
    first, other = random.exponential(9 * np.exp(-0.7 * x)), random.exponential(12, size)
    lost = random.exponential(25, size)
    stop = np.minimum(np.minimum(first, other), lost)
    event, competing = (first <= np.minimum(other, lost)), (other < first) & (other <= lost)
    risk = np.clip(0.25 * np.exp(0.6 * x), 0, 0.99)
    return (np.ceil(stop * 2) if whole else stop), event.astype(float), competing.astype(float), risk


def test_observed_risk_of_r(shared):
    """survival::survfit of R on the plasma cell malignancies of mgus2; death competes."""
    known, data = reference(shared, "aalen_johansen_mgus2"), table(shared, "surv_mgus2")
    pcm, ptime, futime, dead = (numbers(data[name]) for name in ("pstat", "ptime", "futime", "death"))
    stop, death = np.where(pcm == 1, ptime, futime), np.where(pcm == 1, 0, dead)
    times = known["result"]["times"]
    risk = np.full((len(stop), len(times)), 0.1)
    points = validate.time_dependent(risk, stop, pcm, times, competing=death)
    wanted = [state[1] for state in known["result"]["pstate"]]
    np.testing.assert_allclose([one.observed for one in points], wanted, rtol=1e-8)
    alone = validate.time_dependent(risk, stop, pcm, times)
    assert all(a.observed > b.observed for a, b in zip(alone, points, strict=True))


def curves(stop, event, competing):
    """Kaplan-Meier of censoring before and at each time, cumulative incidence; events before censorings."""
    free, uncensored, incidence, out = 1.0, 1.0, 0.0, {}
    for t in np.unique(stop):
        risk = (stop >= t).sum()
        either = ((stop == t) & (event + competing == 1)).sum()
        lost = ((stop == t) & (event + competing == 0)).sum()
        before = uncensored
        incidence += free * ((stop == t) & (event == 1)).sum() / risk
        free *= 1 - either / risk
        uncensored *= 1 - lost / (risk - either) if lost else 1
        out[t] = before, uncensored, incidence
    return out


def by_definition(stop, event, competing, risk, t):
    known = curves(stop, event, competing)
    at = max(u for u in known if u <= t)
    weight = np.zeros(len(stop))
    for i, (when, either) in enumerate(zip(stop, event + competing, strict=True)):
        weight[i] = 1 / known[at][1] if when > t else either / known[when][0]
    case = (stop <= t) & (event == 1)
    brier = (weight * (case - risk) ** 2).mean()
    pairs = [
        (weight[i] * weight[j], (risk[i] > risk[j]) + (risk[i] == risk[j]) / 2)
        for i in np.flatnonzero(case)
        for j in np.flatnonzero(~case & (weight > 0))
    ]
    area = sum(w * won for w, won in pairs) / sum(w for w, _ in pairs)
    return brier, area, known[at][2]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_accuracy_by_definition(seed, whole):
    stop, event, competing, risk = people(seed, 60, whole)
    t = float(np.quantile(stop, 0.6))
    found = validate.time_dependent(np.round(risk, 1), stop, event, t, competing=competing)[0]
    wanted = by_definition(stop, event, competing, np.round(risk, 1), t)
    np.testing.assert_allclose([found.brier.value, found.auc.value, found.observed], wanted, rtol=1e-9)
    assert found.events + found.others + found.censored + found.survivors == 60


def test_nobody_lost_is_a_plain_outcome():
    stop, event, competing, risk = people(3)
    here = event + competing == 1
    stop, event, competing, risk = (column[here] for column in (stop, event, competing, risk))
    case = (stop <= 8) & (event == 1)
    found = validate.time_dependent(risk, stop, event, 8, competing=competing)[0]
    np.testing.assert_allclose(found.brier.value, validate.brier(case, risk).value, rtol=1e-12)
    np.testing.assert_allclose(found.auc.value, validate.auc(case, risk).value, rtol=1e-12)
    np.testing.assert_allclose(found.observed, case.mean(), rtol=1e-12)


def test_no_other_event_is_no_competition():
    stop, event, _, risk = people(4)
    plain = validate.time_dependent(risk, stop, event, 8)[0]
    none = validate.time_dependent(risk, stop, event, 8, competing=np.zeros(len(stop)))[0]
    np.testing.assert_allclose(
        [none.brier.value, none.brier.se, none.auc.value, none.auc.se, none.observed],
        [plain.brier.value, plain.brier.se, plain.auc.value, plain.auc.se, plain.observed],
        rtol=1e-12,
    )


def test_intervals_are_those_of_the_bootstrap():
    stop, event, competing, risk = people(5, 400)
    found = validate.time_dependent(risk, stop, event, 8, competing=competing)[0]
    for name in ("brier", "auc"):

        def again(s, e, c, r, name=name):
            return getattr(validate.time_dependent(r, s, e, 8, competing=c)[0], name).value

        drawn = validate.bootstrap(again, stop, event, competing, risk, replicates=500, seed=1)
        assert abs(getattr(found, name).se / drawn.se - 1) < 0.1  # 500 samples: 3 %


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_concordance_by_pairs(seed):
    """Wolbers 2009: who had the other event first never has this one, and stays comparable."""
    stop, event, competing, risk = people(seed, 50)
    won = tied = total = 0
    for i in np.flatnonzero(event):
        for j in range(50):
            later = stop[j] > stop[i] or (stop[j] == stop[i] and not event[j])
            if j == i or not (later or competing[j]):
                continue
            total += 1
            won += risk[i] > risk[j]
            tied += risk[i] == risk[j]
    found = validate.concordance(risk, stop, event, competing=competing)
    np.testing.assert_allclose(found.c.value, (won + tied / 2) / total, rtol=1e-12)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"competing": [0, 1, 1, 0]}, "competing"),
        ({"competing": [0, 0.5, 0, 0]}, "competing"),
        ({"competing": [0, 1]}, "competing"),
    ],
)
def test_bad_input_is_named(change, words):
    call = {"stop": [1, 2, 3, 4], "event": [1, 0, 1, 0]} | change
    with pytest.raises(br.InvalidArgument, match=words):
        validate.time_dependent([0.1, 0.2, 0.3, 0.4], times=2, **call)
    with pytest.raises(br.InvalidArgument, match=words):
        validate.concordance([0.1, 0.2, 0.3, 0.4], **call)
    with pytest.raises(br.InvalidArgument, match="harrell"):
        validate.concordance([0.1, 0.2], [1, 2], [1, 0], competing=[0, 1], method="uno")
