"""Correcting threads: what would move is shown before it moves, who did what stays to be seen, each act is undone."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import RedirectResponse, Response

from liaison_sync.app.arranging import Proposal, proposed
from liaison_sync.domain.commands import KeepTogether, MergeThreads, MoveMessage, SplitMessage, UndoThreadAct
from liaison_sync.store import thread, thread_acts
from liaison_sync.store.thread_acts import Choice
from liaison_sync.web.page import Ask, NotFound, Page

NEW = "new"  # the target that is a thread of its own


def show(ask: Ask) -> Response:
    here, found = ask.arg("id"), thread_acts.named(ask.connection, ask.arg("id"))
    if found is None:
        there = thread.current(ask.connection, here)
        if there is None:
            raise NotFound
        return RedirectResponse(f"/threads/{there}/arrange", 303)
    what, to = ask.query.get("what", ""), ask.query.get("to", "")
    words = " ".join(ask.query.get("q", "").split())[:200]
    choices = thread_acts.choices(ask.connection, here, words)
    plan = _proposal(ask, here, what, to) if to else None
    moved = thread_acts.messages(ask.connection, plan.moved) if plan else []
    return ask.page(
        "arrange.html",
        id=here,
        subject=found.subject,
        messages=thread_acts.latest_messages(ask.connection, here),
        choices=choices,
        what=what,
        to=to,
        words=words,
        plan=plan,
        moved=moved,
        target=_target(ask, choices, to),
    )


def _target(ask: Ask, choices: Sequence[Choice], to: str) -> Choice | None:
    """The thread chosen, whether it stands among those offered or not."""
    there = next((one for one in choices if one.id == to), None)
    return there or (thread_acts.named(ask.connection, to) if to and to != NEW else None)


def _proposal(ask: Ask, here: str, what: str, to: str) -> Proposal | None:
    target = None if to == NEW else to
    if not what and target is None:
        return None
    return proposed(ask.connection, here, what or None, target, id_="preview", at=ask.now)


# --- acts --------------------------------------------------------------------------------------------------------


def arrange(ask: Ask) -> Response:
    """Split, move or merge, as the two fields say."""
    id_, message, to = ask.arg("id"), ask.text("message", limit=200), ask.text("to", limit=200)
    if to and to != NEW:
        ask.act(MoveMessage(id_, message, to) if message else MergeThreads(id_, to))
        told = "arrange.moved" if message else "arrange.merged"
    else:
        ask.act(SplitMessage(id_, message))
        told = "arrange.split"
    with ask.fresh() as connection:
        done = thread_acts.latest(connection, ask.user.address)
    if done is None:
        raise NotFound
    path = f"/threads/{done.thread}"
    return ask.go(path, told, undo=f"{path}/acts/{done.id}/undo")


def keep(ask: Ask) -> Response:
    """What was offered is right as it is."""
    id_, message = ask.arg("id"), ask.text("message", limit=200)
    ask.act(KeepTogether(id_, message))
    with ask.fresh() as connection:
        done = thread_acts.latest(connection, ask.user.address)
    return ask.go(
        f"/threads/{id_}", "arrange.kept", **({"undo": f"/threads/{id_}/acts/{done.id}/undo"} if done else {})
    )


def undo(ask: Ask) -> Response:
    ask.act(UndoThreadAct(ask.arg("act")))
    return ask.go(f"/threads/{ask.arg('id')}", "arrange.undone")


PAGES = (
    Page("/threads/{id}/arrange", show, deed="work"),
    Page("/threads/{id}/arrange", arrange, "POST", "work"),
    Page("/threads/{id}/keep", keep, "POST", "work"),
    Page("/threads/{id}/acts/{act}/undo", undo, "POST", "work"),
)
