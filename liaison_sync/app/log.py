"""Log lines as key=value on standard error: tracebacks without values of variables, which may be secrets."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger


def log() -> FilteringBoundLogger:
    """What to log with; imported by the first who has something to say, since it takes a tenth of a start."""
    import structlog

    if not structlog.is_configured():
        structlog.configure(
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info,
                structlog.processors.LogfmtRenderer(key_order=("timestamp", "level", "event")),
            ],
            logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        )
    found: FilteringBoundLogger = structlog.get_logger()
    return found
