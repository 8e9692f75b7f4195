"""Rows of factors by the million.

Oracle: `Model.assess_row` of each row, bit for bit; identities under order, chunks and threads.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import backrisk as br

NUMBERS = ("risk", "low", "high", "hazard_ratio", "coverage")


def drawn(n: int, seed: int = 1, missing: float = 0.3) -> dict[str, Any]:
    """Rows of the target population with unknowns, consistent where a parent is 0."""
    model = br.literature_model()
    rng = np.random.default_rng(seed)
    values = model._core.schema.draw(max(n, 1), seed)[:n]
    columns = {name: values[:, k].copy() for k, name in enumerate(model.factor_names)}
    for factor in model._core.schema.factors():
        columns[factor.name][rng.random(n) < missing] = np.nan
    for factor in model._core.schema.factors():
        if factor.parent:
            columns[factor.name][~(columns[factor.parent] > 0)] = np.nan
    return columns


def numbers(found: Any) -> np.ndarray:
    return np.array([found[name] for name in NUMBERS])


@pytest.mark.parametrize("horizon", [1, 28, 365])
def test_rows_are_those_of_assess_row(horizon: int) -> None:
    model, rows = br.literature_model(), drawn(60)
    found = model.score_rows(rows, horizon, level=0.8)
    for k in range(60):
        one = model.assess_row({n: c[k] for n, c in rows.items() if c[k] == c[k]}, horizon, 0.8)
        assert [found[n][k] for n in NUMBERS] == [getattr(one, n) for n in NUMBERS]
        assert found["reason"][k] == one.reason
        assert found["relative"][k] == one.relative
        assert found["above_typical"][k] == one.above_typical


def test_order_chunks_and_threads_do_not_change_a_bit() -> None:
    model, rows = br.literature_model(), drawn(3000)

    def some(which: Any, threads: int | None = None) -> np.ndarray:
        return numbers(model.score_rows({n: c[which] for n, c in rows.items()}, threads=threads))

    whole = some(slice(None), 1)
    order = np.random.default_rng(2).permutation(3000)
    np.testing.assert_array_equal(some(order), whole[:, order])
    np.testing.assert_array_equal(some(slice(None), 3), whole)
    parts = [some(slice(first, first + 700)) for first in range(0, 3000, 700)]
    np.testing.assert_array_equal(np.concatenate(parts, axis=1), whole)


def test_more_sets_of_known_factors_than_are_remembered() -> None:
    """1500 rows, nearly each with a set of its own: what is forgotten is computed again, the same."""
    model, rows = br.literature_model(), drawn(1500, missing=0.5)
    found = numbers(model.score_rows(rows, threads=1))
    again = numbers(model.score_rows({n: c[::-1] for n, c in rows.items()}, threads=1))
    np.testing.assert_array_equal(found, again[:, ::-1])


def test_a_bad_row_is_null_with_a_reason_and_the_rest_is_scored() -> None:
    rows = {
        "previous_episode": [1, 0, None, 1],
        "recency_days": [40, 40, None, 40],
        "bmi": [24, 24, None, np.inf],
    }
    found = br.literature_model().score_rows(rows)
    assert np.isfinite(found["risk"]).tolist() == [True, False, True, False]
    assert found["reason"].tolist() == ["", "input breaks a rule", "not recorded", "input breaks a rule"]


def test_other_columns_come_back_and_extremes_are_flagged() -> None:
    found = br.literature_model().score_rows({"id": ["a", "b"], "bmi": [24.0, 90.0], "team": [1, 2]})
    assert found.columns[:2] == ("id", "team")
    assert found["flag"].tolist() == ["", "outside the studied range: bmi"]


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_frames_in_and_out(library: str) -> None:
    module = pytest.importorskip(library)
    columns = {"id": ["a", "b"], "smoker": [1, None], "sleep_hours": [7.5, None]}
    frame = module.table(columns) if library == "pyarrow" else module.DataFrame(columns)
    model = br.literature_model()
    found = model.score_rows(frame)
    plain = model.score_rows({**columns, "smoker": [1.0, np.nan], "sleep_hours": [7.5, np.nan]})
    np.testing.assert_array_equal(numbers(found), numbers(plain))
    assert len(found.to_frame(library)) == 2


@pytest.mark.parametrize("n", [0, 1])
def test_small(n: int) -> None:
    found = br.literature_model().score_rows(drawn(n))
    assert len(found) == n
    assert found.columns[:7] == (*NUMBERS, "reason", "flag")


def test_errors_name_what_is_wrong() -> None:
    model = br.literature_model()
    with pytest.raises(br.InvalidArgument, match="smokers; nearest: smoker"):
        model.score_rows({"smokers": [1]})
    with pytest.raises(br.DataError, match="row 2, column smoker: 'often'"):
        model.score_rows({"smoker": ["1", "often"]})
    with pytest.raises(br.InvalidArgument, match="horizon"):
        model.score_rows({"smoker": [1]}, 0)
    with pytest.raises(br.InvalidArgument, match="level"):
        model.score_rows({"smoker": [1]}, level=1.0)
    with pytest.raises(br.InvalidArgument, match="'risk' is a column of the answer"):
        model.score_rows({"smoker": [1], "risk": [1]})
