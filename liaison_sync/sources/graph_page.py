"""A page of a delta walk as values: what Graph lists becomes Seen and Gone, whatever order it comes in.

Items repeat, `@removed` may come first, and what only changed looks as what is new: of each item a page's last word
counts, and whoever stores pages passes over what is stored already.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from liaison_sync.connections.graph_answer import Json, expansion, extended
from liaison_sync.domain.errors import ProtocolViolation
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import PAGE_BYTES, Gone, Item, Ref, Seen
from liaison_sync.sources.graph_cursor import mark

# PR_MESSAGE_SIZE (MS-OXCMSG): the only place where Graph tells how large a message is before it is fetched.
SIZE = "Integer 0xE08"
SELECT = "id,receivedDateTime,isRead,isDraft,flag"
EXPAND = expansion(SIZE)
UNKNOWN_SIZE = 100_000


@dataclass(frozen=True, slots=True)
class Listed:
    """One answer of a delta function: exactly one of the links is there (paths below the API's version).

    The last page of any other listing has neither.
    """

    values: tuple[Json, ...]
    next: str | None
    delta: str | None


def listed(document: Json, path_of: Callable[[object, str], str], *, whole: bool = False) -> Listed:
    """Raises ProtocolViolation where it is no page, or its links lead elsewhere; `whole`: the last page has none."""
    values = document.get("value")
    onward, settled = document.get("@odata.nextLink"), document.get("@odata.deltaLink")
    links = sum(link is not None for link in (onward, settled))
    if not isinstance(values, list) or not (links == 1 or (whole and links == 0)):
        raise ProtocolViolation(operation="changes", key="unreadable_answer", detail=str(document)[:120])
    found = tuple(one for one in values if isinstance(one, dict) and isinstance(one.get("id"), str) and one["id"])
    if len(found) != len(values):
        raise ProtocolViolation(operation="changes", key="unreadable_answer", detail="an item without an id")
    if onward is not None:
        return Listed(found, path_of(onward, "changes"), None)
    return Listed(found, None, path_of(settled, "changes") if settled is not None else None)


def items(folder: str, values: Sequence[Json]) -> tuple[Item, ...]:
    """The last word on each item, in the order of these last words."""
    last: dict[str, Item] = {}
    for value in values:
        one = item(folder, value)
        last.pop(one.ref.locator, None)
        last[one.ref.locator] = one
    return tuple(last.values())


def item(folder: str, value: Json) -> Seen | Gone:
    """One listed message; ids are case-sensitive and kept as they are."""
    if "@removed" in value:
        return Gone(Ref(folder, value["id"]))
    return Seen(
        Ref(folder, value["id"], extended(value, SIZE)),
        frozenset(_flags(value)),
        instant(value.get("receivedDateTime")),
    )


def _flags(value: Json) -> Iterator[str]:
    if value.get("isRead") is True:
        yield "\\Seen"
    if value.get("isDraft") is True:
        yield "\\Draft"
    flag = value.get("flag")
    if isinstance(flag, dict) and flag.get("flagStatus") == "flagged":
        yield "\\Flagged"


def instant(text: Any) -> datetime | None:
    """A DateTimeOffset of OData as aware UTC; None where it is none, or the year 1 that stands for none."""
    try:
        at = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return at.astimezone(UTC) if at.tzinfo is not None and at.year > 1 else None


def cut(found: Sequence[Item], done: Container[str], limit: int) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """What fits into a page of ours, at least one item, and the rest; `done` was handed out before."""
    open_ = [one for one in found if mark(one.ref.locator) not in done]
    count = total = 0
    for at, one in enumerate(open_):
        if isinstance(one, Seen):
            count += 1
            total += one.ref.size if one.ref.size is not None else UNKNOWN_SIZE
        if at and (count > limit or total > PAGE_BYTES):
            return tuple(open_[:at]), tuple(open_[at:])
    return tuple(open_), ()
