"""What `doctor` finds out about an IMAP mailbox, step by step; the first step that fails is the last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from liaison_sync.connections.doctor import encryption, found_by, network, of_folders, signed_in
from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.connections.imap_session import ImapSession
from liaison_sync.domain.errors import FolderRefused, NotFound
from liaison_sync.ports import Finding, Folder

MOST_TRIED = 20
USEFUL = ("CONDSTORE", "QRESYNC", "LIST-STATUS", "ESEARCH", "IDLE", "OBJECTID")


def findings(
    account: str, settings: ImapSettings, session: Callable[[], ImapSession], folders: Callable[[], list[Folder]]
) -> list[Finding]:
    """DNS, TCP, TLS and sign-in, read-only proof, capabilities, folders and roles. Never raises a Failure."""
    return found_by(_steps(settings, session, folders), account, settings.host)


def _steps(
    settings: ImapSettings, session: Callable[[], ImapSession], folders: Callable[[], list[Folder]]
) -> Iterator[Finding]:
    yield from network(settings)
    connected = session()
    yield encryption(settings)
    yield signed_in(settings.username, settings.oauth)
    opened = connected.examine("INBOX")
    if opened.read_only:
        yield Finding("ok", "doctor.read_only", {"messages": str(opened.exists)})
    else:
        yield Finding("warn", "doctor.not_read_only")
    if opened.uidnext is None:
        yield Finding("warn", "doctor.no_uidnext")
    has = [name for name in USEFUL if name in connected.capabilities]
    yield Finding("ok", "doctor.capabilities", {"names": ", ".join(has) or "IMAP4rev1"})
    there = folders()
    yield from of_folders(settings.folders, there)
    yield from _shut(session(), [one.id for one in there if one.excluded is None])
    if not any(folder.role == "sent" for folder in there):
        yield Finding("warn", "doctor.no_sent_folder")


def _shut(connected: ImapSession, paths: Sequence[str]) -> Iterator[Finding]:
    """Those that are listed and not opened, as the passes will find them; tried where STATUS tells nothing."""
    told = connected.statuses(paths, ["MESSAGES"])
    for path in [one for one in paths if one not in told][:MOST_TRIED]:
        with suppress(NotFound):
            try:
                connected.examine(path)
            except FolderRefused as failure:
                yield Finding("bad", f"errors.{failure.key}", failure.params)
