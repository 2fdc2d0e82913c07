"""Follow-ups: what was sent, what came back, what was held or stopped, and why."""

from __future__ import annotations

from collections.abc import Sequence

from liaison_sync.domain.report.blocks import (
    Block,
    Column,
    Evidence,
    Figures,
    Listed,
    Row,
    Say,
    Section,
    Table,
    Value,
    count,
    evidence,
    say,
)
from liaison_sync.domain.report.period import Period
from liaison_sync.domain.report.view import Nudge, ReportView

_SHOWN = 10
_TROUBLED = ("failed", "ambiguous")


def sent(view: ReportView, period: Period) -> list[Nudge]:
    """Left us in the period, to partners and to our own officers."""
    return [n for n in view.nudges if view.within(n.sent_at, period)]


def answered(view: ReportView, period: Period) -> list[Nudge]:
    """The partner's answer came in the period, whenever the letter had left."""
    return [n for n in view.nudges if view.within(n.answered_at, period)]


def spared(view: ReportView, period: Period) -> list[Nudge]:
    """Planned, then rightly not sent: the partner had answered, the meeting was off, a person said no."""
    return [n for n in view.nudges if n.state == "cancelled" and view.within(n.changed_at, period)]


def held(view: ReportView) -> list[Nudge]:
    """Waits for a person because something is not sure."""
    return _standing(view, "held")


def to_approve(view: ReportView) -> list[Nudge]:
    return _standing(view, "drafted")


def _standing(view: ReportView, state: str) -> list[Nudge]:
    """What has stood so since the period's end or longer; what came to stand so later is another period's."""
    return [n for n in view.nudges if n.state == state and n.changed_at <= view.as_of]


def troubled(view: ReportView) -> list[Nudge]:
    """Could not be sent, or nobody knows whether it was."""
    return [n for n in view.nudges if n.state in _TROUBLED and view.period.start <= n.changed_at <= view.as_of]


def section(view: ReportView) -> Section:
    now, then = view.period, view.period.before
    known = view.compares
    blocks: list[Block] = [
        Figures(
            (
                count("followups.sent", _evidence(sent(view, now)), before=len(sent(view, then)) if known else None),
                count(
                    "followups.answered",
                    _evidence(answered(view, now)),
                    before=len(answered(view, then)) if known else None,
                    tone="good",
                ),
                count("followups.spared", _evidence(spared(view, now))),
                count("followups.to_approve", _evidence(to_approve(view), state="drafted")),
                count("followups.held", _evidence(held(view), state="held"), tone="late"),
                count("followups.troubled", _evidence(troubled(view)), tone="late"),
            )
        )
    ]
    blocks += _table(view, "followups_waiting", [*troubled(view), *held(view), *to_approve(view)])
    blocks += _table(view, "followups_spared", spared(view, now))
    return Section("followups", tuple(blocks))


def _evidence(nudges: Sequence[Nudge], **filters: str) -> Evidence:
    return evidence("followup", [nudge.id for nudge in nudges], **filters)


def _table(view: ReportView, id_: str, nudges: Sequence[Nudge]) -> list[Block]:
    if not nudges:
        return []
    names = ("partner", "about", "followup", "why")
    columns = tuple(Column(say(f"column.{name}")) for name in names)
    rows = tuple(_row(view, nudge) for nudge in nudges[:_SHOWN])
    return [Table(id_, say(f"table.{id_}"), columns, rows, more=len(nudges) - len(rows))]


def _row(view: ReportView, nudge: Nudge) -> Row:
    people = Listed(tuple(view.person(address) for address in nudge.to)) if nudge.to else None
    who: Value
    if nudge.audience == "internal" and not nudge.partner:  # what one of us is reminded of has no partner
        names = ", ".join(view.person(address) for address in nudge.to)
        who = say("internal", who=names) if names else say("internal_nobody")
    else:
        who = view.partner_name(nudge.partner) or people or say("unknown_sender")
    kind = say(f"followups.trigger.{nudge.trigger}")
    return Row((who, nudge.about or None, kind, _why(nudge)), ("followup", nudge.id))


def _why(nudge: Nudge) -> Say:
    """The reason that stands against it, else how it stands."""
    if nudge.reason and nudge.state in {"held", "cancelled"}:
        return Say(f"followups.{nudge.reason}", nudge.params)
    return say(f"followups.state.{nudge.state}")
