"""The object ``window.DATA`` of 2018 and later → facts."""

from __future__ import annotations

import re
from typing import Any

from scraper.extract import flow
from scraper.extract.blocks import PLAYER
from scraper.extract.view import plain
from scraper.models import FILMS, Video

_IDS = ("cms_id", "cmsId", "article_id")
_VID = re.compile(r"[a-zA-Z0-9]{6,24}")
_ABSTRACTS = ("introduction", "abstract", "desc")
_THUMBNAILS = ("thumbnail", "thumb_nail_2x", "thumb_nail", "shareImg", "share_img", "img")


def facts(data: dict[str, Any]) -> dict[str, Any]:
    """The keyword arguments of Facts that `data` gives, but for its body."""
    return {
        "ids": tuple(filter(None, (plain(data.get(key)) for key in _IDS))),
        "title": plain(data.get("title")),
        "published": plain(data.get("pubtime")),
        "author": plain(data.get("media")),
        "thumbnail": next(filter(None, (plain(data.get(key)) for key in _THUMBNAILS)), ""),
        "category": plain(data.get("catalog1")),
        "tags": words(plain(data.get("tags"))),
        "abstracts": tuple(filter(None, (plain(data.get(key)) for key in _ABSTRACTS))),
        "film": plain(data.get("article_type") or data.get("atype")) in FILMS,
        "paid": _paid(data),
        "locked": _locked(data),
        "deleted": _true(data.get("is_deleted")),
    }


def words(listed: str) -> tuple[str, ...]:
    """The words of a list divided by commas or semicolons, each once."""
    parts = (part.strip() for part in re.split(r"[,;，；]", listed))
    return tuple(dict.fromkeys(part for part in parts if part))


def video(row: object) -> Video | None:
    """A video of the data; None where the row names none."""
    if not isinstance(row, dict) or not _VID.fullmatch(vid := plain(row.get("vid"))):
        return None
    return Video(
        vid=vid,
        url=f"{PLAYER}{vid}.html",
        title=plain(row.get("title")) or plain(row.get("desc")) or None,
        duration=seconds(row.get("duration")),
        thumbnail=flow.address(plain(row.get("img")), PLAYER) or None,
    )


def label(video: Video) -> str:
    """What a link to the video says: ``视频：title（2:24）``."""
    minutes, rest = divmod(video.duration or 0, 60)
    length = f"（{minutes}:{rest:02}）" if video.duration else ""
    return f"视频：{video.title or video.vid}{length}"


def seconds(value: object) -> int | None:
    """A duration: ``"00:02:24"``, ``"144"`` or 144."""
    text = plain(value)
    if not re.fullmatch(r"\d{1,6}(?::\d{1,2}){0,2}", text, re.ASCII):
        return None
    total = 0
    for part in text.split(":"):
        total = total * 60 + int(part)
    return total or None


def _payment(data: dict[str, Any]) -> dict[str, Any]:
    payment = data.get("payment_info")
    return payment if isinstance(payment, dict) else {}


def _paid(data: dict[str, Any]) -> bool:
    return _true(data.get("article_is_pay")) or _true(_payment(data).get("need_pay"))


def _locked(data: dict[str, Any]) -> bool:
    """Whether the text is behind a payment: paid, not free to read, not given whole."""
    payment = _payment(data)
    whole = plain(payment.get("text_free_percent")) == "100"
    return _paid(data) and not whole and not _true(payment.get("is_free_to_read"))


def _true(value: object) -> bool:
    return value is True or plain(value).lower() in ("1", "true")
