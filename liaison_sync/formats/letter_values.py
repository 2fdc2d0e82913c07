"""What letters are told: one view model per trigger. Its field names are the names a template may use.

Every text is ready to read in the letter's language; "" means there is nothing to say, None that a value is missing
(the letter is then held).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from liaison_sync.domain.digest import NOTICES
from liaison_sync.formats import approval_letters
from liaison_sync.formats.approval_letters import ApprovalNotedLetter, ApprovalRequestLetter
from liaison_sync.formats.render import names_of


@dataclass(frozen=True, slots=True)
class Guest:
    """Who comes: `role` (title or organisation) and `answer` in words."""

    name: str
    role: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """An earlier meeting: when, what, how it went."""

    date: str
    title: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """An open action item."""

    text: str
    owner: str
    due: str = ""


@dataclass(frozen=True, slots=True)
class NoReplyLetter:
    """`sent_on`: date of our unanswered message; `reminded_on`: of the first reminder (step 2), else ""."""

    salutation: str | None
    topic: str
    sent_on: str
    sender_name: str | None
    organisation: str | None
    step: int = 1
    reminded_on: str = ""


@dataclass(frozen=True, slots=True)
class WeOweLetter:
    """`waiting`: working time since they wrote; `owner_name`: who is responsible (step 2 goes to the lead).

    `partner` is `who` where nobody knows the organisation; `whose`: what tells more of `who` ("" for nothing).
    """

    reader_name: str
    owner_name: str
    partner: str
    who: str
    topic: str
    received_on: str
    waiting: str
    link: str
    step: int = 1
    whose: str = ""


@dataclass(frozen=True, slots=True)
class MeetingSoonLetter:
    """`time` names every reader's zone; `place` and `join_url` are "" where there is none."""

    salutation: str | None
    title: str
    date: str
    time: str
    sender_name: str | None
    organisation: str | None
    place: str = ""
    join_url: str = ""


@dataclass(frozen=True, slots=True)
class RsvpMissingLetter(MeetingSoonLetter):
    """`sent_on`: date of our invitation."""

    sent_on: str = ""


@dataclass(frozen=True, slots=True)
class BriefingLetter:
    """`time` names every reader's zone; `unanswered`: the last mail nobody answered, in one line."""

    reader_name: str
    title: str
    partner: str
    date: str
    time: str
    link: str
    place: str = ""
    join_url: str = ""
    guests: tuple[Guest, ...] = ()
    ours: tuple[Guest, ...] = ()
    talks: tuple[Talk, ...] = ()
    our_promises: tuple[Promise, ...] = ()
    their_promises: tuple[Promise, ...] = ()
    unanswered: str = ""
    files: tuple[Talk, ...] = ()
    step: int = 1


@dataclass(frozen=True, slots=True)
class MinutesMissingLetter:
    """`link` opens the page where they are recorded; `owner_name` as in WeOweLetter."""

    reader_name: str
    owner_name: str
    title: str
    partner: str
    date: str
    time: str
    link: str
    step: int = 1


@dataclass(frozen=True, slots=True)
class OutcomeMissingLetter(MinutesMissingLetter):
    """As MinutesMissingLetter; `invited`: who was asked."""

    invited: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeNotedLetter:
    """What an officer's mail came to. `recorded`: something new was; `refused` why nothing could be, in words.

    `attendance`: name, whom they were represented by (role), presence (answer); `parts`: what the minutes (`version`)
    hold now, title and first words (outcome); `unclear`: field (date), line (title), why (outcome).
    """

    reader_name: str
    link: str
    recorded: bool
    refused: str = ""
    title: str = ""
    date: str = ""
    time: str = ""
    outcome: str = ""
    attendance: tuple[Guest, ...] = ()
    version: int = 0
    parts: tuple[Talk, ...] = ()
    actions: tuple[Promise, ...] = ()
    files: tuple[str, ...] = ()
    unclear: tuple[Talk, ...] = ()


