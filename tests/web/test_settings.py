"""Settings: what holds, where it comes from, nothing secret; the letters as they would leave; for managers alone."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from liaison_sync.app.act import act
from liaison_sync.app.planning import plan
from liaison_sync.app.service import ReportPlan, Service
from liaison_sync.domain.commands.campaigns import EnrolContact
from liaison_sync.domain.policy import Campaign, NoReply, Override, Policy
from liaison_sync.formats.date_text import date_text
from liaison_sync.formats.letter_files import find as found
from liaison_sync.formats.letter_files import names, sample
from liaison_sync.formats.wording import LANGUAGES
from liaison_sync.store import people
from liaison_sync.store import schema as s
from liaison_sync.store.engine import writing
from liaison_sync.web.app import build
from liaison_sync.web.policy_shown import groups
from tests.app.season_store import NOW
from tests.rig import rows
from tests.web.browser import Browser

SECRET = "rahasia-pemantauan-1"


def manager(here: Service) -> Browser:
    with writing(here.engine) as connection:
        people.end(connection, "manager-token")
        people.begin(connection, "manager@karsabahari.example", "manager-token", "csrf", NOW)
    return Browser(build(here), {"liaison": "manager-token"})


def test_only_managers_and_administrators_find_it(here: Service) -> None:
    page = manager(here).get("/").text
    assert 'href="/settings"' in page
    with writing(here.engine) as connection:
        people.begin(connection, "officer@karsabahari.example", "officer-token", "csrf", NOW)
    officer = Browser(build(here), {"liaison": "officer-token"})
    assert 'href="/settings"' not in officer.get("/").text
    assert officer.get("/settings").status == officer.get("/settings/letters").status == 403


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_the_policy_is_named_with_its_key(language: str) -> None:
    policy, here = Policy(since=date(2026, 11, 23), no_reply=NoReply(working_days=5)), "policy."
    shown = {row.key: row for group in groups(policy, language) for row in group.rows}
    sections = [one.name for one in fields(policy) if is_dataclass(getattr(policy, one.name)) and one.name != "working"]
    every = {f"{here}{name}.{one.name}" for name in sections for one in fields(getattr(policy, name))}
    assert every | {f"{here}default_owner", f"{here}manager", f"{here}since", f"{here}out_of_office_days"} == set(shown)
    assert (shown["policy.no_reply.working_days"].value, shown["policy.no_reply.working_days"].usual) == ("5", "3")
    assert [row.key for row in shown.values() if row.usual] == ["policy.since", "policy.no_reply.working_days"]


def test_a_secret_is_told_to_be_set_and_no_more(here: Service) -> None:
    assert "belum diisi" in manager(here).get("/settings").text
    page = manager(replace(here, metrics_token=SECRET)).get("/settings").text
    assert "sudah diisi" in page
    assert SECRET not in page
    assert "argon2" not in page


def test_the_holidays_of_this_year_stand_with_their_decree_and_the_operators_file(
    here: Service, tmp_path: Path
) -> None:
    shipped = unescape(manager(here).get("/settings").text)
    assert "Berikutnya: Kamis, 24 Desember 2026, Cuti Bersama Hari Raya Natal." in shipped
    assert "SKB" in shipped
    (tmp_path / "ID.toml").write_text('[2026]\nsource = "Surat edaran"\n[2026.national]\n2026-12-01 = "Hari kita"\n')
    own = unescape(manager(replace(here, holidays=tmp_path)).get("/settings").text)
    assert "1 hari libur pada tahun 2026. Berikutnya: Selasa, 1 Desember 2026, Hari kita." in own
    assert "Surat edaran (berkas Anda sendiri, ID.toml)" in own
    assert "Cuti bersama tahun 2026 belum tercantum" in own
    (tmp_path / "ID.toml").write_text("2026 = 1")
    assert "Berkas hari libur tidak dapat dibaca" in manager(replace(here, holidays=tmp_path)).get("/settings").text


def test_a_report_is_named_with_its_next_day_and_its_readers(here: Service) -> None:
    plan = ReportPlan(weekday=5, hour=9, recipients={"id": ("pimpinan@karsabahari.example",)})
    page = manager(replace(here, report=plan)).get("/settings").text
    assert "berikutnya Jumat, 27 November 2026 pukul 09.00 WIB" in page
    assert "Indonesia: pimpinan@karsabahari.example" in page


def test_a_campaign_is_named_with_its_next_letter(here: Service) -> None:
    festival = Campaign("festival", "Festival Bahari")
    made = replace(here, policy=replace(here.policy, campaigns=(festival,)))
    assert 'Festival Bahari</a>: <span class="mut">tidak ada surat yang menunggu' in manager(made).get("/settings").text
    c, f = s.contact.c, s.followup.c
    contact = rows(made.engine, c.address, where=(c.partner == "kemenmarin") & c.until.is_(None))[0].address
    act(made, EnrolContact("festival", contact), actor="manager@karsabahari.example")
    plan(made)
    (due,) = rows(made.engine, f.due_at, where=f.trigger == "sequence")
    day = date_text(due.due_at.astimezone(ZoneInfo("Asia/Jakarta")), "id")
    page = manager(made).get("/settings").text
    assert '<a href="/campaigns/festival" data-open>Festival Bahari</a>: surat berikutnya ' + day in page
    assert "menunggu giliran: 1" in page


def test_who_has_rules_of_their_own_is_called_by_name_and_leads_to_them(here: Service) -> None:
    rules = (Override("kemenmarin", working_days=9), Override("kemenmarin", trigger="no_reply"))
    page = manager(replace(here, policy=replace(here.policy, overrides=rules))).get("/settings").text
    assert '<a href="/partners/kemenmarin/rules">Mitra: Kementerian' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_letter_is_seen_as_it_would_leave(language: str, here: Service) -> None:
    browser = manager(here)
    for name in names(None):
        page = browser.get(f"/settings/letters?letter={name}&language={language}")
        assert page.status == 200, name
        assert sample(found(name, language)).subject in unescape(page.text)
        whole = browser.get(f"/settings/letters/html?letter={name}&language={language}")
        assert (whole.status, "sandbox" in whole.headers["content-security-policy"]) == (200, True)


def test_an_operators_own_letter_is_shown_with_what_it_says_otherwise(here: Service, tmp_path: Path) -> None:
    file = tmp_path / "letters" / "no_reply" / "id.txt"
    file.parent.mkdir(parents=True)
    file.write_text("Subject: Salam {{ topic }}\n\nKata-kata kita <b>sendiri</b>.\n", "utf-8")
    page = manager(replace(here, templates=tmp_path)).get("/settings/letters").text
    assert "Salam Undangan audiensi" in page
    assert "Kata-kata kita &lt;b&gt;sendiri&lt;/b&gt;." in page
    assert "<del>-Subject:" in page
    file.write_text("Subject: Salam {{ nobody }}\n\nYth.\n", "utf-8")
    assert "nama tidak dikenal: nobody" in manager(replace(here, templates=tmp_path)).get("/settings/letters").text


@pytest.mark.parametrize("query", ["letter=../../etc/passwd", "language=xx", "step=9", "step=x"])
def test_what_is_no_letter_is_not_found(query: str, here: Service) -> None:
    assert manager(here).get(f"/settings/letters?{query}").status == 404
    assert manager(here).get(f"/settings/letters/html?{query}").status == 404
