"""Folders find their role by what the server states, else by the names mail programs use in their languages."""

from __future__ import annotations

import pytest

from liaison_sync.connections.folders import excluded_by, role_by_name, roles
from liaison_sync.ports import Role

NAMES: tuple[tuple[str, str, Role], ...] = (
    ("INBOX", "/", "inbox"),
    ("inbox", "/", "inbox"),
    ("Sent Items", "/", "sent"),
    ("Item Terkirim", "/", "sent"),
    ("INBOX.Terkirim", ".", "sent"),
    ("Gesendete Objekte", "/", "sent"),
    ("Éléments envoyés", "/", "sent"),
    ("[Gmail]/Surat Terkirim", "/", "sent"),
    ("送信済みアイテム", "/", "sent"),
    ("Отправленные", "/", "sent"),
    ("ENTWÜRFE", "/", "drafts"),
    ("Draf", "/", "drafts"),
    ("Surat Sampah", "/", "junk"),
    ("Junk E-mail", "/", "junk"),
    ("Tong Sampah", "/", "trash"),
    ("Gelöschte Elemente", "/", "trash"),
    ("Sent by partners", "/", "other"),
    ("Arsip/2025/Terkirim", "/", "other"),
    ("Proyek/Sent", "/", "other"),
    ("", "", "other"),
)


@pytest.mark.parametrize(("path", "delimiter", "role"), NAMES)
def test_names_of_many_languages(path: str, delimiter: str, role: Role) -> None:
    assert role_by_name(path, delimiter) == role


def test_what_the_server_states_wins_over_names() -> None:
    found = roles([("Sent", "/", frozenset()), ("Keluar", "/", frozenset({"\\sent"})), ("INBOX", "/", frozenset())])
    assert found == {"Sent": "other", "Keluar": "sent", "INBOX": "inbox"}


def test_every_folder_left_out_names_its_rule() -> None:
    assert excluded_by("Pribadi", "other", (), ("Pribadi",)) == "ignored_folder"
    assert excluded_by("Arsip", "other", ("INBOX",), ()) == "not_listed_folder"
    assert excluded_by("Draf", "drafts", (), ()) == "drafts_folder"
    assert excluded_by("Draf", "drafts", ("Draf",), ()) is None
    assert excluded_by("Spam", "junk", (), ()) is None
