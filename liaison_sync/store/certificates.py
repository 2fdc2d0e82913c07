"""Certificates of completeness: what the store knows of a server's copies, and the certificates made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, and_, func, or_, select

from liaison_sync.domain.certificate import (
    Difference,
    FolderCount,
    Known,
    Made,
    Original,
    Standing,
    listed_in_all,
    overdue,
    standing,
)
from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.views import among

_I, _C, _F, _D = s.sighting.c, s.certificate.c, s.certificate_folder.c, s.certificate_difference.c


def known(connection: Connection, mailbox: str, folder: str, locators: Collection[str]) -> dict[str, Known]:
    """Locator → how the store knows it, of those it has a row of."""
    r, g = s.raw.c.sha256, s.let_go.c.sha256
    joined = s.sighting.outerjoin(s.message, s.message.c.key == _I.message)
    joined = joined.outerjoin(s.raw, r == _I.sha256).outerjoin(s.let_go, g == _I.sha256)
    columns = (_I.locator, _I.state, _I.gone_at, _I.message, _I.rule, s.message.c.key, r.label("raw"), g.label("gone"))
    here = (_I.mailbox == mailbox, _I.folder == folder)
    return {
        row.locator: _known(row)
        for condition in among(_I.locator, locators)
        for row in connection.execute(select(*columns).select_from(joined).where(*here, condition))
    }


def _known(row: Any) -> Known:
    hollow = row.message is not None and row.key is None
    original: Original = "there" if row.raw is not None else "let_go" if row.gone is not None else "erased"
    return Known(row.state, row.gone_at is not None, hollow, row.rule, original)


def alive(connection: Connection, mailbox: str, folder: str) -> int:
    """How many copies the store believes to lie in this folder."""
    here = (_I.mailbox == mailbox, _I.folder == folder, _I.gone_at.is_(None))
    return connection.execute(select(func.count()).select_from(s.sighting).where(*here)).scalar_one()


@dataclass(frozen=True, slots=True)
class Named:
    """A difference of a certificate; `outcome` and `healed_at` once it was fetched."""

    difference: Difference
    path: str
    outcome: str
    healed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as it stands now; `differences` only where they were asked for."""

    id: str
    mailbox: str
    day: date
    began: datetime
    at: datetime
    standing: Standing
    reason: str
    folders: tuple[FolderCount, ...]
    unhealed: int
    differences: tuple[Named, ...] = ()

    @property
    def listed(self) -> int:
        """Copies on the server, in all folders."""
        return listed_in_all(self.folders)

    @property
    def missing(self) -> int:
        """How many of them were missing when it was made."""
        return sum(one.missing for one in self.folders)

    @property
    def unlisted(self) -> int:
        """How many the server counts and does not list."""
        return sum(one.unlisted for one in self.folders)

    @property
    def let_go(self) -> int:
        """Of how many stored copies the original was let go of."""
        return sum(one.let_go for one in self.folders)

    @property
    def bare(self) -> int:
        """Of how many stored copies the original is not there for another reason."""
        return sum(one.bare for one in self.folders)

    @property
    def refused(self) -> tuple[str, ...]:
        """The paths of the folders the server does not open: nothing is proven of them."""
        return tuple(one.path for one in self.folders if one.refused is not None)


def latest(connection: Connection) -> dict[str, Certificate]:
    """Mailbox → its last certificate."""
    last = select(_C.mailbox, func.max(_C.at).label("at")).group_by(_C.mailbox).subquery()
    rows = connection.execute(
        select(s.certificate).join(last, and_(last.c.mailbox == _C.mailbox, last.c.at == _C.at)).order_by(_C.id)
    ).all()
    return {one.mailbox: one for one in _certificates(connection, rows)} if rows else {}


def last(connection: Connection, mailbox: str) -> Certificate | None:
    """A mailbox's last certificate, with what it names."""
    query = select(s.certificate).where(_C.mailbox == mailbox).order_by(_C.at.desc(), _C.id).limit(1)
    rows = connection.execute(query).all()
    return _certificates(connection, rows, named=True)[0] if rows else None


