"""Words for the bulk generator: enough Indonesian and English to search in, put together by chance."""

from __future__ import annotations

from random import Random

TOPICS = ("Permohonan data kunjungan", "Undangan rapat koordinasi", "Penawaran kerja sama", "Konfirmasi kehadiran",
          "Rencana liputan pameran", "Draf nota kesepahaman", "Jadwal gladi bersih", "Usulan narasumber",
          "Tanggapan atas proposal", "Laporan kegiatan bulanan", "Permohonan izin lokasi", "Revisi anggaran publikasi",
          "Request for interview", "Partnership proposal", "Delegation visit", "Press kit and photographs",
          "Travel arrangements", "Follow-up on our meeting", "Pengiriman materi cetak", "Klarifikasi pemberitaan",
          "Pembaruan daftar tamu", "Evaluasi acara", "Peminjaman ruang serbaguna", "Naskah sambutan")  # fmt: skip
STARTS = ("Bersama ini kami sampaikan", "Menindaklanjuti pembicaraan kemarin,", "Mohon bantuan Bapak/Ibu untuk",
          "Kami menunggu kabar mengenai", "Sehubungan dengan persiapan acara,", "Sebagai informasi,",
          "Perlu kami jelaskan bahwa", "We would like to confirm", "Please find attached", "As discussed last week,",
          "Tim kami sudah memeriksa", "Terkait hal tersebut,", "Untuk kelancaran kegiatan,")  # fmt: skip
MIDDLES = ("daftar peserta", "susunan acara", "anggaran publikasi", "materi presentasi", "surat tugas",
           "jadwal kunjungan", "denah lokasi", "naskah sambutan", "perjanjian kerja sama", "data pengunjung",
           "foto dokumentasi", "the final agenda", "the list of speakers", "the signed agreement",
           "kebutuhan akomodasi", "izin keramaian", "rencana liputan", "desain panggung", "bahan siaran pers",
           "konfirmasi narasumber")  # fmt: skip
ENDS = ("masih menunggu persetujuan pimpinan.", "akan kami kirim paling lambat Jumat.",
        "sudah kami terima dengan baik.", "perlu disesuaikan dengan masukan terakhir.",
        "mohon diperiksa kembali sebelum dicetak.",
        "will be shared before the end of the week.", "is still under review on our side.",
        "dapat dibahas pada rapat berikutnya.", "terlampir untuk dipelajari.", "belum lengkap di bagian kedua.",
        "tetap seperti rencana semula.", "kami serahkan kepada panitia daerah.")  # fmt: skip
FIRST = ("Adi", "Bima", "Citra", "Dian", "Eka", "Farah", "Gita", "Hadi", "Indah", "Jaka", "Kartika", "Lestari", "Mira",
         "Novi", "Oki", "Putri", "Raka", "Sari", "Tono", "Umi", "Vino", "Wati", "Yanto", "Zahra")  # fmt: skip
LAST = ("Santoso", "Wijaya", "Siregar", "Nasution", "Halim", "Putra", "Rahayu", "Susilo", "Handoko", "Lubis", "Saputra",
        "Maharani", "Kusuma", "Hidayat", "Anwar", "Simatupang")  # fmt: skip
KINDS = ("Dinas", "Kementerian", "Harian", "PT", "Komunitas", "Universitas", "Balai", "Yayasan", "Radio", "Asosiasi")
PLACES = ("Samudra", "Cakrawala", "Nusa", "Bahtera", "Kencana", "Mandiri", "Sentosa", "Pelita", "Garuda", "Melati",
          "Tirta", "Wira", "Sinar", "Arta", "Buana", "Lentera")  # fmt: skip


def paragraph(rng: Random, sentences: int) -> str:
    pick = rng.random
    return " ".join(
        f"{STARTS[int(pick() * len(STARTS))]} {MIDDLES[int(pick() * len(MIDDLES))]} {ENDS[int(pick() * len(ENDS))]}"
        for _ in range(sentences)
    )
