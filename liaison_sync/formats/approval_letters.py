"""What the letters about approval by mail are told, as in letter_values every text is ready to read."""

from __future__ import annotations

from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that waits: `trigger` in words, `code` that answers for it, `reasons` why it is due, to whom it goes.

    `quoted`: subject line and text as its reader would see them, each line behind ">"; `files` that go with it.
    """

    number: int
    trigger: str
    code: str
    to: str
    partner: str
    reasons: tuple[str, ...]
    subject: str
    quoted: str
    link: str
    cc: str = ""
    files: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalRequestLetter:
    """`count` letters that wait for the reader, `code` of the first; `others` wait as well and are not shown here."""

    reader_name: str
    count: int
    code: str
    items: tuple[Waiting, ...]
    others: int
    link: str


@dataclass(frozen=True, slots=True)
class Ruled:
    """What became of one line of the answer: which letter (`what`, "" for none in particular), in words."""

    what: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ApprovalNotedLetter:
    """`done`: something was; `lines`: what became of each word of the answer; `hint`: tell how to answer."""

    reader_name: str
    done: bool
    lines: tuple[Ruled, ...]
    hint: bool
    link: str
