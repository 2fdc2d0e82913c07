"""What a reader calls an attachment: what was sent on purpose, not the invitation, its twin, or what decorates it."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from liaison_sync.formats.mime import parse


def _calendar(uid: str, method: str = "") -> str:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Mitra//ID", *([f"METHOD:{method}"] if method else [])]
    event = ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261119T010000Z", "DTSTART:20261126T030000Z", "SUMMARY:Rapat"]
    return "\r\n".join([*head, *event, "ORGANIZER:mailto:rina@mitra.example", "END:VEVENT", "END:VCALENDAR", ""])


def _mail() -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "rina@mitra.example", "humas@kita.example", "Rapat"
    mail["Message-ID"] = "<1@mitra.example>"
    mail.set_content("Mohon hadir.")
    return mail


def _invited(mail: EmailMessage, method: str = "REQUEST") -> EmailMessage:
    """With the invitation as a further form of the text, as calendars send it."""
    mail.add_alternative(_calendar("a@mitra", method), subtype="calendar", params={"method": method})
    return mail


def _file(mail: EmailMessage, name: str, data: bytes = b"%PDF", kind: str = "application/pdf", **more: str) -> None:
    maintype, _, subtype = kind.partition("/")
    mail.add_attachment(data, maintype=maintype, subtype=subtype, filename=name, **more)  # type: ignore[arg-type]


def counted(mail: EmailMessage) -> list[str]:
    message = parse(mail.as_bytes()).message
    return [one.name or one.type for one in message.attachments if one.counted]


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "REPLY", "PUBLISH"])
def test_an_invitation_beside_the_text_is_no_attachment(method: str) -> None:
    assert counted(_invited(_mail(), method)) == []


def test_nor_is_its_twin_as_a_file_whatever_its_type_and_method() -> None:
    for kind, method in (("application/ics", "REQUEST"), ("text/calendar", ""), ("application/octet-stream", "")):
        mail = _invited(_mail())
        _file(mail, "invite.ics", _calendar("a@mitra", method).encode(), kind)
        assert counted(mail) == [], (kind, method)


def test_a_file_sent_with_an_invitation_counts() -> None:
    mail = _invited(_mail())
    _file(mail, "Denah.pdf")
    assert counted(mail) == ["Denah.pdf"]


def test_an_invitation_that_hangs_on_the_mail_as_a_file_alone_is_no_attachment() -> None:
    mail = _mail()
    _file(mail, "undangan.ics", _calendar("a@mitra", "REQUEST").encode(), "application/ics")
    assert counted(mail) == []


@pytest.mark.parametrize("method", ["", "PUBLISH"])
def test_a_calendar_sent_on_purpose_among_other_files_counts(method: str) -> None:
    mail = _mail()
    _file(mail, "Denah.pdf")
    _file(mail, "jadwal-festival.ics", _calendar("b@mitra", method).encode(), "text/calendar")
    assert counted(mail) == ["Denah.pdf", "jadwal-festival.ics"]


def test_a_calendar_of_other_meetings_counts_beside_an_invitation() -> None:
    mail = _invited(_mail())
    _file(mail, "libur.ics", _calendar("libur@mitra").encode(), "text/calendar")
    assert counted(mail) == ["libur.ics"]


def test_a_picture_in_the_text_is_none_and_a_document_shown_in_place_is_one() -> None:
    mail = _mail()
    _file(mail, "logo.png", b"\x89PNG", "image/png", disposition="inline", cid="<logo@mitra>")
    _file(mail, "Undangan.pdf", disposition="inline")
    _file(mail, "IMG_0412.jpg", b"\xff\xd8", "image/jpeg", disposition="inline")
    assert counted(mail) == ["Undangan.pdf", "IMG_0412.jpg"]


def test_signatures_for_programs_are_none() -> None:
    mail = _mail()
    _file(mail, "smime.p7s", b"0", "application/pkcs7-signature")
    _file(mail, "signature.asc", b"-", "application/pgp-signature")
    assert counted(mail) == []
