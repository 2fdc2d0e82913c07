"""The mess of real mail: bounces, out-of-office, winmail.dat, odd charsets, strangers, a spoof, spam, forwards."""

# ruff: noqa: E501  (told as a script)

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from liaison_sync.demo.draft import Draft, Scene
from liaison_sync.demo.mailwriter import Letter, derived, message_id, settled
from liaison_sync.demo.papers import paper
from liaison_sync.demo.placed import FolderName
from liaison_sync.demo.script import compile_script
from liaison_sync.demo.story import AUTHSERV_ID, EVENT, HUMAS, MAILBOX_NAMES, PEOPLE
from liaison_sync.demo.tnef import winmail
from liaison_sync.demo.when import StoryTime, date_id

SCRIPT = """
== kenalan-bahtera | Penawaran kerja sama transportasi laut | box=event
-- cahyo | 1 kam 13.10 | attach=Company_profile.pdf
Selamat siang, perkenalkan saya Cahyo dari Bahtera Jaya. Kami memiliki enam kapal cepat dan ingin menawarkan kerja
sama
angkutan tamu selama festival. Apakah bisa bertemu pekan ini?

== mc-lepas | Penawaran jasa pembawa acara
-- vera | 2 rab 21.05 | attach=Portofolio_Vera.pdf
Halo kak, saya Vera, MC dan moderator dua bahasa. Terlampir portofolio dan tarif saya, siapa tahu cocok untuk
panggung utama.

== warga-parkir | Keluhan parkir saat survei
-- samsul | 1 sen 06.30
Assalamualaikum. Saya Samsul ketua RW 03 Kampung Nelayan. Warga keberatan mobil panitia parkir di depan balai RW waktu
survei kemarin. Mohon lain kali memberi tahu kami dulu.

== spoof | Segera: pembayaran biaya administrasi rekomendasi
-- palsu | 1 jum 02.14
Yth. Panitia, sehubungan dengan rekomendasi kegiatan Saudara, mohon segera mentransfer biaya administrasi
Rp7.500.000 ke
rekening bendahara kami hari ini juga. Bukti transfer dikirim ke alamat ini, jangan menghubungi kantor.

== spoof-domain | Perubahan rekening kas negara
-- hendra | 1 sel 03.41 | auth=fail unsigned
Mohon dicatat perubahan rekening penerimaan. Rincian ada pada lampiran, buka dengan kata sandi 1234.

== spam-kredit | Pinjaman cepat tanpa agunan
-- vera | 5 min 03.12 | junk unsigned silent
Dana cair 15 menit, bunga ringan, tanpa survei. Balas surel ini dengan foto KTP.

== spam-seo | Increase your website ranking
-- thomas | 3 min 04.40 | junk unsigned silent
We can put your website on the first page within seven days, guaranteed.

== terusan-ratna | Undangan diskusi kelompok terpumpun: pariwisata berkelanjutan | end
-- sri | 4 sel 16.10 | hidden to=ratna
Ibu Ratna, kami mengundang Karsa Bahari sebagai penanggap pada diskusi kelompok terpumpun {d:3 kam} pukul 09.00 WIB di
Ruang Rapat Lantai 7. Mohon konfirmasinya.
-- ratna | 4 sel 17.32 | own fwd to=humas
Mbak Dewi, tolong ditindaklanjuti ya. Saya bisa hadir.
-- dewi | 4 rab 08.40 | to=sri
Menindaklanjuti undangan Ibu kepada Ibu Ratna, beliau akan hadir sebagai penanggap. Apakah ada kerangka acuan?
-- sri | 4 rab 14.12 | attach=Kerangka_acuan.pdf
Kerangka acuan terlampir, terima kasih atas kesediaannya.

== terusan-rio | Pertanyaan penonton soal aksesibilitas | end
-- rio | 3 jum 10.02 | fwd
Mbak, ada beberapa penonton bertanya apakah dermaga ramah kursi roda. Boleh saya kutip jawaban resminya?
-- ulfa | 3 jum 11.15
Boleh. Ada jalur landai di sisi barat dan dua toilet difabel; tim pendamping 12 orang siaga sampai pukul 22.00 WITA.
-- rio | 3 jum 11.20
Sip, tayang sore ini.

== dua-kotak | Permohonan audiensi dan kunjungan lapangan | end
-- nyoman | 6 kam 09.14 | both
Kami bermaksud audiensi mengenai pembagian tugas panitia, sekaligus meninjau lokasi panggung. Apakah Rabu depan bisa?
-- dewi | 6 kam 11.00
Bisa, Bu. Rabu pukul 10.00 WITA di lokasi, lalu dilanjutkan makan siang bersama panitia.
-- nyoman | 6 kam 13.31 | both
Baik, sampai bertemu Rabu.

== bento-tanpa-id | foto2 kemarin | box=event end
-- bento | 3 sen 05.50 | noid attach=IMG_0412.jpg,IMG_0415.jpg
Kak ini foto2 aksi kemarin, maaf kirimnya dari warnet.

== internal-cuti | Pembagian piket cuti bersama | end
-- ratna | 6 sen 08.00 | own to=humas
Mohon isi jadwal piket humas untuk cuti bersama, paling lambat Rabu.
-- dewi | 6 sen 10.12 | own to=humas cc=ratna
Saya piket hari pertama dan kedua, Bu.

== balas-inferred | Permintaan kuota undangan tambahan | box=event end
-- tanjung | 4 sen 18.01
Pak Bagus, boleh tambah dua undangan untuk karyawan kedai?
-- bagus | 4 sel 08.31
Boleh Bu, dua undangan tambahan kami siapkan di meja registrasi.
-- tanjung | 4 sel 19.15 | noref
Terima kasih banyak Pak Bagus, semoga acaranya lancar.

== charset-windows | Ucapan terima kasih dan “oleh-oleh” foto | end
-- laras | 2 jum 20.11 | charset=windows-1252 attach=Foto_nelayan.jpg
Mbak Ulfa, ini “oleh-oleh” foto dari kampung nelayan – silakan dipakai dengan kredit Kabar Bahari…
-- ulfa | 1 sen 08.20
Fotonya indah sekali, terima kasih banyak.
"""


