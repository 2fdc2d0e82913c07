"""The engine that goes from test to test carries nothing of one into the next."""

from __future__ import annotations

from pathlib import Path

from liaison_sync.store.engine import writing
from tests.opened import opened


def test_whoever_was_left_writing_keeps_nobody_waiting_for_the_next_database(tmp_path: Path) -> None:
    left = writing(opened(f"sqlite:///{tmp_path}/first.db"))
    left.__enter__()  # and never left again
    engine = opened(f"sqlite:///{tmp_path}/second.db")
    assert not engine.get_execution_options()["turn"].locked()
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE there (n INTEGER)")
    engine.dispose()
