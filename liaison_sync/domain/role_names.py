"""Role addresses and unit names: humas@, "Biro Humas Kementerian X". Often they are the partner: never filtered out."""

from __future__ import annotations

from liaison_sync.domain.value import dataclass

_LOCAL_PARTS = {
    "humas": "Bagian Humas", "pr": "Bagian Humas", "media": "Bagian Media", "press": "Bagian Media",
    "redaksi": "Redaksi", "editor": "Redaksi", "newsroom": "Redaksi", "berita": "Redaksi",
    "sekretariat": "Sekretariat", "secretariat": "Sekretariat", "setjen": "Sekretariat Jenderal", "tu": "Tata Usaha",
    "tatausaha": "Tata Usaha", "persuratan": "Bagian Persuratan", "protokol": "Bagian Protokol",
    "protocol": "Bagian Protokol", "kerjasama": "Bagian Kerja Sama", "partnership": "Bagian Kemitraan",
    "partnerships": "Bagian Kemitraan", "kemitraan": "Bagian Kemitraan", "sponsorship": "Bagian Sponsor",
    "marketing": "Bagian Pemasaran", "sales": "Bagian Pemasaran", "event": "Panitia Acara", "events": "Panitia Acara",
    "panitia": "Panitia", "hrd": "Bagian SDM", "hr": "Bagian SDM", "sdm": "Bagian SDM", "keuangan": "Bagian Keuangan",
    "finance": "Bagian Keuangan", "info": "Pimpinan", "kontak": "Pimpinan", "contact": "Pimpinan",
    "office": "Pimpinan", "admin": "Admin", "cs": "Layanan Pelanggan", "support": "Layanan Pelanggan",
    "layanan": "Bagian Layanan", "helpdesk": "Layanan Pelanggan", "ppid": "PPID", "liaison": "Petugas Penghubung",
    "direksi": "Direksi", "pengurus": "Pengurus", "hello": "Tim", "halo": "Tim", "team": "Tim", "tim": "Tim",
    "dinas": "Kepala Dinas", "ajudan": "Ajudan", "undangan": "Bagian Protokol", "kehumasan": "Bagian Humas",
    "publicrelations": "Bagian Humas", "corcom": "Komunikasi Korporat",
    "corporate.communication": "Komunikasi Korporat",
}  # fmt: skip
_UNIT_WORDS = frozenset(
    """bagian biro humas sekretariat redaksi dinas kementerian kemenko badan lembaga direktorat ditjen setjen itjen
    deputi kedutaan kbri konsulat embassy ministry department office pt cv yayasan foundation universitas university
    institut politeknik panitia tim team admin pemerintah pemprov pemkab pemkot pemda bank komunitas asosiasi
    perkumpulan himpunan persatuan koperasi rumah-sakit rsud rs pusat balai kantor subbag subbagian divisi unit seksi
    customer support newsroom press media marketing sales protokol ppid kepolisian polri polda tni komisi dewan
    perpustakaan museum hotel majelis ikatan federasi unicef unesco undp who asean noreply no-reply info sekolah smp
    sma smk sd fakultas lpdp bumn perusahaan perum redaktur inc ltd gmbh llc group corp corporation company""".split()  # noqa: SIM905
)


# Offices, agencies and posts that stand as names in directories; a ministry is "Kemen…".
_AGENCIES = frozenset(
    """diskominfo kominfo disdik dinkes dishub disparbud disbudpar dispora disnaker disperindag bappeda bappenas bnpb
    bpbd bmkg basarnas ojk kpk bps rri tvri kadin apindo phri pwi dprd dpr mpr dpd kpu bawaslu komnas ombudsman setneg
    setkab kejaksaan kejari kejati pengadilan mahkamah polres polresta polrestabes polsek kodam kodim korem lanud
    lantamal pelindo pertamina pln telkom pelni kelurahan kecamatan kabupaten provinsi pemerintahan paguyuban forum
    jaringan aliansi lsm ormas kjri kedubes kadin wwf unesco undp fao""".split()  # noqa: SIM905
)
_POSTS = frozenset(
    """ketua kepala direktur director sekretaris bendahara manajer manager gubernur bupati walikota rektor dekan camat
    lurah menteri wamen wakil presiden sekjen sesjen sekda sesda dirjen dirut kadis kabag kabid kasubbag kasubdit plt
    plh pj pjs pimpinan pemimpin koordinator asisten staf staff resepsionis receptionist spokesperson jubir
    chairman chairperson kapolri kapolda kapolres kapolresta kapolsek pangdam danrem dandim kajati kajari ketum waketum
    sekum kapus kasi kasubag kaprodi wagub wabup""".split()  # noqa: SIM905
)
_POSTS_OF_TWO = frozenset({("wali", "kota"), ("front", "desk"), ("front", "office"), ("juru", "bicara")})
_POSTS_OF_TWO |= frozenset({("general", "manager"), ("head", "of"), ("account", "executive"), ("duty", "manager")})
_TEAMS = frozenset({"liputan", "kreatif", "acara", "event", "produksi", "komunikasi", "publikasi", "kerja", "kami"})


@dataclass(frozen=True, slots=True)
class Role:
    """What a letter to a role calls its reader; `by_name`: the display name itself names a unit."""

    title: str
    by_name: bool


def role_of(name: str, address: str) -> Role | None:
    """The role behind a display name or an address, or None for a person."""
    if name and _is_unit(name):
        return Role(_unit_title(name), by_name=True)
    local = address.partition("@")[0].lower()
    key = next((part for part in (local, *_pieces(local)) if part in _LOCAL_PARTS), None)
    return Role(_LOCAL_PARTS[key], by_name=False) if key else None


def _pieces(local: str) -> list[str]:
    for separator in "-_+":
        local = local.replace(separator, ".")
    return [piece.rstrip("0123456789") for piece in local.split(".")]


def _is_unit(name: str) -> bool:
    words = [word.strip(".,&").lower() for word in name.split()]
    if words[:1] == ["tim"]:  # a team here, a man's name elsewhere
        return len(words) > 1 and words[1] in _UNIT_WORDS | _TEAMS
    if tuple(words[:2]) in _POSTS_OF_TWO or (words and (words[0] in _POSTS | _AGENCIES or _is_ministry(words[0]))):
        return True
    return bool(words) and (words[0] in _UNIT_WORDS or words[-1] in {"inc", "ltd", "gmbh", "llc", "tbk", "corp"})


def _is_ministry(word: str) -> bool:
    return word.startswith("kemen") and len(word) > 6


def is_post_or_unit(name: str) -> bool:
    """Whether a name is that of a post or unit and no person's: "Kepala Biro Umum", "Humas"."""
    return bool(name) and _is_unit(name)


def _unit_title(name: str) -> str:
    """ "HUMAS Kementerian X" is written "Bagian Humas Kementerian X"; a company is led by its "Pimpinan"."""
    words = name.split()
    first = words[0].strip(".,").lower()
    if first in {"humas", "protokol", "marketing", "media"}:
        return " ".join(["Bagian", words[0].capitalize(), *words[1:]])
    if first in {"pt", "cv", "yayasan", "bank", "universitas", "kementerian", "dinas", "badan", "lembaga", "komunitas"}:
        return f"Pimpinan {name}"
    return name
