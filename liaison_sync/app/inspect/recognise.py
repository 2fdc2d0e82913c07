"""`inspect recognise`: whose each message is, over a directory file, and why."""

from __future__ import annotations

from collections.abc import Sequence

from liaison_sync.app.inspect.known import known
from liaison_sync.app.inspect.letters_of import letters_of
from liaison_sync.app.inspect.message import Json
from liaison_sync.domain.recognise import Recognition
from liaison_sync.formats import mime


def document(directory: str | None, files: Sequence[str]) -> list[Json]:
    """One document per message, in the order given. Raises OSError for a file that cannot be opened."""
    ours = known(directory)
    found = ((name, mime.parse(raw)) for file in files for name, raw in letters_of(file))
    return [_document(ours.recognised(name, parsed).recognition) for name, parsed in found]


def _document(found: Recognition) -> Json:
    return {
        "partner": found.partner,
        "contact": found.contact,
        "reason": found.reason,
        "linked": list(found.linked),
        "warnings": list(found.warnings),
    }
