"""What an officer is shown of a follow-up, and decides about: its letter as it would leave now, and its version."""

from __future__ import annotations

from hashlib import sha256
from json import dumps

from sqlalchemy import Connection

from liaison_sync.app.preview import Preview, preview
from liaison_sync.app.service import Service
from liaison_sync.domain.value import dataclass
from liaison_sync.store.pictures import Standing


@dataclass(frozen=True, slots=True)
class Shown:
    """`version` changes with every word, reader and file, and with every decision about the follow-up."""

    seen: Preview
    version: str


def shown(connection: Connection, service: Service, standing: Standing) -> Shown | None:
    """None where there is nothing to show: the letter cannot be written, or has nobody to go to."""
    seen = preview(connection, service, standing)
    if not seen.text or not seen.to:
        return None
    readers = [[one.address for one in each] for each in (seen.to, seen.cc)]
    said = [seen.subject, seen.text, seen.sender.address if seen.sender else "", *readers, list(seen.enclosures)]
    # Who approved and thought better of it, snoozed or held it has made something else of it: the chain is longer.
    words = dumps([*said, len(standing.followup.chain)], ensure_ascii=False)
    return Shown(seen, sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32])
