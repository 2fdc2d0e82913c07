"""A week with one of almost everything a report tells, made by hand: what the pictures of reports show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from liaison_sync.domain.ball import ball
from liaison_sync.domain.partner import Partner
from liaison_sync.domain.policy import Policy
from liaison_sync.domain.report.blocks import Snapshot
from liaison_sync.domain.report.build import build
from liaison_sync.domain.report.period import Period
from liaison_sync.domain.report.view import BoxCertified, BoxHealth, Met, Nudge, Promise, Registered, ReportView
from liaison_sync.domain.rhythm import Rhythm
from liaison_sync.domain.view import Correspondence, Turn
from liaison_sync.formats import report_html
from liaison_sync.formats.report_words import page
from liaison_sync.formats.wording import LANGUAGES

WEEK = Period(date(2026, 11, 9), "Asia/Jakarta")
MONDAY = datetime(2026, 11, 9, 2, 0, tzinfo=UTC)  # 09.00 WIB
LOOKS = ((600, "light"), (390, "dark"))  # a desk, and a phone at night
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
HUMAS, EVENT, DEWI, BAGUS = (f"{one}@karsabahari.example" for one in ("humas", "event", "dewi", "bagus"))
NAMES = {
    "kemenmarin": "Kementerian Wisata Bahari",
    "suaranusa": "Suara Nusa TV",
    "nordhavet": "Nordhavet Ocean Institute",
    "kopitanjung": "PT Kopi Tanjung Makmur",
}

OFFICERS = {
    DEWI: "Dewi Lestariningsih",
    BAGUS: "Bagus Prasetyo",
    HUMAS: "Humas Karsa Bahari",
    EVENT: "Event Karsa Bahari",
}


@dataclass(frozen=True)
class Scene:
    name: str
    language: str
    html: str

    @property
    def digest(self) -> str:
        return sha256(self.html.encode()).hexdigest()


def scenes() -> Iterator[Scene]:
    """The report as mailed, in every language; charts stand by their names, whatever draws them."""
    for language in LANGUAGES:
        shown = page(snapshot(), language)
        names = {report_html.chart_id(part) for one in shown.chapters for part in one.parts}
        html = report_html.html(shown, {name: f"cid:{name}@report" for name in names})
        yield Scene(f"weekly.{language}", language, html)


def snapshot() -> Snapshot:
    return build(_view(), url="https://konsol.karsabahari.example")


def _turn(key: str, partner: str, day: float, direction: str = "in", **more: object) -> Turn:
    outside = f"rina@{partner}.example"
    sender, reader = (outside, HUMAS) if direction == "in" else (HUMAS, outside)
    base = Turn(key, key, MONDAY + day * DAY, "in", sender, (reader,), partner, "")
    return replace(base, direction=direction, **more)  # type: ignore[arg-type]


def _thread(id_: str, subject: str, *turns: Turn) -> Correspondence:
    told = tuple(replace(one, subject=subject) for one in turns)
    return Correspondence(id_, subject, turns[0].partner, told, ball(told, closed=False))


def _threads() -> tuple[Correspondence, ...]:
    gone = "mailer-daemon@suaranusa.example"
    return (
        _thread("t1", "Permohonan audiensi", _turn("a1", "kemenmarin", -4), _turn("a2", "kemenmarin", 0.1, "out")),
        _thread("t2", "Protokol kedatangan Bapak Menteri", _turn("b1", "kemenmarin", 1)),
        _thread("t3", "Akreditasi peliput", _turn("c1", "suaranusa", 0), _turn("c2", "suaranusa", 0.2, "out")),
        _thread("t4", "Izin siaran langsung", _turn("d1", "suaranusa", 0.3, "out", sender=EVENT)),
        _thread("t5", "Loan of the exhibition", _turn("e1", "nordhavet", -9), _turn("e2", "nordhavet", -5, "out")),
        _thread("t6", "Kopi resmi festival", *(_turn(f"f{n}", "kopitanjung", n) for n in range(3))),
        _thread("t7", "Perubahan rekening kas negara", _turn("g1", "kemenmarin", 2, trust="low")),
        _thread(
            "t8", "Undangan", _turn("h1", "suaranusa", 3, sender=gone, automatic="bounce", bounced=("intan@x.example",))
        ),
    )


def _met(key: str, title: str, partner: str, day: float, **more: object) -> Met:
    start = MONDAY + day * DAY
    base = Met(key, f"uid-{key}", title, start, start + HOUR, "Asia/Jakarta", False, "confirmed", partner, None, None)
    return replace(base, **more)  # type: ignore[arg-type]


def _promise(id_: str, text: str, owner: str, day: int, partner: str) -> Promise:
    return Promise(id_, text, owner, owner == DEWI, date(2026, 11, day), MONDAY, None, partner, "o1")


def _view() -> ReportView:
    written = {"minuted_at": MONDAY + 2 * DAY, "invited_at": MONDAY - 6 * DAY}
    moves = ((MONDAY, "m1"), (MONDAY + DAY, "m2"))
    nudge = Nudge(
        "n1", "no_reply", "sent", "nordhavet", (), "Loan of the exhibition", "partner", MONDAY, MONDAY, None, ""
    )
    read = WEEK.end + 7 * HOUR - timedelta(minutes=5)
    certified = BoxCertified("complete", WEEK.end, 1204)
    return ReportView(
        WEEK,
        WEEK.end + 7 * HOUR,
        WEEK.end,
        threads=_threads(),
        meetings=(
            _met("o1", "Rapat koordinasi", "kemenmarin", 1, outcome="held", minuted=True, **written),
            _met("o2", "Gladi bersih siaran", "suaranusa", 3, moves=moves, movers=("in", "in"), invited_at=MONDAY),
            _met("o3", "Penyambutan kapal tamu", "kemenmarin", 8, flags=("text_conflict:zone",)),
            _met("o4", "Paket sponsor", "kopitanjung", 2, status="cancelled"),
            _met("o5", "Wawancara radio", "suaranusa", 0, outcome="not_held", reason="no_show_partner"),
            _met("o6", "Kunjungan studio", "suaranusa", -6, outcome="held"),
        ),
        promises=(
            _promise("p1", "Kirim denah panggung", DEWI, 12, "suaranusa"),
            replace(_promise("p3", "Kirim logo", DEWI, 11, "suaranusa"), done_at=MONDAY + DAY),
            _promise("p2", "Kirim daftar tamu", "rina@kemenmarin.example", 18, "kemenmarin"),
        ),
        nudges=(
            nudge,
            replace(nudge, id="n2", state="held", sent_at=None, partner="suaranusa", about="Akreditasi peliput"),
        ),
        boxes=(
            BoxHealth("humas", HUMAS, read, None, False, certified=certified),
            BoxHealth("event", EVENT, read, None, False, certified=certified),
        ),
        partners={id_: Partner(id_, name, owner=DEWI if id_ < "l" else BAGUS) for id_, name in NAMES.items()},
        officers=OFFICERS,
        names={f"rina@{id_}.example": f"Rina {id_.title()}" for id_ in NAMES},
        since=MONDAY - 60 * DAY,
        rhythms={"nordhavet": Rhythm("e1", WEEK.end - 40 * DAY, "t5", 10.0)},
        letters=(Registered("a1", "123/HM.02/XI/2026", "Permohonan audiensi", MONDAY, "in", "kemenmarin", "t1"),),
        policy=Policy(organisation="Yayasan Karsa Bahari"),
    )