@dataclass(frozen=True, slots=True)
class ThankYouLetter:
    """`promises`: what was agreed and is still open, both sides."""

    salutation: str | None
    title: str
    date: str
    sender_name: str | None
    organisation: str | None
    promises: tuple[Promise, ...] = ()


@dataclass(frozen=True, slots=True)
class MinutesShareLetter(ThankYouLetter):
    """Goes with the minutes as PDF."""


@dataclass(frozen=True, slots=True)
class ActionDueLetter:
    """`owner` is to do `text` by `due`, agreed in the meeting `title` on `date`; step 2: the deadline has passed.

    `to_partner`: it is written to the partner's person (salutation, signature); `theirs`: the partner promised it.
    """

    salutation: str | None
    reader_name: str
    text: str
    owner: str
    due: str
    title: str
    date: str
    partner: str
    link: str
    sender_name: str | None
    organisation: str | None
    to_partner: bool = False
    theirs: bool = False
    step: int = 1


@dataclass(frozen=True, slots=True)
class DormantLetter:
    """Nothing was heard of `partner` for `silence`; `rhythm`: how long it usually was between their messages.

    `who` wrote last, on `heard_on`, about `topic`.
    """

    reader_name: str
    partner: str
    silence: str
    rhythm: str
    who: str
    heard_on: str
    topic: str
    link: str


@dataclass(frozen=True, slots=True)
class DigestLetter:
    """Many notices of one kind at once; `items` are the letters each would have been."""

    reader_name: str
    count: int
    items: tuple[AnyLetter, ...]


AnyLetter = (
    NoReplyLetter
    | WeOweLetter
    | BriefingLetter
    | OutcomeMissingLetter
    | MinutesMissingLetter
    | ThankYouLetter
    | MinutesShareLetter
    | MeetingSoonLetter
    | RsvpMissingLetter
    | ActionDueLetter
    | DormantLetter
)

