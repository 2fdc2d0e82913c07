"""Reading a source to its end, as an ingest would, for the contract tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from liaison_sync.ports import Cursor, Fetched, Flags, Folder, Gone, Raw, Seen, Source


@dataclass(slots=True)
class Reader:
    """Keeps what an ingest would keep: content by locator, and the cursor."""

    source: Source
    folder: Folder
    cursor: Cursor | None = None
    held: dict[str, bytes] = field(default_factory=dict)
    other: list[Fetched] = field(default_factory=list)
    flags: dict[str, frozenset[str]] = field(default_factory=dict)
    resets: int = 0
    seen_twice: list[str] = field(default_factory=list)
    pages: int = 0

    def page(self, limit: int = 200, *, full: bool = False) -> bool:
        """Reads one page; whether there is more."""
        page = self.source.changes(self.folder, self.cursor, limit, full=full)
        self.pages += 1
        if page.reset:
            self.resets += 1
            self.held.clear()
        fresh = [item.ref for item in page.items if isinstance(item, Seen)]
        self.seen_twice += [ref.locator for ref in fresh if ref.locator in self.held]
        for got in self.source.fetch(fresh, max_bytes=20_000_000):
            if isinstance(got, Raw):
                self.held[got.ref.locator] = got.content
            else:
                self.other.append(got)
        for item in page.items:
            match item:
                case Gone(ref):
                    self.held.pop(ref.locator, None)
                case Flags(ref, flags):
                    self.flags[ref.locator] = flags
                case Seen(ref, flags):
                    self.flags[ref.locator] = flags
        self.cursor = page.cursor
        return page.more

    def settle(self, limit: int = 200, *, full: bool = False) -> Reader:
        """Reads until nothing is left."""
        while self.page(limit, full=full):
            pass
        return self

    @property
    def contents(self) -> list[bytes]:
        return sorted(self.held.values())


def inbox(source: Source) -> Folder:
    return next(folder for folder in source.folders() if folder.role == "inbox")
