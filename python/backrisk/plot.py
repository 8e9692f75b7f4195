"""Figures: each takes and returns matplotlib axes, and has a twin `.data` with the numbers it draws.

What to use when:

- can the predictions be believed? `calibration`; is acting on them worth it? `decision_curve`
- a figure for a page that is light by day and dark by night: `svg`, with the style sheet `SVG_COLOURS`

Every figure takes `ax`; without it new axes of one column of a paper (85 mm) are made. Nothing is shown or
saved: `ax.figure.savefig("figure.pdf")`. Words, spines and ticks follow the settings of matplotlib, so that
`plt.style.use("dark_background")` works. To draw with another library, take `.data(...)`, called like the
figure itself: a `Table`, a row a drawn thing, whose column `layer` says what it is.

Colours are those of Okabe and Ito. Needs matplotlib: `pip install 'backrisk[plot]'`.
"""

from __future__ import annotations

from backrisk._plot_style import SVG_COLOURS, Figure, svg
from backrisk._plot_validate import calibration, decision_curve

__all__ = ["SVG_COLOURS", "Figure", "calibration", "decision_curve", "svg"]
