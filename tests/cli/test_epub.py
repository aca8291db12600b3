"""``publish epub``: the week as a book, from the door."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zipfile import ZipFile

if TYPE_CHECKING:
    from pathlib import Path

    from .trial import Trial

SINCE = ("--since", "2026-11-20")


def test_a_book_of_stories(crawled: Trial, tmp_path: Path) -> None:
    book = tmp_path / "books" / "a week.epub"
    done = crawled.run("publish", "epub", book, *SINCE)
    assert (done.code, done.err) == (0, "")
    assert done.out == f"{book}: written, 18 stories, 0 images\n"
    before = book.stat().st_mtime_ns
    again = crawled.run("publish", "epub", book, *SINCE)
    assert again.out == f"{book}: unchanged, 18 stories, 0 images\n"
    assert book.stat().st_mtime_ns == before
    with ZipFile(book) as opened:
        names = opened.namelist()
    assert sum("story-" in one for one in names) == 18
    assert [one for one in names if "day-" in one] == [
        f"EPUB/day-2026-11-{day}.xhtml" for day in (22, 21, 20)
    ]


def test_its_own_name_in_a_folder(crawled: Trial, tmp_path: Path) -> None:
    done = crawled.call("publish", "epub", tmp_path, *SINCE, "--until", "2026-11-21")
    assert done.code == 0
    assert [one.name for one in tmp_path.iterdir()] == ["ai-news-2026-11-21.epub"]


def test_copies_images_and_a_limit(crawled: Trial, tmp_path: Path) -> None:
    words = ("publish", "epub", tmp_path / "x.epub", *SINCE)
    assert "19 stories" in crawled.call(*words, "--copies").out
    assert "3 stories" in crawled.call(*words, "--limit", "3", "--no-images").out


def test_an_empty_week_is_a_line_and_no_book(crawled: Trial, tmp_path: Path) -> None:
    words = ("--since", "2001-01-01", "--until", "2001-01-07")
    done = crawled.call("publish", "epub", tmp_path / "x.epub", *words)
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "nothing was published between 2001-01-01 00:00 and 2001-01-08 00:00:"
        " no issue was written\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written(crawled: Trial, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = crawled.call("publish", "epub", tmp_path / "file" / "x.epub", *SINCE)
    assert (done.code, done.out, len(done.complaints)) == (2, "", 1)
    assert "cannot be written" in done.err


def test_times_that_are_none(crawled: Trial) -> None:
    done = crawled.call("publish", "epub", "--since", "2026-11-20", "--until", "2026-11-19")
    assert done.code == 2
    assert "--since is not before --until" in done.err
