"""The audit trail (Jejak audit): who decided what and when, as the journal has it; each entry proven by its chain."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.responses import Response

from liaison_sync.domain.followup import Reason
from liaison_sync.store import journal, people
from liaison_sync.store.codec import load
from liaison_sync.store.journal import PEOPLE, Act, Wanted
from liaison_sync.web import render
from liaison_sync.web.page import Ask, Page

_LAST = date(2200, 1, 1)
# What an entry calls its thing by → where that thing stands. An "id" is of whatever the command is about.
_PLACES = {
    "thread": "/threads/",
    "followup": "/followups/",
    "meeting": "/engagements/",
    "message": "/messages/",
    "report": "/reports/",
    "partner": "/partners/",
}
_BY_DEED = {"FollowUp": "/followups/", "Partner": "/partners/", "Project": "/projects/"}


def show(ask: Ask) -> Response:
    until = _day(ask)
    about = ask.query.get("about", "").strip()[:200]
    wanted = Wanted(ask.query.get("who", "")[:254], about, _end_of(until, ask.zone) if until else None)
    return ask.page(
        "audit.html",
        wanted=wanted,
        until=until.isoformat() if until else "",
        slice=journal.acts(ask.connection, wanted, after=ask.query.get("after", "")),
        users=[one.user for one in people.everybody(ask.connection)],
        people=PEOPLE,
        place=place,
        said=lambda act: list(said(ask, act)),
    )


def _day(ask: Ask) -> date | None:
    try:
        found = date.fromisoformat(ask.query.get("until", ""))
    except ValueError:
        return None
    return found if date(1900, 1, 1) <= found <= _LAST else None


def _end_of(day: date, zone: str) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))


def place(act: Act) -> str:
    """The page of what an act was done to; "" where it has none."""
    path = _PLACES.get(act.kind, "")
    if act.kind == "id":
        path = next((place for word, place in _BY_DEED.items() if act.action.endswith(word)), "")
    return path + quote(act.thing, safe="/" if act.kind == "report" else "") if path and act.thing else ""


def said(ask: Ask, act: Act) -> Iterator[tuple[str, str]]:
    """What an entry says beside its deed and its thing: names of fields in the reader's words, and their values."""
    for name, value in act.document.items() if isinstance(act.document, dict) else ():
        if name == "reasons" and isinstance(value, list):
            speech = render.Speech(ask.language, ask.zone, ask.now)
            told = "; ".join(speech.reason(_reason(one)) for one in value)
        else:
            told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if told not in ("", "null", "[]", "{}", act.thing):
            yield render.known(ask.language, f"console.field.{name}"), told


def _reason(one: dict[str, Any]) -> Reason:
    """A reason as the worker writes it: its values in a list, or each by its name."""
    flat = {name: value for name, value in one.items() if name not in {"key", "params"}}
    params = sorted([*one.get("params", ()), *([name, value] for name, value in flat.items())])
    return load(Reason, {"key": one["key"], "params": params})


PAGES = (Page("/audit", show, deed="manage"),)
