"""Yesterday's backup is restored: what left since then does not leave again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, delete, select, update

from liaison_sync.domain.followup import Reason
from liaison_sync.formats.reasons import reason_text
from liaison_sync.store import schema as s
from liaison_sync.store.engine import writing
from tests.contract.test_outbox import OURS, approved, rig_of, send, states
from tests.crash.scenario import BUDI, RINA
from tests.peers.dovecot import Dovecot
from tests.peers.smtp import ScriptedSmtp
from tests.rig import rows


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as made:
        yield made


@pytest.mark.parametrize("queued", [False, True])
def test_a_letter_whose_copy_lies_in_sent_left_whatever_the_backup_says(
    engine: Engine, dovecot: Dovecot, server: ScriptedSmtp, queued: bool
) -> None:
    """`queued`: when the backup was made, it waited for another try. Nobody approved it: no word of a colleague's."""
    dovecot.deliver("humas", [OURS], "Sent", "S")
    here = approved(rig_of(engine, dovecot, server.port))
    with writing(engine) as connection:
        connection.execute(update(s.followup).values(approved_by="policy"))
    if queued:
        server.script.rcpt = dict.fromkeys((RINA, BUDI), "450 4.2.2 mailbox full")
        assert send(here).deferred == 1
        server.script.rcpt.clear()
        here.clock.turn(minutes=2)
    backup = backed_up(engine)
    assert send(here).sent == 1
    restore(engine, backup)
    here.clock.turn(minutes=1)
    assert send(here).sent == 0
    assert (states(here), len(server.taken)) == (("sent", "sent"), 1)
    (row,) = rows(engine, s.outbox.c.recipients)
    assert {one["outcome"] for one in row.recipients} == {"accepted"}


def backed_up(engine: Engine) -> dict[str, list[dict[str, object]]]:
    with engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in (s.followup, s.outbox)
        }


def restore(engine: Engine, backup: dict[str, list[dict[str, object]]]) -> None:
    """Nothing was read since the backup, so these two tables are all that changed."""
    with writing(engine) as connection:
        connection.execute(delete(s.outbox))
        if backup["outbox"]:
            connection.execute(s.outbox.insert(), backup["outbox"])
        for row in backup["followup"]:
            connection.execute(update(s.followup).where(s.followup.c.id == row["id"]).values(row))


def test_what_an_older_version_wrote_of_a_hold_is_told_with_what_it_knew() -> None:
    for language in ("id", "en"):
        assert "60" in reason_text(Reason("cap_hour", (("count", 60),)), language, "Asia/Jakarta")
