"""The messages in a FILE of `inspect`: one of an .eml, many of an mbox, a Maildir or a folder of .eml files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from liaison_sync.ports import Raw
from liaison_sync.sources.maildir import is_maildir
from liaison_sync.sources.mbox import is_separator, read_mbox

_MAX_BYTES = 100 * 1024 * 1024


def letters_of(file: str) -> Iterator[tuple[str, bytes]]:
    """(name, octets) of each message: FILE itself for an .eml, `FILE#1`, `FILE#2` … for an mbox, the path of the file
    for a folder. Raises OSError for a FILE that cannot be opened.
    """
    path = Path(file)
    if path.is_dir():
        yield from ((str(each), each.read_bytes()) for each in _files(path))
    elif _is_mbox(path):
        for number, found in enumerate(read_mbox(path, max_bytes=_MAX_BYTES), start=1):
            yield f"{file}#{number}", found.content if isinstance(found, Raw) else b""
    else:
        yield file, path.read_bytes()


def _files(path: Path) -> list[Path]:
    """Those in `cur` and `new` of a Maildir and of its Maildir++ folders, or the .eml files of any other folder."""
    if is_maildir(path):
        folders = [path, *sorted(p for p in path.iterdir() if p.name.startswith(".") and is_maildir(p))]
        parts = [folder / part for folder in folders for part in ("cur", "new")]
        return [each for part in parts for each in sorted(part.iterdir()) if each.is_file()]
    return sorted(each for each in path.rglob("*.eml") if each.is_file())


def _is_mbox(path: Path) -> bool:
    with path.open("rb") as file:
        first = file.readline(4096)
    return is_separator(first)
