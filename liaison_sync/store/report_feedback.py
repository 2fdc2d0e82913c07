"""Feedback as reports read it."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from liaison_sync.domain.report.view import Comment, ReportView
from liaison_sync.store import schema as s


def comments(connection: Connection, base: ReportView) -> tuple[Comment, ...]:
    """What was recorded since the period before."""
    b, f, o, e = s.feedback.c, s.followup.c, s.occurrence.c, s.engagement.c
    joined = (
        s.feedback.outerjoin(s.followup, f.id == b.followup)
        .outerjoin(s.occurrence, o.key == b.meeting)
        .outerjoin(s.engagement, e.key == o.engagement)
    )
    partner = func.coalesce(f.partner, e.partner).label("partner")  # the meeting's where the letter names none
    query = select(b.id, b.at, b.score, b.text, b.meeting, partner, e.title).select_from(joined)
    near = (b.state == "recorded", b.at >= base.period.before.start, b.at < base.as_of)
    rows = connection.execute(query.where(*near).order_by(b.at, b.id))
    return tuple(Comment(r.id, r.at, r.score, r.text, r.meeting, r.partner, r.title or "") for r in rows)
