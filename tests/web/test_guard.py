"""Who may open and do what: the whole table of pages and roles, sessions, forms from elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from sqlalchemy import event
from starlette.applications import Starlette

from liaison_sync.app.service import Service
from liaison_sync.web.app import build
from liaison_sync.web.guard import PAGE_CSP, ROLES, can, own_path
from liaison_sync.web.page import Page
from liaison_sync.web.pages import PAGES
from tests.web.browser import Browser
from tests.web.conftest import PASSWORD, SignedIn


def named(page: Page) -> str:
    return f"{page.method} {page.path}"


FORMS = [page for page in PAGES if page.method == "POST"]


def address(page: Page) -> str:
    return re.sub(r"\{\w+:int\}", "7", re.sub(r"\{\w+(:path)?\}", "nobody-knows-this", page.path))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_each_role_may_do_what_the_table_says_and_a_foreign_id_is_not_found(page: Page, signed_in: SignedIn) -> None:
    for role in ROLES:
        browser = signed_in(role)
        answer = browser.get(address(page)) if page.method == "GET" else browser.act(address(page))
        assert (answer.status == 403) == (not can(role, page.deed)), (role, answer.status)
        assert answer.status < 500
        if "{id}" in page.path and can(role, page.deed) and page.method == "GET":
            assert answer.status == 404


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_nobody_gets_in_without_a_session(page: Page, here: Service) -> None:
    browser = Browser(build(here))
    answer = browser.get(address(page)) if page.method == "GET" else browser.post(address(page))
    assert answer.status == (303 if page.method == "GET" else 401)
    assert page.method == "POST" or answer.location.startswith("/sign-in")


@pytest.mark.parametrize("page", FORMS, ids=named)
def test_a_form_without_our_token_or_from_another_site_does_nothing(page: Page, signed_in: SignedIn) -> None:
    browser = signed_in("admin")
    token = browser.token()
    assert browser.post(address(page)).status == 403
    assert browser.post(address(page), {"csrf": "00" * 40}).status == 403
    assert browser.post(address(page), {"csrf": token}, sec_fetch_site="cross-site").status == 403
    assert browser.post(address(page), {"csrf": token}, origin="https://elsewhere.example").status == 403


def test_every_answer_carries_the_policy_and_no_page_holds_inline_script_or_style(signed_in: SignedIn) -> None:
    browser = signed_in("admin")
    for path in ("/", "/threads", "/followups?show=all", "/partners", "/nowhere", "/static/liaison.css"):
        answer = browser.get(path)
        assert answer.headers["content-security-policy"] == PAGE_CSP
        assert answer.headers["x-content-type-options"] == "nosniff"
        if path != "/static/liaison.css":
            assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=)|javascript:", answer.text)


def test_the_cookie_is_locked_to_this_host_where_the_console_has_tls(here: Service) -> None:
    form = {"address": "officer@karsabahari.example", "password": PASSWORD}
    (cookie,) = Browser(build(replace(here, public_url="https://x.example"))).post("/sign-in", form).cookies
    assert cookie.startswith("__Host-liaison=")
    assert all(word in cookie for word in ("HttpOnly", "Secure", "Path=/", "SameSite=lax"))
    (plain,) = Browser(build(here)).post("/sign-in", form).cookies
    assert plain.startswith("liaison=")
    assert "HttpOnly" in plain


def test_a_wrong_password_says_nothing_more_and_the_sixth_try_waits(here: Service) -> None:
    browser = Browser(build(here))
    form = {"address": "officer@karsabahari.example", "password": "salah"}
    unknown = browser.post("/sign-in", {"address": "nobody@x.example", "password": "salah"})
    answers = [browser.post("/sign-in", form) for _ in range(6)]
    assert [one.status for one in answers] == [401] * 5 + [429]
    strip = re.compile(r'value="[^"]*"')
    assert strip.sub("", unknown.text) == strip.sub("", answers[0].text)
    assert browser.post("/sign-in", {**form, "password": PASSWORD}).status == 429
    assert not browser.cookies


def test_a_strangers_guesses_do_not_keep_an_officer_out_at_once_and_many_wait_wherever_they_come_from(
    here: Service,
) -> None:
    app = build(here)
    form = {"address": "officer@karsabahari.example", "password": "salah"}

    def status(client: str, password: str = "salah") -> int:
        return Browser(app, client=client).post("/sign-in", {**form, "password": password}).status

    assert [status("198.51.100.1") for _ in range(6)] == [401] * 5 + [429]
    assert status("203.0.113.7", PASSWORD) == 303
    assert [status(f"198.51.100.{n}") for n in range(2, 28)] == [401] * 25 + [429]
    assert status("203.0.113.7", PASSWORD) == 429


def test_no_nul_octet_ever_reaches_the_store_for_postgresql_refuses_it(here: Service, signed_in: SignedIn) -> None:
    browser, asked = signed_in("officer"), []
    event.listen(here.engine, "before_cursor_execute", lambda *heard: asked.append(str(heard[3])))
    for path in ("/threads/%00", "/agenda/%00/ics"):
        assert browser.get(path).status == 404
    for path in ("/followups?partner=%00", "/directory?q=a%00b"):
        assert browser.get(path).status == 200
    assert browser.act("/partners/cakra/note", {"text": "sebelum\0sesudah"}).status == 303
    assert "sebelumsesudah" in browser.get("/partners/cakra").text
    assert not [one for one in asked if "\\x00" in one]


def test_an_attachment_of_a_number_no_database_holds_is_not_there(signed_in: SignedIn) -> None:
    assert signed_in("officer").get(f"/attachments/m0/{10**30}").status == 404


def test_signing_out_ends_the_session_on_the_server(signed_in: SignedIn) -> None:
    browser = signed_in("officer")
    kept = dict(browser.cookies)
    assert browser.act("/sign-out").location == "/sign-in"
    assert Browser(browser.app, kept).get("/").status == 303


def signed_in_at(app: Starlette, kept: dict[str, str] | None = None) -> Browser:
    browser = Browser(app, dict(kept or {}))
    form = {"address": "officer@karsabahari.example", "password": PASSWORD}
    assert browser.post("/sign-in", form).status == 303
    return browser


def test_signing_in_again_ends_the_session_that_browser_had_and_no_other(here: Service) -> None:
    app = build(here)
    telephone, desk = signed_in_at(app), signed_in_at(app)
    before = dict(desk.cookies)
    again = signed_in_at(app, before)
    assert Browser(app, before).get("/").status == 303
    assert [one.get("/").status for one in (again, telephone)] == [200, 200]


def test_whoever_left_a_session_open_elsewhere_can_end_it_from_the_account_page(here: Service) -> None:
    app = build(here)
    telephone, desk = signed_in_at(app), signed_in_at(app)
    assert "/sign-out/elsewhere" in desk.get("/account").text
    assert desk.act("/sign-out/elsewhere").location == "/account"
    assert [one.get("/").status for one in (desk, telephone)] == [200, 303]


def test_what_was_typed_under_a_token_of_an_earlier_session_is_kept_and_sent_by_one_more_press(here: Service) -> None:
    browser = signed_in_at(build(here))
    stale = browser.post("/partners/cakra/note", {"text": "Bu Sekar <minta> jadwal", "csrf": "00" * 40})
    assert stale.status == 403
    assert "Bu Sekar" not in browser.get("/partners/cakra").text
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', stale.text))
    assert browser.post("/partners/cakra/note", {k: unescape(v) for k, v in fields.items()}).status == 303
    assert "Bu Sekar &lt;minta&gt; jadwal" in browser.get("/partners/cakra").text


def test_every_box_that_was_ticked_before_a_session_ended_is_kept(here: Service) -> None:
    browser = Browser(build(here))
    lost = browser.post("/partners/cakra/note", {"id": ["satu", "dua"], "csrf": "old"})
    keep = re.search(r'name="keep" value="([^"]+)"', lost.text)
    assert keep
    form = {"address": "officer@karsabahari.example", "password": PASSWORD, "keep": unescape(keep[1])}
    again = browser.post("/sign-in", {**form, "next": "/partners/cakra/note"})
    assert re.findall(r'name="id" value="([^"]*)"', again.text) == ["satu", "dua"]


def test_what_was_typed_into_an_expired_session_is_sent_after_signing_in(here: Service) -> None:
    browser = Browser(build(here))
    lost = browser.post("/partners/cakra/note", {"text": "Bu Sekar <minta> jadwal", "csrf": "old"})
    assert lost.status == 401
    keep = re.search(r'name="keep" value="([^"]+)"', lost.text)
    assert keep
    form = {"address": "officer@karsabahari.example", "password": PASSWORD, "keep": unescape(keep[1])}
    again = browser.post("/sign-in", {**form, "next": "/partners/cakra/note"})
    assert "Bu Sekar &lt;minta&gt; jadwal" in again.text
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', again.text))
    done = browser.post("/partners/cakra/note", {k: unescape(v) for k, v in fields.items()})
    assert done.location == "/partners/cakra"
    assert "Bu Sekar &lt;minta&gt; jadwal" in browser.get("/partners/cakra").text


@pytest.mark.parametrize("target", ["https://x.example", "//x.example", "/\\x.example", "x", "", "/a\r\nb", "/\x00"])
def test_nobody_is_led_elsewhere(target: str) -> None:
    assert own_path(target) == "/"
