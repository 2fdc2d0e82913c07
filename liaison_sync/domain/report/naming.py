"""What a report is called: how often it comes, and whether it is about everything or one project, partner, officer."""

from __future__ import annotations

from typing import Literal, get_args

from liaison_sync.domain.report.period import Every
from liaison_sync.domain.value import dataclass

WEEKLY, MONTHLY = "weekly", "monthly"
Scope = Literal["all", "project", "partner", "officer"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
_WORDS: dict[Every, str] = {"week": WEEKLY, "month": MONTHLY}
_EVERY: dict[str, Every] = {word: every for every, word in _WORDS.items()}
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class About:
    """`whose` is the id of the project or partner, or the officer's address; "" for everything."""

    every: Every = "week"
    scope: Scope = "all"
    whose: str = ""

    @property
    def name(self) -> str:
        """ "weekly", "monthly:partner:dinas": the report's identity, together with its period."""
        word = _WORDS[self.every]
        return word if self.scope == "all" else f"{word}:{self.scope}:{self.whose}"


def about(name: str) -> About:
    """What the report of that name is about. Raises ValueError where there is no such name."""
    word, _, rest = name.partition(":")
    scope, _, whose = rest.partition(":")
    every = _EVERY.get(word)
    if every is None or len(name) > _LONGEST:
        raise ValueError(f"no such report: {name[:100]}")
    if not rest and name == word:
        return About(every)
    for known in SCOPES[1:]:
        if scope == known and whose:
            return About(every, known, whose)
    raise ValueError(f"no such report: {name[:100]}")
