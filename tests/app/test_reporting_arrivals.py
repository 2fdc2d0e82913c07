"""What the season has none of, added and counted anew: letters spared, addresses that refuse us, mail in junk."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from liaison_sync.app import planning, reporting
from liaison_sync.app.act import act
from liaison_sync.demo import story
from liaison_sync.demo.placed import FolderName, Placed
from liaison_sync.domain import commands as k
from liaison_sync.domain.report.blocks import Snapshot, evidence_of, figures
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.app import season_store
from tests.app.recount import of_season
from tests.app.recount_spared import spared
from tests.app.reporting_stage import Played
from tests.app.season_lived import lived

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
FULL = "5.7.1"  # RFC 3463: delivery not authorized; the address lives


def _mail(
    sender: str, subject: str, at: datetime, text: str, more: Mapping[str, str] | None = None, *, trusted: bool = True
) -> EmailMessage:
    """A mail our own server took in; `trusted`: it vouches for the sender's domain."""
    domain, found = sender.rpartition("@")[2].rstrip(">"), "pass" if trusted else "fail"
    mail = EmailMessage(policy=email.policy.SMTP)
    told = f"spf={found} smtp.mailfrom={parseaddr(sender)[1]}; dmarc={found} header.from={domain}"
    mail["Authentication-Results"] = f"{story.AUTHSERV_ID}; {told}"
    mail["From"], mail["To"], mail["Subject"] = sender, story.HUMAS, subject
    mail["Date"], mail["Message-ID"] = format_datetime(at), f"<{at.timestamp():.0f}.{len(subject)}@{domain}>"
    for name, value in (more or {}).items():
        mail[name] = value
    mail.set_content(text)
    return mail


def _returned(address: str, status: str, at: datetime) -> bytes:
    """A delivery report (RFC 3464) on a letter to `address`."""
    lines = (
        "From: Mail Delivery System <MAILER-DAEMON@mx.karsabahari.example>",
        f"To: {story.HUMAS}",
        "Subject: Undelivered Mail Returned to Sender",
        f"Date: {format_datetime(at)}",
        f"Message-ID: <dsn.{at.timestamp():.0f}@mx.karsabahari.example>",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        *("", "--b", "Content-Type: text/plain", "", "Your message could not be delivered."),
        *("--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.karsabahari.example", ""),
        f"Final-Recipient: rfc822; {address}",
        *("Action: failed", f"Status: {status}", f"Diagnostic-Code: smtp; 550 {status} refused by policy"),
        *("", "--b--", ""),
    )
    return "\r\n".join(lines).encode()


@dataclass(frozen=True)
class Added:
    """The season after another two hours: what was added to it, and the report."""

    stage: Played
    mails: Sequence[Placed]
    answers: int  # of them, which come first
    report: Snapshot


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Added]:
    folder: Path = tmp_path_factory.mktemp("added")
    with lived(folder) as stage:
        planning.plan(stage.service)
        at = stage.clock.at + MINUTE
        answers = list(_answers(stage, at))
        mails = [*answers, *_junk(at), *_reports(at)]
        season_store.deliver(stage.service, mails, first=5000)
        stage.clock.at += 2 * HOUR
        planning.plan(stage.service)
        day = stage.clock.at.isocalendar()
        report = reporting.preview_snapshot(stage.service, stage.clock.at, f"{day.year}-W{day.week:02d}")
        yield Added(stage, mails, len(answers), report)


def _placed(raw: bytes | EmailMessage, at: datetime, folder: FolderName = "INBOX") -> Placed:
    return Placed(story.HUMAS, folder, at, raw if isinstance(raw, bytes) else raw.as_bytes())


def _answers(stage: Played, at: datetime) -> Iterator[Placed]:
    """Every second partner who let us wait answers our last letter."""
    sent = {one.thread: one for one in stage.season.truth.messages if one.direction == "out" and one.message_id}
    people = {one["partner"]: one["address"] for one in stage.season.directory["contacts"] if one.get("partner")}
    for n, key in enumerate(stage.season.truth.overdue_theirs[::2]):
        letter = sent.get(key)
        if letter is not None and letter.partner:
            headers = {"In-Reply-To": str(letter.message_id), "References": str(letter.message_id)}
            mail = _mail(people[letter.partner], f"Re: jawaban {n}", at + n * MINUTE, "Baik, kami setuju.", headers)
            yield _placed(mail, at + n * MINUTE)


def _junk(at: datetime) -> Iterator[Placed]:
    """Two of a partner's letters among junk; and a stranger's, a forged one, a list's, which are none."""
    fajar, intan = (story.PEOPLE[one].address for one in ("fajar", "intan"))
    letters = [
        _mail(fajar, "Jadwal kunjungan menteri", at, "Mohon ditinjau."),
        _mail(intan, "Naskah bincang pagi", at, "Terlampir naskahnya."),
        _mail("promo@toko.example", "Diskon", at, "Beli sekarang."),
        _mail(fajar, "Rekening baru", at, "Segera transfer.", trusted=False),
        _mail(intan, "Buletin", at, "Kabar pekan ini.", {"List-Id": "<buletin.suaranusatv.example>"}),
    ]
    return (_placed(one, at + n * MINUTE, "Junk") for n, one in enumerate(letters))


