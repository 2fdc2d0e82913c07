"""Action items of a meeting: who does what by when, and that it is done."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from starlette.responses import Response

from liaison_sync.app.act import Refused
from liaison_sync.domain import commands as k
from liaison_sync.formats.date_text import in_zone
from liaison_sync.formats.outcome_deadline import Days, deadline
from liaison_sync.store import engagement
from liaison_sync.web.page import Ask, Page


def add(ask: Ask) -> Response:
    key, text = ask.arg("key"), ask.text("text", limit=1000)
    if text:
        ask.act(k.AddAction(key, text, ask.text("owner", limit=254), ask.text("side") != "theirs", _due(ask, key)))
    return ask.go(f"/agenda/{quote(key)}#actions", "action_added" if text else "")


def _due(ask: Ask, key: str) -> date | None:
    """The day picked, else the one said as in an answer by mail: "3 hari kerja", "Jumat", "akhir bulan"."""
    try:
        return date.fromisoformat(ask.text("due"))
    except ValueError:
        said = ask.text("within", limit=80)
    if not said:
        return None
    zone, start = ask.service.policy.zone, engagement.start_of(ask.connection, key)
    today = in_zone(ask.now, zone).date()
    met = in_zone(start, zone).date() if start else today
    found = deadline(said, Days(today, met, ask.service.calendars.of()))
    if found is None:
        raise Refused("action_deadline")
    return found


def finish(ask: Ask) -> Response:
    done = ask.text("done") != "no"
    ask.act(k.FinishAction(ask.arg("id"), done))
    return ask.go("/agenda", "action_finished" if done else "action_reopened")


PAGES = (
    Page("/agenda/{key}/actions", add, "POST", "work"),
    Page("/actions/{id}/finish", finish, "POST", "work"),
)
