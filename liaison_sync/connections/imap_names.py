"""Folder names as people read them, as the wire carries them, and as a command must say them."""

from __future__ import annotations

from collections.abc import Mapping

from imapclient.imap_utf7 import decode as decode_utf7
from imapclient.imap_utf7 import encode as encode_utf7

from liaison_sync.domain.errors import NotFound


def readable_name(wire_name: bytes) -> str:
    """A folder's name for people: modified UTF-7 (RFC 3501 §5.1.3), or UTF-8 where it holds that (RFC 9051 §5.1).

    The wire form itself where it does not decode.
    """
    try:
        name: str = decode_utf7(wire_name) if wire_name.isascii() else wire_name.decode("utf-8")
    except (ValueError, UnicodeError):
        return wire_name.decode("utf-8", "replace")
    return name


def told_apart(path: str, name: bytes, taken: Mapping[str, bytes]) -> str:
    """The path of a folder; of two that read alike ("R&D" by a client that does not encode) one is told by its form."""
    return path if taken.get(path, name) == name else f"{path} ({name.decode('ascii', 'backslashreplace')})"


def wire_name(path: str) -> bytes:
    encoded: bytes = encode_utf7(path)
    return encoded


def is_sayable(name: bytes) -> bool:
    """Whether a command can carry it (RFC 9051 §4.3: no line end, no NUL in a quoted string)."""
    return not any(byte in name for byte in (b"\r", b"\n", b"\0"))


def quoted(name: bytes) -> bytes:
    """A quoted string; names that cannot be one are refused."""
    if not is_sayable(name):
        raise NotFound(operation="open", key="folder_gone")
    return b'"' + name.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
