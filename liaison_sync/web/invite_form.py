"""The form of an invitation: its fields as typed, the plan they come to, and the fields that show a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from liaison_sync.app.act.inviting import guests
from liaison_sync.domain.commands.invitations import SendInvite
from liaison_sync.domain.invite import Invite
from liaison_sync.domain.repeating import EVERY, MONTHLY, WEEKDAYS, Repeat
from liaison_sync.domain.value import dataclass
from liaison_sync.web.page import Ask

FIELDS = ("title", "day", "hour", "minutes", "zone", "people", "place", "link", "text")
REPEAT_FIELDS = ("repeat", "interval", "by", "count", "until")
KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form; `only` names one occurrence of a series, `days` are weekdays as RFC 5545 writes them."""

    uid: str
    given: Mapping[str, str]
    days: Sequence[str] = field(default=())
    key: str = ""
    only: str = ""

    @property
    def kept(self) -> bool:
        """Whether a series keeps a rule that the form has no words for."""
        return self.given.get("repeat") == KEPT and not self.only


def typed(ask: Ask) -> Typed:
    """The form as it came."""
    given = {name: ask.text(name, limit=10_000) for name in (*FIELDS, *REPEAT_FIELDS)}
    days = [str(one) for one in ask.form.getlist("on") if one in WEEKDAYS]
    uid, key = ask.text("uid", limit=200), ask.text("key", limit=500)
    return Typed(uid, given, days, key, ask.text("only", limit=100))


def plan_of(form: Typed, kept: str = "") -> Invite | None:
    """The plan; None where a date, a time or a number cannot be read. `kept` is the rule of a series that keeps it."""
    given = form.given
    try:
        start = datetime.fromisoformat(f"{given['day']}T{given['hour']}")
        ZoneInfo(given["zone"])
        minutes = int(given["minutes"])
        repeat = None if form.only else _repeat(form)
    except (ValueError, OSError, KeyError):
        return None
    if start.tzinfo is not None or not form.uid:
        return None
    people = guests(given["people"])
    said = given["place"], given["link"], given["text"]
    rule = kept if form.kept else ""
    return Invite(form.uid, given["title"], start, minutes, given["zone"], people, *said, repeat, rule)


def _repeat(form: Typed) -> Repeat | None:
    given = form.given
    every = next((one for one in EVERY if one == given.get("repeat")), None)
    if every is None:
        return None
    count, until = given.get("count", ""), given.get("until", "")
    return Repeat(
        every,
        int(given.get("interval") or 1),
        tuple(WEEKDAYS.index(one) for one in form.days),
        next((one for one in MONTHLY if one == given.get("by")), "day"),
        int(count) if count else None,
        date.fromisoformat(until) if until else None,
    )


def command(form: Typed, plan: Invite) -> SendInvite:
    """What the button sends."""
    given = form.given
    told = (given["people"], plan.place, plan.link, plan.text)
    return SendInvite(
        plan.uid, plan.title, plan.start, plan.minutes, plan.zone, *told, plan.repeat, form.only, form.kept
    )


def shown(plan: Invite, *, key: str = "", only: str = "") -> Typed:
    """The form that shows a plan."""
    people = ", ".join(f"{who.name} <{who.address}>" if who.name else who.address for who in plan.guests)
    given = dict.fromkeys((*FIELDS, *REPEAT_FIELDS), "") | {
        "title": plan.title,
        "day": f"{plan.start:%Y-%m-%d}",
        "hour": f"{plan.start:%H:%M}",
        "minutes": str(plan.minutes),
        "zone": plan.zone,
        "people": people,
        "place": plan.place,
        "link": plan.link,
        "text": plan.text,
        "repeat": KEPT if plan.kept else "",
    }
    repeat = plan.repeat
    if repeat is None:
        return Typed(plan.uid, given, (), key, only)
    given |= {"repeat": repeat.every, "interval": str(repeat.interval), "by": repeat.monthly}
    given |= {"count": str(repeat.count or ""), "until": repeat.until.isoformat() if repeat.until else ""}
    return Typed(plan.uid, given, [WEEKDAYS[day] for day in repeat.days], key, only)
