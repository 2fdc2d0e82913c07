"""A recurrence rule in one form, so that two clients' spellings of the same rule are not taken for a change of it."""

from __future__ import annotations

from liaison_sync.domain.invitation import Moment

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DEFAULTS = frozenset({"INTERVAL=1", "WKST=MO"})
_PICKS = frozenset({"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"})


def normal_rule(text: str, start: Moment | None) -> frozenset[str]:
    """The parts of a RECUR value without order, defaults and what DTSTART says anyway (RFC 5545 §3.3.10)."""
    words = (part for part in text.upper().replace(" ", "").removeprefix("RRULE:").split(";") if "=" in part)
    parts = {name: ",".join(sorted(set(value.split(",")))) for name, _, value in (one.partition("=") for one in words)}
    if start is not None and not _PICKS & parts.keys():
        if parts.get("FREQ") == "WEEKLY":
            parts["BYDAY"] = _DAYS[start.wall.weekday()]
        elif parts.get("FREQ") == "MONTHLY":
            parts["BYMONTHDAY"] = str(start.wall.day)
    return frozenset(f"{name}={value}" for name, value in parts.items()) - _DEFAULTS
