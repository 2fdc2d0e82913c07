"""Between two passes a mailbox's own connection is kept and listened on: a hint lets the next pass begin at once."""

from __future__ import annotations

from dataclasses import replace

from liaison_sync.app.log import log
from liaison_sync.app.service import Mailbox
from liaison_sync.domain.errors import Failure
from liaison_sync.ports import Folder, Listener, Rung

SECONDS = 20 * 60.0  # a pass is due long before that


class Listening:
    """`mailbox` is the one given, whose source is opened once; where that cannot listen, all stays as it was."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self._source: Listener | None = None
        self._inbox: Folder | None = None
        opened = mailbox.open()
        if isinstance(opened, Listener):
            opened.keep()
            self._source = opened
            self.mailbox = replace(mailbox, open=lambda: opened)

    def woken(self, over: Rung) -> bool:
        """Whether there is a hint at news before `over`; at once False where none can come. Never raises a Failure."""
        source = self._source
        if source is None:
            return False
        try:
            if self._inbox is None:
                self._inbox = next((one for one in source.folders() if one.role in {"inbox", "all"}), None)
            return self._inbox is not None and source.listen(self._inbox, SECONDS, over)
        except Failure as failure:  # the next pass tells it, if it lasts
            log().info("no longer listening", mailbox=self.mailbox.name, error=failure.key)
            self._inbox = None
            return False

    def close(self) -> None:
        if self._source is not None:
            self._source.close()
