"""A rehearsal tells what a live run sends under the same clock, sends nothing, and leaves its store as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from liaison_sync.app.act import act
from liaison_sync.app.deliver import deliver as send
from liaison_sync.app.ingest import SENT_LABEL
from liaison_sync.app.planning import plan
from liaison_sync.app.rehearsal import Rehearsal, past, rehearse
from liaison_sync.app.rehearsal.nowhere import Nowhere
from liaison_sync.app.rehearsal.words import lines, summary
from liaison_sync.app.service import Sender, Service
from liaison_sync.demo.placed import Placed
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain.commands.campaigns import EnrolContact
from liaison_sync.domain.partner import Contact, Officer, Partner
from liaison_sync.domain.policy import Campaign, Policy
from liaison_sync.ports import Delivery
from liaison_sync.store import pictures
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing
from tests.app.postman import DEWI, RINA, arrive, letter, office, thread_of
from tests.app.reporting_stage import SetClock
from tests.app.season_store import HUMAS, deliver

BEGIN = datetime(2026, 11, 15, 17, 0, tzinfo=UTC)  # midnight in Jakarta
DAYS = 12
JOKO = "joko@dinas.example"
KNOWN: list[c.Change] = [
    c.PartnerPut(Partner("dinas", "Dinas Pariwisata"), BEGIN),
    c.ContactPut(Contact(RINA, "pemkot", "Rina Wulandari", salutation="Ibu"), BEGIN),
    c.ContactPut(Contact(JOKO, "dinas", "Joko Susilo", salutation="Bapak"), BEGIN),
]
STORY = (
    letter("tanya", hours=1, ours=True),  # never answered: reminded twice
    letter("minta", hours=2, ours=True, subject="Minta data"),
    letter("data", "minta", hours=30, subject="Re: Minta data"),  # answered in time, then ours to answer
    letter("undangan", hours=50, invites=True),  # theirs to us
    letter("lain", hours=60, ours=True, subject="Jadwal liputan"),
    letter("tutup", hours=61, ours=True, subject="Sudah beres"),  # closed by a person
)
CLOSING = BEGIN + timedelta(days=4, hours=10)


def forbidden() -> Delivery:
    raise AssertionError("a rehearsal sends nothing")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Service]:
    festival = Campaign("festival", "Festival Bahari", waits=(1, 1))
    policy = Policy(organisation="Karsa Bahari", default_owner=DEWI, campaigns=(festival,))
    with office(f"sqlite:///{tmp_path}/real.db") as made:
        with writing(made.engine) as connection:
            apply(connection, KNOWN)
        clock = SetClock(BEGIN)
        sender = Sender(HUMAS, "Humas Karsa Bahari", forbidden)
        officers = (Officer(DEWI, "Dewi Anggraini"),)
        yield replace(made, policy=policy, clock=clock, officers=officers, sender=sender)


def lived(here: Service) -> list[tuple[str, str, int, tuple[str, ...], datetime]]:
    """Each hour of the working day: read, plan, approve, send; what left, and when."""
    clock, kept = here.clock, Nowhere()
    assert isinstance(clock, SetClock)
    assert here.sender is not None
    policy = replace(here.policy, since=BEGIN.astimezone(ZoneInfo("Asia/Jakarta")).date())
    live = replace(here, sender=replace(here.sender, open=lambda: kept), policy=policy)
    waiting, filed = list(STORY), 0
    hours = (BEGIN + timedelta(hours=n) for n in range(24 * DAYS + 1))
    for now in (one for one in hours if 1 <= one.hour <= 9):
        clock.at = now
        while waiting and waiting[0].received_at <= now:
            arrive(live, waiting.pop(0))
        if now == CLOSING:
            act(live, k.CloseThread(thread_of(live, "tutup")), actor=DEWI)
            act(live, EnrolContact("festival", JOKO), actor=DEWI)
        plan(live)
        with reading(live.engine) as connection:
            drafted = [one.followup.id for one in pictures.followups(connection, s.followup.c.state == "drafted")]
        for id_ in drafted:
            act(live, k.ApproveFollowUp(id_), actor=DEWI)
        clock.at = now + timedelta(seconds=30)
        send(live, clock.now)
        for one in kept.kept[filed:]:
            arrive(live, Placed(HUMAS, "Sent", clock.at, one.content))
        filed = len(kept.kept)
    with reading(live.engine) as connection:
        o, f = s.outbox.c, s.followup.c
        joined = select(f.document, o.settled_at).join_from(s.followup, s.outbox, pictures.letter_of())
        rows = connection.execute(joined.where(f.state.in_(pictures.LEFT)).order_by(o.settled_at)).all()
    followups = [(row.document["followup"], row.settled_at) for row in rows]
    return [(one["trigger"], one["about"], one["step"], tuple(one["to"]), at) for one, at in followups]


def test_a_rehearsal_tells_what_a_live_run_sent_under_the_same_clock(here: Service, tmp_path: Path) -> None:
    live = lived(here)
    assert {one[2] for one in live if one[0] == "no_reply"} == {1, 2}
    assert {one[0] for one in live} >= {"no_reply", "we_owe", "sequence"}
    with office(f"sqlite:///{tmp_path}/copy.db") as made:
        with writing(made.engine) as connection:
            apply(connection, KNOWN)
        clock = SetClock(CLOSING)
        again = replace(here, engine=made.engine, clock=clock, parsers=made.parsers)
        deliver(again, STORY)
        act(again, k.CloseThread(thread_of(again, "tutup")), actor=DEWI)
        act(again, EnrolContact("festival", JOKO), actor=DEWI)
        clock.at = BEGIN + timedelta(days=DAYS)
        done = rehearse(again, DAYS)
        with reading(made.engine) as connection:
            assert connection.execute(select(s.followup.c.id)).all() == []
            assert connection.execute(select(s.outbox.c.id)).all() == []
    told(done, live)


def test_what_people_decided_about_letters_is_decided_again_when_they_did(here: Service) -> None:
    clock = here.clock
    assert isinstance(clock, SetClock)
    live = replace(here, policy=replace(here.policy, since=BEGIN.date()))
    deliver(live, STORY[:2])
    decided = clock.at = BEGIN + timedelta(days=4, hours=10)
    plan(live)
    with reading(live.engine) as connection:
        first, second = (one.followup.id for one in pictures.followups(connection, s.followup.c.state == "drafted"))
    act(live, k.CancelFollowUp(first, "sudah ditelepon"), actor=DEWI)
    clock.at += timedelta(hours=1)
    act(live, k.ApproveFollowUp(second), actor=DEWI)
    clock.at = BEGIN + timedelta(days=DAYS)
    done = rehearse(live, DAYS)
    assert first in {one.id for one in done.stopped}
    sent = {one.followup.id: (one.review, one.at) for one in done.sent}
    assert sent[second] == (True, decided + timedelta(hours=1, seconds=30))
    assert first not in sent


def test_whoever_left_our_letters_on_the_page_is_written_to_until_then_and_not_after(here: Service) -> None:
    arrive(here, STORY[0])
    granted_at = BEGIN + timedelta(days=5)
    with writing(here.engine) as connection:
        wish = c.WishNoted("fu-1", RINA, "opted_out", "List-Unsubscribe=One-Click", granted_at)
        left = replace(Contact(RINA, "pemkot", "Rina Wulandari", salutation="Ibu"), opted_out=True)
        apply(connection, [wish, c.ContactPut(left, granted_at)])
    assert isinstance(here.clock, SetClock)
    here.clock.at = BEGIN + timedelta(days=DAYS)
    done = rehearse(here, DAYS)
    assert [one.followup.step for one in done.sent if one.followup.to == (RINA,)] == [1]
    assert all(one.at < granted_at for one in done.sent)


def told(done: Rehearsal, live: list[tuple[str, str, int, tuple[str, ...], datetime]]) -> None:
    would = [(one.followup.trigger, one.followup.about, one.followup.step, one.followup.to) for one in done.sent]
    assert sorted(would) == sorted(one[:4] for one in live)
    at = {(t, about, step): when for t, about, step, _, when in live}
    for one in done.sent:
        key = (one.followup.trigger, one.followup.about, one.followup.step)
        assert abs(one.at - at[key]) <= timedelta(hours=2)
    assert done.after_answer == []
    document = json.loads(json.dumps(summary(done)))
    assert (document["sends"], document["after_answer"]) == (0, 0)
    assert len(document["would_send"]) == len(live)
    for language in ("id", "en"):
        spoken = list(lines(done, language, "Asia/Jakarta"))
        assert str(len(live)) in spoken[0]
        assert len(spoken) > 2 * len(live)


def test_a_long_rehearsal_is_told_by_trigger_and_partner_before_letter_by_letter(here: Service) -> None:
    deliver(here, STORY)
    assert isinstance(here.clock, SetClock)
    here.clock.at = BEGIN + timedelta(days=DAYS)
    done = rehearse(here, DAYS)
    document = summary(done)
    assert sum(one["count"] for one in document["by_trigger"]) == len(document["would_send"]) > 2
    first = document["by_trigger"][0]
    assert first == {"trigger": "no_reply", "partner": "pemkot", "count": first["count"]}
    told = list(lines(done, "id", "Asia/Jakarta"))
    heading = f"Belum ada balasan – Pemkot ({first['count']})"
    overview = told[: told.index(heading)]
    assert f"  Belum ada balasan: {first['count']} surat" in overview
    assert f"    {first['count']:>4}  Pemkot" in overview
    assert not any("setelah diperiksa" in line for line in overview)
    assert sum("setelah diperiksa" in line or "otomatis" in line for line in told) >= len(done.sent)


def test_a_calendar_that_was_read_is_not_rehearsed_as_mail(here: Service) -> None:
    arrive(here, letter("tanya", hours=1, ours=True))
    with writing(here.engine) as connection:
        apply(connection, [c.Sighted("kalender", "tim", "1.ics", "stored", BEGIN, "ab" * 32)])
    with reading(here.engine) as connection:
        assert [one.folder for one in past.mail(connection)] == ["Sent"]


def test_what_a_label_shows_to_be_ours_is_rehearsed_as_sent(here: Service) -> None:
    arrive(here, letter("tanya", hours=1, ours=True))
    with writing(here.engine) as connection:
        connection.execute(update(s.folder).values(role="all"))
        connection.execute(update(s.sighting).values(rule=SENT_LABEL))
        assert [one.role for one in past.mail(connection)] == ["sent"]
