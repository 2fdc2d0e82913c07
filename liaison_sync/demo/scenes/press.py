"""The press: interviews, coverage, corrections, press conferences."""

# ruff: noqa: E501  (told as a script)

from __future__ import annotations

from liaison_sync.demo.draft import Scene
from liaison_sync.demo.script import compile_script
from liaison_sync.demo.when import StoryTime

SCRIPT = """
== wawancara-direktur | Permohonan wawancara Direktur Eksekutif | end
-- laras | 7 rab 09.41
Saya Larasati dari Kabar Bahari. Kami sedang menyiapkan tulisan panjang tentang desa nelayan yang mulai hidup dari
wisata. Apakah Bapak Hasan berkenan diwawancarai pekan depan, sekitar 45 menit? Bisa daring atau tatap muka.
-- ulfa | 7 rab 13.20
Terima kasih atas ketertarikannya. Bapak Hasan bersedia, mohon kirim daftar pertanyaan paling lambat {d:7 jum}
supaya bisa kami siapkan datanya. Waktu yang tersedia: {d:6 sel} pukul 14.00 WIB.
-- laras | 7 kam 19.02 | attach=Daftar_pertanyaan_wawancara.docx
Siap Mbak, daftar pertanyaan saya lampirkan ya. Selasa jam 2 oke, saya datang bersama fotografer.
-- ulfa | 7 jum 08.55
Baik, kami tunggu di kantor lantai 2. Parkir tamu di sisi timur.
-- laras | 5 sen 21.17
Mbak Ulfa, tulisannya tayang hari ini di halaman 8 dan versi daring. Terima kasih banyak ya, salam untuk Pak Hasan.

== liputan-pagi | Liputan langsung program "Pagi Nusa" dari lokasi festival
-- yudi | 4 sel 10.05 | cc=intan meeting
Kami berencana siaran langsung program Pagi Nusa dari Dermaga Teluk Biru pada hari pertama festival, {d:-5 sab}, pukul
06.30–07.30 WITA. Mohon informasi: titik yang boleh dipakai, sumber listrik, serta narasumber yang dapat hadir pagi
itu.
-- ulfa | 4 rab 09.12
Senang sekali mendengarnya. Titik yang kami sarankan pelataran timur dermaga, listrik 5.500 VA tersedia. Untuk
narasumber
kami usulkan Ibu Ratna dan seorang nelayan peserta lomba perahu hias.
-- yudi | 4 rab 15.48 | cc=intan attach=Rundown_Pagi_Nusa_draf1.pdf
Draf susunan acara terlampir, Mbak. Mohon dicek nama dan jabatan narasumbernya. Kru kami 9 orang dengan satu mobil
SNG,
perlu izin masuk dermaga sejak pukul 03.00.
-- ulfa | 3 sen 10.30
Nama dan jabatan sudah sesuai. Untuk izin mobil SNG kami teruskan ke syahbandar, kabarnya kami sampaikan segera.
-- intan | 1 kam 14.26
Mbak Ulfa, menyambung surel Mas Yudi: apakah izin masuk dermaga pukul 03.00 sudah ada jawaban? Kami harus mengunci
jadwal mobil SNG paling lambat pekan ini karena ada permintaan dari daerah lain.

== klarifikasi-tiket | Klarifikasi berita "Tiket festival naik dua kali lipat" | end
-- ulfa | 3 kam 08.10 | to=arif,nadia attach=Daftar_harga_tiket_resmi.pdf
Menanggapi berita Lensa Kota tanggal {t:3 rab} berjudul "Tiket Festival Karsa Bahari naik dua kali lipat", kami
sampaikan
bahwa harga tiket harian tetap Rp25.000 seperti tahun lalu. Yang naik adalah paket tur kapal oleh pihak ketiga.
Kami mohon
berita tersebut diperbaiki dan memuat penjelasan ini, sesuai hak jawab dalam Pedoman Pemberitaan Media Siber.
-- nadia | 3 kam 11.52 | cc=arif
Terima kasih penjelasannya, Mbak. Data itu saya dapat dari laman agen perjalanan. Saya diskusikan dulu dengan Mas
Arif,
kabarnya hari ini juga.
-- arif | 3 kam 17.30
Ibu Ulfa, kami sudah memperbarui berita, menambahkan ralat di bagian bawah, dan memuat hak jawab secara utuh. Mohon
maaf
atas kekeliruan ini.
-- ulfa | 3 jum 09.03
Terima kasih, Mas Arif. Perbaikannya sudah kami baca dan sesuai. Semoga ke depan kami bisa dihubungi lebih dulu, nomor
saya ada di bawah dan selalu aktif. Apakah Lensa Kota berkenan mengirim satu tim untuk kunjungan media bulan depan?

== konpers-1 | Undangan konferensi pers: peluncuran Festival Karsa Bahari {y:-5 sab} | end
-- ulfa | 5 rab 10.00 | to=redaksi cc=intan,nadia,reza attach=Undangan_konferensi_pers.pdf
Kami mengundang rekan media menghadiri konferensi pers peluncuran Festival Karsa Bahari, {d:4 kam} pukul 10.00 WIB
di Aula
Lantai 3. Narasumber: Direktur Eksekutif, Kepala Biro Komunikasi Publik Kementerian Wisata Bahari, dan Kepala Dinas
Pariwisata Kota Teluk Biru. Mohon konfirmasi nama yang hadir paling lambat {d:4 sel}.
-- redaksi | 5 kam 08.22
Hadir: Larasati (reporter) dan Gilang (fotografer).
-- intan | 5 kam 09.40 | to=humas
Suara Nusa TV hadir, Rio Mandagi dan satu juru kamera.
-- nadia | 4 sen 12.15
Lensa Kota kirim satu orang, saya sendiri. Apakah bahan siaran pers bisa dikirim setelah acara?
-- ulfa | 4 kam 13.45 | to=redaksi cc=intan,nadia,reza attach=Siaran_pers_peluncuran_festival.docx,Foto_konferensi_pers.jpg
Terima kasih atas kehadiran rekan-rekan. Siaran pers dan foto terlampir. Foto beresolusi tinggi dapat diminta
kepada saya.

== foto-arsip | Permintaan foto arsip festival tahun lalu | end
-- rio | 6 kam 15.05
Mbak, minta tolong foto arsip lomba perahu hias tahun lalu 5 lembar buat tayangan kilas balik. Deadline besok siang.
-- ulfa | 6 kam 16.20 | attach=Perahu_hias_01.jpg,Perahu_hias_02.jpg,Perahu_hias_03.jpg
Terlampir tiga lembar yang paling tajam, Mas. Mohon cantumkan kredit "Dok. Karsa Bahari".
-- rio | 6 kam 16.34
Mantap, makasih Mbak! Kredit pasti dicantumkan.

== kolom-opini | Tawaran menulis kolom opini
-- tigor | 2 rab 10.48
Kabar Bahari membuka ruang opini edisi akhir pekan bertema ekonomi biru. Kami ingin mengundang Bapak Hasan Basri
menulis
850 kata. Naskah kami harapkan masuk {d:0 kam}. Apakah beliau bersedia?
-- ulfa | 2 rab 14.02
Bapak Hasan berminat, Bang. Temanya sedang kami bahas dengan beliau, apakah boleh mengangkat pengelolaan sampah
laut di
lokasi acara besar?
-- tigor | 2 kam 09.30
Boleh sekali, justru menarik kalau ada angkanya. Jangan lupa foto penulis dan biodata dua kalimat.
-- tigor | 0 sen 09.05
Mbak Ulfa, sekadar mengingatkan naskah kolom Pak Hasan kami tunggu Kamis. Apakah sudah ada gambarannya?

== siniar | Undangan siniar "Ombak Kota" Lensa Kota | end
-- arif | 6 sel 09.00
Kami punya siniar mingguan "Ombak Kota". Untuk edisi pekan depan kami ingin mengobrol santai dengan tim kurator
festival,
rekaman 40 menit di studio kami. Siapa kira-kira yang cocok?
-- ulfa | 6 sel 11.25
Kami usulkan Mbak Dewi Lestariningsih, beliau yang menyusun program komunitas. Rekaman bisa {d:5 kam} pukul 15.00 WIB?
-- arif | 6 sel 13.10
Cocok. Sampai ketemu Kamis, alamat studio menyusul lewat pesan.

== akreditasi | Akreditasi peliput Festival Karsa Bahari
-- ulfa | 2 sel 08.30 | to=redaksi attach=Formulir_akreditasi.xlsx
Pendaftaran akreditasi peliput festival sudah dibuka. Mohon isi formulir terlampir beserta pasfoto dan salinan
kartu pers,
kami terima sampai {d:-1 jum}. Tiap media mendapat paling banyak empat kartu.
-- redaksi | 2 rab 13.47 | attach=Akreditasi_Kabar_Bahari.xlsx
Terlampir formulir untuk tiga orang. Kartu pers Gilang sedang diperpanjang, boleh menyusul?
-- ulfa | 2 kam 09.15
Boleh menyusul, paling lambat {d:0 jum}. Dua nama lainnya sudah kami setujui.

== akreditasi-tv | Akreditasi peliput Festival Karsa Bahari
-- ulfa | 2 sel 08.34 | to=intan attach=Formulir_akreditasi.xlsx
Pendaftaran akreditasi peliput festival sudah dibuka. Mohon isi formulir terlampir untuk kru siaran langsung dan kru
liputan secara terpisah, kami terima sampai {d:-1 jum}.

== data-pengunjung | Data jumlah pengunjung festival lima tahun terakhir
-- nadia | 1 rab 20.44
Mbak Ulfa, saya butuh angka pengunjung festival lima tahun terakhir beserta asal daerahnya untuk grafik. Kalau ada
versi
spreadsheet lebih enak. Rencana tayang Rabu pekan ini.

== ralat-nama | Ralat penulisan nama pada berita hari ini | end
-- ulfa | 5 jum 09.20 | to=redaksi
Pada berita halaman 3 hari ini nama Kepala Biro tertulis "Sri Mulyaningsih", seharusnya Dra. Sri Mulyaningrum, M.Si.
Mohon dapat diralat pada edisi besok dan versi daring segera diperbaiki.
-- redaksi | 5 jum 10.02
Mohon maaf, versi daring sudah kami perbaiki. Ralat cetak naik besok di halaman yang sama.

== embargo | Bahan embargo: pengumuman penampil utama
-- ulfa | 1 sel 09.30 | to=tigor cc=laras attach=Bahan_embargo_penampil.pdf
Terlampir bahan pengumuman penampil utama, dengan embargo sampai {d:-1 sen} pukul 12.00 WIB. Mohon balas surel ini
sebagai
tanda setuju dengan embargo sebelum bahan dipakai.
"""


def scene(time: StoryTime) -> Scene:
    return Scene(compile_script(SCRIPT, time))
