"""What follows from one message alone, whoever it is from: made where it is read, away from the writer."""

from __future__ import annotations

from hashlib import sha256

from liaison_sync.domain.identity import base_key, identity
from liaison_sync.domain.index_words import Indexed, Words, words_of
from liaison_sync.domain.message import Message
from liaison_sync.domain.one_spaced import one_spaced
from liaison_sync.domain.search_words import tokens
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.wishes import Wish, may_wish, wish

KEPT = 200_000  # characters of new text that are kept and indexed
_EXCERPT = 160  # characters


@dataclass(frozen=True, slots=True)
class Gist:
    """`message_id`, `key` (identity.base_key) and `digest` (of its text's words) tell it from other messages.

    `participants` are (role, address, name), each address once a role.
    """

    message_id: str | None
    key: str
    digest: str
    excerpt: str
    participants: tuple[tuple[str, str, str], ...]
    words: Words
    wish: Wish | None = None  # to be left alone; whether it counts depends on who says so


def gist(message: Message) -> Gist:
    """The gist of a parsed message."""
    known, people = identity(message), _participants(message)
    body = message.new_text[:KEPT]
    said, titled = tokens(body), tokens(message.base_subject)
    files = " ".join(one.name for one in message.attachments)
    indexed = Indexed(message.subject or "", body, files, people, any(one.counted for one in message.attachments))
    return Gist(
        message_id=known.message_id,
        key=base_key(known),
        digest=_digest(known.text),
        excerpt=excerpt(body),
        participants=people,
        words=words_of(indexed, said),
        wish=wish(body, message.base_subject) if may_wish(said) or may_wish(titled) else None,
    )


def _digest(words: str) -> str:
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def excerpt(text: str) -> str:
    """The first words of a text, on one line."""
    return one_spaced(text[: _EXCERPT * 4])[:_EXCERPT]


def _participants(message: Message) -> tuple[tuple[str, str, str], ...]:
    fields = (("from", message.from_), ("to", message.to), ("cc", message.cc), ("bcc", message.bcc))
    found: dict[tuple[str, str], str] = {}
    for role, people in fields:
        for person in people:
            if person.address:
                found.setdefault((role, person.address.lower()), person.name)
    return tuple((role, address, name) for (role, address), name in found.items())
