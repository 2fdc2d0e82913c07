"""The cast of the demo: one organisation, its officers, and the partners it liaises with. Nobody here exists.

Every organisation is one label under `.example` (RFC 2606 §2 reserves it), so no address can ever reach anybody. The
list of public suffixes does not know `.example`; by its default rule the last label is then the suffix, and
`kemenmarin.example` a registrable domain like any other. Names such as `kemenmarin.go.id.example` would all
share the registrable domain `id.example`, so they are not used. The two freemail addresses hold an underscore, which
their provider has never allowed: they cannot exist either.
"""

from __future__ import annotations

from typing import Any, Literal

from liaison_sync.domain.value import dataclass

Client = Literal["gmail", "outlook", "yahoo", "zimbra", "apple", "thunderbird"]

ORGANISATION = "Yayasan Karsa Bahari"
DOMAIN = "karsabahari.example"
HUMAS = "humas@karsabahari.example"
EVENT = "event@karsabahari.example"
MAILBOXES = {"humas": HUMAS, "event": EVENT}
MAILBOX_NAMES = {HUMAS: "Humas Karsa Bahari", EVENT: "Event Karsa Bahari"}
AUTHSERV_ID = "mx.karsabahari.example"
FESTIVAL = "Festival Karsa Bahari"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A partner. `kind` as the directory names it, `zone` an IANA name, `country` an ISO 3166 code."""

    id: str
    name: str
    domain: str
    kind: str
    language: str = "id"
    country: str = "ID"
    zone: str = "Asia/Jakarta"
    owner: str = "dewi"
    parent: str | None = None
    clients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes or is written to. `known` is False for those the directory has not met."""

    key: str
    name: str
    address: str
    partner: str | None
    title: str = ""
    client: Client = "gmail"
    language: str = "id"
    phone: str = ""
    role: bool = False
    known: bool = True

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


ORGANISATIONS = (
    Organisation("kemenmarin", "Kementerian Wisata Bahari", "kemenmarin.example", "ministry", owner="dewi"),
    Organisation("dispar-telukbiru", "Dinas Pariwisata Kota Teluk Biru", "dispar-telukbiru.example", "ministry",
                 zone="Asia/Makassar", owner="dewi"),
    Organisation("syahbandar", "Kantor Syahbandar Pelabuhan Teluk Biru", "syahbandar-telukbiru.example", "ministry",
                 zone="Asia/Makassar", owner="bagus"),
    Organisation("kabarbahari", "Harian Kabar Bahari", "kabarbahari.example", "media", owner="ulfa"),
    Organisation("suaranusa", "Suara Nusa TV", "suaranusatv.example", "media", owner="ulfa"),
    Organisation("lensakota", "Lensa Kota", "lensakota.example", "media", owner="ulfa"),
    Organisation("banksamudra", "PT Bank Samudra Sejahtera", "banksamudra.example", "sponsor", owner="bagus"),
    Organisation("arunatel", "PT Aruna Telekomunikasi", "arunatel.example", "sponsor", owner="bagus"),
    Organisation("kopitanjung", "PT Kopi Tanjung Makmur", "kopitanjung.example", "sponsor", owner="bagus"),
    Organisation("cakra", "Cakra Komunika", "cakrakomunika.example", "agency", owner="ulfa", clients=("banksamudra",)),
    Organisation("pantaumedia", "Pantau Media Nusa", "pantaumedia.example", "agency", owner="ulfa"),
    Organisation("panggung", "PT Panggung Kreasi Abadi", "panggungkreasi.example", "agency", owner="bagus"),
    Organisation("pantaibersih", "Komunitas Pantai Bersih", "pantaibersih.example", "community", owner="dewi"),
    Organisation("usraya", "Universitas Samudera Raya", "usraya.example", "education", owner="dewi"),
    Organisation("nordhavet", "Nordhavet Ocean Institute", "nordhavet.example", "foreign", language="en",
                 country="NO", zone="Europe/Oslo", owner="dewi"),
    Organisation("osaki", "Osaki Maritime Museum", "osaki-museum.example", "foreign", language="en",
                 country="JP", zone="Asia/Tokyo", owner="dewi"),
)  # fmt: skip

OFFICERS = (
    Person("ratna", "Ratna Kusumawardhani", f"ratna@{DOMAIN}", None, "Kepala Humas", phone="0811-0000-101"),
    Person("dewi", "Dewi Lestariningsih", f"dewi@{DOMAIN}", None, "Petugas Penghubung", phone="0811-0000-102"),
    Person("bagus", "Bagus Prasetyo", f"bagus@{DOMAIN}", None, "Petugas Kemitraan", phone="0811-0000-103"),
    Person("ulfa", "Maria Ulfa Rahman", f"ulfa@{DOMAIN}", None, "Petugas Media", phone="0811-0000-104"),
    Person("direktur", "Hasan Basri Wibisono", f"direktur@{DOMAIN}", None, "Direktur Eksekutif"),
    Person("keuangan", "Siti Komariah", f"keuangan@{DOMAIN}", None, "Staf Keuangan"),
)

