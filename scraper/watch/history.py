"""The bytes of a TSV → the days of a crawler; a fault names the file, the line and the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from scraper.errors import DocumentError
from scraper.watch.replay import Day

COLUMNS = ("day", "articles", "hollow", "median_chars")
LARGEST = 4_000_000
"""Bytes: a line has about 25, so that is hundreds of years."""
LONGEST = timedelta(days=30 * 366)
"""From the first day to the last: each day between is judged, also where it has no line."""
MOST = 10**9
_WHOLE = re.compile(r"[0-9]{1,10}")
_PART = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,10})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read(data: bytes, name: str) -> list[Day]:
    """The days of a file, in order; DocumentError at the first line that is wrong."""
    lines = _lines(data, name)
    header = [column.strip() for column in lines[0].split("\t")]
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        raise _fault(name, 1, f"no column {missing[0]}; begin with {' '.join(COLUMNS)}, by tabs")
    for column in COLUMNS:
        if header.count(column) > 1:
            raise _fault(name, 1, f"column {column} twice; give each once")
    places = [header.index(column) for column in COLUMNS]
    days = list(_days(lines, places, name))
    if not days:
        raise _fault(name, 2, "no day; give at least one")
    if days[-1].day - days[0].day > LONGEST:
        raise _fault(name, len(lines), "more than 30 years after the first day; give fewer")
    return days


def _lines(data: bytes, name: str) -> list[str]:
    if len(data) > LARGEST:
        raise DocumentError(f"{name}: more than {LARGEST:,} bytes; give fewer days")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _fault(name, line, "not UTF-8; save it as UTF-8 text") from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _fault(name, line, "not text; give a TSV file")
    if not text.strip():
        raise DocumentError(f"{name}: empty; give a TSV file with the columns {' '.join(COLUMNS)}")
    lines = text.split("\n")
    while not lines[-1].strip():
        lines.pop()
    return lines


def _days(lines: list[str], places: list[int], name: str) -> Iterator[Day]:
    last: date | None = None
    for number, line in enumerate(lines[1:], start=2):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) <= max(places):
            raise _fault(name, number, f"{len(cells)} columns; give as many as the first line has")
        day = _day([cells[place] for place in places], name, number)
        if last and day.day <= last:
            fault = "twice" if day.day == last else f"after {last}"
            raise _fault(name, number, f"{day.day} {fault}; give each day once, in order")
        last = day.day
        yield day


def _day(cells: list[str], name: str, number: int) -> Day:
    written, articles, hollow, chars = cells
    day = _date(written)
    if day is None:
        raise _fault(name, number, f"day {_shown(written)} is no date; write it as 2024-04-24")
    for column, cell in zip(COLUMNS[1:3], (articles, hollow), strict=True):
        if not _WHOLE.fullmatch(cell) or int(cell) > MOST:
            raise _fault(name, number, f"{column} {_shown(cell)} is no count; write digits")
    if not _PART.fullmatch(chars):
        raise _fault(name, number, f"median_chars {_shown(chars)} is no number; write digits")
    if int(hollow) > int(articles):
        raise _fault(name, number, f"{hollow} hollow of {articles} articles; give at most as many")
    return Day(day=day, articles=int(articles), hollow=int(hollow), median_chars=float(chars))


def _date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
    return day if day and day < date.max else None  # the day after the last is judged as well


def _shown(text: str) -> str:
    return ascii(text[:40]) if text else "(empty)"


def _fault(name: str, line: int, what: str) -> DocumentError:
    return DocumentError(f"{name}: line {line}: {what}")
