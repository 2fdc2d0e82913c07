"""`inspect threads` and `inspect recognise` over files, as support and a migration ask them."""

from __future__ import annotations

import json
import mailbox
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from liaison_sync.app.inspect.recognise import document as recognise
from liaison_sync.app.inspect.threads import document


def letter(name: str, sender: str, to: str, subject: str, text: str = "Isi.", day: int = 23, **more: str) -> bytes:
    made = EmailMessage()
    made["Message-ID"] = f"<{name}@x.id>"
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Date"] = f"{day} Nov 2026 10:00:00 +0700"
    for key, value in more.items():
        made[key.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


def threads(files: list[str], ours: tuple[str, ...] = ()) -> list[Any]:
    found: Any = document(files, mailbox=ours)["threads"]
    return list(found)


def saved(folder: Path, name: str, raw: bytes) -> str:
    path = folder / f"{name}.eml"
    path.write_bytes(raw)
    return str(path)


RINA, HUMAS, BUDI = "Rina <rina@kemlu.go.id>", "humas@kami.id", "budi@kominfo.go.id"


def test_references_make_threads_and_copies_stand_together(tmp_path: Path) -> None:
    first = saved(tmp_path, "a", letter("a", RINA, HUMAS, "Undangan"))
    copy = saved(tmp_path, "a2", letter("a", RINA, HUMAS, "[EXTERNAL] Undangan", "Isi.\n-- \nmilis"))
    answer = saved(tmp_path, "b", letter("b", HUMAS, RINA, "Bls: Undangan", day=24, In_Reply_To="<a@x.id>"))
    other = saved(tmp_path, "c", letter("c", BUDI, HUMAS, "Undangan", day=25))
    found = threads([answer, other, copy, first], (HUMAS,))
    assert [t["messages"] for t in found] == [[copy, first, answer], [other]]
    assert list(found[0]) == ["id", "base_subject", "messages", "inferred"]
    assert found[0]["base_subject"] == "Undangan"


def test_a_bare_reply_is_joined_by_subject_and_said_to_be_inferred(tmp_path: Path) -> None:
    first = saved(tmp_path, "a", letter("a", RINA, HUMAS, "Undangan"))
    answer = saved(tmp_path, "b", letter("b", HUMAS, RINA, "Re: Undangan", day=24))
    stranger = saved(tmp_path, "c", letter("c", BUDI, HUMAS, "Re: Undangan", day=24))
    for ours in ((HUMAS,), ()):
        found = threads([first, answer, stranger], ours)
        assert [(t["messages"], t["inferred"]) for t in found] == [([first, answer], True), ([stranger], False)]


def test_a_discussion_of_many_is_one_thread_where_nobody_says_who_we_are(tmp_path: Path) -> None:
    files = [saved(tmp_path, "r", letter("r", RINA, "list@milis.id", "Rapat"))]
    for i in range(6):
        raw = letter(f"m{i}", f"p{i}@org{i}.id", "list@milis.id", "Re: Rapat", day=24, In_Reply_To="<r@x.id>")
        files.append(saved(tmp_path, f"m{i}", raw))
    assert len(threads(files)) == 1
    assert len(threads(files[1:])) == 1


def test_an_mbox_and_a_maildir_name_each_message(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "surat.mbox")
    tree = mailbox.Maildir(tmp_path / "Maildir")
    for raw in (letter("a", RINA, HUMAS, "Undangan"), letter("b", RINA, HUMAS, "Undangan", In_Reply_To="<a@x.id>")):
        box.add(raw)
        tree.add(raw)
    box.close()
    name = str(tmp_path / "surat.mbox")
    (one,) = threads([name])
    assert one["messages"] == [f"{name}#1", f"{name}#2"]
    (one,) = threads([str(tmp_path / "Maildir")])
    assert sorted(one["messages"]) == sorted(str(p) for p in (tmp_path / "Maildir" / "new").iterdir())


def test_poison_is_a_thread_of_its_own(tmp_path: Path) -> None:
    files = [saved(tmp_path, "a", b"\x00\xff" * 50), saved(tmp_path, "b", b"")]
    found = threads(files)
    assert sorted(f for t in found for f in t["messages"]) == sorted(files)


def test_recognition_over_a_directory_file(tmp_path: Path) -> None:
    directory = tmp_path / "directory.json"
    directory.write_text(
        json.dumps(
            {
                "own": {"domains": ["kami.id"], "addresses": [], "authserv_id": None},
                "partners": [{"id": "kemlu", "name": "Kementerian Luar Negeri", "domains": ["kemlu.go.id"]}],
                "contacts": [{"partner": "kemlu", "name": "Rina", "address": "rina@kemlu.go.id", "kind": "person"}],
            }
        )
    )
    known = saved(tmp_path, "a", letter("a", RINA, HUMAS, "Undangan"))
    pretender = saved(tmp_path, "b", letter("b", "Kementerian Luar Negeri <x@gmail.com>", HUMAS, "Undangan"))
    assert recognise(str(directory), [known, pretender]) == [
        {"partner": "kemlu", "contact": "rina@kemlu.go.id", "reason": "contact", "linked": [], "warnings": []},
        {
            "partner": None,
            "contact": None,
            "reason": "unknown_freemail",
            "linked": [],
            "warnings": ["display_name_of_partner:kemlu"],
        },
    ]
