"""Answers by mail that changed nothing of a follow-up, in words: who wrote, when, and why it was not followed."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from liaison_sync.formats.date_text import moment_text
from liaison_sync.formats.wording import say
from liaison_sync.store import approvals


def lines(connection: Connection, followup: str, language: str, zone: str) -> Iterator[str]:
    for one in approvals.unheeded(connection, followup):
        kind, _, key = one.key.partition(".")
        told = (
            doubt_text(key, one.about, one.state, language)
            if kind == "doubt"
            else say(language, f"approvals.{one.key}")
        )
        yield say(language, "approvals.unheeded", who=one.sender, at=moment_text(one.at, zone, language), why=told)


def doubt_text(key: str, about: str, state: str, language: str) -> str:
    """Why a word of an officer could not be followed; `state`: of the letter it was about."""
    where = say(language, f"followups.state.{state}") if state else ""
    return say(language, f"approvals.doubt.{key}", about=about, state=where)
