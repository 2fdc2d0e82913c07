"""Who comes in the writer's stead, as a plain answer to an invitation says it."""

from __future__ import annotations

import re

from liaison_sync.domain.value import dataclass

_FIRST_PERSON = r"(?:saya|kami|kita|beliau|aku)"
_OURS = r"(?:my|our|his|her)"
_TITLE = r"(?:Bapak|Bpk\.?|Bp\.|Ibu|Pak|Bu|Sdri?\.?|Saudara|Saudari|Mas|Mbak|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Prof\.?)"
_COMES = r"(?:attend|come|join|go|be there|participate)(?:ing)?"
# The name follows these …
_THEN_NAME = re.compile(
    r"\b(?:(?:akan |kami |dapat )?diwakil(?:i|kan)(?: langsung| sepenuhnya)?(?: (?:oleh|kepada|ke|pada))?|"
    r"(?:akan )?(?:me)?wakilkan (?:kehadiran(?: saya| kami)? )?(?:kepada|ke|pada)|"
    r"(?:men)?delegasikan (?:kehadiran(?: saya| kami)? )?(?:kepada|ke|pada)|didelegasikan (?:kepada|ke|pada)|"
    r"(?:be|is|are|am) represented by|"
    r"delegat(?:e|ed|ing)(?: this| it| my attendance| our attendance| attendance)? to)\b",
    re.IGNORECASE,
)
# … and these need one: a meeting is passed on, people are sent and things replaced without anybody's standing in.
_NEEDS_NAME = re.compile(
    r"\b(?:(?:kami )?(?:akan )?(?:menugaskan|mengutus)|"
    rf"(?:{_FIRST_PERSON} (?:akan |nanti )?)?digantikan(?: oleh)?|"
    r"disposisikan (?:kepada|ke)(?=.{3,80}?\b(?:hadir|menghadiri|mewakili))|"
    r"(?:pengganti|perwakilan|wakil) (?:dari )?(?:saya|kami),?(?: yang)?(?: akan)?(?: hadir| datang)?"
    r"(?: adalah| yaitu| ialah)?|"
    rf"(?:i|we|i'll|we'll|i'm|we're|will|am|are|be) send(?:ing)?(?=.{{2,60}}?\b(?:instead\b|in {_OURS} (?:place|stead)|"
    rf"on {_OURS} behalf)))",
    re.IGNORECASE,
)
# The name stands before these, or after them with what it will do.
_AFTER_NAME = re.compile(
    rf"\b(?:(?:hadir|datang|ikut) (?:untuk )?mewakili|(?:akan |bisa |dapat )?mewakili {_FIRST_PERSON}\b|"
    rf"yang (?:akan )?mewakili(?=[ .!]*$)|(?:mewakili|menggantikan) {_FIRST_PERSON}|"
    r"(?:will|to|be|is|are) represent(?:ing)? (?:me|us)|"
    rf"(?:(?:will|to) )?{_COMES} (?:on {_OURS} behalf|in {_OURS} (?:place|stead)|instead(?: of (?:me|us|him|her))?)|"
    rf"(?:stand(?:ing)? in|cover(?:ing)?|fill(?:ing)? in|deputi[sz](?:e|ing)|substitut(?:e|ing)) for (?:me|us)|"
    rf"on {_OURS} behalf|in {_OURS} (?:place|stead))\b",
    re.IGNORECASE,
)
# Said of other things than meetings as well: a substitute where the mail speaks of an invitation.
_LOOSE = re.compile(r"instead$|for (?:me|us)$|^(?:digantikan|on)", re.IGNORECASE)
_NAMES_NOBODY = re.compile(r"yang |.*instead$", re.IGNORECASE)
_NOBODY = re.compile(
    r"\b(?:tidak|tak|tdk|belum|jangan|tiada|no one|no-one|nobody|none|not|can't|cannot|harap|mohon|agar|wajib|harus|"
    r"please)"
    r"(?: (?:bisa|dapat|ada|yang|akan|perlu|boleh|untuk|sempat|of|us|else|to|who|can|will|be|is|available|able|"
    r"staf|orang|send|someone|somebody|anyone|lagi|juga))* $",
    re.IGNORECASE,
)
_WRITER = re.compile(
    r"\b(?:saya|kami|i|we|i'll|we'll|i'm|we're)(?: sendiri| sendirilah| myself)?(?: (?:siap|yang|akan|am|are|will|be|"
    r"bisa|dapat|happy|to|glad))* $",
    re.IGNORECASE,
)

