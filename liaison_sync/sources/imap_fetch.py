"""Fetching bodies: batches first, one by one where a batch fails, in pieces where a message is large.

One bad message must not keep the others: when a batch breaks (an absurd literal, a dropped connection, a refusal)
its rest is asked for message by message, and only the one that breaks again is `Unfetchable`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from liaison_sync.connections.imap_answer import Token
from liaison_sync.connections.imap_session import ImapSession
from liaison_sync.connections.translate import at_the_door
from liaison_sync.connections.uid_set import UidSet
from liaison_sync.domain.errors import (
    CursorInvalid,
    Failure,
    Permanent,
    ProtocolViolation,
    Throttled,
    UnfetchableMessage,
)
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import Fetched, Missing, Raw, Ref, TooLarge, Unfetchable
from liaison_sync.sources.imap_changes import fetched

PIECE = 1024 * 1024
BATCH_MESSAGES = 200
BATCH_BYTES = 8 * 1024 * 1024
SLOWEST = 20_000  # bytes a second we put up with
MOST_BROKEN = 5  # messages that may break the connection before the mailbox is given up for now
HEAD_BYTES = 64 * 1024
UNDER_WAY = 2  # commands sent before the first is answered


@dataclass(slots=True)
class Asked:
    """A FETCH under way; `open` are those not answered yet, `broken` is how it ended, if not well."""

    session: ImapSession
    tag: bytes
    open: dict[int, Ref]
    broken: Failure | None = None


@dataclass(slots=True)
class Fetcher:
    """`session` hands out a living connection, a new one after a break."""

    session: Callable[[], ImapSession]
    max_bytes: int
    broken: int = 0
    living: ImapSession | None = None

    def all(self, refs: Sequence[Ref]) -> Iterator[Fetched]:
        """One answer for each ref."""
        for path in dict.fromkeys(ref.folder for ref in refs):
            here = {uid: ref for ref in refs if ref.folder == path and (uid := uid_in(ref))}
            yield from (Unfetchable(ref, _foreign()) for ref in refs if ref.folder == path and not uid_in(ref))
            yield from self._folder(path, here)

    def _folder(self, path: str, wanted: dict[int, Ref]) -> Iterator[Fetched]:
        current = self._open(path)
        stale = [uid for uid, ref in wanted.items() if not ref.locator.startswith(f"{current}.")]
        yield from (Unfetchable(wanted.pop(uid), _foreign()) for uid in stale)
        small = [uid for uid, ref in wanted.items() if ref.size is not None and ref.size <= min(PIECE, self.max_bytes)]
        yield from self._batches(path, {uid: wanted[uid] for uid in small})
        for uid in sorted(wanted.keys() - set(small)):
            yield self._single(path, uid, wanted[uid])

    def _open(self, path: str) -> str:
        session = self.living = self.session()
        opened = session.opened if session.selected == path and session.opened else session.examine(path)
        return opened.generation

    # --- batches ----------------------------------------------------------------------------------------------

    def _batches(self, path: str, wanted: dict[int, Ref]) -> Iterator[Fetched]:
        """Two commands are always under way, so that the line never rests."""
        waiting, asked, unanswered = deque(_cut(wanted)), deque[Asked](), dict[int, Ref]()
        try:
            while waiting or asked:
                try:
                    self._ask(path, waiting, asked)
                    yield from self._read(asked)
                    if asked[0].broken is not None:
                        raise asked[0].broken
                    unanswered |= asked.popleft().open
                except (Permanent, Throttled):
                    raise
                except Failure:
                    self._drop()
                    troubled = asked.popleft().open if asked else waiting.popleft()
                    waiting.extendleft(later.open for later in reversed(asked))
                    asked.clear()
                    yield from self._one_by_one(path, troubled)
        finally:
            if asked:
                self._drop()  # answers nobody will read are still in the pipe
        if unanswered:
            yield from self._unanswered(path, unanswered)

    def _drop(self) -> None:
        if self.living is not None:
            self.living.close()

    def _ask(self, path: str, waiting: deque[dict[int, Ref]], asked: deque[Asked]) -> None:
        if not asked:
            self._open(path)
        session = self.session()
        with at_the_door(session.account, "fetch", session.host):
            while waiting and len(asked) < UNDER_WAY:
                tag = session.send(f"UID FETCH {UidSet.of(waiting[0])} (UID BODY.PEEK[])")
                asked.append(Asked(session, tag, dict(waiting.popleft())))

    def _read(self, under_way: Sequence[Asked]) -> list[Fetched]:
        """What comes until the first command ends; what is answered leaves its `open`. Two different bodies are none.

        A server may answer a later command meanwhile (RFC 9051 §5.5): a body is taken, whichever command asked for it.
        """
        asked, session, got = under_way[0], under_way[0].session, dict[int, bytes]()
        twice: set[int] = set()
        seconds = session.settings.timeout + sum(ref.size or 0 for ref in asked.open.values()) / SLOWEST
        try:
            with at_the_door(session.account, "fetch", session.host), session.wire.within(seconds, self._cap()):
                for answer in session.until(asked.tag, "fetch"):
                    uid, content = _body(fetched(answer))
                    if content is not None and any(uid in one.open for one in under_way):
                        twice |= {uid} if got.setdefault(uid, content) != content else set()
        except Failure as failure:
            asked.broken = failure
        owner = {uid: one.open for one in under_way for uid in one.open}
        return [self._one(owner[uid].pop(uid), content, twice=uid in twice) for uid, content in got.items()]

    def _one(self, ref: Ref, content: bytes, *, twice: bool) -> Fetched:
        if twice:
            return Unfetchable(ref, ProtocolViolation(operation="fetch", key="two_bodies"))
        return self._judged(ref, content)

    def _cap(self) -> int:
        return max(self.max_bytes, PIECE) + PIECE

    def _judged(self, ref: Ref, content: bytes) -> Fetched:
        if len(content) > self.max_bytes:
            return TooLarge(ref, len(content), content[:HEAD_BYTES])
        if not content and ref.size:
            return Unfetchable(ref, UnfetchableMessage(operation="fetch", detail="an empty body"))
        return Raw(ref, content)

    def _unanswered(self, path: str, open_: dict[int, Ref]) -> Iterator[Fetched]:
        """Tagged OK, yet nothing came: gone meanwhile, or listed and not handed over (Microsoft)."""
        self._open(path)
        still = self.session().uids(f"UID {UidSet.of(open_)}")
        for uid, ref in open_.items():
            if uid in still:
                yield Unfetchable(ref, UnfetchableMessage(operation="fetch", detail="listed, but no answer"))
            else:
                yield Missing(ref)

    # --- one by one -------------------------------------------------------------------------------------------

    def _one_by_one(self, path: str, wanted: dict[int, Ref]) -> Iterator[Fetched]:
        for uid, ref in list(wanted.items()):
            yield self._single(path, uid, ref)

    def _single(self, path: str, uid: int, ref: Ref) -> Fetched:
        try:
            self._open(path)
            if ref.size is not None and ref.size > self.max_bytes:
                return TooLarge(ref, ref.size, self._piece(uid, "BODY.PEEK[HEADER]", 0, HEAD_BYTES) or b"")
            return self._in_pieces(path, uid, ref)
        except (Permanent, Throttled):
            raise
        except Failure as error:
            self.broken += 1
            if self.broken > MOST_BROKEN:
                raise
            return Unfetchable(ref, error)

    def _in_pieces(self, path: str, uid: int, ref: Ref) -> Fetched:
        content = bytearray()
        while True:
            piece = self._piece(uid, "BODY.PEEK[]", len(content), PIECE)
            if piece is None:
                return next(self._unanswered(path, {uid: ref}))
            content += piece
            if len(content) > self.max_bytes:
                return TooLarge(ref, max(len(content), ref.size or 0), bytes(content[:HEAD_BYTES]))
            if len(piece) < PIECE or len(content) == ref.size:
                return self._judged(ref, bytes(content))

    def _piece(self, uid: int, section: str, start: int, size: int) -> bytes | None:
        session = self.session()
        seconds = session.settings.timeout + size / SLOWEST
        command = f"UID FETCH {uid} (UID {section}<{start}.{size}>)"
        piece: bytes | None = None
        for answer in session.run(command, operation="fetch", seconds=seconds, max_literal=size):
            found, content = _body(fetched(answer))
            if found == uid and content is not None:
                piece = content
        return piece


def uid_in(ref: Ref) -> int | None:
    """The UID of a locator of ours, else None."""
    generation, dot, uid = ref.locator.partition(".")
    return int(uid) if dot and generation.partition("-")[0].isdigit() and uid.isdigit() else None


def _foreign() -> Failure:
    return CursorInvalid(operation="fetch", key="renumbered")


def _cut(wanted: dict[int, Ref]) -> Iterator[dict[int, Ref]]:
    batch: dict[int, Ref] = {}
    size = 0
    for uid in sorted(wanted):
        size += wanted[uid].size or 0
        if batch and (len(batch) >= BATCH_MESSAGES or size > BATCH_BYTES):
            yield batch
            batch, size = {}, wanted[uid].size or 0
        batch[uid] = wanted[uid]
    if batch:
        yield batch


def _body(values: dict[str, Token] | None) -> tuple[int, bytes | None]:
    """(UID, content) of a FETCH answer; content None where it carries no body."""
    if values is None:
        return 0, None
    uid = values["UID"]
    content = next((value for name, value in values.items() if name.startswith("BODY[")), None)
    if not isinstance(uid, bytes) or not uid.isdigit():
        raise ProtocolViolation(operation="fetch", key="absurd_number", detail=repr(uid)[:80])
    return int(uid), content if isinstance(content, bytes) else None
