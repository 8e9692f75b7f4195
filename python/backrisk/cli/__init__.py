"""The command line: `backrisk demo | check | score | assess | plan | report | update | validate | ...`.

Exit codes: 0 done; 1 bad input, or errors found by `check`; 2 a bug in backrisk. Messages and progress go to
the error stream, results to the output.
"""

from __future__ import annotations

import sys

from backrisk._shared.guard import guard
from backrisk.cli.commands import main

__all__ = ["main"]

guard(sys.modules[__name__])
