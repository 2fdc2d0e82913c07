"""Feedback that came by mail and waits for a person: taken, with the score they read in it, or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from liaison_sync.app import settling
from liaison_sync.app.act.acting import Acting, Refused
from liaison_sync.app.feedback import put
from liaison_sync.domain import changes as c
from liaison_sync.domain.commands.feedback import AcceptFeedback, DismissFeedback
from liaison_sync.domain.feedback_answer import HIGHEST, LOWEST
from liaison_sync.store import feedback


def accept(here: Acting, command: AcceptFeedback) -> Iterator[c.Change]:
    if command.score is not None and not LOWEST <= command.score <= HIGHEST:
        raise Refused("feedback_score")
    said = replace(_waiting(here, command.id), score=command.score, state="recorded", actor=here.actor)
    yield said
    yield from settling.accepted(here.connection, said)


def dismiss(here: Acting, command: DismissFeedback) -> Iterator[c.Change]:
    yield replace(_waiting(here, command.id), state="dismissed", actor=here.actor)


def _waiting(here: Acting, id_: str) -> c.FeedbackPut:
    found = feedback.one(here.connection, id_)
    if found is None or found.state != "suggested":
        raise Refused("gone")
    return put(found)
