"""Cox regression against R's survival 3.5-3, on public data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fit_reference import check_fit, columns, expected, lung, some, take, values

import backrisk as br
from backrisk import fit

TIES = ("efron", "breslow")
LUNG = ("age", "sex", "ph.ecog")
HEART = ("age", "year", "surgery", "transplant")
BACK = ("Duration", "Previous", "Radiation", "Onset", "Age", "Tampascale", "Pain", "Function")


def check_residuals(fit: Any, want: dict[str, Any], tolerance: float) -> None:
    np.testing.assert_allclose(fit.martingale_residuals()[:10], want["martingale_first10"], rtol=tolerance)
    np.testing.assert_allclose(fit.deviance_residuals()[:10], want["deviance_resid_first10"], rtol=tolerance)
    dfbeta = np.array(want["dfbeta_first3"])
    np.testing.assert_allclose(fit.dfbeta()[:3], dfbeta, rtol=tolerance, atol=tolerance * abs(dfbeta).max())
    test = fit.proportional_hazards("identity")
    np.testing.assert_allclose(test["chi_square"], values(want["zph"]["chisq"]), rtol=tolerance)
    np.testing.assert_allclose(test["p"], values(want["zph"]["p"]), rtol=tolerance)


def check_prediction(fit: Any, want: dict[str, Any], tolerance: float) -> None:
    people = {name: [row[name] for row in want["newdata"]] for name in fit.names}
    found = fit.predict_survival(people, want["times"])
    np.testing.assert_allclose(found.survival.T, want["surv"], rtol=tolerance)
    np.testing.assert_allclose(found.cumulative_hazard.T, want["cumhaz"], rtol=tolerance)
    np.testing.assert_allclose((found.survival * found.standard_error).T, want["std_err_surv"], rtol=tolerance)
    hazard = want["basehaz_centred_false"]
    baseline = fit.baseline()
    at = np.searchsorted(baseline["time"], hazard["time"], side="right") - 1
    np.testing.assert_allclose(baseline["cumulative_hazard"][at], hazard["hazard"], rtol=tolerance)


@pytest.mark.parametrize("ties", TIES)
def test_lung(shared: Path, ties: str) -> None:
    data, want = lung(shared), expected(shared, "coxph_lung")[ties]
    fit = br.fit.cox(some(data, *LUNG), data["time"], data["event"], ties=ties)
    check_fit(fit, want)
    check_residuals(fit, want, 1e-8)
    check_prediction(fit, want["prediction"], 1e-8)


def test_lung_strata_weights_offset(shared: Path) -> None:
    data, want = lung(shared), expected(shared, "coxph_lung_strata_weights_offset")
    time, event = data["time"], data["event"]
    check_fit(br.fit.cox(some(data, "age", "ph.ecog"), time, event, strata=data["sex"]), want["strata"])
    rows = np.arange(len(time))
    weights = np.array([1, 2, 0.5])[rows % 3]
    fit = br.fit.cox(some(data, *LUNG), time, event, weights=weights, clusters=rows)
    check_fit(fit, want["weights"])
    fit = br.fit.cox(some(data, "age", "sex"), time, event, offset=0.3 * data["ph.ecog"])
    check_fit(fit, want["offset"])


@pytest.mark.parametrize("ties", TIES)
def test_heart_start_stop(shared: Path, ties: str) -> None:
    data, want = columns(shared, "surv_heart"), expected(shared, "coxph_heart_startstop")[ties]
    fit = br.fit.cox(some(data, *HEART), data["stop"], data["event"], start=data["start"], ties=ties)
    check_fit(fit, want)
    check_residuals(fit, want, 1e-8)


def test_heart_path(shared: Path) -> None:
    data, want = columns(shared, "surv_heart"), expected(shared, "coxph_heart_path_prediction")
    fit = br.fit.cox(some(data, *HEART), data["stop"], data["event"], start=data["start"])
    path = {name: [row[name] for row in want["path"]] for name in (*HEART, "start", "stop", "id")}
    found = fit.predict_survival(
        some(path, *HEART), want["times"], start=path["start"], stop=path["stop"], path=path["id"]
    )
    np.testing.assert_allclose(found.survival[0], want["surv"], rtol=1e-8)
    np.testing.assert_allclose(found.cumulative_hazard[0], want["cumhaz"], rtol=1e-8)
    error = (found.survival * found.standard_error)[0]
    np.testing.assert_allclose(error[:2], want["std_err"][:2], rtol=1e-8)
    # After the covariates change, R's error is about that of a person who always had the new ones; ours is
    # the delta method along the path, here with derivatives by finite differences.
    assert (error[2:] < np.array(want["std_err"])[2:]).all()
    np.testing.assert_allclose(found.standard_error[0], path_error(data, fit, path, want["times"]), rtol=1e-6)


def path_error(data: dict[str, Any], fit: Any, path: dict[str, Any], times: list[float]) -> Any:
    """Standard error of H along a path: Var H = sum exp(2 eta) v + (dH/dbeta)' V (dH/dbeta)."""
    x = np.column_stack([data[name] for name in HEART])
    rows = np.column_stack([path[name] for name in HEART])

    def sums(beta: Any, power: int) -> Any:
        risk, total = np.exp(x @ beta), np.zeros(len(times))
        for t in np.unique(data["stop"][data["event"] == 1]):
            dead = (data["stop"] == t) & (data["event"] == 1)
            at_risk = risk[(data["start"] < t) & (t <= data["stop"])].sum()
            terms = at_risk - np.arange(dead.sum()) / dead.sum() * risk[dead].sum()
            now = (np.array(path["start"]) < t) & (t <= np.array(path["stop"]))
            if now.any():
                total += (np.array(times) >= t) * np.exp(power * (rows[now] @ beta)) * (terms**-power).sum()
        return total

    step = 1e-5 * np.sqrt(np.diag(fit.covariance))
    moved = [np.where(np.arange(len(step)) == k, step, 0) for k in range(len(step))]
    slope = np.array([(sums(fit.coef + d, 1) - sums(fit.coef - d, 1)) / (2 * d.sum()) for d in moved])
    return np.sqrt(sums(fit.coef, 2) + np.einsum("kt,kl,lt->t", slope, fit.covariance, slope))


