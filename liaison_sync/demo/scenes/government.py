"""Ministries and offices: official letters with Nomor and Perihal, data requests, permits, speeches."""

from __future__ import annotations

from liaison_sync.demo.draft import Scene
from liaison_sync.demo.script import compile_script
from liaison_sync.demo.when import StoryTime

SCRIPT = """
== surat-data | Surat permohonan data kegiatan | end
-- sekmarin | 7 sen 10.22 | both attach=Surat_418.pdf
Kepada Yth.
Pimpinan Yayasan Karsa Bahari,

Nomor : B-418/HM.02/{rom:7 sen}
Lampiran : 1 (satu) berkas
Perihal : Permohonan data kegiatan bahari

Dalam rangka penyusunan kalender wisata bahari nasional, kami mohon data kegiatan yang akan diselenggarakan tahun
depan
beserta perkiraan jumlah pengunjung, paling lambat {d:6 rab}.
-- dewi | 6 sel 14.20 | attach=Balasan_027.pdf,Data_kegiatan.xlsx
Yth. Kepala Biro Komunikasi Publik,

Nomor : 027/KB-HM/{rom:6 sel}
Perihal : Data kegiatan bahari

Menindaklanjuti surat Saudara nomor B-418/HM.02/{rom:7 sen}, bersama ini kami sampaikan data kegiatan terlampir.
-- sekmarin | 6 rab 08.31
Data sudah kami terima dengan lengkap dan diteruskan kepada tim kalender wisata.

== surat-susulan | Kekurangan data kegiatan bahari | end
-- sekmarin | 4 rab 09.02 | attach=Surat_502.pdf
Kepada Yth.
Pimpinan Yayasan Karsa Bahari,

Nomor : B-502/HM.02/{rom:4 rab}
Perihal : Kekurangan data kegiatan bahari

Menindaklanjuti surat Saudara nomor 027/KB-HM/{rom:6 sel}, mohon dilengkapi koordinat lokasi dan nama penanggung jawab
setiap kegiatan.
-- dewi | 4 kam 13.15 | attach=Data_kegiatan_lengkap.xlsx
Koordinat dan penanggung jawab sudah kami tambahkan pada lembar kedua. Mohon dikabari bila masih ada yang kurang.

== sambutan-menteri | Naskah sambutan pembukaan festival
-- fajar | 3 rab 15.05
Mbak Dewi, Bapak Menteri direncanakan memberi sambutan 7 menit pada pembukaan. Mohon bahan: sejarah singkat festival,
angka ekonomi, dan nama tokoh yang perlu disapa.
-- dewi | 3 jum 10.30 | attach=Bahan_sambutan.docx
Bahan terlampir. Urutan sapaan sudah kami cocokkan dengan protokol pemerintah kota.
-- fajar | 2 sen 16.47
Terima kasih, lengkap sekali. Satu lagi, apakah ada capaian pengurangan sampah yang bisa disebut? Angkanya harus bisa
dipertanggungjawabkan.
-- dewi | 2 sel 09.20
Tahun lalu terkumpul 3,4 ton, ditimbang bersama Dinas Lingkungan Hidup. Berita acaranya bisa kami kirim bila
diperlukan.
-- fajar | 1 kam 15.12
Mbak, mohon dikirim berita acaranya ya. Naskah harus naik ke Sekretaris Jenderal {d:0 rab}.

== protokol | Protokol kedatangan Bapak Menteri
-- hendra | 2 jum 13.40 | cc=fajar
Mohon denah lokasi pembukaan, jalur kedatangan dari bandara, ruang tunggu VIP, serta daftar penyambut. Tim
pendahulu kami
enam orang akan tiba H-2.
-- dewi | 1 sen 11.00 | cc=fajar attach=Denah_lokasi.pdf,Daftar_penyambut.xlsx
Terlampir denah dan daftar penyambut sementara. Ruang tunggu VIP di lantai dua kantor pelabuhan.
-- hendra | 1 rab 09.25 | cc=fajar
Pada daftar penyambut belum ada unsur TNI AL dan kepolisian air. Mohon dilengkapi beserta nomor telepon ajudan
masing-masing, kami tunggu sebelum rapat Kamis.

== dana-pendukung | Konfirmasi dukungan anggaran publikasi | end
-- sri | 6 kam 11.10
Biro kami dapat mendukung publikasi berupa pemasangan konten di kanal kementerian selama dua pekan. Dukungan dana
tidak
tersedia tahun ini.
-- ratna | 6 jum 09.15
Dukungan kanal sudah sangat membantu, Ibu. Materinya kami kirim H-21.
-- sri | 6 jum 09.41
Baik, kami tunggu.

== konten-kanal | Materi konten untuk kanal kementerian
-- dewi | 1 kam 14.10 | to=sri cc=fajar attach=Konten_kanal_1-14.zip
Sesuai pembicaraan, terlampir 14 materi konten untuk dua pekan. Mohon persetujuan Ibu atas naskah nomor 3 dan 8 yang
menyebut nama kementerian.

== izin-keramaian | Permohonan rekomendasi izin keramaian | box=event end
-- dewi | 7 rab 10.50 | to=made cc=dispar attach=Permohonan_031.pdf
Yth. Kepala Dinas Pariwisata Kota Teluk Biru,

Nomor : 031/KB-EV/{rom:7 rab}
Perihal : Permohonan rekomendasi izin keramaian

Sehubungan dengan penyelenggaraan festival, kami mohon rekomendasi izin keramaian untuk disampaikan ke kepolisian.
-- made | 7 jum 09.05 | cc=nyoman,dispar
Permohonan diterima. Mohon dilengkapi denah evakuasi dan surat pernyataan tanggung jawab bermeterai.
-- dewi | 6 sel 16.15 | cc=nyoman attach=Denah_evakuasi.pdf,Surat_pernyataan.pdf
Kelengkapan terlampir, Pak Made.
-- nyoman | 5 rab 14.02 | attach=Rekomendasi_Dinas.pdf
Rekomendasi sudah ditandatangani Pak Kadis, salinannya terlampir. Aslinya bisa diambil di loket 2.
-- dewi | 5 kam 08.20
Terima kasih banyak Bu Ayu, besok staf kami mengambil aslinya.

== promosi-bersama | Promosi bersama di bandara dan pelabuhan | box=event
-- nyoman | 3 sel 09.48 | attach=Titik_media_luar_ruang.xlsx
Kami punya 6 titik media luar ruang yang bisa dipakai gratis mulai H-14. Mohon desain ukuran 4 × 8 meter.
-- dewi | 3 rab 13.10
Terima kasih. Desain kami kirim paling lambat {d:1 jum}. Apakah logo pemerintah kota memakai versi baru?
-- nyoman | 3 kam 08.15 | attach=Logo_Kota.zip
Versi baru, terlampir.
-- dewi | 1 jum 15.40 | attach=Desain_4x8.pdf
Terlampir desain final untuk 6 titik. Mohon info jadwal pemasangan di bandara.

== homestay | Data rumah singgah untuk tamu media | end
-- dewi | 4 sen 09.20 | to=nyoman
Mohon daftar rumah singgah di sekitar dermaga yang layak untuk 20 tamu media.
-- nyoman | 4 sel 10.35 | attach=Daftar_rumah_singgah.xlsx
Terlampir 11 rumah singgah, yang bertanda hijau sudah bersertifikat.
-- dewi | 4 sel 11.00
Pas sekali, terima kasih Bu.

== izin-dermaga | Permohonan penggunaan dermaga | box=event
-- bagus | 6 sen 13.05 | to=syahbandar attach=Permohonan_033.pdf
Yth. Kepala Kantor Syahbandar,

Nomor : 033/KB-EV/{rom:6 sen}
Lampiran : 2 (dua) berkas
Perihal : Permohonan penggunaan Dermaga Timur

Bersama ini kami mohon izin penggunaan Dermaga Timur selama tiga hari untuk parade kapal hias.
-- syahbandar | 5 sen 09.10 | attach=Surat_UM.pdf
Yth. Panitia Festival Karsa Bahari,

Nomor : UM.003/112/KSOP-TB/{rom:5 sen}
Perihal : Tanggapan permohonan penggunaan dermaga

Menjawab surat Saudara nomor 033/KB-EV/{rom:6 sen}, pada prinsipnya kami menyetujui dengan syarat jumlah kapal tidak
melebihi 40 dan seluruh awak memakai jaket penolong.
-- bagus | 5 sel 08.50
Syarat dapat kami penuhi. Daftar kapal dan awak kami sampaikan H-10.
-- baharuddin | 1 sel 14.30 | to=event cc=syahbandar
Mengingatkan kembali syarat jaket penolong. Mohon disampaikan tertulis jumlah jaket yang tersedia dan siapa penanggung
jawab di setiap kapal. Tanpa itu izin berlayar parade tidak dapat kami terbitkan.

== mobil-sng | Izin masuk dermaga untuk mobil SNG | box=event
-- ulfa | 2 sen 15.10 | to=syahbandar cc=baharuddin
Kami mohon izin masuk satu mobil SNG Suara Nusa TV ke pelataran timur pada {d:-5 sab} mulai pukul 03.00 WITA. Data
kendaraan dan sembilan kru kami siapkan. Apakah ada formulir khusus?
-- syahbandar | 2 rab 10.20
Formulir dapat diambil di loket, diisi dan distempel. Mohon lampirkan STNK.
-- ulfa | 2 kam 16.30 | attach=Formulir_SNG.pdf
Formulir yang sudah distempel dan STNK terlampir. Mohon kabar persetujuannya karena stasiun televisi menunggu.

== siaran-bersama | Siaran pers bersama kementerian dan yayasan | end
-- fajar | 5 sel 08.35 | attach=Draf_siaran_pers_bersama.docx
Draf siaran pers bersama terlampir, mohon koreksi pada paragraf kedua.
-- ulfa | 5 sel 10.10 | attach=Draf_siaran_pers_bersama_koreksi.docx
Sudah kami koreksi, kalimat tentang jumlah kapal diubah menjadi 40 sesuai surat syahbandar.
-- fajar | 5 sel 10.55
Setuju, naik tayang pukul 13.00 siang ini.
"""


def scene(time: StoryTime) -> Scene:
    return Scene(compile_script(SCRIPT, time), joined=(("surat-susulan", "surat-data"),))
