"""The stage follow-up tests play on: one ministry, one of our officers, one thread."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from liaison_sync.domain.context import Context
from liaison_sync.domain.message import AutomaticKind
from liaison_sync.domain.partner import Contact, Officer, Own, Partner
from liaison_sync.domain.view import Ball, Correspondence, Direction, Meeting, Participant, Turn

WIB = ZoneInfo("Asia/Jakarta")
RINA, BUDI = "rina@kementerian.go.id", "budi@kementerian.go.id"
HUMAS, OFFICER, LEAD = "humas@kita.or.id", "ayu@kita.or.id", "dewi@kita.or.id"


def wib(text: str) -> datetime:
    """ "2026-11-23 10:00" on the clock of Jakarta."""
    return datetime.fromisoformat(text).replace(tzinfo=WIB)


def turn(key: str, at: str | datetime, direction: Direction = "in", **more: Any) -> Turn:
    sender, recipients = (RINA, (HUMAS,)) if direction == "in" else (HUMAS, (RINA,))
    values: dict[str, Any] = {
        "key": key,
        "message_id": f"<{key}@x>",
        "at": wib(at) if isinstance(at, str) else at,
        "direction": direction,
        "sender": sender,
        "recipients": recipients,
        "partner": "kementerian",
        "subject": "Undangan audiensi",
    }
    return Turn(**(values | more))


def auto(key: str, at: str, kind: AutomaticKind, **more: Any) -> Turn:
    return turn(key, at, automatic=kind, **more)


def thread(*turns: Turn, whose: str = "theirs", **more: Any) -> Correspondence:
    last = turns[-1]
    values: dict[str, Any] = {
        "thread": "t1",
        "subject": "Undangan audiensi",
        "partner": "kementerian",
        "turns": turns,
        "ball": Ball(whose, last.at, last.key),  # type: ignore[arg-type]
    }
    return Correspondence(**(values | more))


def meeting(**more: Any) -> Meeting:
    start = wib("2026-11-26 10:00")
    values: dict[str, Any] = {
        "key": "m1",
        "uid": "m1@x",
        "recurrence_id": None,
        "title": "Audiensi",
        "start": start,
        "end": start + timedelta(hours=1),
        "zone": "Asia/Jakarta",
        "all_day": False,
        "status": "confirmed",
        "conduct": "upcoming",
        "partner": "kementerian",
        "owner": OFFICER,
        "participants": (
            Participant(HUMAS, "Humas", ours=True, partner=None, partstat="ACCEPTED"),
            Participant(OFFICER, "Ayu Lestari", ours=True, partner=None, partstat="ACCEPTED"),
            Participant(RINA, "Rina", ours=False, partner="kementerian", partstat="ACCEPTED"),
        ),
    }
    return Meeting(**(values | more))


def context(now: str | datetime = "2026-11-23 10:00", **more: Any) -> Context:
    values: dict[str, Any] = {
        "now": wib(now) if isinstance(now, str) else now,
        "own": Own(domains=("kita.or.id",), addresses=(HUMAS,)),
        "partners": {"kementerian": Partner("kementerian", "Kementerian X", owner=OFFICER)},
        "contacts": {
            RINA: Contact(RINA, "kementerian", "Rina Wulandari"),
            BUDI: Contact(BUDI, "kementerian", "Budi Santoso"),
        },
        "officers": {
            OFFICER: Officer(OFFICER, "Ayu Lestari", lead=LEAD),
            LEAD: Officer(LEAD, "Dewi Anggraini"),
        },
    }
    return Context(**(values | more))
