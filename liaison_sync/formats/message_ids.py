"""Message-IDs: what stands between the angle brackets (RFC 5322 §3.6.4), as broken mailers write them too."""

from __future__ import annotations

import re

from liaison_sync.formats.encoded_words import decode_words

MAX_REFERENCES = 1_000
_BRACKETED = re.compile(r"<([^<>]{0,2000})>")
_LONGEST = 2000
_WRITER = re.compile(r"\b(?:from|dari)\b[^<>\d]{0,200}<[^<>]*>", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]{0,200}\)")
_BARE = re.compile(r"(?<![^\s<>,;\"'()])[^\s<>,;\"'()@]{1,990}+@[^\s<>,;\"'()]{1,990}+")


def message_ids(text: str) -> tuple[str, ...]:
    """The ids of a References, In-Reply-To or Message-ID value, without brackets and white space, each once."""
    if usual := _as_usual(text):
        return usual
    found = [_joined(one) for one in _BRACKETED.findall(text)]
    if "=?" in text and not any(found):  # some encode long fields whole, brackets and all
        text = decode_words(text)
        found = [_joined(one) for one in _BRACKETED.findall(text)]
    if not any(found):
        found = _BARE.findall(text)
    if not found and text.strip() and "<" not in text and len(text.split()) == 1:
        found = [text.strip()]
    return tuple(dict.fromkeys(one for one in found if one))


def answered(text: str) -> str:
    """An In-Reply-To without whom a phrase in it names by address: `Message from Rina <rina@…> of Monday` (RFC 822)."""
    return text if text[:1] == "<" else _WRITER.sub("", text[:_LONGEST])


def _as_usual(text: str) -> tuple[str, ...]:
    """The quick way for ids by the letter of RFC 5322 §3.6.4, one space between two; () where one is not."""
    if len(text) > _LONGEST or not (text.startswith("<") and text.endswith(">")):
        return ()
    ids = text[1:-1].split("> <")
    joined = "".join(ids)
    if "<" in joined or ">" in joined or not all(ids) or joined.split() != [joined]:
        return ()
    return tuple(dict.fromkeys(ids)) if len(ids) > 1 else tuple(ids)


def _joined(inner: str) -> str:
    """Without white space, and where there was some, without comments (RFC 5322 §4.5.4)."""
    if "(" in inner and any(map(str.isspace, inner)):
        inner = _COMMENT.sub("", inner)
    return "".join(inner.split())


def newest(ids: tuple[str, ...]) -> tuple[str, ...]:
    """At most the limit: the first, which names the thread, and the latest."""
    return ids if len(ids) <= MAX_REFERENCES else (ids[0], *ids[-(MAX_REFERENCES - 1) :])
