"""A mailbox on a real server against the store: complete, or every missing message named and fetched again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select, update

from liaison_sync.app.certify import Certifying, certify
from liaison_sync.app.certify_words import lines, summary
from liaison_sync.app.importing import import_files
from liaison_sync.app.planning import plan
from liaison_sync.app.poll import poll
from liaison_sync.app.service import Mailbox
from liaison_sync.domain.certificate import Inventory
from liaison_sync.ports import Cursor, Folder, Page, Ref
from liaison_sync.sources.imap import ImapSource
from liaison_sync.sources.maildir import MaildirSettings, MaildirSource
from liaison_sync.store import alarms as kept_alarms
from liaison_sync.store import certificates
from liaison_sync.store import schema as s
from liaison_sync.store.certificates import Certificate
from liaison_sync.store.engine import reading, writing
from tests.crash.scenario import CITRA, DIRECTORY, HUMAS, RINA, _mail, mails
from tests.peers.ca import Authority
from tests.peers.dovecot import Dovecot
from tests.rig import TIMES, Rig, difference, imap, mailbox, rig, rows, tables

KEPT = dict(TIMES) | {
    name: frozenset(column.name for column in s.metadata.tables[name].c)
    for name in ("certificate", "certificate_folder", "certificate_difference")
}
LETTERS = [_mail(f"m{n}", CITRA, HUMAS, f"Surat {n}", 9 - n / 10) for n in range(30)]


@pytest.fixture
def here(engine: Engine, dovecot: Dovecot) -> Rig:
    """The scenario's mail of one mailbox, read once."""
    for one in mails():
        if one.box == "humas":
            dovecot.deliver("humas", [one.raw], one.folder)
    made = rig(engine, [mailbox(dovecot.port, "humas", HUMAS, page_messages=4)], directory=DIRECTORY)
    poll(made.service, made.boxes()["humas"])
    return made


def made(here: Rig) -> Certificate:
    """Certify; there is a certificate."""
    done = certify(here.service, here.boxes()["humas"])
    assert done.polled.failure is None
    assert done.certificate is not None
    here.clock.turn(seconds=1)
    return done.certificate


def counted(one: Certificate) -> dict[str, tuple[int, ...]]:
    return {
        line.path: (line.listed, line.stored, line.quarantined, line.pending, line.excluded, line.missing)
        for line in one.folders
        if line.listed
    }


def forget(here: Rig, subject: str) -> str:
    """Delete the row of a copy by hand; returns its locator."""
    i, m = s.sighting.c, s.message.c
    (row,) = rows(here.engine, i.folder, i.locator, where=i.message.in_(select(m.key).where(m.subject == subject)))
    with writing(here.engine) as connection:
        connection.execute(delete(s.sighting).where(i.folder == row.folder, i.locator == row.locator))
    return str(row.locator)


def test_a_mailbox_read_to_the_end_is_certified_complete(here: Rig, dovecot: Dovecot) -> None:
    flags = dovecot.flags("humas")
    one = made(here)
    assert one.standing == "complete"
    assert counted(one) == {"INBOX": (5, 5, 0, 0, 0, 0), "Sent": (1, 1, 0, 0, 0, 0)}
    assert dovecot.flags("humas") == flags
    assert not [said for said in dovecot.said("humas") if said.split()[0] in {"SELECT", "STORE", "EXPUNGE", "APPEND"}]


def test_a_row_deleted_by_hand_is_named_and_fetched_and_nothing_else_changes(here: Rig) -> None:
    plan(here.service)
    before = tables(here.engine, KEPT)
    locator = forget(here, "Kontrak sponsor")
    one = made(here)
    assert one.standing == "healed"
    assert counted(one)["INBOX"] == (5, 4, 0, 0, 0, 1)
    (named,) = one.differences
    it = named.difference
    assert (it.locator, it.kind, it.subject, it.sender) == (locator, "not_stored", "Kontrak sponsor", CITRA)
    assert it.message_id == "c1@sponsor.example"
    assert it.sent_at is not None
    assert (named.outcome, named.healed_at is not None) == ("stored", True)
    plan(here.service)
    assert difference(before, tables(here.engine, KEPT)) == {}
    assert made(here).standing == "complete"


def test_a_message_deleted_by_hand_is_missed_though_its_copy_is_known(here: Rig) -> None:
    with writing(here.engine) as connection:
        connection.execute(delete(s.message).where(s.message.c.subject == "Tanya"))
    one = made(here)
    (named,) = one.differences
    assert (named.difference.kind, named.difference.subject, named.outcome) == ("message_missing", "Tanya", "stored")
    assert [row.subject for row in rows(here.engine, s.message.c.subject) if row.subject == "Tanya"] == ["Tanya"]
    assert made(here).standing == "complete"


