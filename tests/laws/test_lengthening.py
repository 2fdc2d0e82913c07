"""A thread made longer at its end is the thread partitioned as a whole: page by page, over many histories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liaison_sync.domain import changes as c
from liaison_sync.domain.thread import Node, ThreadAct
from liaison_sync.domain.view import Turn
from tests.domain.threads_made import node
from tests.laws.histories import INDEX, LETTER, MONDAY, SUBJECTS, US, Shelf, act, filed, history

_SEEDS = st.integers(0, 2**32)


def conversation(random: Random, most: int = 14) -> list[Node]:
    """A few parties and ourselves answering each other, mostly in order, with what disturbs that now and then."""
    partners = random.sample(("kemlu", "kominfo", "detik", None), random.choice((1, 2, 2, 3)))
    trouble = random.choice((0, 0.02, 0.1))
    return [_letter(random, number, partners, trouble) for number in range(random.randint(2, most))]


def _letter(random: Random, n: int, partners: Sequence[str | None], trouble: float) -> Node:
    def now_and_then() -> bool:
        return random.random() < trouble

    partner = random.choice(partners)
    outbound = random.random() < 0.4
    sender = US if outbound else f"rina@{partner}.id"
    answers = sorted(random.sample(range(n), min(n, 0 if now_and_then() else random.choice((1, 1, 2)))))
    rarely = now_and_then()
    third = random.choice((None, None, None, "budi@detik.id"))
    reader = f"rina@{partner}.id"
    made = Node(
        key=f"k{n}",
        message_id=random.choice((f"m{n - 1}@x.id", f'"m{n}"@x.id', None)) if rarely else f"m{n}@x.id",
        references=tuple(f"m{a}@x.id" for a in answers) + (("unseen@x.id",) if now_and_then() else ()),
        in_reply_to=(f"m{n + 1}@x.id",) if now_and_then() else (),
        base_subject=random.choice(SUBJECTS) if random.random() < 0.2 else "Undangan rapat",
        reply_prefix=random.random() < 0.5,
        date=MONDAY + timedelta(hours=n - (random.randint(0, 3) if rarely else 0)),
        direction="out" if outbound else "in",
        sender=sender,
        participants=frozenset({*((third,) if third else ()), reader}),
        partner=partner,
        thread_index=INDEX if now_and_then() else None,
        automatic=random.choice(("auto-reply", "list")) if random.random() < 0.1 else None,
        letter=LETTER if now_and_then() else None,
        cites=(LETTER,) if now_and_then() else (),
    )
    return _report(random, made, n) if random.random() < trouble * 2 else made


def _report(random: Random, one: Node, n: int) -> Node:
    """What a mail server writes in its place: that a letter came back, named or not."""
    return replace(
        one,
        direction="in",
        sender="mailer-daemon@kami.id",
        participants=frozenset(),
        partner=None,
        automatic="bounce",
        bounce_of=random.choice((f"m{random.randint(0, n)}@x.id", f"m{n + 1}@x.id", "yes", None)),
        references=one.references if random.random() < 0.7 else (),
    )


def turn(random: Random, one: Node) -> Turn:
    """What the message says, beyond how it is linked: whom it reached or did not, thanks, invitations, junk."""
    people = sorted({*one.participants, f"rina@{one.partner}.id", "rina@kemlu.id", "budi@detik.id"})
    lost = random.sample(people, random.randint(0, 2)) if one.automatic == "bounce" else ()
    return replace(
        filed(one).turn,
        recipients=(*sorted(one.participants), US) if one.direction == "out" else (US,),
        to_us=(US,) if one.direction == "out" else (),
        undelivered=tuple(lost),
        bounced=tuple(lost[:1]),
        bounce_of=one.bounce_of,
        courtesy=random.random() < 0.15,
        settled=random.choice((None, None, None, "content", "left_alone", "told")),
        calendar_method=random.choice(("REQUEST", "REPLY", "CANCEL", "PUBLISH")) if random.random() < 0.1 else None,
        answered=random.random() < 0.3,
        junk=random.random() < 0.02,
        ours_automatic=one.direction == "out" and random.random() < 0.05,
    )


def both(random: Random, letters: Sequence[Node], acts: Sequence[ThreadAct] = ()) -> int:
    """The history on two shelves, one of which takes the short way where it can; returns how often it did."""
    said = {one.key: turn(random, one) for one in letters}
    short, long = Shelf(said=said), Shelf(said=said)
    rest, waiting = list(letters), list(acts)
    if random.random() < 0.2:
        random.shuffle(rest)
    while rest:
        size = random.randint(1, 4)
        short.arrive(rest[:size])
        long.arrive(rest[:size], at_the_end=False)
        del rest[:size]
        assert told(short) == told(long)
        if waiting and random.random() < 0.3:
            one = waiting.pop()
            short.decide(one)
            long.decide(one)
        if random.random() < 0.05:
            _close(random, short, long)
    return short.lengthened


def _close(random: Random, *shelves: Shelf) -> None:
    """A person says of a thread that no reply is needed."""
    thread = random.choice(sorted(shelves[0].puts))
    for shelf in shelves:
        last = max(k for k, one in shelf.filed.items() if one.thread == thread)
        shelf.write([c.ThreadDecided(thread, None, True, last, None)])


def told(shelf: Shelf) -> dict[str, Any]:
    """Everything the store keeps of threads; the reason of a ball is not written down."""
    puts = {id_: replace(put, ball=replace(put.ball, reason="")) for id_, put in shelf.puts.items()}
    names = {one.node.key: (one.thread, one.component) for one in shelf.filed.values()}
    return {"puts": puts, "places": names, "links": shelf.links, "aliases": shelf.aliases, "said": shelf.decisions}


def check(seed: int) -> int:
    random = Random(seed)
    letters = conversation(random) if random.random() < 0.8 else history(random)
    acts = [act(random, letters, n) for n in range(2)] if random.random() < 0.2 else []
    return both(random, letters, acts)


@settings(max_examples=1_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(_SEEDS)
def test_a_thread_made_longer_at_its_end_is_the_whole_thread_threaded_anew(seed: int) -> None:
    check(seed)


@pytest.mark.nightly
@settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(_SEEDS)
def test_a_thread_made_longer_at_its_end_is_the_whole_thread_threaded_anew_at_night(seed: int) -> None:
    check(seed)


def test_most_answers_in_a_conversation_take_the_short_way() -> None:
    assert sum(check(seed) for seed in range(100)) > 100


def test_a_long_conversation_is_not_looked_at_when_its_next_answer_comes() -> None:
    shelf = Shelf()
    letters = [node("a"), *(node(f"a{n}", "a", minute=n) for n in range(1, 40))]
    shelf.arrive(letters[:20])
    shelf.arrive(letters[20:])
    assert shelf.lengthened == 20
    assert [put.messages for put in shelf.puts.values()] == [40]


def test_a_report_that_named_our_letter_before_it_came_still_tells_of_it() -> None:
    asked = node("a")
    note = node("r", "a", minute=1, sender="mailer-daemon@kami.id", partner=None, automatic="bounce", bounce_of="yes")
    answer = node("b", "a", minute=2, sender=US, direction="out", message_id="yes")
    readers = tuple(asked.participants)
    said = {
        "r": replace(filed(note).turn, bounce_of="yes", undelivered=readers),
        "b": replace(filed(answer).turn, recipients=readers),
    }
    shelf = Shelf(said=said)
    for one in (asked, note, answer):
        shelf.arrive([one])
    assert [put.ball.whose for put in shelf.puts.values()] == ["ours"]
