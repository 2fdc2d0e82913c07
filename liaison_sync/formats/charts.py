"""Charts as PNG: the same blocks give the same bytes. No display, no font beyond the one matplotlib brings."""

from __future__ import annotations

import textwrap
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from liaison_sync.formats.report_words import Part

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_IN, _OUT = "#0b5c8a", "#c2703d"
_COLOURS = (_IN, _OUT)
_INK, _MUTED, _RULE, _PAPER = "#16202b", "#51606f", "#dfe4e8", "#ffffff"
_WIDTH, _DOTS = 4.8, 250  # inches; 1200 px, shown at 600 and less
_LONGEST = 22  # characters of one line of a name


@lru_cache(maxsize=32)  # a tenth of a second each, and a report is looked at more than once
def png(part: Part) -> bytes:
    """A chart of kind lines or bars; deterministic for one version of matplotlib."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    bars = part.kind == "bars"
    height = _height(part)
    with rc_context({"font.family": "DejaVu Sans", "font.size": 8, "svg.hashsalt": "liaison"}):
        drawing = Figure(figsize=(_WIDTH, height), dpi=_DOTS, facecolor=_PAPER, layout="constrained")
        FigureCanvasAgg(drawing)
        axes = drawing.add_subplot()
        (_bars if bars else _lines)(axes, part)
        _dress(axes, part, horizontal=bars)
        target = BytesIO()
        drawing.savefig(target, format="png", metadata={"Software": None})
    return target.getvalue()


def tall(part: Part, wide: int) -> int:
    """How many pixels high a chart stands that is `wide` pixels wide."""
    return round(wide * _height(part) / _WIDTH)


def _height(part: Part) -> float:
    """Inches."""
    return 0.8 + 0.36 * len(part.ticks) if part.kind == "bars" else 2.2


def _lines(axes: Axes, part: Part) -> None:
    marks = ("o", "s")
    for n, one in enumerate(part.series):
        amounts = [point.amount for point in one.points]
        colour = _COLOURS[n % 2]
        axes.plot(range(len(amounts)), amounts, color=colour, marker=marks[n % 2], label=one.label, linewidth=2)
        for at, amount in enumerate(amounts):
            _note(axes, f"{amount:.0f}", (at, amount), (0, 5 if _highest(part, n, at) else -14), colour)
    axes.set_xticks(range(len(part.ticks)), part.ticks)


def _highest(part: Part, n: int, at: int) -> bool:
    """Whether this series lies on top there, so that the numbers stand apart."""
    mine = part.series[n].points[at].amount
    rivals = [(other.points[at].amount, m) for m, other in enumerate(part.series) if m != n]
    return all(mine > amount or (mine == amount and n < m) for amount, m in rivals)


def _bars(axes: Axes, part: Part) -> None:
    thick = 0.8 / max(len(part.series), 1)
    for n, one in enumerate(part.series):
        places = [row + (n - (len(part.series) - 1) / 2) * thick for row in range(len(one.points))]
        amounts = [point.amount for point in one.points]
        axes.barh(places, amounts, height=thick * 0.9, color=_COLOURS[n % 2], label=one.label)
        for place, amount in zip(places, amounts, strict=True):
            _note(axes, f"{amount:.0f}", (amount, place), (4, 0), _INK, left=True)
    axes.set_yticks(range(len(part.ticks)), [_short(tick) for tick in part.ticks])
    axes.invert_yaxis()


def _note(
    axes: Axes, text: str, at: tuple[float, float], away: tuple[int, int], colour: str, *, left: bool = False
) -> None:
    aligned: dict[str, Any] = {"ha": "left", "va": "center"} if left else {"ha": "center", "va": "bottom"}
    axes.annotate(text, at, xytext=away, textcoords="offset points", color=colour, fontsize=7, **aligned)


def _short(name: str) -> str:
    """A name on at most two lines."""
    lines = textwrap.wrap(name, _LONGEST, max_lines=2, placeholder="…")
    return "\n".join(lines)


def _dress(axes: Axes, part: Part, *, horizontal: bool) -> None:
    """One accent, hairlines, and no frame: the numbers speak."""
    from matplotlib.ticker import MaxNLocator

    highest = max((point.amount for one in part.series for point in one.points), default=0)
    counted = axes.xaxis if horizontal else axes.yaxis
    counted.set_major_locator(MaxNLocator(nbins=5, integer=True))
    lowest = 0 if horizontal else -0.16 * highest  # room for the numbers under the line
    (axes.set_xlim if horizontal else axes.set_ylim)(lowest, max(highest * 1.18, 1))
    axes.grid(visible=True, axis="x" if horizontal else "y", color=_RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(colors=_MUTED, length=0)
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=2,
        frameon=False,
        labelcolor=_INK,
        borderaxespad=0.2,
        fontsize=8,
    )
