"""Feedback a letter seems to hold: an officer records it with the score they read, or says that it is none."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from liaison_sync.domain.commands.feedback import AcceptFeedback, DismissFeedback
from liaison_sync.store import feedback
from liaison_sync.web.page import Ask, NotFound, Page


def accept(ask: Ask) -> Response:
    score = ask.text("score", limit=1)
    number = int(score) if score.isascii() and score.isdigit() else None
    ask.act(AcceptFeedback(ask.arg("id"), number))
    return ask.go(_meeting(ask), "feedback.accepted")


def dismiss(ask: Ask) -> Response:
    ask.act(DismissFeedback(ask.arg("id")))
    return ask.go(_meeting(ask), "feedback.dismissed")


def _meeting(ask: Ask) -> str:
    found = feedback.one(ask.connection, ask.arg("id"))
    if found is None:
        raise NotFound
    return f"/agenda/{quote(found.meeting, safe='')}"


PAGES = (
    Page("/feedback/{id}/accept", accept, "POST", "work"),
    Page("/feedback/{id}/dismiss", dismiss, "POST", "work"),
)
