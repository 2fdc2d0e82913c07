"""The checkout as the house tests see it: tracked files, and new ones that are not ignored."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project, relative to ROOT; without git (an unpacked archive) what the packages hold."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = [Path(name) for name in listed.stdout.decode().split("\0") if name]
    else:
        folders = ("liaison_sync", "tests", "templates", "config", "docs", "deploy")
        names = [path.relative_to(ROOT) for folder in folders for path in (ROOT / folder).rglob("*")]
    return tuple(sorted(name for name in names if (ROOT / name).is_file() and "__pycache__" not in name.parts))


def python(*folders: str) -> tuple[Path, ...]:
    """The Python files below `folders`."""
    return tuple(name for name in files() if name.suffix == ".py" and name.parts[0] in folders)


@cache
def text(name: Path) -> str:
    return (ROOT / name).read_text("utf-8")


@cache
def parsed(name: Path) -> ast.Module:
    return ast.parse(text(name), str(name))


def stated(name: Path, node: ast.expr | ast.stmt | ast.keyword) -> str:
    """Where something stands, as an editor opens it."""
    return f"{name}:{node.lineno}"
