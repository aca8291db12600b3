"""What a run came to, and what stopped it, as exit codes."""

from __future__ import annotations

from collections import Counter

import pytest

from scraper.cli import codes
from scraper.errors import (
    ArchiveError,
    ConfigError,
    DocumentError,
    ExtractError,
    FetchError,
    ScraperError,
    UrlError,
)
from scraper.models import SETTLED, STORED, Kind


@pytest.mark.parametrize(
    ("kinds", "crawl", "bring"),
    [
        ([], 0, 0),
        ([Kind.NEW, Kind.CHANGED, Kind.SAME, Kind.KNOWN], 0, 0),
        ([Kind.NEW, Kind.GONE], 0, 5),
        ([Kind.OFF_TOPIC, Kind.PAID, Kind.VIDEO], 0, 5),
        ([Kind.NEW, Kind.HOLLOW], 5, 5),
        ([Kind.NEW, Kind.UNREACHABLE], 5, 5),
        ([Kind.UNREACHABLE], 4, 4),
        ([Kind.UNREACHABLE, Kind.TIMEOUT], 4, 4),
        ([Kind.UNREACHABLE, Kind.BLOCKED], 5, 5),
        ([Kind.DUE], 0, 5),
    ],
)
def test_of_a_run(kinds: list[Kind], crawl: int, bring: int) -> None:
    assert codes.of_run(Counter(kinds), strict=False) == crawl
    assert codes.of_run(Counter(kinds), strict=True) == bring


@pytest.mark.parametrize("kind", list(Kind))
def test_of_every_kind(kind: Kind) -> None:
    """None is forgotten: what is neither stored nor settled never ends in 0."""
    code = codes.of_run(Counter([kind]), strict=False)
    assert (code == 0) is (kind in STORED | SETTLED)
    assert (codes.of_run(Counter([kind]), strict=True) == 0) is (kind in STORED)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("x"), 2),
        (DocumentError("x"), 2),
        (UrlError("u", Kind.NOT_ARTICLE, "x"), 2),
        (ArchiveError("x"), 3),
        (FetchError("u", Kind.BUSY, "x"), 5),
        (ExtractError("u", Kind.HOLLOW, "x"), 5),
        (ScraperError("x"), 5),
        (OSError(28, "No space left on device"), 2),
        (BrokenPipeError(32, "Broken pipe"), 1),
        (TypeError("x"), 1),
    ],
)
def test_of_an_error(error: Exception, code: int) -> None:
    assert codes.of_error(error) == code
