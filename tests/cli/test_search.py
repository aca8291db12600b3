"""What is typed at the door is found, shown inertly, or refused in one line."""

from __future__ import annotations

import json
import os
import pty
import re
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from scraper import urls
from scraper.archive import store
from scraper.dates import BEIJING
from scraper.extract import record
from scraper.models import Article

if TYPE_CHECKING:
    from .trial import Trial

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=BEIJING)
HOSTILE = "芯片 \x1b[31m\u202e<b>&</b> <mark>假</mark> \x07{{< x >}} 尾"


@pytest.fixture
def filled(trial: Trial) -> Trial:
    said = (
        ("芯片与算力", "第一篇", "甲号", 1),
        ("模型", "国产芯片。\n\n算力在下一段", "乙号", 2),
        ("DeepSeek-R1", HOSTILE, "甲号", 3),
        ("融资", "無關，晶片", "丙号", 4),
    )
    with store.open(trial.archive) as opened:
        for number, (title, body, author, day) in enumerate(said, 1):
            key = f"20261120A{number:05}00"
            article = Article(
                id=key,
                url=urls.of(key),
                title=title,
                body=body,
                author=author,
                published=NOW.replace(day=day),
                extractor="x/1",
            )
            opened.put(article, snapshot=None, at=NOW, source="ai")
    return trial


def ids(done: object) -> list[int]:
    return [int(one["id"][9:14]) for one in done.objects]  # type: ignore[attr-defined]


def test_a_line_of_the_list_and_the_snippet_below(filled: Trial) -> None:
    done = filled.run("search", "芯片", "算力")
    assert (done.code, done.err) == (0, "")
    assert done.lines == [
        "2026-11-01 08:00  20261120A0000100     芯片与算力  (甲号)",
        "                  第一篇",
        "2026-11-02 08:00  20261120A0000200     模型  (乙号)",
        "                  国产芯片。 算力在下一段",
    ]


def test_the_first_column_is_that_of_list(filled: Trial) -> None:
    listed = {line.split("  ")[1]: line for line in filled.call("list").lines}
    for line in filled.call("search", "芯片").lines[::2]:
        assert listed[line.split("  ")[1]] == line


def test_json_has_the_keys_of_the_article_and_two_more(filled: Trial) -> None:
    done = filled.call("search", "芯片 算力", "--json")
    with store.open(filled.archive, readonly=True) as opened:
        for one in done.objects:
            article = opened.article(one["id"])
            assert article is not None
            assert one == record.of(article) | {"snippet": one["snippet"], "score": one["score"]}
    assert [(one["score"], one["snippet"]) for one in done.objects] == [
        (3, "第一篇"),
        (1, "国产<mark>芯片</mark>。 <mark>算力</mark>在下一段"),
    ]


def test_the_snippet_of_a_hostile_text_is_inert(filled: Trial) -> None:
    (one,) = filled.call("search", "芯片 尾", "--json").objects
    assert re.findall("<[^>]*>", one["snippet"]) == ["<mark>", "</mark>"] * 2
    assert "&lt;mark&gt;假&lt;/mark&gt;" in one["snippet"]
    assert not re.search("[\x00-\x1f\x7f\u202e]", one["snippet"])
    for words in (("search", "芯片"), ("search", "芯片", "--json")):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", filled.run(*words).out)


def terminal(trial: Trial, *words: str) -> str:
    """What a person sees at a terminal."""
    master, slave = pty.openpty()
    process = trial.start(*words, stdout=slave)
    os.close(slave)
    said = b""
    try:
        while part := os.read(master, 65536):
            said += part
    except OSError:  # the other end is closed
        pass
    os.close(master)
    process.wait()
    assert process.stderr is not None
    process.stderr.close()
    return said.decode()


