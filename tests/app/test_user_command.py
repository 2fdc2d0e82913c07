"""`user add` at the terminal: what it refuses, and what it says to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from liaison_sync.cli import app

CONFIG = """
[organisation]
name = "Kita"
[[mailboxes]]
name = "humas"
address = "humas@kita.example"
maildir.path = "surat"
"""


@pytest.mark.parametrize(("language", "told"), [("id", "bukan alamat surel"), ("en", "is not a mail address")])
def test_a_name_without_an_at_sign_is_refused_before_a_password_is_asked_for(
    tmp_path: Path, language: str, told: str
) -> None:
    (tmp_path / "liaison.toml").write_text(CONFIG, "utf-8")
    asked = ["user", "add", "nota", "--name", "Nota", "--language", language, "-c", str(tmp_path / "liaison.toml")]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 2
    assert told in done.stderr
    assert "nota" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(("house", "told"), [("id", "bukan alamat surel"), ("en", "is not a mail address")])
def test_without_a_language_the_organisations_is_spoken(tmp_path: Path, house: str, told: str) -> None:
    config = CONFIG.replace('name = "Kita"', f'name = "Kita"\nlanguage = "{house}"')
    (tmp_path / "liaison.toml").write_text(config, "utf-8")
    asked = ["user", "add", "nota", "--name", "Nota", "-c", str(tmp_path / "liaison.toml")]
    assert told in CliRunner().invoke(app, asked).stderr


def test_people_are_listed_and_shut_out_at_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "liaison.toml"
    file.write_text(CONFIG, "utf-8")

    def user(*words: str, typed: str = "") -> tuple[int, str]:
        done = CliRunner().invoke(app, ["user", *words, "-c", str(file)], input=typed)
        return done.exit_code, done.output

    assert (
        user("add", "ratna@kita.example", "--name", "Ratna", "--password-stdin", typed="kata sandi panjang\n")[0] == 0
    )
    assert user("list") == (0, "ratna@kita.example  officer  Ratna\n")
    assert user("disable", "ratna@kita.example")[0] == 0
    assert "(tidak dapat masuk)" in user("list")[1]
    assert user("disable", "siapa@kita.example") == (1, "Tidak ada pengguna dengan alamat siapa@kita.example.\n")
