"""The one UID under which the facts of a meeting are gathered, whichever of its names a client used."""

from __future__ import annotations

from liaison_sync.formats.uid_identity import GLOBAL_OBJECT, uid_aliases


def meeting_uid(uid: str) -> str:
    """Outlook's GlobalObjectId becomes its clean form, or the foreign UID it wraps; any other UID stays.

    A Google "_R" UID stays as well: what follows a split is a series of its own, with its own rule and versions.
    """
    return uid_aliases(uid)[-1] if uid.strip().upper().startswith(GLOBAL_OBJECT) else uid
