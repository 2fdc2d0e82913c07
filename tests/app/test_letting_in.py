"""No message stops a mailbox: what our own code cannot take in is set aside with its bytes, and the others go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from liaison_sync.app.letting_in import REASON
from liaison_sync.app.parsing import Read
from liaison_sync.app.poll import poll
from liaison_sync.app.quarantine import NotReplayed, replay
from liaison_sync.app.service import Mailbox
from liaison_sync.sources.maildir import MaildirSettings, MaildirSource
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import connect, writing
from tests.peers.mail import letter
from tests.rig import Here, Rig, rig, rows


class Faulty(Here):
    """A reader with a fault: of some letters it tells a Message-ID that is no text."""

    def read_all(self, raws: Sequence[bytes]) -> list[Read]:
        return [
            _wrong(one) if b"X-Fault" in raw else one for raw, one in zip(raws, super().read_all(raws), strict=True)
        ]


def _wrong(one: Read) -> Read:
    message = replace(one.parsed.message, message_id=7)  # type: ignore[arg-type]
    return replace(one, parsed=replace(one.parsed, message=message), gist=replace(one.gist, message_id=7))  # type: ignore[arg-type]


def stage(folder: Path, bad: set[int]) -> tuple[Rig, Mailbox]:
    inbox = folder / "mail"
    for name in ("cur", "new", "tmp"):
        (inbox / name).mkdir(parents=True)
    for n in range(9):
        (inbox / "new" / f"{n}.here").write_bytes((b"X-Fault: yes\r\n" if n in bad else b"") + letter(n))
    box = Mailbox("humas", "humas@kantor.example", lambda: MaildirSource("humas", MaildirSettings(path=inbox)))
    return rig(connect(f"sqlite:///{folder}/store.db"), [box], parsers=Faulty()), box


@pytest.mark.parametrize("bad", [{4}, {0, 8}, {2, 3, 4}, set(range(9))])
def test_what_our_own_code_fails_over_is_set_aside_and_the_rest_is_taken_in(tmp_path: Path, bad: set[int]) -> None:
    here, box = stage(tmp_path, bad)
    done = poll(here.service, box)
    assert (done.failure, done.quarantined) == (None, len(bad))
    i, q = s.sighting.c, s.quarantine.c
    assert sorted(rows(here.engine, i.state)) == sorted([("quarantined",)] * len(bad) + [("stored",)] * (9 - len(bad)))
    assert {tuple(row) for row in rows(here.engine, q.reason, q.released_at)} == {(REASON, None)}
    assert len(rows(here.engine, s.raw.c.sha256)) == 9
    assert poll(here.service, box).messages == 0  # and nothing is asked for again


def test_what_was_set_aside_enters_by_a_replay_once_the_fault_is_mended(tmp_path: Path) -> None:
    here, box = stage(tmp_path, {4})
    poll(here.service, box)
    ((id_,),) = rows(here.engine, s.quarantine.c.id)
    with writing(here.engine) as connection:
        assert replay(connection, here.service, id_, here.clock.now()) == NotReplayed("unreadable")
    mended = here.but(parsers=Here())
    with writing(here.engine) as connection:
        found = replay(connection, mended.service, id_, here.clock.now())
        assert isinstance(found, list)
        apply(connection, found)
    assert set(rows(here.engine, s.sighting.c.state)) == {("stored",)}
    assert len(rows(here.engine, s.message.c.key)) == 9
