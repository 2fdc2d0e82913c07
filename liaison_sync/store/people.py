"""Who may sign in, and their sessions. The cookie's value is kept only as its SHA-256."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s

IDLE = timedelta(hours=12)  # a session nobody used that long has ended
LONGEST = timedelta(days=7)
_NOTED = timedelta(minutes=5)  # how precisely the last use is kept: not a write per page


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who is signed in; `language` "" means the browser's choice."""

    address: str
    name: str
    role: str
    language: str


@dataclass(frozen=True, slots=True)
class Session:
    user: User
    token: str
    csrf: str
    seen_at: datetime


def _user(row: Any) -> User:
    return User(row.address, row.name, row.role, row.language)


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who may sign in, or could once; `seen_at` is when a standing session of theirs was last used."""

    user: User
    disabled: bool
    seen_at: datetime | None


def everybody(connection: Connection) -> list[Known]:
    """All users by address."""
    t, u = s.session.c, s.user.c
    seen = select(func.max(t.seen_at)).where(t.user == u.address).scalar_subquery()
    rows = connection.execute(select(s.user, seen.label("seen")).order_by(u.address))
    return [Known(_user(row), row.disabled, row.seen) for row in rows]


def put_language(connection: Connection, address: str, language: str) -> None:
    connection.execute(update(s.user).where(s.user.c.address == address).values(language=language))


def hashed(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def begin(connection: Connection, address: str, token: str, csrf: str, now: datetime) -> None:
    """A new session; sessions that ended are forgotten."""
    t = s.session.c
    connection.execute(delete(s.session).where((t.seen_at < now - IDLE) | (t.created_at < now - LONGEST)))
    row = {"token": hashed(token), "user": address, "csrf": csrf, "created_at": now, "seen_at": now}
    connection.execute(insert(s.session).values(row))


def end(connection: Connection, token: str) -> None:
    connection.execute(delete(s.session).where(s.session.c.token == hashed(token)))


def end_all(connection: Connection, address: str, *, but: str = "") -> None:
    """End this user's sessions, all but the one of the cookie value `but`."""
    t = s.session.c
    connection.execute(delete(s.session).where(t.user == address, t.token != hashed(but)))


def session(connection: Connection, token: str, now: datetime) -> Session | None:
    """The session of this cookie value, unless it ended or its user may no longer sign in."""
    t, u = s.session.c, s.user.c
    columns = (s.user, t.csrf, t.seen_at)
    alive = (t.token == hashed(token), t.seen_at >= now - IDLE, t.created_at >= now - LONGEST, u.disabled.is_(False))
    row = connection.execute(select(*columns).join(s.session, t.user == u.address).where(*alive)).first()
    return Session(_user(row), hashed(token), row.csrf, row.seen_at) if row else None


def stale(one: Session, now: datetime) -> bool:
    return now - one.seen_at > _NOTED


def touch(connection: Connection, one: Session, now: datetime) -> None:
    connection.execute(update(s.session).where(s.session.c.token == one.token).values(seen_at=now))
