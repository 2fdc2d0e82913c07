"""What letters are told: one view model per trigger. Its field names are the names a template may use.

Every text is ready to read in the letter's language; "" means there is nothing to say, None that a value is missing
(the letter is then held).
"""

from __future__ import annotations

from liaison_sync.domain.salutation import you
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.approval_letters import ApprovalNotedLetter, ApprovalRequestLetter
from liaison_sync.formats.campaign_letters import SequenceLetter


@dataclass(frozen=True, slots=True)
class Guest:
    """Who comes: `role` (title or organisation) and `answer` in words."""

    name: str
    role: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """An earlier meeting: when, what, how it went."""

    date: str
    title: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """An open action item."""

    text: str
    owner: str
    due: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What does not fit in the invitation, in words."""

    text: str


@dataclass(frozen=True, slots=True)
class NoReplyLetter:
    """`sent_on`: date of our unanswered message; `reminded_on`: of the first reminder (step 2), else ""."""

    salutation: str | None
    topic: str
    sent_on: str
    sender_name: str | None
    organisation: str | None
    step: int = 1
    reminded_on: str = ""


@dataclass(frozen=True, slots=True)
class WeOweLetter:
    """`waiting`: working time since they wrote; `owner_name`: who is responsible (step 2 goes to the lead).

    `partner` is `who` where nobody knows the organisation; `whose`: what tells more of `who` ("" for nothing).
    """

    reader_name: str
    owner_name: str
    partner: str
    who: str
    topic: str
    received_on: str
    waiting: str
    link: str
    step: int = 1
    whose: str = ""


@dataclass(frozen=True, slots=True)
class MeetingSoonLetter:
    """`time` names every reader's zone; `place` and `join_url` are "" where there is none."""

    salutation: str | None
    title: str
    date: str
    time: str
    sender_name: str | None
    organisation: str | None
    place: str = ""
    join_url: str = ""


@dataclass(frozen=True, slots=True)
class RsvpMissingLetter(MeetingSoonLetter):
    """`sent_on`: date of our invitation."""

    sent_on: str = ""


@dataclass(frozen=True, slots=True)
class BriefingLetter:
    """`time` names every reader's zone; `unanswered`: the last mail nobody answered, in one line."""

    reader_name: str
    title: str
    partner: str
    date: str
    time: str
    link: str
    place: str = ""
    join_url: str = ""
    guests: tuple[Guest, ...] = ()
    ours: tuple[Guest, ...] = ()
    talks: tuple[Talk, ...] = ()
    our_promises: tuple[Promise, ...] = ()
    their_promises: tuple[Promise, ...] = ()
    unanswered: str = ""
    files: tuple[Talk, ...] = ()
    step: int = 1
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class MinutesMissingLetter:
    """`link` opens the page where they are recorded; `owner_name` as in WeOweLetter."""

    reader_name: str
    owner_name: str
    title: str
    partner: str
    date: str
    time: str
    link: str
    step: int = 1


@dataclass(frozen=True, slots=True)
class OutcomeMissingLetter(MinutesMissingLetter):
    """As MinutesMissingLetter; `invited`: who was asked; `said`: what a letter says became of it, in its words."""

    invited: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeNotedLetter:
    """What an officer's mail came to. `recorded`: something new was; `refused` why nothing could be, in words.

    `attendance`: name, whom they were represented by (role), presence (answer); `parts`: what the minutes (`version`)
    hold now, title and first words (outcome); `unclear`: field (date), line (title), why (outcome).
    """

    reader_name: str
    link: str
    recorded: bool
    refused: str = ""
    title: str = ""
    date: str = ""
    time: str = ""
    outcome: str = ""
    attendance: tuple[Guest, ...] = ()
    version: int = 0
    parts: tuple[Talk, ...] = ()
    actions: tuple[Promise, ...] = ()
    files: tuple[str, ...] = ()
    unclear: tuple[Talk, ...] = ()


@dataclass(frozen=True, slots=True)
class ThankYouLetter:
    """`promises`: what was agreed and is still open, both sides."""

    salutation: str | None
    title: str
    date: str
    sender_name: str | None
    organisation: str | None
    promises: tuple[Promise, ...] = ()


@dataclass(frozen=True, slots=True)
class MinutesShareLetter(ThankYouLetter):
    """Goes with the minutes as PDF."""


@dataclass(frozen=True, slots=True)
class FeedbackRequestLetter:
    """`link`: the reader's own page for the answer, open until `until`; "" where partners reach no page of ours."""

    salutation: str | None
    title: str
    date: str
    sender_name: str | None
    organisation: str | None
    link: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class ActionDueLetter:
    """`owner` is to do `text` by `due`, agreed in the meeting `title` on `date`; step 2: the deadline has passed.

    `to_partner`: it is written to the partner's person (salutation, signature); `theirs`: the partner promised it.
    """

    salutation: str | None
    reader_name: str
    text: str
    owner: str
    due: str
    title: str
    date: str
    partner: str
    link: str
    sender_name: str | None
    organisation: str | None
    to_partner: bool = False
    theirs: bool = False
    step: int = 1


@dataclass(frozen=True, slots=True)
class DormantLetter:
    """Nothing was heard of `partner` for `silence`; `rhythm`: how long it usually was between their messages.

    `who` wrote last, on `heard_on`, about `topic`.
    """

    reader_name: str
    partner: str
    silence: str
    rhythm: str
    who: str
    heard_on: str
    topic: str
    link: str


@dataclass(frozen=True, slots=True)
class DigestLetter:
    """Many notices of one kind at once; `items` are the letters each would have been."""

    reader_name: str
    count: int
    items: tuple[AnyLetter, ...]


AnyLetter = (
    NoReplyLetter
    | WeOweLetter
    | BriefingLetter
    | OutcomeMissingLetter
    | MinutesMissingLetter
    | ThankYouLetter
    | MinutesShareLetter
    | FeedbackRequestLetter
    | MeetingSoonLetter
    | RsvpMissingLetter
    | ActionDueLetter
    | DormantLetter
    | SequenceLetter
)


Notice = OutcomeNotedLetter | ApprovalRequestLetter | ApprovalNotedLetter


def values_of(letter: AnyLetter | DigestLetter | Notice) -> dict[str, object]:
    """The values of `letter` by name, as `render` takes them; `you` is the word its salutation has for the reader."""
    values: dict[str, object] = {name: getattr(letter, name) for name in letter.__dataclass_fields__}
    greeted = values.get("salutation", "")
    return values | {"you": you(greeted if isinstance(greeted, str) else None)} if "salutation" in values else values
