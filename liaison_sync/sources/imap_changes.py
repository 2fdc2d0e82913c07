"""One page of changes of an IMAP folder: new UIDs in windows, then a count check, then flags.

What is gone a server with QRESYNC tells as the folder is opened; whatever it says, its count must then agree with ours,
and where it does not, all UIDs are compared. Nothing costs more in a larger folder unless something in it changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field

from liaison_sync.connections.imap_answer import Answer, Token, internal_date, number, pairs, uid_of, words_of
from liaison_sync.connections.imap_session import ImapSession, Opened, Since
from liaison_sync.connections.uid_set import UidSet
from liaison_sync.domain.errors import BACKWARDS, FolderRefused, ProtocolViolation
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import PAGE_BYTES, Cursor, Flags, Gone, Item, Page, Ref, Seen
from liaison_sync.sources.imap_cursor import Head, State, read

WINDOW = 10_000  # UIDs asked for in one SEARCH
SPAN = 50_000  # UIDs compared in one SEARCH where the server cannot answer in ranges
MOST_GONE = 2_000  # tombstones in one page


@dataclass(slots=True)
class Ahead:
    """UIDs a SEARCH has listed and no page has handed out yet: spares a walk its EXAMINE and SEARCH per page."""

    path: str = ""
    opened: Opened | None = None
    after: int = 0
    uids: UidSet = field(default_factory=UidSet)

    def continues(self, session: ImapSession, path: str, state: State | None) -> bool:
        return (
            state is not None
            and bool(self.uids)
            and session.selected == self.path == path
            and self.opened is session.opened
            and self.opened is not None
            and self.opened.generation == state.head.generation
            and self.after == state.head.last
        )


def locator(opened: Opened, uid: int) -> str:
    return f"{opened.generation}.{uid}"


def next_page(session: ImapSession, path: str, cursor: Cursor | None, limit: int, ahead: Ahead, *, full: bool) -> Page:
    """See `Source.changes`; `full` compares all UIDs even where the counts agree."""
    known = read(cursor) if cursor is not None else None
    if ahead.continues(session, path, known):
        opened = ahead.opened or session.examine(path)
    else:
        ahead.path, ahead.uids = path, UidSet()
        ahead.opened = opened = session.examine(path, _since(known))
    state, reset = _begin(path, known, opened)
    listed, complete = _new_uids(session, state.head.last, opened, ahead)
    seen = _within_bytes(metadata(session, path, opened, listed.first(limit)))
    handed = UidSet.of(_uid(one.ref) for one in seen)
    last = max((_uid(one.ref) for one in seen), default=state.head.last)
    ahead.uids, ahead.after = listed - handed, last
    state = State(state.but(last=last, settled=False).head, state.alive | handed)
    if ahead.uids or not complete:
        return Page(tuple(seen), state.text(), more=True, reset=reset)
    return _settle(session, path, state, opened, seen, limit=limit, full=full, reset=reset)


def _since(known: State | None) -> Since | None:
    """What QRESYNC is asked with: what was handed out, as of when it was first listed."""
    if known is None or not known.head.modseq or not known.head.last:
        return None
    return Since(known.head.uidvalidity, known.head.modseq, known.head.last)


def _begin(path: str, known: State | None, opened: Opened) -> tuple[State, bool]:
    """Where to go on, and whether the server renumbered, or another folder bears the name. Raises FolderRefused."""
    if known is None or known.head.generation != opened.generation:
        head = Head(opened.uidvalidity, modseq=opened.highestmodseq, mailbox_id=opened.mailbox_id)
        return State(head, UidSet()), known is not None
    if opened.uidnext is not None and opened.uidnext <= known.head.last:
        # UIDs would be given twice: a restored server that kept its UIDVALIDITY. Silence would lose mail.
        detail = f"{path}: UIDNEXT {opened.uidnext} <= {known.head.last}"
        raise FolderRefused(operation="changes", key=BACKWARDS, detail=detail)
    return known, False


def _new_uids(session: ImapSession, last: int, opened: Opened, ahead: Ahead) -> tuple[UidSet, bool]:
    """UIDs above `last`, at least the lowest window of them, and whether these are all."""
    if ahead.uids:
        return ahead.uids, opened.uidnext is not None and _reaches(ahead.uids, opened.uidnext)
    if opened.uidnext is None:
        return session.uids(f"UID {last + 1}:*") - UidSet([(1, last)]), True  # `*` may lie below last + 1
    low, span = last + 1, WINDOW
    while low < opened.uidnext:
        high = min(low + span - 1, opened.uidnext - 1)
        found = session.uids(f"UID {low}:{high}")
        if found:
            return _inside(found, low, high), high >= opened.uidnext - 1
        low, span = high + 1, span * 8
    return UidSet(), True


def _reaches(uids: UidSet, uidnext: int) -> bool:
    return uids.ranges[-1][1] >= uidnext - 1


def _inside(found: UidSet, low: int, high: int) -> UidSet:
    if found.ranges[0][0] < low or found.ranges[-1][1] > high:
        raise ProtocolViolation(operation="search", detail="UIDs outside of what was asked for")
    return found


def metadata(session: ImapSession, path: str, opened: Opened, uids: UidSet) -> list[Seen]:
    """One `Seen` for each UID, in order; size None where the server lists a UID but tells nothing about it."""
    return session.plainly(lambda: _metadata(session, path, opened, uids), "OBJECTID")


def _metadata(session: ImapSession, path: str, opened: Opened, uids: UidSet) -> list[Seen]:
    found: dict[int, Seen] = {}
    wanted = "UID FLAGS INTERNALDATE RFC822.SIZE" + _extensions(session.capabilities)
    for part in uids.commands():
        for answer in session.run(f"UID FETCH {part} ({wanted})", operation="changes"):
            values = fetched(answer)
            if values is not None and "RFC822.SIZE" in values:
                seen = _seen(path, opened, values)
                found[_uid(seen.ref)] = seen
    nothing = (Seen(Ref(path, locator(opened, uid))) for uid in uids if uid not in found)
    return sorted([*(seen for uid, seen in found.items() if uid in uids), *nothing], key=lambda one: _uid(one.ref))


def _extensions(capabilities: frozenset[str]) -> str:
    gmail = " X-GM-MSGID X-GM-LABELS" if "X-GM-EXT-1" in capabilities else ""
    return (" EMAILID" if "OBJECTID" in capabilities else "") + gmail


def fetched(answer: Answer) -> dict[str, Token] | None:
    """The items of a FETCH answer that names a UID, else None. Raises ProtocolViolation."""
    words = answer.words
    if len(words) < 3 or words[1] != b"FETCH":
        return None
    match answer.tokens():
        case [_, _, list() as items]:
            values = pairs(items)
            return values if "UID" in values else None
    raise ProtocolViolation(operation="fetch", detail=repr(answer.parts[0])[:200])


def _seen(path: str, opened: Opened, values: dict[str, Token]) -> Seen:
    uid = uid_of(values["UID"])
    size = number(values["RFC822.SIZE"], 1 << 62)
    return Seen(
        Ref(path, locator(opened, uid), size),
        frozenset(words_of(values.get("FLAGS"))),
        internal_date(values.get("INTERNALDATE")),
        _stable_id(values),
        words_of(values.get("X-GM-LABELS")),
    )


def _stable_id(values: dict[str, Token]) -> str | None:
    email_id, gmail_id = values.get("EMAILID"), values.get("X-GM-MSGID")
    match email_id, gmail_id:
        case [bytes() as one, *_], _:
            return f"emailid:{one.decode('ascii', 'replace')}"
        case _, bytes() as one:
            return f"gmail:{one.decode('ascii', 'replace')}"
    return None


def _within_bytes(seen: list[Seen]) -> list[Seen]:
    """As many as fit into a page, at least one."""
    total = 0
    for index, one in enumerate(seen):
        total += one.ref.size or 0
        if total > PAGE_BYTES and index:
            return seen[:index]
    return seen


def _uid(ref: Ref) -> int:
    return int(ref.locator.rpartition(".")[2])


# --- the end of a walk: what is gone, what came late, whose flags changed --------------------------------------


def _settle(
    session: ImapSession,
    path: str,
    state: State,
    opened: Opened,
    seen: list[Seen],
    *,
    limit: int,
    full: bool,
    reset: bool,
) -> Page:
    items: list[Item] = list(seen)
    gone, state, rest = _vanished(path, state, opened)
    # A restored server: nothing it says of old.
    backwards = 0 < (opened.highestmodseq or 0) < (state.head.modseq or 0)
    if not rest and (full or backwards or len(state.alive) + state.head.hidden != opened.exists):
        found, state, rest = _difference(session, path, state, opened, limit)
        gone = [one for one in gone if _uid(one.ref) not in state.alive]  # said to have vanished, and listed
        items += found
    items += gone
    items += _flags(session, path, state, opened, {one.ref for one in seen})
    modseq = state.head.modseq if rest else opened.highestmodseq or state.head.modseq
    head = state.but(exists=opened.exists, settled=not rest, uidnext=opened.uidnext, modseq=modseq)
    return Page(tuple(items), head.text(), more=rest, reset=reset)


def _vanished(path: str, state: State, opened: Opened) -> tuple[list[Gone], State, bool]:
    """What the server says is gone (RFC 7162 §3.2.10); the count still has to agree afterwards."""
    if opened.vanished is None or not opened.vanished:
        return [], state, False
    known = state.alive - (state.alive - opened.vanished)
    gone = known.first(MOST_GONE)
    items = [Gone(Ref(path, locator(opened, uid))) for uid in gone]
    return items, State(state.head, state.alive - gone), len(gone) < len(known)


def _difference(
    session: ImapSession, path: str, state: State, opened: Opened, limit: int
) -> tuple[list[Item], State, bool]:
    """Compares all UIDs up to `last`; returns the items, the state after them, and whether more is left."""
    listed = UidSet()
    for low, high in _spans(session, state):
        listed |= session.uids(f"UID {low}:{high}")
    listed = listed.upto(state.head.last)
    all_gone, all_late = state.alive - listed, listed - state.alive
    gone, late = all_gone.first(MOST_GONE), all_late.first(limit)
    items: list[Item] = [Gone(Ref(path, locator(opened, uid))) for uid in gone]
    items += metadata(session, path, opened, late)
    rest = len(gone) < len(all_gone) or len(late) < len(all_late)
    alive = (state.alive - gone) | late
    hidden = 0 if rest else opened.exists - len(alive)
    return items, State(state.but(hidden=hidden).head, alive), rest


def _spans(session: ImapSession, state: State) -> Iterator[tuple[int, int]]:
    """What to SEARCH: everything at once where the answer comes in ranges, else about SPAN messages a time."""
    last = state.head.last
    if last == 0:
        return
    if "ESEARCH" in session.capabilities:
        yield 1, last
        return
    low, rest = 1, state.alive
    while len(rest) > SPAN:
        high = rest.first(SPAN).ranges[-1][1]
        yield low, high
        low, rest = high + 1, rest - UidSet([(1, high)])
    yield low, last


def _flags(session: ImapSession, path: str, state: State, opened: Opened, fresh: set[Ref]) -> list[Item]:
    """Flags changed since the cursor's modification sequence (RFC 7162 §3.1.4.1)."""
    since, now = state.head.modseq, opened.highestmodseq
    if not since or not now or now <= since or not state.alive:
        return []
    changed: list[Item] = []
    already = {ref.locator for ref in fresh}
    for answer in _changed(session, state, opened, since):
        values = fetched(answer)
        if values is None or "FLAGS" not in values:
            continue
        uid = uid_of(values["UID"])
        ref = Ref(path, locator(opened, uid))
        if uid in state.alive and ref.locator not in already:
            changed.append(Flags(ref, frozenset(words_of(values["FLAGS"]))))
    return changed


def _changed(session: ImapSession, state: State, opened: Opened, since: int) -> Sequence[Answer]:
    """QRESYNC told it with the opening; otherwise it is asked for."""
    if opened.vanished is not None:
        return opened.changed
    return session.run(f"UID FETCH 1:{state.head.last} (UID FLAGS) (CHANGEDSINCE {since})", operation="changes")
