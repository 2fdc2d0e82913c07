"""Newcomers: partners and people we first exchanged mail with in the period, and senders nobody has matched yet."""

from __future__ import annotations

from liaison_sync.domain.report.blocks import (
    Block,
    Column,
    Day,
    Figures,
    Row,
    Section,
    Table,
    Text,
    count,
    evidence,
    say,
)
from liaison_sync.domain.report.view import ReportView
from liaison_sync.domain.view import Turn

_SHOWN = 10


def section(view: ReportView) -> Section:
    """In the first week we know at all everybody would be new: then only that is said."""
    strangers = unknown(view)
    counted = [count("newcomers.unknown", evidence("message", [turn.key for turn in strangers]), tone="late")]
    if view.since is None or view.since >= view.period.start:
        return Section("newcomers", (Text((say("newcomers.first_week"),)), Figures(tuple(counted))))
    partners, people = new_partners(view), new_people(view)
    first = [
        count("newcomers.partners", evidence("partner", partners)),
        count("newcomers.contacts", evidence("contact", people)),
    ]
    blocks: list[Block] = [Figures((*first, *counted))]
    if partners or people:
        blocks.append(_table(view, partners, people))
    return Section("newcomers", tuple(blocks))


def new_partners(view: ReportView) -> list[str]:
    """Partners whose first mail ever is of this period."""
    return sorted(p for p, at in view.partners_since.items() if view.within(at) and p in view.partners)


def new_people(view: ReportView) -> list[str]:
    """Addresses of known partners from which somebody wrote for the first time."""
    first = (t for t in view.written("in") if t.partner and t.trust != "low")
    return sorted({t.sender for t in first if view.within(view.addresses_since.get(t.sender))})


def unknown(view: ReportView) -> list[Turn]:
    """Mail people wrote whose sender belongs to no partner and whom nobody has set aside."""
    return [t for t in view.written("in") if t.partner is None and t.sender not in view.ignored]


def _called(view: ReportView, address: str, partner: str | None) -> str:
    """A role address that bears its partner's name goes by its address: the partner stands beside it."""
    name = view.person(address)
    return address if name == view.partner_name(partner) else name


def _table(view: ReportView, partners: list[str], people: list[str]) -> Table:
    columns = (Column(say("column.who")), Column(say("column.partner")), Column(say("column.first_mail")))
    rows = [
        Row((view.partner_name(one), say("newcomers.partner"), Day(view.partners_since[one])), ("partner", one))
        for one in partners
    ]
    by_sender = {turn.sender: turn.partner for turn in view.turns}
    rows += [
        Row((_called(view, one, whose), view.partner_name(whose), Day(view.addresses_since[one])), ("contact", one))
        for one, whose in ((address, by_sender.get(address)) for address in people)
    ]
    return Table("newcomers", say("table.newcomers"), columns, tuple(rows[:_SHOWN]), more=max(0, len(rows) - _SHOWN))
