"""Policy: the settings decisions read, with the defaults of the design. Configuration maps TOML onto this tree."""

from __future__ import annotations

from dataclasses import field
from datetime import date, time
from typing import Literal

from liaison_sync.domain.address import is_address
from liaison_sync.domain.errors import UnfitSetting
from liaison_sync.domain.value import dataclass

Approval = Literal["review", "automatic"]
TO_PARTNERS = frozenset(
    {"no_reply", "rsvp_missing", "meeting_soon", "thank_you", "minutes_share", "feedback_request", "sequence"}
)
TRIGGER_SETTINGS = (
    *("no_reply", "we_owe", "rsvp_missing", "meeting_soon", "briefing", "outcome_missing", "minutes_missing"),
    *("thank_you", "minutes_share", "feedback_request", "action_due", "dormant", "sequence"),
)


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening and closing on a wall clock; raises ValueError where closing does not follow opening."""

    opens: time = time(8)
    closes: time = time(16, 30)

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise UnfitSetting("closes_first", opens=f"{self.opens:%H:%M}", closes=f"{self.closes:%H:%M}")


@dataclass(frozen=True, slots=True)
class Season:
    """Other hours from `since` up to and including `until` (Ramadan, for instance)."""

    since: date
    until: date
    hours: Hours


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When letters may leave and working hours pass. `days`: 0 is Monday, as in `date.weekday()`."""

    hours: Hours = Hours()
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    seasons: tuple[Season, ...] = ()

    def __post_init__(self) -> None:
        if not self.days or not all(0 <= day <= 6 for day in self.days):
            raise UnfitSetting("working_days")


@dataclass(frozen=True, slots=True)
class NoReply:
    """The ball is theirs for `working_days` of their calendar; at most `steps` reminders."""

    enabled: bool = True
    approval: Approval = "review"
    working_days: int = 3
    steps: int = 2


@dataclass(frozen=True, slots=True)
class WeOwe:
    """The ball is ours for `working_hours`; the owner is told, then, as long again, the lead."""

    enabled: bool = True
    approval: Approval = "automatic"
    working_hours: float = 8.0


@dataclass(frozen=True, slots=True)
class RsvpMissing:
    """An invitation of ours is unanswered `working_days_before` the meeting, of their calendar."""

    enabled: bool = True
    approval: Approval = "review"
    working_days_before: int = 2


@dataclass(frozen=True, slots=True)
class MeetingSoon:
    """The partner is reminded of a meeting we organise `working_days_before` it, of their calendar."""

    enabled: bool = True
    approval: Approval = "review"
    working_days_before: int = 1


@dataclass(frozen=True, slots=True)
class Briefing:
    """Before a meeting: `working_days_before`, and on its morning where it starts later than opening time."""

    enabled: bool = True
    approval: Approval = "automatic"
    working_days_before: int = 1
    morning: bool = True


@dataclass(frozen=True, slots=True)
class OutcomeMissing:
    """After a meeting: `minutes_after` its end, then each `working_days` later: owner, owner, lead."""

    enabled: bool = True
    approval: Approval = "automatic"
    minutes_after: int = 30
    working_days: int = 1


@dataclass(frozen=True, slots=True)
class MinutesMissing:
    """Held, and no minutes `working_days` after its end: the owner is told, then, as long again, the lead."""

    enabled: bool = True
    approval: Approval = "automatic"
    working_days: int = 1


@dataclass(frozen=True, slots=True)
class MinutesShare:
    """The minutes go to the partner `wait_hours` after the end at the earliest, `late_days` after it at the latest."""

    enabled: bool = True
    approval: Approval = "review"
    wait_hours: int = 1
    late_days: int = 30


@dataclass(frozen=True, slots=True)
class ThankYou:
    """Within `within_hours` after HELD was recorded; not at all more than `late_days` after the meeting."""

    enabled: bool = True
    approval: Approval = "review"
    wait_hours: int = 1
    within_hours: int = 24
    late_days: int = 7


@dataclass(frozen=True, slots=True)
class FeedbackRequest:
    """`working_days` after our last letter about the meeting, of the partner's calendar; not `late_days` after it.

    The page for the answer stays open for `answer_days` from sending on.
    """

    enabled: bool = True
    approval: Approval = "review"
    working_days: int = 3
    late_days: int = 30
    answer_days: int = 30


@dataclass(frozen=True, slots=True)
class ActionDue:
    """An action item: `working_days_before` its deadline, then each week it is overdue, at most `weeks` times.

    `approval` is that of notices to one of us, `partner_approval` that of letters to the partner.
    """

    enabled: bool = True
    approval: Approval = "automatic"
    partner_approval: Approval = "review"
    working_days_before: int = 1
    weeks: int = 4


@dataclass(frozen=True, slots=True)
class Dormant:
    """A partner is silent beyond `factor` times its own median rhythm, and at least `least_days`: the owner is told."""

    enabled: bool = True
    approval: Approval = "automatic"
    factor: float = 2.0
    least_days: int = 21


@dataclass(frozen=True, slots=True)
class Sequence:
    """Letters of campaigns (`Campaign`)."""

    enabled: bool = True
    approval: Approval = "review"


@dataclass(frozen=True, slots=True)
class Campaign:
    """A series of letters to contacts who were put into it: letter n leaves `waits[n-1]` working days after the last.

    The first counts from when the contact was put in; nothing leaves after `until`. `owner` signs, else the partner's.
    """

    id: str
    name: str
    waits: tuple[int, ...] = (0, 5, 10)
    owner: str | None = None
    project: str | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if not self.id or not self.id.replace("-", "").isalnum() or not self.id.isascii() or self.id != self.id.lower():
            raise UnfitSetting("campaign_id", id=self.id)
        if not 1 <= len(self.waits) <= 9 or not all(0 <= days <= 260 for days in self.waits):
            raise UnfitSetting("campaign_waits")


