"""A day in words: figures, headings, lines; in both languages, and no longer than asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scraper.archive.values import Alteration, Cause
from scraper.publish.digest import sheet
from scraper.publish.digest.sheet import Line, Sheet

from ..pieces import AT, day, named, piece


def altered(number: int = 1, old: str = "旧", new: str = "新") -> Alteration:
    one = piece(number)
    return Alteration(
        changed_at=AT - timedelta(hours=1),
        id=one.id,
        source_url=one.url,
        author="乙",
        published=one.at,
        revision=1,
        cause=Cause.SITE,
        kinds=("headline",),
        fields=(),
        old_title=old,
        new_title=new,
    )


def heads(made: Sheet) -> list[str]:
    return [one.head for one in made.parts]


def test_a_line_says_all_of_a_story() -> None:
    one = piece(7, "题目", "甲", others=("乙", ""), summary="说的是什么。\n又一行")
    made = sheet.of(day([one]), "zh")
    assert made.parts[0].lines == (
        Line(
            when="11-24 10:00",
            title="题目",
            who="甲 · 另有 2 篇转载",
            note="说的是什么。 又一行",
            url="https://new.qq.com/rain/a/20261124A0000700",
        ),
    )
    assert sheet.of(day([one]), "en").parts[0].lines[0].who == "甲 · told by 2 others"


def test_the_figures_come_first() -> None:
    given = [piece(1, others=("乙",)), piece(2, author="丙")]
    made = sheet.of(day(given, altered=(altered(),), gone=(piece(9, gone_at=AT),)), "en")
    assert made.lead == (
        "2026-11-23 10:07 – 2026-11-24 10:07, Beijing time · "
        "3 articles, 2 stories, 2 accounts, 1 headline changed, 1 removed"
    )
    chinese = sheet.of(day(given), "zh")
    assert chinese.lead.endswith("10:07 · 3 篇文章，2 则报道，2 个账号")
    assert (chinese.title, chinese.lang) == ("AI 新闻摘要", "zh-CN")


def test_stories_then_what_was_changed_then_what_is_gone() -> None:
    given = [piece(1, mentions=(named("英伟达"),)), piece(2, mentions=(named("英伟达"),)), piece(3)]
    gone = piece(9, "没了", gone_at=AT)
    made = sheet.of(day(given, altered=(altered(),), gone=(gone,)), "zh")
    assert heads(made) == ["英伟达（2）", "其他", "标题有改动", "原站已删除"]
    assert made.parts[2].lines[0].title == "旧 → 新"
    assert made.parts[3].lines[0].when == "11-24 10:07"
    assert heads(sheet.of(day(given), "en")) == ["英伟达 (2)", "Other"]


def test_of_an_empty_day_there_is_little_to_say() -> None:
    made = sheet.of(day([]), "en")
    assert made.lead.endswith(" · Nothing new.")
    assert (made.parts, made.rest) == ((), "")


@pytest.mark.parametrize("limit", [1, 5, 10, 50])
def test_it_is_bounded_and_counts_the_rest(limit: int) -> None:
    given = [piece(n, mentions=(named(f"N{n % 4}"),)) for n in range(60)]
    changed = tuple(altered(n) for n in range(30))
    gone = tuple(piece(n, gone_at=AT) for n in range(30))
    made = sheet.of(day(given, altered=changed, gone=gone), "en", limit=limit)
    shown = sum(len(one.lines) for one in made.parts)
    assert shown <= max(limit, 3)
    assert made.more == 120 - shown
    assert made.rest == f"… and {made.more} more"
    assert {"Headlines changed since", "Removed by the site"} <= set(heads(made))


def test_what_is_long_is_cut_and_a_summary_that_is_the_title_is_left_out() -> None:
    made = sheet.of(day([piece(1, "长" * 5_000_000, summary="长" * 5_000_000)]), "zh")
    (line,) = made.parts[0].lines
    assert line.title == "长" * 119 + "…"
    assert line.note == ""


def test_a_title_of_nothing_is_the_id() -> None:
    made = sheet.of(day([piece(1, "\x00\u200b")]), "zh")
    assert made.parts[0].lines[0].title == "20261124A0000100"


def test_another_year_is_written() -> None:
    made = sheet.of(day([piece(1), piece(2, at=AT - timedelta(days=365))]), "en")
    assert [one.when for one in made.parts[0].lines] == ["11-24 10:06", "2025-11-24 10:07"]
