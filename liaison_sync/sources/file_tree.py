"""All mail and calendars below a path, for `import`: single files, mboxes and Maildirs, each told by where it lies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path

from liaison_sync.connections.folders import excluded_by, role_by_name
from liaison_sync.domain.errors import UnfetchableMessage
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import Fetched, Folder, Ref, Role, Unfetchable
from liaison_sync.sources.files import KINDS, existing, read_file
from liaison_sync.sources.maildir import is_maildir, read_maildir, readable_name
from liaison_sync.sources.mbox import is_separator, read_mbox


@dataclass(slots=True)
class _Tree:
    """What lies below `root`; `shut`: directories that cannot be read, with why. Links to directories are not followed.

    `above` names the outermost Maildir each one lies in.
    """

    root: Path
    single: list[Path] = field(default_factory=list)
    mboxes: list[Path] = field(default_factory=list)
    above: dict[Path, Path] = field(default_factory=dict)
    shut: list[OSError] = field(default_factory=list)

    def walk(self) -> None:
        for name, below, files in os.walk(self.root, onerror=self.shut.append):
            here = Path(name)
            below.sort()
            if is_maildir(here):
                self.above[here] = next((self.above[one] for one in here.parents if one in self.above), here)
                below[:] = [one for one in below if one not in {"cur", "new", "tmp"}]
                continue
            for one in sorted(here / each for each in files):
                if one.suffix.lower() in KINDS:
                    self.single.append(one)
                elif one.is_file() and _is_mbox(one):
                    self.mboxes.append(one)


def files(path: Path, role: Role) -> Iterator[tuple[Folder, Fetched]]:
    """All mail and calendars under `path`: an mbox, a Maildir, a file, a folder with any of them, however deep.

    `role` is that of what tells none by its name. Drafts and trash say so (`excluded`), unless they are what was named.
    Raises Misconfigured.
    """
    tree = _Tree(existing(path))
    if path.is_dir():
        tree.walk()
    elif _is_mbox(path):
        tree.mboxes.append(path)
    else:
        tree.single.append(path)
    here = _folder(path, role)
    for each in sorted(tree.single):
        ref = Ref(here.id, str(each.relative_to(path)) if each != path else each.name)
        yield here, read_file(each, ref, KINDS.get(each.suffix.lower(), "mime"))
    for each in sorted(tree.mboxes):
        yield from ((_folder(each, role), item) for item in read_mbox(each))
    for each in sorted(tree.above):
        folder = _maildir(each, tree, role)
        try:
            yield from ((folder, item) for item in read_maildir(each, folder.id))
        except OSError as error:
            tree.shut.append(error)
    for one in tree.shut:
        why = UnfetchableMessage(operation="import", key="file_unreadable", detail=str(one))
        yield here, Unfetchable(Ref(here.id, str(one.filename)), why)


def _folder(path: Path, role: Role) -> Folder:
    return Folder(f"import:{path.resolve()}", path.name, role)


def _maildir(path: Path, tree: _Tree, role: Role) -> Folder:
    """Named from the outermost Maildir it lies in; that one by its own name, unless it is what is imported."""
    top = tree.above[path]
    steps = [path.name] if path == top else path.relative_to(top).parts
    name = "INBOX" if path == tree.root else "/".join(map(readable_name, steps))
    told = role if path == tree.root else role_by_name(name, "/")
    if path == top and told == "other":
        told = role
    return Folder(_folder(path, role).id, name, told, None if path == tree.root else excluded_by(name, told, (), ()))


def _is_mbox(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return is_separator(file.readline(1000))
    except OSError:
        return False  # what cannot be read says so where it is read
