"""A person's split, move or merge moves what it says, outlives all later mail, and is taken back without a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete

from liaison_sync.app.act import Refused, act
from liaison_sync.app.planning import plan
from liaison_sync.app.rerecognise import rerecognise
from liaison_sync.app.service import Service
from liaison_sync.domain import commands as k
from liaison_sync.store import fulltext, thread, thread_acts
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading, writing
from tests.app.postman import DEWI, arrive, key_of, letter, office, sets, thread_of, threads, value
from tests.app.season_store import NOW, At
from tests.rig import rows, tables

APART = {frozenset({"a", "d"}), frozenset({"b", "c"})}


@pytest.fixture
def here(store_url: str) -> Iterator[Service]:
    """a ← b ← c, a ← d, and e for itself."""
    with office(store_url) as made:
        arrive(
            made,
            letter("a", hours=1),
            letter("b", "a", hours=2, ours=True, subject="Re: Izin lokasi"),
            letter("c", "a", "b", hours=3, subject="Re: Izin lokasi"),
            letter("d", "a", hours=4, subject="Re: Izin lokasi"),
            letter("e", hours=5, subject="Parkir"),
        )
        yield made


def split(here: Service, name: str) -> str:
    return did(here, k.SplitMessage(thread_of(here, name), key_of(here, name)))


def merge(here: Service, one: str, other: str) -> str:
    return did(here, k.MergeThreads(thread_of(here, one), thread_of(here, other)))


def move(here: Service, name: str, to: str) -> str:
    return did(here, k.MoveMessage(thread_of(here, name), key_of(here, name), thread_of(here, to)))


def did(here: Service, command: k.Command) -> str:
    """Carry it out; the act's id."""
    known = {row.id for row in rows(here.engine, s.thread_act.c.id)}
    act(here, command, actor=DEWI)
    (new,) = {row.id for row in rows(here.engine, s.thread_act.c.id)} - known
    return str(new)


ACTS: dict[str, tuple[Callable[[Service], str], set[frozenset[str]]]] = {
    "split": (lambda here: split(here, "b"), {*APART, frozenset({"e"})}),
    "move": (lambda here: move(here, "b", "e"), {frozenset({"a", "d"}), frozenset({"b", "c", "e"})}),
    "merge": (lambda here: merge(here, "e", "a"), {frozenset("abcde")}),
}


@pytest.mark.parametrize("kind", ACTS)
def test_an_act_moves_what_it_says_and_is_taken_back_without_a_trace(here: Service, kind: str) -> None:
    before, places = tables(here.engine), threads(here)
    does, expected = ACTS[kind]
    id_ = does(here)
    assert sets(here) == expected
    assert value(here, s.thread_act.c.actor) == DEWI
    act(here, k.UndoThreadAct(id_), actor="budi@karsabahari.example")
    assert threads(here) == places
    after = tables(here.engine)
    changed = {name for name in before if after[name] != before[name]}
    apart = {"thread_act", "journal", "link", "message", "thread_alias"}  # components stay joined, addresses lead on
    assert changed <= apart
    assert value(here, s.thread_act.c.undone_by) == "budi@karsabahari.example"


@pytest.mark.parametrize("kind", ACTS)
def test_an_act_outlives_redelivery_late_answers_and_recognising_anew(here: Service, kind: str) -> None:
    does, expected = ACTS[kind]
    does(here)
    arrive(here, letter("c", "a", "b", hours=3, subject="Re: Izin lokasi"), letter("e", hours=5, subject="Parkir"))
    assert sets(here) == expected
    with writing(here.engine) as connection:
        rerecognise(connection, here, None)
    assert sets(here) == expected
    arrive(here, letter("z", "a", "b", "c", hours=9, subject="Re: Izin lokasi"))
    assert frozenset({"z"} | next(one for one in expected if "c" in one)) in sets(here)


@pytest.mark.parametrize("kind", ACTS)
def test_an_act_holds_when_everything_is_derived_anew_in_any_order(here: Service, kind: str) -> None:
    does, expected = ACTS[kind]
    does(here)
    with writing(here.engine) as connection:
        for table in (s.message, s.message_text, s.thread, s.thread_alias, s.link, s.participant, s.sighting):
            connection.execute(delete(table))
        fulltext.clear(connection)
    arrive(
        here,
        letter("e", hours=5, subject="Parkir"),
        letter("c", "a", "b", hours=3, subject="Re: Izin lokasi"),
        letter("d", "a", hours=4, subject="Re: Izin lokasi"),
        letter("b", "a", hours=2, ours=True, subject="Re: Izin lokasi"),
        letter("a", hours=1),
    )
    assert sets(here) == expected


def test_what_would_change_nothing_is_refused(here: Service) -> None:
    with pytest.raises(Refused, match="nothing_to_split"):
        split(here, "e")
    with pytest.raises(Refused, match="nothing_to_split"):
        split(here, "a")
    with pytest.raises(Refused, match="already_together"):
        move(here, "b", "a")
    with pytest.raises(Refused, match="message_moved_on"):
        did(here, k.SplitMessage(thread_of(here, "e"), key_of(here, "b")))
    id_ = split(here, "b")
    act(here, k.UndoThreadAct(id_), actor=DEWI)
    with pytest.raises(Refused, match="gone"):
        act(here, k.UndoThreadAct(id_), actor=DEWI)


