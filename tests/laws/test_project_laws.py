"""What a person said of a thread's project outlives whatever becomes of the thread, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liaison_sync.domain.project_thread import grouped, handed_down
from liaison_sync.domain.thread import Node, ThreadAct
from tests.domain.threads_made import node
from tests.laws.histories import Shelf, act, history, shelved

seeds = given(st.integers(0, 2**32))
often = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
NAMES = ("festival", "kampanye", None)


def group(shelf: Shelf, thread: str, project: str | None) -> None:
    """A person's word about a thread: kept with each message that stands in it."""
    for key in shelf.threads[thread]:
        shelf.filed[key] = replace(shelf.filed[key], project=project)
    shelf.puts[thread] = replace(shelf.puts[thread], project=project)


def projects(shelf: Shelf) -> dict[frozenset[str], str | None]:
    """The messages of each thread → its project."""
    return {messages: shelf.puts[thread].project for thread, messages in shelf.threads.items()}


def decide(shelf: Shelf, one: ThreadAct) -> None:
    """As the console does: what is split off takes its project along."""
    near = shelf.near(set(), [key for key in (one.message, one.target) if key])
    taken = handed_down(near, one)
    if taken:
        shelf.filed |= {each.node.key: each for each in grouped(near, one.message, taken).filed}
    shelf.decide(one)


def begun(random: Random) -> tuple[Shelf, list[Node]]:
    letters = history(random)
    shelf = shelved(random, letters)
    for thread in sorted(shelf.threads):
        group(shelf, thread, random.choice(NAMES))
    return shelf, letters


@seeds
@often
def test_acts_undone_in_any_order_give_each_thread_its_project_back(seed: int) -> None:
    random = Random(seed)
    shelf, letters = begun(random)
    before = projects(shelf)
    acts = [act(random, letters, number) for number in range(random.randint(1, 5))]
    for one in acts:
        decide(shelf, one)
    for one in random.sample(acts, len(acts)):
        shelf.undo(one.id)
    assert projects(shelf) == before


@seeds
@often
def test_a_word_about_all_that_was_merged_holds_for_each_part_once_they_are_apart(seed: int) -> None:
    random = Random(seed)
    shelf, letters = begun(random)
    one, other = random.choice(letters).key, random.choice(letters).key
    merge = ThreadAct("merge", "merge", one, other, act(random, letters, 0).at)
    decide(shelf, merge)
    group(shelf, shelf.filed[one].thread, "pameran")
    shelf.undo(merge.id)
    found = {key: project for messages, project in projects(shelf).items() for key in messages}
    assert (found[one], found[other]) == ("pameran", "pameran")


@seeds
@often
def test_a_merge_of_threads_one_of_which_has_a_project_has_one(seed: int) -> None:
    random = Random(seed)
    shelf, letters = begun(random)
    one, other = random.choice(letters).key, random.choice(letters).key
    had = {shelf.puts[shelf.filed[key].thread].project for key in (one, other)}
    decide(shelf, ThreadAct("merge", "merge", one, other, act(random, letters, 0).at))
    now = shelf.puts[shelf.filed[one].thread].project
    assert now in had
    assert now is not None or had == {None}


@seeds
@often
def test_what_is_split_off_stays_in_its_project_and_what_is_moved_brings_none(seed: int) -> None:
    random = Random(seed)
    shelf, letters = begun(random)
    one, other = random.choice(letters).key, random.choice(letters).key
    here, there = shelf.filed[one].thread, shelf.filed[other].thread
    mine, theirs = shelf.puts[here].project, shelf.puts[there].project
    decide(shelf, ThreadAct("split", "split", one, None, act(random, letters, 0).at))
    assert shelf.puts[shelf.filed[one].thread].project == mine
    shelf.undo("split")
    if here != there:
        decide(shelf, ThreadAct("move", "move", one, other, act(random, letters, 1).at))
        assert shelf.puts[shelf.filed[other].thread].project == theirs


@seeds
@often
def test_later_mail_leaves_the_projects_of_threads_it_does_not_join_alone(seed: int) -> None:
    random = Random(seed)
    letters: Sequence[Node] = history(random)
    cut = random.randint(1, len(letters))
    shelf = shelved(random, letters[:cut])
    for thread in sorted(shelf.threads):
        group(shelf, thread, random.choice(NAMES))
    said = {key: one.project for key, one in shelf.filed.items()}
    shelf.arrive(letters[cut:])
    for messages, project in projects(shelf).items():
        had = {said[key] for key in messages if key in said} - {None}
        assert project in had if had else project is None


def test_a_late_answer_split_off_takes_the_project_of_what_it_answers() -> None:
    shelf = Shelf()
    shelf.arrive([node("a"), node("b", "a", minute=1)])
    group(shelf, shelf.filed["a"].thread, "festival")
    shelf.arrive([node("c", "b", minute=2)])
    assert shelf.filed["c"].project is None
    decide(shelf, ThreadAct("s", "split", "c", None, shelf.filed["a"].turn.at))
    assert projects(shelf) == {frozenset("ab"): "festival", frozenset("c"): "festival"}
