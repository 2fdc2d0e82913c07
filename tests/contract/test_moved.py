"""A copy the server only moved, or files under a further label, is known by the server's id and not fetched again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from liaison_sync.app.poll import poll
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading, writing
from tests.contract.test_gmail import mail, stage
from tests.crash.scenario import HUMAS, RINA
from tests.peers.gmail import ALL, SPAM, Gmail
from tests.peers.hostile_imap import HostileImap
from tests.rig import Rig, difference, rows, tables


def by_gmails_id(gmail: Gmail) -> None:
    """Gmail as it is."""
    del gmail


def by_emailid(gmail: Gmail) -> None:
    """A server of RFC 8474 instead, whose folders are none of them a view of all others."""
    gmail.capabilities = gmail.capabilities.replace(b"X-GM-EXT-1", b"OBJECTID")
    gmail.listed = gmail.listed.replace(" \\All)", " \\Archive)")
    gmail.named = "EMAILID (M{id})"


@pytest.fixture(params=[by_gmails_id, by_emailid], ids=["X-GM-MSGID", "EMAILID"])
def gmail(request: pytest.FixtureRequest) -> Gmail:
    made = Gmail()
    request.param(made)
    made.mail[ALL] = {n: ("", mail(n, RINA, HUMAS)) for n in (1, 2, 3)}
    return made


def moved(gmail: Gmail, content: bytes | None = None) -> None:
    """The second mail becomes junk, under the same id."""
    _, before = gmail.mail[ALL].pop(2)
    gmail.mail[SPAM][77] = ("", content or before)
    gmail.ids[SPAM, 77] = 9002


def lying(here: Rig) -> dict[tuple[str, str], str]:
    g = s.sighting.c
    return {
        (row.folder, row.locator): row.message
        for row in rows(here.engine, g.folder, g.locator, g.message, where=g.gone_at.is_(None))
    }


def test_what_is_moved_is_the_same_message_without_a_byte_of_it_fetched(gmail: Gmail, tmp_path: Path) -> None:
    with HostileImap(gmail.answers()) as server:
        here, box = stage(server, tmp_path)
        poll(here.service, box)
        known = lying(here)
        assert sorted(gmail.fetched) == [(ALL, 1), (ALL, 2), (ALL, 3)]
        moved(gmail)
        gmail.fetched.clear()
        found = poll(here.service, box)
        assert (found.failure, found.gone, gmail.fetched) == (None, 1, [])
        assert lying(here) == {
            (ALL, "7.1"): known[ALL, "7.1"],
            (ALL, "7.3"): known[ALL, "7.3"],
            (SPAM, "7.77"): known[ALL, "7.2"],
        }
        settled = tables(here.engine)
        poll(here.service, box)
        assert not difference(settled, tables(here.engine))


def another_size(here: Rig, gmail: Gmail) -> None:
    """A server that gives one id to two letters is not believed."""
    del here
    moved(gmail, mail(9, RINA, HUMAS) + b"Lain.\r\n")


def no_bytes(here: Rig, gmail: Gmail) -> None:
    """They were let go of by retention."""
    with writing(here.engine) as connection:
        connection.execute(delete(s.raw))
    moved(gmail)


def altered(here: Rig, gmail: Gmail) -> None:
    """They were made unreadable by an erasure, of the very same length."""
    with writing(here.engine) as connection:
        one, two = connection.execute(select(s.raw.c.sha256, s.raw.c.zstd).order_by(s.raw.c.sha256).limit(2)).all()
        for here_, there in ((one, two), (two, one)):
            connection.execute(update(s.raw).where(s.raw.c.sha256 == here_.sha256).values(zstd=there.zstd))
    moved(gmail)
    gmail.mail[SPAM] |= {78: gmail.mail[ALL][1], 79: gmail.mail[ALL][3]}
    gmail.ids |= {(SPAM, 78): 9001, (SPAM, 79): 9003}


@pytest.mark.parametrize(("happens", "fetched"), [(another_size, 1), (no_bytes, 1), (altered, 2)])
def test_what_is_not_surely_the_same_is_fetched(
    gmail: Gmail, tmp_path: Path, happens: Callable[[Rig, Gmail], None], fetched: int
) -> None:
    with HostileImap(gmail.answers()) as server:
        here, box = stage(server, tmp_path)
        poll(here.service, box)
        happens(here, gmail)
        gmail.fetched.clear()
        assert poll(here.service, box).failure is None
        assert [folder for folder, _ in gmail.fetched] == [SPAM] * fetched
    with reading(here.engine) as connection:
        assert connection.scalar(select(s.sighting.c.state).where(s.sighting.c.locator == "7.77")) == "stored"
