"""Codes that answer for letters waiting for approval, and the mails that use them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Select, exists, func, select

from liaison_sync.domain.value import dataclass
from liaison_sync.store import pictures, views
from liaison_sync.store import schema as s
from liaison_sync.store.pictures import Standing
from liaison_sync.store.views import among

REQUEST, NOTED = "approval", "approval_noted"  # kinds of letters: what asks, and what confirms an answer
_C, _M, _O, _F, _W = s.approval_code.c, s.message.c, s.outbox.c, s.followup.c, s.approval_mail.c


def hashed(code: str) -> str:
    return sha256(code.encode()).hexdigest()


def unasked(connection: Connection) -> list[Standing]:
    """What waits for approval and was not shown to anybody since it last changed, the first due first."""
    shown = exists().where(_C.followup == _F.id, _C.issued_at > _F.changed_at)
    return pictures.followups(connection, _F.state == "drafted", ~shown)


def waiting(connection: Connection) -> list[Standing]:
    """Everything that waits for approval, the first due first."""
    return pictures.followups(connection, _F.state == "drafted")


def asked_at(connection: Connection) -> dict[str, datetime]:
    """Officer → when they were last asked."""
    rows = connection.execute(select(_C.officer, func.max(_C.issued_at).label("at")).group_by(_C.officer))
    return {row.officer: row.at for row in rows}


def shown(connection: Connection, officer: str, followups: Collection[str]) -> set[tuple[str, str]]:
    """(follow-up, version) of what this officer was shown already."""
    found: set[tuple[str, str]] = set()
    for condition in among(_C.followup, followups):
        rows = connection.execute(select(_C.followup, _C.version).where(_C.officer == officer, condition))
        found.update((row.followup, row.version) for row in rows)
    return found


# --- answers -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Issued:
    """A code as it was given out."""

    hash: str
    followup: str
    officer: str
    version: str
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that waits to be read: its row, its bytes, and the kind of our letter that it answers."""

    row: Any
    raw: bytes
    kind: str


def answerable(connection: Connection, ids: Collection[str]) -> set[str]:
    """Those of these outbox ids that ask for approval, or confirm an answer."""
    found: set[str] = set()
    for condition in among(_O.id, ids):
        found.update(connection.execute(select(_O.id).where(condition, _O.kind.in_((REQUEST, NOTED)))).scalars())
    return found


def arrived(connection: Connection) -> list[str]:
    """The messages to be read, the oldest first."""
    query = select(_W.message).join(s.message, _M.key == _W.message).where(_W.state == "waiting")
    return list(connection.execute(query.order_by(_M.at, _W.message)).scalars())


def mail(connection: Connection, key: str) -> Mail | None:
    """None where it was read meanwhile, or its bytes are no more."""
    joined = s.message.join(s.approval_mail, _M.key == _W.message).outerjoin(s.outbox, _O.id == _W.outbox)
    query = select(s.message, _O.kind).select_from(joined).where(_M.key == key, _W.state == "waiting")
    row = connection.execute(query).first()
    raw = views.raws(connection, [row.sha256]).get(row.sha256) if row is not None else None
    return Mail(row, raw, row.kind or "") if row is not None and raw is not None else None


def issued(connection: Connection, codes: Collection[str]) -> Mapping[str, Issued]:
    """Those of these codes that were given out."""
    by_hash = {hashed(code): code for code in codes}
    found: dict[str, Issued] = {}
    columns = (_C.hash, _C.followup, _C.officer, _C.version, _C.used_at)
    for condition in among(_C.hash, by_hash):
        for row in connection.execute(select(*columns).where(condition)):
            found[by_hash[row.hash]] = Issued(*row)
    return found


@dataclass(frozen=True, slots=True)
class Unheeded:
    """A mail about a follow-up that changed nothing of it; `key` says why in wording area "approvals"."""

    message: str
    sender: str
    at: datetime
    key: str
    about: str = ""
    state: str = ""


def unheeded(connection: Connection, followup: str) -> list[Unheeded]:
    """Answers by mail that were refused or in doubt, in time order; what was followed stands in the rule chain."""
    letters = select(_C.outbox).where(_C.followup == followup)
    rows = connection.execute(
        select(_W.message, _W.sender, _W.at, _W.document)
        .where(_W.outbox.in_(letters.union(_confirmations(letters))), _W.state != "waiting")
        .order_by(_W.at, _W.message)
    )
    return [
        Unheeded(row.message, row.sender, row.at, key, ruling.get("about", ""), ruling.get("state", ""))
        for row in rows
        for ruling in (row.document or {}).get("rulings", ())
        if ruling.get("followup") in {followup, ""} and (key := _why(ruling))  # "": of the whole mail
    ]


def _confirmations(letters: Select[Any]) -> Select[Any]:
    """The letters that confirmed an answer to one of these: who answers them means the same follow-ups."""
    return select(_W.confirmation).where(_W.outbox.in_(letters), _W.confirmation.is_not(None))


def _why(ruling: Mapping[str, str]) -> str:
    return next((f"{kind}.{ruling[kind]}" for kind in ("refused", "doubt") if kind in ruling), "")
