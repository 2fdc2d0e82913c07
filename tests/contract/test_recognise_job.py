"""A change of the directory that concerns much mail is followed page by page, and picked up where it was cut off."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from liaison_sync.app.act import act
from liaison_sync.app.directory import import_directory
from liaison_sync.app.ingest import Copy, ingest
from liaison_sync.app.parsing import Read
from liaison_sync.app.recognise_job import TURN, recognise, work
from liaison_sync.app.rerecognise import SLICE, recognise_again
from liaison_sync.app.round import run_round
from liaison_sync.domain import commands as k
from liaison_sync.domain.filing import Arrival
from liaison_sync.domain.partner import Own
from liaison_sync.store import failpoint
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import connect, writing
from tests.crash.forked import forked
from tests.peers.postgres import Postgres
from tests.rig import START, Here, Rig, difference, rig, rows, tables

OURS = "humas@karsabahari.example"
READ_ONCE = Here()
KOTA = {"id": "kota", "name": "Pemerintah Kota Bahari", "domains": ["kota.example"]}
FEW, MANY = 30, SLICE + 60


def mails() -> list[tuple[bytes, str]]:
    """Many of one office, some of others, some that pretend to be it, ours to either."""
    found = [(letter(n, f"orang{n % 7}@kota.example", OURS, f"Hal {n // 3}"), "inbox") for n in range(MANY)]
    for n in range(MANY, MANY + FEW):
        found.append((letter(n, "siapa@lain.example", OURS, "Tanya", name="Pemerintah Kota Bahari"), "inbox"))
        found.append((letter(n + FEW, "jauh@jauh.example", OURS, "Halo"), "inbox"))
        found.append((letter(n + 2 * FEW, OURS, "budi@k0ta.example", "Kabar"), "sent"))
    return found


def letter(n: int, sender: str, to: str, subject: str, *, name: str = "") -> bytes:
    head = [f'From: "{name}" <{sender}>', f"To: <{to}>", f"Subject: {subject}", f"Message-ID: <{n}@x.example>"]
    return "\r\n".join([*head, "Date: Tue, 10 Nov 2026 09:00:00 +0700", "", f"Isi {n}", ""]).encode()


def filled(engine: Engine) -> Rig:
    made = rig(engine, parsers=READ_ONCE).but(own=Own(("karsabahari.example",), (OURS,)))
    whole = mails()
    read = READ_ONCE.read_all([raw for raw, _ in whole])
    copies = [
        Copy(Arrival("humas", role, role, f"1.{n}", START, one.parsed.message), one)
        for n, ((_, role), one) in enumerate(zip(whole, read, strict=True))
    ]
    for at in range(0, len(copies), 100):
        with writing(engine) as connection:
            apply(connection, ingest(connection, made.service, copies[at : at + 100], START))
    return made


@pytest.fixture
def here(engine: Engine) -> Rig:
    return filled(engine)


def register(here: Rig) -> None:
    assert import_directory(here.service, json.dumps({"partners": [KOTA]}), actor="cli").problems == ()


def partners(here: Rig) -> dict[str | None, int]:
    found: dict[str | None, int] = {}
    for row in rows(here.engine, s.message.c.partner):
        found[row.partner] = found.get(row.partner, 0) + 1
    return found


def settled(here: Rig) -> bool:
    """Whether recognising every message anew would change nothing."""
    before = tables(here.engine)
    with writing(here.engine) as connection:
        keys = sorted(connection.execute(select(s.message.c.key)).scalars())
        assert recognise_again(connection, here.service, keys) == 0
    return difference(before, tables(here.engine)) == {}


def test_little_mail_is_recognised_with_the_change_itself(here: Rig) -> None:
    act(here.service, k.PutPartner("jauh", "Jauh", domains=("jauh.example",)), actor="a@x.example")
    assert partners(here)["jauh"] == FEW
    assert rows(here.engine, s.job.c.id) == []


def test_much_mail_is_recognised_afterwards_page_by_page(here: Rig) -> None:
    register(here)
    assert partners(here) == {None: len(mails())}
    assert len(rows(here.engine, s.job.c.id)) == 1
    pages = list(recognise(here.service))
    assert [one.done for one in pages] == [SLICE, pages[-1].total]
    assert partners(here)["kota"] == MANY
    assert rows(here.engine, s.job.c.id) == []
    assert settled(here)


def test_mail_that_pretends_to_be_a_new_partner_is_warned_of_wherever_it_comes_from(here: Rig) -> None:
    register(here)
    work(here.service)
    warned = [row.warnings for row in rows(here.engine, s.message.c.warnings) if row.warnings]
    assert sum("display_name_of_partner:kota" in one for one in warned) == FEW
    assert sum(any(w.startswith("look_alike_domain") for w in one) for one in warned) == FEW


def test_cut_off_it_goes_on_where_it_was(here: Rig) -> None:
    register(here)
    pages = recognise(here.service)
    next(pages)
    pages.close()
    (job,) = rows(here.engine, s.job)
    assert (job.document["done"], job.lease_owner) == (SLICE, None)
    before = partners(here)["kota"]
    (rest,) = recognise(here.but(worker="other").service)
    assert rest.done == rest.total
    assert before < partners(here)["kota"] == MANY
    assert settled(here)


def test_a_round_ends_it_and_a_turn_of_the_worker_does_some_pages(here: Rig) -> None:
    register(here)
    assert work(here.service, pages=1) == 1
    assert len(rows(here.engine, s.job.c.id)) == 1
    run_round(here.service)
    assert rows(here.engine, s.job.c.id) == []
    assert settled(here)
    assert TURN > 1


def test_a_second_process_leaves_it_to_the_first(here: Rig) -> None:
    register(here)
    pages = recognise(here.service)
    next(pages)
    assert list(recognise(here.but(worker="other").service)) == []
    assert len(list(pages)) == 1


def test_a_directory_changed_back_meanwhile_comes_to_the_last_word(here: Rig) -> None:
    register(here)
    next(pages := recognise(here.service))
    here.clock.turn(seconds=1)
    act(here.service, k.PutPartner("kota", "Pemerintah Kota Bahari", domains=()), actor="a@x.example")
    list(pages)
    list(recognise(here.service))
    assert partners(here) == {None: len(mails())}
    assert rows(here.engine, s.job.c.id) == []


def test_the_same_file_again_asks_for_nothing(here: Rig) -> None:
    register(here)
    work(here.service)
    register(here)
    assert rows(here.engine, s.job.c.id) == []


# --- killed -------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def copies(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Gives the URL of a fresh copy of a store with such work waiting."""
    postgres: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    url = postgres.migrated() if postgres else f"sqlite:///{tmp_path}/first.db"
    engine = connect(url)
    register(filled(engine))
    if postgres is None:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    numbers = iter(range(1000))

    def copied() -> str:
        if postgres is not None:
            return postgres.database(url.rsplit("/", 1)[1])
        path = tmp_path / f"{next(numbers)}.db"
        shutil.copy(tmp_path / "first.db", path)
        return f"sqlite:///{path}"

    return copied


