from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats.render import Letter, TemplateRefused, TooMuch, ValueMissing, check, names_of, render
from tests.yardstick import within


@dataclass(frozen=True)
class Item:
    text: str
    owner: str | None = "Ayu"


@dataclass(frozen=True)
class Model:
    name: str = "Rina"
    items: tuple[Item, ...] = (Item("Kirim data"),)


def letter(body: str, subject: str = "Halo {{ name }}") -> str:
    return f"Subject: {subject}\n\n{body}"


LOOP = "{% for i in items %}\n- {{ i.text }} ({{ i.owner }})\n{% endfor %}"


def test_a_letter_has_one_subject_line_and_a_body() -> None:
    found = render(letter("Yth. {{ name }},\n\n" + LOOP + "\n\nHormat kami"), {"name": "Rina", "items": Model().items})
    assert found == Letter("Halo Rina", "Yth. Rina,\n\n- Kirim data (Ayu)\n\nHormat kami\n")


def test_a_value_is_data_and_never_template_source() -> None:
    assert render(letter("{{ name }}"), {"name": "{{ 7 * 7 }}{% for"}).text == "{{ 7 * 7 }}{% for\n"


def test_a_value_cannot_make_a_second_line_of_subject() -> None:
    found = render(letter("isi"), {"name": "a\r\nBcc: x@y\n\nbody"})
    assert found.subject == "Halo a Bcc: x@y body"
    assert found.text == "isi\n"


def test_a_missing_value_is_named_and_none_is_missing() -> None:
    for values in ({}, {"name": None}):
        with pytest.raises(ValueMissing) as caught:
            render(letter("isi"), values)
        assert caught.value.name == "name"
    with pytest.raises(ValueMissing) as caught:
        render(letter(LOOP, "x"), {"items": (Item("a", None),)})
    assert caught.value.name == "owner"


def test_the_linter_names_every_unknown_variable_and_its_line() -> None:
    known = names_of(Model())
    assert known == {"name", "items", "items.text", "items.owner"}
    assert check(letter("{{ name }}\n" + LOOP), known) == []
    bad = check(letter("{{ nama }}\n\n{% for i in items %}{{ i.due }}{{ loop.index }}{% endfor %}{{ i.text }}"), known)
    assert [(p.key, p.line, p.detail) for p in bad] == [
        ("unknown_name", 3, "nama"),
        ("unknown_name", 5, "items.due"),
        ("unknown_name", 5, "i.text"),
    ]
    assert [p.key for p in check("Yth. Rina", known)] == ["no_subject"]
    assert [p.key for p in check(letter("{% if %}"), known)] == ["syntax"]


ATTACKS = [
    "{{ 'a' * 10**9 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '{:>1000000000}'.format(1) }}",
    "{{ 'a'.ljust(1000000000) }}",
    "{% for i in range(1000000000) %}x{% endfor %}",
    "{{ ''.__class__.__mro__ }}",
    "{{ name.__class__ }}",
    "{{ name._x }}",
    "{{ _budget.steps }}",
    "{{ [1, 2] }}",
    "{{ {'a': 1} }}",
    "{{ name[0] }}",
    "{{ name ~ name }}",
    "{% set x = 1 %}",
    "{% macro m() %}{% endmacro %}",
    "{% include '/etc/passwd' %}",
    "{% extends 'x' %}",
    "{% import 'x' as y %}",
    "{{ self }}{{ self.x() }}",
    "{{ lipsum() }}",
    "{{ name|attr('x') }}",
    "{{ name|center(1000000000) }}",
    "{{ name|replace('a', 'b') }}",
    "{{ name|default(name) }}",
    "{{ 'a' in name }}",
    "{{ name is mapping }}",
    "{{ items|map('upper')|join }}",
    "{% for i in items recursive %}{{ loop(items) }}{% endfor %}",
    "{% for a in items %}{% for b in items %}{% for c in items %}x{% endfor %}{% endfor %}{% endfor %}",
    "{% block x %}{% endblock %}",
    "{{ (" * 2000 + "1" + ") }}" * 2000,
    "{{ name" + "|upper" * 3000 + " }}",
    "x" * 70_000,
    "{% raw %}{{ name }}",
]


@pytest.mark.parametrize("body", ATTACKS)
def test_attacks_are_refused_at_once(body: str) -> None:
    assert within(1, lambda: _refused(letter(body), {"name": "Rina", "items": Model().items}))
    assert within(1, lambda: check(letter(body), names_of(Model())))


@pytest.mark.parametrize(
    "body",
    [
        "{% for a in items %}{% for b in items %}{% endfor %}{% endfor %}" * 20,
        "{% for a in items %}{% for b in items %}{% if a.text|upper == b.text %}{% endif %}{% endfor %}{% endfor %}",
        "{% for a in items %}{% for b in items %}{{ a.text }}{% endfor %}{% endfor %}",
        "{{ items|join('" + "x" * 60_000 + "') }}",
    ],
)
def test_a_letter_that_would_take_for_ever_ends_soon(body: str) -> None:
    assert within(2, lambda: _refused(letter(body, "x"), {"items": tuple(Item("y" * 60_000) for _ in range(2000))}))


def _refused(template: str, values: dict[str, object]) -> bool:
    with pytest.raises((TooMuch, TemplateRefused, ValueMissing)):
        render(template, values)
    return True


def test_lists_and_records_are_not_printed() -> None:
    for body in ("{{ items }}", "{% for i in items %}{{ i }}{% endfor %}"):
        with pytest.raises(TemplateRefused):
            render(letter(body, "x"), {"items": Model().items})
    with pytest.raises(TypeError):
        render(letter("x", "x"), {"thing": object()})


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60))
def test_any_text_as_a_template_is_judged_and_never_crashes(text: str) -> None:
    check(text, frozenset())
    check(letter(text, text or "x"), frozenset({"name"}))
