from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.message import Address
from liaison_sync.formats.compose import BadAddress, File, HeaderInjection, InlineImage, freeze, needs_smtputf8
from liaison_sync.formats.render import Letter

LETTER = Letter("Menindaklanjuti surat kami", "Yth. Ibu Rina,\n\nSelamat pagi — semoga sehat.\n.\nFrom kami\n")
US = Address("Humas Kita", "humas@kita.or.id")
RINA = Address("Rina Wulandari, S.H.", "rina@kementerian.go.id")


def frozen(**more: Any) -> bytes:
    values: dict[str, Any] = {
        "letter": LETTER,
        "from_": US,
        "to": [RINA],
        "message_id": "<fu-1@kita.or.id>",
        "date": datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
        "automatic": False,
        "liaison_id": "fu-1",
    }
    values |= more
    return freeze(values.pop("letter"), **values)


def parsed(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def name_in(raw: bytes) -> str:
    """The display name of the first recipient, by RFC 2047 §6.2 (no space between adjacent words)."""
    name, _ = getaddresses([email.message_from_bytes(raw, policy=email.policy.compat32)["To"]])[0]
    return str(make_header(decode_header(name)))


def test_the_same_letter_is_always_the_same_bytes() -> None:
    image = InlineImage("chart@x", "image/png", b"\x89PNG")
    file = File("Notulen.pdf", "application/pdf", b"%PDF")
    assert frozen(html="<p>x</p>", inline_images=[image], attachments=[file]) == frozen(
        html="<p>x</p>", inline_images=[image], attachments=[file]
    )


def test_every_line_ends_in_crlf_and_stays_short_and_seven_bit() -> None:
    raw = frozen(
        html="<p>" + "é" * 3000 + "</p>", attachments=[File("a.bin", "application/x-a", bytes(range(256)) * 9)]
    )
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\x00" not in raw
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert b"\r\n." not in raw
    assert b"\r\nFrom " not in raw


def test_text_and_html_stand_beside_each_other_with_images_and_files_around() -> None:
    image = InlineImage("chart@x", "image/png", b"\x89PNG", "grafik.png")
    mail = parsed(
        frozen(
            html="<p>Halo</p>", inline_images=[image], attachments=[File("Notulen é.pdf", "application/pdf", b"%PDF")]
        )
    )
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    assert text_of(mail) == LETTER.text
    (attachment,) = mail.iter_attachments()
    assert attachment.get_filename() == "Notulen é.pdf"
    assert attachment.get_content() == b"%PDF"
    assert not mail.defects


def test_the_reply_stands_in_the_partners_thread() -> None:
    mail = parsed(frozen(in_reply_to="<b@x>", references=["<a@x>", "<b@x>"], subject="Re: Audiensi"))
    assert mail["In-Reply-To"] == "<b@x>"
    assert mail["References"] == "<a@x> <b@x>"
    assert mail["Subject"] == "Re: Audiensi"
    assert mail["Message-ID"] == "<fu-1@kita.or.id>"
    assert mail["X-Liaison-Id"] == "fu-1"


def test_long_reference_lists_keep_the_first_and_the_latest() -> None:
    mail = parsed(frozen(in_reply_to="<n200@x>", references=[f"<n{n}@x>" for n in range(200)]))
    ids = str(mail["References"]).split()
    assert (ids[0], ids[-1], len(ids)) == ("<n0@x>", "<n200@x>", 30)


def test_ids_that_cannot_be_written_are_left_out() -> None:
    mail = parsed(frozen(in_reply_to="<a b@x>", references=["nothing", "<é@x>", "<ok@x>"]))
    assert mail["In-Reply-To"] is None
    assert mail["References"] == "<ok@x>"


def test_only_automatic_letters_say_so_and_never_suppress_absence_notes() -> None:
    person, automatic = parsed(frozen()), parsed(frozen(automatic=True))
    assert person["Auto-Submitted"] is person["X-Auto-Response-Suppress"] is person["Precedence"] is None
    assert automatic["Auto-Submitted"] == "auto-generated"
    assert automatic["X-Auto-Response-Suppress"] == "AutoReply, RN, NRN"


def test_bulk_letters_can_be_left_by_one_click() -> None:
    both = ("https://kita.or.id/u/1", "mailto:humas@kita.or.id?subject=unsubscribe%201")
    mail = parsed(frozen(list_unsubscribe=both))
    assert mail["List-Unsubscribe"] == f"<{both[0]}>, <{both[1]}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    only = parsed(frozen(list_unsubscribe=both[1:]))
    assert (only["List-Unsubscribe"], only["List-Unsubscribe-Post"]) == (f"<{both[1]}>", None)
    assert parsed(frozen())["List-Unsubscribe"] is None
    for bad in ("https://kita.or.id/>,<mailto:x@evil.com", "https://kita.or.id/ü", "https://kita.or.id/a b"):
        with pytest.raises(ValueError, match="not a URI"):
            frozen(list_unsubscribe=(bad,))


BREAKERS = [
    "\r\nBcc: x@evil.com",
    "\n",
    "\r",
    "\x00",
    "\u2028",
    "\u2029",
    "\x85",
    "\x0b",
    "\x0c",
    "\x1b",
    "\x7f",
    "\ud800",
]


@pytest.mark.parametrize("breaker", BREAKERS)
def test_no_value_can_become_a_header(breaker: str) -> None:
    evil = f"a{breaker}b"
    attempts: tuple[dict[str, Any], ...] = (
        {"subject": evil},
        {"letter": Letter(evil, "x")},
        {"from_": Address(evil, "a@b.id")},
        {"to": [Address("x", f"a{breaker}@b.id")]},
        {"cc": [Address(evil, "a@b.id")]},
        {"in_reply_to": f"<{evil}@x>"},
        {"references": [f"<{evil}@x>"]},
        {"message_id": f"<{evil}@x>"},
        {"liaison_id": evil},
        {"list_unsubscribe": [evil]},
        {"language": evil},
        {"attachments": [File(evil, "text/plain", b"")]},
        {"attachments": [File("x", f"text/{evil}", b"")]},
        {"html": "x", "inline_images": [InlineImage(evil, "image/png", b"")]},
    )
    for more in attempts:
        with pytest.raises(HeaderInjection):
            frozen(**more)


@pytest.mark.parametrize(
    "address", ["", "a", "@b.id", "a@", "a b@c.id", "<a@b.id>", "a@b.id,c@d.id", "a@b@c.id", "a@b c"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        frozen(to=[Address("x", address)])


def test_a_letter_needs_a_recipient_an_aware_date_and_a_proper_id() -> None:
    lacking: tuple[dict[str, Any], ...] = ({"to": []}, {"date": datetime(2026, 1, 1)}, {"message_id": "fu-1"})  # noqa: DTZ001
    for more in lacking:
        with pytest.raises(ValueError, match=r"recipient|aware|Message-ID"):
            frozen(**more)


def test_foreign_local_parts_need_smtputf8_and_foreign_domains_do_not() -> None:
    assert needs_smtputf8(Address("", "büro@x.de"))
    assert not needs_smtputf8(Address("", "info@bücher.de"))
    assert b"info@xn--bcher-kva.de" in frozen(to=[Address("", "info@bücher.de")])


names = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), max_size=90)


@settings(max_examples=120, deadline=None)
@given(names, names, names)
def test_names_subjects_and_file_names_come_back_as_they_were(name: str, subject: str, file: str) -> None:
    raw = frozen(to=[Address(name, "a@b.id"), RINA], subject=subject, attachments=[File(file, "text/csv", b"a")])
    mail = parsed(raw)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n\r\n")[0].split(b"\r\n"))) <= 998
    fields = "From To Subject Date Message-ID X-Liaison-Id MIME-Version Content-Type"
    assert set(mail.keys()) == set(fields.split())
    assert " ".join(str(mail["Subject"]).split()) == " ".join(subject.split())
    assert [one.addr_spec for one in mail["To"].addresses] == ["a@b.id", RINA.address]
    assert name_in(raw).split() == name.split()


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300))
def test_any_text_arrives_but_for_what_nobody_can_see(text: str) -> None:
    mail = parsed(frozen(letter=Letter("x", text)))
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    seen = "".join(
        c for c in lines if c in "\n\t" or not (ord(c) < 32 or 127 <= ord(c) < 160 or 0xD800 <= ord(c) < 0xE000)
    )
    assert text_of(mail) == seen.rstrip("\n") + "\n"
