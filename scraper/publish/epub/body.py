"""Markdown → the XHTML of a chapter: nothing in it runs, nothing is loaded from the web."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from scraper.extract import clean, emphasis
from scraper.publish.epub import marks

_READER = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).enable(
    ["table", "strikethrough"]
)
_PICTURE = "图片"
"""What stands for an image without words."""
_EMPTY = ("softbreak", "hardbreak")


def read(body: str) -> list[Token]:
    """The Markdown `body` in its parts; HTML in it is text."""
    return _READER.parse(emphasis.mend(clean.characters(body)))


def images(parts: Sequence[Token]) -> list[str]:
    """The addresses of the images, in order, each as often as it is shown."""
    found = (one for part in parts for one in part.children or ())
    return [str(one.attrGet("src") or "") for one in found if one.type == "image"]


def write(parts: Sequence[Token], kept: Mapping[str, str]) -> str:
    """The XHTML; each image that is `kept` by its address is shown from where that says.

    Of every other there stand its words, and a link to it. Headings are one level lower, for the
    title stands above them. A link that leads to no page of the web is its words.
    """
    for part in parts:
        if part.tag in ("h1", "h2", "h3", "h4", "h5"):
            part.tag = f"h{int(part.tag[1]) + 1}"
        if part.children:
            part.children = list(_inline(part.children, kept))
    return str(_READER.renderer.render(_framed(parts), _READER.options, {}))


def _inline(children: Sequence[Token], kept: Mapping[str, str]) -> Iterator[Token]:
    linked = False
    for one in children:
        match one.type:
            case "link_open":
                href = marks.web(str(one.attrGet("href") or ""))
                linked = bool(href)
                one.attrs = {"href": href}
                yield from [one] if linked else []
            case "link_close":
                yield from [one] if linked else []
                linked = False
            case "image":
                yield from _image(one, kept, linked=linked)
            case _:
                yield one


def _image(image: Token, kept: Mapping[str, str], *, linked: bool) -> Iterator[Token]:
    """The image, or what stands in its place."""
    address = str(image.attrGet("src") or "")
    if place := kept.get(address):
        image.attrs = {"src": place, "alt": ""}
        yield image
        return
    href = "" if linked else marks.web(address)
    words = clean.line(image.content)
    said = f"［{_PICTURE}］" if words in ("", _PICTURE) else f"［{_PICTURE}：{words}］"
    if href:
        yield Token(type="link_open", tag="a", nesting=1, attrs={"href": href})
    yield Token(type="text", tag="", nesting=0, content=said)
    if href:
        yield Token(type="link_close", tag="a", nesting=-1)


def _framed(parts: Sequence[Token]) -> list[Token]:
    """The same, where a paragraph of nothing but images is a figure, and its caption a part of it.

    A caption is the emphasized paragraph after it: so the extractors write it.
    """
    made, place = list(parts), 0
    while place + 2 < len(made):
        if _is(made, place, _figure):
            made[place].tag = made[place + 2].tag = "figure"
            if _is(made, place + 3, _caption):
                made[place + 3].tag = made[place + 5].tag = "figcaption"
                made.insert(place + 5, made.pop(place + 2))
        place += 1
    return made


def _is(parts: Sequence[Token], place: int, rule: Callable[[Sequence[Token]], bool]) -> bool:
    """Whether a paragraph that obeys the rule begins there."""
    here = parts[place : place + 3]
    shown = len(here) == 3 and here[0].type == "paragraph_open" and not here[0].hidden
    return shown and rule(here[1].children or ())


def _figure(children: Sequence[Token]) -> bool:
    kinds = {one.type for one in children if one.type not in _EMPTY and one.content.strip() != ""}
    return kinds == {"image"}


def _caption(children: Sequence[Token]) -> bool:
    kinds = [one.type for one in children if one.type != "text" or one.content]
    ends = kinds[:1] == ["em_open"] and kinds[-1:] == ["em_close"]
    return ends and kinds.count("em_open") == 1
