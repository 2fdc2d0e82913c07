"""One VEVENT to one Invitation."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import field
from datetime import UTC, date, datetime, timedelta

from liaison_sync.domain.invitation import Attendee, Invitation, Moment, Recurrence
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import joinlink, zone_rules, zones
from liaison_sync.formats.calendar_people import person
from liaison_sync.formats.calendar_values import date_time, duration, integer
from liaison_sync.formats.calendar_values import text as unescaped
from liaison_sync.formats.content_lines import REPEATED, Component, Line
from liaison_sync.formats.rule_text import MOST, part_unknown
from liaison_sync.formats.rules import Budget
from liaison_sync.formats.vcalendar_rules import rfc5545
from liaison_sync.formats.zone_rules import ZoneRules, bare, clean

TEXT = 200_000
DATES = 10_000  # added, and as many excepted; twice the instances that are ever shown
ZONES = 50
NAMED = 3_000  # zones, each in one year, that are looked up
SEARCHES = 200  # for the name of a zone's own rules, by zone and year; beyond them its offset is its name
STARTLESS = frozenset({"REPLY", "CANCEL", "REFRESH", "DECLINECOUNTER"})  # DTSTART is optional (RFC 5546 §3.2)
STATUSES = frozenset({"TENTATIVE", "CONFIRMED", "CANCELLED"})
ONCE = Recurrence()
_BETWEEN = re.compile(r"[,;]")  # vCalendar 1.0 wrote semicolons
UTC_ZONE = zones.Resolved("UTC", "utc")


@dataclass(slots=True)
class Surroundings:
    """What a VEVENT's calendar says about it."""

    method: str | None
    brought: dict[str, Component]  # VTIMEZONEs by TZID, as it stands and in small letters; read when one is named
    territory: str
    wr_timezone: str | None
    attendees: int
    problems: list[str]
    resolved: dict[tuple[str, int], zones.Resolved] = field(default_factory=dict)
    rules: dict[str, ZoneRules | None] = field(default_factory=dict)
    zone_steps: Budget = field(default_factory=lambda: Budget(zone_rules.STEPS))
    searches: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    people: dict[str, Attendee | None] = field(default_factory=dict)  # by the line they stand in
    normal: dict[str, str] = field(default_factory=dict)  # lines in normal form, by the line

    def person(self, line: Line) -> Attendee | None:
        """Who stands in a line; most lines of a calendar name the same few."""
        if line.text not in self.people:
            if len(self.people) > REPEATED:
                self.people.clear()
            self.people[line.text] = person(line)
        return self.people[line.text]

    def normal_form(self, line: Line) -> str:
        """A line as it is digested."""
        if line.text not in self.normal:
            if len(self.normal) > REPEATED:
                self.normal.clear()
            self.normal[line.text] = _normal(line)
        return self.normal[line.text]

    def resolve(self, tzid: str | None, at: date) -> zones.Resolved:
        """A TZID's zone, resolved once a year of use."""
        key = (tzid or "", zones.known_year(at.year))
        if key not in self.resolved and len(self.resolved) >= NAMED:
            return zones.UNRESOLVED
        if key not in self.resolved:
            rules = self._rules(self.spelled(tzid or ""))
            self.searches += rules is not None
            self.resolved[key] = zones.resolve(
                tzid,
                vtimezone=rules,
                territory=self.territory,
                wr_timezone=self.wr_timezone,
                at=at,
                by_name=self.searches <= SEARCHES,
            )
        return self.resolved[key]

    def spelled(self, tzid: str) -> str:
        """The TZID of the VTIMEZONE meant: that of the same letters, else one that differs in case only (§2)."""
        return bare(tzid) if bare(tzid) in self.brought else clean(tzid)

    def _rules(self, tzid: str) -> ZoneRules | None:
        if tzid not in self.rules and tzid in self.brought:
            self.rules[tzid] = self._read(tzid) if len(self.rules) < ZONES else None
            if self.rules[tzid] is None:
                self.problems.append("vtimezone_unreadable")
        return self.rules.get(tzid)

    def _read(self, tzid: str) -> ZoneRules | None:
        return zone_rules.read(self.brought[tzid], self.zone_steps)

    def zone_text(self, tzid: str) -> str:
        """The VTIMEZONE of a TZID as text, empty if the calendar brought none."""
        if tzid not in self.texts:
            self.texts[tzid] = self.brought[tzid].text() if tzid in self.brought else ""
        return self.texts[tzid]


