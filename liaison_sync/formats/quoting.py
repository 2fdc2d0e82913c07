"""The words an answer answers, below it, as mail programs write them: who wrote when, and each line after "> "."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.formats.date_text import moment_text
from liaison_sync.formats.wording import say

_LONGEST = 20_000  # characters quoted; a thread holds the rest


def quoted(text: str, *, who: str, at: datetime, zone: str, language: str) -> str:
    """ "Pada Senin, 23 November 2026 pukul 10.00 WIB, Rina menulis:" and the lines; `at` is aware."""
    lines = text[:_LONGEST].strip().splitlines()
    head = say(language, "answering.attribution", at=moment_text(at, zone, language), who=" ".join(who.split()))
    return "\n".join([head, *(f"> {line}".rstrip() if not line.startswith(">") else f">{line}" for line in lines)])
