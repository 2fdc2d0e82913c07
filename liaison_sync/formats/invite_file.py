"""A meeting to invite to, written down: a small TOML file or an iCalendar file, with what was left unsaid left open."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from liaison_sync.domain.invite import Invite
from liaison_sync.domain.repeating import EVERY, MONTHLY, WEEKDAYS, Repeat
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.wall_time import wall_in
from liaison_sync.formats import ical
from liaison_sync.formats.invite_ics import invite_of

MOST_OCTETS = 1_000_000
_TEXTS = ("uid", "title", "zone", "place", "link", "text")
_KEYS = frozenset((*_TEXTS, "start", "minutes", "people", "repeat"))
_REPEAT_KEYS = frozenset(("every", "interval", "days", "by", "count", "until"))
_DOTTED = re.compile(r"(\d{1,2})\.(\d\d)$")
# As people write them: mon, senin, MO.
_NAMED = (
    " ".join(WEEKDAYS).lower(),
    "mon tue wed thu fri sat sun",
    "monday tuesday wednesday thursday friday saturday sunday",
    "senin selasa rabu kamis jumat sabtu minggu",
)
_DAYS = {name: n for names in _NAMED for n, name in enumerate(names.split())}


class BadInvite(ValueError):
    """It cannot be understood: `key` of wording area "inviting" under "file", with the word at fault."""

    def __init__(self, key: str, detail: str = "") -> None:
        super().__init__(key)
        self.key, self.detail = key, detail


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody says of a meeting; None where nothing is said. `start` is naive, on the clock of `zone`."""

    uid: str | None = None
    title: str | None = None
    start: datetime | None = None
    minutes: int | None = None
    zone: str | None = None
    people: str | None = None
    place: str | None = None
    link: str | None = None
    text: str | None = None
    repeat: Repeat | None = None

    def over(self, other: Wish) -> Wish:
        """This, and what `other` says of the rest."""
        mine = {one.name: getattr(self, one.name) for one in fields(self)}
        return Wish(**{name: getattr(other, name) if value is None else value for name, value in mine.items()})


def read(raw: bytes) -> Wish:
    """The file's meeting, iCalendar by its first line. Raises BadInvite."""
    if len(raw) > MOST_OCTETS:
        raise BadInvite("too_large")
    if raw.lstrip(b"\xef\xbb\xbf \r\n\t")[:15].upper() == b"BEGIN:VCALENDAR":
        return _of_calendar(raw)
    return _of_toml(raw)


def wish_of(plan: Invite) -> Wish:
    """Everything a plan says."""
    people = ", ".join(f"{who.name} <{who.address}>" if who.name else who.address for who in plan.guests)
    where = plan.place, plan.link, plan.text, plan.repeat
    return Wish(plan.uid, plan.title, plan.start, plan.minutes, plan.zone, people, *where)


def _of_calendar(raw: bytes) -> Wish:
    found = [one for one in ical.read(raw).invitations if one.start is not None]
    if len(found) != 1 or found[0].recurrence_id is not None:
        raise BadInvite("not_one_meeting")
    try:
        plan = invite_of(found[0])
    except ValueError:
        raise BadInvite("no_zone") from None
    if plan.kept:
        raise BadInvite("rule", plan.kept)
    return wish_of(plan)


def _of_toml(raw: bytes) -> Wish:
    try:
        said = tomllib.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInvite("not_read", str(error)[:200]) from None
    unknown = sorted(said.keys() - _KEYS)
    if unknown:
        raise BadInvite("unknown_key", unknown[0])
    texts = {name: _text(said, name) for name in _TEXTS}
    zone = texts["zone"]
    return Wish(
        **texts,
        start=_start(said.get("start"), zone),
        minutes=_number(said, "minutes"),
        people=_people(said.get("people")),
        repeat=_repeat(said["repeat"]) if "repeat" in said else None,
    )


def _text(said: dict[str, Any], name: str) -> str | None:
    value = said.get(name)
    if value is not None and not isinstance(value, str):
        raise BadInvite("wrong_value", name)
    return value


def _number(said: dict[str, Any], name: str) -> int | None:
    value = said.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise BadInvite("wrong_value", name)
    return value


def _people(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    raise BadInvite("wrong_value", "people")


def _start(value: Any, zone: str | None) -> datetime | None:
    if value is None or isinstance(value, str):
        return wall(value) if value else None
    if not isinstance(value, datetime):
        raise BadInvite("wrong_value", "start")
    if value.tzinfo is None:
        return value
    local = wall_in(value, zone)
    if local is None:
        raise BadInvite("no_zone")
    return local


def wall(text: str) -> datetime:
    """ "2026-12-10 10:00", with a T or as Indonesians write it 10.00; naive. Raises BadInvite."""
    try:
        found = datetime.fromisoformat(_DOTTED.sub(r"\1:\2", " ".join(text.split())))
    except ValueError:
        raise BadInvite("wrong_time", text) from None
    if found.tzinfo is not None or len(text.strip()) <= len("2026-12-10"):
        raise BadInvite("wrong_time", text)
    return found


def weekdays(text: str) -> tuple[int, ...]:
    """ "mon,thu", "senin kamis" or "MO,TH". Raises BadInvite."""
    words = text.replace(",", " ").lower().split()
    unknown = next((one for one in words if one not in _DAYS), None)
    if unknown is not None:
        raise BadInvite("wrong_value", unknown)
    return tuple(_DAYS[one] for one in words)


def _repeat(said: Any) -> Repeat:
    if not isinstance(said, dict) or said.keys() - _REPEAT_KEYS:
        raise BadInvite("unknown_key", "repeat")
    every = next((one for one in EVERY if one == said.get("every")), None)
    by = next((one for one in MONTHLY if one == said.get("by", "day")), None)
    days, until = said.get("days", ""), said.get("until")
    if every is None or by is None:
        raise BadInvite("wrong_value", "every" if every is None else "by")
    named = " ".join(map(str, days)) if isinstance(days, list) else str(days)
    return Repeat(every, _number(said, "interval") or 1, weekdays(named), by, _number(said, "count"), _day(until))


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise BadInvite("wrong_value", "until") from None
