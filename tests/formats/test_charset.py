from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats.charset import Decoded, decode, header_text
from liaison_sync.formats.charset_names import codec
from liaison_sync.formats.charset_script import codec_of
from tests.yardstick import within


@pytest.mark.parametrize(
    ("words", "python", "label"),
    [
        ("Undangan rapat – «penting»", "cp1252", "windows-1252"),
        ("café", "latin-1", "iso-8859-1"),
        ("한국어 회의", "cp949", "ks_c_5601-1987"),
        ("会议通知", "gb18030", "gb2312"),
        ("會議通知", "cp950", "x-x-big5"),
        ("会議①", "cp932", "shift_jis"),
        ("会議のお知らせ", "iso-2022-jp", "iso-2022-jp"),
        ("Встреча", "koi8_r", "koi8-r"),
        ("Встреча", "cp1251", "cp-1251"),
        ("Встреча", "cp1251", "x-cp1251"),
        ("cuộc họp", "utf-8", "utf8"),
        ("rapat–dinas", "utf-7", "utf-7"),
        ("การประชุม", "cp874", "tis-620"),
        ("naïve", "mac_roman", "macintosh"),
        ("Rapat", "utf-16", "utf-16"),
        ("Встреча", "koi8_r", "ru_RU.KOI8-R"),
        ("会议通知", "gb18030", "euc-cn"),
        ("“Rapat” – penting", "cp1252", "csISOLatin1"),
    ],
)
def test_labels_of_the_wild_are_known(words: str, python: str, label: str) -> None:
    decoded = decode(words.encode(python), label)
    assert (decoded.text, decoded.reason) == (words, None)


@pytest.mark.parametrize(
    ("words", "python", "number"),
    [
        ("Встреча", "koi8_r", 20866),
        ("Зустріч", "koi8_u", 21866),
        ("Příští týden", "iso8859-2", 28592),
        ("Встреча", "iso8859-5", 28595),
        ("10 €", "iso8859-15", 28605),
        ("会議のお知らせ", "euc_jp", 51932),
        ("회의 안내", "cp949", 51949),
        ("会议通知", "gb18030", 54936),
        ("naïve", "mac_roman", 10000),
        ("Rapat", "utf-16-le", 1200),
        ("Rapat – dinas", "utf-7", 65000),
    ],
)
def test_code_pages_have_the_numbers_windows_gives_them(words: str, python: str, number: int) -> None:
    decoded = decode(words.encode(python), f"cp{number}")
    assert (decoded.text, decoded.reason) == (words, None)


@pytest.mark.parametrize(
    "label", ["zlib", "rot13", "idna", "punycode", "base64", "hex", "unicode_escape", "undefined", "bz2"]
)
def test_codecs_that_are_no_charsets_are_never_used(label: str) -> None:
    assert codec(label) is None
    assert decode(b"halo", label).text == "halo"


@pytest.mark.parametrize(
    ("data", "label", "words", "reason"),
    [
        ("Undangan – rapat".encode(), "x-unknown", "Undangan – rapat", "charset_unknown"),
        ("Undangan – rapat".encode(), "us-ascii", "Undangan – rapat", "charset_wrong"),
        ("Undangan – rapat".encode(), None, "Undangan – rapat", "charset_missing"),
        ("Undangan – rapat".encode(), "iso-8859-1", "Undangan – rapat", "charset_wrong"),
        (b"caf\xe9 di Jakarta", "utf-8", "café di Jakarta", "charset_wrong"),
        (b"caf\xe9 di Jakarta", None, "café di Jakarta", "charset_missing"),
        (b"halo", "x-unknown", "halo", "charset_unknown"),
        (b"halo \x81", "windows-1252", "halo \x81", "charset_replaced"),
    ],
)
def test_wrong_labels_are_seen_through_and_told(data: bytes, label: str | None, words: str, reason: str) -> None:
    decoded = decode(data, label)
    assert (decoded.text, decoded.reason) == (words, reason)


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("会议通知", "gb2312"),
        ("会议改到明天上午十点，请准时出席。", "gbk"),
        ("會議通知", "big5"),
        ("회의 안내", "euc-kr"),
        ("会議のお知らせ", "shift_jis"),
    ],
)
def test_utf8_under_the_label_of_a_double_byte_charset_is_read_as_what_it_is(words: str, label: str) -> None:
    decoded = decode(words.encode(), label)
    assert (decoded.text, decoded.reason) == (words, "charset_wrong")


