"""Messages that only say thanks or "noted": they leave nobody anything to answer."""

from __future__ import annotations

import re

_LONGEST = 300
_WORD = re.compile(r"[^\W\d_]+")
# Phrases that carry the courtesy; one of them must stand there (id, en).
_COURTESIES = (
    *("terima kasih", "terimakasih", "makasih", "tks", "trims", "matur nuwun", "hatur nuhun", "noted", "dicatat"),
    *("baik bapak", "baik ibu", "baik pak", "baik bu", "siap", "sudah kami terima", "telah kami terima", "diterima"),
    *("thank you", "thanks", "thx", "well received", "received with thanks", "much appreciated", "sama sama"),
    *("you re welcome", "salam", "understood", "acknowledged", "duly noted"),
)
# What may stand beside it without asking or promising anything.
_FILLING_TEXT = (
    "baik bapak ibu pak bu sdr saudara yth atas dan dengan banyak kembali sebelumnya informasi informasinya info "
    "infonya perhatian perhatiannya kerja sama kerjasama kerjasamanya bantuan bantuannya konfirmasi konfirmasinya "
    "balasan responnya tanggapan tanggapannya surat suratnya email emailnya surel undangan undangannya "
    "kami saya sudah telah terima diterima siap ok oke okay ya salam hormat sehat selalu selamat pagi siang sore "
    "malam semoga sukses nya kasih terima terimakasih makasih tks trims noted dicatat sama hatur nuhun matur nuwun "
    "dear all mr mrs ms sir madam hi hello thank thanks you very much so many again for your the this that "
    "information update confirmation help support email message reply kind quick prompt well received with "
    "appreciated we i it is are have best regards kindly warm sincerely duly understood acknowledged welcome re "
    "to our and also have a nice great good day weekend week"
)
FILLING = frozenset(_FILLING_TEXT.split())


def is_courtesy(new_text: str) -> bool:
    """Whether the new text of a message is thanks or acknowledgement and nothing else.

    A question, a number, a link or one word beyond the usual ones makes it more than that: better one answer too many
    than one forgotten.
    """
    text = new_text.strip()
    if not text or len(text) > _LONGEST or "?" in text or "？" in text or any(map(str.isdigit, text)):
        return False
    words = [w.casefold() for w in _WORD.findall(text)]
    said = f" {' '.join(words)} "
    return any(f" {phrase} " in said for phrase in _COURTESIES) and all(w in FILLING for w in words)
