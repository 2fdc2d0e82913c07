"""Given names of Indonesia that only men, or only women, bear. Short on purpose: in doubt a name is not here.

Left out because both bear them: Sri, Dian, Eka, Dwi, Tri, Nur, Wahyu, Rizki, Andi, Budi, Endang, Yuni, Novi, Ade, Kiki,
Indra, Reza, Nurul, Kartika, Rahayu, Citra.
"""

from __future__ import annotations

from liaison_sync.domain.name_parts import Gender

_MALE = frozenset(
    """abdul abdullah achmad ahmad agus ahyar aldi ali alwi amir anton antonius arief arif asep bagus bambang
    basuki benny bobby cahyono daniel darmawan dedi dedy denny didik dimas djoko doni donny eddy edi eko erwin
    fadli faisal farhan fauzan febrian ferdinand fransiskus gatot ginanjar gunawan hadi hamzah hari hariyanto
    haris haryanto hasan hendra hendri hendro heri herman hermawan heru husein ibrahim idris ignatius ilham imam
    irfan irwan iskandar ismail iwan joko johannes jusuf khairul kurniawan lukman lutfi mahmud malik maman
    marwan maulana mohamad mohammad muchammad muhamad muhammad mukhlis mulyadi mulyono mustafa nanang nasrullah
    nugroho panji paulus petrus prabowo pramono prasetyo priyanto purnomo rachmat rahmat rahman raharjo ridwan
    riyadi robert rudi rudy rusdi ruslan rustam saiful saleh samsul santoso setiawan sigit slamet soleh stefanus
    subagyo subandi sudarsono sudirman sugeng sugiarto sugiono suharto suhendra sukarno sumarno sunarto supardi
    supriadi supriyanto suprapto suryadi suryanto susanto susilo sutrisno suwarno syahrul syaiful syamsul taufik
    taufiq teguh thomas tono totok ujang umar untung usman wawan wibowo widodo wijaya wijayanto winarto wisnu
    yanto yohanes yosef yudhi yusuf zainal zainuddin zulkifli""".split()  # noqa: SIM905
)
_FEMALE = frozenset(
    """aisyah aminah amelia anastasia anggraini anindya anisa annisa astri astuti ayu bunga cahyani christina desi
    desy dewi dewanti diah diana dinda dyah elisabeth elvira ernawati fatimah fatma febriani fitria fitriani
    fransiska halimah handayani hasanah hartati hartini herlina indah indriani intan ira irma jamilah juliana
    kartini khadijah kristina lailatul laksmi larasati lastri lestari lilis lina listyani lusiana mariana maria
    maryam maya megawati melati meliana mutiara nabila nadia ni nina ningsih nirmala noviana nurhaliza
    nurhasanah nurhayati nurjanah nurlaila oktavia permatasari pertiwi prihatini purwanti puspita puspitasari
    rachmawati rahmawati ratih ratna ratnasari retno rina rini rosmiati rukmini safitri salma salsabila sari
    sartika setyowati shinta siti sofia sriyani sulastri sumarni sumiati suharti sukmawati suryani susanti susi
    tari theresia tiara titiek tuti ulfa umi utami veronica wahyuni wati widiastuti widyawati winarsih winarti
    wulan wulandari yanti yuliana yulianti yuliani yulia yunita yustina zahra zubaidah zulaikha aida ajeng
    anggun anita dewita dina eva evi farida fitri hesti ismawati kusumawati laila mulyani nia novita putri rita
    rosa santi sinta tika tina vina vivi wiwik yayuk""".split()  # noqa: SIM905
)
# Endings a woman's own name has; as the second name of a man they do not occur.
_FEMALE_ENDINGS = ("wati", "ningsih", "ningrum", "astuti", "yanti")
_MALE_FIRST = frozenset({"m", "moh", "muh", "moch", "much", "mochamad", "mochammad", "mohd"})


def gender_of(tokens: tuple[str, ...]) -> frozenset[Gender]:
    """What a name alone says: one gender, none, or both (contradictory). Only unambiguous names say anything."""
    words = [token.strip(".,").lower() for token in tokens]
    if not words:
        return frozenset()
    found = _by_custom(words)
    if found:
        return found
    first = words[0]
    if first in _MALE or (first in _MALE_FIRST and len(words) > 1 and len(first) > 1):
        found |= {"male"}
    if first in _FEMALE or (found and _FEMALE & set(words[1:])):  # "Hari Wulandari" may be a woman
        found |= {"female"}
    if any(word.endswith(_FEMALE_ENDINGS) and len(word) > 5 for word in words):
        found |= {"female"}
    return found


def _by_custom(words: list[str]) -> frozenset[Gender]:
    """Names that carry their gender: Balinese I and Ni, Ida Bagus and Ida Ayu, "bin" and "binti", "Cut Nyak"."""
    inner = set(words[1:])
    if "binti" in inner or words[0] == "ni" or words[:2] == ["ida", "ayu"] or words[:2] == ["cut", "nyak"]:
        return frozenset({"female"})
    if words[0] in {"i", "anak", "cokorda", "dewa", "gusti"} and inner & {"ayu", "istri"}:
        return frozenset({"female"})
    if words[0] == "teuku" and len(words) > 1:  # a title of Aceh
        return frozenset({"male"})
    if "bin" in inner or (words[0] == "i" and len(words) > 1) or words[:2] == ["ida", "bagus"]:
        return frozenset({"male"})
    return frozenset()