@pytest.mark.parametrize(
    ("words", "label"), [("회의 안내", "euc-kr"), ("会议", "gb2312"), ("ﾃﾞｽﾄ", "shift_jis"), ("臺灣", "big5")]
)
def test_a_short_text_in_a_double_byte_charset_keeps_its_label(words: str, label: str) -> None:
    assert decode(words.encode(codec(label) or ""), label).text == words


@pytest.mark.parametrize(
    ("words", "python"),
    [
        ("Уважаемые коллеги, приглашаем вас на совещание в понедельник утром, в десять часов.", "cp1251"),
        ("Уважаемые коллеги, приглашаем вас на совещание в понедельник утром, в десять часов.", "koi8_r"),
        ("Αγαπητοί συνάδελφοι, σας προσκαλούμε στη συνάντηση της Δευτέρας το πρωί στις δέκα.", "cp1253"),
        ("各位同事：会议改到星期一上午十点在五楼会议室举行，请准时出席并带好有关材料。", "gb18030"),
        ("동료 여러분, 월요일 오전 열 시에 회의가 있으니 꼭 참석하여 주시기 바랍니다.", "cp949"),
    ],
)
def test_a_western_label_over_a_text_in_another_script_is_seen_through(words: str, python: str) -> None:
    decoded = decode(words.encode(python), "iso-8859-1")
    assert (decoded.text, decoded.reason) == (words, "charset_wrong")
    page = b"<html><head><title>x</title></head><body><p class='a'>" + words.encode(python) + b"</p></body></html>"
    assert words in decode(page, "windows-1252").text


@pytest.mark.parametrize(
    "words",
    [
        "ÉTÉ À NOËL",
        "Ærøskøbing, Åbenrå, Nørresundby: blåbærsyltetøj på rødgrød æøåÆØÅ",
        "Þjóðhátíðardagurinn á Þingvöllum – vér bjóðum yður velkomin í íslenska sendiráðið.",
        "Ä" * 300,
        "§¶©®±²³µ¼½¾×÷ " * 3,
        "«¡¿Qué?!» ¡Olé, señor Ñuñez! ¿Cómo está? ¡Adiós!",
    ],
)
def test_western_text_keeps_its_label_however_many_accents_it_has(words: str) -> None:
    decoded = decode(words.encode("cp1252"), "iso-8859-1")
    assert (decoded.text, decoded.reason) == (words, None)


@pytest.mark.parametrize(
    ("words", "python"),
    [
        ("Sayın yetkili, İstanbul'daki toplantıyı Ağustos ayına aldık; görüşmek dileğiyle.", "cp1254"),
        ("Þjóðhátíðardagurinn á Þingvöllum, vér bjóðum yður velkomin í sendiráðið.", "cp1252"),
        ("Mötet börjar på måndag, då är även rådet här; var vänlig och bekräfta.", "cp1252"),
        ("25 m² à 12°, 3 µg – déjà vu, Noël", "cp1252"),
    ],
)
def test_single_accents_without_a_label_are_read_by_the_letters_they_make(words: str, python: str) -> None:
    assert decode(words.encode(python), None).text == words


@pytest.mark.parametrize(
    ("words", "python"),
    [
        ("Приезд делегации", "koi8_r"),
        ("Приезд делегации", "cp1251"),
        ("Приезд делегации", "iso8859-5"),
        ("Приезд делегации", "cp866"),
        ("Запрошення на нараду", "koi8_u"),
        ("Πρόσκληση σε σύσκεψη", "cp1253"),
        ("הזמנה לישיבה ביום שני", "cp1255"),
        ("دعوة إلى الاجتماع", "cp1256"),
        ("دعوة إلى الاجتماع", "iso8859-6"),
    ],
)
def test_a_few_words_without_a_label_are_read_by_the_alphabet_they_make_words_of(words: str, python: str) -> None:
    data = words.encode(python)
    assert decode(data, None).text == words
    assert header_text(data, None) == words
    assert (
        decode(b"<html><head>" + b"<meta name=x>" * 500 + b"</head>" + data + b"</html>", None).text.count(words) == 1
    )


