"""What opening a folder tells: how much there is, and with QRESYNC (RFC 7162) what went and changed since."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from liaison_sync.connections.imap_answer import Answer, Status, number
from liaison_sync.connections.uid_set import UidSet
from liaison_sync.domain.errors import ProtocolViolation
from liaison_sync.domain.value import dataclass

_OBJECT_ID = re.compile(r"\(([A-Za-z0-9_-]{1,255})\)")


@dataclass(frozen=True, slots=True)
class Since:
    """How far a folder is known; what lies above `last` is none of QRESYNC's business."""

    uidvalidity: int
    modseq: int
    last: int

    @property
    def parameter(self) -> bytes:
        return b" (QRESYNC (%d %d 1:%d))" % (self.uidvalidity, self.modseq, self.last)


@dataclass(frozen=True, slots=True)
class Opened:
    """What EXAMINE told; where the server does not say, `uidnext` and `highestmodseq` are None, `mailbox_id` is empty.

    `vanished` (None where it was not asked) and `changed`, FETCH answers with flags, are since what was asked with.
    """

    exists: int
    uidvalidity: int
    uidnext: int | None
    highestmodseq: int | None
    read_only: bool
    vanished: UidSet | None = None
    changed: tuple[Answer, ...] = ()
    mailbox_id: str = ""

    @property
    def generation(self) -> str:
        return generation(self.uidvalidity, self.mailbox_id)


def generation(uidvalidity: int, mailbox_id: str) -> str:
    """What UIDs under one name are good for. The UIDVALIDITY, and which folder it is where the server tells
    (RFC 8474 §4): Cyrus gives a renamed folder a name and a number that another one had.
    """
    return f"{uidvalidity}-{mailbox_id}" if mailbox_id else f"{uidvalidity}"


def object_id(told: str) -> str:
    """An id of RFC 8474 §5.1, told in parentheses; empty for what is none."""
    match = _OBJECT_ID.fullmatch(told)
    return match[1] if match else ""


def opened_of(answers: Sequence[Answer], tagged: Status | None, since: Since | None) -> Opened:
    """The value of EXAMINE's answers. Raises ProtocolViolation."""
    exists, codes = 0, dict[str, str]()
    for answer in answers:
        words = answer.words
        if len(words) > 1 and words[1] == b"EXISTS":
            exists = number(words[0])
        status = answer.status
        if status and status.code:
            codes[status.code] = status.argument
    if not codes.get("UIDVALIDITY", "").strip("0"):
        raise ProtocolViolation(operation="open", key="no_uidvalidity")
    uidvalidity = number(codes["UIDVALIDITY"].encode())
    uidnext = number(codes["UIDNEXT"].encode()) if codes.get("UIDNEXT", "").isdigit() else None
    modseq = int(codes["HIGHESTMODSEQ"]) if re.fullmatch(r"\d{1,19}", codes.get("HIGHESTMODSEQ", "")) else None
    read_only = tagged is not None and tagged.code == "READ-ONLY"
    opened = Opened(exists, uidvalidity, uidnext, modseq, read_only, mailbox_id=object_id(codes.get("MAILBOXID", "")))
    if since is None or modseq is None:
        return opened
    changed = tuple(one for one in answers if one.words[1:2] == [b"FETCH"])
    return replace(opened, vanished=_vanished(answers), changed=changed)


def _vanished(answers: Sequence[Answer]) -> UidSet:
    """UIDs of `VANISHED (EARLIER)`, and of any that went while we were opening."""
    found = UidSet()
    for answer in answers:
        if answer.words[:1] == [b"VANISHED"]:
            try:
                found |= UidSet.parse(answer.parts[0].decode("ascii", "replace").split()[-1])
            except ValueError as error:
                raise ProtocolViolation(operation="open", detail=str(error)) from None
    return found
