"""What README and docs show is run: every fenced block marked `sh run`, in order, in a fresh folder per document."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, text

DOCUMENTS = [name for name in files() if name.suffix == ".md" and (name.parts[0] == "docs" or len(name.parts) == 1)]
RUN = re.compile(r"(?ms)^```sh run\n(.*?)^```")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@pytest.mark.parametrize("name", [one for one in DOCUMENTS if RUN.search(text(one))], ids=str)
def test_the_examples_of_a_document_run(name: Path, tmp_path: Path) -> None:
    script = "\n".join(RUN.findall(text(name)))
    command = tmp_path / "bin/liaison-sync"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m liaison_sync "$@"\n')
    command.chmod(0o755)
    environment = {**os.environ, "PATH": f"{command.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env={key: value for key, value in environment.items() if not key.startswith("LIAISON")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, (ran.stdout + ran.stderr)[-3000:]


def test_some_examples_are_run() -> None:
    assert [str(one) for one in DOCUMENTS if RUN.search(text(one))]


@pytest.mark.parametrize("name", DOCUMENTS, ids=str)
def test_links_between_documents_lead_somewhere(name: Path) -> None:
    known = {(ROOT / one).resolve() for one in files()}
    wanted = [(ROOT / name).parent.joinpath(link).resolve() for link in LINK.findall(text(name))]
    assert [str(one) for one in wanted if one not in known and not one.is_dir()] == []


def test_the_readme_opens_with_what_it_is_a_picture_and_the_two_commands() -> None:
    opening = text(Path("README.md"))[:1500]
    assert opening.startswith("# liaison-sync\n")
    assert re.search(r"!\[[^]]+\]\(docs/screenshots/today\.png\)", opening)
    assert re.search(r"(?s)```sh\nmake demo\b.*?make test\b.*?```", opening)
