from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.app.inspect.salutation import salutation
from liaison_sync.domain.salutation import Salutation, greet, salute, salute_many, you


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ibu Rina", "Yth. Ibu Rina"),
        ("Bpk. Andi Wijaya", "Yth. Bapak Andi Wijaya"),
        ("Sdr. Joko", "Yth. Saudara Joko"),
        ("Sdri. Novi", "Yth. Saudari Novi"),
        ("Dr. Hj. Siti Rahmawati, M.Si.", "Yth. Ibu Dr. Hj. Siti Rahmawati, M.Si."),
        ("Drs. H. Suparno, M.Pd", "Yth. Bapak Drs. H. Suparno, M.Pd"),
        ("H.M. Yusuf Kalla", "Yth. Bapak H.M. Yusuf Kalla"),
        ("R.A. Kartini", "Yth. Ibu R.A. Kartini"),
        ("Dra. Eka Wahyu", "Yth. Ibu Dra. Eka Wahyu"),
        ("drg. Dewi Lestari, Sp.KG", "Yth. Ibu drg. Dewi Lestari, Sp.KG"),
        ("Letjen TNI Agus Widodo", "Yth. Bapak Letjen TNI Agus Widodo"),
        ("RINA WULANDARI", "Yth. Ibu Rina Wulandari"),
        ("Suharto", "Yth. Bapak Suharto"),
        ("I Made Wirawan", "Yth. Bapak I Made Wirawan"),
        ("Ni Luh Sari", "Yth. Ibu Ni Luh Sari"),
        ("Prof. Sri Edi Swasono", "Yth. Prof. Sri Edi Swasono"),
        ("Dr.Ir.Andi Wijaya,M.T.", "Yth. Dr. Ir. Andi Wijaya, M.T."),
        ("'Ibu Rina' (Kominfo)", "Yth. Ibu Rina"),
        ("Mr. John Smith", "Yth. Bapak John Smith"),
        ("Letjen TNI (Purn) Agus Widodo", "Yth. Bapak Letjen TNI (Purn.) Agus Widodo"),
        ("dr. Budi Santoso, Sp.M(K)", "Yth. dr. Budi Santoso, Sp.M(K)"),
        ("Dr. (H.C.) Rina Wulandari (Kominfo)", "Yth. Ibu Dr. (H.C.) Rina Wulandari"),
        ("Tuan Guru Zainuddin", "Yth. Bapak Tuan Guru Zainuddin"),
    ],
)
def test_evidence_makes_a_salutation_sure(name: str, expected: str) -> None:
    found = salute(name)
    assert (found.text, found.sure) == (expected, True)


def test_a_knight_goes_by_his_first_name() -> None:
    assert salute("Sir David King", language="en").text == "Dear Sir David"


@pytest.mark.parametrize("name", ["Andi Wijaya, S.H.", "Dian", "Sri Wahyu", "Eka Putra", "Santoso, Budi", "John Smith"])
def test_without_evidence_it_is_proposed_and_held(name: str) -> None:
    found = salute(name)
    assert not found.sure
    assert found.text is not None
    assert found.text.startswith("Yth. Bapak/Ibu ")
    assert found.reason == "gender_unknown"


@pytest.mark.parametrize(
    "name",
    ["Ali Wong", "Ira Glass", "Desi Arnaz", "Joni Mitchell", "Santi Cazorla", "Sari Nusseibeh", "Tika Ram", "Ni Wei",
     "I Chun Lin", "Zhang Bin", "Kim Soo Bin", "Soo Bin Kim", "Ilham Omar", "Roni Horn"],
)  # fmt: skip
def test_what_tells_the_gender_of_an_indonesian_tells_nothing_of_a_foreigner_whose_name_is_the_same(name: str) -> None:
    assert salute(name).reason == "gender_unknown"


def test_a_name_of_two_genders_in_the_world_is_sure_beside_one_of_indonesia_only() -> None:
    assert salute("Ira Wibowo").text == "Yth. Ibu Ira Wibowo"
    assert salute("Ali Mahmud").text == "Yth. Bapak Ali Mahmud"
    assert salute("Siti binti Ali").text == "Yth. Ibu Siti binti Ali"
    assert salute("Kassim bin Ali").text == "Yth. Bapak Kassim bin Ali"


