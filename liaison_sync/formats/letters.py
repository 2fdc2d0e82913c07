"""Official letters: Nomor, Perihal, and the numbers they refer to."""

from __future__ import annotations

from liaison_sync.domain.message import OfficialLetter


def read(text: str, subject: str | None) -> OfficialLetter | None:
    """The letter a message carries or answers, or None."""
    return None
