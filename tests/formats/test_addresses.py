from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats import addresses as module
from liaison_sync.formats.addresses import addresses, read
from tests.yardstick import within


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("budi@mitra.example", [("", "budi@mitra.example")]),
        ("Budi Santoso <budi@Mitra.Example>", [("Budi Santoso", "budi@mitra.example")]),
        ('"Santoso, Budi" <budi@m.example>', [("Santoso, Budi", "budi@m.example")]),
        ("Santoso, Budi <budi@m.example>", [("Santoso, Budi", "budi@m.example")]),
        ("a@b.example, c@d.example", [("", "a@b.example"), ("", "c@d.example")]),
        ("a@b.example; c@d.example", [("", "a@b.example"), ("", "c@d.example")]),
        (
            "Humas: a@b.example, C <c@d.example>;, e@f.example",
            [("", "a@b.example"), ("C", "c@d.example"), ("", "e@f.example")],
        ),
        ("undisclosed-recipients:;", []),
        ("", []),
        ("budi@m.example (Budi (Humas) Santoso)", [("Budi (Humas) Santoso", "budi@m.example")]),
        ('"ketua@partai.example" <penipu@jauh.example>', [("ketua@partai.example", "penipu@jauh.example")]),
        ("ketua@partai.example <penipu@jauh.example>", [("ketua@partai.example", "penipu@jauh.example")]),
        ("A <satu@x.example> <dua@y.example>", [("A satu@x.example", "dua@y.example")]),
        ("=?utf-8?Q?S=2C_Budi?= <b@m.example>", [("S, Budi", "b@m.example")]),
        ('"=?utf-8?Q?Budi_=C3=A9?=" <b@m.example>', [("Budi é", "b@m.example")]),
        ("=?utf-8?Q?Budi_=3Cb=40m.example=3E?=", [("Budi", "b@m.example")]),
        ("<@relay.example:b@m.example>", [("", "b@m.example")]),
        ('"dua kata"@m.example', [("", '"dua kata"@m.example')]),
        ('Budi "Bud" S <b@m.example>', [("Budi Bud S", "b@m.example")]),
        ('"Budi \\"Bud\\" S" <b@m.example>', [('Budi "Bud" S', "b@m.example")]),
        ('"Budi <b@m.example>', [("Budi", "b@m.example")]),
        ("Budi <b@m.example", [("Budi", "b@m.example")]),
        ("Budi (Humas <b@m.example>", [("Budi (Humas", "b@m.example")]),
        ("budi@münchen.example", [("", "budi@münchen.example")]),
        ("Budi", [("Budi", "")]),
        ("<>", []),
        ("Re: Budi <b@m.example>", [("Re: Budi", "b@m.example")]),
        ("<<b@m.example>>", [("", "b@m.example")]),
        ("mailto:b@m.example", [("", "b@m.example")]),
        ("Budi (b@m.example)", [("Budi", "b@m.example")]),
        (
            "Dr. Budi, S.H. <b@m.example>, Ani <a@m.example>",
            [("Dr. Budi, S.H.", "b@m.example"), ("Ani", "a@m.example")],
        ),
        ("b@[192.0.2.1]", [("", "b@[192.0.2.1]")]),
        ("Budi <b@m.example> Rini <r@m.example>", [("Budi", "b@m.example"), ("Rini", "r@m.example")]),
        ("root, b@m.example", [("root", ""), ("", "b@m.example")]),
        ("root, b@m.example (Budi)", [("root", ""), ("Budi", "b@m.example")]),
        ("Doe, John john@m.example", [("Doe, John", "john@m.example")]),
        ("Budi [mailto:b@m.example]", [("Budi", "b@m.example")]),
        ("Budi [mailto:b@m.example]; R [mailto:r@m.example]", [("Budi", "b@m.example"), ("R", "r@m.example")]),
        ("Humas: b@m.example, r@m.example", [("", "b@m.example"), ("", "r@m.example")]),
        ("Budi Santoso/JKT/KITA@KITA", [("Budi Santoso/JKT/KITA@KITA", "")]),
        ("CN=Budi Santoso/OU=JKT/O=KITA@KITA", [("CN=Budi Santoso/OU=JKT/O=KITA@KITA", "")]),
        ("/G=Budi/S=Santoso/@m.example", [("", "/G=Budi/S=Santoso/@m.example")]),
    ],
)
def test_address_lists_are_read_as_meant(sent: str, meant: list[tuple[str, str]]) -> None:
    assert [(one.name, one.address) for one in addresses(sent)] == meant


def test_a_list_with_a_comma_or_a_group_end_missing_is_told() -> None:
    for broken in (
        "Budi <b@m.example> Rini <r@m.example>",
        "b@m.example r@m.example",
        "Humas: b@m.example, r@m.example",
    ):
        assert read(broken)[1]
    for whole in (
        "B <b@m.example>, r@m.example",
        "Humas: b@m.example;",
        "A <b@m.example> (x), mailto:b@m.example",
        "a",
    ):
        assert not read(whole)[1]


def test_thousands_of_recipients_stop_at_the_limit() -> None:
    many = ", ".join(f"Orang {number} <o{number}@m.example>" for number in range(5_000))
    assert len(addresses(many)) == 2_000


@pytest.mark.parametrize(
    "bomb", ['a"', "(", "<", '"', "<a@b", ",", "a,", ":;", "\\", '""', "((a)", "a@", "a /b", "a@b <a@b>"]
)
def test_no_crafted_list_takes_long(bomb: str) -> None:
    within(1, lambda: addresses(bomb * 20_000))


@settings(max_examples=200)
@given(st.text(max_size=80) | st.text(alphabet='ab@<>,;:"() \\.=?', max_size=60))
def test_no_text_makes_it_fail_and_every_address_has_an_at(words: str) -> None:
    for one in addresses(words):
        assert one.address == "" or ("@" in one.address and not one.address.endswith("@"))


@settings(max_examples=80)
@given(
    st.lists(
        st.tuples(
            st.text(alphabet='abc ,.@<"', max_size=12), st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.example", fullmatch=True)
        ),
        max_size=5,
    )
)
def test_what_the_standard_library_formats_is_read_back(people: list[tuple[str, str]]) -> None:
    from email.utils import formataddr

    sent = ", ".join(formataddr(person) for person in people)
    assert [one.address for one in addresses(sent)] == [address for _, address in people]


_TOKENS = [
    "Budi",
    " ",
    "  ",
    '"',
    "<",
    ">",
    ",",
    "@",
    "a@b.example",
    "<a@b.example>",
    "A.",
    "(x)",
    ":",
    "é",
    "a..b@c.d",
    "\t",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_TOKENS), min_size=1, max_size=8).map("".join))
def test_the_quick_way_for_usual_lists_says_what_the_long_one_says(text: str) -> None:
    quick = module._as_usual(text, 2_000)
    assert not quick or quick == tuple(module._mailboxes(text, 2_000, set()))
