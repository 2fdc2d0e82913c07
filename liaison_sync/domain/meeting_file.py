"""Files of a meeting: what an officer may add to it, and which of them may go with a letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from liaison_sync.domain.policy import Files, Sending
from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file on its way to a meeting: its safe name, media type, size in bytes, the SHA-256 of its octets.

    `message` is the key of the mail whose attachment it is; None: it was uploaded, and its octets are kept.
    """

    name: str
    type: str
    size: int
    sha256: str
    message: str | None = None


def refused(new: Sequence[NewFile], there: Iterable[str], files: Files, sending: Sending) -> tuple[str, str] | None:
    """Why these files may not be added to a meeting that has `there` (SHA-256s): a key of "refused" and which one.

    None where they may.
    """
    endings = {one.casefold() for one in sending.refused_files}
    for one in new:
        if not one.size or not one.name:
            return "meeting_file_empty", one.name
        if one.name.rpartition(".")[2].strip().casefold() in endings:
            return "meeting_file_kind", one.name
    if len(new) > files.at_once:
        return "meeting_files_at_once", new[-1].name
    if sum(one.size for one in new) > files.mb * 1_000_000:
        return "meeting_files_large", max(new, key=lambda one: one.size).name
    several = {*there, *(one.sha256 for one in new)}
    return ("meeting_files_many", new[-1].name) if new and len(several) > files.most else None
