"""What rules leave out of a mailbox is accounted for by its rule, keeps no text, and comes in once they let it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from liaison_sync.app.certify import certify
from liaison_sync.app.certify_words import folder_text
from liaison_sync.app.poll import poll
from liaison_sync.app.service import Mailbox
from liaison_sync.config import ConfigInvalid, load
from liaison_sync.domain.mail_rules import MailRules
from liaison_sync.sources.maildir import MaildirSettings, MaildirSource
from liaison_sync.store import left_out
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.rig import Rig, difference, rig, rows, tables

US = "humas@kantor.example"
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
SINCE = MailRules(date(2026, 1, 1), NEW_YEAR, own=frozenset({US}))


def put(root: Path, name: str, sender: str, received: datetime, folder: str = "") -> None:
    for part in ("cur", "new", "tmp"):
        (root / folder / part).mkdir(parents=True, exist_ok=True)
    file = root / folder / f"cur/{name}:2,S"
    head = f"From: <{sender}>\r\nTo: <{US}>\r\nSubject: Hal {name}\r\nMessage-ID: <{name}@x.example>\r\n"
    file.write_text(f"{head}\r\nKata {name}.\r\n", "utf-8")
    os.utime(file, (received.timestamp(), received.timestamp()))


@pytest.fixture
def here(engine: Engine, tmp_path: Path) -> Rig:
    root = tmp_path / "humas"
    put(root, "lama", "rina@pemkot.example", datetime(2025, 6, 1, tzinfo=UTC))
    put(root, "baru", "rina@dinas.pemkot.example", datetime(2026, 6, 1, tzinfo=UTC))
    put(root, "iklan", "promo@iklan.example", datetime(2026, 6, 2, tzinfo=UTC))
    put(root, "kami", US, datetime(2026, 6, 3, tzinfo=UTC), ".Sent")
    box = Mailbox("humas", US, lambda: MaildirSource("humas", MaildirSettings(path=root)))
    return rig(engine, [box], address=US)


def ruled(here: Rig, rules: MailRules) -> Rig:
    return here.but(mailboxes=tuple(replace(one, rules=rules) for one in here.service.mailboxes))


def polled(here: Rig) -> None:
    assert poll(here.service, here.service.mailboxes[0]).failure is None


def stored(here: Rig) -> list[str]:
    return sorted(row.subject.removeprefix("Hal ") for row in rows(here.engine, s.message.c.subject))


def out(here: Rig) -> dict[str, int]:
    with reading(here.engine) as connection:
        return left_out.counted(connection).get("humas", {})


IGNORING = replace(SINCE, since=None, ignore_senders=("iklan.example",))
ONLY = replace(SINCE, since=None, only_senders=("pemkot.example",))


@pytest.mark.parametrize(
    ("rules", "read", "rule", "said"),
    [
        (SINCE, ["baru", "iklan", "kami"], "before_since:2026-01-01", "(1 diterima sebelum 1 Jan 2026)"),
        (IGNORING, ["baru", "kami", "lama"], "ignored_sender:iklan.example", "(1 dari iklan.example (ignore_senders))"),
        (ONLY, ["baru", "kami", "lama"], "not_listed_sender:", "tidak disebut di only_senders)"),
    ],
)
def test_a_rule_leaves_out_and_is_named_in_the_certificate(
    here: Rig, rules: MailRules, read: list[str], rule: str, said: str
) -> None:
    bound = ruled(here, rules)
    polled(bound)
    assert stored(bound) == read
    ((name, number),) = out(bound).items()
    assert name.startswith(rule)
    assert number == 1
    ((sha256, message),) = rows(
        here.engine, s.sighting.c.sha256, s.sighting.c.message, where=s.sighting.c.state == "excluded"
    )[:1]
    assert (sha256, message) == (None, None)  # no text of it anywhere
    before = tables(here.engine)
    polled(bound)
    assert difference(before, tables(here.engine)) == {}
    done = certify(bound.service, bound.service.mailboxes[0]).certificate
    assert done is not None
    assert done.standing == "complete"
    inbox = next(one for one in done.folders if one.role == "inbox")
    assert (inbox.listed, inbox.stored, inbox.excluded, inbox.by_rule) == (3, 2, 1, {name: 1})
    assert folder_text(inbox, "id").endswith(said)


def test_what_a_loosened_rule_leaves_out_no_longer_is_fetched_by_the_next_pass(here: Rig) -> None:
    tight = replace(SINCE, only_senders=("dinas.pemkot.example",), ignore_senders=("rina@pemkot.example",))
    polled(ruled(here, tight))
    assert stored(here) == ["baru", "kami"]
    looser = replace(tight, since=None, only_senders=("pemkot.example",))
    polled(ruled(here, looser))
    assert stored(here) == ["baru", "kami"]  # the one is ignored by name, the other not listed still
    assert sorted(one.partition(":")[0] for one in out(here)) == ["ignored_sender", "not_listed_sender"]
    polled(here)
    assert stored(here) == ["baru", "iklan", "kami", "lama"]
    assert out(here) == {}
    journal = [
        row.document for row in rows(here.engine, s.journal.c.document, where=s.journal.c.action == "mailbox.rules")
    ]
    assert [one["after"] for one in journal] == [tight.told, looser.told, {}]


def test_what_was_read_stays_when_a_rule_is_written_later_and_is_healed_all_the_same(here: Rig) -> None:
    polled(here)
    tight = ruled(here, replace(SINCE, ignore_senders=("iklan.example",)))
    polled(tight)
    assert stored(here) == ["baru", "iklan", "kami", "lama"]
    with here.engine.begin() as connection:
        connection.execute(s.folder.update().values(cursor=None))  # all is listed again
    polled(tight)
    assert out(here) == {}
    with here.engine.begin() as connection:
        connection.execute(s.message.delete())
    done = certify(tight.service, tight.service.mailboxes[0]).certificate
    assert done is not None
    assert (done.standing, done.missing) == ("healed", 4)
    assert out(here) == {}
    assert stored(here) == ["baru", "iklan", "kami", "lama"]


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        ('ignore_senders = ["bukan"]', "ignore_senders.0"),
        ('only_senders = ["a b@x.example"]', "only_senders.0"),
        ('since = "kemarin"', "since"),
        ('only_senders = ["X.example"]\nignore_senders = ["@x.example"]', ""),
    ],
)
def test_a_rule_that_says_nothing_is_a_problem_of_the_configuration(lines: str, path: str, tmp_path: Path) -> None:
    file = tmp_path / "liaison.toml"
    file.write_text(
        f'[organisation]\nname = "K"\n[[mailboxes]]\nname = "humas"\naddress = "{US}"\n{lines}\n'
        '[mailboxes.maildir]\npath = "humas"\n',
        "utf-8",
    )
    with pytest.raises(ConfigInvalid) as problem:
        load(file)
    assert [one.path for one in problem.value.problems] == [f"mailboxes.0.{path}".rstrip(".")]
