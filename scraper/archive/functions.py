"""What SQL of the archive asks Python: the terms of a text, and the hash of its content."""

from __future__ import annotations

import sqlite3
from hashlib import sha256

from scraper import text
from scraper.archive import similar


def register(conn: sqlite3.Connection) -> None:
    """Let a connection know the functions; without them it can read, but not change a text."""
    conn.create_function("title_terms", 1, title_terms, deterministic=True)
    conn.create_function("text_terms", 2, text_terms, deterministic=True)
    conn.create_function("fold", 1, fold, deterministic=True)
    conn.create_function("source_sha256", 2, source_sha256, deterministic=True)
    conn.create_function("content_sha256", 1, content_sha256, deterministic=True)


def title_terms(title: str) -> str:
    """The terms of a title, each once, with blanks between."""
    return _joined(text.fold(title))


def text_terms(title: str, body: str) -> str:
    """The terms of an article: of its title and of the text in its Markdown."""
    return _joined(folded(title, body))


def folded(title: str, body: str) -> str:
    """All the text of an article in the form in which it is searched, the title on a line."""
    return f"{text.fold(title)}\n{text.fold(text.plain(body))}"


def fold(value: str | None) -> str | None:
    """A name in the form in which names are compared."""
    return None if value is None else text.fold(value).strip()


def content_sha256(body: str) -> str:
    """The hash of the letters in Markdown: the same for a copy in another layout."""
    return sha256(similar.letters(body).encode()).hexdigest()


def source_sha256(title: str, body: str) -> str:
    """The hash of a title and its Markdown, each sign of them."""
    return sha256(f"{title}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()


def _joined(folded: str) -> str:
    return " ".join(dict.fromkeys(text.terms(folded)))
