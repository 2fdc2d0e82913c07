"""What stands against a time, in words: for the review in the console and for the command line."""

from __future__ import annotations

from liaison_sync.domain.clashes import Clash
from liaison_sync.formats.date_text import both_zones_text, date_text, in_zone, time_range_text
from liaison_sync.formats.wording import say


def clash_text(clash: Clash, language: str, zone: str) -> str:
    """One sentence; times on the clock of `zone`, and on the partner's where that is what counts."""
    if clash.kind == "past":
        return say(language, "inviting.clash.past")
    if clash.meeting is not None:
        return _meeting(clash, language, zone)
    day = date_text(clash.day or in_zone(clash.start, clash.zone).date(), language)
    who = say(language, "inviting.clash.at", who=clash.who) if clash.who else ""
    if clash.holiday is not None and clash.kind == "holiday":
        kind = say(language, f"holidays.{clash.holiday.kind}")
        return say(language, "inviting.clash.holiday", day=day, kind=kind, name=clash.holiday.name, who=who)
    if clash.kind == "outside_hours":
        at = time_range_text(clash.start, clash.end, clash.zone, language)
        return say(language, "inviting.clash.outside_hours", day=day, at=at, who=who)
    return say(language, "inviting.clash.not_working", day=day, who=who)


def _meeting(clash: Clash, language: str, zone: str) -> str:
    meeting = clash.meeting
    assert meeting is not None  # noqa: S101 - the caller looked
    title = " ".join(meeting.title.split()) or say(language, "agenda.untitled")
    at = both_zones_text(clash.start, clash.end, (zone, meeting.zone or zone), language)
    day = date_text(in_zone(clash.start, zone), language)
    return say(language, "inviting.clash.meeting", title=title, day=day, at=at)
