"""The floors of the house: who may import whom, and the bottom without clock, network and database."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from tests.house.tree import ROOT, parsed, python, stated

CLOCKS = {"now", "utcnow", "today", "monotonic", "perf_counter", "time_ns", "sleep"}
RANDOM = {"random", "secrets", "uuid"}


def test_no_import_goes_up_the_floors() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([str(linter), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-3000:]


def test_domain_and_formats_read_no_clock() -> None:
    calls = [
        stated(name, node)
        for name in python("liaison_sync")
        if name.parts[1] in {"domain", "formats"}
        for node in ast.walk(parsed(name))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
    ]
    assert calls == []


def test_identity_is_derived_not_drawn() -> None:
    drawn = [
        f"{name}: {module}"
        for name in python("liaison_sync")
        if name.parts[1] in {"domain", "formats", "store"}
        for module in imported(parsed(name))
        if module in RANDOM
    ]
    assert drawn == []


def imported(tree: ast.Module) -> set[str]:
    """The first names of all modules a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found
