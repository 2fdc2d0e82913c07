"""The language of a text: scripts and function words first, py3langid only where these cannot tell."""

from __future__ import annotations

import re
from struct import Struct

from liaison_sync.formats.folded import beyond_ascii, lowered

MAX_TEXT = 2_000  # characters that are looked at
_WORD = re.compile(r"[^\W\d_]+")
_FUNCTION_WORDS = {
    "id": "yang dan di untuk dengan ini itu dari pada dalam akan tidak kami kepada adalah atau telah dapat juga "
    "sebagai kita saya anda bapak ibu oleh "
    "atas mohon terima kasih sudah bisa ke hal karena agar serta tersebut hari bahwa jika belum sangat lebih "
    "para secara saat harus ada hadir rapat surat "
    "salam hormat perihal undangan terlampir berikut silakan tanggal pukul baik pak bu siap nya sehubungan "
    "demikian perhatian kerja sama selamat pagi siang sore senin selasa rabu kamis jumat sabtu seperti masih baru "
    "hingga sampai tetapi tapi saja aja semua orang tahun minta tolong kak mas mbak nggak ya berkas kota warga "
    "menjelang menunggu makasih setuju waktu lewat",
    "ms": "yang dan untuk dengan ini itu dari pada dalam akan tidak kami kepada ialah atau telah boleh juga "
    "sebagai kita saya anda tuan puan oleh "
    "atas mohon terima kasih sudah ke kerana agar serta tersebut hari bahawa jika belum sangat lebih para secara "
    "mesti ada hadir mesyuarat surat "
    "jemputan dilampirkan berikut sila tarikh pukul dijemput daripada sekiranya sukacita perkara pejabat "
    "kerjasama bagi mengenai maklum isnin khamis jumaat rabu sabtu seperti masih baru hingga sampai tetapi sahaja "
    "semua orang tahun minta tolong bandar waktu",
    "en": "the and to of in is for you that we on with this be are as will have your it at from our please not "
    "by can or if an was would any all "
    "i me my he she they has been but do so what there when which who thank thanks dear regards meeting attached "
    "could should let know",
    "nl": "de het een en van in is dat op te voor met niet zijn aan er om ook als bij maar uit door over naar "
    "wij u je ik wordt graag uw heeft worden deze",
    "de": "der die und das in zu den mit ist für von auf nicht ein eine sie wir ich es dem im bei als auch sich "
    "an werden haben oder ihre ihnen bitte uns wird",
    "fr": "le la les de des et en un une est que pour dans vous nous pas au du sur avec ce qui par plus votre "
    "sont ne je il merci nos vos cette aux ou être",
    "es": "el la los las de que y en un una es por para con no del se su al lo como más pero nos le esta usted "
    "muy son gracias este ha hemos sus",
    "pt": "o a os as de que e em um uma é por para com não do da se no na ao dos das mais nos você está obrigado "
    "são foi ou sua pelo pela aos",
    "it": "il la i le di che e in un una è per con non del della si da al lo come più ma gli sono ci grazie alla "
    "nel dei delle questo questa vi anche",
    "tr": "ve bir bu için ile da de çok olarak olan daha ne kadar gibi sonra biz siz ama teşekkürler",
    "vi": "và của là có cho không được trong với các một những này người đã để chúng tôi ông bà",
    "jv": "lan ing sing kanggo karo iki kuwi ora wis arep saka marang kula panjenengan nggih matur nuwun badhe "
    "sampun wonten",
}
_OWN = {code: frozenset(words.split()) for code, words in _FUNCTION_WORDS.items()}
_WORDS_OF = {**_OWN, "only id": _OWN["id"] - _OWN["ms"], "only ms": _OWN["ms"] - _OWN["id"]}  # near twins
# Every word counts for several: one number holds all their counts, and adding it up is quicker than a dozen counters.
_COUNTERS = Struct(f"<{len(_WORDS_OF)}H")  # 16 bits each: a text of MAX_TEXT characters has fewer words
_COUNTS = {
    word: sum(1 << 16 * at for at, words in enumerate(_WORDS_OF.values()) if word in words)
    for own in _OWN.values()
    for word in own
}
_CYRILLIC_UKRAINIAN = frozenset("іїєґ")
_ARABIC_PERSIAN = frozenset("پچژگ")
_SCRIPTS = (
    ("ja", 0x3040, 0x30FF),
    ("ko", 0xAC00, 0xD7AF),
    ("ko", 0x1100, 0x11FF),
    ("th", 0x0E00, 0x0E7F),
    ("ar", 0x0600, 0x06FF),
    ("he", 0x0590, 0x05FF),
    ("el", 0x0370, 0x03FF),
    ("ru", 0x0400, 0x04FF),
    ("hi", 0x0900, 0x097F),
    ("ta", 0x0B80, 0x0BFF),
    ("km", 0x1780, 0x17FF),
    ("lo", 0x0E80, 0x0EFF),
    ("my", 0x1000, 0x109F),
    ("zh", 0x4E00, 0x9FFF),
)
_OTHER_SCRIPT = re.compile(r"[^\W\d_\x00-\u036f]")
SHORT = 40  # words of a note that need fewer function words to be Indonesian or Malay
ENOUGH_FOR_MODEL = 120  # letters; below, a statistical guess is worth little and its model a second of start-up


