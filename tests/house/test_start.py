"""The command line starts at once, since what a command needs is imported when it runs."""

from __future__ import annotations

import json
import resource
import subprocess
import sys

import pytest

from tests.house.tree import ROOT

HEAVY = (
    "aiosmtpd", "alembic", "argon2", "babel", "css_inline", "cryptography", "exchangelib", "holidays", "httpx",
    "icalendar",
    "imapclient", "jinja2", "matplotlib", "msal", "numpy", "psycopg", "py3langid", "pydantic", "pymap", "rapidfuzz",
    "selectolax", "sqlalchemy", "starlette", "structlog", "uvicorn", "zstandard",
)  # fmt: skip
SHOW_MODULES = """
import json, sys
from liaison_sync.cli import app
try:
    app(["--help"])
finally:
    print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})), file=sys.stderr)
"""


def test_help_imports_nothing_heavy() -> None:
    ran = subprocess.run([sys.executable, "-c", SHOW_MODULES], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "inspect" in ran.stdout
    assert set(json.loads(ran.stderr)) & set(HEAVY) == set()


@pytest.mark.alone
def test_help_costs_at_most_a_quarter_of_a_second() -> None:
    assert min(_cpu_seconds() for _ in range(5)) <= 0.25


def _cpu_seconds() -> float:
    """Processor time, since whatever else the machine does meanwhile is not ours."""
    begin = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "liaison_sync", "--help"], cwd=ROOT, capture_output=True, check=True)
    end = resource.getrusage(resource.RUSAGE_CHILDREN)
    return end.ru_utime + end.ru_stime - begin.ru_utime - begin.ru_stime
