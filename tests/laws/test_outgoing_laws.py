"""What an edit sends brings the recipient's fold to the same picture as an invitation to the meeting as it is now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from liaison_sync.app.inspect import batch
from liaison_sync.app.inspect.outgoing import document
from tests.inspect.outgoing_edits import ANI, BUDI, CANCELLED, SECOND, US, WEEKLY, calendar, event, second, who
from tests.itip_tables import faults

FIRST = datetime(2026, 11, 20, tzinfo=UTC)
BOTH = (who(ANI), who(BUDI))
STATES: dict[str, bytes | None] = {
    "none": None,
    "series": calendar(event(*BOTH, WEEKLY)),
    "later": calendar(event(*BOTH, WEEKLY, hours="13-14")),
    "elsewhere": calendar(event(*BOTH, WEEKLY, "LOCATION:Ruang B")),
    "without_second": calendar(event(*BOTH, WEEKLY, f"EXDATE{SECOND}")),
    "second_moved": calendar(event(*BOTH, WEEKLY), second(*BOTH, hours="15-16")),
    "second_cancelled": calendar(event(*BOTH, WEEKLY), second(*BOTH, CANCELLED)),
    "second_without_her": calendar(event(*BOTH, WEEKLY), second(who(BUDI))),
    "only_second_with_her": calendar(event(who(BUDI), WEEKLY), second(*BOTH, hours="15-16")),
    "without_her": calendar(event(who(BUDI), WEEKLY)),
    "cancelled": calendar(event(*BOTH, WEEKLY, CANCELLED)),
}
# Only that one instance was ever hers, and the series she joins now has other instances: the two do not touch.
APART = {("only_second_with_her", "later")}
OVER = frozenset({"cancelled", "tombstone", "uninvited"})


def picture(folder: Path, *states: bytes | None) -> Any:
    """What she sees after each edit's messages came to her: the live series, and the live instances beside it."""
    steps = []
    for number, (before, after) in enumerate(zip((None, *states), states, strict=False)):
        at = FIRST + timedelta(hours=number)
        for index, one in enumerate(document((US,), before, after, at)["messages"]):
            assert faults(one["ics"], method=one["method"], recipient=one["to"]) == []
            if one["to"] == ANI:
                path = folder / f"{number}-{index}.ics"
                path.write_text(one["ics"], newline="")
                steps.append({"file": str(path), "from": US, "received": at.isoformat(), "folder": "inbox"})
    told = batch.engagements({"mailbox": [ANI], "authentication": "required", "now": FIRST.isoformat(), "steps": steps})
    rows = told["engagements"]
    series = next((one for one in rows if one["recurrence_id"] is None), None)
    live = series if series and series["status"] not in OVER else None
    gone = set(live["exdates"]) | {one["recurrence_id"] for one in rows if one["status"] in OVER} if live else set()
    beside = {
        (one["recurrence_id"], one["start"], one["location"])
        for one in rows
        if one["recurrence_id"] and one["status"] not in OVER and not (live and in_line(one, live))
    }
    return (live["start"], live["location"], live["rrule"], frozenset(gone - {None})) if live else None, frozenset(
        beside
    )


def in_line(one: Any, series: Any) -> bool:
    """An instance described apart that is as its series has it."""
    return bool(one["start"] == one["recurrence_id"] and one["location"] == series["location"])


@pytest.mark.parametrize(
    ("before", "after"), [one for one in product(STATES, STATES) if one[0] != one[1] and one not in APART]
)
def test_an_edit_tells_as_much_as_a_new_invitation(before: str, after: str, tmp_path: Path) -> None:
    (tmp_path / "edit").mkdir()
    (tmp_path / "new").mkdir()
    edited = picture(tmp_path / "edit", STATES[before], STATES[after])
    assert edited == picture(tmp_path / "new", STATES[after])