def guess(text: str) -> str | None:
    """ISO 639-1 code of the language of `text`, or None where it is too short to tell."""
    sample = text[:MAX_TEXT]
    if "@" in sample or "://" in sample:
        sample = " ".join(word for word in sample.split() if "@" not in word and "://" not in word)
    low = lowered(sample)
    beyond = beyond_ascii(low)
    if _OTHER_SCRIPT.search(beyond) and (script := _by_script(sample)):
        return script
    words = _words(low)
    if beyond and not beyond.isalpha():
        words = [part for word in words for part in ((word,) if word.isalpha() else _WORD.findall(word))]
    if not words:
        return None
    return _by_words(words) or _by_model(sample, words)


def _words(low: str) -> list[str]:
    """Its runs of letters and of other signs than ASCII's, cut by a table, which takes a fraction of a pattern."""
    if low.isascii():
        return low.translate(_LETTERS).split()
    return low.encode("utf-8", "surrogatepass").translate(_LETTER_BYTES).decode("utf-8", "surrogatepass").split()


_LETTERS = "".join(chr(code) if chr(code).isalpha() else " " for code in range(128))
_LETTER_BYTES = _LETTERS.encode() + bytes(range(128, 256))


def _by_script(sample: str) -> str | None:
    letters = [ord(c) for c in sample if c.isalpha()]
    if not letters:
        return None
    counts: dict[str, int] = {}
    for point in letters:
        if point >= 0x370:
            code = next((code for code, first, last in _SCRIPTS if first <= point <= last), "")
            counts[code] = counts.get(code, 0) + 1
    best = max(counts, key=lambda code: counts[code], default="")
    if not best or sum(counts.values()) * 3 < len(letters):
        return None
    if best == "zh" and counts.get("ja", 0) * 20 >= counts["zh"]:
        return "ja"
    if best == "ru" and _CYRILLIC_UKRAINIAN & set(sample.lower()):
        return "uk"
    return "fa" if best == "ar" and _ARABIC_PERSIAN & set(sample) else best


def _by_words(words: list[str]) -> str | None:
    counted = sum(filter(None, map(_COUNTS.get, words)))
    scores = dict(zip(_WORDS_OF, _COUNTERS.unpack(counted.to_bytes(_COUNTERS.size, "little")), strict=True))
    apart = {code: scores.pop(f"only {code}") for code in ("id", "ms")}
    twin, other = ("ms", "id") if apart["ms"] > apart["id"] else ("id", "ms")
    scores[twin], scores[other] = max(scores["id"], scores["ms"]), 0
    first = max(scores, key=scores.__getitem__)
    second, best = sorted(scores.values())[-2:]
    if best >= 2 and best >= second * 1.5 + 1 and best * 12 >= len(words):
        return first
    if best and not second and len(words) <= 6 and best * 3 >= len(words):
        return first
    if len(words) <= SHORT and first == twin and best >= 2 and best > second:
        return twin  # no other language we count has these words
    return _mixed(scores[twin], scores["en"], twin, len(words))


def _mixed(malay: int, english: int, twin: str, count: int) -> str | None:
    """Both languages in one text, as offices in Jakarta write: Indonesian unless English clearly leads."""
    if min(malay, english) < 2 or (malay + english) * 5 < count:
        return None
    return "en" if english > malay * 1.25 else twin


def _by_model(sample: str, words: list[str]) -> str | None:
    if sum(map(len, words)) < ENOUGH_FOR_MODEL:
        return None
    import py3langid

    code = str(py3langid.classify(sample)[0])
    return "id" if code in ("jv", "su") else code
