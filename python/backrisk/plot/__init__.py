"""Figures: each takes and returns matplotlib axes, and has a twin `.data` with the numbers it draws.

What to use when:

- a score of one person: `contributions` (where it comes from), `load_history` (the load before it),
  `risk_trajectory` (how it changed), `endurance_profile`
- everybody: `cohort_heatmap`
- can predictions be believed? `calibration`; do they put events first? `discrimination`; is acting on them
  worth it? `decision_curve`; in every group? `subgroups`; would another sample agree? `instability`; do they
  stay right over the years? `drift`
- before and after a model learned from your episodes: `learned`
- what a model is made of: `factor_effects`; what exercises do to the back: `exercise_loads`; what
  the sets of a diary add up to: `spine_dose`
- a fit of your own: `coefficients`, of a lasso `coefficient_path`; curves without a model: `survival`, with
  numbers at risk
- a figure for a page that is light by day and dark by night: `svg`, with the style sheet `SVG_COLOURS`

Every figure takes `ax`; without it new axes of one column of a paper (85 mm) are made. Nothing is shown or
saved: `ax.figure.savefig("figure.pdf")`. Words, spines and ticks follow the settings of matplotlib, so that
`plt.style.use("dark_background")` works. To draw with another library, take `.data(...)`, called like the
figure itself: a `Table`, a row a drawn thing, whose column `layer` says what it is.

Colours are those of Okabe and Ito. Needs matplotlib: `pip install 'backrisk[plot]'`.
"""

from __future__ import annotations

from backrisk.plot.drift_figure import drift
from backrisk.plot.fits import coefficients, survival
from backrisk.plot.many import cohort_heatmap, discrimination, instability
from backrisk.plot.person import contributions, load_history
from backrisk.plot.rows import endurance_profile, factor_effects, subgroups
from backrisk.plot.selection import coefficient_path
from backrisk.plot.spine_figures import exercise_loads, spine_dose
from backrisk.plot.style import Figure
from backrisk.plot.svg_figures import SVG_COLOURS, save, svg
from backrisk.plot.trajectory import learned, risk_trajectory
from backrisk.plot.validation import calibration, decision_curve

__all__ = [
    "SVG_COLOURS",
    "Figure",
    "calibration",
    "coefficient_path",
    "coefficients",
    "cohort_heatmap",
    "contributions",
    "decision_curve",
    "discrimination",
    "drift",
    "endurance_profile",
    "exercise_loads",
    "factor_effects",
    "instability",
    "learned",
    "load_history",
    "risk_trajectory",
    "save",
    "spine_dose",
    "subgroups",
    "survival",
    "svg",
]
