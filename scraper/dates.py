"""Written time → aware datetime in Beijing time, given now."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Beijing time has had no daylight saving since 1991; the site began in 1998."""
YEARS = range(1995, 2100)
"""When something can have been published: what is out of it is a mistake, or a trick."""

_ABSOLUTE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[T\s]*(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)
_MONTH_DAY = re.compile(r"^(\d{1,2})\s*[-/月]\s*(\d{1,2})\s*日?(?:\s*(\d{1,2}):(\d{2}))?$")
_AGO = re.compile(r"^(\d{1,6})\s*(秒|分钟|小时|天|周|个月|月|年)\s*前$")
_SPAN = re.compile(r"^(\d{1,6})\s*([hdw])$", re.ASCII)
_NAMED = re.compile(r"^(今天|昨天|前天)\s*(?:(\d{1,2}):(\d{2}))?$")
_SECONDS = {
    "秒": 1,
    "分钟": 60,
    "小时": 3600,
    "天": 86400,
    "周": 7 * 86400,
    "个月": 30 * 86400,
    "月": 30 * 86400,
    "年": 365 * 86400,
    "h": 3600,
    "d": 86400,
    "w": 7 * 86400,
}
_DAYS_BACK = {"今天": 0, "昨天": 1, "前天": 2}


def parse(text: str, now: datetime) -> datetime | None:
    """The time that `text` names, in Beijing time, or None where it names none.

    Reads "2026-08-10 19:43:37", "2016年10月14日07:17", "3小时前", "昨天 08:00", "8月10日", "刚刚",
    and for people in a hurry "7d" and "12h".
    Times without a zone are Beijing's, as everywhere on the site.
    """
    text = text.strip()
    now = now.astimezone(BEIJING)
    readers = (lambda text, _: absolute(text), _ago, _named, _month_day)
    return next((found for reader in readers if (found := reader(text, now))), None)


def until(text: str, now: datetime) -> datetime | None:
    """The time before which something is, where `text` names one: a day is meant to its end."""
    found = parse(text, now)
    if found is None or ":" in text or found.timetz() != time(tzinfo=BEIJING):
        return found
    return found + timedelta(days=1) if found.year < datetime.max.year else found


def absolute(text: str) -> datetime | None:
    """The date, with its time if it has one, that `text` spells out; None where it spells none."""
    found = _ABSOLUTE.search(text)
    return _build([int(part or 0) for part in found.groups()]) if found else None


def stamp(seconds: float) -> datetime | None:
    """A Unix time in seconds as Beijing time, or None where it is out of range."""
    try:
        return datetime.fromtimestamp(seconds, BEIJING)
    except (ValueError, OverflowError, OSError):
        return None


def _ago(text: str, now: datetime) -> datetime | None:
    if text == "刚刚":
        return now
    found = _AGO.match(text) or _SPAN.match(text)
    return _back(now, int(found[1]) * _SECONDS[found[2]]) if found else None


def _named(text: str, now: datetime) -> datetime | None:
    if not (found := _NAMED.match(text)):
        return None
    day = _back(now, _DAYS_BACK[found[1]] * 86400) or now
    return _build([day.year, day.month, day.day, int(found[2] or 0), int(found[3] or 0), 0])


def _month_day(text: str, now: datetime) -> datetime | None:
    found = _MONTH_DAY.match(text)
    return _recent([int(part or 0) for part in found.groups()], now) if found else None


def _build(parts: list[int]) -> datetime | None:
    try:
        return datetime(*parts, tzinfo=BEIJING)  # type: ignore[arg-type,misc]
    except ValueError:
        return None


def _back(now: datetime, seconds: int) -> datetime | None:
    try:
        return now - timedelta(seconds=seconds)
    except OverflowError:
        return None


def _recent(parts: list[int], now: datetime) -> datetime | None:
    """A month and day without a year: the latest such day that is not in the future."""
    for year in (now.year, now.year - 1):
        found = _build([year, *parts, 0])
        if found and found <= now + timedelta(days=1):
            return found
    return None
