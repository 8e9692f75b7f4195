"""Spine measures beside the peers that can be installed, in one interleaved run.

Work: 10^6 rows, one thread. Peers: pyergo (LiFFT damage), and numpy by hand for the lifting equation, which
no installable package computes (`ergonomics-metrics`, the nearest by name, has OWAS and REBA only). Limit: a
copy of the output.

    pip install pyergo && python benchmarks/peers/spine_peers.py
"""

from __future__ import annotations

import platform
from collections.abc import Callable

import numpy as np
from turns import fastest

from backrisk import spine

ROWS = 1_000_000


def lifting_by_hand(task: dict[str, np.ndarray]) -> np.ndarray:
    """RWL in numpy for frequencies that need no table (FM = 1, good coupling): less work than ours."""
    hm = np.where(task["horizontal"] > 63, 0, 25 / np.maximum(task["horizontal"], 25))
    vm = np.where(task["vertical"] > 175, 0, 1 - 0.003 * np.abs(task["vertical"] - 75))
    dm = np.where(task["distance"] > 175, 0, 0.82 + 4.5 / np.maximum(task["distance"], 25))
    am = np.where(task["asymmetry"] > 135, 0, 1 - 0.0032 * task["asymmetry"])
    return np.asarray(task["load"] / (23 * hm * vm * dm * am))


def main() -> None:
    random = np.random.default_rng(1)
    force, cycles = random.uniform(500, 8000, ROWS), random.uniform(1, 50, ROWS)
    task = {
        "load": random.uniform(1, 30, ROWS),
        "horizontal": random.uniform(25, 60, ROWS),
        "vertical": random.uniform(0, 170, ROWS),
        "distance": random.uniform(20, 170, ROWS),
        "asymmetry": random.uniform(0, 130, ROWS),
    }
    work: dict[str, Callable[[], object]] = {
        "copy of one column": lambda: force.copy(),
        "damage, backrisk": lambda: spine.fatigue_damage(force, cycles),
        "lifting equation, backrisk, 12 columns": lambda: spine.niosh(**task),
        "lifting index, numpy by hand, 1 column": lambda: lifting_by_hand(task),
    }
    try:
        from pyergo.damage_models.lifft import LiFFT  # type: ignore[import-not-found]
    except ImportError:
        print("pyergo is not installed: pip install pyergo")
    else:
        model = LiFFT()
        work["damage, pyergo, vectorised"] = lambda: cycles * model.rate_function(0.0, force)
        work["damage over time, pyergo simulate, x 0.01"] = lambda: model.simulate(
            force[: ROWS // 100], dt=1e-9
        )
    print(f"{platform.processor() or platform.machine()}, {ROWS} rows, ns a row")
    for name, seconds in fastest(work).items():
        print(f"{name:45s} {seconds / ROWS * 1e9:8.2f}")


if __name__ == "__main__":
    main()
