"""No text of a stranger turns the words of ours that stand beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_sync.formats.bidi import contained
from tests.yardstick import within

LRE, RLE, PDF, LRO, RLO = "\u202a", "\u202b", "\u202c", "\u202d", "\u202e"
RLI, FSI, PDI = "\u2067", "\u2068", "\u2069"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Undangan rapat", "Undangan rapat"),
        ("דוח שבועי", "דוח שבועי"),
        (f"Bank {RLO}irdnam{PDF} Mandiri", "Bank [U+202E]irdnam Mandiri"),
        (f"{LRO}a", "[U+202D]a"),
        (f"{RLE}דוח", f"{RLE}דוח{PDF}"),
        (f"{RLI}{LRE}a{PDI}b", f"{RLI}{LRE}a{PDF}{PDI}b"),
        (f"a{PDI}{PDF}b", "ab"),
        (f"{RLI}a{PDF}b", f"{RLI}ab{PDI}"),
        (f"{RLE}a\nb", f"{RLE}a{PDF}\nb"),
        (f"{FSI}a{PDI}", f"{FSI}a{PDI}"),
    ],
)
def test_overrides_are_shown_and_what_is_open_is_closed(text: str, shown: str) -> None:
    assert contained(text) == shown


@given(st.text(alphabet=f"ab\n{LRE}{RLE}{PDF}{LRO}{RLO}{RLI}{FSI}{PDI}"))
def test_after_any_text_the_direction_is_what_it_was_before(text: str) -> None:
    for line in contained(text).split("\n"):
        stack: list[str] = []
        for char in line:
            if char in (LRE, RLE, RLI, FSI):
                stack.append(PDF if char in (LRE, RLE) else PDI)
            elif char in (PDF, PDI):
                assert stack.pop() == char
        assert stack == []
    assert contained(contained(text)) == contained(text)
    assert not {LRO, RLO} & set(contained(text))


def test_a_text_made_to_cost_costs_nothing_much() -> None:
    text = (RLE * 50_000) + (RLI * 50_000) + (PDF * 50_000) + (PDI * 50_000)
    within(0.5, lambda: contained(text))
