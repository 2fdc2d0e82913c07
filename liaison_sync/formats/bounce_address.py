"""An address in a report's text among signs and scripts that ASCII rules do not part: "收件人（budi@qq.com）不存在"."""

from __future__ import annotations

import re
import unicodedata

# Scripts written without spaces between words: Thai to Lao, Burmese, Khmer, Han, kana, Hangul with its particles.
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f"
_DOMAIN = r"[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9][A-Za-z0-9-]{0,62}){1,10}"
# What stands in angle brackets is one address, whatever its script (RFC 6532): it comes first and stays whole.
_BEFORE = re.compile(rf"<[^<>\s]{{3,320}}>|(?<=[{_UNSPACED}])(?=[A-Za-z0-9_.+=%'&*!#$/{{}}|~^-]{{1,64}}@{_DOMAIN})")
_BEHIND = re.compile(rf"<[^<>\s]{{3,320}}>|@{_DOMAIN}(?=[{_UNSPACED}])")


def parted(line: str) -> str:
    """`line` with a space for each sign of no alphabet, and where an address with an ASCII domain touches other words.

    A local part or domain in letters of another alphabet stays as it is (RFC 6531 §3.3).
    """
    if line.isascii():
        return line
    line = "".join(map(_letter_or_space, line))
    return _BEHIND.sub(_spaced, _BEFORE.sub(_spaced, line)) if "@" in line else line


def _letter_or_space(character: str) -> str:
    return character if character.isascii() or unicodedata.category(character)[0] in "LMN" else " "


def _spaced(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith("<") else f"{match[0]} "
