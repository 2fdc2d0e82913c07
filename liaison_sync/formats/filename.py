"""File names of attachments: whole, without a path, and with characters that deceive made visible."""

from __future__ import annotations

import unicodedata

MAX_NAME = 255
_DECEIVING = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_REFUSED = str.maketrans('<>:"/\\|?*', "-" * 9)
_JOINERS = "\u200c\u200d"  # needed to write Persian, Indic scripts and emoji


def filename(stated: str) -> str:
    """The last step of a stated path; control and bidi characters are shown as [U+202E], never obeyed."""
    name = stated.replace("\x00", "").strip()
    if "/" in name or "\\" in name:
        name = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].strip()
    if not name.isascii() or not name.isprintable():
        name = "".join(map(_shown, " ".join(name.splitlines())))
    name = unicodedata.normalize("NFC", name)
    return _shortened("" if name in (".", "..") else name)


def portable(title: str) -> str:
    """The name of a file we give out, from a title with its ending: without what Windows takes in no name."""
    return filename(title.replace(": ", " - ").translate(_REFUSED))


def _shown(char: str) -> str:
    if char in _JOINERS or unicodedata.category(char) not in _DECEIVING:
        return char
    return " " if char == "\t" else f"[U+{ord(char):04X}]"


def _shortened(name: str) -> str:
    if len(name) <= MAX_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if dot and len(extension) <= 10:
        return stem[: MAX_NAME - len(extension) - 1] + dot + extension
    return name[:MAX_NAME]
