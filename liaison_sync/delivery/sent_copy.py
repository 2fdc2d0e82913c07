"""The copy in the Sent folder: filed once, found by its Message-ID; the only thing we ever write into a mailbox."""

from __future__ import annotations

from liaison_sync.connections.folders import roles
from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.connections.imap_session import ImapSession, quoted
from liaison_sync.connections.translate import at_the_door
from liaison_sync.domain.errors import Failure
from liaison_sync.ports import Frozen, Ref, Sent, Skipped, Unknown, Verdict


class SentCopy:
    """`provider_files`: the provider puts a copy there itself, so finding it proves that the letter left."""

    def __init__(self, account: str, mailbox: ImapSettings | None, *, provider_files: bool) -> None:
        self.account, self.mailbox, self.provider_files = account, mailbox, provider_files
        self._session: ImapSession | None = None

    @property
    def can_verify(self) -> bool:
        return self.mailbox is not None and self.provider_files

    def verify(self, frozen: Frozen) -> Verdict:
        """Sent where the provider's copy is there. Its absence proves nothing: it may come late."""
        if not self.can_verify:
            return Unknown("plain_smtp")
        found = self._find(frozen)
        return Sent(found) if found else Unknown("not_in_sent_folder")

    def file(self, frozen: Frozen) -> Ref | Skipped:
        """Appends the copy, marked as read, unless it is there. Raises a Failure; never a reason to send again."""
        if self.provider_files:
            return Skipped("provider_files")
        if self.mailbox is None:
            return Skipped("not_configured")
        if self._find(frozen):
            return Skipped("already_there")
        session, folder = self._session, self._folder()
        if session is None or folder is None:
            return Skipped("no_sent_folder")
        with at_the_door(self.account, "file_sent", session.host):
            locator = session.append(folder, frozen.content, "\\Seen")
        return Ref(folder, locator or "", len(frozen.content))

    def _find(self, frozen: Frozen) -> Ref | None:
        """By Message-ID, or by our own header where a relay rewrote that."""
        folder = self._folder()
        if folder is None:
            return None
        session = self._living()
        with at_the_door(self.account, "verify", session.host):
            opened = session.examine(folder)
            by_id = f"HEADER Message-ID {_searched(frozen.message_id)}"
            found = session.uids(f"OR {by_id} HEADER X-Liaison-Id {_searched(frozen.outbox_id)}")
        uid = next(iter(found), None)
        return Ref(folder, f"{opened.generation}.{uid}") if uid is not None else None

    def _folder(self) -> str | None:
        """The configured Sent folder, else the one found by its attribute or name."""
        if self.mailbox is None:
            return None
        with at_the_door(self.account, "file_sent", self.mailbox.host):
            listed = self._living().list_folders()
        if self.mailbox.sent_folder is not None:
            return self.mailbox.sent_folder if any(one.path == self.mailbox.sent_folder for one in listed) else None
        known = roles([(one.path, one.delimiter, one.attributes) for one in listed])
        return next((path for path, role in known.items() if role == "sent"), None)

    def _living(self) -> ImapSession:
        if self._session is None or not self._session.alive:
            if self.mailbox is None:
                raise Failure(account=self.account, operation="file_sent")
            self._session = ImapSession(self.account, self.mailbox)
        return self._session

    def close(self) -> None:
        if self._session is not None:
            self._session.logout()
            self._session = None


def _searched(text: str) -> str:
    """An id as a search string; what cannot stand in one is left out."""
    return quoted("".join(ch for ch in text if " " < ch <= "~").encode("ascii")).decode("ascii")
