"""Element → what a reader sees of it: its attributes, its text, its code."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from scraper.extract import clean

LONGEST = 8_000
"""Characters of an attribute: a longer one is not read."""

_JUNK_TAGS = frozenset(
    "style script template noscript svg iframe video audio object embed canvas form input button "
    "select textarea link meta title head colgroup col".split()
)
_JUNK_NAMES = frozenset(
    "ac-ask-ai article-top-content image-carousel mbArticleShareBtn code-snippet__line-index "
    "videoPlayerWrap qqnews_search_icon rv-root-v2 Status backqqcom rv-player LeftTool".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none")


def attributes(node: LexborNode) -> dict[str, str]:
    """The attributes, but for those too long to be of a news page."""
    found = node.attributes
    for value in found.values():
        if value is None or len(value) > LONGEST:
            return {name: it or "" for name, it in found.items() if len(it or "") <= LONGEST}
    return found  # type: ignore[return-value]


def junk(tag: str, attrs: dict[str, str]) -> bool:
    """Whether such an element is no part of the text: hidden, no text, or a tool of the page."""
    return tag in _JUNK_TAGS or (bool(attrs) and _tool(attrs))


def _tool(attrs: dict[str, str]) -> bool:
    return (
        "hidden" in attrs
        or ("id" in attrs and attrs["id"] in _JUNK_NAMES)
        or ("class" in attrs and not _JUNK_NAMES.isdisjoint(attrs["class"].split()))
        or ("display" in attrs.get("style", "") and bool(_HIDDEN.search(attrs["style"])))
    )


def text(node: LexborNode, most: int) -> str:
    """The first `most` characters inside `node` on one line, without what is hidden."""
    pieces: list[str] = []
    room = 2 * most  # some of it may be blank
    stack = [node]
    while stack and room > 0:
        item = stack.pop()
        if item.is_text_node:
            piece = (item.text_content or "")[:room]
            pieces.append(piece)
            room -= len(piece.strip())
        elif item.is_element_node and not junk(item.tag or "", attributes(item)):
            stack.extend(reversed(list(item.iter(include_text=True))))
    return beginning("".join(pieces), most)


def beginning(words: str, most: int) -> str:
    """The first `most` characters of `words` on one line."""
    return clean.line(clean.line(words)[:most])  # again: it may have ended inside an emoji


def code(pre: LexborNode) -> str:
    """The lines of a code block, without its line numbers."""
    lines: list[str] = []
    lined = len(pre.css("code")) > 1
    stack: list[LexborNode | str] = [pre]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            lines.append(item)
        elif item.is_text_node:
            lines.append(item.text_content or "")
        elif item.is_element_node:
            if junk(item.tag or "", attributes(item)):
                continue
            if item.tag in ("br", "p", "div", "li") or (item.tag == "code" and lined):
                stack.append("\n")
            stack.extend(reversed(list(item.iter(include_text=True))))
    return clean.code("".join(lines))
