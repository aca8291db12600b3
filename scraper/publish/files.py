"""Article → its Markdown file, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from scraper.errors import DocumentError
from scraper.extract import document
from scraper.models import Article


def ready(folder: Path) -> Path:
    """`folder`, made where it is missing; DocumentError where files cannot be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        reason = f"cannot be written ({error.strerror or error}); choose another folder"
        raise DocumentError(f"{folder}: {reason}") from error


def write(folder: Path, article: Article, *, commonmark: bool = False) -> Path | None:
    """The path of the article's document if it was written; None where it already says the same.

    The file is replaced whole: a reader, or a crash, never meets half of one.
    """
    path = folder / document.name(article)
    text = document.write(document.of(article, commonmark=commonmark)).encode()
    try:
        if path.is_file() and path.read_bytes() == text:
            return None
        _replace(path, text)
    except OSError as error:
        reason = f"cannot be written ({error.strerror or error}); free space or choose another"
        raise DocumentError(f"{path}: {reason}") from error
    return path


def export(
    folder: Path, articles: Iterable[Article], *, commonmark: bool = False
) -> Iterator[Path | None]:
    """One result of `write` for each article, in order."""
    ready(folder)
    for article in articles:
        yield write(folder, article, commonmark=commonmark)


def _replace(path: Path, text: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)  # a page of a public site, read by its web server
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
