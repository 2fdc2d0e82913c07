"""The words of the form an officer fills in after a meeting, in every way people write them (data only)."""

from __future__ import annotations

from typing import Final

from liaison_sync.domain.outcome_answer import Topic


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split("|"))


_LABELS: Final[tuple[tuple[Topic, str], ...]] = (
    ("held", "terlaksana|apakah terlaksana|pelaksanaan|held|was it held"),
    ("result", "hasil|hasil pertemuan|hasil rapat|outcome|result"),
    ("held", "took place|did it take place|did it happen|dilaksanakan|terlaksana atau tidak"),
    ("present", "hadir|yang hadir|peserta|peserta hadir|peserta yang hadir|kehadiran|daftar hadir|dihadiri"),
    ("present", "dihadiri oleh|present|attended|attended by|attendees|attendance|who came|who was there|participants"),
    ("absent", "tidak hadir|yang tidak hadir|absen|berhalangan|berhalangan hadir|tdk hadir|absent|not present"),
    ("absent", "apologies|who did not come|not there|did not attend|regrets"),
    ("place", "tempat|lokasi|tempat/tautan|place|venue|location"),
    ("discussion", "pembahasan|bahasan|yang dibahas|dibahas|diskusi|isi pertemuan|isi rapat|ringkasan|notulen"),
    ("discussion", "catatan rapat|jalannya rapat|jalannya pertemuan|poin pembahasan|pokok pembahasan|hasil pembahasan"),
    ("discussion", "discussed|discussion|what was said|what was discussed|summary|minutes|notes of the meeting|topics"),
    ("decisions", "keputusan|putusan|diputuskan|yang diputuskan|kesimpulan|kesepakatan|disepakati|hasil keputusan"),
    ("decisions", "decided|decisions|decision|conclusions|conclusion|agreed|agreements|what was decided|resolutions"),
    ("actions", "tindak lanjut|tindaklanjut|rencana tindak lanjut|rtl|butir tindakan|aksi|tugas|langkah berikutnya"),
    ("actions", "tindak lanjutnya|action items|action item|actions|next steps|follow up|follow-up|follow ups|to do"),
    ("actions", "follow-ups|todo|to-do"),
    ("internal", "catatan internal|catatan kita|internal|untuk internal|catatan intern|internal notes|internal note"),
    ("internal", "notes internal|our notes|private notes|catatan pribadi"),
    ("why", "alasan|alasannya|sebab|sebabnya|kenapa|mengapa|reason|why"),
)
LABELS: Final[dict[str, Topic]] = {word: topic for topic, words in _LABELS for word in words.split("|")}

# Labels that head a paragraph also where no colon follows.
HEADINGS: Final = _words(
    "pembahasan|keputusan|kesimpulan|tindak lanjut|rencana tindak lanjut|rtl|catatan internal|yang hadir",
    "daftar hadir|peserta yang hadir|tidak hadir|yang tidak hadir|butir tindakan|discussion|discussed",
    "decisions|decided|action items|actions|next steps|internal notes|present|attendees|absent",
)

# Where an answer ends and what it answers begins: names of header fields over a quoted mail.
QUOTED_HEAD: Final = _words(
    "dari|from|dikirim|terkirim|sent|kepada|to|ke|cc|tembusan|subject|subjek|perihal|tanggal|date|reply-to",
)

NOTHING: Final = _words(
    "-|–|—|--|---|.|..|...|…|/|tidak ada|tdk ada|nihil|kosong|none|nothing|n/a|na|nil|no one|nobody|belum ada",
)

YES: Final = _words(
    "ya|iya|y|yes|yep|yup|sudah|terlaksana|jadi|ok|oke|okay|selesai|done|held|took|happened|dilaksanakan|true",
    "✓|✔|✅|v|berlangsung|lancar",
)
NO: Final = _words(
    "tidak|tdk|tak|nggak|ngga|gak|ga|enggak|no|nope|n|not|batal|dibatalkan|cancelled|canceled|gagal|ditunda",
    "diundur|postponed|rescheduled|false|urung|belum|didn't|wasn't|dimundurkan|dijadwalkan|dijadwal|tunda",
    "never",
)
POSTPONED: Final = (
    *("ditunda", "tunda", "diundur", "dimundurkan", "mundur", "dijadwal ulang", "dijadwalkan ulang", "jadwal ulang"),
    *("postponed", "rescheduled", "reschedule", "moved to", "dipindah", "put off", "diganti hari"),
)
WE: Final = _words(
    "kami|kita|humas|we|us|our|ours|tim kami|tim kita|pihak kami|pihak kita|our side|our team",
)
THEY: Final = _words(
    "mitra|mereka|pihak mitra|partner|the partner|they|them|their side|pihak mereka|tamu|narasumber",
)
NO_SHOW: Final = (
    *("tidak hadir", "tdk hadir", "tidak datang", "tdk datang", "tidak muncul", "gak datang", "nggak datang"),
    *("tidak bisa hadir", "berhalangan", "no show", "no-show", "did not come", "didn't come", "did not show"),
    *("didn't show", "not show up", "absen", "absent", "did not attend", "didn't attend", "could not come"),
)
EVERYBODY: Final = (
    *("semua hadir", "semua peserta", "semuanya", "semua", "seluruh peserta", "seluruhnya", "lengkap", "komplit"),
    *("everyone", "everybody", "all present", "all participants", "all of them", "all", "hadir semua"),
)
EXCEPT: Final = ("kecuali", "selain", "except for", "except", "but not", "tanpa", "minus")
FOR: Final = (
    *("mewakili", "menggantikan", "wakil dari", "atas nama", "a.n.", "a/n", "on behalf of", "representing"),
    *("substituting for", "substitute for", "standing in for", "in place of", "instead of", "replacing"),
)
BY: Final = ("diwakili oleh", "diwakili", "diwakilkan kepada", "digantikan oleh", "digantikan", "represented by")
# Said after a name of who came.
ABSENT_WORDS: Final = _words(
    "tidak hadir|tdk hadir|absen|berhalangan|absent|did not come|not present|apologies|izin|sakit",
    "tidak datang",
)
CLOSINGS: Final = (
    *(
        "salam",
        "terima kasih",
        "terimakasih",
        "makasih",
        "hormat",
        "demikian",
        "sekian",
        "wassalam",
        "trims",
        "trm ksh",
    ),
    *("thanks", "thank you", "regards", "best", "kind regards", "best regards", "warm regards", "cheers", "sincerely"),
    *("sent from my", "dikirim dari", "get outlook for", "dapatkan outlook untuk", "yours"),
)
