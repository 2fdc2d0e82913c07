"""What comes by itself: press clippings each morning, newsletters, and the answers to one invitation."""

# ruff: noqa: E501  (told as a table)

from __future__ import annotations

from liaison_sync.demo.draft import Draft, Scene
from liaison_sync.demo.mailwriter import Letter, message_id
from liaison_sync.demo.papers import paper
from liaison_sync.demo.script import compile_script
from liaison_sync.demo.story import HUMAS, MAILBOX_NAMES
from liaison_sync.demo.when import StoryTime, date_id

HEADLINES = (
    "Kabar Bahari: Nelayan Karang Putih siapkan 40 perahu hias", "Lensa Kota: Rute baru bus wisata ke dermaga",
    "Suara Nusa TV: Latihan gabungan pengamanan laut", "Kabar Bahari: Pasar ikan higienis mulai dibangun",
    "Lensa Kota: Harga sewa penginapan naik menjelang festival", "Kabar Bahari: Relawan angkut 214 kg sampah pantai",
    "Suara Nusa TV: Kisah perajin layar tradisional", "Lensa Kota: Tiket festival, ini penjelasan panitia",
    "Kabar Bahari: Kopi pesisir menembus pasar ekspor", "Suara Nusa TV: Sekolah terapung kembali beroperasi",
    "Lensa Kota: Wali kota tinjau dermaga timur", "Kabar Bahari: Kampus tanam terumbu karang bersama warga",
    "Suara Nusa TV: Musim penyu, wisatawan diminta kurangi lampu",
)  # fmt: skip
BULLETINS = (
    ("usraya", "kabar@usraya.example", "Kabar Kampus", "8 rab 07.00", "Wisuda periode kedua dan pameran karya dosen"),
    ("kemenmarin", "buletin@kemenmarin.example", "Buletin Bahari", "7 jum 08.00", "Sepuluh desa wisata bahari terbaik"),
    ("usraya", "kabar@usraya.example", "Kabar Kampus", "6 rab 07.00", "Kapal riset pulang membawa data arus"),
    ("arunatel", "promo@arunatel.example", "Aruna Bisnis", "5 kam 11.00", "Paket internet kantor, diskon 30%"),
    ("kemenmarin", "buletin@kemenmarin.example", "Buletin Bahari", "3 jum 08.00", "Pedoman acara ramah lingkungan"),
    ("usraya", "kabar@usraya.example", "Kabar Kampus", "2 rab 07.00", "Pendaftaran magang dibuka"),
    ("nordhavet", "news@nordhavet.example", "Nordhavet News", "1 jum 15.00", "New tide gauge in the fjord"),
)

INVITED = """
== undangan-{key} | Undangan pembukaan Festival Karsa Bahari | {flags}
-- dewi | {sent} | to={who} attach=Undangan_pembukaan.pdf
Dengan hormat, kami mengundang {called} pada pembukaan Festival Karsa Bahari, {{d:-5 sab}} pukul 16.00 WITA di Dermaga
Teluk Biru. Mohon konfirmasi kehadiran paling lambat {{d:-2 jum}}.
"""
ANSWER = "-- {who} | {at} |{options}\n{text}\n"
# who, sent, answered, options, text
ANSWERS = (
    ("sri", "2 sen 08.10", "2 rab 10.15", "", "Saya hadir bersama satu staf. Terima kasih atas undangannya."),
    ("made", "2 sen 08.12", "2 sen 13.05", "", "Siap hadir, Bu. Pak Kadis juga dijadwalkan hadir."),
    ("baharuddin", "2 sen 08.14", "2 sel 09.30", "",
     "Mohon maaf saya tidak dapat hadir karena dinas luar. Saya diwakili oleh Kepala Seksi Keselamatan Berlayar."),
    ("tigor", "2 sen 08.16", "2 sen 11.42", "", "InsyaAllah hadir, dua orang dengan fotografer."),
    ("arif", "2 sen 08.18", "2 kam 07.58", "", "Hadir, Mbak. Boleh minta dua kartu parkir?"),
    ("gunawan", "2 sen 08.20", "2 rab 16.20", "cc=wulan", ("Terima kasih. Direktur Utama kami berencana hadir, kepastiannya"
     " kami sampaikan H-7.")),
    ("rendy", "2 sen 08.22", "2 sen 10.01", "", "Hadir Pak Bu, saya dan Bu Cindy."),
    ("tanjung", "2 sen 08.24", "2 sen 19.40", "noref", "Terima kasih undangannya Bu Dewi. Saya datang bersama suami, insyaAllah."),
    ("sekar", "2 sen 08.26", "2 sen 09.12", "", "Pasti hadir! Tim kami tiga orang."),
    ("bowo", "2 sen 08.28", "2 sel 06.50", "", "Kami di belakang panggung Bu, hadir lahir batin."),
    ("kadek", "2 sen 08.30", "2 sen 20.20", "", "Hadir Kak. Relawan sudah siaga sejak pukul 12 siang."),
    ("prof", "2 sen 08.32", "2 kam 06.40", "", "Saya berhalangan karena menguji disertasi. Wakil Dekan akan hadir mewakili."),
    ("ingrid", "2 sen 13.00", "2 sel 15.20", "", "Thank you so much for the invitation. Sadly I cannot travel in that week; may our honorary consul attend in my place?"),
    ("haruka", "2 sen 08.36", "2 sel 10.00", "", "Thank you very much. Dr. Hayashi and four colleagues will attend with great pleasure."),
)  # fmt: skip
CALLED_EN = frozenset({"ingrid", "haruka"})


