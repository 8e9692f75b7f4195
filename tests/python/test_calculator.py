"""The calculator of docs/calculator: the core as WebAssembly in one page.

Oracles: the package's own numbers and words of the same people (native code of the same sources), and a browser
that is asked what the page loaded. Skips where no compiler for WebAssembly, no node or no browser is found.
"""

from __future__ import annotations

import gzip
import html
import json
import math
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backrisk as br

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "build" / "calculator" / "index.html"
NODE = shutil.which("node") or shutil.which("nodejs")
BROWSER = os.environ.get("BACKRISK_BROWSER") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None
)
NUMBERS = (
    "risk", "low", "high", "relative", "relative_low", "relative_high", "above_typical", "typical", "coverage",
    "hazard_ratio",
)  # fmt: skip
LIBM = 1e-12
"""Relative: the same operations in the same order; exp and log are musl's here and glibc's there, 1 ulp each."""


def sources() -> list[Path]:
    folders = ("include/backrisk", "bindings/wasm", "docs/calculator", "python/backrisk/words")
    return [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]


@pytest.fixture(scope="module")
def page() -> Path:
    """The page, built where it is older than what it is made of."""
    if not PAGE.is_file() or PAGE.stat().st_mtime < max(path.stat().st_mtime for path in sources()):
        command = [sys.executable, str(ROOT / "docs" / "calculator" / "build.py")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode and done.stderr.startswith(("No C++ compiler", "No headers")):
            pytest.skip(done.stderr.strip())
        assert done.returncode == 0, done.stderr
    return PAGE


def answers(page: Path, people: list[dict[str, Any]]) -> dict[str, Any]:
    if NODE is None:
        pytest.skip("needs node")
    driver = Path(__file__).with_name("calculator_driver.js")
    done = subprocess.run(
        [NODE, str(driver), str(page)], input=json.dumps(people), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def random_people(size: int) -> list[dict[str, float]]:
    """Adults, each factor known with probability 0.5; what exists only with a parent is known with it alone."""
    random = np.random.default_rng(18)
    factors = br.literature_model().factors()
    rows: list[dict[str, float]] = [{} for _ in range(size)]
    seen: set[str] = set()
    for k in range(len(factors)):
        one = factors.row(k)
        if one["name"] in seen:
            continue
        seen.add(one["name"])
        for row in rows:
            if random.random() < 0.5:
                value = random.uniform(one["low"], one["high"])
                row[one["name"]] = (
                    round(value) if (one["low"], one["high"]) == (0, 1) and not one["unit"] else value
                )
    for row in rows:
        if row.get("previous_episode") != 1:
            row.pop("recency_days", None), row.pop("many_episodes", None)
        if row.get("female") != 1:
            row.pop("vertebral_fracture_women", None)
    return rows


def camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)


def test_a_thousand_people_have_the_same_numbers_as_natively(page: Path) -> None:
    people = random_people(1000)
    found = answers(page, [{"values": row} for row in people])["answers"]
    model = br.literature_model()
    scored = 0
    for row, one in zip(people, found, strict=True):
        assert one["scored"], one
        native = model.assess_row(row)
        for name in NUMBERS:
            expected = getattr(native, name)
            assert one[camel(name)] == pytest.approx(expected, rel=LIBM), (name, row)
        parts = native.contributions
        np.testing.assert_allclose(
            [part[1] for part in one["contributions"]], parts["log_hazard"], rtol=1e-11, atol=1e-14
        )
        scored += 1
    assert scored == 1000


def test_the_words_are_those_of_the_card(page: Path) -> None:
    people = random_people(200)
    found = answers(page, [{"values": row, "horizonDays": 7} for row in people])["answers"]
    model = br.literature_model()
    for row, one in zip(people, found, strict=True):
        native = model.assess_row(row, horizon_days=7)
        for audience in ("patient", "professional"):
            told = one["lines"][audience]
            assert told["first"] == native.first_lines(audience)[-3:]
            text = native.to_text(audience)
            assert text.splitlines()[0].startswith(told["headline"])
            for line in told["last"]:
                assert line in text


def test_the_gate_comes_before_any_number(page: Path) -> None:
    asked = dict.fromkeys(("fever",), "no")
    cases: list[tuple[dict[str, Any], Any]] = [
        (
            {"findings": {"saddle_numbness": "new"}},
            br.history.red_flags(["saddle_numbness"], onset_days={"saddle_numbness": 0}),
        ),
        (
            {"findings": {"foot_drop": "reviewed"}},
            br.history.red_flags(["foot_drop"], reviewed={"foot_drop": True}),
        ),
        ({"findings": {"foot_drop": "old"}}, br.history.red_flags(["foot_drop"], onset_days={"foot_drop": 365})),
        ({"values": {"age_years": 17}}, br.history.red_flags([], age_years=17)),
        ({"findings": {"pregnancy": "old"}}, br.history.red_flags(["pregnancy"], onset_days={"pregnancy": 365})),
        ({"pain": True}, br.history.red_flags([], ["pain"], inside_episode=True)),
        ({"findings": asked}, br.history.red_flags([], denied=list(asked))),
        ({}, br.history.red_flags([])),
    ]
    for (_, native), one in zip(cases, answers(page, [told for told, _ in cases])["answers"], strict=True):
        gate = one["triage"]
        assert (gate["level"], gate["eligibility"], gate["notAsked"]) == (
            native.level,
            native.eligibility,
            native.not_asked,
        )
        assert [(f["finding"], f["concern"], f["level"], f["course"]) for f in gate["flags"]] == [
            (f.finding, f.concern, f.level, f.course) for f in native.flags
        ]
        assert one["lines"]["patient"]["advice"] == native.advice
        assert one["lines"]["patient"]["whom"] == native.whom_to_see
        assert one["scored"] is native.eligible
        if not native.eligible:
            assert (
                one["risk"] is None and one["relative"] is None
            )  # NaN in JSON: no number is behind the page either


def test_an_error_of_the_core_is_one_of_the_page_and_the_next_answer_is_whole(page: Path) -> None:
    row = {"smoker": 1.0}
    told = [{"values": row, "horizonDays": -3}, {"values": {"age_years": 200}}, {"values": row}]
    horizon, age, after = answers(page, told)["answers"]
    assert horizon == {"error": "risk::assess: horizon is -3, but must be 1 to 3650 days", "kind": "RangeError"}
    assert "age_years is 200" in age["error"]
    assert after["risk"] == pytest.approx(br.literature_model().assess_row(row).risk, rel=LIBM)


def test_every_factor_and_every_finding_of_the_gate_is_asked_for(page: Path) -> None:
    found = answers(page, [])
    factors = br.literature_model().factors()
    assert [one["name"] for one in found["factors"]] == list(dict.fromkeys(factors["name"].tolist()))
    everything = br.history.red_flags([], denied=[one["name"] for one in found["findings"]])
    assert everything.not_asked == 0


def test_it_is_small_and_its_policy_allows_nothing_but_itself(page: Path) -> None:
    text = page.read_text("utf-8")
    assert len(gzip.compress(text.encode(), 9)) <= 300_000
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None and policy[1].startswith("default-src 'none';")
    assert "unsafe-inline" not in policy[1] and "connect-src" not in policy[1] and "http" not in policy[1]


WATCH = """
<!doctype html><meta charset="utf-8"><iframe style="width:{width}px;height:900px;border:0" src="page.html"></iframe>
<pre id="out"></pre><script>
const frame = document.querySelector("iframe");
function look() {{
  const w = frame.contentWindow, d = w.document;
  if (!d.documentElement.dataset.ready) return setTimeout(look, 50);
  const fill = (id, value, kind) => {{
    const e = d.getElementById(id); e.value = value; e.dispatchEvent(new w.Event(kind));
  }};
  const seen = {{ready: Number(d.documentElement.dataset.ready), start: d.getElementById("card").textContent}};
  fill("f-smoker", "1", "change");
  const from = w.performance.now();
  fill("f-bmi", "31", "input");
  seen.took = w.performance.now() - from;
  seen.card = d.getElementById("card").textContent;
  fill("c-saddle_numbness", "new", "change");
  seen.stopped = d.getElementById("card").textContent;
  seen.gate = d.getElementById("gate").textContent;
  seen.loaded = w.performance.getEntriesByType("resource").map(r => r.name);
  d.querySelectorAll("details").forEach(e => e.open = true);
  seen.unlabelled = [...d.querySelectorAll("input,select")].filter(e => !e.labels.length).map(e => e.id);
  seen.unfocusable = [...d.querySelectorAll("input,select,button,summary")].filter(e => e.tabIndex < 0).length;
  seen.repeated = [...d.querySelectorAll("[id]")].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i);
  seen.live = [...d.querySelectorAll("[aria-live]")].map(e => e.id);
  seen.scroll = d.documentElement.scrollWidth; seen.width = w.innerWidth;
  document.getElementById("out").textContent = JSON.stringify(seen);
}}
frame.onload = look;
</script>
"""


@pytest.mark.skipif(BROWSER is None, reason="needs Chromium (apt-get install chromium), or BACKRISK_BROWSER")
@pytest.mark.parametrize("width", [390, 1200])
def test_a_browser_sees_the_card_and_no_request(page: Path, tmp_path: Path, width: int) -> None:
    shutil.copyfile(page, tmp_path / "page.html")
    (tmp_path / "watch.html").write_text(WATCH.format(width=width), "utf-8")
    options = ["--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
               "--disable-component-update", "--disable-extensions", "--window-size=1400,1000",
               "--allow-file-access-from-files", "--enable-logging=stderr", "--virtual-time-budget=60000",
               f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--no-sandbox")
    done = subprocess.run(
        [str(BROWSER), *options, (tmp_path / "watch.html").as_uri()],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    found = re.search(r'<pre id="out">(.+?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stderr[-2000:]
    seen = json.loads(html.unescape(found[1]))
    assert "people like you" in seen["start"] and "people like you" in seen["card"] != seen["start"]
    assert seen["stopped"] == ""
    assert "Call an ambulance now" in seen["gate"] and "No number is given" in seen["gate"]
    # What the policy had stopped would be told on the console.
    assert seen["loaded"] == [] and not re.findall(r":CONSOLE[^\n]*", done.stderr)
    assert (seen["unlabelled"], seen["unfocusable"], seen["repeated"]) == ([], 0, [])
    assert seen["live"] == ["gate", "card"]
    assert seen["scroll"] <= seen["width"]
    assert math.isfinite(seen["took"])
