"""What a person may ask for, from the console or the command line. One value each; `app.act` carries it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from liaison_sync.domain.conduct_commands import ConductCommand
from liaison_sync.domain.directory_commands import DirectoryCommand
from liaison_sync.domain.feed_commands import FeedCommand
from liaison_sync.domain.feedback_commands import FeedbackCommand
from liaison_sync.domain.file_commands import FileCommand
from liaison_sync.domain.invite_commands import InviteCommand
from liaison_sync.domain.partner import ContactKind
from liaison_sync.domain.project_commands import ProjectCommand
from liaison_sync.domain.rule_commands import PolicyCommand

Presence = Literal["present", "absent", "substitute"]

# --- follow-ups --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ApproveFollowUp:
    id: str


@dataclass(frozen=True, slots=True)
class EditFollowUp:
    id: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class SnoozeFollowUp:
    id: str
    until: datetime


@dataclass(frozen=True, slots=True)
class CancelFollowUp:
    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReopenFollowUp:
    """Undo an approval (before it leaves) or a cancellation by a person."""

    id: str


@dataclass(frozen=True, slots=True)
class RetryFollowUp:
    """Send the letter of a failed follow-up once more, to those who have not had it."""

    id: str


# --- directory ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PutPartner:
    """Create a partner, or change what is given; None leaves as it is, other lists replace what was.

    `domains` are names, each alone (its dates stay) or with its time: `lama.id 2019-03-01/2025-12-31`, `..` for open.
    """

    id: str
    name: str
    kind: str = "other"
    parent: str | None = None
    domains: tuple[str, ...] = ()
    owner: str | None = None
    language: str | None = None
    zone: str | None = None
    country: str | None = None
    aliases: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    clients: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class PutContact:
    address: str
    partner: str | None
    name: str
    kind: ContactKind = "person"
    title: str = ""
    phone: str = ""
    language: str | None = None
    salutation: str | None = None
    note: str = ""
    since: date | None = None
    until: date | None = None
    opted_out: bool | None = None  # None: as it is
    restricted: bool | None = None
    contact: str | None = None  # the row (by id) that is corrected; its address or partner may change


@dataclass(frozen=True, slots=True)
class MatchSender:
    """An unknown sender belongs to `partner`; with `whole_domain` everybody at that domain does."""

    address: str
    partner: str
    whole_domain: bool = False


@dataclass(frozen=True, slots=True)
class IgnoreSender:
    """Nobody we liaise with: leave the queue of unknown senders."""

    address: str


# --- threads -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CloseThread:
    """No reply needed; a later message of the partner opens it again."""

    thread: str


@dataclass(frozen=True, slots=True)
class ReopenThread:
    thread: str


@dataclass(frozen=True, slots=True)
class AssignThread:
    thread: str
    owner: str | None


@dataclass(frozen=True, slots=True)
class SnoozeThread:
    thread: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class SplitMessage:
    """This message, and what answers it, is another matter: a thread of its own. `thread` is where one saw it."""

    thread: str
    message: str


@dataclass(frozen=True, slots=True)
class MoveMessage:
    """This message, and what answers it, belongs to the thread `target`."""

    thread: str
    message: str
    target: str


@dataclass(frozen=True, slots=True)
class MergeThreads:
    """Both threads are one matter."""

    thread: str
    target: str


@dataclass(frozen=True, slots=True)
class KeepTogether:
    """`message` stands rightly where inference put it, or although it went on to another matter: no more offers."""

    thread: str
    message: str


@dataclass(frozen=True, slots=True)
class UndoThreadAct:
    """Take a split, move or merge back, or offer again what was kept together."""

    id: str


# --- answers -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SaveReply:
    """Keep a person's answer to `message` (a key) as it is typed; `to` and `cc` as one would write them in a mail.

    `draft` is the id the editor was opened with: what was sent meanwhile is not begun again by a late click.
    """

    draft: str
    message: str
    to: str
    cc: str
    subject: str
    text: str
    quote: bool = True


@dataclass(frozen=True, slots=True)
class EncloseFile:
    """Send this file along with the draft `id`: its name and media type as a browser states them."""

    id: str
    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class TakeOutFile:
    """The file with this SHA-256 does not go with the draft after all."""

    id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SendReply:
    """Send the answer kept under this id."""

    id: str


@dataclass(frozen=True, slots=True)
class RecallReply:
    """Take an answer back before it leaves, or one that failed: it is a draft again."""

    id: str


@dataclass(frozen=True, slots=True)
class DiscardReply:
    """Throw away an answer that is being written."""

    id: str


# --- engagements -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Presented:
    """One person's attendance; `name` of the substitute where `presence` says so."""

    person: str
    name: str
    presence: Presence
    substitute: str = ""


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """Was it held? `reason`: no_show_partner, no_show_us, postponed, unknown where not; `letter` (key) suggested it."""

    meeting: str
    held: bool
    reason: str = ""
    attendance: tuple[Presented, ...] = ()
    letter: str = ""


