"""Rules of one partner or one project in the console: entered, in force at once, taken away and back again."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from liaison_sync.app import policy
from liaison_sync.app.act import act
from liaison_sync.app.desk import load
from liaison_sync.app.service import Service
from liaison_sync.domain.commands.directory import MergePartners
from liaison_sync.domain.commands.projects import PutProject
from liaison_sync.domain.overriding import languages_of, narrowed
from liaison_sync.domain.policy import Override, Policy
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from liaison_sync.web.lateness import waited
from tests.app.season_store import NOW
from tests.rig import rows
from tests.web.conftest import SignedIn

HERE = "/partners/kemenmarin/rules"
OFFICER = "officer@karsabahari.example"


def in_force(here: Service) -> Policy:
    with reading(here.engine) as connection:
        return policy.in_force(connection, here)


LATE_COUNT = re.compile(r'href="/threads\?[^"]*show=late"[^>]*>[^<]*<span>(\d+)')


def test_what_we_owe_a_partner_is_late_by_the_rule_of_that_partner(here: Service, signed_in: SignedIn) -> None:
    """The list, its count and its tags alike; whatever the rule of all says."""
    browser, t = signed_in("manager"), s.thread.c
    owed = (t.ball == "ours") & (t.partner == "kemenmarin") & t.snoozed_until.is_(None)
    waits = [waited(here.calendars.of(), since, NOW).hours for (since,) in rows(here.engine, t.ball_since, where=owed)]
    seen = set()
    for hours in ("0.5", "100", "160"):
        browser.act(HERE, {"trigger": "we_owe", "working_hours": hours})
        page = browser.get("/threads?show=late&partner=kemenmarin").text
        count = LATE_COUNT.search(page)
        assert count
        listed = len(re.findall(r'<li class="row" data-row>', page))
        assert listed == page.count('class="tag late"') == int(count[1])
        assert listed == sum(one >= float(hours) for one in waits)
        seen.add(listed)
    assert len(seen) == 3
    browser.act(f"{HERE}/drop", {"trigger": "we_owe"})


def test_a_rule_is_entered_holds_at_once_and_can_be_deleted_and_brought_back(
    here: Service, signed_in: SignedIn
) -> None:
    browser = signed_in("manager")
    form = {"trigger": "no_reply", "working_days": "7", "approval": "automatic", "language": "en"}
    assert browser.act(HERE, form).location == HERE
    page = browser.get(HERE).text
    assert "Hari kerja menunggu: 7." in page
    assert "Bahasa surat: Inggris" in page
    of_partner = narrowed(in_force(here), "kemenmarin", None)
    assert (of_partner.no_reply.working_days, of_partner.no_reply.approval) == (7, "automatic")
    assert of_partner.thank_you == here.policy.thank_you
    assert languages_of(in_force(here), "kemenmarin", None) == {"no_reply": "en"}
    with reading(here.engine) as connection:
        assert load(connection, here, NOW).base.policy == in_force(here)
    assert 'value="7"' in browser.get(f"{HERE}?change=no_reply").text
    browser.act(HERE, {**form, "working_days": "9"})
    dropped = browser.act(f"{HERE}/drop", {"trigger": "no_reply"})
    assert in_force(here).overrides == ()
    back = re.search(r'action="([^"]+)" data-undo', browser.get(dropped.location).text)
    assert back
    browser.act(unescape(back[1]))
    (rule,) = in_force(here).overrides
    assert rule == Override("kemenmarin", trigger="no_reply", approval="automatic", language="en", working_days=9)
    told = [one.about for one in rows(here.engine, s.journal.c.about, where=s.journal.c.action == "PutOverride")]
    assert told == ["name:kemenmarin"] * 3


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "belum mengubah apa pun"),
        ({"working_days": "lima"}, "tidak dapat dipakai"),
        ({"working_days": "-1"}, "tidak dapat dipakai"),
        ({"working_hours": "nan"}, "tidak dapat dipakai"),
        ({"working_hours": "1e9"}, "tidak dapat dipakai"),
        ({"trigger": "thank_you", "working_days": "3"}, "tidak mengenal"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_what_was_typed_stays(
    form: dict[str, str], words: str, here: Service, signed_in: SignedIn
) -> None:
    answer = signed_in("manager").act(HERE, form)
    assert (answer.status, words in answer.text) == (422, True)
    assert all(f'value="{value}"' in answer.text for value in form.values())
    assert in_force(here).overrides == ()


def test_the_console_wins_over_the_configuration_and_shows_what_stands_there(
    here: Service, signed_in: SignedIn
) -> None:
    act(here, PutProject("expo", "Expo Maritim"), actor=OFFICER)
    written = Override(project="expo", working_days=4)
    made = replace(here, policy=replace(here.policy, overrides=(written,)))
    browser = signed_in("manager")
    browser.act("/projects/expo/rules", {"working_hours": "2,5", "working_days": "6"})
    assert "Dari berkas konfigurasi" not in browser.get("/projects/expo/rules").text
    both = in_force(made)
    assert narrowed(both, None, "expo").no_reply.working_days == 6
    assert narrowed(both, None, "expo").we_owe.working_hours == 2.5
    assert narrowed(both, None, None) == both
    assert signed_in("officer").act("/projects/expo/rules", {"working_days": "6"}).status == 403
    assert signed_in("viewer").get("/projects/expo/rules").status == 200


def test_the_rule_of_a_partner_that_was_merged_is_its_successors(here: Service, signed_in: SignedIn) -> None:
    browser = signed_in("manager")
    browser.act(HERE, {"working_days": "7"})
    act(here, MergePartners("osaki", "kemenmarin"), actor=OFFICER)
    assert narrowed(in_force(here), "osaki", None).no_reply.working_days == 7
    assert browser.act("/partners/osaki/rules/drop", {"trigger": ""}).status == 303
    assert in_force(here).overrides == ()
    assert browser.act("/partners/osaki/rules/drop", {"trigger": ""}).status == 409