SAMPLES: Mapping[str, AnyLetter] = {
    "no_reply": NoReplyLetter(
        "Yth. Ibu Rina Wulandari", "Undangan audiensi", "Kamis, 19 November 2026", "Ayu Lestari", "Humas Kita"
    ),
    "we_owe": WeOweLetter(
        "Ayu Lestari",
        "Ayu Lestari",
        "Kementerian X",
        "Rina Wulandari",
        "Permohonan data",
        "Kamis, 19 November 2026 pukul 15.00 WIB",
        "9 jam",
        "https://liaison.kita.or.id/threads/1",
        whose="Kementerian X",
    ),
    "rsvp_missing": RsvpMissingLetter(
        "Yth. Ibu Rina Wulandari",
        "Audiensi",
        "Kamis, 26 November 2026",
        "10.00–11.00 WIB / 11.00–12.00 WITA",
        "Ayu Lestari",
        "Humas Kita",
        "Ruang Rapat Lt. 3",
        "https://meet.example/abc",
        sent_on="Kamis, 19 November 2026",
    ),
    "meeting_soon": MeetingSoonLetter(
        "Yth. Ibu Rina Wulandari",
        "Audiensi",
        "Kamis, 26 November 2026",
        "10.00–11.00 WIB / 11.00–12.00 WITA",
        "Ayu Lestari",
        "Humas Kita",
        "Ruang Rapat Lt. 3",
        "https://meet.example/abc",
    ),
    "briefing": BriefingLetter(
        "Ayu Lestari",
        "Audiensi",
        "Kementerian X",
        "Kamis, 26 November 2026",
        "10.00–11.00 WIB / 11.00–12.00 WITA",
        "https://liaison.kita.or.id/engagements/1",
        "Ruang Rapat Lt. 3",
        "https://meet.example/abc",
        (Guest("Rina Wulandari", "Kepala Biro Humas", "hadir"),),
        (Guest("Ayu Lestari", "Petugas penghubung", "hadir"),),
        (Talk("5 Okt 2026", "Rapat persiapan", "terlaksana"),),
        (Promise("Mengirim rancangan MoU", "Ayu Lestari", "24 Nov 2026"),),
        (Promise("Daftar undangan", "Rina Wulandari"),),
        "“Permohonan data” dari Rina Wulandari, 19 Nov 2026",
        (Talk("18 Nov 2026", "Rancangan MoU.pdf"),),
    ),
    "outcome_missing": OutcomeMissingLetter(
        "Ayu Lestari",
        "Ayu Lestari",
        "Audiensi",
        "Kementerian X",
        "Kamis, 26 November 2026",
        "10.00–11.00 WIB",
        "https://liaison.kita.or.id/engagements/1/outcome",
        invited="Rina Wulandari, Ayu Lestari",
    ),
    "minutes_missing": MinutesMissingLetter(
        "Ayu Lestari",
        "Ayu Lestari",
        "Audiensi",
        "Kementerian X",
        "Kamis, 26 November 2026",
        "10.00–11.00 WIB",
        "https://liaison.kita.or.id/engagements/1",
    ),
    "thank_you": ThankYouLetter(
        "Yth. Ibu Rina Wulandari",
        "Audiensi",
        "Kamis, 26 November 2026",
        "Ayu Lestari",
        "Humas Kita",
        (Promise("Mengirim rancangan MoU", "Ayu Lestari", "1 Des 2026"),),
    ),
    "minutes_share": MinutesShareLetter(
        "Yth. Ibu Rina Wulandari",
        "Audiensi",
        "Kamis, 26 November 2026",
        "Ayu Lestari",
        "Humas Kita",
        (Promise("Mengirim rancangan MoU", "Ayu Lestari", "1 Des 2026"),),
    ),
    "action_due": ActionDueLetter(
        "Ayu Lestari",
        "Ayu Lestari",
        "Mengirim rancangan MoU",
        "Ayu Lestari",
        "Selasa, 1 Desember 2026",
        "Audiensi",
        "Kamis, 26 November 2026",
        "Kementerian X",
        "https://liaison.kita.or.id/engagements/1",
        "Ayu Lestari",
        "Humas Kita",
    ),
    "dormant": DormantLetter(
        "Ayu Lestari",
        "Kementerian X",
        "46 hari",
        "14 hari",
        "Rina Wulandari",
        "Kamis, 8 Oktober 2026",
        "Undangan audiensi",
        "https://liaison.kita.or.id/threads/1",
    ),
}
"""One filled letter per trigger: test data, preview, and the names the linter knows."""

DIGESTS: Mapping[str, DigestLetter] = {
    f"{trigger}_digest": DigestLetter("Ayu Lestari", 2, (SAMPLES[trigger],) * 2) for trigger in sorted(NOTICES)
}
"""Likewise for the notices that are told many at once (domain.digest)."""


Notice = OutcomeNotedLetter | ApprovalRequestLetter | ApprovalNotedLetter
REPLIES: Mapping[str, Notice] = {
    **approval_letters.SAMPLES,
    "outcome_noted": OutcomeNotedLetter(
        "Ayu Lestari",
        "https://liaison.kita.or.id/engagements/1",
        recorded=True,
        title="Audiensi",
        date="Kamis, 26 November 2026",
        time="10.00–11.00 WIB",
        outcome="terlaksana",
        attendance=(Guest("Rina Wulandari", "", "hadir"),),
        version=1,
        parts=(Talk("", "Pembahasan", "Izin lokasi pameran"),),
        actions=(Promise("Mengirim rancangan MoU", "Ayu Lestari", "1 Des 2026"),),
        files=("Daftar hadir.pdf",),
        unclear=(Talk("Tindak lanjut", "Budi – cek – entah kapan", "tenggat tidak terbaca"),),
    ),
}
"""Likewise for the letters that answer an officer's mail, or ask for one."""


def known_names(trigger: str) -> frozenset[str]:
    """The names a template of `trigger` may use; raises KeyError for a trigger without letters."""
    return names_of({**SAMPLES, **DIGESTS, **REPLIES}[trigger])


def values_of(letter: AnyLetter | DigestLetter | Notice) -> dict[str, object]:
    """The values of `letter` by name, as `render` takes them."""
    return {name: getattr(letter, name) for name in letter.__dataclass_fields__}
