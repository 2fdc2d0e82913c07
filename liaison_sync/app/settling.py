"""Mail that waits for no word: who is content with a meeting or asks for no more letters, and ours that only tells.

What was recorded of it says so: when it arrives, and when an officer decides otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sqlalchemy import Connection, select

from liaison_sync.domain import changes as c
from liaison_sync.domain.ball import ball
from liaison_sync.domain.feedback_answer import asks, asks_nothing
from liaison_sync.domain.filing import Recognised
from liaison_sync.domain.parting_words import only_asks_for_peace
from liaison_sync.domain.threading import Filed, still_closed
from liaison_sync.domain.triggers import TELLING
from liaison_sync.domain.view import Settled
from liaison_sync.store import own_letters, pictures, views
from liaison_sync.store import schema as s
from liaison_sync.store.codec import dump

_Arrived = Mapping[str, tuple[Recognised, Filed]]


def arrived(connection: Connection, page: _Arrived, said: Iterable[c.Change]) -> dict[str, tuple[Recognised, Filed]]:
    """The new messages of a page, with what `said` records of them."""
    found = {key: why for one in said for key, why in _why(page, one)} | dict(_told(connection, page))
    return {key: (one, _settled(filed, found.get(key))) for key, (one, filed) in page.items()}


def _told(connection: Connection, page: _Arrived) -> Iterator[tuple[str, Settled]]:
    """Our reminders, which ask nothing new; thanks, minutes and the like, where nobody wrote a question into them."""
    ours = [one for one, found in page.values() if found.turn.direction == "out" and one.arrival.message.liaison_id]
    letters = own_letters.followups(connection, [one.arrival.message for one in ours])
    for place, (trigger, edited) in letters.items():
        if not (edited and trigger in TELLING and asks(ours[place].arrival.message.new_text)):
            yield ours[place].key, "told"


def _settled(filed: Filed, why: Settled | None) -> Filed:
    return replace(filed, turn=replace(filed.turn, settled=why)) if why else filed


def _why(page: _Arrived, said: c.Change) -> Iterator[tuple[str, Settled]]:
    if isinstance(said, c.FeedbackPut) and said.message and _content(said):
        yield said.message, "content"
    if isinstance(said, c.WishNoted) and said.kind == "opted_out" and said.message in page:
        one, _ = page[said.message]
        if only_asks_for_peace(one.arrival.message.new_text, one.recognition.sender.name):
            yield said.message, "left_alone"


def _content(said: c.FeedbackPut) -> bool:
    return said.state == "recorded" and asks_nothing(said.score, said.text)


# --- decided since -----------------------------------------------------------------------------------------------


def accepted(connection: Connection, said: c.FeedbackPut) -> Iterator[c.Change]:
    """An officer recorded what a mail says of a meeting."""
    if said.message and _content(said):
        yield from _decided(connection, said.message, "content")


def taken_back(connection: Connection, message: str) -> Iterator[c.Change]:
    """An officer took a mail for no wish to be left alone: it is to be answered as any other."""
    yield from _decided(connection, message, None)


def _decided(connection: Connection, message: str, why: Settled | None) -> Iterator[c.Change]:
    m = s.message.c
    thread = connection.execute(select(m.thread).where(m.key == message)).scalar()
    turns = pictures.turns_of(connection, [thread])[thread] if thread else ()
    after = tuple(replace(turn, settled=why) if turn.key == message else turn for turn in turns)
    if thread is None or after == turns:
        return
    yield from (c.MessageSettled(turn.key, dump(turn)) for turn in after if turn.key == message)
    closed = still_closed(after, views.decisions(connection, {thread})[thread])
    yield c.BallMoved(thread, ball(after, closed=closed))
