"""`python -m benchmarks [pull] [parse] [help] [--mails N] [--rounds N]`: all of them where none is named."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from pathlib import Path

from benchmarks import help as help_
from benchmarks import parse, pull

_NAMES = ("pull", "parse", "help")


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    arguments.add_argument("names", nargs="*", choices=[*_NAMES, []], metavar="name", help=", ".join(_NAMES))
    arguments.add_argument("--mails", type=int, default=5_000, help="mails to pull")
    arguments.add_argument("--rounds", type=int, default=3, help="how often everything is measured")
    asked = arguments.parse_args()
    load = os.getloadavg()[0]
    python = f"Python {platform.python_version()} ({Path(sys.executable).resolve()})"
    print(f"{python}, {os.cpu_count()} cores, load at the start {load:.1f}\n", flush=True)
    for name in asked.names or _NAMES:
        print(_measured(name, asked.mails, asked.rounds), end="\n\n", flush=True)


def _measured(name: str, mails: int, rounds: int) -> str:
    if name == "pull":
        return pull.measure(mails, rounds)
    return parse.measure(rounds) if name == "parse" else help_.measure()


if __name__ == "__main__":
    main()
