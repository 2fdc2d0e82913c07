"""Message identity: which sightings are copies of one message (RFC 5322 §3.6.4, and what copies really look like).

Same Message-ID, From and Date, and texts equal or one containing the other ⇒ one message: honest copies differ by
transport headers, [EXTERNAL] tags, list footers and disclaimers only. Anything else under that Message-ID is a second
message, kept, with the alert `duplicate_message_id`.

`message_key` depends on the message alone and is what a message is stored under; a *second* message that collides with
a stored one of another text gets `second_key`. `assign` does both over a whole set, whatever its order.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256

from liaison_sync.domain.linking import valid_id
from liaison_sync.domain.message import Message
from liaison_sync.domain.one_spaced import one_spaced
from liaison_sync.domain.union_find import DisjointSets
from liaison_sync.domain.value import dataclass

DUPLICATE = "duplicate_message_id"


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one message from another. `date` is that of its Date field (aware UTC), None where it has none.

    `text` are the words of the decoded text, one space apart; `parts` digests subject, text and attachments of one
    without Message-ID.
    """

    message_id: str | None
    sender: str
    date: datetime | None
    text: str
    parts: str


@dataclass(frozen=True, slots=True)
class Placed:
    """Under which key a message is kept, and whether its Message-ID was already another message's."""

    key: str
    alert: str | None = None


def identity(message: Message) -> Identity:
    """The identity of a parsed message. A time taken from Received is no Date: it differs between copies."""
    text = words(message.text)
    message_id = valid_id(message.message_id) or message.message_id or None
    return Identity(
        message_id=message_id,
        sender=_sender(message),
        date=message.date.astimezone(UTC) if message.date and message.date_source == "date" else None,
        text=text,
        parts="" if message_id else _parts(message, text),
    )


def _parts(message: Message, text: str) -> str:
    return _digest(words(message.subject or ""), text, *sorted(a.sha256 for a in message.attachments))


def words(text: str) -> str:
    """`text` with single spaces: folding, wrapping and Unicode form are the transport's, not the writer's."""
    return one_spaced(unicodedata.normalize("NFC", text))


def _sender(message: Message) -> str:
    """From, or whom a list wrote it "via": its copy and the direct one are the same message."""
    written = message.from_[0] if message.from_ else None
    if written and " via " in written.name and message.original_from:
        written = message.original_from[0]
    return written.address.lower() if written else ""


def same(a: Identity, b: Identity) -> bool:
    """Whether two sightings show one message; symmetric."""
    if base_key(a) != base_key(b):
        return False
    return a.message_id is None or _contains(a.text, b.text) or _contains(b.text, a.text)


def _contains(whole: str, part: str) -> bool:
    if not part:
        return not whole
    return f" {part} " in f" {whole} "


def message_key(message: Message) -> str:
    """The key `message` is kept under unless that is another message's already."""
    return base_key(identity(message))


def base_key(it: Identity) -> str:
    """Of Message-ID, From and Date; without Message-ID of From, Date, Subject and decoded parts."""
    date = it.date.isoformat() if it.date else ""
    if it.message_id is None:
        return "m" + _digest("none", it.sender, date, it.parts)[:32]
    return "m" + _digest("id", it.message_id, it.sender, date)[:32]


def second_key(it: Identity) -> str:
    """The key of a message whose Message-ID, From and Date are another's, but not its text."""
    return "m" + _digest("second", base_key(it), it.text)[:32]


def place(new: Identity, known: Mapping[str, Iterable[Identity]]) -> Placed:
    """Where `new` belongs among `known`: the stored messages with its Message-ID, key → identities of the sightings.

    An alert is due wherever another message bears its Message-ID.
    """
    for key in sorted(known):
        if any(same(new, it) for it in known[key]):
            return Placed(key)
    key = base_key(new) if base_key(new) not in known else second_key(new)
    return Placed(key, DUPLICATE if new.message_id and known else None)


def assign(sightings: Mapping[str, Identity]) -> dict[str, Placed]:
    """Sighting → place, for a whole set at once: a function of the set, whatever its order.

    Copies are joined transitively. Of several messages under one (Message-ID, From, Date) the one with the most
    sightings keeps the plain key, then the one whose text sorts first.
    """
    by_base: dict[str, list[str]] = defaultdict(list)
    for name in sorted(sightings):
        by_base[base_key(sightings[name])].append(name)
    bearers: dict[str | None, set[str]] = defaultdict(set)
    placed: dict[str, Placed] = {}
    for names in by_base.values():
        for number, group in enumerate(_groups(names, sightings)):
            it = min((sightings[n] for n in group), key=lambda i: i.text)
            key = base_key(it) if number == 0 else second_key(it)
            bearers[it.message_id].add(key)
            placed.update(dict.fromkeys(group, Placed(key)))
    return {name: _alerted(placed[name], bearers[sightings[name].message_id], sightings[name]) for name in placed}


def _alerted(placed: Placed, bearers: set[str], it: Identity) -> Placed:
    return Placed(placed.key, DUPLICATE) if it.message_id and len(bearers) > 1 else placed


def _groups(names: list[str], sightings: Mapping[str, Identity]) -> list[list[str]]:
    sets: DisjointSets[str] = DisjointSets()
    texts: dict[str, str] = {}
    for name in names:
        first = texts.setdefault(sightings[name].text, name)
        sets.join(first, name)
    distinct = list(texts.items())
    for number, (text, name) in enumerate(distinct):
        for other, second in distinct[number + 1 :]:
            if sightings[name].message_id is None or _contains(text, other) or _contains(other, text):
                sets.join(name, second)
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[sets.find(name)].append(name)
    return sorted(groups.values(), key=lambda g: (-len(g), min(sightings[n].text for n in g)))


def _digest(*values: str) -> str:
    return sha256("\0".join(values).encode("utf-8", "surrogatepass")).hexdigest()
