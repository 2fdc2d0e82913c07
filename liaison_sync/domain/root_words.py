"""Indonesian root words (kata dasar) of correspondence, meetings, the press and offices, and names that look affixed.

Written for this product; a word that is missing here is found as it is written, and as the beginning of another.
"""

from __future__ import annotations

_ROOTS = """
abad abadi abai abang abdi abjad absah absen absensi abu acak acara aceh aci acu acuh ada adab adat addendum adendum
adik adil adjudikasi administrasi adu aduk afiliasi agama agar agenda agih agresif agung agustus ahad ahli ajak
ajang ajar ajeg aju ajudan akad akademi akal akan akar akhir akhlak akibat akomodasi akrab akreditasi aksara akses
aksi akta aktif aktivitas aktual aku akumulasi akuntansi akurat ala alam alamat alami alas alasan alat alih alir
aliran alokasi alpa alternatif alun alur aman amanah amanat amandemen amar amat ambang ambil ambisi ambon amplop
ampun amuk anak analis analisa analisis analog aneh aneka angan anggap anggar anggota angguk anggun angin angka
angkasa angkat angkut angsur aniaya anjak anjang anjing anjur anomali antar antara anti antisipasi antre antri
antusias anugerah anut anyam apa aparat apel api apik apit aplikasi apresiasi april apung arah arak aral arang
aransemen arbitrase area arena argumen arif arisan arsip arsipar arsitek arti artikel artis arung arus asa asah asal
asap asas asasi asda asia asih asing asisten asli asosiasi aspal aspek aspirasi asrama asri asuh asumsi asuransi
atap atas atau atensi atlet atraksi atribut atur audiensi audit auditor aula awak awal awam awan awas awet ayah ayam
ayat ayo ayun bab babak baca badai badan bagai bagaimana bagan bagasi bagi bagus bahagia bahan bahas bahasa bahaya
bahu bahwa baik bait baja bajak baju bakal bakar bakat bakti baku balai balap balas bali balik balikpapan balita
balon ban bandara banding bandung bangga bangkit bangku bangsa bangun banjarmasin bank bantah bantai bantal banten
bantu bantul banyak banyuwangi bapak bappeda bappenas barang barat baris baru basah basi basis basmi batal batam
batang batas batik batin batu bau baur bawa bawah bawel bayang bayar bayi bea beban bebas bebek beberapa beda bedah
bekal bekas bekasi beku bela belah belakang belanda belanja belas beli beliau belit beliung belum benah benak benam
benang benar bencana benci benda bendahara bendera bengkak bengkel bengkulu bening bentak bentang bentar bentrok
bentuk bentur benua berangkat berani berantas berapa berat beri berita berkah berkala berkas bersih bersit besar
besi besok besuk betah betina beton betul biar biara biasa biaya bibir bibit bicara bidan bidang bidik bijak biji
bikin bila bilang bilik bimbang bimbing bimtek bina binasa binatang bincang bingkai bingung bintang bioskop
birokrasi bisa bisik bisnis bisu bius blitar blokir bobol bobot bocor bodoh bogor bohong bola boleh bolos bom
bongkar bonus bor borong boros bos bosan botol boyong buah bual buang buat buaya bubar bubuh budaya budi budidaya
bujuk buka bukan bukit bukti buku bulan bulat bulog bulu bumbu bumbung bumi bundar bunga bungkus bunuh bunyi bupati
buru buruh buruk burung busana busuk butir butuh cabai cabang cabik cabut cacat cadang cagar cahaya cair cakap cakup
calon camat campur canang canda canggih cantik cantum capai cara cari catat cegah cek cekal cekatan celah celaka
cemar cemas cendekia cendera cenderamata cenderung cepat cerah cerai ceramah cerdas cerita cermat cermin cetak cetus
cicil cicip cilacap cinta cipta cirebon ciri cita citra coba cocok coklat colok congkak contoh copot coret cuaca
cuci cukup cuma curah curi curiga cuti dada dadak daerah daftar dagang daging dahulu dalam dalang dalih damai damba
dampak damping dan dana dandan dapat dapur darah darat dari daring darurat dasar data datang datar daulat daun daur
daya debat debit debu dedikasi definisi degradasi dekan dekap dekat delapan delegasi demak demam demi demikian demo
demokrasi demonstrasi demosi denda dengan dengar denpasar depan departemen depok deposito dera derajat derap deras
derita desa desain desak desember desis deskripsi detail deteksi detik devisa dewan dewasa dia dialog diam diar
didik digital digitalisasi diklat dinas dinding dingin diplomasi diplomat direksi direktorat direktur diri dirjen
disiplin diskon diskusi dispensasi disposisi distribusi diversifikasi divisi doa dobrak dokter doktor dokumen
dokumentasi domisili donasi dongeng dongkrak donor dorong dosa dosen draf drama dua dubes duduk duga duka dukung
dulu dunia duplikat durasi duta edar edisi edit editor edukasi efek efektif efisien ejaan ekonomi ekor eksekusi
eksekutif eksepsi eksklusif ekspedisi ekspor ekspos ekspresi ekstra elak elok emas emban embargo embun emosi empat
enak enam endap energi enggan engkau entah enyah eram erat esai esok estimasi etika etos evaluasi event fakta faktor
faktur fakultas fasilitas fasilitasi fatwa februari fenomena festival figur film filsafat final finalisasi finansial
fisik fiskal fitur fokus formal formalisasi format formulir forum foto fotografi fotokopi fraksi fungsi gabung gadai
gadis gaduh gagah gagal gagas gairah gaji galak galang galau gali gamang gambar gambir gampang ganda gandeng
gandrung ganggu ganjal ganjar ganti gantung gapai garap garasi garis gas gatal gaul gawai gaya gebrak gedung gegas
gejala geladi gelak gelap gelar geledah geli gelincir gelisah gelombang gelora gemar gembira gemilang gempa gempar
gempur gemuk genang genap gencar generasi genggam gentar gerai gerak geram gereja gerogot geser gesit getar getir
giat gigi gigih gigit gila giling gilir giur gladi globalisasi goda godok gol golong goreng gores gorontalo gosok
gotong goyang grafis gratifikasi gratis gresik grup gubernur gugah gugat gugur gula gulat gulir gulung gumam guna
gunjing gunung guru gusur habis hadang hadap hadiah hadir hafal hai hajat hak hakikat hakim hal halal halaman halang
halau halus hamba hambat hambur hampir hancur handal hangat hangus hantam hantar hanya hanyut hapus haram harap
hardik harga hari harian harkat harmoni harmonisasi harta haru harum harus hasil hasrat hati haus hawa hebat helat
hemat hempas hentak henti heran hias hibah hibur hidang hidap hidup hijau hikmah hilang hilir himbau himpun hina
hindar hingga hirau hirup hitam hitung hobi honor hormat hotel hubung hujan hujat hukum hulu humas huni hunjam hunus
huruf hutan hutang ibadah ibarat ibu idam idap ide ideal identifikasi identitas ijazah ijin ikan ikat ikhlas ikhtiar
ikhtisar iklan iklim ikrar ikut ilmiah ilmu imam imbal imbang imbas imbau imbuh imigrasi impit implementasi impor
imunisasi inap incar indah indeks independen indikasi indikator individu indonesia indra induk industri infak
inflasi info infografis informasi infrastruktur ingat ingin ingkar ini inisiatif injak inovasi input insan insentif
inspeksi inspirasi instalasi instansi institusi institut instruksi intai integrasi intensif intensifikasi interaksi
internal internasional interpretasi inti intim intip inventarisasi investasi investigasi ipar irama iring iris irit
irjen isak isi isolasi israel istana istilah istimewa istirahat istri isu isyarat itu iuran izin jabar jabat jadi
jadwal jaga jagat jagung jahat jahit jaja jajah jajak jakarta jaksa jalan jalin jalur jam jamak jaman jambak jambi
jamboree jambret jamin jamu jamuan janda jangan janggal janggut jangka jangkau jangkit janji jantung januari jarah
jarak jarang jari jaring jarum jas jasa jasad jasmani jatah jatuh jauh jawa jawab jaya jayapura jebak jejak jejal
jejaring jelajah jelang jelas jelek jelma jemaah jemaat jember jemput jemu jemur jenaka jenama jenazah jendela
jenderal jengkel jenguk jenis jenjang jenuh jepang jepara jepit jera jerat jerih jerit jernih jinak jinjing jiwa
jolok jorok jual juang juara jubir judul juga jujur julang juli julukan julur jumat jumlah jumpa jungkir juni
junjung jurang juri jurnal jurnalis jurnalistik juru jurus justru juta kabag kabar kabid kabinet kabul kabung
kabupaten kabur kaca kacau kadang kadar kader kades kadis kagum kail kain kais kait kaji kakak kaki kaku kala kalah
kalap kalau kali kalian kaligrafi kalimantan kalimat kalung kalut kamar kambing kamera kami kamis kampanye kampung
kampus kamu kamus kanan kandang kandas kandung kantong kantor kapal kapan kapasitas kapital kapur karam karang
karantina karena karier karir kartu karunia karya karyawan kas kasar kasi kasih kasubag kasus kata kategori
kategorisasi katolik kaum kawal kawan kawasan kawat kawin kaya kayu kebal kebumen kebun kecam kecamatan kecewa kecil
kecuali kecut kedai kedap kedip kediri kedok kejam kejap kejar keji kejut kekal kekang kelahi kelak kelam kelana
kelas keliling keliru kelola kelompok keluar keluarga keluh kelupas kelurahan kemah kemarin kemas kembali kembang
kembar kemelut kemenko kemudian kena kenal kenan kenang kendala kendali kendara kendari kendati kendur kental
kentara kenyang kepada kepak kepala kepul kepung kerabat kerah keramik keran keras kering kerja kernyit kertas
kerumun kesal kesan ketat ketik ketika ketua ketuk ketus khas khawatir khayal khianat khidmat khotbah khusus kiai
kian kiat kibar kibas kicau kikis kilat kilau kini kiprah kira kirab kiri kirim kisah kisar kita klaim klarifikasi
klasifikasi klaster klaten klien klinik koalisi koar kobar kocok kode kokoh kolaborasi kolam kolega koleksi kolom
koma komandan komando komentar komersial komersialisasi kominfo komisaris komisi komite komitmen komoditas kompak
kompas kompensasi kompeten kompetensi kompetisi kompleks komplit komponen komposisi komprehensif kompromi komputer
komunikasi komunitas kondisi konferensi konfirmasi konflik kongres konkret konsekuensi konselor konsep konser
konsisten konsolidasi konstitusi konstruksi konsul konsulat konsultan konsultasi konsumen konsumsi kontak konteks
konten kontingen kontrak kontraktor kontras kontribusi kontrol konvensi konvensional koordinasi koordinator koperasi
kopi koran korban korek koreksi korespondensi korporasi korup korupsi kosong kota kotak kotor koyak krama kreasi
kreatif kredit kriminal krisis kristal kriteria kritik kritis kuak kualifikasi kuasa kuat kuatir kubur kucil kucing
kucur kuda kudapan kudus kue kuesioner kuitansi kukuh kuliah kulit kulkas kulum kumandang kumpul kumuh kunci kuning
kunjung kuno kunyah kupang kupas kupon kurang kuras kurasi kurator kurban kurikulum kurir kurs kursi kursus kurun
kurung kurus kutip kutuk kwitansi label laboratorium labuh lacak laci ladang lagi lagu lahan lahap lahir lain laju
lajur laksana laku lalai lalap lalu lama lamar lambang lambat lambung lamongan lampau lampir lampu lampung lancang
lancar landa landai landas langgan langit langka langkah langsung lanjut lantai lantang lantar lantas lantik lantun
lapak lapang lapis lapor lapuk larang lari laris larut lasing latah latar latih laut lawan lawat layak layan layang
layar lazim lebam lebar lebaran lebat lebih lebur leceh ledak legal legalisasi legislatif lekas lekat lelah lelaki
lelang leluasa lemah lemari lemas lembaga lembar lembur lempar lengan lenggang lengkap lengket lengser lenyap lepas
lerai lereng lesat lestari lesu letak leter letih letup letus lewat lezat liang liar libat libur licik lihai lihat
lilin lilit lima limbah limpah lincah lindas lindung lingkar lingkung lingkup lintas lipat liput lirik lisan lisensi
listrik literasi litigasi liuk loba lobi logis logistik logo lokakarya lokal lokapasar lokasi lokomotif lolos lomba
lombok loncat longgar lonjak lontar lorong lowong luang luap luar luas lubang lucu luhur luka lukis luluh lulus
lumat lumayan lumpuh lumrah lumur lunak lunas luncur lupa luput lurah luring lurus lusa lusin maaf mabuk macam macet
madiun madrasah madya mafia magang magelang mahal mahasiswa mahir mahkamah main maju maka makalah makam makan
makassar makin makmur makna maksimal maksimalisasi maksud malam malang malas malu maluku mampu mana manado manajemen
manajer mancanegara mandat mandek mandi mandiri manfaat mangkir mangkuk mangsa manis manja manjur mantan mantap
manual manusia marah marak maret marjin markas martabat masa masak masalah masih masing masjid maskapai massa massal
masuk masyarakat masygul mata matang mataram materai materi mati matra maupun mayoritas medali medan media mediasi
mediator mega megah mei meja mekanisme mekar meksiko melainkan melulu memang memar memo memori menang mencong
mengapa meninggal menko menteri merah merdeka merek mereka merosot mesin mesjid meski mesra mesti meter meterai
metode mewah migas mikro milenial miliar milik miliki militer mimpi minat minggat minggu minim minimal minimalisasi
minoritas minta minum minyak miring mirip misal misi miskin mitigasi mitra mobil mobilisasi moda modal model
moderator modern modernisasi modifikasi modul mogok mohon momen momentum monitor monitoring moral moratorium motif
motivasi motor muai muak mual muat muda mudah mudik muhibah mujarab mujur muka mula mulai mulia mulus mulut munafik
munas muncul mundur mungkin mungut murah muram murid murni musda museum musibah musik musim muslim musnah musuh
musyawarah mutakhir mutasi mutlak mutu nada nafas nafi nafkah naik nakal nalar nama namun nanti napas narahubung
narasi narasumber narkotika nasabah nasib nasihat nasional nasionalisasi naskah nasrani negara negatif negeri
negosiasi nelayan neraca netral news ngeri niaga niat nihil nikah nikmat nilai nisbah niscaya nista nobat noda nomor
nonaktif norma normal normalisasi nota notaris notifikasi notula notulen notulis novel november nusa nyala nyaman
nyana nyanyi nyaring nyaris nyata nyawa obat objek objektif obral obrol observasi obyek ojek oktober olah olahraga
oleh olok ombak omong omset onar ongkos oper operasi operator opini oplos opsi optimal optimalisasi optimis orang
oranye orasi orde organ organisasi orientasi otak otomatis otonomi otorisasi otoritas output pabrik pacu pada
padahal padam padan padang padat padu pagar pagelaran pagi pahala paham pahit pahlawan pajak pakai pakar pakat paket
paksa pakta paku palang palembang paling palsu palu pamer pameran pamit pampang pampat panah panas panca pancar
panci pancing pandai pandang pandemi pandir pandu panel panelis panen panggang panggil panggul panggung pangkal
pangkas pangkat pangku pangling panitia panjang panjar panjat pantai pantas pantau panti pantul papah papan papar
papua para paraf parah paripurna pariwisata parkir parlemen partai partisipan partisipasi partner pasal pasang pasar
pasca pasien pasif pasok paspor pasti patah patok patuh patung patut pawai payung pecah pecat peduli pegang pegawai
pekalongan pekan pekanbaru pekat pekik pelatuk pelihara pelik pelopor pelosok peluang peluk peluru pemalang
pemerintah pemilu pemirsa pemuda pencar pendam pendapa pendapat pendar pendek pendopo pengaruh pening penjara
pensiun pental pentas penting penuh perah peran perang perangkat peras perca percaya percik percuma perdana
perempuan pergi peri perihal periksa peringkat perintah periode peristiwa perkara perkosa perlahan perlu permai
permisi pernah persen persis personel pertama pertamina perunggu perut pesan pesantren pesat pesawat peserta pesing
pesisir pesona pesta peta petak petani peti petik petinggi pewara pidana pidato pihak pijak pijar pijat pikat pikir
pikul pilah pilar pilih pilot pilu pimpin pinang pincang pindah pindai pinggir pinjam pinta pintar pintu piring
pirsa pisah pisau piutang plafon plakat planet plastik platform pleno podium poin pokok pola polemik polisi politik
polling polri polusi pompa ponsel pontianak populasi populer poros porsi portal posisi positif poster posting
posyandu potensi potong potret praja prakarsa praktek praktik praktis pramuka prasarana predikat prediksi preman
premi presensi presentasi presiden prestasi pria pribadi prihatin primer prinsip prioritas privat privatisasi
proaktif produk produksi produktif profesi profesional profesor profil program promosi proporsi proposal prosedur
proses protes protokol protokoler provinsi proyek psikologi puas puasa publik publikasi publisitas pucat pucuk pudar
pugar puing puja puji pukat pukul pula pulang pulas pulau pulih puluh punah puncak pungut puntir punya pupuk pupus
pura purna purwarupa purwokerto pusaka pusat pusing puskesmas pustaka putar putih putik putra putri putus rabu racun
radar radio ragam ragi ragu rahasia rahmat raih raja rajin rajut raker rakernas rakit rakor raksasa rakus rakyat
ramah ramai ramal rambah rambat rambu rampas rampok rampung ramu rancang rancu rangka rangkai rangkap rangkul
rangkum rangsang ranking rantai rantau ranum rapat rapel rapi raport rapuh rasa rasio rasuah rasuk rata ratifikasi
ratus raup rawa rawan rawat raya rayap rayu razia reaksi realisasi realita rebut reda redaksi redaktur redup
referensi refleksi reformasi regenerasi register registrasi regu regulasi rehabilitasi rekah rekam rekan rekap
rekapitulasi rekat rekayasa rekening rekomendasi rekonsiliasi rekor rekrut rekrutmen rektor rela relai relasi
relawan relevan reli relokasi remaja rembes rembuk remeh remuk renang rencana rendah rendam rengek renggang rengkuh
renovasi rentan rentang renung renyah reporter repot resah resap resepsi reservasi residu resik resiko resmi respon
respons restoran restu retak retas retur reuni revisi revitalisasi revolusi riang rias riau riba ribu ribut ricuh
rilis rinci rindu ringan ringkas rintang rintis risalah risau riset risiko riuh riwayat robek roboh rogoh rohani
rokok romawi rombak rombong ronda rongga rongrong rontok rosot rotasi ruah ruang rubah rugi rujuk rukun rumah rumit
rumpun rumput rumus runcing runding rundung runtuh runut rupa rupiah rusak rusuh rute rutin ruwat saat sabar sabtu
sabut sadar sadur safari sah sahabat saham sahut saing saji sakit saksama saksi sakti salah salam saldo sales salin
saling salip saluran sama samar samarinda sambang sambar sambat sambil sambung sambut sampah sampai sampan samping
sampul samudra sana sandang sandar sandi sanding sandiwara sangat sangga sanggah sanggup sangka sangkal sangkut
sangsi sanksi santai santap santri santun sapa sapu saran sarana sarang sarapan sarat saring sarjana sarung sasar
sastra satelit satgas satu saudara sawah sawit saya sayang sayap sayur sebab sebal sebar sebentar seberang sebut
sedang sedekah sederhana sedia sedih sedikit segala segan segar segel segera segmen sehat sejahtera sejak sejarah
sejuk sekali sekap sekarang sekat sekda sekian sekjen sekolah sekretariat sekretaris seks sektor selain selalu selam
selamat selang selaput selaras selasa selat selatan selebaran seleksi selektif selenggara selesai selewat selidik
selimut selip selisih selundup seluruh selusur semai semak semakin semangat semarang semat sembah sembelih sembilan
sembuh sembunyi semburat sementara semester semi seminar semir semoga sempal sempat sempit sempurna semua semula
senam senang sendiri sengaja sengat sengau senggol sengketa sengsara seni senin senior sensor sensus sentak sentil
sentimen sentosa sentral sentuh senyap senyum sepak sepakat sepatu sepeda seperti sepi september seragam serah serak
serambi serang serangkai serap serasi serba serbu seret seri serikat sering serius serobot serpih serta sertifikasi
sertifikat seru servis sesak sesal sesat sesi sesuai sesuatu setara setia setiap setir setop setor setrika setuju
sewa sia siaga sial siap siapa siar siasat sibuk sidak sidang sifat sigap sigi sikap siklus siksa silakan silang
silaturahmi silih simak simbol simpan simpang simpati simposium simpuh simpul simulasi sinar sindir sinergi singgah
singgung singkap singkat singkir siniar sinis sinkron sinkronisasi sinyal sipil sirine sirkulasi sisa sisi sisih
sisip sisir sistem siswa sita situ situasi situs siul skala skema skenario skor skripsi sleman soal sobat sobek
sodok sodor sohib sohor sokong solo solusi somasi sombong songsong sopan sopir sore sorong sorot soroti sosial
sosialisasi sosok spanduk spesial spesialisasi spesifik spesifikasi spesimen sponsor spontan stabil stabilisasi staf
stafsus standar standardisasi statistik status stok strata strategi strategis struktur studi studio sua suai suami
suap suara suasana suatu subsidi substansi subur suci suguh suhu suit suka sukabumi sukar sukarela sukses suku sulam
sulawesi sulit sultan suluh sulut sumatera sumbang sumbat sumber sumbu sumpah sundul sungai sungguh sungkan suntik
sunting sunyi supaya support surabaya surakarta surat surau surel surga suruh surut survei surya susah susuk susul
susun susup susur susut sutradara suvenir swadaya swafoto swasta syahdu syair syarah syarat syariah syukur syuting
taat tabah tabel tabiat tabloid tabrak tabu tabuh tabung tabur tadi tafsir tagar tagih tahan tahap tahbis tahu tahun
tajam tajuk takar takbir takjub taklimat takluk taksir taktik takut takwa talak talang tali tamah tamak taman tamat
tambah tambak tambang tambat tampak tampar tampik tampil tampung tamu tanah tanam tanda tandang tandas tandatangan
tanding tandu tangan tangerang tangga tanggal tanggap tangguh tanggul tanggung tangis tangkai tangkal tangkap
tangkas tangkis tani tanpa tantang tanya tapa tapak tapi tapis target tari tarif tarik tarikh taruh tarung tas tata
tatap tatar tausiah taut tautan tawa tawan tawar tayang tebak tebal tebang tebar tebus teduh tega tegak tegang tegar
tegas teguh teguk tegur tekad tekan teken teknik teknis teknokrat teknologi tekstil tekuk tekun telaah teladan telah
telak telan telanjang telantar telat telekomunikasi telepon televisi telisik teliti telkom teluk telungkup telur
telusur tema teman tembak tembang tembok tembus tempa tempat tempel temporer tempuh tempur temu tenaga tenang tenar
tenda tender tengadah tengah tenggak tenggang tenggara tenggat tenggelam tengger tengkar tengok tentang tentara
tenteng tenteram tentu tentukan tenun teologi teori tepat tepi tepis tepuk tepung terampil terang terap teras
terbang terbit tercengang teriak terima terjal terjemah terjun terka terkadang terlalu termin terminal ternak
ternate ternyata terobos terowong terpa terpal tersebut tertib terus tes tetangga tetap tetapi tewas tiang tiap
tiarap tiba tidak tidur tiga tikai tikam tiket tikung tilik tim timba timbal timbang timbul timbun timpa timpang
timur tindak tinggal tinggi tingkah tingkat tinjau tinju tinta tipe tipis tipu tirai tiru titah titik titip titis
tiup toko tokoh tolak toleh toleransi tolok tolol tolong tombol tong tonggak tongkat tonjol tonton topang topeng
topik toreh total tradisi tradisional tragedi trampil transaksi transfer transformasi transisi transkrip transparan
transport transportasi tren tuah tuai tuan tuang tubuh tuding tugas tugu tuhan tuju tujuan tujuh tukang tukar tulang
tular tulen tulis tulus tumbang tumbuh tumpah tumpang tumpas tumpu tumpuk tumpul tunai tunang tunas tunda tunduk
tunggak tunggal tunggu tunjang tunjuk tuntas tuntun tuntut turap turis turnamen turun turut tusuk tutor tutup tutur
uang uap ubah ucap udang udara ujar uji ujian ujung ukir ukur ulah ulama ulang ulas ulet ulik ulur umat umbar umpama
umpan umrah umum umur unas undang undi unduh undur unggah unggas unggul unggun ungkap ungkit ungsi unik unit
universitas unjuk unsur untai untuk untung upacara upah upaya urai urap urbanisasi urgen urgensi urung urus urut
usaha usai usang usap usia usik usil usir usul usung usut utama utang utara utas utilisasi utuh utus vaksin
vaksinasi validasi validitas variasi venue verifikasi versi video vila virus visa visi visualisasi vital vokasi
volume vonis wabah wacana wadah wafat wajah wajan wajar wajib wakaf wakil waktu walau wali walikota wangi wanita
waras warga waris warna warta wartawan warung wasiat wasit waspada watak wawancara wawas wayang wejang wesel wibawa
wilayah wirausaha wisata wisma wisuda wujud yaitu yakin yakni yang yatim yayasan yogyakarta yudisial zakat zaman zat
zona
"""
ROOTS = frozenset(_ROOTS.split())

# Derived words of these mean something of their own: "pengadaan" is not found by every "ada".
_GRAMMATICAL = """
ada akan antara atas atau bagi bawah belum bisa bukan dalam dan dapat dari dengan dua hal ini itu jadi juga kami kata
kita lain lebih luar maka oleh pada para punya sama sangat satu saya serta sudah telah tiap tidak untuk yang
"""
GRAMMATICAL = frozenset(_GRAMMATICAL.split())

# Written as one word when affixed and as two words otherwise.
COMPOUNDS = {
    "alihbahasa": ("alih", "bahasa"),
    "ambilalih": ("ambil", "alih"),
    "beritahu": ("beri", "tahu"),
    "ikutserta": ("ikut", "serta"),
    "kerjasama": ("kerja", "sama"),
    "latarbelakang": ("latar", "belakang"),
    "sebarluas": ("sebar", "luas"),
    "serahterima": ("serah", "terima"),
    "tandatangan": ("tanda", "tangan"),
    "tanggungjawab": ("tanggung", "jawab"),
    "tatausaha": ("tata", "usaha"),
    "tindaklanjut": ("tindak", "lanjut"),
    "ujicoba": ("uji", "coba"),
}
