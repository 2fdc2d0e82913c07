"""Salutation: how a letter addresses its reader. Never a wrong guess: what is not sure is held for a person.

Gender comes from evidence only: an honorific in the name or in what they or we wrote, a gendered title, a name only
one gender bears. Contradictory evidence is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from liaison_sync.domain.given_names import gender_of, is_listed
from liaison_sync.domain.name_parts import Person, bare, clean, is_late, pieces, take_apart, unsplit
from liaison_sync.domain.name_titles import HONORIFICS, INSTEAD, SPOKEN, STYLE, TITLE_GENDER, Gender
from liaison_sync.domain.post_names import addressed, is_land, is_post
from liaison_sync.domain.role_names import role_of
from liaison_sync.domain.two_people import two_people
from liaison_sync.domain.value import dataclass

_MOST_CONTEXT = 20_000
_BEFORE_SECOND = frozenset(
    "muhammad mohammad mohamad muhamad m moh muh moch much mochamad mochammad ahmad achmad siti i ni made putu".split()  # noqa: SIM905
)
_NOT_ABROAD = frozenset({"id", "co", "io", "me", "tv", "ai", "cc"})
EITHER = "Bapak/Ibu"
_HONORIFIC = {"id": frozenset({"Bapak", "Ibu", "Saudara", "Saudari"}), "en": frozenset({"Mr.", "Ms.", "Mrs."})}
_ALONE = _HONORIFIC["id"] | _HONORIFIC["en"]
_OPENS = {"id": "Yth.", "en": "Dear"}
_SAID = _HONORIFIC["id"] | frozenset(INSTEAD)
_ENVOYS = frozenset({"Ambassador", "Consul General"})  # often named by their country alone
_INITIALS = {("R.A.",), ("R.M.",)}  # Raden Ajeng, Raden Mas; or a given name and a second one, shortened
_WORD = {"male": "Bapak", "female": "Ibu"}
_ENGLISH = {"male": "Mr.", "female": "Ms."}
_STATED: dict[str, Gender] = {
    "bapak": "male", "laki-laki": "male", "pria": "male", "male": "male", "he/him": "male",
    "ibu": "female", "perempuan": "female", "wanita": "female", "female": "female", "she/her": "female",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Salutation:
    """`text` without its closing comma, None where nothing can be said; not `sure` means held. `reason` is a key."""

    text: str | None
    sure: bool
    reason: str


def salute(name: str, address: str = "", context: str = "", language: str = "id") -> Salutation:
    """The salutation of one reader; `context` is what they signed or how we addressed them before."""
    if is_late(name):
        return Salutation(None, sure=False, reason="deceased")
    whole = unsplit(name)
    two, name = two_people(whole), _person_in(name)
    role = role_of(clean(name), address)
    person = take_apart(name)
    if role is not None and (role.by_name or person is None or _is_address(person.name, address)):
        text = f"Yth. {role.title}" if language == "id" else f"Dear {addressed(role.title, None)}"
        return Salutation(text, sure=True, reason="role_address")
    if person is None or _is_address(person.name, address):
        return Salutation(None, sure=False, reason="no_name")
    if person.couple:
        text = f"Yth. Bapak dan Ibu {person.full}" if language == "id" else f"Dear Mr. and Mrs. {person.name}"
        return Salutation(text, sure=True, reason="honorific")
    if two or person.several:
        own = "Yth." if bare(whole.split()[0]) in HONORIFICS else "Yth. Bapak/Ibu"
        return Salutation(f"{own if language == 'id' else 'Dear'} {whole}", sure=False, reason="two_people")
    word = "Yth. Bapak/Ibu" if language == "id" else "Dear"
    if len(person.tokens) == 1 and len(person.name) > 1 and person.name.isupper():
        return Salutation(f"{word} {person.full}", sure=False, reason="gender_unknown")  # an acronym
    gender, reason = _gender(person, context, abroad=_is_abroad(address))
    if language == "id":
        return _indonesian(person, gender, reason, context)
    return _english(person, gender, reason)


def greet(name: str, address: str, decided: str | None, context: str = "", language: str = "id") -> Salutation:
    """The salutation of one whose own may have been `decided` by a person: an honorific alone, or all of it.

    What was written for letters in the other language tells the honorific.
    """
    if not decided:
        return salute(name, address, context, language)
    first, *rest = decided.split()
    if first in _HONORIFIC[language] and rest:
        return Salutation(f"{_OPENS[language]} {decided}", sure=True, reason="decided")
    if first in _ALONE:
        return salute(f"{first} {name}", address, "", language)
    if first in _OPENS.values() and first != _OPENS[language]:
        word = rest[:1]
        return salute(f"{word[0]} {name}" if word and word[0] in _ALONE else name, address, context, language)
    return Salutation(decided, sure=True, reason="decided")


def salute_many(people: Sequence[Salutation], language: str = "id") -> Salutation:
    """One letter to several readers addresses them together, which needs no guess."""
    if len(people) == 1:
        return people[0]
    if not people:
        return Salutation(None, sure=False, reason="no_name")
    return Salutation("Yth. Bapak/Ibu sekalian" if language == "id" else "Dear all", sure=True, reason="several")


def you(text: str | None) -> str:
    """What an Indonesian letter calls its reader below that salutation: "Ibu" after "Yth. Ibu Rina", else either."""
    words = (text or "").removeprefix("Yth. ").split()
    if words[:3] == ["Bapak", "dan", "Ibu"]:
        return "Bapak dan Ibu"
    if words[:2] == STYLE.split():
        return STYLE
    first = words[0] if words else ""
    return first.replace("Rm.", "Romo") if first in _SAID and "dan" not in words else EITHER


def _person_in(name: str) -> str:
    """Of "Kementerian X - Rina Wulandari" the person, where there is no doubt that it is one."""
    first, *others = pieces(name) or [name]
    if not others or role_of(clean(first), "") is None:
        return name
    people = [(one, take_apart(one)) for one in others if role_of(clean(one), "") is None]
    return next((one for one, found in people if found and (found.genders or gender_of(found.tokens))), name)


def _is_address(name: str, address: str) -> bool:
    if " " not in name and any(c in "_.0123456789" for c in name.strip(".")):
        return True  # "rina.wulandari", "humas2"
    local = address.partition("@")[0].lower()
    return " " not in name and bool(local) and name.lower() == local and any(c in "._0123456789" for c in local)


def _indonesian(person: Person, gender: Gender | None, reason: str, context: str) -> Salutation:
    if gender is not None:
        word = _WORD[gender]
        if (person.honorific or _honorific_in(person, context)) in {"sdr", "saudara", "sdri", "saudari"}:
            word = "Saudara" if gender == "male" else "Saudari"
        if person.honorific is None and person.before and person.before[0] in INSTEAD:
            return Salutation(f"Yth. {person.full}", sure=True, reason="title")
        if person.before[:1] == (STYLE,):
            named = person.full.removeprefix(STYLE).strip()
            return Salutation(f"Yth. {STYLE} {word} {named}", sure=True, reason=reason)
        return Salutation(f"Yth. {word} {person.full}", sure=True, reason=reason)
    if person.rank and reason == "gender_unknown":
        return Salutation(f"Yth. {person.full}", sure=True, reason="title")
    return Salutation(f"Yth. Bapak/Ibu {person.full}", sure=False, reason=reason)


def _english(person: Person, gender: Gender | None, reason: str) -> Salutation:
    """A name without an honorific is polite English and guesses nothing."""
    if (person.honorific or person.before[:1] == (STYLE,)) and is_post(person.name):
        return Salutation(f"Dear {addressed(person.name, gender)}", sure=True, reason=reason)
    if reason == "gender_contradictory":
        return Salutation(f"Dear {person.name}", sure=True, reason="name_only")
    spoken = next((SPOKEN[t] for t in person.before if t in SPOKEN), None)
    if spoken:
        named = len(person.tokens) > 1 and not is_land(person.tokens)
        holder = spoken not in _ENVOYS or named or is_listed(bare(person.name))
        return Salutation(f"Dear {spoken} {person.name}" if holder else f"Dear {spoken}", sure=True, reason="title")
    title = next((t for t in person.before if t in {"Prof.", "Dr.", "dr."}), None)
    if title:
        return Salutation(f"Dear {'Professor' if title == 'Prof.' else 'Dr.'} {person.name}", sure=True, reason="title")
    if person.honorific == "sir":  # a knight goes by his first name
        return Salutation(f"Dear Sir {person.tokens[0]}", sure=True, reason="title")
    if gender is not None and reason in {"honorific", "context", "title"}:
        return Salutation(f"Dear {_ENGLISH[gender]} {person.name}", sure=True, reason=reason)
    return Salutation(f"Dear {person.name}", sure=True, reason="name_only")


def _is_abroad(address: str) -> bool:
    """Whether the address names another country; some codes of countries the whole world uses."""
    code = address.rpartition("@")[2].rpartition(".")[2].lower()
    return len(code) == 2 and code not in _NOT_ABROAD


def _gender(person: Person, context: str, *, abroad: bool) -> tuple[Gender | None, str]:
    """The gender all evidence agrees on, with its kind, or why there is none. Explicit words outrank the name list."""
    spoken = frozenset(_spoken(person, context[:_MOST_CONTEXT]))
    explicit = person.genders | spoken
    if len(explicit) > 1:
        return None, "gender_contradictory"
    listed = _listed(person, abroad=abroad)
    if explicit and not (person.honorific or spoken):
        if listed and explicit.isdisjoint(listed):
            return None, "gender_contradictory"  # initials, or a slip: "H. Siti Aminah"
        if not listed and person.before in _INITIALS:
            return None, "gender_unknown"
    if explicit:
        kind = "honorific" if person.honorific else "context" if spoken else "title"
        return next(iter(explicit)), kind
    if len(listed) > 1:  # a name both may bear tells as little as one nobody knows
        return None, "gender_unknown"
    return (next(iter(listed)), "given_name") if listed else (None, "gender_unknown")


def _listed(person: Person, *, abroad: bool) -> frozenset[Gender]:
    if person.before == ("R.",) and len(person.tokens) == 1:
        return frozenset()  # an initial and a surname, or Raden and a name
    return gender_of(person.tokens, abroad=abroad)


def _called(person: Person) -> frozenset[str]:
    """The words one calls this person by: the first name, or the second after Muhammad, Siti, I, Ni …"""
    words = [bare(token) for token in person.tokens]
    second = words[1:2] if words and words[0] in _BEFORE_SECOND else []
    return frozenset(words[:1] + second) - {""}


def _mentions(person: Person, context: str) -> Iterator[str]:
    """Honorifics that stand before this person's name: "Pak Budi", "Ibu Dr. Rina"."""
    called = _called(person)
    words = [bare(word.strip(":;!?\"'*_")) for word in context[:_MOST_CONTEXT].replace("/", " / ").split()]
    for index, word in enumerate(words):
        if word not in HONORIFICS or "/" in words[max(index - 1, 0) : index + 2]:
            continue  # "Bapak/Ibu" says nothing
        following = [one for one in words[index + 1 : index + 6] if one]
        while following and following[0] in {*TITLE_GENDER, "dr", "prof", "ir", "drg"}:
            following.pop(0)
        if following and following[0] in called:
            yield word


def _honorific_in(person: Person, context: str) -> str | None:
    return next(_mentions(person, context), None)


def _spoken(person: Person, context: str) -> Iterator[Gender]:
    """What the context says of this person."""
    stated = " ".join(context.split()).strip(" .,").lower()
    if stated in _STATED:
        yield _STATED[stated]
    for mark in ("she/her", "he/him"):
        if f"({mark}" in context.lower():
            yield _STATED[mark]
    for word in _mentions(person, context):
        yield HONORIFICS[word]
