"""Stems: what a word is found by beside itself, for Indonesian by its root, else lightly for English.

Indonesian affixes go off in the order of Nazief and Adriani, with the confixes of Adriani et al. (2007): particle,
possessive, suffix, then up to three prefixes with the consonant that nasalisation took (menyurat → surat). An affix
goes only if a listed root remains, so that "dinas" and "kediri" stay whole. Where two roots fit (pengurusan: urus,
kurus) both count: two words mean the same to the search if they share a stem.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from liaison_sync.domain.root_words import COMPOUNDS, GRAMMATICAL, ROOTS

_SHORTEST, _LONGEST = 4, 32  # letters of a word that may have affixes
_PREFIXES = 3
_VOWELS = frozenset("aeiou")
_KNOWN = ROOTS | COMPOUNDS.keys()
_PARTICLES = ("lah", "kah", "pun")
_POSSESSIVES = ("nya", "ku", "mu")
# What nasalisation leaves → the consonants it may have taken before a vowel.
_NASALS = (("meng", "k"), ("mem", "pm"), ("men", "tn"), ("peng", "k"), ("pem", "pm"), ("pen", "tn"))
_PLAIN = ("di", "ke", "se", "ku", "kau", "ber", "ter", "per", "me", "pe", "te")
_WITHIN = 1 << 17  # words whose stems are remembered; a language's everyday words are some 50,000


@lru_cache(_WITHIN)
def stems(word: str) -> tuple[str, ...]:
    """The stems of a folded word (lower case, no accents), itself where nothing comes off; never empty, never raises.

    >>> stems("persuratan"), stems("meetings"), stems("diadakan")
    (('surat',), ('meet',), ('ada·',))
    """
    bare = word.removesuffix("2")  # "surat2" is "surat-surat"
    if not (_SHORTEST <= len(bare) <= _LONGEST and bare.isascii() and bare.isalpha()):
        return (word,)
    roots = _roots(bare)
    if not roots:
        return (_loanword(bare),)
    return tuple(dict.fromkeys(f"{one}·" if one in GRAMMATICAL and one != bare else one for one in roots))


def _roots(word: str) -> list[str]:
    """The listed roots of a word: itself, else those that remain when most suffixes and fewest prefixes go."""
    if word in _KNOWN:
        return [word]
    for group in _without_suffixes(word):
        front = group
        for _ in range(_PREFIXES + 1):
            found = [one for one in front if one in _KNOWN]
            if found:
                return found
            front = [rest for one in front for rest in _without_prefix(one)]
    return []


def _without_suffixes(word: str) -> Iterator[list[str]]:
    """The word with ever fewer endings taken off; a suffix may belong to the root (memakai, abadi; desakan: desak)."""
    for base in reversed(list(_without_clitics(word))):
        if base.endswith("kan"):
            yield [base[:-3], base[:-2], base]
        elif base.endswith("an"):
            yield [base[:-2], base]
        else:
            yield [base[:-1], base] if base.endswith("i") else [base]


def _without_clitics(word: str) -> Iterator[str]:
    """The word, then without its particle, then without its possessive too."""
    yield word
    for endings in (_PARTICLES, _POSSESSIVES):
        ending = next((one for one in endings if word.endswith(one)), None)
        if ending and len(word) - len(ending) >= _SHORTEST - 1:
            word = word[: -len(ending)]
            yield word


def _without_prefix(word: str) -> list[str]:
    """What may remain when one prefix goes."""
    found: list[str] = []
    for prefix, taken in _NASALS:
        if word.startswith(prefix):
            rest = word[len(prefix) :]
            found += [one + rest for one in taken if rest[:1] in _VOWELS] + [rest]
    if word.startswith(("meny", "peny")):
        found += ["s" + word[4:], word[2:]]
    elif word.startswith(("menge", "penge")):  # before words of one syllable: mengecek
        found.append(word[5:])
    elif word.startswith(("belajar", "pelajar")):
        found.append(word[3:])
    found += [word[len(prefix) :] for prefix in _PLAIN if word.startswith(prefix)]
    if word.startswith("be") and (word[2:3] == "r" or word[3:5] == "er"):  # berencana, bekerja
        found.append(word[2:])
    return [one for one in found if len(one) > 2]


def _loanword(word: str) -> str:
    """A word with no listed root: without clitics, in di-…-kan and me-…-kan without those, else as English."""
    bare = list(_without_clitics(word))[-1]
    if bare.endswith("kan") and len(bare) > 8:
        for prefix in ("di", "meng", "mem", "men", "me"):
            if bare.startswith(prefix):
                return bare[len(prefix) : -3]
    # A loanword has four letters at least; "-ku" and "-mu" end too many names.
    clitic = word.endswith(("nya", "lah", "kah", "pun")) and len(bare) >= _SHORTEST
    return _english(bare if clitic else word)


def _english(word: str) -> str:
    """Plurals, -ing and -ed off; a final e too, so that schedule, schedules and scheduling agree."""
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = _singular(word)
    for ending in ("ing", "ed"):
        rest = word[: -len(ending)]
        if word.endswith(ending) and not word.endswith("eed") and len(rest) >= _SHORTEST and _VOWELS & set(rest):
            return _tidied(rest)
    return word[:-1] if word.endswith("e") and len(word) > _SHORTEST else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > _SHORTEST:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "shes", "ches", "xes", "zes")) else word[:-1]


def _tidied(rest: str) -> str:
    """plann → plan; appli → apply; call and pass stay."""
    if rest[-1] == rest[-2] and rest[-1] not in "lsz":
        return rest[:-1]
    return rest[:-1] + "y" if rest.endswith("i") else rest
