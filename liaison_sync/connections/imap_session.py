"""One IMAP connection, thin over imapclient: sign-in by the library, everything after it by our own reader.

What the library cannot do is why: besides what `imap_line` names, it overwrites duplicate UIDs, and knows no
LIST-STATUS, ESEARCH or VANISHED. Only commands that change nothing are offered, but `append`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from liaison_sync.connections.imap_answer import Answer, Token, number, pairs, words_of
from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.connections.imap_line import ImapLine, Known
from liaison_sync.connections.imap_names import is_sayable, quoted, readable_name, told_apart, wire_name
from liaison_sync.connections.imap_opened import Opened, Since, object_id, opened_of
from liaison_sync.connections.translate import at_the_door
from liaison_sync.connections.uid_set import UidSet
from liaison_sync.domain.errors import AccessDenied, Failure, FolderRefused, NotFound, ProtocolViolation, Transient
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import Rung

__all__ = ["ImapSession", "ImapSettings", "Listed", "Opened", "Since", "Told", "quoted", "readable_name", "wire_name"]

Told = dict[str, int | str]
"""STATUS of a folder: numbers, and its MAILBOXID."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of LIST, with its STATUS where it was asked for. `wire_name` is what commands must say."""

    path: str
    wire_name: bytes
    attributes: frozenset[str]
    delimiter: str
    status: Told | None = None


@dataclass(slots=True)
class Watch:
    """A folder that is opened, or was asked to be, and listened on: both tags; how it was opened, once the server gave
    the go-ahead; whether it told news since.
    """

    path: str
    command: bytes
    examine: bytes
    idle: bytes
    opened: Opened | None = None
    news: bool = False


