"""`campaign` at the terminal: contacts put in and taken out, each by itself, and where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from liaison_sync.cli import app
from liaison_sync.domain import changes as c
from liaison_sync.domain.partner import Contact, Partner
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import connect, migrate, writing
from tests.app.season_store import NOW

CONFIG = """
[organisation]
name = "Kita"
[store]
url = "sqlite:///{folder}/kita.db"
[[mailboxes]]
name = "humas"
address = "humas@kita.example"
maildir.path = "surat"
[[policy.campaigns]]
id = "festival"
name = "Festival Bahari"
waits = [0, 5]
"""
RINA, BUDI = "rina@pemkot.example", "budi@pemkot.example"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    engine = connect(f"sqlite:///{tmp_path}/kita.db")
    migrate(engine)
    with writing(engine) as connection:
        people = [c.ContactPut(Contact(one, "pemkot", one[:4].title()), NOW) for one in (RINA, BUDI)]
        apply(connection, [c.PartnerPut(Partner("pemkot", "Pemkot"), NOW), *people])
    engine.dispose()
    found = tmp_path / "liaison.toml"
    found.write_text(CONFIG.replace("{folder}", str(tmp_path)), "utf-8")
    return found


def campaign(file: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["campaign", *words, "-c", str(file)])


def test_contacts_go_in_and_out_and_the_list_tells_where_they_stand(file: Path) -> None:
    added = campaign(file, "add", "festival", RINA, "orang@lain.example", BUDI.upper(), "--by", "ayu@kita.example")
    assert (added.exit_code, added.stdout) == (2, "2 narahubung diubah.\n")
    assert "orang@lain.example belum tercatat sebagai narahubung mitra." in added.stderr
    assert campaign(file, "remove", "festival", BUDI).stdout == "1 narahubung diubah.\n"
    listed = campaign(file, "list")
    assert (listed.exit_code, listed.stdout.splitlines()) == (
        0,
        [
            "Festival Bahari (festival): 2 narahubung, 2 surat",
            f"  {RINA}  belum dimulai",
            f"  {BUDI}  dikeluarkan",
        ],
    )


def test_a_campaign_there_is_not_is_refused(file: Path) -> None:
    refused = campaign(file, "add", "pameran", RINA)
    assert (refused.exit_code, "Tidak ada kampanye “pameran”." in refused.stderr) == (2, True)
