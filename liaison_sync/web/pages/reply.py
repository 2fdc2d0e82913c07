"""Answering in the thread: a draft of one's own, shown exactly as its readers will see it, sent once."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from liaison_sync.app import replying
from liaison_sync.domain.commands import (
    DiscardReply,
    EncloseFile,
    RecallReply,
    SaveReply,
    SendReply,
    SettleAmbiguous,
    TakeOutFile,
)
from liaison_sync.formats import html
from liaison_sync.formats.subject import topic
from liaison_sync.store import drafts, thread
from liaison_sync.store.drafts import Written
from liaison_sync.web.page import Ask, NotFound, Page
from liaison_sync.web.pages.messages import framed
from liaison_sync.web.pages.thread import warning_text


def show(ask: Ask) -> Response:
    here = thread.current(ask.connection, ask.arg("id"))
    if here is None:
        raise NotFound
    key = ask.query.get("message", "") or thread.to_answer(ask.connection, here)
    one = replying.answered(ask.connection, ask.service, key or "")
    said = thread.message(ask.connection, key) if key and one else None
    if one is None or said is None:
        raise NotFound
    if one.row.thread != ask.arg("id"):
        return RedirectResponse(f"/threads/{one.row.thread}/reply?message={key}", 303)
    written = drafts.of_thread(ask.connection, one.row.thread)
    draft = next((w for w in written if _own(w, ask) and w.message == said.key and not w.outbox), None)
    reply = draft.reply if draft else replying.begun(ask.connection, ask.service, one, ask.user.name)
    looking = bool(draft and ask.query.get("preview"))
    return ask.page(
        "reply.html",
        id=one.row.thread,
        said=said,
        topic=topic,
        draft=draft,
        new=drafts.next_id(ask.connection, ask.user.address, said.key),
        reply=reply,
        looking=looking,
        seen=replying.preview(ask.connection, ask.service, reply, one) if looking else None,
        others=[w for w in written if not _own(w, ask)],
        officers=ask.service.officers,
        limits=ask.service.policy.sending,
        warning=lambda text: warning_text(ask, text),
    )


def _own(one: Written, ask: Ask) -> bool:
    """Not somebody else's, who answers here already."""
    return one.actor == ask.user.address


def as_html(ask: Ask) -> Response:
    """One's own draft as its readers' programs show it."""
    draft = drafts.one(ask.connection, ask.arg("id"))
    if draft is None or draft.actor != ask.user.address:
        raise NotFound
    one = replying.answered(ask.connection, ask.service, draft.message)
    seen = replying.preview(ask.connection, ask.service, draft.reply, one) if one else None
    if seen is None or not seen.html:
        raise NotFound
    return framed(html.safe(seen.html), ask.say("followup.html_title"))


# --- acts --------------------------------------------------------------------------------------------------------


def save(ask: Ask) -> Response:
    """Keeps what was typed before anything else, then does what the button says."""
    id_, key, wish = ask.arg("id"), ask.text("message", limit=200), ask.text("do", limit=20)
    draft = ask.text("draft", limit=200)
    if wish == "discard":
        ask.act(DiscardReply(draft))
        return ask.go(f"/threads/{id_}", "answering.discarded")
    to, cc, text = (ask.text(name, limit=100_000) for name in ("to", "cc", "text"))
    subject = " ".join(ask.text("subject", limit=500).split())
    ask.act(SaveReply(draft, key, to, cc, subject, text, bool(ask.text("quote"))))
    for name, kind, content in ask.files("file"):
        ask.act(EncloseFile(draft, name, kind, content))
    if digest := ask.text("take_out", limit=64):
        ask.act(TakeOutFile(draft, digest))
    if wish == "keep":  # the script saves while one types
        return Response(status_code=204)
    editor = f"/threads/{id_}/reply?message={key}"
    if wish == "preview":
        return ask.go(f"{editor}&preview=1#seen")
    if wish != "send":
        return ask.go(editor, "answering.saved")
    ask.act(SendReply(draft))
    return ask.go(f"/threads/{id_}", "answering.queued", undo=f"/replies/{draft}/recall")


def recall(ask: Ask) -> Response:
    draft = _draft(ask)
    ask.act(RecallReply(draft.id))
    return ask.go(f"/threads/{draft.thread}/reply?message={draft.message}", "answering.recalled")


def settle(ask: Ask) -> Response:
    """A person found out whether an ambiguous answer left."""
    draft = _draft(ask)
    if draft.outbox is None:
        raise NotFound
    ask.act(SettleAmbiguous(draft.outbox, ask.text("sent") == "yes"))
    return ask.go(f"/threads/{draft.thread}", "followup_settled")


def _draft(ask: Ask) -> Written:
    found = drafts.one(ask.connection, ask.arg("id"))
    if found is None:
        raise NotFound
    return found


PAGES = (
    Page("/threads/{id}/reply", show, deed="work"),
    Page("/threads/{id}/reply", save, "POST", "work", files="letter"),
    Page("/replies/{id}/html", as_html, deed="work"),
    Page("/replies/{id}/recall", recall, "POST", "work"),
    Page("/replies/{id}/settle", settle, "POST", "work"),
)
