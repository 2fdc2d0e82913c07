"""What mail says of a contact and the directory does not: suggestions with their source, never applied unasked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from liaison_sync.domain.directory import Named, spoken, valid_on
from liaison_sync.domain.name_parts import take_apart
from liaison_sync.domain.partner import Contact
from liaison_sync.domain.value import dataclass

FIELDS = ("name", "title", "phone", "organisation", "language")
_MIN_LETTERS = 2  # in one language, before it is suggested
_MOST = 3  # suggestions of one field


@dataclass(frozen=True, slots=True)
class Told:
    """What one message tells: the name in From, the fields of its signature, the language it is written in."""

    message: str
    at: datetime
    from_name: str = ""
    name: str = ""
    title: str = ""
    organisation: str = ""
    phones: tuple[str, ...] = ()
    language: str | None = None
    forwarded: bool = False  # a colleague passed it on: unverified


@dataclass(frozen=True, slots=True)
class Detail:
    """One suggestion: what `field` should say, from `source` (header, signature, text, forward) of `message`."""

    field: str
    value: str
    source: str
    message: str
    at: datetime


def details(
    contact: Contact,
    told: Sequence[Told],
    partner_names: Iterable[Named] = (),
    answered: Collection[tuple[str, str]] = (),
) -> list[Detail]:
    """Suggestions for `contact` from its messages, the latest first; none that a person answered already.

    `partner_names`: what its partner is called, each name while it is borne.
    """
    known = [one for one in partner_names if one.words.strip()]
    latest = sorted(told, key=lambda one: one.at, reverse=True)
    found: dict[tuple[str, str], Detail] = {}
    for one in latest:
        for detail in _of(one, contact, known):
            found.setdefault((detail.field, _plain(detail.field, detail.value)), detail)
    found |= {("language", d.value): d for d in _language(contact, latest)}
    gone = {(field, _plain(field, value)) for field, value in answered}
    fresh = [detail for key, detail in found.items() if key not in gone]
    counts: Counter[str] = Counter()
    kept = [one for one in fresh if counts.update([one.field]) or counts[one.field] <= _MOST]
    return sorted(kept, key=lambda one: FIELDS.index(one.field))


def _of(one: Told, contact: Contact, known: Sequence[Named]) -> Iterator[Detail]:
    signed = "forward" if one.forwarded else "signature"
    if contact.kind == "person":
        for value, source in ((one.name, signed), (one.from_name, "forward" if one.forwarded else "header")):
            if value and _better_name(value, contact):
                yield Detail("name", value, source, one.message, one.at)
        if one.title and _plain("title", one.title) != _plain("title", contact.title):
            yield Detail("title", one.title, signed, one.message, one.at)
    have = {_plain("phone", number) for number in contact.phone.split(",")}
    for phone in one.phones:
        if _plain("phone", phone) not in have:
            yield Detail("phone", phone, signed, one.message, one.at)
    names = [name.words for name in known if valid_on(one.at.date(), name.since, name.until)]
    if one.organisation and not _is_known(spoken(one.organisation), names):
        yield Detail("organisation", one.organisation, signed, one.message, one.at)


def _is_known(organisation: str, known: Iterable[str]) -> bool:
    """A unit of the partner, or the partner with more words around it, is the partner."""
    return any(name in organisation or organisation in name for name in known)


def _better_name(value: str, contact: Contact) -> bool:
    """A first name, or the same one with more to it (titles, a further name); never a shorter or a stranger's one."""
    person = take_apart(value)
    if person is None or "@" in value:
        return False
    if not contact.name:
        return value.casefold() != contact.address.partition("@")[0]
    have = take_apart(contact.name)
    mine = set(spoken(have.name).split()) if have else set()
    theirs = set(spoken(person.name).split())
    return mine <= theirs and len(spoken(value).split()) > len(spoken(contact.name).split())


def _language(contact: Contact, latest: Sequence[Told]) -> Iterator[Detail]:
    """The language of most of their latest letters, if it is not the one we write to them in."""
    written = [one for one in latest if one.language in ("id", "en")]
    if written:
        language, times = Counter(str(one.language) for one in written).most_common(1)[0]
        if times >= _MIN_LETTERS and times * 2 > len(written) and language != contact.language:
            source = next(one for one in written if one.language == language)
            yield Detail("language", language, "text", source.message, source.at)


def _plain(field: str, value: str) -> str:
    if field == "phone":
        digits = "".join(c for c in value if c.isdigit())
        return digits.removeprefix("62") if digits.startswith("62") else digits.lstrip("0")
    return spoken(value).strip()
