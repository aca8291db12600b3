"""``digest``: the day on one page, in three forms and two languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .trial import Trial

SINCE = ("--since", "2026-11-20")
COPY = "DeepSeek开源稀疏注意力推理引擎"


def test_stories_and_not_copies(crawled: Trial) -> None:
    done = crawled.run("digest", *SINCE)
    assert (done.code, done.err) == (0, "")
    assert done.lines[0] == "AI news digest"
    assert "19 articles, 18 stories" in done.lines[1]
    titles = [line for line in done.lines if line.startswith("• ")]
    assert len(titles) == len(set(titles)) == 18
    assert sum("told by 1 other" in line for line in done.lines) == 1
    assert "英伟达 (2)" in done.lines
    assert done.lines[-1].startswith("  https://")


def test_the_language_is_that_of_notices(crawled: Trial, trial: Trial) -> None:
    assert crawled.call("digest", *SINCE, "--lang", "zh").lines[0] == "AI 新闻摘要"
    trial.configure('[notify]\nlang = "zh"')
    assert trial.run("import", "20210426A0R5GM00").code == 0
    done = trial.call("digest", "--since", "2021-04-26", "--until", "2021-04-26")
    assert done.lines[0] == "AI 新闻摘要"
    assert "2021-04-26 00:00 至 2021-04-27 00:00 · 1 篇文章，1 则报道" in done.lines[1]
    assert trial.call("digest", "--lang", "en").lines[0] == "AI news digest"


@pytest.mark.parametrize(
    ("form", "first"),
    [("text", "AI news digest"), ("markdown", "# AI news digest"), ("html", "<!DOCTYPE html>")],
)
def test_every_form_has_every_story(crawled: Trial, form: str, first: str) -> None:
    done = crawled.call("digest", *SINCE, "--format", form)
    assert done.lines[0] == first
    assert done.out.count("https://new.qq.com/rain/a/") == 18
    assert done.out.endswith("\n")


def test_it_is_bounded_where_that_is_asked_for(crawled: Trial) -> None:
    done = crawled.call("digest", *SINCE, "--limit", "5")
    assert done.out.count("https://") == 5
    assert done.lines[-1] == "… and 13 more"


def test_a_day_without_news(crawled: Trial) -> None:
    done = crawled.call("digest", "--since", "2001-01-01", "--until", "2001-01-02")
    assert (done.code, len(done.lines)) == (0, 2)
    assert done.lines[1].endswith("Nothing new.")


def test_times_that_are_none(crawled: Trial) -> None:
    done = crawled.call("digest", "--since", "2026-11-20", "--until", "2026-11-19")
    assert (done.code, done.out) == (2, "")
    assert "--since is not before --until" in done.err
    assert crawled.call("digest", "--since", "someday").code == 2


def test_without_an_archive(trial: Trial) -> None:
    done = trial.run("digest")
    assert (done.code, len(done.complaints)) == (3, 1)
