"""The configuration: read whole, every problem at once with its place, secrets kept elsewhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from liaison_sync.bootstrap import sender, service
from liaison_sync.config import ConfigInvalid, load
from liaison_sync.delivery.smtp import SmtpDelivery
from tests.house.tree import ROOT

NAME = "\n# Nama pengirim"  # what follows the sender's address
EXAMPLE = (ROOT / "config/liaison.example.toml").read_text("utf-8")


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    """The example with some of its text replaced."""
    text = EXAMPLE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / "liaison.toml"
    file.write_text(text, "utf-8")
    return file


@contextmanager
def environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def paths(file: Path, *, finished: bool = False) -> list[str]:
    with pytest.raises(ConfigInvalid) as caught:
        load(file, finished=finished)
    return sorted(problem.path for problem in caught.value.problems)


def test_every_problem_is_told_at_once_with_its_path(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        ("per_hour = 30", "per_hours = 30"),
        ("port = 8025", 'port = "many"'),
        ('zone = "Asia/Jakarta"', 'zone = "Asia/Nowhere"'),
        ('address = "humas@ganti.example"', 'address = "humas"'),
        ('password = "GANTI"', 'password = { env = "LIAISON_NOT_THERE" }'),
    )
    assert paths(file) == [
        "console.port",
        "mailboxes.0.address",
        "mailboxes.0.imap.password",
        "organisation.zone",
        "policy.caps.per_hours",
        "report.zone",
        "sender.address",
        "sender.smtp.password",
    ]


def test_no_problem_shows_a_secret(tmp_path: Path) -> None:
    file = written(tmp_path, ('password = "GANTI"', 'password = ["hunter2hunter2"]'))
    with pytest.raises(ConfigInvalid) as caught:
        load(file)
    assert "hunter2" not in str(caught.value) + repr(caught.value)


def test_secrets_come_from_the_environment_or_from_files(tmp_path: Path) -> None:
    (tmp_path / "humas").write_text("dari berkas\n", "utf-8")
    head, _, tail = EXAMPLE.partition("[sender]")
    file = tmp_path / "liaison.toml"
    file.write_text(
        head.replace('password = "GANTI"', 'password = { file = "humas" }')
        + "[sender]"
        + tail.replace('password = "GANTI"', 'password = { env = "SMTP_SECRET" }'),
        "utf-8",
    )
    with environment(SMTP_SECRET="dari lingkungan"):
        settings = load(file)
    assert settings.mailboxes[0].model_dump()["imap"]["password"].get_secret_value() == "dari berkas"
    assert settings.sender
    assert settings.sender.model_dump()["smtp"]["password"].get_secret_value() == "dari lingkungan"
    assert "dari" not in repr(settings)


def test_systemd_credentials_come_before_the_folder_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials/secret").write_text("dari systemd", "utf-8")
    (tmp_path / "secret").write_text("dari samping", "utf-8")
    file = written(tmp_path, ('password = "GANTI"', 'password = { file = "secret" }'))
    with environment(CREDENTIALS_DIRECTORY=str(tmp_path / "credentials")):
        settings = load(file)
    assert settings.mailboxes[0].model_dump()["imap"]["password"].get_secret_value() == "dari systemd"


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    with environment(LIAISON__CONSOLE__PORT="9000"):
        assert load(written(tmp_path)).console.port == 9000


def test_a_file_that_is_no_toml_or_not_there_is_told(tmp_path: Path) -> None:
    assert paths(tmp_path / "nowhere.toml") == [""]
    (tmp_path / "broken.toml").write_bytes(b"[organisation\n\xff")
    assert paths(tmp_path / "broken.toml") == [""]


def test_a_configuration_without_any_mailbox_is_told(tmp_path: Path) -> None:
    file = tmp_path / "liaison.toml"
    file.write_text('mailboxes = []\n[organisation]\nname = "Kita"\n', "utf-8")
    assert paths(file) == ["mailboxes"]


def test_a_console_beyond_this_machine_must_be_encrypted(tmp_path: Path) -> None:
    everywhere = ('host = "127.0.0.1"', 'host = "0.0.0.0"')
    assert paths(written(tmp_path, everywhere)) == ["console"]
    behind_proxy = ("trusted_proxy = false", "trusted_proxy = true")
    assert load(written(tmp_path, everywhere, behind_proxy)).console.host == "0.0.0.0"


def test_what_belongs_to_the_organisation_is_refused_as_policy(tmp_path: Path) -> None:
    file = written(tmp_path, ("[policy]\n", '[policy]\nzone = "Asia/Tokyo"\nauthentication = "required"\n'))
    assert paths(file) == ["policy.authentication", "policy.zone"]
    with environment(LIAISON__POLICY__LANGUAGE="en"):
        assert paths(written(tmp_path)) == ["policy.language"]


def test_proof_of_senders_without_our_servers_name_is_refused(tmp_path: Path) -> None:
    assert paths(written(tmp_path, ('authentication = "none"', 'authentication = "required"'))) == ["organisation"]


def test_every_relative_path_is_relative_to_the_file(tmp_path: Path) -> None:
    file = tmp_path / "liaison.toml"
    file.write_text(
        """
        templates = "templat"
        [organisation]
        name = "Kita"
        [console]
        tls_certificate = "console.crt"
        tls_key = "/etc/console.key"
        [[mailboxes]]
        name = "lama"
        address = "lama@kita.example"
        maildir.path = "surat/lama"
        [[mailboxes]]
        name = "humas"
        address = "humas@kita.example"
        imap = { host = "imap.kita.example", port = 993, username = "humas", password = "x", ca_file = "ca.pem" }
        """,
        "utf-8",
    )
    found = load(file)
    assert found.templates == tmp_path / "templat"
    assert found.console.tls_certificate == tmp_path / "console.crt"
    assert found.console.tls_key == Path("/etc/console.key")
    assert found.mailboxes[0].model_dump()["maildir"]["path"] == tmp_path / "surat/lama"
    assert found.mailboxes[1].model_dump()["imap"]["ca_file"] == tmp_path / "ca.pem"
    assert type(found.mailboxes[0]).__name__ == "MailboxSettings"


def test_a_file_that_cannot_be_read_is_told_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid) as caught:
        load(tmp_path)  # a folder
    (problem,) = caught.value.problems
    assert "tidak dapat dibaca" in problem.text
    assert "cannot be read" in problem.text


def test_who_is_in_another_folder_than_the_configuration_is_told_where_to_go(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid) as caught:
        load(tmp_path / "nowhere.toml")
    (problem,) = caught.value.problems
    assert problem.text.count("--config") == problem.text.count("liaison-sync init") == 2
    assert "No such file" not in problem.text


def test_two_mailboxes_of_one_name_and_a_sender_without_its_mailbox_are_told_beside_all_else(tmp_path: Path) -> None:
    second = '[[mailboxes]]\nname = "humas"\naddress = "event@kita.example"\nmaildir.path = "/srv/mail"\n\n[sender]\n'
    names = (("[sender]\n", second), ('#mailbox = "humas"', 'mailbox = "humass"'))
    assert paths(written(tmp_path, *names)) == ["mailboxes.1.name", "sender.mailbox"]
    more = paths(written(tmp_path, *names, ("port = 8025", 'port = "many"')))
    assert more == ["console.port", "mailboxes.1.name", "sender.mailbox"]


def test_what_still_stands_as_in_the_example_is_told_beside_all_else_before_any_work_in_earnest(tmp_path: Path) -> None:
    left = set(paths(written(tmp_path), finished=True))
    assert {"organisation.name", "organisation.domains.0", "mailboxes.0.imap.password", "officers.0.name"} <= left
    wrong = set(paths(written(tmp_path, ("port = 8025", 'port = "many"')), finished=True))
    assert wrong == left | {"console.port"}
    done = written(tmp_path, ("GANTI", "Kita"), ("ganti.example", "kita.example"))
    assert load(done, finished=True).organisation.name == "Kita nama organisasi"
    capitals = done.read_text("utf-8").replace("Kita nama organisasi", "PANITIA PENGGANTIAN")
    done.write_text(capitals, "utf-8")
    assert load(done, finished=True).organisation.name == "PANITIA PENGGANTIAN"


def test_files_that_are_named_and_not_there_are_told_before_any_work_in_earnest(tmp_path: Path) -> None:
    names = (
        ('#templates = "templates"', 'templates = "nowhere"'),
        ('#logo = "logo.png"', 'logo = "nowhere.png"'),
        ('#tls_certificate = "/etc/liaison/console.crt"', 'tls_certificate = "nowhere.crt"'),
        ("GANTI", "Kita"),
        ("ganti.example", "kita.example"),
    )
    missing = ["console.tls_certificate", "organisation.logo", "templates"]
    file = written(tmp_path, *names)
    assert paths(file, finished=True) == missing
    with pytest.raises(ConfigInvalid) as caught:
        load(file, finished=True)
    absent = str(tmp_path / "nowhere")
    assert caught.value.problems[-1].text == f"{absent} tidak ada / there is no {absent}"  # a folder is no file
    (tmp_path / "nowhere").mkdir()
    (tmp_path / "nowhere.png").touch()
    (tmp_path / "nowhere.crt").write_text("no certificate", "utf-8")
    assert paths(file, finished=True) == ["console.tls_certificate"]


@pytest.mark.parametrize("url", ["nonsense", "mysql://a@b/c", "sqlite:///", "postgresql+psycopg2://a@b/c"])
def test_what_is_no_database_of_ours_is_refused_by_its_place(tmp_path: Path, url: str) -> None:
    assert paths(written(tmp_path, ("sqlite:///liaison.db", url))) == ["store.url"]


def test_what_the_environment_fills_in_no_longer_stands_as_in_the_example(tmp_path: Path) -> None:
    with environment(LIAISON__ORGANISATION__NAME="Kita"):
        assert "organisation.name" not in paths(written(tmp_path), finished=True)


MISTAKES: tuple[tuple[tuple[str, str], str, str], ...] = (
    (("per_hour = 30", "per_hours = 30"), "tidak dikenal", "no setting has this name"),
    (("port = 8025", 'port = "many"'), "bilangan bulat", "whole number"),
    (("port = 8025", "port = 70000"), "65535", "at most 65535"),
    (("port = 8025", "port = -1"), "paling sedikit 0", "at least 0"),
    (('zone = "Asia/Jakarta"', 'zone = "Asia/Nowhere"'), "Asia/Nowhere", "no time zone"),
    (('address = "humas@ganti.example"', 'address = "humas"'), "bukan alamat surel: humas", "no mail address: humas"),
    (('host = "imap.ganti.example"', 'hostt = "imap.ganti.example"'), "belum diisi", "is missing"),
    (('language = "id"', 'language = "jv"'), "'id'", "one of"),
    (("trusted_proxy = false", 'trusted_proxy = "perhaps"'), "true atau false", "true or false"),
    (('name = "humas"', 'name = "Humas Kita"'), "huruf kecil", "lower-case"),
    (('password = "GANTI"', "password = 12345678"), "teks", "text"),
    (("opens = 08:00:00", 'opens = "half past"'), "jam", "time of day"),
    (("opens = 08:00:00", "opens = 18:00:00"), "jam tutup", "closing"),
    (("days = [0, 1, 2, 3, 4]", "days = []"), "hari kerja", "weekday"),
    (("days = [0, 1, 2, 3, 4]", "days = 5"), "daftar", "list"),
    (('host = "127.0.0.1"', 'host = "0.0.0.0"'), "tls_certificate", "tls_certificate"),
)


@pytest.mark.parametrize(("change", "indonesian", "english"), MISTAKES)
def test_every_problem_is_told_in_both_languages_in_our_own_words(
    tmp_path: Path, change: tuple[str, str], indonesian: str, english: str
) -> None:
    with pytest.raises(ConfigInvalid) as caught:
        load(written(tmp_path, change))
    texts = [problem.text for problem in caught.value.problems]
    assert any(indonesian in text and english in text for text in texts), texts
    for text in texts:
        assert " / " in text
        assert not any(words in text for words in ("Input should", "Field required", "Extra inputs", "Value error"))


def test_what_is_no_toml_is_told_in_both_languages_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text('[organisation]\nname = "Kita\n', "utf-8")
    with pytest.raises(ConfigInvalid) as caught:
        load(tmp_path / "broken.toml")
    (problem,) = caught.value.problems
    assert "bukan TOML" in problem.text
    assert "no TOML" in problem.text
    assert "line 2" in problem.text


def test_no_more_files_go_with_a_letter_than_its_way_of_sending_takes(tmp_path: Path) -> None:
    graph = '[sender.graph]\ntenant = "a.example"\nclient_id = "b"\nclient_secret = "c"\nuser = "humas@ganti.example"\n'
    store = ('url = "sqlite:///liaison.db"', f'url = "sqlite:///{tmp_path}/liaison.db"')
    sections = EXAMPLE[EXAMPLE.index("[sender.smtp]") :].partition("\n[")
    for changes, files_mb in (((), 15), (((sections[0], graph),), 2)):
        with service(load(written(tmp_path, store, *changes))) as made:
            assert made.policy.sending.files_mb == files_mb


@pytest.mark.parametrize(
    ("address", "named", "copies"),
    [("humas@ganti.example", "", "humas"), ("surat@ganti.example", "", ""), ("surat@ganti.example", "humas", "humas")],
)
def test_copies_of_our_letters_go_where_it_is_said_else_into_the_senders_own_mailbox(
    address: str, named: str, copies: str, tmp_path: Path
) -> None:
    told = f'[sender]\nmailbox = "{named}"' if named else "[sender]"
    own = f'address = "humas@ganti.example"{NAME}'
    file = written(tmp_path, ("[sender]", told), (own, own.replace("humas@ganti.example", address)))
    found = sender(load(file))
    assert found is not None
    delivery = found.open()
    assert isinstance(delivery, SmtpDelivery)
    kept = delivery.sent.mailbox
    assert (kept.username if kept else "") == (f"{copies}@ganti.example" if copies else "")
