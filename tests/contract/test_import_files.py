"""Files for `import`: every message once, told by a locator that stays the same, nothing changed on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from liaison_sync.app.importing import files
from liaison_sync.domain.errors import Misconfigured
from liaison_sync.ports import Fetched, Raw, TooLarge
from liaison_sync.sources.files import read_single_files
from liaison_sync.sources.maildir import read_maildir
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
    found = list(read_maildir(tmp_path))
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
    found = [one for one in read_single_files(tmp_path) if isinstance(one, Raw)]
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
