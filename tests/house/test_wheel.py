"""The wheel alone is enough: built, installed with its locked packages elsewhere, and run there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

UV = str(Path(sys.executable).with_name("uv"))
LETTER = b"""From: Rina <rina@mitra.example>\r
To: humas@kita.example\r
Subject: Bls: Audiensi\r
Date: Mon, 16 Nov 2026 09:00:00 +0700\r
Message-ID: <1@mitra.example>\r
\r
Baik, kami hadir.\r
"""
CONFIGURATION = """
[organisation]
name = "Kita"
domains = ["kita.example"]
[[mailboxes]]
name = "humas"
address = "humas@kita.example"
[mailboxes.maildir]
path = "{mail}"
"""


def run(*command: str, cwd: Path, **environment: str) -> str:
    """What a command printed; its errors where it fails. Nothing of this environment but PATH and package sources."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LIAISON", "VIRTUAL_"))}
    ran = subprocess.run(
        command, cwd=cwd, env={**kept, **environment}, capture_output=True, text=True, timeout=300, check=False
    )
    assert ran.returncode == 0, f"{' '.join(command)}\n{(ran.stdout + ran.stderr)[-3000:]}"
    return ran.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as `pip install .` builds it."""
    out = tmp_path_factory.mktemp("dist")
    run(UV, "build", "--quiet", "--wheel", "--no-build-isolation", "--python", sys.executable, "-o", str(out), cwd=ROOT)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in an environment that holds only the wheel and the runtime lock."""
    here = tmp_path_factory.mktemp("elsewhere")
    run(UV, "venv", "--quiet", "--python", sys.executable, str(here / "venv"), cwd=here)
    into = {"VIRTUAL_ENV": str(here / "venv")}
    run(UV, "pip", "install", "-q", "--require-hashes", "-r", str(ROOT / "requirements.lock"), cwd=here, **into)
    run(UV, "pip", "install", "-q", "--no-deps", str(wheel), cwd=here, **into)
    run(UV, "pip", "check", cwd=here, **into)
    return here / "venv/bin/liaison-sync"


def test_the_installed_command_tells_its_version(installed: Path, tmp_path: Path) -> None:
    assert run(str(installed), "--version", cwd=tmp_path).startswith("liaison-sync ")


def test_the_installed_command_reads_a_message(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(LETTER)
    document = json.loads(run(str(installed), "inspect", "message", "one.eml", cwd=tmp_path))
    assert document["base_subject"] == "Audiensi"
    assert document["new_text"].strip() == "Baik, kami hadir."


def test_the_installed_command_writes_and_checks_a_configuration(installed: Path, tmp_path: Path) -> None:
    run(str(installed), "init", "office", cwd=tmp_path)
    file = tmp_path / "office/liaison.toml"
    file.write_text(file.read_text("utf-8").replace("GANTI", "Kita").replace("ganti.example", "kita.example"), "utf-8")
    assert "office/liaison.toml" in run(str(installed), "check", "--config", "office/liaison.toml", cwd=tmp_path)


def test_the_installed_command_makes_its_database(installed: Path, tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / "mail" / name).mkdir(parents=True)
    (tmp_path / "mail/new/1.eml").write_bytes(LETTER)
    (tmp_path / "liaison.toml").write_text(CONFIGURATION.format(mail=tmp_path / "mail"), "utf-8")
    told = json.loads(run(str(installed), "poll", "--json", cwd=tmp_path))
    assert [one["messages"] for one in told["mailboxes"]] == [1]
    assert (tmp_path / "liaison.db").exists()


def test_the_installed_command_plays_the_demo_as_its_script_says(installed: Path, tmp_path: Path) -> None:
    # It ends when all is played; the seconds only bound it, here for a machine that runs other tests beside.
    told = json.loads(run(str(installed), "demo", "--headless", "--seconds", "240", "--json", cwd=tmp_path))
    assert told["differences"] == []
    assert told["figures"]["messages"]["found"] >= 400
