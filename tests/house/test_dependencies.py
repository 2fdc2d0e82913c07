"""What pyproject.toml asks for is what the code imports, and the locks pin all of it."""

from __future__ import annotations

import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from typing import Any

import pytest

from tests.house.test_floors import imported
from tests.house.tree import ROOT, parsed, python

GIVEN = {"icalendar"}  # fixed by the owner; the tests read calendars with it
NOT_IMPORTED = {
    "python-multipart",  # starlette reads forms with it
    "tzdata",  # zoneinfo reads zones from it
    "psycopg",  # SQLAlchemy loads it by the database's URL
    "exchangelib",
}
TOOLS = {
    "editables",
    "hatchling",
    "import-linter",
    "mypy",
    "pytest-timeout",
    "pytest-xdist",
    "ruff",
    "types-python-dateutil",
    "uv",
}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def names(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[\[<>=~! ;]", line, maxsplit=1)[0]) for line in requirements}


def runtime() -> set[str]:
    return names(project()["project"]["dependencies"])


def extras() -> set[str]:
    return names([line for lines in project()["project"]["optional-dependencies"].values() for line in lines])


def distributions(*folders: str) -> set[str]:
    """The distributions that the files below `folders` import."""
    known = packages_distributions()
    modules = {module for name in python(*folders) for module in imported(parsed(name))}
    outside = modules - sys.stdlib_module_names - {"liaison_sync", "tests", "benchmarks"}
    return {normal(known[module][0]) for module in outside if module in known}


def test_every_import_is_declared() -> None:
    assert distributions("liaison_sync") - runtime() - extras() == set()


def test_every_dependency_is_imported() -> None:
    assert runtime() - distributions("liaison_sync") - GIVEN - NOT_IMPORTED == set()


def test_the_tests_import_only_what_is_declared() -> None:
    declared = runtime() | extras() | names(project()["dependency-groups"]["dev"])
    assert distributions("tests", "benchmarks") - declared == set()


def test_every_development_dependency_is_used() -> None:
    assert names(project()["dependency-groups"]["dev"]) - distributions("tests", "benchmarks") - TOOLS == set()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-bench.lock"])
def test_a_lock_pins_each_package_by_hash_and_names_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    packages = re.split(r"(?m)^(?=[a-z0-9])", text)[1:]
    assert len(packages) > 40
    assert [one.split()[0] for one in packages if "==" not in one or "--hash=sha256:" not in one] == []
    assert re.findall(r"https?://|--(?:extra-)?index|--find-links|file:", text) == []


def pinned(lock: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"(?m)^([a-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", (ROOT / lock).read_text("utf-8")):
        found.setdefault(normal(name), set()).add(version)
    return found


def test_the_locks_hold_what_the_project_asks_for_and_agree() -> None:
    run, all_ = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert runtime() - run.keys() == set()
    wanted = runtime() | extras() | names(project()["dependency-groups"]["dev"])
    assert wanted - all_.keys() - {"liaison-sync"} == set()
    assert {name: versions for name, versions in run.items() if all_.get(name) != versions} == {}


def test_what_the_benchmark_compares_with_is_pinned_beside_all_else() -> None:
    beside, all_ = pinned("requirements-bench.lock"), pinned("requirements-dev.lock")
    assert names(project()["dependency-groups"]["bench"]) - beside.keys() == set()
    assert {name for name in beside.keys() & all_.keys() if beside[name] != all_[name]} == set()
