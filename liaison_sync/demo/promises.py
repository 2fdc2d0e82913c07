"""What was promised at meetings of the season, one promise a line, by whom and by when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC

from liaison_sync.demo.closings import Promised
from liaison_sync.demo.story import PEOPLE
from liaison_sync.demo.when import StoryTime

# meeting | what | who | by which day | done at (empty: still open)
_TABLE = """
rakor-2 | Susun denah jalur evakuasi dermaga | bagus | 3 jum | 3 kam 15.20
rakor-2 | Terbitkan surat dukungan lintas instansi | hendra | 4 jum | 3 sen 10.05
produksi-1 | Pesan genset cadangan untuk panggung utama | bagus | -1 rab |
produksi-1 | Kirim gambar kerja panggung utama | bowo | 0 jum |
sponsor-temu | Kirim logo sponsor beresolusi tinggi | rendy | 2 rab | 2 sel 09.40
legal-sponsor | Kirim naskah perjanjian yang sudah diparaf | bagus | 2 jum | 1 sen 10.15
lokakarya-media | Kirim rekap peserta lokakarya ke redaksi | ulfa | 1 rab |
lokakarya-media | Kirim tautan liputan peserta lokakarya | laras | 1 kam |
kuliah-umum | Kirim materi paparan dan foto kuliah umum | dewi | 1 jum | 1 kam 15.00
kuliah-umum | Susun rencana kuliah tamu semester depan | dewi | -2 jum |
kuliah-umum | Kirim daftar peserta untuk sertifikat | winda | 0 jum |
"""


def promises(time: StoryTime) -> Mapping[str, tuple[Promised, ...]]:
    """Meeting → what was promised there. KeyError or ValueError where the table names something unknown."""
    found: dict[str, list[Promised]] = defaultdict(list)
    for line in _TABLE.strip().split("\n"):
        meeting, text, owner, due, done = (part.strip() for part in line.split("|"))
        kept = time.at(done).astimezone(UTC) if done else None
        found[meeting].append(Promised(text, PEOPLE[owner].address, time.day(due), kept))
    return {meeting: tuple(each) for meeting, each in found.items()}
