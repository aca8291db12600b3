"""Images of an article + what of them is kept → how each is shown, its file, its Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from html import unescape

from markdown_it import MarkdownIt

from scraper.errors import PictureError
from scraper.extract import clean
from scraper.models import Article, Picture
from scraper.pixels import convert as smaller

_SEEN = re.compile(
    r"""
    \\[!-/:-@\[-`{-~]                                       # no markup: it is passed over
    | (?P<ticks>`+)(?!`)(?:(?!\n[ ]*\n).)*?(?<!`)(?P=ticks)(?!`)   # so is code in a line
    | `+
    | !\[(?P<alt>(?:\\.|[^\[\]\\]|\[(?:\\.|[^\[\]\\])*\])*)\]
      \((?P<open>\s*)(?:<(?P<quoted>(?:\\.|[^<>\\\n])*)>|(?P<bare>(?:\\.|[^\\()\s<]|\((?:\\.|[^\\()\s])*\))
        (?:\\.|[^\\()\s]|\((?:\\.|[^\\()\s])*\))*))(?P<close>(?:\s+(?:"[^"]*"|'[^']*'))?\s*)\)
    """,
    re.VERBOSE | re.DOTALL,
)
_SIGNS = re.compile(r"([\\\[\]*_`<>!&|~$])")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_UNSAFE = re.compile(r"[\s()<>\\]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_CODE = re.compile(r" {4}|\t|`|~~~")
"""Without one of these a text has no code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How an image is shown: the address of its file, its size in pixels where known, its words."""

    src: str
    width: int | None = None
    height: int | None = None
    alt: str = ""


def shown(
    article: Article, kept: Mapping[str, Picture], place: Callable[[Picture], str]
) -> dict[str, Shown]:
    """By address, how each image of an article and its thumbnail are shown.

    What is kept is shown from its `place`, in the size of its bytes; the rest from the site. So is
    every other address in `kept`, which the Markdown of a document may name.
    """
    found: dict[str, Shown] = {}
    for image in article.images:
        caption = clean.line(image.caption or "")
        remote = Shown(src=image.url, width=image.width, height=image.height, alt=caption)
        found[image.url] = _local(kept.get(image.url), place, caption) or remote
    if article.thumbnail:
        local = _local(kept.get(article.thumbnail), place, "")
        found.setdefault(article.thumbnail, local or Shown(src=article.thumbnail))
    for url, picture in kept.items():
        if url not in found and (local := _local(picture, place, "")):
            found[url] = local
    return found


def _local(picture: Picture | None, place: Callable[[Picture], str], caption: str) -> Shown | None:
    if picture is None:
        return None
    return Shown(src=place(picture), width=picture.width, height=picture.height, alt=caption)


def file(picture: Picture, data: bytes, convert: str = "", quality: int = 80) -> tuple[str, bytes]:
    """The name and the bytes of the file that a kept image is published as.

    With `convert` (``webp`` or ``avif``) as that, unless it moves, or would be no smaller. The same
    bytes and the same Pillow give the same file; its name follows from what is in it.
    """
    made = None
    if convert:
        try:
            made = smaller.to(convert, data, quality)
        except PictureError:  # it was whole once; this Pillow may not read what that one did
            made = None
    if made is None:
        return picture.name, data
    return replace(picture, sha256=sha256(made).hexdigest(), type=convert).name, made


def placed(body: str, images: Mapping[str, Shown]) -> str:
    """The Markdown `body` with its images where they are shown from, named by their captions.

    Code, and what only looks like an image, stays as it is.
    """
    known = {normal(url): one for url, one in images.items()} | dict(images)

    def one(found: re.Match[str]) -> str:
        return _placed(found, known)

    if "![" not in body:
        return body
    return "".join(text if code else _SEEN.sub(one, text) for code, text in _parts(body))


def _placed(found: re.Match[str], known: Mapping[str, Shown]) -> str:
    """An image of the Markdown as it is to be; anything else as it is."""
    if found["alt"] is None:
        return found[0]
    url = found["bare"] if found["quoted"] is None else found["quoted"]
    plain = unescape(_ESCAPED.sub(r"\1", url))
    image = known.get(plain) or known.get(normal(plain))
    if image is None:
        return found[0]
    alt = _SIGNS.sub(r"\\\1", image.alt) or found["alt"]
    src = _UNSAFE.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), image.src)
    return f"![{alt}]({src}{found['close'].rstrip()})"


def _parts(body: str) -> Iterator[tuple[bool, str]]:
    """The text in pieces, each with whether it is a block of code.

    No code in a line reaches from one piece into another.
    """
    if not _CODE.search(body):
        yield False, body
        return
    lines, place, inside = _LINE.findall(body), 0, False
    for start, code in [*_borders(body), (len(body), False)]:
        if start > place:
            yield inside, "".join(lines[place:start])
        place, inside = start, code


def _borders(body: str) -> list[tuple[int, bool]]:
    """The lines where blocks of text begin, or blocks of code, in order; the latter is told."""
    found: dict[int, bool] = {}
    for token in _parser().parse(body):
        if token.type in ("fence", "code_block") and token.map:
            found.setdefault(token.map[1], False)
            found[token.map[0]] = True
        elif token.type == "inline" and token.map:
            found[token.map[0]] = False
    return sorted(found.items())


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("inline")


@cache
def _normalizer() -> MarkdownIt:
    return MarkdownIt("commonmark")


def normal(url: str) -> str:
    """An address as Markdown's reader has it: percent-encoded where it must be."""
    return _normalizer().normalizeLink(url)
