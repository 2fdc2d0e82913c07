"""Links found, trimmed, unwrapped."""

from __future__ import annotations

import pytest

from liaison_sync.formats import links


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lihat https://contoh.id/a, lalu https://contoh.id/a.", ("https://contoh.id/a",)),
        ("(https://id.wikipedia.org/wiki/A_(b)).", ("https://id.wikipedia.org/wiki/A_(b)",)),
        ("<https://contoh.id/?a=1&b=2>", ("https://contoh.id/?a=1&b=2",)),
        ("www.contoh.go.id/berita!", ("http://www.contoh.go.id/berita",)),
        (
            "https://apc01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fcontoh.id%2Fa%3Fb%3D1&data=05&reserved=0",
            ("https://contoh.id/a?b=1",),
        ),
        ("https://www.google.com/url?q=https://contoh.id/&sa=D", ("https://contoh.id/",)),
        ("https://urldefense.proofpoint.com/v2/url?u=https-3A__contoh.id_a-5Fb&d=x", ("https://contoh.id/a_b",)),
        ("https://urldefense.com/v3/__https://contoh.id/a*b__;Kw!!x$", ("https://contoh.id/a+b",)),
        ("budi@contoh.id", ()),
    ],
)
def test_links_of_a_text(text: str, found: tuple[str, ...]) -> None:
    assert links.find(text) == found


def test_links_of_html_follow_those_of_the_text() -> None:
    html = '<a href="https://b.id/?x=1&amp;y=2">b</a> <a href="mailto:a@b.id">a</a>'
    assert links.find("https://a.id/", html) == ("https://a.id/", "https://b.id/?x=1&y=2")


@pytest.mark.parametrize(
    "link",
    [
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0?context=%7b%7d",
        "https://us02web.zoom.us/j/123456789?pwd=abc",
        "https://meet.google.com/abc-defg-hij",
        "https://contoh.webex.com/contoh/j.php?MTID=m1",
    ],
)
def test_the_link_that_joins_a_meeting(link: str) -> None:
    assert links.join_link(f"Bantuan: https://support.zoom.us/hc\nGabung: {link}.") == link


def test_other_links_join_nothing() -> None:
    assert links.join_link("https://zoom.us/ https://notzoom.us.example/j/1 https://contoh.id/j/1") is None