def test_heart_split_intervals(shared: Path) -> None:
    data, want = columns(shared, "surv_heart"), expected(shared, "coxph_heart_interval_split_invariance")
    middle = (data["start"] + data["stop"]) / 2
    start, stop = np.r_[data["start"], middle], np.r_[middle, data["stop"]]
    event = np.r_[0 * data["event"], data["event"]]
    twice = {name: np.r_[data[name], data[name]] for name in HEART}
    check_fit(br.fit.cox(twice, stop, event, start=start), want)


@pytest.mark.parametrize("ties", TIES)
def test_andersen_gill_cgd(shared: Path, ties: str) -> None:
    data, want = columns(shared, "surv_cgd"), expected(shared, "ag_cgd_robust")[ties]
    data["trt"] = (data["treat"] != "placebo").astype(float)
    fit = br.fit.cox(
        some(data, "trt", "age", "steroids"),
        data["tstop"],
        data["status"],
        start=data["tstart"],
        clusters=data["id"],
        ties=ties,
    )
    check_fit(fit, want)


def test_prentice_williams_peterson_cgd(shared: Path) -> None:
    data, want = columns(shared, "surv_cgd"), expected(shared, "pwp_cgd")
    data["trt"] = (data["treat"] != "placebo").astype(float)
    x, event = some(data, "trt", "age"), data["status"]
    by = {"strata": np.minimum(data["enum"], 3), "clusters": data["id"]}
    check_fit(br.fit.cox(x, data["tstop"], event, start=data["tstart"], **by), want["PWP_CP"])
    check_fit(br.fit.cox(x, data["tstop"] - data["tstart"], event, **by), want["PWP_GT"])


