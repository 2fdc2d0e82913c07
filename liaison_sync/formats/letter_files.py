"""Letter templates: letters/<trigger>/<language>.txt, an operator's folder overriding packaged files one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from difflib import unified_diff
from pathlib import Path

from liaison_sync.domain.value import dataclass
from liaison_sync.formats.letter_samples import NAMES, at_step, everything, known_names
from liaison_sync.formats.letter_values import values_of
from liaison_sync.formats.render import Letter, check, render
from liaison_sync.formats.shipped import shipped
from liaison_sync.formats.template_check import MOST_SOURCE, Problem
from liaison_sync.formats.wording import LANGUAGES

_CAMPAIGN = "sequence-"  # begins the name of an operator's own letter of one campaign


@dataclass(frozen=True, slots=True)
class Template:
    """`version` is derived from the text, so that a sent letter can name what it was made from."""

    trigger: str
    language: str
    text: str
    path: Path
    own: bool

    @property
    def version(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    @property
    def name(self) -> str:
        """ "no_reply/id@3f9a0c…": what a sent letter says it was made from."""
        return f"{self.trigger}/{self.language}@{self.version}"


class NoTemplate(LookupError):
    """There is no letter for this trigger and language, or it cannot be read."""


def find(trigger: str, language: str, folder: Path | None = None) -> Template:
    """The template in force; `folder` is the operator's templates folder. Raises NoTemplate."""
    if not all(part.replace("_", "").replace("-", "").isalnum() for part in (trigger, language)):
        raise NoTemplate(f"{trigger}/{language}")
    name = f"letters/{trigger}/{language}.txt"
    own, ours = folder / name if folder else None, shipped(f"templates/{name}")
    path = own if own and (own.is_file() or not ours.is_file()) else ours
    try:
        with path.open("rb") as file:
            octets = file.read(MOST_SOURCE + 1)
        text = octets.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NoTemplate(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    if len(octets) > MOST_SOURCE:  # half a letter is none
        raise NoTemplate(f"{path}: > {MOST_SOURCE} B")
    return Template(trigger, language, text, path, own=path == own)


def of_campaign(campaign: str, step: int, language: str, folder: Path | None = None) -> Template:
    """Letter `step` of a campaign: the operator's letters/sequence-CAMPAIGN-STEP, else that of all campaigns.

    Raises NoTemplate, also where the operator's own lacks this language: the common one would say something else.
    """
    name = f"{_CAMPAIGN}{campaign}-{step}"
    return find(name if folder and (folder / "letters" / name).is_dir() else "sequence", language, folder)


def names(folder: Path | None) -> tuple[str, ...]:
    """All letters, an operator's own of single campaigns too."""
    own = sorted((folder / "letters").glob(f"{_CAMPAIGN}*-*")) if folder else []
    return (*NAMES, *(one.name for one in own if one.is_dir()))


def _kind(name: str) -> str:
    return "sequence" if name.startswith(_CAMPAIGN) else name


def every(folder: Path | None = None) -> Iterator[Template]:
    """Every letter in force; one that cannot be read is `problems`' to tell."""
    for trigger in names(folder):
        for language in LANGUAGES:
            with suppress(NoTemplate):
                yield find(trigger, language, folder)


def changes(template: Template) -> str:
    """What an operator's letter says otherwise than the packaged one, as a unified diff; "" for nothing."""
    shipped_one = find(_kind(template.trigger), template.language)
    before, after = (one.text.splitlines(keepends=True) for one in (shipped_one, template))
    names = (f"{shipped_one.name} (liaison-sync)", f"{template.name} ({template.path})")
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in unified_diff(before, after, *names))


def sample(template: Template, step: int = 1) -> Letter:
    """The letter with test data in its language. Raises TemplateRefused, ValueMissing, TooMuch."""
    letter = everything(template.language)[_kind(template.trigger)]
    return render(template.text, values_of(at_step(letter, step, template.language)))


def problems(folder: Path | None = None) -> Iterator[tuple[Path, Problem]]:
    """Everything `templates check` has to say about every letter in force."""
    for trigger in names(folder):
        for language in LANGUAGES:
            try:
                template = find(trigger, language, folder)
            except NoTemplate as error:
                yield Path(f"letters/{trigger}/{language}.txt"), Problem("no_template", 1, str(error))
                continue
            yield from ((template.path, one) for one in check(template.text, known_names(_kind(trigger))))
