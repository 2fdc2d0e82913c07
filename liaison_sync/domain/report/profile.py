"""A partner as whoever takes it over must know it: who they are, whom to write to, how they answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from liaison_sync.domain.directory import valid_on
from liaison_sync.domain.partner import Contact, Partner
from liaison_sync.domain.report.blocks import (
    Block,
    Column,
    Day,
    Figure,
    Figures,
    Listed,
    Row,
    Say,
    Section,
    Table,
    Text,
    Value,
    count,
    evidence,
    say,
)
from liaison_sync.domain.report.turns import titled
from liaison_sync.domain.report.view import ReportView, by_hand

_SHOWN = 30
_COLUMNS = ("who", "job", "address", "phone", "language", "state")


def section_of(partner: str) -> Callable[[ReportView], Section]:
    """The section on that partner."""
    return lambda view: _section(view, partner)


def contacts(view: ReportView, partner: str) -> list[Contact]:
    """Whom one can write to there today: former people and dead addresses are out."""
    today = view.as_of.date()
    mine = (one for one in view.contacts.values() if one.partner == partner and valid_on(today, None, one.until))
    return sorted(mine, key=_order)


def _order(one: Contact) -> tuple[bool, str, str]:
    return one.kind != "person", one.name.lower(), one.address


def _section(view: ReportView, partner: str) -> Section:
    found = view.partners.get(partner)
    if found is None:
        return Section("profile", (Text((say("profile.unknown"),)),))
    people = contacts(view, partner)
    blocks: list[Block] = [Text(tuple(_told(view, found))), Figures((_counted(people),))]
    if people:
        columns = tuple(Column(say(f"column.{name}")) for name in _COLUMNS)
        rows = tuple(_row(one) for one in people[:_SHOWN])
        blocks.append(Table("contacts", say("table.contacts"), columns, rows, more=len(people) - len(rows)))
    blocks += _talks(view)
    return Section("profile", tuple(blocks))


def _told(view: ReportView, found: Partner) -> list[Say]:
    owner = view.owner(None, found.id)
    told = [say("profile.owner", name=found.name, owner=owner) if owner else say("profile.unowned", name=found.name)]
    if found.aliases:
        names: tuple[Value, ...] = tuple(one.name for one in found.aliases)
        told.append(say("profile.aliases", names=Listed(names)))
    if found.domains:
        told.append(say("profile.domains", names=Listed(tuple(one.name for one in found.domains))))
    if found.zone:
        told.append(say("profile.zone", zone=_zone(found.zone, view.now)))
    return told


def _zone(zone: str, now: datetime) -> str:
    """As clocks there are called, with the zone's own name: "WIB (Asia/Jakarta)"."""
    try:
        called = now.astimezone(ZoneInfo(zone)).tzname() or ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return zone
    return f"{called} ({zone})" if called.isalpha() else zone


def _talks(view: ReportView) -> list[Block]:
    """What was last talked about, the latest first: every thread that waits or had mail since the period before.

    What only machines wrote, newsletters and notices, nobody talked about.
    """
    talked = (one for one in view.threads if any(map(by_hand, one.turns)))
    threads = sorted(talked, key=lambda one: one.turns[-1].at, reverse=True)
    if not threads:
        return []
    columns = tuple(Column(say(f"column.{name}")) for name in ("subject", "last_mail", "turn"))
    rows = tuple(
        Row(
            (titled(one), Day(one.turns[-1].at), say(f"turn.{one.ball.whose}")),
            ("thread", one.thread),
        )
        for one in threads[:_SHOWN]
    )
    return [Table("talks", say("table.talks"), columns, rows, more=len(threads) - len(rows))]


def _counted(people: list[Contact]) -> Figure:
    return count("profile.contacts", evidence("contact", [one.address for one in people]))


def _row(one: Contact) -> Row:
    name: Value = one.name or say("profile.nameless")
    language: Value = say(f"language.{one.language}") if one.language in {"id", "en"} else one.language
    cells = (name, one.title or None, one.address, one.phone or None, language, _state(one))
    return Row(cells, ("contact", one.address))


def _state(one: Contact) -> Say | None:
    """What keeps us from writing to them."""
    for name in ("bounced", "refused", "restricted", "opted_out"):
        if getattr(one, name):
            return say(f"contact_state.{name}")
    return None
