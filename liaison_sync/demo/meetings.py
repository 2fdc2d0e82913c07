"""Meetings told in one line each become invitations, updates, answers and cancellations, with what is true at now.

    key | title | organiser | guests | start | minutes | place | steps

`start` is a wall time in the organiser's zone. Steps, in time order and separated by ";", each end in a moment told in
WIB: `ask` the invitation · `yes X`, `no X`, `maybe X` an answer of X (humas and event answer for us) · `move NEW @` to
a new time · `edit @` a small change · `cancel @` · `counter X NEW @` X proposes another time. `open` keeps the outcome
of a past meeting unrecorded, `clash` lets the text name a zone the calendar does not, `away X` keeps X from coming.
"""

from __future__ import annotations

from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from liaison_sync.demo.closings import Promised, Recorded
from liaison_sync.demo.draft import Draft, Scene
from liaison_sync.demo.invites import Event, ics
from liaison_sync.demo.mailwriter import Attached, Letter, derived, message_id
from liaison_sync.demo.placed import FolderName
from liaison_sync.demo.promises import promises
from liaison_sync.demo.quoting import Names, short_date
from liaison_sync.demo.story import (
    DOMAIN,
    HUMAS,
    MAILBOX_NAMES,
    MAILBOXES,
    PARTNERS,
    PEOPLE,
    is_ours,
    partner_of,
)
from liaison_sync.demo.truth import EngagementTruth
from liaison_sync.demo.when import StoryTime, date_en, date_id
from liaison_sync.domain.value import dataclass

PARTSTATS = {"yes": "ACCEPTED", "no": "DECLINED", "maybe": "TENTATIVE"}
ANSWERED = {"id": {"yes": "Diterima", "no": "Ditolak", "maybe": "Tentatif"},
            "en": {"yes": "Accepted", "no": "Declined", "maybe": "Tentative"}}  # fmt: skip
SHOWN_ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Tokyo": "JST", "Europe/Oslo": "CET"}


def names(key: str) -> Names:
    if key in MAILBOXES:
        return (MAILBOX_NAMES[MAILBOXES[key]], MAILBOXES[key])
    return (PEOPLE[key].name, PEOPLE[key].address)


@dataclass(slots=True)
class Meeting:
    """A meeting as it goes: its event now, who answered what, the mails so far."""

    key: str
    organiser: str
    guests: tuple[str, ...]
    event: Event
    language: str
    flags: frozenset[str]
    away: frozenset[str]
    partstats: dict[str, str]
    drafts: list[Draft] = field(default_factory=list)
    countered: bool = False
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)  # who: (SEQUENCE answered, PARTSTAT)

    @property
    def ours(self) -> bool:
        return self.organiser in MAILBOXES

    @property
    def box(self) -> str:
        return MAILBOXES[next(key for key in (self.organiser, *self.guests) if key in MAILBOXES)]

    @property
    def partner(self) -> str | None:
        outside = [names(key)[1] for key in (self.organiser, *self.guests) if key not in MAILBOXES]
        return next((partner_of(address) for address in outside if not is_ours(address)), None)


def compile_meetings(table: str, time: StoryTime) -> Scene:
    """The scene of a table of meetings. KeyError or ValueError where it names something unknown."""
    meetings = [_meeting(line, time) for line in table.strip().split("\n") if line.strip()]
    told = promises(time)
    recorded = (_recorded(meeting, time.now, told.get(meeting.key, ())) for meeting in meetings)
    return Scene(
        drafts=tuple(draft for meeting in meetings for draft in _apart(meeting)),
        engagements=tuple(_truth(meeting) for meeting in meetings),
        recorded=tuple(one for one in recorded if one is not None),
    )


def _apart(meeting: Meeting) -> list[Draft]:
    """Three partners answering one invitation of ours are three conversations, each with its own partner."""
    answers = {draft.partner for draft in meeting.drafts if draft.direction == "in"}
    if not meeting.ours or len(answers) < 3:
        return meeting.drafts
    # When everybody has answered, apart, an officer closes the invitation itself.
    done = "NEEDS-ACTION" not in meeting.partstats.values()
    last = max(number for number, draft in enumerate(meeting.drafts) if draft.direction == "out")
    return [
        replace(draft, thread=f"{draft.thread}:{draft.sender}")
        if draft.direction == "in"
        else replace(draft, closes=done and number == last)
        for number, draft in enumerate(meeting.drafts)
    ]


