"""From an officer's answer by mail to commands: only what is new, nothing taken back by what is left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Literal

from liaison_sync.domain import commands as k
from liaison_sync.domain.commands import files as f
from liaison_sync.domain.message import Attachment
from liaison_sync.domain.outcome_answer import OutcomeAnswer, Promised, Unclear
from liaison_sync.domain.value import dataclass

HELD = frozenset({"held", "minuted", "followed_up", "closed"})
_MINUTED = ("place", "discussion", "decisions", "internal")


@dataclass(frozen=True, slots=True)
class Item:
    """An action item as it stands."""

    id: str
    text: str
    owner: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is recorded of the meeting so far; `attendance` person → presence as stored, `minutes` the last version.

    `files`: SHA-256 of all it has or had.
    """

    state: str | None
    reason: str
    attendance: Mapping[str, str]
    minutes: Mapping[str, str]
    items: tuple[Item, ...] = ()
    files: frozenset[str] = frozenset()


def voice(
    sender: str,
    asked: Collection[str],
    *,
    trust: str,
    junk: bool,
    automatic: bool,
    authentication: Literal["required", "none"],
    verified: bool,
) -> str | None:
    """Why this mail records nothing (a key of "minutes.refused"), or None: one of us, proven as other mail is."""
    if automatic:
        return "automatic"
    if sender not in asked:
        return "not_an_officer"
    if junk:
        return "junk"
    if trust == "low":
        return "low_trust"
    return "unauthenticated" if authentication == "required" and not verified else None


def commands(meeting: str, answer: OutcomeAnswer, now: Standing) -> tuple[list[k.Command], list[Unclear]]:
    """What to carry out, in this order; and what cannot be, although it was understood."""
    found: list[k.Command] = []
    outcome = _outcome(meeting, answer, now)
    held = answer.took_place if answer.took_place is not None else _stands(now)
    if outcome is not None:
        found.append(outcome)
        if not outcome.held and answer.why:
            found.append(k.AddNote(f"meeting:{meeting}", answer.why))
    unclear = list(_misplaced(answer, held))
    if held and (minutes := _minutes(meeting, answer, now)):
        found.append(minutes)
    found += _actions(meeting, answer.actions, now.items)
    return found, unclear


def files(meeting: str, message: str, attached: Iterable[Attachment], now: Standing) -> list[f.TakeAttachments]:
    """The attachments of the officer's mail `message` become files of the meeting, each by itself; known ones not."""
    new = dict.fromkeys(one.sha256 for one in attached if one.counted and one.name and one.sha256 not in now.files)
    return [f.TakeAttachments(meeting, message, (digest,)) for digest in new]


def _stands(now: Standing) -> bool | None:
    if now.state in HELD:
        return True
    return False if now.state == "not_held" else None


def _outcome(meeting: str, answer: OutcomeAnswer, now: Standing) -> k.RecordOutcome | None:
    """The outcome, and of the attendance what is not recorded yet."""
    held = answer.took_place if answer.took_place is not None else _stands(now)
    if held is None:
        return None
    came = tuple(one for one in answer.attendance if now.attendance.get(one.person) != stored(one))
    reason = "" if held else answer.reason or (now.reason if answer.held is None else "") or "unknown"
    if held == _stands(now) and not came and (held or reason == now.reason):
        return None
    return k.RecordOutcome(meeting, held, reason, came)


def stored(one: k.Presented) -> str:
    """Presence as it is kept."""
    return f"substitute:{one.substitute}" if one.presence == "substitute" else one.presence


def _misplaced(answer: OutcomeAnswer, held: bool | None) -> Iterator[Unclear]:
    """Minutes of a meeting that was not held, or nobody knows whether it was."""
    reason = "not_held" if held is False else "outcome_first"
    if held is True:
        return
    for name in ("discussion", "decisions", "internal"):
        if text := getattr(answer, name):
            yield Unclear(name, text.split("\n")[0], reason)
    if held is None and answer.attendance:
        yield Unclear("absent", ", ".join(one.name for one in answer.attendance), reason)


def _minutes(meeting: str, answer: OutcomeAnswer, now: Standing) -> k.RecordMinutes | None:
    """A new version: what is said now over what the last one says; None where that is the same."""
    fields = {name: getattr(answer, name) or now.minutes.get(name, "") for name in _MINUTED}
    if not answer.minuted or all(fields[name] == now.minutes.get(name, "") for name in _MINUTED):
        return None
    return k.RecordMinutes(meeting, **fields)


def _actions(meeting: str, stated: tuple[Promised, ...], known: tuple[Item, ...]) -> Iterator[k.Command]:
    """New items; of known ones (the same words) what is said anew of their deadline."""
    by_words = {_words(one.text): one for one in known}
    seen: set[tuple[str, str]] = set()
    for one in stated:
        before = by_words.get(_words(one.text))
        if before is not None:
            if one.due is not None and one.due != before.due:
                yield k.MoveDeadline(before.id, one.due)
        elif (words := (_words(one.text), one.owner)) not in seen:
            seen.add(words)
            yield k.AddAction(meeting, one.text, one.owner, one.ours, one.due)


def _words(text: str) -> str:
    return " ".join(text.casefold().split())
