"""Everything an IMAP folder holds, bounded by the UIDNEXT at its beginning; and what the server tells of some of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from liaison_sync.connections.imap_answer import uid_of
from liaison_sync.connections.imap_session import ImapSession, Opened
from liaison_sync.connections.uid_set import UidSet
from liaison_sync.domain.certificate import Inventory
from liaison_sync.domain.errors import ProtocolViolation
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import Ref, Seen
from liaison_sync.sources.imap_changes import WINDOW, fetched, locator, metadata
from liaison_sync.sources.imap_fetch import uid_in

HEAD_BYTES = 32 * 1024
MOST_HEAD = 1024 * 1024  # of a server that knows no partial FETCH
HEADS = 50  # header blocks asked for at once
LOOKS = 3  # at a folder whose count changes while it is listed


@dataclass(frozen=True, slots=True)
class Locators(Collection[str]):
    """UIDs of one generation as locators: a million of them take no more room than their gaps."""

    opened: Opened
    uids: UidSet

    def __len__(self) -> int:
        return len(self.uids)

    def __iter__(self) -> Iterator[str]:
        return (locator(self.opened, uid) for uid in self.uids)

    def __contains__(self, one: object) -> bool:
        generation, _, uid = one.partition(".") if isinstance(one, str) else ("", "", "")
        return generation == self.opened.generation and uid.isdigit() and int(uid) in self.uids


def inventory(session: ImapSession, path: str) -> Inventory:
    """All UIDs below the UIDNEXT the folder was opened with. Mail that comes or goes meanwhile is looked at again."""
    opened, uids = session.examine(path), UidSet()
    for _ in range(LOOKS):
        uids = _all(session, opened)
        if len(uids) == opened.exists:
            break
        opened = session.examine(path)
    return Inventory(Locators(opened, uids), opened.exists, opened.generation)


def _all(session: ImapSession, opened: Opened) -> UidSet:
    if opened.uidnext is None:
        return session.uids("UID 1:*")
    if "ESEARCH" in session.capabilities:
        return _within(session, 1, opened.uidnext - 1) if opened.uidnext > 1 else UidSet()
    found, low, span = UidSet(), 1, WINDOW
    while low < opened.uidnext:
        high = min(low + span - 1, opened.uidnext - 1)
        here = _within(session, low, high)
        found |= here
        low, span = high + 1, WINDOW if here else span * 8  # no answer in one line of megabytes
    return found


def _within(session: ImapSession, low: int, high: int) -> UidSet:
    found = session.uids(f"UID {low}:{high}")
    if found and (found.ranges[0][0] < low or found.ranges[-1][1] > high):
        raise ProtocolViolation(operation="search", detail="UIDs outside of what was asked for")
    return found


def told(session: ImapSession, refs: Sequence[Ref]) -> list[tuple[Seen, bytes]]:
    """Size, date and header of each, by PEEK; nothing of what was expunged or is of another generation."""
    found: list[tuple[Seen, bytes]] = []
    for path in dict.fromkeys(ref.folder for ref in refs):
        opened = session.examine(path)
        here = [ref.locator for ref in refs if ref.folder == path]
        own = [uid for one in here if one.startswith(f"{opened.generation}.") and (uid := uid_in(Ref(path, one)))]
        wanted = UidSet.of(own)
        for part in wanted.commands():
            listed = session.uids(f"UID {part}")
            found += _told(session, metadata(session, path, opened, listed - (listed - wanted)))
    return found


def _told(session: ImapSession, seen: Sequence[Seen]) -> Iterator[tuple[Seen, bytes]]:
    for at in range(0, len(seen), HEADS):
        some = seen[at : at + HEADS]
        heads = _heads(session, UidSet.of(uid for one in some if (uid := uid_in(one.ref))))
        yield from ((one, heads.get(uid_in(one.ref) or 0, b"")) for one in some)


def _heads(session: ImapSession, uids: UidSet) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for part in uids.commands():
        command = f"UID FETCH {part} (UID BODY.PEEK[HEADER]<0.{HEAD_BYTES}>)"
        for answer in session.run(command, operation="inventory", max_literal=MOST_HEAD):
            values = fetched(answer)
            if values is not None:
                head = next((value for name, value in values.items() if name.startswith("BODY[")), None)
                found[uid_of(values["UID"])] = head if isinstance(head, bytes) else b""
    return found