_P = Person
CONTACTS = (
    _P("hendra", "Hendra Wijayakusuma", "hendra.wijaya@kemenmarin.example", "kemenmarin",
       "Kepala Subbagian Hubungan Antarlembaga", "zimbra", phone="(021) 5550-1201"),
    _P("sri", "Dra. Sri Mulyaningrum, M.Si.", "sri.mulyaningrum@kemenmarin.example", "kemenmarin",
       "Kepala Biro Komunikasi Publik", "zimbra"),
    _P("fajar", "Fajar Nugroho", "fajar.nugroho@humas.kemenmarin.example", "kemenmarin",
       "Pranata Humas Ahli Muda", "zimbra", phone="(021) 5550-1217"),
    _P("sekmarin", "Sekretariat Biro Komunikasi Publik", "sekretariat@kemenmarin.example", "kemenmarin",
       client="zimbra", role=True),
    _P("made", "I Made Suardana", "made.suardana@dispar-telukbiru.example", "dispar-telukbiru",
       "Kepala Bidang Promosi", "zimbra", phone="(0399) 555-021"),
    _P("nyoman", "Ni Nyoman Ayu Kartini", "ayu.kartini@dispar-telukbiru.example", "dispar-telukbiru",
       "Analis Kebijakan", "gmail"),
    _P("dispar", "Dinas Pariwisata Kota Teluk Biru", "info@dispar-telukbiru.example", "dispar-telukbiru",
       client="zimbra", role=True),
    _P("baharuddin", "Capt. Baharuddin, M.Mar.", "baharuddin@syahbandar-telukbiru.example", "syahbandar",
       "Kepala Kantor", "zimbra"),
    _P("syahbandar", "Tata Usaha KSOP Teluk Biru", "tu@syahbandar-telukbiru.example", "syahbandar",
       client="zimbra", role=True),
    _P("tigor", "Tigor Simanungkalit", "tigor@kabarbahari.example", "kabarbahari", "Redaktur Pelaksana", "gmail",
       phone="0812-0000-310"),
    _P("laras", "Larasati", "larasati@kabarbahari.example", "kabarbahari", "Reporter", "apple"),
    _P("redaksi", "Redaksi Kabar Bahari", "redaksi@kabarbahari.example", "kabarbahari", client="gmail", role=True),
    _P("yudi", "Yudi Hermawan", "yudi.hermawan@suaranusatv.example", "suaranusa", "Produser Program Pagi", "outlook",
       phone="0813-0000-422"),
    _P("intan", "Intan Permatasari", "intan.permatasari@suaranusatv.example", "suaranusa", "Koordinator Liputan",
       "outlook"),
    _P("rio", "Rio Mandagi", "rio.mandagi@suaranusatv.example", "suaranusa", "Reporter", "apple"),
    _P("nadia", "Nadia Azzahra", "nadia@lensakota.example", "lensakota", "Jurnalis", "gmail"),
    _P("arif", "Arif Budiman", "arif@lensakota.example", "lensakota", "Pemimpin Redaksi", "gmail"),
    _P("wulan", "Wulandari Saputri", "wulandari.saputri@banksamudra.example", "banksamudra",
       "Corporate Communication Officer", "outlook", phone="(021) 5550-7788 ext. 214"),
    _P("gunawan", "Gunawan Tanoto", "gunawan.tanoto@banksamudra.example", "banksamudra",
       "Head of Corporate Affairs", "outlook"),
    _P("mega", "Mega Fitriani", "mega.fitriani@banksamudra.example", "banksamudra", "Legal Officer", "outlook"),
    _P("rendy", "Rendy Kurniawan", "rendy.kurniawan@arunatel.example", "arunatel", "Partnership Manager", "outlook",
       phone="0815-0000-990"),
    _P("cindy", "Cindy Halim", "cindy.halim@arunatel.example", "arunatel", "Brand Activation", "outlook"),
    _P("agus", "Agus", "agus@arunatel.example", "arunatel", "Teknisi Jaringan", "apple"),
    _P("tanjung", "Ibu Tanti Sulistyowati", "tanti@kopitanjung.example", "kopitanjung", "Pemilik", "yahoo",
       phone="0816-0000-151"),
    _P("dimas", "Dimas Anggoro", "dimas.anggoro@kopitanjung.example", "kopitanjung", "Pemasaran", "gmail"),
    _P("sekar", "Sekar Ayuningtyas", "sekar@cakrakomunika.example", "cakra", "Account Director", "gmail",
       phone="0817-0000-616"),
    _P("reza", "Reza Pahlevi", "reza@cakrakomunika.example", "cakra", "Media Relations", "gmail"),
    _P("kliping", "Pantau Media Nusa", "kliping@pantaumedia.example", "pantaumedia", client="thunderbird", role=True),
    _P("ambar", "Ambarwati", "ambarwati@pantaumedia.example", "pantaumedia", "Analis Media", "thunderbird"),
    _P("bowo", "Prabowo Setyadi", "bowo@panggungkreasi.example", "panggung", "Direktur Produksi", "gmail",
       phone="0818-0000-727"),
    _P("lina", "Lina Marlina", "lina@panggungkreasi.example", "panggung", "Administrasi", "gmail"),
    _P("joko", "Joko Susanto", "joko@panggungkreasi.example", "panggung", "Stage Manager", "apple"),
    _P("kadek", "Kadek Ariani", "kadek@pantaibersih.example", "pantaibersih", "Ketua", "gmail"),
    _P("bento", "Bento", "bento@pantaibersih.example", "pantaibersih", "Koordinator Relawan", "yahoo"),
    _P("halo", "Komunitas Pantai Bersih", "halo@pantaibersih.example", "pantaibersih", client="gmail", role=True),
    _P("prof", "Prof. Dr. Ir. Darmawan Sutopo, M.Sc.", "darmawan.sutopo@usraya.example", "usraya",
       "Dekan Fakultas Ilmu Kelautan", "zimbra"),
    _P("winda", "Winda Oktaviani", "winda.oktaviani@usraya.example", "usraya", "Staf Kerja Sama", "gmail"),
    _P("himpunan", "Himpunan Mahasiswa Ilmu Kelautan", "himalaut@students.usraya.example", "usraya",
       client="gmail", role=True),
    _P("ingrid", "Ingrid Solberg", "ingrid.solberg@nordhavet.example", "nordhavet", "Head of Outreach", "outlook",
       "en", phone="+47 55 55 01 20"),
    _P("erik", "Erik Johan Dahl", "erik.dahl@nordhavet.example", "nordhavet", "Senior Researcher", "thunderbird", "en"),
    _P("haruka", "Haruka Mizushima", "mizushima@osaki-museum.example", "osaki", "International Relations",
       "thunderbird", "en"),
    _P("kenji", "Kenji Arai", "arai@osaki-museum.example", "osaki", "Curator", "thunderbird", "en"),
)  # fmt: skip

