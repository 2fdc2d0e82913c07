"""Files of a meeting in the console: uploaded or taken from mail, kept once, named in the minutes, sent if chosen."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256
from html import unescape
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import delete, insert, select, update

from liaison_sync.app.meeting_files import tidy
from liaison_sync.app.service import Service
from liaison_sync.domain.followup import FollowUp
from liaison_sync.domain.policy import Files
from liaison_sync.store import pictures
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load
from liaison_sync.store.engine import reading, writing
from liaison_sync.web.app import build
from tests.app.season_store import NOW, At
from tests.web.browser import Answer, Browser
from tests.web.conftest import SignedIn
from tests.web.lived_in import sending

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
EDGE = "batas-batas"
File = tuple[str, bytes]


@pytest.fixture
def browser(here: Service, signed_in: SignedIn) -> Browser:
    return Browser(build(sending(here)), signed_in("officer").cookies)


def meetings(here: Service) -> list[str]:
    """Ended meetings with partners whose mail holds attachments, the latest first."""
    o, e, a, m = s.occurrence.c, s.engagement.c, s.attachment.c, s.message.c
    partners = select(m.partner).join(s.attachment, a.message == m.key).where(a.counted, a.name != "")
    query = select(o.key).join(s.engagement, o.engagement == e.key).where(o.end < NOW, e.partner.in_(partners))
    with reading(here.engine) as connection:
        return list(connection.execute(query.order_by(o.start.desc())).scalars())


@pytest.fixture
def key(here: Service) -> str:
    return meetings(here)[0]


def upload(browser: Browser, key: str, *files: File, **more: str) -> Answer:
    fields = {"csrf": browser.token(), **more}
    parts = [
        f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in fields.items()
    ]
    for name, content in files:
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/html'
        parts.append(f"--{EDGE}\r\n{head}\r\n\r\n".encode() + content + b"\r\n")
    headers = {"content_type": f"multipart/form-data; boundary={EDGE}", "sec_fetch_site": "same-origin"}
    return browser._send("POST", f"/agenda/{key}/files", b"".join(parts) + f"--{EDGE}--\r\n".encode(), headers)


def section(browser: Browser, key: str) -> str:
    page = unescape(browser.get(f"/agenda/{key}").text)
    return page.partition('aria-labelledby="files"')[2].partition("</section>")[0]


def listed(browser: Browser, key: str) -> list[str]:
    return re.findall(r'<li class="row"><div><p>.*?download>(.*?)</a>', section(browser, key), re.DOTALL)


def raws(here: Service) -> int:
    with reading(here.engine) as connection:
        return len(connection.execute(select(s.raw.c.sha256)).all())


def at(key: str, content: bytes, then: str = "") -> str:
    return f"/agenda/{key}/files/{sha256(content).hexdigest()}{then}"


def test_files_are_kept_once_under_safe_names_and_only_ever_downloaded(
    here: Service, browser: Browser, signed_in: SignedIn
) -> None:
    key, other, *_ = meetings(here)
    before = raws(here)
    page = b"<script>alert(1)</script>"
    assert upload(browser, key, ("C:\\\\Rapat\\\\Denah\u202efdp.html", page), ("a.pdf", PDF)).status == 303
    upload(browser, key, ("lain.pdf", PDF))  # the same octets once more
    upload(browser, other, ("a.pdf", PDF))
    assert listed(browser, key) == ["Denah[U+202E]fdp.html", "a.pdf"]
    assert listed(browser, other) == ["a.pdf"]
    assert raws(here) == before + 2
    got = signed_in("viewer").get(at(key, page))
    assert (got.octets, got.headers["content-type"]) == (page, "application/octet-stream")
    assert got.headers["content-disposition"].startswith("attachment; ")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "upload" not in signed_in("viewer").get(f"/agenda/{key}").text
    assert upload(signed_in("viewer"), key, ("b.pdf", b"b")).status == 403
    with reading(here.engine) as connection:
        journal = connection.execute(select(s.journal).where(s.journal.c.action == "AddFiles")).all()
    assert {one.about for one in journal} == {f"meeting:{key}", f"meeting:{other}"}
    assert journal[0].document["files"][1]["content"] == sha256(PDF).hexdigest()


def test_a_file_is_found_by_its_name_until_it_is_removed(browser: Browser, key: str) -> None:
    upload(browser, key, ("Denah_gerbang-utara.pdf", PDF))
    found = browser.get("/search?q=gerbang+denahnya").text
    assert f'<a href="/agenda/{key}#files"><mark>Denah</mark>_<mark>gerbang</mark>-utara.pdf</a>' in found
    assert "utara.pdf" not in browser.get("/search?q=gerbang+selatan").text
    browser.act(at(key, PDF, "/remove"))
    assert "utara.pdf" not in browser.get("/search?q=gerbang").text


def test_an_attachment_of_its_mail_becomes_a_file_with_one_click_and_without_a_copy(
    here: Service, browser: Browser, key: str
) -> None:
    before, text = raws(here), section(browser, key)
    (form, *rest) = re.findall(r'/files/take">(.*?)</form>', text, re.DOTALL)
    fields = dict(re.findall(r'name="(message|file)" value="([^"]+)"', form))
    answer = browser.act(f"/agenda/{key}/files/take", fields)
    assert answer.status == 303
    after = section(browser, key)
    assert len(re.findall(r"/files/take", after)) == len(rest)
    assert f'<a href="/messages/{fields["message"]}">dari surel ' in after
    content = browser.get(f"/agenda/{key}/files/{fields['file']}").octets
    assert sha256(content).hexdigest() == fields["file"]
    assert raws(here) == before
    assert browser.act(f"/agenda/{key}/files/{fields['file']}/remove").status == 303  # its undo
    assert listed(browser, key) == []
    assert browser.act(f"/agenda/{key}/files/take", {"message": "tiada", "file": fields["file"]}).status == 409


def test_a_file_taken_away_comes_back_until_its_days_are_over(here: Service, browser: Browser, key: str) -> None:
    upload(browser, key, ("a.pdf", PDF))
    assert browser.act(at(key, PDF, "/remove")).status == 303
    assert (listed(browser, key), browser.get(at(key, PDF)).status) == ([], 404)
    assert "Dikeluarkan oleh Dewi Anggraini" in section(browser, key)
    assert browser.act(at(key, PDF, "/remove")).status == 409
    assert browser.act(at(key, PDF, "/restore")).status == 303
    assert browser.get(at(key, PDF)).octets == PDF
    other = meetings(here)[1]
    upload(browser, other, ("b.pdf", PDF))
    for one in (key, other):
        browser.act(at(one, PDF, "/remove"))
    before = raws(here)
    assert tidy(here) == 0
    late = replace(here, clock=At(NOW.replace(year=2027)))
    assert tidy(late) == 2
    assert tidy(late) == 0
    assert raws(here) == before - 1
    assert browser.act(at(key, PDF, "/restore")).status == 409


def kept(here: Service, key: str) -> list[tuple[str, str | None, bool]]:
    """The name, the mail and the privacy of what the meeting has."""
    f = s.meeting_file.c
    with reading(here.engine) as connection:
        there = connection.execute(
            select(f.name, f.message, f.internal).where(f.meeting == key, f.removed_at.is_(None))
        )
        return [tuple(row) for row in there]


def test_an_upload_taken_away_comes_back_as_the_upload_it_was_though_its_mail_holds_the_same(
    here: Service, browser: Browser, key: str
) -> None:
    before = raws(here)
    form = re.findall(r'/files/take">(.*?)</form>', section(browser, key), re.DOTALL)[0]
    fields = dict(re.findall(r'name="(message|file)" value="([^"]+)"', form))
    browser.act(f"/agenda/{key}/files/take", fields)
    content = browser.get(f"/agenda/{key}/files/{fields['file']}").octets
    with writing(here.engine) as connection:
        connection.execute(delete(s.meeting_file))
    upload(browser, key, ("unggahan.pdf", content), internal="yes")
    browser.act(at(key, content, "/remove"))
    assert browser.act(f"/agenda/{key}/files/take", fields).status == 303
    assert kept(here, key) == [("unggahan.pdf", None, True)]
    browser.act(at(key, content, "/remove"))
    upload(browser, key, ("lagi.pdf", content))
    assert kept(here, key) == [("unggahan.pdf", None, False)]
    browser.act(at(key, content, "/remove"))
    assert tidy(replace(here, clock=At(NOW.replace(year=2027)))) == 1
    assert raws(here) == before  # what was kept of the upload has gone with it


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("baik.pdf", b"1"), ("Undangan.pdf.EXE", b"MZ")], "dapat menjalankan program"),
        ([("besar.bin", b"x" * 1_000_001)], "lebih dari 1 MB"),
        ([("a", b"x" * 600_000), ("b", b"y" * 600_000)], "lebih dari 1 MB"),
        ([("kosong.pdf", b"")], "kosong atau tidak bernama"),
        ([(f"{n}.txt", bytes([n])) for n in range(3)], "Paling banyak 2 berkas"),
        ([("raksasa.bin", b"x" * 3_000_000)], "paling besar 1 MB"),
    ],
)
def test_what_cannot_be_kept_is_declined_in_words_and_nothing_is(
    here: Service, signed_in: SignedIn, key: str, files: list[File], said: str
) -> None:
    small = replace(here, policy=replace(here.policy, files=Files(at_once=2, mb=1)))
    browser, before = Browser(build(sending(small)), signed_in("officer").cookies), raws(here)
    answer = upload(browser, key, *files)
    assert answer.status in {409, 413}
    assert said in unescape(answer.text)
    assert (raws(here), listed(browser, key)) == (before, [])


def recorded(browser: Browser, key: str) -> None:
    browser.act(f"/agenda/{key}/outcome", {"held": "yes"})
    browser.act(f"/agenda/{key}/minutes", {"discussion": "Denah panggung", "decisions": "Disewa"})


def paper(browser: Browser, key: str) -> str:
    drawn = browser.get(f"/agenda/{key}/minutes.pdf?lang=id").octets
    return "".join(one.extract_text() for one in PdfReader(BytesIO(drawn)).pages)


def test_the_minutes_name_the_files_but_those_for_us_alone(browser: Browser, key: str) -> None:
    recorded(browser, key)
    upload(browser, key, ("Daftar hadir.pdf", PDF))
    upload(browser, key, ("Strategi.pdf", PDF + b"2"), internal="yes")
    assert "Hanya untuk kita" in section(browser, key)
    drawn = paper(browser, key)
    assert "Daftar hadir.pdf" in drawn
    assert "Strategi" not in drawn
    page = unescape(browser.get(f"/agenda/{key}").text)
    minutes = page.partition('aria-labelledby="minutes"')[2].partition("</dl>")[0]
    assert "Daftar hadir.pdf" in minutes
    assert "Strategi" not in minutes
    browser.act(at(key, PDF + b"2", "/mark"), {"internal": "no"})
    browser.act(at(key, PDF, "/mark"), {"internal": "yes"})
    drawn = paper(browser, key)
    assert "Strategi.pdf" in drawn
    assert "Daftar hadir.pdf" not in drawn


def test_the_next_of_a_series_shows_what_the_last_one_had_and_has_its_own(here: Service, browser: Browser) -> None:
    o = s.occurrence.c
    with reading(here.engine) as connection:
        rows = connection.execute(select(o.uid, o.key).where(o.start.is_not(None)).order_by(o.uid, o.start)).all()
    series = next(row.uid for row in rows if sum(each.uid == row.uid for each in rows) > 2)
    first, second, third, *_ = [row.key for row in rows if row.uid == series]
    upload(browser, first, ("Lama.pdf", PDF))
    upload(browser, second, ("Baru.pdf", PDF + b"2"))
    assert listed(browser, third) == []
    text = section(browser, third)
    assert "Berkas pertemuan sebelumnya" in text
    assert f'href="{at(second, PDF + b"2")}"' in text
    assert "Lama.pdf" not in text
    assert "Baru.pdf" not in section(browser, first)


# --- with the minutes --------------------------------------------------------------------------------------------


def letter(here: Service, key: str, state: str = "drafted") -> str:
    """The minutes of this meeting wait to be shared."""
    facts = ("minutes_share", f"meeting:{key}", 1, "osaki", ("mari@osaki.example",), "partner", "id", NOW, NOW)
    one = FollowUp("fu-files", *facts, state=state, meeting=key)  # type: ignore[arg-type]
    names = ("id", "trigger", "about", "step", "state", "audience", "partner", "meeting", "due_at")
    values = {name: getattr(one, name) for name in names}
    document = pictures.document(pictures.Standing(one, None, None))
    with writing(here.engine) as connection:
        row = {**values, "document": document, "created_at": NOW, "changed_at": NOW}
        connection.execute(insert(s.followup).values(row))
    return one.id


def standing(here: Service, id_: str) -> FollowUp:
    with reading(here.engine) as connection:
        query = select(s.followup.c.document).where(s.followup.c.id == id_)
        return load(FollowUp, connection.execute(query).scalar_one()["followup"])


def test_the_officer_chooses_what_goes_with_the_minutes(here: Service, browser: Browser, key: str) -> None:
    recorded(browser, key)
    upload(browser, key, ("Daftar hadir.pdf", PDF), ("Foto.jpg", b"\xff\xd8"))
    upload(browser, key, ("Strategi.pdf", PDF + b"2"), internal="yes")
    id_ = letter(here, key)
    page = unescape(browser.get(f"/followups/{id_}").text)
    offered = re.findall(r'name="file" value="([0-9a-f]+)"( checked)?', page)
    assert sorted(offered) == sorted((sha256(one).hexdigest(), "") for one in (PDF, b"\xff\xd8"))
    choice = {"file": [sha256(PDF).hexdigest()]}
    assert browser.act(f"/followups/{id_}/files", choice).status == 303
    assert standing(here, id_).files == (sha256(PDF).hexdigest(),)
    secret = {"file": [sha256(PDF + b"2").hexdigest()]}
    assert browser.act(f"/followups/{id_}/files", secret).status == 409
    tight = replace(here, policy=replace(here.policy, sending=replace(here.policy.sending, files_mb=0)))
    narrow = Browser(build(sending(tight)), browser.cookies)
    assert "lebih dari 0 MB" in narrow.act(f"/followups/{id_}/files", {"file": [sha256(b"\xff\xd8").hexdigest()]}).text


def test_a_file_taken_away_leaves_the_letter_that_waits_and_its_approval(
    here: Service, browser: Browser, key: str
) -> None:
    upload(browser, key, ("Daftar hadir.pdf", PDF), ("Foto.jpg", b"\xff\xd8"))
    id_ = letter(here, key)
    both = [sha256(one).hexdigest() for one in (PDF, b"\xff\xd8")]
    browser.act(f"/followups/{id_}/files", {"file": both})
    with writing(here.engine) as connection:
        approved = replace(standing(here, id_), state="approved")
        document = pictures.document(pictures.Standing(approved, None, "x"))
        connection.execute(update(s.followup).values(state="approved", document=document).where(s.followup.c.id == id_))
    browser.act(at(key, PDF, "/remove"))
    left = standing(here, id_)
    assert (left.state, left.files) == ("drafted", (both[1],))
    browser.act(at(key, b"\xff\xd8", "/mark"), {"internal": "yes"})
    assert standing(here, id_).files == ()
