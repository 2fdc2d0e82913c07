"""Scripted partners: some answer a follow-up within seconds, one colleague is faster than it, one is away."""

# ruff: noqa: E501  (told as a table)

from __future__ import annotations

from datetime import datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parseaddr

from liaison_sync.demo import manners
from liaison_sync.demo.mailwriter import Letter, message_id, write
from liaison_sync.demo.placed import Placed
from liaison_sync.demo.story import BY_ADDRESS, HUMAS, MAILBOX_NAMES, MAILBOXES, PEOPLE, Person
from liaison_sync.demo.when import date_id
from liaison_sync.domain.value import dataclass

PREFIX = {"id": "Re: ", "en": "RE: "}
# Who answers: seconds until the answer arrives, and what it says.
ANSWERS: tuple[tuple[str, int, str], ...] = (
    ("cindy", 6, "Maaf Pak, gambarnya baru selesai pagi ini. Ukuran final 6 × 8 meter, berkasnya saya kirim setelah makan siang."),
    ("reza", 9, "Baru saja disetujui Pak Gunawan, Mbak! Tayangnya Kamis pukul 10.00 WIB, naskah final saya kirim sore ini."),
    ("tigor", 14, "Setuju dengan embargo sampai Senin pukul 12.00. Maaf baru sempat membalas."),
    ("himpunan", 8, "Baik Kak, contoh kuesioner kami kirim malam ini. Dosen pembimbing kami Prof. Darmawan."),
    ("haruka", 12, "Thank you for your kind reminder. You are most welcome to use three of the photographs; we only ask for the line \"Courtesy of Osaki Maritime Museum\"."),
    ("ingrid", 20, "Apologies for the silence. The shipment has to leave Bergen on Monday in two weeks; we can sign this week."),
    ("nyoman", 11, "Pemasangan di bandara mulai H-14, tim kami sudah menerima desainnya. Terima kasih sudah mengingatkan."),
)  # fmt: skip
AWAY: tuple[tuple[str, int, int], ...] = (("wulan", 2, 6), ("sri", 3, 2))  # who, seconds, days until the return
EARLY = ("yudi", "akreditasi-tv", ("Mbak Ulfa, formulir akreditasi kru kami kirim besok pagi, sembilan orang siaran langsung"
         " dan tiga orang liputan. Intan sedang di lapangan jadi saya yang menjawab."))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """A partner's mail on its way: it lies in our mailbox `after` the letter left."""

    after: timedelta
    placed: Placed
    automatic: bool = False


def answer(letter: bytes, now: datetime) -> Reply | None:
    """What the first addressee of `letter` answers, sent at `now` (aware); None where nobody does. Never raises."""
    mail = message_from_bytes(letter)
    addressed = [address.lower() for _, address in getaddresses([_text(mail, "To")])]
    person = next((BY_ADDRESS[address] for address in addressed if address in BY_ADDRESS), None)
    if person is None or _text(mail, "Auto-Submitted").lower() == "auto-replied":
        return None
    for key, seconds, text in ANSWERS:
        if key == person.key:
            return _replied(mail, person, text, now, seconds)
    for key, seconds, days in AWAY:
        if key == person.key:
            return _away(mail, person, now, seconds, days)
    return None


def early(now: datetime) -> Placed:
    """A colleague answers for the one whom a follow-up would remind: it must be withdrawn."""
    key, thread, text = EARLY
    person = PEOPLE[key]
    asked = message_id("gmail", HUMAS, thread, 0)
    subject = "RE: Akreditasi peliput Festival Karsa Bahari"
    return _placed(person, HUMAS, subject, manners.dressed(text, person, (MAILBOX_NAMES[HUMAS], HUMAS), "id", first=False),
                   asked, (asked,), now, ())  # fmt: skip


def _replied(mail: Message, person: Person, text: str, now: datetime, seconds: int) -> Reply:
    box = _our_box(mail)
    subject = _text(mail, "Subject")
    if not subject.lower().startswith(("re:", "bls:")):
        subject = PREFIX[person.language] + subject
    dressed = manners.dressed(text, person, (MAILBOX_NAMES[box], box), person.language, first=False)
    own = _text(mail, "Message-ID")
    references = (*_text(mail, "References").split(), *([own] if own else ()))
    at = now + timedelta(seconds=seconds)
    return Reply(timedelta(seconds=seconds), _placed(person, box, subject, dressed, own, references, at, ()))


def _away(mail: Message, person: Person, now: datetime, seconds: int, days: int) -> Reply:
    box, own = _our_box(mail), _text(mail, "Message-ID")
    back = date_id((now + timedelta(days=days)).date())
    text = f"Terima kasih atas surel Anda. Saya sedang cuti dan akan kembali pada {back}."
    headers = (("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"))
    at = now + timedelta(seconds=seconds)
    placed = _placed(
        person, box, f"Balasan otomatis: {_text(mail, 'Subject')}", text, own, (own,) if own else (), at, headers
    )
    return Reply(timedelta(seconds=seconds), placed, automatic=True)


def _placed(
    person: Person, box: str, subject: str, text: str, asked: str, references: tuple[str, ...], at: datetime,
    headers: tuple[tuple[str, str], ...],
) -> Placed:  # fmt: skip
    letter = Letter(
        sender=(person.name, person.address),
        to=((MAILBOX_NAMES[box], box),),
        subject=subject,
        at=at,
        text=text,
        message_id=message_id(person.client, person.address, asked, at.isoformat()),
        client=person.client,
        language=person.language,
        in_reply_to=asked or None,
        references=references,
        signature=manners.signature(person, person.language),
        headers=headers,
    )
    return Placed(box, "INBOX", at, write(letter))


def _our_box(mail: Message) -> str:
    """The mailbox an answer goes to."""
    for header in ("Reply-To", "From"):
        address = parseaddr(_text(mail, header))[1].lower()
        if address in MAILBOXES.values():
            return address
    return HUMAS


def _text(mail: Message, header: str) -> str:
    """A header decoded and on one line; "" where it is missing or cannot be read."""
    try:
        return " ".join(str(make_header(decode_header(str(mail.get(header, ""))))).split())
    except (LookupError, UnicodeError, ValueError):
        return ""
