"""The line to an IMAP server: commands out, answers in, our own tags; what was asked before need not be parsed again.

Signed in by imapclient, read by ourselves, for what that library cannot do: it formats every body for a log
(`_imap.debug = 5`, 3.4 times the CPU), keeps no wall-clock deadline and allocates any literal announced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

from liaison_sync.connections.imap_answer import Answer, Status, literal_size, without_literal_mark
from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.connections.imap_sign_in import signed_in
from liaison_sync.connections.translate import at_the_door, refused
from liaison_sync.connections.wire import MAX_LITERAL, Wire
from liaison_sync.domain.errors import Failure, ProtocolViolation, Transient
from liaison_sync.domain.value import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """A question, the bytes that answered it, and what they say."""

    command: bytes
    heard: bytes
    value: T


class ImapLine:
    """A signed-in connection. Every method raises Failures only; after one it is closed. Not thread-safe."""

    def __init__(self, account: str, settings: ImapSettings) -> None:
        self.account, self.settings, self.host = account, settings, settings.host
        self.last_status: Status | None = None
        self._tags = 0
        self._behind: list[bytes] = []  # tags of what was sent before, and whose end nobody has waited for
        self._heard: list[bytes] | None = None
        self._wire: Wire | None
        self._wire, self.capabilities = signed_in(account, settings)

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
        self._behind = []

    def logout(self) -> None:
        """Says goodbye where that is possible at once."""
        if self._wire is not None:
            with suppress(Failure):
                self.run("LOGOUT", operation="logout", seconds=2)
        self.close()

    def send(self, command: bytes | str) -> bytes:
        """Sends one command and returns its tag; pipelining is sending several before reading."""
        return self.send_all((command,))[0]

    def send_all(self, commands: Sequence[bytes | str]) -> list[bytes]:
        """Sends commands in one write, and before them the end of listening; returns their tags."""
        lines: list[bytes] = [self._over()]
        tags: list[bytes] = []
        for command in commands:
            self._tags += 1
            tags.append(b"L%d" % self._tags)
            line = command.encode("ascii") if isinstance(command, str) else command
            lines.append(tags[-1] + b" " + line + b"\r\n")
        try:
            self.wire.send(b"".join(lines))
        except Exception:
            self.close()
            raise
        return tags

    def _over(self) -> bytes:
        """What must be said before the next command."""
        return b""

    def answer(self) -> Answer:
        """The next answer of the server, with its literals."""
        wire = self.wire
        line = wire.readline()
        tag, _, rest = line.partition(b" ")
        parts: list[bytes] = []
        heard = [line]
        while (size := literal_size(rest)) is not None and not _is_status(rest):
            literal, after = wire.read(size), wire.readline()
            parts += (without_literal_mark(rest), literal)
            heard += (literal, after)
            rest = after
        if self._heard is not None:
            self._heard.append(b"".join(heard))
        parts.append(rest.rstrip(b"\r\n"))
        return Answer(tag.strip(), tuple(parts))

    def catch_up(self, operation: str) -> None:
        """Reads to the end what was sent before and not waited for."""
        behind, self._behind = self._behind, []
        try:
            for tag in behind:
                for _ in self.until(tag, operation):
                    pass
        except BaseException:
            self.close()  # there is more in the pipe
            raise

    def until(self, tag: bytes, operation: str) -> Iterator[Answer]:
        """The untagged answers before the tagged one. Raises the Failure a NO, BAD or BYE stands for."""
        if self._behind:
            self.catch_up(operation)
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

    def plainly(self, ask: Callable[[], T], *names: str) -> T:
        """What `ask` gets, asked again without these capabilities where the server, or a proxy that speaks for
        another, knows nothing of what it offers.
        """
        try:
            return ask()
        except Failure:
            status, offered = self.last_status, self.capabilities & set(names)
            if not self.alive or status is None or status.kind != "BAD" or not offered:
                raise
        self.capabilities -= offered
        return ask()

    def told(
        self, operation: str, tag: bytes, command: bytes, last: Known[T] | None, read: Callable[[list[Answer]], T]
    ) -> Known[T]:
        """What the answer to `command` says; the same to the byte as the last time, there is nothing to parse."""
        self.catch_up(operation)
        if last is not None and last.command == command and self.wire.skips(last.heard, tag + b" "):
            for _ in self.until(tag, operation):
                pass
            return last
        heard: list[bytes] = []
        self._heard = heard
        try:
            answers = list(self.until(tag, operation))
        finally:
            self._heard = None
        return Known(command, b"".join(heard[:-1]), read(answers))


def _is_status(rest: bytes) -> bool:
    return rest[:3].upper() in {b"OK ", b"NO ", b"BAD", b"BYE"}
