"""What a letter said when it left, beside what today's template would say: in the console and at the terminal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, update
from typer.testing import CliRunner

from liaison_sync.app import letters
from liaison_sync.app.desk import load_letter
from liaison_sync.app.service import Service
from liaison_sync.cli import app
from liaison_sync.formats.letter_files import find
from liaison_sync.store import followups, pictures
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing
from liaison_sync.store.followups import FollowUpRow
from liaison_sync.store.pictures import Standing
from liaison_sync.web.app import build
from tests.app.season_store import NOW
from tests.web.conftest import SignedIn
from tests.web.lived_in import sending

THANKS = "kami ucapkan terima kasih"
CONFIG = """
templates = "templates"
[organisation]
name = "Kita"
language = "{language}"
[store]
url = "sqlite:///{file}"
[[mailboxes]]
name = "humas"
address = "humas@kita.example"
maildir.path = "surat"
"""


@pytest.fixture
def left(here: Service) -> str:
    """A reminder in Indonesian, just sent, with the shipped template."""
    service, o = sending(here), s.outbox.c
    with writing(here.engine) as connection:
        row = _drafted(connection)
        standing = Standing(row.followup, None, None)
        desk = load_letter(connection, service, NOW, standing)
        view = desk.view(row.followup)
        assert view is not None
        letter = letters.draft(connection, service, standing, view, desk.context(row.followup))
        apply(connection, [letters.frozen(service, connection, standing, letter, "ob-then", NOW)])
        connection.execute(update(s.outbox).where(o.id == "ob-then").values(state="sent", settled_at=NOW))
        document = pictures.document(replace(standing, followup=replace(row.followup, state="sent")))
        these = update(s.followup).where(s.followup.c.id == row.followup.id)
        connection.execute(these.values(state="sent", document=document))
    return row.followup.id


def _drafted(connection: Connection) -> FollowUpRow:
    f = s.followup.c
    wanted = select(f.id).where(f.state == "drafted", f.trigger == "no_reply").order_by(f.id)
    found = (followups.one(connection, id_) for id_ in connection.execute(wanted).scalars().all())
    return next(row for row in found if row and row.followup.language == "id")


@pytest.fixture
def reworded(tmp_path: Path) -> Path:
    """An operator's folder whose reminder thanks otherwise."""
    own = tmp_path / "templates" / "letters" / "no_reply" / "id.txt"
    own.parent.mkdir(parents=True)
    own.write_text(find("no_reply", "id").text.replace(THANKS, "terima kasih banyak"), "utf-8")
    return tmp_path / "templates"


def test_a_letter_made_from_todays_template_says_so_and_differs_in_nothing(
    left: str, here: Service, signed_in: SignedIn
) -> None:
    browser = signed_in("viewer")
    browser.app = build(sending(here))
    page = browser.get(f"/followups/{left}").text
    assert f'href="/followups/{left}/template"' in page
    assert find("no_reply", "id").name in page
    compared = browser.get(f"/followups/{left}/template").text
    assert "Versi yang sama" in compared
    assert THANKS in compared
    assert "<del>" not in compared
    assert "<ins>" not in compared


def test_a_changed_template_shows_what_it_would_say_today(
    left: str, reworded: Path, here: Service, signed_in: SignedIn
) -> None:
    browser = signed_in("viewer")
    browser.app = build(replace(sending(here), templates=reworded))
    compared = browser.get(f"/followups/{left}/template").text
    assert "Sudah berubah" in compared
    assert find("no_reply", "id").name in compared
    assert find("no_reply", "id", reworded).name in compared
    assert f"<del>Atas perhatian dan kerja sama Bapak/Ibu, {THANKS}.</del>" in compared
    assert "<ins>Atas perhatian dan kerja sama Bapak/Ibu, terima kasih banyak.</ins>" in compared


def test_what_has_not_left_has_nothing_to_compare(here: Service, signed_in: SignedIn) -> None:
    with reading(here.engine) as connection:
        drafted = connection.execute(select(s.followup.c.id).where(s.followup.c.state == "drafted")).scalars().first()
    assert signed_in("viewer").get(f"/followups/{drafted}/template").status == 404


def test_the_terminal_lists_a_partners_letters_and_compares_one(
    left: str, reworded: Path, here: Service, tmp_path: Path
) -> None:
    with reading(here.engine) as connection:
        partner = connection.execute(select(s.followup.c.partner).where(s.followup.c.id == left)).scalar_one()
    config = tmp_path / "liaison.toml"
    config.write_text(CONFIG.format(language="id", file=here.engine.url.database), "utf-8")
    run = CliRunner().invoke
    listed = run(app, ["templates", "sent", str(partner), "-c", str(config)])
    assert listed.exit_code == 0, listed.output
    (line,) = [one for one in listed.stdout.splitlines() if one.startswith(left)]
    assert "24 November 2026" in line
    assert find("no_reply", "id").name in line
    compared = run(app, ["templates", "compare", left, "-c", str(config)]).stdout
    assert compared.startswith(f"--- {find('no_reply', 'id').name}\n+++ {find('no_reply', 'id', reworded).name}\n")
    assert f"-Atas perhatian dan kerja sama Bapak/Ibu, {THANKS}." in compared
    assert "+Atas perhatian dan kerja sama Bapak/Ibu, terima kasih banyak." in compared
    assert run(app, ["templates", "compare", "nota", "-c", str(config)]).exit_code == 1
    assert run(app, ["templates", "sent", "nobody", "-c", str(config)]).exit_code == 1
