"""Random edits of known messages: cut, doubled, spliced, and salted with what parsers stumble over."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

_TESTS = Path(__file__).parent.parent
_MOST = 40_000  # bytes of a seed; what grows is grown by `repeated`
TOKENS = (
    b"=?utf-8?b?", b"=?iso-2022-jp?Q?", b"?=", b"=?utf-8?q?=41?= ", b"--", b"--b\r\n", b"--b--\r\n", b"\r\n\r\n",
    b"\r\r\n", b"\r", b"\n", b"\x00", b'"', b"\\", b"(", b")", b"<", b">", b",", b";", b":", b"@", b"a@b.c", b"=",
    b"==", b"Content-Type: multipart/mixed; boundary=b\r\n\r\n", b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Type: text/html\r\n\r\n", b"Content-Type: multipart/digest; boundary=b\r\n\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: quoted-printable\r\n",
    b"Content-Type: text/plain; charset=utf-7\r\n\r\n", b"Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\n",
    b"Content-Disposition: attachment; filename*0*=utf-8''a; filename*1=b\r\n", b"begin 644 a.txt\r\n", b"`\r\nend\r\n",
    b"M" + b"A" * 60 + b"\r\n", b"> ", b">", b"On Mon, X wrote:\r\n", b"Pada tanggal 1 menulis:\r\n",
    b"From: a@b.c\r\n", b"-----Original Message-----\r\n", b"Final-Recipient: rfc822; a@b.c\r\n", b"Status: 5.1.1\r\n",
    b"Action: failed\r\n",
    b"<blockquote>", b"</blockquote>", b"<table>", b"<td>", b"<p", b"<!--", b"<a href=\"", b"&#", b"&amp;", b"<style>",
    b"\xef\xbb\xbf", b"\xff\xfe", b"\x1b$B", b"\x1b(B", b"\xe2\x80\xae", b"\xf0\x9f\x98\x80", b"+AGE-", b"~{", b"\xa0",
    b"Nomor: B-1/X/2026\r\n", b"Senin, 23 November 2026 pukul 10.00 WIB\r\n", b"https://a.example/", b"23/11/2026 ",
    b"-- \r\n", b"Date: Mon, 23 Nov 2026 10:00:00 +0700\r\n", b"References: <a@b> <c@d>\r\n", b"BEGIN:VCALENDAR\r\n",
    b"\x78\x9f\x3e\x22", b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"\x02\x90", b"LZFu", b"{\\rtf1\\ansi", b"\\par ",
)  # fmt: skip


class Edited(bytes):
    """Bytes that print short."""

    def __repr__(self) -> str:
        return f"{len(self)} edited bytes"


def seeds() -> list[bytes]:
    """The corpus, and the texts of bounces."""
    files = sorted(_TESTS.glob("corpus/*/*.eml")) + sorted(_TESTS.glob("formats/bounces/*.txt"))
    return [file.read_bytes()[:_MOST] for file in files]


_PIECE = st.sampled_from(TOKENS) | st.binary(max_size=8)
_REPEATED = st.tuples(_PIECE, st.sampled_from((2, 50, 3_000, 20_000))).map(lambda two: (two[0] * two[1])[:100_000])
_EDIT = st.tuples(
    st.sampled_from(("insert", "insert", "cut", "double", "replace", "end", "repeat", "splice")),
    st.integers(0, 2**20),
    st.integers(0, 400),
    _PIECE,
)


def edited(seeds: list[bytes]) -> st.SearchStrategy[bytes]:
    """A seed after up to twelve edits."""
    return st.builds(
        _apply, st.sampled_from(seeds), st.lists(_EDIT, min_size=1, max_size=12), _REPEATED, st.sampled_from(seeds)
    )


def _apply(seed: bytes, edits: list[tuple[str, int, int, bytes]], repeated: bytes, other: bytes) -> bytes:
    data = seed
    for kind, where, size, piece in edits:
        at = where % (len(data) + 1)
        if kind == "insert":
            data = data[:at] + piece + data[at:]
        elif kind == "cut":
            data = data[:at] + data[at + size :]
        elif kind == "double":
            data = data[:at] + data[at : at + size] * 2 + data[at + size :]
        elif kind == "replace":
            data = data[:at] + piece + data[at + len(piece) :]
        elif kind == "end":
            data = data[:at]
        elif kind == "repeat" and len(data) < 150_000:
            data = data[:at] + repeated + data[at:]
        elif kind == "splice":
            data = data[:at] + other[where % (len(other) + 1) :]
    return Edited(data[:250_000])
