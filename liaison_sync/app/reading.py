"""One poll of one mailbox: list, fetch, parse, then commit page by page, each with its cursor.

Fetching runs ahead of the writer by a page, in a thread of its own; parsing is done in other processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from queue import Queue
from threading import Event, Thread

from liaison_sync.app.parsing import Parsers, Read
from liaison_sync.ports import PAGE_MESSAGES, Cursor, Fetched, Folder, Page, Raw, Ref, Seen, Source

_AHEAD = 2


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page with everything fetched for it: raw messages read, the rest as the source reported it."""

    folder: Folder
    page: Page
    read: dict[Ref, Read] = field(default_factory=dict)
    failed: tuple[Fetched, ...] = ()


def read_folder(
    source: Source,
    folder: Folder,
    cursor: Cursor | None,
    *,
    parsers: Parsers,
    max_bytes: int,
    wanted: Callable[[list[Ref]], set[Ref]],
    limit: int = PAGE_MESSAGES,
) -> Iterator[ReadPage]:
    """Pages of `folder` since `cursor`; `wanted` says which copies are not stored yet.

    Raises what the source raises (domain.errors.Failure), after every page fetched before it was handed out.
    """
    queue: Queue[tuple[Page, list[Fetched]] | BaseException | None] = Queue(_AHEAD)
    stop = Event()
    fetcher = Thread(target=_fetch, args=(source, folder, cursor, max_bytes, wanted, limit, queue, stop), daemon=True)
    fetcher.start()
    try:
        while (item := queue.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield _read(folder, *item, parsers)
    finally:
        stop.set()
        while fetcher.is_alive():
            _drain(queue)
            fetcher.join(0.05)


def _fetch(
    source: Source,
    folder: Folder,
    cursor: Cursor | None,
    max_bytes: int,
    wanted: Callable[[list[Ref]], set[Ref]],
    limit: int,
    queue: Queue[tuple[Page, list[Fetched]] | BaseException | None],
    stop: Event,
) -> None:
    try:
        more = True
        while more and not stop.is_set():
            page = source.changes(folder, cursor, limit)
            new = wanted([item.ref for item in page.items if isinstance(item, Seen)])
            refs = [item.ref for item in page.items if isinstance(item, Seen) and item.ref in new]
            queue.put((page, list(source.fetch(refs, max_bytes=max_bytes)) if refs else []))
            cursor, more = page.cursor, page.more
        queue.put(None)
    except BaseException as error:
        queue.put(error)


def _drain(queue: Queue[tuple[Page, list[Fetched]] | BaseException | None]) -> None:
    while not queue.empty():
        queue.get()


def _read(folder: Folder, page: Page, fetched: list[Fetched], parsers: Parsers) -> ReadPage:
    raws = [one for one in fetched if isinstance(one, Raw)]
    read = parsers.read_all([one.content for one in raws]) if raws else []
    failed = tuple(one for one in fetched if not isinstance(one, Raw))
    return ReadPage(folder, page, dict(zip((one.ref for one in raws), read, strict=True)), failed)
