"""`doctor --send`: one letter to ourselves, and what its way shows; the store knows only that it was there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from liaison_sync.app.certify import certify
from liaison_sync.app.certify_words import lines
from liaison_sync.app.deliver import Delivered, deliver
from liaison_sync.app.doctor_letter import send_to_self
from liaison_sync.app.poll import read_all
from liaison_sync.app.service import Mailbox
from liaison_sync.delivery.smtp import SmtpDelivery
from liaison_sync.delivery.smtp_session import SmtpSettings
from liaison_sync.domain.partner import Own
from liaison_sync.formats.wording import LANGUAGES, say
from liaison_sync.ports import Finding
from liaison_sync.sources.maildir import MaildirSettings, MaildirSource
from liaison_sync.store import schema as s
from tests.peers.smtp import ScriptedSmtp
from tests.rig import Rig, rig, rows

OURS = "humas@karsabahari.example"
MX = "mx.karsabahari.example"
SIGNED = "DKIM-Signature: v=1; a=rsa-sha256; d=karsabahari.example; s=s2026;\r\n b=abc\r\n"


@dataclass
class Way:
    """What the servers do between us and the mailbox: a letter taken comes at the next look."""

    here: Rig
    server: ScriptedSmtp
    root: Path
    results: str = ""
    clock_off: timedelta = timedelta()
    folder: str = ""
    taken: list[bytes] = field(default_factory=list)

    def pause(self, seconds: float) -> None:
        self.here.clock.turn(seconds=seconds)
        for one in self.server.taken[len(self.taken) :]:
            self.taken.append(one.content)
            stamp = format_datetime(self.here.clock.now() + self.clock_off)
            received = f"Received: from us by {MX}; {stamp}\r\n"
            place = self.root / self.folder / "new" / f"{len(self.taken)}.host"
            place.write_bytes((self.results + received + SIGNED).encode() + one.content)

    def told(self, *, seconds: float = 20, authserv_id: str | None = MX) -> dict[str, Finding]:
        here = self.here.but(own=Own(("karsabahari.example",), (OURS,), authserv_id))
        found = send_to_self(here.service, seconds=seconds, pause=self.pause, signed=_no_keys)
        for one in found:
            for language in LANGUAGES:
                say(language, f"{one.key}.cause", **one.params)
                if one.level != "ok":
                    say(language, f"{one.key}.next", **one.params)
        return {one.key.removeprefix("doctor."): one for one in found}


def _no_keys(selector: str, domain: str) -> list[Finding]:
    return []


@pytest.fixture
def way(engine: Engine, tmp_path: Path) -> Iterator[Way]:
    for place in (tmp_path, tmp_path / ".Spam"):
        for name in ("cur", "new", "tmp"):
            (place / name).mkdir(parents=True)
    old = b"From: <a@mitra.example>\r\nMessage-ID: <1@mitra.example>\r\nSubject: Lama\r\n\r\nHalo.\r\n"
    (tmp_path / "new/0.host").write_bytes(old)
    box = Mailbox("humas", OURS, lambda: MaildirSource("humas", MaildirSettings(path=tmp_path)))
    with ScriptedSmtp() as server:
        settings = SmtpSettings(host="127.0.0.1", port=server.port, tls="none", timeout=2.0)
        yield Way(rig(engine, [box], send=lambda: SmtpDelivery("humas", settings), address=OURS), server, tmp_path)


def test_a_letter_that_arrives_tells_the_time_it_took_its_signature_and_what_the_server_says(way: Way) -> None:
    way.results = f"Authentication-Results: {MX}; dmarc=pass header.from=karsabahari.example\r\n"
    found = way.told()
    assert list(found) == ["trial_left", "trial_seen", "clock", "trial_proved", "trial_signed"]
    assert {one.level for one in found.values()} == {"ok"}
    assert found["trial_seen"].params["seconds"] == "2"
    assert found["trial_signed"].params == {"selector": "s2026", "domain": "karsabahari.example"}


def test_it_is_accounted_for_and_becomes_no_message_and_no_thread(way: Way) -> None:
    way.told()
    read_all(way.here.service, way.here.service.mailboxes)
    assert [row.subject for row in rows(way.here.engine, s.thread.c.subject)] == ["Lama"]
    seen = rows(way.here.engine, s.sighting.c.state, s.sighting.c.rule)
    assert sorted((one.state, one.rule) for one in seen) == [("excluded", "trial_letter"), ("stored", "")]
    made = certify(way.here.service, way.here.service.mailboxes[0])
    assert any("1 surat uji" in line for line in lines(made, "id", "Asia/Jakarta"))


def test_it_is_never_sent_again(way: Way) -> None:
    way.told()
    assert deliver(way.here.service, way.here.clock.now) == Delivered()
    way.here.clock.turn(days=1)
    assert deliver(way.here.service, way.here.clock.now) == Delivered()
    assert len(way.server.taken) == 1


def test_a_stranger_who_names_such_a_letter_hides_nothing(way: Way) -> None:
    forged = f"From: <{OURS}>\r\nMessage-ID: <ob-trial-00@karsabahari.example>\r\nSubject: Palsu\r\n\r\nx\r\n"
    (way.root / "new/9.host").write_text(forged)
    read_all(way.here.service, way.here.service.mailboxes)
    assert {row.subject for row in rows(way.here.engine, s.thread.c.subject)} == {"Lama", "Palsu"}


def _in_junk(way: Way) -> None:
    way.folder = ".Spam"


def _refuted(way: Way) -> None:
    way.results = f"Authentication-Results: {MX}; dmarc=fail header.from=karsabahari.example\r\n"


def _refused(way: Way) -> None:
    way.server.script.rcpt[OURS] = "550 5.7.1 relaying denied"


def _lost(way: Way) -> None:
    way.server.script.after_dot = "250 2.0.0 taken, and dropped"


def _in_doubt(way: Way) -> None:
    way.server.script.hang_up = "at_dot"


def _nobody_there(way: Way) -> None:
    way.server.close()


@pytest.mark.parametrize(
    ("happens", "expected"),
    [
        (_in_junk, {"trial_in_junk": "warn", "trial_no_results": "warn"}),
        (_refuted, {"trial_refuted": "bad"}),
        (_refused, {"trial_refused": "bad"}),
        (_lost, {"trial_not_seen": "bad"}),
        (_in_doubt, {"trial_doubtful": "warn", "trial_not_seen": "bad"}),
        (_nobody_there, {"errors.refused": "bad"}),
    ],
)
def test_what_goes_wrong_on_the_way_is_told(way: Way, happens: Callable[[Way], None], expected: dict[str, str]) -> None:
    happens(way)
    found = way.told(seconds=6)
    assert {key: one.level for key, one in found.items() if one.level != "ok"} == expected


@pytest.mark.parametrize(
    ("off", "key", "seconds"),
    [(-90, "clock_ahead", "87"), (90, "clock_behind", "90"), (-50, "clock", "47"), (50, "clock", "50")],
)
def test_our_clock_is_compared_with_the_servers_stamp(way: Way, off: int, key: str, seconds: str) -> None:
    way.clock_off = timedelta(seconds=off)
    assert way.told()[key].params["seconds"] == seconds


def test_without_a_named_server_its_words_are_shown_and_not_believed(way: Way) -> None:
    way.results = "Authentication-Results: mx.lain.example; dmarc=pass; spf=pass\r\n"
    found = way.told(authserv_id=None)
    assert found["trial_server_unnamed"].params == {"server": "mx.lain.example", "said": "dmarc=pass, spf=pass"}
    assert way.told()["trial_not_judged"].level == "warn"
