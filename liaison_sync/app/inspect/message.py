"""`liaison-sync inspect message`: the document of one message, keys in the documented order."""

from __future__ import annotations

from datetime import UTC, date, datetime

from liaison_sync.domain.message import Address, Bounce, Forwarded, Message, OfficialLetter, StatedMeeting
from liaison_sync.domain.wall_time import instant
from liaison_sync.formats.parsed import Parsed

Json = dict[str, object]


def document(file: str, parsed: Parsed) -> Json:
    """JSON-ready; times are UTC with `Z`, absent values None or []."""
    message = parsed.message
    return {
        "file": file,
        "sha256": message.sha256,
        "size": message.size,
        **_header(message),
        **_text(message),
        "attachments": [
            {
                "name": one.name or None,
                "type": one.type,
                "size": one.size,
                "sha256": one.sha256,
                "inline": one.inline,
                "content_id": one.content_id,
                "from_tnef": one.from_tnef,
            }
            for one in message.attachments
        ],
        "calendar": [
            {"method": one.method, "uid": one.uid, "recurrence_id": _named(one.recurrence_id), "sequence": one.sequence}
            for one in message.calendar
        ],
        **_understood(message),
        "defects": [{"reason": one.reason, "place": one.place} for one in message.defects],
        "quarantined": message.quarantined
        and {"reason": message.quarantined.reason, "detail": message.quarantined.detail},
    }


def _header(message: Message) -> Json:
    return {
        "message_id": message.message_id,
        "in_reply_to": list(message.in_reply_to),
        "references": list(message.references),
        "subject": message.subject,
        "base_subject": None if message.subject is None else message.base_subject,
        "from": _people(message.from_),
        "sender": _person(message.sender),
        "reply_to": _people(message.reply_to),
        "to": _people(message.to),
        "cc": _people(message.cc),
        "bcc": _people(message.bcc),
        "date": moment(message.date),
        "date_source": message.date_source,
    }


def _text(message: Message) -> Json:
    return {
        "text": message.text,
        "new_text": message.new_text,
        "quoted_text": message.quoted_text or None,
        "signature": message.signature or None,
        "html": message.html,
        "forwarded": [_forwarded(one) for one in message.forwarded],
    }


def _understood(message: Message) -> Json:
    automatic, answer = message.automatic, message.answer
    return {
        "automatic": {
            "kind": automatic.kind,
            "reason": automatic.reason,
            "return_date": moment(automatic.return_date),
        },
        "bounce": _bounce(message.bounce),
        "language": message.language,
        "letter": _letter(message.letter),
        "meetings": [_meeting(one) for one in message.meetings],
        "answer": {"kind": answer.kind, "people": answer.people, "delegate": answer.delegate},
        "links": list(message.links),
    }


def moment(at: datetime | date | None) -> str | None:
    """ISO 8601: an instant in UTC with `Z`, a wall time without offset, a date as it is."""
    if isinstance(at, datetime) and at.tzinfo is not None:
        return at.astimezone(UTC).isoformat(timespec="seconds")[:-6] + "Z" if at.year > 999 else at.isoformat()
    return at.isoformat() if at is not None else None


def _named(recurrence_id: str | None) -> str | None:
    """The key of an instance with its instant, if it has one, written as all others are."""
    return recurrence_id and recurrence_id.removesuffix("+00:00") + "Z" * recurrence_id.endswith("+00:00")


def _person(address: Address | None) -> Json | None:
    return None if address is None else {"name": address.name or None, "address": address.address or None}


def _people(people: tuple[Address, ...]) -> list[Json]:
    return [{"name": one.name or None, "address": one.address or None} for one in people]


def _forwarded(one: Forwarded) -> Json:
    return {
        "from": _person(one.from_),
        "to": _people(one.to),
        "date": moment(one.date),
        "subject": one.subject,
        "text": one.text,
    }


def _bounce(bounce: Bounce | None) -> Json | None:
    if bounce is None:
        return None
    recipients = [
        {
            "address": one.address,
            "status": one.status,
            "action": one.action,
            "kind": one.kind,
            "diagnostic": one.diagnostic,
        }
        for one in bounce.recipients
    ]
    return {"recipients": recipients, "original_message_id": bounce.original_message_id}


def _letter(letter: OfficialLetter | None) -> Json | None:
    if letter is None:
        return None
    return {"number": letter.number, "subject": letter.subject, "refers_to": list(letter.refers_to)}


def _placed(wall: datetime | date | None, zone: str | None) -> datetime | date | None:
    """The instant of a wall time in the zone the text names; as it stands where it names none."""
    if not isinstance(wall, datetime) or zone is None:
        return wall
    return instant(wall, zone) or wall


def _meeting(one: StatedMeeting) -> Json:
    return {
        "start": moment(_placed(one.start, one.zone)),
        "end": moment(_placed(one.end, one.zone)),
        "open_end": one.open_end,
        "all_day": one.all_day,
        "zone": one.zone,
        "zone_source": one.zone_source,
        "place": one.place,
        "link": one.link,
    }
