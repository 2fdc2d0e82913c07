"""Summary: the week in sentences, as a head of public relations tells it, and what needs a decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from liaison_sync.domain.report import feedback, followups, meetings, problems
from liaison_sync.domain.report.actions import overdue
from liaison_sync.domain.report.blocks import (
    Block,
    Clock,
    Day,
    Figure,
    Figures,
    Hours,
    Listed,
    Points,
    Say,
    Section,
    Text,
    Value,
    WorkingDays,
    say,
)
from liaison_sync.domain.report.correspondence import letters
from liaison_sync.domain.report.freshness import behind, headline
from liaison_sync.domain.report.problems.moving import differing
from liaison_sync.domain.report.responses import middle, responses
from liaison_sync.domain.report.turns import Side, Waiting, doubtful, found, waiting
from liaison_sync.domain.report.view import HELD, Met, ReportView

_MOST = 3
_NAMED = 3


def section(view: ReportView) -> Section:
    waits = waiting(view)
    figures = (
        meetings.planned(view),
        letters(view, "in"),
        letters(view, "out"),
        Figure(
            "summary.awaiting_us",
            say("figure.turns.ours"),
            len(found(waits, "ours").keys),
            found(waits, "ours"),
            tone="late" if found(waits, "ours", late=True).keys else "",
        ),
    )
    blocks: list[Block] = [Text(tuple(happened(view))), Text(tuple(stands(view))), Figures(figures)]
    wanted = tuple(decisions(view))
    blocks.append(Points(wanted, numbered=True) if wanted else Text((say("decisions.none"),)))
    return Section("summary", tuple(blocks))


def happened(view: ReportView) -> Iterator[Say]:
    """What the week brought, each sentence only where it has something to say."""
    yield _meetings(view)
    yield _mail(view)
    yield from _speed(view)
    yield from _followups(view)


def stands(view: ReportView) -> Iterator[Say]:
    """Where things stand, and what comes next."""
    yield from _turns(view)
    yield from _ahead(view)
    if behind(view):
        yield headline(view)


def _many(key: str, amount: int, **params: Value) -> Say:
    """Sentences that read otherwise for none and one."""
    form = "none" if amount == 0 else "one" if amount == 1 else "many"
    return say(f"{key}.{form}", count=amount, **params)


def _compared(view: ReportView, figure: Figure) -> Say:
    """ ", naik dari 11 pekan lalu" or nothing where the week before is not known, or this one not over."""
    now, then = figure.value, figure.before
    if view.running or not isinstance(now, int) or not isinstance(then, int):
        return say("compared.unknown")
    way = "more" if now > then else "fewer" if now < then else "same" if now else "none"
    return say(f"compared.{way}", before=then)


def _meetings(view: ReportView) -> Say:
    planned = meetings.planned_in(view, view.period)
    if view.running:
        return _many("narrative.meetings_running", len(planned), rest=_how_held(view, planned))
    compared = _compared(view, meetings.planned(view))
    if not planned:
        return say("narrative.meetings.none", compared=compared)
    return _many("narrative.meetings", len(planned), compared=compared, rest=_how_held(view, planned))


def _how_held(view: ReportView, planned: Sequence[Met]) -> Say:
    """What became of them; of a running period some are still to come, and nobody can have recorded these."""
    over = [one for one in planned if one.end <= view.as_of or one.outcome]
    held, to_come = sum(one.outcome in HELD for one in over), len(planned) - len(over)
    if not over:
        return say("narrative.held.ahead_it" if to_come == 1 else "narrative.held.ahead_all")
    if to_come:
        amounts = (("done", held), ("left", len(over) - held), ("ahead", to_come))
        parts = tuple(say(f"narrative.held.{key}", count=amount) for key, amount in amounts if amount)
        return say("narrative.held.mixed", parts=Listed(parts))
    if held == len(over):
        return say("narrative.held.it" if held == 1 else "narrative.held.all")
    return say("narrative.held.some", held=held, left=len(over) - held) if held else say("narrative.held.none")


def _mail(view: ReportView) -> Say:
    came, went = letters(view, "in"), letters(view, "out")
    if not came.value and not went.value:
        return say("narrative.mail.none")
    return say(
        "narrative.mail.some",
        received=_many("narrative.received", len(came.evidence.keys)),
        compared=_compared(view, came),
        sent=_many("narrative.sent", len(went.evidence.keys)),
        partners=_correspondents(view),
    )


def _correspondents(view: ReportView) -> Say:
    """With how many partners; "all with 1 partner" only where no stranger wrote."""
    every = {turn.partner for turn in (*view.written("in"), *view.written("out"))}
    partners = 0 if view.about.scope == "partner" else len(every - {None})
    if partners == 1 and None in every:
        return say("narrative.partners_among")
    return _many("narrative.partners", partners)


def _speed(view: ReportView) -> Iterator[Say]:
    ours = [one for one in responses(view) if one.side == "ours"]
    now = middle(one for one in ours if view.within(one.at))
    then = middle(one for one in ours if view.within(one.at, view.period.before)) if view.compares else None
    if now is None:
        return
    if then is None:
        compared = say("compared.unknown")
    else:
        way = "same" if now == then else "faster" if now < then else "slower"
        compared = say(f"compared.{way}", before=Hours(then))
    yield say("narrative.speed", hours=Hours(now), compared=compared)


def _turns(view: ReportView) -> Iterator[Say]:
    waits = waiting(view)
    ours, late = len(found(waits, "ours").keys), len(found(waits, "ours", late=True).keys)
    theirs = len(found(waits, "theirs", late=True).keys)
    if not ours:
        yield say("narrative.turns.none")
    elif not late:
        yield _many("narrative.turns.in_time", ours)
    else:
        yield (
            say("narrative.turns.all_late", count=ours)
            if late == ours > 1
            else _many("narrative.turns.late", ours, late=late)
        )
    if theirs:
        least = min(one.patience for one in waits if one.side == "theirs" and one.late)
        yield _many("narrative.turns.theirs", theirs, days=WorkingDays(least))


def _followups(view: ReportView) -> Iterator[Say]:
    sent = len(followups.sent(view, view.period))
    answered = len(followups.answered(view, view.period))
    spared = len(followups.spared(view, view.period))
    if sent or answered:
        yield say(
            "narrative.followups",
            sent=_many("narrative.followups_sent", sent),
            answered=_many("narrative.followups_answered", answered),
        )
    if spared:
        yield _many("narrative.spared", spared)


def _ahead(view: ReportView) -> Iterator[Say]:
    ahead = meetings.upcoming(view)
    if not ahead:
        yield say("narrative.ahead.none")
        return
    names = tuple(dict.fromkeys(name for meeting in ahead if (name := view.partner_name(meeting.partner)) is not None))
    if not names or view.about.scope == "partner":
        yield _many("narrative.ahead_alone", len(ahead))
        return
    shown: tuple[Value, ...] = names[:_NAMED]
    if len(names) > _NAMED:
        shown = (*shown, say("narrative.others", count=len(names) - _NAMED))
    every = all(meeting.partner for meeting in ahead)
    yield _many("narrative.ahead_with" if every else "narrative.ahead", len(ahead), partners=Listed(shown))


# --- what needs a decision ---------------------------------------------------------------------------------------


def decisions(view: ReportView) -> list[Say]:
    """At most three things, the gravest first; a second of a kind only where nothing else is left to tell."""
    kinds = (_dangers, _disappointed, _promises, _owed, _silent, _unrecorded)
    found_ = [list(kind(view)) for kind in kinds]
    return [*(one for each in found_ for one in each[:1]), *(one for each in found_ for one in each[1:])][:_MOST]


def _named(view: ReportView, partner: str | None) -> Value:
    return view.partner_name(partner) or say("unknown_party")


def _dangers(view: ReportView) -> Iterator[Say]:
    """A meeting still to come whose time or place is in doubt: one is enough to name."""
    soon = {meeting.key: meeting for meeting in view.meetings if meeting.start >= view.as_of}
    for one in problems.contradictory(view):
        meeting = soon.get(one.about[1])
        if meeting is not None:
            yield say(
                "decision.contradictory",
                what=differing(meeting),
                partner=_named(view, one.partner),
                title=meeting.title or say("no_title"),
                day=Day(meeting.start),
                at=Clock(meeting.start),
            )
            return


def _disappointed(view: ReportView) -> Iterator[Say]:
    """The lowest score of the period."""
    for one in feedback.low(view)[:1]:
        title = one.title or say("no_title")
        yield say("decision.low_score", partner=_named(view, one.partner), title=title, score=one.score)


def _late(view: ReportView, side: Side) -> list[Waiting]:
    """Never a thread somebody may have forged: to answer that would be the worst advice."""
    late = (one for one in waiting(view) if one.side == side and one.late)
    return [one for one in late if not doubtful(one.thread)]


def _owed(view: ReportView) -> Iterator[Say]:
    """The letters that have waited longest for us."""
    for one in _late(view, "ours")[:2]:
        owner = view.owner(one.thread.owner, one.partner)
        subject = one.thread.subject or say("no_subject")
        key = "decision.answer" if owner else "decision.answer_unowned"
        params: dict[str, Value] = {"owner": owner} if owner else {}
        yield say(key, partner=_named(view, one.partner), subject=subject, days=one.waited, **params)


def _silent(view: ReportView) -> Iterator[Say]:
    """The partners who have let us wait longest."""
    for one in _late(view, "theirs")[:2]:
        subject = one.thread.subject or say("no_subject")
        yield say("decision.call", partner=_named(view, one.partner), subject=subject, days=one.waited)


def _promises(view: ReportView) -> Iterator[Say]:
    for one in [one for one in overdue(view) if one.ours and one.due][:1]:
        yield say("decision.promise", text=one.text, owner=view.person(one.owner), due=one.due)


def _unrecorded(view: ReportView) -> Iterator[Say]:
    missing = meetings.outcome_missing(view)
    if missing:
        yield _many("decision.record", len(missing), title=missing[0].title or say("no_title"))
