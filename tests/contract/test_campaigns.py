"""A campaign: its letters one after another to each contact, in one thread, until any stop ends it for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from pathlib import Path

import pytest
from sqlalchemy import Engine

from liaison_sync.app.act import Refused, act
from liaison_sync.app.campaign_list import lines
from liaison_sync.app.preview import preview
from liaison_sync.app.round import run_round
from liaison_sync.domain import commands as k
from liaison_sync.domain.commands import campaigns as g
from liaison_sync.domain.partner import Officer
from liaison_sync.domain.policy import Campaign, NoReply, Policy, Quiet, Sequence, WeOwe
from liaison_sync.store import pictures
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.contract.test_outbox import rig_of
from tests.crash.scenario import BUDI, HUMAS, RINA
from tests.peers.dovecot import Dovecot
from tests.peers.smtp import ScriptedSmtp
from tests.rig import Rig, rows

FESTIVAL = Campaign("festival", "Festival Bahari", waits=(0, 2, 3), until=date(2026, 12, 31))
ONE = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)  # what both databases share in full


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as made:
        yield made


@pytest.fixture
def office(engine: Engine, dovecot: Dovecot, server: ScriptedSmtp) -> Rig:
    rules = Policy(
        organisation="Karsa Bahari",
        default_owner=HUMAS,
        since=datetime(2026, 11, 1, tzinfo=UTC).date(),
        we_owe=WeOwe(enabled=False),
        no_reply=NoReply(enabled=False),
        quiet=Quiet(letters=9),
        sequence=Sequence(approval="automatic"),
        campaigns=(FESTIVAL,),
    )
    return rig_of(engine, dovecot, server.port).but(policy=rules, officers=(Officer(HUMAS, "Sari Humas", "id"),))


def enrol(here: Rig, *addresses: str) -> None:
    for one in addresses:
        act(here.service, g.EnrolContact("festival", one), actor=HUMAS)


def after(here: Rig, days: float) -> None:
    here.clock.turn(days=days)
    run_round(here.service)


def states(here: Rig) -> dict[tuple[str, int], str]:
    f = s.followup.c
    found = rows(here.engine, f.about, f.step, f.state, where=f.trigger == "sequence")
    return {(one.about.partition(":")[2], one.step): one.state for one in found}


def chain(here: Rig, address: str, step: int) -> list[str]:
    f = s.followup.c
    with reading(here.engine) as connection:
        (one,) = pictures.followups(connection, f.about == f"festival:{address}", f.step == step)
    return [reason.key for reason in one.followup.chain]


def test_its_letters_leave_one_after_another_in_one_thread_and_an_answer_ends_it(
    office: Rig, server: ScriptedSmtp, dovecot: Dovecot
) -> None:
    enrol(office, RINA)
    run_round(office.service)
    run_round(office.service)
    assert [one.recipients for one in server.taken] == [(RINA,)]
    after(office, 1)
    assert len(server.taken) == 1
    after(office, 1)
    first, second = (message_from_bytes(one.content) for one in server.taken)
    assert second["In-Reply-To"] == first["Message-ID"]
    assert (first["Subject"], second["Subject"]) == ("Festival Bahari", "Re: Festival Bahari")
    assert "mailto:" in first["List-Unsubscribe"]
    assert first["List-Unsubscribe"] != second["List-Unsubscribe"]
    assert chain(office, RINA, 1)[0] == "planned_sequence"
    answer = (
        f"From: <{RINA}>\r\nTo: <{HUMAS}>\r\nSubject: Re: Festival Bahari\r\nMessage-ID: <r1@pemkot.example>\r\n"
        f"In-Reply-To: {second['Message-ID']}\r\nDate: Fri, 13 Nov 2026 03:00:30 +0000\r\n\r\nSilakan.\r\n"
    )
    dovecot.deliver("humas", [answer.encode()])
    after(office, 1)
    after(office, 9)
    assert len(server.taken) == 2
    assert states(office) == {(RINA, 1): "answered", (RINA, 2): "answered", (RINA, 3): "cancelled"}
    assert chain(office, RINA, 3)[-1] == "answered"


@ONE
def test_a_stop_ends_it_for_whom_it_holds_and_for_nobody_else(
    office: Rig, server: ScriptedSmtp, dovecot: Dovecot
) -> None:
    enrol(office, RINA, BUDI)
    act(office.service, g.LeaveCampaign("festival", BUDI), actor=HUMAS)
    run_round(office.service)
    assert [one.recipients for one in server.taken] == [(RINA,)]
    wish = (
        f"From: <{RINA}>\r\nTo: <{HUMAS}>\r\nSubject: Hal lain\r\nMessage-ID: <w1@pemkot.example>\r\n"
        "Date: Wed, 11 Nov 2026 03:00:30 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        "Mohon tidak dikirimi lagi surel seperti ini.\r\n"
    )
    dovecot.deliver("humas", [wish.encode()])
    after(office, 1)
    after(office, 5)
    assert len(server.taken) == 1
    assert states(office)[(RINA, 2)] == "cancelled"
    told = "\n".join(lines(office.service, "id"))
    assert "Festival Bahari (festival): 2 narahubung, 3 surat" in told
    assert f"{BUDI}  dikeluarkan" in told


@ONE
def test_letters_wait_for_a_person_by_default_and_are_previewed_as_they_would_leave(
    office: Rig, server: ScriptedSmtp, tmp_path: Path
) -> None:
    own = tmp_path / "letters/sequence-festival-1/id.txt"
    own.parent.mkdir(parents=True)
    own.write_text("Subject: Undangan {{ campaign }}\n\n{{ salutation }},\n\nmari bergabung.\n", "utf-8")
    rules = office.service.policy
    here = office.but(policy=replace(rules, sequence=Sequence()), templates=tmp_path)
    enrol(here, RINA)
    run_round(here.service)
    with reading(here.engine) as connection:
        (one,) = pictures.followups(connection, s.followup.c.state == "drafted")
        seen = preview(connection, here.service, one)
    assert (seen.subject, "mari bergabung" in seen.text, seen.to[0].address) == ("Undangan Festival Bahari", True, RINA)
    act(here.service, k.ApproveFollowUp(one.followup.id), actor=HUMAS)
    after(here, 0.01)
    assert [one.recipients for one in server.taken] == [(RINA,)]
    gone = here.but(policy=replace(rules, campaigns=()))
    act(here.service, g.LeaveCampaign("festival", RINA), actor=HUMAS)
    after(gone, 9)
    assert len(server.taken) == 1


@ONE
def test_who_is_no_contact_or_took_part_before_is_refused(office: Rig) -> None:
    enrol(office, RINA)
    for command, why in (
        (g.EnrolContact("festival", RINA), "campaign_known"),
        (g.EnrolContact("festival", "orang@lain.example"), "campaign_contact"),
        (g.EnrolContact("lain", RINA), "campaign_unknown"),
        (g.LeaveCampaign("festival", BUDI), "gone"),
    ):
        with pytest.raises(Refused) as refused:
            act(office.service, command, actor=HUMAS)
        assert refused.value.key == why