@pytest.mark.parametrize("address", ["x@mofa.go.jp", "x@auswaertiges-amt.de", "x@kln.gov.my", "x@mea.gov.in"])
def test_at_an_address_abroad_a_given_name_is_sure_only_beside_another_that_is_indonesian(address: str) -> None:
    assert not salute("Ratna Kumar", address).sure
    assert not salute("Dewi Smith", address).sure
    assert salute("Dewi Lestari", address).text == "Yth. Ibu Dewi Lestari"
    assert salute("Ibu Dewi Smith", address).sure
    assert salute("Dewi Smith", "dewi@kominfo.go.id").text == "Yth. Ibu Dewi Smith"
    assert salute("Dewi Smith", "dewi@media.co").sure  # a code of a country that the world uses


@pytest.mark.parametrize("name", ["H. Siti Aminah", "R.M. Dewi", "H.M. Lestari", "Drs. Putri Ayu"])
def test_a_title_against_the_name_is_an_initial_or_a_slip_and_asks(name: str) -> None:
    assert salute(name).reason == "gender_contradictory"


@pytest.mark.parametrize("name", ["R. Hidayat", "R. Dewi", "R.A. Budiman"])
def test_letters_that_may_be_initials_make_nothing_of_the_surname_behind_them(name: str) -> None:
    assert salute(name).reason == "gender_unknown"


@pytest.mark.parametrize("name", ["Kapten Laut (KH) Dian", "Letkol Laut (P) Dian", "Mayor Laut (KH) Sri Rahayu"])
def test_a_corps_of_the_navy_is_no_kyai(name: str) -> None:
    found = salute(name)
    assert (found.text, found.reason) == (f"Yth. {name}", "title")


@pytest.mark.parametrize(
    "name",
    [
        "Rina 😊",
        "😊 Rina",
        "🌸Rina🌸",
        "Rina ✨",
        "“Rina”",
        "«Rina»",
        "👩🏽‍💼 Rina",
        "Rina ❤️",
        "Rina\u202c",
        "★ Rina ★",
    ],
)
def test_ornaments_around_a_name_are_no_part_of_it(name: str) -> None:
    for language, wanted in (("id", "Yth. Ibu Rina"), ("en", "Dear Rina")):
        assert salute(name, language=language).text == wanted


def test_what_they_signed_or_we_wrote_is_evidence() -> None:
    assert salute("Andi Wijaya", context="Terima kasih atas surat Pak Andi.").text == "Yth. Bapak Andi Wijaya"
    assert salute("Andi Wijaya", context="Yth. Ibu Dr. Andi").text == "Yth. Ibu Andi Wijaya"
    assert salute("Muhammad Dian", context="Pak Dian").text == "Yth. Bapak Muhammad Dian"
    assert salute("Dian", context="Dian Permata (she/her)").text == "Yth. Ibu Dian"
    assert salute("Dian", context="perempuan").text == "Yth. Ibu Dian"


def test_somebody_elses_honorific_and_both_at_once_are_no_evidence() -> None:
    assert not salute("Dian Budi", context="Kami sudah bertemu Pak Budi.").sure
    assert not salute("Andi", context="Yth. Bapak/Ibu Andi").sure
    assert not salute("Andi", context="Bapak Presiden hadir. Andi").sure
    both = salute("Andi", context="Pak Andi … Bu Andi")
    assert (both.sure, both.reason) == (False, "gender_contradictory")
    assert not salute("Bapak Hj. Andi").sure


def test_explicit_words_outrank_the_name() -> None:
    assert salute("Ibu Agus").text == "Yth. Ibu Agus"


@pytest.mark.parametrize(
    ("name", "address", "expected"),
    [
        ("Biro Humas Kementerian Y", "humas@y.go.id", "Yth. Biro Humas Kementerian Y"),
        ("", "humas@y.go.id", "Yth. Bagian Humas"),
        ("humas", "humas@y.go.id", "Yth. Bagian Humas"),
        ("", "redaksi@koran.co.id", "Yth. Redaksi"),
        ("PT Maju Jaya", "a@maju.co.id", "Yth. Pimpinan PT Maju Jaya"),
        ("Tim Humas", "x@y.id", "Yth. Tim Humas"),
    ],
)
def test_a_role_is_addressed_as_a_role(name: str, address: str, expected: str) -> None:
    found = salute(name, address)
    assert (found.text, found.sure, found.reason) == (expected, True, "role_address")
    assert salute(name, address, language="en").text == "Dear Sir or Madam"


