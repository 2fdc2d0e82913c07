"""Buku agenda as one meets it: filters in the address, counts that equal lists, links, a sheet to take away."""

from __future__ import annotations

import csv
import json
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path
from urllib.parse import urlencode

import pytest

from liaison_sync.app import users
from liaison_sync.app.directory import import_directory
from liaison_sync.demo.placed import Placed
from liaison_sync.domain.partner import Own
from liaison_sync.formats.register_csv import RegisterLine, written
from liaison_sync.store import people
from liaison_sync.store.engine import writing
from liaison_sync.web.app import build
from liaison_sync.web.guard import ROLES
from tests.app.season_store import HUMAS, NOW, deliver, service
from tests.web.browser import Browser
from tests.web.conftest import SignedIn

ROW = re.compile(r'<tr data-row><th scope="row">.*?</tr>', re.DOTALL)


def _count(text: str, show: str) -> int:
    chip = re.search(rf'href="/letters\?[^"]*show={show}"[^>]*>[^<]*<span>(\d+)', text)
    assert chip
    return int(chip[1])


@pytest.mark.parametrize("show", ["all", "in", "out"])
def test_a_count_equals_its_list(signed_in: SignedIn, show: str) -> None:
    browser = signed_in("viewer")
    count = _count(browser.get("/letters").text, show)
    assert len(ROW.findall(browser.get(f"/letters?show={show}").text)) == count > 0


def test_a_letter_leads_to_its_thread_and_to_the_letter_it_answers(signed_in: SignedIn) -> None:
    browser = signed_in("officer")
    (row,) = ROW.findall(browser.get("/letters?number=B-502").text)
    links = re.findall(r'href="(/threads/\w+)#m-[^"]+"[^>]*>([^<]+)', row)
    assert [number for _, number in links] == ["B-502/HM.02/X/2026", "027/KB-HM/X/2026"]
    for path, _ in links:
        assert browser.get(path).status == 200


def test_filters_that_make_no_sense_are_ignored(signed_in: SignedIn) -> None:
    browser = signed_in("viewer")
    whole = len(ROW.findall(browser.get("/letters").text))
    odd = browser.get("/letters?show=x&since=kemarin&until=0001-01-01&after=%00&number=+")
    assert odd.status == 200
    assert len(ROW.findall(odd.text)) == whole
    assert ROW.findall(browser.get("/letters?since=2199-01-01").text) == []


def test_the_sheet_holds_the_list_with_its_filters_in_the_readers_language(signed_in: SignedIn) -> None:
    for language, heading in (("id", "Nomor"), ("en", "Number")):
        browser = signed_in("viewer")
        browser.act("/language", {"language": language})
        page = browser.get("/letters?show=in").text
        (link,) = re.findall(r'href="(/letters/export[^"]*)"', page)
        answer = browser.get(link.replace("&amp;", "&"))
        assert answer.headers["content-type"].startswith("text/csv")
        assert "attachment" in answer.headers["content-disposition"]
        rows = list(csv.reader(StringIO(answer.octets.decode("utf-8-sig"))))
        assert rows[0][0] == heading
        assert len(rows) - 1 == len(ROW.findall(page))


def test_a_sheet_holds_no_formula() -> None:
    line = RegisterLine("=1+1", NOW, "in", "@x", "+y", "-z", ("-1/A",), (), "")
    (_, row) = csv.reader(StringIO(written([line], "id", "Asia/Jakarta").decode("utf-8-sig")))
    assert [cell for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
    assert row[0] == "'=1+1"


def test_every_role_may_look(signed_in: SignedIn) -> None:
    for role in ROLES:
        assert signed_in(role).get("/letters").status == 200


def test_what_was_looked_for_is_marked_and_nothing_of_it_is_obeyed(signed_in: SignedIn) -> None:
    browser = signed_in("viewer")
    assert "<mark>" in browser.get("/search?q=undangan").text
    odd = browser.get("/search?" + urlencode({"q": '<script>alert(1)</script> "x" sejak:kapankapan'})).text
    assert "<script>alert" not in odd
    assert "sejak:kapankapan" in odd


def test_search_goes_on_page_by_page(signed_in: SignedIn) -> None:
    browser, path, seen = signed_in("viewer"), "/search?q=festival", 0
    while path:
        text = browser.get(path).text
        seen += len(re.findall(r"data-open", text))
        following = re.search(r'rel="next" href="([^"]+)"', text)
        path = following[1].replace("&amp;", "&") if following else ""
    (count,) = {int(one) for one in re.findall(r'role="status">(\d+)', text)}
    assert seen == count > 30
    assert browser.get("/search?q=festival&after=2026-01-01T00:00:00%2B00:00|abc").status == 200
    assert browser.get("/search?q=festival&after=2026-01-01T00:00:00%2B00:00|99999999999999999999").status == 200


NUMBERED = "Nomor: 12/HM.02/XI/2026\nPerihal: Peminjaman aula\n\nDengan hormat, kami mohon izin memakai aula."
ANSWER = "Nomor: 77/DP/XI/2026\nPerihal: Izin\n\nMenindaklanjuti surat Saudara nomor 12/HM.02/XI/2026, kami setuju."


def test_a_letter_whose_thread_was_inferred_is_tagged_with_the_reason(tmp_path: Path) -> None:
    own = Own(("karsabahari.example",), (HUMAS,))
    with service(f"sqlite:///{tmp_path}/x.db", own=own) as here:
        directory = {"partners": [{"id": "dinas", "name": "Dinas Pariwisata", "domains": ["dinas.example"]}]}
        import_directory(here, json.dumps(directory), actor="cli")
        ours = _mail(HUMAS, "sari@dinas.example", "aula@kami", "Peminjaman aula", NUMBERED, 1)
        theirs = _mail("tu@dinas.example", HUMAS, "izin@dinas", "Surat izin", ANSWER, 5)
        deliver(here, [ours, theirs])
        users.put_user(here, "a@karsabahari.example", name="A", password="rahasia sekali", role="viewer")
        with writing(here.engine) as connection:
            people.begin(connection, "a@karsabahari.example", "token", "csrf", NOW)
        rows = ROW.findall(Browser(build(here), {"liaison": "token"}).get("/letters").text)
    (answer,) = (row for row in rows if "77/DP/XI/2026" in row.partition("</th>")[0])
    (letter,) = (row for row in rows if 'href="' in row and "12/HM.02/XI/2026" in row.partition("</th>")[0])
    assert "Utas disimpulkan" in answer.partition("</th>")[0]
    assert "mengutip nomor surat" in answer
    assert "Utas disimpulkan" in letter.partition("Dirujuk oleh:")[2]
    assert "Utas disimpulkan" not in letter.partition("</th>")[0]


def _mail(sender: str, to: str, id_: str, subject: str, text: str, hours: int) -> Placed:
    at = NOW - timedelta(days=2) + timedelta(hours=hours)
    head = (f"From: {sender}", f"To: {to}", f"Subject: {subject}", f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000")
    raw = "\r\n".join((*head, f"Message-ID: <{id_}>", "", text.replace("\n", "\r\n")))
    return Placed(HUMAS, "Sent" if sender == HUMAS else "INBOX", at, raw.encode())
