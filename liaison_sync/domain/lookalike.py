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
_MIN_EDITED = 6  # shorter labels differ by one letter honestly: BNI and BRI
_MAX_LABELS = 30
_MIN_TWIN = 4  # the same label under another suffix


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
        self._near: dict[str, set[str]] = {}
        for domain in sorted(self._known):
            label = readable(self._split(domain)[0])
            self._skeletons.setdefault(skeleton(readable(domain)), domain)
            self._labels.setdefault(skeleton(label), domain)
            for part in _one_off(label) if len(label) >= _MIN_EDITED else ():
                self._near.setdefault(part, set()).add(domain)

    def imitated(self, domain: str) -> str | None:
        """The known domain `domain` could be taken for, or None; a known domain and its subdomains imitate nobody."""
        asked = domain.lower().rstrip(".")[:253]
        if any(name in self._known for name in _tails(asked.split("."))):
            return None
        return next((found for found in self._guesses(asked) if found), None)

    def _guesses(self, asked: str) -> Iterator[str | None]:
        shown = readable(asked)
        core = self._registrable(asked) or asked
        label, suffix = self._split(core)
        shown_label = readable(label)
        yield self._skeletons.get(skeleton(shown)) or self._skeletons.get(skeleton(readable(core)))
        yield self._embedded(asked)
        if len(shown_label) >= _MIN_TWIN:
            yield self._labels.get(skeleton(shown_label))
        if len(shown_label) >= _MIN_EDITED - 1:
            yield self._one_letter(shown_label, suffix)

    def _one_letter(self, label: str, suffix: str) -> str | None:
        near = sorted({d for part in _one_off(label) for d in self._near.get(part, ())})
        alike = [d for d in near if _distance_one(readable(self._split(d)[0]), label)]
        return next((d for d in alike if self._split(d)[1] == suffix), alike[0] if alike else None)

    def _embedded(self, asked: str) -> str | None:
        """`kemlu.go.id.example.net` and `kemlu-go-id.com`: a known name at the front of a stranger's."""
        labels = asked.replace("-", ".").split(".")[:_MAX_LABELS]
        spans = (".".join(labels[i:j]) for i in range(len(labels)) for j in range(i + 2, len(labels) + 1))
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
        return rest_a[1:] == rest_b[1:] or swapped == rest_b
    return rest_a[1:] == rest_b or rest_a == rest_b[1:]
