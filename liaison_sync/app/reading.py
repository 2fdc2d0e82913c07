"""What is new in the folders of a mailbox: listed, fetched and parsed, page by page, each with its cursor.

Fetching and parsing run ahead of the writer by a page each, in threads of their own, and from one folder into the next;
the parsing itself is done in other processes, so that all cores are busy while a page is written.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import field, replace
from queue import Queue
from threading import Event, Thread
from typing import TypeVar

from liaison_sync.app.log import log
from liaison_sync.app.parsing import Parsers, Read
from liaison_sync.domain.errors import CursorInvalid, FolderRefused, NotFound
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import PAGE_MESSAGES, Cursor, Fetched, Folder, Page, Raw, Ref, Seen, Source

_AHEAD = 1
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unread:
    """A folder, read as far as `cursor`; `wanted` says which copies of those listed are not stored yet.

    `held` gives those of them whose bytes lay elsewhere in the mailbox before.
    """

    folder: Folder
    cursor: Cursor | None
    wanted: Callable[[list[Seen]], set[Ref]]
    held: Callable[[list[Seen]], list[Raw]] = lambda _: []


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page with everything fetched for it: raw messages read, the rest as the source reported it.

    `anew`: what was known of the folder holds no more, and all is listed again from this page on.
    """

    folder: Folder
    page: Page
    anew: bool
    read: dict[Ref, Read] = field(default_factory=dict)
    failed: tuple[Fetched, ...] = ()


_Pulled = tuple[ReadPage, list[Fetched]]


def read_folders(
    source: Source,
    folders: Sequence[Unread],
    *,
    parsers: Parsers,
    max_bytes: int,
    limit: int = PAGE_MESSAGES,
) -> Iterator[ReadPage]:
    """Pages of `folders`, one after the other; a cursor that is refused begins anew.

    Raises what the source raises (domain.errors.Failure), after every page fetched before it was handed out.
    """
    parsers.warm()
    pulled = _ahead(_pulled(source, folders, max_bytes, limit))
    yield from _ahead(_parsed(pulled, parsers))


def _pulled(source: Source, folders: Sequence[Unread], max_bytes: int, limit: int) -> Generator[_Pulled, None, None]:
    refusals = Refusals()
    for one in folders:
        with refusals.aside(), still_there(one.folder):
            yield from _from(source, one, max_bytes, limit)
    refusals.tell()


def _from(source: Source, one: Unread, max_bytes: int, limit: int) -> Generator[_Pulled, None, None]:
    try:
        yield from _walked(source, one, max_bytes, limit)
    except CursorInvalid:
        yield from _walked(source, replace(one, cursor=None), max_bytes, limit, anew=True)


@dataclass(slots=True)
class Refusals:
    """What keeps a folder from being opened is told once all is done with the others."""

    first: FolderRefused | None = None

    @contextmanager
    def aside(self) -> Iterator[None]:
        try:
            yield
        except FolderRefused as failure:
            self.first = self.first or failure

    def tell(self) -> None:
        if self.first is not None:
            raise self.first


@contextmanager
def still_there(folder: Folder) -> Iterator[None]:
    """A folder deleted or renamed since it was listed is left: the next pass knows. The others go on."""
    try:
        yield
    except NotFound as failure:
        log().warning("folder not read", account=failure.account, folder=folder.path, error=failure.key)


def _walked(
    source: Source, one: Unread, max_bytes: int, limit: int, *, anew: bool = False
) -> Generator[_Pulled, None, None]:
    cursor, more = one.cursor, True
    while more:
        page = source.changes(one.folder, cursor, limit)
        seen = [item for item in page.items if isinstance(item, Seen)]
        new = one.wanted(seen)
        held = one.held([item for item in seen if item.ref in new])
        refs = [item.ref for item in seen if item.ref in new - {raw.ref for raw in held}]
        fetched = list(source.fetch(refs, max_bytes=max_bytes)) if refs else []
        yield ReadPage(one.folder, page, anew or page.reset), [*held, *fetched]
        cursor, more, anew = page.cursor, page.more, False


def _parsed(pulled: Generator[_Pulled, None, None], parsers: Parsers) -> Generator[ReadPage, None, None]:
    with closing(pulled):
        for page, fetched in pulled:
            raws = [one for one in fetched if isinstance(one, Raw)]
            read = parsers.read_all([one.content for one in raws]) if raws else []
            failed = tuple(one for one in fetched if not isinstance(one, Raw))
            yield replace(page, read=dict(zip((one.ref for one in raws), read, strict=True)), failed=failed)


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
