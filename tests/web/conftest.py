"""The season ingested once; each test gets its own copy and a console over it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from liaison_sync.app import users
from liaison_sync.app.planning import plan
from liaison_sync.app.service import Service
from liaison_sync.demo import season as told
from liaison_sync.demo import story
from liaison_sync.domain.partner import Officer, Own
from liaison_sync.domain.policy import Policy
from liaison_sync.store import people
from liaison_sync.store.engine import writing
from liaison_sync.web.app import build
from tests.app.season_store import EVENT, HUMAS, NOW, service, tell
from tests.journey.addresses import addresses_of
from tests.web.browser import Browser
from tests.web.lived_in import live_in, sending, threads_of

PASSWORD = "rahasia sekali"
POLICY = Policy(organisation="Yayasan Karsa Bahari", authentication="required")
OFFICERS = (
    Officer("officer@karsabahari.example", "Dewi Anggraini"),
    *(Officer(one.address, one.name) for one in story.OFFICERS),
)
OWN = Own(("karsabahari.example",), (HUMAS, EVENT), "mx.karsabahari.example")
SignedIn = Callable[[str], Browser]


@dataclass(frozen=True)
class LivedIn:
    """A season some days on; `addresses` are those of each page, `browser` an administrator's."""

    service: Service
    file: Path
    addresses: dict[str, tuple[str, ...]]
    browser: Browser


@pytest.fixture(scope="session")
def season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The season in a database, its follow-ups planned, one user of each role."""
    file = tmp_path_factory.mktemp("season") / "season.db"
    tell(f"sqlite:///{file}")
    with service(f"sqlite:///{file}", own=OWN) as here:
        plan(replace(here, policy=POLICY, officers=OFFICERS))
        for role in users.ROLES:
            users.put_user(here, f"{role}@karsabahari.example", name=role, password=PASSWORD, role=role)
        with here.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


@pytest.fixture
def here(season: Path, tmp_path: Path) -> Iterator[Service]:
    file = tmp_path / "console.db"
    shutil.copy(season, file)
    with service(f"sqlite:///{file}", own=OWN) as made:
        yield replace(made, policy=POLICY, officers=OFFICERS)


@pytest.fixture
def signed_in(here: Service) -> SignedIn:
    """A browser that holds a session of the user with this role."""
    app = build(here)

    def browser(role: str) -> Browser:
        token = f"{role}-token"
        with writing(here.engine) as connection:
            people.end(connection, token)
            people.begin(connection, f"{role}@karsabahari.example", token, f"{role}-csrf", NOW)
        return Browser(app, {"liaison": token})

    return browser


@pytest.fixture(scope="module")
def lived_in(season: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivedIn]:
    """One for the module: its tests only look."""
    file = tmp_path_factory.mktemp("lived_in") / "console.db"
    shutil.copy(season, file)
    story_told = told.build(NOW)
    with service(f"sqlite:///{file}", own=OWN) as made:
        here = sending(replace(made, policy=POLICY, officers=OFFICERS))
        live_in(here, story_told)
        with writing(here.engine) as connection:
            people.begin(connection, "admin@karsabahari.example", "token", "csrf", NOW)
        addresses = addresses_of(here.engine, threads_of(here.engine, story_told))
        yield LivedIn(here, file, addresses, Browser(build(here), {"liaison": "token"}))
