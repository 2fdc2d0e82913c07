"""What happened to a meeting, in words: flags, moments, and each field before → after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date, datetime
from typing import Any

from liaison_sync.domain.invitation import Moment
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.date_text import both_zones_text, date_text, in_zone
from liaison_sync.formats.repeat_words import said_rule
from liaison_sync.formats.wording import catalogue, say

Json = Mapping[str, Any]
_TEXTS = ("title", "location", "join_url", "organizer", "rrule")
_NOWHERE = frozenset({"UTC", "Etc/UTC", "GMT"})  # a time sent in UTC was meant on no clock in particular
_SHOWN = ("status", "start", "end", *_TEXTS, "attendees", "proposals", "exdates", "flags")


@dataclass(frozen=True, slots=True)
class Changed:
    """One field in words; "" for nothing. `who` is the person an answer is of."""

    field: str
    before: str
    after: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose language and clock (IANA) the words are in."""

    language: str
    zone: str
    names: Mapping[str, str] = field(default_factory=dict)  # what people are called, by address
    start: Moment | None = None  # of the meeting: a rule is told in words beside it

    def name(self, address: str) -> str:
        """What this address is called, else the address."""
        return self.names.get(address, address)


def flag_text(flag: str, language: str, names: Mapping[str, str] | None = None) -> str:
    """A flag in words; one that carries an address says who it is, by `names` where they know, and
    what they answered where it carries that.
    """
    whole = catalogue(language).get(f"engagements.flag.{flag.replace(':', '.')}")
    if whole is not None:
        return whole
    name, _, value = flag.partition(":")
    text = catalogue(language).get(f"engagements.flag.{name}")
    address, _, said = value.partition(":")
    who = (names or {}).get(address, address)
    return text.format(value=f"{who} ({partstat_text(said, language)})" if said else who) if text else flag


def partstat_text(partstat: str, language: str) -> str:
    """An answer in words; one that RFC 5545 does not know stands as it came."""
    return catalogue(language).get(f"agenda.partstat.{partstat.upper()}", partstat)


def moment_text(moment: Json | None, reader: Reader) -> str:
    """A start or an end: the reader's clock, and the meeting's own where it shows another hour."""
    if not moment:
        return ""
    wall, utc, zone = moment["wall"], moment.get("utc"), moment.get("zone")
    if len(wall) == 10:
        return date_text(date.fromisoformat(wall), reader.language)
    if utc:
        at = datetime.fromisoformat(utc)
        zone = zone if zone not in _NOWHERE else None
        day = date_text(in_zone(at, reader.zone), reader.language)
        return f"{day}, {both_zones_text(at, None, (reader.zone, zone or reader.zone), reader.language)}"
    local = datetime.fromisoformat(wall)
    key = "floating" if zone == "floating" else "unresolved"
    day = date_text(local, reader.language)
    clock = f"{local:%H.%M}" if reader.language == "id" else f"{local:%H:%M}"
    return f"{day}, {clock} ({say(reader.language, f'agenda.zone.{key}')})"


def changes(before: Json | None, after: Json | None, reader: Reader) -> list[Changed]:
    """Each shown field that a fact changed; all its fields where it made the meeting."""
    if after is None:
        return []
    found: list[Changed] = []
    for name in _SHOWN:
        if name in after:
            found += _changed(name, (before or {}).get(name), after[name], reader)
    return [one for one in found if one.before != one.after]


def _changed(name: str, before: Any, after: Any, reader: Reader) -> Iterator[Changed]:
    if name in {"start", "end"}:
        yield Changed(name, moment_text(before, reader), moment_text(after, reader))
    elif name == "attendees":
        yield from _people(before or (), after or (), reader)
    elif name == "status":
        old, new_ = (say(reader.language, f"engagements.status.{one}") if one else "" for one in (before, after))
        yield Changed(name, old, new_)
    elif name == "flags":
        old, new_ = (
            ", ".join(flag_text(one, reader.language, reader.names) for one in each or ()) for each in (before, after)
        )
        yield Changed(name, old, new_)
    elif name == "proposals":
        yield Changed(name, _proposals(before, reader), _proposals(after, reader))
    elif name == "exdates":
        old, new_ = (", ".join(moment_text(one, reader) for one in each or ()) for each in (before, after))
        yield Changed(name, old, new_)
    elif name == "organizer":
        yield Changed(name, reader.name(before or ""), reader.name(after or ""))
    elif name == "rrule" and (before or after):
        yield Changed(name, *(_rule(one, reader) for one in (before, after)))
    elif name != "rrule":
        yield Changed(name, str(before or ""), str(after or ""))


def _rule(text: Any, reader: Reader) -> str:
    """A rule in words, where there are any; else as it stands."""
    rules, start = str(text or ""), reader.start
    told = said_rule(tuple(rules.split("\n")), start.wall, start.zone, reader.language) if rules and start else ""
    return told or rules


def _people(before: Any, after: Any, reader: Reader) -> Iterator[Changed]:
    """Who came to the list, left it, or answered otherwise."""
    then, now = ({one["address"]: one for one in each} for each in (before, after))
    for address in dict.fromkeys((*then, *now)):
        one = now.get(address) or then[address]
        old, new = (_answer(each.get(address), reader.language) for each in (then, now))
        yield Changed("attendee", old, new, who=reader.names.get(address) or one.get("name") or address)


def _answer(person: Json | None, language: str) -> str:
    return partstat_text(str(person.get("partstat", "NEEDS-ACTION")), language) if person else ""


def _proposals(proposals: Any, reader: Reader) -> str:
    return "; ".join(
        f"{reader.name(one['by'])}: {moment_text(one.get('start'), reader)}"
        f" ({say(reader.language, 'engagements.proposal.' + one.get('state', 'open'))})"
        for one in proposals or ()
    )
