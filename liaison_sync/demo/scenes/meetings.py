"""Forty meetings: asked for, moved, answered, called off; three of them today, and one whose text contradicts itself."""

# ruff: noqa: E501  (one meeting a line)

from __future__ import annotations

from liaison_sync.demo.draft import Scene
from liaison_sync.demo.meetings import compile_meetings
from liaison_sync.demo.when import StoryTime

# The notation is told in liaison_sync/demo/meetings.py.
THEY_INVITE = """
rakor-1 | Rapat Koordinasi Lintas Instansi Persiapan Festival | hendra | humas | 7 kam 09.00 | 120 | Ruang Rapat Lantai 7 Kementerian | ask 8 kam 10.12; yes humas 8 kam 14.00
rakor-2 | Rapat Koordinasi Lintas Instansi II | hendra | humas | 5 rab 09.00 | 120 | Ruang Rapat Lantai 7 Kementerian | ask 6 rab 10.02; yes humas 6 rab 13.10; move 5 kam 13.30 @ 6 jum 15.20; yes humas 5 sen 08.40
rakor-3 | Rapat Koordinasi Lintas Instansi III | hendra | humas | 2 kam 09.00 | 120 | Ruang Rapat Lantai 7 Kementerian | ask 3 kam 09.48; yes humas 3 kam 11.30; open
rakor-4 | Rapat Koordinasi Lintas Instansi IV | hendra | humas | -1 kam 09.00 | 120 | Ruang Rapat Lantai 7 Kementerian | ask 1 kam 10.20
audiensi-karo | Audiensi dengan Kepala Biro Komunikasi Publik | fajar | humas | 4 sel 13.30 | 60 | Ruang Kerja Kepala Biro | ask 6 kam 16.40; maybe humas 6 jum 09.05; edit @ 5 sen 10.00; yes humas 5 sen 13.15
monitoring-ministeri | Paparan Kemajuan Persiapan | fajar | humas | 0 rab 10.00 | 90 | Daring, Zoom | ask 1 rab 14.50; yes humas 1 kam 08.32
sosialisasi | Sosialisasi Pedoman Acara Ramah Lingkungan | sekmarin | event | 5 sel 09.00 | 180 | Auditorium Kementerian | ask 7 sel 11.11; yes event 7 rab 09.30
survei-dermaga | Survei Lokasi Dermaga Teluk Biru | made | event | 6 sel 09.00 | 180 | Dermaga Teluk Biru | ask 7 jum 10.30; yes event 7 jum 14.45
teknis-dinas | Rapat Teknis Dinas dan Panitia | nyoman | event | 3 rab 10.00 | 90 | Aula Dinas Pariwisata | ask 4 rab 09.15; yes event 4 rab 13.00; move 3 kam 10.00 @ 3 sen 09.20; yes event 3 sen 11.00
gladi-keamanan | Rapat Pengamanan dan Lalu Lintas | made | event | 1 rab 13.30 | 120 | Aula Dinas Pariwisata | ask 2 sel 09.40; yes event 2 sel 15.05; open
pelantikan-duta | Pelantikan Duta Wisata Teluk Biru | dispar | humas | -1 sab 19.00 | 150 | Balai Kota Teluk Biru | ask 1 jum 08.25
izin-labuh | Pembahasan Izin Labuh Kapal Hias | syahbandar | event | 4 kam 09.30 | 90 | Kantor Syahbandar | ask 5 kam 10.10; yes event 5 kam 15.00; cancel @ 4 rab 16.05
izin-labuh-2 | Pembahasan Izin Labuh Kapal Hias (pengganti) | syahbandar | event | 3 jum 09.30 | 90 | Kantor Syahbandar | ask 4 jum 08.50; yes event 4 jum 10.10
keselamatan | Arahan Keselamatan Pelayaran Acara Massal | syahbandar | event | -2 rab 09.00 | 120 | Kantor Syahbandar | ask 0 sen 08.45
redaksi-kunjungan | Kunjungan Redaksi ke Kantor Karsa Bahari | tigor | humas | 4 rab 10.00 | 90 | Kantor Karsa Bahari | ask 5 sel 17.20; yes humas 5 rab 09.00
wawancara-studio | Rekaman Wawancara Studio | yudi | humas | 2 sel 15.00 | 60 | Studio 2 Suara Nusa TV | ask 3 sel 11.35; yes humas 3 sel 13.50; cancel @ 2 sen 18.10
bincang-pagi | Bincang Pagi: Wisata Bahari | intan | humas | 0 sel 15.30 | 60 | Studio 1 Suara Nusa TV | ask 1 sel 10.40; yes humas 1 sel 14.02
konsep-sponsor | Pembahasan Paket Sponsor Utama | gunawan | event | 7 jum 13.30 | 60 | Menara Samudra Lantai 21 | ask 8 jum 09.10; yes event 8 jum 10.30
legal-sponsor | Tinjauan Naskah Perjanjian Sponsor | mega | event | 3 sel 10.00 | 60 | Daring, Teams | ask 4 sel 16.00; yes event 4 rab 08.50; move 3 rab 10.00 @ 3 sen 16.45; yes event 3 sel 08.15
penandatanganan | Penandatanganan Perjanjian Sponsor Utama | wulan | event | -1 rab 14.00 | 60 | Menara Samudra Lantai 21 | ask 1 sel 11.30; yes event 1 sel 15.20; edit @ 1 sel 16.40
jaringan-survei | Survei Kekuatan Sinyal Area Festival | rendy | event | 5 jum 08.00 | 240 | Dermaga Teluk Biru | ask 6 jum 13.00; yes event 6 jum 16.10; away event
gerai-aruna | Konsep Gerai Aruna di Festival | cindy | event | 1 kam 10.00 | 60 | Daring, Teams | ask 2 rab 15.12; no event 2 kam 08.35
cicip-kopi | Uji Cita Rasa Kopi Resmi Festival | dimas | event | 2 jum 15.00 | 90 | Kedai Kopi Tanjung | ask 3 jum 10.00; yes event 3 jum 11.45; open
strategi-media | Strategi Media Sponsor | sekar | humas | 6 sen 10.00 | 90 | Kantor Cakra Komunika | ask 7 sel 18.05; yes humas 7 rab 08.20
evaluasi-kliping | Evaluasi Layanan Kliping Triwulan | ambar | humas | 5 kam 13.00 | 60 | Daring, Google Meet | ask 6 sel 10.15; maybe humas 6 rab 09.00
produksi-1 | Rapat Produksi Panggung Utama | bowo | event | 4 sel 10.00 | 120 | Gudang Panggung Kreasi | ask 5 sel 08.40; yes event 5 sel 09.35
produksi-2 | Rapat Produksi Panggung Utama II | bowo | event | 0 sel 13.00 | 90 | Gudang Panggung Kreasi | ask 1 kam 09.10; yes event 1 kam 10.00
bersih-pantai | Aksi Bersih Pantai Bersama Relawan | kadek | event | 3 sab 06.30 | 180 | Pantai Karang Putih | ask 5 rab 20.10; yes event 5 kam 08.45
kuliah-umum | Kuliah Umum Komunikasi Publik Bahari | prof | humas | 1 sel 09.00 | 120 | Aula Fakultas Ilmu Kelautan | ask 4 kam 11.20; yes humas 4 jum 08.30
magang | Penjajakan Program Magang | winda | humas | -1 sen 10.00 | 60 | Daring, Google Meet | ask 1 jum 14.30; counter humas -1 sel 10.00 0 sen 09.00
oslo-intro | Introductory call: exhibition loan | ingrid | humas | 6 kam 09.00 | 45 | Microsoft Teams | ask 7 jum 15.30; yes humas 6 sen 14.00
oslo-loan | Loan agreement review | ingrid | humas | -1 kam 09.30 | 60 | Microsoft Teams | ask 1 jum 16.05
osaki-call | Call: travelling photo exhibition | haruka | humas | 3 jum 13.00 | 60 | Online | ask 4 sel 09.00; yes humas 4 rab 10.10; open
osaki-visit | Delegation visit planning | haruka | humas | -2 sel 11.00 | 60 | Online | ask 1 kam 11.30; yes humas 1 kam 14.40
salah-zona | Rapat Persiapan Penyambutan Kapal Tamu | fajar | event | -1 sel 10.00 | 60 | Kantor Syahbandar, Teluk Biru | ask 1 jum 10.45; clash
"""

