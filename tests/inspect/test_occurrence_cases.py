"""`inspect occurrences` on calendar files told one by one in occurrences/*.toml, each with what it stands on.

`lines` is one VEVENT (`|` between its lines), `also` more of the same UID, `raw` whatever stands within VCALENDAR;
`expect` the starts in order, with `/end` where that is part of what is shown; `silent`: nothing to tell of.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from liaison_sync.app.inspect import batch

HERE = Path(__file__).parent / "occurrences"
CASES = [
    (path.stem, case) for path in sorted(HERE.glob("*.toml")) for case in tomllib.loads(path.read_text("utf-8"))["case"]
]
each_case = pytest.mark.parametrize("case", [pytest.param(case, id=f"{stem}/{case['name']}") for stem, case in CASES])


def body(case: dict[str, Any], *, backwards: bool) -> str:
    if "raw" in case:
        return str(case["raw"]).strip("\n")
    events = [case["lines"], *case.get("also", [])]
    told = reversed(events) if backwards else events
    return "\n".join(f"BEGIN:VEVENT\nUID:u1\n{each.replace('|', chr(10))}\nEND:VEVENT" for each in told)


def found(folder: Path, case: dict[str, Any], *, backwards: bool = False, ends: str = "\r\n", bom: bool = False) -> Any:
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Uji//ID\n{body(case, backwards=backwards)}"
    text += "" if case.get("cut") else "\nEND:VCALENDAR\n"
    path = folder / "kalender.ics"
    path.write_bytes((b"\xef\xbb\xbf" if bom else b"") + text.replace("\r\n", "\n").replace("\n", ends).encode())
    window = {"from": case.get("from", "2026-10-01T00:00:00Z"), "to": case.get("to", "2033-01-01T00:00:00Z")}
    window["from"] = min(window["from"], case["expect"][:10] + "T00:00:00Z") if "from" not in case else window["from"]
    return batch.occurrences({"call": "occurrences", "files": [str(path)], **window})


def shown(document: Any, case: dict[str, Any]) -> list[str]:
    wanted = case["expect"].split()
    got = document["occurrences"]
    ended = [("/" in word) for word in wanted] + [False] * len(got)
    return [f"{one['start']}/{one['end']}" if end else one["start"] for one, end in zip(got, ended, strict=False)]


@each_case
def test_a_calendar_comes_to_what_the_standard_says(tmp_path: Path, case: dict[str, Any]) -> None:
    document = found(tmp_path, case)
    assert shown(document, case) == case["expect"].split()
    problem = case.get("problem")
    assert any(problem in each for each in document["problems"]) if problem else True
    assert not document["problems"] if case.get("silent") else True


@each_case
def test_neither_order_nor_line_ends_change_it(tmp_path: Path, case: dict[str, Any]) -> None:
    document = found(tmp_path, case, backwards=True, ends="\n", bom=True)
    assert shown(document, case) == case["expect"].split()
