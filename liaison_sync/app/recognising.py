"""Recognition over the store: with what people decided about messages, and whom earlier messages concern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from datetime import datetime

from sqlalchemy import Connection

from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.clients import client_of, spoken_of
from liaison_sync.domain.directory import Directory
from liaison_sync.domain.fact import AuthVerdict
from liaison_sync.domain.filing import Recognised
from liaison_sync.domain.invitation import Invitation
from liaison_sync.domain.message import Message
from liaison_sync.domain.partner import Own
from liaison_sync.domain.recognise import Recognition, recognise
from liaison_sync.domain.thread import Node
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import authentication
from liaison_sync.store import views
from liaison_sync.store.codec import load


@dataclass(slots=True)
class Recognising:
    """The directory with the decisions and threads of one page of messages."""

    directory: Directory
    own: Own
    decided: dict[str, str] = field(default_factory=dict)
    cited: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def recognised(
        self, message: Message, at: datetime, verdict: AuthVerdict, invitations: Sequence[Invitation]
    ) -> Recognition:
        """Whose `message` is; later messages of the page may cite it."""
        found = recognise(
            message,
            self.directory,
            self.own,
            at=at,
            threads=self.decided,
            cited=self.cited,
            authentication="fail" if verdict.refuted else "none",
            invitations=invitations,
        )
        if message.message_id and found.partner:
            self.cited.setdefault(message.message_id, (found.partner, *found.linked))
        return found


def directory_of(connection: Connection, service: Service) -> Directory:
    return service.directories.of(views.directory_rows(connection))


def recognising(
    connection: Connection, service: Service, messages: Sequence[Message], directory: Directory | None = None
) -> Recognising:
    """Ready for a page of messages: two queries, however many they are."""
    found = Recognising(directory or directory_of(connection, service), service.own)
    cited = {id_ for one in messages for id_ in (*one.in_reply_to, *one.references)}
    own = {one.message_id for one in messages if one.message_id}
    found.decided = views.decided(connection, cited | own)
    if found.directory.agencies:
        found.cited = views.concerned(connection, cited)
    return found


def verdict_of(message: Message, service: Service) -> AuthVerdict:
    """What our mail server says of the sender (RFC 8601)."""
    domain = message.from_[0].address.rpartition("@")[2] if message.from_ else ""
    return authentication.verdict(message.authentication, service.own.authserv_id, domain)


def clients_found(connection: Connection, new: Iterable[Recognised], directory: Directory) -> Iterator[c.ClientFound]:
    """An agency's stored messages whose client these new ones tell: mail does not come in the order of its writing."""
    known = {
        one.arrival.message.message_id: (one.recognition.partner, *one.recognition.linked)
        for one in new
        if one.arrival.message.message_id and one.recognition.partner
    }
    if not known or not directory.agencies:
        return
    for row in views.clientless(connection, directory.agencies):
        node = load(Node, row.node)
        client = client_of(spoken_of(node.in_reply_to, node.references), known, directory.partners[row.partner].clients)
        if client:
            warnings = tuple(one for one in row.warnings or () if one != "client_unknown")
            yield c.ClientFound(row.key, (client, *(row.linked or ())), warnings)
