"""The default calendar of a mailbox on an Exchange Server: its changes, and its items with their exceptions.

A series is one item here, and so is each of its exceptions, which is told with its series. What is removed is asked
for again: the answer decides whether it left the calendar.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from liaison_sync.connections.exchange_account import ExchangeAccount
from liaison_sync.connections.exchange_xml import NS, distinguished, field, id_at, item_ids, local, node, shape, text
from liaison_sync.domain.errors import AccessDenied, Failure, NotFound
from liaison_sync.ports import Fetched, Folder, Item, Missing, Raw, Ref, Seen, TooLarge
from liaison_sync.sources import exchange_event
from liaison_sync.sources.exchange_fetch import CHUNK, failed
from liaison_sync.sources.exchange_page import Listed
from liaison_sync.sources.graph_calendar import BEHIND, FOLDER, SHUT

MOST_EXCEPTIONS = 1000
LISTED = (field("calendar:End"), field("calendar:CalendarItemType"))
_FIELDS = tuple(
    field(uri)
    for uri in (
        "item:ParentFolderId", "item:Subject", "item:Preview", "item:LastModifiedTime",
        "calendar:UID", "calendar:Start", "calendar:End", "calendar:OriginalStart", "calendar:IsAllDayEvent",
        "calendar:Location", "calendar:IsMeeting", "calendar:IsCancelled", "calendar:MeetingRequestWasSent",
        "calendar:CalendarItemType",
        "calendar:MyResponseType", "calendar:IsOrganizer", "calendar:Organizer", "calendar:RequiredAttendees",
        "calendar:OptionalAttendees", "calendar:Resources", "calendar:AppointmentSequenceNumber",
        "calendar:Recurrence", "calendar:ModifiedOccurrences", "calendar:DeletedOccurrences",
        "calendar:StartTimeZone", "calendar:StartTimeZoneId", "calendar:JoinOnlineMeetingUrl",
    )
)  # fmt: skip


def folder(account: ExchangeAccount) -> list[Folder]:
    """The default calendar; a mailbox may have none, or the account no right to it."""
    names = node("m:FolderIds", distinguished("calendar", account.settings.user))
    asked = node("m:GetFolder", shape("m:FolderShape", (field("folder:DisplayName"),)), names)
    try:
        answer = account.one(asked, operation="folders")
    except AccessDenied:
        return [SHUT]
    except NotFound:
        return []
    found = ((id_at(one, "t:FolderId"), text(one, "t:DisplayName")) for one in answer.iterfind("m:Folders/*", NS))
    return [Folder(f"{FOLDER}{id_}", name or "Calendar", "calendar") for id_, name in found if id_]


def items(folder_id: str, found: Listed, today: date, *, first: bool) -> tuple[Item, ...]:
    """What a page names, each once. A first walk leaves out what was over long ago."""
    oldest = (today - BEHIND).isoformat()
    named: dict[str, None] = {}
    for change in found.changes:
        kind = local(change)
        if kind in {"Create", "Update"}:
            item = change[0]
            over = exchange_event.ended(item)
            if local(item) != "CalendarItem" or (first and over and over < oldest):
                continue
            id_ = id_at(item, "t:ItemId")
        else:
            id_ = id_at(change, "t:ItemId") if kind == "Delete" else None
        if id_:
            named[id_] = None
    return tuple(Seen(Ref(folder_id, id_)) for id_ in named)


def fetched(account: ExchangeAccount, refs: Sequence[Ref], max_bytes: int) -> Iterator[Fetched]:
    """One answer for each ref. Raises what concerns all of them."""
    for start in range(0, len(refs), CHUNK):
        some = refs[start : start + CHUNK]
        for ref, answer in zip(some, _asked(account, [ref.locator for ref in some]), strict=True):
            yield _read(account, ref, answer, max_bytes)


def _asked(account: ExchangeAccount, ids: Sequence[str]) -> list[Any]:
    """The element of each item, or its Failure."""
    request = node("m:GetItem", shape("m:ItemShape", _FIELDS), item_ids(ids))
    answers = account.each(request, operation="fetch", expected=len(ids))
    items_ = [one if isinstance(one, Failure) else one.find("m:Items/*", NS) for one in answers]
    return [NotFound(operation="fetch") if one is None else one for one in items_]


def _read(account: ExchangeAccount, ref: Ref, answer: Any, max_bytes: int) -> Fetched:
    if isinstance(answer, Failure):
        return failed(ref, answer)
    elsewhere = id_at(answer, "t:ParentFolderId") not in {None, ref.folder.removeprefix(FOLDER)}
    if elsewhere or local(answer) != "CalendarItem":
        return Missing(ref)
    exceptions: list[Any] = []
    ids = exchange_event.exceptions_of(answer)
    for start in range(0, min(len(ids), MOST_EXCEPTIONS), CHUNK):
        for one in _asked(account, ids[start : start + CHUNK]):
            if isinstance(one, NotFound):
                continue
            if isinstance(one, Failure):  # a series told without it would say that it takes place as planned
                return failed(ref, one)
            exceptions.append(one)
    told = exchange_event.document(answer, exceptions)
    content = json.dumps(told, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    return Raw(ref, content, "event") if len(content) <= max_bytes else TooLarge(ref, len(content))
