"""Histories: several messages about one meeting, the verdict on each when it arrives, and the state they come to.

`histories/<theme>.toml` holds `[[case]]` tables: `name` (a sentence), `says` (the standard or the rule of the design it
stands on), `story` (one message a line, `=> VERDICT rule | …` behind it), `ends` (one line a meeting or instance).
`mailboxes`, `authentication` and `alone` (verdicts only: the order is part of what is shown) are optional.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

from liaison_sync.app.inspect.engagements import engagement
from liaison_sync.app.inspect.steps import read_step
from liaison_sync.domain.authority import FoldPolicy
from liaison_sync.domain.fact import Fact, FolderRole, HumanAct, Snapshot
from liaison_sync.domain.invitation import Invitation
from liaison_sync.domain.verdict import Judge, Verdict
from liaison_sync.formats import ical
from liaison_sync.formats.meeting_uid import meeting_uid
from liaison_sync.formats.series import is_instance
from tests.corpus.letter_of import BEGAN, Said, calendar, letter, said
from tests.corpus.state import wrong_state
from tests.corpus.wording import address

HERE = Path(__file__).parent / "histories"
READ = BEGAN + timedelta(days=1)


@dataclass(frozen=True)
class History:
    """One case as written."""

    theme: str
    name: str
    says: str
    story: tuple[str, ...]
    ends: tuple[str, ...]
    mailboxes: tuple[str, ...] = ("us",)
    authentication: str = "required"

    def __str__(self) -> str:
        return f"{self.theme}/{self.name}"

    @property
    def own(self) -> tuple[str, ...]:
        return tuple(address(name) for name in self.mailboxes)

    @property
    def rules(self) -> frozenset[str]:
        """The rule ids its verdicts name."""
        return frozenset(word.split()[1] for line in self.story for word in _expected(line) if len(word.split()) > 1)

    @property
    def verdicts(self) -> frozenset[str]:
        return frozenset(word.split()[0] for line in self.story for word in _expected(line) if word != "-")


def themes() -> list[str]:
    """The themes there are, by name."""
    return sorted(path.stem for path in HERE.glob("*.toml"))


@cache
def histories(theme: str) -> tuple[History, ...]:
    """All cases of one theme."""
    told = tomllib.loads((HERE / f"{theme}.toml").read_text("utf-8"))
    return tuple(_history(theme, one) for one in told["case"])


def _history(theme: str, told: dict[str, Any]) -> History:
    return History(
        theme,
        told["name"],
        told["says"],
        tuple(line.strip() for line in told["story"].strip().splitlines()),
        tuple(line.strip() for line in told["ends"].strip().splitlines()),
        tuple(told.get("mailboxes", ("us",))),
        told.get("authentication", "required"),
    )


def _expected(line: str) -> list[str]:
    return [word.strip() for word in line.partition("=>")[2].split("|")]


def wrong(history: History) -> list[str]:
    """Where verdicts or the state are not what is expected, and the orders of arrival that end elsewhere."""
    arrivals = [_facts(history, number, line) for number, line in enumerate(history.story)]
    judges: dict[str, Judge] = {}
    lines = []
    known: list[Fact] = []
    for number, (line, arrival) in enumerate(zip(history.story, arrivals, strict=True)):
        facts = [_pointed(fact, known) for fact in arrival.facts]
        heard = _heard(judges, history, facts)
        known += facts
        arrival.facts[:] = facts
        got = [f"{one.verdict} {one.rule}" for one in heard] + list(arrival.without_fact)
        if (got or ["-"]) != _expected(line):
            lines.append(f"message {number}: expected {' | '.join(_expected(line))}, is {' | '.join(got)}")
    end = _documents(judges)
    lines += wrong_state(history.ends, end)
    for order in _orders(len(arrivals)):
        if _documents(_arrived(history, arrivals, order)) != end:
            lines.append(f"arrived as {', '.join(map(str, order))} it ends otherwise")
            break
    return lines


def _heard(judges: dict[str, Judge], history: History, facts: Sequence[Fact]) -> list[Verdict]:
    """The verdicts in the order of the facts; those of one meeting arrive together."""
    told: dict[str, Verdict] = {}
    for uid in dict.fromkeys(meeting_uid(fact.uid) for fact in facts):
        together = [fact for fact in facts if meeting_uid(fact.uid) == uid]
        verdicts = _judge(judges, history, together[0]).hear_all(together)
        told |= {fact.id: one for fact, one in zip(together, verdicts, strict=True)}
    return [told[fact.id] for fact in facts]


def _judge(judges: dict[str, Judge], history: History, fact: Fact) -> Judge:
    policy = FoldPolicy("none" if history.authentication == "none" else "required")
    return judges.setdefault(meeting_uid(fact.uid), Judge(frozenset(history.own), policy, is_instance))


def _documents(judges: dict[str, Judge]) -> list[dict[str, Any]]:
    return [engagement(one) for uid in sorted(judges) for one in judges[uid].engagements()]


def _orders(count: int) -> Iterator[tuple[int, ...]]:
    """Every order of up to four messages; of more, a dozen."""
    if count <= 4:
        yield from permutations(range(count))
        return
    yield tuple(reversed(range(count)))
    for seed in range(12):
        yield tuple(random.Random(seed).sample(range(count), count))


def _arrived(history: History, arrivals: Sequence[Arrival], order: Sequence[int]) -> dict[str, Judge]:
    """The judges after the messages came in another order, the last one twice."""
    judges: dict[str, Judge] = {}
    for place, number in enumerate([*order, order[-1]]):
        for fact in arrivals[number].facts:
            moved = fact if arrivals[number].dated else replace(fact, received_at=READ + timedelta(hours=place))
            _judge(judges, history, moved).hear(moved)
    return judges


@dataclass
class Arrival:
    """What came with one line; `dated`: when it was read is part of what it says."""

    facts: list[Fact]
    without_fact: tuple[str, ...] = ()  # verdicts on what holds none
    dated: bool = False


def _facts(history: History, number: int, line: str) -> Arrival:
    text = line.partition("=>")[0].strip()
    received = READ + timedelta(hours=number)
    words = text.split()
    if words[1] == "ACT":
        return Arrival([_act(text, received)])
    if words[1] == "GONE":
        gone = Snapshot("rapat-1@mitra.id", None)
        us = address(words[0])
        return Arrival([Fact(us, "calendar", received, us, gone, role="calendar")], dated=True)
    if words[1] == "FILE":
        told = said(" ".join([words[0], "FILE", *words[3:]]), number)
        return _read(history, (HERE / "files" / words[2]).read_bytes(), told, received)
    told = said(text, number)
    received = READ + timedelta(hours=int(told.mail["received"])) if "received" in told.mail else received
    bare = told.method in ("CALENDAR", "FEED") or "bare" in told.mail
    raw = calendar(told).encode() if bare else letter(told, list(history.mailboxes))
    return _read(history, raw, told, received)


def _read(history: History, raw: bytes, told: Said, received: datetime) -> Arrival:
    kept = told.method in ("CALENDAR", "FEED")
    folders: dict[str, FolderRole] = {"inbox": "inbox", "sent": "sent", "calendar": "calendar"}
    folder = folders.get("calendar" if kept else told.mail.get("folder", ""))
    sender = None if told.mail.get("bare") == "claimed" else told.sender
    reading = read_step(raw, sender, received, folder, own=history.own, authserv_id="mx.kami.id")
    facts = [_feed(fact, told) for fact in reading.facts]
    without = [f"UNPARSEABLE ics.{one}" for one in reading.unparseable] + [f"NOTED ics.{one}" for one in reading.noted]
    return Arrival(facts, tuple(without), kept or "received" in told.mail)


def _feed(fact: Fact, told: Said) -> Fact:
    """A subscribed calendar is nobody's own; a candidate was read out of text."""
    if told.method == "FEED" and isinstance(fact.content, Snapshot):
        return replace(fact, content=replace(fact.content, feed=True))
    return replace(fact, candidate="candidate" in told.mail)


def _act(text: str, at: datetime) -> Fact:
    """`us ACT confirm MESSAGE` points to a message by number, `us ACT accept_guest NAME` to an address.

    `us ACT answer NAME REPLY …` records what NAME wrote, in the words of a reply.
    """
    who, _, kind, subject, *words = text.split()
    answer = _answer(" ".join([subject, *words])) if words else None
    content = HumanAct("rapat-1@mitra.id", kind, address(subject), address(who), at, answer)  # type: ignore[arg-type]
    return Fact(address(who), f"act:{kind}:{subject}", at, address(who), content)


def _answer(text: str) -> Invitation:
    raw = calendar(said(text, 0)).encode()
    (found,) = ical.read(raw).invitations
    return found


def _pointed(fact: Fact, known: Sequence[Fact]) -> Fact:
    if isinstance(fact.content, HumanAct) and fact.content.subject.isdecimal():
        return replace(fact, content=replace(fact.content, subject=known[int(fact.content.subject)].id))
    return fact
