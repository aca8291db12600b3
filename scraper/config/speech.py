"""Who translates, and into what → what is wrong with that (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from scraper.config import Translate

WRITTEN = "zh-CN"
"""The language of all articles of the site."""

_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|")


def language(tag: str) -> str:
    """Why a tag names no language to translate into, "" where it does."""
    if not _TAG.fullmatch(tag):
        return f"{tag!r} is no BCP 47 code of a language; write en, ja, zh-Hant or pt-BR"
    return f"{tag!r} is what articles are written in; remove it" if tag == WRITTEN else ""


def wrong(chosen: Translate) -> list[str]:
    """What is wrong with who translates, and into what."""
    tags = [
        f"to.{place}: {wrong}" for place, one in enumerate(chosen.to) if (wrong := language(one))
    ]
    nobody = bool(chosen.to or chosen.summary) and not (chosen.command or chosen.url)
    found = {
        "to: named twice; remove one": len({*chosen.to}) < len(chosen.to),
        "command: there is url too; keep one of them": bool(chosen.command and chosen.url),
        "command: its first word is empty": bool(chosen.command) and not chosen.command[0].strip(),
        "command: holds a NUL; remove it": "\0" in "".join(chosen.command),
        "url: set it or command, to say who translates": nobody,
        "url: not a web address; write it as https://HOST/v1": not _web(chosen.url),
        "url: holds a password; put it in the variable that key_env names": "@" in chosen.url,
        "model: needed with url; set it": bool(chosen.url) and not chosen.model.strip(),
        "key_env: not the name of an environment variable": not _VARIABLE.fullmatch(chosen.key_env),
    }
    said = [*tags, *(said for said, wrong in found.items() if wrong)]
    return [f"translate.{one}" for one in said]


def _web(url: str) -> bool:
    """Whether that is a web address, or none at all."""
    try:
        parts = urlsplit(url)
        fit = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        plain = url.isascii() and url.isprintable() and " " not in url
        return not url or bool(fit and plain and not parts.query and not parts.fragment)
    except ValueError:
        return False
