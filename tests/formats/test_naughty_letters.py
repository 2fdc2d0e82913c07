"""Whatever partners write into any value of any letter, the letter on the wire has exactly our headers."""

from __future__ import annotations

import dataclasses
import tracemalloc
from datetime import UTC, datetime
from typing import Any

import pytest

from liaison_sync.domain.message import Address
from liaison_sync.formats.compose import freeze
from liaison_sync.formats.letter_files import NoTemplate, Template, changes, every, find, problems, sample
from liaison_sync.formats.letter_samples import NAMES, everything, samples
from liaison_sync.formats.letter_values import values_of
from liaison_sync.formats.letters_html import page
from liaison_sync.formats.render import Letter, TemplateRefused, TooMuch, ValueMissing, render
from tests.formats.naughty import NAUGHTY
from tests.formats.test_render import ATTACKS, letter

LETTERS = [(name, language) for name in NAMES for language in ("id", "en")]
EXPECTED = ["From", "To", "Subject", "Date", "Message-ID", "Content-Language", "X-Liaison-Id", "X-Liaison-Template",
            "MIME-Version", "Content-Type"]  # fmt: skip


def filled(value: Any, text: str) -> Any:
    """The view model with `text` in every value that is text, however deep."""
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(filled(one, text) for one in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(
            value, **{f.name: filled(getattr(value, f.name), text) for f in dataclasses.fields(value)}
        )
    return value


def wire(said: Letter, template: Template, leave: tuple[str, ...] = ()) -> bytes:
    return freeze(
        said,
        from_=Address("Humas Kita", "humas@kita.or.id"),
        to=[Address("Rina", "rina@kementerian.go.id")],
        message_id="fu-1@kita.or.id",
        date=datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
        automatic=False,
        liaison_id="fu-1",
        html=page(said, language=template.language),
        language=template.language,
        template=template.name,
        list_unsubscribe=leave,
    )


def fields(raw: bytes) -> list[str]:
    """The names of the header fields, by RFC 5322 §2.2 and nothing else."""
    head, _, _ = raw.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line or b"\0" in line for line in lines)
    return [line.partition(b":")[0].decode() for line in lines if not line.startswith((b" ", b"\t"))]


def holds(trigger: str, language: str, text: str) -> None:
    template = find(trigger, language)
    try:
        said = render(template.text, values_of(filled(everything(language)[trigger], text)))
    except TooMuch:
        return
    raw = wire(said, template)
    assert fields(raw) == EXPECTED, (trigger, language, text[:80])
    assert len(raw.split(b"\r\n")) == len(raw.split(b"\n")) == len(raw.replace(b"\r\n", b"\n").split(b"\n"))


def test_there_are_more_than_five_hundred_of_them() -> None:
    assert len(NAUGHTY) > 500


@pytest.mark.parametrize("n", range(len(LETTERS)))
def test_each_text_in_every_value_of_a_letter_leaves_our_headers_alone(n: int) -> None:
    for text in NAUGHTY[n :: len(LETTERS)]:
        holds(*LETTERS[n], text)


@pytest.mark.nightly
@pytest.mark.parametrize(("trigger", "language"), LETTERS)
def test_every_text_in_every_value_of_every_letter_leaves_our_headers_alone(trigger: str, language: str) -> None:
    for text in NAUGHTY:
        holds(trigger, language, text)


def test_no_text_in_an_address_to_leave_by_becomes_a_header() -> None:
    template = find("feedback_request", "id")
    said, at = sample(template), EXPECTED.index("MIME-Version")
    expected = [*EXPECTED[:at], "List-Unsubscribe", "List-Unsubscribe-Post", *EXPECTED[at:]]
    for text in NAUGHTY:
        try:
            raw = wire(said, template, (f"https://kita.or.id/{text}", f"mailto:humas@kita.or.id?subject={text}"))
        except ValueError:  # refused whole: the letter is held
            continue
        assert fields(raw) == expected, text[:80]


def test_a_value_is_never_read_as_a_template() -> None:
    said = render(find("no_reply", "id").text, values_of(filled(samples("id")["no_reply"], "{{ 7 * 7 }}")))
    assert "{{ 7 * 7 }}" in said.text
    assert "49" not in said.text


def test_no_attack_of_a_template_takes_much_memory() -> None:
    tracemalloc.start()
    try:
        for body in ATTACKS:
            with pytest.raises((TooMuch, TemplateRefused, ValueMissing)):
                render(letter(body), {"name": "Rina", "items": ()})
        assert tracemalloc.get_traced_memory()[1] < 64 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_letter_of_ones_own_is_compared_with_the_shipped_one_and_has_a_version_of_its_own(tmp_path: Any) -> None:
    assert all(changes(one) == "" for one in every())
    own = tmp_path / "letters/no_reply/id.txt"
    own.parent.mkdir(parents=True)
    own.write_text(find("no_reply", "id").text + "\nP.S. Salam.", "utf-8")
    found = find("no_reply", "id", tmp_path)
    assert "+P.S. Salam.\n" in changes(found)
    assert found.name != find("no_reply", "id").name
    assert sample(found).text.endswith("P.S. Salam.\n")


@pytest.mark.parametrize("filler", ["kata ", "kata – "])
def test_a_letter_of_ones_own_that_is_too_long_is_refused_and_never_cut_off(tmp_path: Any, filler: str) -> None:
    own = tmp_path / "letters/no_reply/id.txt"
    own.parent.mkdir(parents=True)
    own.write_text("Subject: Uji\n\n{{ salutation }},\n" + filler * 20_000, "utf-8")
    assert [(path.name, one.key) for path, one in problems(tmp_path)] == [("id.txt", "no_template")]
    with pytest.raises(NoTemplate):
        find("no_reply", "id", tmp_path)
