"""One filled letter per template: test data, preview, and the names the linter knows."""

from __future__ import annotations

from collections.abc import Mapping

from liaison_sync.domain.digest import NOTICES
from liaison_sync.formats import approval_letters, campaign_letters
from liaison_sync.formats.letter_values import (
    ActionDueLetter,
    AnyLetter,
    BriefingLetter,
    Check,
    DigestLetter,
    DormantLetter,
    FeedbackRequestLetter,
    Guest,
    MeetingSoonLetter,
    MinutesMissingLetter,
    MinutesShareLetter,
    NoReplyLetter,
    Notice,
    OutcomeMissingLetter,
    OutcomeNotedLetter,
    Promise,
    RsvpMissingLetter,
    Talk,
    ThankYouLetter,
    WeOweLetter,
)
from liaison_sync.formats.render import names_of

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
        checks=(Check("Hari di teks tidak cocok dengan tanggalnya"),),
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
        said="“Terima kasih atas pertemuan tadi.” (rina@kementerian.example, 26 November 2026)",
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
    "feedback_request": FeedbackRequestLetter(
        "Yth. Ibu Rina Wulandari",
        "Audiensi",
        "Kamis, 26 November 2026",
        "Ayu Lestari",
        "Humas Kita",
        "https://liaison.kita.or.id/feedback/personal-link",
        "Rabu, 30 Desember 2026",
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
    "sequence": campaign_letters.SAMPLE,
}
"""One filled letter per trigger: test data, preview, and the names the linter knows."""

DIGESTS: Mapping[str, DigestLetter] = {
    f"{trigger}_digest": DigestLetter("Ayu Lestari", 2, (SAMPLES[trigger],) * 2) for trigger in sorted(NOTICES)
}
"""Likewise for the notices that are told many at once (domain.digest)."""


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