class ImapSession(ImapLine):
    """A signed-in connection. Every method raises Failures only; after one the session is closed. Not thread-safe."""

    def __init__(self, account: str, settings: ImapSettings) -> None:
        self.selected: str | None = None
        self.opened: Opened | None = None
        self._enabled: bool | None = None
        self._names: dict[str, bytes] = {}
        self._list: Known[list[Listed]] | None = None
        self._ear: Known[Opened] | None = None
        self._watch: Watch | None = None
        super().__init__(account, settings)

    def close(self) -> None:
        super().close()
        self.selected = self.opened = self._watch = None

    # --- folders ----------------------------------------------------------------------------------------------

    def list_folders(self, status_items: Sequence[str] = (), hear: str | None = None) -> list[Listed]:
        """All folders one can open; with their STATUS in the same round trip where the server can (RFC 5819).

        With `hear`, a folder, we begin to listen on it in the same write, where the server tells STATUS with LIST.
        The same object as last time where the same question got the same answer.
        """
        return self.plainly(lambda: self._folders(status_items, hear), "LIST-EXTENDED")

    def _folders(self, status_items: Sequence[str], hear: str | None) -> list[Listed]:
        question = self._list_command(status_items)
        whole = b"STATUS (" in question
        then = self._hear_commands(hear) if hear is not None and whole and self.knows(hear) else []
        with at_the_door(self.account, "list", self.host), self.wire.within(self.settings.timeout):
            before = self._letting_go() if whole else []
            tags = self.send_all([*before, question, *then])
            if before:
                self._behind.append(tags.pop(0))
                self.selected = self.opened = None
            if hear is not None and then:
                self._watch = Watch(hear, then[0], tags[1], tags[2])
            self._list = self.told("list", tags[0], question, self._list, self._all_listed)
            return self._list.value

    def _list_command(self, status_items: Sequence[str]) -> bytes:
        extended = "LIST-EXTENDED" in self.capabilities
        wanted = []
        if extended and "SPECIAL-USE" in self.capabilities:
            wanted.append("SPECIAL-USE")
        if extended and status_items and "LIST-STATUS" in self.capabilities:
            wanted.append(f"STATUS ({' '.join(status_items)})")
        return ('LIST "" "*"' + (f" RETURN ({' '.join(wanted)})" if wanted else "")).encode("ascii")

    def _all_listed(self, answers: list[Answer]) -> list[Listed]:
        statuses = dict(self._status_of(answer) for answer in answers if answer.words[:1] == [b"STATUS"])
        listed = [self._listed(answer, statuses) for answer in answers if answer.words[:1] == [b"LIST"]]
        usable = [one for one in listed if not one.attributes & {"\\noselect", "\\nonexistent"}]
        if not usable:  # INBOX always exists (RFC 9051 §5.1); believing this would mean that all mail is gone
            raise ProtocolViolation(operation="list", key="no_folders")
        self._names = {}
        for one in usable:
            self._names[told_apart(one.path, one.wire_name, self._names)] = one.wire_name
        paths = {name: path for path, name in self._names.items()}
        return [replace(one, path=paths[one.wire_name]) for one in usable]

    def _listed(self, answer: Answer, statuses: dict[bytes, Told]) -> Listed:
        match answer.tokens():
            case [_, list() as attributes, delimiter, (bytes() | None) as told, *_]:
                name = b"NIL" if told is None else told  # an astring may be this atom (RFC 9051 §9)
                words = frozenset(
                    word.decode("ascii", "replace").lower() for word in attributes if isinstance(word, bytes)
                )
                sign = delimiter.decode("ascii", "replace") if isinstance(delimiter, bytes) else ""
                return Listed(readable_name(name), name, words, sign, statuses.get(name))
        raise ProtocolViolation(operation="list", detail=repr(answer.parts[0])[:200])

    def _status_of(self, answer: Answer) -> tuple[bytes, Told]:
        """Nothing where it cannot be understood: a folder of which nothing is told is opened."""
        with suppress(ProtocolViolation):
            match answer.tokens():
                case [_, bytes() as name, list() as items, *_]:
                    return name, {key: _status_item(value) for key, value in pairs(items).items() if value is not None}
        return b"", {}

    def statuses(self, paths: Sequence[str], items: Sequence[str]) -> dict[str, Told]:
        """STATUS of each folder, all commands sent before the first answer is read; refused ones are left out."""
        return {path: told for path, told in self._asked(paths, items).items() if not isinstance(told, Failure)}

    def absent(self, paths: Sequence[str]) -> set[str]:
        """Those of which the server says that there is no such folder, though it lists the name."""
        return {path for path, told in self._asked(paths, ["UIDVALIDITY"]).items() if isinstance(told, NotFound)}

    def _asked(self, paths: Sequence[str], items: Sequence[str]) -> dict[str, Told | Failure]:
        found: dict[str, Told | Failure] = {}
        with at_the_door(self.account, "status", self.host), self.wire.within(self.settings.timeout):
            wanted = [(path, self.quoted_name(path)) for path in paths if self.sayable(path)]
            tags = [(path, self.send(b"STATUS " + name + f" ({' '.join(items)})".encode())) for path, name in wanted]
            for path, tag in tags:
                try:
                    for answer in self.until(tag, "status"):
                        if answer.words[:1] == [b"STATUS"]:
                            found[path] = self._status_of(answer)[1]
                except (NotFound, AccessDenied, Transient) as failure:
                    if not self.alive:
                        raise
                    found[path] = failure
        return found

    def knows(self, path: str) -> bool:
        """Whether the last LIST named this folder."""
        return path in self._names

    def sayable(self, path: str) -> bool:
        """Whether a command can name this folder."""
        return is_sayable(self._names.get(path, b""))

    def quoted_name(self, path: str) -> bytes:
        """A folder's name as a command must carry it. Raises NotFound for a folder the server did not list."""
        if path not in self._names:
            self.list_folders()
        try:
            name = self._names[path]
        except KeyError:
            raise NotFound(account=self.account, operation="open", key="folder_gone", folder=path) from None
        return quoted(name)

    def examine(self, path: str, since: Since | None = None) -> Opened:
        """Opens a folder read-only, always anew: what it tells is fresh; with `since`, also what went and changed."""
        try:
            return self.plainly(lambda: self._examined(path, since), "CONDSTORE", "QRESYNC")
        except Failure as failure:
            if not self.alive or not self._is_of_one_folder(failure):
                raise
            detail = f"{path}: {failure.detail}"
            key = failure.key if failure.key == "no_uidvalidity" else ""
            raise FolderRefused(
                account=self.account, operation="open", key=key, detail=detail, host=self.host
            ) from None

    def _is_of_one_folder(self, failure: Failure) -> bool:
        """Dovecot says SERVERBUG of a folder it cannot read, INUSE of one whose lock it does not get (RFC 5530)."""
        code = self.last_status.code if self.last_status is not None else None
        return failure.key in {"access_denied", "command_refused", "no_uidvalidity"} or code in {"SERVERBUG", "INUSE"}

    def _examined(self, path: str, since: Since | None) -> Opened:
        command = self._examine(path)
        self.selected = self.opened = None
        if since is not None and "QRESYNC" in self.capabilities and self._resyncs():
            command = b"EXAMINE " + self.quoted_name(path) + since.parameter
        else:
            since = None
        answers = self.run(command, operation="open")
        self.opened = opened_of(answers, self.last_status, since)
        self.selected = path
        return self.opened

    def _examine(self, path: str) -> bytes:
        suffix = b" (CONDSTORE)" if "CONDSTORE" in self.capabilities else b""
        return b"EXAMINE " + self.quoted_name(path) + suffix

    def _resyncs(self) -> bool:
        """Whether QRESYNC may be asked for; it is switched on once a connection (RFC 7162 §3.2.3)."""
        if self._enabled is None:
            self._enabled = False
            if {"QRESYNC", "ENABLE"} <= self.capabilities:
                answers = self.run("ENABLE QRESYNC", operation="open")
                self._enabled = any(b"QRESYNC" in one.parts[0].upper() for one in answers)
        return self._enabled

    def uids(self, criteria: str) -> UidSet:
        """The UIDs of the open folder that match `UID SEARCH criteria`, compressed where the server can (RFC 4731)."""
        return self.plainly(lambda: self._uids(criteria), "ESEARCH")

    def _uids(self, criteria: str) -> UidSet:
        extended = "ESEARCH" in self.capabilities
        command = f"UID SEARCH {'RETURN (ALL) ' if extended else ''}{criteria}"
        found = UidSet()
        for answer in self.run(command, operation="search", seconds=self.settings.timeout * 4):
            if answer.words[:1] in ([b"ESEARCH"], [b"SEARCH"]):
                found |= _searched(answer)
        return found

    def append(self, path: str, message: bytes, flags: str) -> str | None:
        """The one command that writes: a copy of our own letter. Returns the new UID where the server tells it."""
        with (
            at_the_door(self.account, "file_sent", self.host),
            self.wire.within(self.settings.timeout + len(message) / 20_000),
        ):
            tag = self.send(b"APPEND %s (%s) {%d}" % (self.quoted_name(path), flags.encode("ascii"), len(message)))
            self.catch_up("file_sent")
            while (answer := self.answer()).tag != b"+":
                if answer.tag == tag:
                    self._check(answer.status, "file_sent")
            self.wire.send(message + b"\r\n")
            while (answer := self.answer()).tag != tag:
                pass
            self._check(answer.status, "file_sent")
            status = answer.status
        if status and status.code == "APPENDUID":
            return ".".join(status.argument.split())
        return None

    # --- listening (RFC 2177) ---------------------------------------------------------------------------------

    def hear(self, path: str) -> Opened:
        """Begins to listen on a folder, if that has not begun; what was told as it was opened, read-only."""
        with at_the_door(self.account, "wait", self.host), self.wire.within(self.settings.timeout):
            if self._watch is None or self._watch.path != path:
                commands = self._hear_commands(path)
                examine, idle = self.send_all(commands)
                self._watch = Watch(path, commands[0], examine, idle)
            return self._hears(self._watch)

    def _hear_commands(self, path: str) -> list[bytes]:
        return [self._examine(path), b"IDLE"]

    def _hears(self, watch: Watch) -> Opened:
        """Once the server has opened the folder and given the go-ahead; a refusal leaves nothing half-way."""
        if watch.opened is None:
            try:
                watch.opened = self._go_ahead(watch)
            except BaseException:
                self.close()
                raise
            self.selected, self.opened = watch.path, None
        return watch.opened

    def _go_ahead(self, watch: Watch) -> Opened:
        self._ear = self.told("open", watch.examine, watch.command, self._ear, self._opened)
        while (answer := self.answer()).tag == b"*":
            watch.news = watch.news or answer.is_news
        if answer.tag != b"+":
            raise ProtocolViolation(operation="wait", detail="no go-ahead for IDLE")
        return self._ear.value

    def _opened(self, answers: list[Answer]) -> Opened:
        return opened_of(answers, self.last_status, None)

    def idle(self, seconds: float, over: Rung) -> bool:
        """Whether the folder we `hear` reports something within `seconds`, or until `over` is set. We still listen."""
        watch = self._watch
        end = time.monotonic() + seconds
        with at_the_door(self.account, "wait", self.host), self.wire.within(seconds + self.settings.timeout):
            while watch is not None and not watch.news and (left := end - time.monotonic()) > 0 and not over.is_set():
                if self.wire.readable(left, over.fileno()):
                    answer = self.answer()
                    if answer.words[:1] == [b"BYE"]:
                        raise Transient(operation="wait", key="bye")
                    watch.news = answer.is_news
        return watch is not None and watch.news

    def rest(self) -> None:
        """Ends listening, and lets go of the open folder, so that STATUS tells of it as of any other (RFC 3691)."""
        with at_the_door(self.account, "wait", self.host), self.wire.within(self.settings.timeout):
            self.send_all(())
            self.catch_up("wait")
        for command in self._letting_go():
            self.run(command, operation="wait")
            self.selected = self.opened = None

    def _over(self) -> bytes:
        """What ends listening, to be sent before anything else; the server must have begun (RFC 2177 §3)."""
        if self._watch is None:
            return b""
        self._hears(self._watch)
        self._behind.append(self._watch.idle)
        self._watch = None
        return b"DONE\r\n"

    def _letting_go(self) -> list[bytes]:
        """Of an open folder some servers tell what they told when it was opened (RFC 9051 §6.3.11)."""
        held = self.selected is not None or self._watch is not None
        return [b"UNSELECT"] if held and "UNSELECT" in self.capabilities else []


def _status_item(value: Token) -> int | str:
    if isinstance(value, list):
        return object_id(f"({' '.join(words_of(value))})")
    return number(value, 1 << 63)


def _searched(answer: Answer) -> UidSet:
    text = answer.parts[0].decode("ascii", "replace")
    try:
        if text[:7].upper() == "ESEARCH":
            match = re.search(r" ALL ([0-9:,]+)", text, re.IGNORECASE)
            return UidSet.parse(match[1]) if match else UidSet()
        body = text[6:].split("(", 1)[0]  # RFC 7162: (MODSEQ n) may follow
        return UidSet.of(number(word.encode()) for word in body.split())
    except ValueError as error:
        raise ProtocolViolation(operation="search", detail=str(error)) from None
