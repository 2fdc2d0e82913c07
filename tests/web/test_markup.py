"""What a page shows as words is never our own markup."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.web.conftest import LivedIn
from tests.web.test_budgets import READ


@pytest.mark.parametrize("page", READ)
def test_no_page_shows_its_times_as_markup(page: str, lived_in: LivedIn) -> None:
    for address in lived_in.addresses[page]:
        assert b"&lt;time" not in lived_in.browser.get(address).octets, address


def test_no_meeting_shows_its_times_as_markup(lived_in: LivedIn) -> None:
    with reading(lived_in.service.engine) as connection:
        keys = list(connection.execute(select(s.occurrence.c.key)).scalars())
    for key in keys:
        page = lived_in.browser.get(f"/agenda/{key}")
        assert page.status == 200, key
        assert b"&lt;time" not in page.octets, key
