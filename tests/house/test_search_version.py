"""What stands in a stored search index was made by the code of its day: a change of words needs a migration."""

from __future__ import annotations

from hashlib import sha256

from liaison_sync.domain.search_words import further, tokens

_TEXT = (
    "Menindaklanjuti surat-surat Nomor B-45/HM.00/XI/2026 perihal undangan; rapat koordinasi dipersiapkan panitia. "
    "Meetings were rescheduled: Café Ångström, ﬁnal ＡＢＣ, 会議のご案内, ประชุม, مُحَمَّد, Ελλάδα, naskah2, "
    "pemberitahuannya, dikirimkan, Łódź, Straße."
)
_MADE = "cb42473f95113a31"  # since migration 0006


def test_words_are_made_as_in_the_last_migration_that_indexed() -> None:
    """Where this fails on purpose: add a migration that calls store.fulltext.rebuild, then write its digest here."""
    words = tokens(_TEXT)
    made = sha256(" ".join([*words, *sorted(further(set(words)))]).encode()).hexdigest()[:16]
    assert made == _MADE
