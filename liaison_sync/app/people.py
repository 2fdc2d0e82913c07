"""Signing in and out, and adding users: argon2id, one answer for every failure, a pause after too many."""

from __future__ import annotations

import secrets
from functools import cache
from typing import TYPE_CHECKING

from liaison_sync.app.service import Service
from liaison_sync.domain.changes import Journaled
from liaison_sync.store import people
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing
from liaison_sync.store.people import Session, User

if TYPE_CHECKING:
    from argon2 import PasswordHasher


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobody() -> str:
    """A hash to check against where there is no such user, so that both answers take as long."""
    return _hasher().hash(secrets.token_urlsafe(16))


def add_user(
    service: Service, address: str, name: str, password: str, role: str = "officer", language: str = "id"
) -> None:
    """Create a user or replace them; their sessions end."""
    now = service.clock.now()
    address = address.strip().lower()
    hashed = _hasher().hash(password)
    with writing(service.engine) as connection:
        people.put_user(connection, User(address, name, role, language, hashed), now)
        apply(connection, [Journaled(now, address, "UserPut", f"user:{address}", {"role": role})])


def sign_in(service: Service, address: str, password: str) -> str | None:
    """The cookie value of a new session; None where the pair is wrong or the user disabled."""
    with reading(service.engine) as connection:
        known = people.user(connection, address)
    if not _fits(known.password if known and known.password else _nobody(), password) or known is None:
        return None
    if known.disabled:
        return None
    now, token = service.clock.now(), secrets.token_urlsafe(32)
    with writing(service.engine) as connection:
        if _hasher().check_needs_rehash(known.password):
            people.put_password(connection, known.address, _hasher().hash(password))
        people.begin(connection, known.address, token, secrets.token_urlsafe(24), now)
        apply(connection, [Journaled(now, known.address, "SignedIn", f"user:{known.address}")])
    return token


def _fits(hashed: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def sign_out(service: Service, token: str) -> None:
    with writing(service.engine) as connection:
        people.end(connection, token)


def speak(service: Service, address: str, language: str) -> None:
    """The console speaks `language` to this user from now on."""
    with writing(service.engine) as connection:
        people.put_language(connection, address, language)


def present(service: Service, token: str) -> Session | None:
    """Who holds this cookie value; their last use is noted now and then."""
    now = service.clock.now()
    with reading(service.engine) as connection:
        found = people.session(connection, token, now)
    if found is not None and people.stale(found, now):
        with writing(service.engine) as connection:
            people.touch(connection, found, now)
    return found
