"""Mail that means harm is shown, and does nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from liaison_sync.app.service import Service
from liaison_sync.demo.placed import Placed
from liaison_sync.store import schema as s
from liaison_sync.web.guard import MAIL_CSP
from tests.app.season_store import HUMAS, deliver
from tests.web.conftest import SignedIn
from tests.web.test_pages import value

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
EVIL = b"""From: "<script>alert(1)</script>" <jahat@evil.example>\r
To: humas@karsabahari.example\r
Subject: <img src=x onerror=alert(2)>{{ 7*7 }}\r
Message-ID: <evil@evil.example>\r
Date: Tue, 24 Nov 2026 02:00:00 +0000\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=b\r
\r
--b\r
Content-Type: text/html; charset=utf-8\r
\r
<p>Halo</p><script>alert(3)</script><img src="https://tracker.example/x.png"><a href="javascript:alert(4)">k</a>\r
<form action="https://evil.example"><input name=a></form><style>body{background:url(https://t.example)}</style>\r
--b\r
Content-Type: text/html; name="../../<svg onload=alert(5)>.html"\r
Content-Disposition: attachment; filename="../../<svg onload=alert(5)>.html"\r
\r
<script>alert(6)</script>\r
--b--\r
"""


@pytest.fixture
def key(here: Service) -> str:
    deliver(here, [Placed(HUMAS, "INBOX", AT, EVIL)])
    return value(here, select(s.message.c.key).where(s.message.c.message_id == "evil@evil.example"))


def test_names_and_subjects_are_text_on_every_page(key: str, signed_in: SignedIn) -> None:
    browser = signed_in("officer")
    for path in ("/", "/threads?show=ours", f"/messages/{key}", f"/messages/{key}?html=1"):
        text = browser.get(path).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "<svg onload" not in text
    assert "&lt;img src=x onerror=alert(2)&gt;{{ 7*7 }}" in browser.get(f"/messages/{key}").text


def test_a_subject_that_reads_backwards_is_shown_as_what_it_is_wherever_it_stands(
    here: Service, signed_in: SignedIn
) -> None:
    backwards = EVIL.replace(b"<img src=x onerror=alert(2)>", "Tagihan \u202eirdnaM knaB \u2067lunas".encode())
    deliver(here, [Placed(HUMAS, "INBOX", AT, backwards.replace(b"<evil@", b"<turned@"))])
    key = value(here, select(s.message.c.key).where(s.message.c.message_id == "turned@evil.example"))
    browser = signed_in("officer")
    for path in ("/", "/threads?show=ours", f"/messages/{key}", "/search?q=Tagihan"):
        text = browser.get(path).text
        assert "\u202e" not in text, path
        assert text.count("\u2067") == text.count("\u2069"), path
    assert "[U+202E]irdnaM knaB" in browser.get(f"/messages/{key}").text


def test_the_html_stands_alone_in_a_sandbox_and_loads_nothing(key: str, signed_in: SignedIn) -> None:
    answer = signed_in("officer").get(f"/messages/{key}/html")
    assert answer.headers["content-security-policy"] == MAIL_CSP
    assert "sandbox" in MAIL_CSP
    assert "<p>Halo</p>" in answer.text
    for word in ("alert", "tracker.example", "javascript:", "<form", "t.example", "evil.example"):
        assert word not in answer.text


def test_an_attachment_is_always_downloaded(key: str, signed_in: SignedIn) -> None:
    answer = signed_in("viewer").get(f"/attachments/{key}/0")
    assert answer.octets == b"<script>alert(6)</script>"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert "/" not in answer.headers["content-disposition"].partition("''")[2]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert signed_in("viewer").get(f"/attachments/{key}/9").status == 404
