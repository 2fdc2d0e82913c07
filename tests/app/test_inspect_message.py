from __future__ import annotations

import json
from datetime import UTC, date, datetime

from liaison_sync.app.inspect.message import document, moment
from liaison_sync.domain.message import Message, Quarantined
from liaison_sync.formats.mime import parse
from liaison_sync.formats.parsed import Parsed
from tests.formats.mails import attached, multipart, text

KEYS = (
    "file sha256 size message_id in_reply_to references subject base_subject from sender reply_to to cc bcc date "
    "date_source text new_text quoted_text signature html forwarded attachments calendar automatic bounce language "
    "letter meetings answer links defects quarantined"
)


def test_the_keys_stand_in_the_documented_order() -> None:
    assert list(document("a.eml", parse(b""))) == KEYS.split()


def test_a_whole_message_is_json_with_utc_times() -> None:
    told = json.loads(json.dumps(document("a.eml", parse(multipart(text("Halo"), attached(b"isi"))))))
    assert told["file"] == "a.eml"
    assert told["date"] == "2026-11-23T03:00:00Z"
    assert told["from"] == [{"name": "Budi", "address": "budi@mitra.example"}]
    assert told["sender"] is None
    assert told["attachments"][0]["name"] == "bahan.pdf"
    assert told["automatic"] == {"kind": None, "reason": None, "return_date": None}
    assert told["answer"] == {"kind": "none", "people": None, "delegate": None}
    assert (told["bounce"], told["quarantined"], told["defects"]) == (None, None, [])


def test_instants_wall_times_and_dates_differ() -> None:
    assert moment(datetime(2026, 11, 23, 3, tzinfo=UTC)) == "2026-11-23T03:00:00Z"
    assert moment(datetime(2026, 11, 23, 10)) == "2026-11-23T10:00:00"  # noqa: DTZ001
    assert moment(date(2026, 11, 23)) == "2026-11-23"
    assert moment(None) is None


def test_poison_is_told_with_its_reason() -> None:
    poison = Message("0" * 64, 3, quarantined=Quarantined("message_unreadable", "ValueError"))
    told = document("a.eml", Parsed(poison))
    assert told["quarantined"] == {"reason": "message_unreadable", "detail": "ValueError"}