def life(url: str, *, at: int = 0, trace: str = "") -> int:
    """The work in a process of its own, killed at its point `at`; its wait status."""

    def alone() -> None:
        failpoint.arm(at, trace=trace)
        service: Any = rig(connect(url), parsers=READ_ONCE).but(own=Own(("karsabahari.example",), (OURS,))).service
        work(service, pages=None)

    return forked(alone)


def dump(url: str) -> dict[str, list[str]]:
    engine = connect(url)
    found = tables(engine)
    engine.dispose()
    return found


def test_killed_anywhere_it_comes_to_the_same(copies: Callable[[], str], tmp_path: Path) -> None:
    plain, trace = copies(), tmp_path / "trace"
    assert life(plain, trace=str(trace)) == 0
    wanted = dump(plain)
    assert wanted["job"] == []
    points = [int(line.split()[0]) for line in trace.read_text("utf-8").splitlines()]
    assert len(points) > 10
    for at in points[:: 2 if plain.startswith("sqlite") else 5]:
        url = copies()
        assert os.WTERMSIG(life(url, at=at)) == signal.SIGKILL
        assert life(url) == 0
        assert difference(wanted, dump(url)) == {}, at


class Writing(Here):
    """Writes to the store while it reads mail: nobody may hold the writer then."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine = engine

    def read_all(self, raws: Sequence[bytes]) -> list[Read]:
        with writing(self.engine):
            return super().read_all(raws)


def test_mail_is_read_before_the_writer_is_held(here: Rig) -> None:
    register(here)
    assert len(list(recognise(here.but(parsers=Writing(here.engine)).service))) == 2
