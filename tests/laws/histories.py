"""Histories of correspondence made from a seed, and a shelf that keeps threads as the store does, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from liaison_sync.domain import changes as c
from liaison_sync.domain.arranging import arranged
from liaison_sync.domain.ball import standing
from liaison_sync.domain.broadcast import GROUPS
from liaison_sync.domain.lengthening import Answered, Ends, Tail, lengthened, wanted
from liaison_sync.domain.linking import own_id
from liaison_sync.domain.thread import Node, ThreadAct, ThreadGroup, keys, partition
from liaison_sync.domain.thread_node import ActKind
from liaison_sync.domain.threading import Decision, Filed, Neighbourhood, Threaded, rethread
from liaison_sync.domain.view import Turn

MONDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
US = "humas@kami.id"
PARTNERS = ("kemlu", "kominfo", "detik", "pertamina", None)
SUBJECTS = ("Undangan rapat", "Jadwal kunjungan", "Laporan", "")
INDEX = "Adkm2ZQ6xJm1f0h4QXWqVd3y8kQwNg=="
LETTER = "B-1/HM.02/2026"


def history(random: Random, most: int = 12) -> list[Node]:
    """Up to `most` messages of five parties, answering seen and unseen ones, with forks, circles and shared ids."""
    count = random.randint(1, most)
    return [message(random, number, count) for number in range(count)]


def message(random: Random, number: int, count: int) -> Node:
    partner = random.choice(PARTNERS)
    answers = [random.randint(0, count + 2) for _ in range(random.choice((0, 0, 1, 1, 2, 3)))]
    outbound = random.random() < 0.4
    sender = US if outbound else f"p{random.randint(0, 1)}@{partner}.id"
    others = random.sample(("rina@kemlu.id", "budi@detik.id", "list@milis.id"), random.randint(0, 2))
    days = random.choice((None, *range(41), *range(41)))
    return Node(
        key=f"k{number}",
        message_id=random.choice((f"m{number}@x.id", f"m{number}@x.id", f"m{number}@x.id", "m0@x.id", "yes", None)),
        references=tuple(f"m{a}@x.id" for a in answers),
        in_reply_to=tuple(f"m{a}@x.id" for a in answers[:1]) if random.random() < 0.5 else (),
        base_subject=random.choice(SUBJECTS),
        reply_prefix=random.random() < 0.5,
        date=None if days is None else MONDAY + timedelta(days=days),
        direction="out" if outbound else "in",
        sender=sender,
        participants=frozenset((*others, *(() if outbound else (sender,)))),
        partner=partner,
        thread_index=random.choice((None, None, None, INDEX, "junk")),
        automatic=random.choice((None, None, None, None, "auto-reply", "bounce")),
        letter=random.choice((None, None, None, LETTER)),
        cites=random.choice(((), (), (), (LETTER,))),
    )


def act(random: Random, history: Sequence[Node], number: int) -> ThreadAct:
    kinds: tuple[ActKind, ...] = ("split", "move", "merge")
    kind = random.choice(kinds)
    target = None if kind == "split" else random.choice(history).key
    return ThreadAct(f"a{number}", kind, random.choice(history).key, target, MONDAY + timedelta(minutes=number))


def threads(groups: Iterable[ThreadGroup]) -> dict[str, frozenset[str]]:
    return {group.id: frozenset(member.key for member in group.members) for group in groups}


def company(groups: Iterable[ThreadGroup]) -> set[frozenset[str]]:
    return set(threads(groups).values())


def filed(node: Node) -> Filed:
    at = node.date or MONDAY
    return Filed(node, Turn(node.key, node.message_id, at, node.direction, node.sender, (), node.partner,
                            node.base_subject, automatic=node.automatic))  # fmt: skip


@dataclass
class Shelf:
    """What the store keeps of threads, changed by the very changes a page or an act asks for."""

    filed: dict[str, Filed] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    acts: dict[str, ThreadAct] = field(default_factory=dict)
    puts: dict[str, c.ThreadPut] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    said: Mapping[str, Turn] = field(default_factory=dict)  # turns told apart from their nodes
    lengthened: int = 0  # messages that needed no look at the rest of their thread

    @property
    def threads(self) -> dict[str, frozenset[str]]:
        places: dict[str, set[str]] = {}
        for key, one in self.filed.items():
            places.setdefault(one.thread, set()).add(key)
        return {thread: frozenset(found) for thread, found in places.items()}

    def found(self, node: Node) -> Filed:
        one = filed(node)
        return replace(one, turn=self.said.get(node.key, one.turn))

    def arrive(self, page: Sequence[Node], *, at_the_end: bool = True) -> Threaded:
        """One page, decided over the components it touches and written; as ingest does, `at_the_end` where it can."""
        new = {node.key: self.found(node) for node in page if node.key not in self.filed}
        longer = lengthened(self.ends(list(new.values())), new.values()) if at_the_end else Threaded({}, ())
        rest = [node for node in page if node.key not in longer.places]
        touched = {key for node in rest for key in keys(node)}
        done = rethread(self.near(touched, [node.key for node in rest]), [self.found(node) for node in rest])
        done = Threaded({**done.places, **longer.places}, (*done.changes, *longer.changes))
        self.lengthened += len(longer.places)
        self.filed |= {key: replace(one, thread=done.places[key][0], component=done.places[key][1])
                       for key, one in new.items()}  # fmt: skip
        self.write(done.changes)
        return done

    def ends(self, new: Sequence[Filed]) -> Ends:
        """As `store.tails.ends` loads it."""
        links = {key: self.links[key] for one in new for key in wanted(one) if key in self.links}
        keys_ = {one.node.key for one in new}
        naming = [a for a in self.acts.values() if a.message in keys_ or a.target in keys_]
        acted = {key for a in naming for key in (a.message, a.target) if key}
        named = acted | {a.message for a in self.acts.values()}
        components = set(links.values()) - {self.filed[key].component for key in named if key in self.filed}
        tails = {name: tail for name in components if (tail := self._tail(name))}
        bearers: dict[str, tuple[Answered, ...]] = {}
        for key, one in self.filed.items():
            id_ = own_id(one.node) or ""
            bearers[id_] = (*bearers.get(id_, ()), Answered(key, one.node.base_subject))
        return Ends(links, tails, bearers, acted)

    def _tail(self, component: str) -> Tail | None:
        members = [one for one in self.filed.values() if one.component == component]
        put = self.puts[members[0].thread]
        closed = self.decisions.get(put.id, Decision()).closed
        if len({one.thread for one in members}) > 1 or closed or put.under or len(put.parties) >= GROUPS:
            return None
        if put.ball.whose == "ours" and self.filed[put.ball.because or ""].turn.direction != "in":
            return None
        ball = standing(put.ball.whose, put.ball.since, put.ball.because)
        return Tail(component, replace(put, ball=ball), max(one.node.order[0] for one in members))

    def decide(self, one: ThreadAct) -> None:
        """A person's act, at once where its message is known and whenever it comes else."""
        self.acts[one.id] = one
        self._arrange([one.message, *([one.target] if one.target else [])])

    def undo(self, id_: str) -> None:
        gone = self.acts.pop(id_)
        self._arrange([gone.message, *([gone.target] if gone.target else [])])

    def _arrange(self, named: list[str]) -> None:
        near = self.near(set(), named)
        self.write(arranged(near, near.acts).changes)

    def near(self, wanted: set[str], messages: Sequence[str]) -> Neighbourhood:
        """As `store.views.neighbourhood` loads it."""
        links = {key: self.links[key] for key in wanted if key in self.links}
        naming = [a for a in self.acts.values() if a.message in messages or a.target in messages]
        named = {*messages, *(key for a in naming for key in (a.message, a.target) if key)}
        components = {*links.values(), *(self.filed[key].component for key in named if key in self.filed)}
        found = tuple(one for one in self.filed.values() if one.component in components)
        inside = {one.node.key for one in found}
        acts = {a.id: a for a in (*naming, *(a for a in self.acts.values() if a.message in inside))}
        said = {one.thread: self.decisions.get(one.thread, Decision()) for one in found}
        return Neighbourhood(links, found, tuple(acts.values()), said)

    def write(self, changes: Iterable[c.Change]) -> None:
        for change in changes:
            match change:
                case c.MessageMoved(key=key, thread=thread, component=component):
                    self.filed[key] = replace(self.filed[key], thread=thread, component=component)
                case c.ThreadPut(id=id_):
                    self.puts[id_] = change
                    self.aliases.pop(id_, None)
                case c.ThreadJoined(id=old, into=into):
                    self.puts.pop(old, None)
                    self.aliases[old] = into
                case c.Linked(key=key, component=component):
                    self.links[key] = component
                case c.ComponentJoined(old=old, into=into):
                    self.links |= {key: into for key, name in self.links.items() if name == old}
                case c.ThreadDecided(id=id_):
                    self.decisions[id_] = Decision(
                        change.closed, change.closed_after, change.owner, change.snoozed_until
                    )

    def now(self, thread: str) -> str:
        """The thread an old id leads to."""
        while thread in self.aliases:
            thread = self.aliases[thread]
        return thread


def shelved(random: Random, history: Sequence[Node]) -> Shelf:
    """`history` in any order, on pages of any size, some of it twice."""
    walk = [*history, *random.sample(list(history), random.randint(0, len(history)))]
    random.shuffle(walk)
    shelf = Shelf()
    while walk:
        size = random.randint(1, 4)
        shelf.arrive(walk[:size])
        del walk[:size]
    return shelf


def whole(history: Sequence[Node], acts: Iterable[ThreadAct] = ()) -> dict[str, frozenset[str]]:
    return threads(partition(history, acts))
