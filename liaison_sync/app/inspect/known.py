"""What `inspect` is told of us and of others: the directory file, our addresses, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from liaison_sync.domain.directory import Directory, domain_of
from liaison_sync.domain.fact import AuthVerdict
from liaison_sync.domain.filing import Arrival, Recognised
from liaison_sync.domain.message import Message
from liaison_sync.domain.partner import Own
from liaison_sync.domain.recognise import recognise
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import authentication, directory_file
from liaison_sync.formats.domains import RULES
from liaison_sync.formats.parsed import Parsed

# `inspect` knows no time of arrival; whatever a message says of its date is then believed.
NEVER = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Known:
    directory: Directory
    own: Own
    threads: Mapping[str, str]

    def recognised(self, key: str, parsed: Parsed) -> Recognised:
        """The message under `key`, recognised as at its arrival."""
        message = parsed.message
        verdict = self._verdict(message)
        found = recognise(
            message,
            self.directory,
            self.own,
            at=NEVER,
            threads=self.threads,
            authentication="fail" if verdict.refuted else "none",
            invitations=[one for file in parsed.calendars for one in file.invitations],
        )
        return Recognised(key, Arrival("", "", "inbox", "", NEVER, message), found, verdict)

    def _verdict(self, message: Message) -> AuthVerdict:
        """Of our own mail server, where the directory names it; anybody else's word counts for nothing."""
        if self.own.authserv_id is None or not message.from_:
            return AuthVerdict("none")
        return authentication.verdict(message.authentication, self.own.authserv_id, domain_of(message.from_[0].address))


def known(directory: str | None, mailbox: Sequence[str] = ()) -> Known:
    """From a directory file and our own addresses; without domains of our own, those of `mailbox` are ours.

    Raises OSError for a directory file that cannot be opened; what is wrong in it is passed over.
    """
    text = Path(directory).read_text("utf-8", errors="replace") if directory else "{}"
    file = directory_file.read(text)
    ours = tuple(dict.fromkeys((*file.own.addresses, *(a.strip().lower() for a in mailbox))))
    domains = tuple(dict.fromkeys(d for a in ours if (d := domain_of(a)) and not RULES.is_freemail(d)))
    own = replace(file.own, addresses=ours, domains=file.own.domains or domains)
    return Known(Directory(file.partners, file.contacts, RULES), own, file.threads)
