"""Runs a piece of R on arrays and says how long it took inside R, without start and transfer."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping

import numpy as np


def available(package: str) -> bool:
    if not shutil.which("Rscript"):
        return False
    asked = subprocess.run(["Rscript", "-e", f"library({package})"], capture_output=True)
    return asked.returncode == 0


def timed_r(prepare: str, work: str, data: Mapping[str, np.ndarray]) -> tuple[float, np.ndarray]:
    """Seconds of `work`, and the numbers that its last value holds. Each array is there under its name."""
    with tempfile.TemporaryDirectory() as folder:
        lines = [f'folder <- "{folder}"']
        for name, values in data.items():
            values = np.asarray(values, dtype=float)
            values.ravel("F").tofile(f"{folder}/{name}")
            shape = ", ".join(map(str, values.shape))
            read = f'readBin(file.path(folder, "{name}"), "double", {values.size})'
            lines.append(f"{name} <- array({read}, c({shape}))")
        program = "\n".join([*lines, prepare, f"took <- system.time(found <- {{ {work} }})"])
        program += '\ncat(format(c(took[["elapsed"]], as.numeric(found)), digits = 17))'
        done = subprocess.run(["Rscript", "-e", program], capture_output=True, text=True, check=True)
    numbers = np.array([float(one) for one in done.stdout.split()])
    return float(numbers[0]), numbers[1:]