STRANGERS = (
    _P("cahyo", "Cahyo Widodo", "cahyo.widodo@bahterajaya.example", None, "Manajer Pemasaran", "gmail", known=False),
    _P("vera", "Vera Anggraini", "vera_anggraini.mc@gmail.com", None, "MC & Moderator", "gmail", known=False),
    _P("samsul", "Samsul Arifin", "samsul@kampungnelayan.example", None, "Ketua RW 03", "yahoo", known=False),
    _P("thomas", "Thomas Keller", "t.keller@alpenfilm.example", None, "Producer", "apple", "en", known=False),
    _P("palsu", "Kementerian Wisata Bahari", "biro_kementerianwisatabahari@gmail.com", None, client="gmail",
       known=False),
)  # fmt: skip

PEOPLE = {person.key: person for person in (*OFFICERS, *CONTACTS, *STRANGERS)}
BY_ADDRESS = {person.address: person for person in PEOPLE.values()}
PARTNERS = {organisation.id: organisation for organisation in ORGANISATIONS}


def is_ours(address: str) -> bool:
    """Whether an addr-spec is one of the organisation's own."""
    return address.rpartition("@")[2] == DOMAIN


def partner_of(address: str) -> str | None:
    """The partner id of an addr-spec, by contact or by longest registered domain."""
    if (person := BY_ADDRESS.get(address)) is not None and person.partner is not None:
        return person.partner
    domain = address.rpartition("@")[2]
    hits = [o for o in ORGANISATIONS if domain == o.domain or domain.endswith("." + o.domain)]
    return max(hits, key=lambda o: len(o.domain)).id if hits else None


def directory() -> dict[str, Any]:
    """The cast in the directory file form that `import` reads. Strangers are not in it."""
    return {
        "own": {"domains": [DOMAIN], "addresses": [HUMAS, EVENT, *(o.address for o in OFFICERS)],
                "authserv_id": AUTHSERV_ID},
        "partners": [
            {"id": o.id, "name": o.name, "parent": o.parent, "kind": o.kind, "domains": [o.domain],
             "clients": list(o.clients), "owner": PEOPLE[o.owner].address, "language": o.language, "zone": o.zone,
             "country": o.country}
            for o in ORGANISATIONS
        ],
        "contacts": [
            {"partner": c.partner, "name": c.name, "address": c.address, "kind": "role" if c.role else "person",
             "since": None, "until": None, "language": c.language, "note": "", "title": c.title, "phone": c.phone}
            for c in CONTACTS
        ],
        "threads": [],
    }  # fmt: skip
