"""A mailbox over IMAP as a `Source`: opened with EXAMINE, read with BODY.PEEK, changed by nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType

from liaison_sync.connections.folders import all_mail_left_out, excluded_by, labels_left_out, roles
from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.connections.imap_names import is_sayable
from liaison_sync.connections.imap_session import ImapSession, Listed, Opened, Told
from liaison_sync.connections.translate import at_the_door
from liaison_sync.domain.certificate import Inventory
from liaison_sync.domain.errors import CursorInvalid, Failure, FolderRefused, NotFound, Transient
from liaison_sync.ports import (
    PAGE_MESSAGES,
    Cursor,
    Fetched,
    Finding,
    Folder,
    Page,
    Probe,
    Ref,
    Role,
    Rung,
    Seen,
)
from liaison_sync.sources import imap_doctor, imap_inventory
from liaison_sync.sources.imap_changes import Ahead, next_page
from liaison_sync.sources.imap_cursor import Head, read_head
from liaison_sync.sources.imap_ear import Ear
from liaison_sync.sources.imap_fetch import Fetcher

LONGEST_IDLE = 24 * 60.0  # RFC 2177: renew within 29 minutes; some servers drop at 25


class ImapSource:
    """See `Source`. Connects when first used and again after a failure."""

    def __init__(self, account: str, settings: ImapSettings) -> None:
        self.account, self.settings = account, settings
        self._session: ImapSession | None = None
        self._ahead = Ahead()
        self._kept = False
        self._told: dict[str, Told] | None = None  # STATUS that came with the last LIST, until looked at
        self._list: list[Listed] = []  # the last LIST, and what was made of it
        self._folders: list[Folder] = []
        self._statuses: dict[str, Told] = {}
        self._unmoved: tuple[object, object] = (None, None)  # a LIST, and the cursors it told nothing new
        self._last: dict[str, tuple[int | None, ...]] = {}  # what was told of each folder when last asked
        self._ear = Ear()
        self._heard: tuple[int | None, ...] | None = None  # how the folder we listened on was opened

    def session(self) -> ImapSession:
        """The living connection, a new one where there is none."""
        if self._session is None or not self._session.alive:
            self._ahead, self._heard = Ahead(), None
            self._session = ImapSession(self.account, self.settings)
        return self._session

    def probe(self) -> Probe:
        with self._door("probe"):
            session = self.session()
            opened = session.examine("INBOX")
            return Probe(self.settings.username, session.capabilities, opened.read_only)

    def findings(self) -> list[Finding]:
        return imap_doctor.findings(self.account, self.settings, self.session, self.folders)

    def folders(self) -> list[Folder]:
        with self._door("folders"):
            kept = self._session if self._session is not None and self._session.alive else None
            try:
                listed = self._listed()
            except Transient:  # a connection kept since the last pass may have ended meanwhile
                self._ear.failed()
                if kept is None:
                    raise
                kept.close()
                listed = self._listed()
            if listed is not self._list:
                found = as_folders(self._there(listed), self.settings)
                gmail = "X-GM-EXT-1" in self.session().capabilities
                left_out = labels_left_out if gmail else all_mail_left_out
                self._folders = left_out(found, self.settings.folders)
                self._list = listed
            return list(self._folders)

    def _listed(self) -> list[Listed]:
        """All folders, with their STATUS in the same round trip where the server can."""
        session = self.session()
        listed = session.list_folders(_items(session), self._ear.take())
        if listed is not self._list:
            self._statuses = {one.path: one.status for one in listed if one.status is not None}
        self._told = self._statuses
        return listed

    def _there(self, listed: list[Listed]) -> list[Listed]:
        """Without the names of which the server says that there is no folder: Dovecot's Maildir goes on listing one
        that was deleted while others lie below it. Asked of those alone whose STATUS did not come with LIST.
        """
        silent = [one.path for one in listed if one.status is None and one.path.upper() != "INBOX"]
        if not silent or all(one.status is None for one in listed):
            return listed
        absent = self.session().absent(silent)
        return [one for one in listed if one.path not in absent]

    def stale(self, cursors: dict[str, Cursor | None]) -> list[str]:
        with self._door("stale", fresh=True):
            if self._told is None:
                self._listed()
            told, session = self._told or {}, self.session()
            self._told = None
            if self._unmoved[0] is told and self._unmoved[1] == cursors:
                return []
            rest = [path for path in cursors if path not in told and session.knows(path)]
            every = told | session.statuses(rest, _items(session))
            self._last = {path: _told(status) for path, status in every.items()}
            found = [path for path, cursor in cursors.items() if _may_differ(cursor, every.get(path))]
            self._unmoved = (told, dict(cursors)) if not found and not rest else (None, None)
            return found

    def changes(self, folder: Folder, cursor: Cursor | None, limit: int = PAGE_MESSAGES, *, full: bool = False) -> Page:
        with self._door("changes"):
            return next_page(self.session(), folder.id, cursor, limit, self._ahead, full=full)

    def fetch(self, refs: Sequence[Ref], *, max_bytes: int) -> Iterator[Fetched]:
        answers = Fetcher(self.session, max_bytes).all(refs)
        while True:
            with self._door("fetch"):
                answer = next(answers, None)
            if answer is None:
                return
            yield answer

    def inventory(self, folder: Folder) -> Inventory:
        with self._door("inventory"):
            return imap_inventory.inventory(self.session(), folder.id)

    def told(self, refs: Sequence[Ref]) -> list[tuple[Seen, bytes]]:
        with self._door("inventory"):
            return imap_inventory.told(self.session(), refs)

    def sizes(self, folders: Sequence[Folder]) -> dict[str, int]:
        with self._door("inventory"):
            answers = self.session().statuses([one.id for one in folders], ["MESSAGES"])
            return {path: _number(status, "MESSAGES") or 0 for path, status in answers.items() if "MESSAGES" in status}

    def keep(self) -> None:
        self._kept = True

    def listen(self, folder: Folder, seconds: float, over: Rung) -> bool:
        with self._door("wait"):
            session = self.session()
            if "IDLE" not in session.capabilities:
                return False
            opened = self._hear(session, folder)
            here = (opened.uidvalidity, opened.uidnext, opened.exists)
            # Between the last look and now; but some servers never open a folder with what they tell of it elsewhere.
            missed = here not in (self._last.get(folder.id, here), self._heard)
            self._heard = here
            news = missed or session.idle(min(seconds, LONGEST_IDLE), over)
            if self._kept and self._ear.able and over.is_set() and not news:
                self._ear.folder = folder.id
            else:
                session.rest()
            return news

    def _hear(self, session: ImapSession, folder: Folder) -> Opened:
        try:
            opened = session.hear(folder.id)
        except Failure:
            self._ear.failed()
            raise
        self._ear.hears()
        return opened

    def close(self) -> None:
        if self._session is not None:
            self._session.logout()
            self._session = None

    def __enter__(self) -> ImapSource:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._kept:
            self.close()

    def _door(self, operation: str, *, fresh: bool = False) -> _Door:
        """`fresh`: what the last LIST told still counts; anything else done meanwhile makes it old."""
        if not fresh:
            self._told = None
        return _Door(self, operation)


class _Door:
    """Translates, and leaves no half-read connection behind a failure that is not about one folder."""

    def __init__(self, source: ImapSource, operation: str) -> None:
        self.source = source
        self.door = at_the_door(source.account, operation, source.settings.host)

    def __enter__(self) -> None:
        self.door.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        whole = error is not None and not isinstance(error, NotFound | CursorInvalid | FolderRefused)
        if whole and self.source._session is not None:
            self.source._session.close()
        return self.door.__exit__(kind, error, trace)


def as_folders(listed: list[Listed], settings: ImapSettings) -> list[Folder]:
    """The inbox first, then by path."""
    only, ignored = settings.folders, settings.ignore_folders
    known = roles([(one.path, one.delimiter, one.attributes) for one in listed])
    folders = [
        Folder(one.path, one.path, known[one.path], _excluded(one, known[one.path], only, ignored)) for one in listed
    ]
    return sorted(folders, key=lambda folder: (folder.role != "inbox", folder.path))


def _excluded(one: Listed, role: Role, only: tuple[str, ...], ignored: tuple[str, ...]) -> str | None:
    return excluded_by(one.path, role, only, ignored) if is_sayable(one.wire_name) else "unsayable_folder"


def _may_differ(cursor: Cursor | None, status: Told | None) -> bool:
    """Whether the server's STATUS leaves room for news since `cursor`."""
    if cursor is None or status is None:
        return True
    try:
        head = read_head(cursor)
    except Failure:
        return True
    if not head.settled or "UIDNEXT" not in status:
        return True
    told = status.get("MAILBOXID")
    another = bool(told and head.mailbox_id and told != head.mailbox_id)  # an id that is none tells nothing
    modseq = _number(status, "HIGHESTMODSEQ") or 0
    return another or _told(status) != _known(head) or (head.modseq is not None and modseq > head.modseq)


def _items(session: ImapSession) -> list[str]:
    """What tells of news; MAILBOXID (RFC 8474 §4.3) only where no mod-sequence does, for Cyrus 3.6 answers LIST-STATUS
    with bytes out of memory it has let go of, which hide all else it tells.
    """
    items = ["MESSAGES", "UIDNEXT", "UIDVALIDITY"]
    if "CONDSTORE" in session.capabilities:
        return [*items, "HIGHESTMODSEQ"]
    return [*items, "MAILBOXID"] if "OBJECTID" in session.capabilities else items


def _told(status: Told) -> tuple[int | None, ...]:
    return _number(status, "UIDVALIDITY"), _number(status, "UIDNEXT"), _number(status, "MESSAGES")


def _number(status: Told, name: str) -> int | None:
    value = status.get(name)
    return value if isinstance(value, int) else None


def _known(head: Head) -> tuple[int | None, ...]:
    return head.uidvalidity, head.uidnext, head.exists
