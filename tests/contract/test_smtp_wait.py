"""How long a server that puts a letter off wants to be left alone: read as greylists say it, never guessed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liaison_sync.delivery.smtp_reply import outcome_of, reply_of
from liaison_sync.delivery.smtp_session import greeting_refused, sign_in_refused
from liaison_sync.delivery.smtp_wait import LONGEST, wait_told
from liaison_sync.ports import Deferred, Rejected

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("4.7.1 Greylisting in action, please come back in 00:05:00", 5 * MINUTE),
        ("4.2.0 <a@b.example>: Recipient rejected: Greylisted for 300 seconds (see http://x.example)", 5 * MINUTE),
        ("4.7.1 Greylisted for 5 minutes", 5 * MINUTE),
        ("Temporarily greylisted, please try again in 5 minutes", 5 * MINUTE),
        ("4.7.1 Try again in 1 hour", HOUR),
        ("4.7.1 please retry in 4m59s", 299 * SECOND),
        ("4.7.1 Please retry after 2 min and 30 sec.", 150 * SECOND),
        ("Deferred for 00:04:32", 272 * SECOND),
        ("4.7.0 Too many messages, wait at least 90 secs", 90 * SECOND),
        ("4.7.1 Retry-After: 120 seconds", 2 * MINUTE),
        ("4.7.1 try again in 3 days", LONGEST),
        ("4.7.1 try again in 99999 hours", LONGEST),
    ],
)  # fmt: skip
def test_a_time_that_is_named_is_read(said: str, wait: timedelta) -> None:
    assert wait_told(said) == wait


@pytest.mark.parametrize(
    "said",
    [
        "4.7.1 Greylisted, see http://postgrey.example/help/5-minutes.html",
        "4.7.1 Try again later",
        "4.7.0 You sent 500 messages within 24 hours, try again later",
        "4.2.2 Mailbox full since 3 days",
        "4.4.2 Timeout after 300 seconds",
        "4.7.1 try again in a moment",
        "4.7.1 try again in 0 seconds",
        "4.7.1 try again in 5 parsecs",
        "try again in " + "9" * 5000,
        "again in " * 500,
        "",
    ],
)
def test_nothing_is_read_where_no_time_is_named(said: str) -> None:
    assert wait_told(said) is None


def test_a_busy_door_that_says_when_to_come_back_is_heeded_too() -> None:
    said = reply_of(421, b"4.7.0 Too many connections, try again in 20 minutes")
    assert greeting_refused(said, "greeting").after == sign_in_refused(said).after == 20 * MINUTE


def test_only_who_is_put_off_is_told_a_time() -> None:
    put_off = outcome_of("ani@mitra.example", reply_of(450, b"4.7.1 Greylisted for 300 seconds"))
    assert isinstance(put_off, Deferred)
    assert put_off.after == 5 * MINUTE
    assert isinstance(outcome_of("a@b.example", reply_of(550, b"5.7.1 refused for 300 seconds")), Rejected)
