"""`liaison-sync invite` at the terminal: looked at first, sent by a real SMTP server once, changed, called off."""

from __future__ import annotations

import email
import json
import time
from collections.abc import Iterator
from email import policy
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from typer.testing import CliRunner, Result

from liaison_sync.cli import app
from tests.itip_tables import faults
from tests.peers.smtp import ScriptedSmtp

CONFIG = """
[organisation]
name = "Yayasan Karsa Bahari"
language = "{language}"
domains = ["karsabahari.example"]
[store]
url = "sqlite:///{folder}/kantor.db"
[[mailboxes]]
name = "humas"
address = "humas@karsabahari.example"
maildir.path = "{folder}/surat"
[sender]
address = "humas@karsabahari.example"
name = "Humas Karsa Bahari"
mailbox = "humas"
[sender.smtp]
host = "127.0.0.1"
port = {port}
tls = "none"
[policy.sending]
undo_seconds = 0
"""
RINA, YAMADA = "rina@pemkot.example", "yamada@osaki.example"
ASKED = ("--title", "Rapat panggung", "--start", "2027-03-11 10:00", "--minutes", "90", "--zone", "Asia/Makassar")
PEOPLE = ("--to", f"Rina Wulandari <{RINA}>", "--to", YAMADA)
FILE = """
title = "Rapat berkala"
start = 2027-03-11T10:00:00
zone = "Asia/Makassar"
people = ["Rina <rina@pemkot.example>"]
place = "Aula"
[repeat]
every = "weekly"
days = ["thu"]
count = 5
"""


@pytest.fixture
def smtp() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as made:
        yield made


@pytest.fixture(params=["id", "en"])
def office(request: pytest.FixtureRequest, tmp_path: Path, smtp: ScriptedSmtp) -> Path:
    for name in ("cur", "new", "tmp"):
        (tmp_path / "surat" / name).mkdir(parents=True)
    file = tmp_path / "liaison.toml"
    file.write_text(CONFIG.format(folder=tmp_path, port=smtp.port, language=request.param), "utf-8")
    return file


def run(office: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "-c", str(office)])


def invite(office: Path, *words: str, code: int = 0) -> Any:
    done = run(office, "invite", *words, "--json")
    assert done.exit_code == code, (done.output, done.stderr)
    return json.loads(done.stdout)


def arrived(office: Path, smtp: ScriptedSmtp, count: int) -> list[tuple[str, str, str]]:
    """(to, method, iCalendar) of every letter the server took, once there are `count`."""
    end = time.monotonic() + 20
    while len(smtp.taken) < count and time.monotonic() < end:
        assert run(office, "poll").exit_code == 0
    assert len(smtp.taken) == count
    found = []
    for one in smtp.taken:
        parts = list(email.message_from_bytes(one.content, policy=policy.default).walk())
        (part,) = [p for p in parts if p.get_content_type() == "text/calendar"]
        (to,) = one.recipients
        method, text = str(part.get_param("method")), bytes(part.get_payload(decode=True)).decode()
        assert faults(text, method=method, recipient=to) == []
        found.append((to, method, text))
    return found


def test_nothing_leaves_without_yes(office: Path, smtp: ScriptedSmtp) -> None:
    asked = invite(office, *ASKED, *PEOPLE, code=1)
    assert not asked["queued"]
    assert [one["to"] for one in asked["letters"]] == [RINA, YAMADA]
    dry = run(office, "invite", *ASKED, *PEOPLE, "--dry-run")
    assert dry.exit_code == 0
    assert "Rapat panggung" in dry.stdout
    assert run(office, "invite", *ASKED, *PEOPLE, "--dry-run", "--yes").exit_code == 0
    run(office, "poll")
    assert smtp.taken == []


def test_an_invitation_leaves_once_and_is_changed_and_cancelled_by_its_uid(office: Path, smtp: ScriptedSmtp) -> None:
    uid = invite(office, *ASKED, *PEOPLE, "--yes")["uid"]
    assert {(to, method) for to, method, _ in arrived(office, smtp, 2)} == {(RINA, "REQUEST"), (YAMADA, "REQUEST")}
    assert run(office, "invite", *ASKED, *PEOPLE, "--yes").exit_code == 0  # the same once more says nothing new
    changed = invite(office, "--uid", uid, "--start", "2027-03-12 14.00", "--yes")
    assert {one["rule"] for one in changed["letters"]} == {"organiser.rescheduled"}
    third = arrived(office, smtp, 4)[2][2]
    assert "DTSTART;TZID=Asia/Makassar:20270312T140000" in third
    assert "SEQUENCE:1" in third
    assert "Rapat panggung" in third
    invite(office, "--uid", uid, "--cancel", "--yes")
    assert {method for _, method, _ in arrived(office, smtp, 6)[4:]} == {"CANCEL"}
    assert run(office, "invite", "--uid", "nobody@knows.example", "--cancel", "--yes").exit_code == 1
    assert run(office, "invite", "--uid", "nobody@knows.example", "--title", "x").exit_code == 1


