"""What the header of a message says about it: who, to whom, when, about what, in answer to what (RFC 5322 §3.6)."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.message import Address, DateSource, Defect
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.addresses import MAX_ADDRESSES
from liaison_sync.formats.addresses import read as read_addresses
from liaison_sync.formats.dates import read_date
from liaison_sync.formats.headers import Headers
from liaison_sync.formats.message_ids import MAX_REFERENCES, answered, message_ids, newest
from liaison_sync.formats.trace import authentication_results, received_at

_ONCE = ("from", "sender", "reply-to", "to", "cc", "bcc", "subject", "date", "message-id", "in-reply-to", "references")
_SHOWN = ("From", "Sender", "To", "Cc", "Subject")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Header values of one message; `date` is aware UTC, `date_east` the minutes its clock is ahead of it."""

    message_id: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str | None
    from_: tuple[Address, ...]
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    date: datetime | None
    date_source: DateSource
    date_east: int
    thread_index: str | None
    authentication: tuple[str, ...]
    original_from: tuple[Address, ...]
    liaison_id: str | None
    list_id: str | None
    defects: tuple[Defect, ...]


def envelope(headers: Headers) -> Envelope:
    """Read `headers`; whatever is missing is None or empty, whatever is wrong is told."""
    defects = [Defect("header_repeated", f"header:{name.title()}") for name in headers.repeated(_ONCE)]
    if not headers.is_ascii():
        defects += [Defect("header_8bit", f"header:{name}") for name in _SHOWN if _is_not_utf8(headers, name)]
    subject = headers.get("subject")
    if subject and "\ufffd" in subject:
        defects.append(Defect("charset_replaced", "header:Subject"))
    date, source, east = _date(headers, defects)
    ids = _ids(headers, "message-id")
    references = _ids(headers, "references")
    if len(references) > MAX_REFERENCES:
        defects.append(Defect("too_many_references", "header:References"))
    return Envelope(
        message_id=ids[0] if ids else None,
        in_reply_to=newest(_ids(headers, "in-reply-to")),
        references=newest(references),
        subject=subject,
        from_=_people(headers, "From", defects),
        sender=next(iter(_people(headers, "Sender", defects)), None),
        reply_to=_people(headers, "Reply-To", defects),
        to=_people(headers, "To", defects),
        cc=_people(headers, "Cc", defects),
        bcc=_people(headers, "Bcc", defects),
        date=date,
        date_source=source,
        date_east=east,
        thread_index=headers.get("thread-index"),
        authentication=authentication_results(headers),
        original_from=(
            *_people(headers, "X-Original-From", defects),
            *_people(headers, "X-Original-Sender", defects),
        ),
        liaison_id=headers.get("x-liaison-id"),
        list_id=headers.get("list-id"),
        defects=tuple(defects),
    )


def _is_not_utf8(headers: Headers, name: str) -> bool:
    for value in headers.raw(name):
        if not value.isascii():
            try:
                value.decode("utf-8")
            except UnicodeDecodeError:
                return True
    return False


def _ids(headers: Headers, name: str) -> tuple[str, ...]:
    values = headers.unfolded(name)[:5]
    if name == "in-reply-to":
        values = tuple(map(answered, values))
    if len(values) < 2:
        return message_ids(values[0]) if values else ()
    return tuple(dict.fromkeys(one for value in values for one in message_ids(value)))


def _people(headers: Headers, name: str, defects: list[Defect]) -> tuple[Address, ...]:
    values = headers.unfolded(name)
    if not values:
        return ()
    found: list[Address] = []
    for value in values:
        named, broken = read_addresses(value, MAX_ADDRESSES + 1 - len(found))
        found += named
        if broken:
            defects.append(Defect("address_list_broken", f"header:{name}"))
        if len(found) > MAX_ADDRESSES:
            defects.append(Defect("too_many_addresses", f"header:{name}"))
            break
    if any(not entry.address for entry in found):
        defects.append(Defect("address_unreadable", f"header:{name}"))
    if "\ufffd" in "".join([entry.name for entry in found]):
        defects.append(Defect("charset_replaced", f"header:{name}"))
    return tuple(found[:MAX_ADDRESSES])


def _date(headers: Headers, defects: list[Defect]) -> tuple[datetime | None, DateSource, int]:
    stated = headers.unfolded("date")
    for value in stated[:1]:
        read = read_date(value)
        if read.reason:
            defects.append(Defect(read.reason, "header:Date"))
        if read.at is not None:
            return read.at, "date", read.east
    if not stated:
        defects.append(Defect("date_missing", "header:Date"))
    received = received_at(headers)
    return received, "received" if received else "none", 0
