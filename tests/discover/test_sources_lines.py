"""Typed lists of addresses: good lines, and every other kind of line."""

from __future__ import annotations

import itertools
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.discover import sources
from scraper.models import Kind, Link, Outcome


class TestLines:
    def one(self, line: str) -> Link | Outcome:
        (found,) = sources.lines([line], "mine")
        return found

    @pytest.mark.parametrize(
        ("line", "title"),
        [
            ("https://new.qq.com/rain/a/20260810A01AAA00\n", None),
            ("\ufeff https://new.qq.com/rain/a/20260810A01AAA00?a=1#b\r\n", None),
            ("20260810A01AAA", None),
            ("https://new.qq.com/rain/a/20260810A01AAA00 北斗3 发布", "北斗3 发布"),
            ("https://new.qq.com/rain/a/20260810A01AAA00\t北斗3\t2026", "北斗3"),
            ("https://new.qq.com/rain/a/20260810A01AAA00\u3000北斗3", "北斗3"),
            ('  "https://new.qq.com/rain/a/20260810A01AAA00",', None),
            ("{'url': 'https://new.qq.com/rain/a/20260810A01AAA00'}", None),
            ("{'url': 'https://new.qq.com/rain/a/20260810A01AAA00', 'title': \"It's\"}", "It's"),
            (
                json.dumps({"title": "北斗3", "url": "https://new.qq.com/rain/a/20260810A01AAA00"})
                + ",",
                "北斗3",
            ),
            ('{"url":"https:\\/\\/new.qq.com\\/rain\\/a\\/20260810A01AAA00","n":NaN}', None),
            ('{"url":"https://new.qq.com/rain/a/20260810A01AAA00","x":' + "[" * 99_000, None),
        ],
    )
    def test_a_line_names_an_article(self, line: str, title: str | None):
        found = self.one(line)
        assert isinstance(found, Link)
        assert (found.address.id, found.source) == ("20260810A01AAA00", "mine")
        assert found.hint.title == title

    def test_blank_lines_and_notes_are_passed_over(self):
        assert (
            list(sources.lines(["", " \t\n", "# https://new.qq.com", "\ufeff#", "\ufeff"], "m"))
            == []
        )

    @pytest.mark.parametrize(
        "line",
        [
            "https://example.com/a",
            "\x00",
            "\x00https://new.qq.com/rain/a/20260810A01AAA00",
            '""',
            "{}",
            "{'url': 5}",
            '{"url": null, "title": []}',
            "[]",
            "\ud800",
            "https://new.qq.com:99999/x",
            "https://[::1",
            "x" * 10_000_000,
            "{" * 200_000,
            '{"url":"' * 50_000,
        ],
    )
    def test_any_other_line_is_an_outcome_with_its_number(self, line: str):
        found = next(sources.lines(["# first", line], "mine"))
        assert isinstance(found, Outcome)
        assert (found.kind, found.source) == (Kind.NOT_ARTICLE, "mine")
        assert found.reason.startswith("line 2: ")
        assert len(found.url) <= 200
        found.url.encode()
        assert len(f"{found.url} {found.reason}".splitlines()) <= 1

    def test_a_very_long_blank_head(self):
        line = " " * 10_000_000 + "20260810A01AAA00 " + "长" * 1_000_000
        found = self.one(line)
        assert isinstance(found, Link)
        assert found.hint.title == "长" * 500

    def test_memory_stays_flat(self):
        def typed():
            for n in itertools.islice(itertools.count(), 4_000):
                yield f"https://new.qq.com/rain/a/20260810A{n:05d}00"
                yield "https://new.qq.com/zt/" + "x" * 500

        tracemalloc.start()
        count = sum(1 for _ in sources.lines(typed(), "mine"))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == 8_000
        assert peak < 500_000

    def test_it_begins_before_the_end(self):
        endless = ("20260810A01AAA00" for _ in itertools.count())
        assert len(list(itertools.islice(sources.lines(endless, "mine"), 3))) == 3

    @given(st.lists(st.text(st.characters(exclude_categories=()))))
    def test_never_fails_and_loses_no_line(self, typed: list[str]):
        found = list(sources.lines(typed, "mine"))
        assert all(isinstance(one, Link | Outcome) for one in found)
        wanted = [t for t in typed if (w := t.strip().lstrip("\ufeff").lstrip()) and w[0] != "#"]
        assert len(found) == len(wanted)

    def test_the_links_of_the_home_page_of_2019(self, shared: Path):
        path = shared / "url-forms-2019.txt"
        if not path.exists():
            pytest.skip(f"{path.name} is not in {shared}: no real links to read")
        typed = path.read_text(encoding="utf-8").splitlines()
        found = list(sources.lines(typed, "home"))
        assert len(found) == len(typed) == 23
        for line, one in zip(typed, found, strict=True):
            special = "/zt" in line or "rose" in line
            assert isinstance(one, Outcome if special else Link), line
            if isinstance(one, Link):
                assert one.address.certain is ("cmsn" not in line)
