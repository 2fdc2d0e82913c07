"""A signature read into the fields of a contact: name, title, organisation, phone. Guesses for a person to judge."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from liaison_sync.domain.name_parts import take_apart
from liaison_sync.domain.suggestion import names_organisation
from liaison_sync.domain.value import dataclass

MAX_TEXT = 4_000
MAX_LINES = 20
_MARKS = re.compile(r"\s*(?:[|•·‖│┃●■▪]|\s[-–—/]\s)\s*")
_TITLE = re.compile(
    r"(?:plt\.?|plh\.?|pjs?\.?)?\s*\b(?:kepala|wakil|ketua|direktur|direktris|manajer|manager|staf|staff|sekretaris|"
    r"asisten|asdep|deputi|kabag|kasubbag|kabid|kasi|kasubag|kabiro|karo|kadis|sekjen|sekda|dirjen|dirut|ses|"
    r"koordinator|ketua|anggota|analis|pranata|pelaksana|petugas|penata|pengelola|pembina|juru bicara|jubir|"
    r"redaktur|pemimpin redaksi|wartawan|jurnalis|reporter|editor|produser|penyiar|dosen|guru besar|rektor|dekan|"
    r"bendahara|humas|head|director|chief|ceo|coo|cfo|cto|president|vice|officer|lead|coordinator|specialist|"
    r"executive|assistant|associate|analyst|consultant|advisor|adviser|spokesperson|spokesman|spokeswoman|"
    r"secretary|attaché|attache|ambassador|counsellor|consul|minister|producer|journalist|correspondent|"
    r"professor|lecturer|dean|founder|partner|pr|public relations|media relations|hubungan media|"
    r"communications?|liaison|account)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?P<label>\b(?:telp|telepon|telpon|tel|phone|ph|hp|handphone|ponsel|mobile|mob|cell|wa|whatsapp|office|kantor|"
    r"direct|fax|faks|facsimile|t|m|p|f|w|o|h|hotline|call center|ext)\b)?[\s.:)/]*"
    r"(?P<number>(?:\(?\+?\d[\d\s().\-]{5,22}\d)(?:\s*(?:ext|pes|ekst|x)\.?\s*\d{1,5})?)",
    re.IGNORECASE,
)
_FAX = frozenset({"fax", "faks", "facsimile", "f"})
_NO_LINE = re.compile(
    r"@|https?:|www\.|\b(?:jl|jalan|gedung|lantai|street|floor|tower|kode pos|nip|npwp)\b[. ]?",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:hormat (?:kami|saya)|salam(?: hormat)?|wassalam\S*|terima ?kasih|regards|(?:best|kind|warm) regards|sincerely|"
    r"yours \w+|thanks?(?: you)?|cheers|best|a\.?n\.?|--+)[\s,.!]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SignatureCard:
    """What a signature says of who signed; "" and () where it does not. `phones` as written, without fax numbers."""

    name: str = ""
    title: str = ""
    organisation: str = ""
    phones: tuple[str, ...] = ()


def read(signature: str, known_name: str = "") -> SignatureCard:
    """The fields of a signature; `known_name` (of From) tells which line is the name. Never raises; linear."""
    lines = list(_lines(signature[:MAX_TEXT]))
    name_at = _name_at(lines, known_name)
    name = lines[name_at] if name_at is not None else ""
    others = [line for at, line in enumerate(lines) if at != name_at]
    title = next((line for line in others if _is_title(line)), "")
    organisation = next((line for line in others if line != title and _is_organisation(line)), "")
    if title and not organisation:
        title, organisation = _title_at(title)
    return SignatureCard(_tidy(name), _tidy(title), _tidy(organisation), tuple(dict.fromkeys(_phones(signature))))


def _lines(text: str) -> Iterator[str]:
    """The pieces that say something: closings, decoration and what is no field left out."""
    count = 0
    for line in text.splitlines():
        for piece in _MARKS.split(line.strip(" \t*_>")):
            plain = piece.strip(" \t,;:*_-–—|")
            if 2 < len(plain) <= 120 and not _CLOSING.fullmatch(plain):
                yield plain
                count += 1
        if count >= MAX_LINES:
            return


def _name_at(lines: Sequence[str], known_name: str) -> int | None:
    """The line that holds the name From says; without one, a line before the title that can be a name."""
    known = _words(known_name)
    for at, line in enumerate(lines[:6]):
        if known and known <= _words(line) and len(line) <= 80 and not _NO_LINE.search(line):
            return at
    for at, line in enumerate(lines[:3]):
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if _is_name(line) and (_is_title(following) or _is_organisation(following)):
            return at
    return None


def _words(name: str) -> frozenset[str]:
    person = take_apart(name) if name else None
    return frozenset(word for word in re.findall(r"\w+", (person.name if person else name).casefold()) if len(word) > 1)


def _is_name(line: str) -> bool:
    words = line.partition(",")[0].split()
    plain = 1 <= len(words) <= 6 and all(word[:1].isupper() for word in words) and not any(c.isdigit() for c in line)
    return plain and not _is_title(line) and not _is_organisation(line) and not _NO_LINE.search(line)


def _is_title(line: str) -> bool:
    return bool(_TITLE.match(line)) and len(line) <= 100 and not _NO_LINE.search(line) and not _number(line)


def _is_organisation(line: str) -> bool:
    return len(line) <= 120 and names_organisation(line) and not _NO_LINE.search(line) and not _number(line)


def _number(line: str) -> bool:
    return sum(c.isdigit() for c in line) > 5


def _title_at(line: str) -> tuple[str, str]:
    """ "Head of PR, Bank Maju", "Kepala Humas - Dinas X": the organisation in the title's own line."""
    head, comma, rest = line.partition(",")
    if comma and names_organisation(rest):
        return head, rest
    return line, ""


def _phones(text: str) -> Iterable[str]:
    for line in text[:MAX_TEXT].splitlines()[: MAX_LINES * 2]:
        if len(line) > 300 or re.search(r"\b(?:nip|npwp|nik|kode pos|zip)\b", line, re.IGNORECASE):
            continue
        fax = False
        for found in _LABEL.finditer(line):
            label = (found["label"] or "").lower()
            fax = label in _FAX if label else fax
            digits = sum(c.isdigit() for c in found["number"])
            labelled = bool(label) or found["number"].lstrip("(").startswith(("+", "0"))
            if not fax and labelled and 7 <= digits <= 20:
                yield " ".join(found["number"].split())


def _tidy(text: str) -> str:
    return " ".join(text.strip(" ,;:-–—|*_").split())
