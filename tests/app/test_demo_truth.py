"""The story's truth, told without the product's code, is what the product makes of the season's octets."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from liaison_sync.app.inspect import batch
from liaison_sync.demo import story
from liaison_sync.demo.placed import Placed
from liaison_sync.demo.season import Season, build, demo_now
from liaison_sync.demo.truth import MessageTruth

OWN = [story.HUMAS, story.EVENT]
Filed = list[tuple[str, Placed, MessageTruth]]


@pytest.fixture(scope="module")
def season() -> Season:
    return build(demo_now(date(2026, 11, 22), lambda day: day.weekday() < 5))


@pytest.fixture(scope="module")
def filed(season: Season, tmp_path_factory: pytest.TempPathFactory) -> Filed:
    """One file a message, with its truth."""
    folder, truth = tmp_path_factory.mktemp("season"), {sha: m for m in season.truth.messages for sha in m.sha256s}
    first = {hashlib.sha256(one.raw).hexdigest(): one for one in reversed(season.messages)}
    out = []
    for sha, one in sorted(first.items(), key=lambda item: item[1].received_at):
        (folder / f"{sha}.eml").write_bytes(one.raw)
        out.append((str(folder / f"{sha}.eml"), one, truth[sha]))
    return out


@pytest.fixture(scope="module")
def directory(season: Season, tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("directory") / "directory.json"
    path.write_text(json.dumps(season.directory))
    return str(path)


def _ask(request: dict[str, Any]) -> Any:
    return json.loads(next(iter(batch.answers([json.dumps(request).encode()]))))


def test_every_message_is_read_and_automatic_mail_is_known(filed: Filed) -> None:
    read = _ask({"call": "message", "files": [file for file, _, _ in filed]})
    assert [one for one in read if one["quarantined"]] == []
    assert sum(bool(one["defects"]) for one in read) == 2
    assert [one["automatic"]["kind"] for one in read] == [truth.automatic for _, _, truth in filed]


def test_the_threads_are_those_of_the_story(filed: Filed, directory: str) -> None:
    asked = {"call": "threads", "files": [file for file, _, _ in filed], "mailbox": OWN, "directory": directory}
    told: dict[str, set[str]] = defaultdict(set)
    for file, _, truth in filed:
        told[truth.thread].add(file)
    assert {frozenset(one["messages"]) for one in _ask(asked)["threads"]} == {
        frozenset(files) for files in told.values()
    }


def test_the_partners_are_those_of_the_story(filed: Filed, directory: str) -> None:
    found = _ask({"call": "recognise", "directory": directory, "files": [file for file, _, _ in filed]})
    assert [one["partner"] for one in found] == [truth.partner for _, _, truth in filed]


def test_the_engagements_are_those_of_the_story(season: Season, filed: Filed) -> None:
    steps = [
        {"file": file, "received": _iso(one.received_at), "folder": one.folder.lower()}
        for file, one, _ in filed
        if one.folder != "Junk"
    ]
    asked = {"call": "engagements", "mailbox": OWN, "authentication": "required", "authserv_id": story.AUTHSERV_ID,
             "now": _iso(season.now), "steps": steps}  # fmt: skip
    answer = _ask(asked)
    named = [e for e in answer["engagements"] if "stated_in_text" in e["flags"]]
    sent = [e for e in answer["engagements"] if e not in named]
    found = {(e["uid"], e["recurrence_id"], e["status"], e["start"], *e["flags"]) for e in sent}
    told = {
        (e.uid, e.recurrence and _iso(e.recurrence), e.status, _iso(e.start), *e.flags)
        for e in season.truth.engagements
    }
    assert found == told
    assert [e["status"] for e in named] == ["unverified"] * season.truth.named_in_letters
    assert len(answer["facts"]) == season.truth.invitations + season.truth.named_in_letters


def _iso(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
