"""Draft: one mail of the story on its way to bytes, with what is true about it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from liaison_sync.demo.closings import Recorded
from liaison_sync.demo.mailwriter import Letter
from liaison_sync.demo.placed import FolderName
from liaison_sync.demo.truth import Direction, EngagementTruth
from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class Draft:
    """`places` are (mailbox address, folder); `raw` stands instead of `letter` where the story needs odd octets."""

    thread: str
    at: datetime
    places: tuple[tuple[str, FolderName], ...]
    partner: str | None
    direction: Direction
    letter: Letter | None = None
    raw: bytes = b""
    message_id: str | None = None
    sender: str = ""
    automatic: str | None = None
    seen: bool = False
    turn: bool = True  # moves the ball: written by a person, to somebody outside or from there
    returns: bool = False  # reports that the letter before it reached nobody
    closes: bool = False  # the last word of its thread: nobody needs to answer
    itip: int = 0  # how many iTIP components it carries
    names_meeting: bool = False  # its text alone invites to one
    calendar: Literal["", "asks", "answers", "ends", "informs"] = ""  # what its iTIP means for whose turn it is


@dataclass(frozen=True, slots=True)
class Scene:
    """What one file of scenes gives to the season."""

    drafts: tuple[Draft, ...] = ()
    engagements: tuple[EngagementTruth, ...] = ()
    joined: tuple[tuple[str, str], ...] = ()  # threads that a letter's number links: (this, to that)
    recorded: tuple[Recorded, ...] = ()
