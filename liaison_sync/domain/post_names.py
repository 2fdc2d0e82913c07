"""Posts that stand as names: "Ibu Menteri", "Gubernur Jawa Barat". Whoever holds one is addressed by it."""

from __future__ import annotations

from liaison_sync.domain.name_titles import Gender
from liaison_sync.domain.role_names import is_post_or_unit

_ACTING = frozenset({"plt", "plh", "pj", "pjs"})
# How English addresses its holder; where it has no word of its own, by "Sir" or "Madam".
_ENGLISH = {
    "menteri": "Minister", "mentri": "Minister", "minister": "Minister", "wamen": "Vice Minister",
    "wakil menteri": "Vice Minister", "gubernur": "Governor", "wakil gubernur": "Vice Governor",
    "wagub": "Vice Governor", "bupati": "Regent", "wakil bupati": "Vice Regent", "wabup": "Vice Regent",
    "walikota": "Mayor", "wali kota": "Mayor", "wakil walikota": "Vice Mayor", "wakil wali kota": "Vice Mayor",
    "duta besar": "Ambassador", "dubes": "Ambassador", "rektor": "Rector", "dekan": "Dean",
    "pendeta": "Reverend", "suster": "Sister",
}  # fmt: skip
# First words of the names of countries that have more than one, as Indonesian has them.
_LANDS = frozenset(
    """amerika selandia korea arab afrika papua timor uni kerajaan republik federasi bosnia kosta tahta takhta pantai
    guinea kepulauan puerto persatuan emirat""".split()  # noqa: SIM905
)
_PRESIDENT: dict[Gender, str] = {"male": "Mr. President", "female": "Madam President"}
_POLITE: dict[Gender, str] = {"male": "Sir", "female": "Madam"}


def is_post(name: str) -> bool:
    """Whether what stands behind an honorific is a post, and no name."""
    return _spoken(name) is not None or is_post_or_unit(name)


def addressed(name: str, gender: Gender | None) -> str:
    """What follows "Dear" in a letter in English to the holder of a post or to an office."""
    spoken = _spoken(name)
    if spoken:
        return spoken
    if gender is None:
        return "Sir or Madam"
    return (_PRESIDENT if _words(name)[:1] == ["presiden"] else _POLITE)[gender]


def is_land(words: tuple[str, ...]) -> bool:
    """Whether these words behind "Duta Besar" name whom it was sent by, and nobody: "Selandia Baru"."""
    said = tuple(word.lower() for word in words)
    return said[:1] != () and (said[0] in _LANDS or said == ("sri", "lanka"))


def _spoken(name: str) -> str | None:
    words = _words(name)
    return next((_ENGLISH[said] for n in (3, 2, 1) if (said := " ".join(words[:n])) in _ENGLISH), None)


def _words(name: str) -> list[str]:
    words = [word.strip(".,").lower() for word in name.split()]
    return words[1:] if words[:1] and words[0] in _ACTING else words
