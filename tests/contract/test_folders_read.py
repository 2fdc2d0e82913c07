"""Which folders of a mailbox are read is the configuration's word."""

from __future__ import annotations

from liaison_sync.connections.imap_session import ImapSettings
from liaison_sync.sources.imap import ImapSource
from tests.peers.dovecot import PASSWORD, Dovecot
from tests.peers.hostile_imap import HostileImap

ALL_MAIL = b"""* LIST () "/" INBOX\r
* LIST (\\Drafts) "/" Drafts\r
* LIST (\\All) "/" virtual/Semua\r
"""


def _source(server: Dovecot | HostileImap, **more: tuple[str, ...]) -> ImapSource:
    settings = ImapSettings.model_validate(
        {"host": "127.0.0.1", "port": server.port, "tls": "none", "username": "humas", "password": PASSWORD, **more}
    )
    return ImapSource("humas", settings)


def _excluded(server: Dovecot | HostileImap, **more: tuple[str, ...]) -> dict[str, str | None]:
    with _source(server, **more) as source:
        return {folder.path: folder.excluded for folder in source.folders()}


def test_drafts_and_trash_are_left_out_and_so_is_what_the_configuration_says(dovecot: Dovecot) -> None:
    plain = _excluded(dovecot)
    assert (plain["INBOX"], plain["Sent"], plain["Junk"]) == (None, None, None)
    assert (plain["Drafts"], plain["Trash"]) == ("drafts_folder", "trash_folder")
    assert _excluded(dovecot, ignore_folders=("Junk",))["Junk"] == "ignored_folder"
    only = _excluded(dovecot, folders=("INBOX",))
    assert [path for path, rule in only.items() if rule is None] == ["INBOX"]
    assert only["Sent"] == "not_listed_folder"


def test_a_folder_that_shows_the_mail_of_all_others_shows_drafts_too_and_is_not_read_beside_them() -> None:
    """RFC 6154 §2, \\All: Dovecot's virtual folders, Proton's bridge."""
    with HostileImap({"LIST": ALL_MAIL}) as server:
        assert _excluded(server) == {"INBOX": None, "Drafts": "drafts_folder", "virtual/Semua": "all_mail_folder"}
        named = _excluded(server, folders=("virtual/Semua",))
    assert [path for path, rule in named.items() if rule is None] == ["virtual/Semua"]


def test_the_doctor_names_each_folder_that_is_listed_and_not_opened(dovecot: Dovecot) -> None:
    shut = dovecot.maildir("humas", "Rahasia")
    with _source(dovecot) as source:
        assert "errors.folder_refused" not in {one.key for one in source.findings()}
        shut.chmod(0)
        try:
            (found,) = [one for one in source.findings() if one.key == "errors.folder_refused"]
        finally:
            shut.chmod(0o700)
    assert found.level == "bad"
    assert found.params["detail"].startswith("Rahasia: ")
    with _source(dovecot, ignore_folders=("Rahasia",)) as source:
        assert "errors.folder_refused" not in {one.key for one in source.findings()}
