"""Where a list goes on: the last row's moment (or name) and key, as one word of the address."""

from __future__ import annotations

from datetime import datetime


def mark(first: datetime | str, key: str) -> str:
    """What `?after=` carries."""
    return f"{first.isoformat() if isinstance(first, datetime) else first}|{key}"


def after_moment(text: str) -> tuple[datetime, str] | None:
    """The (moment, key) of a mark; None for none, or one that is not ours."""
    first, bar, key = text.partition("|")
    try:
        at = datetime.fromisoformat(first)
    except ValueError:
        return None
    return (at, key) if bar and at.tzinfo is not None else None


def after_name(text: str) -> tuple[str, str] | None:
    """The (name, key) of a mark, or None."""
    first, bar, key = text.rpartition("|")
    return (first, key) if bar else None
