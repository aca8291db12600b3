"""File of a text → an article, where it is a document; a clipping, where it has no address."""

from __future__ import annotations

from scraper import visit
from scraper.archive.values import PAPER
from scraper.captured import REASON, SOURCE
from scraper.errors import DocumentError
from scraper.extract import clipping, document
from scraper.extract.document import Document
from scraper.hall import Hall, mentions
from scraper.intake.files import File, Odd
from scraper.models import Article, Kind, Outcome

DIFFERS = "documents that differ from what their pages gave, which stays"
"""Why a document changed nothing."""


def bring(hall: Hall, file: File) -> tuple[str, Outcome | Odd]:
    """What sort of text a file is, and what it came to."""
    try:
        words = _words(file.path.read_bytes())
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "in no known charset"
        return "", Odd(path=file.path, reason=f"that cannot be read ({reason})")
    try:
        said = document.read(words)
    except DocumentError:
        return "clippings", _clipping(hall, file, words)
    if document.translated(said):
        return "documents", Odd(path=file.path, reason="that are translations of this program")
    try:
        found = document.article(said)
    except DocumentError as error:
        return "documents", _failed(file, error)
    return "documents", _document(hall, said, found)


def _words(data: bytes) -> str:
    """A text of a Chinese file: UTF-8 where it is that, else GB18030."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _document(hall: Hall, said: Document, found: Article) -> Outcome:
    """What a document comes to. What a page gave is never overwritten by it."""
    known = hall.store.entry(found.url)
    same = known is not None and document.same(known.article, said)
    paper = known is None or known.article.extractor.startswith(PAPER)
    kind = Kind.KNOWN
    with hall.store.together():
        if paper and not same:
            kind = _put(hall, found)
        hall.store.alias(said.url, found.url, hall.now())
    return Outcome(
        kind=kind,
        url=found.url,
        id=found.id,
        title=found.title,
        source=SOURCE,
        reason="" if paper or same else DIFFERS,
    )


def _put(hall: Hall, found: Article) -> Kind:
    visit.write(hall, found, None)
    return hall.store.put(
        found,
        snapshot=None,
        at=hall.now(),
        source=SOURCE,
        reason=REASON,
        mentions=mentions(hall.known, found.title, found.body),
    )


def _clipping(hall: Hall, file: File, words: str) -> Outcome | Odd:
    """What a text without an address comes to."""
    try:
        found = clipping.read(words)
    except DocumentError as error:
        return _failed(file, error)
    if found is None:
        return Odd(path=file.path, reason="hollow")
    kind, key = hall.store.intake.clip(found, file.name, hall.now())
    return Outcome(kind=kind, url=str(file.path), id=key or "", title=found.title, source=SOURCE)


def _failed(file: File, error: DocumentError) -> Outcome:
    return Outcome(kind=Kind.UNREADABLE, url=str(file.path), source=SOURCE, reason=str(error))
