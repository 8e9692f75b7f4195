"""Cox regression beside lifelines, statsmodels and scikit-survival on simulated rows with many ties."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import backrisk as br


def simulated(late: bool) -> dict[str, Any]:
    random = np.random.default_rng(17)
    n = 300
    x = random.normal(size=(n, 3))
    start = np.floor(4 * random.exponential(0.5, n)) if late else np.zeros(n)
    life = np.ceil(4 * random.exponential(np.exp(-x @ [0.5, -0.3, 0.0])))
    return {"X": x, "start": start, "stop": start + life, "event": (random.random(n) < 0.7).astype(float)}


@pytest.mark.parametrize("tied", [True, False])
def test_lifelines_with_strata_and_clusters(tied: bool) -> None:
    """Its robust errors leave ties out of the score residuals; R's, which ours equal to 1e-8, do not."""
    pd, lifelines = pytest.importorskip("pandas"), pytest.importorskip("lifelines")
    data, people = simulated(late=False), np.arange(300) // 3
    if not tied:
        data["stop"] = data["stop"] + np.random.default_rng(3).uniform(size=300)
    frame = pd.DataFrame(data["X"], columns=["a", "b", "c"])
    frame = frame.assign(stop=data["stop"], event=data["event"], group=people % 2, person=people)
    options: dict[str, Any] = {"fit_options": {"precision": 1e-12}}
    strata: dict[str, Any] = {"strata": ["group"]} if tied else {"cluster_col": "person"}
    frame = frame.drop(columns="person" if tied else "group")
    theirs = lifelines.CoxPHFitter().fit(frame, "stop", "event", **strata, **options)
    ours = br.fit.cox(**data, **({"strata": people % 2} if tied else {"clusters": people}))
    # lifelines stops some 1e-5 standard errors before the maximum, where our scores vanish.
    assert (np.abs(ours.coef - theirs.params_) < 1e-4 * ours.standard_error).all()
    np.testing.assert_allclose(ours.standard_error, theirs.standard_errors_, rtol=1e-4)
    np.testing.assert_allclose(ours.log_likelihood, theirs.log_likelihood_, rtol=1e-9)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_statsmodels_with_late_entry(ties: str) -> None:
    """statsmodels takes a row as at risk at its start; half a step of the grid mends it."""
    regression = pytest.importorskip("statsmodels.duration.hazard_regression")
    data = simulated(late=True)
    model = regression.PHReg(data["stop"], data["X"], status=data["event"], entry=data["start"] + 0.5, ties=ties)
    theirs, ours = model.fit(), br.fit.cox(**data, ties=ties)
    np.testing.assert_allclose(ours.coef, theirs.params, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(ours.standard_error, theirs.bse, rtol=1e-5)
    np.testing.assert_allclose(ours.log_likelihood, theirs.llf, rtol=1e-9)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_scikit_survival(ties: str) -> None:
    linear, util = pytest.importorskip("sksurv.linear_model"), pytest.importorskip("sksurv.util")
    data = simulated(late=False)
    outcome = util.Surv.from_arrays(data["event"] > 0, data["stop"])
    theirs = linear.CoxPHSurvivalAnalysis(ties=ties, tol=1e-12).fit(data["X"], outcome)
    np.testing.assert_allclose(br.fit.cox(**data, ties=ties).coef, theirs.coef_, rtol=1e-8)
