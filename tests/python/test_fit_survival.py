"""Kaplan-Meier and Nelson-Aalen against R's survfit, and what must not matter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fit_reference import columns, expected
from hypothesis import given, settings
from hypothesis import strategies as st

import backrisk as br


def check(curve: br.fit.SurvivalCurve, want: dict[str, Any], scale: str) -> None:
    times = sorted(set(want["time"]))
    found = curve.at(times, scale=scale)
    names = {
        "survival": "surv",
        "standard_error": "std_err",
        "low": "lower",
        "high": "upper",
        "cumulative_hazard": "cumhaz",
        "hazard_error": "std_chaz",
    }
    for ours, theirs in names.items():
        np.testing.assert_allclose(found[ours], want[theirs], rtol=1e-8, err_msg=ours)
    table = dict(zip(want["table"]["names"], np.array(want["table"]["matrix"], dtype=float).T, strict=True))
    mean = curve.mean_until(want["rmean_tau"])
    np.testing.assert_allclose(mean["mean"], table["rmean"], rtol=1e-8)
    np.testing.assert_allclose(mean["standard_error"], table["se(rmean)"], rtol=1e-8)
    rows = curve.table()
    events = [rows["events"][rows["group"] == group].sum() for group in curve.groups]
    np.testing.assert_allclose(events, table["events"])


@pytest.mark.parametrize(("block", "scale"), [("plain", "plain"), ("log", "log"), ("loglog", "log_log")])
def test_lung_by_sex(shared: Path, block: str, scale: str) -> None:
    data = columns(shared, "surv_lung")
    curve = br.fit.kaplan_meier(data["time"], data["status"] == 2, groups=data["sex"])
    check(curve, expected(shared, "km_lung_by_sex")[block], scale)


def test_heart_with_late_entry(shared: Path) -> None:
    data = columns(shared, "surv_heart")
    curve = br.fit.kaplan_meier(data["stop"], data["event"], start=data["start"], groups=data["transplant"])
    check(curve, expected(shared, "km_heart_lefttrunc"), "log")


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.sampled_from([0.25, 8.0]))
def test_order_unit_and_splits_do_not_matter(seed: int, unit: float) -> None:
    random = np.random.default_rng(seed)
    stop, event = random.integers(1, 9, 30).astype(float), random.integers(0, 2, 30).astype(float)
    event[0] = 1
    times = np.arange(1.0, 9)
    one = br.fit.kaplan_meier(stop, event).at(times)
    order = random.permutation(30)
    other = br.fit.kaplan_meier(unit * stop[order], event[order]).at(unit * times)
    split = br.fit.kaplan_meier(
        np.r_[stop / 2, stop], np.r_[0 * event, event], start=np.r_[0 * stop - 1, stop / 2]
    ).at(times)
    for name in ("survival", "standard_error", "cumulative_hazard", "low", "high"):
        np.testing.assert_allclose(one[name], other[name], rtol=1e-12)
        np.testing.assert_allclose(one[name], split[name], rtol=1e-12)


def test_baseline_of_a_model_without_covariates_is_nelson_aalen() -> None:
    stop, event = [2.0, 3, 3, 5, 8], [1, 1, 0, 1, 0]
    fit = br.fit.cox(np.empty((5, 0)), stop, event, ties="breslow")
    curve = br.fit.kaplan_meier(stop, event).table()
    np.testing.assert_allclose(fit.baseline()["cumulative_hazard"], curve["cumulative_hazard"], rtol=1e-14)


def test_bad_input() -> None:
    with pytest.raises(br.InvalidArgument, match="stop, row 2 is nan"):
        br.fit.kaplan_meier([1, float("nan")], [1, 1])
    with pytest.raises(br.InvalidArgument, match="scale"):
        br.fit.kaplan_meier([1, 2], [1, 1]).at([1], scale="logit")
    with pytest.raises(br.InvalidArgument, match="level"):
        br.fit.kaplan_meier([1, 2], [1, 1]).at([1], level=1.5)
    with pytest.raises(br.InvalidArgument, match="until"):
        br.fit.kaplan_meier([1, 2], [1, 1]).mean_until(-1)
