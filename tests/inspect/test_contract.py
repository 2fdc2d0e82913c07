"""What a harness sees of `liaison-sync inspect`: exit codes, streams, and one answer a line whatever is asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

LETTER = b"From: rina@kemlu.go.id\r\nTo: humas@kami.id\r\nSubject: Rapat\r\nMessage-ID: <1@k>\r\n\r\nIsi.\r\n"


def run(*arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "liaison_sync", "inspect", *arguments],
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


def asked(*requests: bytes) -> list[Any]:
    done = run("batch", given=b"\n".join(requests) + b"\n", PYTHONIOENCODING="latin-1:strict")
    assert (done.returncode, done.stderr) == (0, b"")
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


@pytest.fixture
def letter(tmp_path: Path) -> str:
    path = tmp_path / "surat.eml"
    path.write_bytes(LETTER)
    return str(path)


def test_no_request_ends_the_batch(letter: str, tmp_path: Path) -> None:
    good = json.dumps({"call": "message", "files": [letter]}).encode()
    bad = [
        b'{"call": "message", "files": ["/tidak/ada"]}',
        b"[" * 100_000,
        b'{"call": "message", "files": ["\\ud800"]}',
        b"\xff\xfe\x00",
        b"null",
        json.dumps({"call": "message", "files": [str(tmp_path)]}).encode(),
    ]
    answers = asked(*[line for one in bad for line in (one, good)])
    assert [set(answer) for answer in answers[::2]] == [{"error"}] * len(bad)
    assert [answer[0]["message_id"] for answer in answers[1::2]] == ["1@k"] * len(bad)


def test_a_request_that_is_not_as_described_is_wrong_usage(letter: str) -> None:
    wrong: list[dict[str, object]] = [
        {"call": "message"},
        {"call": "message", "files": letter},
        {"call": "threads", "files": [letter], "mailbox": "humas@kami.id"},
        {"call": "engagements", "steps": [{"file": letter}]},
        {"call": "engagements", "mailbox": ["humas@kami.id"], "steps": [{"file": letter, "folder": "arsip"}]},
        {"call": "engagements", "mailbox": ["humas@kami.id"], "authentication": "maybe", "steps": [{"file": letter}]},
        {"call": "engagements", "mailbox": ["humas@kami.id"], "now": "2026-11-22", "steps": [{"file": letter}]},
        {"call": "occurrences", "files": [letter], "from": "besok", "to": "lusa"},
    ]
    answers = asked(*[json.dumps(one).encode() for one in wrong])
    assert [answer["error"]["reason"] for answer in answers] == ["wrong_usage"] * len(wrong)


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        (b"besok", "a line must be one JSON object"),
        (b"[]", "a line must be one JSON object"),
        (b'{"call": "mail"}', "call: one of message, threads"),
        (b'{"call": "message", "files": ["gone.eml"]}', "gone.eml: No such file"),
        (b'{"call": "occurrences", "files": [], "from": "besok", "to": "lusa"}', "besok is no instant"),
    ],
)
def test_wrong_usage_is_told_in_words(line: bytes, detail: str) -> None:
    (answer,) = asked(line)
    assert answer["error"]["reason"] == "wrong_usage"
    assert answer["error"]["detail"].startswith(detail)


def test_output_is_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes("Subject: Réunion 会議\r\n\r\nIsi\r\n".encode())
    done = run("message", str(path), PYTHONIOENCODING="latin-1:strict")
    assert json.loads(done.stdout.decode("utf-8"))["subject"] == "Réunion 会議"


def test_wrong_usage_exits_2_and_says_why_without_a_traceback(letter: str, tmp_path: Path) -> None:
    us = ("--mailbox", "humas@kami.id")
    wrong = [
        ("message",),
        ("message", "/tidak/ada"),
        ("message", str(tmp_path)),
        ("engagements", letter),
        ("engagements", *us),
        ("engagements", *us, "--now", "besok", letter),
        ("engagements", *us, "--authentication", "maybe", letter),
        ("occurrences", "--from", "x", "--to", "y", letter),
    ]
    for arguments in wrong:
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (2, b""), arguments
        assert b"Traceback" not in done.stderr


def test_several_addresses_may_follow_mailbox(letter: str) -> None:
    done = run("engagements", "--mailbox", "humas@kami.id", "event@kami.id", letter)
    assert (done.returncode, json.loads(done.stdout)) == (0, {"engagements": [], "facts": [], "problems": []})


def test_poison_exits_0(tmp_path: Path) -> None:
    path = tmp_path / "racun"
    path.write_bytes(bytes(range(256)) * 50)
    done = run("message", str(path))
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["size"] == 12800
