"""People who may sign in to the console: their passwords are kept as argon2id only."""

from __future__ import annotations

from typing import Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine, select, update
from sqlalchemy.dialects import postgresql, sqlite

from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.address import is_address
from liaison_sync.store import people
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing

Role = Literal["viewer", "officer", "manager", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
SHORTEST = 10
_HASHER = PasswordHasher()
# Checked for unknown addresses too, so that the time an answer takes tells nobody who has an account.
_NOBODY = _HASHER.hash("nobody has this password")


class WeakPassword(ValueError):
    """A password shorter than SHORTEST characters."""


class WrongAddress(ValueError):
    """No mail address: nobody could sign in or be written to by it."""


def put_user(service: Service, address: str, *, name: str, password: str, role: Role, language: str = "id") -> None:
    """Create a user, or replace name, password, role and language of the one who is there.

    Raises WrongAddress or WeakPassword.
    """
    address = address.strip()
    if not is_address(address):
        raise WrongAddress(address)
    if len(password) < SHORTEST:
        raise WeakPassword
    now = service.clock.now()
    row = {"name": name, "password": _HASHER.hash(password), "role": role, "language": language, "disabled": False}
    with writing(service.engine) as connection:
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        new = insert(s.user).values(address=address.lower(), created_at=now, **row)
        connection.execute(new.on_conflict_do_update(index_elements=["address"], set_=row))
        people.end_all(connection, address.lower())  # a new password signs out
        entry = c.Journaled(now, "cli", "user.put", f"user:{address.lower()}", {"role": role, "name": name})
        apply(connection, [entry])


def disable(service: Service, address: str) -> bool:
    """End this user's sessions and let them in no more; what they did stays theirs. False where nobody has it."""
    who, now = address.strip().lower(), service.clock.now()
    with writing(service.engine) as connection:
        shut = connection.execute(update(s.user).where(s.user.c.address == who).values(disabled=True)).rowcount > 0
        if shut:
            people.end_all(connection, who)
            apply(connection, [c.Journaled(now, "cli", "user.disabled", f"user:{who}")])
    return shut


def verified(engine: Engine, address: str, password: str) -> bool:
    """Whether this is the password of a user who may sign in; as slow for strangers as for users."""
    u = s.user.c
    with reading(engine) as connection:
        row = connection.execute(select(u.password, u.disabled).where(u.address == address.strip().lower())).first()
    try:
        right = _HASHER.verify(row.password if row else _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(right and row and not row.disabled)
