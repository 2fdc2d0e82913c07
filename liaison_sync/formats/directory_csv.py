"""People as a sheet: CSV as Excel and others write it (comma, semicolon or tab; BOM; cp1252), headers in id and en."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO

from liaison_sync.domain.partner import Contact
from liaison_sync.formats.directory_rows import FLAGS, Rows
from liaison_sync.formats.wording import LANGUAGES, say

MAX_OCTETS = 64 << 20
MAX_ROWS = 200_000
COLUMNS = (
    *("name", "address", "organisation", "title", "phone", "kind", "language", "salutation", "since", "until", "note"),
    *FLAGS,
    *("partner", "person"),
)
# Beside our own headings: what other programs call these columns.
_OTHERS = {
    "name": "nama|nama lengkap|full name|display name|contact name|nama kontak|nama narahubung",
    "address": "email|e-mail|surel|alamat surel|alamat email|email address|e-mail address|e-mail 1 - value|mail",
    "organisation": "organisation|organization|company|instansi|lembaga|perusahaan|organisasi|nama instansi|"
    "organization name|organization 1 - name|mitra|partner",
    "title": "title|job title|jabatan|position|posisi|organization title|organization 1 - title",
    "phone": "phone|telepon|telp|telpon|no hp|no. hp|hp|ponsel|mobile|mobile phone|business phone|phone 1 - value|"
    "nomor telepon|nomor hp|wa|whatsapp|no wa",
    "kind": "kind|type|jenis",
    "language": "language|bahasa|bahasa surat",
    "salutation": "salutation|sapaan",
    "since": "since|sejak|mulai",
    "until": "until|sampai|hingga|berakhir",
    "note": "note|notes|catatan|keterangan",
    "partner": "partner id|id mitra|kode mitra",
    "person": "person id|id orang",
    "bounced": "bounced",
    "opted_out": "opted out",
    "restricted": "restricted",
}
_PARTS = {"first name": 0, "given name": 0, "nama depan": 0, "middle name": 1, "nama tengah": 1} | {
    "last name": 2, "family name": 2, "nama belakang": 2, "surname": 2
}  # fmt: skip
_PHONE = re.compile(r"[+\-]?[\d\s().\-/]+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def read(data: bytes) -> Rows:
    """The people of a sheet, and what is wrong with it, by line. Never raises."""
    found = Rows()
    lines = _rows(_text(data[:MAX_OCTETS]), found)
    heading = next(lines, None)
    if heading is None:
        found.tell(1, "", "empty")
        return found
    fields = _fields(heading[1], heading[0], found)
    if "address" not in fields:
        found.tell(heading[0], "address", "no_address_column")
        return found
    for number, cells in lines:
        if any(cell.strip() for cell in cells):
            _person(number, fields, cells, found)
    return found


def _text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _rows(text: str, found: Rows) -> Iterator[tuple[int, list[str]]]:
    """Rows that say something, each with the line it begins in."""
    stated = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    text = text.replace("\0", "")
    delimiter = stated[1] if stated else _delimiter(text)
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for count, cells in enumerate(rows):
            if count >= MAX_ROWS:
                found.tell(begins, "", "too_many_rows", str(MAX_ROWS))
                return
            if any(cell.strip() for cell in cells) and not (stated and count == 0):
                yield begins, cells
            begins = rows.line_num + 1
    except csv.Error as error:  # a field longer than any sheet's
        found.tell(begins, "", "not_csv", str(error))


def _delimiter(text: str) -> str:
    """What stands most often outside quotes in the heading."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    plain = re.sub(r'"[^"]*"', "", first)
    return max(";,\t|", key=lambda mark: (plain.count(mark), mark == ","))


def _fields(heading: list[str], line: int, found: Rows) -> list[str]:
    """The field each column is, "" for those we know nothing of."""
    known = _headings()
    names = [known.get(_plain(cell), "") for cell in heading]
    fields = [name if name not in names[:at] else "" for at, name in enumerate(names)]
    for cell, field in zip(heading, fields, strict=True):
        if not field and cell.strip():
            found.tell(line, cell.strip(), "unknown_column")
    return fields


def _plain(cell: str) -> str:
    return " ".join(cell.replace("_", " ").strip(" *:\ufeff").casefold().split())


def _headings() -> dict[str, str]:
    known = {word: f"part{place}" for word, place in _PARTS.items()}
    known |= {word: field for field, words in _OTHERS.items() for word in words.split("|")}
    return known | {_plain(title(field, language)): field for field in COLUMNS for language in LANGUAGES}


def title(field: str, language: str) -> str:
    """What a person calls this column."""
    return say(language, f"recognition.column.{field}")


def _person(line: int, fields: list[str], cells: list[str], found: Rows) -> None:
    values = {field: _unguarded(cell) for field, cell in zip(fields, cells, strict=False) if field}
    parts = [values.pop(f"part{place}", "").strip() for place in range(3)]
    if any(parts) and not values.get("name", "").strip():
        values["name"] = " ".join(part for part in parts if part)
    for address in _addresses(values.get("address", ""))[:50]:
        found.add(line, {**values, "address": address})


def _addresses(cell: str) -> list[str]:
    """Those of one cell: `a@x.id; Rina <b@x.id>`, or apart by white space alone."""
    if cell.count("@") < 2:
        return [cell]
    marks = r"[;,\n]" if "<" in cell else r"[;,\s]"
    return [one.strip() for one in re.split(marks, cell) if one.strip()]


# --- out ---------------------------------------------------------------------------------------------------------


def write(contacts: Iterable[Contact], names: Mapping[str, str], language: str) -> bytes:
    """A sheet that opens with a double click: UTF-8 with BOM, CRLF, and in Indonesian the semicolon Excel expects."""
    out = StringIO()
    sheet = csv.writer(out, delimiter=";" if language == "id" else ",", lineterminator="\r\n")
    sheet.writerow([title(field, language) for field in COLUMNS])
    for one in contacts:
        sheet.writerow([_guarded(_cell(one, field, names, language)) for field in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _cell(one: Contact, field: str, names: Mapping[str, str], language: str) -> str:
    if field == "organisation":
        return names.get(one.partner or "", "")
    value = getattr(one, field)
    if isinstance(value, bool):
        return say(language, "recognition.yes") if value else ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")


def _guarded(cell: str) -> str:
    """Excel takes these for formulas (CSV injection); a telephone number is harmless."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _PHONE.fullmatch(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