def test_football_injuries(shared: Path) -> None:
    data, want = columns(shared, "inj_football_ag"), expected(shared, "ag_football_injuries")
    fit = br.fit.cox(
        some(data, "log_prev1"), data["stop"], data["status"], start=data["start"], clusters=data["pid"]
    )
    check_fit(fit, want)


@pytest.mark.parametrize("ties", TIES)
def test_low_back_pain(shared: Path, ties: str) -> None:
    data, want = columns(shared, "back_psfmi_lbpmicox"), expected(shared, "coxph_lbp_imp1")[ties]
    data = take(data, data["Impnr"] == 1)
    fit = br.fit.cox(some(data, *BACK), data["Time"], data["Status"], ties=ties)
    check_fit(fit, want)
    check_residuals(fit, want, 1e-8)
    check_prediction(fit, want["prediction"], 1e-8)


@pytest.mark.parametrize("ties", TIES)
def test_lung_in_months(shared: Path, ties: str) -> None:
    data, want = lung(shared), expected(shared, "coxph_lung_months_ties")[ties]
    fit = br.fit.cox(some(data, *LUNG), np.ceil(data["time"] / 30.4375), data["event"], ties=ties)
    check_fit(fit, want, 1e-7)
    check_residuals(fit, want, 1e-7)


def test_ridge_lung(shared: Path) -> None:
    """Ridge is a Gaussian prior; glmnet 4.1 itself is 2e-4 off this optimum, as the reference says."""
    data, want = lung(shared), expected(shared, "ridge_enet_cox_lung")
    x = np.column_stack([data[name] for name in LUNG])
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    for case in want["ridge"]:
        fit = br.fit.cox(x, data["time"], data["event"], ties="breslow", prior=case["lambda"])
        np.testing.assert_allclose(fit.coef, values(case["coef"]), rtol=1e-6)
        np.testing.assert_allclose(fit.log_likelihood, case["loglik"], rtol=1e-9)
        np.testing.assert_allclose(fit.log_posterior, case["penalised_loglik"], rtol=1e-9)


def test_terms_of_several_columns(shared: Path) -> None:
    """cox.zph(coxph(Surv(time, status) ~ age + factor(ph.ecog) + sex)) where ph.ecog < 3, survival 3.5-3."""
    data = lung(shared)
    data = take(data, data["ph.ecog"] < 3)
    x = {"age": data["age"], "ecog1": data["ph.ecog"] == 1, "ecog2": data["ph.ecog"] == 2, "sex": data["sex"]}
    ours = fit.cox(x, data["time"], data["event"])
    want = {
        "km": [0.163373151450391, 2.8713407117643, 2.439881522608116, 4.991882689865651],
        "identity": [0.140366934178558, 2.450305908334321, 2.650228071929044, 4.570362528521827],
    }
    for transform, chi_square in want.items():
        table = ours.proportional_hazards(transform, {"ecog": ["ecog1", "ecog2"]})  # type: ignore[arg-type]
        assert table["term"].tolist() == ["age", "ecog", "sex", "all"]
        assert table["degrees"].tolist() == [1, 2, 1, 4]
        np.testing.assert_allclose(table["chi_square"], chi_square, rtol=1e-8)
    for terms in ({"a": ["height"]}, {"a": ["age"], "b": ["age"]}, {"a": []}):
        with pytest.raises(br.InvalidArgument, match="must be one of age, ecog1, ecog2, sex, and in one term"):
            ours.proportional_hazards(terms=terms)


def test_concordance_within_strata(shared: Path) -> None:
    """concordance(coxph(Surv(time, status) ~ age + ph.ecog + strata(sex), lung)), survival 3.5-3."""
    data = lung(shared)
    ours = fit.cox(some(data, "age", "ph.ecog"), data["time"], data["event"], strata=data["sex"])
    assert ours.concordance() == pytest.approx(0.605849182834751, rel=1e-12)
