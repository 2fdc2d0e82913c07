"""Every letter as its reader may get it: each template, language, step and variety, with test data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from liaison_sync.formats.letter_files import find
from liaison_sync.formats.letter_sample_words import CONTACT, WORDS
from liaison_sync.formats.letter_samples import at_step, everything
from liaison_sync.formats.letter_values import ActionDueLetter, AnyLetter, DigestLetter, Notice, values_of
from liaison_sync.formats.letters_html import page
from liaison_sync.formats.render import Letter, render
from liaison_sync.formats.wording import LANGUAGES

STEPS = {"no_reply": 2, "we_owe": 2, "briefing": 2, "outcome_missing": 3, "minutes_missing": 2, "action_due": 2}
STEPS |= {"sequence": 3}


@dataclass(frozen=True)
class Scene:
    """`name` is that of its picture: "no_reply-2.id"."""

    name: str
    language: str
    letter: Letter

    @property
    def html(self) -> str:
        return page(self.letter, language=self.language)

    @property
    def digest(self) -> str:
        """Of everything its reader sees: subject, text and HTML."""
        seen = f"{self.letter.subject}\n{self.letter.text}\n{self.html}"
        return hashlib.sha256(seen.encode()).hexdigest()[:16]


def scenes() -> Iterator[Scene]:
    for language in LANGUAGES:
        for trigger, sample in everything(language).items():
            template = find(trigger, language).text
            for name, letter in _varieties(trigger, sample, language):
                yield Scene(f"{name}.{language}", language, render(template, values_of(letter)))


def _varieties(
    trigger: str, sample: AnyLetter | DigestLetter | Notice, language: str
) -> Iterator[tuple[str, AnyLetter | DigestLetter | Notice]]:
    for step in range(1, STEPS.get(trigger, 1) + 1):
        letter = at_step(sample, step, language)
        yield (f"{trigger}-{step}" if trigger in STEPS else trigger), letter
        if isinstance(letter, ActionDueLetter):
            yield (
                f"{trigger}-{step}-partner",
                replace(letter, to_partner=True, theirs=True, text=WORDS[language].theirs_to_do, owner=CONTACT),
            )
