"""Reading mail from files for `import`: never writes, never locks, tells each item by a stable locator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from liaison_sync.domain.errors import Misconfigured, UnfetchableMessage
from liaison_sync.ports import Fetched, Kind, Raw, Ref, TooLarge, Unfetchable

MAX_BYTES = 50 * 1024 * 1024
KINDS: dict[str, Kind] = {".eml": "mime", ".ics": "ics", ".ical": "ics", ".ifb": "ics", ".msg": "mime"}


def read_file(path: Path, ref: Ref, kind: Kind, max_bytes: int) -> Fetched:
    """One file as one item; what cannot be read says so."""
    try:
        size = path.stat().st_size
        if size > max_bytes:
            with path.open("rb") as file:
                return TooLarge(ref, size, file.read(64 * 1024))
        return Raw(ref, path.read_bytes(), kind)
    except OSError as error:
        return Unfetchable(ref, UnfetchableMessage(operation="import", key="file_unreadable", detail=str(error)))


def existing(path: Path) -> Path:
    """`path` itself. Raises Misconfigured where nothing is there."""
    if not path.exists():
        raise Misconfigured(operation="import", key="path_missing", detail=str(path))
    return path


def read_single_files(path: Path, *, max_bytes: int = MAX_BYTES) -> Iterator[Fetched]:
    """A file (.eml, .ics, anything that is one message), or all .eml and .ics below a folder, in order of names."""
    root = existing(path)
    found = [root] if root.is_file() else sorted(each for each in root.rglob("*") if each.suffix.lower() in KINDS)
    for each in found:
        if each.is_file():
            name = str(each.relative_to(root)) if root.is_dir() else each.name
            yield read_file(each, Ref(str(root), name), KINDS.get(each.suffix.lower(), "mime"), max_bytes)