@dataclass(frozen=True, slots=True)
class RecordMinutes:
    """A new version of the minutes (*notulen*); `internal` stays with us."""

    meeting: str
    place: str
    discussion: str
    decisions: str
    internal: str = ""


@dataclass(frozen=True, slots=True)
class AddAction:
    meeting: str
    text: str
    owner: str
    ours: bool
    due: date | None


@dataclass(frozen=True, slots=True)
class MoveDeadline:
    """Another day by which an action item is due."""

    id: str
    due: date


@dataclass(frozen=True, slots=True)
class FinishAction:
    id: str
    done: bool = True


@dataclass(frozen=True, slots=True)
class ConfirmFact:
    """A person vouches for a fact of low trust, or counts an uninvited guest."""

    fact: str


@dataclass(frozen=True, slots=True)
class DismissCandidate:
    """What only a text names is no meeting; `fact` is one of its candidates."""

    fact: str


@dataclass(frozen=True, slots=True)
class AddNote:
    """An internal note about `partner:ID`, `thread:ID` or `meeting:KEY`."""

    about: str
    text: str


@dataclass(frozen=True, slots=True)
class ReplayQuarantine:
    id: str


@dataclass(frozen=True, slots=True)
class DownloadQuarantined:
    """Hand out the bytes of a quarantined message; the journal keeps who took them."""

    id: str


@dataclass(frozen=True, slots=True)
class PauseMailbox:
    mailbox: str
    paused: bool


@dataclass(frozen=True, slots=True)
class CertifyMailbox:
    """Compare the mailbox with its server now, not only tonight."""

    mailbox: str


@dataclass(frozen=True, slots=True)
class SettleAmbiguous:
    """A person found out whether an ambiguous letter left; `sent` False sends it again."""

    outbox: str
    sent: bool


_Meetings = ConductCommand | FileCommand | InviteCommand
_Elsewhere = DirectoryCommand | FeedCommand | FeedbackCommand | PolicyCommand | ProjectCommand | _Meetings
Command = (
    _Elsewhere
    | ApproveFollowUp
    | EditFollowUp
    | SnoozeFollowUp
    | CancelFollowUp
    | ReopenFollowUp
    | RetryFollowUp
    | PutPartner
    | PutContact
    | MatchSender
    | IgnoreSender
    | CloseThread
    | ReopenThread
    | AssignThread
    | SnoozeThread
    | SplitMessage
    | MoveMessage
    | MergeThreads
    | KeepTogether
    | UndoThreadAct
    | SaveReply
    | EncloseFile
    | TakeOutFile
    | SendReply
    | RecallReply
    | DiscardReply
    | RecordOutcome
    | RecordMinutes
    | AddAction
    | MoveDeadline
    | FinishAction
    | ConfirmFact
    | DismissCandidate
    | AddNote
    | ReplayQuarantine
    | DownloadQuarantined
    | PauseMailbox
    | CertifyMailbox
    | SettleAmbiguous
)
