"""What the log says when something goes wrong, and what it never says."""

from __future__ import annotations

import pytest

from liaison_sync.app.log import log


def _sign_in(password: str) -> None:
    raise RuntimeError(f"no sign-in, {len(password)} characters tried")


def test_a_traceback_in_the_log_names_the_fault_but_no_value(capsys: pytest.CaptureFixture[str]) -> None:
    password = "rahasia-" + "sekali"
    try:
        _sign_in(password)
    except RuntimeError:
        log().exception("mailbox not read", mailbox="humas")
    said = capsys.readouterr().err
    assert "mailbox=humas" in said
    assert "no sign-in, 14 characters tried" in said
    assert password not in said
