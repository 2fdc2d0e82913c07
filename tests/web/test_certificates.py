"""Certificates in the console: how a mailbox stands, what was missing by name, and the button that compares now."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from liaison_sync.domain import changes as c
from liaison_sync.domain.certificate import FolderCount
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing
from tests.web.conftest import LivedIn


def test_a_mailbox_says_what_is_missing_and_its_page_names_it(lived_in: LivedIn) -> None:
    page = lived_in.browser.get("/mailboxes").text
    assert "kurang 1 dari 1.207 surel" in page
    named = lived_in.browser.get("/mailboxes/humas/certificates").text
    assert "INBOX 7.12 · &lt;b&gt;Jadwal&lt;/b&gt; · a@x.example · rina@x.example" in named
    assert "INBOX: 1.204 di server = 1.202 tersimpan + 1 dikarantina + 1 tidak ada" in named
    assert "Trash: 3 di server = 3 dikecualikan" in named
    assert "tidak dibuka oleh server, jadi isinya tidak terbukti: Umum." in named
    assert "Umum: tidak dibuka oleh server (NO &lt;b&gt;rusak&lt;/b&gt;)" in named
    assert lived_in.browser.get("/mailboxes/nowhere/certificates").status == 404


def test_today_tells_which_mailboxes_may_not_be_complete(lived_in: LivedIn) -> None:
    page = lived_in.browser.get("/").text
    assert "humas mungkin belum lengkap" in page
    assert "belum terambil: 1." in page
    with writing(lived_in.service.engine) as connection:
        connection.execute(update(s.certificate_difference).values(healed_at=lived_in.service.clock.now()))
    assert "Folder yang tidak dapat dibandingkan seluruhnya: 1." in lived_in.browser.get("/").text
    assert "Terbukti sebagian" in lived_in.browser.get("/mailboxes").text


def test_a_person_asks_for_one_now(lived_in: LivedIn) -> None:
    name = lived_in.service.mailboxes[0].name
    lived_in.browser.act(f"/mailboxes/{name}/certify")
    with reading(lived_in.service.engine) as connection:
        assert connection.execute(select(s.job.c.kind).where(s.job.c.id == f"certify:{name}")).scalar() == "certify"


def test_what_its_tag_has_said_the_sentence_beside_does_not_say_again(lived_in: LivedIn) -> None:
    now = lived_in.service.clock.now()
    whole = FolderCount("INBOX", "INBOX", "inbox", "7", listed=1204, stored=1204)
    with writing(lived_in.service.engine) as connection:
        connection.execute(delete(s.certificate).where(s.certificate.c.mailbox == "humas"))
        apply(connection, [c.Certified("ct-new", "humas", now.date(), now, now, "complete", "", (whole,), ())])
    for page, seen in (("/mailboxes", "Lengkap</span> per "), ("/mailboxes/humas/certificates", "<p>Per ")):
        text = lived_in.browser.get(page).text
        assert seen in text
        assert "lengkap per" not in text.lower()
