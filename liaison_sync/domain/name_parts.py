"""A display name taken apart: titles before, the name, titles after, honorifics; and what it says of gender.

Indonesian names: mononyms are normal, family names are not; titles stand before (Prof., Dr., Ir., H.) and after (S.H.).
"""

from __future__ import annotations

import re
from unicodedata import category

from liaison_sync.domain.name_titles import (
    AFTER_RANK,
    DEGREES,
    HONORIFICS,
    PAIRS,
    RANKS,
    TITLE_GENDER,
    TITLES_BEFORE,
    Gender,
)
from liaison_sync.domain.role_names import is_post_or_unit
from liaison_sync.domain.value import dataclass

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_IN_BRACKETS = frozenset({"purn", "h.c", "k"})  # a rank left behind, a degree of honour, a consultant's Sp.M(K)
_NOT_NAMES = frozenset({"none", "null", "nan", "undefined", "unknown", "noname", "no name", "n/a", "-", "?", "."})
_CORPS = frozenset({"p", "t", "e", "s", "k", "kh", "pm"})  # of the navy: "Letkol Laut (P)"
_CAPITALS = frozenset({"rm", "ra", "rr", "ray", "pol", "he", "gray", "bray", "kray", "nray", "gph", "bph", "kph", "ym"})
_OPENING = re.compile(r"(?:yang terhormat|yth\.?|paduka(?= yang mulia))\s+", re.IGNORECASE)
_DOTTED = frozenset({"ns", "bd", "ar", "adv", "hon"})
_ORNAMENTS = frozenset({"So", "Sk", "Co", "Cn", "Zs"})
_MARKS = frozenset("“”„«»\ufe0f\u20e3")
_JOINED = frozenset({"dan", "and", "&", "+"})
_LATE = re.compile(r"(?i:\b(?:alm|almh|almarhum|almarhumah|mendiang)\b)|†")
_ACRONYM = re.compile(r"[^AEIOU]{2,6}|[A-Z]*[^AEIOUY]{3}[A-Z]*")
_LOWER = frozenset(
    {
        "dan",
        "and",
        "of",
        "bin",
        "binti",
        "br",
        "boru",
        "beru",
        "van",
        "von",
        "de",
        "der",
        "den",
        "al",
        "el",
        "ter",
        "da",
        "dos",
    }
)


@dataclass(frozen=True, slots=True)
class Person:
    """A name taken apart. `genders` are what its honorifics and titles say; `rank`: a title worth writing alone.

    `couple`: "Bapak dan Ibu" before one name.
    """

    name: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    honorific: str | None = None
    genders: frozenset[Gender] = frozenset()
    rank: bool = False
    couple: bool = False

    @property
    def several(self) -> bool:
        """Whether more than one name stands here: "Rina dan Budi"."""
        return not _JOINED.isdisjoint(word.lower() for word in self.tokens)

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
    return _degree_key(token) in DEGREES


def _looks_like_degree(word: str) -> bool:
    """ "Sp.KG", "M.Tr.Par": dots between short pieces, unlike the initial "B."."""
    return "." in word.strip(".") and len(word) <= 14 and word[:1].isupper()


def clean(name: str) -> str:
    """One line, without what mail programs add: quotes, brackets, "via List", "a.n."; "" for what is no name."""
    text = unsplit(name)
    for mark in (" via ", " | ", " / ", " - ", " – ", " — ", " melalui "):
        text = text.split(mark)[0]
    text = _OPENING.sub("", " ".join(text.split()).strip(" ,;:'\""), count=1)
    return "" if text.lower() in _NOT_NAMES or "@" in text or not any(c.isalpha() for c in text) else text


def unsplit(name: str) -> str:
    """As `clean`, with what was set behind a name by a dash, bar or slash."""
    text = " ".join(_unadorned(name[:400]).strip(" \"'`<>").split())[:200]
    for _ in range(2):  # brackets within brackets
        text = _BRACKETED.sub(_kept, text)
    return text


def _unadorned(name: str) -> str:
    """Without what is no writing: pictures, invisible marks, typographic quotation marks around it all."""
    return "".join(" " if category(c) in _ORNAMENTS or c in _MARKS else c for c in name if category(c) != "Cf")


def _kept(found: re.Match[str]) -> str:
    """What brackets hold, where it belongs to a rank or degree."""
    navy = _is_corps(found[0], found.string[: found.start()].split())
    return found[0] if navy or bare(found[0]) in _IN_BRACKETS else ""


def _is_corps(word: str, before: list[str]) -> bool:
    """ "(KH)" behind "Kapten Laut"."""
    return word.startswith("(") and bare(word) in _CORPS and before[-1:] != [] and before[-1].lower() == "laut"


def is_late(name: str) -> bool:
    """Whether the name says that its bearer has died: "Alm. Budi Santoso"."""
    return _LATE.search(name) is not None


