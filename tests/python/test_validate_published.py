"""Validation measures against reference results of R: pROC, rms, riskRegression, survival, metafor.

Oracle: results of those packages on public data, with the tolerance they were stored with; skipped where the
files are not at hand.
"""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from backrisk import validate


def reference(shared: Path, name: str) -> dict:
    path = shared / "reference" / "stats" / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"{path.name} is not at hand")
    return json.loads(path.read_text("utf-8"))


def table(shared: Path, name: str) -> dict[str, np.ndarray]:
    path = shared / "data" / "stats" / f"{name}.csv"
    if not path.is_file():
        pytest.skip(f"{path.name} is not at hand")
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {column: np.array([row[column] for row in rows]) for column in rows[0]}


def numbers(column: np.ndarray) -> np.ndarray:
    return np.array([np.nan if v == "NA" else float(v) for v in column])


def agree(ours, theirs, tolerance):
    np.testing.assert_allclose(ours, theirs, rtol=tolerance)


@pytest.fixture
def bleeding(shared):
    """Turck 2010, doi:10.1007/s00134-009-1641-y: outcome after aneurysmal subarachnoid haemorrhage."""
    rows = table(shared, "roc_aSAH")
    markers = {name: numbers(rows[name]) for name in ("s100b", "wfns", "ndka")}
    return rows["outcome"] == "Poor", markers, rows["gender"]


def test_delong(shared, bleeding):
    event, markers, _ = bleeding
    expected = reference(shared, "delong_aSAH")
    tolerance, result = expected["tolerance_rel"], expected["result"]
    for name, marker in markers.items():
        ours = validate.auc(event, marker)
        theirs = result[name]
        agree(
            [ours.value, ours.se**2, ours.se], [theirs["auc"], theirs["var_delong"], theirs["se"]], tolerance
        )
        agree([ours.low, ours.high], theirs["ci95"], tolerance)
    for other in ("ndka", "wfns"):
        theirs = result[f"test_s100b_vs_{other}"]
        ours = validate.auc_test(event, markers["s100b"], markers[other])
        agree([ours.statistic, ours.p], [theirs["statistic"], theirs["p"]], tolerance)
        agree(ours.covariance, theirs["cov"], tolerance)


def test_delong_unpaired(shared, bleeding):
    event, markers, gender = bleeding
    expected = reference(shared, "delong_aSAH_unpaired")
    tolerance, result = expected["tolerance_rel"], expected["result"]
    male, marker = gender == "Male", markers["s100b"]
    ours = validate.auc_test(event[male], marker[male], marker[~male], other_event=event[~male])
    for one, theirs in ((ours.first, result["male"]), (ours.second, result["female"])):
        agree(
            [one.value, one.se, one.low, one.high], [theirs["auc"], theirs["se"], *theirs["ci95"]], tolerance
        )
    test = result["test"]
    agree([ours.statistic, ours.p, ours.df], [test["statistic"], test["p"], test["df"]], tolerance)


@pytest.fixture(params=["vertebral", "czech"])
def predictions(shared, request):
    rows = table(shared, f"calib_{request.param}_test")
    expected = reference(shared, f"calibration_{request.param}")
    return numbers(rows["y"]), numbers(rows["p"]), expected["result"], expected["tolerance_rel"]


def test_accuracy(predictions):
    event, p, result, tolerance = predictions
    agree(validate.brier(event, p).value, result["brier"], tolerance)
    agree(validate.scaled_brier(event, p).value, result["brier_scaled"], tolerance)
    agree(validate.log_loss(event, p).value, result["log_loss"], tolerance)
    agree(validate.auc(event, p).value, result["auc"], tolerance)
    agree(validate.spiegelhalter_z(event, p), result["spiegelhalter_z"], tolerance)
    agree(validate.r_squared(event, p)["nagelkerke"], result["val_prob"]["R2"], tolerance)


def test_calibration(predictions):
    event, p, result, tolerance = predictions
    ours = validate.calibration(event, p)
    assert (ours.rows, ours.events) == (result["n"], result["events"])
    agree(ours.mean_predicted, result["mean_p"], tolerance)
    agree(ours.observed_expected.value, result["OE"], tolerance)
    agree(ours.in_the_large.value, result["calibration_in_the_large"], tolerance)
    agree(ours.in_the_large.se, result["cil_se"], tolerance)
    agree([ours.intercept.value, ours.slope.value], [result["intercept"], result["slope"]], tolerance)
    agree([ours.intercept.se, ours.slope.se], [result["intercept_se"], result["slope_se"]], tolerance)
    agree(ours.unreliability, result["val_prob"]["U:Chi-sq"], tolerance)


def test_loess(predictions):
    event, p, result, _ = predictions
    ours = validate.calibration_curve(event, p)
    for name in ("ici", "e50", "e90", "emax"):
        theirs = result[f"{'ICI_loess' if name == 'ici' else name.capitalize()}_direct"]
        agree(getattr(ours, name), theirs, 1e-6)  # the tolerance of the reference for direct loess


def test_groups(predictions):
    """Hosmer-Lemeshow's statistic from the groups."""
    event, p, result, tolerance = predictions
    bins = validate.calibration_groups(event, p)
    expected = bins["mean_predicted"] * bins["rows"]
    assert bins["rows"].tolist() == result["HL_groups"]["N"]
    assert bins["events"].tolist() == result["HL_groups"]["O"]
    agree(expected, result["HL_groups"]["E"], tolerance)
    spread = expected * (1 - expected / bins["rows"])
    agree(np.sum((bins["events"] - expected) ** 2 / spread), result["HL_deciles_chisq"], tolerance)


def test_net_benefit(predictions):
    event, p, result, tolerance = predictions
    theirs = {name: [row[name] for row in result["net_benefit"]] for name in result["net_benefit"][0]}
    ours = validate.decision_curve(event, p, theirs["threshold"])
    for name, other in (
        ("net_benefit", "net_benefit"),
        ("treat_all", "treat_all"),
        ("standardised", "standardised"),
        ("avoided_per_100", "interventions_avoided_per100"),
    ):
        agree(ours[name], theirs[other], tolerance)
    counts = validate.threshold_table(event, p, theirs["threshold"], people=len(event))
    agree(counts["true_positives"], theirs["tp"], 1e-15)
    agree(counts["false_positives"], theirs["fp"], 1e-15)
