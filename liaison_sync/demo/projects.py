"""The two projects of the office: the festival itself, and the campaign that brings the press to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from liaison_sync.demo.truth import EngagementTruth
from liaison_sync.demo.when import StoryTime
from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A project as its owner (a key of story.PEOPLE) entered it: threads by the story's keys, meetings by their uid."""

    id: str
    name: str
    code: str
    owner: str
    starts: date
    ends: date
    note: str
    partners: tuple[str, ...]
    threads: tuple[str, ...]
    meetings: tuple[str, ...]


_FESTIVAL = """sambutan-menteri protokol izin-keramaian izin-dermaga promosi-bersama proposal-aruna gerai-aruna
    kopi-resmi oslo-exhibition osaki-photo osaki-delegation panggung-utama gladi film-alpen"""
_AT_FESTIVAL = (
    *("Rapat Koordinasi Lintas Instansi II", "Rapat Koordinasi Lintas Instansi III"),
    *("Rapat Koordinasi Lintas Instansi IV", "Survei Lokasi Dermaga Teluk Biru", "Rapat Teknis Dinas dan Panitia"),
    *("Rapat Pengamanan dan Lalu Lintas", "Arahan Keselamatan Pelayaran Acara Massal"),
    *("Rapat Produksi Panggung Utama", "Rapat Produksi Panggung Utama II", "Delegation visit planning"),
    *("Loan agreement review", "Pembekalan Koordinator Relawan"),
)
_CAMPAIGN = "konpers-1 akreditasi akreditasi-tv liputan-pagi klarifikasi-tiket embargo strategi-cakra pemengaruh"
_IN_CAMPAIGN = (
    *("Rapat Persiapan Konferensi Pers", "Lokakarya Peliput Muda", "Kunjungan Media ke Desa Nelayan"),
    *("Strategi Media Sponsor", "Bincang Pagi: Wisata Bahari"),
)


def undertakings(time: StoryTime, engagements: Iterable[EngagementTruth]) -> tuple[Undertaking, ...]:
    """Both, with what belongs to them."""
    uids = {one.title: one.uid for one in engagements}
    opening = time.day("-5 sab")
    festival = Undertaking(
        "festival-karsa-bahari",
        f"Festival Karsa Bahari {opening.year}",
        f"FKB{opening:%y}",
        "bagus",
        opening,
        time.day("-5 min"),
        "Dermaga Teluk Biru, dua hari. Rapat koordinasi setiap Kamis.",
        ("kemenmarin", "dispar-telukbiru", "syahbandar", "banksamudra"),
        tuple(_FESTIVAL.split()),
        tuple(uids[title] for title in _AT_FESTIVAL),
    )
    campaign = Undertaking(
        "kampanye-media",
        f"Kampanye media {opening.year}",
        f"KM{opening:%y}",
        "ulfa",
        time.day("6 sen"),
        time.day("-4 jum"),
        "",
        ("kabarbahari", "suaranusa", "lensakota", "pantaumedia"),
        tuple(_CAMPAIGN.split()),
        tuple(uids[title] for title in _IN_CAMPAIGN),
    )
    return festival, campaign