def test_a_copy_wrongly_believed_gone_is_named_and_alive_again(here: Rig) -> None:
    with writing(here.engine) as connection:
        connection.execute(update(s.sighting).where(s.sighting.c.folder == "Sent").values(gone_at=here.clock.now()))
    one = made(here)
    assert [(each.path, each.difference.kind, each.outcome) for each in one.differences] == [
        ("Sent", "marked_gone", "stored")
    ]
    assert rows(here.engine, s.sighting.c.gone_at, where=s.sighting.c.folder == "Sent") == [(None,)]


def test_what_was_expunged_is_a_tombstone_and_no_difference(here: Rig, dovecot: Dovecot) -> None:
    dovecot.expunge("humas", list(dovecot.contents("humas"))[:2])
    one = made(here)
    assert one.standing == "complete"
    assert counted(one)["INBOX"] == (3, 3, 0, 0, 0, 0)
    assert len(rows(here.engine, s.sighting.c.locator, where=s.sighting.c.gone_at.is_not(None))) == 2


def test_a_copy_nobody_has_any_more_gets_its_tombstone(here: Rig) -> None:
    with writing(here.engine) as connection:
        ghost = {"mailbox": "humas", "folder": "INBOX", "locator": "1.999999", "state": "stored", "rule": ""}
        connection.execute(s.sighting.insert(), ghost)
    assert made(here).standing == "complete"
    (row,) = rows(here.engine, s.sighting.c.gone_at, where=s.sighting.c.locator == "1.999999")
    assert row.gone_at is not None


def test_quarantined_and_excluded_are_accounted_for_by_name(engine: Engine, dovecot: Dovecot) -> None:
    dovecot.deliver("humas", [LETTERS[0], LETTERS[1] + b"x" * 5000])
    dovecot.deliver("humas", LETTERS[2:5], "Trash")
    here = rig(engine, [mailbox(dovecot.port, "humas", HUMAS, max_bytes=2000)])
    one = made(here)
    assert one.standing == "complete"
    assert counted(one) == {"INBOX": (2, 1, 1, 0, 0, 0), "Trash": (3, 0, 0, 0, 3, 0)}
    rules = {line.path: line.rule for line in one.folders}
    assert rules == {"INBOX": None, "Sent": None, "Junk": None, "Drafts": "drafts_folder", "Trash": "trash_folder"}


def test_a_lost_row_of_what_was_set_aside_is_set_aside_again(engine: Engine, dovecot: Dovecot) -> None:
    dovecot.deliver("humas", [LETTERS[1] + b"x" * 5000])
    here = rig(engine, [mailbox(dovecot.port, "humas", HUMAS, max_bytes=2000)])
    made(here)
    with writing(here.engine) as connection:
        connection.execute(delete(s.sighting))
    one = made(here)
    assert [(each.difference.subject, each.outcome) for each in one.differences] == [("Surat 1", "quarantined")]
    assert len(rows(here.engine, s.quarantine.c.id)) == 1


def test_the_whole_folder_forgotten_is_fetched_page_by_page(engine: Engine, dovecot: Dovecot) -> None:
    dovecot.deliver("humas", LETTERS)
    here = rig(engine, [mailbox(dovecot.port, "humas", HUMAS)])
    made(here)
    with writing(here.engine) as connection:
        connection.execute(delete(s.sighting))
    one = made(here)
    assert (one.missing, one.unhealed, len(one.differences)) == (30, 0, 30)
    assert made(here).standing == "complete"


def test_a_mailbox_that_cannot_be_read_has_no_certificate(here: Rig, dovecot: Dovecot) -> None:
    dovecot.kill()
    done = certify(here.service, here.boxes()["humas"])
    assert done.certificate is None
    assert done.polled.failure is not None
    assert not done.ok
    assert rows(here.engine, s.certificate.c.id) == []
    dovecot.start()
    assert made(here).standing == "complete"


def test_each_day_has_its_own_certificate_and_the_old_ones_stay(here: Rig) -> None:
    first = made(here)
    forget(here, "Tanya")
    here.clock.turn(days=1)
    second = made(here)
    with reading(here.engine) as connection:
        found = certificates.since(connection, first.day)
        last = certificates.latest(connection)["humas"]
    assert [(one.id, one.standing) for one in found] == [(second.id, "healed"), (first.id, "complete")]
    assert second.day == first.day + timedelta(days=1)
    assert last.id == second.id


