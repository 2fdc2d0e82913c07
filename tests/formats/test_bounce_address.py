"""Addresses in the text of a report stand among signs and words of other scripts, and are named bare all the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats import bounce
from liaison_sync.formats.bounce_address import parted
from liaison_sync.formats.headers import Headers

DAEMON = "MAILER-DAEMON@mx.kita.go.id"


def _failed(text: str) -> list[str]:
    headers = Headers.of(("From", DAEMON), ("To", "humas@kita.go.id"), ("Subject", "Undeliverable"))
    read = bounce.read(headers, "text/plain", (), subject="Undeliverable", text=text)
    assert read is not None
    return [one.address for one in read.recipients]


@pytest.mark.parametrize(
    "line",
    [
        "邮件无法送达：dewi@mitra.cn，原因：550 5.1.1",
        "メール（dewi@mitra.cn）は配信できませんでした。550 5.1.1",
        "受信者『dewi@mitra.cn』は存在しません。550 5.1.1",
        "收件人dewi@mitra.cn不存在 550 5.1.1",
        "dewi@mitra.cn님의 사서함을 찾을 수 없습니다. 550 5.1.1",
        "ไม่พบผู้รับdewi@mitra.cnในระบบ 550 5.1.1",
        "Surel ke “dewi@mitra.cn” tidak terkirim: 550 5.1.1",
        "Сообщение для «dewi@mitra.cn» не доставлено: 550 5.1.1",
        "Your mail from humas@kita.go.id could not be delivered to dewi@mitra.cn. 550 5.1.1",
        "Pesan Anda ditolak oleh dewi@mitra.cn. 550 5.7.1",
        "The message from panitia@kita.go.id to dewi@mitra.cn failed: 550 5.1.1",
        "Surat dari panitia@lain.go.id tidak dapat disampaikan kepada dewi@mitra.cn. 550 5.1.1",
    ],
)
def test_an_address_is_named_without_what_touches_it(line: str) -> None:
    assert _failed(f"\n{line}\n") == ["dewi@mitra.cn"]


def test_each_of_several_labelled_addresses_is_named() -> None:
    assert _failed("收件人：dewi@mitra.cn\n收件人：andi@lain.cn\n550 5.1.1") == ["dewi@mitra.cn", "andi@lain.cn"]


@pytest.mark.parametrize("address", ["用户@例子.cn", "dewī@mitra.cn", "用户dewi@mitra.cn", "дина@пример.рф"])
def test_an_address_of_another_alphabet_stays_whole_in_its_brackets(address: str) -> None:
    assert _failed(f"<{address}>: 550 5.1.1 User unknown") == [address]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab@.<> 人（）。くล", max_size=60))
def test_parting_adds_and_blanks_spaces_only(line: str) -> None:
    kept = "".join(one for one in line if one not in "（）。").replace(" ", "")
    assert parted(line).replace(" ", "") == kept
    assert line.isascii() <= (parted(line) == line)
