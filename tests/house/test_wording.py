"""Wording is complete: the same keys with the same parameters in every language, each used, each use there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from liaison_sync.domain.itip.rules import RULES
from liaison_sync.domain.mail_rules import BEFORE, IGNORED, NOT_LISTED
from liaison_sync.formats.left_out_words import left_out_text
from liaison_sync.formats.wording import LANGUAGES, catalogue, parameters
from tests.house.tree import files, parsed, python, stated, text

AREAS = sorted(name.stem for name in files() if name.parts[:3] == ("templates", "lang", "en"))
ASKED_BY_NAME = ("config", "console", "demo", "run")  # the other areas hold reasons, named where they arise
KEY = re.compile(rf"(?:{'|'.join(AREAS)})(?:\.(?!html|txt|toml)[a-z0-9_]+)+")
SAYING = {"say", "Say", "t", "known"}
PAGE = re.compile(r"""\bt(?:\.known)?\(\s*["']([a-z0-9_.]+)["']\s*([,)~])""")  # t('nav.skip'), t('nav.' ~ word)


@cache
def keys() -> frozenset[str]:
    return frozenset(catalogue("en"))


def pages() -> list[Path]:
    return [name for name in files() if name.parts[0] == "templates" and name.suffix in {".html", ".txt"}]


@cache
def asked() -> dict[str, tuple[str, tuple[str, ...]]]:
    """What code and pages ask for by name: where, and the keys it may mean ("nav.skip" in a page is the console's)."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for name in python("liaison_sync"):
        own = _own_area(name)
        for one in _given(parsed(name), SAYING):
            if own and isinstance(one, ast.Constant) and isinstance(one.value, str) and "." in one.value:
                found[one.value] = stated(name, one), (one.value, f"{own}.{one.value}")
        acts = {id(one) for one in _given(parsed(name), {"Journaled"})}  # what was done has a name like a key
        for node in ast.walk(parsed(name)):
            if (
                isinstance(node, ast.Constant)
                and KEY.fullmatch(str(node.value))
                and own != "report"
                and id(node) not in acts
            ):
                found.setdefault(str(node.value), (stated(name, node), (str(node.value),)))
    for name in pages():
        for match in PAGE.finditer(text(name)):
            if match[2] != "~":
                found[match[1]] = str(name), (match[1], f"console.{match[1]}")
    return found


def _own_area(name: Path) -> str:
    """The area a room's keys belong to where they name none."""
    return {"web": "console", "report": "report"}.get(name.parts[1 if name.parts[1] == "web" else -2], "")


def _given(tree: ast.Module, names: set[str]) -> Iterator[ast.expr]:
    """The arguments of all calls of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called in names:
                yield from node.args


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """Keys put together at run time: f"errors.{key}.next" in code, t('nav.' ~ word) in pages."""
    made: set[str] = set()
    for name in python("liaison_sync"):
        own = _own_area(name)
        said = {id(one) for one in _given(parsed(name), SAYING)}
        for node in ast.walk(parsed(name)):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begin = str(node.values[0].value)
                whole = "".join(re.escape(str(v.value)) if isinstance(v, ast.Constant) else ".+" for v in node.values)
                if own != "report" and "." in begin and begin.split(".", maxsplit=1)[0] in AREAS:
                    made.add(whole)
                elif own and id(node) in said:
                    made.add(f"(?:{own}\\.)?{whole}")
    for name in pages():
        made |= {f"(?:console\\.)?{re.escape(m[1])}.+" for m in PAGE.finditer(text(name)) if m[2] == "~"}
    return tuple(re.compile(one) for one in sorted(made))


@cache
def words() -> frozenset[str]:
    """Every string in the code, whole and in its words: what a reason key can be made of."""
    found: set[str] = set()
    for name in python("liaison_sync"):
        for node in ast.walk(parsed(name)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 200:
                found |= {node.value, *re.split(r"[^a-z0-9_]+", node.value.lower())}
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(node.name.lower())
            elif isinstance(node, ast.arg):
                found.add(node.arg)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add(node.target.id)
    for name in pages():
        found |= set(re.findall(r"[a-z0-9_]+", text(name)))
    return frozenset(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_stands_in_every_language_with_the_same_parameters(language: str) -> None:
    here = {key: parameters(value) for key, value in catalogue(language).items()}
    assert here == {key: parameters(value) for key, value in catalogue("id").items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_one_language_says_no_other_leaves_out(language: str) -> None:
    said = {key for key, value in catalogue(language).items() if value.strip()}
    assert said == {key for key, value in catalogue("id").items() if value.strip()}


def test_every_wording_asked_for_is_there() -> None:
    missing = {key: where for key, (where, meant) in asked().items() if not keys() & set(meant)}
    assert {key: where for key, where in missing.items() if not any(one.startswith(f"{key}.") for one in keys())} == {}


def test_every_pattern_of_keys_has_keys() -> None:
    assert [one.pattern for one in patterns() if not any(one.fullmatch(key) for key in keys())] == []


def test_every_wording_is_asked_for() -> None:
    named = {key for _, meant in asked().values() for key in meant}
    unused = [
        key
        for key in sorted(keys() - named)
        if not set(key.split(".")[1:]) & words()
        or (key.startswith(ASKED_BY_NAME) and not any(one.fullmatch(key) for one in patterns()))
    ]
    assert unused == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_an_invitation_is_told_in_words(language: str) -> None:
    told = catalogue(language)
    assert [rule for rule in RULES if f"engagements.rule.{rule}" not in told] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_that_leaves_a_copy_out_is_told_in_words(language: str) -> None:
    named = {rule for file in python("liaison_sync") for rule in re.findall(r'"excluded",.*rule="(\w+)"', text(file))}
    assert named >= {"drafts_label", "trial_letter"}
    for rule in named | {BEFORE, IGNORED, NOT_LISTED}:
        assert left_out_text({rule: 1}, language)
