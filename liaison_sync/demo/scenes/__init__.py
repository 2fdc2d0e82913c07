"""The scenes, in the order they are played. Each gives drafts and what is true about them at now."""

from __future__ import annotations

from collections.abc import Callable

from liaison_sync.demo.draft import Scene
from liaison_sync.demo.scenes import foreign, government, meetings, mess, neighbours, press, routine, series, sponsors
from liaison_sync.demo.when import StoryTime

SCENES: tuple[Callable[[StoryTime], Scene], ...] = (
    press.scene,
    sponsors.scene,
    government.scene,
    neighbours.scene,
    foreign.scene,
    meetings.scene,
    series.scene,
    routine.scene,
    mess.scene,
)
