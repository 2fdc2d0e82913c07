"""`inspect batch` on what breaks threading elsewhere: holes, circles, mangled ids, prose in In-Reply-To."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from liaison_sync.app.inspect import batch

US = "humas@kami.id"


def letter(id_: str, subject: str = "Rapat", *, sender: str = "rina@kemlu.go.id", day: int = 23, top: str = "") -> str:
    named = f"Message-ID: {id_}\n" if id_ else ""
    when = f"Date: {day} Nov 2026 10:00:00 +0700\n"
    return f"From: {sender}\nTo: {US}\nSubject: {subject}\n{when}{named}{top}\nIsi {id_}.\n"


def names(*ids: str, field: str = "References") -> str:
    return f"{field}: {' '.join(f'<{one}>' for one in ids)}\n"


_BOUNCE = (
    "Return-Path: <>\nFrom: MAILER-DAEMON@mx.kemlu.go.id\nTo: humas@kami.id\nSubject: Undeliverable: Undangan\n"
    "Date: 23 Nov 2026 11:00:00 +0700\nMessage-ID: <b@mx.kemlu.go.id>\nMIME-Version: 1.0\n"
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nFailed.\n--b\n"
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; x@kemlu.go.id\n"
    "Action: failed\nStatus: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <a@kami.id>\n\nIsi\n--b--\n"
)
_A = letter("<a@x.id>")
_ONE = letter("<a@x.id>", "Satu")
_PROSE = 'In-Reply-To: Your message of "Mon, 23 Nov 2026 10:00:00 +0700." <a@x.id>\n'
_PERSON = "In-Reply-To: Message from Siti <siti@kemlu.go.id> of Monday\n"
_ADDRESS = "In-Reply-To: rina@kemlu.go.id\n"
# What is odd → its letters, and which of them are one thread.
CASES: dict[str, tuple[dict[str, str], str]] = {
    "a hole in the chain": (
        {"a": _A, "c": letter("<c@x.id>", "Re: Rapat", top=names("a@x.id", "b@x.id"))}, "ac"),
    "siblings of an unseen parent": (
        {"b": letter("<b@x.id>", "Re: Rapat", top=names("a@x.id")),
         "c": letter("<c@x.id>", "Re: Rapat", top=names("a@x.id", field="In-Reply-To"))}, "bc"),
    "references in a circle": (
        {"a": letter("<a@x.id>", "Re: Rapat", top=names("b@x.id")),
         "b": letter("<b@x.id>", "Re: Rapat", top=names("a@x.id"))}, "ab"),
    "a letter that names itself": (
        {"a": letter("<a@x.id>", top=names("a@x.id")), "b": letter("<b@x.id>", "Lain")}, "a b"),
    "In-Reply-To names another thread than References": (
        {"a": _ONE, "b": letter("<b@x.id>", "Dua"),
         "c": letter("<c@x.id>", "Re: Satu", top=names("a@x.id") + names("b@x.id", field="In-Reply-To"))}, "abc"),
    "In-Reply-To is a mail address": (
        {"a": _ONE, "b": letter("<b@x.id>", "Dua", top=_ADDRESS), "c": letter("<c@x.id>", "Tiga", top=_ADDRESS)},
        "a b c"),
    "In-Reply-To names a person with an address": (
        {"a": _ONE, "b": letter("<b@x.id>", "Dua", top=_PERSON), "c": letter("<c@x.id>", "Tiga", top=_PERSON)},
        "a b c"),
    "a person's address before the id": (
        {"a": _A, "b": letter("<b@x.id>", "Re: Rapat", top=_PERSON.replace("Monday", '"23 Nov 2026" <a@x.id>'))}, "ab"),
    "prose before the id": ({"a": _A, "b": letter("<b@x.id>", "Re: Rapat", top=_PROSE)}, "ab"),
    "a folded list": (
        {"a": _A, "c": letter("<c@x.id>", "Re: Rapat", top="References: <z@x.id>\n\t<a@x.id>\n <b@x.id>\n")}, "ac"),
    "an id broken by a fold": (
        {"a": letter("<panjang-sekali@x.id>"),
         "b": letter("<b@x.id>", "Re: Rapat", top="References: <panjang-\n sekali@x.id>\n")}, "ab"),
    "ids glued together": (
        {"a": _A, "b": letter("<b@x.id>"), "c": letter("<c@x.id>", "Re: Rapat", top="References: <a@x.id><b@x.id>\n")},
        "abc"),
    "references as encoded word": (
        {"a": _A, "b": letter("<b@x.id>", "Re: Rapat", top="References: =?us-ascii?q?=3Ca=40x=2Eid=3E?=\n")}, "ab"),
    "one subject without a prefix": (
        {"a": letter("<a@x.id>", "Undangan"), "b": letter("<b@x.id>", "Undangan", day=24)}, "a b"),
    "one subject of two partners": (
        {"a": letter("<a@x.id>", "Undangan"), "b": letter("<b@x.id>", "Re: Undangan", sender="tono@l.id", day=24)},
        "a b"),
    "an answer without references on the sixteenth day": (
        {"a": letter("<a@x.id>", "Undangan festival", day=10),
         "b": letter("<b@x.id>", "Re: Undangan festival", day=26)}, "a b"),
    "an answer without references under a list's tag": (
        {"a": letter("<a@x.id>", "[milis] Undangan festival"),
         "b": letter("<b@x.id>", "[milis] Re: Undangan festival", day=24)}, "ab"),
    "ids that differ in case": (
        {"a": letter("<AbC@x.id>", "Satu"), "b": letter("<b@x.id>", "Dua", top=names("abc@x.id"))}, "a b"),
    "ids without brackets": (
        {"a": letter("a1@x.id"), "b": letter("<b@x.id>", "Re: Rapat", top="References: a1@x.id\n")}, "ab"),
    "empty ids": (
        {"a": letter("<a@x.id>", "Satu", top="References: <>\n"),
         "b": letter("<b@x.id>", "Dua", top="References: <>\nIn-Reply-To: <@>\n")}, "a b"),
    "no id at all": ({"a": letter("", "Satu"), "b": letter("", "Dua")}, "a b"),
    "sixty ids of which the first is here": (
        {"a": _A, "z": letter("<z@x.id>", "Re: Rapat", top=names("a@x.id", *(f"n{n}@x.id" for n in range(60))))},
        "az"),
    "a late letter that names two threads": (
        {"b": letter("<b@x.id>", "Re: Rapat", top=names("p@x.id")),
         "c": letter("<c@x.id>", "Re: Rapat", top=names("q@x.id")),
         "d": letter("<d@x.id>", "Re: Rapat", top=names("p@x.id", "q@x.id"))}, "bcd"),
    "a bounce that returns the letter": (
        {"a": letter("<a@kami.id>", "Undangan", sender=US), "b": _BOUNCE}, "ab"),
    "the same letter twice": ({"a": _A, "b": _A}, "ab"),
    "one id over two letters": (
        {"a": _ONE, "b": letter("<a@x.id>", "Dua", sender="tono@kemlu.go.id", day=24)}, "ab"),
    "an id within a comment": (
        {"a": _ONE, "b": letter("<b@x.id>", "Dua", top="References: (see a@x.id) <q@x.id>\n")}, "a b"),
    "a quoted left side with a space": (
        {"a": letter('<"a b"@x.id>'), "b": letter("<b@x.id>", "Re: Rapat", top='References: <"a b"@x.id>\n')}, "ab"),
    "an address literal": (
        {"a": letter("<a@[192.0.2.1]>"), "b": letter("<b@x.id>", "Re: Rapat", top="References: <a@[192.0.2.1]>\n")},
        "ab"),
    "white space within the brackets": (
        {"a": letter("< a@x.id >"), "b": letter("<b@x.id>", "Re: Rapat", top=names("a@x.id"))}, "ab"),
    "a letter sent again": (
        {"a": _A, "b": f"Resent-From: tono@kemlu.go.id\nResent-Message-ID: <r@x.id>\n{_A}"}, "ab"),
}  # fmt: skip


@pytest.mark.parametrize("odd", CASES)
def test_threads_hold_what_is_odd_elsewhere(odd: str, tmp_path: Path) -> None:
    letters, expected = CASES[odd]
    for name, text in letters.items():
        (tmp_path / name).write_bytes(text.replace("\n", "\r\n").encode())
    request = {"call": "threads", "files": [str(tmp_path / name) for name in letters], "mailbox": [US]}
    (answer,) = batch.answers([json.dumps(request).encode()])
    threads = json.loads(answer)["threads"]
    found = sorted("".join(sorted(Path(file).name for file in one["messages"])) for one in threads)
    assert found == sorted(expected.split())
