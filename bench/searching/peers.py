"""Articles → what others offer: LIKE, FTS5's own tokenizers, tantivy with pairs of characters."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from scraper import text
from scraper.models import Article
from searching.ours import size

_MOST = 10_000_000


class Like:
    """A plain table and a scan of it, the newest first."""

    tokenizer = ""

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"{type(self).__name__}.db"

    def build(self, batches: Iterable[list[Article]]) -> float:
        seconds, number = 0.0, 0
        db = self._connect()
        db.execute("CREATE TABLE plain (number INTEGER PRIMARY KEY, title, body, listed_at)")
        db.execute("CREATE INDEX newest ON plain (listed_at)")
        if self.tokenizer:
            db.execute(
                "CREATE VIRTUAL TABLE found USING fts5 (title, body, content = plain,"
                f" content_rowid = number, tokenize = {self.tokenizer})"
            )
        for batch in batches:
            rows = [
                (number + at, one.title, text.plain(one.body), str(one.published))
                for at, one in enumerate(batch, 1)
            ]
            number += len(batch)
            start = time.perf_counter()
            with db:
                db.executemany("INSERT INTO plain VALUES (?, ?, ?, ?)", rows)
                if self.tokenizer:
                    short = [row[:3] for row in rows]
                    db.executemany("INSERT INTO found (rowid, title, body) VALUES (?, ?, ?)", short)
            seconds += time.perf_counter() - start
        db.close()
        return seconds

    def open(self) -> None:
        self.db = self._connect()

    def top(self, word: str) -> int:
        sql = (
            "SELECT title, substr(body, max(1, instr(lower(body), lower(?1)) - 20), 80) FROM plain"
            " WHERE title LIKE ?2 OR body LIKE ?2 ORDER BY listed_at DESC LIMIT 20"
        )
        return len(self.db.execute(sql, (word, f"%{word}%")).fetchall())

    def every(self, word: str) -> set[int]:
        sql = "SELECT number FROM plain WHERE title LIKE ?1 OR body LIKE ?1"
        return {number for (number,) in self.db.execute(sql, (f"%{word}%",))}

    def size(self) -> int:
        return 0

    def close(self) -> None:
        self.db.close()

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path)
        db.execute("PRAGMA journal_mode = WAL")
        return db


class Fts(Like):
    """FTS5 beside a plain table, ranked by its own rule, with its own snippets."""

    def top(self, word: str) -> int:
        sql = (
            "SELECT title, snippet(found, -1, '<b>', '</b>', '…', 40) FROM found"
            " WHERE found MATCH ? ORDER BY rank LIMIT 20"
        )
        return len(self.db.execute(sql, (f'"{word}"',)).fetchall())

    def every(self, word: str) -> set[int]:
        sql = "SELECT rowid FROM found WHERE found MATCH ?"
        return {number for (number,) in self.db.execute(sql, (f'"{word}"',))}

    def size(self) -> int:
        return size(self.db, "found")


class Unicode61(Fts):
    tokenizer = "unicode61"


class Trigram(Fts):
    tokenizer = "trigram"


class Tantivy:
    """Pairs of characters in lower case, all of them asked for; ranked by BM25."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "tantivy"

    def build(self, batches: Iterable[list[Article]]) -> float:
        self.path.mkdir()
        seconds, number = 0.0, 0
        index = self._index()
        writer = index.writer(256_000_000, 1)
        for batch in batches:
            plain = [text.plain(one.body) for one in batch]
            start = time.perf_counter()
            for one, body in zip(batch, plain, strict=True):
                number += 1
                writer.add_document(tantivy.Document(number=number, title=one.title, body=body))
            seconds += time.perf_counter() - start
        start = time.perf_counter()
        writer.commit()
        writer.wait_merging_threads()
        return seconds + time.perf_counter() - start

    def open(self) -> None:
        index = self._index()
        index.reload()
        self.schema, self.searcher = index.schema, index.searcher()

    def top(self, word: str) -> int:
        asked = self._query(word)
        found = self.searcher.search(asked, 20).hits
        snippets = tantivy.SnippetGenerator.create(self.searcher, asked, self.schema, "body")
        snippets.set_max_num_chars(80)
        for _, address in found:
            snippets.snippet_from_doc(self.searcher.doc(address)).to_html()
        return len(found)

    def every(self, word: str) -> set[int]:
        hits = self.searcher.search(self._query(word), _MOST, order_by_field="number").hits
        return {number for number, _ in hits}

    def size(self) -> int:
        return sum(one.stat().st_size for one in self.path.iterdir() if one.suffix != ".store")

    def close(self) -> None:
        del self.searcher

    def _query(self, word: str) -> Any:
        low = word.lower()
        pairs = {a + b for a, b in pairwise(low)} or {low}
        return Query.boolean_query(
            [
                (
                    Occur.Must,
                    Query.boolean_query(
                        [
                            (Occur.Should, Query.term_query(self.schema, field, pair))
                            for field in ("title", "body")
                        ]
                    ),
                )
                for pair in sorted(pairs)
            ]
        )

    def _index(self) -> Any:
        fields = tantivy.SchemaBuilder()
        fields.add_integer_field("number", stored=True, fast=True)
        for name in ("title", "body"):
            fields.add_text_field(name, stored=True, tokenizer_name="pairs", index_option="freq")
        index = tantivy.Index(fields.build(), path=str(self.path))
        pairs = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(1, 2, False))
        index.register_tokenizer("pairs", pairs.filter(tantivy.Filter.lowercase()).build())
        return index