def scene(time: StoryTime) -> Scene:
    told = "".join(_invited(*answer) for answer in ANSWERS)
    return Scene((*_clippings(time), *_bulletins(time), *compile_script(told, time)))


def _invited(who: str, sent: str, at: str, options: str, text: str) -> str:
    head = INVITED.format(key=who, sent=sent, who=who, flags="end", called="Bapak/Ibu")
    if who in CALLED_EN:
        head = head.replace(
            head.split("\n", 3)[3],
            "It is our honour to invite you to the opening of the festival on {e:-5 sab} at 16:00 (WITA, UTC+8) at the"
            " Teluk Biru pier.\nPlease let us know by {e:-2 jum} whether you can attend.\n",
        ).replace("Undangan pembukaan Festival Karsa Bahari", "Invitation to the opening of Festival Karsa Bahari")
    return head + ANSWER.format(who=who, at=at, options=options, text=text)


def _clippings(time: StoryTime) -> list[Draft]:
    """Four mornings a week, to humas@."""
    drafts = []
    for week in range(8, -1, -1):
        for number, day in enumerate(("sel", "rab", "kam", "jum")):
            told = f"{week} {day} 06.{40 + number}"
            at = time.at(told)
            if at > time.now or (week == 8 and day == "sel"):
                continue
            picks = [HEADLINES[(week * 5 + number * 3 + step) % len(HEADLINES)] for step in range(3)]
            lines = "\n".join(f"{place}. {headline}" for place, headline in enumerate(picks, 1))
            text = f"Kliping media {date_id(at)}\n\n{lines}\n\nBerkas lengkap terlampir."
            drafts.append(_listed("kliping", f"kliping:{told}", f"[Kliping] {date_id(at)}", text, time, told,
                                  ("kliping@pantaumedia.example", "Pantau Media Nusa", "pantaumedia"),
                                  f"Kliping {at:%Y-%m-%d}.pdf"))  # fmt: skip
    return drafts


def _bulletins(time: StoryTime) -> list[Draft]:
    return [
        _listed("buletin", f"buletin:{told}", f"{name}: {title}",
                f"{name}\n\n{title}. Baca selengkapnya di laman kami.\n\nBerhenti berlangganan: balas dengan judul BERHENTI.",
                time, told, (address, name, partner), "")
        for partner, address, name, told, title in BULLETINS
    ]  # fmt: skip


def _listed(
    name: str, thread: str, subject: str, text: str, time: StoryTime, told: str, sender: tuple[str, str, str], file: str
) -> Draft:  # fmt: skip
    address, shown, partner = sender
    at = time.at(told)
    domain = address.rpartition("@")[2]
    headers = (("List-Id", f"{shown} <{name}.{domain}>"), ("List-Unsubscribe", f"<mailto:berhenti@{domain}>"),
               ("Precedence", "list"))  # fmt: skip
    letter = Letter((shown, address), ((MAILBOX_NAMES[HUMAS], HUMAS),), subject, at, text,
                    message_id("thunderbird", address, thread), client="thunderbird", headers=headers,
                    attachments=(paper(file, thread),) if file else ())  # fmt: skip
    return Draft(thread, at, ((HUMAS, "INBOX"),), partner, "in", letter, b"", letter.message_id, address,
                 automatic="list", seen=True, turn=False)  # fmt: skip
