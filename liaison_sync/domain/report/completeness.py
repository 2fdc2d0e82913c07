"""Completeness: what each mailbox's last certificate says, and the messages it named."""

from __future__ import annotations

from collections.abc import Iterator

from liaison_sync.domain.certificate import OVERDUE
from liaison_sync.domain.report.blocks import Listed, Say, say
from liaison_sync.domain.report.view import BoxHealth, ReportView

_SHOWN = 5  # messages named


def sentences(view: ReportView) -> Iterator[Say]:
    """One for each mailbox in use: "humas@: lengkap per 22 November 2026, 06.55, 1204 surel"."""
    for box in view.boxes:
        if box.certified is not None or not box.paused:
            yield from _of(view, box)


def _of(view: ReportView, box: BoxHealth) -> Iterator[Say]:
    name, one = box.address or box.name, box.certified
    if one is None:
        yield say("completeness.none", box=name)
        return
    if one.reason:
        calendar = one.reason == "calendar_only"
        yield say("completeness.calendar", box=name) if calendar else say("completeness.uncertified", box=name)
        return
    figures = {"listed": one.listed, "missing": one.missing, "unhealed": one.unhealed}
    yield say(f"completeness.{one.standing}", box=name, at=one.at, **figures)
    if one.refused:
        yield say("completeness.refused", box=name, folders=Listed(one.refused))
    if one.unlisted:
        yield say("completeness.unlisted", box=name, n=one.unlisted)
    if one.named:
        shown, more = one.named[:_SHOWN], one.missing - len(one.named[:_SHOWN])
        yield say("completeness.named" + ("_more" if more > 0 else ""), names=Listed(shown), more=max(more, 0))
    for key, number in (("let_go", one.let_go), ("bare", one.bare)):
        if number:
            yield say(f"completeness.{key}", box=name, n=number)
    if view.now - one.at > OVERDUE and not box.paused:
        yield say("completeness.old", box=name, at=one.at)
