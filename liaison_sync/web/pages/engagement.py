"""One meeting: who comes, what moved and why, its outcome, minutes and action items, what to know before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from liaison_sync.app import minutes as notulen
from liaison_sync.app.held_suggestions import suggestions
from liaison_sync.app.preview import subject_of
from liaison_sync.domain import commands as k
from liaison_sync.domain.candidate import FLAG as STATED
from liaison_sync.domain.commands.invitations import RecordAnswer, RetryLetter, TakeBackAnswer, WithdrawLetter
from liaison_sync.domain.commands.meetings import AdvanceMeeting, ReopenMeeting
from liaison_sync.domain.commands.pairs import JoinMeetings, KeepMeetingsApart, PairCommand, PartMeetings
from liaison_sync.domain.held_evidence import Suggested
from liaison_sync.formats import meeting_file
from liaison_sync.formats.filename import portable
from liaison_sync.formats.meeting_words import Reader
from liaison_sync.formats.pdf import NoPdf
from liaison_sync.formats.repeat_words import said_rule
from liaison_sync.formats.wording import LANGUAGES
from liaison_sync.store import (
    agenda,
    engagement,
    feedback,
    meeting_files,
    meeting_pairs,
    outcome_mails,
    project_meetings,
    under_way,
)
from liaison_sync.store.engagement import Dossier, Told
from liaison_sync.store.together import together
from liaison_sync.web.attachment import attachment
from liaison_sync.web.meeting_names import called, said_by
from liaison_sync.web.meeting_said import words
from liaison_sync.web.page import Ask, NotFound, Page
from liaison_sync.web.said_answers import offered, recorded, telling

_EXPECTED = {"ACCEPTED": "present", "DECLINED": "absent"}
_REASONS = ("no_show_partner", "no_show_us", "postponed", "unknown")


def show(ask: Ask) -> Response:
    key = ask.arg("key")
    own = frozenset(ask.service.own.addresses)
    found = engagement.dossier(ask.connection, key, ask.now, own)
    if found is None:
        return _elsewhere(ask, key)
    history = engagement.history(ask.connection, found.meeting.uid)
    ours = found.said.organizer in own
    said = engagement.said_answers(ask.connection, found.meeting.thread, ours=not ours)
    offers = offered(said, found.said, history, own)
    said = telling(said, found.said, offers, own)
    people = engagement.people(ask.connection, _addresses(found, history) | said.keys())
    names = called(ask.service, people, said_by(told.fact for told in history))
    reader = Reader(ask.language, ask.zone, names, found.said.start)
    known = (found.meeting.thread, found.meeting.partner, notulen.around(found))
    files = meeting_files.of_meeting(ask.connection, key, *known)
    return ask.page(
        "engagement.html",
        one=found,
        meeting=found.meeting,
        people=people,
        history=history,
        said=said,
        offers={one.sender: one for one in offers},
        recorded=recorded(found.said, history),
        names=names,
        files=files,
        offered=files.offered,
        attached=notulen.attached(found, files),
        limits=ask.service.policy.files,
        briefing=engagement.briefing(
            ask.connection, found.meeting.partner, files.exchanged, over=found.meeting.conduct == "due_for_log"
        ),
        attendance=_attendance(found, own, names),
        reasons=_REASONS,
        own=own,
        asked=_asked(found, own, ask.now),
        ours=_ours(ask, found),
        repeating=bool(found.said.rrule or found.meeting.recurrence_id),
        repeats=_repeats(found, ask.language),
        begun=bool(found.meeting.start and found.meeting.start <= ask.now),
        **words(ask, found, reader),
        **_beside(ask, found),
    )


def _beside(ask: Ask, found: Dossier) -> dict[str, Any]:
    """What else stands with the meeting, asked for only where there is any."""
    key, uid = found.meeting.key, found.meeting.uid
    letters, followups, mails, opinions, pairs, projects = together(
        ask.connection,
        under_way.letters_asked(uid) if found.lettered else None,
        under_way.meeting_asked(key),
        outcome_mails.meeting_asked(key) if found.mailed else None,
        feedback.meeting_asked(key) if found.commented else None,
        meeting_pairs.beside_asked(found.said, found.meeting.start) if found.twinned else None,
        project_meetings.belonging_asked(key),
    )
    twins, joined = meeting_pairs.beside_told(pairs, found.said)
    return {
        "letters": [(one, subject_of(one.frozen)) for one in under_way.letters_told(letters)],
        "followups": under_way.meeting_told(followups),
        "mails": outcome_mails.meeting_told(mails),
        "feedback": feedback.meeting_told(opinions),
        "twins": twins,
        "joined": joined,
        "suggested": _suggested(ask, found),
        "belongs": project_meetings.belonging_told(projects),
    }


def _suggested(ask: Ask, found: Dossier) -> Suggested | None:
    if found.meeting.conduct != "due_for_log" or not found.written:
        return None
    key = found.meeting.key
    return suggestions(ask.connection, ask.now, ask.service.policy.zone, meeting=key).get(key)


def _repeats(found: Dossier, language: str) -> str:
    said = found.said
    if not said.rrule or said.start is None:
        return ""
    return said_rule(tuple(said.rrule.split("\n")), said.start.wall, said.start.zone, language)


def _ours(ask: Ask, found: Dossier) -> bool:
    """Whether it is ours to change here: still to come, and sent in the name our letters leave in."""
    sender, said, start = ask.service.sender, found.said, found.meeting.start
    over = found.meeting.status in ("cancelled", "tombstone", "uninvited")
    return bool(sender and said.organizer == sender.address.lower() and not over and start and start > ask.now)


def _asked(found: Dossier, own: frozenset[str], now: datetime) -> bool:
    """Whether a partner's invitation still waits for our word, or may hear another one."""
    said, meeting = found.said, found.meeting
    invited = STATED not in said.flags  # a letter is answered by a letter
    theirs = invited and bool(said.organizer) and said.organizer not in own and not said.observer
    over = bool(meeting.start and meeting.start <= now) or meeting.status in ("cancelled", "tombstone", "uninvited")
    return theirs and not over and any(who.address in own for who in said.attendees)


