"""What people can read of a text, in letters, papers and sheets alike."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from liaison_sync.formats.printable import printable


def test_every_line_end_is_one_and_what_nobody_sees_is_left_out() -> None:
    assert printable("satu\r\ndua\rtiga\u2028empat\x85lima") == "satu\ndua\ntiga\nempat\nlima"
    assert printable("a\x00b\x1b\x9fc\ud800d") == "abcd"


def test_a_tab_is_a_blank_where_a_font_draws_it_and_stays_in_letters() -> None:
    assert printable("a\tb") == "a b"
    assert printable("a\tb", tab="\t") == "a\tb"


@given(st.text(max_size=60))
def test_what_is_readable_once_stays_as_it_is(text: str) -> None:
    assert printable(printable(text)) == printable(text)