def _meeting(line: str, time: StoryTime) -> Meeting:
    key, title, organiser, guests, start, minutes, place, steps = (part.strip() for part in line.split("|"))
    title, place = time.fill(title), time.fill(place)
    invited = tuple(guests.split(","))
    person = PEOPLE.get(organiser)
    zone = PARTNERS[person.partner].zone if person is not None and person.partner else "Asia/Jakarta"
    told = [step.strip() for step in steps.split(";") if step.strip()]
    flags = frozenset(step for step in told if step in ("open", "clash"))
    away = frozenset(step.split()[1] for step in told if step.startswith("away "))
    begin = time.at(start, zone)
    host = names(organiser)
    domain = host[1].rpartition("@")[2]
    client = person.client if person is not None else "karsa"
    uid = derived("uid", key)[:26] + ("@google.com" if client == "gmail" else f"@{domain}")
    foreign = any(PEOPLE[one].language == "en" for one in (organiser, *invited) if one in PEOPLE)
    event = Event(uid, title, begin, begin + timedelta(minutes=int(minutes)), zone, host, (), begin, 0, place,
                  client=client)  # fmt: skip
    meeting = Meeting(key, organiser, invited, event, "en" if foreign else "id", flags, away,
                      dict.fromkeys(invited, "NEEDS-ACTION"))  # fmt: skip
    for step in told:
        if step not in flags and not step.startswith("away "):
            _play(meeting, step, time)
    return meeting


def _play(meeting: Meeting, step: str, time: StoryTime) -> None:
    words = step.split()
    at = time.at(" ".join(words[-3:]))
    match words[0]:
        case "ask":
            _announce(meeting, "REQUEST", at)
        case "edit":
            meeting.event = replace(meeting.event, description="Bahan rapat dan tautan menyusul di undangan ini.")
            _announce(meeting, "REQUEST", at)
        case "move":
            _move(meeting, time.at(" ".join(words[1:4]), meeting.event.zone))
            _announce(meeting, "REQUEST", at)
        case "cancel":
            meeting.event = replace(meeting.event, sequence=meeting.event.sequence + 1, cancelled=True)
            _announce(meeting, "CANCEL", at)
        case "counter":
            meeting.countered = True
            _answer(meeting, words[1], "maybe", at, proposed=time.at(" ".join(words[2:5]), meeting.event.zone))
        case kind:
            meeting.partstats[words[1]] = PARTSTATS[kind]
            meeting.answers[words[1]] = (meeting.event.sequence, PARTSTATS[kind])
            _answer(meeting, words[1], kind, at)


def _move(meeting: Meeting, start: datetime) -> None:
    old = meeting.event
    meeting.event = replace(old, start=start, end=start + (old.end - old.start), sequence=old.sequence + 1)
    meeting.partstats = dict.fromkeys(meeting.guests, "NEEDS-ACTION")
    meeting.countered = False


def _attendees(meeting: Meeting) -> tuple[tuple[Names, str], ...]:
    host = () if meeting.ours else ((meeting.event.organizer, "ACCEPTED"),)
    return (*host, *((names(key), meeting.partstats[key]) for key in meeting.guests))


def _announce(meeting: Meeting, method: str, at: datetime) -> None:
    """The organiser writes to everybody."""
    event = replace(meeting.event, stamp=at, attendees=_attendees(meeting))
    first = not meeting.drafts
    text = _announcement(meeting, method, first)
    letter = Letter(
        sender=event.organizer,
        to=tuple(names(key) for key in meeting.guests),
        subject=_subject(meeting, method, first),
        at=at.astimezone(ZoneInfo(event.zone)),
        text=text,
        message_id=message_id(event.client, event.organizer[1], "rapat", meeting.key, len(meeting.drafts)),
        client=event.client,
        language=meeting.language,
        references=_references(meeting),
        in_reply_to=_references(meeting)[0] if meeting.drafts else None,
        calendar=(method, ics(method, (event,))),
        attachments=_google_copy(event, method),
    )
    _add(meeting, letter, meaning=_meaning(meeting, method), ours=meeting.ours)


def _meaning(meeting: Meeting, method: str) -> Literal["asks", "ends", "informs"]:
    """An invitation asks until everybody on the other side has answered it; then an update only informs."""
    if method == "CANCEL":
        return "ends"
    asked = [state for key, state in meeting.partstats.items() if (key in MAILBOXES) != meeting.ours]
    return "asks" if "NEEDS-ACTION" in asked else "informs"


