"""Alarms: what an administrator must know of without looking: whether mail comes in whole, and goes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from typing import Literal

from liaison_sync.domain.value import dataclass

Key = Literal["incomplete", "unproven", "uncertified", "mailbox_red", "ambiguous", "outbox_stands"]


@dataclass(frozen=True, slots=True)
class Alarm:
    """`about` the mailbox, "" where it is of the whole; `since` when it began, as far as is known."""

    key: Key
    about: str = ""
    since: datetime | None = None
    number: int = 0
    cause: str = ""  # a key of "errors", of a mailbox
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The same as long as it lasts."""
        return f"{self.key}:{self.about}" if self.about else self.key


@dataclass(frozen=True, slots=True)
class Told:
    """A letter that told of alarms on a day; without any it said that all is well again."""

    id: str
    day: str
    alarms: frozenset[str]


def to_tell(alarms: Sequence[Alarm], told: Iterable[Told], day: date) -> tuple[str, ...]:
    """The ids of alarms nobody was told of on this local day, sorted; () means no letter."""
    today = {id_ for one in told if one.day == day.isoformat() for id_ in one.alarms}
    return tuple(sorted({one.id for one in alarms} - today))


def over(alarms: Sequence[Alarm], last: Told | None) -> bool:
    """Whether all that was told of last has ended, and nobody has been told so."""
    return not alarms and last is not None and bool(last.alarms)


def written(day: date, ids: Iterable[str]) -> str:
    """What the letter is about, as its row in the outbox keeps it."""
    return " ".join((day.isoformat(), *ids))


def read(id_: str, about: str) -> Told:
    day, *ids = about.split(" ")
    return Told(id_, day, frozenset(ids))
