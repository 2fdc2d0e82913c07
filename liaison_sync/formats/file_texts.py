"""What a file says as far as octets show it: text in any usual encoding, and office documents, which are zips of XML.

PDF and pictures show nothing here.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

_MEMBERS, _OCTETS = 500, 50_000_000  # of a zip that are looked at
_TAG = re.compile(r"<[^<>]{0,2000}>")


def plain(content: bytes) -> str | None:
    """The text of a file that is nothing but text (UTF-8)."""
    try:
        found = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in found else found


def texts(content: bytes) -> Iterator[str]:
    """Never raises; bounded in what it unpacks."""
    yield content.decode("utf-8", "replace")
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        yield content.decode("utf-16", "replace")
    if content.startswith(b"PK\x03\x04"):
        try:
            yield from _unpacked(content)
        except Exception:  # the door of this format: whatever a broken zip raises, no more of it can be read
            return


def _unpacked(content: bytes) -> Iterator[str]:
    left = _OCTETS
    with zipfile.ZipFile(BytesIO(content)) as packed:
        for member in packed.infolist()[:_MEMBERS]:
            with packed.open(member) as opened:
                data = opened.read(left)
            left -= len(data)
            yield _TAG.sub("", data.decode("utf-8", "replace"))
            if left <= 0:
                return