def _google_copy(event: Event, method: str) -> tuple[Attached, ...]:
    """Google sends the invitation a second time, as an attached file."""
    return (Attached("invite.ics", "application/ics", ics(method, (event,))),) if event.client == "gmail" else ()


def _answer(meeting: Meeting, who: str, kind: str, at: datetime, proposed: datetime | None = None) -> None:
    method = "COUNTER" if proposed is not None else "REPLY"
    event = replace(meeting.event, stamp=at, attendees=((names(who), PARTSTATS[kind]),), description="")
    if proposed is not None:
        event = replace(event, start=proposed, end=proposed + (event.end - event.start),
                        comment="Mohon dipertimbangkan waktu lain, kami ada agenda bersamaan.")  # fmt: skip
    client = "karsa" if who in MAILBOXES else PEOPLE[who].client
    word = ANSWERED[meeting.language][kind] if proposed is None else (
        "Usulan Waktu Baru" if meeting.language == "id" else "New Time Proposed")  # fmt: skip
    letter = Letter(
        sender=names(who),
        to=(event.organizer,),
        subject=f"{word}: {event.title}",
        at=at,
        text=_answer_text(meeting, who, kind, proposed),
        message_id=message_id(client, names(who)[1], "rapat", meeting.key, len(meeting.drafts), who),
        client=client,
        language=meeting.language,
        references=_references(meeting)[:1],
        in_reply_to=_references(meeting)[0],
        calendar=(method, ics(method, (replace(event, client=meeting.event.client),))),
    )
    _add(meeting, letter, meaning="answers" if proposed is None else "asks", ours=who in MAILBOXES)


def _references(meeting: Meeting) -> tuple[str, ...]:
    return tuple(draft.message_id for draft in meeting.drafts[:1] if draft.message_id)


def _add(
    meeting: Meeting, letter: Letter, *, meaning: Literal["asks", "answers", "ends", "informs"], ours: bool
) -> None:
    folder: FolderName = "Sent" if ours else "INBOX"
    places: tuple[tuple[str, FolderName], ...] = ((meeting.box, folder),)
    invited = {address for key in meeting.guests if (address := MAILBOXES.get(key)) is not None}
    if not ours and letter.calendar is not None and letter.calendar[0] in ("REQUEST", "CANCEL"):
        places = tuple((address, folder) for address in sorted(invited, reverse=True)) or places
    partner = meeting.partner if ours else partner_of(letter.sender[1])
    meeting.drafts.append(
        Draft(f"rapat:{meeting.key}", letter.at, places, partner, "out" if ours else "in", letter,
              message_id=letter.message_id, sender=letter.sender[1], seen=ours, turn=False, itip=1,
              calendar=meaning)
    )  # fmt: skip


def _span(event: Event, language: str, clash: bool = False) -> str:
    zone = SHOWN_ZONES[event.zone]
    if clash:
        zone = "WITA" if zone == "WIB" else "WIB"
    if language == "en":
        return f"{date_en(event.start)}, {event.start:%H:%M}–{event.end:%H:%M} ({zone})"
    return f"{date_id(event.start)} pukul {event.start:%H.%M}–{event.end:%H.%M} {zone}"


def _announcement(meeting: Meeting, method: str, first: bool) -> str:
    event, english = meeting.event, meeting.language == "en"
    if method == "CANCEL":
        if english:
            return f"This meeting has been cancelled: {event.title}."
        return f'Mohon maaf, pertemuan "{event.title}" kami batalkan. Waktu pengganti akan kami sampaikan kemudian.'
    span = _span(event, meeting.language, "clash" in meeting.flags)
    if english:
        opening = "You are invited to the following meeting:" if first else "The meeting below has been updated:"
        return f"Dear all,\n\n{opening}\n\n{event.title}\nWhen: {span}\nWhere: {event.location}\n\nKind regards,"
    opening = ("Dengan hormat, kami mengundang Bapak/Ibu untuk hadir pada:" if first
               else "Bersama ini kami sampaikan perubahan pada undangan berikut:")  # fmt: skip
    return (
        f"Yth. Bapak/Ibu,\n\n{opening}\n\nAcara : {event.title}\nHari/tanggal : {span}\n"
        f"Tempat : {event.location}\n\nMohon konfirmasi kehadirannya. Terima kasih."
    )


