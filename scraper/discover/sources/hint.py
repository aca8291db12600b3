"""Row of a list → Hint: what the list says about an item."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from scraper import dates
from scraper.discover.sources import text
from scraper.models import Hint

_TITLES = ("longtitle", "title")
# A Unix time is exact where "3小时前" beside it is not.
_TIMES = (
    "publish_time",
    "timestamp",
    "time",
    "pubtime",
    "pub_time",
    "ts",
    "update_time",
    "create_time",
)
# `source` last: kv_srv rows say "om" there.
_AUTHORS = ("chlname", "media_name", "source")
_SUMMARIES = ("long_summary", "abstract", "desc", "intro", "nlpAbstract")
_PICTURES = ("big_img", "small_img", "three_img")  # of pic_info, widest first
_THUMBNAILS = (
    "thumbnails_qqnews_photo",
    "bigImage",
    "thumbnails_big",
    "thumbnails_qqnews",
    "thumbnails",
    "bimg",
    "img",
    "thumb_nail_2x",
    "thumb_nail",
    "image",
    "imgurl",
)
_IMAGE = re.compile(r"(?:(https?):)?//([a-z0-9.-]+)((?::[0-9]+)?/[^\s\\<>\"]*)", re.IGNORECASE)


def read(row: dict[str, Any], now: datetime) -> Hint:
    """What `row` says; every part that is missing or of the wrong type is None."""
    return Hint(
        title=_first(row, _TITLES, 500),
        published=published(row, now),
        author=_first(_inside(row, "media_info"), ("chl_name",), 200) or _first(row, _AUTHORS, 200),
        summary=_first(row, _SUMMARIES, 2000),
        thumbnail=_thumbnail(row),
        category=_category(row),
    )


def published(row: dict[str, Any], now: datetime) -> datetime | None:
    """The time of publication that `row` names, in Beijing time."""
    return next(filter(None, (moment(row.get(key), now) for key in _TIMES)), None)


def moment(value: object, now: datetime) -> datetime | None:
    """A written time, or a Unix time in seconds or milliseconds; None where it is no time."""
    if isinstance(value, str):
        words = value[:100].strip()
        value = int(words) if re.fullmatch("[0-9]{9,13}", words) else dates.parse(words, now)
    if isinstance(value, (int, float)):
        seconds = value / 1000 if 1e11 < value < 1e14 else value
        value = dates.stamp(seconds) if 0 < seconds < 1e11 else None
    return value if isinstance(value, datetime) and value.year in dates.YEARS else None


def _first(row: dict[str, Any], keys: tuple[str, ...], limit: int) -> str | None:
    return next(filter(None, (text.plain(row.get(key), limit) for key in keys)), None)


def _inside(row: dict[str, Any], key: str) -> dict[str, Any]:
    value = row.get(key)
    return value if isinstance(value, dict) else {}


def _thumbnail(row: dict[str, Any]) -> str | None:
    pictures = _inside(row, "pic_info")
    values = [pictures.get(key) for key in _PICTURES] + [row.get(key) for key in _THUMBNAILS]
    for value in values:
        for one in value[:20] if isinstance(value, list) else (value,):
            if found := _image(one):
                return found
    return None


def _image(value: object) -> str | None:
    """An image's absolute address, https wherever its host is known to speak it."""
    if not isinstance(value, str) or len(value) > 2000:
        return None
    words = value.strip()
    found = _IMAGE.fullmatch(words)
    if not found or words != text.shown(words, 2000):
        return None
    scheme, host, path = (found[1] or "https").lower(), found[2].lower(), found[3]
    scheme = "https" if host.endswith(".gtimg.com") else scheme
    return f"{scheme}://{host}{path}"


def _category(row: dict[str, Any]) -> str | None:
    """The desk and its part, such as "科技/人工智能"; the site's code names as a last resort."""
    places = (
        (_inside(row, "category"), ("cate1_name", "cate2_name")),
        (row, ("category_cn", "sub_category_cn")),
        (row, ("category1_chn", "category2_chn")),
        (_inside(row, "doc_info"), ("first_cate_name", "sec_cate_name")),
        (row, ("category",)),
    )
    for place, keys in places:
        names = dict.fromkeys(filter(None, (text.plain(place.get(key), 100) for key in keys)))
        if names:
            return "/".join(names)
    return None
