"""The console says which mail rules leave out, and of which mail the original is kept no longer."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from liaison_sync.app.service import Service
from liaison_sync.store import schema as s
from liaison_sync.store.engine import writing
from liaison_sync.web.app import build
from tests.app.season_store import NOW
from tests.web.browser import Browser
from tests.web.conftest import SignedIn


def test_mail_left_out_and_originals_let_go_of_are_told(here: Service, signed_in: SignedIn) -> None:
    signed_in("admin")
    with writing(here.engine) as connection:
        a = s.attachment.c
        m = s.message.c
        query = select(m.key, m.thread, m.sha256, a.n, a.name).join(s.attachment, a.message == m.key)
        key, thread, digest, n, name = connection.execute(query.where(a.counted, a.name != "").limit(1)).one()
        connection.execute(s.raw.delete().where(s.raw.c.sha256 == digest))
        box = here.mailboxes[0].name
        connection.execute(s.let_go.insert(), {"sha256": digest, "size": 900, "mailbox": box, "at": NOW})
        connection.execute(s.mailbox.insert(), {"name": box, "address": "humas@karsabahari.example", "last_try": NOW})
        copy = {"mailbox": box, "folder": "INBOX", "state": "excluded"}
        rules = (
            "before_since:2026-01-01",
            "ignored_sender:iklan.example",
            "not_listed_sender:0a",
            "not_listed_sender:0b",
        )
        connection.execute(
            s.sighting.insert(), [{**copy, "locator": f"x{n}", "rule": one} for n, one in enumerate(rules)]
        )
    kept = replace(here, mailboxes=(replace(here.mailboxes[0], keep_days=365), *here.mailboxes[1:]))
    browser = Browser(build(kept), {"liaison": "admin-token"})
    page = browser.get("/mailboxes").text
    assert "1 diterima sebelum 1 Jan 2026 · 1 dari iklan.example (ignore_senders) · 2 dari pengirim" in page
    assert "disimpan 365 hari; sudah dilepas: 1" in page
    for shown in (f"/messages/{key}", f"/threads/{thread}"):
        text = browser.get(shown).text
        assert "Surel asli sudah dilepas pada" in text
        assert f"/attachments/{key}/{n}" not in text  # named, and no door to nothing
        assert name in text
    for gone in (f"/messages/{key}/source", f"/attachments/{key}/{n}"):
        answer = browser.get(gone)
        assert answer.status == 303
        assert answer.headers["location"] == f"/messages/{key}"
    assert browser.get("/messages/tidak-ada/source").status == 404
