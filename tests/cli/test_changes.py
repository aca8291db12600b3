"""``changes``, ``diff``, ``show --revision`` and ``list --gone``: who changed what, and how."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from scraper.archive import store
from scraper.archive.changes import Change
from scraper.archive.values import Cause
from scraper.cli.changes import KINDS
from scraper.dates import BEIJING
from scraper.models import Article, Image
from scraper.urls import canonical

from .trial import Trial

if TYPE_CHECKING:
    from pathlib import Path

    from .trial import Site

KEY = "20261122A01KX700"
OTHER = "20261122A04DUP00"
NOW = datetime.now(BEIJING).replace(microsecond=0)
DAY = timedelta(days=1)
FIRST = "智谱今天发布了新一代基座模型，参数量达到3550亿，支持二十六种语言。"
SECOND = "公司表示，模型已经在多个客户处试用，效果好于预期，后续还会开放更多的接口给开发者使用。"
MADE = Article(
    id=KEY,
    url=canonical(KEY),
    title="智谱发布新模型",
    body=f"{FIRST}\n\n{SECOND}",
    published=NOW - 50 * DAY,
    author="某号",
    tags=("AI",),
    extractor="qq-origin/1",
)
TITLE = "智谱发布开源模型"
TEXTS = (
    (MADE, 40),
    (replace(MADE, title=TITLE), 20),
    (replace(MADE, title=TITLE, body=MADE.body.replace("3550", "3650"), author="他号"), 2),
)


@pytest.fixture
def changed(tmp_path: Path, site: Site) -> Trial:
    """An archive with an article of three texts, 40, 20 and 2 days old, and one with one."""
    made = Trial(tmp_path, site)
    made.configure()
    with store.open(made.archive) as opened:
        for article, age in TEXTS:
            opened.put(article, snapshot=None, at=NOW - age * DAY)
        other = replace(MADE, id=OTHER, url=canonical(OTHER), title="月之暗面完成融资")
        opened.put(other, snapshot=None, at=NOW)
    return made


class TestChanges:
    def test_newest_first_with_the_old_headline_and_the_new(self, changed: Trial) -> None:
        done = changed.run("changes")
        assert (done.code, done.err) == (0, "")
        newest, oldest = done.lines
        assert newest.split(None, 3)[2:] == [KEY, f"number                {TITLE}"]
        assert oldest.endswith(f"headline              智谱发布新模型 → {TITLE}")
        assert oldest.startswith(f"{NOW - 20 * DAY:%Y-%m-%d %H:%M}")

    def test_for_a_script(self, changed: Trial) -> None:
        newest, oldest = changed.run("changes", "--json").objects
        assert newest["fields"] == ["author"]
        assert oldest == {
            "changed_at": (NOW - 20 * DAY).isoformat(),
            "id": KEY,
            "source_url": MADE.url,
            "author": "他号",
            "published": (NOW - 50 * DAY).isoformat(),
            "revision": 1,
            "cause": "site",
            "kinds": ["headline"],
            "fields": [],
            "old_title": "智谱发布新模型",
            "new_title": TITLE,
        }

    @pytest.mark.parametrize(
        ("words", "revisions"),
        [
            ((), [2, 1]),
            (("--since", "30d"), [2, 1]),
            (("--since", "10d"), [2]),
            (("--kind", "headline"), [1]),
            (("--kind", "headline", "--kind", "number"), [2, 1]),
            (("--kind", "removed"), []),
            (("--limit", "1"), [2]),
            (("--about", "智谱"), [2, 1]),
            (("--about", "開源"), [2, 1]),
            (("--about", "新模型"), [1]),
            (("--about", "融资"), []),
            (("--about", "zhipu"), [2, 1]),
            (("--about", "智譜AI"), [2, 1]),
            (("--since", "30d", "--kind", "headline", "--about", "智谱"), [1]),
        ],
    )
    def test_which(self, changed: Trial, words: tuple[str, ...], revisions: list[int]) -> None:
        with changed.database() as db:
            aliases = json.dumps(["Zhipu", "智谱AI"])
            db.execute(
                "INSERT INTO entities (name, kind, aliases) VALUES ('智谱华章', 'company', ?)",
                [aliases],
            )
            db.execute("INSERT INTO mentions VALUES (?, '智谱华章', 3, 1)", [KEY])
        found = changed.call("changes", "--json", *words).objects
        assert [one["revision"] for one in found] == revisions

    def test_an_extractor_is_only_named_where_it_is_asked_for(self, changed: Trial) -> None:
        with store.open(changed.archive) as opened:
            opened.put(
                replace(TEXTS[-1][0], body=f"{FIRST}\n\n{SECOND}\n\n多读出来的一段。"),
                snapshot=None,
                at=NOW,
                cause=Cause.EXTRACTOR,
            )
        assert len(changed.call("changes").lines) == 2
        newest, *rest = changed.call("changes", "--extractor").lines
        assert "number, appended (extractor)" in newest
        assert len(rest) == 2
        assert "(by the extractor)" in changed.call("diff", KEY).out

    def test_more_than_a_page_of_them(self, changed: Trial) -> None:
        with store.open(changed.archive) as opened:
            for number in range(450):
                article = replace(MADE, title=f"智谱第{number}题")
                opened.put(article, snapshot=None, at=NOW + timedelta(seconds=number // 9))
        found = changed.call("changes", "--json").objects
        assert len(found) == 452
        assert [one["revision"] for one in found] == list(range(452, 0, -1))
        assert len(changed.call("changes", "--about", "第44", "--limit", "5").lines) == 5

    def test_the_one_query_of_the_documentation(self, changed: Trial) -> None:
        found = changed.rows(
            "SELECT changed_at, old_title, new_title FROM changes"
            " WHERE kinds LIKE '%\"headline\"%' AND changed_at >= date('now', '-1 month')"
            " AND (old_title LIKE '%智谱%' OR new_title LIKE '%智谱%')"
        )
        assert found == [((NOW - 20 * DAY).isoformat(), "智谱发布新模型", TITLE)]

    def test_wrong_words(self, changed: Trial) -> None:
        for words, complaint in (
            (("--kind", "x"), "Invalid value for '--kind'"),
            (("--since", "soon"), "is no time; write 2026-11-01"),
            (("--limit", "0"), "Invalid value for '--limit'"),
        ):
            done = changed.call("changes", *words)
            assert done.code == 2
            assert complaint in done.err

    def test_where_there_is_no_archive(self, trial: Trial) -> None:
        for words in (("changes",), ("diff", KEY)):
            done = trial.call(*words)
            assert done.code == 3
            assert "there is no archive here; make one with `scraper crawl`" in done.err

    def test_the_kinds_are_those_of_the_archive(self) -> None:
        assert tuple(Change) == KINDS


class TestDiff:
    def test_the_last_change(self, changed: Trial) -> None:
        done = changed.run("diff", KEY)
        assert (done.code, done.err) == (0, "")
        assert done.lines == [
            f"--- revision 2  {NOW - 20 * DAY:%Y-%m-%d %H:%M}  headline",
            f"+++ revision 3  {NOW - 2 * DAY:%Y-%m-%d %H:%M}  number",
            "author: [-某-]{+他+}号",
            "",
            "智谱今天发布了新一代基座模型，参数量达到[-3550-]{+3650+}亿，支持二十六种语言。",
            "",
            "… 1 paragraph the same",
        ]

    @pytest.mark.parametrize("numbers", [("1", "3"), ("1",)])
    def test_between_any_two(self, changed: Trial, numbers: tuple[str, ...]) -> None:
        lines = changed.call("diff", KEY, *numbers).lines
        assert "title: 智谱发布[-新-]{+开源+}模型" in lines
        assert lines[0].startswith("--- revision 1 ")
        assert lines[1].startswith("+++ revision 3 ")

    def test_backwards(self, changed: Trial) -> None:
        assert "title: 智谱发布[-开源-]{+新+}模型" in changed.call("diff", KEY, "2", "1").lines

    def test_in_colour(self, changed: Trial) -> None:
        out = changed.call("diff", KEY, "--color").out
        assert "\x1b[31m\x1b[9m3550\x1b[0m\x1b[32m\x1b[1m3650\x1b[0m" in out
        assert "[-" not in out
        assert "\x1b" not in changed.call("diff", KEY).out

    def test_paragraphs_that_came_went_or_moved(self, changed: Trial) -> None:
        body = f"{SECOND}\n\n{FIRST}"
        with store.open(changed.archive) as opened:
            opened.put(replace(MADE, body=f"{body}\n\n结尾"), snapshot=None, at=NOW)
            opened.put(replace(MADE, body=f"{FIRST}\n\n结尾"), snapshot=None, at=NOW)
        lines = changed.call("diff", KEY, "1", "4").lines
        assert "{+结尾+}" in lines
        assert any(line.startswith("moved here: ") for line in lines)
        assert f"[-{SECOND}-]" in changed.call("diff", KEY, "4", "5").lines

    def test_what_stayed_the_same_is_shortened(self, changed: Trial) -> None:
        long = "甲乙丙丁戊己庚辛壬癸" * 9
        with store.open(changed.archive) as opened:
            opened.put(replace(MADE, body=f"{long}前{long}后{long}"), snapshot=None, at=NOW)
            opened.put(replace(MADE, body=f"{long}先{long}末{long}"), snapshot=None, at=NOW)
        line = changed.call("diff", KEY).lines[-1]
        head, tail = long[:24], long[-24:]
        assert line == f"…{tail}[-前-]{{+先+}}{head}…{tail}[-后-]{{+末+}}{head}…"

    def test_other_fields(self, changed: Trial) -> None:
        image = Image(url="https://inews.gtimg.com/om_bt/K/641")
        with store.open(changed.archive) as opened:
            opened.put(
                replace(MADE, published=MADE.published and MADE.published + DAY, images=(image,)),
                snapshot=None,
                at=NOW,
            )
            opened.put(
                replace(MADE, images=(image, image), tags=("AI", "芯片")), snapshot=None, at=NOW
            )
            opened.put(
                replace(
                    MADE,
                    images=(image, replace(image, width=9)),
                    tags=("芯片",),
                    body=f"**{FIRST}**\n\n{SECOND}",
                ),
                snapshot=None,
                at=NOW,
            )
        out = changed.call("diff", KEY, "4", "5").out
        assert "tags: AI{+、芯片+}" in out
        assert "images: [-1-]{+2+}" in out
        assert "published: " in out
        out = changed.call("diff", KEY).out
        assert "images: {+2 as before, but others+}" in out
        assert "body: the same words; images, links or emphasis differ" in out

    def test_one_text_only(self, changed: Trial) -> None:
        done = changed.call("diff", OTHER)
        assert (done.code, done.lines) == (
            0,
            [f"{OTHER}: one text only, first seen {NOW:%Y-%m-%d %H:%M}"],
        )

    @pytest.mark.parametrize(
        ("words", "code", "complaint"),
        [
            ((KEY, "4"), 5, "no revision 4: it has 1 to 3; choose one of these"),
            ((KEY, "0"), 5, "no revision 0: it has 1 to 3"),
            ((KEY, "1", "9"), 5, "no revision 9: it has 1 to 3"),
            ((OTHER, "2"), 5, "no revision 2: it has only 1"),
            ((KEY, "x"), 2, "'x' is not a valid integer"),
            ((KEY, "1", "2", "3"), 2, "at most two revisions are compared; name two"),
            (("20261122A99ZZZ00",), 5, "not in the archive; `scraper import` can bring it"),
            (("https://example.org/x",), 2, "not an address of qq.com"),
        ],
    )
    def test_wrong_words(
        self, changed: Trial, words: tuple[str, ...], code: int, complaint: str
    ) -> None:
        done = changed.call("diff", *words)
        assert (done.code, done.out) == (code, "")
        (line,) = done.complaints
        assert complaint in line

    def test_hostile_text_moves_no_terminal(self, changed: Trial) -> None:
        with store.open(changed.archive) as opened:
            evil = replace(
                MADE, title="题\x1b[2J\u202e目", body="正文\x1b]0;x\x07\u202e尾", author="\x1b[31m"
            )
            opened.put(evil, snapshot=None, at=NOW)
        for words in (("diff", KEY), ("diff", KEY, "--color"), ("changes",), ("changes", "--json")):
            out = changed.call(*words).out
            assert not {"\x1b[2J", "\x1b]", "\u202e", "\x07"} & {
                out[i : i + n] for n in (1, 2, 4) for i in range(len(out))
            }


class TestShow:
    def test_an_earlier_text(self, changed: Trial) -> None:
        assert 'title: "智谱发布新模型"' in changed.call("show", KEY, "--revision", "1").out
        assert 'title: "智谱发布开源模型"' in changed.call("show", KEY, "--revision", "3").out
        assert changed.call("show", KEY, "--revision", "3").out == changed.call("show", KEY).out
        (found,) = changed.call("show", KEY, "--revision", "2", "--format", "json").objects
        assert (found["title"], found["author"]) == (TITLE, "某号")

    def test_one_that_is_not_there(self, changed: Trial) -> None:
        done = changed.call("show", KEY, "--revision", "7")
        assert (done.code, done.out) == (5, "")
        assert done.complaints == [
            f"scraper: {KEY}: no revision 7: it has 1 to 3; choose one of these"
        ]

    def test_one_without_a_page(self, changed: Trial) -> None:
        done = changed.call("show", KEY, "--revision", "1", "--format", "raw")
        assert (done.code, done.out) == (5, "")


class TestGone:
    def test_list_and_show_say_it(self, changed: Trial) -> None:
        with store.open(changed.archive) as opened:
            opened.gone(MADE.url, NOW)
        (line,) = changed.call("list", "--gone").lines
        assert line.endswith(f"{TITLE}  (他号)  gone {NOW:%Y-%m-%d %H:%M}")
        assert line in changed.call("list").lines
        assert len(changed.call("list").lines) == 2
        (found,) = changed.call("list", "--gone", "--json").objects
        assert found["gone_at"] == NOW.isoformat()
        said = changed.call("show", KEY).out
        assert f'params:\n  gone_at: "{NOW.isoformat()}"\n' in said
        assert "gone_at" not in changed.call("show", KEY, "--revision", "1").out

    def test_the_documents_are_checked_for_it(self, changed: Trial) -> None:
        changed.call("export", "documents")
        assert changed.call("check", "--documents").code == 0
        with store.open(changed.archive) as opened:
            opened.gone(MADE.url, NOW)
        assert changed.call("check", "--documents").code != 0
        assert changed.call("export", "documents").out.startswith("documents: 1 written")
        assert changed.call("check", "--documents").code == 0

    def test_gone_and_failed_are_not_asked_together(self, changed: Trial) -> None:
        done = changed.call("list", "--gone", "--failed")
        assert done.code == 2
        assert "ask for one of them" in done.err


def test_an_archive_that_is_damaged(changed: Trial) -> None:
    with changed.database() as db:
        db.execute("UPDATE revisions SET replaced_at = 'soon' WHERE number = 1")
    done = changed.call("changes")
    assert done.code == 3
    assert "revisions, row" in done.err
    with changed.database() as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
