"""Files of an answer: kept with the draft, shown, taken out, refused in clear words, sent frozen as they were."""

from __future__ import annotations

import re
from hashlib import sha256
from html import unescape

import pytest
from sqlalchemy import select

from liaison_sync.app.service import Service
from liaison_sync.formats import mime
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from liaison_sync.web.app import build
from tests.web.browser import Answer, Browser
from tests.web.conftest import SignedIn
from tests.web.lived_in import sending
from tests.web.test_pages import value

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
EDGE = "batas-batas"
File = tuple[str, bytes]


@pytest.fixture
def browser(here: Service, signed_in: SignedIn) -> Browser:
    return Browser(build(sending(here)), signed_in("officer").cookies)


@pytest.fixture
def thread(here: Service) -> str:
    m = s.message.c
    return value(here, select(m.thread).where(m.direction == "in", m.automatic.is_(None)).order_by(m.at.desc()))


def fields(browser: Browser, thread: str) -> dict[str, str]:
    page = browser.get(f"/threads/{thread}/reply").text
    form = page.partition("data-keep")[2].partition("</form>")[0]
    found = {k: unescape(v) for k, v in re.findall(r'name="(csrf|message|draft|to|cc|subject)" value="([^"]*)"', form)}
    assert 'enctype="multipart/form-data"' in page
    return {**found, "text": "Terlampir."}


def post(browser: Browser, thread: str, *files: File, **more: str) -> Answer:
    parts = [
        f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in {**fields(browser, thread), "do": "save", **more}.items()
    ]
    for name, content in files:
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/pdf'
        parts.append(f"--{EDGE}\r\n{head}\r\n\r\n".encode() + content + b"\r\n")
    headers = {"content_type": f"multipart/form-data; boundary={EDGE}", "sec_fetch_site": "same-origin"}
    return browser._send("POST", f"/threads/{thread}/reply", b"".join(parts) + f"--{EDGE}--\r\n".encode(), headers)


def listed(browser: Browser, thread: str) -> list[str]:
    page = browser.get(f"/threads/{thread}/reply").text
    return [unescape(one) for one in re.findall(r'name="take_out".*?<span class="vh">: (.*?)</span>', page)]


def test_a_file_is_kept_with_the_draft_under_a_safe_name_and_sent_frozen(
    here: Service, browser: Browser, thread: str
) -> None:
    assert post(browser, thread, ("C:\\\\Surat\\\\Proposal akhir.pdf", PDF), ("foto.png", b"png")).status == 303
    assert listed(browser, thread) == ["Proposal akhir.pdf", "foto.png"]
    assert post(browser, thread, text="Lagi").status == 303  # saved again without a file: they stay
    shown = browser.get(post(browser, thread, do="preview").location).text
    assert "Proposal akhir.pdf (" in shown
    assert post(browser, thread, do="send").status == 303
    with reading(here.engine) as connection:
        frozen = connection.execute(select(s.outbox.c.frozen).where(s.outbox.c.kind == "reply")).scalar_one()
    sent = mime.parse(frozen).message.attachments
    assert [(one.name, one.sha256) for one in sent] == [
        ("Proposal akhir.pdf", sha256(PDF).hexdigest()),
        ("foto.png", sha256(b"png").hexdigest()),
    ]


def test_a_file_is_taken_out_and_the_same_one_twice_goes_once(browser: Browser, thread: str) -> None:
    post(browser, thread, ("a.pdf", PDF), ("a.pdf", PDF), ("b.pdf", PDF + b"b"))
    assert listed(browser, thread) == ["a.pdf", "b.pdf"]
    post(browser, thread, take_out=sha256(PDF).hexdigest())
    assert listed(browser, thread) == ["b.pdf"]


def kept(here: Service, content: bytes) -> bool:
    with reading(here.engine) as connection:
        found = connection.execute(select(s.raw.c.size).where(s.raw.c.sha256 == sha256(content).hexdigest()))
        return found.first() is not None


def test_what_was_taken_out_or_thrown_away_is_kept_no_more_but_for_another_draft(
    here: Service, browser: Browser, signed_in: SignedIn, thread: str
) -> None:
    other = Browser(build(sending(here)), signed_in("manager").cookies)
    post(browser, thread, ("a.pdf", PDF), ("b.pdf", PDF + b"b"))
    post(other, thread, ("sama.pdf", PDF))
    post(browser, thread, take_out=sha256(PDF + b"b").hexdigest())
    assert [kept(here, one) for one in (PDF, PDF + b"b")] == [True, False]
    post(browser, thread, do="discard")
    assert kept(here, PDF)
    post(other, thread, do="discard")
    assert not kept(here, PDF)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (("Undangan.pdf.EXE", b"MZ"), "berkas jenis ini ditolak"),
        (("besar.bin", b"x" * 15_000_001), "paling besar 15 MB"),
        (("kosong.pdf", b""), "kosong atau tidak bernama"),
    ],
)
def test_what_cannot_go_is_refused_in_words_and_the_text_is_kept(
    browser: Browser, thread: str, file: File, said: str
) -> None:
    answer = post(browser, thread, file, text="Sudah panjang")
    assert answer.status == 409
    assert said in answer.text
    assert listed(browser, thread) == []
    assert "Sudah panjang" in browser.get(f"/threads/{thread}/reply").text


def test_nobody_unknown_and_no_other_form_may_send_a_file(browser: Browser, thread: str, here: Service) -> None:
    stranger = Browser(build(sending(here)))
    headers = {"content_type": f"multipart/form-data; boundary={EDGE}", "sec_fetch_site": "same-origin"}
    assert stranger._send("POST", f"/threads/{thread}/reply", b"x" * 2_000_000, headers).status == 413
    body = f'--{EDGE}\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nx\r\n--{EDGE}--\r\n'.encode()
    assert browser._send("POST", f"/threads/{thread}/note", body, headers).status == 400
