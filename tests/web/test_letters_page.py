"""Buku agenda as one meets it: filters in the address, counts that equal lists, links, a sheet to take away."""

from __future__ import annotations

import csv
import re
from io import StringIO
from urllib.parse import urlencode

import pytest

from liaison_sync.formats.register_csv import RegisterLine, written
from liaison_sync.web.guard import ROLES
from tests.app.season_store import NOW
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
