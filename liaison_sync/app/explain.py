"""Explain: why this partner, this thread, this state, this send or hold; in words, with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, or_, select

from liaison_sync.app import approval_answers
from liaison_sync.app.service import Service
from liaison_sync.domain.ball import ball
from liaison_sync.domain.fact import Fact
from liaison_sync.domain.message import BounceRecipient
from liaison_sync.domain.pretence import BEARS_NAME
from liaison_sync.domain.threading import Decision, still_closed
from liaison_sync.formats.date_text import moment_text
from liaison_sync.formats.reasons import chain_text
from liaison_sync.formats.recipient_text import recipient_text
from liaison_sync.formats.wording import MissingWording, say
from liaison_sync.store import account, alarms, bounces, meeting_pairs, pictures, retention, thread_acts, views
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load
from liaison_sync.store.engine import reading
from liaison_sync.store.under_way import waits_for


class Explainer:
    """One question: what is known about an id."""

    def __init__(self, connection: Connection, service: Service, language: str) -> None:
        self.connection, self.language, self.zone = connection, language, service.policy.zone
        self.now = service.clock.now()
        partners, _ = views.directory(connection)
        self.partners = {one.id: one.name for one in partners}

    def say(self, key: str, **values: object) -> str:
        return say(self.language, key, **values)

    def moment(self, at: Any) -> str:
        return moment_text(at, self.zone, self.language) if at else "–"

    # --- messages and threads ----------------------------------------------------------------------------------

    def message(self, id_: str) -> Iterator[str]:
        m = s.message.c
        bare = id_.removeprefix("<").removesuffix(">")
        for row in self.connection.execute(select(s.message).where(or_(m.key == id_, m.message_id == bare))):
            yield self.say("explain.message", subject=row.subject or "–", sender=row.sender, at=self.moment(row.at))
            yield self._partner(row)
            if row.linked:
                yield self.say("explain.linked", partners=", ".join(self.partners.get(one, one) for one in row.linked))
            yield from (self._warning(one) for one in row.warnings or ())
            if row.automatic:
                yield self.say("explain.automatic", kind=self.say(f"console.message.automatic.{row.automatic}"))
            yield from self._bounces(row)
            if gone := retention.since_when(self.connection, row.key):
                yield self.say("console.message.let_go", at=self.moment(gone))
            yield from self._meetings(row.key)
            for seen in self.connection.execute(select(s.sighting).where(s.sighting.c.message == row.key)):
                yield self.say("explain.sighting", mailbox=seen.mailbox, folder=seen.folder, locator=seen.locator)
            yield from self.thread(row.thread)

    def _partner(self, row: Any) -> str:
        reason = self.say(f"recognition.reason.{row.reason}")
        if not row.partner:
            return self.say("explain.no_partner", reason=reason)
        return self.say("explain.partner", partner=self.partners.get(row.partner, row.partner), reason=reason)

    def _meetings(self, message: str) -> Iterator[str]:
        """The meetings its invitations speak of, and what each did to its meeting."""
        f = s.fact.c
        rows = self.connection.execute(select(s.fact).where(f.message == message).order_by(f.uid, f.received_at, f.id))
        for uid, facts in groupby(rows, key=lambda row: row.uid):
            told = list(facts)
            yield self._meeting(uid) or self.say("explain.no_engagement", title=_title(told[0]) or "–", uid=uid)
            yield from (f"  · {self._fact(row)}" for row in told)

    def _meeting(self, uid: str) -> str:
        """The meeting or series; "" where nothing made it one."""
        e = s.engagement.c
        rows = select(s.engagement).where(e.uid == uid).order_by(e.recurrence_id.is_not(None), e.key)
        row = self.connection.execute(rows.limit(1)).first()
        return self._engagement(row) if row else ""

    def _bounces(self, row: Any) -> Iterator[str]:
        """What a bounce says of whom, and which message it returns; of a message, who did not get it."""
        report = bounces.told(self.connection, row.key) if row.automatic == "bounce" else None
        for recipient in report.recipients if report else ():
            yield self._failure("bounces.recipient", recipient)
        if report and report.original_message_id:
            yield self._original(report.original_message_id)
        for at, told in bounces.returned(self.connection, row.thread, row.message_id) if row.message_id else ():
            for recipient in told.recipients:
                yield self._failure("bounces.returned", recipient, at=self.moment(at))

    def _failure(self, key: str, recipient: BounceRecipient, **values: object) -> str:
        kind = self.say(f"bounces.kind.{recipient.kind}")
        said = " ".join(word for word in (recipient.status, recipient.diagnostic) if word)[:300] or "–"
        return self.say(key, address=recipient.address, kind=kind, said=said, **values)

    def _original(self, message_id: str) -> str:
        m = s.message.c
        row = self.connection.execute(select(s.message).where(m.message_id == message_id)).first()
        if row is None:
            return self.say("bounces.original_unknown", id=message_id)
        key = "bounces.original_ours" if row.direction == "out" else "bounces.original"
        return self.say(key, id=message_id, subject=row.subject or "–", at=self.moment(row.at))

    def _warning(self, warning: str) -> str:
        key, _, value = warning.partition(":")
        value = self.partners.get(value, value) if key == BEARS_NAME else value
        try:
            return self.say(f"recognition.warning.{key}", value=value)
        except MissingWording:
            return self.say(f"threads.{key}")

    def thread(self, id_: str) -> Iterator[str]:
        here = views.current_threads(self.connection, {id_})[id_]
        row = self.connection.execute(select(s.thread).where(s.thread.c.id == here)).first()
        if row is None:
            return
        turns = pictures.turns_of(self.connection, [here])[here]
        closed = still_closed(turns, Decision(row.closed, row.closed_after))
        whose = ball(turns, closed=closed)
        yield self.say("explain.thread", id=here, subject=row.subject or "–", messages=row.messages)
        reason = self.say(f"threads.ball.{whose.reason}")
        turn = self.say(f"explain.ball.{whose.whose}")
        yield self.say("explain.turn", turn=turn, since=self.moment(whose.since), reason=reason)
        yield from self._corrections(here)
        for standing in pictures.followups(self.connection, s.followup.c.thread.in_({here, id_})):
            yield from self._followup(standing)

    def _corrections(self, thread: str) -> Iterator[str]:
        """What was inferred and offered in this thread, and what people did about it."""
        doubts = thread_acts.doubts(self.connection, thread)
        for one in thread_acts.messages(self.connection, {*doubts.joins, *doubts.offers}):
            told = {"subject": one.subject or "–", "sender": one.sender}
            if one.key in doubts.joins:
                yield self.say("explain.join", reason=self.say(f"threads.join.{doubts.joins[one.key]}"), **told)
            if one.key in doubts.offers:
                yield self.say("explain.offer", **told)
        for act in thread_acts.of_thread(self.connection, thread):
            what, at = self.say(f"threads.act.{act.kind}"), self.moment(act.at)
            did = {"at": at, "who": act.actor, "what": what, "subject": act.subject or "–"}
            back = {"by": act.undone_by, "back": self.moment(act.undone_at)}
            yield self.say("explain.act_undone", **did, **back) if act.undone_at else self.say("explain.act", **did)

    # --- engagements -------------------------------------------------------------------------------------------

    def engagement(self, id_: str) -> Iterator[str]:
        e, o = s.engagement.c, s.occurrence.c
        uid = select(o.uid).where(o.key == id_).union(select(e.uid).where(or_(e.key == id_, e.uid == id_)))
        uids = set(self.connection.execute(uid).scalars())
        for row in self.connection.execute(select(s.engagement).where(e.uid.in_(uids)).order_by(e.key)):
            yield self._engagement(row)
        for one in sorted(uids):
            yield from self._pairs(one)
        facts = select(s.fact).where(s.fact.c.uid.in_(uids)).order_by(s.fact.c.received_at, s.fact.c.id)
        for row in self.connection.execute(facts):
            yield self._fact(row)

    def _pairs(self, uid: str) -> Iterator[str]:
        """What people said of it and another UID that may be the same meeting."""
        for kept, gone, decision, actor, at in meeting_pairs.decided(self.connection, uid):
            other = gone if kept == uid else kept
            yield self.say(f"explain.pair.{decision}", uid=other, who=actor, at=self.moment(at))

    def _engagement(self, row: Any) -> str:
        status = self.say(f"engagements.status.{row.status}")
        return self.say("explain.engagement", title=row.title or "–", status=status, uid=row.uid)

    def _fact(self, row: Any) -> str:
        verdict = self.say(f"engagements.verdict.{row.verdict}")
        rule = self.say(f"engagements.rule.{row.rule}")
        return self.say("explain.fact", at=self.moment(row.received_at), verdict=verdict, rule=rule, id=row.rule)

    # --- what we send ------------------------------------------------------------------------------------------

    def followup(self, id_: str) -> Iterator[str]:
        for standing in pictures.followups(self.connection, s.followup.c.id == id_):
            yield from self._followup(standing)

    def _followup(self, standing: pictures.Standing) -> Iterator[str]:
        one = standing.followup
        state = self.say(f"followups.state.{one.state}")
        trigger = self.say(f"followups.trigger.{one.trigger}")
        yield self.say("explain.followup", id=one.id, trigger=trigger, state=state, to=", ".join(one.to) or "–")
        yield from (f"  · {line}" for line in chain_text(one, self.language, self.zone))
        ready = one.state in {"approved", "queued"}
        if ready and (until := account.stands_until(self.connection, one.due_at, self.now)):
            yield "  · " + self.say("explain.account_away", at=self.moment(until))
        unheeded = approval_answers.lines(self.connection, one.id, self.language, self.zone)
        yield from (f"  · {line}" for line in unheeded)

    def _account(self, detail: Mapping[str, Any]) -> Iterator[str]:
        """What was wrong with the account when the letter was tried, and the next step."""
        if detail.get("reason") == account.FAILED and (key := detail.get("key")):
            values = detail.get("params") or {}
            yield "  · " + " ".join(self.say(f"errors.{key}.{part}", **values) for part in ("cause", "next"))

    def letter(self, id_: str) -> Iterator[str]:
        o = s.outbox.c
        for row in self.connection.execute(select(s.outbox).where(or_(o.id == id_, o.message_id == id_.strip("<>")))):
            state, at = self.say(f"followups.state.{row.state}"), self.moment(row.settled_at)
            yield self.say("explain.letter", id=row.id, state=state, tries=row.tries, at=at)
            if row.kind == alarms.KIND:
                names = [self.say(f"alarms.name.{one.partition(':')[0]}") for one in row.about.split(" ")[1:]]
                yield "  · " + self.say("explain.alarm", names=", ".join(names) or self.say("alarms.name.over"))
            if reason := waits_for(row.state, row.detail):
                key = "explain.asked" if row.state == "in_flight" else "explain.waits"
                yield "  · " + self.say(key, why=self.say(f"outbox.{reason}"), at=self.moment(row.next_try))
            yield from self._account(row.detail or {})
            for one in row.recipients:
                told = recipient_text(one, self.language) or self.say("console.followup.waiting")
                yield f"  · {one['address']}: {told}"
            for followup in row.about.split() if row.kind in {"followup", "digest"} else ():
                yield from self.followup(followup)


def _title(row: Any) -> str:
    """What the invitation calls its meeting; "" for a calendar item that is gone."""
    try:
        return load(Fact, row.document).invitation.title
    except ValueError:
        return ""


def explain(service: Service, id_: str, language: str) -> list[str]:
    """What is known about `id_`: a message key or Message-ID, a thread, engagement, UID, follow-up or letter."""
    with reading(service.engine) as connection:
        one = Explainer(connection, service, language)
        questions: tuple[Callable[[str], Iterator[str]], ...] = (
            one.message,
            one.thread,
            one.engagement,
            one.followup,
            one.letter,
        )
        return next((lines for ask in questions if (lines := list(ask(id_)))), [])
