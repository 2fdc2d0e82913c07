"""Short words for histories of invitations: who sends what, and what comes of it in every order of arrival."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations

from liaison_sync.domain.authority import FoldPolicy
from liaison_sync.domain.engagement import Engagement, fold
from liaison_sync.domain.fact import AuthVerdict, Fact, FolderRole, HumanAct, Snapshot
from liaison_sync.domain.invitation import Attendee, Invitation, Moment, Recurrence
from liaison_sync.domain.verdict import Judge

US, COLLEAGUE = "humas@ours.go.id", "lo@ours.go.id"
BOSS, BUDI, CITRA, DIAN = "boss@mitra.id", "budi@mitra.id", "citra@mitra.id", "dian@mitra.id"
STRANGER = "mallory@evil.example"
OWN = frozenset({US, COLLEAGUE})
DAY0 = datetime(2026, 11, 23, tzinfo=UTC)
STAMP0 = datetime(2026, 11, 1, tzinfo=UTC)
POLICY = FoldPolicy("none")
ONCE, UNCHECKED = Recurrence(), AuthVerdict("none")
WEEKLY = Recurrence(rrules=("FREQ=WEEKLY",))


def at(hour: int, day: int = 0) -> Moment:
    utc = DAY0 + timedelta(days=day, hours=hour)
    return Moment(utc.replace(tzinfo=None), "UTC", "utc", utc)


def weekly(master: Invitation, moment: Moment) -> bool:
    """Every seventh day at the hour of the master."""
    if master.start is None or master.start.utc is None or moment.utc is None or not master.recurrence.rrules:
        return False
    return moment.utc >= master.start.utc and (moment.utc - master.start.utc) % timedelta(days=7) == timedelta(0)


def asked(*addresses: str, partstat: str = "NEEDS-ACTION") -> tuple[Attendee, ...]:
    return tuple(Attendee(address, partstat=partstat) for address in addresses)


def component(
    method: str | None,
    who: tuple[Attendee, ...] = (),
    *,
    sequence: int = 0,
    stamp: int = 0,
    start: Moment | None = None,
    end: Moment | None = None,
    rid: Moment | None = None,
    organizer: str | None = BOSS,
    sent_by: str | None = None,
    status: str | None = None,
    title: str = "Rapat",
    recurrence: Recurrence = ONCE,
    this_and_future: bool = False,
    comment: str = "",
) -> Invitation:
    begins = start or rid or at(3)
    assert begins.utc is not None
    ends = end or at(begins.utc.hour + 1, (begins.utc - DAY0).days)
    return Invitation(
        uid="u1",
        method=method,
        recurrence_id=rid,
        this_and_future=this_and_future,
        sequence=sequence,
        dtstamp=STAMP0 + timedelta(minutes=stamp),
        start=begins,
        end=ends,
        status=status,
        title=title,
        organizer=Attendee(organizer, sent_by=sent_by) if organizer else None,
        attendees=who,
        recurrence=recurrence,
        comment=comment,
    )


def sent(
    invitation: Invitation,
    sender: str,
    *,
    role: FolderRole | None = None,
    mailbox: str = US,
    auth: AuthVerdict = UNCHECKED,
    forwarded: bool = False,
    technical: str = "",
    siblings: frozenset[str] = frozenset(),
) -> Fact:
    return Fact(
        mailbox=sender if sender in OWN else mailbox,
        message=f"{sender}:{invitation.method}:{invitation.sequence}:{invitation.dtstamp}:{invitation.recurrence_id}",
        received_at=STAMP0,
        sender=sender,
        content=invitation,
        authentication=auth,
        role=role or ("sent" if sender in OWN else "inbox"),
        forwarded=forwarded,
        technical_sender=technical,
        siblings=siblings,
    )


def request(*who: str, sender: str = BOSS, **more: object) -> Fact:
    invitation = component("REQUEST", asked(*(who or (US, BUDI))), **{"organizer": sender, **more})  # type: ignore[arg-type]
    return sent(invitation, sender)


def cancel(*who: str, sender: str = BOSS, status: str | None = "CANCELLED", **more: object) -> Fact:
    more = {"organizer": sender, "status": status, "sequence": 1, "stamp": 50, **more}
    return sent(component("CANCEL", asked(*who), **more), sender)  # type: ignore[arg-type]


def reply(who: str, partstat: str, **more: object) -> Fact:
    more = {"stamp": 20, **more}
    return sent(component("REPLY", asked(who, partstat=partstat), **more), who)  # type: ignore[arg-type]


def delegated(who: str, to: str, **more: object) -> Fact:
    line = Attendee(who, partstat="DELEGATED", delegated_to=(to,))
    more = {"stamp": 20, **more}
    return sent(component("REPLY", (line,), **more), who)  # type: ignore[arg-type]


def delegate_reply(who: str, sender_of: str, partstat: str, **more: object) -> Fact:
    line = Attendee(who, partstat=partstat, delegated_from=(sender_of,))
    more = {"stamp": 20, **more}
    return sent(component("REPLY", (line,), **more), who)  # type: ignore[arg-type]


def counter(who: str, start: Moment, **more: object) -> Fact:
    more = {"stamp": 20, **more}
    return sent(component("COUNTER", asked(who), start=start, **more), who)  # type: ignore[arg-type]


def snapshot(mailbox: str, invitation: Invitation | None, rid: Moment | None = None) -> Fact:
    return Fact(mailbox, f"cal:{mailbox}", STAMP0, mailbox, Snapshot("u1", invitation, rid), role="calendar")


def act(kind: str, subject: str) -> Fact:
    return Fact(US, f"{kind}:{subject}", STAMP0, US, HumanAct("u1", kind, subject, US, STAMP0))  # type: ignore[arg-type]


def state(facts: Sequence[Fact], policy: FoldPolicy = POLICY) -> tuple[Engagement, ...]:
    return fold(facts, own=OWN, policy=policy, is_instance=weekly)


def settled(*facts: Fact, policy: FoldPolicy = POLICY) -> tuple[Engagement, ...]:
    """The one state that every order of arrival, and every doubling, leads to."""
    reference = state(facts, policy)
    for order in permutations(facts):
        assert state(order, policy) == reference
        assert state((*order, *order), policy) == reference
    return reference


def verdicts(*facts: Fact, policy: FoldPolicy = POLICY) -> list[tuple[str, str]]:
    judge = Judge(OWN, policy, weekly)
    heard = [judge.hear(fact) for fact in facts]
    return [(one.verdict, one.rule) for one in heard]


def only(engagements: tuple[Engagement, ...]) -> Engagement:
    assert len(engagements) == 1
    return engagements[0]


def partstats(engagement: Engagement) -> dict[str, str]:
    return {who.address: who.partstat for who in engagement.attendees if who.counted}
