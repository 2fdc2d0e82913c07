"""The calendars a message carries (RFC 6047): text/calendar parts, .ics files, meetings in a winmail.dat; each once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from liaison_sync.domain.invitation import CalendarFile
from liaison_sync.domain.message import Defect
from liaison_sync.formats import ical
from liaison_sync.formats.attached import Found
from liaison_sync.formats.charset import decode
from liaison_sync.formats.parts import Node

MAX_CALENDARS = 50
TNEF = "winmail.dat"  # in place of a method: this calendar was made of one
_AS_TEXT = re.compile(r"^BEGIN:VCALENDAR[ \t]*$", re.MULTILINE)
_ICS_TYPES = ("text/calendar", "application/ics", "text/x-vcalendar", "application/calendar")


def passed_on(found: list[Found], *, territory: str) -> tuple[CalendarFile, ...]:
    """The invitations in messages attached to this one: somebody shows them, their organiser did not send them here."""
    sources = list(_sources(found, nested=True))[:MAX_CALENDARS]
    files = [_with_method(ical.read(data, territory=territory), method, place, []) for data, method, place in sources]
    requests = [(file, tuple(one for one in file.invitations if one.method == "REQUEST")) for file in files]
    return tuple(replace(file, invitations=some) for file, some in requests if some)


def calendar_files(found: list[Found], *, territory: str) -> tuple[tuple[CalendarFile, ...], list[Defect]]:
    """Every calendar with the components not met before in this message, and what was wrong with them."""
    files: list[CalendarFile] = []
    defects: list[Defect] = []
    seen: set[str] = set()
    for data, method, place in list(_sources(found))[:MAX_CALENDARS]:
        file = _with_method(ical.read(data, territory=territory), method, place, defects)
        fresh = tuple(one for one in file.invitations if one.digest not in seen)
        seen |= {one.digest for one in file.invitations}
        defects += [Defect(problem, place) for problem in file.problems]
        if fresh or (file.problems and not file.invitations):
            files.append(replace(file, invitations=fresh))
    return tuple(files), defects


def left_in_text(text: str) -> bool:
    """Whether a body shows a calendar as mere text, which no client offers to answer (RFC 6047 §2.4)."""
    return "BEGIN:VCALENDAR" in text and _AS_TEXT.search(text) is not None


def _sources(found: list[Found], *, nested: bool = False) -> Iterator[tuple[bytes, str | None, str]]:
    """What an attached message invited to (`nested`) is not sent with this one."""
    for one in found:
        node = one.node
        if (one.nested or bool(node and node.nested)) is not nested:
            continue
        if one.calendar:
            yield one.calendar, TNEF, one.place
        if one.attachment.type in _ICS_TYPES or one.attachment.name.lower().endswith(".ics"):
            yield _utf8(one.data, node), node.parameters.get("method") if node else None, one.place


def _utf8(data: bytes, node: Node | None) -> bytes:
    """iCalendar is UTF-8; a part in another charset is turned into it."""
    label = node.parameters.get("charset") if node else None
    if not label or data.isascii():
        return data
    return decode(data, label).text.encode("utf-8", "replace")


def _with_method(file: CalendarFile, method: str | None, place: str, defects: list[Defect]) -> CalendarFile:
    """RFC 6047 §2.4: the method of the part is that of the calendar; the calendar's own word counts."""
    if not method:
        return file
    if method == TNEF:
        marked = (replace(one, flags=(*one.flags, "from_tnef")) for one in file.invitations)
        return replace(file, invitations=tuple(marked))
    stated = method.strip().upper()
    if file.method:
        if file.method != stated:
            defects.append(Defect("calendar_method_differs", place))
        return file
    return replace(file, method=stated, invitations=tuple(replace(one, method=stated) for one in file.invitations))
