"""The header of what is for the disk, not for the browser's window (RFC 6266)."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import quote


def attachment(name: str, plain: str = "") -> dict[str, str]:
    """A file called `name`, whatever its letters are (RFC 8187); `plain` (ASCII) in place of what stands before its
    suffix, for programs that read no others.
    """
    said = f'filename="{plain}{PurePosixPath(name).suffix}"; ' if plain else ""
    return {"Content-Disposition": f"attachment; {said}filename*=UTF-8''{quote(name, safe='')}"}
