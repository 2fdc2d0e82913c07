"""Beside a meeting: its letters with the right next step, and plain answers that count by one click."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from liaison_sync.app.ingest import folding
from liaison_sync.app.inspect.steps import read_step
from liaison_sync.app.service import Service
from liaison_sync.domain.engagement import Engagement
from liaison_sync.domain.fact import Fact
from liaison_sync.domain.meetings import refold
from liaison_sync.store import schema as s
from liaison_sync.store import views
from liaison_sync.store.apply import apply
from liaison_sync.store.codec import dump, load
from liaison_sync.store.engine import reading, writing
from tests.app.season_store import HUMAS, NOW
from tests.web.browser import Browser
from tests.web.test_invitation_page import HADI, RINA, letters, office, officer, opened, send

__all__ = ["office", "officer"]  # its fixtures


def read_into(office: Service, facts: Sequence[Fact]) -> None:
    with writing(office.engine) as connection:
        known = views.facts(connection, {one.uid for one in facts})
        apply(connection, refold(known, facts, views.places(connection, set()), folding(office, NOW)))


def invited(office: Service, officer: Browser, **changed: str) -> tuple[str, str]:
    """(UID, occurrence) of a meeting of ours whose letters have come back through our Sent folder."""
    uid = opened(officer)
    assert send(officer, uid, **changed).status == 303
    for row in letters(office, uid):
        read_into(office, read_step(row.frozen, None, NOW, "sent", own=(HUMAS,), authserv_id=None).facts)
    o = s.occurrence.c
    with reading(office.engine) as connection:
        return uid, str(connection.execute(select(o.key).where(o.uid == uid).order_by(o.start)).scalars().first())


def wrote(office: Service, uid: str, sender: str, answer: dict[str, Any], *, hours: int = 1, way: str = "in") -> str:
    """The key of a plain letter in the meeting's thread that says so."""
    m, t, e = s.message.c, s.message_text.c, s.engagement.c
    key = f"surat-{sender}-{hours}"
    with writing(office.engine) as connection:
        row = connection.execute(select(s.message).where(m.thread.is_not(None), m.automatic.is_(None)).limit(1)).one()
        text = connection.execute(select(s.message_text).where(t.n == row.n)).one()
        n = row.n + 900_000 + hours + sum(map(ord, sender))
        changed = {"n": n, "key": key, "message_id": f"{key}@x.example", "sender": sender, "direction": way}
        connection.execute(insert(s.message).values({**row._mapping, **changed, "at": NOW + timedelta(hours=hours)}))
        connection.execute(insert(s.message_text).values({**text._mapping, "n": n, "rest": {"answer": answer}}))
        connection.execute(update(s.engagement).where(e.uid == uid).values(thread=row.thread))
    return key


def standing(office: Service, uid: str) -> Engagement:
    e = s.engagement.c
    with reading(office.engine) as connection:
        return load(Engagement, connection.execute(select(e.document).where(e.uid == uid)).scalars().first())


def partstat(office: Service, uid: str, address: str) -> str:
    return next(who.partstat for who in standing(office, uid).attendees if who.address == address)


