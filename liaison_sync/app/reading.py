"""One poll of one mailbox: list, fetch, parse, then commit page by page, each with its cursor.

Fetching and parsing run ahead of the writer by a page each, in threads of their own; the parsing itself is done in
other processes, so that all cores are busy while a page is written.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from queue import Queue
from threading import Event, Thread
from typing import TypeVar

from liaison_sync.app.parsing import Parsers, Read
from liaison_sync.ports import PAGE_MESSAGES, Cursor, Fetched, Folder, Page, Raw, Ref, Seen, Source

_AHEAD = 1
T = TypeVar("T")
_Pulled = tuple[Page, list[Fetched]]


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
    wanted: Callable[[list[Seen]], set[Ref]],
    limit: int = PAGE_MESSAGES,
) -> Iterator[ReadPage]:
    """Pages of `folder` since `cursor`; `wanted` says which copies are not stored yet.

    Raises what the source raises (domain.errors.Failure), after every page fetched before it was handed out.
    """
    parsers.warm()
    pulled = _ahead(_pulled(source, folder, cursor, max_bytes, wanted, limit))
    yield from _ahead(_parsed(folder, pulled, parsers))


def _pulled(
    source: Source,
    folder: Folder,
    cursor: Cursor | None,
    max_bytes: int,
    wanted: Callable[[list[Seen]], set[Ref]],
    limit: int,
) -> Generator[_Pulled, None, None]:
    more = True
    while more:
        page = source.changes(folder, cursor, limit)
        new = wanted([item for item in page.items if isinstance(item, Seen)])
        refs = [item.ref for item in page.items if isinstance(item, Seen) and item.ref in new]
        yield page, (list(source.fetch(refs, max_bytes=max_bytes)) if refs else [])
        cursor, more = page.cursor, page.more


def _parsed(
    folder: Folder, pulled: Generator[_Pulled, None, None], parsers: Parsers
) -> Generator[ReadPage, None, None]:
    with closing(pulled):
        for page, fetched in pulled:
            raws = [one for one in fetched if isinstance(one, Raw)]
            read = parsers.read_all([one.content for one in raws]) if raws else []
            failed = tuple(one for one in fetched if not isinstance(one, Raw))
            yield ReadPage(folder, page, dict(zip((one.ref for one in raws), read, strict=True)), failed)


@dataclass(frozen=True, slots=True)
class _Raised:
    """The last thing a thread has to say; `error` None where it came to its end."""

    error: BaseException | None = None


def _ahead(items: Generator[T, None, None]) -> Generator[T, None, None]:
    """The same items in the same order, made in a thread that runs ahead; an error comes after what was made before."""
    queue: Queue[T | _Raised] = Queue(_AHEAD)
    stop = Event()
    maker = Thread(target=_make, args=(items, queue, stop), daemon=True)
    maker.start()
    try:
        while not isinstance(item := queue.get(), _Raised):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        stop.set()
        while maker.is_alive():  # it may be waiting to hand over what nobody wants any more
            while not queue.empty():
                queue.get()
            maker.join(0.05)


def _make(items: Generator[T, None, None], queue: Queue[T | _Raised], stop: Event) -> None:
    try:
        with closing(items):
            for item in items:
                if stop.is_set():
                    break
                queue.put(item)
        queue.put(_Raised())
    except BaseException as error:
        queue.put(_Raised(error))
