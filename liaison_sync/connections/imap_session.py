"""One IMAP connection, thin over imapclient: sign-in by the library, everything after it by our own reader.

What the library cannot do is why: it formats every body for a log (`_imap.debug = 5`, 3.4 times the CPU), keeps no
wall-clock deadline, allocates any literal announced, overwrites duplicate UIDs, and knows no LIST-STATUS, ESEARCH or
VANISHED. Only commands that change nothing are offered, but `append`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from liaison_sync.connections.imap_answer import Answer, Status, literal_size, number, pairs, without_literal_mark
from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.connections.imap_names import quoted, readable_name, wire_name
from liaison_sync.connections.imap_opened import Opened, Since, opened_of
from liaison_sync.connections.imap_sign_in import signed_in
from liaison_sync.connections.translate import at_the_door, refused
from liaison_sync.connections.uid_set import UidSet
from liaison_sync.connections.wire import MAX_LITERAL, Wire
from liaison_sync.domain.errors import Failure, NotFound, ProtocolViolation, Transient
from liaison_sync.ports import Rung

__all__ = ["ImapSession", "ImapSettings", "Listed", "Opened", "Since", "quoted", "readable_name", "wire_name"]


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of LIST, with its STATUS where it was asked for. `wire_name` is what commands must say."""

    path: str
    wire_name: bytes
    attributes: frozenset[str]
    delimiter: str
    status: dict[str, int] | None = None


