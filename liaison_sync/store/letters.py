"""The letters register (Buku agenda): official letters in and out by number, with what they answer and who answers.

A number belongs to its partner's correspondence: two partners may both have a letter 12/X/2026.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select, func, select

from liaison_sync.domain.inference import letter_number
from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.paging import SIZE, Slice, sliced

Show = Literal["all", "in", "out"]
SHOWS: tuple[Show, ...] = get_args(Show)
_L, _M, _P, _R, _T = s.letter.c, s.message.c, s.partner.c, s.letter_reference.c, s.thread.c
_CITATIONS = 500  # that one slice of the register shows


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the register is wanted; `since` counts that day of `zone`, `until` too; `number` may be a part of one."""

    show: Show = "all"
    partner: str = ""
    number: str = ""
    since: date | None = None
    until: date | None = None
    zone: str = "UTC"
    project: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """A letter or message on the other side of a reference; `thread` None: no such letter is known here."""

    number: str
    thread: str | None = None
    message: str = ""
    direction: str = ""
    inferred: str = ""  # why the citing message stands in this thread though no header says so (threads.join)


@dataclass(frozen=True, slots=True)
class Letter:
    """A row of the register; `subject` is its Perihal, else the message's subject."""

    message: str
    thread: str | None
    at: datetime
    direction: str
    number: str
    subject: str
    partner: str | None
    partner_name: str
    sender: str
    inferred: str = ""  # the same of the letter itself
    refers_to: tuple[Cited, ...] = ()
    referred_by: tuple[Cited, ...] = ()


def listed(connection: Connection, wanted: Filter, *, after: str = "", size: int = SIZE) -> Slice[Letter]:
    """Letters, the newest first."""
    order = [(_L.at, True), (_L.message, False)]
    query = _rows().where(*_conditions(wanted))
    return sliced(connection, query, order, lambda rows: _made(connection, rows), after=after, size=size)


def everything(connection: Connection, wanted: Filter) -> Iterator[Letter]:
    """All letters of the list, slice by slice."""
    after = ""
    while True:
        page = listed(connection, wanted, after=after, size=500)
        yield from page.rows
        after = page.after
        if not after:
            return


def counts(connection: Connection, wanted: Filter) -> dict[str, int]:
    """How long the list of each direction is; one query."""
    columns = [counting(replace(wanted, show=one)).scalar_subquery().label(one) for one in SHOWS]
    return dict(connection.execute(select(*columns)).one()._mapping)


def counting(wanted: Filter) -> Select[int]:
    """How many letters the list has, as a query."""
    return select(func.count()).select_from(_joined()).where(*_conditions(wanted))


def _joined() -> Any:
    # Not the bare column: SQLite, which keeps no statistics, would begin at all the mail and look for letters in it.
    from_letter = _M.key == _L.message.concat("")
    return s.letter.join(s.message, from_letter).outerjoin(s.partner, _P.id == _M.partner)


def _rows() -> Select[Any]:
    own = (_L.message, _L.at, _L.number, _L.norm, _L.subject)
    theirs = (_M.thread, _M.direction, _M.partner, _M.sender, _M.sender_name, _M.subject.label("mail_subject"))
    joined = _joined().outerjoin(s.thread, _T.id == _M.thread)
    return select(*own, *theirs, _T.joins, _P.name.label("partner_name")).select_from(joined)


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_M.direction == wanted.show] if wanted.show != "all" else []
    if wanted.project:
        found.append(_M.thread.in_(select(_T.id).where(_T.project == wanted.project)))
    if wanted.partner:
        found.append(_M.partner == wanted.partner)
    if wanted.number:
        found.append(_L.norm.contains(letter_number(wanted.number), autoescape=True))
    if wanted.since:
        found.append(_L.at >= _midnight(wanted.since, wanted.zone))
    if wanted.until and wanted.until < date.max:
        found.append(_L.at < _midnight(date.fromordinal(wanted.until.toordinal() + 1), wanted.zone))
    return found


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _made(connection: Connection, rows: Sequence[Any]) -> list[Letter]:
    keys = [row.message for row in rows]
    forth = _references(connection, _R.message.in_(keys))
    back = _references(connection, _R.norm.in_({row.norm for row in rows}))
    known = _bearers(connection, {one.norm for one in forth})
    told, telling = _grouped(forth, "message"), _grouped(back, "norm")
    return [_letter(row, told[row.message], telling[row.norm], known) for row in rows]


def _grouped(rows: Sequence[Any], name: str) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _references(connection: Connection, condition: ColumnElement[bool]) -> Sequence[Any]:
    columns = (_R.message, _R.norm, _R.number, _M.partner, _M.thread, _M.direction, _L.number.label("own"), _T.joins)
    joined = s.letter_reference.join(s.message, _M.key == _R.message).outerjoin(s.letter, _L.message == _R.message)
    joined = joined.outerjoin(s.thread, _T.id == _M.thread)
    query = select(*columns).select_from(joined).where(condition)
    return connection.execute(query.order_by(_M.at, _R.message, _R.norm).limit(_CITATIONS)).all()


def _bearers(connection: Connection, norms: set[str]) -> dict[tuple[str | None, str], Any]:
    """(partner, number) → the latest letter that bears it."""
    if not norms:
        return {}
    query = select(_L.message, _L.norm, _M.partner, _M.thread, _M.direction)
    joined = query.select_from(s.letter.join(s.message, _M.key == _L.message)).where(_L.norm.in_(norms))
    return {(row.partner, row.norm): row for row in connection.execute(joined.order_by(_L.at, _L.message))}


def _letter(row: Any, forth: Sequence[Any], back: Sequence[Any], known: dict[tuple[str | None, str], Any]) -> Letter:
    by = (r for r in back if r.partner == row.partner and r.message != row.message)
    return Letter(
        message=row.message,
        thread=row.thread,
        at=row.at,
        direction=row.direction,
        number=row.number,
        subject=row.subject or row.mail_subject,
        partner=row.partner,
        partner_name=row.partner_name or "",
        sender=row.sender_name or row.sender,
        inferred=_inferred(row),
        refers_to=tuple(_cited(r, known.get((row.partner, r.norm))) for r in forth),
        referred_by=tuple(Cited(r.own or "", r.thread, r.message, r.direction, _inferred(r)) for r in by),
    )


def _inferred(row: Any) -> str:
    return next((one["reason"] for one in row.joins or () if one["child"] == row.message), "")


def _cited(reference: Any, bearer: Any) -> Cited:
    if bearer is None:
        return Cited(reference.number)
    return Cited(reference.number, bearer.thread, bearer.message, bearer.direction)
