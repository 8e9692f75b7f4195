"""The report: one page that loads nothing, says what it is for first and last, with the model's numbers.

Oracles: `Model.score` and `Model.assess` for the numbers, a parser for the page.
"""

from __future__ import annotations

import builtins
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backrisk as br
from backrisk import report
from backrisk.plot.style import round_limit
from backrisk.report import cohort_page

pytest.importorskip("jinja2")
pytest.importorskip("matplotlib")
MODEL = br.literature_model()
COHORT = br.simulate_cohort(12, 120, seed=2)
PAGE = report.cohort_report(MODEL, COHORT)
VOID = {"meta", "br"}


class Page(HTMLParser):
    """Checks that tags close in order; collects tags, attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def test_the_page_is_well_formed_and_loads_nothing() -> None:
    page = Page(PAGE)
    assert page.open == []
    assert not {name for name, _ in page.attributes} & {"src", "onclick", "onload"}
    assert all(value.startswith("#") for name, value in page.attributes if name.endswith("href"))
    assert not re.search(r"https?://|url\((?!#)|@import|<script|<link", PAGE)
    assert "nan" not in re.sub(r"[a-z]*nan[a-z]+|[a-z]+nan[a-z]*", "", page.text.lower()).split()


def test_status_and_use_stand_first_and_last() -> None:
    text = Page(PAGE).text
    for words in (MODEL.status, "not a diagnosis and not a clearance"):
        assert text.index(words) < text.index("Who stands highest") < text.index("Limits") < text.rindex(words)


def test_the_highest_risks_are_those_of_the_model_in_order() -> None:
    top = MODEL.score(COHORT).highest(10)
    people = re.findall(r'data-name="Person"><b>(.*?)</b>', PAGE)
    assert people == top["person_id"].tolist()
    shown = re.findall(r'data-name="Times the average" class="number"><span>([\d.]+)', PAGE)
    np.testing.assert_allclose([float(x) for x in shown], top["relative"], atol=0.05 + 1e-9)
    counts = re.findall(r'data-name="Of 100" class="number"><span>(\d+|under 1)', PAGE)
    assert counts == [str(round(100 * x) or "under 1") for x in top["risk"]]
    assert MODEL.place_note() in Page(PAGE).text


def test_an_updated_model_is_described_by_what_it_learned() -> None:
    after = MODEL.update(COHORT)
    text = " ".join(Page(report.cohort_report(after, COHORT)).text.split())
    done = after.updated
    assert done is not None
    assert f"learned from {done.episodes} episodes" in text and f"of {done.people} people" in text
    year = br._core.risk.population_risk(after._core, 365)
    assert f"a mean risk of {' '.join(cohort_page._percent(year).split())} in a year" in text
    assert MODEL.baseline not in text and MODEL.place_note() not in text


def test_one_person_is_explained_with_the_numbers_of_assess() -> None:
    person = COHORT.people[3]
    one = MODEL.assess(COHORT, person)
    page = report.cohort_report(MODEL, COHORT, person=person)
    for line in one.first_lines():
        assert line[1:] in Page(page).text
    assert f"× {one.hazard_ratio:.2f}" in Page(page).text
    for name in ("Where the score comes from", f"Risk of {person} over time", f"Training load of {person}"):
        assert page.count(f">{name}</title>") == 1
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_red_flags_stand_before_every_score() -> None:
    cohort = br.Cohort(
        people={"person_id": ["ann"]}, conditions={"person_id": ["ann"], "condition": ["saddle numbness"]}
    )
    text = Page(report.cohort_report(MODEL, cohort)).text
    assert text.index("red flag, emergency: Numbness between the legs") < text.index("Who stands highest")


def test_words_of_the_user_are_escaped() -> None:
    cohort = br.Cohort(people={"person_id": ["<b>&ann"], "height_m": [170]})
    page = report.cohort_report(MODEL, cohort, title="<script>")
    assert "&lt;b&gt;&amp;ann" in page and "<b>&ann" not in page
    assert "<title>&lt;script&gt;</title>" in page


@pytest.mark.parametrize(
    "tables",
    [
        {"people": {"person_id": []}},
        {"people": {"person_id": ["a"]}},
        {"sessions": {"person_id": ["a"], "date": ["2026-01-01"], "load": [0.0]}},
        {"sessions": {"person_id": ["a"], "date": ["2026-01-01"], "load": [None]}},
        {"people": {"person_id": ["a"]}, "episodes": {"person_id": ["a"], "onset": ["2026-01-01"]}},
    ],
    ids=["nobody", "nothing known", "no load", "missing load", "nobody at risk"],
)
def test_a_report_of_little_is_still_a_page(tables: dict[str, Any]) -> None:
    page = Page(report.cohort_report(MODEL, br.Cohort(**tables)))
    assert page.open == [] and MODEL.status in page.text


@pytest.mark.parametrize(("share", "text"), [(0.5, "50"), (0.083, "8.3"), (0.00123, "0.12"), (0.0, "0")])
def test_percentages_have_two_figures(share: float, text: str) -> None:
    assert cohort_page._percent(share) == f"{text}\u202f%"


@pytest.mark.parametrize(
    ("value", "limit"), [(0.22, 0.3), (0.3, 0.3), (0.81, 1.0), (0.0021, 0.003), (2.0, 1.0)]
)
def test_scales_end_at_round_numbers(value: float, limit: float) -> None:
    assert round_limit(value) == pytest.approx(limit)


def test_the_file_is_the_page(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    report.write_report(path, MODEL, COHORT)
    assert path.read_text(encoding="utf-8") == PAGE


def test_without_jinja2_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def absent(name: str, *rest: Any, **named: Any) -> Any:
        if name == "jinja2":
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(ImportError, match=r"pip install 'backrisk\[report\]'"):
        report.cohort_report(MODEL, COHORT)


def test_a_finding_is_told_apart_from_a_range_by_its_field() -> None:
    """Both are in the flags of one person; the page shows each where it belongs, whatever its words."""
    of = br.Cohort(
        people={"person_id": ["ann"], "age_years": [97.0]},
        sessions={"person_id": ["ann"] * 2, "date": ["2026-03-01", "2026-03-20"], "load": [300.0] * 2},
        conditions={"person_id": ["ann"], "condition": ["saddle_numbness"], "since": ["2026-03-01"]},
        today="2026-03-25",
    )
    flags = br.literature_model().assess(of, "ann").flags
    assert [one for one in flags if one.startswith("red flag")]
    page = br.report.cohort_report(br.literature_model(), of, person="ann")
    alarm = page[page.index('role="alert"') :].split("</div>")[0]
    assert "red flag" in alarm and "outside the studied range" not in alarm
    assert "split(" not in (Path(br.report.__file__).parent / "templates" / "report.html.j2").read_text().replace(
        'headline.split(" (")', ""
    )


def test_a_broken_card_is_told_in_our_words(tmp_path: Path) -> None:
    for text in ("", "{", '{"x": 1e999}', "[1] 2"):
        (tmp_path / "card.json").write_text(text)
        with pytest.raises(br.DataError) as error:
            br.load_model(tmp_path / "card.json")
        assert "json.exception" not in str(error.value) and "card.json" in str(error.value)