_TITLED_NAME = (
    rf"((?:(?:{_TITLE}|Ir\.?|Drs\.?|Dra\.?|Kol\.?|H\.|Hj\.)[ ])*"
    r"[A-Z][\w.'’-]*(?:[ ](?:(?:bin|binti|van|de)[ ])?[A-Z][\w.'’-]*){0,5}(?:,[ ]?[A-Z][\w.]{0,8}\.?(?![\w ]))*)"
)
_PERSON = re.compile(
    r",?[ ]*(?:oleh|kepada|ke|pada|yaitu|adalah|ialah|nanti|to|by|:)?[ ]*(?:(?:reporter|rekan|staf|kolega|"
    rf"wartawan|jurnalis|colleague|kami|kita|my|our|kami adalah)[ ])*{_TITLED_NAME}"
)
_WILL_COME = re.compile(r"[ ](?:will|is|can|would|akan|yang)\b")
# "Dari kami yang hadir Pak Joko mewakili Direktur": who comes stands between coming and standing in.
_BETWEEN = re.compile(
    rf"\b(?:hadir|datang|ikut)(?: nanti| besok| adalah| ialah| yaitu)?[,:]?[ ](?={_TITLE}[ ]|[A-Z]){_TITLED_NAME},?[ ]"
    r"(?:untuk |yang |akan )*mewakili\b"
)
_WHO = re.compile(r"\byang (?:akan |nanti )?(?:hadir |datang )?(?:mewakili|menggantikan) \w+$", re.IGNORECASE)
_NAMELY = re.compile(r"adalah|yaitu|ialah")
_BEFORE_NAME = re.compile(
    r"\b(?!(?:I|We|He|She|They|It|Who|Saya|Kami|Beliau|Dia|Mereka|Nanti|Yang|Insya|Allah|Akan|Sending|Sebagai)\b)"
    r"((?:(?:Bapak|Bpk\.?|Bp\.|Ibu|Pak|Bu|Sdr\.?|Sdri\.?|Mas|Mbak|Mr\.?|Mrs\.?|Ms\.?|Dr\.?)[ ])?"
    r"[A-Z][\w.'’-]*(?:[ ][A-Z][\w.'’-]*){0,4}),?[ ](?:(?:will|can|could|akan|bisa|dapat|is|to|yang|nanti|untuk|agar|"
    r"[Ii]nsya ?[Aa]llah)[ ])?"
    r"(?:(?:akan|be|bisa|dapat)[ ])?"
    r"(?:(?:com(?:e|ing)|attend(?:ing)?|join(?:ing)?|go(?:ing)?|there|speak(?:ing)?|take part|"
    r"step in|hadir|datang)[ ])?$"
)
_TITLED = re.compile(rf"\b{_TITLE}[ ]")

DELEGATED_HINTS = frozenset({
    "wakil", "menugaskan", "utus", "delegasi", "delegat", "represent", "behalf", "place", "stead", "gantikan",
    "pengganti", "disposisikan", "stand in for", "standing in for", "cover for", "covering for", "fill in for",
    "filling in for", "deputis", "deputiz", "substitut",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody comes for the writer; `name` None where nobody is named, `loose` where it may be said of anything."""

    name: str | None
    loose: bool = False


def stand_in(sentence: str) -> StandIn | None:
    """Whom a sentence says comes in the writer's stead; None where it speaks of none."""
    for pattern, needs_name in ((_THEN_NAME, False), (_NEEDS_NAME, True)):
        found = pattern.search(sentence)
        if found and not _NOBODY.search(sentence, 0, found.start()):
            name = _after(sentence, found)
            if name or not needs_name:
                return StandIn(name, bool(_LOOSE.search(found[0])))
    between = _BETWEEN.search(sentence)
    if between and not _NOBODY.search(sentence, 0, between.start()):
        return StandIn(between[1].strip(" .,"))
    found = _AFTER_NAME.search(sentence)
    if not found or _negated(sentence, found):
        return None
    name = _before(sentence, found) or _coming(sentence, found)
    if name is None and _NAMES_NOBODY.match(found[0]):
        return None
    return StandIn(name, bool(_LOOSE.search(found[0])) and not (name and found[0].lower().startswith("on")))


def _negated(sentence: str, at: re.Match[str]) -> bool:
    """Whether nobody does, or the writer himself comes for somebody else."""
    before = sentence[max(0, at.start() - 120) : at.start()]
    return bool(_NOBODY.search(before) or _WRITER.search(before))


def _after(sentence: str, at: re.Match[str]) -> str | None:
    found = _PERSON.match(sentence, at.end())
    return found[1].strip(" .,") if found else None


def _before(sentence: str, at: re.Match[str]) -> str | None:
    found = _BEFORE_NAME.search(sentence[max(0, at.start() - 120) : at.start()])
    if not found:
        return None
    titled = _TITLED.search(found[1])  # "Nanti Pak Budi yang …"
    return found[1][titled.start() if titled else 0 :].strip(" .,")


def _coming(sentence: str, at: re.Match[str]) -> str | None:
    """ "In my place, Rina will come"; "yang hadir mewakili kami adalah Ibu Ratna"."""
    found = _PERSON.match(sentence, at.end())
    if not found or not (
        _WILL_COME.match(sentence, found.end()) or _NAMELY.search(found[0]) or _WHO.search(sentence, 0, at.end())
    ):
        return None
    return found[1].strip(" .,")
