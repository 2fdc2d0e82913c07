"""The report of a name and period as it would be made now: what the store knows, put into blocks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from liaison_sync.app import report_past
from liaison_sync.app.policy import in_force
from liaison_sync.app.service import Service
from liaison_sync.domain.report.blocks import Snapshot, figures
from liaison_sync.domain.report.build import build
from liaison_sync.domain.report.naming import About, about
from liaison_sync.domain.report.period import Period, latest_due, period_named
from liaison_sync.domain.report.view import ReportView
from liaison_sync.formats.holidays_data import BadHolidays, lacking
from liaison_sync.store import directory, frozen_reports
from liaison_sync.store import reporting as rows


def made(
    connection: Connection, service: Service, name: str, period: Period, now: datetime, missed: Sequence[str] = ()
) -> Snapshot:
    """Raises ValueError (no such name)."""
    base = ReportView(
        period=period,
        now=now,
        as_of=min(now, period.end),
        officers={one.address: one.name for one in service.officers},
        policy=in_force(connection, service),
        calendars=service.calendars,
        own=frozenset((*service.own.addresses, *(one.address for one in service.officers))),
        skipped=tuple(missed),
        holidays=_lacking(service, now),
        reported=_reported(connection, name, period),
    )
    before = report_past.stood(connection, service, base.as_of, now)
    return build(rows.view(connection, base, before), name=name, url=service.public_url)


def _reported(connection: Connection, name: str, period: Period) -> frozenset[str] | None:
    """The letters that the frozen report of the period before counted, which stays as it is whatever comes later."""
    known = frozen_reports.frozen(connection, name, period.before.name)
    if known is None:
        return None
    counted = figures(known.snapshot)
    return frozenset(key for way in ("in", "out") for key in counted[f"correspondence.{way}"].evidence.keys)


def _lacking(service: Service, now: datetime) -> tuple[tuple[str, int], ...]:
    """(reason, year) of the years whose holidays a person should complete."""
    try:
        return tuple((one.key, one.year) for one in lacking(service.policy.country, now, service.holidays))
    except BadHolidays:  # broken since the start; `check` tells
        return ()


def whose(connection: Connection, service: Service, of: About) -> str | None:
    """What the project, partner or officer of a report is called; "" for everything, None where there is no such."""
    match of.scope:
        case "all":
            return ""
        case "officer":
            return next((one.name or one.address for one in service.officers if one.address == of.whose), None)
        case scope:
            return directory.called(connection, scope, of.whose)


def period(service: Service, name: str, called: str | None, now: datetime) -> Period:
    """The period called so, of the kind that report has; the newest complete one where none is named.

    Raises ValueError (no such report or period).
    """
    every, zone = about(name).every, service.report.zone
    if called is None:
        return latest_due(now, zone, weekday=1, hour=0, every=every)
    found = period_named(called, zone)
    if found.every != every:
        raise ValueError(f"{name} has no period {called}")
    return found
