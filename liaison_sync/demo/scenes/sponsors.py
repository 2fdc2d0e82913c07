"""Sponsors and the agency: proposals, contracts, logos, invoices, activations."""

from __future__ import annotations

from liaison_sync.demo.draft import Scene
from liaison_sync.demo.script import compile_script
from liaison_sync.demo.when import StoryTime

SCRIPT = """
== proposal-samudra | Proposal sponsor utama Festival Karsa Bahari | box=event end
-- bagus | 8 rab 09.30 | to=wulan cc=gunawan attach=Proposal_Sponsor_Utama.pdf
Menindaklanjuti pertemuan singkat di pameran bulan lalu, bersama ini kami kirimkan proposal sponsor utama Festival
Karsa
Bahari. Paket ini mencakup nama pada panggung utama, ruang pameran 6 × 6 meter, dan penyebutan pada semua siaran pers.
-- wulan | 8 kam 16.10 | cc=gunawan
Terima kasih atas proposalnya. Kami sudah meneruskan kepada manajemen. Apakah tersedia rincian jumlah pengunjung dan
profil usia mereka? Manajemen memerlukan data tersebut sebelum rapat anggaran.
-- bagus | 8 jum 10.20 | cc=gunawan attach=Profil_pengunjung.pdf,Rincian_anggaran.xlsx
Terlampir profil pengunjung tahun lalu (48.200 orang, 61% berusia 18–35 tahun) serta rincian anggaran per kegiatan.
-- gunawan | 7 sel 08.05 | cc=wulan
Pak Bagus, data sudah kami pelajari dan menarik. Mohon waktu untuk bertemu, tim kami akan mengirim undangan kalender.
-- bagus | 7 sel 09.12
Baik Pak Gunawan, kami tunggu undangannya.
-- wulan | 6 sel 15.30 | cc=gunawan
Manajemen menyetujui paket sponsor utama dengan catatan logo ditempatkan di sisi kanan panggung. Naskah perjanjian
akan
disiapkan Legal kami, Ibu Mega.
-- bagus | 6 rab 08.45 | cc=gunawan,mega
Alhamdulillah, terima kasih banyak. Penempatan logo kami catat. Kami tunggu naskah dari Ibu Mega.

== naskah-perjanjian | Naskah perjanjian kerja sama sponsor utama | box=event end
-- mega | 5 sel 14.00 | cc=wulan attach=Draf_Perjanjian_v1.docx
Terlampir draf pertama perjanjian. Mohon tanggapan khususnya Pasal 4 (pembayaran) dan Pasal 9 (keadaan kahar).
-- bagus | 5 jum 16.05 | attach=Draf_Perjanjian_v1_catatan.docx
Catatan kami pada Pasal 4: mohon pembayaran pertama 50% saat penandatanganan. Pasal 9 dapat kami terima.
-- mega | 4 kam 11.45 | cc=wulan attach=Draf_Perjanjian_v2.docx
Pasal 4 kami sesuaikan menjadi 40% di awal, 60% setelah acara. Mohon persetujuannya sebelum kami ajukan ke direksi.
-- bagus | 4 jum 09.25
Setelah berkonsultasi dengan bagian keuangan, kami setuju 40:60 dengan batas pembayaran 14 hari kerja.
-- mega | 2 rab 17.02 | cc=wulan attach=Perjanjian_final.pdf
Naskah final terlampir. Mohon dikirimkan data penanda tangan (nama lengkap, jabatan, NPWP yayasan) untuk halaman
terakhir.
-- bagus | 2 kam 08.40 | cc=wulan attach=Data_penanda_tangan.pdf
Terlampir data penanda tangan. Mohon info juga berapa rangkap yang perlu bermeterai.

== logo-samudra | Berkas logo dan pedoman merek Bank Samudra | box=event end
-- wulan | 5 rab 10.31 | attach=Pedoman_merek.pdf,Logo_vektor.zip
Terlampir logo terbaru beserta pedoman merek. Warna biru yang dipakai hanya Pantone 2945 C.
-- bagus | 5 rab 13.02
Diterima. Contoh penempatannya akan kami kirim dulu sebelum naik cetak.
-- bagus | 3 rab 15.20 | attach=Contoh_panggung.jpg
Berikut contoh penempatan di panggung utama, sisi kanan sesuai permintaan. Mohon persetujuannya.
-- wulan | 3 kam 09.15
Sudah disetujui Pak Gunawan, silakan lanjut cetak.

== faktur-samudra | Faktur pembayaran tahap pertama | box=event
-- keuangan | 1 rab 09.10 | to=wulan cc=mega attach=Faktur_018.pdf
Bersama ini kami kirimkan faktur pembayaran tahap pertama (40%) sesuai Pasal 4 perjanjian. Mohon konfirmasi bila
berkas
pendukungnya sudah lengkap, dan perkiraan tanggal pembayarannya.

== proposal-aruna | Kerja sama jaringan resmi festival | box=event
-- rendy | 7 sen 10.15 | cc=cindy attach=Penawaran_Aruna.pdf
Aruna tertarik menjadi mitra jaringan resmi festival tahun ini: dua mobil BTS, Wi-Fi gratis, dan gerai aktivasi.
Sebagai
gantinya kami harapkan eksklusivitas kategori telekomunikasi. Bagaimana pandangan Pak Bagus?
-- bagus | 7 sel 13.35 | cc=cindy
Pada prinsipnya kami sambut baik. Eksklusivitas kategori bisa kami berikan untuk area pameran, tidak untuk siaran
media.
-- rendy | 7 jum 08.50 | cc=cindy
Dapat dipahami. Kami setuju dengan batasan itu. Selanjutnya kami survei sinyal dulu, undangannya menyusul.
-- bagus | 6 sen 09.00 | cc=cindy
Siap. Narahubung di lokasi Mas Joko dari Panggung Kreasi.
-- rendy | 4 sen 11.20 | cc=cindy,agus attach=Hasil_survei_sinyal.xlsx
Hasil survei: titik dermaga barat lemah, kami tambah satu repeater. Butuh daya 2.200 VA 24 jam, tolong dipastikan.
-- bagus | 4 sel 10.05
Daya 2.200 VA sudah kami masukkan ke kebutuhan panggung.
-- rendy | 0 sen 13.48 | cc=cindy
Pak Bagus, tim kami perlu memasang repeater H-10. Mohon surat izin masuk area dermaga untuk 6 teknisi atas nama Aruna,
berlaku {d:-3 rab} sampai {d:-6 sen}. Daftar namanya besok saya kirim.

== gerai-aruna | Konsep gerai Aruna dan jadwal aktivasi | box=event
-- cindy | 2 sel 16.44 | attach=Konsep_gerai.pptx
Berikut konsep gerai kami: panggung mini, lomba foto, dan pengisian daya gratis. Kami butuh 8 × 8 meter, apakah
tersedia?
-- bagus | 2 rab 11.10
Ruang yang tersisa 6 × 8 meter di sisi utara. Panggung mini masih muat bila menghadap ke dermaga.
-- cindy | 2 jum 14.22
Ok noted Pak, kami sesuaikan gambarnya dulu.
-- bagus | 1 sel 10.00
Bu Cindy, apakah gambar yang disesuaikan sudah siap? Vendor tenda meminta ukuran pasti pekan ini.

== kopi-resmi | Kopi resmi festival | box=event
-- tanjung | 6 sel 19.22
Saya Tanti dari Kopi Tanjung. Kami ingin menyediakan kopi gratis untuk panitia dan tamu, sebagai gantinya boleh
berjualan
di dua titik. Kami usaha kecil, belum sanggup membayar biaya sponsor besar. Apakah memungkinkan?
-- bagus | 6 rab 10.40
Terima kasih Bu Tanti, tawaran seperti ini justru yang kami cari. Dua titik bisa kami siapkan di pelataran nelayan.
-- tanjung | 6 rab 20.05
Alhamdulillah. Nanti Dimas yang mengurus teknisnya ya Pak.
-- dimas | 5 sen 10.00 | to=event attach=Kebutuhan_kedai.xlsx
Salam kenal Pak Bagus, saya Dimas. Terlampir kebutuhan kedai: air bersih, listrik 1.300 VA, dan tempat sampah
terpilah.
-- bagus | 5 sel 14.15 | to=dimas cc=tanjung
Air dan listrik siap. Untuk tempat sampah kami pakai milik Komunitas Pantai Bersih.
-- dimas | 1 jum 09.33 | cc=tanjung attach=Desain_gelas_kertas.pdf
Terlampir desain gelas kertas bergambar logo festival. Mohon dicek sebelum kami pesan 5.000 buah, percetakan minta
kepastian Rabu ini.

== sertifikat-halal | Sertifikat halal dan izin edar Kopi Tanjung | box=event end
-- bagus | 4 rab 09.05 | to=dimas
Untuk berkas dinas kesehatan, mohon salinan sertifikat halal dan nomor P-IRT.
-- dimas | 4 kam 10.12 | attach=Sertifikat_halal.pdf,PIRT.pdf
Terlampir keduanya Pak, masih berlaku sampai dua tahun lagi.
-- bagus | 4 kam 10.48
Lengkap, terima kasih.

== strategi-cakra | Rencana komunikasi sponsor utama
-- sekar | 6 jum 17.10 | cc=reza attach=Rencana_komunikasi_sponsor.pptx
Atas nama Bank Samudra kami susun rencana komunikasi enam pekan. Mohon masukan terutama pembagian juru bicara.
-- ulfa | 5 sen 15.00
Secara umum baik. Untuk juru bicara kami minta semua pertanyaan soal tiket dan keamanan diarahkan ke kami.
-- sekar | 5 sel 09.20
Setuju, kami perbaiki matriksnya.
-- reza | 3 sen 10.15 | cc=sekar attach=Rilis_bersama_draf.docx
Halo Mbak Ulfa, terlampir draf rilis bersama pengumuman sponsor utama. Kutipan Pak Hasan masih kami kosongkan.
-- ulfa | 3 sel 11.50 | cc=sekar
Kutipan kami isi: "Laut bukan latar panggung, laut adalah tuan rumahnya." Mohon tulis nama lengkap beliau.
-- reza | 3 sel 14.05 | cc=sekar
Kutipan kece! Kami finalkan, nunggu persetujuan Pak Gunawan dulu.
-- ulfa | 1 rab 09.40 | cc=sekar
Mas Reza, apakah rilis bersama sudah disetujui? Kami perlu tahu tanggal tayangnya untuk menyusun jadwal wawancara.

== pemengaruh | Daftar pemengaruh untuk kampanye festival
-- reza | 2 kam 13.27 | attach=Daftar_pemengaruh.xlsx
Mbak, ini 14 nama pemengaruh yang cocok dengan tema bahari plus kisaran tarifnya. Yang kuning minat datang gratis.
-- ulfa | 1 sen 10.05
Terima kasih. Kami pilih nomor 2, 5, 9, dan 11. Nomor 7 mohon dicoret karena pernah bermasalah dengan kawasan
konservasi.
-- reza | 1 sen 16.40
Siap, nomor 7 dicoret. Boleh minta brief satu halaman? Isinya pesan kunci, larangan, dan tagar resmi. Butuh sebelum
saya
hubungi mereka.

== krisis-cuaca | Panduan jawaban media bila cuaca buruk | end
-- sekar | 4 sel 09.18
Ada beberapa wartawan bertanya ke kami soal rencana bila cuaca buruk. Apakah ada jawaban resmi?
-- ulfa | 4 sel 11.02 | attach=Panduan_jawaban_cuaca.pdf
Terlampir panduan satu halaman. Intinya: keputusan diambil H-1 pukul 16.00 WITA bersama syahbandar dan BMKG setempat.
-- sekar | 4 sel 11.15
Jelas sekali, terima kasih.
"""


def scene(time: StoryTime) -> Scene:
    return Scene(compile_script(SCRIPT, time))