def form(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that posts there."""
    found = re.search(rf'<form method="post" action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    assert found, f"no form to {action}"
    return dict(
        re.findall(r'name="([^"]+)" (?:type="\w+" )?(?:required )?(?:maxlength="\d+" )?value="([^"]*)"', found[0])
    )


@pytest.mark.parametrize(
    ("kind", "counted"), [("accepted", "ACCEPTED"), ("declined", "DECLINED"), ("tentative", "TENTATIVE")]
)
def test_a_plain_answer_counts_by_one_click_and_the_click_can_be_undone(
    office: Service, officer: Browser, kind: str, counted: str
) -> None:
    uid, key = invited(office, officer)
    wrote(office, uid, RINA, {"kind": kind})
    page = unescape(officer.get(f"/agenda/{key}").text)
    fields = form(page, f"/agenda/{key}/answers")
    assert (fields["address"], fields["partstat"]) == (RINA, counted)
    assert partstat(office, uid, RINA) == "NEEDS-ACTION"
    assert officer.act(f"/agenda/{key}/answers", fields).status == 303
    assert partstat(office, uid, RINA) == counted
    assert partstat(office, uid, HADI) == "NEEDS-ACTION"
    assert officer.act(f"/agenda/{key}/answers", fields).status == 409
    after = unescape(officer.get(f"/agenda/{key}").text)
    assert f'action="/agenda/{key}/answers"' not in after
    assert "Dicatat" in after
    (undo,) = re.findall(r'action="(/facts/[^"]+/take-back)"', after)
    assert officer.act(undo).status == 303
    assert partstat(office, uid, RINA) == "NEEDS-ACTION"
    assert officer.act(undo).status == 409
    assert officer.act(f"/agenda/{key}/answers", fields).status == 303  # and recorded anew
    assert partstat(office, uid, RINA) == counted


def replied(office: Service, uid: str, sender: str, answer: str, at: datetime) -> None:
    text = (
        f"From: {sender}\r\nTo: {HUMAS}\r\nSubject: Re\r\nMessage-ID: <{answer}@x>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n"
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{uid}\r\n"
        f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}\r\nSEQUENCE:0\r\nORGANIZER:mailto:{HUMAS}\r\n"
        f"ATTENDEE;PARTSTAT={answer}:mailto:{sender}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()
    facts = read_step(text, sender, at, "inbox", own=(HUMAS,), authserv_id=None).facts
    read_into(office, [replace(one, authentication=replace(one.authentication, result="pass")) for one in facts])


def test_a_later_calendar_reply_goes_before_what_was_recorded(office: Service, officer: Browser) -> None:
    uid, key = invited(office, officer)
    wrote(office, uid, RINA, {"kind": "accepted"}, hours=2)
    officer.act(f"/agenda/{key}/answers", form(unescape(officer.get(f"/agenda/{key}").text), f"/agenda/{key}/answers"))
    replied(office, uid, RINA, "TENTATIVE", NOW + timedelta(hours=1))
    assert partstat(office, uid, RINA) == "ACCEPTED"  # older than the letter
    replied(office, uid, RINA, "DECLINED", NOW + timedelta(hours=3))
    assert partstat(office, uid, RINA) == "DECLINED"
    page = officer.get(f"/agenda/{key}").text
    assert f'action="/agenda/{key}/answers"' not in page  # the letter is the older word now
    assert "take-back" not in page


def test_a_letter_about_the_time_before_a_change_does_not_count_for_the_new_one(
    office: Service, officer: Browser
) -> None:
    uid, key = invited(office, officer)
    office.clock.instant += timedelta(hours=5)  # type: ignore[attr-defined]
    letter = wrote(office, uid, RINA, {"kind": "accepted"})
    send(officer, uid, hour="13:00")
    for row in letters(office, uid)[2:]:
        read_into(office, read_step(row.frozen, None, NOW, "sent", own=(HUMAS,), authserv_id=None).facts)
    officer.act(f"/agenda/{key}/answers", {"address": RINA, "partstat": "ACCEPTED", "letter": letter})
    assert partstat(office, uid, RINA) == "NEEDS-ACTION"
    assert any(one.startswith(f"outdated_answer:{RINA}") for one in standing(office, uid).flags)


def test_who_comes_instead_is_named_by_an_address(office: Service, officer: Browser) -> None:
    uid, key = invited(office, officer)
    wrote(office, uid, RINA, {"kind": "delegated", "delegate": "Pak Dian"})
    page = unescape(officer.get(f"/agenda/{key}").text)
    fields = form(page, f"/agenda/{key}/answers")
    assert officer.act(f"/agenda/{key}/answers", {**fields, "delegate": ""}).status == 409
    assert officer.act(f"/agenda/{key}/answers", {**fields, "delegate": "Dian@pemkot.example"}).status == 303
    assert partstat(office, uid, RINA) == "DELEGATED"
    dian = next(who for who in standing(office, uid).attendees if who.address == "dian@pemkot.example")
    assert dian.delegated_from == (RINA,)


def test_a_colleague_s_letter_counts_for_the_one_of_the_house_and_says_so(office: Service, officer: Browser) -> None:
    uid, key = invited(office, officer)
    wrote(office, uid, "sekretaris@bank.example", {"kind": "accepted"})
    wrote(office, uid, "siapa@lain.example", {"kind": "accepted"}, hours=2)
    page = unescape(officer.get(f"/agenda/{key}").text)
    assert page.count(f'action="/agenda/{key}/answers"') == 1
    assert re.search(r"Catat sebagai jawaban [^:]*: ", page)
    fields = form(page, f"/agenda/{key}/answers")
    assert fields["address"] == HADI
    officer.act(f"/agenda/{key}/answers", fields)
    assert partstat(office, uid, HADI) == "ACCEPTED"


def test_our_own_plain_answer_counts_for_a_partners_invitation(office: Service, officer: Browser) -> None:
    from tests.web.test_invitation_page import asked

    key, uid = asked(office)
    said = standing(office, uid)
    (us,) = [who.address for who in said.attendees if who.address in office.own.addresses]
    wrote(office, uid, us, {"kind": "declined"}, way="out")
    page = unescape(officer.get(f"/agenda/{key}").text)
    fields = form(page, f"/agenda/{key}/answers")
    assert fields["address"] == us
    assert officer.act(f"/agenda/{key}/answers", fields).status == 303
    assert standing(office, uid).status == "declined_by_us"


def test_only_who_handles_meetings_may_record(office: Service, officer: Browser, signed_in: Any) -> None:
    uid, key = invited(office, officer)
    wrote(office, uid, RINA, {"kind": "accepted"})
    viewer = signed_in("viewer")
    assert f'action="/agenda/{key}/answers"' not in viewer.get(f"/agenda/{key}").text
    assert viewer.act(f"/agenda/{key}/answers", {"address": RINA}).status == 403


# --- its letters -------------------------------------------------------------------------------------------------


def settle(office: Service, uid: str, state: str, outcome: str | None) -> str:
    """Rina's letter in this state; its id."""
    (row,) = [one for one in letters(office, uid) if one.recipients[0]["address"] == RINA]
    people = [{"address": RINA, "outcome": outcome}]
    values = {"state": state, "recipients": people, "next_try": None, "settled_at": NOW, "tries": 1}
    with writing(office.engine) as connection:
        connection.execute(update(s.outbox).where(s.outbox.c.id == row.id).values(**values))
    return str(row.id)


def state(office: Service, id_: str) -> str:
    with reading(office.engine) as connection:
        return str(connection.execute(select(s.outbox.c.state).where(s.outbox.c.id == id_)).scalar_one())


@pytest.mark.parametrize(
    ("before", "outcome", "wish", "after"),
    [
        ("failed", "rejected", "retry", "queued"),
        ("ambiguous", "ambiguous", "arrived", "sent"),
        ("ambiguous", "ambiguous", "again", "queued"),
        ("queued", None, "withdraw", "cancelled"),
    ],
)
def test_a_letter_of_a_meeting_has_the_right_next_step_there(
    office: Service, officer: Browser, before: str, outcome: str | None, wish: str, after: str
) -> None:
    uid, key = invited(office, officer)
    id_ = settle(office, uid, before, outcome)
    page = officer.get(f"/agenda/{key}").text
    offered = re.findall(rf'name="letter" value="{id_}">(.*?)</form>', page, re.DOTALL)
    assert f'value="{wish}"' in offered[0]
    assert officer.act(f"/agenda/{key}/letters", {"letter": id_, "do": wish}).status == 303
    assert state(office, id_) == after
    assert officer.act(f"/agenda/{key}/letters", {"letter": id_, "do": wish}).status == 409
    assert officer.act(f"/agenda/{key}/letters", {"letter": id_, "do": "sing"}).status == 404


def test_what_has_left_offers_nothing_but_its_state(office: Service, officer: Browser) -> None:
    uid, key = invited(office, officer)
    id_ = settle(office, uid, "sent", "accepted")
    page = unescape(officer.get(f"/agenda/{key}").text)
    assert f'value="{id_}"' not in page
    assert page.count("Undangan: Rapat persiapan; tahap 2") >= 2
    for wish in ("retry", "withdraw", "arrived"):
        assert officer.act(f"/agenda/{key}/letters", {"letter": id_, "do": wish}).status == 409


def test_a_failed_letter_tried_again_leaves_out_who_has_had_it(office: Service, officer: Browser) -> None:
    uid, key = invited(office, officer)
    id_ = settle(office, uid, "failed", "rejected")
    both = [{"address": RINA, "outcome": "accepted"}, {"address": HADI, "outcome": "rejected"}]
    with writing(office.engine) as connection:
        connection.execute(update(s.outbox).where(s.outbox.c.id == id_).values(recipients=both))
    officer.act(f"/agenda/{key}/letters", {"letter": id_, "do": "retry"})
    with reading(office.engine) as connection:
        people = connection.execute(select(s.outbox.c.recipients).where(s.outbox.c.id == id_)).scalar_one()
    assert people == [{"address": RINA, "outcome": "accepted"}, {"address": HADI, "outcome": None}]


def test_facts_of_earlier_days_keep_their_ids() -> None:
    """The id of a person's word is stored: it must not change because acts may carry an answer now."""
    from liaison_sync.domain.fact import HumanAct

    act = HumanAct("u", "confirm", "f", "lo@ours.example", NOW)
    told = "HumanAct(uid='u', kind='confirm', subject='f', by='lo@ours.example', at="
    assert repr(act).startswith(told)
    assert repr(act).endswith(f"at={NOW!r})")
    fact = Fact("", "", NOW, "lo@ours.example", act)
    assert load(Fact, dump(fact)).id == fact.id
