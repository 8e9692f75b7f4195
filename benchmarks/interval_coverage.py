"""How often do the 95 % intervals of `backrisk.validate` hold the truth?

Simulated worlds whose truth is known from two million rows; a table of coverage for each measure, with the
error of the simulation. Run: python benchmarks/interval_coverage.py [replicates]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from backrisk import validate

LARGE = 2_000_000
LEVEL = 0.95
Sample = dict[str, Any]
Measured = dict[str, tuple[float, float, float]]
"""(value, low, high) by name"""


def independent(random: np.random.Generator, size: int) -> Sample:
    """Predictions too extreme by half, a worse marker beside them, a group that is calibrated worse."""
    eta = random.normal(-1.2, 1, size)
    group = random.integers(0, 2, size)
    p = 1 / (1 + np.exp(-(0.2 + 1.5 * eta - 0.3 * group)))
    worse = 1 / (1 + np.exp(-(eta + random.normal(0, 1, size))))
    event = (random.random(size) < 1 / (1 + np.exp(-eta))).astype(float)
    return {"event": event, "p": p, "worse": worse, "group": np.where(group == 1, "b", "a"), "groups": None}


def persons(random: np.random.Generator, size: int) -> Sample:
    """The same, five rows a person, whose level and whose rows' group are their own."""
    person = np.repeat(np.arange(size // 5), 5)
    own = random.normal(0, 1, size // 5)[person]
    drawn = independent(random, size)
    eta = -1.2 + own + random.normal(0, 0.3, size)
    drawn["p"] = 1 / (1 + np.exp(-(0.2 + 1.5 * (eta - 0.4 * own))))
    drawn["worse"] = 1 / (1 + np.exp(-(eta + random.normal(0, 1, size))))
    drawn["event"] = (random.random(size) < 1 / (1 + np.exp(-eta))).astype(float)
    return drawn | {"groups": person}


def of_probabilities(at: Sample) -> Measured:
    event, p, groups = at["event"], at["p"], at["groups"]
    with_groups = {"groups": groups}
    line = validate.calibration(event, p, **with_groups)
    found = {
        "AUC": validate.auc(event, p, **with_groups),
        "difference of AUCs": validate.auc_test(event, p, at["worse"], **with_groups).difference,
        "Brier": validate.brier(event, p, **with_groups),
        "scaled Brier": validate.scaled_brier(event, p, **with_groups),
        "log loss": validate.log_loss(event, p, **with_groups),
        "O:E": line.observed_expected,
        "calibration in the large": line.in_the_large,
        "calibration intercept": line.intercept,
        "calibration slope": line.slope,
    }
    out = {name: (one.value, one.low, one.high) for name, one in found.items()}
    curve = validate.decision_curve(event, p, [0.3], **with_groups)
    for name, key in (("net benefit", "net_benefit"), ("standardised net benefit", "standardised")):
        out[name] = tuple(float(curve[key + end][0]) for end in ("", "_low", "_high"))
    metrics = ["auc", "brier", "slope", "observed_expected", "sensitivity"]
    table = validate.subgroups(event, p, by=at["group"], metrics=metrics, threshold=0.3, clusters=groups)
    for row in map(table.row, range(len(metrics))):
        ends = (row["difference"], row["difference_low"], row["difference_high"])
        out[f"difference between groups: {row['metric']}"] = ends
    fit = validate.recalibrate(event, p, "beta", groups=groups)
    low, high = fit.interval([0.3])
    out["beta recalibration of 0.3"] = float(fit.predict([0.3])[0]), float(low[0]), float(high[0])
    return out


def times(random: np.random.Generator, size: int) -> Sample:
    """Exponential times, a third lost before; predictions a little too extreme."""
    x = random.normal(size=size)
    when, lost = random.exponential(4 * np.exp(-0.8 * x)), random.exponential(9, size)
    risk = -np.expm1(-0.25 * np.exp(x) * 3)
    return {"stop": np.minimum(when, lost), "event": when <= lost, "x": x, "risk": risk, "when": when}


def of_times(at: Sample) -> Measured:
    point = validate.time_dependent(at["risk"], at["stop"], at["event"], 3)[0]
    uno = validate.concordance(at["x"], at["stop"], at["event"], method="uno", until=6).c
    found = {"C of Uno to 6": uno, "Brier at 3": point.brier, "AUC at 3": point.auc}
    return {name: (one.value, one.low, one.high) for name, one in found.items()}


def coverage(
    world: Callable[[np.random.Generator, int], Sample],
    measured: Callable[[Sample], Measured],
    size: int,
    replicates: int,
) -> Iterator[tuple[str, float]]:
    """(measure, share of intervals that hold the value of the large sample)"""
    random = np.random.default_rng(20)
    truth = {name: value for name, (value, _, _) in measured(world(random, LARGE)).items()}
    held = dict.fromkeys(truth, 0)
    for _ in range(replicates):
        for name, (_, low, high) in measured(world(random, size)).items():
            held[name] += low <= truth[name] <= high
    for name, count in held.items():
        yield name, count / replicates


def main() -> None:
    replicates = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    error = 100 * np.sqrt(LEVEL * (1 - LEVEL) / replicates)
    print(
        f"Share of 95 % intervals that hold the truth, {replicates} samples (+- {error:.1f} points, one SD)\n"
    )
    cases = (
        ("500 rows", independent, of_probabilities, 500),
        ("100 persons with 5 rows", persons, of_probabilities, 500),
        ("500 persons, censored", times, of_times, 500),
    )
    for title, world, measured, size in cases:
        print(f"| {title} | coverage |\n|---|---|")
        for name, share in coverage(world, measured, size, replicates):
            print(f"| {name} | {100 * share:.1f} % |")
        print()


if __name__ == "__main__":
    main()