def test_a_terminal_shows_what_was_found_in_colour(filled: Trial) -> None:
    said = terminal(filled, "search", "芯片")
    assert "\x1b[33m\x1b[1m芯片\x1b[0m与算力" in said
    assert "国产\x1b[33m\x1b[1m芯片\x1b[0m。" in said
    assert "\x1b[33m\x1b[1m晶片" not in said
    assert set(re.findall("\x1b[^m]*m", said)) == {"\x1b[33m", "\x1b[1m", "\x1b[0m"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["芯片"], [1, 3, 2]),
        (["芯片", "--sort", "newest"], [3, 2, 1]),
        (["芯片", "--limit", "1"], [1]),
        (["芯片", "-算力"], [3]),
        (["芯片 -算力"], [3]),
        (["-算力", "芯片"], [3]),
        (["deep*"], [3]),
        (["seek"], []),
        (["融资", "OR", "算力"], [4, 1, 2]),
        (['"算力在下"'], [2]),
        (["芯片", "--since", "2026-11-02"], [3, 2]),
        (["芯片", "--until", "2026-11-02"], [1, 2]),
        (["芯片", "--until", "2026-11-02 07:00"], [1]),
        (["芯片", "--until", "9999-12-31"], [1, 3, 2]),
        (["芯片", "--media", "甲号"], [1, 3]),
        (["芯片", "--source", "ai"], [1, 3, 2]),
        (["芯片", "--source", "other"], []),
        (["-help", "芯片"], [1, 3, 2]),
    ],
)
def test_what_is_found(filled: Trial, words: list[str], found: list[int]) -> None:
    done = filled.call("search", "--json", *words)
    assert (done.code, ids(done)) == (0, found)
    assert done.err == ("" if found else "nothing found\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([""], "QUERY: nothing to look for; type a word, e.g. 芯片"),
        (["-芯片"], "QUERY: only what must not be found; add a word that must"),
        (["！！"], "QUERY: no letter and no digit in !!; add a word beside it"),
        (['a "b'], "QUERY: a quotation mark too few or too many; quotes go in pairs"),
        (["a", "OR"], 'QUERY: nothing after OR; "OR" in quotes is a word'),
        (["a" * 1_000_000], "QUERY: 1000000 characters; at most 1000 can be looked for"),
        (["芯片", "--topic", "火星"], "--topic 火星: no such company"),
        (["芯片", "--sicne", "7d"], "No such option '--sicne'"),
        (["芯片", "--since=x"], "'x' is no time"),
        (["芯片", "--limit", "0"], "0 is not in the range x>=1"),
        (["芯片", "--sort", "best"], "'best' is not one of"),
        ([], "Missing argument 'QUERY'"),
    ],
)
def test_what_cannot_be_asked_is_one_line(filled: Trial, words: list[str], said: str) -> None:
    done = filled.call("search", *words)
    assert (done.code, done.out) == (2, "")
    (line,) = done.complaints
    assert line.startswith("scraper: ")
    assert said in line


@pytest.mark.parametrize(
    "typed", ["NEAR(", "AND", "*", "col:", "a\0b", "\ud800芯", "x'--", "^", "a^2:b"]
)
def test_odd_queries_are_no_faults(filled: Trial, typed: str) -> None:
    done = filled.call("search", typed)
    assert done.code in (0, 2)
    assert len(done.complaints) == 1


def test_a_lone_byte_from_the_shell(filled: Trial) -> None:
    done = filled.run("search", os.fsdecode(b"\xff\xe8\x8a"), "芯片")
    assert (done.code, done.complaints) == (0, ["nothing found"])


def test_without_an_archive(trial: Trial) -> None:
    done = trial.call("search", "芯片")
    assert (done.code, done.out) == (3, "")
    assert "there is no archive here" in done.err


def test_a_crawled_archive_is_searched(crawled: Trial) -> None:
    listed = crawled.call("list", "--json").objects
    title = max((one["title"] for one in listed), key=len)
    done = crawled.call("search", "--json", title.replace('"', " "), "--limit", "3")
    assert done.objects[0]["title"] == title
    assert done.objects[0]["score"] == 3
    assert json.loads(done.lines[0]) == done.objects[0]
