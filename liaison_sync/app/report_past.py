"""Meetings as they stood when a period ended: what was learned of them since counts in its own report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from liaison_sync.app.ingest import folding
from liaison_sync.app.service import Service
from liaison_sync.domain.changes import EngagementFolded
from liaison_sync.domain.meetings import folded
from liaison_sync.store import report_facts, views


def stood(connection: Connection, service: Service, at: datetime, now: datetime) -> Sequence[EngagementFolded]:
    """Those of which something came before `at` and more since, folded from what had come by then."""
    if at >= now:
        return ()
    known = report_facts.before(connection, at)
    places = views.places(connection, {fact.message for each in known.values() for fact in each if fact.message})
    how = folding(service, now)
    return [folded(uid, facts, places, how) for uid, facts in sorted(known.items())]
