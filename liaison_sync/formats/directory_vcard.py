"""People as vCards: a card is a person or desk, with an address per affiliation. Read as 2.1 to 4.0, written as 4.0.

What a vCard has no property for stands in X-LIAISON-…; what holds for one address only stands in its group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256

from liaison_sync.domain.partner import Contact
from liaison_sync.formats.directory_rows import FLAGS, Rows
from liaison_sync.formats.vcard_lines import Card, Property, cards, escaped, written

_OWN = "X-LIAISON-"
_OURS = ("partner", "since", "until", "salutation", "person", *FLAGS)
_MAX_ADDRESSES = 50  # of one card


def read(data: bytes) -> Rows:
    """The people of a vCard file, and what is wrong with it. Never raises."""
    found = Rows()
    for card in cards(data):
        _card(card, found)
    if not found.rows and not found.problems:
        found.tell(1, "", "no_cards")
    return found


def _card(card: Card, found: Rows) -> None:
    if card.first("KIND").lower() == "group":
        return  # a distribution list: its members have cards of their own
    addresses = [one for one in card.all("EMAIL") if one.text()]
    if not addresses:
        found.tell(card.line, "address", "no_address", _name(card, ""))
    for one in addresses[:_MAX_ADDRESSES]:
        found.add(one.line, _values(card, one))


def _values(card: Card, address: Property) -> dict[str, str]:
    """What the card says of one of its addresses: its own group first, then what belongs to no group."""
    groups = {one.group for one in card.all("EMAIL")} - {""}
    kept = [one for one in card.properties if one.group == address.group or one.group not in groups]
    kept.sort(key=lambda one: (one.group != address.group, not one.preferred()))
    here = Card(card.line, kept)
    email = address.text().removeprefix("mailto:")
    values = {
        "address": email,
        "name": _name(here, email),
        "organisation": next((part for one in here.all("ORG") for part in one.parts() if part), ""),
        "kind": here.first(_OWN + "KIND") or _kind(here),
        "title": here.first("TITLE") or here.first("ROLE"),
        "phone": ", ".join(dict.fromkeys(_phone(one) for one in here.all("TEL") if one.text())),
        "language": here.first("LANG"),
        "note": here.first("NOTE"),
    }
    ours = {key: here.first(_OWN + key.upper().replace("_", "-")) for key in _OURS}
    return {key: value for key, value in {**values, **ours}.items() if value}


def _kind(card: Card) -> str:
    kind = card.first("KIND").lower()
    if card.first("X-ABSHOWAS").upper() == "COMPANY":
        return "org"
    return kind if kind in ("individual", "org") else ""


def _phone(one: Property) -> str:
    return one.text().removeprefix("tel:")


def _name(card: Card, email: str) -> str:
    """FN; where a card has none, the parts of N: prefix, given, further, family, suffix."""
    formatted = card.first("FN")
    if formatted:
        return "" if formatted.casefold() == email.casefold() else formatted
    for one in card.all("N"):
        family, given, more, before, after = (one.parts() + [""] * 5)[:5]
        name = " ".join(part for part in (before, given, more, family) if part)
        return f"{name}, {after}" if name and after else name
    return ""


# --- out ---------------------------------------------------------------------------------------------------------


def write(contacts: Iterable[Contact], names: Mapping[str, str]) -> str:
    """One card a person; `names`: partner id → its name. `read` and the directory give the same contacts back."""
    people: dict[str, list[Contact]] = defaultdict(list)
    for number, one in enumerate(contacts):
        people[one.person or f"\0{number}"].append(one)
    return "".join(_written(rows, names) for rows in people.values())


def _written(rows: list[Contact], names: Mapping[str, str]) -> str:
    lead = rows[0]
    identity = lead.person or "\0".join((lead.address, lead.partner or "", str(lead.since or "")))
    lines = [
        f"UID:urn:x-liaison:{sha256(identity.encode()).hexdigest()[:20]}",
        f"KIND:{'org' if lead.kind == 'role' else 'individual'}",
    ]
    common = [key for key in _LINES if len({_LINES[key](row, names) for row in rows}) == 1]
    lines += [line for key in common if key != "KIND" for line in _LINES[key](lead, names)]
    if "FN" not in common:
        lines.insert(2, f"FN:{escaped(lead.name or lead.address)}")
    for number, row in enumerate(rows, 1):
        group = f"item{number}." if len(rows) > 1 else ""
        lines.append(f"{group}EMAIL:{escaped(row.address)}")
        lines += [group + line for key in _LINES if key not in common for line in _LINES[key](row, names)]
    return written(lines)


def _text(name: str, value: str | None) -> tuple[str, ...]:
    return (f"{name}:{escaped(value)}",) if value else ()


def _flags(row: Contact) -> tuple[str, ...]:
    return tuple(f"{_OWN}{name.upper().replace('_', '-')}:yes" for name in FLAGS if getattr(row, name))


_LINES: dict[str, Callable[[Contact, Mapping[str, str]], tuple[str, ...]]] = {
    "FN": lambda row, _: _text("FN", row.name or row.address),
    "KIND": lambda row, _: (f"{_OWN}KIND:{row.kind}",),
    "ORG": lambda row, names: _text("ORG", names.get(row.partner or "")),
    "PARTNER": lambda row, _: _text(f"{_OWN}PARTNER", row.partner),
    "TITLE": lambda row, _: _text("TITLE", row.title),
    "TEL": lambda row, _: tuple(f"TEL:{escaped(one.strip())}" for one in row.phone.split(",") if one.strip()),
    "LANG": lambda row, _: _text("LANG", row.language),
    "NOTE": lambda row, _: _text("NOTE", row.note),
    "SINCE": lambda row, _: _text(f"{_OWN}SINCE", row.since.isoformat() if row.since else None),
    "UNTIL": lambda row, _: _text(f"{_OWN}UNTIL", row.until.isoformat() if row.until else None),
    "SALUTATION": lambda row, _: _text(f"{_OWN}SALUTATION", row.salutation),
    "PERSON": lambda row, _: _text(f"{_OWN}PERSON", row.person),
    "FLAGS": lambda row, _: _flags(row),
}
