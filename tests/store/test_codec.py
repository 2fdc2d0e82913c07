"""Values come back from their JSON documents as they went in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from liaison_sync.domain.fact import Fact, HumanAct, Snapshot
from liaison_sync.domain.followup import Reason, because
from liaison_sync.domain.invitation import Attendee, Invitation, Moment, Recurrence
from liaison_sync.domain.thread import Node
from liaison_sync.store.codec import dump, load

NOW = datetime(2026, 11, 17, 3, 0, 0, 1, tzinfo=UTC)
ZONED = Moment(datetime(2026, 11, 23, 10), "Asia/Jakarta", "iana", NOW)  # noqa: DTZ001
DAY = Moment(date(2026, 1, 1), None, "date")


def test_a_fact_of_each_kind_comes_back_equal() -> None:
    for moment in (ZONED, DAY):
        invitation = Invitation(
            "u@x", start=moment, attendees=(Attendee("a@b"),), recurrence=Recurrence(rdates=((moment, None),))
        )
        for content in (invitation, Snapshot("u@x", invitation), Snapshot("u@x", None)):
            fact = Fact("humas@x", "m1", NOW, "a@b", content, siblings=frozenset({""}))
            assert load(Fact, dump(fact)) == fact
    act = Fact("humas@x", "", NOW, "", HumanAct("u@x", "confirm", "f1", "ayu@x", NOW))
    assert load(Fact, dump(act)) == act


def test_a_day_stays_a_day_and_midnight_an_instant() -> None:
    midnight = Moment(datetime(2026, 1, 1), "floating", "floating")  # noqa: DTZ001
    assert load(Moment, dump(DAY)) == DAY
    assert load(Moment, dump(midnight)) == midnight


def test_instants_in_a_reason_come_back_as_instants_and_texts_as_texts() -> None:
    reason = because("planned", at=NOW, who="Rina", hours=8.5, step=1, title="2026-11-17")
    assert load(Reason, dump(reason)) == reason


def test_instants_are_kept_in_utc() -> None:
    jakarta = timezone(timedelta(hours=7))
    node = Node("k", date=NOW.astimezone(jakarta), participants=frozenset({"b@x", "a@x"}))
    assert dump(node) == {"key": "k", "date": NOW.isoformat(), "participants": ["a@x", "b@x"]}
    assert load(Node, dump(node)) == node