def made(connection: Connection, mailbox: str) -> Made | None:
    """When this mailbox was last compared with its server, and what came of it."""
    newest = last(connection, mailbox)
    if newest is None:
        return None
    that_day = select(func.min(_C.at)).where(_C.mailbox == mailbox, _C.day == newest.day)
    whole = newest.standing not in {"differs", "partial"}
    return Made(connection.execute(that_day).scalar_one(), newest.at, whole)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A mailbox in use that is not known to be whole: `unhealed` messages missing, `unproven` folders that could not
    be compared in full, or no certificate since `at`.
    """

    name: str
    address: str
    at: datetime | None
    unhealed: int
    unproven: int = 0


def alarms(connection: Connection, now: datetime) -> list[Alarm]:
    """The mailboxes whose last certificate still misses something, does not prove all, or is too long ago; in one
    question.
    """
    b, d = s.mailbox.c, _D
    last = select(func.max(_C.at)).where(_C.mailbox == b.name).correlate(s.mailbox).scalar_subquery()
    newest = s.certificate.alias("newest").c

    def number(of: ColumnElement[str], which: ColumnElement[bool]) -> ScalarSelect[int]:
        """How many of the last certificate."""
        joined = newest.id.table.join(of.table, newest.id == of)
        here = (newest.mailbox == b.name, newest.at == last, which)
        return select(func.count()).select_from(joined).where(*here).correlate(s.mailbox).scalar_subquery()

    missing = number(d.certificate, d.healed_at.is_(None))
    unproven = number(_F.certificate, or_(_F.refused.is_not(None), _F.unlisted > 0))
    query = select(b.name, b.address, b.since, last, missing, unproven).where(b.paused.is_(False)).order_by(b.name)
    return [
        Alarm(name, address, at, unhealed, open_)
        for name, address, first_read, at, unhealed, open_ in connection.execute(query)
        if unhealed or open_ or overdue(at, first_read, now)
    ]


def since(connection: Connection, day: date, mailbox: str | None = None) -> list[Certificate]:
    """The certificates of that local day and all later, the latest first, with what they name."""
    here: list[ColumnElement[bool]] = [_C.mailbox == mailbox] if mailbox is not None else []
    query = select(s.certificate).where(_C.day >= day, *here).order_by(_C.at.desc(), _C.mailbox, _C.id)
    return _certificates(connection, connection.execute(query).all(), named=True)


def one(connection: Connection, id_: str) -> Certificate | None:
    """A certificate with what it names."""
    rows = connection.execute(select(s.certificate).where(_C.id == id_)).all()
    return next(iter(_certificates(connection, rows, named=True)), None)


def _certificates(connection: Connection, rows: Collection[Any], *, named: bool = False) -> list[Certificate]:
    ids = [row.id for row in rows]
    folders = _folders(connection, ids)
    unhealed = _unhealed(connection, ids)
    told = _named(connection, ids) if named else {}
    return [_certificate(row, tuple(folders.get(row.id, ())), unhealed, told.get(row.id, ())) for row in rows]


def _certificate(
    row: Any, folders: tuple[FolderCount, ...], unhealed: dict[str, int], named: Collection[Named]
) -> Certificate:
    open_ = unhealed.get(row.id, 0)
    state = standing(row.verdict, open_, all(one.proven for one in folders))
    head = (row.id, row.mailbox, row.day, row.began, row.at)
    return Certificate(*head, state, row.reason, folders, open_, tuple(named))


_COUNT = tuple(_F[field.name] for field in fields(FolderCount))
_DIFFERENCE = tuple(_D[field.name] for field in fields(Difference))


def _folders(connection: Connection, ids: Collection[str]) -> dict[str, list[FolderCount]]:
    found: dict[str, list[FolderCount]] = defaultdict(list)
    for condition in among(_F.certificate, ids):
        query = select(_F.certificate, *_COUNT).where(condition).order_by(_F.certificate, _F.path)
        for id_, *values in connection.execute(query):
            found[id_].append(FolderCount(*values))
    return found


def _unhealed(connection: Connection, ids: Collection[str]) -> dict[str, int]:
    return {
        row[0]: row[1]
        for condition in among(_D.certificate, ids)
        for row in connection.execute(
            select(_D.certificate, func.count()).where(condition, _D.healed_at.is_(None)).group_by(_D.certificate)
        )
    }


def _named(connection: Connection, ids: Collection[str]) -> dict[str, list[Named]]:
    found: dict[str, list[Named]] = defaultdict(list)
    here = and_(_F.certificate == _D.certificate, _F.folder == _D.folder)
    joined = s.certificate_difference.outerjoin(s.certificate_folder, here)
    columns = (_D.certificate, func.coalesce(_F.path, _D.folder), _D.outcome, _D.healed_at, *_DIFFERENCE)
    for condition in among(_D.certificate, ids):
        query = select(*columns).select_from(joined).where(condition).order_by(_D.folder, _D.locator)
        for id_, path, outcome, healed_at, *values in connection.execute(query):
            found[id_].append(Named(Difference(*values), path, outcome, healed_at))
    return found
