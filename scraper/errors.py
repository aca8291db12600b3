"""What can go wrong, and how far it may travel."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scraper.models import Fetched, Kind


def line(text: str) -> str:
    r"""`text` on one line that can be printed: what has no shape is spelt out.

    So is what moves a terminal: an escape sign is ``\x1b``, a turn of the writing ``\u202e``.
    """
    return "".join(map(_spelt, " ".join(text.split())))


def _spelt(sign: str) -> str:
    return sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii")


def unforeseen(error: Exception) -> str:
    """One line on a fault of this program."""
    return line(f"{type(error).__name__}: {error}; please report it")


class ScraperError(Exception):
    """The root: its text is one line that names the thing and says what to do."""

    def __str__(self) -> str:
        return line(super().__str__())


class ConfigError(ScraperError):
    """The configuration cannot be used; all wrong keys together, before the run.

    Its text is a line for each of the faults it is made of.
    """

    def __str__(self) -> str:
        return "\n".join(line(str(fault)) for fault in self.args)


class ArchiveError(ScraperError):
    """The archive cannot be used; stops the run."""


class BusyError(ArchiveError):
    """Another run is at work on the archive; the text says which."""


class QueryError(ScraperError):
    """What was asked of the archive is no question it understands."""


class TongueError(ScraperError):
    """One text could not be translated: it is written down, and the run goes on."""


class EndpointError(ScraperError):
    """Who translates cannot be asked at all; stops the run."""


class DocumentError(ScraperError):
    """A document or its folder cannot be read or written."""


class PlaceError(ScraperError):
    """A file, folder or storage cannot be read or written; the text names it."""


class PictureError(ScraperError):
    """Bytes that are not kept as an image; `kind` tells whether asking again may help.

    `reason` is one line: what they are instead, or what is wrong with them.
    """

    def __init__(self, kind: Kind, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = line(reason)


class PageError(ScraperError):
    """One page or list answer; becomes an outcome of `kind`, and the run goes on.

    `url` is the address asked for, `reason` one line without it.
    """

    def __init__(self, url: str, kind: Kind, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = line(url)
        self.kind = kind
        self.reason = line(reason)


class UrlError(PageError):
    """Not a URL, or not the address of an article of this site."""


class FetchError(PageError):
    """The answer did not come, or is not a page.

    `answer` is what came, where anything did: it is kept like every other answer.
    `retry_after` is the number of seconds the server asked us to wait.
    """

    def __init__(
        self,
        url: str,
        kind: Kind,
        reason: str,
        *,
        answer: Fetched | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(url, kind, reason)
        self.answer = answer
        self.retry_after = retry_after


class DiscoverError(PageError):
    """A list answer of another shape; names the key that was missing."""


class ExtractError(PageError):
    """A page without an article; names the selector or key that found nothing.

    `era` is the extractor that knew the page, ``qq-origin/1``, empty where none did; `missing` is
    what it looked for in vain.
    """

    def __init__(
        self, url: str, kind: Kind, reason: str, *, era: str = "", missing: str = ""
    ) -> None:
        super().__init__(url, kind, reason)
        self.era = era
        self.missing = missing
