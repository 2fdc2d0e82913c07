"""What an Exchange Server answers becomes one of our failures, whatever form it comes in; no server is needed."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_sync.connections.exchange_answer import CODES, of_code, of_error, of_status
from liaison_sync.domain.errors import FAILURES, Failure, ProtocolViolation, Throttled, Transient
from liaison_sync.formats.wording import catalogue, say

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
KEYS = {name.split(".")[1] for name in catalogue("en") if name.startswith("errors.")}


class EWSError(Exception):
    """As the library names the base of its own."""


class ErrorServerBusy(EWSError):
    back_off: float | None = None


class ErrorSomethingNew(EWSError):
    pass


class TransportError(EWSError):
    pass


class RequestException(OSError):
    """As requests names its own; of the same family as what lies below it."""


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_known_has_words_in_both_languages(code: str) -> None:
    failure = of_code(code, "said", operation="changes", now=NOW)
    for language in ("id", "en"):
        for part in ("cause", "next"):
            assert say(language, f"errors.{failure.key}.{part}", **failure.params)


@given(st.text(max_size=40), st.text(max_size=40), st.none() | st.text(max_size=30))
def test_any_code_is_a_failure_and_a_wait_is_bounded(code: str, said: str, wait: str | None) -> None:
    failure = of_code(code, said, operation="changes", now=NOW, wait_ms=wait)
    assert isinstance(failure, FAILURES)
    busy = of_code("ErrorServerBusy", said, operation="changes", now=NOW, wait_ms=wait)
    assert busy.retry_at is not None
    assert NOW + timedelta(seconds=1) <= busy.retry_at <= NOW + timedelta(hours=24)


@given(st.integers(min_value=100, max_value=599))
def test_any_status_is_a_failure_that_has_words(status: int) -> None:
    assert of_status(status, {}, operation="changes", now=NOW).key in KEYS


@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        (429, {"retry-after": "30"}, Throttled),
        (503, {"retry-after": "30"}, Throttled),
        (503, {}, Transient),
        (307, {"location": "https://elsewhere.example/"}, ProtocolViolation),
    ],
)
def test_a_status_that_names_a_time_is_heeded(status: int, headers: dict[str, str], kind: type[Failure]) -> None:
    failure = of_status(status, headers, operation="changes", now=NOW)
    assert type(failure) is kind
    assert failure.retry_at == (NOW + timedelta(seconds=30) if kind is Throttled else None)


def test_a_busy_server_known_to_the_library_keeps_its_time() -> None:
    error = ErrorServerBusy("busy")
    error.back_off = 42.0
    failure = of_error(error, operation="changes", now=NOW)
    assert isinstance(failure, Throttled)
    assert failure.retry_at == NOW + timedelta(seconds=42)


def test_the_networks_own_word_is_found_under_all_that_wraps_it() -> None:
    certificate = ssl.SSLCertVerificationError(1, "self-signed certificate")
    wrapped = RequestException(ValueError("pool", certificate))
    outer = TransportError("could not")
    outer.__context__ = wrapped
    assert of_error(outer, operation="changes", now=NOW) is certificate


def test_an_error_of_the_library_we_do_not_know_passes_by_itself() -> None:
    failure = of_error(ErrorSomethingNew("new"), operation="changes", now=NOW)
    assert isinstance(failure, Transient)
    assert failure.key == "command_refused"


def test_a_mistake_of_our_own_is_not_hidden() -> None:
    assert of_error(ZeroDivisionError(), operation="changes", now=NOW) is None
