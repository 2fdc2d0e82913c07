"""What is known of a meeting from what was sent about it: each component's newest word, and who answered what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from liaison_sync.domain.engagement import Engagement
from liaison_sync.domain.fact import Fact
from liaison_sync.domain.invitation import Attendee, Invitation
from liaison_sync.domain.rule_form import normal_rule
from liaison_sync.formats import mime
from liaison_sync.formats.series import is_instance
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load

KIND = "invitation"
_EARLY = datetime(1, 1, 1, tzinfo=UTC)
_O = s.outbox.c
Said = dict[tuple[str, str], str]


def known(connection: Connection, uid: str, own: Collection[str]) -> list[Invitation]:
    """The organiser's newest word on each component: from mail that came, and from letters of ours under way."""
    newest: dict[str, Invitation] = {}
    redefined = _EARLY
    for one in sorted([*_heard(connection, uid), *_sent(connection, uid)], key=_order):
        key = one.recurrence_id.key if one.recurrence_id else ""
        if one.method == "REQUEST" or (one.method in (None, "PUBLISH") and key not in newest):
            if not key and "" in newest and _pattern(newest[""]) != _pattern(one):
                redefined = one.dtstamp or _EARLY
            newest[key] = one
        elif one.method == "CANCEL" and one.status == "CANCELLED":
            newest |= {each: _off(newest[each], one) for each in ([*newest] if key == "" else [key]) if each in newest}
            if key and key not in newest and "" in newest:  # an occurrence nobody had described
                newest[key] = one
        elif one.method == "CANCEL" and not {who.address for who in one.attendees} - set(own):
            newest.pop(key, None)  # we are taken out of it
    return list(_in_force(newest, redefined))


def _in_force(newest: dict[str, Invitation], redefined: datetime) -> Iterator[Invitation]:
    """Without the occurrences of a series as it was once: other times or rules have done away with them."""
    series = newest.get("")
    for one in newest.values():
        if one.recurrence_id is None or series is None:
            yield one
        elif one.status != "CANCELLED" and (one.dtstamp or _EARLY) < redefined:
            continue
        elif not series.recurrence.rrules or is_instance(series, one.recurrence_id, ignore_exdates=True):
            yield one


def _pattern(of: Invitation) -> tuple[str, tuple[frozenset[str], ...]]:
    rules = tuple(normal_rule(rule, of.start) for rule in of.recurrence.rrules)
    return of.start.key if of.start else "", rules


def _off(of: Invitation, by: Invitation) -> Invitation:
    return replace(of, status="CANCELLED", sequence=max(of.sequence, by.sequence))


def _order(of: Invitation) -> tuple[int, datetime, bool]:
    return of.sequence, of.dtstamp or _EARLY, of.method == "CANCEL"


def _heard(connection: Connection, uid: str) -> Iterator[Invitation]:
    rows = connection.execute(select(s.fact.c.document).where(s.fact.c.uid == uid, s.fact.c.verdict == "APPLIED"))
    for document in rows.scalars():
        fact = load(Fact, document)
        if isinstance(fact.content, Invitation) and fact.method in ("REQUEST", "CANCEL", "PUBLISH"):
            yield fact.content


def _sent(connection: Connection, uid: str) -> Iterator[Invitation]:
    """What we wrote ourselves, before its copy has come back through a mailbox."""
    alive = _O.state.not_in(("cancelled", "failed"))
    rows = connection.execute(select(_O.frozen).where(_O.kind == KIND, _O.about == uid, alive))
    for raw in rows.scalars():
        for file in mime.parse(raw).calendars:
            yield from (one for one in file.invitations if one.method in ("REQUEST", "CANCEL"))


def answers(connection: Connection, uid: str) -> Said:
    """(RECURRENCE-ID key, address) → what each has answered, as the fold counts it."""
    e = s.engagement.c
    said = [load(Engagement, row) for row in connection.execute(select(e.document).where(e.uid == uid)).scalars()]
    return {
        (one.recurrence_id.key if one.recurrence_id else "", who.address): who.partstat
        for one in said
        for who in one.attendees
        if who.counted
    }


def answered(components: Iterable[Invitation], said: Said) -> list[Invitation]:
    """The components, each attendee with what was answered to it: a minor update does not ask again."""
    return [replace(one, attendees=tuple(_with_word(one, who, said) for who in one.attendees)) for one in components]


def _with_word(one: Invitation, who: Attendee, said: Said) -> Attendee:
    key = one.recurrence_id.key if one.recurrence_id else ""
    return replace(who, partstat=said.get((key, who.address), who.partstat))
