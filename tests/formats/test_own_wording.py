"""Own words and pages are looked at before anybody reads them."""

from __future__ import annotations

from pathlib import Path

from liaison_sync.app.letters import template_problems


def test_a_mistake_in_own_words_or_pages_is_named_by_its_file_in_both_languages(tmp_path: Path) -> None:
    words, pages = tmp_path / "lang/id", tmp_path / "web"
    words.mkdir(parents=True)
    pages.mkdir()
    (words / "run.toml").write_text('console = "Konsol {nowhere}"\nunheard = "x"\nstopped = "Selesai."\n', "utf-8")
    (words / "config.toml").write_text("x = [", "utf-8")
    (pages / "today.html").write_text("<p>\n{{ nowhere</p>", "utf-8")
    told = template_problems(tmp_path)
    assert len(told) == 4
    assert [one.split(": ")[0].removeprefix(f"{tmp_path}/") for one in told] == [
        "lang/id/config.toml",
        "lang/id/run.toml",
        "lang/id/run.toml",
        "web/today.html",
    ]
    assert "run.console: nowhere / no such value" in told[1]
    assert "run.unheard" in told[2]


def test_what_we_ship_copied_as_it_is_has_no_fault(tmp_path: Path) -> None:
    assert template_problems(tmp_path) == []
    assert template_problems(Path(__file__).parents[2] / "templates") == []