def test_a_series_from_a_file_and_one_of_it_moved_and_one_called_off(
    office: Path, smtp: ScriptedSmtp, tmp_path: Path
) -> None:
    file = tmp_path / "rapat.toml"
    file.write_text(FILE, "utf-8")
    uid = invite(office, str(file), "--yes")["uid"]
    ((_, _, whole),) = arrived(office, smtp, 1)
    assert "RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=5" in whole
    invite(office, "--uid", uid, "--only", "2027-03-18 10:00", "--start", "2027-03-19 09:00", "--yes")
    moved: Any = next(iter(Calendar.from_ical(arrived(office, smtp, 2)[1][2]).walk("VEVENT")))
    assert moved["RECURRENCE-ID"].dt.isoformat() == "2027-03-18T10:00:00+08:00"
    invite(office, "--uid", uid, "--only", "2027-03-25 10:00", "--cancel", "--yes")
    assert arrived(office, smtp, 3)[2][1] == "CANCEL"
    assert run(office, "invite", "--uid", uid, "--only", "2027-03-26 10:00", "--cancel").exit_code == 1


def test_a_calendar_file_keeps_its_uid_so_that_its_next_edition_is_an_update(
    office: Path, smtp: ScriptedSmtp, tmp_path: Path
) -> None:
    file = tmp_path / "rapat.ics"
    text = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:abc@karsabahari.example\r\n"
        "DTSTAMP:20270101T000000Z\r\nDTSTART;TZID=Asia/Jakarta:20270311T100000\r\nDTEND;TZID=Asia/Jakarta:20270311T113000\r\n"
        f"SUMMARY:Rapat\r\nATTENDEE:mailto:{RINA}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    file.write_text(text, "utf-8")
    assert invite(office, str(file), "--yes")["uid"] == "abc@karsabahari.example"
    file.write_text(text.replace("T113000", "T120000"), "utf-8")
    (letter,) = invite(office, str(file), "--yes")["letters"]
    assert letter["rule"] == "organiser.rescheduled"
    assert [method for _, method, _ in arrived(office, smtp, 2)] == ["REQUEST", "REQUEST"]


def test_what_stands_against_the_time_is_told_in_the_language_of_the_house(office: Path) -> None:
    holiday = run(office, "invite", *ASKED[:2], "--start", "2026-12-25 20:00", *PEOPLE, "--dry-run")
    english = 'language = "en"' in office.read_text("utf-8")
    assert ("is a holiday" if english else "hari libur") in holiday.stdout
    busy = run(office, "invite", *ASKED, *PEOPLE, "--dry-run", "--language", "en" if not english else "id")
    assert busy.exit_code == 0
    past = invite(office, "--title", "x", "--start", "2020-01-01 10:00", *PEOPLE, "--dry-run")
    assert "past" in {one["kind"] for one in past["warnings"]}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--title", "x"), 1),
        (("--title", "x", "--start", "besok"), 2),
        (("--title", "x", "--start", "2027-03-11"), 2),
        ((*ASKED, "--count", "3"), 2),
        ((*ASKED, *PEOPLE, "--repeat", "weekly", "--on", "someday", "--count", "3"), 2),
        ((*ASKED, *PEOPLE, "--repeat", "weekly", "--on", "mon", "--count", "3"), 1),
        ((*ASKED,), 1),
        ((*ASKED, "--to", "no address"), 1),
        (("--cancel",), 2),
        (("no-such-file.toml",), 2),
        ((*ASKED, *PEOPLE, "--zone", "Mars/Utopia"), 1),
    ],
)
def test_what_cannot_be_says_why_and_ends_with_its_code(office: Path, words: tuple[str, ...], code: int) -> None:
    done = run(office, "invite", *words, "--yes")
    assert done.exit_code == code, (done.output, done.stderr)
    assert done.stderr.strip()


@pytest.mark.parametrize(
    "text",
    [
        "titel = 'x'",
        "title = 3",
        "start = 2027-03-11",
        "[repeat]\nevery = 'yearly'",
        "a = ",
        "BEGIN:VCALENDAR\r\n",
        "\0",
    ],
)
def test_a_file_nobody_understands_is_refused(office: Path, tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.toml"
    file.write_text(text, "utf-8")
    done = run(office, "invite", str(file), "--yes")
    assert done.exit_code == 2
    assert done.stderr.strip()
