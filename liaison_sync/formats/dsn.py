"""message/delivery-status (RFC 3464 §2): what a report says of each recipient."""

from __future__ import annotations

import re
from collections.abc import Sequence

from liaison_sync.domain.message import BounceRecipient
from liaison_sync.formats.bounce_reasons import judge
from liaison_sync.formats.headers import Part

ARRIVED = ("delivered", "relayed", "expanded")
_ACTIONS = (*ARRIVED, "failed", "delayed")
_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:[ \t]*(.*)$")
_ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]]{1,64}@[^\s<>,;\"'()\[\]]{1,190}")
_STATUS = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})")


def groups(text: str) -> list[dict[str, str]]:
    """Field groups by lower-case name; a repeated Final-Recipient starts one even where the blank line is missing."""
    found: list[dict[str, str]] = [{}]
    last = ""
    for line in text.splitlines():
        if not line.strip():
            found.append({})
            last = ""
        elif line[:1] in " \t" and last:
            found[-1][last] = f"{found[-1][last]} {line.strip()}"[:4_000]
        elif field := _FIELD.match(line[:4_000]):
            last = field[1].lower()
            if last in found[-1] and last in ("final-recipient", "original-recipient"):
                found.append({})
            found[-1].setdefault(last, field[2].strip())
        elif last:  # a diagnostic folded without its white space
            found[-1][last] = f"{found[-1][last]} {line.strip()}"[:4_000]
    return [group for group in found if group]


def recipients(text: str, context: str = "") -> list[BounceRecipient]:
    """One entry per recipient group, in order, without repeats; `context` tells why where a group does not."""
    merged = (_merge(group, following) for group, following in _pairs(groups(text)))
    found = [_recipient(group, context) for group in merged if group]
    return list(dict.fromkeys(one for one in found if one.address))


def _pairs(found: list[dict[str, str]]) -> list[tuple[dict[str, str], dict[str, str]]]:
    return list(zip(found, [*found[1:], {}][: len(found)], strict=True))


def _merge(group: dict[str, str], following: dict[str, str]) -> dict[str, str] | None:
    """Some servers put a blank line between a recipient and its status."""
    if not group.keys() & {"final-recipient", "original-recipient", "x-actual-recipient"}:
        return None
    if not group.keys() & {"action", "status"} and not following.keys() & {"final-recipient", "original-recipient"}:
        return {**following, **group}
    return group


def _recipient(group: dict[str, str], context: str) -> BounceRecipient:
    said = _after_type(group.get("diagnostic-code", "")) or group.get("x-notes", "")
    action = group.get("action", "").lower().partition(" ")[0].strip("();,") or None
    action = action if action in _ACTIONS else ("failed" if action else None)
    told = _STATUS.search(group.get("status", ""))
    code = told[0] if told else ""
    status, kind = judge(
        f"{code} {said}", "" if said else context, delayed=action == "delayed", final=action == "failed"
    )
    return BounceRecipient(_address(group), status, action, kind, said or None)


def _address(group: dict[str, str]) -> str:
    """The address we wrote to (Original-Recipient) before the one it became."""
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        value = _decoded(_after_type(group.get(name, "")))
        found = _ADDRESS.search(value)
        if found:
            local, _, domain = found[0].rstrip(".").rpartition("@")
            return f"{local}@{domain.lower()}"
    return _after_type(group.get("final-recipient", "")).strip("<> ")


def _after_type(value: str) -> str:
    """`rfc822; a@b` → `a@b`; `smtp; 550 …` → `550 …`."""
    kind, semicolon, rest = value.partition(";")
    return rest.strip() if semicolon and kind.strip().replace("-", "").isalnum() and len(kind) < 30 else value.strip()


def _decoded(value: str) -> str:
    """xtext of RFC 3461 §4: `+3D` is `=`; the utf-8 form of RFC 6533 is `\\x{…}`."""
    value = re.sub(r"\\x\{([0-9A-Fa-f]{2,6})\}", lambda m: _character(int(m[1], 16)), value[:1_000])
    return re.sub(r"\+(2B|3D)", lambda m: chr(int(m[1], 16)), value) if "+" in value else value


def _character(code: int) -> str:
    return "\ufffd" if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)


def all_arrived(parts: Sequence[Part]) -> bool:
    """Whether the report says that everything was delivered."""
    found = [one for part in parts for one in recipients(part.text[:32_768])]
    return bool(found) and all(one.action in ARRIVED for one in found)
