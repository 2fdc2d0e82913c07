"""What a person may ask for about invitations: of ours to partners, and answers to theirs."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.repeating import Repeat
from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class SendInvite:
    """Invite to a meeting of ours, or tell what changed; `people` as one would write them in a mail, `start` on the
    clock of `zone`. `uid` is the one the form was opened with: what is sent twice is sent once.

    `only` names one occurrence of a series by its RECURRENCE-ID's key: that one is changed, for those invited already.
    `kept` leaves a series its rule, which no form has words for.
    """

    uid: str
    title: str
    start: datetime
    minutes: int
    zone: str
    people: str
    place: str = ""
    link: str = ""
    text: str = ""
    repeat: Repeat | None = None
    only: str = ""
    kept: bool = False


@dataclass(frozen=True, slots=True)
class CancelInvite:
    """Cancel a meeting of ours for everybody; `only` names one occurrence of a series."""

    uid: str
    only: str = ""


@dataclass(frozen=True, slots=True)
class AnswerInvite:
    """Answer a partner's invitation: ACCEPTED, TENTATIVE or DECLINED."""

    meeting: str
    partstat: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class RecallInvite:
    """Take back what has not left yet of a meeting's letters."""

    uid: str


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """Count what an attendee (`address`) wrote in the plain letter `letter` (a message's key) as his PARTSTAT.

    `meeting` is an occurrence's key; `delegate` the address of who comes instead, where that is what he wrote.
    """

    meeting: str
    address: str
    partstat: str
    letter: str
    delegate: str = ""


@dataclass(frozen=True, slots=True)
class TakeBackAnswer:
    """Undo that, by the fact's id."""

    fact: str


@dataclass(frozen=True, slots=True)
class RetryLetter:
    """Try a failed letter of a meeting (its id in the outbox) once more, for those who have not had it."""

    outbox: str


@dataclass(frozen=True, slots=True)
class WithdrawLetter:
    """Take back one letter of a meeting that nobody has had."""

    outbox: str


InviteCommand = (
    SendInvite
    | CancelInvite
    | AnswerInvite
    | RecallInvite
    | RecordAnswer
    | TakeBackAnswer
    | RetryLetter
    | WithdrawLetter
)
