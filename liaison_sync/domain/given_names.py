"""Given names of Indonesia that only men, or only women, bear. Short on purpose: in doubt a name is not here.

Left out because both bear them: Sri, Dian, Eka, Dwi, Tri, Nur, Wahyu, Rizki, Andi, Budi, Endang, Yuni, Novi, Ade, Kiki,
Indra, Reza, Nurul, Kartika, Rahayu, Citra.
"""

from __future__ import annotations

from liaison_sync.domain.name_titles import Gender

_MALE = frozenset(
    """abdul abdullah abubakar achmad adrianus agus agustinus ahmad ahyar akbar aldi alexander ali alwi
    aminuddin amir andreas angga anton antonius anwar ardiansyah arief arif arifin ariyanto arman asep aziz
    bagus baharuddin bambang basuki benny bobby burhanuddin cahyono christopher dadang daniel darmawan daud
    david deden dedi dedy denny dicky didik dimas djoko dodi dody donald doni donny dony eddy edi edwin efendi
    effendi eko erwin fachri fadhil fadli fahri faisal fakhruddin farhan fauzan febrian ferdinand firman
    firmansyah fransiskus freddy fredy ganjar gatot ginanjar gunawan guntur hadi hafiz haidar hakim halim hamdan
    hamid hamzah hari haris hariyanto hartono haryanto haryono hasan hasanuddin hasyim hendra hendrawan hendri
    hendrik hendro henry heri heriyanto herman hermawan heru hidayat hotman husein ibrahim idris ignatius ikhsan
    ilham imam imron irfan irsyad irvan irwan ishak iskandar ismail iwan jafar jamaluddin jefri jimmy johan
    johannes joko jonathan joni jonny julius jumadi junaedi junaidi jusuf kamaluddin kasman khairul khoirul
    kosasih kristianto kurniawan kusnadi leonardus luhut lukman lutfi mahendra mahfud mahmud malik maman
    mardiyanto marwan matius maulana michael moehammad mohamad mohammad muchammad muchlis muchtar muhaimin
    muhamad muhammad mujib mukhlis mulyadi mulyono munir murdiono musa mustafa mustofa nanang nasir nasrullah
    nizar nugroho octavianus oktavianus panji parlindungan paulus petrus pieter poltak prabowo pramono prasetyo
    pratikno priyanto priyo purnomo purwanto rachmat rafael rafi raharjo rahman rahmat ramadhan ramli rangga
    rendra ricky ridwan riyadi rizal robby robert roby rocky rohmat roni ronny roy rudi rudy rusdi ruslan rusman
    rustam said saiful salahuddin saleh salim samsul samuel santoso sarwono satrio sebastian setiawan sigit
    slamet sofyan soedjatmoko soleh solihin stefanus stephanus steven subagyo subandi subroto sudarsono sudarto sudirman
    sudrajat sugeng sugianto sugiarto sugiono suharto suhendra suherman sujatmiko sujono sukardi sukarno
    sulaiman sumardi sumarno sumarsono sumitro sunarto supardi suparman suparno suprapto supriadi supriyadi
    supriyanto suroso suryadi suryanto suryono susanto susilo sutarman sutarno sutrisno suwarno suyanto suyono
    syafruddin syafrudin syahrial syahrul syaiful syamsul syarif syarifuddin tarmizi tatang taufik taufiq teddy
    teguh theodorus thomas timotius togar tono tony totok triyono ujang umar untung usman victor vincentius
    wahid wahyudi waluyo warsito wawan wibowo widodo wijaya wijayanto winarto wisnu yahya yakobus yanto yohanes
    yohannes yosef yudhi yulianto yulius yunus yusril yusuf zaenal zaenudin zainal zainuddin zakaria zulfikar
    zulkarnain zulkifli""".split()  # noqa: SIM905
)
_FEMALE = frozenset(
    """adelia adinda agnes agustina aida aisyah ajeng alya amalia amanda ambarwati amelia aminah anastasia
    anggraini anggun anindya anisa anita annisa aprilia arini astri astuti ayu azizah brigita bunga cahyani
    caroline cecilia chairunnisa christina christine cindy clara claudia deborah desi desy dewanti dewi dewita
    diah diajeng diana dina dinda dyah elisabet elisabeth elizabeth elvira erika erlina erna ernawati ester
    esther etty euis eva evi farah farida fatimah fatma fauziah febriana febriani felicia fitri fitria fitriani
    fransisca fransiska gabriella grace hafsah halimah handayani hanifah hartati hartini hasanah helena hera
    herlina hesti hilda imelda indah indira indri indriani ingrid intan ira irene irma isabella ismawati isti
    istiqomah jamilah jessica juliana juwita kardinah kartini khadijah khairunnisa khofifah komariah kristiani kristina
    kusumawati laila lailatul laksmi larasati lastri latifah leni lestari lia lidia lidya lilis lily lina
    linda lisa listyani livia lucia luluk lusiana lydia magdalena mahmudah maimunah margaretha maria mariana
    marina marlina martha maryam masitoh maya megawati melati meliana melinda melisa melissa mira monica monika
    mulyani murniati mutiara nabila nadia nadya nafisah natalia natasha neneng nia nina ningsih nirmala
    noviana novita nuraini nurhaliza nurhasanah nurhayati nurjanah nurjannah nurlaela nurlaila nurlaili nurlela
    nurmala oktavia olivia permatasari pertiwi prihatini priscilla purnamasari purwanti puspita puspitasari
    putri rachmawati rahma rahmah rahmawati ratih ratna ratnasari regina reni renny retno rina rini ririn risma
    rita rohana rosa rosalia rosalina rosdiana rosita rosmiati rukmini ruth sabrina safitri saidah salma
    salsabila sandra santi sarah sari sartika selvi septiana septiani setyowati sherly shinta silvia sinta siska
    siti sitti sofia solihah sonia sriyani stefani stella suharti sukmawati sulastri sumarni sumiati suryani
    susana susanna susanti susi syifa sylvia tania tari theresa theresia tiara tika tina titiek tiur tuti tutik
    ulfa umi ursula utami vania vera veronica veronika vina vivi wahyuni wati widiastuti widyawati winarni
    winarsih winarti wiwik wulan wulandari yanti yayuk yeni yenny yohana yolanda yulia yuliana yuliani yulianti
    yuniarti yunita yustina zahra zubaidah zulaiha zulaikha zuraida""".split()  # noqa: SIM905
)
# Endings a woman's own name has; as the second name of a man they do not occur.
_FEMALE_ENDINGS = ("wati", "ningsih", "ningrum", "astuti", "yanti")
# Elsewhere borne by the other gender too (Ira Glass, Santi Cazorla, Sari Nusseibeh): they say who somebody is only
# beside another name of this country.
_ELSEWHERE = frozenset("ali bobby desi ilham ira joni roni santi sari tika wati".split())  # noqa: SIM905
_BALINESE = frozenset(
    """wayan made nyoman ketut putu gede gde kadek komang nengah luh gusti gst dewa ayu bagus wy md nym kt pt gd kd
    km ngurah ida cokorda""".split()  # noqa: SIM905
)
_OF_BALI = frozenset({"i", "anak", "aa", "a.a", "cok", "cokorda", "tjokorda", "dewa", "gusti"})
_MALE_FIRST = frozenset({"m", "moh", "muh", "moch", "much", "mochamad", "mochammad", "mohd", "mhd", "abd"})


