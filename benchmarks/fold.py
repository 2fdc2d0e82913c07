"""`python -m benchmarks.fold`: facts judged and folded per second of CPU, by what arrives about one meeting."""

from __future__ import annotations

import time
from collections.abc import Callable

from liaison_sync.domain.fact import Fact
from liaison_sync.domain.verdict import Judge
from tests.domain.engagement_story import (
    BUDI,
    CITRA,
    OWN,
    POLICY,
    US,
    WEEKLY,
    at,
    cancel,
    counter,
    reply,
    request,
    weekly,
)

GUESTS = [f"tamu{number}@mitra.id" for number in range(400)]


def ordinary(meetings: int = 200) -> list[list[Fact]]:
    """As meetings are: an invitation, answers, a proposal, a new time, answers again, one date off."""
    story = [
        request(BUDI, CITRA, sender=US, recurrence=WEEKLY),
        reply(BUDI, "TENTATIVE", organizer=US),
        counter(CITRA, at(9, 1), organizer=US, stamp=21),
        request(BUDI, CITRA, sender=US, recurrence=WEEKLY, sequence=1, start=at(5), stamp=30),
        reply(BUDI, "ACCEPTED", organizer=US, sequence=1, stamp=40),
        reply(CITRA, "ACCEPTED", organizer=US, sequence=1, stamp=41),
        cancel(BUDI, CITRA, sender=US, rid=at(5, 7), sequence=2),
        reply(BUDI, "DECLINED", organizer=US, sequence=1, stamp=44, rid=at(5, 14)),
    ]
    return [story] * meetings


def answers() -> list[list[Fact]]:
    """One meeting that four hundred people answer."""
    return [[request(*GUESTS, sender=US), *(reply(guest, "ACCEPTED", organizer=US) for guest in GUESTS)]]


def proposals() -> list[list[Fact]]:
    """One meeting of twenty for which each proposes another time, again and again."""
    return [
        [
            request(*GUESTS[:20], sender=US),
            *(counter(GUESTS[n % 20], at(9, 1 + n), organizer=US, stamp=n + 1) for n in range(400)),
        ]
    ]


def updates() -> list[list[Fact]]:
    """Ten meetings of twenty people, each told anew thirty times."""
    return [[request(*GUESTS[:20], sender=US, stamp=n, sequence=n, title=f"Versi {n}") for n in range(30)]] * 10


def instances() -> list[list[Fact]]:
    """One series of which a thousand instances are told apart, each by a message of its own."""
    return [[request(BUDI, CITRA, sender=US, recurrence=WEEKLY), *(_moved(week) for week in range(1, 1_001))]]


def cancelled() -> list[list[Fact]]:
    """One series of which a thousand instances are cancelled one by one."""
    off = (cancel(BUDI, CITRA, sender=US, rid=at(3, 7 * week), sequence=0, stamp=week) for week in range(1, 1_001))
    return [[request(BUDI, CITRA, sender=US, recurrence=WEEKLY), *off]]


def absences() -> list[list[Fact]]:
    """One series of which somebody declines a thousand instances one by one."""
    off = (reply(BUDI, "DECLINED", organizer=US, rid=at(3, 7 * week), stamp=week) for week in range(1, 1_001))
    return [[request(BUDI, CITRA, sender=US, recurrence=WEEKLY), *off]]


def _moved(week: int) -> Fact:
    return request(BUDI, CITRA, sender=US, rid=at(3, 7 * week), start=at(5, 7 * week), sequence=week % 3, stamp=week)


KINDS: tuple[Callable[[], list[list[Fact]]], ...] = (
    ordinary,
    answers,
    proposals,
    updates,
    instances,
    cancelled,
    absences,
)


def main() -> None:
    """Print a row for each kind."""
    for kind in KINDS:
        stories = kind()
        begun = time.process_time()
        for story in stories:
            judge = Judge(OWN, POLICY, weekly)
            for fact in story:
                judge.hear(fact)
            judge.engagements()
        took = time.process_time() - begun
        count = sum(map(len, stories))
        print(f"{kind.__name__:<12}{count:>6} facts{count / took:>10.0f} a second   {(kind.__doc__ or '').strip()}")


if __name__ == "__main__":
    main()
