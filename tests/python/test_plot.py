"""Figures: what is drawn is what `.data` says, and what `.data` says is what the areas answer.

Oracles: the functions of the areas for the numbers, matplotlib's artists for what was drawn, a parser for
SVG.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as xml
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import backrisk as br
from backrisk.plot import style

mpl = pytest.importorskip("matplotlib")
mpl.use("agg")
from matplotlib import pyplot as plt  # noqa: E402

RNG = np.random.default_rng(5)
PREDICTED = 1 / (1 + np.exp(2.2 - 0.9 * RNG.normal(size=800)))
EVENT = (RNG.random(800) < PREDICTED).astype(int)
STATUS = "literature-composed, not externally validated"


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    plt.close("all")


def line(ax: Any, label: str) -> Any:
    """The one line of that name."""
    (found,) = [one for one in ax.get_lines() if one.get_label() == label]
    return found


def words(ax: Any) -> str:
    return "\n".join(one.get_text() for one in ax.figure.findobj(mpl.text.Text))


def same(drawn: Any, said: Any) -> None:
    np.testing.assert_array_equal(np.asarray(drawn, dtype=float), np.asarray(said, dtype=float))


def test_calibration_draws_what_validate_answers() -> None:
    ax = br.plot.calibration(EVENT, PREDICTED, bins=5, outcome="any_episode", horizon_days=28, status=STATUS)
    table = br.plot.calibration.data(EVENT, PREDICTED, bins=5)
    curve = style.layer(table, "curve")
    answer = br.validate.calibration_curve(EVENT, PREDICTED)
    for name in ("predicted", "share", "low", "high"):
        same(curve[name], getattr(answer, name))
    same(line(ax, "curve, band").get_xydata(), np.column_stack([answer.predicted, answer.share]))
    bins = br.validate.calibration_groups(EVENT, PREDICTED, 5)
    same(ax.containers[0].lines[0].get_xydata(), np.column_stack([bins["mean_predicted"], bins["share"]]))
    (bars,) = ax.containers[0].lines[2]
    ends = np.array([segment[:, 1] for segment in bars.get_segments()])
    np.testing.assert_allclose(ends, np.column_stack([bins["share_low"], bins["share_high"]]), rtol=1e-12)
    found = br.validate.calibration(EVENT, PREDICTED)
    assert f"O:E {found.observed_expected.value:.2f}" in words(ax)
    assert f"slope {found.slope.value:.2f}" in words(ax)
    assert "any episode within 28 days; 800 rows" in words(ax) and STATUS in words(ax)


def test_spikes_count_everybody_once() -> None:
    spikes = style.layer(br.plot.calibration.data(EVENT, PREDICTED), "spike")
    assert spikes["rows"].sum() == 800 and spikes["events"].sum() == EVENT.sum()
    assert (spikes["rows"] > 0).all() and (spikes["events"] <= spikes["rows"]).all()


def test_a_curve_that_was_computed_is_not_computed_again() -> None:
    spline = br.validate.calibration_curve(EVENT, PREDICTED, "spline")
    ax = br.plot.calibration(EVENT, PREDICTED, curve=spline)
    same(line(ax, "curve, band").get_ydata(), spline.share)


def test_too_few_predictions_for_a_curve_are_said() -> None:
    ax = br.plot.calibration([0, 1, 0, 1, 1, 0] * 3, [0.2, 0.2, 0.6, 0.6, 0.6, 0.2] * 3)
    assert "no curve (" in words(ax)
    assert not [one for one in ax.get_lines() if one.get_label() == "curve, band"]


def test_rows_beyond_the_axis_are_counted() -> None:
    ax = br.plot.calibration(EVENT, PREDICTED, limit=0.2)
    assert f"{(PREDICTED > 0.2).sum()} rows lie beyond the axis" in words(ax)
    assert ax.get_xlim() == (0, 0.2)


@pytest.mark.parametrize("standardised", [False, True])
def test_decision_curve_draws_what_validate_answers(standardised: bool) -> None:
    at = np.array([0.05, 0.1, 0.2, 0.4])
    ax = br.plot.decision_curve(EVENT, {"ours": PREDICTED}, at, standardised=standardised, status=STATUS)
    answer = br.validate.decision_curve(EVENT, PREDICTED, at)
    kind = "standardised" if standardised else "net_benefit"
    table = br.plot.decision_curve.data(EVENT, {"ours": PREDICTED}, at, standardised=standardised)
    ours = style.layer(table, "ours")
    for column, source in (("net_benefit", kind), ("low", f"{kind}_low"), ("high", f"{kind}_high")):
        same(ours[column], answer[source])
    same(line(ax, "ours").get_xydata(), np.column_stack([at, answer[kind]]))
    share = EVENT.mean() if standardised else 1
    np.testing.assert_allclose(
        line(ax, "act on all").get_ydata(), answer["treat_all"] / share, rtol=1e-12, atol=1e-15
    )
    assert (line(ax, "act on nobody").get_ydata() == 0).all()
    said = words(ax).replace("\n", " ")
    assert STATUS in said and "95\u202f% intervals" in said


def test_several_models_are_told_apart_by_dash_and_colour() -> None:
    ax = br.plot.decision_curve(EVENT, {"a": PREDICTED, "b": PREDICTED**2})
    a, b = line(ax, "a"), line(ax, "b")
    assert a.get_color() != b.get_color() and a.is_dashed() != b.is_dashed()
    assert {"a", "b", "act on all", "act on nobody"} <= set(words(ax).split("\n"))


def test_bad_input_is_named() -> None:
    with pytest.raises(br.InvalidArgument, match="event"):
        br.plot.calibration([0, 2], [0.1, 0.2])
    with pytest.raises(br.InvalidArgument, match="predicted names 0 models"):
        br.plot.decision_curve([0, 1], {})
    with pytest.raises(br.InvalidArgument, match="predicted names 7 models"):
        br.plot.decision_curve(EVENT, {str(k): PREDICTED for k in range(7)})


def test_axes_are_used_as_they_are_and_given_back() -> None:
    figure, ax = plt.subplots()
    assert br.plot.decision_curve(EVENT, PREDICTED, ax=ax) is ax
    assert plt.get_fignums() == [figure.number]


def test_words_follow_a_dark_style() -> None:
    with plt.style.context("dark_background"):
        ax = br.plot.decision_curve(EVENT, PREDICTED)
    assert style.ink(ax) == "#ffffff" and line(ax, "act on nobody").get_color() == "#ffffff"


def luminance(colour: str) -> float:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize(("half", "paper"), [(0, "#ffffff"), (1, "#12171d")])
def test_the_palette_of_a_page_is_seen_on_its_paper(half: int, paper: str) -> None:
    """WCAG 2.1: graphics 3 to 1. Orange and sky are for surfaces with an outline or a second mark."""
    css = br.plot.SVG_COLOURS.split("@media")[half]
    for name, colour in re.findall(r"--br-(\w+):(#[0-9a-f]{6})", css):
        light, dark = sorted([luminance(colour), luminance(paper)], reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= (2 if name in {"orange", "sky"} else 3), name


def test_svg_is_whole_accessible_and_of_no_colour_of_its_own() -> None:
    ax = br.plot.calibration(EVENT, PREDICTED, outcome="any_episode", status=STATUS)
    text = br.plot.svg(ax, name="one")
    root = xml.fromstring(text)
    assert root.find("title").text == "Are the predictions right?"  # type: ignore[union-attr]
    assert STATUS in (root.find("desc").text or "")  # type: ignore[union-attr]
    assert root.get("viewBox") and root.get("aria-labelledby") == "one-t one-d"
    shown = {node.text for node in root.iter("text")}
    assert "Predicted risk, %" in shown and "currentColor" in text and "var(--br-blue, #0072b2)" in text
    assert "#000000" not in text and "http" not in text and "<style" not in text
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids)) and all(one.startswith("one-") for one in ids)
    assert set(re.findall(r'(?:url\(#|href="#)([^")]+)', text)) <= set(ids)


def test_a_file_of_its_own_brings_its_colours() -> None:
    text = br.plot.svg(br.plot.decision_curve(EVENT, PREDICTED), standalone=True)
    root = xml.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert float(str(root.get("width")).removesuffix("pt")) == pytest.approx(85 / 25.4 * 72, abs=0.01)
    style_sheet = root.find("{http://www.w3.org/2000/svg}style")
    assert style_sheet is not None and br.plot.SVG_COLOURS in str(style_sheet.text)
    ink = re.findall(r"svg\.backrisk\{color:(#\w+)\}", str(style_sheet.text))
    assert [round(luminance(colour), 1) for colour in ink] == [0.0, 0.8]


def test_the_same_figure_gives_the_same_bytes() -> None:
    first, second = (br.plot.svg(br.plot.decision_curve(EVENT, PREDICTED)) for _ in range(2))
    assert first == second


def test_layers_fill_what_a_part_has_not() -> None:
    table = style.layers("two", [("a", {"x": [1.0, 2.0]}), ("b", {"x": [3.0], "word": ["w"]})])
    assert table["layer"].tolist() == ["a", "a", "b"] and table["x"].tolist() == [1, 2, 3]
    assert table["word"].tolist() == ["", "", "w"]
    assert len(style.layer(table, "c")) == 0
