"""One follow-up: the letter exactly as its reader sees it, why it is due, and what a person decides."""

from __future__ import annotations

from datetime import datetime

from starlette.responses import Response

from liaison_sync.app import approval_answers, minutes
from liaison_sync.app.letters.then import template_of, then
from liaison_sync.app.preview import Preview, as_written, frozen, preview
from liaison_sync.domain.commands import (
    ApproveFollowUp,
    CancelFollowUp,
    EditFollowUp,
    ReopenFollowUp,
    RetryFollowUp,
    SetSalutation,
    SettleAmbiguous,
    SnoozeFollowUp,
)
from liaison_sync.domain.commands.files import ChooseFiles
from liaison_sync.domain.followup import BEFORE_FLIGHT, MOVES, NotUndone, undone
from liaison_sync.formats import html
from liaison_sync.formats.render import Letter
from liaison_sync.store import account, followups, meeting_files
from liaison_sync.store.followups import FollowUpRow, Outgoing
from liaison_sync.store.meeting_files import File
from liaison_sync.store.pictures import Standing
from liaison_sync.store.under_way import waits_for
from liaison_sync.web import snooze
from liaison_sync.web.page import Ask, NotFound, Page
from liaison_sync.web.pages.messages import framed

HONORIFICS = ("Bapak", "Ibu")
_OPEN_QUESTION = ("gender_unknown", "gender_contradictory")


def _row(ask: Ask) -> tuple[FollowUpRow, Outgoing | None]:
    found = followups.with_letter(ask.connection, ask.arg("id"))
    if found is None:
        raise NotFound
    return found


def _seen(ask: Ask, row: FollowUpRow, out: Outgoing | None) -> Preview:
    """What was frozen, or what would be frozen now; `out` is what is queued for it."""
    if out is not None and row.followup.state not in BEFORE_FLIGHT - {"queued"}:
        return frozen(out.frozen)
    if row.followup.state not in BEFORE_FLIGHT:
        return Preview()
    return preview(ask.connection, ask.service, Standing(row.followup, row.letter, row.approved_by))


def show(ask: Ask) -> Response:
    row, out = _row(ask)
    state = row.followup.state
    seen = _seen(ask, row, out)
    return ask.page(
        "followup.html",
        row=row,
        seen=seen,
        outgoing=out,
        waits=waits_for(out.state, out.detail) if out is not None else "",
        stands_until=_stands_until(ask, row),
        made_from=template_of(out.frozen) if out else "",
        may={
            "approve": state in {"planned", "drafted", "held"},
            "edit": state in {"planned", "drafted", "approved", "held", "postponed"},
            "snooze": "postponed" in MOVES[state],
            "cancel": "cancelled" in MOVES[state],
            "undo": _undo_refused(ask, row) == "",
            "settle": state == "ambiguous",
            "retry": state == "failed",
        },
        no_undo=_undo_refused(ask, row) if state == "cancelled" else "",
        unheeded=_unheeded(ask, row),
        files=_files(ask, row),
        limits=ask.service.policy.sending,
        editing=bool(ask.query.get("edit")),
        choices=snooze.CHOICES,
        honorifics=_honorifics(row, seen),
        officers=ask.service.officers,
    )


def _stands_until(ask: Ask, row: FollowUpRow) -> datetime | None:
    """Until when it stands still, though due, because the account letters leave from fails."""
    one = row.followup
    return account.stands_until(ask.connection, one.due_at, ask.now) if one.state in {"approved", "queued"} else None


def _honorifics(row: FollowUpRow, seen: Preview) -> tuple[str, ...]:
    """What to choose from where nobody knows how to address the one who reads it."""
    asks = not seen.draft.salutation_sure and seen.draft.salutation_reason in _OPEN_QUESTION
    return HONORIFICS if asks and len(row.followup.to) == 1 else ()


def _undo_refused(ask: Ask, row: FollowUpRow) -> str:
    """Why what was done last cannot be undone; "" where it can."""
    try:
        undone(row.followup, row.approved_by, ask.user.address, ask.now)
    except NotUndone as why:
        return why.key
    return ""


def _unheeded(ask: Ask, row: FollowUpRow) -> list[str]:
    """Answers by mail that were not followed; asked only where letters are approved by mail."""
    if not ask.service.policy.approval_by_mail.enabled:
        return []
    return list(approval_answers.lines(ask.connection, row.followup.id, ask.language, ask.zone))


def _files(ask: Ask, row: FollowUpRow) -> list[File]:
    """Of its meeting, what may go with the minutes."""
    one = row.followup
    if one.trigger != minutes.TRIGGER or one.meeting is None:
        return []
    return [file for file in meeting_files.of_meeting(ask.connection, one.meeting).here if not file.internal]


