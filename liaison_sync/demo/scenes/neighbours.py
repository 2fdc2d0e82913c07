"""Community, university, and the stage builders: volunteers, students, tents, power."""

from __future__ import annotations

from liaison_sync.demo.draft import Scene
from liaison_sync.demo.script import compile_script
from liaison_sync.demo.when import StoryTime

SCRIPT = """
== relawan-pantai | Ajakan kolaborasi relawan kebersihan | end
-- kadek | 7 rab 20.15
Kami dari Komunitas Pantai Bersih ingin ikut menjaga festival tetap bersih. Relawan kami 120 orang, sudah terbiasa
memilah
sampah di acara besar. Boleh kami presentasi sebentar?
-- dewi | 7 kam 09.40
Dengan senang hati, Kak Kadek. Kami memang mencari mitra untuk titik pilah sampah. Boleh kirim dulu profil
komunitasnya?
-- kadek | 7 jum 21.02 | attach=Profil_Pantai_Bersih.pdf
Terlampir profil dan dokumentasi aksi kami tahun lalu.
-- dewi | 6 sen 10.15
Profilnya bagus sekali. Kami usulkan 12 titik pilah dengan 10 relawan per titik, dibagi dua giliran.
-- kadek | 6 sen 19.30
Siap, kami bagi dua giliran. Kaos dan makan siang ditanggung panitia ya Kak?
-- dewi | 6 sel 08.50
Betul, kaos, makan siang, dan asuransi kecelakaan ditanggung panitia.

== data-relawan | Data relawan untuk asuransi | box=event end
-- bagus | 2 rab 10.00 | to=kadek cc=bento
Untuk pendaftaran asuransi mohon data nama lengkap, tanggal lahir, dan nomor kontak darurat relawan. Data hanya
dipakai
untuk keperluan ini dan kami hapus setelah acara.
-- bento | 2 kam 22.40 | attach=Data_relawan.xlsx
Ini datanya kak, baru 96 orang, sisanya nyusul minggu depan.
-- bagus | 2 jum 09.00
Diterima 96 orang. Sisanya kami tunggu paling lambat {d:0 rab} ya.

== kaos | Ukuran kaos relawan | box=event end
-- bento | 3 sel 18.20 | to=event
Kak ukuran kaosnya S 14, M 45, L 41, XL 20. Warna biru tua aja biar nggak cepat kotor.
-- bagus | 3 rab 08.35
Dicatat. Biru tua, sablon putih di punggung.
-- bento | 3 rab 19.01
Mantap kak.

== laporan-sampah | Laporan hasil aksi bersih pantai | end
-- kadek | 2 sen 21.33 | attach=Laporan_aksi_bersih.pdf,Foto_aksi.jpg
Berikut laporan aksi Sabtu lalu: 214 kg sampah, 61% plastik sekali pakai. Silakan dipakai untuk bahan publikasi.
-- dewi | 2 sel 08.40
Terima kasih banyak, angkanya kami pakai di materi media sosial dengan menyebut sumbernya.

== penyu | Usulan titik larangan lampu sorot | box=event
-- kadek | 0 sen 20.05
Kak, bulan depan masih musim penyu naik di Karang Putih. Bisa nggak lampu sorot ke arah pantai dimatikan setelah jam 9
malam? Kami siap bantu bikin petanya.

== mou-kampus | Nota kesepahaman dengan Universitas Samudera Raya | end
-- winda | 7 sel 13.25 | attach=Draf_MoU.docx
Bersama ini kami kirimkan draf nota kesepahaman mengenai penelitian, magang, dan kuliah umum.
-- dewi | 6 rab 10.10 | cc=prof attach=Draf_MoU_tanggapan.docx
Terima kasih. Tanggapan kami: jangka waktu tiga tahun dan tambahan pasal mengenai hak publikasi data.
-- winda | 6 jum 15.55 | cc=prof
Kedua tanggapan dapat diterima. Penandatanganan diusulkan bersamaan dengan kuliah umum.
-- dewi | 5 sen 09.05 | cc=prof
Setuju, kami sesuaikan dengan agenda Direktur.
-- prof | 5 sel 07.30 | to=humas cc=winda
Baik. Saya tunggu kehadiran Saudara di kampus.

== kuliah-umum-bahan | Bahan kuliah umum Komunikasi Publik Bahari | end
-- winda | 3 rab 11.00
Mohon dikirim judul, abstrak 150 kata, dan riwayat hidup singkat narasumber untuk poster.
-- dewi | 3 kam 14.44 | attach=Abstrak.docx,CV_Ratna.pdf
Narasumber Ibu Ratna Kusumawardhani, judul "Ketika laut menjadi berita". Abstrak terlampir.
-- winda | 2 sen 09.00 | attach=Poster_kuliah_umum.jpg
Poster sudah jadi, pendaftar hari ini 230 orang.
-- dewi | 2 sen 10.11
Posternya menarik, terima kasih. Kami sebarkan di kanal kami.
-- winda | 0 sen 10.40 | attach=Sertifikat_narasumber.pdf
Terima kasih atas kuliah umum Selasa lalu, mahasiswa sangat antusias. Sertifikat narasumber terlampir.

== riset-mahasiswa | Izin penelitian skripsi di area festival
-- himpunan | 1 sel 19.48 | attach=Proposal_penelitian.pdf
Kami mewakili tiga mahasiswa yang akan meneliti perilaku pengunjung terhadap sampah. Mohon izin menyebar kuesioner
kepada
300 pengunjung pada hari kedua.
-- dewi | 1 rab 11.30
Pada prinsipnya boleh. Mohon kirim contoh kuesioner dan nama dosen pembimbing, serta pastikan tidak mengumpulkan nomor
telepon pengunjung.

== stan-kampus | Stan edukasi terumbu karang | box=event end
-- winda | 4 kam 10.05
Fakultas kami ingin membuka stan edukasi terumbu karang berukuran 3 × 3 meter. Apakah dikenai biaya?
-- bagus | 4 kam 13.12
Untuk pendidikan tidak dikenai biaya. Stan nomor E-07, listrik 900 VA.
-- winda | 4 jum 08.10
Terima kasih, kami siapkan akuarium sentuh.

== panggung-utama | Penawaran panggung utama dan tata suara | box=event end
-- bowo | 7 kam 11.11 | cc=lina attach=Penawaran_panggung.pdf
Terlampir penawaran panggung 14 × 10 meter, tata suara 40.000 watt, dan tata cahaya. Harga sudah termasuk genset
cadangan.
-- bagus | 7 jum 14.30 | cc=lina
Terima kasih. Mohon dipisahkan harga genset dan tata cahaya, serta opsi panggung 12 × 8.
-- lina | 6 sel 10.02 | to=event cc=bowo attach=Penawaran_revisi.pdf
Revisi penawaran terlampir ya Pak, dua opsi.
-- bagus | 6 kam 09.30 | cc=bowo
Kami pilih opsi 12 × 8 dengan genset. Surat pesanan menyusul dari keuangan.
-- lina | 6 kam 10.45 | cc=bowo
Siap Pak, ditunggu surat pesanannya.

== surat-pesanan | Surat pesanan panggung dan uang muka | box=event end
-- keuangan | 5 kam 13.00 | to=lina cc=bowo attach=SP_044.pdf
Terlampir surat pesanan. Uang muka 30% ditransfer setelah surat ini ditandatangani dan dikirim kembali.
-- lina | 5 jum 10.20 | cc=bowo attach=SP_044_ttd.pdf
Surat pesanan sudah ditandatangani Pak Bowo.
-- keuangan | 4 sen 09.35 | cc=bowo
Uang muka sudah ditransfer hari ini, mohon dicek.
-- lina | 4 sen 13.18 | cc=bowo
Sudah masuk, terima kasih.
-- lina | 1 sen 11.07 | cc=bowo attach=Faktur_termin_2.pdf
Selamat siang, terlampir faktur termin kedua 40% sesuai jadwal. Mohon informasi tanggal pembayarannya.
-- keuangan | 1 sel 15.30 | cc=bowo
Faktur kami proses, pembayaran dijadwalkan {d:0 rab}.

== tenda | Tambahan tenda sarnafil | box=event end
-- joko | 4 rab 17.40
Pak, butuh tambah 4 tenda 5x5 buat area relawan. Stok kami sisa 6, mau dikunci?
-- bagus | 4 kam 08.05
Kunci 4 ya Mas. Tolong warnanya putih semua.
-- joko | 4 kam 08.09
Oke, terkunci.

== gladi | Jadwal gladi resik dan daftar teknis penampil | box=event
-- bowo | 1 jum 16.20 | cc=joko,lina attach=Jadwal_gladi.xlsx
Terlampir usulan jadwal gladi. Mohon daftar teknis tiap penampil supaya tim suara bisa menyiapkan kanal.
-- bagus | 0 sen 11.15 | cc=joko,lina attach=Daftar_teknis_penampil.xlsx
Daftar teknis terlampir, baru 7 dari 9 penampil. Dua sisanya kami tagih hari ini.

== banjir-gudang | Gudang kebanjiran, jadwal muat mundur | box=event end
-- bowo | 6 rab 06.12
Pak Bagus, gudang kami kena banjir semalam. Barang aman, tapi survei kemarin terpaksa mundur. Mohon maklum.
-- bagus | 6 rab 07.30
Turut prihatin, Pak. Keselamatan tim lebih dulu, survei kita atur ulang.

== kliping-paket | Perpanjangan layanan kliping media | end
-- ambar | 5 sen 10.25 | attach=Penawaran_layanan.pdf
Kontrak layanan kliping berakhir bulan depan. Terlampir penawaran perpanjangan dengan tambahan pantauan video pendek.
-- ulfa | 5 rab 13.30
Terima kasih. Apakah ada potongan untuk lembaga nirlaba seperti tahun lalu?
-- ambar | 5 kam 09.02 | attach=Penawaran_nirlaba.pdf
Ada, 20%. Penawaran yang sudah disesuaikan terlampir.
-- ulfa | 4 sen 11.11
Kami setuju. Perjanjian silakan disiapkan.
-- ambar | 4 sel 10.00 | attach=Perjanjian_layanan.pdf
Perjanjian terlampir untuk ditandatangani.
-- ulfa | 4 kam 15.15 | attach=Perjanjian_layanan_ttd.pdf
Sudah ditandatangani, terlampir.

== sentimen | Laporan sentimen media bulanan
-- ambar | 2 sel 09.00 | attach=Laporan_sentimen.pdf
Laporan sentimen terlampir: 71% positif, 22% netral, 7% negatif. Pemicu negatif: isu tiket.
-- ulfa | 2 sel 13.20
Terima kasih. Bisa dibuat perbandingan sebelum dan sesudah hak jawab dimuat?
-- ambar | 2 kam 10.30 | attach=Perbandingan_sentimen.pdf
Ini perbandingannya: setelah ralat, pemberitaan negatif turun dari 19 menjadi 4 dalam tiga hari.
-- ulfa | 2 kam 11.00
Sangat membantu, terima kasih Mbak Ambar. Untuk bulan ini, mohon ditambah pantauan kata "parade kapal hias", bisa?
-- ambar | 2 jum 08.40
Bisa, kata kunci sudah kami tambahkan mulai hari ini.
-- ulfa | 0 sen 08.55
Terima kasih. Mohon dikirim juga contoh keluarannya bila sudah ada.
"""


def scene(time: StoryTime) -> Scene:
    return Scene(compile_script(SCRIPT, time))