def _reports(at: datetime) -> Iterator[Placed]:
    """One address turns us away by its policy, one is dead, one is full for now."""
    for n, (who, status) in enumerate((("tigor", FULL), ("arif", "5.1.1"), ("yudi", "4.2.2"))):
        yield _placed(_returned(story.PEOPLE[who].address, status, at + n * MINUTE), at + n * MINUTE)


def _subjects(added: Added, figure: str) -> set[Any]:
    """The subjects, or the addresses named, of the octets a figure counts."""
    with reading(added.stage.service.engine) as connection:
        rows = connection.execute(select(s.message.c.key, s.message.c.turn)).all()
    turns = {row.key: row.turn for row in rows}
    keys = [key for _, key in evidence_of(added.report, figure)]
    assert figures(added.report)[figure].value == len(keys)
    return {turns[key]["subject"] if "junk" in figure else tuple(turns[key][figure.partition(".")[2]]) for key in keys}


def test_a_partners_letters_among_junk_are_those_of_the_octets(added: Added) -> None:
    partners = {one["id"]: one["domains"] for one in added.stage.season.directory["partners"]}
    domains = {str(name) for names in partners.values() for name in names}
    expected = set()
    for placed in added.mails:
        said = email.message_from_bytes(placed.raw, policy=email.policy.default)
        theirs = f".{parseaddr(str(said['From']))[1].partition('@')[2]}".endswith(tuple(f".{one}" for one in domains))
        if placed.folder == "Junk" and theirs and not said["List-Id"] and b"dmarc=fail" not in placed.raw:
            expected.add(str(said["Subject"]))
    assert len(expected) == 2
    assert _subjects(added, "problems.in_junk") == expected


def test_addresses_that_turn_us_away_are_told_apart_from_dead_ones(added: Added) -> None:
    found: dict[str, set[tuple[str, ...]]] = {"refused": set(), "bounced": set()}
    for placed in added.mails:
        for kind, status in (("refused", b"Status: 5.7.1"), ("bounced", b"Status: 5.1.1")):
            if status in placed.raw:
                address = placed.raw.partition(b"rfc822; ")[2].splitlines()[0].decode()
                found[kind].add((address,))
    assert _subjects(added, "problems.refused") == found["refused"]
    assert _subjects(added, "problems.bounced") >= found["bounced"]


def test_a_letter_is_spared_where_its_partner_has_answered_since_it_was_planned(added: Added) -> None:
    """By the octets: a mail of these two hours answers our letter, its reader began something new, a meeting began."""
    season, f = added.stage.season, s.followup.c
    threads = {str(one.message_id): one.thread for one in season.truth.messages if one.message_id}
    said = [email.message_from_bytes(one.raw, policy=email.policy.default) for one in added.mails[: added.answers]]
    answered = {threads[str(one["In-Reply-To"]).strip()] for one in said}
    names = {sha: one.thread for one in season.truth.messages for sha in one.sha256s}
    with reading(added.stage.service.engine) as connection:
        stories = {
            row.thread: names[row.sha256]
            for row in connection.execute(select(s.message.c.thread, s.message.c.sha256))
            if row.sha256 in names
        }
        rows = {row.id: row for row in connection.execute(select(f.id, f.thread, f.trigger, f.state))}
    listed = [rows[key] for _, key in evidence_of(added.report, "followups.spared")]
    assert figures(added.report)["followups.spared"].value == len(listed)
    expected = spared(season, of_season(season), answered, added.stage.clock.at)
    found = [(row.trigger, stories[row.thread]) for row in listed]
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert {trigger for trigger, _ in expected} == {"no_reply", "briefing", "meeting_soon"}
    assert len(expected) > len(answered) > 3
    assert {row.state for row in listed} == {"cancelled"}


def test_a_letter_an_officer_takes_back_is_spared_too(added: Added) -> None:
    f = s.followup.c
    with reading(added.stage.service.engine) as connection:
        one = connection.execute(select(f.id).where(f.state == "held").order_by(f.id)).scalars().first()
    assert one is not None
    act(added.stage.service, k.CancelFollowUp(one, "sudah lewat telepon"), actor="dewi@karsabahari.example")
    again = reporting.preview_snapshot(added.stage.service, added.stage.clock.at, added.report.period)
    before = {key for _, key in evidence_of(added.report, "followups.spared")}
    assert {key for _, key in evidence_of(again, "followups.spared")} == before | {one}
