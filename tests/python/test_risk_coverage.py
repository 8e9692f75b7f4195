"""Coverage: in drawn worlds, how often the interval holds the truth.

A world is a draw of the coefficients from their law and of people from the population, all of them known to
the world and some hidden from the model. Oracle: the truth of the world, by the formula of the hazard in numpy.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import backrisk as br

MODEL = br.literature_model()
HORIZON = 28
NAMES = MODEL.factor_names
FACTORS = MODEL._core.schema.factors()
ACTING = np.minimum(1.0, MODEL.factors()["persistence_days"] / HORIZON)
MEAN = MODEL.mean() * ACTING
LEVEL = 0.9
PARENTS = {"previous_episode": ("recency_days", "many_episodes"), "female": ("vertebral_fracture_women",)}


def root(v: Any) -> Any:
    values, vectors = np.linalg.eigh(v)
    return vectors * np.sqrt(np.clip(values, 0, None))


HALF = root(MODEL.covariance()) * 1.0
OMEGA = MODEL.population_covariance()


def columns(row: dict[str, float]) -> Any:
    phi = MODEL._core.schema.expand(MODEL.row(row)).phi
    return np.asarray(phi) - MODEL.centre()


class World:
    """Coefficients and people; what a model does not know is left out of `seen`."""

    def __init__(self, seed: int, people: int = 2, hidden: float = 0.4) -> None:
        rng = np.random.default_rng(seed)
        self.beta = (MODEL.mean() + HALF @ rng.normal(size=HALF.shape[1])) * ACTING
        self.whole = [self.adult(int(one)) for one in rng.integers(2**31, size=people)]
        self.seen = [self.hide(row, rng, hidden) for row in self.whole]
        self.eta = np.array([self.log_hazard(row) for row in self.whole])

    @staticmethod
    def adult(seed: int) -> dict[str, float]:
        """Somebody of the population; each from a seed of their own, for the rows of one are spread evenly."""
        drawn = MODEL._core.schema.draw(20, seed).tolist()
        rows = (dict(zip(NAMES, row, strict=True)) for row in drawn)
        return next(row for row in rows if row["age_years"] >= 20)

    @staticmethod
    def hide(row: dict[str, float], rng: Any, share: float) -> dict[str, float]:
        gone = {name for name in NAMES if rng.random() < share}
        for parent, children in PARENTS.items():
            if parent in gone:
                gone |= set(children)
        return {name: x for name, x in row.items() if name not in gone}

    def log_hazard(self, row: dict[str, float]) -> float:
        """Against the average member: the world's coefficients, and the decay of the model."""
        z = columns(row)
        of_the_mean = math.log(MODEL.assess_row(row, HORIZON).relative)
        return float(self.beta @ z + of_the_mean - MEAN @ z)


def binomial_bounds(share: float, n: int) -> tuple[float, float]:
    error = 4 * math.sqrt(share * (1 - share) / n)
    return share - error - 0.015, share + error + 0.015  # laws of yes/no answers are not normal


def check_standing(n: int, first: int) -> None:
    inside, below, said, truly = 0, 0, 0.0, 0
    for k in range(n):
        world = World(first + 10 * k, people=1)
        one = MODEL.assess_row(world.seen[0], HORIZON, LEVEL)
        eta = world.eta[0]
        inside += math.log(one.relative_low) <= eta <= math.log(one.relative_high)
        spread = math.sqrt(world.beta @ OMEGA @ world.beta)
        place = 50 * math.erfc(-eta / spread / math.sqrt(2))
        below += one.percentile_low <= place <= one.percentile_high
        said, truly = said + one.above_typical, truly + (eta > 0)
    low, high = binomial_bounds(LEVEL, n)
    assert low <= inside / n <= high
    assert low <= below / n <= high
    assert abs(said - truly) / n <= 4 * 0.5 / math.sqrt(n) + 0.02


def check_differences(n: int, first: int) -> None:
    inside, higher, truly, kept = 0, 0.0, 0, 0
    for k in range(n):
        world = World(first + 10 * k)
        found = MODEL.compare_rows(*world.seen, HORIZON, LEVEL)
        apart = world.eta[0] - world.eta[1]
        inside += math.log(found.low) <= apart <= math.log(found.high)
        higher, truly = higher + found.higher, truly + (apart > 0)
        # one person a week later: what is known of the fast factors is another value, what is unknown is the same
        fast = {name: world.whole[1][name] for name in ("session_spike", "week_change", "mood", "sleep_hours")}
        later = {**world.whole[0], **fast}
        slow = {name: x for name, x in world.seen[0].items() if name not in fast}
        now, then = ({**slow, **{name: row[name] for name in fast}} for row in (later, world.whole[0]))
        core = br._core.risk.change(MODEL._core, MODEL.row(now), MODEL.row(then), 7, HORIZON, LEVEL)
        moved = world.log_hazard(later) - world.eta[0]
        kept += math.log(core.hazard_ratio.low) <= moved <= math.log(core.hazard_ratio.high)
    low, high = binomial_bounds(LEVEL, n)
    assert low <= inside / n <= high
    assert low <= kept / n <= high
    assert abs(higher - truly) / n <= 4 * 0.5 / math.sqrt(n) + 0.02


def check_ranks(worlds: int, first: int) -> None:
    people, inside, top, truly = 12, 0, 0.0, 0.0
    for k in range(worlds):
        world = World(first + 10 * k, people)
        rows = np.array([MODEL.row(row) for row in world.seen])
        found = br._core.risk.ranks(MODEL._core, rows, HORIZON, LEVEL, top_share=0.25, draws=1000)
        rank = 1 + (world.eta[None, :] > world.eta[:, None]).sum(axis=1)
        inside += int(((found.low <= rank) & (rank <= found.high)).sum())
        sure = np.asarray(found.top) > 0.5
        top += float(np.asarray(found.top)[sure].sum())
        truly += float((rank[sure] <= found.top_people).sum())
    n = worlds * people
    # people of one world share its coefficients: as if they were half as many
    low, _ = binomial_bounds(LEVEL, n // 2)
    assert inside / n >= low  # ranks are whole numbers: intervals hold at least what they say
    assert abs(top - truly) <= 4 * math.sqrt(max(top, 1.0)) + 0.03 * n


def test_standing_covers_the_truth() -> None:
    check_standing(250, 1)


def test_differences_cover_the_truth() -> None:
    check_differences(150, 2)


def test_ranks_cover_the_truth() -> None:
    check_ranks(12, 3)


@pytest.mark.slow
def test_all_cover_the_truth_in_thousands_of_worlds() -> None:
    check_standing(3000, 100_001)
    check_differences(2000, 100_002)
    check_ranks(100, 100_003)
