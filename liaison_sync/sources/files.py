"""Reading mail from files for `import`: never writes, never locks, tells each item by a stable locator."""

from __future__ import annotations

from pathlib import Path

from liaison_sync.domain.errors import Misconfigured, UnfetchableMessage
from liaison_sync.ports import Fetched, Kind, Raw, Ref, TooLarge, Unfetchable

MAX_BYTES = 50 * 1024 * 1024
KINDS: dict[str, Kind] = {".eml": "mime", ".ics": "ics", ".ical": "ics", ".ifb": "ics", ".msg": "mime"}


def read_file(path: Path, ref: Ref, kind: Kind, max_bytes: int = MAX_BYTES) -> Fetched:
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