@dataclass(frozen=True, slots=True)
class Override:
    """What is otherwise for one partner or one project (their ids), of one trigger or of all; None: as it is.

    `language` is that of letters to the partner; `approval` likewise, unless `trigger` names one that tells our own.
    """

    partner: str | None = None
    project: str | None = None
    trigger: str | None = None
    enabled: bool | None = None
    approval: Approval | None = None
    language: Literal["id", "en"] | None = None
    working_days: int | None = None
    working_days_before: int | None = None
    working_hours: float | None = None
    steps: int | None = None
    weeks: int | None = None
    wait_hours: int | None = None
    least_days: int | None = None

    def __post_init__(self) -> None:
        if (self.partner is None) == (self.project is None):
            raise UnfitSetting("override_of_one")
        if self.trigger is not None and self.trigger not in TRIGGER_SETTINGS:
            raise UnfitSetting("no_such_trigger", name=self.trigger, names=", ".join(TRIGGER_SETTINGS))

    def settings(self) -> dict[str, bool | int | float]:
        """Patience, and whether at all, as the settings of triggers name them."""
        names = ("enabled", "working_days", "working_days_before", "working_hours", "steps", "weeks", "wait_hours",
                 "least_days")  # fmt: skip
        return {name: value for name in names if (value := getattr(self, name)) is not None}


@dataclass(frozen=True, slots=True)
class Quiet:
    """At most `letters` of ours per partner in `days` days, over all triggers, senders and mailboxes."""

    letters: int = 1
    days: int = 3


@dataclass(frozen=True, slots=True)
class Caps:
    per_thread: int = 3
    per_contact_day: int = 5
    per_hour: int = 30


@dataclass(frozen=True, slots=True)
class Digest:
    """More than `more_than` notices of one kind to one of us in one round go as one letter; 0: never."""

    more_than: int = 3


@dataclass(frozen=True, slots=True)
class ApprovalByMail:
    """What waits for approval is told to its owner, `at_once` letters in one mail, and may be answered by mail.

    At most every `minutes` within our working time, and only where something new waits.
    """

    enabled: bool = False
    minutes: int = 60
    at_once: int = 20


@dataclass(frozen=True, slots=True)
class Alarms:
    """`to`: who is mailed when mail is not read whole or letters do not leave; nobody: nobody is mailed.

    A mailbox may be red for `mailbox_hours`, a due letter stand for `outbox_hours`, before that is an alarm.
    """

    to: tuple[str, ...] = ()
    mailbox_hours: int = 2
    outbox_hours: int = 2

    def __post_init__(self) -> None:
        for one in self.to:
            if not is_address(one):
                raise UnfitSetting("no_address", text=one)


@dataclass(frozen=True, slots=True)
class Sending:
    """`look_seconds`: how old the fresh look at the mailboxes may be; `retry_minutes`: wait when it failed."""

    look_seconds: int = 5
    retry_minutes: int = 5
    undo_seconds: int = 30
    lease_seconds: int = 300
    give_up_hours: int = 48
    at_least_once: tuple[str, ...] = ()  # kinds of letters whose ambiguous sending is repeated ("report")
    files: int = 20  # that go with one answer
    files_mb: int = 15  # all of them together, in millions of bytes
    refused_files: tuple[str, ...] = (
        *("apk", "app", "bat", "cmd", "com", "cpl", "dll", "exe", "hta", "iso", "jar", "js", "jse", "lnk", "msi"),
        *("pif", "ps1", "reg", "scr", "sh", "url", "vb", "vbe", "vbs", "wsf"),
    )  # endings of names that mail servers turn away


@dataclass(frozen=True, slots=True)
class Files:
    """Files of meetings: `at_once` of them, together `mb` million bytes, in one upload; `most` of one meeting.

    Octets of one taken away are kept `keep_days` longer.
    """

    at_once: int = 20
    mb: int = 25
    most: int = 100
    keep_days: int = 30


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything decisions are told. `organisation` signs letters.

    `default_owner` answers for partners without an owner; `manager` is told of what still has none: the last lead.
    """

    organisation: str = ""
    language: str = "id"
    zone: str = "Asia/Jakarta"
    country: str = "ID"
    authentication: Literal["required", "none"] = "none"
    default_owner: str | None = None
    manager: str | None = None
    since: date | None = None  # nothing due before is followed up; None: since the mailboxes were first read
    out_of_office_days: int = 2  # working days to wait for an out-of-office that names no return date
    working: WorkingTime = field(default_factory=WorkingTime)
    no_reply: NoReply = NoReply()
    we_owe: WeOwe = WeOwe()
    rsvp_missing: RsvpMissing = RsvpMissing()
    meeting_soon: MeetingSoon = MeetingSoon()
    briefing: Briefing = Briefing()
    outcome_missing: OutcomeMissing = OutcomeMissing()
    minutes_missing: MinutesMissing = MinutesMissing()
    thank_you: ThankYou = ThankYou()
    minutes_share: MinutesShare = MinutesShare()
    feedback_request: FeedbackRequest = FeedbackRequest()
    action_due: ActionDue = ActionDue()
    dormant: Dormant = Dormant()
    sequence: Sequence = Sequence()
    campaigns: tuple[Campaign, ...] = ()
    overrides: tuple[Override, ...] = ()
    quiet: Quiet = Quiet()
    caps: Caps = Caps()
    digest: Digest = Digest()
    approval_by_mail: ApprovalByMail = ApprovalByMail()
    sending: Sending = Sending()
    alarms: Alarms = Alarms()
    files: Files = Files()
