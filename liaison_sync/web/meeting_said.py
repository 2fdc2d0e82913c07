"""What the page of a meeting says its times, answers and changes with: on the reader's clock, in their language."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from liaison_sync.domain.itip.meeting import Proposal
from liaison_sync.formats.date_text import both_zones_text, date_text, in_zone
from liaison_sync.formats.meeting_words import Reader, changes, flag_text, moment_text, partstat_text
from liaison_sync.store.codec import dump
from liaison_sync.store.engagement import Dossier
from liaison_sync.web.meeting_view import own_zone, tags
from liaison_sync.web.page import Ask


def words(ask: Ask, found: Dossier, reader: Reader) -> dict[str, Any]:
    """How what is known of the meeting is said to this reader."""
    return {
        "reader": reader,
        "changes": changes,
        "flag_text": flag_text,
        "time_text": _time(ask, found, reader),
        "safe_link": _safe(found.said.join_url),
        "proposal_text": lambda proposal: _proposal(proposal, reader),
        "instance_text": lambda moment: moment_text(dump(moment), reader),
        "partstat_text": partstat_text,
        "tags": tags,
        "own_zone": own_zone,
    }


def _time(ask: Ask, found: Dossier, reader: Reader) -> str:
    """When it is: on the reader's clock, and on the meeting's own where that shows another hour."""
    meeting = found.meeting
    if meeting.start is None:
        return moment_text(dump(found.said.start), reader) if found.said.start else ask.say("agenda.no_time")
    day = date_text(in_zone(meeting.start, ask.zone), ask.language)
    if not meeting.all_day:
        zones = (ask.zone, own_zone(meeting) or ask.zone)
        return f"{day}, {both_zones_text(meeting.start, meeting.end, zones, ask.language)}"
    last = in_zone(meeting.end or meeting.start, ask.zone) - timedelta(seconds=1)
    until = date_text(last, ask.language) if last.date() > in_zone(meeting.start, ask.zone).date() else ""
    return f"{day} – {until}" if until else f"{day}, {ask.say('agenda.all_day').lower()}"


def _safe(url: str | None) -> str:
    """Only what a browser opens as a page: mail may name any scheme."""
    return url if url and url.lower().startswith(("https://", "http://")) else ""


def _proposal(proposal: Proposal, reader: Reader) -> str:
    return " – ".join(moment_text(dump(one), reader) for one in (proposal.start, proposal.end) if one)
