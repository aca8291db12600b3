"""Article → its Markdown file, written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from scraper import disk
from scraper.archive.values import Entry
from scraper.errors import DocumentError
from scraper.extract import document
from scraper.extract.front import Value
from scraper.models import Article
from scraper.publish import facts
from scraper.publish.tongues import NONE, Tongues, documents

Params = Mapping[str, Value]
"""What stands in a document's `params`."""

Also = Callable[[Entry], Params]
"""What else the document of an entry says there."""

Tell = Callable[[Article], Tongues]
"""What there is of an article in other languages."""


def ready(folder: Path) -> Path:
    """`folder`, made where it is missing; DocumentError where files cannot be written there.

    What a killed writer left half written there is removed.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        disk.sweep(folder)
        with disk.part(folder):
            return folder
    except OSError as error:
        reason = f"cannot be written ({error.strerror or error}); choose another folder"
        raise DocumentError(f"{folder}: {reason}") from error


def write(  # noqa: PLR0913 - all of it is one document
    folder: Path,
    article: Article,
    *,
    commonmark: bool = False,
    params: Params | None = None,
    durable: bool = True,
    tongues: Tongues = NONE,
) -> Path | None:
    """The path of the article's document if it or a translation was written; None where all of them
    already say the same.

    Each file is replaced whole: a reader, or a crash, never meets half of one. What is not
    `durable` a power cut may take.
    """
    found = documents(article, tongues, commonmark=commonmark, params=params)
    written = [put(folder / name, data, durable=durable) for name, data in found]
    return folder / document.name(article) if any(written) else None


def put(path: Path, data: bytes, *, durable: bool = True) -> bool:
    """Whether a file had to be written to hold these bytes; DocumentError where it cannot be."""
    try:
        return disk.renew(path, data, durable=durable)
    except OSError as error:
        reason = f"cannot be written ({error.strerror or error}); free space or choose another"
        raise DocumentError(f"{path}: {reason}") from error


def export(
    folder: Path,
    entries: Iterable[Entry],
    *,
    commonmark: bool = False,
    also: Also | None = None,
    tongues: Tell = lambda _: NONE,
) -> Iterator[Path | None]:
    """One result of `write` for each entry of the archive, in order.

    What a power cut takes of them the next export writes again: to wait for the disk after each
    would make ten minutes of one.
    """
    ready(folder)
    for entry in entries:
        article = entry.article
        params = {**facts.of(entry), **(also(entry) if also else {})}
        yield write(
            folder,
            article,
            commonmark=commonmark,
            params=params,
            durable=False,
            tongues=tongues(article),
        )
