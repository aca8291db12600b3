"""Stories told more than once: as lines, as JSON, and in the documents of their heads."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from scraper import urls
from scraper.archive import store
from scraper.dates import BEIJING
from scraper.extract import document
from scraper.models import Article

if TYPE_CHECKING:
    from pathlib import Path

    from .trial import Trial

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=BEIJING)
HAN = [chr(0x4E00 + at) for at in range(3000)]


def body(seed: int) -> str:
    return "".join(random.Random(seed).choices(HAN, k=300))


def article(number: int, text: int, **fields: object) -> Article:
    key = f"20261120A{number:05}00"
    known: dict[str, object] = {
        "id": key,
        "url": urls.of(key),
        "title": f"题目 {text}",
        "body": body(text),
        "published": NOW + timedelta(hours=number),
        "author": f"号{number}",
    }
    return Article(**{**known, **fields})  # type: ignore[arg-type]


@pytest.fixture
def told(trial: Trial) -> Trial:
    """Two stories with copies, and one without."""
    articles = [
        article(1, 1),
        article(2, 2),
        article(3, 1, title="另一\x1b[2J题", author=None),
        article(4, 3),
        article(5, 1, published=None),
        article(30, 2),
    ]
    with store.open(trial.archive) as archive:
        for minute, one in enumerate(articles):
            archive.put(one, snapshot=None, at=NOW + timedelta(minutes=minute))
    return trial


def test_a_line_a_story_with_who_told_it_again_when_and_how(told: Trial) -> None:
    done = told.run("stories")
    assert (done.code, done.err) == (0, "")
    assert done.lines == [
        "2026-11-20 10:00  20261120A0000200     题目 2  (号2)  + 号30 2026-11-21 14:00",
        "2026-11-20 09:00  20261120A0000100     题目 1  (号1)"
        "  + ? 2026-11-20 11:00《另一[2J题》; 号5 ----------------",
    ]


def test_since_and_limit(told: Trial) -> None:
    assert len(told.call("stories", "--limit", "1").lines) == 1
    (line,) = told.call("stories", "--since", "2026-11-21").lines
    assert "题目 2" in line
    assert told.call("stories", "--since", "2026-11-22").out == ""


def test_json(told: Trial) -> None:
    second, first = told.call("stories", "--json").objects
    assert (second["id"], [one["author"] for one in second["copies"]]) == (
        "20261120A0000200",
        ["号30"],
    )
    assert list(first) == [
        "id",
        "title",
        "author",
        "published",
        "first_seen",
        "source_url",
        "copies",
    ]
    assert first["copies"][0] == {
        "id": "20261120A0000300",
        "title": "另一\x1b[2J题",
        "author": None,
        "published": "2026-11-20T11:00:00+08:00",
        "first_seen": "2026-11-20T08:02:00+08:00",
        "source_url": "https://new.qq.com/rain/a/20261120A0000300",
    }
    assert first["copies"][1]["published"] is None


def test_what_a_crawl_met_twice_is_one_story(crawled: Trial) -> None:
    (line,) = crawled.call("stories").lines
    assert "20261122A04DUP00" in line
    assert "智见前沿 2026-11-22 09:12《" in line


def test_none_in_an_archive_without_copies(trial: Trial) -> None:
    with store.open(trial.archive) as archive:
        archive.put(article(1, 1), snapshot=None, at=NOW)
    done = trial.call("stories")
    assert (done.code, done.out, done.err) == (0, "", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--since", "nonsense"], "'nonsense' is no time"),
        (["--limit", "0"], "0 is not in the range x>=1"),
        (["extra"], "unexpected extra argument"),
    ],
)
def test_what_is_typed_wrong_is_one_line(told: Trial, words: list[str], said: str) -> None:
    done = told.call("stories", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_where_there_is_no_archive(trial: Trial) -> None:
    done = trial.call("stories")
    assert done.code != 0
    (line,) = done.complaints
    assert "no archive here" in line


def test_heads_alone_are_exported_and_say_who_else_told_it(told: Trial, tmp_path: Path) -> None:
    out = tmp_path / "heads"
    done = told.run("export", out, "--heads")
    assert (done.code, done.out, done.err) == (0, f"{out}: 3 written, 0 unchanged\n", "")
    texts = {one.name.partition(".")[0]: one.read_text("utf-8") for one in out.iterdir()}
    assert sorted(texts) == ["20261120A0000100", "20261120A0000200", "20261120A0000400"]
    assert document.read(texts["20261120A0000100"]).params == {
        "copies": (
            {
                "author": "",
                "title": "另一[2J题",
                "date": "2026-11-20 11:00:00",
                "url": "https://new.qq.com/rain/a/20261120A0000300",
            },
            {
                "author": "号5",
                "title": "题目 1",
                "date": "",
                "url": "https://new.qq.com/rain/a/20261120A0000500",
            },
        )
    }
    assert texts["20261120A0000400"] == document.write(document.of(article(4, 3)))
    assert told.call("export", out, "--heads").out == f"{out}: 0 written, 3 unchanged\n"


def test_without_heads_every_article_is_exported_as_before(told: Trial, tmp_path: Path) -> None:
    out = tmp_path / "all"
    assert told.call("export", out).out == f"{out}: 6 written, 0 unchanged\n"
    for one in out.iterdir():
        assert document.read(one.read_text("utf-8")).params == {}


def test_check_finds_stories_that_are_not_what_the_texts_make_them(told: Trial) -> None:
    assert "sketch" not in told.call("check").out.partition("192 sketches")[0]
    with told.database() as db:
        db.execute("UPDATE articles SET story_id = '20261120A0000500' WHERE story_id LIKE '%100'")
        db.execute("DELETE FROM sketches WHERE number = 4")
    done = told.call("check")
    assert done.code != 0
    assert "the head of its story is not the first that told it" in done.out
    assert "row '20261120A0000400': its sketch is not that of its text" in done.out
