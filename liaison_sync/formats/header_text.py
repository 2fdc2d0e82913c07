"""Header fields as we write them (RFC 5322, 2047, 2231, 6532). Nothing a value says can become a header of its own."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote

from liaison_sync.domain.message import Address

_LINE = 76
_ENCODED_WORD_BYTES = 45  # 75 characters less "=?utf-8?b??=", in base64 (RFC 2047 §2)
_LONGEST_ID = 900
_MOST_REFERENCES = 30
_NO_URI = frozenset(' \t<>",\\^`{|}')
_ATOM = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~ ")


class HeaderInjection(ValueError):
    """A value holds a character that could end a header field; names the field, never the value."""

    def __init__(self, field: str, character: str) -> None:
        super().__init__(f"{field}: character U+{ord(character):04X} is not allowed in a header field")
        self.field = field
        self.character = character


class BadAddress(ValueError):
    """An address that cannot stand in an envelope or a header field; its text is that address, as it was typed."""


def refuse_controls(field: str, value: str) -> str:
    """`value` itself. Raises HeaderInjection at CR, LF, NUL, any other control, U+2028/2029, a lone surrogate."""
    for character in value:
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} and character != "\t":
            raise HeaderInjection(field, character)
    return value


def encoded_words(value: str) -> list[str]:
    """RFC 2047 §5 words of whole characters, each at most 75 characters long."""
    words, chunk = [], b""
    for character in value:
        octets = character.encode("utf-8")
        if len(chunk) + len(octets) > _ENCODED_WORD_BYTES:
            words.append(chunk)
            chunk = b""
        chunk += octets
    return [f"=?utf-8?b?{base64.b64encode(part).decode()}?=" for part in [*words, chunk]]


def _fold(field: str, tokens: Iterable[str]) -> str:
    """Tokens joined by folding white space, lines of at most 76 characters where a token allows it."""
    lines, line = [], f"{field}:"
    for token in tokens:
        if len(line) + 1 + len(token) > _LINE and line.strip() and not line.endswith(":"):
            lines.append(line)
            line = ""
        line += f" {token}"
    return "\r\n".join([*lines, line]) + "\r\n"


def unstructured(field: str, value: str) -> str:
    """A field of free text (Subject). Raises HeaderInjection."""
    text = " ".join(refuse_controls(field, value).split())
    longest = max((len(word) for word in text.split(" ")), default=0)
    if text.isascii() and "=?" not in text and longest < _LINE:
        return _fold(field, text.split(" "))
    return _fold(field, encoded_words(text))


def verbatim(field: str, value: str) -> str:
    """A field whose syntax is ours (dates, tokens). Raises HeaderInjection."""
    return f"{field}: {refuse_controls(field, value)}\r\n"


def _phrase(name: str) -> list[str]:
    if name.isascii() and "=?" not in name and len(name) < _LINE:
        if _ATOM.issuperset(name):
            return [name]
        return ['"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"']
    return encoded_words(name)


def addr_spec(field: str, address: str) -> str:
    """The address with its domain in ASCII. Raises BadAddress, HeaderInjection."""
    refuse_controls(field, address)
    local, at, domain = address.rpartition("@")
    if not (local and at and domain) or any(c.isspace() or c in '<>,;:()[]"\\' or c == "@" for c in local):
        raise BadAddress(address)
    try:
        ascii_domain = domain.encode("idna").decode("ascii") if not domain.isascii() else domain
    except UnicodeError as error:
        raise BadAddress(address) from error
    if any(c.isspace() or c in '<>,;:()"\\@' for c in ascii_domain):
        raise BadAddress(address)
    return f"{local}@{ascii_domain}"


def mailbox(field: str, address: Address) -> list[str]:
    """The tokens of one mailbox (RFC 5322 §3.4). Raises BadAddress, HeaderInjection."""
    name = " ".join(refuse_controls(field, address.name).split())
    spec = addr_spec(field, address.address)
    return [*_phrase(name), f"<{spec}>"] if name else [spec]


def mailboxes(field: str, addresses: Iterable[Address]) -> str:
    """An address list, or "" where there is none. Raises BadAddress, HeaderInjection."""
    tokens: list[str] = []
    for address in addresses:
        if tokens:
            tokens[-1] += ","
        tokens += mailbox(field, address)
    return _fold(field, tokens) if tokens else ""


def _usable(message_id: str) -> bool:
    inner = message_id.strip()
    plain = inner.isascii() and not any(c.isspace() for c in inner) and len(inner) <= _LONGEST_ID
    left, at, right = inner[1:-1].rpartition("@")
    return plain and bool(left and at and right) and not set("<>") & set(inner[1:-1])


def message_ids(field: str, ids: Iterable[str]) -> str:
    """Ids that can be written, each once, the middle of very long lists left out. Raises HeaderInjection.

    Inside the house ids have no angle brackets (they are delimiters, RFC 5322 §3.6.4); here they get them.
    """
    bracketed = (f"<{one.strip().removeprefix('<').removesuffix('>')}>" for one in ids)
    found = [one for one in dict.fromkeys(bracketed) if _usable(refuse_controls(field, one))]
    if len(found) > _MOST_REFERENCES:
        found = found[:1] + found[1 - _MOST_REFERENCES :]
    return _fold(field, found) if found else ""


def uris(field: str, addresses: Iterable[str]) -> str:
    """Addresses in angle brackets, separated by commas (RFC 2369 §2), or "" where there is none.

    Raises HeaderInjection, ValueError (what cannot stand in a URI, RFC 3986 §2).
    """
    tokens = [f"<{refuse_controls(field, one)}>" for one in addresses]
    if any(not one.isascii() or set(one[1:-1]) & _NO_URI for one in tokens):
        raise ValueError(f"{field}: not a URI")
    return _fold(field, [f"{one}," for one in tokens[:-1]] + tokens[-1:]) if tokens else ""


def parameter(name: str, value: str) -> str:
    """`; name="value"`, by RFC 2231 where the value is not ASCII. Raises HeaderInjection."""
    refuse_controls(name, value)
    if value.isascii() and len(value) < _LINE - len(name) - 5:
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        return f';\r\n {name}="{quoted}"'
    coded = quote(value, safe="")
    size = _LINE - len(name) - 12
    if len(coded) <= size:
        return f";\r\n {name}*=utf-8''{coded}"
    pieces = [coded[start : start + size] for start in range(0, len(coded), size)]
    first, *rest = [f"{name}*{n}*=" + ("utf-8''" if n == 0 else "") + piece for n, piece in enumerate(pieces)]
    return "".join(f";\r\n {one}" for one in (first, *rest))
