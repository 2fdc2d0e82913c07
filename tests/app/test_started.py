"""Starting and stopping at the terminal: what is refused before anything is started, and what a stop lets finish."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from sqlalchemy import event, text

from liaison_sync.app.poll import poll
from liaison_sync.bootstrap import service
from liaison_sync.config import load
from liaison_sync.store.engine import connect
from tests.house.tree import ROOT
from tests.peers.unprivileged import until

CONFIG = """
[organisation]
name = "Kita"
[console]
port = 0
[[mailboxes]]
name = "humas"
address = "humas@kita.example"
maildir.path = "surat"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    for name in ("cur", "new", "tmp"):
        (tmp_path / "surat" / name).mkdir(parents=True)
    made = tmp_path / "liaison.toml"
    made.write_text(CONFIG, "utf-8")
    return made


def ran(file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(_words(file, *words), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def _words(file: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "liaison_sync", *words, "-c", str(file)]


@contextmanager
def running(file: Path) -> Iterator[subprocess.Popen[str]]:
    """`run`, from the moment its console answers."""
    with subprocess.Popen(_words(file, "run"), cwd=ROOT, stdout=-1, stderr=-1, text=True) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split()[-1]
            until(lambda: _alive(address), "the console")
            yield process
        finally:
            process.kill()


def _alive(address: str) -> bool:
    try:
        with urlopen(f"{address}/livez", timeout=30) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.mark.parametrize("command", ["check", "run", "poll", "certify"])
def test_nothing_is_started_while_values_of_the_example_stand(tmp_path: Path, command: str) -> None:
    subprocess.run([sys.executable, "-m", "liaison_sync", "init", str(tmp_path)], cwd=ROOT, check=True)
    done = ran(tmp_path / "liaison.toml", command)
    assert done.returncode == 3
    assert "organisation.name: masih seperti pada contoh (GANTI) / still stands as in the example" in done.stderr
    assert sorted(one.name for one in tmp_path.iterdir()) == ["liaison.toml"]


def test_a_port_in_use_is_told_in_both_languages_and_nothing_is_started(file: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        file.write_text(CONFIG.replace("port = 0", f"port = {port}"), "utf-8")
        done = ran(file, "run")
    assert done.returncode == 1
    assert f"Konsol tidak dapat mendengarkan di 127.0.0.1 port {port}" in done.stderr
    assert f"The console cannot listen on 127.0.0.1 port {port}" in done.stderr
    assert not (file.parent / "liaison.db").exists()


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_that_is_asked_for_lets_the_round_end_and_says_so(file: Path, asked: signal.Signals) -> None:
    with running(file) as process:
        process.send_signal(asked)
        out, told = process.communicate(timeout=30)
    assert process.returncode == 0, told
    assert "Semua pekerjaan yang berjalan sudah diselesaikan" in out


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("sqlite:////nowhere/at/all.db", "/nowhere/at/all.db"),
        ("sqlite:///liaison.toml", "liaison.toml"),
        ("postgresql+psycopg://somebody:geheim@127.0.0.1:1/mitra", "127.0.0.1/mitra"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_without_a_traceback(file: Path, url: str, place: str) -> None:
    file.write_text(file.read_text("utf-8") + f'[store]\nurl = "{url}"\n', "utf-8")
    done = ran(file, "poll")
    assert done.returncode == 1
    assert "tidak dapat dipakai" in done.stderr
    assert "cannot be used" in done.stderr
    assert place in done.stderr
    assert "Traceback" not in done.stderr
    assert "geheim" not in done.stderr


def test_doctor_names_a_database_that_cannot_be_used_among_its_findings(file: Path) -> None:
    (file.parent / "liaison.db").write_bytes(b"no database " * 500)
    done = ran(file, "doctor", "--language", "en")
    assert done.returncode == 1
    assert "✗ The database" in done.stdout
    assert "humas <humas@kita.example>" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_full_disk_turns_the_mailbox_red_with_what_to_do_and_nothing_is_lost(file: Path) -> None:
    letter = b"From: rina@mitra.example\r\nMessage-ID: <%d@mitra.example>\r\nSubject: Rapat\r\n\r\n"
    with service(load(file)) as here:
        for n in range(20):
            (file.parent / f"surat/new/{n}").write_bytes(letter % n + b64encode(os.urandom(60_000)))
        full = event.listens_for(here.engine, "connect")(lambda c, _: c.execute("PRAGMA max_page_count = 1").close())
        here.engine.dispose()
        failed = poll(here, here.mailboxes[0]).failure
        assert failed is not None
        assert failed.key == "store_unavailable"
        assert "database or disk is full" in failed.detail
        event.remove(here.engine, "connect", full)
        here.engine.dispose()
        assert poll(here, here.mailboxes[0]).messages == 20


def test_a_database_of_a_newer_version_is_left_alone(file: Path) -> None:
    assert ran(file, "poll").returncode == 0
    engine = connect(f"sqlite:///{file.parent}/liaison.db")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    done = ran(file, "poll")
    assert done.returncode == 1
    assert "9999" in done.stderr
    assert "written by a newer liaison-sync" in done.stderr


def test_a_letter_that_cannot_be_written_is_told_and_stops_nothing_else(file: Path) -> None:
    own = file.parent / "templates/letters/no_reply"
    own.mkdir(parents=True)
    (own / "id.txt").write_text("Perihal: {{ nowhere }}\n\n{{ nowhere }}\n", "utf-8")
    file.write_text('templates = "templates"\n' + file.read_text("utf-8"), "utf-8")
    assert ran(file, "check").returncode == 3
    with running(file) as process:
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "nowhere" in told


def test_own_words_that_are_wrong_are_named_and_nothing_is_started(file: Path) -> None:
    own = file.parent / "templates/lang/id"
    own.mkdir(parents=True)
    (own / "run.toml").write_text('console = "Konsol {nowhere}"', "utf-8")
    file.write_text('templates = "templates"\n' + file.read_text("utf-8"), "utf-8")
    for command in ("check", "run"):
        done = ran(file, command)
        assert done.returncode == 3
        assert "run.console: nowhere" in done.stderr
    assert not (file.parent / "liaison.db").exists()


def test_what_the_service_writes_is_its_owners_alone(file: Path) -> None:
    before = os.umask(0o022)
    try:
        assert ran(file, "poll").returncode == 0
    finally:
        os.umask(before)
    assert {one.stat().st_mode & 0o077 for one in file.parent.glob("liaison.db*")} == {0}
