"""Shared frailty against R's coxph(... + frailty(id)), and against its own likelihood."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fit_reference import columns, expected, some, take, values

import backrisk as br


def rats(shared: Path) -> dict[str, Any]:
    data = columns(shared, "surv_rats")
    return take(data, data["sex"] == "f")


def kidney(shared: Path) -> dict[str, Any]:
    data = columns(shared, "surv_kidney")
    for disease in ("GN", "Other", "PKD"):
        data[disease] = (data["disease"] == disease).astype(float)
    return data


KIDNEY = ("age", "sex", "GN", "Other", "PKD")


def check_maximum(fit: Any, people: Any, law: str) -> None:
    """Both scores are zero: of beta, and of each person's frailty given his events and his hazard."""
    scores = fit.score_residuals().sum(axis=0)
    assert np.abs(scores * np.sqrt(np.diag(fit.covariance))).max() < 1e-8
    extra = np.array([fit.martingale_residuals()[people == one].sum() for one in fit.frailty.person])
    omega = fit.frailty.log_frailty
    pull = np.exp(omega) - 1 if law == "gamma" else omega
    np.testing.assert_allclose(pull / fit.frailty.variance, extra, rtol=0, atol=1e-8)


def check_fixed(fit: Any, want: dict[str, Any], tolerance: float) -> None:
    assert fit.converged
    found = fit.frailty
    np.testing.assert_allclose(fit.coef, values(want["coef"]), rtol=tolerance)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.covariance)), want["se"], rtol=tolerance)
    # What the reference calls penalised is the partial likelihood at the penalised estimate.
    np.testing.assert_allclose(fit.log_likelihood, want["penalised_loglik"], rtol=1e-6)
    np.testing.assert_allclose(found.log_frailty[:5], want["log_frailty_first5"], rtol=tolerance, atol=1e-7)
    if want["integrated_loglik"] is not None:
        np.testing.assert_allclose(found.integrated, want["integrated_loglik"], rtol=1e-9)


@pytest.mark.parametrize("case", range(3))
@pytest.mark.parametrize(
    ("block", "ties", "law"),
    [("efron", "efron", "gamma"), ("breslow", "breslow", "gamma"), ("gaussian_efron", "efron", "gaussian")],
)
def test_rats_at_a_given_variance(shared: Path, block: str, ties: str, law: str, case: int) -> None:
    data, want = rats(shared), expected(shared, "frailty_gamma_rats")[block]["fixed_theta"][case]
    fit = br.fit.cox(
        some(data, "rx"),
        data["time"],
        data["status"],
        ties=ties,
        frailty=data["litter"],
        frailty_law=law,
        frailty_variance=want["theta"],
    )
    check_fixed(fit, want, 1e-6)
    check_maximum(fit, data["litter"], law)


@pytest.mark.parametrize("case", range(3))
def test_kidney_at_a_given_variance(shared: Path, case: int) -> None:
    data, want = kidney(shared), expected(shared, "frailty_gamma_kidney_disease")["fixed_theta"][case]
    fit = br.fit.cox(
        some(data, *KIDNEY), data["time"], data["status"], frailty=data["id"], frailty_variance=want["theta"]
    )
    # R stops up to 2e-5 short of the maximum here: `check_maximum` holds of ours.
    check_fixed(fit, want, 1e-4)
    check_maximum(fit, data["id"], "gamma")


@pytest.mark.parametrize(
    ("block", "ties", "law"),
    [("efron", "efron", "gamma"), ("breslow", "breslow", "gamma"), ("gaussian_efron", "efron", "gaussian")],
)
def test_rats_estimated(shared: Path, block: str, ties: str, law: str) -> None:
    data, want = rats(shared), expected(shared, "frailty_gamma_rats")[block]["estimated"]
    fit = br.fit.cox(
        some(data, "rx"), data["time"], data["status"], ties=ties, frailty=data["litter"], frailty_law=law
    )
    assert fit.converged
    np.testing.assert_allclose(fit.frailty.variance, want["theta"], rtol=1e-3)
    np.testing.assert_allclose(fit.coef, values(want["coef"]), rtol=1e-3)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.covariance)), want["se"], rtol=1e-3)
    if law == "gamma":
        assert fit.frailty.integrated >= want["integrated_loglik"] - 1e-9


def test_kidney_without_frailty_left(shared: Path) -> None:
    """With disease in the model nothing is left between patients: the variance is at its bound."""
    data, want = kidney(shared), expected(shared, "frailty_gamma_kidney_disease")["estimated"]
    fit = br.fit.cox(some(data, *KIDNEY), data["time"], data["status"], frailty=data["id"])
    assert fit.frailty.variance == 0
    np.testing.assert_allclose(fit.coef, values(want["coef"]), rtol=1e-3)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.covariance)), want["se"], rtol=1e-3)
    np.testing.assert_allclose(fit.frailty.integrated, want["integrated_loglik"], rtol=1e-6)