def read(event: Component, around: Surroundings) -> Invitation:
    """The invitation a VEVENT is. What it lacks is flagged: uid_missing, start_missing, end_before_start …"""
    flags: dict[str, None] = {}
    start = _moment(event.first("DTSTART"), around, flags, recurring=event.first("RRULE") is not None)
    uid = _text(event, "UID")
    if not uid:
        flags["uid_missing"] = None
    rid_line = event.first("RECURRENCE-ID")
    if start is None and event.first("DTSTART") is not None:
        flags["start_unreadable"] = None
    elif start is None and rid_line is None and around.method not in STARTLESS:
        flags["start_missing"] = None
    rid = _moment(rid_line, around, flags)
    if rid_line is not None and rid is None:
        flags["recurrence_id_unreadable"] = None
    end = _end(event, start, around, flags)
    people = _attendees(event, around)
    organizer = event.first("ORGANIZER")
    status = _text(event, "STATUS").upper()
    if not event.closed:
        flags["component_unclosed"] = None
    return Invitation(
        uid=uid,
        method=around.method,
        recurrence_id=rid,
        this_and_future=rid_line is not None and (rid_line.param("RANGE") or "").strip().upper() == "THISANDFUTURE",
        sequence=integer(_text(event, "SEQUENCE")),
        dtstamp=_stamp(event),
        start=start,
        end=end,
        status=status if status in STATUSES else None,
        title=_text(event, "SUMMARY"),
        description=_text(event, "DESCRIPTION"),
        location=_text(event, "LOCATION"),
        join_url=joinlink.of_component(event),
        organizer=around.person(organizer) if organizer else None,
        attendees=people,
        recurrence=_recurrence(event, around, flags),
        comment="\n".join(unescaped(line.value).strip() for line in event.all("COMMENT")[:20])[:TEXT],
        flags=tuple(flags),
        ics=_ics(event, around),
        digest=_digest(event, around, start, end),
    )


def _text(event: Component, name: str) -> str:
    line = event.first(name)
    return unescaped(line.value).strip()[:TEXT] if line else ""


def _attendees(event: Component, around: Surroundings) -> tuple[Attendee, ...]:
    found: dict[str, Attendee] = {}
    for line in event.all("ATTENDEE")[: around.attendees]:
        each = around.person(line)
        if each is not None:
            found.setdefault(each.address, each)
    return tuple(found.values())


def _stamp(event: Component) -> datetime | None:
    """DTSTAMP is UTC (§3.8.7.2), with or without its Z; where it is missing, LAST-MODIFIED orders as well."""
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        line = event.first(name)
        found = date_time(line.value) if line else None
        if found and isinstance(found[0], datetime):
            return (found[0] - (found[1] or timedelta(0))).replace(tzinfo=UTC)
    return None


def _moment(
    line: Line | None, around: Surroundings, flags: dict[str, None], *, recurring: bool = False
) -> Moment | None:
    return _value(line.value, line, around, flags, recurring=recurring) if line is not None else None