@pytest.mark.parametrize(
    ("words", "python"),
    [
        ("会议通知：明天上午十点", "gb18030"),
        ("會議通知：明天上午十點", "cp950"),
        ("회의는 내일 오전 열 시에 있습니다", "cp949"),
        ("会議は明日の午前十時からです", "cp932"),
        ("会議は明日の午前十時からです", "euc_jp"),
        ("ÉTÉ À NOËL, ÇA ÎLE", "cp1252"),
    ],
)
def test_what_is_no_such_alphabet_is_left_to_the_others(words: str, python: str) -> None:
    assert codec_of(words.encode(python)) is None


def test_a_few_bad_bytes_in_long_utf8_are_replaced_not_a_reason_to_change_the_charset() -> None:
    data = ("Rapat di Ménteng. " * 20).encode() + b"\xff" + ("Sampai jumpa – ya. " * 20).encode()
    decoded = decode(data, "utf-8")
    assert decoded.reason == "charset_replaced"
    assert "Ménteng" in decoded.text


def test_longer_text_without_a_label_is_detected() -> None:
    words = "Уважаемые коллеги, приглашаем вас на совещание в понедельник утром. " * 4
    assert decode(words.encode("cp1251"), "unknown-8bit").text == words


@settings(max_examples=150)
@given(
    st.binary(max_size=120),
    st.text(max_size=15) | st.sampled_from(["utf-7", "hz", "iso-2022-kr", "utf-16", "big5", "cp65001"]),
)
def test_no_bytes_and_no_label_make_it_fail_and_the_text_can_be_stored(data: bytes, label: str) -> None:
    decode(data, label).text.encode("utf-8")


_CUT = "Совещание завтра".encode()[:-1]


@pytest.mark.parametrize(
    ("data", "label", "words"),
    [
        ("会議は明日です。よろしく".encode()[:-1] + b"\n", "utf-8", "会議は明日です。よろし\ufffd\n"),
        ("Совещание".encode() + b"\xff" + " завтра".encode(), "utf-8", "Совещание\ufffd завтра"),
        (_CUT, "utf-8", "Совещание завтр\ufffd"),
        (b"<p>" + _CUT + b"</p>", "utf-8", "<p>Совещание завтр\ufffd</p>"),
        ("会议".encode() + b"\xfe\xff" + "明天上午".encode(), "utf-8", "会议\ufffd\ufffd明天上午"),
        ("é".encode() + b"\xe9 Halo", "utf-8", "é\ufffd Halo"),
        ("Siap, Bu 😀".encode()[:-1], "utf-8", "Siap, Bu \ufffd"),
        ("Réunion ".encode() + b"Fran\xe7ois", "utf-8", "Réunion Fran\ufffdois"),
        (b"Bu \xed\xa0\xbd\xed\xb8\x80 besok", "utf-8", "Bu 😀 besok"),
        (b"Bu \xed\xa0\xbd besok", "utf-8", "Bu \ufffd besok"),
        ("会议将于明天上午十点".encode("gb18030")[:-1], "gb2312", "会议将于明天上午十\ufffd"),
        ("会议通知".encode("gb18030")[:-1] + b"\r\n", "gbk", "会议通\ufffd\r\n"),
        ("会議は明日".encode("cp932")[:-1], "shift_jis", "会議は明\ufffd"),
        ("會議將於明天".encode("cp950")[:-1], "big5", "會議將於明\ufffd"),
        ("회의는 내일".encode("cp949")[:-1], "euc-kr", "회의는 내\ufffd"),
        ("会議は明日".encode("euc_jp")[:-1], "euc-jp", "会議は明\ufffd"),
        ("Rapat".encode("utf-16-le") + b"\x00", "utf-16le", "Rapat\ufffd"),
    ],
)
def test_a_cut_or_a_stray_byte_costs_one_character_and_not_the_charset(data: bytes, label: str, words: str) -> None:
    decoded = decode(data, label)
    assert (decoded.text, decoded.reason) == (words, "charset_replaced")


