"""Which of the mails that arrive answer a letter with which we asked one of us: how a meeting went, or for approval."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from sqlalchemy import Connection

from liaison_sync.domain import changes as c
from liaison_sync.domain.filing import Recognised
from liaison_sync.domain.message import Message
from liaison_sync.store import approvals, outcome_mails

_FEW = 20  # of the letters a mail refers to that are looked up
_Asked = Callable[[Connection, Collection[str]], set[str]]
_Arrived = type[c.OutcomeMailArrived] | type[c.ApprovalMailArrived]
_KINDS: tuple[tuple[_Asked, _Arrived], ...] = (
    (outcome_mails.answerable, c.OutcomeMailArrived),
    (approvals.answerable, c.ApprovalMailArrived),
)


def answering(
    connection: Connection, new: Mapping[str, Recognised]
) -> Iterator[c.OutcomeMailArrived | c.ApprovalMailArrived]:
    """Of these new messages those that answer such a letter of ours."""
    asked = {key: ids for key, one in new.items() if (ids := answered(one.arrival.message))}
    if not asked:
        return
    every = {id_ for ids in asked.values() for id_ in ids}
    for answerable, arrived in _KINDS:
        ours = answerable(connection, every)
        for key, ids in asked.items():
            nearest = next((id_ for id_ in ids if id_ in ours), None)
            if nearest is not None:
                one = new[key]
                yield arrived(key, nearest, one.recognition.sender.address.lower(), one.arrival.received_at)


def answered(message: Message) -> list[str]:
    """Ids of our outbox it refers to, the nearest first; none for our own letters coming back."""
    if _outbox_id(message.message_id or "") or (message.liaison_id or "").startswith("ob-"):
        return []
    said = (*message.in_reply_to, *reversed(message.references))
    return list(dict.fromkeys(id_ for one in said if (id_ := _outbox_id(one))))[:_FEW]


def _outbox_id(message_id: str) -> str:
    """The local part of a Message-ID of ours is the id of its letter (app.letters)."""
    local = message_id.partition("@")[0]
    return local if local.startswith("ob-") else ""