def scene(time: StoryTime) -> Scene:
    return Scene((
        *compile_script(SCRIPT, time), *_bounced(time), *_away(time), _winmail(time), _raw_subject(time),
        _unknown_charset(time),
    ))  # fmt: skip


def _bounced(time: StoryTime) -> list[Draft]:
    """We wrote to somebody who left (permanent) and to a full mailbox (temporary)."""
    return [
        *_undelivered(time, "rilis-gilang", "2 kam 14.02", ("Gilang Ramadhan", "gilang@kabarbahari.example"), "kabarbahari",
                      "Undangan pratinjau pameran foto", "5.1.1", "550 5.1.1 User unknown in virtual mailbox table", "failed"),
        *_undelivered(time, "undangan-himpunan", "1 rab 09.22", ("Himpunan Mahasiswa Ilmu Kelautan",
                      "himalaut@students.usraya.example"), "usraya", "Undangan sukarelawan mahasiswa", "4.2.2",
                      "452 4.2.2 Mailbox full", "delayed"),
    ]  # fmt: skip


def _undelivered(
    time: StoryTime, thread: str, told: str, to: tuple[str, str], partner: str, subject: str, status: str, said: str,
    action: str,
) -> list[Draft]:  # fmt: skip
    at = time.at(told)
    text = (f"Yth. {to[0]},\n\nKami mengundang Saudara menghadiri acara kami. Mohon konfirmasi kehadirannya melalui surel "
            "ini.\n\nTerima kasih.")  # fmt: skip
    letter = Letter((MAILBOX_NAMES[HUMAS], HUMAS), (to,), subject, at, text, message_id("gmail", HUMAS, thread))
    ours = Draft(thread, at, ((HUMAS, "Sent"),), partner, "out", letter, b"", letter.message_id, HUMAS, seen=True)
    identity = f"<{derived('dsn', thread)[:20]}@{AUTHSERV_ID}>"
    raw = _report(letter, to[1], status, said, action, identity, time.at(told).replace(second=40))
    bounce = Draft(thread, at.replace(second=40), ((HUMAS, "INBOX"),), None, "in", None, raw, identity,
                   f"mailer-daemon@{AUTHSERV_ID}", automatic="bounce", turn=False, returns=action == "failed")  # fmt: skip
    return [ours, bounce]


def _report(letter: Letter, recipient: str, status: str, said: str, action: str, identity: str, at: datetime) -> bytes:
    """A delivery status notification (RFC 3464) as Postfix words it."""
    word = "could not be delivered" if action == "failed" else "could not be delivered yet, it will be retried"
    human = (
        f"This is the mail system at host {AUTHSERV_ID}.\r\n\r\nYour message {word}:\r\n\r\n<{recipient}>: {said}\r\n"
    )
    status_part = (
        f"Reporting-MTA: dns; {AUTHSERV_ID}\r\nArrival-Date: {format_datetime(letter.at)}\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Remote-MTA: dns; mail.{recipient.rpartition('@')[2]}\r\nDiagnostic-Code: smtp; {said}\r\n"
    )
    headers = (
        f"From: {letter.sender[0]} <{letter.sender[1]}>\r\nTo: <{recipient}>\r\nSubject: {letter.subject}\r\n"
        f"Date: {format_datetime(letter.at)}\r\nMessage-ID: {letter.message_id}\r\n"
    )
    mark = f"=_{derived(identity)[:24]}"
    subject = "Undelivered Mail Returned to Sender" if action == "failed" else "Delayed Mail (still being retried)"
    return (
        f"Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@{AUTHSERV_ID}>\r\nTo: {HUMAS}\r\n"
        f"Subject: {subject}\r\nDate: {format_datetime(at)}\r\nMessage-ID: {identity}\r\nAuto-Submitted: auto-replied\r\n"
        f'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="{mark}"\r\n\r\n'
        f"--{mark}\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n{human}\r\n"
        f"--{mark}\r\nContent-Type: message/delivery-status\r\n\r\n{status_part}\r\n"
        f"--{mark}\r\nContent-Type: text/rfc822-headers\r\n\r\n{headers}\r\n--{mark}--\r\n"
    ).encode()