def test_mail_that_comes_while_we_compare_is_no_difference(here: Rig, dovecot: Dovecot) -> None:
    class Busy(ImapSource):
        """Another message arrives after each listing."""

        def inventory(self, folder: Folder) -> Inventory:
            found = super().inventory(folder)
            dovecot.deliver("humas", [LETTERS.pop()])
            return found

    box = Mailbox("humas", HUMAS, lambda: Busy("humas", imap(dovecot.port, "humas")))
    done = certify(here.service, box)
    assert done.certificate is not None
    assert done.certificate.standing == "complete"
    assert counted(done.certificate)["INBOX"][0] == 5
    assert rows(here.engine, s.sighting.c.locator, where=s.sighting.c.gone_at.is_not(None)) == []


def test_a_folder_renumbered_while_we_compare_is_compared_again(here: Rig, dovecot: Dovecot) -> None:
    renumbered: list[str] = []

    class Moved(ImapSource):
        def inventory(self, folder: Folder) -> Inventory:
            found = super().inventory(folder)
            if folder.id == "INBOX" and not renumbered:
                renumbered.append(folder.id)
                self.close()
                dovecot.renumber("humas")
            return found

    done = certify(here.service, Mailbox("humas", HUMAS, lambda: Moved("humas", imap(dovecot.port, "humas"))))
    assert renumbered
    assert done.polled.failure is None
    assert done.certificate is not None
    assert (done.certificate.standing, counted(done.certificate)["INBOX"][:2]) == ("complete", (5, 5))


def test_without_ranges_in_answers_the_folder_is_listed_in_windows(engine: Engine, authority: Authority) -> None:
    with Dovecot(authority, capability="IMAP4rev1 LITERAL+ UIDPLUS") as plain:
        plain.deliver("humas", LETTERS[:7])
        here = rig(engine, [mailbox(plain.port, "humas", HUMAS)])
        assert counted(made(here))["INBOX"][:2] == (7, 7)
        assert any(said.startswith("UID SEARCH UID 1:") for said in plain.said("humas"))


class Blind:
    """A source of a kind that cannot list all it holds: what it offers beyond `Source` is taken away."""

    account = "humas"

    def __init__(self, source: MaildirSource) -> None:
        self.probe, self.findings, self.folders = source.probe, source.findings, source.folders
        self.stale, self.fetch, self.close = source.stale, source.fetch, source.close
        self.source = source

    def changes(self, folder: Folder, cursor: Cursor | None, limit: int = 9, *, full: bool = False) -> Page:
        return self.source.changes(folder, cursor, limit, full=full)

    def __enter__(self) -> Blind:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _maildir(root: Path, letters: Sequence[bytes]) -> MaildirSource:
    for name in ("cur", "new", "tmp"):
        (root / name).mkdir(parents=True, exist_ok=True)
    for n, one in enumerate(letters):
        (root / f"cur/{n}.a.b:2,S").write_bytes(one)
    return MaildirSource("humas", MaildirSettings(path=root))


def test_a_maildir_is_certified_like_a_server(engine: Engine, tmp_path: Path) -> None:
    source = _maildir(tmp_path / "humas", LETTERS[:3])
    here = rig(engine, [Mailbox("humas", HUMAS, lambda: source)])
    assert counted(made(here))["INBOX"] == (3, 3, 0, 0, 0, 0)
    forget(here, "Surat 1")
    one = made(here)
    assert [(each.difference.subject, each.outcome) for each in one.differences] == [("Surat 1", "stored")]


def test_a_mailbox_that_cannot_list_all_says_so_instead_of_yes(engine: Engine, tmp_path: Path) -> None:
    source = Blind(_maildir(tmp_path / "humas", LETTERS[:3]))
    here = rig(engine, [Mailbox("humas", HUMAS, lambda: source)])
    done = certify(here.service, here.boxes()["humas"])
    assert done.certificate is not None
    assert (done.certificate.standing, done.certificate.reason) == ("uncertified", "cannot_list")
    assert done.ok


def test_a_server_that_counts_more_than_it_lists_is_not_believed(here: Rig, dovecot: Dovecot) -> None:
    class Hiding(ImapSource):
        def inventory(self, folder: Folder) -> Inventory:
            found = super().inventory(folder)
            return replace(found, counted=len(found.locators) + 2) if folder.id == "INBOX" else found

    done = certify(here.service, Mailbox("humas", HUMAS, lambda: Hiding("humas", imap(dovecot.port, "humas"))))
    assert done.certificate is not None
    assert (done.certificate.standing, done.certificate.unlisted) == ("partial", 2)


