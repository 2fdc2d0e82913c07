"""Which folders of a mailbox are read is the configuration's word."""

from __future__ import annotations

from liaison_sync.connections.imap_session import ImapSettings
from liaison_sync.sources.imap import ImapSource
from tests.peers.dovecot import PASSWORD, Dovecot


def _excluded(dovecot: Dovecot, **more: tuple[str, ...]) -> dict[str, str | None]:
    settings = ImapSettings.model_validate(
        {"host": "127.0.0.1", "port": dovecot.port, "tls": "none", "username": "humas", "password": PASSWORD, **more}
    )
    with ImapSource("humas", settings) as source:
        return {folder.path: folder.excluded for folder in source.folders()}


def test_drafts_and_trash_are_left_out_and_so_is_what_the_configuration_says(dovecot: Dovecot) -> None:
    plain = _excluded(dovecot)
    assert (plain["INBOX"], plain["Sent"], plain["Junk"]) == (None, None, None)
    assert (plain["Drafts"], plain["Trash"]) == ("drafts_folder", "trash_folder")
    assert _excluded(dovecot, ignore_folders=("Junk",))["Junk"] == "ignored_folder"
    only = _excluded(dovecot, folders=("INBOX",))
    assert [path for path, rule in only.items() if rule is None] == ["INBOX"]
    assert only["Sent"] == "not_listed_folder"
