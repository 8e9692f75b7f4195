"""The path of a lasso or elastic net: coefficients and cross-validated loss against the penalty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from backrisk._shared.table import Table
from backrisk._shared.typing import Array
from backrisk._shared.views import offers
from backrisk.plot import style as style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from backrisk.fit.elastic_net import ElasticNet

_COLOURS = (style.BLUE, style.VERMILLION, style.GREEN, style.PURPLE, style.ORANGE, style.SKY)


def _path_data(path: ElasticNet, *, most: int = 6) -> Table:
    """Columns layer ("coefficient", "choice"), term, penalty, value.

    A coefficient's value is the share of its own largest; that of a choice 0.
    """
    intercept = int(path.names[0] == "intercept")
    b = path.coef[:, intercept:]
    largest = np.abs(b).max(axis=0)
    first = np.array([np.flatnonzero(column)[0] if column.any() else len(b) for column in b.T])
    parts: list[tuple[str, dict[str, Array]]] = []
    for j in np.argsort(first, kind="stable")[:most]:
        if largest[j] > 0:
            name = path.names[intercept + j]
            part = {
                "term": np.full(len(b), name, dtype=object),
                "penalty": path.lambdas,
                "value": b[:, j] / largest[j],
            }
            parts.append(("coefficient", part))
    if path.validation is not None:
        at = [path.validation.best, path.validation.one_se]
        words = np.array(["least loss", "within one error"], dtype=object)
        parts.append(("choice", {"term": words, "penalty": path.lambdas[at], "value": np.zeros(2)}))
    return style.layers("path of coefficients", parts)


@offers("ElasticNet.plot")
@style.twin(_path_data)
def coefficient_path(path: ElasticNet, *, most: int = 6, ax: Axes | None = None) -> Axes:
    """How coefficients enter as the penalty falls, each as a share of its own largest.

    `most`: the first columns to enter; others are not drawn. Vertical lines are the penalty of least
    cross-validated loss and the largest within one error of it. `.data` has the columns layer ("coefficient",
    "choice"), term, penalty, value.

    >>> import backrisk as br
    >>> x = {"load": [0, 1, 2, 3, 4, 5], "noise": [1, -1, 1, -1, 1, -1]}
    >>> path = br.fit.elastic_net(x, [0, 1, 2, 3, 4, 6], family="gaussian", lambdas=[1.0, 0.1, 0.01])
    >>> coefficient_path.data(path)["term"].tolist()[:3]
    ['load', 'load', 'load']
    """
    table = _path_data(path, most=most)
    with style.canvas(ax, 85, 70) as on:
        drawn = style.layer(table, "coefficient")
        for k, name in enumerate(dict.fromkeys(drawn["term"].tolist())):
            own = drawn.take(drawn["term"] == name)
            words = str(name).replace("_", " ")
            on.plot(own["penalty"], own["value"], color=_COLOURS[k % len(_COLOURS)], lw=1.2, label=words)
        on.axhline(0, color=style.ink(on), lw=0.7, alpha=0.6)
        choices = style.layer(table, "choice")
        for row in (choices.row(k) for k in range(len(choices))):
            on.axvline(row["penalty"], color=style.ink(on), lw=0.8, ls="--" if row["term"] == "least loss" else ":")
        on.set_xscale("log")
        on.invert_xaxis()
        on.set_xlabel("Penalty, falling")
        on.set_ylabel("Coefficient, of its largest")
        style.frame(
            on,
            "What the penalty lets in",
            f"{path.family}, alpha {path.alpha:g}, {path.n_rows} rows",
            "lines: least loss (dashed), within one error of it (dotted)" if len(choices) else "",
        )
        return on
