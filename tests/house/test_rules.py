"""House rules a reader would otherwise have to watch for: file sizes, names, mocks, places."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.house.tree import ROOT, files, parsed, python, stated, text

MOST_LINES = 400
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
DATA = {".lock", ".png", ".ico", ".jpg", ".woff2", ".eml"}


def test_no_file_is_too_long_to_read_at_once() -> None:
    long = {
        str(name): count
        for name in python("liaison_sync", "tests", "benchmarks")
        if "versions" not in name.parts  # a migration is a picture of a day, never edited
        and (count := text(name).count("\n")) > MOST_LINES
    }
    assert long == {}


def test_a_value_of_the_package_is_made_as_all_others_are() -> None:
    found = [
        stated(name, node)
        for name in python("liaison_sync")
        if name.name != "value.py"
        for node in ast.walk(parsed(name))
        if isinstance(node, ast.ImportFrom)
        and node.module == "dataclasses"
        and any(alias.name == "dataclass" for alias in node.names)
    ]
    assert found == []


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    assert [str(name) for name in files() if SAYS_NOTHING & {part.split(".")[0] for part in name.parts}] == []


def test_no_test_replaces_our_own_code() -> None:
    found = [
        stated(name, node)
        for name in python("tests", "benchmarks")
        for node in ast.walk(parsed(name))
        if (isinstance(node, ast.Import) and any(alias.name.startswith("unittest") for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("unittest", "pytest_mock")))
        or (isinstance(node, ast.Attribute) and (node.attr == "setattr" or node.attr.endswith("Mock")))
    ]
    assert found == []


def test_no_test_is_skipped_without_a_reason_and_none_is_expected_to_fail() -> None:
    found = [
        stated(name, node)
        for name in python("tests")
        for node in ast.walk(parsed(name))
        if isinstance(node, ast.Attribute) and node.attr in {"xfail", "importorskip"}
    ]
    assert found == []


def written() -> list[Path]:
    """The files people write, this one aside."""
    return [name for name in files() if name.suffix not in DATA and (ROOT / name) != Path(__file__).resolve()]


def test_no_file_names_a_package_registry_or_a_place_on_one_machine() -> None:
    banned = re.compile(
        r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|crates\.io|deb\.debian\.org|/home/[a-z]|/root/|/work/|/opt/pypi",
        re.IGNORECASE,
    )
    found = []
    for name in written():
        try:
            lines = text(name).splitlines()
        except UnicodeDecodeError:
            continue
        found += [
            f"{name}:{number}: {line.strip()[:100]}" for number, line in enumerate(lines, 1) if banned.search(line)
        ]
    assert found == []


def test_nothing_from_mail_is_marked_safe_in_a_template() -> None:
    pages = [name for name in files() if name.parts[0] == "templates" and name.suffix == ".html"]
    assert pages
    assert [str(name) for name in pages if re.search(r"\|\s*safe\b|autoescape\s+false", text(name))] == []


def test_nothing_is_pickled_evaluated_or_run_by_a_shell() -> None:
    found = [
        stated(name, node)
        for name in python("liaison_sync")
        for node in ast.walk(parsed(name))
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec"})
        or (isinstance(node, ast.Import) and any(alias.name in {"pickle", "marshal", "shelve"} for alias in node.names))
        or (isinstance(node, ast.keyword) and node.arg == "shell" and not _is_false(node.value))
    ]
    assert found == []


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False