def gender_of(tokens: tuple[str, ...], *, abroad: bool = False) -> frozenset[Gender]:
    """What a name alone says: one gender, none, or both (contradictory). Only unambiguous names say anything.

    `abroad`: its bearer writes from another country, where a name may be anybody's.
    """
    words = [token.strip(".,").lower() for token in tokens]
    if not words:
        return frozenset()
    found = _by_custom(words)
    if "bin" in tokens[1:-1]:  # in capitals a name of China, Korea
        found |= {"male"}
    if found:
        return found
    first = words[0]
    if (abroad or first in _ELSEWHERE) and not any(is_listed(word) for word in words[1:]):
        return frozenset()
    if first in _MALE or (first in _MALE_FIRST and len(words) > 1 and len(first) > 1):
        found |= {"male"}
    if first in _FEMALE or (found and _FEMALE & set(words[1:])):  # "Hari Wulandari" may be a woman
        found |= {"female"}
    if any(_ends_female(word) for word in words):
        found |= {"female"}
    return found


def is_listed(word: str) -> bool:
    """Whether this word, in small letters, is a name of one gender."""
    return word in _MALE or word in _FEMALE or _ends_female(word)


def _ends_female(word: str) -> bool:
    return word.endswith(_FEMALE_ENDINGS) and len(word) > 5


def _by_custom(words: list[str]) -> frozenset[Gender]:
    """Names that carry their gender: Balinese I and Ni, Ida Bagus and Ida Ayu, "binti", "Cut Nyak" …"""
    first, inner = words[0], set(words[1:])
    if first in {"i", "ni"} and words[1:2] and words[1] not in _BALINESE:
        return frozenset()  # a name of China: I-Chun, Ni Wei
    if inner & {"binti", "br", "boru", "beru"} or words[:2] in (["ida", "ayu"], ["cut", "nyak"]):
        return frozenset({"female"})
    if inner and first in {"ni", "desak", "baiq"}:  # of Bali and Lombok
        return frozenset({"female"})
    if first in _OF_BALI and inner & {"ayu", "istri"}:
        return frozenset({"female"})
    if inner and first in {"teuku", "lalu", "i"}:  # Teuku is a title of Aceh, Lalu of Lombok
        return frozenset({"male"})
    if first in {*_OF_BALI, "ida"} and inner & {"bagus", "ngurah"}:
        return frozenset({"male"})
    return frozenset()
