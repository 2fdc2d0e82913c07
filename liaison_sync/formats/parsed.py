"""What `mime.parse` finds in a message; apart from it, since the writer takes answers and reads no mail."""

from __future__ import annotations

from liaison_sync.domain.invitation import CalendarFile
from liaison_sync.domain.message import Message
from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class Parsed:
    """A message and the calendars it carries, each once; `passed_on` are invitations in messages attached to it."""

    message: Message
    calendars: tuple[CalendarFile, ...] = ()
    passed_on: tuple[CalendarFile, ...] = ()
