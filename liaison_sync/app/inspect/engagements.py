"""`liaison-sync inspect engagements`: what a run of messages and calendar files comes to, and what each one did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Literal

from liaison_sync.app.inspect.message import Json
from liaison_sync.app.inspect.message import moment as written
from liaison_sync.app.inspect.steps import Reading, read_step
from liaison_sync.domain.authority import FoldPolicy
from liaison_sync.domain.engagement import Engagement, Participant
from liaison_sync.domain.fact import Fact, FolderRole
from liaison_sync.domain.invitation import Moment
from liaison_sync.domain.itip.meeting import Proposal
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.verdict import Judge, Verdict
from liaison_sync.formats.meeting_uid import meeting_uid
from liaison_sync.formats.series import is_instance

_NAMES = (
    *("uid", "recurrence_id", "status", "observer", "start", "end", "all_day", "zone", "zone_source", "title"),
    *("location", "join_url", "sequence", "organizer", "attendees", "rrule", "exdates", "rdates", "proposals", "flags"),
)
_PERSONAL = tuple(field.name for field in fields(Participant))
Authentication = Literal["none", "required"]


@dataclass(frozen=True, slots=True)
class Step:
    """One file as it arrived. `sender`: authenticated, of a bare .ics; `folder` None: told from the mail."""

    file: str
    sender: str | None = None
    received: datetime | None = None
    folder: FolderRole | None = None


def document(
    steps: Sequence[Step],
    *,
    mailboxes: Sequence[str],
    now: datetime,
    authentication: Authentication = "required",
    authserv_id: str | None = None,
) -> Json:
    """Engagements by UID after `steps` arrived in this order, the verdict on each fact, and what could not be read.

    Raises OSError for a file that cannot be opened; anything in it is read as far as it goes.
    """
    own = tuple(dict.fromkeys(address.strip().lower() for address in mailboxes))
    policy = FoldPolicy(authentication)
    judges: dict[str, Judge] = {}
    facts: list[Json] = []
    problems: list[str] = []
    quarantined: Json | None = None
    for number, step in enumerate(steps):
        raw = Path(step.file).read_bytes()
        reading = read_step(raw, step.sender, step.received or now, step.folder, own=own, authserv_id=authserv_id)
        problems += [f"step:{number}:{problem}" for problem in reading.problems]
        quarantined = quarantined or _quarantined(reading)
        together: dict[str, list[Fact]] = {}
        for fact in reading.facts:
            together.setdefault(meeting_uid(fact.uid), []).append(fact)
        told: dict[str, Json] = {}
        for uid, some in together.items():
            judge = judges.setdefault(uid, Judge(frozenset(own), policy, is_instance))
            verdicts = judge.hear_all(some)
            told |= {one.id: _fact(number, one, verdict) for one, verdict in zip(some, verdicts, strict=True)}
        facts += [told[fact.id] for fact in reading.facts]
        facts += [_no_fact(number, "UNPARSEABLE", reason) for reason in reading.unparseable]
        facts += [_no_fact(number, "NOTED", reason) for reason in reading.noted]
    found = [one for uid in sorted(judges) for one in judges[uid].engagements()]
    answer: Json = {"engagements": [engagement(one) for one in found], "facts": facts, "problems": problems}
    return answer | ({"quarantined": quarantined} if quarantined else {})


def _quarantined(reading: Reading) -> Json | None:
    found = reading.quarantined
    return {"reason": found.reason, "detail": found.detail} if found else None


def _no_fact(step: int, verdict: str, reason: str) -> Json:
    keys: Json = {"step": step, "uid": None, "recurrence_id": None, "method": None}
    return {**keys, "verdict": verdict, "rule": f"ics.{reason}", "before": None, "after": None}


def _fact(step: int, fact: Fact, verdict: Verdict) -> Json:
    return {
        "step": step,
        "uid": fact.uid,
        "recurrence_id": moment(fact.recurrence_id),
        "method": fact.method,
        "verdict": verdict.verdict,
        "rule": verdict.rule,
        "before": _fields(verdict.before),
        "after": _fields(verdict.after),
    }


def _fields(values: dict[str, object] | None) -> Json | None:
    if values is None:
        return None
    told = values | _time(values["start"]) if "start" in values else values
    return {name: _value(told[name]) for name in _NAMES if name in told}


def _value(value: object) -> object:
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    if isinstance(value, Moment):
        return moment(value)
    if isinstance(value, Participant):
        return _participant(value)
    if isinstance(value, Proposal):
        return _proposal(value)
    return None if value == "" else value


def moment(at: Moment | None) -> str | None:
    """UTC where there is an instant, else the wall time or date without any offset."""
    return None if at is None else written(at.utc or at.wall)


def engagement(one: Engagement) -> Json:
    """The document of one engagement, keys in the documented order."""
    time = _time(one.start)
    return {name: time[name] if name in time else _value(getattr(one, name)) for name in _NAMES}


def _time(start: object) -> Json:
    """What a start says about the whole: all-day or not, in which zone and how that is known."""
    if not isinstance(start, Moment):
        return {"all_day": False, "zone": None, "zone_source": None}
    return {"all_day": start.all_day, "zone": start.zone, "zone_source": start.source}


def _participant(who: Participant) -> Json:
    return {name: _value(getattr(who, name)) for name in _PERSONAL}


def _proposal(one: Proposal) -> Json:
    return {
        "by": one.by,
        "start": moment(one.start),
        "end": moment(one.end),
        "comment": one.comment or None,
        "sequence": one.sequence,
        "state": one.state,
        "flags": list(one.flags),
    }
