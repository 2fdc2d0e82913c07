"""What the log says when something goes wrong, and what it never says."""

from __future__ import annotations

import pytest
import structlog

from liaison_sync.bootstrap import log_plainly


def _sign_in(password: str) -> None:
    raise RuntimeError(f"no sign-in, {len(password)} characters tried")


def test_a_traceback_in_the_log_names_the_fault_but_no_value(capsys: pytest.CaptureFixture[str]) -> None:
    log_plainly()
    password = "rahasia-" + "sekali"
    try:
        _sign_in(password)
    except RuntimeError:
        structlog.get_logger().exception("mailbox not read", mailbox="humas")
    said = capsys.readouterr().err
    structlog.reset_defaults()
    assert "mailbox=humas" in said
    assert "no sign-in, 14 characters tried" in said
    assert password not in said
