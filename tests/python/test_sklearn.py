"""scikit-learn's and scikit-survival's interfaces.

Oracles: scikit-learn's own conformance checks; its logistic regression with the same ridge; scikit-survival's
Cox model and concordance; `Model.assess_row` for the literature, bit for bit.
"""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

import backrisk as br

sklearn = pytest.importorskip("sklearn")
from sklearn.base import clone  # noqa: E402
from sklearn.calibration import CalibratedClassifierCV  # noqa: E402
from sklearn.compose import make_column_transformer  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.model_selection import cross_val_predict, cross_val_score  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402
from sklearn.utils.estimator_checks import parametrize_with_checks  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")


def cohort(n: int = 400, seed: int = 3) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 3))
    eta = x @ [0.8, -0.5, 0.0] - 0.3
    return x, (rng.random(n) < 1 / (1 + np.exp(-eta))).astype(int)


@parametrize_with_checks([br.sklearn.GLMClassifier(), br.sklearn.GLMClassifier(link="cloglog")])
def test_classifier_keeps_the_rules(estimator: Any, check: Any) -> None:
    check(estimator)


def test_classifier_is_the_logistic_regression_of_scikit_learn() -> None:
    x, y = cohort()
    ours = br.sklearn.GLMClassifier(prior=2.0).fit(x, y)
    theirs = LogisticRegression(C=0.5, tol=1e-10, max_iter=10_000).fit(x, y)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, rtol=1e-5)
    np.testing.assert_allclose(ours.intercept_, theirs.intercept_, rtol=1e-5)
    np.testing.assert_allclose(ours.predict_proba(x), theirs.predict_proba(x), rtol=1e-5)
    assert (ours.predict(x) == theirs.predict(x)).all()


def test_weights_are_repeated_rows_and_words_are_classes() -> None:
    x, y = cohort(60)
    words = np.where(y, "yes", "no")
    weights = np.arange(60) % 3
    weighted = br.sklearn.GLMClassifier().fit(x, words, sample_weight=weights)
    repeated = br.sklearn.GLMClassifier().fit(np.repeat(x, weights, axis=0), np.repeat(words, weights))
    np.testing.assert_allclose(weighted.coef_, repeated.coef_, rtol=1e-8)
    assert set(weighted.predict(x)) <= {"yes", "no"}


def test_pipeline_cross_validation_calibration_and_pickle() -> None:
    x, y = cohort()
    pipe = make_pipeline(StandardScaler(), br.sklearn.GLMClassifier())
    scores = cross_val_score(pipe, x, y, cv=5, scoring="roc_auc")
    assert np.isfinite(scores).all()
    assert scores.mean() > 0.65  # the truth separates with 0.74
    calibrated = CalibratedClassifierCV(br.sklearn.GLMClassifier(), cv=3).fit(x, y)
    assert calibrated.predict_proba(x).shape == (400, 2)
    again = pickle.loads(pickle.dumps(pipe.fit(x, y)))
    assert (again.predict_proba(x) == pipe.predict_proba(x)).all()
    assert clone(pipe.steps[1][1]).get_params() == pipe.steps[1][1].get_params()


# --- survival -------------------------------------------------------------------------------------------


def survival(n: int = 200, seed: int = 5) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2))
    time = np.ceil(rng.exponential(np.exp(-(x @ [0.7, -0.4])) * 30))  # ties
    end = rng.integers(5, 60, n).astype(float)
    y = np.empty(n, dtype=[("event", "?"), ("time", "f8")])
    y["event"], y["time"] = time <= end, np.minimum(time, end)
    return x, y


@pytest.mark.parametrize("ties", ["breslow", "efron"])
def test_survival_is_scikit_survivals(ties: str) -> None:
    linear = pytest.importorskip("sksurv.linear_model")
    metrics = pytest.importorskip("sksurv.metrics")
    x, y = survival()
    ours = br.sklearn.CoxSurvival(ties=ties).fit(x, y)
    theirs = linear.CoxPHSurvivalAnalysis(ties=ties, tol=1e-12).fit(x, y)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, rtol=1e-6)
    c = metrics.concordance_index_censored(y["event"], y["time"], ours.predict(x))[0]
    assert ours.score(x, y) == pytest.approx(c, abs=1e-12)
    if ties == "breslow":  # theirs has Breslow's baseline for both
        theirs_at = theirs.predict_survival_function(x[:5], return_array=True)
        at = ours.predict_survival_function(x[:5], theirs.unique_times_)
        np.testing.assert_allclose(at, theirs_at, rtol=1e-5)
        np.testing.assert_allclose(
            -np.log(at), ours.predict_cumulative_hazard_function(x[:5], theirs.unique_times_)
        )


