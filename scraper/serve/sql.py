"""A question in SQL → its answer as a table; asked apart, one at a time, for a short while."""

from __future__ import annotations

from threading import Lock
from typing import Any

from scraper.archive.apart import Answered
from scraper.archive.store import Store
from scraper.config import Settings
from scraper.errors import QueryError
from scraper.serve.asked import Asked, RefusalError
from scraper.serve.view import Table, View, Words

ROWS = 1_000
"""Rows of an answer."""
SECONDS = 2.0
"""What a question may take."""
WAIT = 0.5
"""Seconds that one waits for another's question to be answered."""
LONGEST = 4_000
"""Characters of a question."""

WORDS: Words = {
    "title": ("用 SQL 查询", "Ask in SQL"),
    "query": ("SQL 查询", "SQL query"),
    "ask": ("查询", "Run"),
    "limits": (
        "只读。每次一条 SELECT，最多 2 秒、1000 行；每格显示 120 字，JSON 和 CSV 里 2000 字。"
        "更多请用命令 scraper sql。",
        "Read-only. One SELECT, at most 2 seconds and 1,000 rows; 120 characters of a cell,"
        " 2,000 in JSON and CSV. The command scraper sql gives more.",
    ),
    "rows": ("行", "rows"),
    "more_rows": (
        "还有更多行没有列出；加上 LIMIT 或条件。",
        "There are more rows; add a LIMIT or a condition.",
    ),
    "no_rows": ("没有符合的行。", "No rows."),
    "wrong_query": ("查询有误", "That was not answered"),
    "tables": ("表和视图", "Tables and views"),
    "examples": ("例子", "Examples"),
    "answer": ("结果", "Answer"),
    "csv": ("CSV", "CSV"),
    "by_media": ("哪些媒体发得最多", "Who publishes most"),
    "by_month": ("每月多少篇", "Articles a month"),
    "by_entity": ("近 30 天提到最多的", "Most named in the last 30 days"),
    "edits": ("最近改过的标题", "Headlines changed lately"),
    "retold": ("转载最多的报道", "Stories told most often"),
    "failed": ("最近的失败", "Latest failures"),
    "words_found": ("正文有某词，按月", "Texts with a word, by month"),
}

EXAMPLES = (
    (
        "by_media",
        "SELECT author, count(*) AS articles, max(listed_at) AS latest\nFROM articles\n"
        "GROUP BY author\nORDER BY articles DESC\nLIMIT 50",
    ),
    (
        "by_month",
        "SELECT substr(listed_at, 1, 7) AS month, count(*) AS articles\nFROM articles\n"
        "GROUP BY month\nORDER BY month DESC",
    ),
    (
        "by_entity",
        "SELECT entity, count(*) AS articles\n"
        "FROM articles CROSS JOIN mentions ON article_id = id\n"
        "WHERE listed_at >= (SELECT date(max(listed_at), '-30 days') FROM articles)\n"
        "GROUP BY entity\nORDER BY articles DESC\nLIMIT 50",
    ),
    (
        "edits",
        "SELECT changed_at, author, old_title, new_title\nFROM changes\n"
        "WHERE old_title <> new_title\nLIMIT 100",
    ),
    (
        "retold",
        "SELECT copies, title, author, listed_at\nFROM stories\nORDER BY copies DESC\nLIMIT 50",
    ),
    (
        "failed",
        "SELECT at, kind, reason, source_url\nFROM visits\n"
        "WHERE kind NOT IN ('new', 'same', 'changed')\nORDER BY id DESC\nLIMIT 100",
    ),
    (
        "words_found",
        "SELECT substr(listed_at, 1, 7) AS month, count(*) AS articles\n"
        "FROM text_index('\"芯片\"') AS found JOIN articles ON number = found.rowid\n"
        "GROUP BY month\nORDER BY month DESC",
    ),
)

_ONE = Lock()


def page(store: Store, asked: Asked, setting: Settings) -> View:
    """The rows of a question; what is none stays to be mended. RefusalError where none may ask."""
    if not setting.serve.sql:
        raise RefusalError(404, "SQL is turned off here; serve.sql = true in config.toml allows it")
    query = asked.one("q", LONGEST)
    if not query:
        return _view(store, query)
    try:
        found = _answer(store, query)
    except QueryError as error:
        if asked.form == "csv":
            raise
        return _view(store, query, status=400, error=str(error))
    rows = {"rows": Table(names=found.names, rows=found.rows)}
    return _view(
        store, query, tables=rows, columns=found.names, rows=found.rows, more_rows=found.more
    )


def _answer(store: Store, query: str) -> Answered:
    """The answer, once no other question is being answered; RefusalError where that takes long."""
    if not _ONE.acquire(timeout=WAIT):
        raise RefusalError(503, "another question is being answered; ask again in a moment")
    try:
        return store.upkeep.answer(query, rows=ROWS, seconds=SECONDS)
    finally:
        _ONE.release()


def _view(store: Store, query: str, *, status: int = 200, tables: Any = None, **said: Any) -> View:
    nothing: dict[str, Any] = {"error": None, "columns": None, "rows": [], "more_rows": False}
    return View(
        template="sql.html",
        facts={"sql": query, **nothing, **said, "tables": store.upkeep.tables()},
        more={"examples": EXAMPLES, "longest": LONGEST},
        words=WORDS,
        tables=tables or {},
        status=status,
    )
