"""Batch scores against the same work written plainly in pandas and numpy."""

import sys
from pathlib import Path

import numpy as np
import pytest

import backrisk as br

pd = pytest.importorskip("pandas")
PEERS = Path(__file__).resolve().parents[2] / "benchmarks" / "peers"
DAYS, PEOPLE = 200, 20


def test_scores_of_a_diary_are_those_of_its_plain_twin() -> None:
    if not (PEERS / "score_twin.py").is_file():
        pytest.skip("the benchmarks are not part of this copy")
    sys.path.insert(0, str(PEERS))
    import score_twin

    rng = np.random.default_rng(4)
    load = (
        rng.integers(30, 121, (PEOPLE, DAYS))
        * rng.integers(2, 9, (PEOPLE, DAYS))
        * (rng.random((PEOPLE, DAYS)) > 0.3)
    )
    person, day = np.nonzero(load)
    names = np.array([f"p{i:02d}" for i in range(PEOPLE)])
    start = np.datetime64("2025-01-01")
    people = {
        "person_id": names,
        "monitored_from": np.full(PEOPLE, start),
        "monitored_to": np.full(PEOPLE, start + DAYS - 1),
    }
    sessions = {
        "person_id": names[person],
        "date": start + day.astype("timedelta64[D]"),
        "load": load[person, day].astype(float),
    }
    model = br.literature_model()
    ours = model.score(br.Cohort(people=people, sessions=sessions), days="all")

    frame = pd.DataFrame({"person": np.repeat(names, DAYS), "load": load.ravel().astype(float)})
    last = {name: float(ours[name][-1]) for name in ("low", "high", "relative")}
    twin = score_twin.score(model, frame, score_twin.log_days_of(**last, model=model))
    settled = np.tile(np.arange(DAYS), PEOPLE) >= 40
    for name in twin:
        np.testing.assert_allclose(
            ours[name][settled], twin[name].to_numpy()[settled], rtol=1e-7, err_msg=name
        )
    assert np.ptp(ours["risk"][settled]) > 0.001
