"""What a person may ask for about a reply of their own."""

from __future__ import annotations

from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class SaveReply:
    """Keep a person's answer to `message` (a key) as it is typed; `to` and `cc` as one would write them in a mail.

    `draft` is the id the editor was opened with: what was sent meanwhile is not begun again by a late click.
    """

    draft: str
    message: str
    to: str
    cc: str
    subject: str
    text: str
    quote: bool = True


@dataclass(frozen=True, slots=True)
class EncloseFile:
    """Send this file along with the draft `id`: its name and media type as a browser states them."""

    id: str
    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class TakeOutFile:
    """The file with this SHA-256 does not go with the draft after all."""

    id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SendReply:
    """Send the answer kept under this id."""

    id: str


@dataclass(frozen=True, slots=True)
class RecallReply:
    """Take an answer back before it leaves, or one that failed: it is a draft again."""

    id: str


@dataclass(frozen=True, slots=True)
class DiscardReply:
    """Throw away an answer that is being written."""

    id: str


ReplyCommand = SaveReply | EncloseFile | TakeOutFile | SendReply | RecallReply | DiscardReply
