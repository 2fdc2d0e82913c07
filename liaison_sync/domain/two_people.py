"""Whether a display name holds two people: "Agus, Dewi", "Rina Wulandari; Budi Santoso", "Rina/Budi", "Rina dkk"."""

from __future__ import annotations

import re

from liaison_sync.domain.given_names import is_listed
from liaison_sync.domain.name_parts import is_surname

_APART = re.compile(r"\s*[,;/]\s*")
_AND_OTHERS = frozenset({"dkk", "cs", "dll"})
# Names people go by, of either gender; in front of a comma they are hardly a surname, as Wijaya or Lestari may be.
_CALLED = frozenset(
    """achmad ade adinda agnes agus ahmad aisyah ajeng aldi ali amanda andi anisa anita annisa anton arief arif arya
    asep ayu bagus bambang bayu benny bobby budi bunga citra cindy clara dadang daniel david deden dedi dedy deni denny
    desi dewi diah dian diana dicky didik dimas dina dinda djoko doni donny dwi dyah eddy edi eka eko endang erna eva
    evi fajar faisal farah farhan farida fatimah fauzan ferry fitri galih ganjar gatot guntur hadi hana hari haris
    hendra hendri hendro henry heri herman heru hesti ika imam imelda indah indra intan ira irfan irma irvan irwan iwan
    jefri jessica jimmy johan joko joni kartika kartini kiki krisna laila leni lia lilis lina linda lisa lukman lusi
    made maman maria maya mega mira mohammad muhammad nadia nanang nia nina novi nur nurul panji rangga rani ratih
    ratna rendra reni retno reza ricky ridwan rika rina rini rita rizal rizki rizky robby robert roni ronny rosa roy
    rudi rudy sandra santi shinta sigit silvia siska siti slamet sonia sri tania tari tatang taufik teguh tika tina
    togar tono tony tri tuti udin ujang umi vera vina wahyu wawan wayan wisnu wiwik wulan yanto yeni yudhi yuli yulia
    yuni yunita""".split()  # noqa: SIM905
)


def two_people(name: str) -> bool:
    """Whether more than one seems to stand here; commas before titles or a given name ("Santoso, Budi") do not say so.

    `name` is cleaned of all that mail programs add.
    """
    if any(word.strip(".").lower() in _AND_OTHERS for word in name.split()[1:]):
        return True
    head, *rest = [piece.split() for piece in _APART.split(name)]
    named = [words for words in rest if words and _is_name(words)]
    return bool(head) and bool(named) and (";" in name or "/" in name or not _may_be_surname(head))


def _is_name(words: list[str]) -> bool:
    return words[0].lower() in _CALLED or is_listed(words[0].lower())


def _may_be_surname(words: list[str]) -> bool:
    return is_surname(" ".join(words)) and words[0].lower() not in _CALLED
