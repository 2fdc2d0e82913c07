"""`inspect recognise` over a directory file: every row of the case table, on mail as it is really sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from liaison_sync.app.inspect import batch
from tests.formats.mails import joined, mail, text

Asked = Callable[..., Any]
DIRECTORY = {
    "own": {"domains": ["kami.id"], "addresses": ["humas@kami.id", "humas.kami@gmail.com"],
            "authserv_id": "mx.kami.id"},
    "partners": [
        {"id": "kemlu", "name": "Kementerian Luar Negeri", "domains": ["kemlu.go.id"], "aliases": ["Kemlu RI"]},
        {"id": "jakarta", "name": "Pemprov DKI Jakarta", "domains": ["jakarta.go.id"]},
        {"id": "humas-dki", "name": "Humas DKI", "domains": ["humas.jakarta.go.id"], "parent": "jakarta"},
        {"id": "bank", "name": "Bank Maju", "domains": ["bankmaju.co.id"]},
        {"id": "agensi", "name": "Agensi Kata", "domains": ["agensi.co.id"], "clients": ["bank", "kemlu"]},
        {"id": "tenant", "name": "Contoso", "domains": ["contoso.onmicrosoft.com"]},
        {"id": "buecher", "name": "Bücher GmbH", "domains": ["bücher.example"]},
        {"id": "halaman", "name": "Halaman", "domains": ["halaman.github.io"]},
        {"id": "slack", "name": "Slack", "domains": ["slack.com"]},
        {"id": "zoom", "name": "Zoom", "domains": ["zoom.us"]},
        {"id": "koran", "name": "Harian Kabar", "domains": [
            {"name": "kabarlama.co.id", "until": "2025-12-31"}, {"name": "kabar.id", "since": "2026-01-01"}]},
        {"id": "yayasan", "name": "Yayasan Tani", "domains": []},
    ],
    "contacts": [
        {"partner": "yayasan", "name": "Sari", "address": "sari.tani@gmail.com", "kind": "person"},
        {"partner": "yayasan", "name": "Sekretariat", "address": "sekretariat@yayasantani.example", "kind": "role"},
        {"partner": "kemlu", "name": "Budi", "address": "budi@yahoo.co.id", "until": "2025-12-31"},
        {"partner": "bank", "name": "Budi", "address": "budi@yahoo.co.id", "since": "2026-01-01"},
        {"partner": "kemlu", "name": "Lama", "address": "pensiun@telkom.net", "until": "2025-12-31"},
        {"partner": "kemlu", "name": "Dua", "address": "dua@gmail.com"},
        {"partner": "bank", "name": "Dua", "address": "dua@gmail.com"},
        {"partner": "jakarta", "name": "Tri", "address": "tri@gmail.com"},
        {"partner": "humas-dki", "name": "Tri", "address": "tri@gmail.com"},
        {"partner": None, "name": "Wati", "address": "wati@kemlu.go.id"},
        {"partner": None, "name": "Bebas", "address": "bebas@gmail.com"},
    ],
    "threads": [{"message_id": "<akar@kami.id>", "partner": "bank"}, {"message_id": "putus@x.id", "partner": "kemlu"}],
}  # fmt: skip


@pytest.fixture
def ask(tmp_path: Path) -> Asked:
    directory = tmp_path / "direktori.json"
    directory.write_text(json.dumps(DIRECTORY), "utf-8")

    def asked(raw: bytes) -> Any:
        path = tmp_path / "surat.eml"
        path.write_bytes(raw)
        request = {"call": "recognise", "directory": str(directory), "files": [str(path)]}
        (answer,) = batch.answers([json.dumps(request).encode()])
        found = json.loads(answer)
        assert list(found) == ["partner", "contact", "reason", "linked", "warnings"]
        return found

    return asked


def letter(sender: str, *more: str, to: str = "humas@kami.id", body: str = "Halo", date: str = "") -> bytes:
    when = date or "Mon, 23 Nov 2026 10:00:00 +0700"
    fields = [f"From: {sender}"] if sender else []
    return mail(*fields, f"To: {to}", "Subject: Rapat", f"Date: {when}", "Message-ID: <m1@x.id>", *more, body=body)


@pytest.mark.parametrize(
    ("sender", "partner", "reason"),
    [
        # exact contact → longest registered suffix → registrable domain → unknown
        ("Rina <rina@kemlu.go.id>", "kemlu", "domain"),
        ("RINA@KEMLU.GO.ID", "kemlu", "domain"),
        ("rina@sub.unit.kemlu.go.id", "kemlu", "domain"),
        ("rina@kemlu.go.id.", "kemlu", "domain"),
        ('"rina wijaya"@kemlu.go.id', "kemlu", "domain"),
        ("rina (Humas) <rina@kemlu.go.id>", "kemlu", "domain"),
        ("rina@notkemlu.go.id", None, "unknown_domain"),
        ("rina@go.id", None, "unknown_domain"),
        ("a@humas.jakarta.go.id", "humas-dki", "domain"),
        ("a@x.humas.jakarta.go.id", "humas-dki", "domain"),
        ("a@dishub.jakarta.go.id", "jakarta", "domain"),
        ("a@jakarta.go.id", "jakarta", "domain"),
        ("a@contoso.mail.onmicrosoft.com", "tenant", "registrable_domain"),
        ("a@fabrikam.onmicrosoft.com", None, "unknown_domain"),
        ("a@onmicrosoft.com", None, "unknown_domain"),
        ("a@halaman.github.io", "halaman", "domain"),
        ("a@lain.github.io", None, "unknown_domain"),
        ("a@xn--bcher-kva.example", "buecher", "domain"),
        ("a@Bücher.example", "buecher", "domain"),
        # public mail and access providers are nobody's organisation
        ("siapa@gmail.com", None, "unknown_freemail"),
        ("kemlu@yahoo.co.id", None, "unknown_freemail"),
        ("kemlu@telkom.net", None, "unknown_freemail"),
        ("sari.tani@gmail.com", "yayasan", "contact"),
        ("Sari.Tani@Gmail.com", "yayasan", "contact"),
        ("saritani+rapat@googlemail.com", "yayasan", "contact"),
        ("sari@gmail.com", None, "unknown_freemail"),
        # role addresses, moved and doubtful people
        ("sekretariat@yayasantani.example", "yayasan", "contact"),
        ("lain@yayasantani.example", None, "unknown_domain"),
        ("budi@yahoo.co.id", "bank", "contact"),
        ("pensiun@telkom.net", None, "unknown_freemail"),
        ("dua@gmail.com", None, "ambiguous_contact"),
        ("tri@gmail.com", "jakarta", "contact"),
        ("wati@kemlu.go.id", "kemlu", "domain"),
        ("bebas@gmail.com", None, "contact_without_partner"),
        # domains with dates
        ("a@kabar.id", "koran", "domain"),
        ("a@kabarlama.co.id", None, "unknown_domain"),
        # nobody
        ("", None, "no_sender"),
        ("<>", None, "no_sender"),
        ("undisclosed-senders:;", None, "no_sender"),
        ("MAILER-DAEMON@kemlu.go.id", None, "bounce"),
        ("Mail Delivery System <MAILER-DAEMON>", None, "no_sender"),
        ("a@kemlu.go.id, b@bankmaju.co.id", None, "several_senders"),
        # relays are nobody, the people of such a company are its own
        ("Google Calendar <calendar-notification@google.com>", None, "relay"),
        ("noreply@email.teams.microsoft.com", None, "relay"),
        ("Zoom <no-reply@zoom.us>", None, "relay"),
        ("maya@zoom.us", "zoom", "domain"),
        ("maya@slack.com", "slack", "domain"),
        ("notification@slack.com", None, "relay"),
        ("feedback@calendly.com", None, "relay"),
    ],
)
def test_a_sender_is_known_by_contact_then_domain(ask: Asked, sender: str, partner: str | None, reason: str) -> None:
    found = ask(letter(sender))
    assert (found["partner"], found["reason"]) == (partner, reason)


@pytest.mark.parametrize(
    ("sender", "partner"),
    [("budi@yahoo.co.id", "kemlu"), ("pensiun@telkom.net", "kemlu"), ("a@kabarlama.co.id", "koran")],
)
def test_old_mail_stays_where_it_was(ask: Asked, sender: str, partner: str) -> None:
    assert ask(letter(sender, date="Mon, 1 Dec 2025 10:00:00 +0700"))["partner"] == partner


def test_who_left_is_told_of(ask: Asked) -> None:
    assert "affiliation_ended" in ask(letter("pensiun@telkom.net"))["warnings"]


FORWARDS = {
    "gmail": (
        "FYI\r\n\r\n---------- Forwarded message ---------\r\nFrom: Rina <rina@kemlu.go.id>\r\n"
        "Date: Fri, Nov 20, 2026 at 9:00 AM\r\nSubject: Rapat\r\nTo: <ani@kami.id>\r\n\r\nYth. Ani,\r\n"
    ),
    "gmail, Indonesian": (
        "---------- Pesan terusan ---------\r\nDari: Rina <rina@kemlu.go.id>\r\n"
        "Date: Jum, 20 Nov 2026 pukul 09.00\r\nSubject: Rapat\r\nTo: <ani@kami.id>\r\n\r\nYth. Ani,\r\n"
    ),
    "outlook": (
        "Mohon ditindaklanjuti.\r\n\r\n________________________________\r\nFrom: Rina <rina@kemlu.go.id>\r\n"
        "Sent: Friday, November 20, 2026 9:00 AM\r\nTo: Ani <ani@kami.id>\r\nSubject: Rapat\r\n\r\nYth. Ani,\r\n"
    ),
    "outlook, Indonesian": (
        "Dari: Rina <rina@kemlu.go.id>\r\nDikirim: Jumat, 20 November 2026 09.00\r\n"
        "Kepada: Ani <ani@kami.id>\r\nSubjek: Rapat\r\n\r\nYth. Ani,\r\n"
    ),
    "apple": (
        "Begin forwarded message:\r\n> \r\n> From: Rina <rina@kemlu.go.id>\r\n> Subject: Rapat\r\n"
        "> Date: 20 November 2026 09.00.00 WIB\r\n> To: Ani <ani@kami.id>\r\n> \r\n> Yth. Ani,\r\n"
    ),
}


@pytest.mark.parametrize("client", FORWARDS)
def test_a_colleagues_forward_is_its_writers_unverified(ask: Asked, client: str) -> None:
    raw = mail(
        "From: Ani <ani@kami.id>", "To: humas@kami.id", "Subject: Fwd: Rapat", "Date: Mon, 23 Nov 2026 10:00:00 +0700",
        "Content-Type: text/plain; charset=utf-8", body=FORWARDS[client],
    )  # fmt: skip
    found = ask(raw)
    assert (found["partner"], found["reason"]) == ("kemlu", "forwarded")
    assert "forwarded_unverified" in found["warnings"]


def test_a_forward_as_attachment_is_its_writers_too(ask: Asked) -> None:
    inner = mail("Content-Type: message/rfc822", body=letter("Rina <rina@kemlu.go.id>", to="ani@kami.id"))
    raw = mail(
        "From: ani@kami.id", "To: humas@kami.id", "Subject: Fwd: Rapat", "Date: Mon, 23 Nov 2026 10:00:00 +0700",
        "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=batas", body=joined(text("FYI"), inner),
    )  # fmt: skip
    assert ask(raw)["partner"] == "kemlu"


def test_a_forward_to_a_partner_is_a_letter_to_that_partner(ask: Asked) -> None:
    raw = letter("ani@kami.id", to="x@bankmaju.co.id", body=FORWARDS["gmail"])
    found = ask(raw)
    assert (found["partner"], found["reason"], found["linked"]) == ("bank", "recipient", ["kemlu"])


@pytest.mark.parametrize(
    ("to", "cc", "partner", "linked"),
    [
        ("rina@kemlu.go.id", "", "kemlu", []),
        ("humas@kami.id", "rina@kemlu.go.id", "kemlu", []),
        ("x@bankmaju.co.id, rina@kemlu.go.id", "", "bank", ["kemlu"]),
        ("siapa@gmail.com", "rina@kemlu.go.id", "kemlu", []),
        ("Tim: x@bankmaju.co.id, ani@kami.id;", "rina@kemlu.go.id", "bank", ["kemlu"]),
    ],
)
def test_our_letter_is_its_first_partners(ask: Asked, to: str, cc: str, partner: str, linked: list[str]) -> None:
    for ours in ("ani@kami.id", "humas.kami@gmail.com", "humaskami+surat@gmail.com", "HUMAS+x@KAMI.ID"):
        found = ask(letter(ours, *([f"Cc: {cc}"] if cc else []), to=to))
        assert (found["partner"], found["reason"], found["linked"]) == (partner, "recipient", linked)


def test_our_letter_to_strangers_waits_and_among_ourselves_is_nobodys(ask: Asked) -> None:
    assert ask(letter("ani@kami.id", to="x@kominfo.go.id"))["reason"] == "unknown_recipient"
    assert ask(letter("ani@kami.id"))["reason"] == "internal"
    assert ask(letter("ani@kami.id", "X-Liaison-Id: o-1", to="budi@kami.id"))["reason"] in {
        "own_notification", "internal",
    }  # fmt: skip


def test_with_several_partners_the_senders_leads(ask: Asked) -> None:
    found = ask(letter("rina@kemlu.go.id", "Cc: x@bankmaju.co.id, y@kabar.id", to="humas@kami.id, tri@gmail.com"))
    assert (found["partner"], found["linked"]) == ("kemlu", ["jakarta", "bank", "koran"])


@pytest.mark.parametrize(
    "lines",
    [
        ("Reply-To: Rina <rina@kemlu.go.id>",),
        ("X-Original-Sender: rina@kemlu.go.id", "Reply-To: forum@milis.example"),
        ("X-Original-From: Rina <rina@kemlu.go.id>", "List-Id: <forum.milis.example>"),
    ],
)
def test_what_came_by_a_list_is_its_writers_by_claim_only(ask: Asked, lines: tuple[str, ...]) -> None:
    for via in ("via", "melalui"):
        found = ask(letter(f"\"'Rina' {via} Forum\" <forum@milis.example>", *lines))
        assert (found["partner"], found["warnings"]) == ("kemlu", ["claimed_sender"])


def test_our_own_group_passes_a_partners_mail_on(ask: Asked) -> None:
    lines = ("List-Id: <humas.kami.id>", "X-Original-From: Rina <rina@kemlu.go.id>")
    found = ask(letter('"Rina via Humas" <humas@kami.id>', *lines))
    assert found["partner"] == "kemlu"


def test_sender_is_not_from(ask: Asked) -> None:
    assert ask(letter("rina@kemlu.go.id", "Sender: asisten@agensi.co.id"))["partner"] == "kemlu"
    assert ask(letter("rina@kemlu.go.id", "Sender: calendar-notification@google.com"))["partner"] == "kemlu"


def invitation(sender: str, method: str, organizer: str, *attendees: str, more: tuple[str, ...] = ()) -> bytes:
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//X//X//EN", f"METHOD:{method}", "BEGIN:VEVENT", "UID:u1@x",
        "DTSTAMP:20261120T000000Z", "DTSTART:20261124T030000Z", "DTEND:20261124T040000Z", "SUMMARY:Rapat",
        f"ORGANIZER:mailto:{organizer}", *(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{a}" for a in attendees),
        "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    ics = text("\r\n".join(lines), f"text/calendar; charset=utf-8; method={method}")
    head = ("MIME-Version: 1.0", "Content-Type: multipart/alternative; boundary=batas", *more)
    return letter(sender, *head, body=joined(text("Undangan"), ics).decode())


@pytest.mark.parametrize(
    ("raw", "partner", "linked"),
    [
        (invitation("calendar-notification@google.com", "REQUEST", "rina@kemlu.go.id", "humas@kami.id"), "kemlu", []),
        (
            invitation("calendar-notification@google.com", "REPLY", "humas@kami.id", "rina@kemlu.go.id"),
            "kemlu",
            [],
        ),
        (
            invitation("no-reply@zoom.us", "REQUEST", "no-reply@zoom.us", "humas@kami.id", "rina@kemlu.go.id"),
            "kemlu",
            [],
        ),
        (
            invitation("calendar-notification@google.com", "REQUEST", "c_1ab@group.calendar.google.com",
                       "humas@kami.id", "x@bankmaju.co.id", "rina@kemlu.go.id"),
            "bank",
            ["kemlu"],
        ),
        (
            invitation("calendar-notification@google.com", "REQUEST", "humas@kami.id", "rina@kemlu.go.id"),
            "kemlu",
            [],
        ),
        (invitation("noreply@email.teams.microsoft.com", "REQUEST", "rina@kemlu.go.id"), "kemlu", []),
    ],
)  # fmt: skip
def test_a_calendar_service_is_nobody_its_people_are_somebody(
    ask: Asked, raw: bytes, partner: str, linked: list[str]
) -> None:
    found = ask(raw)
    assert (found["partner"], found["linked"]) == (partner, linked)


def test_an_agencys_client_comes_from_the_thread_or_the_recipients_never_from_a_guess(ask: Asked) -> None:
    found = ask(letter("tono@agensi.co.id"))
    assert (found["partner"], found["linked"], found["warnings"]) == ("agensi", [], ["client_unknown"])
    found = ask(letter("tono@agensi.co.id", "In-Reply-To: <lain@x.id>", "References: <akar@kami.id> <lain@x.id>"))
    assert (found["partner"], found["linked"], found["reason"]) == ("agensi", ["bank"], "client")
    found = ask(letter("tono@agensi.co.id", "Cc: rina@kemlu.go.id"))
    assert (found["partner"], found["linked"], found["warnings"]) == ("agensi", ["kemlu"], [])
    found = ask(letter("ani@kami.id", "In-Reply-To: <akar@kami.id>", to="tono@agensi.co.id"))
    assert (found["partner"], found["linked"]) == ("agensi", ["bank"])


def test_what_a_person_decided_wins(ask: Asked) -> None:
    found = ask(mail("From: siapa@gmail.com", "To: humas@kami.id", "Message-ID: <putus@x.id>"))
    assert (found["partner"], found["reason"]) == ("kemlu", "thread")


@pytest.mark.parametrize(
    ("sender", "warning"),
    [
        ("Kementerian Luar Negeri <kemlu.ri@gmail.com>", "display_name_of_partner:kemlu"),
        ("Humas Kemlu RI <x@yahoo.com>", "display_name_of_partner:kemlu"),
        ("rina@kernlu.go.id", "look_alike_domain:kemlu.go.id"),
        ("rina@kemlu.go.id.example.net", "look_alike_domain:kemlu.go.id"),
        ("rina@kemlu-go-id.com", "look_alike_domain:kemlu.go.id"),
        ("rina@xn--kmlu-v4d.go.id", "look_alike_domain:kemlu.go.id"),
        ("rina@kеmlu.go.id", "look_alike_domain:kemlu.go.id"),
        ("rina@kеmlu.go.id", "international_domain:xn--kmlu-v4d.go.id"),
        ("x@contoso.example", "look_alike_domain:contoso.onmicrosoft.com"),
        ("s@yayasan-tani.example", "look_alike_domain:yayasantani.example"),
        ("ani@kaml.id", "look_alike_own_domain:kami.id"),
        ("rina@kemlu.go.id <x@evil.example>", "address_in_display_name:rina@kemlu.go.id"),
    ],
)
def test_pretenders_never_match_and_are_told_of(ask: Asked, sender: str, warning: str) -> None:
    found = ask(letter(sender))
    assert found["partner"] is None
    assert warning in found["warnings"]


def test_an_answer_that_would_go_to_an_imitation_is_told_of(ask: Asked) -> None:
    found = ask(letter("rina@kemlu.go.id", "Reply-To: rina@kernlu.go.id"))
    assert (found["partner"], found["warnings"]) == ("kemlu", ["look_alike_domain:kemlu.go.id"])
    assert ask(letter("rina@kemlu.go.id", "Reply-To: rina.w@gmail.com"))["warnings"] == []


@pytest.mark.parametrize(
    ("results", "warnings"),
    [
        ("mx.kami.id; dmarc=fail header.from=kemlu.go.id", ["authentication_failed"]),
        ("mx.kami.id; dmarc=pass header.from=kemlu.go.id", []),
        ("mx.kami.id; dmarc=none header.from=kemlu.go.id", []),
        ("mx.asing.example; dmarc=fail header.from=kemlu.go.id", []),
    ],
)
def test_only_our_own_servers_word_counts(ask: Asked, results: str, warnings: list[str]) -> None:
    raw = mail(
        f"Authentication-Results: {results}", "Received: from a by mx.kami.id; Mon, 23 Nov 2026 10:00:00 +0700",
        "From: rina@kemlu.go.id", "To: humas@kami.id", "Date: Mon, 23 Nov 2026 10:00:00 +0700",
    )  # fmt: skip
    assert ask(raw)["warnings"] == warnings


def test_two_from_fields_are_two_senders(ask: Asked) -> None:
    raw = mail("From: a@kemlu.go.id", "From: b@bankmaju.co.id", "To: humas@kami.id", "Subject: x")
    assert (ask(raw)["partner"], ask(raw)["reason"]) == (None, "several_senders")


def test_without_a_directory_everybody_is_unknown(tmp_path: Path) -> None:
    path = tmp_path / "surat.eml"
    path.write_bytes(letter("rina@kemlu.go.id"))
    request = json.dumps({"call": "recognise", "directory": None, "files": [str(path)]})
    (answer,) = batch.answers([request.encode()])
    assert json.loads(answer)["reason"] == "unknown_domain"