@pytest.mark.parametrize(
    ("data", "label", "words"),
    [
        ("Notulen: été, l’après-midi ".encode("cp1252") * 20, "utf-8", "Notulen: été, l’après-midi " * 20),
        (b"d\xe9j\xe0 vu, No\xebl", "gb2312", "déjà vu, Noël"),
        (_CUT, "iso-2022-jp", "Совещание завтр\ufffd"),
        (_CUT, "koi8-x", "Совещание завтр\ufffd"),
        (_CUT, None, "Совещание завтр\ufffd"),
    ],
)
def test_a_label_that_does_not_fit_at_all_is_seen_through(data: bytes, label: str | None, words: str) -> None:
    decoded = decode(data, label)
    assert decoded.text == words
    assert decoded.reason in ("charset_wrong", "charset_unknown", "charset_missing")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x1b$B2q5D\x1b(B \x1b$B-!\x1b(B \x1b$BL@F|\x1b(B\n", "会議 ① 明日\n"),
        (b"\x1b$B-j\x1b(B\x1b$B%F%9%H\x1b(B", "㈱テスト"),
        (b"\x1b$B|b66MM\x1b(B", "髙橋様"),
        (b"\x1b$B-!\x1b(J\\100 \x1b(I6@\x1b(B ok", "①¥100 ｶﾀ ok"),
    ],
)
def test_japanese_mail_has_the_rows_of_nec_and_ibm(data: bytes, words: str) -> None:
    for label in ("iso-2022-jp", "cp50220", "cp50221", "CSISO2022JP"):
        assert (decode(data, label).text, decode(data, label).reason) == (words, None)
    assert decode(data, None).text == words
    assert header_text(data, None) == words


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x1b$B2q5D$OL@F\r\nSalam", "会議は明\ufffd\r\nSalam"),
        (b"\x1b$B2q5D\x1b(B \xb6 ok", "会議 \ufffd ok"),
        (b"\x1b$B2q)z5D\x1b(B", "会\ufffd議"),
        (b"\x1b$B-!\x1b$(D\x30\x21\x1b$(B2\x1b(B.", "①丂\ufffd."),
    ],
)
def test_japanese_mail_that_is_cut_keeps_what_can_be_read(data: bytes, words: str) -> None:
    decoded = decode(data, "iso-2022-jp")
    assert (decoded.text, decoded.reason) == (words, "charset_replaced")


def test_a_raw_header_that_is_cut_keeps_its_other_characters() -> None:
    assert header_text(_CUT, None) == "Совещание завтр\ufffd"
    assert header_text(_CUT, "utf-8") == "Совещание завтр\ufffd"
    assert header_text("会议通知".encode("gb18030")[:-1], "gb2312") == "会议通\ufffd"
    assert header_text(b"Caf\xe9 Men\xfa", "utf-8") == "Café Menú"


@settings(max_examples=60)
@given(
    st.sampled_from(["utf-8", "gb18030", "cp932", "cp949", "cp950", "euc_jp"]), st.integers(3, 11), st.integers(1, 2)
)
def test_wherever_a_text_is_cut_all_before_it_is_read(python: str, length: int, cut: int) -> None:
    words = {"cp949": "회의는 내일 오전 열시에", "cp950": "會議將於明天上午十點在"}.get(
        python, "会合明日午前十時三分同所"
    )
    kept = words[:length].encode(python)[:-1] if cut == 1 else words[:length].encode(python)
    assert decode(kept, python).text.startswith(words[: length - 1])


def test_no_crafted_bytes_take_long() -> None:
    for label, data in [
        ("utf-8", b"\xed\xa0\x80"),
        ("cp1252", b"\x81"),
        ("iso-2022-jp", b"\x1b$B~~\x1b(B"),
        ("gbk", b"\xff"),
    ]:
        within(1, partial(decode, data * (300_000 // len(data)), label))


def test_a_notice_in_windows_1252_behind_a_text_in_utf8_is_read_too() -> None:
    notice = "Confidencialité: ce message est réservé à ses destinataires désignés; l'émetteur décline"
    data = "Rapat bersama Attaché – besok.\n".encode() + notice.encode("cp1252")
    assert decode(data, "utf-8") == Decoded(f"Rapat bersama Attaché – besok.\n{notice}", "charset_wrong")
