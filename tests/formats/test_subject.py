from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats.subject import base_subject


@pytest.mark.parametrize(
    ("subject", "base", "prefix"),
    [
        ("Undangan rapat", "Undangan rapat", False),
        ("Re: Undangan rapat", "Undangan rapat", True),
        ("RE: Re[2]: Fwd: Undangan rapat", "Undangan rapat", True),
        ("Bls: Balas: Undangan rapat", "Undangan rapat", True),
        ("Trs: Undangan rapat", "Undangan rapat", True),
        ("[humas] Re: [EXTERNAL] Undangan rapat", "Undangan rapat", True),
        ("回复：会议", "会议", True),
        ("Réf : Undangan", "Undangan", True),
        ("[Fwd: Undangan rapat]", "Undangan rapat", True),
        ("Undangan rapat (fwd)", "Undangan rapat", True),
        ("Re:", "", True),
        ("[humas]", "[humas]", False),
        ("Rencana: kunjungan", "Rencana: kunjungan", False),
        ("Rekap: kunjungan", "Rekap: kunjungan", False),
        ("Rapat: persiapan", "Rapat: persiapan", False),
        ("Ref: B-45/HMS/2026", "Ref: B-45/HMS/2026", False),
        ("TL: laporan", "TL: laporan", False),
        ("  Re:   dua\tkata  ", "dua kata", True),
        ("Re - bukan awalan", "Re - bukan awalan", False),
        ("Re-2: Odp.: Undangan", "Odp.: Undangan", True),
        ("轉發: 会议", "会议", True),
        ("***SPAM*** Re: {Spam?} Undangan", "Undangan", True),
        ("*** Penting *** Undangan", "*** Penting *** Undangan", False),
        ("Vast: luas lahan", "Vast: luas lahan", False),
        ("إعادة توجيه: RE: اجتماع", "اجتماع", True),
        ("Trả lời: phỏng vấn", "Trả lời: phỏng vấn", False),
    ],
)
def test_prefixes_and_tags_go_words_stay(subject: str, base: str, prefix: bool) -> None:
    assert base_subject(subject, is_reply=False, calendar=False) == (base, prefix)


def test_wordy_prefixes_go_only_on_replies() -> None:
    assert base_subject("AW: Undangan", is_reply=False, calendar=False) == ("AW: Undangan", False)
    for word in ("AW", "Antwort", "Odp.", "رد", "Továbbítás", "Rép ", "Balasan", "Redir.", "Videresend"):
        assert base_subject(f"{word}: Undangan", is_reply=True, calendar=False) == ("Undangan", True)


def test_invitation_words_go_only_on_calendar_mail() -> None:
    assert base_subject("Undangan: rapat", is_reply=False, calendar=False) == ("Undangan: rapat", False)
    assert base_subject("Undangan: rapat", is_reply=False, calendar=True) == ("rapat", False)
    assert base_subject("Accepted: Re: rapat", is_reply=False, calendar=True) == ("rapat", True)


@settings(max_examples=150)
@given(st.text(max_size=40), st.booleans(), st.booleans())
def test_a_base_subject_is_its_own_base_subject(words: str, is_reply: bool, calendar: bool) -> None:
    base, _ = base_subject("Re: " + words, is_reply=is_reply, calendar=calendar)
    assert base_subject(base, is_reply=is_reply, calendar=calendar)[0] == base
