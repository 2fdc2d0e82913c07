"""What an administrator must know comes by mail: once a day each, and once when it is over; never twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import Engine, update

from liaison_sync.app.alarms import work
from liaison_sync.app.deliver import deliver
from liaison_sync.app.explain import explain
from liaison_sync.app.service import Mailbox
from liaison_sync.delivery.smtp import SmtpDelivery
from liaison_sync.delivery.smtp_session import SmtpSettings
from liaison_sync.domain.partner import Officer
from liaison_sync.domain.policy import Alarms, Policy
from liaison_sync.ports import Source
from liaison_sync.store import schema as s
from liaison_sync.store.engine import writing
from tests.peers.smtp import ScriptedSmtp
from tests.rig import Rig, rig, rows

OURS = "humas@karsabahari.example"
ADMIN, LEAD = "admin@karsabahari.example", "lead@karsabahari.example"
RED = {"key": "silent", "params": {"account": "humas", "operation": "connect", "detail": "", "host": "imap.example"}}


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as made:
        yield made


@pytest.fixture
def here(engine: Engine, server: ScriptedSmtp) -> Rig:
    settings = SmtpSettings(host="127.0.0.1", port=server.port, tls="none", timeout=2.0)
    told = Policy(organisation="Karsa Bahari", alarms=Alarms(to=(ADMIN, LEAD)))
    box = Mailbox("humas", OURS, _never)
    made = rig(engine, [box], policy=told, send=lambda: SmtpDelivery("humas", settings), address=OURS)
    at = made.clock.now()
    with writing(engine) as connection:
        row = {"name": "humas", "address": OURS, "since": at, "last_success": at}
        connection.execute(s.mailbox.insert(), row)
        connection.execute(s.certificate.insert(), {"id": "ct1", "mailbox": "humas", "day": at.date(), "began": at,
                                                    "at": at, "verdict": "complete"})  # fmt: skip
    return made.but(officers=(Officer(LEAD, "Sari", "en"),))


def _never() -> Source:
    raise AssertionError("nobody reads a mailbox here")


def red(here: Rig, error: object = RED, **well: object) -> None:
    with writing(here.engine) as connection:
        connection.execute(update(s.mailbox).values(error=error, **well))


def certified(here: Rig) -> None:
    with writing(here.engine) as connection:
        connection.execute(update(s.certificate).values(at=here.clock.now()))


def outbox(here: Rig, id_: str, state: str, **changes: object) -> None:
    row = {"id": id_, "kind": "reply", "state": state, "recipients": [], "frozen": b"", "copy": "skipped"}
    with writing(here.engine) as connection:
        connection.execute(s.outbox.insert(), {**row, "queued_at": here.clock.now(), **changes})


def mailed(here: Rig, server: ScriptedSmtp) -> list[tuple[str, str, str]]:
    deliver(here.service, here.clock.now)
    found = []
    for one in server.taken:
        letter = message_from_bytes(one.content, policy=policy.default)
        body = letter.get_body(("plain",))
        found.append((one.recipients[0], str(letter["Subject"]), body.get_content() if body else ""))
    server.taken.clear()
    return sorted(found)


def test_a_mailbox_red_for_longer_than_the_policy_says_is_told_each_in_their_language(
    here: Rig, server: ScriptedSmtp
) -> None:
    red(here)
    here.clock.turn(hours=1, minutes=59)
    assert work(here.service) == 0
    here.clock.turn(minutes=1)
    assert work(here.service) == 2
    (admin, subject, text), (lead, english, body) = mailed(here, server)
    assert (admin, lead) == (ADMIN, LEAD)
    assert ("perlu perhatian" in subject, "humas tidak terbaca" in text) == (True, True)
    assert ("needs somebody" in english, "imap.example" in body) == (True, True)


def test_one_alarm_is_told_once_a_day_and_its_end_once(here: Rig, server: ScriptedSmtp) -> None:
    red(here)
    here.clock.turn(hours=3)
    assert [work(here.service) for _ in range(3)] == [2, 0, 0]
    here.clock.turn(hours=2)
    assert work(here.service) == 0
    here.clock.turn(hours=24)
    certified(here)
    assert [work(here.service), work(here.service)] == [2, 0]
    red(here, None, last_success=here.clock.now())
    assert [work(here.service), work(here.service)] == [2, 0]
    told = [subject for _, subject, _ in mailed(here, server)]
    assert len(told) == 6
    assert sum("semua sudah beres" in one or "all is well again" in one for one in told) == 2


def test_what_begins_later_on_the_same_day_has_a_letter_of_its_own_that_tells_all(
    here: Rig, server: ScriptedSmtp
) -> None:
    red(here)
    here.clock.turn(hours=3)
    work(here.service)
    mailed(here, server)
    outbox(here, "ob-a", "ambiguous")
    assert work(here.service) == 2
    *_, (_, _, body) = mailed(here, server)
    assert "humas could not be read" in body
    assert "Letters of which nobody knows whether they left: 1" in body


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, True),
        ({"detail": {"reason": "account_unavailable"}, "next_try": timedelta(hours=9)}, True),
        ({"detail": {"reason": "pace"}, "next_try": timedelta(hours=9)}, False),
        ({"kind": "alarm", "about": "2026-11-10"}, False),
        ({"kind": "trial"}, False),
    ],
)
def test_letters_that_stand_still_are_told_unless_they_wait_for_a_known_moment(
    here: Rig, changes: dict[str, object], told: bool
) -> None:
    later = changes.get("next_try")
    due = {"next_try": here.clock.now() + later} if isinstance(later, timedelta) else {}
    outbox(here, "ob-a", "queued", **(changes | due))
    here.clock.turn(hours=2, minutes=1)
    assert bool(work(here.service)) is told


def test_a_certificate_that_is_overdue_is_told(here: Rig, server: ScriptedSmtp) -> None:
    here.clock.turn(days=4)
    assert work(here.service) == 2
    assert "has not been compared with its server" in mailed(here, server)[1][2]


def test_explain_tells_what_the_letter_was_about(here: Rig) -> None:
    outbox(here, "ob-a", "ambiguous")
    work(here.service)
    ids = [one.id for one in rows(here.engine, s.outbox.c.id, where=s.outbox.c.kind == "alarm")]
    told = "\n".join(explain(here.service, ids[0], "en"))
    assert "about letters in doubt" in told


def test_without_administrators_nobody_is_told(here: Rig) -> None:
    outbox(here, "ob-a", "ambiguous")
    assert work(here.but(policy=Policy()).service) == 0
