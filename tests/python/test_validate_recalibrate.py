"""Recalibration beside scikit-learn and statsmodels, beside its own identities, and inside a risk model."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backrisk as br
from backrisk import validate

LINKED = {
    "logit": lambda p: np.log(p) - np.log1p(-p),
    "cloglog": lambda p: np.log(-np.log1p(-p)),
}


@pytest.fixture(scope="module")
def sample():
    """900 rows of 300 persons; the predictions are too high and too extreme."""
    random = np.random.default_rng(5)
    eta = random.normal(-1, 1, 300).repeat(3) + random.normal(0, 0.5, 900)
    event = (random.random(900) < 1 / (1 + np.exp(-eta))).astype(float)
    p = 1 / (1 + np.exp(-(0.4 + 1.6 * eta)))
    return event, p, random.choice([1.0, 2.0, 0.5], 900), np.arange(900) // 3


def terms(method, link, p):
    """(columns, offset) of the regression that the method is."""
    ones, zero = np.ones(len(p)), np.zeros(len(p))
    if method == "beta":
        return np.column_stack([ones, np.log(p), -np.log1p(-p)]), zero
    lp = LINKED[link](p)
    return (np.column_stack([ones]), lp) if method == "intercept" else (np.column_stack([ones, lp]), zero)


@pytest.mark.parametrize("link", ["logit", "cloglog"])
@pytest.mark.parametrize("method", ["intercept", "logistic", "beta"])
def test_against_statsmodels(sample, method, link):
    sm = pytest.importorskip("statsmodels.api")
    event, p, _, person = sample
    scale = "logit" if method == "beta" else link
    family = sm.families.Binomial(
        {"logit": sm.families.links.Logit(), "cloglog": sm.families.links.CLogLog()}[scale]
    )
    columns, offset = terms(method, link, p)
    theirs = sm.GLM(event, columns, family=family, offset=offset).fit(tol=1e-13)
    ours = validate.recalibrate(event, p, method, link=link)
    found = [one.value for one in ours.parameters.values()]
    np.testing.assert_allclose(found, theirs.params, rtol=1e-8)
    np.testing.assert_allclose(ours.covariance, theirs.cov_params(), rtol=1e-7)
    np.testing.assert_allclose(ours.predict(p), theirs.predict(columns, offset=offset), rtol=1e-8)
    spread = np.sqrt(np.einsum("ij,jk,ik->i", columns, theirs.cov_params(), columns))
    wanted = scale, theirs.predict(columns, offset=offset, which="linear") + 1.959963984540054 * spread
    inverse = {"logit": lambda x: 1 / (1 + np.exp(-x)), "cloglog": lambda x: -np.expm1(-np.exp(x))}[wanted[0]]
    np.testing.assert_allclose(ours.interval(p)[1], inverse(wanted[1]), rtol=1e-7)
    if scale == "logit":  # statsmodels' sandwich takes the expected information for a canonical link only
        robust = sm.GLM(event, columns, family=family, offset=offset).fit(
            tol=1e-13, cov_type="cluster", cov_kwds={"groups": person, "use_correction": False}
        )
        clustered = validate.recalibrate(event, p, method, link=link, groups=person)
        np.testing.assert_allclose(clustered.covariance, robust.cov_params() * 300 / 299, rtol=1e-7)


def test_logistic_is_what_calibration_says(sample):
    event, p, weight, person = sample
    found = validate.recalibrate(event, p, weights=weight, groups=person).parameters
    line = validate.calibration(event, p, weights=weight, groups=person)
    assert (found["intercept"], found["slope"]) == (line.intercept, line.slope)
    alone = validate.recalibrate(event, p, "intercept").parameters["intercept"]
    assert alone == validate.calibration(event, p).in_the_large


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 12), st.sampled_from([0.5, 1.0, 3.0])), min_size=4),
    st.lists(st.floats(0, 1), min_size=1, max_size=5),
)
def test_isotonic_against_scikit_learn(drawn, new):
    isotonic = pytest.importorskip("sklearn.isotonic")
    event, p, weight = (np.array(c, dtype=float) for c in zip((0, 3, 1.0), (1, 5, 1.0), *drawn, strict=True))
    p /= 12
    theirs = isotonic.IsotonicRegression(out_of_bounds="clip").fit(p, event, sample_weight=weight)
    ours = validate.recalibrate(event, p, "isotonic", weights=weight)
    at = np.r_[p, new]
    np.testing.assert_allclose(ours.predict(at), theirs.predict(at), atol=1e-12)
    np.testing.assert_allclose(np.sum(weight * ours.predict(p)), np.sum(weight * event), rtol=1e-12)
    assert np.isnan(ours.interval(at)).all()


def test_beta_is_the_calibration_of_scikit_learn_without_penalty(sample):
    """What the package betacal does: logistic regression on ln p and -ln(1 - p)."""
    linear = pytest.importorskip("sklearn.linear_model")
    event, p, weight, _ = sample
    columns = np.column_stack([np.log(p), -np.log1p(-p)])
    theirs = linear.LogisticRegression(C=np.inf, tol=1e-12, max_iter=10_000, solver="newton-cholesky")
    theirs.fit(columns, event, sample_weight=weight)
    ours = validate.recalibrate(event, p, "beta", weights=weight).parameters
    found = [ours[name].value for name in ("a", "b", "c")]
    np.testing.assert_allclose(found, [*theirs.coef_[0], theirs.intercept_[0]], rtol=1e-8)


def test_a_negative_slope_of_beta_is_held_at_zero():
    """The odds rise with p and fall again: b would be -1.5, and a alone carries what is left."""
    sm = pytest.importorskip("statsmodels.api")
    random = np.random.default_rng(6)
    p = random.uniform(0.02, 0.98, 2000)
    event = (random.random(2000) < 1 / (1 + np.exp(-(1 + 2 * np.log(p) + 1.5 * np.log1p(-p))))).astype(float)
    fit = validate.recalibrate(event, p, "beta").parameters
    assert (fit["b"].value, fit["b"].se) == (0, 0) and "held at 0" in fit["b"].note
    theirs = sm.GLM(event, sm.add_constant(np.log(p)), family=sm.families.Binomial()).fit(tol=1e-13)
    np.testing.assert_allclose([fit["c"].value, fit["a"].value], theirs.params, rtol=1e-8)
    event = (random.random(2000) < 1 - p).astype(float)
    upside_down = validate.recalibrate(event, p, "beta")
    np.testing.assert_allclose(upside_down.predict([0.1, 0.9]), event.mean(), rtol=1e-12)


@pytest.mark.parametrize("method", ["logistic", "isotonic"])
def test_nothing_is_left_to_correct(sample, method):
    event, p, weight, _ = sample
    fit = validate.recalibrate(event, p, method, weights=weight)
    again = validate.recalibrate(event, fit.predict(p), method, weights=weight, clip=1e-12)
    at = np.quantile(fit.predict(p), [0.1, 0.5, 0.9])
    np.testing.assert_allclose(again.predict(at), at, rtol=1e-6)


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.sampled_from(["intercept", "logistic", "beta", "isotonic"]))
def test_rows_in_another_order_and_absent_rows_do_not_matter(sample, seed, method):
    event, p, _, person = (column[:240] for column in sample)
    random = np.random.default_rng(seed)
    weight, order = random.choice([0.0, 1.0, 2.0], 240), random.permutation(240)
    order = order[weight[order] > 0]
    one = validate.recalibrate(event, p, method, weights=weight, groups=person)
    other = validate.recalibrate(event[order], p[order], method, weights=weight[order], groups=person[order])
    at = np.linspace(0, 1, 9)
    np.testing.assert_allclose(other.predict(at), one.predict(at), rtol=1e-8, atol=1e-13)
    np.testing.assert_allclose(other.interval(at), one.interval(at), rtol=1e-7, atol=1e-13)
    assert (np.diff(one.predict(at)) >= -1e-12).all()


def test_the_map_at_its_ends_and_for_missing_values(sample):
    event, p, *_ = sample
    for method in ("intercept", "logistic", "beta"):
        fit = validate.recalibrate(event, p, method)
        assert fit.predict([0, 1]).tolist() == [0, 1]
        assert np.isnan(fit.predict([np.nan, 0.5])).tolist() == [True, False]
        with pytest.raises(br.InvalidArgument, match=r"predicted is 1\.1"):
            fit.predict([1.1])
    with pytest.raises(br.InvalidArgument, match="clip"):
        validate.recalibrate([0, 1, 0, 1], [0, 0.5, 0.6, 1])
    assert validate.recalibrate([0, 1, 0, 1], [0, 0.5, 0.6, 1], "isotonic").predict([0.55]).tolist() == [0.5]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"method": "platt"}, br.InvalidArgument, "method is 'platt'"),
        ({"link": "probit"}, br.InvalidArgument, "link is 'probit'"),
        ({"event": [1, 1, 1, 1]}, br.InvalidArgument, "non-events"),
        ({"predicted": [0.3] * 4}, br.InvalidArgument, "only the intercept"),
        ({"event": [0, 0, 1, 1]}, br.NumericError, "separate"),
        ({"level": 0}, br.InvalidArgument, "level"),
        ({"weights": [1, 1]}, br.InvalidArgument, "weight"),
    ],
)
def test_bad_input_is_named(change, error, words):
    call = {"event": [0, 1, 0, 1], "predicted": [0.1, 0.2, 0.3, 0.4]}
    with pytest.raises(error, match=words):
        validate.recalibrate(**(call | change))


@pytest.fixture(scope="module")
def scored():
    """A model that is wrong for the people it scores: their log hazards differ half as much."""
    model = br.literature_model()
    random = np.random.default_rng(4)
    scores = model.score(br.simulate_cohort(n_people=400, n_days=120, seed=3), days="all")
    risk = scores["risk"]
    known = np.flatnonzero(np.isfinite(risk))[::10]
    truth = -np.expm1(-np.exp(-0.9 + 0.5 * np.log(-np.log1p(-risk[known]))))
    return model, scores, known, (random.random(len(known)) < truth).astype(float), truth


def test_a_recalibrated_model_has_the_line_in_its_coefficients(scored):
    model, scores, known, event, _ = scored
    fit = validate.recalibrate(event, scores["risk"][known], link="cloglog")
    new = model.recalibrated(fit, horizon_days=28)
    a, b = fit.parameters["intercept"].value, fit.parameters["slope"].value
    assert isinstance(new, br.risk.Model)
    assert (
        new.status
        == f"{model.status}; recalibrated (logistic) to {len(known)} rows with {event.sum():.0f} events"
    )
    np.testing.assert_allclose(new.mean(), b * model.mean(), rtol=1e-14)
    hazard = a + b * (model.log_daily_hazard + np.log(28)) - np.log(28)
    np.testing.assert_allclose(new.log_daily_hazard, hazard, rtol=1e-14)
    wanted = b**2 * model.covariance() + fit.parameters["slope"].se ** 2 * np.outer(
        model.mean(), model.mean()
    )
    np.testing.assert_allclose(new.covariance(), wanted, rtol=1e-12)
    variance = fit.covariance[0, 0] - fit.covariance[0, 1] ** 2 / fit.covariance[1, 1]
    np.testing.assert_allclose(new.setting_sd, np.sqrt(variance), rtol=1e-12)
    assert pickle.loads(pickle.dumps(new)) == new


def test_a_known_person_scores_as_the_line_says(scored):
    """All known: the log hazard moves along the line, and its variance gains that of the slope."""
    model, scores, known, event, _ = scored
    fit = validate.recalibrate(event, scores["risk"][known], link="cloglog")
    new = model.recalibrated(fit, horizon_days=28)
    factors = model.factors()
    middle = (np.maximum(factors["low"], -1e3) + np.minimum(factors["high"], 1e3)) / 2
    values = dict(zip(factors["name"].tolist(), middle.tolist(), strict=True))
    old, moved = model.assess_row(values), new.assess_row(values)
    slope = fit.parameters["slope"]
    np.testing.assert_allclose(moved.log_hazard, slope.value * old.log_hazard, rtol=1e-12)
    assert old.unknown_variance == moved.unknown_variance == 0
    for horizon in (1, 28):  # what lasts days acts less over weeks: the score over the horizon, from the risk
        old, moved = (one.assess_row(values, horizon_days=horizon) for one in (model, new))
        score, line = (
            np.log(-np.log1p(-one.risk)) - of.log_daily_hazard - np.log(horizon)
            for one, of in ((old, model), (moved, new))
        )
        np.testing.assert_allclose(line, slope.value * score, rtol=1e-9)
        variance = slope.value**2 * old.variance + (slope.se * score) ** 2
        np.testing.assert_allclose(moved.variance, variance, rtol=1e-9)


def test_a_second_pass_takes_out_what_the_unknown_leaves(scored):
    model, scores, known, event, _ = scored
    cohort = br.simulate_cohort(n_people=400, n_days=120, seed=3)
    first = model.recalibrated(validate.recalibrate(event, scores["risk"][known], link="cloglog"))
    risk = first.score(cohort, days="all")["risk"][known]
    second = first.recalibrated(validate.recalibrate(event, risk, "intercept", link="cloglog"))
    final = second.score(cohort, days="all")["risk"][known]
    off = [abs(np.log(event.mean() / one.mean())) for one in (scores["risk"][known], risk, final)]
    assert off[0] > 4 * off[1] and off[2] < 0.005
    assert abs(validate.calibration(event, final).slope.value - 1) < 0.1


@pytest.mark.parametrize("method", ["isotonic", "beta", "logistic"])
def test_a_wrapped_model_scores_through_the_map(scored, method):
    model, scores, known, event, _ = scored
    fit = validate.recalibrate(event, scores["risk"][known], method)
    new = model.recalibrated(fit, horizon_days=28)
    cohort = br.simulate_cohort(n_people=400, n_days=120, seed=3)
    found, old = new.score(cohort), model.score(cohort)
    least = 0.5 / len(known) if method == "isotonic" else 0

    def mapped(risk):
        return np.clip(fit.predict(risk), least, 1 - least)

    np.testing.assert_allclose(found["risk"], mapped(old["risk"]), rtol=1e-14)
    here = np.isfinite(old["risk"])
    assert (np.isfinite(found["risk"]) == here).all()
    assert (found["low"][here] <= found["risk"][here]).all() and (found["risk"] <= found["high"])[here].all()
    assert (found["low"][here] <= mapped(old["low"][here]) + 1e-12).all()
    assert found.status == new.status == f"{model.status}; {fit.describe()}" and old.status == model.status
    assert found.table["status"][0] == new.status and found.typical == fit.predict([old.typical])[0]
    one = new.assess_row({"previous_episode": 1})
    plain = model.assess_row({"previous_episode": 1})
    assert one.risk == mapped([plain.risk])[0] and 0 < one.low < 1 and one.status == new.status
    assert new.status in one.to_text()
    person = found.table.take(here).row(0)
    assert new.assess(cohort, person["person_id"], person["day"]).risk == pytest.approx(
        person["risk"], rel=1e-9
    )
    with pytest.raises(br.InvalidArgument, match="horizon_days is 7"):
        new.score(cohort, 7)


def test_a_falling_line_is_no_model(scored):
    model, scores, known, event, _ = scored
    fit = validate.recalibrate(1 - event, scores["risk"][known], link="cloglog")
    with pytest.raises(br.InvalidArgument, match="slope"):
        model.recalibrated(fit)