class ImapSession:
    """A signed-in connection. Every method raises Failures only; after one the session is closed. Not thread-safe."""

    def __init__(self, account: str, settings: ImapSettings) -> None:
        self.account, self.settings, self.host = account, settings, settings.host
        self.selected: str | None = None
        self.opened: Opened | None = None
        self.last_status: Status | None = None
        self._tags = 0
        self._enabled: bool | None = None
        self._names: dict[str, bytes] = {}
        self._told: tuple[str, list[tuple[bytes, ...]]] | None = None  # what was last asked for folders, and answered
        self._listed_last: list[Listed] = []
        self._wire: Wire | None
        self._wire, self.capabilities = signed_in(account, settings)

    # --- the connection ---------------------------------------------------------------------------------------

    @property
    def wire(self) -> Wire:
        if self._wire is None:
            raise Transient(account=self.account, operation="command", key="dropped", host=self.host)
        return self._wire

    @property
    def alive(self) -> bool:
        return self._wire is not None

    def close(self) -> None:
        """Closes the socket; LOGOUT would only cost a round trip."""
        if self._wire is not None:
            with suppress(OSError):
                self._wire.close()
            self._wire = None
        self.selected = self.opened = None

    def logout(self) -> None:
        """Says goodbye where that is possible at once."""
        if self._wire is not None:
            with suppress(Failure):
                self.run("LOGOUT", operation="logout", seconds=2)
        self.close()

    # --- the commands -----------------------------------------------------------------------------------------

    def send(self, command: bytes | str) -> bytes:
        """Sends one command and returns its tag; pipelining is sending several before reading."""
        line = command.encode("ascii") if isinstance(command, str) else command
        self._tags += 1
        tag = b"L%d" % self._tags
        try:
            self.wire.send(tag + b" " + line + b"\r\n")
        except Exception:
            self.close()
            raise
        return tag

    def answer(self) -> Answer:
        """The next answer of the server, with its literals."""
        wire = self.wire
        line = wire.readline()
        tag, _, rest = line.partition(b" ")
        parts: list[bytes] = []
        while (size := literal_size(rest)) is not None and not _is_status(rest):
            parts += (without_literal_mark(rest), wire.read(size))
            rest = wire.readline()
        parts.append(rest.rstrip(b"\r\n"))
        return Answer(tag.strip(), tuple(parts))

    def until(self, tag: bytes, operation: str) -> Iterator[Answer]:
        """The untagged answers before the tagged one. Raises the Failure a NO, BAD or BYE stands for."""
        done = False
        try:
            while True:
                answer = self.answer()
                status = answer.status if answer.tag == tag or answer.parts[0][:4].upper() == b"BYE " else None
                if answer.tag == tag:
                    done = True
                    self.last_status = status
                    self._check(status, operation)
                    return
                if status is not None and operation != "logout":
                    raise self._bye(status, operation)
                if answer.tag == b"*":
                    yield answer
        finally:
            if not done:
                self.close()  # half an answer is still in the pipe

    def _check(self, status: Status | None, operation: str) -> None:
        if status is None:
            self.close()
            raise ProtocolViolation(operation=operation, detail="a tagged answer without a status")
        if status.kind != "OK":
            raise refused(
                status.code,
                f"{status.kind} {status.text}",
                account=self.account,
                operation=operation,
                host=self.host,
            )

    def _bye(self, status: Status, operation: str) -> Exception:
        self.close()
        kind = refused(status.code, status.text, account=self.account, operation=operation, host=self.host)
        return kind if kind.key != "command_refused" else Transient(operation=operation, key="bye", detail=status.text)

    def run(
        self, command: bytes | str, *, operation: str, seconds: float | None = None, max_literal: int = MAX_LITERAL
    ) -> list[Answer]:
        """Sends a command and collects its untagged answers, all within `seconds`."""
        with (
            at_the_door(self.account, operation, self.host),
            self.wire.within(seconds or self.settings.timeout, max_literal),
        ):
            return list(self.until(self.send(command), operation))

    # --- folders ----------------------------------------------------------------------------------------------

    def list_folders(self, status_items: Sequence[str] = ()) -> list[Listed]:
        """All folders one can open; with their STATUS in the same round trip where the server can (RFC 5819).

        The same object as last time where the same question got the same answer.
        """
        extended = "LIST-EXTENDED" in self.capabilities
        wanted = []
        if extended and "SPECIAL-USE" in self.capabilities:
            wanted.append("SPECIAL-USE")
        if extended and status_items and "LIST-STATUS" in self.capabilities:
            wanted.append(f"STATUS ({' '.join(status_items)})")
            self.unselect()  # of an open folder some servers tell what they told when it was opened (RFC 9051 §6.3.11)
        command = 'LIST "" "*"' + (f" RETURN ({' '.join(wanted)})" if wanted else "")
        answers = self.run(command, operation="list")
        told = (command, [answer.parts for answer in answers])
        if told == self._told:  # to the byte: there is nothing to parse
            return self._listed_last
        statuses = dict(self._status_of(answer) for answer in answers if answer.words[:1] == [b"STATUS"])
        listed = [self._listed(answer, statuses) for answer in answers if answer.words[:1] == [b"LIST"]]
        usable = [one for one in listed if not one.attributes & {"\\noselect", "\\nonexistent"}]
        if not usable:  # INBOX always exists (RFC 9051 §5.1); believing this would mean that all mail is gone
            raise ProtocolViolation(operation="list", key="no_folders")
        self._names = {one.path: one.wire_name for one in usable}
        self._told, self._listed_last = told, usable
        return usable

    def _listed(self, answer: Answer, statuses: dict[bytes, dict[str, int]]) -> Listed:
        match answer.tokens():
            case [_, list() as attributes, delimiter, bytes() as name, *_]:
                words = frozenset(
                    word.decode("ascii", "replace").lower() for word in attributes if isinstance(word, bytes)
                )
                sign = delimiter.decode("ascii", "replace") if isinstance(delimiter, bytes) else ""
                return Listed(readable_name(name), name, words, sign, statuses.get(name))
        raise ProtocolViolation(operation="list", detail=repr(answer.parts[0])[:200])

    def _status_of(self, answer: Answer) -> tuple[bytes, dict[str, int]]:
        match answer.tokens():
            case [_, bytes() as name, list() as items, *_]:
                return name, {key: number(value, 1 << 63) for key, value in pairs(items).items() if value is not None}
        raise ProtocolViolation(operation="status", detail=repr(answer.parts[0])[:200])

    def statuses(self, paths: Sequence[str], items: Sequence[str]) -> dict[str, dict[str, int]]:
        """STATUS of each folder, all commands sent before the first answer is read; refused ones are left out."""
        found: dict[str, dict[str, int]] = {}
        with at_the_door(self.account, "status", self.host), self.wire.within(self.settings.timeout):
            wanted = [(path, self.quoted_name(path)) for path in paths]
            tags = [(path, self.send(b"STATUS " + name + f" ({' '.join(items)})".encode())) for path, name in wanted]
            for path, tag in tags:
                try:
                    for answer in self.until(tag, "status"):
                        if answer.words[:1] == [b"STATUS"]:
                            found[path] = self._status_of(answer)[1]
                except (NotFound, Transient):
                    if not self.alive:
                        raise
        return found

    def knows(self, path: str) -> bool:
        """Whether the last LIST named this folder."""
        return path in self._names

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
        name = self.quoted_name(path)
        self.selected = self.opened = None
        suffix = b" (CONDSTORE)" if "CONDSTORE" in self.capabilities else b""
        if since is not None and self._resyncs():
            suffix = since.parameter
        else:
            since = None
        answers = self.run(b"EXAMINE " + name + suffix, operation="open")
        self.opened = opened_of(answers, self.last_status, since)
        self.selected = path
        return self.opened

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

    def idle(self, seconds: float, over: Rung) -> bool:
        """Whether the open folder reports something within `seconds`, or until `over` is set (RFC 2177)."""
        with at_the_door(self.account, "wait", self.host), self.wire.within(seconds + self.settings.timeout):
            tag = self.send("IDLE")
            if self.answer().tag != b"+":
                raise ProtocolViolation(operation="wait", detail="no go-ahead for IDLE")
            news = self._listen(seconds, over)
            self.wire.send(b"DONE\r\n")
            for _ in self.until(tag, "wait"):
                pass
        return news

    def _listen(self, seconds: float, over: Rung) -> bool:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not over.is_set():
            if not self.wire.readable(left, over.fileno()):
                continue
            words = self.answer().words
            if words[:1] == [b"BYE"]:
                raise Transient(operation="wait", key="bye")
            if len(words) > 1 and (words[1] in {b"EXISTS", b"EXPUNGE", b"FETCH"} or words[0] == b"VANISHED"):
                return True
        return False

    def unselect(self) -> None:
        """Lets go of the open folder, so that STATUS tells of it as of any other (RFC 3691)."""
        if self.selected is not None and "UNSELECT" in self.capabilities:
            self.run("UNSELECT", operation="wait")
            self.selected = self.opened = None


def _is_status(rest: bytes) -> bool:
    return rest[:3].upper() in {b"OK ", b"NO ", b"BAD", b"BYE"}


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
