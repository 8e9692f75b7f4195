"""The page of a validation in a real browser, with much and with little: nothing runs out of it.

Oracles: the browser's own layout and computed styles, WCAG 2.1 for contrast, as for the cohort's report.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytest.importorskip("jinja2")
pytest.importorskip("matplotlib")

from test_report_browser import BROWSER, contrast, rendered

import backrisk as br

pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="needs Chromium (apt-get install chromium), or BACKRISK_BROWSER"
)


def full() -> str:
    """Everything: groups with warnings, figures, thresholds, a long name."""
    cohort = br.simulate_cohort(200, 365, seed=3)
    team = {who: ("north", "late joiners")[k > 180] for k, who in enumerate(cohort.people)}
    options: dict[str, Any] = {"thresholds": [0.05, 0.1], "subgroups": {"team": team}, "n_boot": 10}
    name = "a made-up clinic with a name of many words"
    return str(br.literature_model().validate(cohort, name=name, **options).to_html())


def little() -> str:
    """Too few events, no names, weights."""
    p = np.linspace(0.01, 0.3, 60)
    return br.validate.report(p > 0.28, p, weights=np.ones(60)).to_html()


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1200, True)], ids=["phone", "desk"])
@pytest.mark.parametrize("which", [full, little], ids=["full", "little"])
def test_the_page_fits_can_be_read_and_is_alone(
    which: Any, width: int, dark: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    seen = rendered(which(), width, dark, tmp_path_factory.mktemp("validation"))
    assert (seen["width"], seen["dark"]) == (width, dark)
    assert seen["scroll"] <= seen["width"]
    assert seen["errors"] == [] and seen["console"] == [] and seen["loaded"] == []
    assert len(seen["texts"]) > 100
    for one in seen["texts"]:
        large = one["size"] >= 24 or (one["bold"] and one["size"] >= 18.66)
        assert contrast(one["ink"], one["paper"]) >= (3 if large else 4.5), one
        assert one["size"] >= 9, one
    assert len(seen["figures"]) == (2 if which is full else 0)
    for one in seen["figures"]:
        assert one["left"] >= 0 and one["right"] <= seen["width"] and one["inside"] and one["named"]