def test_the_ball_the_notes_and_what_was_decided_go_along_and_come_back(here: Service) -> None:
    e = thread_of(here, "e")
    act(here, k.AssignThread(e, DEWI), actor=DEWI)
    act(here, k.CloseThread(e), actor=DEWI)
    act(here, k.AddNote(f"thread:{e}", "Sudah ditelepon"), actor=DEWI)
    id_ = merge(here, "e", "a")
    t = s.thread.c
    assert (value(here, t.ball), value(here, t.owner), value(here, t.closed)) == ("ours", DEWI, False)
    with reading(here.engine) as connection:
        assert [one.text for one in thread.notes(connection, f"thread:{thread_of(here, 'a')}")] == ["Sudah ditelepon"]
    act(here, k.UndoThreadAct(id_), actor=DEWI)
    back = t.id == e
    assert (value(here, t.ball, back), value(here, t.owner, back), value(here, t.closed, back)) == (
        "nobody",
        DEWI,
        True,
    )
    with reading(here.engine) as connection:
        assert len(thread.notes(connection, f"thread:{e}")) == 1
        assert thread.notes(connection, f"thread:{thread_of(here, 'a')}") == []


def test_the_ball_of_each_part_is_its_own(here: Service) -> None:
    arrive(here, letter("f", "a", "b", "c", hours=6, ours=True, subject="Re: Izin lokasi"))
    t = s.thread.c
    assert value(here, t.ball, t.id == thread_of(here, "a")) == "theirs"
    split(here, "b")
    assert value(here, t.ball, t.id == thread_of(here, "a")) == "ours"
    assert value(here, t.ball, t.id == thread_of(here, "b")) == "theirs"


def test_follow_ups_and_engagements_stand_where_their_message_stands(here: Service) -> None:
    arrive(here, letter("undangan", "a", hours=6, invites=True), letter("janji", "a", "b", "c", hours=7, ours=True))
    plan(replace(here, clock=At(NOW + timedelta(days=9))))
    about = s.followup.c.about == key_of(here, "janji")
    assert value(here, s.followup.c.thread, about) == thread_of(here, "a")
    split(here, "b")
    id_ = split(here, "undangan")
    assert value(here, s.followup.c.thread, about) == thread_of(here, "b") != thread_of(here, "a")
    assert value(here, s.engagement.c.thread) == thread_of(here, "undangan") != thread_of(here, "a")
    act(here, k.UndoThreadAct(id_), actor=DEWI)
    assert value(here, s.engagement.c.thread) == thread_of(here, "a")


def test_a_join_nobody_stated_is_told_with_its_reason_and_undone_by_a_split(here: Service) -> None:
    arrive(here, letter("lagi", hours=8, subject="Re: Parkir"))
    assert frozenset({"e", "lagi"}) in sets(here)
    with reading(here.engine) as connection:
        doubts = thread_acts.doubts(connection, thread_of(here, "e"))
    assert doubts.joins == {key_of(here, "lagi"): "subject"}
    split(here, "lagi")
    assert {frozenset({"e"}), frozenset({"lagi"})} <= sets(here)
    with reading(here.engine) as connection:
        assert thread_acts.doubts(connection, thread_of(here, "e")).joins == {}


def test_a_reply_on_another_matter_offers_its_split_until_it_is_split(here: Service) -> None:
    arrive(here, letter("lain", "a", hours=8, subject="Permohonan data statistik"))
    with reading(here.engine) as connection:
        assert thread_acts.doubts(connection, thread_of(here, "a")).offers == {key_of(here, "lain")}
    split(here, "lain")
    with reading(here.engine) as connection:
        assert thread_acts.doubts(connection, thread_of(here, "a")).offers == frozenset()


def offers(here: Service, name: str) -> set[str]:
    with reading(here.engine) as connection:
        found = thread_acts.doubts(connection, thread_of(here, name))
    return {*found.offers, *found.joins}


def keep(here: Service, name: str) -> str:
    return did(here, k.KeepTogether(thread_of(here, name), key_of(here, name)))


def test_what_a_person_keeps_together_is_not_offered_again_until_that_is_undone(here: Service) -> None:
    arrive(here, letter("lain", "a", hours=8, subject="Permohonan data statistik"))
    before, stood = sets(here), tables(here.engine)["thread"]
    id_ = keep(here, "lain")
    assert offers(here, "a") == set()
    assert sets(here) == before
    assert tables(here.engine)["thread"] == stood
    arrive(here, letter("susul", "lain", hours=9, subject="Permohonan data statistik"))
    assert offers(here, "a") == set()
    with reading(here.engine) as connection:
        (told,) = thread_acts.of_thread(connection, thread_of(here, "a"))
    assert (told.kind, told.actor, told.subject) == ("keep", DEWI, "Permohonan data statistik")
    act(here, k.UndoThreadAct(id_), actor=DEWI)
    assert offers(here, "a") == {key_of(here, "lain")}
    with pytest.raises(Refused, match="gone"):
        act(here, k.UndoThreadAct(id_), actor=DEWI)


def test_an_inferred_join_a_person_found_right_is_no_doubt_any_more(here: Service) -> None:
    arrive(here, letter("lagi", hours=7, subject="Re: Parkir"))
    assert offers(here, "e") == {key_of(here, "lagi")}
    keep(here, "lagi")
    assert offers(here, "e") == set()
    with reading(here.engine) as connection:
        assert thread_acts.doubts(connection, thread_of(here, "e")).settled


def test_only_what_is_offered_can_be_kept_together(here: Service) -> None:
    for thread_, message in ((thread_of(here, "a"), key_of(here, "b")), (thread_of(here, "e"), key_of(here, "a"))):
        with pytest.raises(Refused, match="message_moved_on"):
            act(here, k.KeepTogether(thread_, message), actor=DEWI)


def test_a_split_after_all_goes_through_and_leaves_the_kept_mark_behind(here: Service) -> None:
    arrive(here, letter("lain", "a", hours=8, subject="Permohonan data statistik"))
    keep(here, "lain")
    split(here, "lain")
    assert frozenset({"lain"}) in sets(here)