def _away(time: StoryTime) -> list[Draft]:
    """Out-of-office replies: one names the day of return, one is in English."""
    back = date_id(time.day("-1 sen"))
    return [
        _out_of_office(time, "wulan", "faktur-samudra", 0, "1 rab 09.11", "Balasan otomatis: Faktur pembayaran tahap pertama",
                       f"Terima kasih atas surel Anda. Saya sedang cuti dan akan kembali pada {back}. Untuk hal mendesak"
                       " silakan menghubungi Ibu Mega Fitriani."),
        _out_of_office(time, "erik", "oslo-panel-text", 2, "1 sel 10.21",
                       "Automatic reply: Indonesian translation of the panel texts",
                       "Thank you for your message. I am out of the office on field work and will answer when I am back."),
    ]  # fmt: skip


def _out_of_office(time: StoryTime, who: str, thread: str, number: int, told: str, subject: str, text: str) -> Draft:
    person, at = PEOPLE[who], time.at(told)
    box = EVENT if thread == "faktur-samudra" else HUMAS
    answered = message_id("gmail", box, thread, number)
    letter = Letter((person.name, person.address), ((MAILBOX_NAMES[box], box),), subject, at, text,
                    message_id(person.client, person.address, thread, "away"), client=person.client, in_reply_to=answered,
                    language=person.language,
                    headers=(("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")))  # fmt: skip
    return Draft(thread, at, ((box, "INBOX"),), person.partner, "in", letter, b"", letter.message_id, person.address,
                 automatic="out-of-office", turn=False)  # fmt: skip


def _base(time: StoryTime, who: str, told: str, subject: str, box: str) -> tuple[EmailMessage, str, datetime]:
    person, at = PEOPLE[who], time.at(told)
    identity = message_id(person.client, person.address, subject)
    mail = EmailMessage(policy=SMTP)
    mail["Authentication-Results"] = (
        f"{AUTHSERV_ID}; spf=pass smtp.mailfrom={person.address}; dkim=pass header.d={person.domain};"
        f" dmarc=pass header.from={person.domain}"
    )
    mail["From"], mail["To"], mail["Subject"] = f"{person.name} <{person.address}>", box, subject
    mail["Date"], mail["Message-ID"] = format_datetime(at), identity
    return mail, identity, at


def _drafted(thread: str, who: str, at: datetime, raw: bytes, identity: str, box: str) -> Draft:
    places: tuple[tuple[str, FolderName], ...] = ((box, "INBOX"),)
    person = PEOPLE[who]
    return Draft(thread, at, places, person.partner, "in", None, raw, identity, person.address, closes=True)


def _winmail(time: StoryTime) -> Draft:
    mail, identity, at = _base(time, "mega", "5 rab 17.20", "Lampiran Pasal 7 dan daftar fasilitas", EVENT)
    mail.set_content("Pak Bagus, lampiran Pasal 7 saya kirim terpisah.\n", cte="quoted-printable")
    body = "Pak Bagus, lampiran Pasal 7 saya kirim terpisah."
    stream = winmail("Lampiran Pasal 7", body, (paper("Lampiran Pasal 7.docx", "pasal7"),
                                               paper("Daftar fasilitas.xlsx", "fasilitas")))  # fmt: skip
    mail.add_attachment(stream, "application", "ms-tnef", filename="winmail.dat")
    return _drafted("winmail", "mega", at, settled(mail, derived(identity)), identity, EVENT)


def _raw_subject(time: StoryTime) -> Draft:
    """A device that puts Latin-1 into the Subject without saying so."""
    mail, identity, at = _base(time, "dimas", "4 sen 12.44", "Pindaian SUBJEK", EVENT)
    mail.set_content("Dokumen dipindai dari mesin kantor.\n", charset="us-ascii", cte="7bit")
    scan = paper("Scan0007.pdf", "pindaian")
    mail.add_attachment(scan.content, "application", "pdf", filename=scan.name)
    raw = settled(mail, derived(identity)).replace(b"Pindaian SUBJEK", b"Pindaian caf\xe9 \x96 denah")
    return _drafted("pindaian", "dimas", at, raw, identity, EVENT)


def _unknown_charset(time: StoryTime) -> Draft:
    mail, identity, at = _base(time, "syahbandar", "3 rab 08.05", "Pemberitahuan pasang tertinggi", EVENT)
    mail.set_content(
        f"Diberitahukan pasang tertinggi terjadi {date_id(time.day('-5 sab'))} pukul 17.40 WITA.\n", cte="8bit"
    )
    raw = settled(mail, derived(identity)).replace(b'charset="utf-8"', b'charset="x-office-indo"')
    return _drafted("pasang", "syahbandar", at, raw, identity, EVENT)
