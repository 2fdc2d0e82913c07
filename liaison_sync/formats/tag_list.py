"""A tag=value list, as DKIM keys (RFC 6376 §3.2) and DMARC policies (RFC 7489 §6.4) are written."""

from __future__ import annotations

import re

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def tags(text: str) -> dict[str, str] | None:
    """Tag → value, names in lower case, in the order written; None where it is no such list, or a tag stands twice."""
    found: dict[str, str] = {}
    for one in text.split(";"):
        if not one.strip():
            continue
        name, equals, value = one.partition("=")
        name = name.strip().lower()
        if not equals or not _NAME.fullmatch(name) or name in found:
            return None
        found[name] = value.strip()
    return found
