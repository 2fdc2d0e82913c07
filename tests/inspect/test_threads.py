"""`inspect threads` on sets of messages, as a harness asks it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from liaison_sync.app.inspect import batch

US = "humas@kami.id"


def letter(name: str, subject: str = "Rapat", sender: str = "rina@kemlu.go.id", to: str = US, top: str = "") -> bytes:
    head = f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: Mon, 23 Nov 2026 10:00:00 +0700\r\n"
    return f"{head}Message-ID: <{name}>\r\n{top}\r\nIsi {name}.\r\n".encode()


def threads(folder: Path, **letters: bytes) -> list[list[str]]:
    for name, raw in letters.items():
        (folder / name).write_bytes(raw)
    request: dict[str, Any] = {"call": "threads", "files": [str(folder / name) for name in letters], "mailbox": [US]}
    return [[Path(file).name for file in one["messages"]] for one in batch.threads(request)["threads"]]


def test_an_id_is_the_same_with_its_left_side_quoted(tmp_path: Path) -> None:
    first = letter('"01KF8JCEOCBS0045PS"@xxx.yyy.id', "Satu")
    answer = letter("b@x.id", "Re: Dua", top="References: <01KF8JCEOCBS0045PS@xxx.yyy.id>\r\n")
    assert threads(tmp_path, a=first, b=answer) == [["a", "b"]]


def test_a_letter_to_blind_copies_that_strangers_answer_is_a_broadcast(tmp_path: Path) -> None:
    for to in ("undisclosed-recipients:;", "p@a.id, p@b.id, p@c.id, p@d.id", US):
        sent = letter("s@kami.id", "Undangan", US, to)
        answers = {
            one: letter(f"{one}@x.id", "Re: Undangan", f"p@{one}.id", top="In-Reply-To: <s@kami.id>\r\n")
            for one in "abcd"
        }
        assert sorted(threads(tmp_path, s=sent, **answers)) == [["a"], ["b"], ["c"], ["d"], ["s"]], to