def _addresses(found: Dossier, history: list[Told]) -> set[str]:
    """Everybody the page speaks of."""
    said = found.said
    listed = {address for one in said.attendees for address in (one.address, *one.delegated_to)}
    spoke = {told.fact.sender for told in history} | {one.by for one in said.proposals}
    valued = {flag.partition(":")[2] for flag in said.flags}
    return {one for one in (*listed, *spoke, *valued, said.organizer or "") if "@" in one}


def _elsewhere(ask: Ask, key: str) -> Response:
    """The key of a series leads to its next meeting."""
    other = agenda.nearest(ask.connection, key, ask.now)
    if other is None or other == key:
        raise NotFound
    return RedirectResponse(f"/agenda/{quote(other)}", 303)


def calendar(ask: Ask) -> Response:
    """The meeting as a file for one's own calendar."""
    found = engagement.whole(ask.connection, ask.arg("key"))
    if found is None:
        raise NotFound
    said, heard = found
    name = portable(f"{said[0].title or ask.say('agenda.untitled')}.ics") or "rapat.ics"
    content = meeting_file.write(said, stamp=heard)
    return Response(content, media_type="text/calendar; charset=utf-8", headers=attachment(name, "meeting"))


def minutes_pdf(ask: Ask) -> Response:
    """The minutes as they go to the partner, without internal notes; in the reader's language or the one asked for."""
    asked = ask.query.get("lang", "")
    try:
        found = notulen.file(ask.connection, ask.service, ask.arg("key"), asked if asked in LANGUAGES else ask.language)
    except NoPdf:
        found = None
    if found is None:
        raise NotFound
    return Response(found.content, media_type=found.type, headers=attachment(found.name, "minutes"))


def moved(ask: Ask) -> Response:
    """Letters and reports call the page so."""
    return RedirectResponse(f"/agenda/{quote(ask.arg('key'))}", 303)


