"""Our own letters coming back through a mailbox: known by the id they were given before they left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from liaison_sync.domain.message import Message
from liaison_sync.store import schema as s
from liaison_sync.store.views import among

TRIAL = "ob-trial-"
TRIAL_KIND = "trial"


def trials(connection: Connection, messages: Sequence[Message]) -> frozenset[int]:
    """Which of `messages` (by place) are copies of a letter `doctor` sent to try the way: no correspondence."""
    asked = {place: ids for place, one in enumerate(messages) if (ids := _of_trial(one))}
    if not asked:
        return frozenset()
    o = s.outbox.c
    known = {
        row.id: row.sender
        for condition in among(o.id, {id_ for ids in asked.values() for id_ in ids})
        for row in connection.execute(select(o.id, o.sender).where(condition, o.kind == TRIAL_KIND))
    }
    return frozenset(n for n, ids in asked.items() if any(_from(messages[n], known.get(id_)) for id_ in ids))


def _of_trial(message: Message) -> list[str]:
    return [id_ for id_ in _ids(message) if id_.startswith(TRIAL)]


def followups(connection: Connection, messages: Sequence[Message]) -> dict[int, tuple[str, bool]]:
    """Which of `messages` (by place) are follow-ups of ours: by which trigger, and whether a person edited them."""
    asked = {place: ids for place, one in enumerate(messages) if (ids := _ids(one))}
    if not asked:
        return {}
    o, f = s.outbox.c, s.followup.c
    joined = select(o.id, o.sender, f.trigger, f.document).join_from(s.outbox, s.followup, f.id == o.about)
    known = {
        row.id: row
        for condition in among(o.id, {id_ for ids in asked.values() for id_ in ids})
        for row in connection.execute(joined.where(condition, o.kind == "followup"))
    }
    return {
        place: (known[id_].trigger, bool(known[id_].document.get("letter")))
        for place, ids in asked.items()
        for id_ in ids
        if id_ in known and _from(messages[place], known[id_].sender)
    }


def own_letters(connection: Connection, messages: Iterable[Message]) -> int:
    """How many of `messages` are letters from our outbox, by Message-ID or, where that was rewritten, our own id."""
    asked = [(one, ids) for one in messages if (ids := _ids(one))]
    o = s.outbox.c
    known = {
        row.id: row.sender
        for condition in among(o.id, {id_ for _, ids in asked for id_ in ids})
        for row in connection.execute(select(o.id, o.sender).where(condition))
    }
    return sum(any(_from(one, known.get(id_)) for id_ in ids) for one, ids in asked)


def _ids(message: Message) -> list[str]:
    """Outbox ids the message may be of: the local part of its Message-ID is one (app.letters)."""
    local = (message.message_id or "").partition("@")[0]
    return [id_ for id_ in dict.fromkeys((local, message.liaison_id or "")) if id_.startswith("ob-")]


def _from(message: Message, sender: str | None) -> bool:
    return sender is not None and any(one.address.lower() == sender.lower() for one in message.from_)
