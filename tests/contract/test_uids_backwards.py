"""A server put back from its backup gives numbers twice: told, the other folders read, and its folder read anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from liaison_sync.app.certify import certify
from liaison_sync.app.certify_turn import Turn
from liaison_sync.app.planning import plan
from liaison_sync.app.poll import poll
from liaison_sync.domain.errors import FolderRefused
from liaison_sync.formats.wording import say
from liaison_sync.store import schema as s
from tests.crash.scenario import CITRA, DIRECTORY, HUMAS, _mail
from tests.peers.dovecot import Dovecot
from tests.peers.hostile_imap import Answers, HostileImap
from tests.rig import Rig, mailbox, rig, rows

LETTERS = [_mail(f"m{n}", CITRA, HUMAS, f"Surat {n}", 9 - n / 10) for n in range(12)]


@pytest.fixture
def here(engine: Engine, dovecot: Dovecot, tmp_path: Path) -> Rig:
    """Read to the end; then the server loses the last three, and two new ones get their numbers."""
    made = rig(engine, [mailbox(dovecot.port, "humas", HUMAS)], directory=DIRECTORY)
    box = made.boxes()["humas"]
    dovecot.deliver("humas", LETTERS[:4])
    assert poll(made.service, box).failure is None
    dovecot.back_up("humas", tmp_path / "backup")
    dovecot.deliver("humas", LETTERS[4:7])
    made.clock.turn(minutes=5)
    whole = certify(made.service, box).certificate
    assert whole is not None
    assert (whole.standing, whole.listed) == ("complete", 7)
    plan(made.service)
    dovecot.put_back("humas", tmp_path / "backup")
    dovecot.deliver("humas", LETTERS[7:9])
    dovecot.deliver("humas", LETTERS[9:10], "Sent", "S")
    made.clock.turn(minutes=5)
    return made


def subjects(here: Rig) -> list[str]:
    return sorted(row.subject for row in rows(here.engine, s.message.c.subject))


def test_the_folder_is_told_and_the_others_are_read(here: Rig) -> None:
    done = poll(here.service, here.boxes()["humas"])
    assert isinstance(done.failure, FolderRefused)
    assert done.failure.key == "uids_ran_backwards"
    assert "INBOX" in done.failure.detail
    assert subjects(here) == [f"Surat {n}" for n in (0, 1, 2, 3, 4, 5, 6, 9)]
    for language in ("id", "en"):
        for part in ("cause", "next"):
            assert say(language, f"errors.uids_ran_backwards.{part}", **done.failure.params)


def test_compared_with_the_server_it_is_read_anew_and_nothing_is_doubled_or_lost(here: Rig) -> None:
    followups = {row.id for row in rows(here.engine, s.followup.c.id)}
    made = certify(here.service, here.boxes()["humas"]).certificate
    assert made is not None
    inbox = next(line for line in made.folders if line.path == "INBOX")
    assert (made.standing, inbox.listed, inbox.stored) == ("complete", 6, 6)
    assert subjects(here) == [f"Surat {n}" for n in range(10)]
    i = s.sighting.c
    gone = rows(here.engine, i.locator, where=(i.folder == "INBOX") & i.gone_at.is_not(None))
    alive = rows(here.engine, i.locator, where=(i.folder == "INBOX") & i.gone_at.is_(None))
    assert (len(gone), len(alive)) == (7, 6)  # what was seen under the old numbers stays as a tombstone
    here.clock.turn(minutes=5)
    again = poll(here.service, here.boxes()["humas"])
    assert (again.failure, again.messages) == (None, 0)
    plan(here.service)
    now = {row.id for row in rows(here.engine, s.followup.c.id)}
    assert followups < now
    assert len(now) == len(followups) + 3  # one for each letter that is new


def test_by_itself_it_is_read_anew_an_hour_later_for_a_copy_of_a_server_may_only_lag(here: Rig) -> None:
    turn, box, read = Turn(), here.boxes()["humas"], []
    for minutes in (0, 30, 29, 1):
        here.clock.turn(minutes=minutes)
        turn.read(here.service, box)
        read.append(len(subjects(here)))
    assert read == [8, 8, 8, 10]
    assert len(rows(here.engine, s.certificate.c.id)) == 2


def test_a_folder_without_a_uidvalidity_keeps_no_other_from_being_read(engine: Engine) -> None:
    def opened(command: str) -> bytes:
        shut = b"* 2 EXISTS\r\n* OK [UIDNEXT 3] ok\r\n"
        return shut if "Umum" in command else shut + b"* OK [UIDVALIDITY 7] ok\r\n"

    lies: Answers = {"LIST": b'* LIST () "/" Umum\r\n* LIST () "/" INBOX\r\n', "EXAMINE": opened}
    with HostileImap(lies) as server:
        here = rig(engine, [mailbox(server.port, "humas", HUMAS)])
        failure = poll(here.service, here.service.mailboxes[0]).failure
    assert failure is not None
    assert (failure.key, "Umum" in failure.detail) == ("no_uidvalidity", True)
    assert len(rows(engine, s.sighting.c.locator)) == 2