def pieces(name: str) -> list[str]:
    """A name and what was set behind it by a dash or bar: "Kementerian X - Rina Wulandari"."""
    return [piece for piece in re.split(r" (?:\||/|-|–|—) ", name) if piece.strip()]


def _all_cased(words: list[str]) -> str:
    """In one line, each word as names are written; acronyms stay where they can be told from a name in capitals.

    "Rektor UGM": what stands in capitals beside a post is short for its house.
    """
    mixed = any(any(c.islower() for c in word) for word in words)
    office = mixed and is_post_or_unit(" ".join(words)) and all(len(word) <= 5 for word in words if word.isupper())
    return " ".join(
        word if word.isupper() and (office or _stays(word, mixed, alone=len(words) == 1)) else _cased(word)
        for word in words
    )


def _stays(word: str, mixed: bool, *, alone: bool) -> bool:
    if alone:
        return len(word) > 1 and _ACRONYM.fullmatch(word) is not None
    return mixed and 1 < len(word) <= 3 and (len(word) == 2 or not set(word) & set("AEIOU"))


def _cased(token: str) -> str:
    """ "RINA" and "rina" become "Rina"; what is mixed, or an initial, stays."""
    if bare(token) in _LOWER or token in _JOINED:
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
    if len(given) == 1 and rest[0] == given[0] and is_surname(head) and not is_post_or_unit(given[0]):
        head = f"{given[0]} {head}"  # "Santoso, Budi, S.E."
    words = [word for token in head.split() for word in _split_titles(token)]
    before, honorific, genders, rank = _head(words)
    couple = len(words) > 0 and _is_couple(text)
    while len(words) > 1 and (is_degree(words[-1]) and ("." in words[-1] or _degree_key(words[-1]) in {"phd", "mba"})):
        after.insert(0, words.pop())
    if not words:
        return None
    plain = _all_cased([word.strip(",") for word in words])
    return Person(plain, tuple(before), tuple(after), honorific, frozenset(genders), rank, couple)


def is_surname(head: str) -> bool:
    """Whether what stands before a comma may be a surname: "Santoso", "van der Berg"."""
    words = head.split()
    return len(words) == 1 or (bare(words[0]) in _LOWER and len(words) <= 4)


def _is_couple(text: str) -> bool:
    """ "Bapak dan Ibu Wibowo", "Mr. & Mrs. Smith"."""
    first, joint, second = ([bare(word) if word != "&" else word for word in text.split()[:3]] + ["", "", ""])[:3]
    return first in HONORIFICS and joint in _JOINED and second in HONORIFICS


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
    rank = ranked = False
    while len(words) > 1:
        key, pair = bare(words[0]), PAIRS.get((bare(words[0]), bare(words[1]))) if len(words) > 2 else None
        ranked_before, ranked = ranked, False
        if pair:
            before.append(pair[0])
            genders.update({pair[1]} if pair[1] else ())
            rank = ranked = True
            words.pop(0)
        elif _is_either(words[0]) or (honorific and not before and HONORIFICS.get(key, None) not in {None, *genders}):
            genders.clear()  # "Bapak/Ibu", "Bapak dan Ibu" say nothing
        elif honorific and words[0].lower() in _JOINED and bare(words[1]) in HONORIFICS:
            pass
        elif key in HONORIFICS and not (key in {"mas", "teh"} and len(words) == 2 and words[0].isupper()):
            honorific = key
            genders.add(HONORIFICS[key])
        elif (
            key in TITLES_BEFORE
            and not _is_corps(words[0], before)
            and _is_title(words[0], key, titled=bool(before or honorific))
        ):
            before.append(_written(words[0], key))
            rank = ranked = ranked_before or key in RANKS or rank
            if key in TITLE_GENDER:
                genders.add(TITLE_GENDER[key])
        elif ranked_before and (key in AFTER_RANK or _is_corps(words[0], before)):
            before.append(words[0] if words[0] != words[0].lower() else words[0].capitalize())
            ranked = True
        elif key not in {"yth", "dear", "kepada", "a.n", "an"}:
            break
        words.pop(0)
    return before, honorific, genders, rank


def _is_either(word: str) -> bool:
    """ "Bapak/Ibu", "Bpk/Ibu.", "Sdr/i"."""
    parts = [bare(part) for part in word.split("/")]
    return len(parts) > 1 and parts[0] in HONORIFICS and all(part in {*HONORIFICS, "i"} for part in parts[1:])


def _is_title(word: str, key: str, *, titled: bool) -> bool:
    """One letter is a title only with its dot, or behind another; what is a name too, only in its own spelling."""
    if len(key) == 1:
        return key in {"h", "r"} and (word.endswith(".") or (titled and key == "h"))
    return "." in word or (key not in _DOTTED and (key not in _CAPITALS or word.isupper()))


def _written(word: str, key: str) -> str:
    """ "dr." in small letters is a physician and stays so."""
    if key == "dr" and word.startswith("dr"):
        return "dr."
    if word.startswith("Rm"):  # Raden Mas is written R.M.
        return "Rm."
    return TITLES_BEFORE[key]
