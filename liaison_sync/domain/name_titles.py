"""Titles and honorifics of Indonesian names, before and after, and what each says of gender."""

from __future__ import annotations

from typing import Literal

Gender = Literal["male", "female"]

HONORIFICS: dict[str, Gender] = {
    "bapak": "male", "bpk": "male", "bp": "male", "pak": "male", "sdr": "male", "saudara": "male", "tuan": "male",
    "tn": "male", "mr": "male", "sir": "male", "mas": "male", "bang": "male", "kang": "male",
    "ibu": "female", "bu": "female", "sdri": "female", "saudari": "female", "nyonya": "female", "ny": "female",
    "nona": "female", "nn": "female", "mrs": "female", "ms": "female", "miss": "female", "madam": "female",
    "mdm": "female", "mbak": "female", "teh": "female",
    "bung": "male", "cak": "male", "akang": "male",
    "bunda": "female", "tante": "female", "neng": "female", "teteh": "female",
}  # fmt: skip
# Written forms of titles before a name; those with a gender say it without doubt.
TITLES_BEFORE: dict[str, str] = {
    "prof": "Prof.", "professor": "Prof.", "dr": "Dr.", "dra": "Dra.", "drs": "Drs.", "drg": "drg.", "drh": "drh.",
    "ir": "Ir.", "apt": "apt.", "h": "H.", "hj": "Hj.", "hajjah": "Hj.", "haji": "H.", "kh": "K.H.", "k.h": "K.H.",
    "hm": "H.M.", "h.m": "H.M.",
    "r": "R.", "ra": "R.A.", "r.a": "R.A.", "rr": "Rr.", "rm": "R.M.", "r.m": "R.M.", "ray": "R.Ay.", "r.ay": "R.Ay.",
    "ust": "Ust.", "ustadz": "Ustadz", "ustaz": "Ustaz", "ustadzah": "Ustadzah", "ustazah": "Ustazah", "tgk": "Tgk.",
    "pdt": "Pdt.", "pastor": "Pastor", "romo": "Romo", "letjen": "Letjen", "mayjen": "Mayjen", "brigjen": "Brigjen",
    "jenderal": "Jenderal", "jend": "Jend.", "kolonel": "Kolonel", "kol": "Kol.", "letkol": "Letkol",
    "mayor": "Mayor", "kapten": "Kapten", "laksamana": "Laksamana", "laksda": "Laksda", "laksma": "Laksma",
    "marsekal": "Marsekal", "marsda": "Marsda", "marsma": "Marsma", "komjen": "Komjen", "irjen": "Irjen",
    "kombes": "Kombes", "akbp": "AKBP", "kompol": "Kompol", "akp": "AKP", "iptu": "Iptu", "ipda": "Ipda",
    "letnan": "Letnan", "lettu": "Lettu", "letda": "Letda", "tni": "TNI", "pol": "Pol.", "purn": "(Purn.)",
    "h.c": "(H.C.)",
    "kyai": "Kyai", "kiai": "Kiai", "nyai": "Nyai", "habib": "Habib", "gus": "Gus", "buya": "Buya", "syekh": "Syekh",
    "syaikh": "Syaikh", "sheikh": "Sheikh", "sayyid": "Sayyid", "sayid": "Sayid", "syarifah": "Syarifah",
    "teungku": "Teungku", "mgr": "Mgr.", "uskup": "Uskup", "kardinal": "Kardinal", "suster": "Suster",
    "bruder": "Bruder", "frater": "Frater", "bhikkhu": "Bhikkhu", "biksu": "Biksu", "bhante": "Bhante",
    "bhikkhuni": "Bhikkhuni", "biksuni": "Biksuni", "rev": "Rev.",
    "kgpaa": "KGPAA", "kgph": "KGPH", "gph": "GPH", "bph": "BPH", "kph": "KPH", "krt": "KRT",
    "krht": "KRHT", "krmt": "KRMT", "brm": "BRM", "grm": "GRM", "gkr": "GKR", "gray": "GRAy",
    "bray": "BRAy", "kray": "KRAy", "nray": "NRAy", "raden": "Raden", "sultan": "Sultan",
    "serda": "Serda", "sertu": "Sertu", "serka": "Serka", "serma": "Serma", "pelda": "Pelda", "peltu": "Peltu",
    "kopda": "Kopda", "koptu": "Koptu", "kopka": "Kopka", "pratu": "Pratu", "praka": "Praka",
    "bripda": "Bripda", "briptu": "Briptu", "bripka": "Bripka", "brigpol": "Brigpol", "brigadir": "Brigadir",
    "aipda": "Aipda", "aiptu": "Aiptu", "bharada": "Bharada", "bharatu": "Bharatu", "laksdya": "Laksdya",
    "marsdya": "Marsdya", "sersan": "Sersan", "kopral": "Kopral",
    "ym": "Yang Mulia", "y.m": "Yang Mulia",
    "ambassador": "Ambassador", "dubes": "Dubes", "konjen": "Konjen", "dame": "Dame", "h.e": "H.E.", "he": "H.E.",
    "hon": "Hon.", "datuk": "Datuk", "dato": "Dato", "dato'": "Dato'", "datin": "Datin",
    "ns": "Ns.", "bd": "Bd.", "ar": "Ar.", "adv": "Adv.",
}  # fmt: skip
TITLE_GENDER: dict[str, Gender] = {
    "h": "male", "haji": "male", "kh": "male", "k.h": "male", "hm": "male", "h.m": "male", "drs": "male",
    "rm": "male", "r.m": "male",
    "ust": "male", "ustadz": "male", "ustaz": "male", "romo": "male", "pastor": "male",
    "hj": "female", "hajjah": "female", "dra": "female", "ra": "female", "r.a": "female", "rr": "female",
    "ray": "female", "r.ay": "female", "ustadzah": "female", "ustazah": "female",
    "kyai": "male", "kiai": "male", "habib": "male", "gus": "male", "buya": "male", "syekh": "male", "syaikh": "male",
    "sheikh": "male", "sayyid": "male", "sayid": "male", "teungku": "male", "mgr": "male", "uskup": "male",
    "kardinal": "male", "bruder": "male", "frater": "male", "bhikkhu": "male", "biksu": "male", "bhante": "male",
    "kgpaa": "male", "kgph": "male", "gph": "male", "bph": "male", "kph": "male", "krt": "male", "krht": "male",
    "krmt": "male", "brm": "male", "grm": "male", "sultan": "male",
    "nyai": "female", "syarifah": "female", "suster": "female", "bhikkhuni": "female", "biksuni": "female",
    "gkr": "female", "gray": "female", "bray": "female", "kray": "female", "nray": "female", "dame": "female",
    "datin": "female",
}  # fmt: skip
# Rank alone says whom one writes to; "H." or "R." alone does not make a name formal enough.
RANKS = frozenset(TITLES_BEFORE) - {
    "h", "hm", "h.m", "hj", "haji", "hajjah", "r", "ra", "r.a", "rr", "rm", "r.m", "ray", "r.ay", "tni", "pol",
    "purn", "h.c", "drs", "dra",
    "apt", "ir", "raden", "ns", "bd", "ar", "adv", "h.e", "he", "hon", "dame",
}  # fmt: skip
DEGREES = frozenset({
    "sh", "se", "st", "sip", "skom", "ssos", "spd", "spdi", "sag", "shi", "sthi", "ssi", "sp", "spt", "sked", "skep",
    "skg", "skm", "ssn", "ss", "sikom", "spsi", "sfarm", "spi", "shut", "sstp", "sst", "skh", "sgz", "sab", "sak",
    "sap", "sds", "sei", "skel", "sor", "spar", "str", "strkeb", "str.keb", "amd", "amdkeb", "amdkep", "ama", "amak",
    "msi", "mm", "mh", "mhum", "mkom", "mt", "mpd", "mpdi", "mag", "msc", "ma", "mba", "mpa", "mph", "mkes", "mkn",
    "msn", "mikom", "mak", "map", "mars", "mpsi", "meng", "mds", "msos", "mec", "mecdev", "mpp", "llm", "llb", "mtr",
    "mthi", "mip", "mhan", "mmrs", "mkeb", "mkep", "mfarm", "mpi", "mei", "me", "mse", "mstr", "ba", "bsc", "beng",
    "bba", "bcom", "phd", "dphil", "jd", "md", "dba", "edd", "ca", "cpa", "cfa", "ak", "apt", "ners", "ns", "lc", "psi",
    "sppd", "spog", "spa", "spb", "spjp", "spm", "span", "spkk", "spkj", "sps", "spu", "spot", "sptht", "sprad", "spgk",
    "ipm", "ipu", "aseaneng", "asean", "eng", "pmp", "cht", "cpr", "iapr", "mipr", "mcipr", "akp", "qia", "cgcae",
    "crgp", "bkp", "ctl", "cmed", "cla", "cli", "clma", "fellow", "finasim", "kgeh", "khom", "subsp", "ppa",
    "mfa", "mfin", "macc", "mtech", "mres", "mphil", "mud", "mpar", "mmpar", "mmtr", "dess", "dea", "des",
    "sihum", "shint", "spol", "sikm", "stp", "stat", "smb", "sm", "smn", "ssy", "sesy", "shum", "sud", "sfil", "jr",
    "sr", "pgd", "cphr", "chrp", "bnsp", "dip", "diplipm", "cipr", "rer", "nat", "drrernat", "habil",
})  # fmt: skip
# Titles of two words, and what they say of gender.
PAIRS: dict[tuple[str, str], tuple[str, Gender | None]] = {
    ("tuan", "guru"): ("Tuan Guru", "male"),  # a scholar of Lombok, no Mr. Teacher
    ("raden", "mas"): ("Raden Mas", "male"),
    ("raden", "ajeng"): ("Raden Ajeng", "female"),
    ("raden", "ayu"): ("Raden Ayu", "female"),
    ("raden", "roro"): ("Raden Roro", "female"),
    ("r", "ay"): ("R.Ay.", "female"),
    ("uskup", "agung"): ("Uskup Agung", "male"),
    **{
        (first, second): (f"{first.capitalize()} {second.capitalize()}", None)
        for first, grades in (
            ("komisaris", "besar jenderal"),
            ("ajun", "komisaris"),
            ("inspektur", "jenderal satu dua polisi"),
        )
        for second in grades.split()
    },
    ("ida", "pedanda"): ("Ida Pedanda", None),
    ("yang", "mulia"): ("Yang Mulia", None),
    ("his", "excellency"): ("H.E.", "male"),
    ("her", "excellency"): ("H.E.", "female"),
    ("duta", "besar"): ("Duta Besar", None),
    ("konsul", "jenderal"): ("Konsul Jenderal", None),
    ("tan", "sri"): ("Tan Sri", None),
    ("puan", "sri"): ("Puan Sri", "female"),
    ("datuk", "seri"): ("Datuk Seri", None),
    ("dato'", "sri"): ("Dato' Sri", None),
    ("dato'", "seri"): ("Dato' Seri", None),
    ("dato", "sri"): ("Dato Sri", None),
}
# What follows a rank and belongs to it: its grade, the service, the corps.
AFTER_RANK = frozenset(
    """tni pol polisi muda madya pertama satu dua besar jenderal laut marinir mar inf kav arm arh czi cke chb cba cpl
    cpm caj cku ckm chk ctp cpn pnb nav tek lek kal adm pas sus kes pom p t e s k kh pm purn""".split()  # noqa: SIM905
)
# Titles that stand where "Bapak" or "Ibu" would: "Yth. Romo Mangun".
STYLE = "Yang Mulia"  # before an honorific, too
INSTEAD = frozenset(
    [STYLE, *"Romo Rm. Pastor Suster Bruder Frater Bhikkhu Biksu Bhante Bhikkhuni Biksuni".split()]  # noqa: SIM905
)
# Titles English says too, and how.
SPOKEN = {
    "Romo": "Romo", "Rm.": "Romo", "Pastor": "Pastor", "Suster": "Sister", "Bruder": "Brother", "Pdt.": "Reverend",
    "Rev.": "Reverend", "Mgr.": "Monsignor", "Uskup": "Bishop", "Uskup Agung": "Archbishop", "Kardinal": "Cardinal",
    "Bhikkhu": "Bhikkhu", "Biksu": "Bhikkhu", "Bhante": "Bhante", "K.H.": "Kyai", "Kyai": "Kyai", "Kiai": "Kiai",
    "Nyai": "Nyai", "Habib": "Habib", "Gus": "Gus", "Buya": "Buya", "Ustadz": "Ustadz", "Ustaz": "Ustaz",
    "Ust.": "Ustadz", "Ustadzah": "Ustadzah", "Ustazah": "Ustazah", "Duta Besar": "Ambassador",
    "Ambassador": "Ambassador", "Dubes": "Ambassador",
    "Konsul Jenderal": "Consul General", "Konjen": "Consul General", "Dame": "Dame", "Tan Sri": "Tan Sri",
    "Datuk Seri": "Datuk Seri", "Datuk": "Datuk", "Dato'": "Dato'", "Dato' Sri": "Dato' Sri", "Datin": "Datin",
    "Sultan": "Sultan", "Raden": "Raden", "Sayyid": "Sayyid", "Sayid": "Sayid", "Syarifah": "Syarifah",
    "Syekh": "Sheikh", "Syaikh": "Sheikh", "Sheikh": "Sheikh", "Teungku": "Teungku", "Tuan Guru": "Tuan Guru",
    "Ida Pedanda": "Ida Pedanda", "Bhikkhuni": "Bhikkhuni", "Biksuni": "Bhikkhuni",
    **{royal: royal for royal in ("KGPAA", "KGPH", "GPH", "BPH", "KPH", "KRT", "KRHT", "KRMT", "BRM", "GRM", "GKR")},
    **{royal: royal for royal in ("GRAy", "BRAy", "KRAy", "NRAy")},
}  # fmt: skip
