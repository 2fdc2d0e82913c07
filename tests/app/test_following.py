"""When a message comes to stand in another thread, everything that was derived from its place goes along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import update

from liaison_sync.app.planning import plan
from liaison_sync.app.service import Service
from liaison_sync.domain.policy import Policy
from liaison_sync.store import schema as s
from liaison_sync.store.engine import writing
from tests.app.postman import arrive, letter, office, thread_of, value


@pytest.fixture
def here(store_url: str) -> Iterator[Service]:
    with office(store_url) as made:
        yield replace(made, policy=Policy(organisation="Karsa Bahari", since=None))


def test_an_engagement_stands_in_the_thread_its_invitation_came_to_by_a_late_parent(here: Service) -> None:
    arrive(here, letter("undangan", "tengah", hours=5, invites=True))
    arrive(here, letter("tengah", "awal", hours=2))
    assert value(here, s.engagement.c.thread) == thread_of(here, "undangan") == thread_of(here, "tengah")


def test_a_follow_up_whose_matter_is_gone_is_cancelled_once_and_planning_goes_on(here: Service) -> None:
    arrive(here, letter("tanya", hours=5, ours=True))
    plan(here)
    with writing(here.engine) as connection:
        connection.execute(update(s.message).values(thread=None))
    for _ in range(2):
        plan(here)
        assert value(here, s.followup.c.state) == "cancelled"


def test_a_follow_up_stands_in_the_thread_its_letter_came_to_by_a_late_parent(here: Service) -> None:
    arrive(here, letter("tanya", "tengah", hours=5, ours=True))
    plan(here)
    assert value(here, s.followup.c.thread) == thread_of(here, "tanya")
    arrive(here, letter("tengah", "awal", hours=2))
    assert value(here, s.followup.c.thread) == thread_of(here, "tengah")
    assert value(here, s.followup.c.document)["followup"]["thread"] == thread_of(here, "tengah")