def template(ask: Ask) -> Response:
    """The words that left beside those of today's template."""
    row, out = _row(ask)
    left = row.followup.state not in BEFORE_FLIGHT
    found = then(ask.connection, ask.service, row.followup.id) if out is not None and left else None
    if found is None:
        raise NotFound
    return ask.page("followup_template.html", row=row, then=found)


def as_html(ask: Ask) -> Response:
    seen = _seen(ask, *_row(ask))
    if not seen.html:
        raise NotFound
    return framed(html.safe(seen.html), ask.say("followup.html_title"))


def written(ask: Ask) -> Response:
    """The words being edited as the partner would see them; nothing is kept."""
    row, _ = _row(ask)
    subject, text = ask.text("subject", limit=500), ask.text("text", limit=50_000)
    if not text or not subject:
        raise NotFound
    seen = as_written(ask.service, row.followup, Letter(" ".join(subject.split()), text))
    return framed(html.safe(seen), ask.say("followup.html_title"))


# --- acts --------------------------------------------------------------------------------------------------------


def _done(ask: Ask, told: str, *, undo: bool = True) -> Response:
    path = f"/followups/{ask.arg('id')}"
    return ask.go(path, told, **({"undo": f"{path}/undo"} if undo else {}))


def approve(ask: Ask) -> Response:
    ask.act(ApproveFollowUp(ask.arg("id")))
    with ask.fresh() as connection:
        after = followups.one(connection, ask.arg("id"))
    held = after is not None and after.followup.state != "approved"
    return _done(ask, f"followup_{after.followup.state}" if after and held else "followup_approved", undo=not held)


def edit(ask: Ask) -> Response:
    subject, text = ask.text("subject", limit=500), ask.text("text", limit=50_000)
    if not text or not subject:
        return _done(ask, "nothing_written", undo=False)
    ask.act(EditFollowUp(ask.arg("id"), " ".join(subject.split()), text))
    return _done(ask, "followup_edited", undo=False)


def address(ask: Ask) -> Response:
    """The question asked once: Bapak or Ibu. The letter goes on by itself."""
    one, said = _row(ask)[0].followup, ask.text("salutation")
    if said not in HONORIFICS or len(one.to) != 1:
        raise NotFound
    ask.act(SetSalutation(one.to[0], said, one.partner))
    return _done(ask, "salutation_set", undo=False)


def put_off(ask: Ask) -> Response:
    until = snooze.until(ask.service.calendars.of(), ask.now, ask.text("day") or ask.text("until"))
    if until is None:
        return _done(ask, "bad_day", undo=False)
    ask.act(SnoozeFollowUp(ask.arg("id"), until))
    return _done(ask, "followup_snoozed")


def cancel(ask: Ask) -> Response:
    ask.act(CancelFollowUp(ask.arg("id"), ask.text("reason", limit=500) or ask.say("followups_page.no_reason")))
    return _done(ask, "followup_cancelled")


def undo(ask: Ask) -> Response:
    ask.act(ReopenFollowUp(ask.arg("id")))
    return _done(ask, "followup_reopened", undo=False)


def settle(ask: Ask) -> Response:
    """A person found out whether an ambiguous letter left."""
    out = followups.outgoing(ask.connection, ask.arg("id"))
    if out is None:
        raise NotFound
    ask.act(SettleAmbiguous(out.id, ask.text("sent") == "yes"))
    return _done(ask, "followup_settled", undo=False)


def retry(ask: Ask) -> Response:
    """What no server wanted goes once more, to those who have not had it."""
    ask.act(RetryFollowUp(ask.arg("id")))
    return _done(ask, "letter_retried", undo=False)


def choose(ask: Ask) -> Response:
    """Which files of the meeting go with its minutes."""
    files = tuple(str(one) for one in ask.form.getlist("file"))
    ask.act(ChooseFiles(ask.arg("id"), files))
    return _done(ask, "meeting_files.told.chosen", undo=False)


PAGES = (
    Page("/followups/{id}", show),
    Page("/followups/{id}/template", template),
    Page("/followups/{id}/html", as_html),
    Page("/followups/{id}/approve", approve, "POST", "work"),
    Page("/followups/{id}/edit", edit, "POST", "work"),
    Page("/followups/{id}/preview", written, "POST", "work"),
    Page("/followups/{id}/salutation", address, "POST", "work"),
    Page("/followups/{id}/snooze", put_off, "POST", "work"),
    Page("/followups/{id}/cancel", cancel, "POST", "work"),
    Page("/followups/{id}/undo", undo, "POST", "work"),
    Page("/followups/{id}/settle", settle, "POST", "work"),
    Page("/followups/{id}/retry", retry, "POST", "work"),
    Page("/followups/{id}/files", choose, "POST", "work"),
)
