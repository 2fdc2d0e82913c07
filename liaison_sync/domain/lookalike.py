"""Domains and names that pretend (UTS #39 in the small): they are warned about and never match."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator

# Letters of other scripts, digits and pairs that read like Latin letters in a mail program.
_LIKE = {
    "a": "аαɑ", "b": "вьβ", "c": "сϲс", "d": "ԁđժ", "e": "еєε3", "g": "ɡց", "h": "һհħн", "i": "іɩıι", "j": "јյ",
    "k": "кκ", "l": "ӏłɭ1|!", "m": "м", "n": "пոηռ", "o": "оοօσ0", "p": "рρ", "q": "ԛզ", "r": "г", "s": "ѕʂ5$",
    "t": "тτŧ", "u": "υսц", "v": "νѵ", "w": "ԝωա", "x": "хχ", "y": "уүγ", "z": "ʐ",
}  # fmt: skip
_SINGLE = str.maketrans({twin: letter for letter, twins in _LIKE.items() for twin in twins})
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"), ("ii", "u"))
_MIN_EDITED = 6  # shorter labels differ honestly: BNI and BRI; two letters swapped are no name of somebody else
_MIN_OTHER = 8  # up to here one letter more, less or other is another honest name: IKADI and IKADIN
_MAX_LABELS = 30
_REMEMBERED = 10_000  # answers: the letters of a page come from few domains
_MIN_TWIN = 4  # the same label under another suffix
# Suffixes whose registry asks for proof of who one is: kemenkes.go.id is no imitation of kemenkeu.go.id.
_VETTED = frozenset(["gov", "edu", "mil", "int", "go.id", "ac.id", "mil.id", "sch.id", "desa.id"])
_VETTED_LEVELS = frozenset(["gov", "govt", "gob", "gouv", "gv", "go", "ac", "edu", "mil"])
# Words that lend a stranger's domain an air of office: rekrutmen-pertamina.com, pertamina-official.com.
_LURES = frozenset(
    [
        *("ri", "id", "go", "gov", "co", "com", "official", "resmi", "secure", "login", "mail", "support", "admin"),
        *("tender", "rekrutmen", "recruitment", "karir", "career", "loker", "verifikasi", "portal", "info", "online"),
        *("invoice", "billing", "pembayaran", "vendor", "eproc", "undangan", "humas", "kantor", "pusat", "indonesia"),
    ]
)


def readable(domain: str) -> str:
    """`domain` with its xn-- labels decoded, as a mail program shows it; a label that is no punycode stays."""
    return ".".join(_decoded(label) for label in domain.lower().rstrip(".")[:253].split("."))


def _decoded(label: str) -> str:
    if not label.startswith("xn--") or len(label) > 63:
        return label
    try:
        return label[4:].encode("ascii").decode("punycode").lower()
    except (UnicodeError, ValueError, OverflowError):
        return label


def is_international(domain: str) -> bool:
    return not readable(domain).isascii() or any(label.startswith("xn--") for label in domain.lower().split("."))


def is_vetted(suffix: str) -> bool:
    """Whether nobody gets a name under `suffix` without proof of office: go.id, ac.uk, gov."""
    first, _, country = suffix.partition(".")
    return suffix in _VETTED or (len(country) == 2 and first in _VETTED_LEVELS)


def skeleton(text: str) -> str:
    """What `text` looks like: two texts with one skeleton are hard to tell apart."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c)).translate(_SINGLE)
    for pair, single in _PAIRS:
        plain = plain.replace(pair, single)
    return plain.replace("i", "l")


