"""The fifteen laws of threads, each over 500 generated histories by day and 10,000 at night."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liaison_sync.domain import changes as c
from liaison_sync.domain.ball import ball
from liaison_sync.domain.identity import DUPLICATE, Identity, assign, base_key
from liaison_sync.domain.message import AutomaticKind
from liaison_sync.domain.new_subject import wholly_new
from liaison_sync.domain.thread import Node, ThreadAct, partition, thread_id
from liaison_sync.domain.union_find import DisjointSets
from tests.domain.threads_made import node
from tests.laws.histories import (
    INDEX,
    MONDAY,
    US,
    Shelf,
    act,
    company,
    filed,
    history,
    shelved,
    whole,
)

Law = Callable[[int], None]
_ALL = list(HealthCheck)


def law(check: Law) -> Law:
    """A test by day, and beside it the same law over many more histories for the night."""
    seeds = st.integers(0, 2**32)

    def at_night(seed: int) -> None:
        check(seed)

    night = settings(max_examples=10_000, deadline=None, suppress_health_check=_ALL)(given(seeds)(at_night))
    globals()[f"{check.__name__}_at_night"] = pytest.mark.nightly(night)
    return settings(max_examples=500, deadline=None, suppress_health_check=_ALL)(given(seeds)(check))


@law
def test_law_01_threads_depend_on_the_set_of_messages_alone(seed: int) -> None:
    random = Random(seed)
    letters = history(random)
    one, other = shelved(random, letters), shelved(random, letters)
    assert one.threads == other.threads == whole(letters)
    assert one.puts == other.puts


@law
def test_law_02_what_comes_again_moves_nothing(seed: int) -> None:
    random = Random(seed)
    letters = history(random)
    shelf = shelved(random, letters)
    before = (shelf.threads, dict(shelf.puts), dict(shelf.aliases), dict(shelf.links))
    again = random.sample(letters, random.randint(1, len(letters)))
    done = shelf.arrive(again)
    assert not [one for one in done.changes if isinstance(one, c.MessageMoved | c.ThreadJoined | c.Linked)]
    assert (shelf.threads, shelf.puts, shelf.aliases, shelf.links) == before


@law
def test_law_03_a_late_parent_joins_threads_and_the_oldest_id_survives(seed: int) -> None:
    random = Random(seed)
    count = random.randint(1, 5)
    first, parent = node("first"), node("parent", "first", minute=1)
    answers = [node(f"a{n}", "parent", minute=2 + n, references=()) for n in range(count)]
    shelf = Shelf()
    for one in random.sample([first, *answers], count + 1):
        shelf.arrive([one])
    ids = {key: one.thread for key, one in shelf.filed.items()}
    assert len(set(ids.values())) == 2
    shelf.arrive([parent])
    assert shelf.threads == {ids["first"]: frozenset({"first", "parent", *(a.key for a in answers)})}
    assert {shelf.now(id_) for id_ in ids.values()} == {ids["first"]}
    orphan, unseen = node("orphan", "unseen", minute=1), node("unseen")
    shelf = Shelf()
    shelf.arrive([orphan])
    shelf.arrive([unseen])
    assert shelf.threads == {thread_id("unseen@x.id"): frozenset({"orphan", "unseen"})}
    assert shelf.aliases == {}  # it bore the id of the oldest before that came
    letters = history(random)
    shelf = Shelf()
    seen: dict[str, str] = {}
    for one in random.sample(letters, len(letters)):
        shelf.arrive([one])
        seen |= {found.thread: key for key, found in shelf.filed.items()}
    assert {shelf.now(id_) for id_ in seen} <= set(shelf.threads)  # no address one ever had leads nowhere


@law
def test_law_04_a_message_has_one_parent_and_nobody_is_his_own_ancestor(seed: int) -> None:
    letters = history(Random(seed))
    groups = partition(letters)
    members = [member for group in groups for member in group.members]
    assert sorted(member.key for member in members) == sorted(one.key for one in letters)
    assert len({group.id for group in groups}) == len(groups)
    for group in groups:
        up = {member.key: member.parent for member in group.members}
        for start, here in up.items():
            steps = 0
            while here is not None:
                assert here != start
                here, steps = up[here], steps + 1
                assert steps <= len(up)


@law
def test_law_05_worn_out_and_malformed_ids_join_nobody(seed: int) -> None:
    random = Random(seed)
    broken = random.choice(("yes", "", "<>", "a b@x.id", "@x.id", "x@", "x" * 995 + "@y.id", "const@relay.id"))
    strangers = [
        node(f"m{n}", partner=f"p{n}", minute=n, references=(broken,), in_reply_to=(broken,) * random.randint(0, 1))
        for n in range(random.randint(3 if broken.startswith("const") else 2, 9))
    ]
    assert company(partition(strangers)) == {frozenset({one.key}) for one in strangers}


@law
def test_law_06_a_subject_joins_only_replies_of_one_partner_who_share_people_within_a_fortnight(seed: int) -> None:
    random = Random(seed)
    letters = history(random)
    by_key = {one.key: one for one in letters}
    for group in partition(letters):
        for join in group.inferred:
            child, parent = by_key[join.child], by_key[join.parent]
            assert child.partner is not None
            assert child.partner == parent.partner
            if join.reason == "subject":
                assert child.reply_prefix
                assert child.participants & parent.participants
                assert child.date is not None
                assert parent.date is not None
                assert timedelta(0) <= child.date - parent.date <= timedelta(days=14)
    days, reply = random.randint(-2, 30), random.random() < 0.8
    asked = node("asked", base_subject="Undangan")
    late = replace(node("late", base_subject="undangan", reply_prefix=reply), date=MONDAY + timedelta(days=days))
    assert len(partition([asked, late])) == (1 if reply and 0 <= days <= 14 else 2)
    bare = [replace(one, references=(), in_reply_to=(), thread_index=None, message_id=None) for one in letters]
    for group in partition(bare):
        assert len({by_key[member.key].partner for member in group.members}) == 1
        joined = {join.child for join in group.inferred}
        assert len(joined) == len(group.members) - 1  # every one of them marked
        for key in joined:  # and reversible
            apart = partition(bare, [ThreadAct("1", "split", key, None, MONDAY)])
            assert key not in {join.child for one in apart for join in one.inferred}


@law
def test_law_07_references_join_across_partners_and_each_message_keeps_its_own(seed: int) -> None:
    random = Random(seed)
    asked = node("a", partner="kemlu")
    answer = node("b", "a", partner=random.choice(("kominfo", "detik", None)), minute=random.randint(1, 99))
    assert len(partition([asked, answer])) == 1
    letters = history(random)
    shelf = shelved(random, [*letters, asked, answer])
    assert {key: one.node.partner for key, one in shelf.filed.items()} == {
        one.key: one.partner for one in [*letters, asked, answer]
    }


@law
def test_law_08_one_message_id_over_different_letters_keeps_both_and_warns(seed: int) -> None:
    random = Random(seed)
    base = Identity("m@x.id", "rina@kemlu.id", MONDAY, "satu dua", "p")
    others = random.sample(
        [
            replace(base, sender="tono@detik.com"),
            replace(base, date=MONDAY + timedelta(seconds=1)),
            replace(base, text="tiga empat", parts="q"),
        ],
        random.randint(0, 3),
    )
    whole_ = [base, *others]
    sightings = {str(n): one for n, one in enumerate(random.choices(whole_, k=5) + whole_)}
    placed = assign(sightings)
    assert len({one.key for one in placed.values()}) == len(whole_)
    assert {one.alert for one in placed.values()} == ({DUPLICATE} if others else {None})
    mixed = dict(random.sample(sorted(sightings.items()), len(sightings)))
    assert assign(mixed) == placed


@law
def test_law_09_copies_are_one_message(seed: int) -> None:
    random = Random(seed)
    letters = [Identity(f"m{n}@x.id", "rina@kemlu.id", MONDAY, f"isi surat {n}", f"p{n}") for n in range(3)]
    footers = ("", " Dikirim lewat milis warta", " This e-mail is confidential")
    copies = {
        f"{number}.{n}": replace(one, text=one.text + random.choice(footers), parts=f"q{random.random()}")
        for n, one in enumerate(letters)
        for number in range(random.randint(1, 4))
    }
    copies |= {f"plain.{n}": one for n, one in enumerate(letters)}
    placed = assign(copies)
    assert {one.key for one in placed.values()} == {base_key(one) for one in letters}
    assert {one.alert for one in placed.values()} == {None}


@law
def test_law_10_automatic_mail_stands_with_its_original_and_never_moves_the_ball(seed: int) -> None:
    random = Random(seed)
    letters = [replace(one, message_id=f"{one.key}@x.id", thread_index=None) for one in history(random)]
    asked = random.choice(letters)
    reports: tuple[AutomaticKind, ...] = ("bounce", "delivery-receipt", "feedback-report")
    kinds: tuple[AutomaticKind, ...] = (*reports, "auto-reply", "out-of-office")
    kind = random.choice(kinds)
    late = (asked.date or MONDAY) + timedelta(days=50)
    note = Node("note", "note@y.id", date=late, automatic=kind, sender="mailer@y.id", partner="kemlu")
    answers = f"{asked.key}@x.id"
    note = replace(note, bounce_of=answers) if kind in reports else replace(note, in_reply_to=(answers,))
    before, after = whole(letters), whole([*letters, note])
    assert {frozenset(one - {"note"}) for one in after.values()} - {frozenset()} == set(before.values())
    with_it = next(one for one in after.values() if "note" in one)
    turns = [filed(one).turn for one in [*letters, note] if one.key in with_it]
    assert ball(turns, closed=False) == ball([t for t in turns if t.key != "note"], closed=False)
    ours = [t for t in turns if t.direction == "out"]
    report = next(t for t in turns if t.key == "note")
    if kind == "bounce" and ours:  # nor does a report on another letter
        lost = replace(report, undelivered=ours[-1].recipients, bounce_of="elsewhere@y.id")
        assert ball([*(t for t in turns if t.key != "note"), lost], closed=False) == ball(turns, closed=False)
    apart = node("apart", direction="out", sender=US)
    assert len(partition([apart, replace(note, bounce_of="apart@x.id", in_reply_to=())])) == 1


@law
def test_law_11_a_thread_index_joins_only_those_who_share_a_partner_or_a_participant(seed: int) -> None:
    random = Random(seed)
    letters = [
        replace(one, references=(), in_reply_to=(), message_id=None, base_subject="", letter=None, cites=())
        for one in history(random)
    ]
    indexed = [one for one in letters if one.thread_index == INDEX]
    sharing: DisjointSets[str] = DisjointSets()
    for one in letters:
        mine = (*one.participants, *(("partner " + one.partner,) if one.partner else ()))
        sharing.join_all("key " + one.key, [f"who {who}" for who in mine] if one in indexed else [])
    place = {key: thread for thread, keys in whole(letters).items() for key in keys}
    for one in letters:
        for other in letters:
            assert (place[one.key] == place[other.key]) == sharing.same("key " + one.key, "key " + other.key)


@law
def test_law_12_a_persons_act_wins_over_all_later_mail_and_is_undone_without_a_trace(seed: int) -> None:
    random = Random(seed)
    letters = history(random, most=8)
    acts = [act(random, letters, number) for number in range(random.randint(1, 4))]
    steps: list[Node | ThreadAct] = [*letters, *acts]
    random.shuffle(steps)
    shelf = Shelf()
    for step in steps:
        shelf.decide(step) if isinstance(step, ThreadAct) else shelf.arrive([step])
    shelf.arrive(random.sample(letters, random.randint(1, len(letters))))
    assert shelf.threads == whole(letters, acts)
    last = acts[-1]
    if last.target is not None:
        assert any({last.message, last.target} <= found for found in shelf.threads.values())
    undone = random.choice(acts)
    shelf.undo(undone.id)
    assert shelf.threads == whole(letters, [one for one in acts if one is not undone])


@law
def test_law_12_what_answers_a_message_later_goes_where_a_person_put_it(seed: int) -> None:
    random = Random(seed)
    count = random.randint(2, 8)
    tree = [node("n0"), *(node(f"n{n}", f"n{random.randrange(n)}", minute=n) for n in range(1, count))]
    shelf = shelved(random, tree)
    cut = random.choice(tree[1:])
    shelf.decide(ThreadAct("1", "split", cut.key, None, MONDAY))
    late = node("late", cut.key, minute=99)
    shelf.arrive([late])
    mine = next(found for found in shelf.threads.values() if cut.key in found)
    assert "late" in mine
    assert "n0" not in mine


@law
def test_law_13_cost_grows_with_references_alone(seed: int) -> None:
    random = Random(seed)
    shape = random.choice(("chain", "star", "broadcast", "subject"))
    small, large = cost(shape, 10), cost(shape, 40)
    assert large <= 4.6 * small


def cost(shape: str, count: int) -> int:
    """How many calls it takes to thread `count` messages of this shape."""
    letters = [_shaped(shape, number) for number in range(count)]
    calls = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        partition(letters)
    finally:
        sys.setprofile(before)
    return calls


def _shaped(shape: str, n: int) -> Node:
    if shape == "chain":
        return node(f"k{n}", *([f"k{n - 2}", f"k{n - 1}"] if n > 1 else []), minute=n)
    if shape == "star":
        return node(f"k{n}", *(["k0"] if n else []), minute=n)
    if shape == "broadcast":
        ours = {"direction": "out", "sender": US} if n == 0 else {}
        return node(f"k{n}", *(["k0"] if n else []), partner=f"p{n}", minute=n, **ours)
    return node(f"k{n}", base_subject="Undangan", reply_prefix=bool(n), minute=n)


@law
def test_law_14_those_who_answer_a_broadcast_have_a_thread_each_under_it(seed: int) -> None:
    random = Random(seed)
    count = random.choice((3, 4, 5, 7, 9, 50) if random.random() < 0.2 else (3, 4))
    everybody = frozenset(f"rina@p{n}.go.id" for n in range(count))
    cast = node("cast", direction="out", sender=US, participants=everybody)
    answers = [node(f"a{n}", "cast", partner=f"p{n}", minute=n + 1) for n in range(count)]
    shelf = shelved(random, [cast, *answers])
    assert set(shelf.threads.values()) == {frozenset({one.key}) for one in [cast, *answers]}
    over = thread_id("cast@x.id")
    assert {put.under for put in shelf.puts.values()} == {None, over}
    to_all = [replace(one, participants=everybody) for one in answers]
    assert len(partition([cast, *to_all])) == 1  # a discussion everybody reads stays one


@law
def test_law_15_a_reply_with_a_wholly_new_subject_offers_a_split(seed: int) -> None:
    random = Random(seed)
    letters = history(random)
    by_key = {one.key: one for one in letters}
    shelf = shelved(random, letters)
    for group in partition(letters):
        up = {member.key: member.parent for member in group.members}
        wanted = [
            key
            for key, parent in up.items()
            if parent and not by_key[key].automatic
            and wholly_new(by_key[key].base_subject, by_key[parent].base_subject)
        ]  # fmt: skip
        assert [offer.key for offer in group.offers] == wanted == shelf.puts[group.id].offers
    asked = node("a", base_subject="Undangan rapat koordinasi")
    words = random.sample(("Permohonan", "data", "statistik", "triwulan"), random.randint(1, 4))
    kept = random.random() < 0.5
    answer = node("b", "a", minute=1, base_subject=" ".join([*words, *(("rapat",) if kept else ())]))
    (group,) = partition([asked, answer])
    assert [offer.key for offer in group.offers] == ([] if kept else ["b"])
