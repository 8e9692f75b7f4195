"""What upper areas offer to objects of lower ones: pages, figures, scores of a cohort.

A lower area does not import an upper one, not even inside a function. The upper area registers a view under
"Class.method" when it is imported, and `import backrisk` imports them all; the lower class calls it by name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

_VIEWS: dict[str, Callable[..., object]] = {}


def offers(name: str) -> Callable[[View], View]:
    """Register the decorated function as the view `name`, such as "Scores.plot"."""

    def register(function: View) -> View:
        _VIEWS[name] = function
        return function

    return register


def view(name: str) -> Callable[..., Any]:
    """The function registered as `name`.

    Raises
    ------
    RuntimeError
        Where the area that offers it was not imported: a fault of the package, not of its user.
    """
    try:
        return _VIEWS[name]
    except KeyError:
        raise RuntimeError(f"{name} is offered by no area that was imported") from None
