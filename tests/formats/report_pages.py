"""A small report that holds every kind of block and value, and texts that would like to be something else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from liaison_sync.domain.report import blocks as b

MADE = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)
AT = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)  # 10.00 WIB
FORMULAS = ('=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "|cmd", "http://elsewhere.example/")
NASTY = '#image("/etc/passwd") $x$ *b* _i_ [x] <b>tebal</b> \x07\ud800'


def report() -> b.Snapshot:
    """Two sections; the second one's title is told twice, so that the names of sheets must differ."""
    listed = b.evidence("message", ("m1", "m2", "m3"))
    three = b.count("correspondence.in", listed, before=2)
    median = b.Figure(
        "correspondence.response_ours", b.say("figure.correspondence.response_ours"), b.Hours(3.4), listed
    )
    late = b.count("turns.ours_late", b.evidence("thread", ("t1",)), tone="late")
    table = b.Table(
        "waiting_ours",
        b.say("table.waiting_ours"),
        tuple(b.Column(b.say(f"column.{name}"), numeric=name == "in") for name in ("subject", "in", "when", "due")),
        (
            *(b.Row((text, three, b.Span(AT, AT + timedelta(hours=1)), date(2026, 11, 20))) for text in FORMULAS),
            b.Row((NASTY, median, b.Span(AT, AT + timedelta(days=2), None, all_day=True), None)),
        ),
        more=4,
    )
    points = tuple(b.Figure(f"p{n}", b.say("series.in"), n, b.evidence("message", ("m",) * n)) for n in range(3))
    chart = b.Lines(
        "by_day",
        b.say("chart.by_day"),
        tuple(b.Day(AT + timedelta(days=n), short=True) for n in range(3)),
        (b.Series(b.say("series.in"), points),),
    )
    wanted = b.Points((b.say("decision.record.one", title="=1+1"),), numbered=True)
    first = b.Section("summary", (b.Text((b.say("narrative.mail.none"),)), b.Figures((three, median, late)), wanted))
    return b.Snapshot(
        "weekly", "2026-W46", "Asia/Jakarta", AT, MADE, MADE, "Humas Karsa Bahari", "http://127.0.0.1:8025",
        (first, b.Section("turns", (table, chart)), b.Section("turns", (b.Text((b.say("narrative.turns.none"),)),))),
    )  # fmt: skip
