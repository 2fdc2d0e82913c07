"""Plain-text answers to an invitation: a suggestion, never a PARTSTAT."""

from __future__ import annotations

from liaison_sync.domain.message import Answer


def read(text: str) -> Answer:
    """What a reply says about coming."""
    return Answer()
