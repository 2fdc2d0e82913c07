"""The certificate of completeness: every copy a server lists in a folder is accounted for in the store, or is named.

Listed = stored + quarantined + pending + excluded by a rule + missing; a certificate is complete where nothing is
missing, the server counts no more than it lists, and opens every folder.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from liaison_sync.domain.value import dataclass

ACCOUNTED = ("stored", "quarantined", "pending", "excluded")
NIGHT = 2  # o'clock, where the organisation is: from then on the day's certificate is due
SOON = timedelta(hours=1)  # before one that is not whole is made anew
OVERDUE = timedelta(hours=36)  # without a certificate

Verdict = Literal["complete", "differs", "partial", "uncertified"]
Standing = Literal["complete", "healed", "differs", "partial", "uncertified"]
Original = Literal["there", "let_go", "erased"]
Missed = Literal["not_stored", "marked_gone", "message_missing"]


@dataclass(frozen=True, slots=True)
class Inventory:
    """Every copy a folder held at one moment, by locator; what comes later is not in it.

    `counted` is how many the server says there are, None where it does not. Locators of another `generation`
    (IMAP: UIDVALIDITY, and MAILBOXID where there is one) mean nothing.
    """

    locators: Collection[str]
    counted: int | None = None
    generation: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A copy the store knows. `gone`: it bears a tombstone; `hollow`: the message it is a copy of is not there.

    `rule` is what leaves out an excluded one; `original` whether its octets are kept, and why they are not.
    """

    state: str
    gone: bool = False
    hollow: bool = False
    rule: str = ""
    original: Original = "there"


@dataclass(frozen=True, slots=True)
class Missing:
    """A copy the server lists and the store cannot account for, and how it is missed."""

    locator: str
    kind: Missed


@dataclass(frozen=True, slots=True)
class Tally:
    """Copies counted by the state they are kept in, and those that are missing; the excluded also by their rule, the
    stored without their original (`bare`) by why.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[Missing, ...] = ()
    by_rule: Mapping[str, int] = field(default_factory=dict)
    bare: Mapping[str, int] = field(default_factory=dict)

    @property
    def listed(self) -> int:
        """Every copy looked at."""
        return sum(self.counts.values()) + len(self.missing)

    def without(self, gone: Collection[str]) -> Tally:
        """What the server has expunged meanwhile is neither listed any more nor missing."""
        left = tuple(one for one in self.missing if one.locator not in gone)
        return Tally(self.counts, left, self.by_rule, self.bare)


def tally(listed: Iterable[str], known: Mapping[str, Known]) -> Tally:
    """What becomes of each listed copy; `known` are those the store has a row of."""
    counts: Counter[str] = Counter()
    by_rule: Counter[str] = Counter()
    bare: Counter[str] = Counter()
    missing = []
    for locator in dict.fromkeys(listed):
        one = known.get(locator)
        if (kind := _missed(one)) is not None:
            missing.append(Missing(locator, kind))
        elif one is not None:
            counts[one.state] += 1
            if one.state == "excluded":
                by_rule[one.rule] += 1
            elif one.state == "stored" and one.original != "there":
                bare[one.original] += 1
    return Tally(dict(counts), tuple(missing), dict(by_rule), dict(bare))


def _missed(one: Known | None) -> Missed | None:
    if one is None or one.state not in ACCOUNTED:
        return "not_stored"
    if one.gone:
        return "marked_gone"
    return "message_missing" if one.hollow else None


def together(tallies: Iterable[Tally]) -> Tally:
    """Several tallies of one folder as one."""
    counts: Counter[str] = Counter()
    by_rule: Counter[str] = Counter()
    bare: Counter[str] = Counter()
    missing: list[Missing] = []
    for one in tallies:
        counts.update(one.counts)
        by_rule.update(one.by_rule)
        bare.update(one.bare)
        missing += one.missing
    return Tally(dict(counts), tuple(missing), dict(by_rule), dict(bare))


@dataclass(frozen=True, slots=True)
class FolderCount:
    """One folder's line of a certificate. `listed` copies on the server; `rule` keeps all of them from being read,
    `by_rule` counts the `excluded` ones by what left them out.

    `generation` is as in `Inventory`; `unlisted` is how many more the server counts than it lists; `refused` what it
    said where it does not open the folder, None where it does. Of the `stored`, `let_go` have no original since their
    mailbox keeps it no longer, `bare` for another reason: erased with a person, or lost.
    """

    folder: str
    path: str
    role: str
    generation: str = ""
    listed: int = 0
    stored: int = 0
    quarantined: int = 0
    pending: int = 0
    excluded: int = 0
    missing: int = 0
    unlisted: int = 0
    rule: str | None = None
    by_rule: Mapping[str, int] | None = None
    refused: str | None = None
    let_go: int = 0
    bare: int = 0

    @property
    def proven(self) -> bool:
        """Whether the server let all of it be compared."""
        return self.refused is None and not self.unlisted


@dataclass(frozen=True, slots=True)
class Difference:
    """A missing copy by name, as far as the server tells one. Instants are aware; `sent_at` is what its Date says."""

    folder: str
    locator: str
    kind: Missed
    message_id: str = ""
    sender: str = ""
    subject: str = ""
    sent_at: datetime | None = None
    received_at: datetime | None = None
    size: int | None = None


def verdict(folders: Sequence[FolderCount]) -> Verdict:
    """Whether everything listed is accounted for, and everything there is was listed."""
    if any(one.missing for one in folders):
        return "differs"
    return "complete" if all(one.proven for one in folders) else "partial"


def standing(said: Verdict, unhealed: int, proven: bool) -> Standing:
    """How a certificate stands now that some of what it missed may have been fetched."""
    if said == "differs" and not unhealed:
        return "healed" if proven else "partial"
    return said


def local_day(at: datetime, zone: str) -> date:
    """The day a certificate made at this instant belongs to."""
    return at.astimezone(ZoneInfo(zone)).date()


@dataclass(frozen=True, slots=True)
class Made:
    """A mailbox's certificates of the last day that has any: its `first` and its `last`, and whether that one is
    `whole`: nothing is missing any more, and nothing was left unproven.
    """

    first: datetime
    last: datetime
    whole: bool


def due(made: Made | None, now: datetime, zone: str) -> bool:
    """Whether the day's certificate is to be made: one each local day, by night or as soon as we run.

    One that is not whole is made anew the same day, each time after as long as there has been none.
    """
    here = now.astimezone(ZoneInfo(zone))
    if made is None or local_day(made.last, zone) < here.date():
        return here.hour >= NIGHT
    return not made.whole and now - made.last >= max(SOON, made.last - made.first)


def overdue(last: datetime | None, since: datetime | None, now: datetime) -> bool:
    """Whether certificates have ceased: the last (or, before any, the first reading) is too long ago."""
    from_ = last or since
    return from_ is not None and now - from_ > OVERDUE


def listed_in_all(folders: Sequence[FolderCount]) -> int:
    """Every copy the server lists in these folders."""
    return sum(one.listed for one in folders)
