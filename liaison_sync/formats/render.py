"""Render: template text and values become a Letter. Partner text is data only, never template source.

A sandboxed, immutable environment with StrictUndefined behind the allow-list of `template_check`. A letter has at most
256 KB and a budget of steps that ends well within two seconds: loops and filters pay for what they do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache, partial
from types import SimpleNamespace
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, Undefined, UndefinedError, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from liaison_sync.domain.value import dataclass
from liaison_sync.formats import template_check
from liaison_sync.formats.printable import printable
from liaison_sync.formats.template_check import Problem

MOST_OUTPUT = 256 * 1024
MOST_STEPS = 1_000_000
_LONGEST_LIST = 500
_LONGEST_TEXT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Letter:
    """What we are about to say: one line of subject, and the text with "\\n" line ends."""

    subject: str
    text: str


class TemplateRefused(ValueError):
    """The template may not be rendered at all; `problems` say why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"line {p.line}: {p.key} {p.detail}" for p in problems))
        self.problems = problems


class ValueMissing(ValueError):
    """The letter needs a value nobody gave; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class TooMuch(ValueError):
    """The letter would be longer than 256 KB or takes more steps than any letter needs."""


@dataclass(slots=True)
class _Budget:
    """What is left for one letter; `pass_cost` is what one pass through the template costs."""

    pass_cost: int
    steps: int = MOST_STEPS

    def spend(self, steps: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise TooMuch(f"more than {MOST_STEPS} steps")


class _Items(tuple[object, ...]):
    """A list of values whose reader pays for every round."""

    budget: _Budget

    def __iter__(self) -> Iterator[object]:
        for item in super().__iter__():
            self.budget.spend(self.budget.pass_cost)
            yield item


def _paid(filter_: Callable[..., Any], context: Context, value: object, *args: object) -> object:
    """A filter that pays for the text it reads and makes."""
    budget: _Budget = context["_budget"]
    budget.spend(1 + (len(value) // 8 if isinstance(value, str) else 0))
    result: object = filter_(context.eval_ctx, value, *args) if filter_.__name__ == "do_join" else filter_(value, *args)
    budget.spend(len(result) // 8 if isinstance(result, str) else 0)
    return result


def _scalar(value: object) -> object:
    """Only text and numbers can be printed: a list or a record in a letter is a mistake."""
    if not isinstance(value, str | int | float | Undefined):
        raise TemplateError("a list or record cannot be printed")
    return value


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    env = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_scalar,
        optimized=False,
    )
    env.filters = {name: pass_context(partial(_paid, env.filters[name])) for name in template_check.FILTERS}
    env.tests = {name: env.tests[name] for name in template_check.TESTS}
    env.globals.clear()
    return env


def check(template_text: str, known: frozenset[str]) -> list[Problem]:
    """Everything wrong with a template: no subject, syntax, what is not allowed, names no value has."""
    subject, body, problem = template_check.split(template_text)
    found = [problem] if problem else []
    for source, offset in ((subject, 0), (body, template_text.count("\n") - body.count("\n"))):
        tree = template_check.parse(_environment(), source)
        if isinstance(tree, Problem):
            found.append(Problem(tree.key, tree.line + offset, tree.detail))
            continue
        bad = template_check.forbidden(tree) or template_check.unknown_names(tree, known)
        found += [Problem(one.key, (one.line or 1) + offset, one.detail) for one in bad]
    return found


def render(template_text: str, values: Mapping[str, object]) -> Letter:
    """The letter. Raises TemplateRefused, ValueMissing, TooMuch, TypeError (a value that is no plain data)."""
    subject, body, problem = template_check.split(template_text)
    if problem:
        raise TemplateRefused((problem,))
    return Letter(" ".join(_run(subject, values).split()), _tidy(_run(body, values)))


def names_of(model: object) -> frozenset[str]:
    """The names a view model offers templates: fields, and `list.field` for lists of view models.

    `model` is a dataclass or one filled with a sample in every list.
    """
    found: set[str] = set()
    if is_dataclass(model):
        for field in fields(model):
            value = getattr(model, field.name, None)
            found.add(field.name)
            inner = value[0] if isinstance(value, tuple) and value else value
            found |= {f"{field.name}.{name}" for name in names_of(inner)} if is_dataclass(inner) else set()
    return frozenset(found)


def _run(source: str, values: Mapping[str, object]) -> str:
    template, size = _compiled(source)
    budget = _Budget(size)
    plain = {name: _data(value, name, budget) for name, value in values.items() if not name.startswith("_")}
    try:
        return _collect(template.generate({**plain, "_budget": budget}))
    except UndefinedError as error:
        raise ValueMissing(_name_in(str(error))) from error
    except (TemplateError, TypeError, RecursionError) as error:
        raise TemplateRefused((Problem("failed", 1, str(error)[:200]),)) from error


@lru_cache(maxsize=256)  # compiling costs far more than filling in, and a season has few templates
def _compiled(source: str) -> tuple[Template, int]:
    """The checked template, and how many nodes it has. Raises TemplateRefused."""
    env = _environment()
    tree = template_check.parse(env, source)
    problems = [tree] if isinstance(tree, Problem) else template_check.forbidden(tree)
    if isinstance(tree, Problem) or problems:
        raise TemplateRefused(tuple(problems))
    try:
        return env.from_string(source), template_check.size(tree)
    except (TemplateError, TypeError, RecursionError) as error:
        raise TemplateRefused((Problem("failed", 1, str(error)[:200]),)) from error


def _collect(parts: Iterator[str]) -> str:
    kept, size = [], 0
    for part in parts:
        size += len(part)
        if size > MOST_OUTPUT:
            raise TooMuch(f"{size} characters")
        kept.append(part)
    return "".join(kept)


def _name_in(message: str) -> str:
    """ "'office' is undefined" → office; "'X object' has no attribute 'y'" → y."""
    quoted = message.split("'")
    return quoted[-2] if len(quoted) >= 3 else message


def _tidy(text: str) -> str:
    """No trailing blanks, at most one empty line between paragraphs: an empty `if` leaves no hole."""
    lines: list[str] = []
    for line in text.split("\n"):
        line = line.rstrip()
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n") + "\n"


def _data(value: object, name: str, budget: _Budget) -> object:
    """Plain data only, under limits; None becomes missing, so that no letter ever says "None"."""
    if isinstance(value, str):
        return printable(value[:_LONGEST_TEXT], tab="\t")
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        items = _Items(_data(item, name, budget) for item in value[:_LONGEST_LIST])
        items.budget = budget
        return items
    if is_dataclass(value) and not isinstance(value, type):
        return SimpleNamespace(**{f.name: _data(getattr(value, f.name), f.name, budget) for f in fields(value)})
    if value is None:
        return _environment().undefined(name=name)
    raise TypeError(f"{type(value).__name__} is no value for a letter")
