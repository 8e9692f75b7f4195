"""The report in a real browser: phone and desk, light and dark.

Chromium renders the page in a frame of the wanted width; a script measures what it sees and writes it down.
Oracles: the browser's own layout and computed styles, WCAG 2.1 for contrast. Skips where no Chromium is
found; `BACKRISK_BROWSER` names one.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backrisk as br
from backrisk import report

pytest.importorskip("jinja2")
pytest.importorskip("matplotlib")

BROWSER = os.environ.get("BACKRISK_BROWSER") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None
)
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="needs Chromium (apt-get install chromium), or BACKRISK_BROWSER"
)

MEASURE = """
const errors = [];
addEventListener("error", e => errors.push(String(e.message)));
function over(top, below) {
  const a = top[3];
  return [0, 1, 2].map(i => a * top[i] + (1 - a) * below[i]).concat(1);
}
function rgba(text) {
  const n = (text.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  return [n[0], n[1], n[2], n.length > 3 ? n[3] : 1];
}
function paper(node, x, y, root) {  // what lies behind a point; an ancestor may not reach it
  const layers = [];
  for (let e = node; e; e = e.parentElement) {
    const b = e.getBoundingClientRect();
    if (e.tagName == "BODY" || (b.left <= x && x <= b.right && b.top <= y && y <= b.bottom))
      layers.unshift(rgba(getComputedStyle(e).backgroundColor));
  }
  return layers.reduce((below, top) => over(top, below), root);
}
function opacity(node) {
  let o = 1;
  for (let e = node; e; e = e.parentElement) o *= Number(getComputedStyle(e).opacity);
  return o;
}
function measure(frame) {
  const w = frame.contentWindow, d = w.document;
  const dark = w.matchMedia("(prefers-color-scheme: dark)").matches;
  d.querySelectorAll("details").forEach(e => e.open = true);
  const root = [255, 255, 255, 1], texts = [];
  const walk = d.createTreeWalker(d.body, NodeFilter.SHOW_TEXT);
  for (let t = walk.nextNode(); t; t = walk.nextNode()) {
    const e = t.parentElement, box = e.getBoundingClientRect(), style = w.getComputedStyle(e);
    if (!t.data.trim() || !box.width || ["STYLE", "title", "desc"].includes(e.tagName)) continue;
    const svg = e.closest("svg");
    const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    const ink = rgba(svg ? style.fill : style.color);
    ink[3] *= opacity(e) * (svg ? Number(style.fillOpacity) : 1);
    const back = paper(svg || e, (box.left + box.right) / 2, (box.top + box.bottom) / 2, root);
    texts.push({text: t.data.trim().slice(0, 40), ink: over(ink, back), paper: back, svg: !!svg,
                size: parseFloat(style.fontSize) * scale, bold: Number(style.fontWeight) >= 600});
  }
  const figures = [...d.querySelectorAll("svg.backrisk")].map(s => {
    const box = s.getBoundingClientRect();
    const inside = [...s.querySelectorAll("text")].every(t => {
      const b = t.getBoundingClientRect();
      return b.left > box.left - 6 && b.right < box.right + 6 && b.top > box.top - 6 &&
             b.bottom < box.bottom + 6;
    });
    return {width: box.width, height: box.height, left: box.left, right: box.right, inside,
            title: s.querySelector("title").textContent, desc: s.querySelector("desc").textContent,
            named: s.getAttribute("aria-labelledby").split(" ").every(i => d.getElementById(i))};
  });
  return {dark, width: w.innerWidth, scroll: d.documentElement.scrollWidth, texts, figures, errors,
          loaded: w.performance.getEntriesByType("resource").map(r => r.name)};
}
"""


def rendered(page: str, width: int, dark: bool, folder: Path) -> dict[str, Any]:
    """What the browser sees of `page` at `width`; errors of the console under "console"."""
    scheme = "dark" if dark else "light"
    wrapper = folder / "wrapper.html"
    wrapper.write_text(
        f'<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="{scheme}">'
        f"<script>{MEASURE}</script>"
        f'<iframe style="width:{width}px;height:900px;border:0;color-scheme:{scheme}" '
        'onload="out.textContent = JSON.stringify(measure(this))" '
        f'srcdoc="{html.escape(page)}"></iframe><pre id="out"></pre>',
        encoding="utf-8",
    )
    options = [
        "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
        "--disable-component-update", "--disable-extensions", "--window-size=1400,1000",
        "--enable-logging=stderr", f"--blink-settings=preferredColorScheme={0 if dark else 1}",
        "--virtual-time-budget=5000", f"--user-data-dir={folder / 'profile'}", "--dump-dom",
    ]  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--no-sandbox")
    done = subprocess.run(
        [str(BROWSER), *options, wrapper.as_uri()], capture_output=True, text=True, timeout=120, check=False
    )
    found = re.search(r'<pre id="out">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found and found[1], f"the browser measured nothing: {done.stderr[-2000:]}"
    seen: dict[str, Any] = json.loads(html.unescape(found[1]))
    seen["console"] = re.findall(r":CONSOLE[^\n]*", done.stderr)
    return seen


def contrast(one: list[float], other: list[float]) -> float:
    """WCAG 2.1: (L1 + 0.05) / (L2 + 0.05) of relative luminances."""

    def luminance(colour: list[float]) -> float:
        c = np.array(colour[:3]) / 255
        return float(
            np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]
        )

    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def clinic() -> str:
    """A report with everything: red flags, findings, somebody at risk, loads."""
    cohort = br.simulate_cohort(40, 365, seed=1)
    return report.cohort_report(br.literature_model(), cohort, title="A made-up clinic")


def validation() -> str:
    """A report of a validation with subgroups."""
    rng = np.random.default_rng(20)
    predicted = 1 / (1 + np.exp(1.2 - rng.normal(size=600)))
    event = (rng.random(600) < predicted).astype(float)
    sex = np.where(np.arange(600) % 2 == 0, "female", "male")
    found = br.validate.report(event, predicted, subgroups={"sex": sex}, thresholds=(0.1, 0.25), n_boot=20)
    return found.to_html()


PAGES = {"clinic": (clinic, 3), "validation": (validation, 2)}
VIEWS = [(name, width, dark) for name in PAGES for width in (360, 1200) for dark in (False, True)]


@pytest.fixture(
    scope="module",
    params=VIEWS,
    ids=[f"{name}, {width} px, {'dark' if dark else 'light'}" for name, width, dark in VIEWS],
)
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    name, width, dark = request.param
    make, figures = PAGES[name]
    found = rendered(make(), width, dark, tmp_path_factory.mktemp("browser"))
    assert (found["width"], found["dark"]) == (width, dark)
    return found | {"expected": figures}


def test_nothing_runs_out_of_the_page(seen: dict[str, Any]) -> None:
    assert seen["scroll"] <= seen["width"]


def test_every_word_can_be_read(seen: dict[str, Any]) -> None:
    assert len(seen["texts"]) > 200 and any(one["svg"] for one in seen["texts"])
    for one in seen["texts"]:
        large = one["size"] >= 24 or (one["bold"] and one["size"] >= 18.66)
        assert contrast(one["ink"], one["paper"]) >= (3 if large else 4.5), one


def test_words_of_figures_are_not_too_small(seen: dict[str, Any]) -> None:
    sizes = [one["size"] for one in seen["texts"] if one["svg"]]
    assert min(sizes) >= 9


def test_figures_have_a_size_a_title_and_a_description(seen: dict[str, Any]) -> None:
    assert len(seen["figures"]) == seen["expected"]
    for one in seen["figures"]:
        assert one["width"] >= min(250, seen["width"] - 40) and one["height"] > 100
        assert one["left"] >= 0 and one["right"] <= seen["width"]
        assert one["title"] and len(one["desc"]) > len(one["title"]) and one["named"]
        assert one["inside"], f"{one['title']}: words outside the figure"


def test_the_page_is_quiet_and_alone(seen: dict[str, Any]) -> None:
    assert seen["errors"] == [] and seen["console"] == [] and seen["loaded"] == []


def test_the_measures_can_fail(tmp_path: Path) -> None:
    """The same measures on a bad page: too wide, pale, loading an image, with a script that fails."""
    bad = (
        "<!doctype html><body style='margin:0;background:#fff'><p style='width:900px;color:#bbb'>pale</p>"
        "<img src='http://localhost:9/absent.png'><script>absent()</script>"
    )
    found = rendered(bad, 360, False, tmp_path)
    assert found["scroll"] > found["width"]
    assert contrast(found["texts"][0]["ink"], found["texts"][0]["paper"]) < 4.5
    assert found["loaded"] and found["console"]
