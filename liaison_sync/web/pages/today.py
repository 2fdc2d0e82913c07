"""Today: what a person must see, decide or open first. Every figure is the length of the list it links to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import partial

from starlette.responses import Response

from liaison_sync.app import report_review
from liaison_sync.app.held_suggestions import suggestions
from liaison_sync.domain.to_check import to_check
from liaison_sync.formats.date_text import in_zone
from liaison_sync.formats.meeting_words import flag_text
from liaison_sync.store import agenda, certificates, drafts, engagement, followups, threads, today, unknown
from liaison_sync.web import lateness, snooze
from liaison_sync.web.meeting_names import called
from liaison_sync.web.page import Ask, Page
from liaison_sync.web.report_title import called_on

_TOP = 8


def show(ask: Ask) -> Response:
    late = lateness.of(ask)
    local = in_zone(ask.now, ask.zone)
    morning = datetime.combine(local.date(), time(), local.tzinfo)
    meetings, flagged = today.meetings(ask.connection, morning, morning + timedelta(days=1), ask.now)
    open_ = agenda.open_counts(ask.connection, ask.now)
    red, fresh = today.mailboxes(ask.connection)
    return ask.page(
        "today.html",
        late=late,
        counts=threads.counts(ask.connection, late, ("late", "today", "ours", "theirs")),
        late_rows=threads.first(ask.connection, "late", late, _TOP),
        today_rows=threads.first(ask.connection, "today", late, _TOP),
        waiting=followups.first(ask.connection, "waiting", 5),
        held=open_.held,
        meetings=meetings,
        flag_text=flag_text,
        called=_called(ask, [*meetings, *flagged]),
        flagged=flagged,
        to_check=to_check,
        day=local.date().isoformat(),
        outcomes=open_.outcomes,
        spoken=len(suggestions(ask.connection, ask.now, ask.service.policy.zone)) if open_.outcomes else 0,
        named=open_.named,
        twins=open_.twins,
        unknown=unknown.senders(ask.connection, limit=3),
        red=red,
        doubted=certificates.alarms(ask.connection, ask.now),
        troubled=lambda: drafts.troubled(ask.connection),
        fresh=fresh,
        reports=report_review.waiting(ask.connection, ask.service),
        called_on=partial(called_on, ask),
        age=lambda since: lateness.age(ask, since),
        choices=snooze.CHOICES,
    )


def _called(ask: Ask, meetings: Sequence[today.MeetingRow]) -> dict[str, str]:
    """What those are called whom a flag is about."""
    about = {flag.partition(":")[2] for one in meetings for flag in one.flags if "@" in flag}
    people = engagement.people(ask.connection, about) if about else {}
    return called(ask.service, people, (pair for one in meetings for pair in one.said)) if about else {}


PAGES = (Page("/", show),)
