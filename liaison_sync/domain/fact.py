"""Fact: one immutable observation about a meeting; an engagement is a function of a set of them."""

from __future__ import annotations

from dataclasses import field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Literal

from liaison_sync.domain.invitation import Invitation, Moment
from liaison_sync.domain.message import StatedMeeting
from liaison_sync.domain.value import dataclass

AuthResult = Literal["pass", "fail", "none", "own"]
FolderRole = Literal["inbox", "sent", "calendar"]
ActKind = Literal[
    "confirm", "confirm_sender", "accept_guest", "accept_organizer", "dismiss", "answer", "take_back"
]  # fmt: skip
Order = tuple[int, datetime, int, str]

_BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Of two facts with the same SEQUENCE and DTSTAMP the one that takes away is the later (RFC 5546 §2.1.5).
_RANK = {"ADD": 1, "CANCEL": 2}


@dataclass(frozen=True, slots=True)
class AuthVerdict:
    """What the receiving server vouches for (RFC 8601): for the From domain, and which domains signed."""

    result: AuthResult
    reason: str = ""
    dkim: tuple[str, ...] = ()

    @property
    def refuted(self) -> bool:
        """DMARC failed: the sender is not who From says. That nothing vouches for From is not yet failure."""
        return self.reason == "dmarc_failed"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One reading of a calendar item or of a feed; `invitation` None means that the item is gone."""

    uid: str
    invitation: Invitation | None
    recurrence_id: Moment | None = None
    change_key: str = ""
    feed: bool = False


@dataclass(frozen=True, slots=True)
class HumanAct:
    """What a person decided in the console; `subject` is a fact id (confirm) or an address.

    An answer that an attendee gave in a plain letter is recorded as `said`, the REPLY it comes to; `letter` is the key
    of the message it was read from. An act of this kind is taken back by its fact's id.
    """

    uid: str
    kind: ActKind
    subject: str
    by: str
    at: datetime
    said: Invitation | None = field(default=None, repr=False)  # the digest of acts without one stays what it was
    letter: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Fact:
    """`sender` is the From address, `technical_sender` the Sender header, both lower-cased claims until authenticated.

    `siblings` are the RECURRENCE-ID keys the same message carries for this UID ("" for the master);
    `candidate` marks what was read out of text, TNEF or HTML and not from a VEVENT.
    Worked out once, as a fold asks for them over and over: `method`, REQUEST, REPLY … (PUBLISH where none was sent,
    SNAPSHOT or FEED for a reading of a calendar, ACT for a person); `key`, which item of the series this is about, ""
    for the master; `order`, SEQUENCE, DTSTAMP, method rank and digest: the order of one party's facts, however they
    arrived.
    """

    mailbox: str
    message: str
    received_at: datetime
    sender: str
    content: Invitation | Snapshot | HumanAct
    authentication: AuthVerdict = AuthVerdict("none")
    role: FolderRole = "inbox"
    forwarded: bool = False
    technical_sender: str = ""
    reply_to: str = ""
    siblings: frozenset[str] = frozenset()
    meetings: tuple[StatedMeeting, ...] = ()
    candidate: bool = False
    id: str = field(init=False)
    digest: str = field(init=False)
    method: str = field(init=False, repr=False, compare=False)
    key: str = field(init=False, repr=False, compare=False)
    order: Order = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        digest = _content_digest(self.content)
        seen = f"{self.mailbox}|{self.message}|{self.role}|{self.sender}|{self.authentication.result}|{digest}"
        object.__setattr__(self, "digest", digest)
        object.__setattr__(self, "id", sha256(seen.encode("utf-8", "replace")).hexdigest())
        object.__setattr__(self, "method", _method(self.content))
        object.__setattr__(self, "key", self.recurrence_id.key if self.recurrence_id else "")
        object.__setattr__(self, "order", _order(self))

    @property
    def invitation(self) -> Invitation:
        """The component; raises ValueError for a human act or a snapshot of nothing."""
        content = self.content
        found = content.invitation if isinstance(content, Snapshot) else content
        found = found.said if isinstance(found, HumanAct) else found
        if not isinstance(found, Invitation):
            raise ValueError("this fact carries no component")  # noqa: TRY004
        return found

    @property
    def uid(self) -> str:
        return self.content.uid

    @property
    def recurrence_id(self) -> Moment | None:
        said = self.content.said if isinstance(self.content, HumanAct) else self.content
        return said.recurrence_id if said else None


def _method(content: Invitation | Snapshot | HumanAct) -> str:
    if isinstance(content, HumanAct):
        return "ACT"
    if isinstance(content, Snapshot):
        return "FEED" if content.feed else "SNAPSHOT"
    return (content.method or "PUBLISH").upper()


def _order(fact: Fact) -> Order:
    content = fact.content
    said = content.said if isinstance(content, HumanAct) else content
    if said is None or (isinstance(said, Snapshot) and not said.invitation):
        return (0, fact.received_at, 0, fact.digest)
    sent = fact.invitation
    return (sent.sequence, _stamp(sent), _RANK.get(fact.method, 0), fact.digest)


def _stamp(sent: Invitation) -> datetime:
    """DTSTAMP; what was only read from a winmail.dat gives way to every VEVENT of its SEQUENCE, however late it is."""
    stamp = sent.dtstamp or _BEFORE_ALL
    return _BEFORE_ALL + max(stamp - _EPOCH, timedelta(0)) if "from_tnef" in sent.flags else stamp


def _content_digest(content: Invitation | Snapshot | HumanAct) -> str:
    if isinstance(content, Invitation) and content.digest:
        return f"{content.method}:{content.digest}"
    if isinstance(content, Snapshot) and content.invitation and content.invitation.digest:
        return f"snapshot:{content.change_key}:{content.invitation.digest}"
    said = repr(content.said) if isinstance(content, HumanAct) and content.said else ""
    return sha256(f"{content!r}{said}".encode("utf-8", "replace")).hexdigest()
