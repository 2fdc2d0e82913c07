"""A Maildir (and its Maildir++ folders) as a `Source`, and one by itself: read only, nothing moved from new to cur."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from imapclient.imap_utf7 import decode as decode_utf7
from pydantic import BaseModel, ConfigDict

from liaison_sync.connections.folders import excluded_by, roles
from liaison_sync.domain.certificate import Inventory
from liaison_sync.domain.errors import AccessDenied, CursorInvalid, NotFound
from liaison_sync.ports import (
    PAGE_BYTES,
    PAGE_MESSAGES,
    Cursor,
    Fetched,
    Finding,
    Flags,
    Folder,
    Gone,
    Item,
    Missing,
    Page,
    Probe,
    Ref,
    Seen,
)
from liaison_sync.sources.files import MAX_BYTES, existing, read_file

VERSION = "maildir1"
HEAD_BYTES = 32 * 1024
FLAGS = {"S": "\\Seen", "R": "\\Answered", "F": "\\Flagged", "D": "\\Draft", "T": "\\Deleted", "P": "$Forwarded"}


class MaildirSettings(BaseModel):
    """A Maildir on this machine."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Path


class MaildirSource:
    """See `Source`. A message is known by its unique file name without the flags."""

    changes_tell = True  # whether there is news: no question is cheaper

    def __init__(self, account: str, settings: MaildirSettings) -> None:
        self.account, self.settings = account, settings

    def probe(self) -> Probe:
        root = existing(self.settings.path)
        return Probe(str(root), frozenset({"MAILDIR"}), read_only=True)

    def findings(self) -> list[Finding]:
        root = self.settings.path
        if not is_maildir(root):
            return [Finding("bad", "doctor.maildir_missing", {"path": str(root)})]
        named = ", ".join(f"{folder.path} ({folder.role})" for folder in self.folders() if folder.role != "other")
        return [Finding("ok", "doctor.folders", {"count": str(len(self.folders())), "roles": named})]

    def folders(self) -> list[Folder]:
        root = existing(self.settings.path)
        names = [("INBOX", root)] if is_maildir(root) else []
        names += [(readable_name(each.name), each) for each in sorted(root.glob(".*")) if is_maildir(each)]
        known = roles([(name, "/", frozenset()) for name, _ in names])
        return [Folder(name, name, known[name], excluded_by(name, known[name], (), ())) for name, _ in names]

    def stale(self, cursors: dict[str, Cursor | None]) -> list[str]:
        """All: reading a directory is as cheap as asking."""
        return list(cursors)

    def changes(self, folder: Folder, cursor: Cursor | None, limit: int = PAGE_MESSAGES, *, full: bool = False) -> Page:
        del full  # every reading is full
        known = _read(cursor)
        present = {unique(path): path for path in self._files(folder.id)}
        fresh = sorted(present.keys() - known.keys())
        page = _page_of(fresh[:limit], present, folder.id)
        items: list[Item] = list(page)
        state = dict(known)
        state |= {one.ref.locator: letters(present[one.ref.locator]) for one in page}
        for name in sorted(known.keys() - present.keys()):
            items.append(Gone(Ref(folder.id, name)))
            del state[name]
        for name in known.keys() & present.keys():
            if known[name] != letters(present[name]):
                state[name] = letters(present[name])
                items.append(Flags(Ref(folder.id, name), flags_of(state[name])))
        return Page(tuple(items), Cursor(f"{VERSION} {json.dumps(state, sort_keys=True)}"), more=len(page) < len(fresh))

    def fetch(self, refs: Sequence[Ref], *, max_bytes: int = MAX_BYTES) -> Iterator[Fetched]:
        present: dict[str, dict[str, Path]] = {}
        for ref in refs:
            if ref.folder not in present:
                present[ref.folder] = {unique(path): path for path in self._files(ref.folder)}
            path = present[ref.folder].get(ref.locator)
            yield read_file(path, ref, "mime", max_bytes) if path and path.exists() else Missing(ref)

    def inventory(self, folder: Folder) -> Inventory:
        return Inventory(frozenset(unique(path) for path in self._files(folder.id)))

    def told(self, refs: Sequence[Ref]) -> list[tuple[Seen, bytes]]:
        found = []
        for folder in dict.fromkeys(ref.folder for ref in refs):
            present = {unique(path): path for path in self._files(folder)}
            names = [ref.locator for ref in refs if ref.folder == folder and ref.locator in present]
            found += [(_seen(name, present, folder), _head(present[name])) for name in names]
        return found

    def sizes(self, folders: Sequence[Folder]) -> dict[str, int]:
        return {folder.id: sum(1 for _ in self._files(folder.id)) for folder in folders}

    def _path(self, folder: str) -> Path:
        root = self.settings.path
        if folder == "INBOX" and is_maildir(root):
            return root
        for each in root.glob(".*"):
            if readable_name(each.name) == folder and is_maildir(each):
                return each
        raise NotFound(account=self.account, operation="open", key="folder_gone", folder=folder)

    def _files(self, folder: str) -> Iterator[Path]:
        try:
            yield from _messages(self._path(folder))
        except OSError as error:
            raise AccessDenied(account=self.account, operation="open", detail=str(error)) from None

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> MaildirSource:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_maildir(path: Path, folder: str) -> Iterator[Fetched]:
    """Everything in one Maildir once, without those in it; `folder` is the id it is given. Raises OSError."""
    for each in sorted(_messages(path)):
        yield read_file(each, Ref(folder, unique(each)), "mime")


