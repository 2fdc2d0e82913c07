"""Two series: our weekly coordination with its exceptions, and the bank's fortnightly call."""

# ruff: noqa: E501  (told as a table)

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from liaison_sync.demo.draft import Draft, Scene
from liaison_sync.demo.invites import Event, ics
from liaison_sync.demo.mailwriter import Letter, derived, message_id
from liaison_sync.demo.meetings import names
from liaison_sync.demo.placed import FolderName
from liaison_sync.demo.quoting import Names
from liaison_sync.demo.story import EVENT, is_ours, partner_of
from liaison_sync.demo.truth import EngagementTruth
from liaison_sync.demo.when import StoryTime, date_id

WEEKLY = "Rapat mingguan panitia dan mitra produksi"
FORTNIGHTLY = "Sinkronisasi dua mingguan sponsor utama"


def scene(time: StoryTime) -> Scene:
    weekly, fortnightly = _weekly(time), _fortnightly(time)
    return Scene(weekly.drafts + fortnightly.drafts, weekly.engagements + fortnightly.engagements)


def _mail(
    thread: str, number: int, sender: Names, to: tuple[Names, ...], at: datetime, subject: str, text: str, method: str,
    event: Event, partner: str, first: str | None, client: str,
) -> Draft:  # fmt: skip
    ours = sender[1] == EVENT
    letter = Letter(sender, to, subject, at, text, message_id(client, sender[1], thread, number), client=client,
                    references=(first,) if first else (), in_reply_to=first,
                    calendar=(method, ics(method, (replace(event, stamp=at),))))  # fmt: skip
    folder: FolderName = "Sent" if ours else "INBOX"
    return Draft(thread, at, ((EVENT, folder),), partner if ours else partner_of(sender[1]), "out" if ours else "in", letter, b"", letter.message_id,
                 sender[1], seen=ours, turn=False, itip=1, calendar=_meaning(event, method, ours))  # fmt: skip


def _meaning(event: Event, method: str, ours: bool) -> Literal["asks", "answers", "ends", "informs"]:
    """What this component means for whose turn it is."""
    if method == "REPLY":
        return "answers"
    if method == "CANCEL":
        return "ends"
    asked = [state for (_, address), state in event.attendees if is_ours(address) != ours]
    return "asks" if "NEEDS-ACTION" in asked else "informs"


def _weekly(time: StoryTime) -> Scene:
    """Every Thursday for twelve weeks; one skipped, one moved to Friday, one cancelled; two partners answer."""
    us, bowo, kadek = names("event"), names("bowo"), names("kadek")
    thread, start = "seri:mingguan", time.at("7 kam 08.30")
    uid = derived("uid", thread)[:26] + "@karsabahari.example"
    asked = ((bowo, "NEEDS-ACTION"), (kadek, "NEEDS-ACTION"))
    master = Event(uid, WEEKLY, start, start + timedelta(hours=1), "Asia/Jakarta", us, asked, start, 0,
                   "Kantor Karsa Bahari, Ruang Karang", client="karsa", rrule="FREQ=WEEKLY;COUNT=12;BYDAY=TH")  # fmt: skip
    skipped, moved, cancelled = (time.at(told) for told in ("4 kam 08.30", "2 kam 08.30", "0 kam 08.30"))
    override = replace(master, rrule="", recurrence=moved, start=time.at("2 jum 13.30"), end=time.at("2 jum 14.30"))
    gone = replace(master, rrule="", recurrence=cancelled, start=cancelled, end=cancelled + timedelta(hours=1),
                   sequence=2, cancelled=True)  # fmt: skip
    updated = replace(master, sequence=1, exdates=(skipped,))
    invite = (
        f"Yth. Bapak/Ibu,\n\nRapat mingguan dimulai {date_id(start)} pukul 08.30 WIB, setiap Kamis selama 12 pekan."
    )
    told: tuple[tuple[Names, tuple[Names, ...], str, str, str, str, Event], ...] = (
        (us, (bowo, kadek), "8 jum 14.00", WEEKLY, invite, "REQUEST", master),
        (bowo, (us,), "8 jum 15.21", f"Diterima: {WEEKLY}", "Siap hadir.", "REPLY",
         replace(master, attendees=((bowo, "ACCEPTED"),), rrule="")),
        (kadek, (us,), "8 jum 19.40", f"Tentatif: {WEEKLY}", "Saya usahakan ya.", "REPLY",
         replace(master, attendees=((kadek, "TENTATIVE"),), rrule="")),
        (us, (bowo, kadek), "5 jum 10.00", WEEKLY, f"Rapat {date_id(skipped)} ditiadakan karena aula dipakai.", "REQUEST",
         replace(updated, attendees=((bowo, "ACCEPTED"), (kadek, "TENTATIVE")))),
        (us, (bowo, kadek), "3 jum 09.00", WEEKLY, (f"Khusus pekan depan rapat dipindah ke {date_id(override.start)} pukul"
         " 13.30 WIB."), "REQUEST", replace(override, sequence=1)),
        (bowo, (us,), "3 jum 09.31", f"Diterima: {WEEKLY}", "Jumat bisa.", "REPLY",
         replace(override, sequence=1, attendees=((bowo, "ACCEPTED"),))),
        (us, (bowo, kadek), "0 sen 16.10", f"Dibatalkan: {WEEKLY}", (f"Rapat {date_id(cancelled)} dibatalkan, panitia"
         " survei lapangan."), "CANCEL", gone),
    )  # fmt: skip
    drafts = _played(thread, told, time, "panggung", {us: "karsa", bowo: "gmail", kadek: "gmail"})
    kept = tuple(day for n in range(12) if (day := start + timedelta(weeks=n)) not in (skipped, moved, cancelled))
    truth = [_true(uid, WEEKLY, "confirmed", start, "panggung", True, kept),
             _true(uid, WEEKLY, "confirmed", override.start, "panggung", True, recurrence=moved),
             _true(uid, WEEKLY, "cancelled", cancelled, "panggung", True, recurrence=cancelled)]  # fmt: skip
    return Scene(drafts, tuple(truth))


