"""A letter that left, beside what today's template would say in its place at that moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from difflib import SequenceMatcher
from email.parser import BytesHeaderParser
from email.policy import default
from typing import Any, Literal

from sqlalchemy import Connection

from liaison_sync.app import letters
from liaison_sync.app.desk import load_letter
from liaison_sync.app.preview import frozen, subject_of
from liaison_sync.app.service import Service
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.letter_files import NoTemplate, find
from liaison_sync.store import followups
from liaison_sync.store.pictures import Standing

Mark = Literal["same", "gone", "new"]
Line = tuple[Mark, str]


@dataclass(frozen=True, slots=True)
class Then:
    """`was`: the template it was made from, with its version ("" for a person's own words, or a digest's members);
    `now`: the one in force ("" where there is none any more). `lines`: from its words to today's; () where today's
    cannot be told.
    """

    followup: str
    at: datetime
    was: str
    now: str
    lines: tuple[Line, ...] = ()

    @property
    def same(self) -> bool:
        return bool(self.was) and self.was == self.now


def then(connection: Connection, service: Service, id_: str) -> Then | None:
    """Of the letter of this follow-up; None where none was ever queued."""
    out = followups.outgoing(connection, id_)
    if out is None:
        return None
    was = template_of(out.frozen)
    now = _in_force(was, service)
    own = out.kind == "followup" and out.about == id_  # a digest's words are not those of one follow-up
    lines = _compared(connection, service, id_, out) if own and was and now else ()
    return Then(id_, out.settled_at or out.queued_at, was, now, lines)


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter a partner has had."""

    followup: str
    at: datetime
    made_from: str
    subject: str


def sent_to(connection: Connection, partner: str) -> list[SentLetter]:
    """Those of follow-ups that left for this partner, the latest first."""
    return [
        SentLetter(row.id, row.left_at, template_of(row.frozen), subject_of(row.frozen))
        for row in followups.left_for(connection, partner)
    ]


def template_of(frozen_: bytes) -> str:
    """What the letter says it was made from: "no_reply/id@3f9a0c…"."""
    return str(BytesHeaderParser(policy=default).parsebytes(frozen_)["X-Liaison-Template"] or "").strip()


def _in_force(was: str, service: Service) -> str:
    name, _, _ = was.partition("@")
    trigger, _, language = name.partition("/")
    try:
        return find(trigger, language, service.templates).name
    except NoTemplate:
        return ""


def _compared(connection: Connection, service: Service, id_: str, out: Any) -> tuple[Line, ...]:
    """With what was known when it was queued: the same days waited, the same meeting to come."""
    row = followups.one(connection, id_)
    standing = Standing(row.followup, None, row.approved_by) if row else None
    desk = load_letter(connection, service, out.queued_at, standing) if standing else None
    view = desk.view(standing.followup) if desk and standing else None
    if desk is None or standing is None or view is None:
        return ()
    today = letters.draft(connection, service, standing, view, desk.context(standing.followup)).letter
    return tuple(_lines(frozen(out.frozen).text, today.text)) if today else ()


def _lines(before: str, after: str) -> Iterator[Line]:
    """Both texts as one, line by line; what only one of them has is marked."""
    one, other = (text.strip().splitlines() for text in (before, after))
    for _, start, end, since, until in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if one[start:end] == other[since:until]:
            yield from (("same", line) for line in one[start:end])
            continue
        yield from (("gone", line) for line in one[start:end])
        yield from (("new", line) for line in other[since:until])
