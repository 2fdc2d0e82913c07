"""What the letters about approval by mail are told, with samples; as in letter_values every text is ready to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that waits: `trigger` in words, `code` that answers for it, `reasons` why it is due, to whom it goes.

    `quoted`: subject line and text as its reader would see them, each line behind ">"; `files` that go with it.
    """

    number: int
    trigger: str
    code: str
    to: str
    partner: str
    reasons: tuple[str, ...]
    subject: str
    quoted: str
    link: str
    cc: str = ""
    files: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalRequestLetter:
    """`count` letters that wait for the reader, `code` of the first; `others` wait as well and are not shown here."""

    reader_name: str
    count: int
    code: str
    items: tuple[Waiting, ...]
    others: int
    link: str


@dataclass(frozen=True, slots=True)
class Ruled:
    """What became of one line of the answer: which letter (`what`, "" for none in particular), in words."""

    what: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ApprovalNotedLetter:
    """`done`: something was; `lines`: what became of each word of the answer; `hint`: tell how to answer."""

    reader_name: str
    done: bool
    lines: tuple[Ruled, ...]
    hint: bool
    link: str


_REQUEST = ApprovalRequestLetter(
    "Ayu Lestari",
    2,
    "K7QM-2XTP",
    tuple(
        Waiting(
            number,
            "Belum ada balasan",
            code,
            "Rina Wulandari <rina@kementerian-x.go.id>",
            "Kementerian X",
            ("Mitra belum membalas sejak 16 November 2026; pengingat ke-1 setelah 3 hari kerja.",),
            "Undangan audiensi",
            "> Perihal: Undangan audiensi\n>\n> Yth. Ibu Rina Wulandari,\n>\n> Menyambung surel kami …",
            "https://liaison.kita.or.id/followups/1",
            files="Notulen.pdf",
        )
        for number, code in ((1, "K7QM-2XTP"), (2, "R4DW-9HVN"))
    ),
    1,
    "https://liaison.kita.or.id/followups",
)
_NOTED = ApprovalNotedLetter(
    "Ayu Lestari",
    done=True,
    lines=(
        Ruled("Undangan audiensi (Kementerian X)", "disetujui; berangkat paling cepat pukul 10.30 WIB"),
        Ruled("R4DW-9HVN", "kode ini tidak dikenal"),
    ),
    hint=True,
    link="https://liaison.kita.or.id/followups",
)
SAMPLES: Mapping[str, ApprovalRequestLetter | ApprovalNotedLetter] = {
    "approval_request": _REQUEST,
    "approval_noted": _NOTED,
}
