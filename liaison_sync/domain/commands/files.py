"""What a person may ask for about the files of a meeting. A file is named by its meeting and its SHA-256."""

from __future__ import annotations

from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file as a browser sends it: the name and media type it states, and the octets."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class AddFiles:
    """Keep these files with the meeting: all of them, or none. `internal`: partners are not told of them."""

    meeting: str
    files: tuple[Uploaded, ...]
    internal: bool = False


@dataclass(frozen=True, slots=True)
class TakeAttachments:
    """These attachments (by SHA-256) of the mail `message` (a key) are files of the meeting; no copy is made."""

    meeting: str
    message: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkFile:
    """Whether partners may hear of the file: by name in the minutes, or with a letter."""

    meeting: str
    file: str
    internal: bool


@dataclass(frozen=True, slots=True)
class RemoveFile:
    """Take the file away from the meeting; letters that wait go without it."""

    meeting: str
    file: str


@dataclass(frozen=True, slots=True)
class RestoreFile:
    """Undo that, as long as the octets are kept."""

    meeting: str
    file: str


@dataclass(frozen=True, slots=True)
class ChooseFiles:
    """The files of its meeting that go with the letter of the follow-up `id`, by SHA-256; none where empty."""

    id: str
    files: tuple[str, ...]


FileCommand = AddFiles | TakeAttachments | MarkFile | RemoveFile | RestoreFile | ChooseFiles