WE_INVITE = """
konpers-siap | Rapat Persiapan Konferensi Pers | humas | fajar,sekar | 5 jum 10.00 | 60 | Kantor Karsa Bahari, Ruang Teluk | ask 6 kam 09.30; yes sekar 6 kam 10.11; yes fajar 6 jum 08.20
lokakarya-media | Lokakarya Peliput Muda | humas | laras,nadia,rio | 2 rab 09.00 | 240 | Aula Lantai 3 | ask 4 sen 10.00; yes laras 4 sen 12.40; no rio 4 sel 09.00; maybe nadia 4 sel 21.10
kunjungan-media | Kunjungan Media ke Desa Nelayan | humas | tigor,arif,intan | -1 jum 07.00 | 480 | Desa Nelayan Karang Putih | ask 1 sel 09.00; yes tigor 1 sel 11.20; move -2 jum 07.00 @ 1 kam 09.00
sponsor-temu | Temu Mitra Sponsor Triwulan | event | wulan,rendy,dimas | 3 sel 09.30 | 120 | Aula Lantai 3 | ask 5 sen 09.00; yes wulan 5 sen 11.00; yes rendy 5 sel 09.10; no dimas 5 sel 10.45; away wulan
vendor-listrik | Rapat Kebutuhan Listrik dan Panggung | event | bowo,joko,agus | 4 jum 14.00 | 60 | Kantor Karsa Bahari, Ruang Karang | ask 5 kam 16.00; yes joko 5 kam 16.25; yes bowo 5 jum 08.10; cancel @ 4 kam 10.30
relawan | Pembekalan Koordinator Relawan | event | kadek,bento | 0 sel 10.30 | 90 | Kantor Karsa Bahari, Ruang Karang | ask 1 rab 09.30; yes kadek 1 rab 12.15; yes bento 1 kam 19.05
mahasiswa | Diskusi Keterlibatan Mahasiswa | event | winda,himpunan | 2 sen 13.00 | 60 | Daring, Google Meet | ask 3 sel 08.15; no winda 3 sel 13.30; no himpunan 3 rab 09.20
kurator | Rapat Kurator Pameran Foto | humas | kenji,erik | -2 kam 14.00 | 60 | Online | ask 0 sen 09.30
bazar | Penjajakan Bazar Produk Nelayan | event | tanjung | 0 kam 10.00 | 60 | Kantor Karsa Bahari, Ruang Karang | ask 1 kam 08.50; maybe tanjung 1 kam 17.30
"""


def scene(time: StoryTime) -> Scene:
    theirs, ours = compile_meetings(THEY_INVITE, time), compile_meetings(WE_INVITE, time)
    return Scene(
        theirs.drafts + ours.drafts, theirs.engagements + ours.engagements, (), theirs.recorded + ours.recorded
    )
