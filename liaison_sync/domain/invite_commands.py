"""What a person may ask for about invitations: of ours to partners, and answers to theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SendInvite:
    """Invite to a meeting of ours, or tell what changed; `people` as one would write them in a mail, `start` on the
    clock of `zone`. `uid` is the one the form was opened with: what is sent twice is sent once."""

    uid: str
    title: str
    start: datetime
    minutes: int
    zone: str
    people: str
    place: str = ""
    link: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class CancelInvite:
    """Cancel a meeting of ours for everybody."""

    uid: str


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


InviteCommand = SendInvite | CancelInvite | AnswerInvite | RecallInvite
