"""Recognition through ingest: an agency's client by its thread, people's decisions, and the reason in `explain`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import select

from liaison_sync.app.directory import export_directory, import_directory
from liaison_sync.app.explain import explain
from liaison_sync.app.service import Service
from liaison_sync.demo.placed import Placed
from liaison_sync.domain.partner import Own
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.app.season_store import EVENT, HUMAS, deliver, service

DIRECTORY = {
    "partners": [
        {"id": "agensi", "name": "Agensi Kata", "domains": ["agensi.example"], "clients": ["bank", "dinas"]},
        {"id": "bank", "name": "Bank Maju", "domains": ["bank.example"]},
        {"id": "dinas", "name": "Dinas Pariwisata", "domains": ["dinas.example"]},
    ],
    "contacts": [{"partner": "dinas", "name": "Sari", "address": "sari@gmail.com"}],
}
AT = datetime(2026, 11, 20, 1, tzinfo=UTC)


def mail(sender: str, id_: str, *more: str, to: str = HUMAS, hours: int = 0, text: str = "Halo") -> Placed:
    at = AT + timedelta(hours=hours)
    lines = [f"From: {sender}", f"To: {to}", "Subject: Naskah", f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000"]
    raw = "\r\n".join([*lines, f"Message-ID: <{id_}>", *more, "", text])
    return Placed(HUMAS, "Sent" if sender in (HUMAS, EVENT) else "INBOX", at, raw.encode())


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Service]:
    own = Own(("karsabahari.example",), (HUMAS, EVENT))
    with service(f"sqlite:///{tmp_path}/x.db", own=own) as one:
        assert import_directory(one, json.dumps(DIRECTORY), actor="cli").problems == ()
        yield one


def seen(here: Service, id_: str) -> tuple[str | None, list[str], str, list[str]]:
    m = s.message.c
    with reading(here.engine) as connection:
        row = connection.execute(select(s.message).where(m.message_id == id_)).one()
    return row.partner, list(row.linked or ()), row.reason, list(row.warnings or ())


ROOT = mail(HUMAS, "akar@kami", to="x@bank.example")
ANSWER = mail("tono@agensi.example", "jawab@agensi", "In-Reply-To: <akar@kami>", hours=1)
AGAIN = mail("tono@agensi.example", "lagi@agensi", "References: <akar@kami> <jawab@agensi>", hours=2)


@pytest.mark.parametrize("pages", [1, 3])
def test_an_agencys_client_comes_from_the_thread_in_whatever_order_it_arrives(tmp_path: Path, pages: int) -> None:
    for number, order in enumerate(permutations([ROOT, ANSWER, AGAIN])):
        with service(f"sqlite:///{tmp_path}/{number}.db", own=Own(("karsabahari.example",), (HUMAS, EVENT))) as here:
            import_directory(here, json.dumps(DIRECTORY), actor="cli")
            for at in range(0, 3, 3 // pages):
                deliver(here, order[at : at + 3 // pages])
            assert seen(here, "jawab@agensi") == ("agensi", ["bank"], "client", [])
            assert seen(here, "lagi@agensi") == ("agensi", ["bank"], "client", [])


def test_a_client_nobody_told_is_not_guessed_and_explained(here: Service) -> None:
    deliver(here, [mail("tono@agensi.example", "satu@agensi")])
    assert seen(here, "satu@agensi") == ("agensi", [], "domain", ["client_unknown"])
    lines = explain(here, "satu@agensi", "en")
    assert any("registered domain" in line for line in lines)
    assert any("which client" in line for line in lines)


def test_every_reason_stands_in_explain_with_whom_else_a_message_concerns(here: Service) -> None:
    deliver(here, [ROOT, ANSWER, mail("x@bank.example", "dua@b", "Cc: y@dinas.example", hours=3)])
    lines = {id_: "\n".join(explain(here, id_, "en")) for id_ in ("akar@kami", "jawab@agensi", "dua@b")}
    assert "we wrote to this partner" in lines["akar@kami"]
    assert "its client is known from the thread" in lines["jawab@agensi"]
    assert "Also concerns: Bank Maju" in lines["jawab@agensi"]
    assert "registered domain" in lines["dua@b"]
    assert "Also concerns: Dinas Pariwisata" in lines["dua@b"]


def test_what_a_directory_file_decided_holds_for_old_mail_and_new(here: Service) -> None:
    deliver(here, [mail("asing@lain.example", "lama@lain")])
    assert seen(here, "lama@lain")[2] == "unknown_domain"
    threads = [{"message_id": one, "partner": "dinas"} for one in ("lama@lain", "baru@lain")]
    text = json.dumps({"threads": threads})
    assert import_directory(here, text, actor="cli").problems == ()
    deliver(here, [mail("asing@lain.example", "baru@lain", hours=1)])
    assert [seen(here, one)[:3] for one in ("lama@lain", "baru@lain")] == [("dinas", [], "thread")] * 2
    assert json.loads(export_directory(here))["threads"] == sorted(threads, key=lambda one: one["message_id"])
    before = export_directory(here)
    import_directory(here, before, actor="cli")
    assert export_directory(here) == before


def test_a_new_contact_moves_only_mail_of_its_own_mailbox(here: Service) -> None:
    addresses = ("ani@gmail.com", "a.ni@gmail.com", "ani+x@googlemail.com", "bukan.ani@gmail.com")
    deliver(here, [mail(address, f"{n}@g", hours=n) for n, address in enumerate(addresses)])
    import_directory(here, json.dumps({"contacts": [{"partner": "bank", "address": "ani@gmail.com"}]}), actor="cli")
    assert [seen(here, f"{n}@g")[0] for n in range(4)] == ["bank", "bank", "bank", None]


def test_a_new_domain_moves_its_whole_organisations_mail(here: Service) -> None:
    deliver(here, [mail("a@kota.go.id", "kota@k"), mail("b@humas.kota.go.id", "humas@k", hours=1)])
    partner = {"id": "kota", "name": "Kota", "domains": ["humas.kota.go.id"]}
    import_directory(here, json.dumps({"partners": [partner]}), actor="cli")
    assert [seen(here, one)[0] for one in ("kota@k", "humas@k")] == ["kota", "kota"]
