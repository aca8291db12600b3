"""The notice of a day: by whom its stories are about, in both languages, within its bounds."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from scraper.config import Notify
from scraper.models import Level
from scraper.publish.digest import letter
from scraper.publish.digest.letter import LINES
from scraper.publish.stories import Piece
from scraper.watch import letters
from scraper.watch.notices import Notice
from scraper.watch.told import Sort

from ...watch.hostile import PAYLOADS, SIGNS
from ..pieces import AT, day, named, piece

FAR = 100_000


def sent(*pieces: Piece, lang: str = "en", place: str = "") -> Notice:
    found = letter.of(day(pieces), Notify(lang=lang), place=place)  # type: ignore[arg-type]
    assert found
    return found


def test_a_digest_lists_stories_by_whom_they_are_about() -> None:
    one = piece(1, mentions=(named("昇腾"),), others=("乙",), summary="说的是什么。")
    notice = sent(one, piece(3, "第三题", ""), piece(2, "另一题"), place="news.db")
    assert (notice.sort, notice.level, notice.told) == (Sort.DIGEST, Level.OK, None)
    assert notice.title == "scraper: 4 new articles"
    assert letters.text(notice, FAR) == (
        "2026-11-23 10:07 – 2026-11-24 10:07, Beijing time · 4 articles, 3 stories, 2 accounts\n"
        "\n"
        "昇腾\n"
        "- 11-24 10:06 题目 — 甲 · told by 1 other\n"
        "  说的是什么。\n"
        "  https://new.qq.com/rain/a/20261124A0000100\n"
        "\n"
        "Other (2)\n"
        "- 11-24 10:05 另一题 — 甲\n"
        "  https://new.qq.com/rain/a/20261124A0000200\n"
        "- 11-24 10:04 第三题\n"
        "  https://new.qq.com/rain/a/20261124A0000300\n"
        "\n"
        "Archive: news.db"
    )


def test_it_is_said_in_chinese_where_asked_for() -> None:
    notice = sent(piece(), lang="zh")
    assert notice.title == "scraper：1 篇新文章"
    assert "1 篇文章，1 则报道" in letters.text(notice, FAR)
    assert '<html lang="zh-CN">' in notice.page


def test_no_new_articles_are_no_digest() -> None:
    assert letter.of(day([], gone=(piece(1, gone_at=AT),)), Notify()) is None


def test_a_digest_is_bounded_and_counts_the_rest() -> None:
    notice = sent(*(piece(n) for n in range(1000)))
    assert notice.title == "scraper: 1000 new articles"
    body = letters.text(notice, FAR)
    assert body.count("https://") == notice.page.count("https://") == LINES == 50
    assert body.endswith("… and 950 more")
    assert "… and 950 more" in notice.page


def test_summaries_are_left_out_where_there_is_little_room() -> None:
    notice = sent(*(piece(n, summary="说的是什么。") for n in range(20)))
    whole = letters.text(notice, 4000)
    assert whole.count("说的是什么。") == 20
    short = letters.text(notice, len(whole.encode()) - 100)
    assert "说的是什么。" not in short
    assert short.count("https://") == 20


@pytest.mark.parametrize("longest", [300, 500, 2048, 4096])
@pytest.mark.parametrize("names", [1, 50])
def test_a_body_fits_its_channel_in_whole_lines(longest: int, names: int) -> None:
    given = (piece(n, "题" * 40, mentions=(named(f"来源{n % names}"),)) for n in range(120))
    notice = sent(*given)
    for body in (letters.text(notice, longest), letters.markdown(notice, longest)):
        assert len(body.encode()) <= longest
        shown = body.count("https://")
        assert body.endswith(f"… and {120 - shown} more")
        assert sum(line.startswith("- ") for line in body.splitlines()) == shown
        assert shown > 0 or longest == 300


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_headline_is_more_than_text(payload: str) -> None:
    """Nor an author, a summary, the name of an entity; no matter who reads the notice how."""
    hostile = piece(3, payload, payload, summary=payload, mentions=(named(payload),))
    notice = sent(piece(1), hostile, piece(2))
    body = letters.text(notice, FAR)
    assert len(body.splitlines()) <= 12
    assert not set(body) & set(SIGNS)
    html = MarkdownIt("commonmark").enable("table").render(letters.markdown(notice, FAR))
    for page in (html, notice.page):
        assert page.count("<li") == page.count("<a ") == 3
        assert page.count('href="https://new.qq.com/rain/a/20261124A000') == 3
        for tag in ("<img", "<script", "<em", "<code", "<blockquote", "<ol", "<table"):
            assert tag not in page
