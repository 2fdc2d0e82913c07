"""`inspect outgoing`: what editing a calendar object sends, to whom, and why; and to whom nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from liaison_sync.domain.itip.outgoing import decide
from liaison_sync.formats.calendar_people import address_of
from liaison_sync.formats.outgoing_ics import all_written
from liaison_sync.formats.outgoing_object import Read, read
from liaison_sync.formats.series import named_instance

NONE = Read(None)


def document(mailboxes: Sequence[str], before: bytes | None, after: bytes | None, now: datetime) -> dict[str, Any]:
    """The messages as inspect.md words them; `now` (aware) is their DTSTAMP. Never raises on data.

    A file that should hold an object and holds none decides nothing: a broken file is not a deletion.
    """
    old, new = (read(each) if each is not None else NONE for each in (before, after))
    problems = [*dict.fromkeys((*old.problems, *new.problems))]
    unread = any(given is not None and found.object is None for given, found in ((before, old), (after, new)))
    if unread:
        return {"messages": [], "silent": [], "problems": problems or ["no_meeting"]}
    found = decide(old.object, new.object, {address_of(one) for one in mailboxes}, named_instance)
    texts = all_written(found.messages, old.object, new.object, now)
    return {
        "messages": [
            {
                "method": one.method,
                "from": one.sender,
                "to": one.recipient,
                "significant": one.significant,
                "ics": ics,
                "rule": one.rule,
            }
            for one, ics in zip(found.messages, texts, strict=True)
        ],
        "silent": [{"to": address or None, "rule": rule} for address, rule in found.silent],
        "problems": problems,
    }
