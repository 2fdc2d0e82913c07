"""An officer's mail about a meeting, in the ways people write and mail programs quote; no text ever raises."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from liaison_sync.domain.outcome_answer import Invited, OutcomeAnswer
from liaison_sync.domain.workdays import Calendar, Holiday
from liaison_sync.formats import quotes
from liaison_sync.formats.letter_files import find
from liaison_sync.formats.letter_samples import samples
from liaison_sync.formats.letter_values import values_of
from liaison_sync.formats.outcome_deadline import Days, deadline
from liaison_sync.formats.outcome_mail import Around, read
from liaison_sync.formats.render import render

SAID, MET = date(2026, 11, 24), date(2026, 11, 23)  # a Tuesday, and the Monday before
DAYS = Days(SAID, MET, Calendar({date(2026, 11, 26): Holiday("Cuti bersama")}))
RINA, BUDI, AYU = "rina@pemkot.example", "budi@pemkot.example", "ayu@karsabahari.example"
PEOPLE = [
    Invited(RINA, ("Rina Wulandari",), False),
    Invited(BUDI, ("Budi Santoso",), False),
    Invited(AYU, ("Ayu Lestari",), True),
    Invited("budi.h@pemkot.example", ("Budi Hartono",), False, expected=False),
]
AROUND = Around(PEOPLE, ("Pemerintah Kota Semarang", "Pemkot"), DAYS)


def letter(language: str) -> str:
    return render(find("outcome_missing", language).text, values_of(samples(language)["outcome_missing"])).text


def said(text: str, *, before: tuple[str, ...] = ()) -> OutcomeAnswer:
    return read(quotes.split(text).new_text, text, AROUND, (letter("id"), letter("en"), *before))


def came(found: OutcomeAnswer) -> dict[str, str]:
    return {one.person: one.presence for one in found.attendance}


HELD = [
    "Terlaksana: ya", "terlaksana: ya", "TERLAKSANA : YA", "Terlaksana (ya/tidak, alasannya): ya", "1. Terlaksana: ya",
    "- Terlaksana: sudah", "*Terlaksana:* ya", "Terlaksana: ✅", "terlaksana = ya", "Terlaksana: ya, tidak ada kendala",
    "Hasil: terlaksana", "Held: yes", "held (yes/no, why): Yes", "Was it held? yes\nHeld: yes", "Outcome: held",
    "Terlaksana:\nya", "ya", "Ya, terlaksana dengan baik.", "Rapat terlaksana.", "Pertemuan berlangsung terlaksana",
    "It was held", "Alhamdulillah, terlaksana", "Terlaksana: iya dong", "Terlaksana: Y", "•\tTerlaksana: jadi",
    "Ok, terlaksana. Bu Rina hadir", "Baik, sudah terlaksana",
]  # fmt: skip


@pytest.mark.parametrize("text", HELD)
def test_a_yes_is_read_in_every_way_it_is_said(text: str) -> None:
    assert said(text).held is True


NOT_HELD = [
    ("Terlaksana: tidak", "unknown"), ("terlaksana: tdk, ditunda minggu depan", "postponed"), ("Held: no", "unknown"),
    ("Terlaksana: tidak - mitra tidak hadir", "no_show_partner"), ("Terlaksana: batal", "unknown"),
    ("Terlaksana: tidak, kami berhalangan", "no_show_us"), ("Held: no, the partner did not come", "no_show_partner"),
    ("Held: no\nWhy: we did not come", "no_show_us"), ("Held: not held, rescheduled", "postponed"),
    ("Terlaksana: tidak\nAlasan: dijadwal ulang ke Desember", "postponed"), ("Tidak terlaksana", "unknown"),
    ("Ditunda ke minggu depan", "postponed"), ("Batal, narasumber tidak datang", "no_show_partner"),
    ("Held: cancelled", "unknown"), ("tidak", "unknown"), ("ga jadi, bu Rina sakit", "unknown"),
    ("Ok, nggak jadi", "unknown"), ("Terlaksana: mitra tidak hadir", "no_show_partner"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reason"), NOT_HELD)
def test_a_no_is_read_with_its_reason(text: str, reason: str) -> None:
    found = said(text)
    assert (found.held, found.reason) == (False, reason)


def test_the_words_about_why_are_kept() -> None:
    assert said("Terlaksana: tidak, menteri dinas luar kota").why == "menteri dinas luar kota"


@pytest.mark.parametrize("text", ["Terlaksana: mungkin", "Held: perhaps"])
def test_neither_yes_nor_no_is_named_and_nothing_is_guessed(text: str) -> None:
    found = said(text)
    assert found.held is None
    assert [(one.topic, one.reason) for one in found.unclear] == [("held", "yes_or_no")]


NAMES = [
    ("Hadir: Rina Wulandari, Budi Santoso", {RINA, BUDI}), ("hadir: Bu Rina dan Pak Budi Santoso", {RINA, BUDI}),
    ("Hadir: Rina; Ayu", {RINA, AYU}), ("Hadir:\n- Rina Wulandari\n- Ayu Lestari", {RINA, AYU}),
    ("Hadir:\n1. Ibu Rina Wulandari, S.Sos., M.Si.\n2. Ayu", {RINA, AYU}), ("Present: Rina and Ayu", {RINA, AYU}),
    ("Peserta: rina@pemkot.example, AYU LESTARI", {RINA, AYU}), ("Hadir: semua", {RINA, BUDI, AYU}),
    ("Present: everyone", {RINA, BUDI, AYU}), ("Hadir: semua peserta hadir", {RINA, BUDI, AYU}),
    ("Yang hadir: Rina (Kabag Humas) & Ayu", {RINA, AYU}), ("Attendees: Ms. Rina Wulandari, Ayu", {RINA, AYU}),
    ("Hadir: Budi Santoso, S.H., M.H. dan Ayu", {BUDI, AYU}), ("Hadir: Budi", {BUDI}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "people"), NAMES)
def test_those_who_came_are_known_by_name(text: str, people: set[str]) -> None:
    found = said(text)
    assert came(found) == dict.fromkeys(people, "present")
    assert found.took_place is True


def test_all_but_one_and_those_who_did_not_come() -> None:
    assert came(said("Hadir: semua kecuali Budi Santoso")) == {RINA: "present", BUDI: "absent", AYU: "present"}
    assert came(said("Hadir: Rina\nTidak hadir: Ayu")) == {RINA: "present", AYU: "absent"}
    assert came(said("Hadir: Rina, Ayu (sakit)")) == {RINA: "present", AYU: "absent"}


@pytest.mark.parametrize(
    "text",
    [
        "Hadir: Joko mewakili Rina", "Hadir: Rina diwakili Joko", "Present: Joko on behalf of Rina",
        "Hadir: Joko (mewakili Rina Wulandari)",
    ],
)  # fmt: skip
def test_a_substitute_stands_for_whom_they_represent(text: str) -> None:
    (one,) = said(text).attendance
    assert (one.person, one.presence, one.substitute) == (RINA, "substitute", "Joko")


def test_a_walk_in_is_kept_by_name_and_a_number_of_people_is_nobody() -> None:
    found = said("Hadir: Siti Aminah, 5 orang dari dinas")
    assert came(found) == {"Siti Aminah": "present"}
    assert [(one.line, one.reason) for one in found.unclear] == [("5 orang dari dinas", "no_name")]


def test_nobody_is_taken_for_present_unasked() -> None:
    assert said("Terlaksana: ya\nHadir:\nKeputusan: setuju").attendance == ()


def test_a_name_two_invited_share_is_named_as_unclear() -> None:
    around = Around([*PEOPLE[:3], Invited("b2@pemkot.example", ("Budi Hartono",), False)], (), DAYS)
    found = read("Hadir: Budi", "Hadir: Budi", around)
    assert (found.attendance, [one.reason for one in found.unclear]) == ((), ["several_people"])


DEADLINES = [
    ("Jumat", 11, 27), ("Jumat depan", 12, 4), ("hari Jumat", 11, 27), ("Friday", 11, 27), ("3 hari kerja", 11, 30),
    ("3 hk", 11, 30), ("3 working days", 11, 30), ("H+7", 11, 30), ("H+2 hari kerja", 11, 25), ("besok", 11, 25),
    ("lusa", 11, 26), ("5 Desember 2026", 12, 5), ("5 Des", 12, 5), ("5/12/2026", 12, 5), ("5/12", 12, 5),
    ("2026-12-05", 12, 5), ("December 5", 12, 5), ("akhir bulan", 11, 30), ("akhir minggu ini", 11, 27),
    ("dua minggu", 12, 8), ("seminggu", 12, 1), ("next week", 12, 4), ("Senin minggu depan", 11, 30),
    ("Kamis, 3 Desember 2026", 12, 3), ("tomorrow", 11, 25), ("end of the month", 11, 30), ("1 bulan", 12, 24),
]  # fmt: skip


@pytest.mark.parametrize(("text", "month", "day"), DEADLINES)
def test_deadlines_are_read_as_people_state_them(text: str, month: int, day: int) -> None:
    assert deadline(text, DAYS) == date(2026, month, day)


@pytest.mark.parametrize("text", ["", "entah", "99999 hari kerja", "31/13", "32 Desember 2026", "0000-00-00", "H+"])
def test_what_names_no_day_is_no_deadline(text: str) -> None:
    assert deadline(text, DAYS) is None


ACTIONS = [
    ("Ayu – kirim MoU – Jumat", AYU, True, "kirim MoU", date(2026, 11, 27)),
    ("Ayu - kirim MoU - Jumat", AYU, True, "kirim MoU", date(2026, 11, 27)),
    ("1. Ayu | kirim MoU | 5 Des", AYU, True, "kirim MoU", date(2026, 12, 5)),
    ("- Rina: kirim surat izin (paling lambat 5 Des)", RINA, False, "kirim surat izin", date(2026, 12, 5)),
    ("kirim MoU – Ayu – Jumat", AYU, True, "kirim MoU", date(2026, 11, 27)),
    ("kirim MoU (PIC: Ayu, tenggat: 5/12/2026)", AYU, True, "kirim MoU", date(2026, 12, 5)),
    ("Pemkot – siapkan lokasi – 3 hari kerja", "Pemkot", False, "siapkan lokasi", date(2026, 11, 30)),
    ("Kami – susun laporan – besok", "Kami", True, "susun laporan", date(2026, 11, 25)),
    ("Mitra – kirim data", "Pemerintah Kota Semarang", False, "kirim data", None),
    ("kirim undangan – Jumat", "", True, "kirim undangan", date(2026, 11, 27)),
    ("cek listrik", "", True, "cek listrik", None),
    ("cek listrik sebelum Jumat", "", True, "cek listrik", date(2026, 11, 27)),
    ("Ayu – send the draft – in two weeks", AYU, True, "send the draft", date(2026, 12, 8)),
    ("Ayu — kirim MoU — segera", AYU, True, "kirim MoU", None),
]


@pytest.mark.parametrize(("line", "owner", "ours", "text", "due"), ACTIONS)
def test_action_items_are_taken_apart(line: str, owner: str, ours: bool, text: str, due: date | None) -> None:
    found = said(f"Tindak lanjut:\n{line}")
    assert [(one.owner, one.ours, one.text, one.due) for one in found.actions] == [(owner, ours, text, due)]
    assert found.unclear == ()


def test_an_item_whose_deadline_or_owner_is_not_understood_is_kept_and_named() -> None:
    found = said("Action items:\nAyu – send draft – whenever it suits\nJoko – book room – Friday")
    assert [(one.text, one.owner, one.due) for one in found.actions] == [
        ("send draft", AYU, None), ("book room", "Joko", date(2026, 11, 27)),
    ]  # fmt: skip
    assert [(one.line, one.reason) for one in found.unclear] == [
        ("Ayu – send draft – whenever it suits", "no_deadline"), ("Joko – book room – Friday", "owner_unknown"),
    ]  # fmt: skip


# --- how mail programs quote ------------------------------------------------------------------------------------

FILLED = {
    "id": {
        "Terlaksana (ya/tidak, alasannya):": "ya", "Hadir:": "Rina, Ayu", "Pembahasan:": "Izin lokasi dan biaya sewa",
        "Keputusan:": "Disetujui", "Tindak lanjut (PIC – apa – tenggat):": "Ayu – kirim MoU – Jumat",
        "Catatan internal:": "hati-hati soal biaya",
    },
    "en": {
        "Held (yes/no, why):": "yes", "Present:": "Rina, Ayu", "Discussed:": "Izin lokasi dan biaya sewa",
        "Decided:": "Disetujui", "Action items (who – what – by when):": "Ayu – kirim MoU – Friday",
        "Internal notes:": "hati-hati soal biaya",
    },
}  # fmt: skip


def filled(language: str, below: bool = False) -> str:
    text = letter(language)
    for label, value in FILLED[language].items():
        assert f"\n{label}\n" in text
        text = text.replace(f"\n{label}\n", f"\n{label}\n{value}\n" if below else f"\n{label} {value}\n")
    return text


def top(language: str) -> str:
    return "\n".join(f"{label} {value}" for label, value in FILLED[language].items())


def marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


HUMAS = "Humas <humas@karsabahari.example>"


def gmail(body: str, original: str) -> str:
    return f"{body}\n\nPada Sel, 24 Nov 2026 pukul 09.00 {HUMAS} menulis:\n\n{marked(original)}\n"


def gmail_en(body: str, original: str) -> str:
    return f"{body}\n\nOn Tue, Nov 24, 2026 at 9:00 AM Humas <humas@karsabahari.example> wrote:\n\n{marked(original)}\n"


def outlook(body: str, original: str) -> str:
    head = "From: Humas <humas@karsabahari.example>\nSent: Tuesday, November 24, 2026 9:00 AM\nTo: Ayu Lestari\n"
    return f"{body}\n\n________________________________\n{head}Subject: Hasil pertemuan belum dicatat\n\n{original}\n"


def outlook_id(body: str, original: str) -> str:
    head = "Dari: Humas <humas@karsabahari.example>\nDikirim: Selasa, 24 November 2026 09.00\nKepada: Ayu Lestari\n"
    return f"{body}\n\n{head}Subjek: Hasil pertemuan belum dicatat\n\n{original}\n"


def zimbra(body: str, original: str) -> str:
    head = 'From: "Humas" <humas@karsabahari.example>\nTo: "Ayu" <ayu@karsabahari.example>\n'
    head += "Sent: Tuesday, 24 November, 2026 09:00:00\nSubject: Hasil\n"
    return f"{body}\n\n----- Original Message -----\n{head}\n{original}\n"


def phone(body: str, original: str) -> str:
    quote = f"> On 24 Nov 2026, at 09.00, {HUMAS} wrote:\n>\n{marked(original)}"
    return f"{body}\n\nSent from my iPhone\n\n{quote}\n"


def alone(body: str, _: str) -> str:
    return f"{body}\n"


STYLES = [gmail, gmail_en, outlook, outlook_id, zimbra, phone, alone]


def whole(found: OutcomeAnswer) -> tuple[object, ...]:
    (item,) = found.actions
    texts = (found.discussion, found.decisions, found.internal, item.text, item.owner, item.due)
    return (found.held, set(came(found)), *texts)


EXPECTED = (
    *(True, {RINA, AYU}, "Izin lokasi dan biaya sewa", "Disetujui", "hati-hati soal biaya", "kirim MoU", AYU),
    date(2026, 11, 27),
)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("style", STYLES)
def test_the_form_written_on_top_is_read_whatever_stands_below(style, language: str) -> None:  # type: ignore[no-untyped-def]
    assert whole(said(style(top(language), letter(language)))) == EXPECTED
    signed = f"Selamat siang,\n\n{top(language)}\n\nSalam,\nAyu Lestari"
    assert whole(said(style(signed, letter(language)))) == EXPECTED


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("style", STYLES[:-1])
def test_the_form_filled_into_the_quote_is_read(style, language: str) -> None:  # type: ignore[no-untyped-def]
    assert whole(said(style("Sudah saya isi di bawah.", filled(language)))) == EXPECTED
    assert whole(said(style("", filled(language, below=True)))) == EXPECTED


@pytest.mark.parametrize("language", ["id", "en"])
def test_answers_between_the_quoted_lines_are_read(language: str) -> None:
    lines = []
    for line in letter(language).split("\n"):
        lines.append(f"> {line}".rstrip())
        if line in FILLED[language]:
            lines += [FILLED[language][line], ""]
    text = "On Tue, Nov 24, 2026 at 9:00 AM Humas <humas@karsabahari.example> wrote:\n\n" + "\n".join(lines)
    assert whole(said(text)) == EXPECTED


def test_what_is_only_quoted_again_is_not_said_again() -> None:
    first = gmail(top("id"), letter("id"))
    second = gmail("Hadir: Rina, Budi Santoso", first)
    found = said(second, before=(first,))
    assert (set(came(found)), found.held, found.discussion, found.actions) == ({RINA, BUDI}, None, "", ())
    assert said(gmail("Terima kasih!", first), before=(first,)).says_nothing


@pytest.mark.parametrize("style", STYLES)
def test_an_empty_form_says_nothing(style) -> None:  # type: ignore[no-untyped-def]
    for language in ("id", "en"):
        found = said(style("", letter(language)))
        assert (found.says_nothing, found.unclear) == (True, ())


def test_a_discussion_of_several_paragraphs_is_kept_whole() -> None:
    whole_text = "Tiga hal.\n\n- izin\n- biaya: 5 juta\n- Peserta lomba: 50 orang\n\nCatatan: rapat lagi."
    assert said(f"Pembahasan: {whole_text}\nKeputusan: ok").discussion == whole_text


def test_a_result_that_is_no_yes_and_no_no_is_what_was_decided() -> None:
    found = said("Hasil: disepakati nota kesepahaman")
    assert (found.held, found.decisions, found.unclear) == (None, "disepakati nota kesepahaman", ())


WRAPPED = (
    "Tindak lanjut (PIC – apa – tenggat): Ayu – kirim rancangan nota kesepahaman\n"
    "kepada biro hukum – Jumat\nRina – siapkan lokasi pameran di alun-alun kota bersama dinas terkait\n"
    "dan satuan polisi – 5 Des\nHadir: Rina Wulandari, Budi Santoso, Siti Aminah, Joko Susilo dan Ayu\nLestari\n"
)


@pytest.mark.parametrize("text", [WRAPPED, "\n".join(f"> {line}" for line in WRAPPED.split("\n"))])
def test_lines_a_mail_program_broke_at_its_margin_are_made_whole(text: str) -> None:
    found = said(text)
    assert [(one.owner, one.text) for one in found.actions] == [
        (AYU, "kirim rancangan nota kesepahaman kepada biro hukum"),
        (RINA, "siapkan lokasi pameran di alun-alun kota bersama dinas terkait dan satuan polisi"),
    ]
    assert set(came(found)) == {RINA, BUDI, AYU, "Siti Aminah", "Joko Susilo"}


def test_short_lines_in_small_letters_are_items_of_their_own() -> None:
    assert [one.text for one in said("Tindak lanjut:\ncek listrik\nsewa tenda\nundang pers").actions] == [
        "cek listrik", "sewa tenda", "undang pers",
    ]  # fmt: skip


PIECES = (
    *("Terlaksana", "Hadir", "Tindak lanjut", "> ", ": ", "ya", "tidak", "\n", "–", "Jumat", "(", "1.", "Rina", "5/12"),
    *("H+", "kecuali", " mewakili "),
)
FORMLIKE = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=60).map("".join)


@settings(max_examples=150, deadline=None)
@given(FORMLIKE, st.text(max_size=200))
@example("Tindak lanjut:" + "– " * 5000, "(" * 5000)
@example("Hadir: " + "a, " * 5000, ">" * 5000)
@example("Terlaksana: " + "tidak " * 5000, "-" * 5000)
def test_no_text_ever_raises(text: str, other: str) -> None:
    found = said(f"{text}\n{other}", before=(other,))
    assert len(found.actions) <= 100
    assert deadline(text, DAYS) is None or isinstance(deadline(text, DAYS), date)
