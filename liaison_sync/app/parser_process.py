"""One parser process and the line to it: messages go out and answers come in without either side waiting long.

Frames are a length and that many bytes: a message as fetched on the way there, a pickled answer on the way back, and
an empty one before the first answer: the process is there. Our side never blocks, so that a process that hangs can be
seen to hang, and takes whatever lies ready at once: every call that may wait lets the writer's thread run first.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import socket
import struct
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from io import BufferedReader
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from multiprocessing.reduction import ForkingPickler
from typing import Generic, TypeVar

T = TypeVar("T")
MEMORY = 1_500 * 1024 * 1024
_AHEAD = 128  # messages a process has before it: enough for the time the writer's thread may keep us waiting
_NICE = 2  # the writer goes first where cores are few: what it has not written when all is read, it writes alone
_START = 60.0  # seconds a process may take to be there: on a busy machine longer than any message
_PIECE = 256 * 1024
_LENGTH = struct.Struct("!I")
_READING = ["liaison_sync.app.parsing", "liaison_sync.formats.mime"]


def context() -> ForkServerContext:
    """Parser processes are forked from one that has imported what reading takes, and nothing of ours."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(_READING)
    return found


def prepare() -> None:
    """Start the process they are forked from; at once, so that it imports while we do."""
    context()
    forkserver.ensure_running()


def work(line: socket.socket, using: Callable[[bytes], object]) -> None:
    """The life of a parser process: say that it is there, answer every message, until the line closes."""
    # A terminal's Ctrl-C is the parent's to handle; an orphan ends with its line.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.nice(_NICE)
    gc.freeze()
    with suppress(EOFError, OSError), line, line.makefile("rb") as given:
        line.sendall(_LENGTH.pack(0))
        while True:
            answer = ForkingPickler.dumps(using(_frame(given)))
            line.sendall(b"".join((_LENGTH.pack(len(answer)), answer)))  # at once: each piece would wake the other side


def _frame(given: BufferedReader) -> bytes:
    head = given.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    return given.read(_LENGTH.unpack(head)[0])


class ParserProcess(Generic[T]):
    """A process and the messages it has yet to answer, by their places; `until` is when the next is overdue.

    `there` once it has answered for the first time: before that, no failure of its own is a message's.
    """

    def __init__(self, context: ForkServerContext, using: Callable[[bytes], T], seconds: float) -> None:
        self.line, theirs = socket.socketpair()
        self.process = context.Process(target=work, args=(theirs, using), daemon=True)
        self.process.start()
        theirs.close()
        self.line.setblocking(False)
        self.seconds = seconds
        self.owes: deque[int] = deque()
        self.until = 0.0
        self.ended = False
        self.there = False
        self._going: deque[memoryview] = deque()
        self._came = bytearray()
        self._piece = bytearray(_PIECE)

    @property
    def sending(self) -> bool:
        """Whether something did not fit into the line yet."""
        return bool(self._going)

    def give(self, waiting: deque[int], raws: Sequence[bytes], most: int) -> None:
        """Take on at most so many of the places that wait."""
        if waiting and not self.owes:
            self.until = time.monotonic() + (self.seconds if self.there else _START)
        for _ in range(min(most, len(waiting), _AHEAD - len(self.owes))):
            at = waiting.popleft()
            self.owes.append(at)
            self._going.append(memoryview(_LENGTH.pack(len(raws[at])) + raws[at]))
        self.push()

    def push(self) -> None:
        """Send what fits into the line now."""
        with suppress(OSError):  # the line is full; or the process is no more, which reading will tell
            while self._going:
                sent = self.line.send(self._going[0])
                rest = self._going.popleft()[sent:]
                if rest:
                    self._going.appendleft(rest)

    def answers(self) -> list[tuple[int, T]]:
        """What has been answered since, by place."""
        self._receive()
        found: list[tuple[int, T]] = []
        at = 0
        while (end := self._end(at)) is not None:
            if self.there:
                found.append((self.owes.popleft(), ForkingPickler.loads(self._came[at + _LENGTH.size : end])))
            self.there = True
            at = end
        del self._came[:at]
        if at:
            self.until = time.monotonic() + self.seconds
        return found

    def _receive(self) -> None:
        try:
            while size := self.line.recv_into(self._piece):
                self._came += memoryview(self._piece)[:size]
            self.ended = True
        except BlockingIOError:
            return
        except OSError:
            self.ended = True

    def _end(self, at: int) -> int | None:
        """Where the frame that begins at `at` ends, if all of it is there."""
        head = at + _LENGTH.size
        if len(self._came) < head:
            return None
        end = head + _LENGTH.unpack_from(self._came, at)[0]
        return end if len(self._came) >= end else None

    def failure(self) -> str | None:
        """Why no answer to the next message will come, if none will."""
        if not self.owes:
            return None
        if self.ended:
            return "parser_crashed"
        return "parser_timeout" if self.until <= time.monotonic() else None

    def end(self) -> None:
        self.line.close()
        self.process.kill()
        self.process.join()
