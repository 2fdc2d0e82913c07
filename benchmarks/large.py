"""Ten new messages in a large store: `python -m benchmarks.large`. The same in ten thousand messages and in a million.

The store is filled by its own schema from one message that went through the product; the ten go through it whole:
listed, fetched, read, threaded, indexed, committed. Whatever grows with the store shows in the ratio.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import dropwhile
from pathlib import Path
from types import TracebackType

from sqlalchemy import event

from benchmarks.filling import ADDRESSES, fill
from liaison_sync.app import retention
from liaison_sync.app.certify import certify
from liaison_sync.app.poll import poll
from liaison_sync.app.service import Mailbox
from liaison_sync.domain import search_query
from liaison_sync.domain.certificate import Inventory
from liaison_sync.ports import Cursor, Fetched, Finding, Folder, Page, Probe, Raw, Ref, Seen
from liaison_sync.store.engine import connect, reading
from liaison_sync.store.search import search
from tests.peers.mail import letter
from tests.rig import START, Rig, rig

TEN = 10
ROUNDS = 20
INBOX = Folder("INBOX", "INBOX", "inbox")


class Growing:
    """A mailbox of one folder that lists what is put into it; its cursor is a number, so that it costs nothing."""

    account = "humas"

    def __init__(self) -> None:
        self.held = 0
        self.new: list[bytes] = []
        self.listed = (0.0, 0.0)

    def probe(self) -> Probe:
        return Probe("humas", frozenset(), read_only=True)

    def findings(self) -> list[Finding]:
        return []

    def folders(self) -> list[Folder]:
        return [INBOX]

    def stale(self, cursors: dict[str, Cursor | None]) -> list[str]:
        return list(cursors) if self.new else []

    def changes(self, folder: Folder, cursor: Cursor | None, limit: int = 400, *, full: bool = False) -> Page:
        del folder, cursor, limit, full
        self.listed = time.perf_counter(), time.process_time()
        seen = [Seen(self._ref(at), received=START) for at in range(len(self.new))]
        return Page(tuple(seen), Cursor(str(self.held + len(self.new))))

    def _ref(self, at: int) -> Ref:
        return Ref("INBOX", f"7.{self.held + at}", len(self.new[at]))

    def fetch(self, refs: Sequence[Ref], *, max_bytes: int) -> Iterator[Fetched]:
        del max_bytes
        for ref in refs:
            yield Raw(ref, self.new[int(ref.locator[2:]) - self.held])

    def inventory(self, folder: Folder) -> Inventory:
        del folder
        return Inventory([f"7.{number}" for number in range(self.held)], self.held, "7")

    def told(self, refs: Sequence[Ref]) -> list[tuple[Seen, bytes]]:
        del refs
        return []

    def sizes(self, folders: Sequence[Folder]) -> dict[str, int]:
        return {one.id: self.held for one in folders}

    def close(self) -> None:
        """There is nothing to close."""

    def __enter__(self) -> Growing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """There is nothing to close."""

    def taken(self) -> None:
        self.held, self.new = self.held + len(self.new), []


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of the clock and of our CPU."""

    wall: float
    cpu: float


def come(source: Growing, here: Rig, letters: list[bytes]) -> Took:
    """What it took from the listing of these to the commit that makes them found."""
    source.new = letters
    told: list[tuple[str, float, float]] = []

    def note(what: str, _connection: object) -> None:
        told.append((what, time.perf_counter(), time.process_time()))

    notes = {what: partial(note, what) for what in ("begin", "commit")}
    for what, noted in notes.items():
        event.listen(here.engine, what, noted)
    done = poll(here.service, here.service.mailboxes[0])
    for what, noted in notes.items():
        event.remove(here.engine, what, noted)
    assert done.failure is None, done.failure
    assert done.messages == len(letters)
    source.taken()
    return _between(source.listed, told)


def _between(listed: tuple[float, float], told: list[tuple[str, float, float]]) -> Took:
    """Until the transaction after the one that wrote them begins: theirs is on the disk then."""
    wall, cpu = listed
    later = dropwhile(lambda one: one[0] != "commit" or one[1] < wall, told)
    end = next(one for one in later if one[0] == "begin")
    return Took(end[1] - wall, end[2] - cpu)


def filled(folder: Path, size: int) -> tuple[Growing, Rig]:
    """A store of `size` messages: one that went through the product, and its likes."""
    source, file = Growing(), folder / f"{size}.db"
    box = Mailbox("humas", "humas@kantor.example", lambda: source, keep_days=3650)
    here = rig(connect(f"sqlite:///{file}"), [box])
    come(source, here, [letter(0)])
    here.engine.dispose()
    fill(file, size)
    source.held = size
    return source, here


def measured(source: Growing, here: Rig, size: int) -> list[float]:
    """Milliseconds: ten new ones (five are answers) by the clock and of CPU, their search, certificate, retention.

    Of the rounds the fastest tenth: what it costs, and not the neighbours.
    """
    taken, found = [], []
    for turn in range(ROUNDS):
        word = f"pertemuan{size}x{turn}"
        taken.append(come(source, here, [_new(size, turn, number, word) for number in range(TEN)]))
        query = search_query.read(word, START.date())
        found.append(_seconds(partial(_find, here, query)))
    whole = [_seconds(lambda: certify(here.service, here.service.mailboxes[0]))]
    whole.append(_seconds(lambda: retention.work(here.service, pages=None)))
    walls, cpus = [one.wall for one in taken], [one.cpu for one in taken]
    return [one * 1e3 for one in (_tenth(walls), _tenth(cpus), _tenth(found), *whole)]


def _tenth(times: list[float]) -> float:
    return sorted(times)[len(times) // 10]


def _find(here: Rig, query: search_query.SearchQuery) -> None:
    with reading(here.engine) as connection:
        assert len(search(connection, query, "Asia/Jakarta")) == TEN


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _new(size: int, turn: int, number: int, word: str) -> bytes:
    name = 10_000_000 + size * 100 + turn * TEN + number
    raw = letter(name, sender=f"rina{name % ADDRESSES}@mitra.example")
    answered = f"In-Reply-To: <{1 + (turn * TEN + number) * 37}@mitra.example>\r\n" if number % 2 else ""
    return raw.replace(b"MIME-Version", answered.encode() + b"MIME-Version").replace(b"acara", word.encode())


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sizes", type=int, nargs="+", default=(10_000, 1_000_000))
    told = []
    for size in asked.parse_args().sizes:
        with tempfile.TemporaryDirectory() as folder:
            source, here = filled(Path(folder), size)
            told.append(measured(source, here, size))
            here.engine.dispose()
            ten, ours, find, whole, walk = told[-1]
        print(
            f"{size:>9,} messages: ten new searchable in {ten:.0f} ms (goal ≤ 50 ms; CPU {ours:.0f} ms), "
            f"search {find:.1f} ms, certificate {whole / 1e3:.1f} s, retention's walk {walk / 1e3:.1f} s",
            flush=True,
        )
    if len(told) > 1:
        ten, ours, find, *_ = (many / few for many, few in zip(told[-1], told[0], strict=True))
        print(f"the last ÷ the first: ten new {ten:.2f} (CPU {ours:.2f}), search {find:.2f}")


if __name__ == "__main__":
    main()