def _fortnightly(time: StoryTime) -> Scene:
    """The bank invites every second Tuesday; we accept; one instance gets another hour."""
    us, wulan = names("event"), names("wulan")
    thread, start = "seri:bank", time.at("6 sel 16.00")
    uid = derived("uid", thread)[:32].upper() + "@banksamudra.example"
    asked = ((wulan, "ACCEPTED"), (us, "NEEDS-ACTION"))
    master = Event(uid, FORTNIGHTLY, start, start + timedelta(minutes=30), "Asia/Jakarta", wulan, asked, start, 0,
                   "Microsoft Teams", client="outlook", rrule="FREQ=WEEKLY;INTERVAL=2;COUNT=8;BYDAY=TU")  # fmt: skip
    moved = time.at("2 sel 16.00")
    override = replace(master, rrule="", recurrence=moved, start=time.at("2 sel 11.00"), end=time.at("2 sel 11.30"),
                       sequence=1)  # fmt: skip
    text = "Dear Pak Bagus,\n\nKami jadwalkan sinkronisasi singkat dua mingguan agar persiapan sponsor berjalan lancar."
    told: tuple[tuple[Names, tuple[Names, ...], str, str, str, str, Event], ...] = (
        (wulan, (us,), "7 jum 11.00", FORTNIGHTLY, text, "REQUEST", master),
        (us, (wulan,), "7 jum 13.00", f"Diterima: {FORTNIGHTLY}", "Diterima.", "REPLY",
         replace(master, attendees=((us, "ACCEPTED"),), rrule="")),
        (wulan, (us,), "3 kam 15.20", FORTNIGHTLY, "Pekan depan dimajukan ke pukul 11.00 WIB ya Pak.", "REQUEST", override),
        (us, (wulan,), "3 kam 15.45", f"Diterima: {FORTNIGHTLY}", "Diterima.", "REPLY",
         replace(override, attendees=((us, "ACCEPTED"),))),
    )  # fmt: skip
    drafts = _played(thread, told, time, "banksamudra", {us: "karsa", wulan: "outlook"})
    kept = tuple(day for n in range(8) if (day := start + timedelta(weeks=2 * n)) != moved)
    truth = [_true(uid, FORTNIGHTLY, "confirmed", start, "banksamudra", False, kept),
             _true(uid, FORTNIGHTLY, "confirmed", override.start, "banksamudra", False, recurrence=moved)]  # fmt: skip
    return Scene(drafts, tuple(truth))


def _played(
    thread: str, told: tuple[tuple[Names, tuple[Names, ...], str, str, str, str, Event], ...], time: StoryTime,
    partner: str, clients: dict[Names, str],
) -> tuple[Draft, ...]:  # fmt: skip
    drafts: list[Draft] = []
    for number, (sender, to, at, subject, text, method, event) in enumerate(told):
        first = drafts[0].message_id if drafts else None
        drafts.append(_mail(thread, number, sender, to, time.at(at), subject, text, method, event, partner, first,
                            clients[sender]))  # fmt: skip
    return tuple(drafts)


def _true(
    uid: str, title: str, status: str, start: datetime, partner: str, ours: bool, instances: tuple[datetime, ...] = (),
    recurrence: datetime | None = None,
) -> EngagementTruth:  # fmt: skip
    instant = recurrence.astimezone(UTC) if recurrence is not None else None
    kept = tuple(one.astimezone(UTC) for one in instances)
    return EngagementTruth(
        uid, title, status, start.astimezone(UTC), partner, instant, ours, bool(kept), instances=kept
    )