def _value(
    text: str, line: Line, around: Surroundings, flags: dict[str, None], *, recurring: bool = False
) -> Moment | None:
    found = date_time(text)
    if found is None or not 1 < found[0].year < 9999:  # at the ends of time no zone can be applied
        return None
    wall, offset = found
    if not isinstance(wall, datetime):
        return Moment(wall, None, "date")
    if (line.param("VALUE") or "").upper() == "DATE" and wall.time() == datetime.min.time():
        return Moment(wall.date(), None, "date")
    if offset is not None:
        return _stated(wall, offset, around)
    resolved = around.resolve(line.param("TZID"), wall.date())
    flags.update(dict.fromkeys(resolved.flags))
    try:
        if zones.contradicts(resolved, wall, recurring=recurring):
            flags["zone_contradicts_vtimezone"] = None
    except OverflowError:
        pass
    return zones.moment(wall, resolved)


def _stated(wall: datetime, offset: timedelta, around: Surroundings) -> Moment | None:
    try:
        if not offset:
            return zones.moment(wall, UTC_ZONE)
        zone = zones.from_text(zones.offset_name(offset), around.territory)
        return zones.moment(wall, zones.Resolved(zone, "offset"))
    except OverflowError:
        return None


def _end(event: Component, start: Moment | None, around: Surroundings, flags: dict[str, None]) -> Moment | None:
    """DTEND, else DTSTART + DURATION, else a day for a DATE and nothing for a DATE-TIME (§3.6.1)."""
    if start is None:
        return None
    line = event.first("DTEND")
    end = _moment(line, around, flags)
    if end is None:
        end = _after(start, event.first("DURATION"))
    elif end.all_day != start.all_day or (end.utc is None) != (start.utc is None):
        end = _same_kind(start, end)
    if end is None:
        if line is not None or event.first("DURATION") is not None:
            flags["end_unreadable"] = None
        return _default_end(start)
    if line is not None and _another_length(start, end, event.first("DURATION")):
        flags["end_contradicts_duration"] = None
    if _before(end, start):
        flags["end_before_start"] = None
        return _default_end(start)
    if start.all_day and end.wall == start.wall:
        return _default_end(start)
    return end


def _another_length(start: Moment, end: Moment, length: Line | None) -> bool:
    """DTEND beside DURATION is forbidden (§3.6.1): DTEND holds, and what does not fit is told."""
    stated = _after(start, length)
    return stated is not None and stated.key != end.key


def _before(end: Moment, start: Moment) -> bool:
    if end.utc is not None and start.utc is not None:
        return end.utc < start.utc
    if isinstance(end.wall, datetime) and isinstance(start.wall, datetime):
        return end.utc is None and start.utc is None and end.wall < start.wall
    return end.all_day and start.all_day and end.wall < start.wall


def _default_end(start: Moment) -> Moment:
    if not start.all_day:
        return start
    try:
        return Moment(start.wall + timedelta(days=1), start.zone, start.source)
    except OverflowError:
        return start


def _same_kind(start: Moment, end: Moment) -> Moment:
    """DTSTART and DTEND of different kinds (forbidden, seen; a DTEND without its TZID above all): the start's holds."""
    wall = end.wall
    if start.all_day:
        return Moment(wall.date() if isinstance(wall, datetime) else wall, start.zone, start.source)
    at = wall if isinstance(wall, datetime) else datetime(wall.year, wall.month, wall.day)  # noqa: DTZ001
    return zones.moment(at, zones.Resolved(start.zone, start.source))


def _after(start: Moment, line: Line | None) -> Moment | None:
    length = duration(line.value) if line else None
    if length is None:
        return None
    return later(start, *length)


def later(start: Moment, nominal: timedelta, exact: timedelta) -> Moment | None:
    """A moment so many days (on the wall) and then so much time later; None beyond the end of time."""
    try:
        if not isinstance(start.wall, datetime):
            return Moment(start.wall + nominal + exact, start.zone, start.source)
        resolved = zones.Resolved(start.zone, start.source)
        day = zones.moment(start.wall + nominal, resolved)
        if day.utc is None or not exact:
            return zones.moment(start.wall + nominal + exact, resolved)
        instant = day.utc + exact
        return Moment(zones.from_utc(instant, resolved), start.zone, start.source, instant)
    except OverflowError:
        return None


