"""Files for `import`: every message once, told by a locator that stays the same, nothing changed on disk."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from liaison_sync.domain.errors import Misconfigured
from liaison_sync.ports import Fetched, Folder, Raw, TooLarge, Unfetchable
from liaison_sync.sources.file_tree import files
from liaison_sync.sources.mbox import is_separator, read_mbox
from tests.peers.mail import letter

SEPARATOR = b"From rina@mitra.example Mon Nov  2 09:00:00 2026"


def mbox(*messages: bytes, end: bytes = b"\n") -> bytes:
    return b"".join(SEPARATOR + end + message.replace(b"\r\n", end) + end for message in messages)


def contents(found: list[Fetched]) -> list[bytes]:
    return [one.content for one in found if isinstance(one, Raw)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_every_message_of_an_mbox_comes_once_and_whole(tmp_path: Path, end: bytes) -> None:
    file = tmp_path / "surat.mbox"
    messages = [letter(number) for number in range(5)]
    file.write_bytes(mbox(*messages, end=end))
    found = list(read_mbox(file))
    assert contents(found) == [message.replace(b"\r\n", end) for message in messages]
    assert len({one.ref.locator for one in found}) == 5


def test_reading_goes_on_from_any_locator(tmp_path: Path) -> None:
    file = tmp_path / "surat.mbox"
    file.write_bytes(mbox(*(letter(number) for number in range(6))))
    whole = list(read_mbox(file))
    for index, one in enumerate(whole):
        assert list(read_mbox(file, start=int(one.ref.locator))) == whole[index:]


@pytest.mark.parametrize(
    "line",
    [
        SEPARATOR,
        b"From - Mon Nov  2 09:00:00 2026",
        b"From MAILER-DAEMON Mon Nov  2 09:00:00 2026",
        b"From rina@mitra.example  Mon, 02 Nov 2026 09:00:00 +0700",
        b'From "rina dewi"@mitra.example Mon Nov  2 09:00 2026',
        b"From Mon Nov  2 09:00:00 2026",
        b"From rina@mitra.example",
    ],
)
def test_separators_as_programs_write_them(line: bytes) -> None:
    assert is_separator(line + b"\r\n")


@pytest.mark.parametrize(
    "line",
    [
        b"From the ministry we heard that Mon Nov 2 09:00 suits them",
        b"From our side, Mon, 02 Nov 2026 at 09:00 works",
        b"From: rina@mitra.example",
        b"from rina@mitra.example Mon Nov  2 09:00:00 2026",
        b"From what I understand",
        b"From " + b"a" * 5000,
    ],
)
def test_sentences_that_begin_with_from_stay_text(line: bytes) -> None:
    assert not is_separator(line)


def test_quoted_from_lines_lose_one_mark_only(tmp_path: Path) -> None:
    file = tmp_path / "surat.mbox"
    file.write_bytes(mbox(b"Subject: x\n\n>From here\n>>From there\n> From quote\n"))
    assert contents(list(read_mbox(file))) == [b"Subject: x\n\nFrom here\n>From there\n> From quote\n"]


def test_what_is_no_mbox_says_so(tmp_path: Path) -> None:
    file = tmp_path / "surat.eml"
    file.write_bytes(letter(1))
    with pytest.raises(Misconfigured) as caught:
        list(read_mbox(file))
    assert caught.value.key == "not_an_mbox"
    (tmp_path / "empty").touch()
    assert list(read_mbox(tmp_path / "empty")) == []
    with pytest.raises(Misconfigured):
        list(read_mbox(tmp_path / "missing"))


def test_a_message_over_the_limit_is_named_and_the_next_comes(tmp_path: Path) -> None:
    file = tmp_path / "surat.mbox"
    file.write_bytes(mbox(letter(1, 100_000), letter(2)))
    found = list(read_mbox(file, max_bytes=10_000))
    assert [type(one) for one in found] == [TooLarge, Raw]


def test_a_maildir_with_folders_is_read_and_left_alone(tmp_path: Path) -> None:
    for folder in ("", ".Terkirim", ".Tamu &AOk-"):
        for name in ("new", "cur", "tmp"):
            (tmp_path / folder / name).mkdir(parents=True)
        (tmp_path / folder / "cur" / "1.a:2,S").write_bytes(letter(1))
        (tmp_path / folder / "new" / "2.b").write_bytes(letter(2))
    before = sorted(str(path) for path in tmp_path.rglob("*"))
    found = list(files(tmp_path, "inbox"))
    assert sorted({(folder.path, folder.role) for folder, _ in found}) == [
        ("INBOX", "inbox"),
        ("Tamu é", "other"),
        ("Terkirim", "sent"),
    ]
    assert len(found) == 6
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before


def test_single_files_below_a_folder_are_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.eml").write_bytes(letter(1))
    (tmp_path / "sub/a.ICS").write_bytes(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    (tmp_path / "notes.txt").write_bytes(b"no")
    found = [one for _, one in files(tmp_path, "inbox") if isinstance(one, Raw)]
    assert [(one.ref.locator, one.kind) for one in found] == [("b.eml", "mime"), ("sub/a.ICS", "ics")]


def test_mboxes_below_a_folder_are_read_as_if_each_were_named(tmp_path: Path) -> None:
    (tmp_path / "lama").mkdir()
    (tmp_path / "lama/2019.mbox").write_bytes(mbox(letter(1), letter(2)))
    (tmp_path / "Inbox").write_bytes(mbox(letter(3)))  # as Thunderbird names them
    (tmp_path / "Inbox.msf").write_bytes(b"From nobody's index\n")
    (tmp_path / "a.eml").write_bytes(letter(4))
    found = list(files(tmp_path, "inbox"))
    assert len(found) == 4
    assert contents([one for _, one in found][:1]) == contents([Raw(found[0][1].ref, letter(4))])
    for name in ("lama/2019.mbox", "Inbox"):
        alone = [(folder.id, one.ref) for folder, one in files(tmp_path / name, "inbox")]
        assert set(alone) <= {(folder.id, one.ref) for folder, one in found}


def maildir(path: Path, *letters: bytes) -> None:
    for name in ("new", "cur", "tmp"):
        (path / name).mkdir(parents=True)
    for number, one in enumerate(letters):
        (path / "cur" / f"{number}.M1.host:2,S").write_bytes(one)


def told(found: list[tuple[Folder, Fetched]]) -> list[tuple[str, str, str | None]]:
    return sorted({(folder.path, folder.role, folder.excluded) for folder, _ in found})


def test_maildirs_below_a_folder_are_read_each_by_the_name_of_its_directory(tmp_path: Path) -> None:
    """As isync (`SubFolders Verbatim`), offlineimap and archives of several people lay them out."""
    maildir(tmp_path / "INBOX", letter(1))
    maildir(tmp_path / "Sent", letter(2))
    maildir(tmp_path / "Arsip 2026.05", letter(3))
    maildir(tmp_path / "budi/Maildir", letter(4))
    maildir(tmp_path / "budi/Maildir/.Terkirim", letter(5))
    maildir(tmp_path / "budi/Maildir/.Terkirim.2025", letter(6))
    maildir(tmp_path / "budi/Maildir/.Trash", letter(7))
    (tmp_path / "a.eml").write_bytes(letter(8))
    found = list(files(tmp_path, "inbox"))
    assert len(contents([one for _, one in found])) == 8
    assert len({(folder.id, one.ref.locator) for folder, one in found}) == 8
    assert {folder.id for folder, one in found} == {one.ref.folder for _, one in found}
    assert told(found) == [
        ("Arsip 2026.05", "inbox", None),
        ("INBOX", "inbox", None),
        ("Maildir", "inbox", None),
        ("Sent", "sent", None),
        ("Terkirim", "sent", None),
        ("Terkirim/2025", "other", None),
        ("Trash", "trash", "trash_folder"),
        (tmp_path.name, "inbox", None),
    ]


def test_folders_within_a_maildir_are_read_however_deep(tmp_path: Path) -> None:
    maildir(tmp_path, letter(1))
    maildir(tmp_path / "Proyek", letter(2))  # Dovecot's LAYOUT=fs
    maildir(tmp_path / "Proyek/Sungai", letter(3))
    maildir(tmp_path / "Proyek/.2026", letter(4))  # isync's SubFolders Legacy
    (tmp_path / "cur/folder").mkdir()
    assert told(list(files(tmp_path, "sent"))) == [
        ("INBOX", "sent", None),
        ("Proyek", "other", None),
        ("Proyek/2026", "other", None),
        ("Proyek/Sungai", "other", None),
    ]


def test_what_lies_in_a_maildir_is_never_taken_for_something_else(tmp_path: Path) -> None:
    maildir(tmp_path / "Mail", mbox(letter(1)), b"From: x\n\n")
    (tmp_path / "Mail/cur/2.eml").write_bytes(letter(2))
    (tmp_path / "Mail/new/.nfs0001").write_bytes(letter(3))
    (tmp_path / "Mail/dovecot.index.log").write_bytes(mbox(letter(4)))
    found = list(files(tmp_path, "inbox"))
    assert [one.ref.locator for _, one in found] == ["0.M1.host", "1.M1.host", "2.eml"]
    (tmp_path / "Mail/tmp").rmdir()
    assert list(files(tmp_path, "inbox")) == found


def test_a_circle_of_links_ends(tmp_path: Path) -> None:
    maildir(tmp_path / "Mail", letter(1))
    (tmp_path / "Mail/lagi").symlink_to(tmp_path)
    assert len(list(files(tmp_path, "inbox"))) == 1


def test_a_directory_that_cannot_be_read_is_told_and_the_others_come(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        maildir(tmp_path / name, letter(1))
    found = files(tmp_path, "inbox")
    taken = [next(found)]
    shutil.rmtree(tmp_path / "b")
    taken += found
    assert [type(one) for _, one in taken] == [Raw, Raw, Unfetchable]
    assert taken[-1][1].ref.locator == str(tmp_path / "b/cur")
