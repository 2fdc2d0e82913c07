"""How long `liaison-sync --help` takes."""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

from benchmarks.measured import installed

LIMIT = 0.25


def measure() -> str:
    """The median and the best of nine starts."""
    seconds = [_once() for _ in range(9)]
    return f"--help: median {median(seconds):.2f} s, best {min(seconds):.2f} s (at most {LIMIT} s)"


def _once() -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-m", "liaison_sync", "--help"], capture_output=True, check=True, env=installed())
    return time.perf_counter() - begin