def test_late_entry_is_that_of_the_fit() -> None:
    x, y = survival()
    start = np.minimum(y["time"] - 1, 3.0)
    late = np.empty(len(y), dtype=[("start", "f8"), ("event", "?"), ("time", "f8")])
    late["start"], late["event"], late["time"] = start, y["event"], y["time"]
    ours = br.sklearn.CoxSurvival().fit(x, late)
    direct = br.fit.cox(x, y["time"], y["event"], start)
    assert (ours.coef_ == direct.coef).all()


def test_survival_in_a_pipeline() -> None:
    x, y = survival()
    pipe = make_pipeline(StandardScaler(), br.sklearn.CoxSurvival())
    assert np.isfinite(cross_val_score(pipe, x, y, cv=4)).all()
    again = pickle.loads(pickle.dumps(pipe.fit(x, y)))
    assert (again.predict(x) == pipe.predict(x)).all()
    assert not hasattr(again.steps[1][1], "fit_")  # it holds rows


def test_survival_curves_are_those_of_the_fit() -> None:
    x, y = survival()
    ours = br.sklearn.CoxSurvival().fit(x, y)
    times = [0.0, 3.5, *ours.event_times_[:4], 1e6]
    direct = ours.fit_.predict_survival(x[:7], times)
    np.testing.assert_allclose(ours.predict_survival_function(x[:7], times), direct.survival, rtol=1e-12)
    assert ours.predict_survival_function(x[:7]).shape == (7, len(ours.event_times_))


@pytest.mark.parametrize(
    "y",
    [np.zeros(200), np.zeros(200, [("a", "f8"), ("b", "f8")]), None, np.zeros(3, [("e", "?"), ("t", "f8")])],
)
def test_another_outcome_raises(y: Any) -> None:
    with pytest.raises(ValueError, match=r"structured array|requires y|inconsistent numbers"):
        br.sklearn.CoxSurvival().fit(survival()[0], y)


# --- literature -----------------------------------------------------------------------------------------


def rows(n: int = 120, seed: int = 7) -> tuple[Any, Any]:
    pandas = pytest.importorskip("pandas")
    rng = np.random.default_rng(seed)
    x = pandas.DataFrame(
        {
            "previous_episode": rng.integers(0, 2, n).astype(float),
            "smoker": np.where(rng.random(n) < 0.2, np.nan, rng.integers(0, 2, n)),
            "sleep_hours": rng.normal(7, 1, n),
        }
    )
    risk = 0.1 + 0.3 * x["previous_episode"].to_numpy()
    return x, (rng.random(n) < risk).astype(int)


def test_literature_features_are_those_of_assess_row() -> None:
    x, y = rows()
    found = br.sklearn.LiteratureFeatures(horizon_days=90).fit_transform(x, y)
    model = br.literature_model()
    for k in range(len(x)):
        one = model.assess_row(x.iloc[k].to_dict(), 90)
        assert found[k].tolist() == [np.log(one.hazard_ratio), one.risk, one.coverage]


def test_literature_beside_own_columns_with_cross_validation() -> None:
    x, y = rows()
    names = list(br.sklearn.LiteratureFeatures().fit(x).get_feature_names_out())
    assert names == ["literature_log_hazard_ratio", "literature_risk", "literature_coverage"]
    both = make_column_transformer(
        (br.sklearn.LiteratureFeatures(), ["previous_episode", "smoker"]), remainder="passthrough"
    )
    pipe = make_pipeline(both, br.sklearn.GLMClassifier(prior=1.0))
    assert cross_val_predict(pipe, x, y, cv=3, method="predict_proba").shape == (120, 2)


def test_literature_classifier_is_calibrated_by_others() -> None:
    x, y = rows()
    model = br.sklearn.LiteratureClassifier().fit(x, y)
    assert (model.predict_proba(x)[:, 1] == br.literature_model().score_rows(x)["risk"]).all()
    assert set(model.predict(x)) <= {0, 1}
    calibrated = CalibratedClassifierCV(br.sklearn.LiteratureClassifier(), cv=3).fit(x, y)
    mean = calibrated.predict_proba(x)[:, 1].mean()
    assert abs(mean - y.mean()) < abs(model.predict_proba(x)[:, 1].mean() - y.mean())


def test_literature_needs_names() -> None:
    x, y = rows()
    with pytest.raises(br.InvalidArgument, match="frame whose columns are factors"):
        br.sklearn.LiteratureFeatures().fit(x.to_numpy(), y)
    with pytest.raises(ValueError, match="was fitted with"):
        br.sklearn.LiteratureFeatures().fit(x).transform(x[["smoker"]])