def _messages(path: Path) -> Iterator[Path]:
    for name in ("cur", "new"):
        yield from (each for each in (path / name).iterdir() if each.is_file() and each.name[0] != ".")


def is_maildir(path: Path) -> bool:
    return (path / "cur").is_dir() and (path / "new").is_dir()


def unique(path: Path) -> str:
    """The part of a file's name that does not change (flags come after the colon, or `;`/`!` on other systems)."""
    return path.name.replace(";2,", ":2,").replace("!2,", ":2,").split(":2,", 1)[0]


def letters(path: Path) -> str:
    return path.name.replace(";2,", ":2,").replace("!2,", ":2,").partition(":2,")[2].split(",", 1)[0]


def flags_of(text: str) -> frozenset[str]:
    return frozenset(FLAGS[letter] for letter in text if letter in FLAGS)


def _page_of(names: list[str], present: dict[str, Path], folder: str) -> list[Seen]:
    page: list[Seen] = []
    total = 0
    for name in names:
        one = _seen(name, present, folder)
        total += one.ref.size or 0
        if page and total > PAGE_BYTES:
            break
        page.append(one)
    return page


def _seen(name: str, present: dict[str, Path], folder: str) -> Seen:
    try:
        stat = present[name].stat()
        size, received = stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC)
    except OSError:
        size, received = None, None
    return Seen(Ref(folder, name, size), flags_of(letters(present[name])), received)


def _head(path: Path) -> bytes:
    """The header block; nothing where the file cannot be read."""
    try:
        with path.open("rb") as file:
            begun = file.read(HEAD_BYTES)
    except OSError:
        return b""
    return begun.replace(b"\r\n", b"\n").partition(b"\n\n")[0] + b"\n\n"


def readable_name(name: str) -> str:
    """A directory's name as people call the folder; one with a dot in front has dots for levels (Maildir++)."""
    try:
        plain = str(decode_utf7(name.encode("ascii")))
    except (ValueError, UnicodeError):
        plain = name
    return plain[1:].replace(".", "/") if name.startswith(".") else plain


def _read(cursor: Cursor | None) -> dict[str, str]:
    if cursor is None:
        return {}
    version, _, text = cursor.partition(" ")
    try:
        known = json.loads(text) if version == VERSION else None
    except (ValueError, RecursionError):
        known = None
    if not isinstance(known, dict):
        raise CursorInvalid(operation="changes", detail=cursor[:60])
    return {str(name): str(flags) for name, flags in known.items()}
