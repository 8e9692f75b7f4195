"""Start-stop rows: R's survSplit and tmerge, rows by hand, and that splitting changes no Cox fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fit_reference import columns

import backrisk as br
from backrisk import fit


def test_split_as_r(shared: Path) -> None:
    """survSplit(Surv(time, status) ~ ., lung, cut = c(100, 200, 400), episode = "ep"), survival 3.5-3."""
    data = columns(shared, "surv_lung")
    ours = fit.split_follow_up(data["time"], data["status"] == 2, [100, 200, 400])
    assert len(ours) == 625
    age = data["age"][ours["row"]]
    found = [
        ours["start"].sum(),
        ours["stop"].sum(),
        ours["interval"].sum(),
        ours["start"] @ age,
        ours["interval"] @ age,
    ]
    assert found == [71200, 140793, 1280 - 625, 4436100, 79677 - age.sum()]
    assert ours["event"].sum() == (data["status"] == 2).sum()


def test_splitting_changes_no_fit(shared: Path) -> None:
    data = columns(shared, "surv_heart")
    x = np.column_stack([data["age"], data["year"], data["transplant"] == 1])
    whole = fit.cox(x, data["stop"], data["event"], start=data["start"])
    cut = fit.split_follow_up(data["stop"], data["event"], np.arange(7.5, 1500, 30), start=data["start"])
    split = fit.cox(x[cut["row"]], cut["stop"], cut["event"], start=cut["start"])
    np.testing.assert_allclose(split.coef, whole.coef, rtol=1e-9)
    np.testing.assert_allclose(split.covariance, whole.covariance, rtol=1e-8)
    fit.check_follow_up(cut["row"], cut["start"], cut["stop"], cut["event"])


def measured() -> tuple[dict[str, Any], dict[str, Any]]:
    """60 people and their measurements, some before the start, some after the stop, some missing."""
    r = np.random.default_rng(11)
    start = r.integers(0, 5, 60)
    people = {"start": start, "stop": start + r.integers(5, 60, 60), "event": r.integers(0, 2, 60)}
    who, time = r.integers(0, 60, 240), r.integers(-3, 70, 240)
    kept = np.sort(np.unique(who * 1000 + time, return_index=True)[1])
    pain = np.where(r.random(len(kept)) < 0.15, np.nan, r.integers(0, 11, len(kept)))
    load = np.round(r.normal(size=len(kept)), 3)
    return people, {"person": who[kept], "time": time[kept], "pain": pain, "load": load}


def test_dated_covariates_as_r() -> None:
    """tmerge(people, people, tstart, tstop), event(stop, event), tdc(t, pain), tdc(t, load): sums over rows
    numbered from 1, printed by survival 3.5-3."""
    people, covariates = measured()
    ours = fit.counting_process(np.arange(60), people["stop"], people["event"], covariates, start=people["start"])
    at = np.arange(1, len(ours) + 1)
    assert len(ours) == 137
    assert [float(ours[name] @ at) for name in ("start", "stop", "event")] == [116630, 233263, 1914]
    assert [int(np.isnan(ours[name]).sum()) for name in ("pain", "load")] == [41, 33]
    assert np.nansum(ours["pain"] * at) == 31283
    assert np.nansum(ours["load"] * at) == pytest.approx(-496.904, rel=1e-12)
    fit.check_follow_up(ours["person"], ours["start"], ours["stop"], ours["event"])


def test_order_of_rows_does_not_matter_and_dates_count_from_the_start() -> None:
    people, covariates = measured()
    turned = np.random.default_rng(1).permutation(len(covariates["time"]))
    plain = fit.counting_process(np.arange(60), people["stop"], people["event"], covariates, start=people["start"])
    day = np.datetime64("2026-01-01")
    dated = {name: column[turned] for name, column in covariates.items()}
    dated["time"] = day + dated["time"]
    ours = fit.counting_process(
        np.arange(60), day + people["stop"], people["event"], dated, start=day + people["start"]
    )
    np.testing.assert_array_equal(ours["start"], plain["start"] - people["start"][plain["row"]])
    for name in ("person", "event", "pain", "load"):
        np.testing.assert_array_equal(ours[name], plain[name])


def test_touching_rows_and_gaps_are_follow_up() -> None:
    fit.check_follow_up([1, 1, 2], [0, 7, 0], [5, 9, 4], [0, 1, 1])
    fit.check_follow_up([1, 1], ["2026-01-01", "2026-01-05"], ["2026-01-05", "2026-01-09"], [1, 1], recurrent=True)
    with pytest.raises(br.InvalidArgument, match=r"start, row 1 \(person 'a'\): is 4.0.*the stop 5.0 of row 3"):
        fit.check_follow_up(["a", "b", "a"], [4, 0, 0], [9, 3, 5])
    with pytest.raises(br.InvalidArgument, match="must not follow the event of row 1"):
        fit.check_follow_up([1, 1], [0, 5], [5, 9], [1, 0])


BAD: list[tuple[dict[str, Any], str]] = [
    ({"stop": [5.0, 0.0]}, r"start, row 2 \(person 'b'\): is 0.0, but must be before the stop"),
    ({"stop": [5.0, None]}, r"stop, row 2 \(person 'b'\): is nan, but must be a finite time"),
    ({"event": [0, 2]}, r"event, row 2 \(person 'b'\): is 2.0, but must be 0 or 1"),
    ({"event": [0]}, "event has 1 rows, but stop has 2"),
    ({"person": ["a", "a"]}, "person, row 2: is 'a', but must have one row a person"),
    ({"measured": {"person": ["c"], "time": [1]}}, r"measured\['person'\], row 1: is 'c', but must be a person"),
    ({"measured": {"person": ["a", "a"], "time": [1, 1]}}, r"measured\['time'\], row 2 .*row 1 again"),
    ({"measured": {"person": ["a"], "time": [None]}}, r"measured\['time'\], row 1: must have a time"),
    ({"measured": {"person": ["a"], "pain": [1]}}, "measured has no column 'time'"),
    ({"measured": {"person": ["a"], "time": ["2026-01-01"]}}, "both be dates or both numbers"),
    ({"stop": ["2026-01-01", "2026-01-02"]}, "start must have dates too"),
    ({"start": ["2026-01-01", "2026-01-02"]}, "both be dates or both be numbers"),
]


@pytest.mark.parametrize(("change", "says"), BAD)
def test_bad_input_is_named(change: dict[str, Any], says: str) -> None:
    right = {
        "person": ["a", "b"],
        "stop": [5.0, 9.0],
        "event": [1, 0],
        "measured": {"person": ["a"], "time": [2.0]},
    }
    assert len(fit.counting_process(**right)) == 3
    with pytest.raises(br.InvalidArgument, match=says):
        fit.counting_process(**(right | change))


@pytest.mark.parametrize("cuts", [[5.0, 5.0], [5.0, 2.0], [float("nan")], [float("inf")]])
def test_cuts_ascend(cuts: list[float]) -> None:
    with pytest.raises(br.InvalidArgument, match="cuts must be finite and ascend"):
        fit.split_follow_up([9.0], [1], cuts)
