"""Rows about people, from whatever file: the words of their fields taken in, what is wrong told with line and field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from liaison_sync.domain.partner import Contact, ContactKind
from liaison_sync.domain.suggestion import is_role
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.directory_fields import Problem, Reader

FLAGS = ("bounced", "opted_out", "restricted")
TEXTS = ("name", "title", "phone", "note", "salutation", "person")
FIELDS = ("address", "partner", "organisation", "kind", "since", "until", "language", *TEXTS, *FLAGS)
MAX_TEXT = 4_000
_LANGUAGES = {
    "id": "id", "in": "id", "ind": "id", "indonesia": "id", "bahasa indonesia": "id", "indonesian": "id",
    "en": "en", "eng": "en", "english": "en", "inggris": "en", "bahasa inggris": "en",
}  # fmt: skip
_KINDS: dict[str, ContactKind] = {
    **dict.fromkeys(("person", "individual", "orang", "perorangan", "perseorangan"), "person"),
    **dict.fromkeys(("role", "org", "organisation", "organization", "jabatan", "unit", "peran"), "role"),
}
_YES = frozenset({"1", "x", "y", "ya", "yes", "true", "benar", "iya"})
_NO = frozenset({"", "0", "-", "n", "no", "tidak", "false", "salah"})
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One affiliation as a file states it. `contact.partner` is a partner's id, `organisation` its name as written.

    `given`: the fields the file speaks of; the others stay as they are in the directory.
    """

    line: int
    contact: Contact
    organisation: str
    given: frozenset[str]


class Rows:
    """Collects the rows of one file, and its problems."""

    def __init__(self) -> None:
        self.rows: list[PersonRow] = []
        self.problems: list[Problem] = []

    def tell(self, line: int, field: str, reason: str, value: str = "") -> None:
        self.problems.append(Problem(field, reason, value[:200], line))

    def add(self, line: int, values: Mapping[str, str]) -> None:
        """A row of these fields, unless its address is no address."""
        reader = Reader()
        address = reader.address(_address(values.get("address", "")), "address")
        self.problems += [Problem(one.path, one.reason, one.value, line) for one in reader.problems]
        if address is None:
            if not reader.problems:
                self.tell(line, "address", "missing")
            return
        given = {name: " ".join(value.split()) if name != "note" else value.strip() for name, value in values.items()}
        self.rows.append(
            PersonRow(line, self._contact(line, address, given), given.get("organisation", ""), _of(given))
        )

    def _contact(self, line: int, address: str, given: Mapping[str, str]) -> Contact:
        def tell(field: str, reason: str) -> None:
            self.tell(line, field, reason, given[field])

        since, until = _day(given, "since", tell), _day(given, "until", tell)
        if since and until and until < since:
            tell("until", "ends_before_it_begins")
        flags = {name: _flag(given, name, tell) for name in FLAGS}
        return Contact(
            address=address,
            partner=given.get("partner") or None,
            name=given.get("name", "")[:200],
            kind=_kind(given, address, tell),
            since=since,
            until=until,
            language=_language(given, tell),
            note=given.get("note", "")[:MAX_TEXT],
            title=given.get("title", "")[:200],
            phone=given.get("phone", "")[:200],
            salutation=given.get("salutation", "")[:200] or None,
            person=given.get("person") or None,
            **flags,
        )


Told = Callable[[str, str], None]


def _of(given: Mapping[str, str]) -> frozenset[str]:
    """What is stated: an empty cell says nothing, so that an old sheet takes back nobody's wish to be left alone."""
    return frozenset(name for name, value in given.items() if value)


def _address(text: str) -> str:
    inner = text.strip().removeprefix("mailto:")
    return inner[inner.rfind("<") + 1 : -1] if inner.endswith(">") and "<" in inner else inner


def _kind(given: Mapping[str, str], address: str, tell: Told) -> ContactKind:
    stated = given.get("kind", "").lower()
    if stated and stated not in _KINDS:
        tell("kind", "unknown_kind")
    return _KINDS.get(stated) or ("role" if is_role(address) and not given.get("name") else "person")


def _language(given: Mapping[str, str], tell: Told) -> str | None:
    stated = given.get("language", "").lower()
    found = _LANGUAGES.get(stated) or _LANGUAGES.get(stated.replace("_", "-").partition("-")[0])
    if stated and found is None:
        tell("language", "unknown_language")
    return found


def _flag(given: Mapping[str, str], name: str, tell: Told) -> bool:
    stated = given.get(name, "").lower()
    if stated not in _YES and stated not in _NO:
        tell(name, "not_yes_or_no")
    return stated in _YES


def _day(given: Mapping[str, str], name: str, tell: Told) -> date | None:
    """ISO 8601, or day/month/year as Indonesian sheets write it."""
    text = given.get(name, "")
    if not text:
        return None
    written = _DAY.fullmatch(text)
    try:
        return date(int(written[3]), int(written[2]), int(written[1])) if written else date.fromisoformat(text[:10])
    except ValueError:
        tell(name, "not_a_date")
        return None
