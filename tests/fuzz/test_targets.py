"""The targets without a fuzzer: they hold for their seeds and for any bytes, and would tell."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper import urls
from scraper.extract import document
from scraper.models import Article, Hint, Image

from . import promises, targets, words

ROOT = Path(__file__).parents[2]
ARTICLE = Article(id=targets.ID, url=urls.of(targets.ID), title="题", body="文")
EACH = pytest.mark.parametrize("name", targets.TARGETS)
STRUCTURED = ("soup", "data", "body", "mending", "listed")
"""Targets that take every byte for a word: few bytes say much."""


@EACH
def test_a_target_holds_for_its_seeds(name: str) -> None:
    seeds = targets.seeds(name)
    assert seeds
    for seed in seeds:
        targets.run(targets.TARGETS[name], seed)


@EACH
@settings(max_examples=80)
@given(st.data())
def test_a_target_holds_for_any_bytes(name: str, data: st.DataObject) -> None:
    size = 60 if name in STRUCTURED else 400
    targets.run(targets.TARGETS[name], data.draw(st.binary(max_size=size)))


LINES = st.text(st.sampled_from("".join(words.SIGNS)) | st.characters(), max_size=12)


@settings(max_examples=60)
@given(LINES, LINES, LINES, LINES)
def test_any_hint_makes_a_clean_article(title: str, author: str, picture: str, sort: str) -> None:
    from ..extract.given import data_page, read

    hint = Hint(title=f"题{title}", author=author, thumbnail=picture, category=sort)
    page = data_page({"originContent": {"text": "<p>一"}}).replace("题_腾讯新闻", "")
    found = read(page, hint=hint)
    assert found.title.startswith("题")
    promises.article(found)


@pytest.mark.parametrize(
    "broken",
    [
        replace(ARTICLE, title="题\x1b[31m"),
        replace(ARTICLE, title="题\n"),
        replace(ARTICLE, title=""),
        replace(ARTICLE, body="文\x00"),
        replace(ARTICLE, body="文\ud800"),
        replace(ARTICLE, body="文 "),
        replace(ARTICLE, body="<script>alert(1)</script>"),
        replace(ARTICLE, body="[x](ftp://a.cn)"),
        replace(ARTICLE, body='<p onclick="x">文'),
        replace(ARTICLE, author="号\u202e"),
        replace(ARTICLE, tags=("甲\x9b",)),
        replace(ARTICLE, images=(Image(url="https://a.cn/b c"),)),
        replace(ARTICLE, thumbnail="//a.cn/b"),
        replace(ARTICLE, url=urls.of("20260810A0BO7199")),
    ],
    ids=lambda broken: ascii(broken)[60:130],
)
def test_a_broken_promise_is_told(broken: Article) -> None:
    promises.article(ARTICLE)
    with pytest.raises(AssertionError):
        promises.article(broken)


@pytest.mark.parametrize("sign", ["{{< x >}}", "{{% x", "<!--more-->", "__hdeferred/x__d="])
def test_a_document_that_hugo_would_act_upon_is_told(sign: str) -> None:
    made = document.of(ARTICLE)
    for broken in (replace(made, body=sign), replace(made, title=sign), replace(made, lead=sign)):
        with pytest.raises(AssertionError):
            promises.written(broken)


def test_a_slow_target_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "SECONDS", 0.001)
    with pytest.raises(AssertionError, match=" s"):
        targets.run(lambda _: time.sleep(0.01), b"")


def test_where_there_is_no_fuzzer_one_line_says_so() -> None:
    """As on other machines than Linux on x86_64, and with a Python that is too new."""
    code = (
        "import runpy, sys; sys.modules['atheris'] = None; sys.argv = ['fuzz'];"
        "runpy.run_module('tests.fuzz', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = done.stdout.splitlines()
    assert line.startswith("fuzz: atheris is not here: it needs Linux on x86_64, and Python 3.11")


def test_a_finding_can_be_seen_again(tmp_path: Path) -> None:
    (tmp_path / "found").write_bytes(b"x")
    command = [sys.executable, "-m", "tests.fuzz", "--again", str(tmp_path / "found")]
    done = subprocess.run([*command, "markup"], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    unknown = subprocess.run([*command, "nothing"], cwd=ROOT, capture_output=True, check=False)
    assert unknown.returncode == 2
