"""How a meeting repeats, in words: "setiap Senin dan Kamis, 8 kali"."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from liaison_sync.domain.invitation import Invitation
from liaison_sync.domain.repeating import Repeat, ordinal, repeat_of, settled
from liaison_sync.formats.wording import say

_MONDAY = date(2024, 1, 1)


def weekday_name(day: int, language: str) -> str:
    """Monday is 0."""
    from babel.dates import format_date

    return format_date(_MONDAY + timedelta(days=day), "EEEE", locale=language)


def repeat_text(repeat: Repeat, start: datetime, language: str) -> str:
    """The pattern and its end; `start` is the first one's wall time."""
    one = settled(repeat, start)
    several = "many" if one.interval > 1 else "one"
    pattern = say(language, f"inviting.repeat.{one.every}_{several}", n=one.interval, on=_on(one, start, language))
    if one.count is not None:
        return say(language, "inviting.repeat.count", pattern=pattern, n=one.count)
    day = one.until or start.date()
    return say(language, "inviting.repeat.until", pattern=pattern, day=_plain_day(day, language))


def _plain_day(day: date, language: str) -> str:
    from babel.dates import format_date

    return format_date(day, "d MMMM y", locale=language)


def _on(one: Repeat, start: datetime, language: str) -> str:
    if one.every == "weekly":
        *some, last = (weekday_name(day, language) for day in one.days)
        return say(language, "inviting.repeat.and", some=", ".join(some), last=last) if some else last
    if one.every == "monthly" and one.monthly == "day":
        return say(language, "inviting.repeat.on_day", n=start.day)
    if one.every == "daily":
        return ""
    which = "last" if one.monthly == "last" else str(ordinal(start))
    return say(language, f"inviting.repeat.nth.{which}", day=weekday_name(start.weekday(), language))


def rule_text(of: Invitation, language: str) -> str:
    """The same of an invitation's rule; "" where it is no series, or one nobody has words for."""
    if of.start is None:
        return ""
    return said_rule(of.recurrence.rrules, of.start.wall, of.start.zone, language)


def said_rule(rules: tuple[str, ...], start: date | None, zone: str | None, language: str) -> str:
    """Of RRULE texts, the first one's wall time and its zone."""
    if len(rules) != 1 or not isinstance(start, datetime):
        return ""
    found = repeat_of(rules[0], start, zone or "UTC")
    return repeat_text(found, start, language) if found else ""
