"""Every word of real and of made-up texts is found just where a plain look finds it."""

from __future__ import annotations

import gzip
import json
import random
import re
import runpy
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from scraper import text, urls
from scraper.archive import query, search, store
from scraper.archive.store import Scope, Store
from scraper.dates import BEIJING
from scraper.models import Article

ROOT = Path(__file__).parents[2]
LETTER = f"[^\\W_{text.HAN}]"


@pytest.fixture(scope="session")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The real bodies, as Markdown, under their titles."""
    bench = runpy.run_path(str(ROOT / "bench" / "oracle.py"))
    bodies = shared / "bodies" / "bodies.jsonl.gz"
    with gzip.open(bodies, "rt", encoding="utf-8") as lines:
        titles = {row["link"]: row["title"] for row in map(json.loads, lines)}
    with store.open(tmp_path_factory.mktemp("real") / "archive.db") as opened:
        with opened.together():
            for number, (html, link) in enumerate(bench["bodies"](bodies)):
                if body := bench["ours"](html, link):
                    _put(opened, number, titles[link], body)
        yield opened


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    corpus = runpy.run_path(str(ROOT / "bench" / "corpus.py"))
    with store.open(tmp_path_factory.mktemp("made") / "archive.db") as opened:
        with opened.together():
            for number, article in enumerate(corpus["articles"](1500, 7)):
                _put(opened, number, article.title, article.body)
        yield opened


def _put(opened: Store, number: int, title: str, body: str) -> None:
    key = f"20250101A{number:05}00"
    at = datetime(2025, 1, 1, tzinfo=BEIJING)
    article = Article(id=key, url=urls.of(key), title=title, body=body, extractor="x/1")
    opened.put(article, snapshot=None, at=at)


def drawn(found: Store, chance: random.Random) -> Iterator[str]:
    """Words from the texts themselves: characters, pairs, longer pieces, mixed ones, words."""
    folded = [
        text.fold(f"{entry.article.title}\n{text.plain(entry.article.body)}")
        for entry in found.entries(limit=400)
    ]
    yield from "芯片 算力 融资 大模型 AI大模型 DeepSeek-R1 GPT-4o 30B seek 4o 芯 的".split()
    for size in (1, 2, 2, 2, 3, 4, 5, 8) * 5:
        one = chance.choice(folded)
        at = chance.randrange(len(one))
        piece = "".join(one[at : at + size].split())
        if (
            text.terms(piece)
            and "*" not in piece
            and piece[0] != "-"
            and not set(piece) & set('"“”')
        ):
            yield piece
    for one in chance.sample(folded, 12):
        words = re.findall(f"{LETTER}+", one)
        yield from chance.sample(words, k=min(2, len(words)))
        yield from re.findall(f"{LETTER}+[{text.HAN}]{{1,3}}|[{text.HAN}]{LETTER}+", one)[:2]


@pytest.mark.parametrize("which", ["real", "made"])
def test_every_word_of_a_corpus_is_found_just_where_it_stands(
    which: str, request: pytest.FixtureRequest
) -> None:
    found: Store = request.getfixturevalue(which)
    texts = {
        entry.article.id: text.fold(entry.article.title)
        + "\n"
        + text.fold(text.plain(entry.article.body))
        for entry in found.entries()
    }
    db = found._db
    for typed in {*drawn(found, random.Random(5))}:
        for word, star in ((typed, ""), (typed, "*")):
            wanted = text.fold(word)
            before = f"(?<!{LETTER})" if re.match(LETTER, wanted) else ""
            after = f"(?!{LETTER})" if re.search(f"{LETTER}$", wanted) and not star else ""
            pattern = re.compile(before + re.escape(wanted) + after)
            truth = {key for key, one in texts.items() if wanted in one and pattern.search(one)}
            with db.atomic():
                places = [*search.find(db, query.read(word + star), Scope(), newest=False)]
            assert {place.id for place in places} == truth, word + star
            assert len(places) == len(truth)