def test_a_folder_the_server_does_not_open_is_named_as_not_proven_and_the_others_are(
    here: Rig, dovecot: Dovecot
) -> None:
    box = here.boxes()["humas"]
    dovecot.deliver("humas", LETTERS[:2], "Arsip")
    poll(here.service, box)
    dovecot.maildir("humas", "Arsip").chmod(0)
    forget(here, "Tanya")
    done = certify(here.service, box)
    assert done.polled.failure is not None
    assert (done.polled.failure.key, done.ok) == ("folder_refused", False)
    assert done.certificate is not None
    assert (done.certificate.standing, done.certificate.refused) == ("partial", ("Arsip",))
    assert [(each.difference.subject, each.outcome) for each in done.certificate.differences] == [("Tanya", "stored")]
    assert counted(done.certificate)["INBOX"] == (5, 4, 0, 0, 0, 1)
    said = list(lines(done, "id", "Asia/Jakarta"))
    assert "  Folder berikut tidak dibuka oleh server, jadi isinya tidak terbukti: Arsip." in said
    assert any(one.startswith("  Arsip: tidak dibuka oleh server (NO ") for one in said)
    assert not any("tidak ada sertifikat" in one for one in said)
    assert summary(done)["refused"] == ("Arsip",)
    with reading(here.engine) as connection:
        alarms = kept_alarms.incomplete(connection, here.clock.now())
    assert [(one.key, one.about, one.number) for one in alarms] == [("unproven", "humas", 1)]
    dovecot.maildir("humas", "Arsip").chmod(0o755)
    here.clock.turn(seconds=1)
    assert made(here).standing == "complete"


def test_what_was_imported_from_a_maildir_is_no_copy_the_server_lost(here: Rig, tmp_path: Path) -> None:
    _maildir(tmp_path / "lama", LETTERS[:3])
    _maildir(tmp_path / "lama/.Trash", LETTERS[3:5])
    (total,) = import_files(here.service, here.boxes()["humas"], tmp_path / "lama")
    assert (total.messages, total.excluded) == (3, 2)
    assert made(here).standing == "complete"
    assert rows(here.engine, s.sighting.c.locator, where=s.sighting.c.gone_at.is_not(None)) == []


def test_what_differs_is_told_in_words_and_as_json(here: Rig) -> None:
    forget(here, "Kontrak sponsor")
    done = certify(here.service, here.boxes()["humas"])
    said = "\n".join(lines(done, "id", "Asia/Jakarta"))
    assert "kurang 1 dari 6 surel" in said
    assert "Kontrak sponsor" in said
    assert "sudah diambil dan disimpan" in said
    told = summary(done)
    assert (told["standing"], told["missing"], told["differences"][0]["subject"]) == ("healed", 1, "Kontrak sponsor")
    assert not done.ok
    assert isinstance(done, Certifying)


def test_the_server_is_asked_by_peek_and_tells_nothing_of_what_is_gone(here: Rig, dovecot: Dovecot) -> None:
    (row,) = rows(here.engine, s.sighting.c.locator, where=s.sighting.c.folder == "Sent")
    with ImapSource("humas", imap(dovecot.port, "humas")) as source:
        asked = [Ref("Sent", row.locator), Ref("Sent", "1.5"), Ref("Sent", row.locator.split(".")[0] + ".77")]
        found = source.told(asked)
    assert [seen.ref.locator for seen, _ in found] == [row.locator]
    assert b"Izin lokasi pameran" in found[0][1]
    assert RINA.encode() in found[0][1]
    assert dovecot.flags("humas", "Sent") == dict.fromkeys(dovecot.flags("humas", "Sent"), "")


def test_an_alarm_stands_while_something_is_missing_or_certificates_have_ceased(here: Rig) -> None:
    def alarms() -> list[tuple[str, int]]:
        with reading(here.engine) as connection:
            return [(one.name, one.unhealed) for one in certificates.alarms(connection, here.clock.now())]

    assert alarms() == []
    here.clock.turn(hours=37)
    assert alarms() == [("humas", 0)]
    forget(here, "Tanya")
    made(here)
    assert alarms() == []  # it was fetched
    with writing(here.engine) as connection:
        connection.execute(update(s.certificate_difference).values(healed_at=None))
    assert alarms() == [("humas", 1)]
    here.clock.turn(seconds=9)
    made(here)
    assert alarms() == []
    with writing(here.engine) as connection:
        connection.execute(update(s.mailbox).values(paused=True))
    here.clock.turn(days=9)
    assert alarms() == []
