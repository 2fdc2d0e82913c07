"""Mailboxes: how far each is read, what is wrong and what to do; what stands in quarantine."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from liaison_sync.app.certify_words import bare, beside, difference_text, folder_text, unproven
from liaison_sync.app.service import Mailbox
from liaison_sync.domain import commands as k
from liaison_sync.domain.certificate import overdue
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.left_out_words import left_out_text
from liaison_sync.formats.wording import MissingWording, say
from liaison_sync.store import certificates, health, left_out, retention
from liaison_sync.store.certificates import Certificate
from liaison_sync.web import lag
from liaison_sync.web.attachment import attachment
from liaison_sync.web.marks import after_moment, mark
from liaison_sync.web.page import Ask, NotFound, Page
from liaison_sync.web.render import Speech

SIZE = 30
DAYS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Shown:
    """A mailbox as configured and as last seen. `state`: well, behind, failing, paused, new."""

    name: str
    address: str
    box: health.Box | None
    state: str
    cause: str = ""
    next: str = ""
    certificate: Certificate | None = None
    overdue: bool = False


def show(ask: Ask) -> Response:
    known = {box.name: box for box in health.boxes(ask.connection)}
    made = certificates.latest(ask.connection)
    configured = {one.name: one for one in ask.service.mailboxes}
    rows = [_shown(ask, one.name, one, known.get(one.name)) for one in configured.values()]
    rows += [_shown(ask, name, None, box) for name, box in known.items() if name not in configured]
    out = left_out.counted(ask.connection)
    days = {one.name: one.keep_days for one in ask.service.mailboxes if one.keep_days is not None}
    gone = retention.counted(ask.connection)
    held = health.held(ask.connection, limit=SIZE + 1, after=after_moment(ask.query.get("after", "")))
    return ask.page(
        "mailboxes.html",
        rows=[_certified(ask, one, made.get(one.name)) for one in rows],
        stands=lambda one: beside(one, ask.language, ask.zone),
        left_out=lambda name: left_out_text(out.get(name, {}), ask.language),
        kept=lambda name: _kept(ask, days.get(name), gone.get(name, 0)),
        held=held[:SIZE],
        held_count=health.held_count(ask.connection),
        after=mark(held[SIZE - 1].at, held[SIZE - 1].id) if len(held) > SIZE else "",
        why=lambda one: reason_text(ask, one),
        lag=lambda at: _lag(ask, at),
    )


def _shown(ask: Ask, name: str, configured: Mailbox | None, box: health.Box | None) -> Shown:
    address = configured.address if configured else box.address if box else ""
    if box is None or (box.last_try is None and not box.paused):
        return Shown(name, address, box, "new")
    if box.paused:
        return Shown(name, address, box, "paused")
    if box.error:
        cause, next_ = (_worded(ask, box.error, which) for which in ("cause", "next"))
        return Shown(name, address, box, "failing", cause, next_)
    return Shown(name, address, box, "behind" if lag.behind(configured, box.last_success, ask.now) else "well")


def _certified(ask: Ask, row: Shown, made: Certificate | None) -> Shown:
    since = row.box.last_success if row.box and row.state != "paused" else None
    late = since is not None and overdue(made.at if made else None, row.box.since if row.box else None, ask.now)
    return replace(row, certificate=made, overdue=late)


def history(ask: Ask) -> Response:
    """A mailbox's certificates of the last thirty days."""
    name = ask.arg("name")
    boxes = {one.name: one.address for one in ask.service.mailboxes}
    boxes |= {one.name: one.address for one in health.boxes(ask.connection) if one.name not in boxes}
    if name not in boxes:
        raise NotFound
    made = certificates.since(ask.connection, ask.now.date() - DAYS, name)
    return ask.page(
        "certificates.html",
        name=name,
        address=boxes[name] or name,
        made=made,
        stands=lambda one: beside(one, ask.language, ask.zone),
        unproven=lambda one: unproven(one, ask.language),
        bare=lambda one: bare(one, ask.language),
        line=lambda one: folder_text(one, ask.language),
        named=lambda one: difference_text(one, ask.language, ask.zone),
    )


def certify(ask: Ask) -> Response:
    ask.act(k.CertifyMailbox(ask.arg("name")))
    return ask.go("/mailboxes", "mailbox_certifying")


def _worded(ask: Ask, error: dict[str, Any], which: str) -> str:
    """A failure's cause or next step; one without words of its own gets the general ones."""
    params = {name: str(value) for name, value in (error.get("params") or {}).items()}
    for key in (error.get("key"), "unexpected"):
        try:
            return say(ask.language, f"errors.{key}.{which}", **{"detail": "", "host": "", "account": "", **params})
        except (MissingWording, KeyError, IndexError):
            continue
    return str(error.get("key", ""))


def _kept(ask: Ask, days: int | None, gone: int) -> str:
    """How long originals are kept, and how many are there no longer; "" where all of them are."""
    if days is None:
        return ask.say("health.once_let_go", n=gone) if gone else ""
    return ask.say("health.kept_days", days=days, n=gone)


def _lag(ask: Ask, at: datetime) -> str:
    """How long ago, in the largest fitting unit."""
    minutes = max(0, int((ask.now - at).total_seconds() // 60))
    for unit, size in (("days", 1440), ("hours", 60)):
        if minutes >= size:
            return ask.say(f"health.ago.{unit}", n=minutes // size)
    return ask.say("health.ago.minutes", n=minutes) if minutes > 1 else ask.say("health.ago.now")


def reason_text(ask: Ask, one: health.Held) -> str:
    """Why a message stands in quarantine, in words."""
    detail = Speech(ask.language, ask.zone, ask.now).size(int(one.detail)) if one.detail.isdecimal() else one.detail
    for key in (f"health.reason.{one.reason}", f"defects.{one.reason}"):
        try:
            return say(ask.language, key, detail=detail)
        except (MissingWording, KeyError, IndexError):
            continue
    return one.reason


def pause(ask: Ask) -> Response:
    paused = ask.text("paused") == "yes"
    ask.act(k.PauseMailbox(ask.arg("name"), paused))
    return ask.go("/mailboxes", "mailbox_paused" if paused else "mailbox_resumed")


def replay(ask: Ask) -> Response:
    ask.act(k.ReplayQuarantine(ask.arg("id")))
    return ask.go("/mailboxes", "quarantine_replayed")


def download(ask: Ask) -> Response:
    """The bytes as fetched, never shown by the browser; the journal keeps who took them."""
    found = health.one_held(ask.connection, ask.arg("id"))
    octets = health.octets(ask.connection, found.sha256) if found and found.sha256 else None
    if found is None or octets is None:
        raise NotFound
    ask.act(k.DownloadQuarantined(found.id))
    return Response(octets, media_type="application/octet-stream", headers=attachment(f"{found.id}.eml"))


PAGES = (
    Page("/mailboxes", show),
    Page("/mailboxes/{name}/certificates", history),
    Page("/mailboxes/{name}/certify", certify, "POST", "administer"),
    Page("/mailboxes/{name}/pause", pause, "POST", "administer"),
    Page("/quarantine/{id}/replay", replay, "POST", "administer"),
    Page("/quarantine/{id}/download", download, "POST", "administer"),
)