class LookAlikes:
    """Known domains, asked whether an unknown one imitates any of them; each question costs its own length only."""

    def __init__(self, known: Iterable[str], registrable: Callable[[str], str | None]) -> None:
        self._registrable = registrable
        self._known = {d for k in known for d in (k.lower().rstrip("."), registrable(k.lower())) if d}
        self._flat = {d.replace("-", "."): d for d in self._known if "." in d}
        self._skeletons: dict[str, str] = {}
        self._labels: dict[str, str] = {}
        self._joined: dict[str, str] = {}
        self._cut: dict[str, str] = {}  # bni.co for bni.co.id: however short the name, an ending was left off
        self._near: dict[str, set[str]] = {}
        self._answers: dict[str, str] = {}
        for domain in sorted(self._known):
            plain, suffix = self._split(domain)
            label = readable(plain)
            if "." in suffix:
                self._cut.setdefault(f"{plain}.{suffix.rpartition('.')[0]}", domain)
            self._skeletons.setdefault(skeleton(readable(domain)), domain)
            self._labels.setdefault(skeleton(label), domain)
            self._joined.setdefault(skeleton(label.replace("-", "")), domain)
            for part in _one_off(label) if len(label) >= _MIN_EDITED else ():
                self._near.setdefault(part, set()).add(domain)

    def imitated(self, domain: str) -> str | None:
        """The known domain `domain` could be taken for, or None; a known domain and its subdomains imitate nobody."""
        asked = domain.lower().rstrip(".")[:253]
        found = self._answers.get(asked)
        if found is None:
            if len(self._answers) >= _REMEMBERED:
                self._answers.clear()
            known = any(name in self._known for name in _tails(asked.split(".")))
            found = "" if known else next((guess for guess in self._guesses(asked) if guess), "")
            self._answers[asked] = found
        return found or None

    def _guesses(self, asked: str) -> Iterator[str | None]:
        shown = readable(asked)
        core = self._registrable(asked) or asked
        label, suffix = self._split(core)
        shown_label = readable(label)
        yield self._skeletons.get(skeleton(shown)) or self._skeletons.get(skeleton(readable(core)))
        yield self._embedded(asked)
        yield self._cut.get(core)
        if is_vetted(suffix):
            return
        if len(shown_label) >= _MIN_TWIN:
            yield self._labels.get(skeleton(shown_label))
        if len(shown_label) >= _MIN_EDITED:
            yield self._joined.get(skeleton(shown_label.replace("-", "")))
            yield self._dressed_up(shown_label, suffix)
        if len(shown_label) >= _MIN_EDITED - 1:
            yield self._one_letter(shown_label, suffix)

    def _dressed_up(self, label: str, suffix: str) -> str | None:
        """A known name beside nothing but words that lend it weight; a short name under its own suffix only."""
        words = label.split("-")
        names = [word for word in words if word not in _LURES]
        if len(words) < 2 or len(names) != 1:
            return None
        whole = f"{names[0]}.{suffix}"
        return (
            whole
            if whole in self._known
            else self._labels.get(skeleton(names[0]))
            if len(names[0]) >= _MIN_TWIN
            else None
        )

    def _one_letter(self, label: str, suffix: str) -> str | None:
        near = sorted({d for part in _one_off(label) for d in self._near.get(part, ())})
        alike = [d for d in near if _distance_one(readable(self._split(d)[0]), label)]
        return next((d for d in alike if self._split(d)[1] == suffix), alike[0] if alike else None)

    def _embedded(self, asked: str) -> str | None:
        """`kemlu.go.id.example.net` and `kemlu-go-id.com`: a known name with a stranger's ending behind it."""
        labels = asked.replace("-", ".").split(".")[:_MAX_LABELS]
        spans = (".".join(labels[i:j]) for i in range(len(labels)) for j in range(i + 2, len(labels)))
        return next((self._flat[span] for span in spans if span in self._flat), None)

    def _split(self, domain: str) -> tuple[str, str]:
        core = self._registrable(domain) or domain
        label, _, suffix = core.partition(".")
        return label, suffix


def _tails(labels: list[str]) -> Iterator[str]:
    yield from (".".join(labels[i:]) for i in range(len(labels)))


def _one_off(label: str) -> Iterator[str]:
    yield label
    yield from (label[:i] + label[i + 1 :] for i in range(min(len(label), 63)))


def _distance_one(a: str, b: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours turns `a` into `b`."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    if len(a) == len(b):
        swapped = rest_a[1::-1] + rest_a[2:] if len(rest_a) > 1 else rest_a
        if swapped == rest_b:
            return True
    if min(len(a), len(b)) < _MIN_OTHER:
        return False
    if len(a) == len(b):
        if rest_a[0].isdigit() and rest_b[0].isdigit():
            return False  # numbered branches: pelindo1, pelindo2
        return rest_a[1:] == rest_b[1:]
    return rest_a[1:] == rest_b or rest_a == rest_b[1:]
