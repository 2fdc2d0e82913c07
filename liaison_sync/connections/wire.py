"""A buffered reader over one socket with a wall-clock deadline and limits: what imaplib's file object lacks.

A peer that sends one byte a second keeps every socket timeout alive, so the deadline is on the clock; a literal
announced as two gigabytes would be allocated at once, so its size is checked before the first byte.
"""

from __future__ import annotations

import select
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager

from liaison_sync.connections.tls import Endpoint, encrypt
from liaison_sync.domain.errors import ProtocolViolation, TlsFailed

CHUNK = 256 * 1024
MAX_LINE = 32 * 1024 * 1024  # a SEARCH answer of a million UIDs is 8 MB
MAX_LITERAL = 64 * 1024 * 1024
_RECORD = 1.0  # seconds for the rest of what has begun to arrive


class Wire:
    """Reads lines and literals, sends bytes. Raises TimeoutError, EOFError, OSError and ProtocolViolation."""

    def __init__(self, sock: socket.socket, timeout: float) -> None:
        self.sock = sock
        self.timeout = timeout
        self.max_literal = MAX_LITERAL
        self._buffer = bytearray()
        self._at = 0
        self._deadline = time.monotonic() + timeout

    @contextmanager
    def within(self, seconds: float, max_literal: int = MAX_LITERAL) -> Iterator[None]:
        """Everything in the body must be done in `seconds`; literals may have `max_literal` bytes."""
        before = self.max_literal
        self._deadline, self.max_literal = time.monotonic() + seconds, max_literal
        try:
            yield
        finally:
            self._deadline, self.max_literal = time.monotonic() + self.timeout, before

    def _arm(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("no complete answer in time")
        self.sock.settimeout(left)

    def _receive(self) -> None:
        """Appends what has arrived; waits for at least one byte."""
        if self._at:
            del self._buffer[: self._at]
            self._at = 0
        self._arm()
        piece = self.sock.recv(CHUNK)
        if not piece:
            raise EOFError("the server closed the connection")
        self._buffer += piece

    def readline(self) -> bytes:
        """The next line with its line end."""
        searched = self._at
        while (end := self._buffer.find(b"\n", searched)) < 0:
            held = len(self._buffer) - self._at
            if held > MAX_LINE:
                raise ProtocolViolation(operation="read", key="line_too_long", detail=f"{held} bytes without an end")
            self._receive()
            searched = held  # the buffer now begins at 0
        line = bytes(memoryview(self._buffer)[self._at : end + 1])
        self._at = end + 1
        return line

    def skips(self, known: bytes, before: bytes) -> bool:
        """Whether the next bytes are `known` and then `before`; `known` is read over then, otherwise nothing is."""
        wanted = known + before
        while len(self._buffer) - self._at < len(wanted):
            if not wanted.startswith(memoryview(self._buffer)[self._at :]):
                return False
            self._receive()
        if not self._buffer.startswith(wanted, self._at):
            return False
        self._at += len(known)
        return True

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes."""
        if size > self.max_literal:
            raise ProtocolViolation(operation="read", key="literal_too_large", detail=f"{size} bytes announced")
        held = len(self._buffer) - self._at
        if held >= size:
            taken = bytes(memoryview(self._buffer)[self._at : self._at + size])
            self._at += size
            return taken
        pieces = [bytes(memoryview(self._buffer)[self._at :])]
        self._buffer.clear()
        self._at = 0
        missing = size - held
        while missing:
            self._arm()
            piece = self.sock.recv(min(CHUNK, missing))
            if not piece:
                raise EOFError("the server closed the connection inside a message")
            pieces.append(piece)
            missing -= len(piece)
        return b"".join(pieces)

    def readable(self, seconds: float, wake: int | None = None) -> bool:
        """Whether something arrives within `seconds`; consumes nothing. Raises EOFError where the peer left.

        False at once where the descriptor `wake` becomes readable before.
        """
        if self._at < len(self._buffer):
            return True
        if not self._holds_back() and not self._arrives(seconds, wake):
            return False
        self.sock.settimeout(_RECORD)  # TLS may have come without anything for us, or as half a record
        try:
            piece = self.sock.recv(CHUNK)
        except TimeoutError:
            return False
        if not piece:
            raise EOFError("the server closed the connection")
        self._buffer += piece
        return True

    def _holds_back(self) -> bool:
        """Whether TLS has bytes for us that the socket does not have any more."""
        return isinstance(self.sock, ssl.SSLSocket) and self.sock.pending() > 0

    def _arrives(self, seconds: float, wake: int | None) -> bool:
        """Whether the socket becomes readable; `select` itself knows no descriptor above 1,023."""
        poll = select.poll()
        for one in (self.sock.fileno(), wake):
            if one is not None:
                poll.register(one, select.POLLIN)
        return any(one != wake for one, _ in poll.poll(seconds * 1000))

    def send(self, data: bytes) -> None:
        self._arm()
        self.sock.sendall(data)

    def encrypt(self, endpoint: Endpoint) -> None:
        """STARTTLS: whatever came in plain text after the go-ahead was injected (RFC 3501 §6.2.1, CVE-2011-0411)."""
        if self._at < len(self._buffer):
            raise TlsFailed(operation="starttls", key="starttls_injection")
        self._arm()
        self.sock = encrypt(self.sock, endpoint)

    def close(self) -> None:
        self.sock.close()
