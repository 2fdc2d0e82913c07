"""One thread: all that was said, whose turn it is and why, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from starlette.responses import RedirectResponse, Response

from liaison_sync.domain.commands import AddNote, AssignThread, CloseThread, ReopenThread, SnoozeThread, UndoWish
from liaison_sync.store import drafts, entries, followups, pictures, projects, thread, thread_acts
from liaison_sync.store import schema as s
from liaison_sync.store.thread import Said
from liaison_sync.web import lateness, render, snooze
from liaison_sync.web.page import Ask, NotFound, Page


def show(ask: Ask) -> Response:
    here = ask.arg("id")
    correspondence = next(iter(pictures.correspondences(ask.connection, s.thread.c.id == here)), None)
    if correspondence is None:
        return _elsewhere(ask, here)
    slice_ = thread.messages(ask.connection, here, after=ask.query.get("after", ""))
    doubts = thread_acts.doubts(ask.connection, here)
    return ask.page(
        "thread.html",
        id=here,
        subject=correspondence.subject or ask.say("thread.no_subject"),
        thread=correspondence,
        partner=doubts.partner_name,
        age=lateness.age(ask, correspondence.ball.since),
        late=lateness.of(ask),
        slice=slice_,
        said=list(reversed(slice_.rows)),
        notes=thread.notes(ask.connection, f"thread:{here}"),
        meetings=thread.meetings(ask.connection, here),
        followups=followups.of_thread(ask.connection, here),
        officers=ask.service.officers,
        choices=snooze.CHOICES,
        mailto=next((mailto(one, ask) for one in slice_.rows if one.direction == "in" and not one.junk), ""),
        sends=ask.service.sender is not None,
        written=drafts.of_thread(ask.connection, here) if doubts.written else [],
        clientless=_clientless(ask, here, slice_.rows),
        warning=lambda text: warning_text(ask, text),
        doubts=doubts,
        acts=thread_acts.of_thread(ask.connection, here),
        project=doubts.project,
        projects=projects.choices(ask.connection, chosen=doubts.project),
    )


def _elsewhere(ask: Ask, wanted: str) -> Response:
    """Where a thread of this id went that was joined to another."""
    here = thread.current(ask.connection, wanted)
    if here is None or here == wanted:
        raise NotFound
    return RedirectResponse(f"/threads/{here}", 303)


def _clientless(ask: Ask, here: str, said: Sequence[Said]) -> list[entries.Clientless]:
    """The question for which client an agency writes, asked once for the whole thread."""
    unsure = any("client_unknown" in one.warnings for one in said)
    return entries.clientless(ask.connection, thread=here) if unsure else []


def warning_text(ask: Ask, text: str) -> str:
    """A warning of recognition in words: `key` or `key:value`."""
    key, _, value = text.partition(":")
    return render.known(ask.language, f"recognition.warning.{key}").replace("{value}", value)


def mailto(said: Said, ask: Ask) -> str:
    """A mailto link that answers this message: one prefix to the subject, In-Reply-To for clients that heed it."""
    subject = said.subject if said.subject[:3].casefold() in {"re:", "bls"} else f"Re: {said.subject}"
    own = set(ask.service.own.addresses)
    cc = [a for role, a, _ in said.people if role in {"to", "cc"} and a not in own and a != said.sender]
    fields: dict[str, Any] = {"subject": " ".join(subject.split())}
    if cc:
        fields["cc"] = ",".join(cc[:20])
    if said.message_id:
        fields["In-Reply-To"] = f"<{said.message_id}>"
    return f"mailto:{quote(said.sender, safe='@')}?{urlencode(fields, quote_via=quote)}"


# --- acts --------------------------------------------------------------------------------------------------------


def close(ask: Ask) -> Response:
    ask.act(CloseThread(ask.arg("id")))
    return _done(ask, "thread_closed", undo="reopen")


def reopen(ask: Ask) -> Response:
    ask.act(ReopenThread(ask.arg("id")))
    return _done(ask, "thread_reopened")


def assign(ask: Ask) -> Response:
    owner = ask.text("owner") or None
    if owner is not None and owner not in {one.address for one in ask.service.officers}:
        raise NotFound
    ask.act(AssignThread(ask.arg("id"), owner))
    return _done(ask, "thread_assigned")


def put_off(ask: Ask) -> Response:
    until = snooze.until(ask.service.calendars.of(), ask.now, ask.text("day") or ask.text("until"))
    if until is None:
        return _done(ask, "bad_day")
    ask.act(SnoozeThread(ask.arg("id"), until))
    return _done(ask, "thread_snoozed", undo="wake")


def wake(ask: Ask) -> Response:
    ask.act(SnoozeThread(ask.arg("id"), None))
    return _done(ask, "thread_woken")


def undo_wish(ask: Ask) -> Response:
    ask.act(UndoWish(ask.text("message", limit=200)))
    return _done(ask, "wish_undone")


def note(ask: Ask) -> Response:
    text = ask.text("text")
    if thread.current(ask.connection, ask.arg("id")) is None:
        raise NotFound
    if not text:
        return _done(ask, "nothing_written")
    ask.act(AddNote(f"thread:{ask.arg('id')}", text))
    return _done(ask, "note_added")


def _done(ask: Ask, told: str, undo: str = "") -> Response:
    path = f"/threads/{ask.arg('id')}"
    return ask.go(path, told, **({"undo": f"{path}/{undo}"} if undo else {}))


PAGES = (
    Page("/threads/{id}", show),
    Page("/threads/{id}/close", close, "POST", "work"),
    Page("/threads/{id}/reopen", reopen, "POST", "work"),
    Page("/threads/{id}/assign", assign, "POST", "work"),
    Page("/threads/{id}/snooze", put_off, "POST", "work"),
    Page("/threads/{id}/wake", wake, "POST", "work"),
    Page("/threads/{id}/wish", undo_wish, "POST", "work"),
    Page("/threads/{id}/note", note, "POST", "work"),
)