def test_a_person_behind_a_role_address_stays_a_person() -> None:
    assert salute("Ibu Rina", "humas@y.go.id").text == "Yth. Ibu Rina"


@pytest.mark.parametrize("name", ["", "None", "null", "-", "nan", "rina.w@x.id", "  ", "123", "\u200b", "Dr."])
def test_nobody_is_ever_dear_none(name: str) -> None:
    for language in ("id", "en"):
        found = salute(name, "rina.w@x.id", language=language)
        assert not (found.sure and found.text is None)
        assert "None" not in (found.text or "")
        assert not found.sure or name == "Dr."


def test_english_needs_no_guess() -> None:
    assert salute("Dian Permata", language="en") == Salutation("Dear Dian Permata", sure=True, reason="name_only")
    assert salute("Prof. Dian Permata", language="en").text == "Dear Professor Dian Permata"
    assert salute("Mr. John Smith", language="en").text == "Dear Mr. John Smith"


def test_several_readers_are_addressed_together() -> None:
    unsure = salute("Dian")
    assert salute_many([unsure, unsure]) == Salutation("Yth. Bapak/Ibu sekalian", sure=True, reason="several")
    assert salute_many([unsure]) == unsure
    assert salute_many([], "en").text is None


def test_inspect_answers_whatever_it_is_asked() -> None:
    assert salutation({"name": "Ibu Rina", "address": None, "context": {"signature": "x"}, "language": "id"}) == {
        "salutation": "Yth. Ibu Rina",
        "sure": True,
        "reason": "honorific",
    }
    assert salutation({})["salutation"] is None
    assert salutation({"name": 7, "context": [1, "x"]})["sure"] is False


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=80), st.sampled_from(["id", "en"]))
def test_any_text_is_answered_in_one_line(name: str, address: str, context: str, language: str) -> None:
    found = salute(name, address, context, language)
    assert found.reason
    assert not found.sure or found.text
    assert "\n" not in (found.text or "")


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Ibu Rina", "Ibu"), ("Bpk. Andi Wijaya", "Bapak"), ("Sdr. Joko", "Saudara"), ("Andi Wijaya", "Bapak/Ibu"),
        ("Biro Humas", "Bapak/Ibu"), ("Romo Mangun", "Romo"), ("Letjen TNI Dian", "Bapak/Ibu"),
        ("Bapak dan Ibu Wibowo", "Bapak dan Ibu"), ("Ibu Rina dan Bapak Budi", "Bapak/Ibu"), ("Ibu Menteri", "Ibu"),
    ],
)  # fmt: skip
def test_below_the_salutation_a_letter_keeps_to_its_word(name: str, word: str) -> None:
    assert you(salute(name).text) == word


def test_many_readers_and_a_salutation_of_an_officers_own_are_called_either_way_or_by_its_word() -> None:
    assert you(salute_many([salute("Ibu Rina"), salute("Bapak Budi")]).text) == "Bapak/Ibu"
    assert you(salute("Yang Mulia Duta Besar Norwegia").text) == "Yang Mulia"
    assert [you(said) for said in ("Yth. Ibu Gubernur", "Rina yang baik", "", None)] == [
        "Ibu", "Bapak/Ibu", "Bapak/Ibu", "Bapak/Ibu",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("decided", "language", "expected"),
    [
        (None, "id", "Yth. Bapak/Ibu Sri Utama"),
        ("Ibu", "id", "Yth. Ibu Sri Utama"),
        ("Ibu", "en", "Dear Ms. Sri Utama"),
        ("Ibu Sri", "id", "Yth. Ibu Sri"),
        ("Ibu Sri", "en", "Dear Ms. Sri Utama"),
        ("Yth. Ibu Sri", "id", "Yth. Ibu Sri"),
        ("Yth. Ibu Sri", "en", "Dear Ms. Sri Utama"),
        ("Mr. Utama", "en", "Dear Mr. Utama"),
        ("Dear Sri", "en", "Dear Sri"),
        ("Halo Kak Sri", "id", "Halo Kak Sri"),
    ],
)
def test_what_a_person_decided_opens_letters_of_either_language(
    decided: str | None, language: str, expected: str
) -> None:
    assert greet("Sri Utama", "sri@mitra.example", decided, language=language).text == expected
