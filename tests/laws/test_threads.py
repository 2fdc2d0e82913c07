"""The fifteen laws of threads (docs: mail), over generated histories."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.thread import Node, ThreadAct, ThreadGroup, keys, partition
from liaison_sync.domain.union_find import DisjointSets
from tests.domain.threads_made import MONDAY, node, sets

PARTNERS = ("kemlu", "kominfo", "detik", "pertamina", None)
SUBJECTS = ("Undangan rapat", "Jadwal kunjungan", "Laporan", "")


@st.composite
def histories(draw: st.DrawFn) -> list[Node]:
    """Up to 14 messages of five parties, some answering seen or unseen ones, with forks, circles and shared ids."""
    count = draw(st.integers(1, 14))
    return [draw(messages(i, count)) for i in range(count)]


@st.composite
def messages(draw: st.DrawFn, number: int, count: int) -> Node:
    partner = draw(st.sampled_from(PARTNERS))
    answers = draw(st.lists(st.integers(0, count + 2), max_size=3))
    sender = f"p{draw(st.integers(0, 1))}@{partner}.id"
    others = draw(st.frozensets(st.sampled_from(["rina@kemlu.id", "budi@detik.id", "list@milis.id"]), max_size=2))
    outbound = draw(st.booleans())
    subject = draw(st.sampled_from(SUBJECTS))
    return Node(
        key=f"k{number}",
        message_id=draw(st.sampled_from([f"m{number}@x.id", f"m{number}@x.id", "m0@x.id", "yes", None])),
        references=tuple(f"m{a}@x.id" for a in answers),
        in_reply_to=tuple(f"m{a}@x.id" for a in answers[:1]) if draw(st.booleans()) else (),
        base_subject=subject,
        reply_prefix=draw(st.booleans()),
        date=draw(st.none() | st.integers(0, 40).map(lambda d: MONDAY + timedelta(days=d))),
        direction="out" if outbound else "in",
        sender="humas@kami.id" if outbound else sender,
        participants=others | {sender},
        partner=partner,
        thread_index=draw(st.sampled_from([None, None, "Adkm2ZQ6xJm1f0h4QXWqVd3y8kQwNg==", "junk"])),
        automatic=draw(st.sampled_from([None, None, None, "auto-reply", "bounce"])),
        letter=draw(st.sampled_from([None, None, "B-1/HM.02/2026"])),
        cites=draw(st.sampled_from([(), (), ("B-1/HM.02/2026",)])),
    )


@settings(max_examples=200, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_the_partition_depends_on_the_set_of_messages_only(history: list[Node], random) -> None:  # type: ignore[no-untyped-def]
    twice = history + random.sample(history, k=random.randint(0, len(history)))
    random.shuffle(twice)
    assert partition(twice) == partition(history)


@settings(max_examples=100, deadline=None)
@given(histories())
def test_every_message_is_in_exactly_one_thread_under_one_id(history: list[Node]) -> None:
    threads = partition(history)
    keys_ = [m.key for t in threads for m in t.members]
    assert sorted(keys_) == sorted(n.key for n in history)
    assert len({t.id for t in threads}) == len(threads)


@settings(max_examples=150, deadline=None)
@given(histories())
def test_everyone_has_one_parent_in_his_own_thread_and_no_ancestor_is_himself(history: list[Node]) -> None:
    for thread in partition(history):
        up = {m.key: m.parent for m in thread.members}
        assert all(p is None or p in up for p in up.values())
        for start, here in up.items():
            seen = set()
            while here is not None:
                assert here != start
                assert here not in seen
                seen.add(here)
                here = up[here]


def components(history: list[Node]) -> list[list[Node]]:
    joined: DisjointSets[str] = DisjointSets()
    for one in history:
        joined.join_all("node " + one.key, keys(one))
    found: dict[str, list[Node]] = defaultdict(list)
    for one in history:
        found[joined.find("node " + one.key)].append(one)
    return list(found.values())


@settings(max_examples=200, deadline=None)
@given(histories())
def test_threading_one_component_at_a_time_gives_the_threads_of_the_whole(history: list[Node]) -> None:
    apart = [thread for part in components(history) for thread in partition(part)]
    assert sorted(apart, key=lambda t: t.id) == sorted(partition(history), key=lambda t: t.id)


@settings(max_examples=100, deadline=None)
@given(histories())
def test_a_subject_joins_only_within_one_partner_and_fourteen_days(history: list[Node]) -> None:
    by_key = {n.key: n for n in history}
    for thread in partition(history):
        for join in thread.inferred:
            child, parent = by_key[join.child], by_key[join.parent]
            assert child.partner == parent.partner
            assert child.partner is not None
            if join.reason == "subject":
                assert child.reply_prefix
                assert child.participants & parent.participants
                assert child.date is not None
                assert parent.date is not None
                assert timedelta(0) <= child.date - parent.date <= timedelta(days=14)


@settings(max_examples=100, deadline=None)
@given(histories(), st.data())
def test_an_inferred_join_is_undone_by_a_split(history: list[Node], data: st.DataObject) -> None:
    joins = [j for t in partition(history) for j in t.inferred]
    if not joins:
        return
    join = data.draw(st.sampled_from(joins))
    act = ThreadAct("1", "split", join.child, None, MONDAY)
    after = partition(history, [act])
    assert not any(j == join for t in after for j in t.inferred)
    assert {m.key: m.parent for t in after for m in t.members}[join.child] is None


@settings(max_examples=100, deadline=None)
@given(histories(), st.data())
def test_acts_hold_whatever_the_order_and_taking_them_back_restores(history: list[Node], data: st.DataObject) -> None:
    names = [n.key for n in history]
    acts = [
        ThreadAct(
            str(i),
            data.draw(st.sampled_from(["split", "move", "merge"])),
            data.draw(st.sampled_from(names)),
            data.draw(st.sampled_from(names)),
            MONDAY + timedelta(minutes=i),
        )
        for i in range(data.draw(st.integers(1, 4)))
    ]
    decided = partition(history, acts)
    assert partition(list(reversed(history)), list(reversed(acts))) == decided
    assert sorted(m.key for t in decided for m in t.members) == sorted(names)
    assert len({t.id for t in decided}) == len(decided)
    last = acts[-1]
    if last.kind == "merge":
        assert len({t.id for t in decided for m in t.members if m.key in (last.message, last.target)}) == 1


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 8), st.randoms(use_true_random=False))
def test_a_late_parent_joins_threads_and_the_oldest_id_survives(count: int, random) -> None:  # type: ignore[no-untyped-def]
    first = node("first", minute=0)
    parent = node("parent", "first", minute=1)
    answers = [node(f"a{i}", "parent", minute=2 + i, references=()) for i in range(count)]
    without = partition([first, *answers])
    assert sets(without) == {frozenset({"first"}), frozenset(a.key for a in answers)}
    everything = [first, parent, *answers]
    random.shuffle(everything)
    (one,) = partition(everything)
    assert one.id == next(t.id for t in without if t.members[0].key == "first")


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 50), st.booleans(), st.randoms(use_true_random=False))
def test_those_who_answer_a_broadcast_have_a_thread_each_under_it(count: int, seen: bool, random) -> None:  # type: ignore[no-untyped-def]
    history = []
    for i in range(count):
        history.append(node(f"q{i}", "cast", partner=f"p{i}", minute=i + 1))
        ours = node(f"w{i}", "cast", f"q{i}", partner=f"p{i}", minute=100 + i, direction="out", sender="humas@kami.id")
        history += [ours, node(f"z{i}", "cast", f"q{i}", f"w{i}", partner=f"p{i}", minute=200 + i)]
    cast = node("cast", partner="p0", direction="out", sender="humas@kami.id")
    cast = replace(cast, participants=frozenset(f"rina@p{i}.go.id" for i in range(count)))
    history += [cast] if seen else []
    random.shuffle(history)
    threads = partition(history)
    expected = {frozenset({f"q{i}", f"w{i}", f"z{i}"}) for i in range(count)} | (
        {frozenset({"cast"})} if seen else set()
    )
    assert sets(threads) == expected
    over = {t.under for t in threads if len(t.members) == 3}
    assert over == ({next(t.id for t in threads if len(t.members) == 1)} if seen else {None})


@settings(max_examples=40, deadline=None)
@given(st.integers(3, 12))
def test_an_answer_to_all_keeps_the_discussion_one_thread(count: int) -> None:
    everybody = frozenset(f"rina@p{i}.go.id" for i in range(count))
    cast = node("cast", direction="out", sender="humas@kami.id", participants=everybody)
    answers = [node(f"a{i}", "cast", partner=f"p{i}", minute=i + 1, participants=everybody) for i in range(count)]
    assert len(partition([cast, *answers])) == 1


def only(threads: tuple[ThreadGroup, ...]) -> ThreadGroup:
    assert len(threads) == 1
    return threads[0]
