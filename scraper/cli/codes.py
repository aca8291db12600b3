"""Outcomes and errors → exit codes."""

from __future__ import annotations

import errno
from collections import Counter

from scraper.errors import (
    ArchiveError,
    BusyError,
    ConfigError,
    DocumentError,
    EndpointError,
    PlaceError,
    QueryError,
    ScraperError,
    UrlError,
)
from scraper.models import SETTLED, STORED, Kind, Level

OK = 0
BROKEN = 1
"""A fault of this program, or the reader of its output went away."""
USAGE = 2
"""Wrong usage or configuration, also a folder that cannot be written."""
ARCHIVE = 3
NETWORK = 4
FAILED = 5
"""The command ran, but something it was asked for failed or is not there."""
ALARM = 6
"""Something broke that the runs before show: a person should look, `scraper health` says where."""
LOCKED = 7
"""Another run is at work on the archive."""
INTERRUPTED = 130

_WRONG = (ConfigError, DocumentError, PlaceError, QueryError, UrlError)
_OFFLINE = frozenset({Kind.UNREACHABLE, Kind.TIMEOUT})


def of_run(kinds: Counter[Kind], *, strict: bool, level: Level = Level.OK) -> int:
    """The code of a run that came to these kinds of outcomes, and to a verdict of `level`."""
    if level is Level.ALARM:
        return ALARM
    if offline(kinds):
        return NETWORK
    return OK if fine(strict=strict).issuperset(kinds) else FAILED


def offline(kinds: Counter[Kind]) -> bool:
    """Whether nothing came but that the web could not be reached."""
    return bool(kinds) and _OFFLINE.issuperset(kinds)


def fine(*, strict: bool) -> frozenset[Kind]:
    """The kinds that are no trouble; `strict` (an import) asks for an article in the archive."""
    return STORED if strict else STORED | SETTLED


def of_error(error: Exception) -> int:
    """The code of a fault that stopped the command."""
    if isinstance(error, OSError):
        return BROKEN if error.errno == errno.EPIPE else USAGE
    if not isinstance(error, ScraperError):
        return BROKEN
    if isinstance(error, BusyError):
        return LOCKED
    if isinstance(error, ArchiveError):
        return ARCHIVE
    if isinstance(error, EndpointError):
        return NETWORK
    return USAGE if isinstance(error, _WRONG) else FAILED