def _attendance(found: Dossier, own: frozenset[str], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Who was there: as recorded, else as their answers let expect; nobody is taken for present unasked."""
    rows = []
    for one in found.said.attendees:
        known = names.get(one.address) or one.name or one.address
        name, presence = found.attendance.get(one.address, (known, ""))
        kind, _, substitute = presence.partition(":")
        expected = _EXPECTED.get(one.partstat, "")
        row = {"address": one.address, "name": _better(name, one.address, known), "answer": one.partstat}
        rows.append({**row, "presence": kind or expected, "substitute": substitute, "ours": one.address in own})
    listed = {one.address for one in found.said.attendees}
    organizer = found.said.organizer
    if organizer and organizer not in listed and organizer not in found.attendance:
        row = {
            "address": organizer,
            "name": names.get(organizer, organizer),
            "answer": "",
            "presence": "",
            "substitute": "",
        }
        rows.insert(0, {**row, "ours": organizer in own})
    for person, (name, presence) in found.attendance.items():
        if person not in listed:
            kind, _, substitute = presence.partition(":")
            row = {"address": person, "name": _better(name, person, names.get(person, person)), "answer": ""}
            rows.append({**row, "presence": kind, "substitute": substitute, "ours": person in own})
    return rows


def _better(recorded: str, address: str, known: str) -> str:
    """The name as recorded, unless that was only the address."""
    return known if recorded in {"", address} else recorded


def outcome(ask: Ask) -> Response:
    key = ask.arg("key")
    held = ask.text("held") == "yes"
    reason = ask.text("reason")
    chosen = reason if reason in _REASONS and not held else "" if held else "unknown"
    letter = ask.text("letter", limit=200)
    ask.act(k.RecordOutcome(key, held, chosen, tuple(_present(ask)) if held else (), letter))
    return ask.go(f"/agenda/{quote(key)}", "outcome_recorded")


def _present(ask: Ask) -> Iterator[k.Presented]:
    """The rows of the attendance list that say something, and who came without being listed."""
    for field, value in ask.form.multi_items():
        number = field.removeprefix("presence.")
        if number != field and value in {"present", "absent", "substitute"}:
            person, name = ask.text(f"person.{number}", limit=254), ask.text(f"name.{number}", limit=200)
            substitute = ask.text(f"substitute.{number}", limit=200)
            if person:
                yield k.Presented(person, name, value, substitute if value == "substitute" else "")  # type: ignore[arg-type]
    for name in ask.text("others", limit=4000).splitlines():
        if name.strip():
            yield k.Presented(name.strip()[:200], name.strip()[:200], "present")


def paired(ask: Ask) -> Response:
    """Another UID's meeting is this one, is another, or stands by itself again."""
    key, other, wish = ask.arg("key"), ask.text("other", limit=1000), ask.text("do", limit=20)
    here = engagement.place(ask.connection, key)
    commands: dict[str, tuple[type[PairCommand], str]] = {
        "same": (JoinMeetings, "meetings_joined"),
        "apart": (KeepMeetingsApart, "meetings_apart"),
        "part": (PartMeetings, "meetings_parted"),
    }
    if here is None or wish not in commands:
        raise NotFound
    command, told = commands[wish]
    ask.act(command(here.uid, other))
    return ask.go(f"/agenda/{quote(key)}", told)


def advance(ask: Ask) -> Response:
    """It has been followed up, nothing is left to do, or that was said too early."""
    key, to = ask.arg("key"), ask.text("to", limit=20)
    commands: dict[str, tuple[k.Command, str]] = {
        "followed_up": (AdvanceMeeting(key, "followed_up"), "meeting_followed_up"),
        "closed": (AdvanceMeeting(key, "closed"), "meeting_closed"),
        "open": (ReopenMeeting(key), "meeting_reopened"),
    }
    if to not in commands:
        raise NotFound
    command, told = commands[to]
    ask.act(command)
    return ask.go(f"/agenda/{quote(key)}#outcome", told)


def minutes(ask: Ask) -> Response:
    key = ask.arg("key")
    fields = {name: ask.text(name) for name in ("place", "discussion", "decisions", "internal")}
    ask.act(k.RecordMinutes(key, **fields))
    return ask.go(f"/agenda/{quote(key)}#minutes", "minutes_recorded")


def confirm(ask: Ask) -> Response:
    ask.act(k.ConfirmFact(ask.arg("id")))
    return ask.go("/agenda", "fact_confirmed")


def dismiss(ask: Ask) -> Response:
    ask.act(k.DismissCandidate(ask.arg("id")))
    return ask.go("/agenda", "candidate_dismissed")


def answered(ask: Ask) -> Response:
    """What a letter says about coming, recorded as the answer it is."""
    key = ask.arg("key")
    told = (ask.text("address", limit=254), ask.text("partstat", limit=20), ask.text("letter", limit=200))
    ask.act(RecordAnswer(key, *told, ask.text("delegate", limit=254)))
    return ask.go(f"/agenda/{quote(key)}#people", "answer_recorded")


def unanswered(ask: Ask) -> Response:
    ask.act(TakeBackAnswer(ask.arg("id")))
    return ask.go("/agenda", "answer_taken_back")


def settle(ask: Ask) -> Response:
    """A person found out whether a letter of this meeting left, wants it tried once more, or not sent at all."""
    id_, wish = ask.text("letter", limit=100), ask.text("do", limit=20)
    commands: dict[str, tuple[k.Command, str]] = {
        "arrived": (k.SettleAmbiguous(id_, sent=True), "followup_settled"),
        "again": (k.SettleAmbiguous(id_, sent=False), "followup_settled"),
        "retry": (RetryLetter(id_), "letter_retried"),
        "withdraw": (WithdrawLetter(id_), "letter_withdrawn"),
    }
    if wish not in commands:
        raise NotFound
    command, told = commands[wish]
    ask.act(command)
    return ask.go(f"/agenda/{quote(ask.arg('key'))}#letters", told)


def note(ask: Ask) -> Response:
    key, text = ask.arg("key"), ask.text("text")
    if text:
        ask.act(k.AddNote(f"meeting:{key}", text))
    return ask.go(f"/agenda/{quote(key)}#notes", "note_added" if text else "")


PAGES = (
    Page("/agenda/{key}", show),
    Page("/agenda/{key}/ics", calendar),
    Page("/agenda/{key}/minutes.pdf", minutes_pdf),
    Page("/engagements/{key}", moved),
    Page("/agenda/{key}/outcome", outcome, "POST", "work"),
    Page("/agenda/{key}/same", paired, "POST", "work"),
    Page("/agenda/{key}/conduct", advance, "POST", "work"),
    Page("/agenda/{key}/minutes", minutes, "POST", "work"),
    Page("/agenda/{key}/notes", note, "POST", "work"),
    Page("/facts/{id}/confirm", confirm, "POST", "work"),
    Page("/facts/{id}/dismiss", dismiss, "POST", "work"),
    Page("/agenda/{key}/answers", answered, "POST", "work"),
    Page("/agenda/{key}/letters", settle, "POST", "work"),
    Page("/facts/{id}/take-back", unanswered, "POST", "work"),
)
