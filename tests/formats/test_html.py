from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats.html import safe, to_text
from tests.yardstick import within


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Satu</p><p>Dua</p>", "Satu\n\nDua"),
        ("Satu<br>Dua<br/>Tiga", "Satu\nDua\nTiga"),
        ("<div>Satu</div><div>Dua</div>", "Satu\nDua"),
        ("<div>Satu</div><div><br></div><div>Dua</div>", "Satu\n\nDua"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c"),
        ("<ol start=3><li>a<li>b</ol>", "3. a\n4. b"),
        ("<ol><li>a<li value=7>b<li>c</ol>", "1. a\n7. b\n8. c"),
        ('<ol type="a" start=2><li>a<li>b</ol>', "b. a\nc. b"),
        ('<ol type="A" start="27"><li>a</ol>', "AA. a"),
        ("<ol type=i start=4><li>a<li>b<ol><li>c</ol></ol>", "iv. a\nv. b\n  1. c"),
        ('<ol style="margin-top:0; list-style-type: upper-roman"><li>a<li>b</ol>', "I. a\nII. b"),
        ('<ol type="square" start="-3"><li value="x">a</ol>', "1. a"),
        (
            "<table><tr><td>Hari</td><td>Senin</td></tr><tr><th>Pukul</th><td>10.00</td></tr></table>",
            "Hari\tSenin\nPukul\t10.00",
        ),
        ('<a href="https://a.example/x?y=1&amp;z=2">Zoom</a>', "Zoom <https://a.example/x?y=1&z=2>"),
        ('<a href="https://a.example/x">https://a.example/x</a>', "https://a.example/x"),
        ('<a href="mailto:b@m.example?subject=x">Budi</a>', "Budi <b@m.example>"),
        ('<a href="mailto:b@m.example">b@m.example</a>', "b@m.example"),
        ('<a href="javascript:alert(1)">klik</a>', "klik"),
        ("<p>Kata</p><blockquote><p>lama</p></blockquote>", "Kata\n\n> lama"),
        ("a&nbsp;b &amp; c &lt;d&gt; &eacute;", "a b & c <d> é"),
        ("<style>p{color:red}</style><script>x()</script><title>t</title>isi", "isi"),
        ('<div style="display:none">pratinjau<div>dalam</div></div>isi', "isi"),
        ("<!-- komentar <b>x</b> -->isi<!DOCTYPE html><![if !mso]>lagi", "isilagi"),
        ("<pre>a  b\n  c</pre>", "a  b\n  c"),
        ("3 < 4 dan 5 > 2", "3 < 4 dan 5 > 2"),
        ('<p title="a > b">isi</p>', "isi"),
        ("<p>tidak ditutup <b>tebal", "tidak ditutup tebal"),
        ("<head><meta charset=utf-8><body>isi", "isi"),
        ("&#" + "9" * 6_000 + ";", "&#" + "9" * 6_000 + ";"),
        ("", ""),
    ],
)
def test_html_reads_as_a_person_would_read_it(html: str, words: str) -> None:
    assert to_text(html) == words


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><a href='https://a.example'>x</a></svg>",
        "<math><mi href='javascript:alert(1)'>x</mi></math>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='java\tscript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<img src='https://pelacak.example/a.gif'>",
        "<img srcset='https://pelacak.example/a.gif 2x'>",
        "<div style='background:url(https://pelacak.example/a)'>x</div>",
        "<table background='https://pelacak.example/a'><tr><td>x</table>",
        "<link rel=stylesheet href='https://pelacak.example/a.css'>",
        "<style>@import 'https://pelacak.example/a.css';</style>",
        "<iframe src='https://pelacak.example/'></iframe>",
        "<form action='https://pelacak.example/'><input name=a></form>",
        "<base href='https://pelacak.example/'><a href='/x'>x</a>",
        "<meta http-equiv=refresh content='0;url=https://pelacak.example/'>",
        "<video poster='https://pelacak.example/a'></video>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<div>" * 2_000 + "<script>alert(1)</script><img src='https://pelacak.example/a'>",
    ],
)
def test_nothing_active_and_nothing_remote_is_left(hostile: str) -> None:
    shown = safe(f"<p>awal</p>{hostile}<p>akhir</p>").lower()
    for sign in (
        "alert(1)",
        "javascript",
        "pelacak",
        "onerror",
        "<svg",
        "<math",
        "<style",
        "<form",
        "<base",
        "style=",
        "data:text",
    ):
        assert sign not in shown


def test_what_a_reader_needs_stays() -> None:
    html = '<p>Halo <b>semua</b></p><a href="https://a.example/">x</a><img src="data:image/png;base64,cG5n" alt="logo">'
    shown = safe(html)
    assert "<b>semua</b>" in shown
    assert 'href="https://a.example/"' in shown
    assert 'src="data:image/png;base64,cG5n"' in shown
    assert "noreferrer" in shown


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>",
        "<b>",
        "<a href=x>",
        "<",
        "<!--",
        "<style>",
        '<a x="',
        "&",
        "<td>a",
        "<blockquote>",
        "<a =",
        "</p>",
        "<p style='display:none'>",
    ],
)
def test_no_crafted_html_takes_long(bomb: str) -> None:
    within(1, lambda: to_text(bomb * 40_000))
    within(1, lambda: safe(bomb * 10_000))


def test_what_nests_deeper_than_any_person_writes_is_shown_as_its_text() -> None:
    assert within(2, lambda: safe("<div>" * 30_000 + "isi <b>tebal</b>")) == "<pre>isi tebal</pre>"


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<a href='https://x'>",
                "</a>",
                "<ul>",
                "<li>",
                "<",
                ">",
                "&",
                "x",
                "<!--",
                "<pre>",
                "<td>",
                "</ol>",
                "\n",
                "<style>",
                "</blockquote>",
            ]
        ),
        max_size=25,
    ).map("".join)
)
def test_no_text_makes_it_fail(html: str) -> None:
    to_text(html)
    assert "<script" not in safe(html)
