"""Every failure and finding has its cause and its next step in both languages, and fills in only what it has."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

import liaison_sync
from liaison_sync.domain.errors import FAILURES, Failure, Transient
from liaison_sync.formats.wording import LANGUAGES, catalogue, parameters, say

ROOT = Path(liaison_sync.__file__).parent
OWN = [path for part in ("connections", "sources", "delivery") for path in sorted((ROOT / part).glob("*.py"))]
SOURCE = "\n".join(path.read_text("utf-8") for path in [*OWN, ROOT / "domain/errors.py"])
FILLED = {"account", "operation", "detail", "host"}


def used_keys() -> set[str]:
    """Every reason key our adapters can give, read from their source."""
    keys = set(re.findall(r'key="([a-z_]+)"', SOURCE))
    keys |= set(re.findall(r'default_key = "([a-z_]+)"', SOURCE))
    keys |= set(re.findall(r'(?:Transient|TlsFailed|AuthFailed|AccessDenied|NotFound|Throttled), "([a-z_]+)"', SOURCE))
    keys |= set(re.findall(r'^\s+(?:\d+|"[\d.]+"): "([a-z_]+)",$', SOURCE, re.MULTILINE))
    keys |= set(re.findall(r'(?:reject_all|defer_all)\("([a-z_]+)"\)', SOURCE))
    keys |= set(re.findall(r'return "((?:letter|tls)_[a-z_]+)"', SOURCE))
    return keys | {kind.default_key for kind in FAILURES} | {"greylisted", "deferred", "rejected"}


def test_the_search_for_keys_finds_them() -> None:
    assert len(used_keys()) > 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_failure_has_cause_and_next_step(language: str) -> None:
    strings = catalogue(language)
    missing = [f"errors.{key}.{part}" for key in used_keys() for part in ("cause", "next")]
    assert [name for name in missing if name not in strings] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_wording_uses_only_what_a_failure_always_has(language: str) -> None:
    for name, text in catalogue(language).items():
        if name.startswith("errors."):
            assert parameters(text) <= FILLED, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_words(language: str) -> None:
    strings = catalogue(language)
    for level, key in re.findall(r'Finding\(\s*"(\w+)", "(doctor\.[a-z_]+)"', SOURCE):
        assert f"{key}.cause" in strings
        assert level == "ok" or f"{key}.next" in strings, key


def test_both_languages_have_the_same_names_and_parameters() -> None:
    first, second = (catalogue(language) for language in LANGUAGES)
    for name in first.keys() | second.keys():
        if name.split(".")[0] in {"errors", "doctor", "mailboxes"}:
            assert parameters(first[name]) == parameters(second[name]), name


def test_a_failure_crosses_a_process_whole() -> None:
    failure = Transient(account="humas", operation="fetch", detail="line\r\nend\x00", key="silent", host="imap.example")
    again = pickle.loads(pickle.dumps(failure))
    assert isinstance(again, Failure)
    assert (again.params, again.key, again.retry_safe) == (failure.params, "silent", True)
    assert "\n" not in again.detail
    assert say("en", "errors.silent.cause", **again.params).startswith("imap.example")
