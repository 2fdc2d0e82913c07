"""What letters after a meeting say of it: it was held, or not and why. A suggestion; only a person records it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal

from liaison_sync.domain.conduct import NotHeld
from liaison_sync.domain.value import dataclass

Why = Literal[
    "thanks", "minutes", "minutes_file", "discussed", "was_there", "absent", "called_off", "put_off", "nobody"
]
_HELD = frozenset({"thanks", "minutes", "minutes_file", "discussed", "was_there"})
LATEST = timedelta(days=10)  # after a meeting: what is said later of "the meeting" may mean another


@dataclass(frozen=True, slots=True)
class HeldWord:
    """What one letter says; `day` is the day it speaks of, None where it names none; `quote` are its own words."""

    why: Why
    day: date | None
    quote: str


@dataclass(frozen=True, slots=True)
class Told:
    """A letter that says so: where it stands, who wrote it, when (aware)."""

    word: HeldWord
    message: str  # its key
    sender: str
    ours: bool
    at: datetime
    in_thread: bool  # in the meeting's own thread


@dataclass(frozen=True, slots=True)
class Suggested:
    """The outcome a letter speaks for; `reason` why it was not held, "" where it was."""

    held: bool
    reason: NotHeld | Literal[""]
    told: Told


def suggested(start: datetime, day: date, told: Iterable[Told], *, alone: bool) -> Suggested | None:
    """What the latest letter about the meeting of `day` (that began at `start`) says.

    `alone`: the partner has no other meeting on that day. In another thread only a letter that names the day counts.
    """
    about = [
        one
        for one in told
        if start <= one.at <= start + LATEST
        and ((one.word.day == day and (one.in_thread or alone)) or (one.word.day is None and one.in_thread))
    ]
    if not about:
        return None
    last = max(about, key=lambda one: (one.at, one.message))
    return Suggested(last.word.why in _HELD, _reason(last), last)


def _reason(one: Told) -> NotHeld | Literal[""]:
    if one.word.why == "absent":
        return "no_show_us" if one.ours else "no_show_partner"
    if one.word.why == "nobody":
        return "no_show_partner" if one.ours else "no_show_us"
    if one.word.why == "put_off":
        return "postponed"
    return "unknown" if one.word.why == "called_off" else ""
