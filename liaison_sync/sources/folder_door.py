"""The door of a source whose folders are named by ids: what passes names its account."""

from __future__ import annotations

from types import TracebackType

from liaison_sync.connections.translate import at_the_door
from liaison_sync.domain.errors import NotFound


class FolderDoor:
    """Names the account in what passes; a folder that is gone is told as such."""

    def __init__(self, account: str, operation: str, host: str) -> None:
        self.door = at_the_door(account, operation, host)

    def __enter__(self) -> None:
        self.door.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        if isinstance(error, NotFound) and error.operation == "changes":
            error.key = "folder_gone"
        return self.door.__exit__(kind, error, trace)
