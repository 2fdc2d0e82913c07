"""Who asks for no more letters and says nothing else waits for no word of ours."""

from __future__ import annotations

import pytest

from liaison_sync.domain.parting_words import only_asks_for_peace
from liaison_sync.domain.wishes import wish

ALONE = [
    "Mohon tidak dikirimi lagi surat seperti ini.",
    "Selamat sore,\n\nMohon tidak dikirimi lagi surat seperti ini.\n\nTerima kasih.",
    "Yth. Humas Karsa Bahari,\n\nMohon kami tidak dikirimi surel seperti ini lagi, terima kasih.",
    "Tolong jangan kirim email ke saya lagi. Terima kasih, Dewi",
    "unsubscribe",
    "Please stop emailing me. Thank you.",
    "Dear Ayu,\nPlease remove me from your mailing list.\nBest regards,\nDewi Lestari",
]
MORE = [
    "Mohon tidak dikirimi lagi pengingat. Kapan acaranya dimulai?",
    "Mohon tidak dikirimi lagi pengingat, berkasnya kami kirim besok.",
    "Mohon tidak dikirimi lagi surat seperti ini. Kami kecewa atas kejadian kemarin.",
    "Tolong jangan kirim email ke saya lagi, hubungi Pak Budi saja.",
    "Please stop emailing me. My colleague Rina will take part.",
    "Mohon tidak dikirimi lagi. Telepon saya di 0812 3456.",
]


@pytest.mark.parametrize("text", ALONE)
def test_a_wish_alone_leaves_nothing_to_answer(text: str) -> None:
    assert wish(text)
    assert only_asks_for_peace(text, "Dewi Lestari")


@pytest.mark.parametrize("text", MORE)
def test_a_wish_beside_anything_else_does(text: str) -> None:
    assert wish(text)
    assert not only_asks_for_peace(text, "Dewi Lestari")
