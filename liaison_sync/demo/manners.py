"""How the cast greets and signs: salutations, closings and signatures in Indonesian and English."""

from __future__ import annotations

import re

from liaison_sync.demo.quoting import Names
from liaison_sync.demo.story import BY_ADDRESS, OFFICERS, ORGANISATION, PARTNERS, Person, is_ours

IBU = frozenset((
    "sri", "nyoman", "laras", "intan", "nadia", "wulan", "mega", "cindy", "tanjung", "sekar", "ambar", "lina", "kadek",
    "winda", "ingrid", "haruka", "vera", "ratna", "dewi", "ulfa", "keuangan",
))  # fmt: skip
TITLES = ("Dra.", "Prof.", "Dr.", "Ir.", "Capt.", "Ibu", "I", "Ni", "Nyoman")
CALLED = {"made": "Made", "nyoman": "Ayu", "bowo": "Bowo", "himpunan": "", "tanjung": "Tanti", "prof": "Prof. Darmawan"}
GREETED = {
    "ministry": ("Yth. Kepala Humas {org},", "Yth. Ibu Dewi,", "Kepada Yth.\nHumas {org},"),
    "media": ("Halo Mbak Ulfa,", "Selamat pagi Tim Humas,", "Siang, Mbak Ulfa,"),
    "sponsor": ("Dear Pak Bagus,", "Yth. Bapak Bagus,", "Selamat siang Pak Bagus,"),
    "agency": ("Halo tim,", "Pagi Pak Bagus,", "Dear tim Humas,"),
    "community": ("Halo Kak Dewi,", "Salam lestari,", "Kak Dewi,"),
    "education": ("Yth. Ibu Dewi,", "Kepada Yth. Humas {org},", "Selamat pagi Bu Dewi,"),
    "foreign": ("Dear Dewi,", "Dear Ms. Lestariningsih,", "Dear colleagues,"),
}
CLOSED = {
    "id": ("Demikian kami sampaikan, terima kasih atas perhatiannya.", "Terima kasih.", "Salam hormat,",
           "Terima kasih atas kerja samanya."),
    "en": ("Many thanks and best regards,", "Kind regards,", "Best wishes,"),
}  # fmt: skip


_VOCATIVE = re.compile(
    r"Halo|Assalam|Selamat|Dear|Salam|Maaf|Siap|(?:Mbak|Pak|Bu|Ibu|Bapak|Kak|Mas|Bang) [A-Z]\w+(?: \w+)?[,:]"
)
IN_ENGLISH = {"Kepala Humas": "Head of Public Relations", "Petugas Penghubung": "Liaison Officer",
              "Petugas Kemitraan": "Partnership Officer", "Petugas Media": "Media Officer"}  # fmt: skip


def called(person: Person) -> str:
    """What one calls the person: the first name that is no title."""
    return CALLED.get(person.key) or next(word for word in person.name.split() if word not in TITLES).rstrip(",")


def addressed(person: Person, language: str) -> str:
    """Bapak/Ibu with the name; for a role address its office."""
    if person.role:
        return f"Tim {person.name}" if language == "id" else f"{person.name} team"
    if language == "en":
        return called(person)
    return f"{'Ibu' if person.key in IBU else 'Bapak'} {called(person)}"


def dressed(text: str, who: Person, to: Names, language: str, first: bool, answered: str = "") -> str:
    """The text with salutation and closing, unless it brings its own. `answered` names the officer it answers."""
    if not text:
        return text
    opening = text.split("\n\n", 1)[0].rstrip()
    brings_own = (opening.endswith(",") and len(opening) < 90) or _VOCATIVE.match(text) is not None
    opened = text if brings_own else f"{_greeting(who, to, language, text, answered)}\n\n{text}"
    if who.client == "apple" or (not first and len(text) % 3 == 0):
        return opened
    closings = CLOSED[language]
    return f"{opened}\n\n{closings[len(text) % len(closings)]}"


def _greeting(who: Person, to: Names, language: str, text: str, answered: str) -> str:
    if is_ours(who.address):
        person = BY_ADDRESS.get(to[1])
        if person is None:
            return "Halo tim,"
        if is_ours(person.address):
            return f"{'Bu' if person.key in IBU else 'Pak'} {called(person)},"
        return f"Dear {addressed(person, 'en')}," if language == "en" else f"Yth. {addressed(person, 'id')},"
    officer = next((one for one in OFFICERS if answered.startswith(one.name)), None)
    if officer is not None:
        return (
            f"Dear {called(officer)},"
            if language == "en"
            else f"{'Bu' if officer.key in IBU else 'Pak'} {called(officer)},"
        )
    kind = PARTNERS[who.partner].kind if who.partner else ("foreign" if language == "en" else "agency")
    choices = GREETED[kind]
    return choices[len(text) % len(choices)].format(org=ORGANISATION)


def signature(who: Person, language: str) -> str:
    """The block under the text: name, title, organisation, phone."""
    organisation = ORGANISATION if is_ours(who.address) else PARTNERS[who.partner].name if who.partner else ""
    phone = f"{'Telp.' if language == 'id' else 'Tel.'} {who.phone}" if who.phone else ""
    title = IN_ENGLISH.get(who.title, who.title) if language == "en" else who.title
    name = "" if who.role and who.name == organisation else who.name
    return "\n".join(filter(None, (name, title, organisation, phone)))
