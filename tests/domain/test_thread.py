"""Threads, law by law, on small named cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from liaison_sync.domain.thread import ThreadAct, partition
from tests.domain.threads_made import MONDAY, node, sets
from tests.yardstick import within


def test_answers_to_an_unseen_message_are_one_thread() -> None:
    assert sets(partition([node("a", "unseen"), node("b", "unseen", minute=1)])) == {frozenset({"a", "b"})}


@pytest.mark.parametrize("broken", ["yes", "", "a b@x.id", "@x.id", "x@", "x" * 1000 + "@y.id", "rina@kemlu.go.id"])
def test_ids_that_name_no_message_never_join(broken: str) -> None:
    first = node("a", references=(broken,), in_reply_to=(broken,))
    second = node("b", minute=1, references=(broken,), in_reply_to=(broken,))
    assert len(partition([first, second])) == 2


def test_references_join_across_partners() -> None:
    assert len(partition([node("a"), node("b", "a", partner="kominfo", minute=1)])) == 1


def test_a_worn_out_id_in_the_middle_of_references_joins_nobody() -> None:
    history = []
    for i in range(5):
        history.append(node(f"a{i}", "const", partner=f"p{i}", minute=i))
        history.append(node(f"b{i}", "const", f"a{i}", partner=f"p{i}", minute=50 + i))
    assert sets(partition(history)) == {frozenset({f"a{i}", f"b{i}"}) for i in range(5)}


def test_the_same_subject_of_two_partners_stays_apart() -> None:
    first = node("a", base_subject="Undangan")
    second = node("b", partner="kominfo", base_subject="Undangan", reply_prefix=True, minute=5)
    shared = frozenset({"both@x.id"})
    assert len(partition([replace(first, participants=shared), replace(second, participants=shared)])) == 2


def reply_of(minutes: int, **more: Any) -> Any:
    return node("b", base_subject="undangan", reply_prefix=True, minute=minutes, **more)


def test_a_reply_without_references_joins_by_subject_and_says_so() -> None:
    (thread,) = partition([node("a", base_subject="Undangan"), reply_of(60)])
    assert [(j.child, j.parent, j.reason) for j in thread.inferred] == [("b", "a", "subject")]


@pytest.mark.parametrize(
    "other",
    [
        reply_of(14 * 24 * 60 + 1),
        reply_of(-1),
        reply_of(60, participants=frozenset({"budi@kemlu.go.id"})),
        reply_of(60, references=("elsewhere@x.id",)),
        replace(reply_of(60), reply_prefix=False),
        replace(reply_of(60), partner=None),
        replace(reply_of(60), date=None),
    ],
)
def test_a_subject_alone_is_not_enough(other: Any) -> None:
    assert len(partition([node("a", base_subject="Undangan"), other])) == 2


def test_exactly_fourteen_days_still_join() -> None:
    assert len(partition([node("a", base_subject="Undangan"), reply_of(14 * 24 * 60)])) == 1


def test_a_letter_that_cites_a_number_of_the_same_partner_joins() -> None:
    first = node("a", letter="B-123/HM.02/XI/2026")
    second = node("b", minute=90 * 24 * 60, cites=("b-123 / HM.02/XI/2026",))
    (thread,) = partition([first, second])
    assert thread.inferred[0].reason == "letter_number"
    assert len(partition([first, replace(second, partner="kominfo")])) == 2


def test_a_thread_index_joins_only_those_who_share_a_partner_or_participant() -> None:
    index = "Adkm2ZQ6xJm1f0h4QXWqVd3y8kQwNg=="
    a, b = node("a", thread_index=index), node("b", thread_index=index, minute=1)
    assert len(partition([a, b])) == 1
    stranger = replace(b, partner="detik", participants=frozenset({"tono@detik.com"}))
    assert len(partition([a, stranger])) == 2


def test_bounces_and_automatic_answers_stay_with_the_broadcast_they_answer() -> None:
    cast = node("cast", direction="out", sender="humas@kami.id")
    answers = [node(f"a{i}", "cast", partner=f"p{i}", minute=i + 1) for i in range(4)]
    bounce = node("bounce", partner=None, minute=9, automatic="bounce", bounce_of="cast@x.id")
    away = node("away", "cast", partner="p9", minute=8, automatic="out-of-office")
    threads = partition([cast, *answers, bounce, away])
    assert frozenset({"cast", "bounce", "away"}) in sets(threads)
    assert len(threads) == 5


def test_a_reminder_of_a_broadcast_does_not_join_those_who_answer_it() -> None:
    everybody = frozenset(f"rina@p{i}.go.id" for i in range(4))
    cast = node("cast", direction="out", sender="humas@kami.id", participants=everybody)
    again = node("again", "cast", minute=50, direction="out", sender="humas@kami.id", participants=everybody)
    early = [node(f"a{i}", "cast", partner=f"p{i}", minute=i + 1) for i in range(4)]
    late = [node(f"b{i}", "cast", "again", partner=f"p{i}", minute=60 + i) for i in range(2)]
    threads = sets(partition([cast, again, *early, *late]))
    assert frozenset({"cast", "again"}) in threads
    assert frozenset({"a0", "b0"}) in threads
    assert len(threads) == 5


def test_an_outsiders_message_that_many_answer_is_a_discussion() -> None:
    post = node("post", partner="p0")
    answers = [
        node(f"a{i}", "post", partner=f"p{i}", minute=i, participants=frozenset({f"r@p{i}.id", post.sender}))
        for i in range(1, 6)
    ]
    assert len(partition([post, *answers])) == 1


def test_a_split_takes_later_answers_along_and_keeps_the_rest() -> None:
    a, b, c, d = node("a"), node("b", "a", minute=1), node("c", "a", "b", minute=2), node("d", "a", minute=3)
    split = ThreadAct("1", "split", "b", None, MONDAY)
    assert sets(partition([a, b, c, d], [split])) == {frozenset({"a", "d"}), frozenset({"b", "c"})}
    late = node("e", "a", "b", "c", minute=9)
    assert frozenset({"b", "c", "e"}) in sets(partition([a, b, c, d, late], [split]))


def test_splitting_a_sibling_under_an_unseen_parent_gives_it_an_id_of_its_own() -> None:
    threads = partition(
        [node("a", "unseen"), node("b", "unseen", minute=1)], [ThreadAct("1", "split", "b", None, MONDAY)]
    )
    assert len({t.id for t in threads}) == 2


def test_a_merge_joins_and_a_later_split_of_its_root_parts_again() -> None:
    a, b = node("a"), node("b", minute=1)
    merge = ThreadAct("1", "merge", "a", "b", MONDAY)
    assert len(partition([a, b], [merge])) == 1
    split = ThreadAct("2", "split", "b", None, MONDAY + timedelta(hours=1))
    assert len(partition([a, b], [merge, split])) == 2


def test_a_move_takes_a_message_to_another_thread() -> None:
    a, b, c = node("a"), node("b", "a", minute=1), node("c", minute=2)
    threads = sets(partition([a, b, c], [ThreadAct("1", "move", "b", "c", MONDAY)]))
    assert threads == {frozenset({"a"}), frozenset({"b", "c"})}


def test_a_reply_with_a_wholly_new_subject_offers_a_split() -> None:
    a = node("a", base_subject="Undangan rapat koordinasi")
    (thread,) = partition([a, node("b", "a", minute=1, base_subject="Permohonan data statistik")])
    assert [o.key for o in thread.offers] == ["b"]
    (thread,) = partition([a, node("b", "a", minute=1, base_subject="Rapat koordinasi ditunda")])
    assert thread.offers == ()


def test_two_messages_under_one_id_are_both_kept() -> None:
    threads = partition([node("a"), replace(node("b", minute=1), message_id="a@x.id"), node("c", "a", minute=2)])
    assert sets(threads) == {frozenset({"a", "b", "c"})}


def test_ten_thousand_messages_in_one_thread_are_quick() -> None:
    history = [
        node(
            f"k{i}",
            *(["k0", f"k{i - 1}"] if i else []),
            partner=f"p{i % 7}",
            minute=i,
            direction="in" if i % 2 else "out",
        )
        for i in range(10_000)
    ]
    assert len(within(2, lambda: partition(history))) == 1
