"""What a letter is told: the view model of its trigger, with what only the store knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from liaison_sync.app.held_suggestions import suggestions
from liaison_sync.app.letters.personal import answer_page
from liaison_sync.app.service import Service
from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp
from liaison_sync.domain.partner import Contact
from liaison_sync.domain.salutation import Salutation
from liaison_sync.domain.stops import View
from liaison_sync.domain.view import Correspondence, Enrolled, Meeting, Turn
from liaison_sync.formats.date_text import date_text, in_zone
from liaison_sync.formats.letter_builders import letter_for, salutation_for
from liaison_sync.formats.letter_values import AnyLetter, OutcomeMissingLetter
from liaison_sync.store import meeting_files
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load

_SPOKEN = 5  # messages looked at for how somebody signs and is addressed
_FILES = 5  # of the thread
_MOST_FILES = 20
_BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)


def told(
    connection: Connection, service: Service, followup: FollowUp, view: View, context: Context
) -> tuple[AnyLetter, Salutation]:
    """The values of the letter, and its salutation."""
    greeting = salutation_for(followup, context, _heard(connection, followup, view))
    if followup.audience == "internal":
        context = _introduced(connection, context, view)
    briefs = followup.trigger == "briefing"
    letter = letter_for(
        followup,
        view,
        context,
        salutation=greeting,
        link=link(service, view),
        talks=_talks(view, context),
        unanswered=_unanswered(connection, view) if briefs else None,
        files=_files(connection, view) if briefs else (),
        answer=answer_page(service),
    )
    if isinstance(letter, OutcomeMissingLetter) and isinstance(view, Meeting):
        letter = replace(letter, said=_said(connection, service, view, followup.language, context.now))
    return letter, greeting


def _said(connection: Connection, service: Service, view: Meeting, language: str, now: datetime) -> str:
    """What a letter says became of the meeting, in its own words, with who wrote it and when."""
    zone = service.policy.zone
    found = suggestions(connection, now, zone, meeting=view.key).get(view.key)
    if found is None:
        return ""
    return f"“{found.told.word.quote}” ({found.told.sender}, {date_text(in_zone(found.told.at, zone), language)})"


def _introduced(connection: Connection, context: Context, view: View) -> Context:
    """Strangers under the name they give themselves: among us that is enough to know whom we mean."""
    if not isinstance(view, Correspondence):
        return context
    m = s.message.c
    said = connection.execute(select(m.sender, m.sender_name).where(m.thread == view.thread, m.sender_name != ""))
    strangers = {row.sender: Contact(row.sender, None, row.sender_name) for row in said}
    return replace(context, contacts={**strangers, **context.contacts})


def link(service: Service, view: View) -> str:
    """The console page of a thread or meeting."""
    if isinstance(view, Enrolled) and not view.thread:
        return f"{service.public_url}/partners/{view.partner}"
    path = f"threads/{view.thread}" if isinstance(view, Correspondence) else f"engagements/{view.key}"
    return f"{service.public_url}/{path}"


def _heard(connection: Connection, followup: FollowUp, view: View) -> dict[str, str]:
    """How people sign and are addressed in this thread, by recipient."""
    thread = view.thread
    if not thread or followup.audience != "partner":
        return {}
    m, t = s.message.c, s.message_text.c
    query = select(t.body, t.rest).join(s.message, m.n == t.n).where(m.thread == thread)
    rows = connection.execute(query.order_by(m.at.desc()).limit(_SPOKEN)).all()
    spoken = "\n".join(f"{row.body}\n{(row.rest or {}).get('signature', '')}" for row in rows)
    return dict.fromkeys(followup.to, spoken)


def _talks(view: View, context: Context) -> list[Meeting]:
    """Earlier meetings with the partner, newest first."""
    start = view.start if isinstance(view, Meeting) else None
    until = min(start, context.now) if start else context.now
    past = [m for m in context.meetings if m.start and m.start < until and m.status != "cancelled"]
    return sorted(past, key=lambda m: m.start or _BEFORE_ALL, reverse=True)


def _unanswered(connection: Connection, view: View) -> Turn | None:
    """The last mail of this partner nobody answered."""
    if not isinstance(view, Meeting) or not view.partner:
        return None
    t, m = s.thread.c, s.message.c
    waiting = select(m.turn).join(s.thread, t.ball_because == m.key).where(t.partner == view.partner, t.ball == "ours")
    row = connection.execute(waiting.order_by(m.at.desc()).limit(1)).first()
    return load(Turn, row.turn) if row else None


def _files(connection: Connection, view: View) -> list[tuple[datetime, str]]:
    """The meeting's own files, the last one's of its series, then the newest of its thread: day and name."""
    if not isinstance(view, Meeting):
        return []
    files = meeting_files.of_meeting(connection, view.key, view.thread)
    own = [(one.sent_at or one.at, one.name) for one in (*files.here, *files.before)]
    mail = [(one.at, one.name) for one in files.offered]
    named: dict[str, datetime] = {}
    for at, name in (*own, *mail[:_FILES]):
        named.setdefault(name, at)
    return [(at, name) for name, at in named.items()][:_MOST_FILES]
