"""A display name taken apart: titles before, the name, titles after, honorifics; and what it says of gender.

Indonesian names: mononyms are normal, family names are not; titles stand before (Prof., Dr., Ir., H.) and after (S.H.).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Gender = Literal["male", "female"]

HONORIFICS: dict[str, Gender] = {
    "bapak": "male", "bpk": "male", "bp": "male", "pak": "male", "sdr": "male", "saudara": "male", "tuan": "male",
    "tn": "male", "mr": "male", "sir": "male", "mas": "male", "bang": "male", "kang": "male",
    "ibu": "female", "bu": "female", "sdri": "female", "saudari": "female", "nyonya": "female", "ny": "female",
    "nona": "female", "nn": "female", "mrs": "female", "ms": "female", "miss": "female", "madam": "female",
    "mdm": "female", "mbak": "female", "teh": "female",
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
}  # fmt: skip
TITLE_GENDER: dict[str, Gender] = {
    "h": "male", "haji": "male", "kh": "male", "k.h": "male", "hm": "male", "h.m": "male", "drs": "male",
    "rm": "male", "r.m": "male",
    "ust": "male", "ustadz": "male", "ustaz": "male", "romo": "male", "pastor": "male",
    "hj": "female", "hajjah": "female", "dra": "female", "ra": "female", "r.a": "female", "rr": "female",
    "ray": "female", "r.ay": "female", "ustadzah": "female", "ustazah": "female",
}  # fmt: skip
# Rank alone says whom one writes to; "H." or "R." alone does not make a name formal enough.
_RANKS = frozenset(TITLES_BEFORE) - {
    "h", "hm", "h.m", "hj", "haji", "hajjah", "r", "ra", "r.a", "rr", "rm", "r.m", "ray", "r.ay", "tni", "pol",
    "purn", "h.c", "drs", "dra",
    "apt", "ir",
}  # fmt: skip
_DEGREES = frozenset({
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
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_IN_BRACKETS = frozenset({"purn", "h.c", "k"})  # a rank left behind, a degree of honour, a consultant's Sp.M(K)
_NOT_NAMES = frozenset({"none", "null", "nan", "undefined", "unknown", "noname", "no name", "n/a", "-", "?", "."})
_LOWER = frozenset({"bin", "binti", "van", "von", "de", "der", "den", "al", "el", "ter", "da", "dos"})


@dataclass(frozen=True, slots=True)
class Person:
    """A name taken apart. `genders` are what its honorifics and titles say; `rank`: a title worth writing alone."""

    name: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    honorific: str | None = None
    genders: frozenset[Gender] = frozenset()
    rank: bool = False

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(self.name.split())

    @property
    def full(self) -> str:
        """With all its titles: "Dr. Ir. Budi Santoso, M.Si."."""
        return ", ".join((" ".join((*self.before, self.name)), *self.after))


def bare(token: str) -> str:
    """A token as the tables spell it: lower case, no dots or commas at its ends or between letters."""
    return token.strip(".,()").lower()


def _degree_key(token: str) -> str:
    return "".join(c for c in token.lower() if c.isalnum())


def is_degree(token: str) -> bool:
    """Whether a token is a title after a name: "S.H.", "M.Si", "PhD"."""
    return _degree_key(token) in _DEGREES


def _looks_like_degree(word: str) -> bool:
    """ "Sp.KG", "M.Tr.Par": dots between short pieces, unlike the initial "B."."""
    return "." in word.strip(".") and len(word) <= 14 and word[:1].isupper()


def clean(name: str) -> str:
    """One line, without what mail programs add: quotes, brackets, "via List", "a.n."; "" for what is no name."""
    text = " ".join(name.replace("\u00a0", " ").replace("\u200b", "").strip(" \"'`<>").split())[:200]
    for _ in range(2):  # brackets within brackets
        text = _BRACKETED.sub(lambda found: found[0] if bare(found[0]) in _IN_BRACKETS else "", text)
    for mark in (" via ", " | ", " / ", " - ", " – ", " — ", " melalui "):
        text = text.split(mark)[0]
    text = " ".join(text.split()).strip(" ,;:'\"")
    return "" if text.lower() in _NOT_NAMES or "@" in text or not any(c.isalpha() for c in text) else text


def _cased(token: str) -> str:
    """ "RINA" and "rina" become "Rina"; what is mixed, or an initial, stays."""
    if bare(token) in _LOWER:
        return token.lower() if token.islower() else token
    if len(token.strip(".")) < 2 or not (token.isupper() or token.islower()) or token.count(".") > 1:
        return token.upper() if len(token.strip(".")) == 1 else token
    return "-".join("'".join(p[:1].upper() + p[1:].lower() for p in part.split("'")) for part in token.split("-"))


def _tail(parts: list[str]) -> tuple[list[str], list[str]]:
    """The pieces after commas: degrees, or the given name of "Santoso, Budi"."""
    degrees: list[str] = []
    given: list[str] = []
    for part in parts:
        words = part.split()
        if words and all(is_degree(word) or _looks_like_degree(word) for word in words):
            degrees.append(" ".join(words))
        elif words:
            given.append(part)
    return degrees, given


def take_apart(name: str) -> Person | None:
    """The parts of a display name, or None where it names nobody."""
    text = clean(name)
    head, *rest = [part.strip() for part in text.split(",")]
    after, given = _tail(rest)
    if len(given) == 1 and not after and len(head.split()) == 1:
        head = f"{given[0]} {head}"  # "Santoso, Budi"
    words = [word for token in head.split() for word in _split_titles(token)]
    before, honorific, genders, rank = _head(words)
    while len(words) > 1 and (is_degree(words[-1]) and ("." in words[-1] or _degree_key(words[-1]) in {"phd", "mba"})):
        after.insert(0, words.pop())
    if not words:
        return None
    plain = " ".join(_cased(word.strip(",")) for word in words)
    return Person(plain, tuple(before), tuple(after), honorific, frozenset(genders), rank)


def _split_titles(token: str) -> list[str]:
    """ "Dr.Ir.Budi" is three words; "S.H." and "R.A." are one."""
    pieces = [piece for piece in token.split(".") if piece]
    titled = len(pieces) > 1 and all(bare(piece) in TITLES_BEFORE for piece in pieces[:-1])
    if titled and bare(token) not in TITLES_BEFORE and not is_degree(token) and len(pieces[-1]) > 1:
        return [f"{piece}." for piece in pieces[:-1]] + [pieces[-1]]
    return [token]


def _head(words: list[str]) -> tuple[list[str], str | None, set[Gender], bool]:
    """Take honorifics and titles off the front of `words`; the last word always stays a name."""
    before: list[str] = []
    genders: set[Gender] = set()
    honorific: str | None = None
    rank = False
    while len(words) > 1:
        key = bare(words[0])
        if key == "tuan" and bare(words[1]) == "guru" and len(words) > 2:  # a scholar of Lombok, no Mr. Teacher
            before.append("Tuan Guru")
            genders.add("male")
            words.pop(0)
        elif key in HONORIFICS and not (key in {"mas", "teh"} and len(words) == 2 and words[0].isupper()):
            honorific = key
            genders.add(HONORIFICS[key])
        elif key in TITLES_BEFORE and _is_title(words[0], key):
            before.append(_written(words[0], key))
            rank = rank or key in _RANKS
            if key in TITLE_GENDER:
                genders.add(TITLE_GENDER[key])
        elif key not in {"yth", "dear", "kepada", "a.n", "an"}:
            break
        words.pop(0)
    return before, honorific, genders, rank


def _is_title(word: str, key: str) -> bool:
    """One letter is a title only with its dot; "Ra" and "Ir" without one only in their own spelling."""
    if len(key) == 1:
        return word.endswith(".") and key in {"h", "r"}
    return "." in word or key not in {"ra", "rr", "rm", "ray", "pol"} or word.isupper()


def _written(word: str, key: str) -> str:
    """ "dr." in small letters is a physician and stays so."""
    if key == "dr" and word.startswith("dr"):
        return "dr."
    return TITLES_BEFORE[key]
