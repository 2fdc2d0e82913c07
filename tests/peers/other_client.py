"""Another client of an IMAP server, by which mail goes in and out of a mailbox."""

from __future__ import annotations

import imaplib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

PASSWORD = "rahasia-sekali"


class OtherClient:
    """What a server on loopback has beside its own; `port` is where it listens."""

    port: int

    def called(self, folder: str) -> str:
        """A folder's name here, of one with slashes between its parts."""
        return folder

    @contextmanager
    def hand(self, user: str = "humas") -> Iterator[imaplib.IMAP4]:
        """A client of this user."""
        other = imaplib.IMAP4("127.0.0.1", self.port, timeout=30)
        try:
            other.login(user, PASSWORD)
            yield other
        finally:
            other.logout()

    def deliver(
        self, user: str, messages: Iterable[bytes], folder: str = "INBOX", flags: str | None = None
    ) -> list[str]:
        """Puts messages in; returns their UIDs. `flags` as Maildir names them: "S" is seen."""
        uids = []
        with self.hand(user) as other:
            for one in messages:
                _, (told, *_) = other.append(folder, r"(\Seen)" if flags == "S" else "", "", one)
                found = re.search(rb"APPENDUID \d+ (\d+)", told)
                assert found, told
                uids.append(found[1].decode())
        return uids

    def expunge(self, user: str, uids: Iterable[str], folder: str = "INBOX") -> None:
        with self.hand(user) as other:
            other.select(folder)
            for uid in uids:
                other.uid("STORE", uid, "+FLAGS", r"(\Deleted)")
            other.expunge()

    def contents(self, user: str, folder: str = "INBOX") -> dict[str, bytes]:
        """UID → bytes of every message."""
        with self.hand(user) as other:
            other.select(folder, readonly=True)
            _, answers = other.uid("FETCH", "1:*", "(UID BODY.PEEK[])")
        found = {}
        for one in answers:
            if isinstance(one, tuple) and (uid := re.search(rb"UID (\d+)", one[0])):
                found[uid[1].decode()] = one[1]
        return found