def _answer_text(meeting: Meeting, who: str, kind: str, proposed: datetime | None) -> str:
    name = names(who)[0]
    if meeting.language == "en":
        verb = {"yes": "has accepted", "no": "has declined", "maybe": "has tentatively accepted"}[kind]
        return f"{name} {verb} this invitation." if proposed is None else f"{name} has proposed a new time."
    if proposed is not None:
        return f"{name} mengusulkan waktu baru: {date_id(proposed)} pukul {proposed:%H.%M}."
    verb = {"yes": "telah menerima undangan ini", "no": "tidak dapat menghadiri undangan ini",
            "maybe": "belum pasti menghadiri undangan ini"}[kind]  # fmt: skip
    return f"{name} {verb}."


def _subject(meeting: Meeting, method: str, first: bool) -> str:
    event = meeting.event
    if event.client == "gmail":
        word = {"id": ("Undangan", "Undangan diperbarui", "Acara dibatalkan"),
                "en": ("Invitation", "Updated invitation", "Cancelled event")}[meeting.language]  # fmt: skip
        kind = word[2] if method == "CANCEL" else word[0] if first else word[1]
        zone = SHOWN_ZONES[event.zone]
        return f"{kind}: {event.title} @ {short_date(event.start, meeting.language)} {event.start:%H.%M} ({zone})"
    if method == "CANCEL":
        return f"{'Cancelled' if meeting.language == 'en' else 'Dibatalkan'}: {event.title}"
    return event.title


def status_of(partstats: dict[str, str], ours: bool, cancelled: bool, countered: bool) -> str:
    """The scheduling axis as the organiser's facts and the answers leave it."""
    if cancelled:
        return "cancelled"
    if countered:
        return "countered"
    mine = [state for key, state in partstats.items() if (key in MAILBOXES) != ours]
    if not ours:
        return {"ACCEPTED": "confirmed", "TENTATIVE": "tentative", "DECLINED": "declined_by_us"}.get(
            mine[0], "proposed"
        )
    if "ACCEPTED" in mine:
        return "confirmed"
    if mine and all(state == "DECLINED" for state in mine):
        return "declined_by_partner"
    return "tentative" if "TENTATIVE" in mine else "proposed"


def _truth(meeting: Meeting) -> EngagementTruth:
    event = meeting.event
    status = status_of(meeting.partstats, meeting.ours, event.cancelled, meeting.countered)
    flags: tuple[str, ...] = ("text_conflict:zone",) if "clash" in meeting.flags else ()
    if not event.cancelled:
        flags += tuple(
            f"outdated_answer:{names(who)[1]}:{state}"
            for who, (sequence, state) in meeting.answers.items()
            if sequence < event.sequence
        )
    return EngagementTruth(event.uid, event.title, status, event.start.astimezone(UTC), meeting.partner,
                           organised_by_us=meeting.ours, flags=flags)  # fmt: skip


def _recorded(meeting: Meeting, now: datetime, promised: tuple[Promised, ...]) -> Recorded | None:
    """Officers recorded what lies over five days back, the next morning: its outcome, who came, what was promised."""
    event = meeting.event
    status = status_of(meeting.partstats, meeting.ours, event.cancelled, meeting.countered)
    if "open" in meeting.flags or status != "confirmed" or event.start > now - timedelta(days=5):
        return None
    by = PEOPLE[PARTNERS[meeting.partner].owner if meeting.partner else "dewi"].address
    at = (event.end + timedelta(days=1)).replace(hour=9, minute=10)
    minutes = f"Membahas {event.title.lower()}. Para pihak sepakat melanjutkan sesuai pembagian tugas."
    said_yes = [key for key, state in meeting.partstats.items() if state == "ACCEPTED"]
    coming = said_yes if meeting.ours else [meeting.organiser, *said_yes]
    return Recorded(
        event.uid, event.start.astimezone(UTC), at.astimezone(UTC), by, "held", minutes, promised,
        present=tuple(names(key)[1] for key in coming if key not in meeting.away),
        absent=tuple(names(key)[1] for key in coming if key in meeting.away),
    )  # fmt: skip


__all__ = ["DOMAIN", "HUMAS", "Meeting", "compile_meetings", "names", "status_of"]