def _recurrence(event: Component, around: Surroundings, flags: dict[str, None]) -> Recurrence:
    if not event.all("RRULE", "RDATE", "EXDATE", "EXRULE"):
        return ONCE
    rrules, exrules = _rules(event.all("RRULE")), _rules(event.all("EXRULE"))
    if max(len(rrules), len(exrules)) > MOST:
        flags["rules_truncated"] = None
    if any(part_unknown(rule) for rule in (*rrules[:MOST], *exrules[:MOST])):
        flags["rule_part_unknown"] = None
    if any(_crowded(event.all(name)) for name in ("RDATE", "EXDATE")):
        flags["dates_truncated"] = None
    return Recurrence(
        rrules=tuple(rfc5545(rule) for rule in rrules[:MOST]),
        rdates=tuple(_rdates(event.all("RDATE"), around, flags)),
        exdates=tuple(
            dict.fromkeys(
                found
                for line, text in _listed(event.all("EXDATE"))
                if (found := _date(text, line, around, flags)) is not None
            )
        ),
        exrules=tuple(exrules[:MOST]),
    )


def _rules(lines: list[Line]) -> list[str]:
    """The rules that say anything; some producers escape them as they do texts."""
    told = (line.value.replace("\\", "").strip()[:2_000] for line in lines)
    return [rule for rule in told if rule]


def _crowded(lines: list[Line]) -> bool:
    return sum(1 + line.value.count(",") + line.value.count(";") for line in lines) > DATES


def _listed(lines: list[Line]) -> Iterable[tuple[Line, str]]:
    left = DATES
    for line in lines[:DATES]:
        for text in _BETWEEN.split(line.value)[:left]:
            left -= 1
            yield line, text


def _date(text: str, line: Line, around: Surroundings, flags: dict[str, None]) -> Moment | None:
    """One of a list of dates; what cannot be read is told, for a meeting may stand that was called off."""
    found = _value(text, line, around, flags)
    if found is None and text.strip():
        flags["dates_unreadable"] = None
    return found


def _rdates(lines: list[Line], around: Surroundings, flags: dict[str, None]) -> Iterable[tuple[Moment, Moment | None]]:
    for line, text in _listed(lines):
        begin, _, rest = text.partition("/")
        start = _date(begin, line, around, flags)
        if start is None:
            continue
        length = duration(rest) if rest else None
        end = later(start, *length) if length else (_value(rest, line, around, flags) if rest else None)
        yield start, end


def _ics(event: Component, around: Surroundings) -> str:
    """The component and the VTIMEZONEs it names, as a calendar that stands by itself."""
    named = {around.spelled(line.param("TZID") or "") for line in event.lines if "TZID" in line.params}
    brought = "".join(around.zone_text(tzid) for tzid in sorted(named))
    method = f"METHOD:{around.method}\r\n" if around.method else ""
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{method}{brought}{event.text()}END:VCALENDAR\r\n"


def _digest(event: Component, around: Surroundings, start: Moment | None, end: Moment | None) -> str:
    """SHA-256 over sorted properties without X- ones; folding, order and parameter order make no difference."""
    rows = sorted(around.normal_form(line) for line in event.lines if not line.name.startswith("X-"))
    ends = [moment.key for moment in (start, end) if moment is not None]
    return hashlib.sha256("\n".join([*rows, *ends]).encode("utf-8", "replace")).hexdigest()


def _normal(line: Line) -> str:
    params = sorted(f"{name}={','.join(values)}" for name, values in line.params.items() if not name.startswith("X-"))
    value = unescaped(line.value).strip()
    if line.name in ("ATTENDEE", "ORGANIZER"):
        value = value.lower()
    return ";".join([line.name, *params]) + ":" + value.replace("\n", "\\n")
