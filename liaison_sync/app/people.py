"""Signing in and out: a session is a random cookie value, kept as its hash."""

from __future__ import annotations

import secrets

from liaison_sync.app import users
from liaison_sync.app.service import Service
from liaison_sync.domain.changes import Journaled
from liaison_sync.store import people
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing
from liaison_sync.store.people import Session


def sign_in(service: Service, address: str, password: str, before: str = "") -> str | None:
    """The cookie value of a new session; None where the pair is wrong or the user disabled.

    `before` is the cookie value this browser had: that session ends, those elsewhere go on.
    """
    if not users.verified(service.engine, address, password):
        return None
    now, token, who = service.clock.now(), secrets.token_urlsafe(32), address.strip().lower()
    with writing(service.engine) as connection:
        people.end(connection, before)
        people.begin(connection, who, token, secrets.token_urlsafe(24), now)
        apply(connection, [Journaled(now, who, "user.signed_in", f"user:{who}")])
    return token


def sign_out(service: Service, token: str) -> None:
    with writing(service.engine) as connection:
        people.end(connection, token)


def sign_out_elsewhere(service: Service, address: str, token: str) -> None:
    """End every session of this user but the one of this cookie value."""
    with writing(service.engine) as connection:
        people.end_all(connection, address, but=token)


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
