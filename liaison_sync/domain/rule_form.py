"""A recurrence rule in one form, so that two clients' spellings of the same rule are not taken for a change of it."""

from __future__ import annotations

from liaison_sync.domain.invitation import Moment

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DEFAULTS = frozenset({"INTERVAL=1", "WKST=MO", "RSCALE=GREGORIAN", "SKIP=OMIT"})
_PICKS = frozenset({"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"})


def normal_rule(text: str, start: Moment | None) -> frozenset[str]:
    """The parts of a RECUR value without order, defaults and what DTSTART says anyway (RFC 5545 §3.3.10)."""
    words = (part for part in text.upper().replace(" ", "").removeprefix("RRULE:").split(";") if "=" in part)
    parts = {name: _values(value) for name, _, value in (one.partition("=") for one in words)}
    if start is not None and not _PICKS & parts.keys():
        _say_aloud(parts, start)
    if not _weeks_matter(parts):
        parts.pop("WKST", None)
    return frozenset(f"{name}={value}" for name, value in parts.items()) - _DEFAULTS


def _values(value: str) -> str:
    return ",".join(sorted({one.removeprefix("+") for one in value.split(",")}))


def _say_aloud(parts: dict[str, str], start: Moment) -> None:
    """What the rule leaves open and DTSTART says."""
    freq = parts.get("FREQ")
    if freq == "WEEKLY":
        parts["BYDAY"] = _DAYS[start.wall.weekday()]
    elif freq in ("MONTHLY", "YEARLY"):
        parts["BYMONTHDAY"] = str(start.wall.day)
        if freq == "YEARLY":
            parts.setdefault("BYMONTH", str(start.wall.month))


def _weeks_matter(parts: dict[str, str]) -> bool:
    """The day a week begins on means something in every other week, and where weeks are numbered."""
    weekly = parts.get("FREQ") == "WEEKLY" and parts.get("INTERVAL", "1") != "1"
    return weekly or "BYWEEKNO" in parts or "BYSETPOS" in parts
