"""Who may sign in, and what a new password does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import insert, select

from liaison_sync.app.people import present, sign_in
from liaison_sync.app.service import Service
from liaison_sync.app.users import WeakPassword, WrongAddress, disable, put_user, verified
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading, writing
from liaison_sync.store.people import everybody
from tests.app.season_store import service

RATNA = "ratna@karsabahari.example"


@pytest.fixture
def desk(store_url: str) -> Iterator[Service]:
    """A service on either database."""
    with service(store_url) as made:
        yield made


def test_only_the_right_password_of_a_user_who_exists_is_right(desk: Service) -> None:
    put_user(desk, RATNA, name="Ratna", password="kata sandi panjang", role="officer")
    assert verified(desk.engine, " Ratna@karsabahari.example ", "kata sandi panjang")
    assert not verified(desk.engine, RATNA, "kata sandi pendek")
    assert not verified(desk.engine, "siapa@karsabahari.example", "kata sandi panjang")
    with reading(desk.engine) as connection:
        kept = connection.execute(select(s.user.c.password)).scalar()
    assert kept is not None
    assert kept.startswith("$argon2id$")


def test_a_new_password_ends_the_old_ones_sessions(desk: Service) -> None:
    put_user(desk, RATNA, name="Ratna", password="kata sandi panjang", role="officer")
    now = desk.clock.now()
    with writing(desk.engine) as connection:
        connection.execute(insert(s.session).values(token="t", user=RATNA, created_at=now, seen_at=now))
    put_user(desk, RATNA, name="Ratna", password="kata sandi lain lagi", role="viewer")
    with reading(desk.engine) as connection:
        assert connection.execute(select(s.session.c.token)).scalars().all() == []
    assert not verified(desk.engine, RATNA, "kata sandi panjang")


def test_a_short_password_is_refused(desk: Service) -> None:
    with pytest.raises(WeakPassword):
        put_user(desk, RATNA, name="Ratna", password="pendek", role="officer")


@pytest.mark.parametrize("address", ["nota", "nota@", "@kita.example", "nota@kita", "Nota <nota@kita.example>", ""])
def test_what_is_no_mail_address_is_no_user(desk: Service, address: str) -> None:
    with pytest.raises(WrongAddress):
        put_user(desk, address, name="Nota", password="kata sandi panjang", role="officer")
    with reading(desk.engine) as connection:
        assert connection.execute(select(s.user.c.address)).scalars().all() == []


def test_whoever_is_disabled_is_let_in_no_more_until_added_again(desk: Service) -> None:
    put_user(desk, RATNA, name="Ratna", password="kata sandi panjang", role="officer")
    token = sign_in(desk, RATNA, "kata sandi panjang")
    assert token
    assert disable(desk, " Ratna@karsabahari.example ")
    assert present(desk, token) is None
    assert sign_in(desk, RATNA, "kata sandi panjang") is None
    with reading(desk.engine) as connection:
        assert [(one.user.address, one.disabled) for one in everybody(connection)] == [(RATNA, True)]
        entries = connection.execute(select(s.journal.c.action).where(s.journal.c.about == f"user:{RATNA}")).scalars()
        assert list(entries) == ["user.put", "user.signed_in", "user.disabled"]
    put_user(desk, RATNA, name="Ratna", password="kata sandi baru lagi", role="officer")
    assert sign_in(desk, RATNA, "kata sandi baru lagi")
    assert not disable(desk, "siapa@karsabahari.example")
