"""Address lists (RFC 5322 §3.4, §4.4; RFC 6532): groups, comments, commas and `@` in names, and plain mistakes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from liaison_sync.domain.message import Address
from liaison_sync.formats.encoded_words import decode_words

MAX_ADDRESSES = 2_000
MAX_KNOWN = 500  # characters of a list that is remembered
_PLAIN = re.compile(r'[^",;:<>()\\]+')
_SPEC = re.compile(
    r"(?<![^\s<>,;:\"()\[\]])[^\s<>,;:\"()\[\]]{1,256}@(?:\[[^\]\s]{1,100}\]|[^\s<>,;:\"'()\[\]@]{1,255})"
)
_MAILBOX = r"[A-Za-z0-9!#$%&*+/=?^_`{|}~.-]{1,200}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,20}"
_NAME_LETTERS = r"[^\x00-\x1f\"(),:;<>@\[\\\]]"
_USUAL = re.compile(
    rf' *(?:(?:"([^\x00-\x1f"\\]{{0,200}})"|({_NAME_LETTERS}{{0,200}}+)) *<({_MAILBOX})>|({_MAILBOX})) *(?:,|\Z)'
)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_SPACES = re.compile(r"\s+")
_OBSOLETE_SPACE = re.compile(r"\s{0,5}([.@])\s{0,5}")  # RFC 5322 §4.4
_SPLIT_DOMAIN = re.compile(r"@[\w-]{1,64}(?:\.[\w-]{1,64}){0,8}\s{1,5}\.\s{0,5}[\w-]")
_COMMENT = re.compile(r"\([^()]{0,500}\)")
_NEEDLESS_QUOTES = re.compile(r'\A"([\w!#$%&*+/=?^`{|}~-]{1,64}(?:\.[\w!#$%&*+/=?^`{|}~-]{1,64}){0,20})"\Z')
_MAX_NESTED = 10  # comments within comments

_NOTES = re.compile(r"[^@/<>\s][^@/<>]{0,99}\s[^@/<>]{0,99}(?:/[^@/<>.]{1,64}){1,4}@[^@/<>.]{1,64}")  # HCL Notes
_EMPTY_BRACKETS = re.compile(r"\[\s{0,5}(?:mailto:)?\s{0,5}\]", re.IGNORECASE)

_UNSEEN = dict.fromkeys((0x200B, 0x2060, 0xFEFF))  # pasted along with an address, and part of none

_Token = tuple[str, str]  # kind (text, quoted, comment, angle, or the delimiter itself), content


def addresses(text: str, limit: int = MAX_ADDRESSES) -> tuple[Address, ...]:
    """The mailboxes `text` names, in order, group members included; at most `limit`. Linear time, never raises."""
    return read(text, limit)[0]


def read(text: str, limit: int = MAX_ADDRESSES) -> tuple[tuple[Address, ...], bool]:
    """The same, and whether the list is broken: a comma missing, a group never closed."""
    return _known(text, limit) if len(text) <= MAX_KNOWN else _read(text, limit)


def _read(text: str, limit: int) -> tuple[tuple[Address, ...], bool]:
    if not text.isascii():
        text = text.translate(_UNSEEN)
    if not text.strip():
        return (), False
    if "=?" not in text and (plain := _as_usual(text, limit)):
        return plain, False
    broken: set[str] = set()
    found = list(_mailboxes(text, limit, broken))
    if not any(entry.address for entry in found) and "=?" in text:
        decoded = decode_words(text)
        again = list(_mailboxes(decoded, limit, broken)) if decoded != text else []
        found = again if any(entry.address for entry in again) else found
    return tuple(found[:limit]), bool(broken)


_known = lru_cache(maxsize=2_048)(_read)  # the same people write to each other


def _as_usual(text: str, limit: int) -> tuple[Address, ...]:
    """The quick way for lists by the letter of RFC 5322 §3.4; () where one mailbox is written otherwise."""
    found: list[Address] = []
    at, end = 0, len(text)
    while at < end and len(found) < limit:
        match = _USUAL.match(text, at)
        if match is None:
            return ()
        quoted, plain, angle, bare = match.groups()
        local, _, domain = (angle or bare).rpartition("@")
        name = (quoted or plain or "").strip()
        found.append(Address(_SPACES.sub(" ", name) if "  " in name else name, f"{local}@{domain.lower()}"))
        at = match.end()
    return tuple(found)


def _mailboxes(text: str, limit: int, broken: set[str]) -> Iterator[Address]:
    tokens: list[_Token] = []
    count = 0
    for token in _tokens(text):
        kind = token[0]
        if kind == ":":
            tokens = []
        elif kind not in (",", ";"):
            tokens.append(token)
        elif kind == "," and _only_a_name(tokens):
            tokens.append(("text", ","))
        else:
            for entry in _finish(tokens, broken):
                yield entry
                count += 1
            tokens = []
            if count >= limit:
                return
    yield from _finish(tokens, broken)


def _only_a_name(tokens: list[_Token]) -> bool:
    """`Doe, John <j@x>`: what stands before the comma is no address yet."""
    if not tokens or len(tokens) >= 40 or any(kind == "angle" or "@" in value for kind, value in tokens):
        return False
    return any(value.strip() for _, value in tokens)


def _tokens(text: str) -> Iterator[_Token]:
    at, end = 0, len(text)
    has_group = ";" in text
    seen: set[str] = set()  # openers that never close again: from there on they are plain text
    while at < end:
        char = text[at]
        match = _PLAIN.match(text, at)
        if match:
            yield "text", match[0]
            at = match.end()
            continue
        if char in '"(<' and char not in seen:
            stop = _CLOSERS[char](text, at + 1)
            if stop >= 0:
                yield _KINDS[char], text[at + 1 : stop]
                at = stop + 1
                continue
            seen.add(char)
            if char == "<":
                stop = _angle_end(text, at + 1)
                yield "angle", text[at + 1 : stop]
                at = stop
                continue
        grouping = char == ":" and has_group and not text[max(0, at - 7) : at].lower().endswith("mailto")
        if char in ",;" or (grouping and text.find(";", at) >= 0):
            yield char, char
        elif char not in '"<>':
            yield "text", char
        at += 1


def _quote_end(text: str, at: int) -> int:
    while True:
        stop = text.find('"', at)
        if stop < 0:
            return -1
        slashes = 0
        while stop - slashes > at and text[stop - slashes - 1] == "\\":
            slashes += 1
        if slashes % 2 == 0:
            return stop
        at = stop + 1


_PARENTHESIS = re.compile(r"[()]")


def _comment_end(text: str, at: int) -> int:
    depth = 1
    for match in _PARENTHESIS.finditer(text, at):
        if match.start() > at and text[match.start() - 1] == "\\":
            continue
        depth += 1 if match[0] == "(" else -1
        if depth == 0:
            return match.start()
    return -1


def _angle_close(text: str, at: int) -> int:
    """Where `>` stands, unless another `<` comes first: then this one was part of a name."""
    stop = text.find(">", at)
    again = text.find("<", at, stop) if stop >= 0 else -1
    if again >= 0 and "@" in text[at:again]:
        return -1
    return stop


def _angle_end(text: str, at: int) -> int:
    ends = [stop for stop in (text.find(mark, at) for mark in ",;<") if stop >= 0]
    return min(ends, default=len(text))


_CLOSERS = {'"': _quote_end, "(": _comment_end, "<": _angle_close}
_KINDS = {'"': "quoted", "(": "comment", "<": "angle"}


def _finish(tokens: list[_Token], broken: set[str]) -> list[Address]:
    if not any(value.strip() for _, value in tokens):
        return []
    angles = [index for index, (kind, value) in enumerate(tokens) if kind == "angle" and "@" in value]
    angles = angles or [index for index, (kind, _) in enumerate(tokens) if kind == "angle"]
    if not angles:
        return _without_angle(tokens, broken)
    found: list[Address] = []
    begun = 0
    nameless = not _name([token for token in tokens if token[0] != "angle"])  # `<b@x> <r@x>`: neither names the other
    for index, following in zip(angles, [*angles[1:], None], strict=True):
        if following is None:
            found += _with_angle(tokens[begun:], index - begun, broken)
        elif nameless or _name(tokens[index + 1 : following]):  # `Budi <b@x> Rini <r@x>`: a mailbox of its own
            found += _with_angle(tokens[begun : index + 1], index - begun, broken)
            begun = index + 1
            broken.add("comma")
    return found


def _with_angle(tokens: list[_Token], last: int, broken: set[str]) -> list[Address]:
    name = _name(tokens[:last]) or _name(tokens[last + 1 :])
    if name.endswith(":"):
        broken.add("group")  # `Panitia: <b@x>`: its name is nobody's, and no semicolon closes it
        name = ""
    spec = _spec(tokens[last][1])
    name = name or _comments(tokens) or ("" if spec else _clean(tokens[last][1]))
    return [Address(name, spec)] if name or spec else []


_COMMA = ("text", ",")  # one that was taken for a part of a name


def _without_angle(tokens: list[_Token], broken: set[str]) -> list[Address]:
    """`user@example.org (Name)`, `"local part"@example.org`, or only a name."""
    if _COMMA in tokens:
        at = len(tokens) - tokens[::-1].index(_COMMA)
        if _SPEC.fullmatch("".join(value for kind, value in tokens[at:] if kind != "comment").strip()):
            names = [Address(_name(tokens[: at - 1]), "")]  # `root, user@example.org`: neither is the other's name
            return [*names, *_bare(tokens[at:], broken)]
    return _bare(tokens, broken)


def _bare(tokens: list[_Token], broken: set[str]) -> list[Address]:
    joined = "".join(f'"{value}"' if kind == "quoted" else value for kind, value in tokens if kind != "comment")
    if joined.lstrip().startswith('"') and '"@' in joined:
        return [Address(_comments(tokens), _spec(joined))]
    if _NOTES.fullmatch(joined.strip()):
        return [Address(_clean(joined), "")]
    if split := _SPLIT_DOMAIN.search(joined):
        joined = joined[: split.start()] + _OBSOLETE_SPACE.sub(r"\1", joined[split.start() :])
    matches = list(_SPEC.finditer(joined))
    if not matches and "@" in joined:
        joined = _OBSOLETE_SPACE.sub(r"\1", joined)
        matches = list(_SPEC.finditer(joined))
    if not matches:
        return _nameless(tokens)
    if len(matches) > 1 and not _SPEC.sub("", joined).strip():
        broken.add("comma")
        return [Address("", _spec(one[0])) for one in matches]  # white space for a comma
    match = matches[-1]  # the right-most one counts
    return [Address(_name_beside(joined, match, broken) or _comments(_around(tokens)), _spec(match[0]))]


def _nameless(tokens: list[_Token]) -> list[Address]:
    name = _name(tokens).strip(" ,")
    if match := _SPEC.fullmatch(_comments(tokens)):
        return [Address(name, _spec(match[0]))]  # `Name (user@example.org)`, the wrong way round
    return [Address(name, "")] if name and not name.endswith(":") else []  # a group that names nobody


def _name_beside(joined: str, match: re.Match[str], broken: set[str]) -> str:
    before = joined[: match.start()].rstrip()
    if before.endswith(":") and not before.lower().endswith("mailto:"):
        broken.add("group")  # its name is nobody's, and no semicolon closes it
        return ""
    name = _clean((before + " " + joined[match.end() :]).replace('"', " "))
    return _EMPTY_BRACKETS.sub("", name).strip(" :'") if name.lower() != "mailto:" else ""


def _name(tokens: list[_Token]) -> str:
    return _clean(
        "".join(_unquoted(value) if kind == "quoted" else value for kind, value in tokens if kind != "comment")
    )


def _comments(tokens: list[_Token]) -> str:
    return _clean(" ".join(_unquoted(value) for kind, value in tokens if kind == "comment"))


def _around(tokens: list[_Token]) -> list[_Token]:
    """The tokens before and after the text: a comment within an address (RFC 5322 §3.2.2) names nobody."""
    texts = [index for index, (kind, value) in enumerate(tokens) if kind != "comment" and value.strip()]
    return [*tokens[: texts[0]], *tokens[texts[-1] + 1 :]] if texts else tokens


def _unquoted(value: str) -> str:
    return _QUOTED_PAIR.sub(r"\1", value) if "\\" in value else value


def _clean(text: str) -> str:
    return _SPACES.sub(" ", decode_words(text)).strip()


def _without_comments(text: str) -> str:
    for _ in range(_MAX_NESTED):
        bare = _COMMENT.sub("", text)
        if bare == text:
            break
        text = bare
    return text.strip()


def _spec(text: str) -> str:
    """local@domain with the domain in lower case, without route or white space; "" where there is no `@`."""
    text = text.strip().lstrip("<").lstrip()
    if "(" in text and '"' not in text:
        text = _without_comments(text)
    if text[:7].lower() == "mailto:":
        text = text[7:].partition("?")[0]
    if text.startswith("@") and ":" in text:
        text = text.rsplit(":", 1)[1]
    local, at, domain = text.rpartition("@")
    if not at:
        return ""
    local = local.strip() if local.lstrip().startswith('"') else "".join(local.split())
    local = _NEEDLESS_QUOTES.sub(r"\1", local)
    domain = "".join(domain.split()).rstrip(".>").lower()
    return f"{local.strip(chr(39))}@{domain}" if local and domain else ""
