"""Other writings of a message that mean the same by the standards; none where that is not certain."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.corpus.strict import Entity, NotStrict, read

_LEGACY = (
    "iso-8859-1", "windows-1252", "iso-8859-2", "iso-8859-15", "koi8-r", "windows-1251", "iso-8859-7", "windows-1256",
    "iso-8859-8", "tis-620", "shift_jis", "big5", "euc-kr", "gb18030",
)  # fmt: skip
_TEXTS = ("text/plain", "text/html")
_QP = re.compile(rb"(?:[ -<>-~\t]|=[0-9A-F]{2}|=?\r?\n)*=?\Z")


@dataclass(frozen=True)
class Twin:
    """`moved`: its parts have other numbers; `digests`: attachments keep their size and SHA-256."""

    name: str
    raw: bytes
    moved: bool = False
    digests: bool = True


def twins(raw: bytes) -> list[Twin]:
    """All twins of `raw` that provably keep its meaning."""
    try:
        read(raw)
    except NotStrict:
        return []
    made = []
    for name, make in _MAKERS:
        entity = read(raw)
        try:
            twin = make(entity)
        except (NotStrict, UnicodeError, LookupError, binascii.Error):
            continue
        if twin is not None and twin != raw:
            digests = name not in ("crlf", "lf") or _keeps_files(entity)
            made.append(Twin(name, twin, name == "wrapped", digests))
    return made


def _keeps_files(entity: Entity) -> bool:
    """Line ends within a base64 part do not count; in any other they belong to the file."""
    default = _TEXTS if any(one.type == "multipart/digest" for one in entity.all()) else ("", *_TEXTS)
    return all(_encoding(leaf) == "base64" or leaf.type in default for leaf in entity.leaves())


def _encoding(entity: Entity) -> str:
    return entity.value("content-transfer-encoding").lower()


def _texts(entity: Entity) -> Iterator[tuple[Entity, bytes]]:
    """Text parts nobody signed, with their decoded bytes, where those are certain."""
    signed = {id(leaf) for one in entity.all() if one.type == "multipart/signed" for leaf in one.leaves()}
    for leaf in entity.leaves():
        if id(leaf) in signed or leaf.type not in ("", *_TEXTS) or not leaf.separator:
            continue
        encoding = _encoding(leaf)
        if encoding in ("", "7bit", "8bit"):
            yield leaf, leaf.body
        elif encoding == "base64":
            yield leaf, base64.b64decode(leaf.body.translate(None, b"\r\n"), validate=True)
        elif encoding == "quoted-printable" and _QP.fullmatch(leaf.body) and not re.search(rb"[ \t]\r?\n", leaf.body):
            yield leaf, binascii.a2b_qp(re.sub(rb"=\r?\n", b"", leaf.body))


def _as_base64(entity: Entity) -> bytes:
    for leaf, data in list(_texts(entity)):
        _put_base64(leaf, data)
    return entity.write()


def _put_base64(leaf: Entity, data: bytes) -> None:
    coded = base64.b64encode(data)
    leaf.put("Content-Transfer-Encoding", "base64")
    leaf.body = leaf.eol.join(coded[at : at + 76] for at in range(0, len(coded), 76)) + leaf.eol


def _as_quoted_printable(entity: Entity) -> bytes:
    for leaf, data in list(_texts(entity)):
        leaf.put("Content-Transfer-Encoding", "quoted-printable")
        leaf.body = leaf.eol.join(_quoted_line(line, leaf.eol) for line in data.split(leaf.eol))
    return entity.write()


def _quoted_line(line: bytes, eol: bytes) -> bytes:
    coded = [bytes([one]) if (32 < one < 127 and one != 61) or one in b" \t" else b"=%02X" % one for one in line]
    if coded and coded[-1] in (b" ", b"\t"):
        coded[-1] = b"=%02X" % ord(coded[-1])
    if line.startswith((b"From ", b".", b"--")):
        coded[0] = b"=%02X" % line[0]
    rows = [b"".join(coded[at : at + 24]) for at in range(0, len(coded), 24)]
    return (b"=" + eol).join(rows)


def _in_utf8(entity: Entity) -> bytes | None:
    return _in_charset(entity, ("utf-8",))


def _in_legacy(entity: Entity) -> bytes | None:
    return _in_charset(entity, _LEGACY)


def _in_charset(entity: Entity, wanted: tuple[str, ...]) -> bytes | None:
    changed = False
    for leaf, data in list(_texts(entity)):
        if not leaf.type or leaf.value("content-disposition").lower().startswith("attachment"):
            continue
        if leaf.type == "text/html" and re.search(rb"charset|<\?xml", data, re.IGNORECASE):
            continue
        label = leaf.charset or "us-ascii"
        text = data.decode(label)
        if b"\x1b" in data or "\ufeff" in text or text.encode(label) != data or _is_mislabelled(data, label, text):
            continue
        if other := _other(text, label, wanted):
            _set_charset(leaf, other[0])
            _put_base64(leaf, other[1])
            changed = True
    return entity.write() if changed else None


def _is_mislabelled(data: bytes, label: str, text: str) -> bool:
    """Bytes that fit the label and yet were hardly meant by it."""
    if text.isascii() or label.startswith("utf"):
        return False
    return bool(re.search("[\x80-\x9f]", text)) or data.decode("utf-8", "ignore").encode() == data


def _other(text: str, label: str, wanted: tuple[str, ...]) -> tuple[str, bytes] | None:
    for name in wanted:
        try:
            data = text.encode(name)
            ambiguous = name != "utf-8" and not text.isascii() and data.decode("utf-8", "ignore").encode() == data
        except UnicodeError:
            continue
        if name != label and not ambiguous and data.decode(name) == text and "\ufffd" not in text:
            return name, data
    return None


def _set_charset(leaf: Entity, name: str) -> None:
    value = leaf.value("content-type")
    bare = re.sub(r";\s*charset=(?:\"[^\"]*\"|[^\s;]+)", "", value, count=1, flags=re.IGNORECASE)
    leaf.put("Content-Type", f"{bare}; charset={name}")


def _refolded(entity: Entity) -> bytes:
    for one in entity.all():
        one.fields = [_folded(re.sub(rb"\r?\n(?=[ \t])", b"", field), one.eol) for field in one.fields]
    return entity.write()


def _folded(field: bytes, eol: bytes) -> bytes:
    """A line break before the white space of every third word, never where nothing else would stand on a line."""
    name, _, value = field.partition(b":")
    words = re.findall(rb"[ \t]*[^ \t\r\n]+", value)
    lines = [b"".join(words[at : at + 3]) for at in range(0, len(words), 3)]
    if any(line[:1] not in b" \t" for line in lines):
        return field
    return name + b":" + eol.join(lines) + value[len(value.rstrip(b"\r\n")) :]


def _unfolded(entity: Entity) -> bytes:
    for one in entity.all():
        one.fields = [re.sub(rb"\r?\n(?=[ \t])", b"", field) for field in one.fields]
    return entity.write()


def _names_in_capitals(entity: Entity) -> bytes:
    for one in entity.all():
        one.fields = [field.partition(b":")[0].upper() + b":" + field.partition(b":")[2] for field in one.fields]
    return entity.write()


def _boundaries_renamed(entity: Entity) -> bytes | None:
    raw = entity.write()
    several = [one for one in entity.all() if one.boundary]
    for number, one in enumerate(several):
        new = f"=_kembar_{number}/{len(raw)}'"
        if new.encode() in raw:
            return None
        value = one.value("content-type")
        one.put(
            "Content-Type", re.sub(r"(;\s*boundary=)(\"[^\"]*\"|[^\s;]+)", rf'\1"{new}"', value, flags=re.IGNORECASE)
        )
        one.boundary = new
    return entity.write() if several else None


def _with_preamble(entity: Entity) -> bytes | None:
    """What stands before the first and behind the last delimiter is not shown (RFC 2046 §5.1.1)."""
    several = [one for one in entity.all() if one.boundary]
    for one in several:
        one.preamble = b"Ini pesan multi-bagian dalam format MIME." + one.eol + one.eol
        one.epilogue = one.eol + b"Akhir." + one.eol
    return entity.write() if several else None


def _wrapped(entity: Entity) -> bytes | None:
    boundary = "=_terbungkus"
    if boundary.encode() in entity.write() or entity.type.startswith("message/") or not entity.separator:
        return None
    content = [one for one in entity.fields if one.lower().startswith(b"content-")]
    rest = [one for one in entity.fields if one not in content and not one.lower().startswith(b"mime-version:")]
    inner = Entity(content, entity.eol, entity.content(), eol=entity.eol)
    outer = Entity(rest, entity.eol, boundary=boundary, parts=[inner], epilogue=entity.eol, eol=entity.eol)
    outer.put("MIME-Version", "1.0")
    outer.put("Content-Type", f'multipart/mixed; boundary="{boundary}"')
    return outer.write()


def _crlf(entity: Entity) -> bytes | None:
    raw = entity.write()
    return raw.replace(b"\n", b"\r\n") if b"\r" not in raw else None


def _lf(entity: Entity) -> bytes | None:
    lines = entity.write().replace(b"\r\n", b"\n")
    return None if b"\r" in lines or not _keeps_binary(entity) else lines


def _keeps_binary(entity: Entity) -> bool:
    return all(_encoding(leaf) != "binary" for leaf in entity.leaves())


_MAKERS: tuple[tuple[str, Callable[[Entity], bytes | None]], ...] = (
    ("base64", _as_base64),
    ("quoted-printable", _as_quoted_printable),
    ("utf-8", _in_utf8),
    ("legacy-charset", _in_legacy),
    ("refolded", _refolded),
    ("unfolded", _unfolded),
    ("capitals", _names_in_capitals),
    ("boundaries", _boundaries_renamed),
    ("preamble", _with_preamble),
    ("wrapped", _wrapped),
    ("crlf", _crlf),
    ("lf", _lf),
)
NAMES = tuple(name for name, _ in _MAKERS)
