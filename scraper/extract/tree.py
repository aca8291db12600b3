"""HTML text → a light tree of elements and strings, walked without recursion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.errors import ExtractError
from scraper.models import Kind

DEPTH = 5_000
"""The deepest nesting that is parsed: the parser's time grows with its square (25 ms here)."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
_FLAT = frozenset(
    "p li td th tr dt dd option br img hr input meta link source wbr area base col embed param "
    "track html head body script style path rect circle polygon line use".split()
)


@dataclass(slots=True, eq=False)
class Element:
    """One element: `children` are elements and strings, in order."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Whether `name` is one of its classes."""
        return name in self.attrs.get("class", "").split()


def depth(html: str) -> int:
    """About how deep the elements of `html` are nested; unclosed void and implied tags aside."""
    deepest = level = 0
    for found in _TAG.finditer(html):
        closing, name, empty = found.groups()
        if empty or name.lower() in _FLAT:
            continue
        level += -1 if closing else 1
        deepest = max(deepest, level)
        level = max(level, 0)
    return deepest


def parse(html: str, url: str = "") -> LexborHTMLParser:
    """The parsed document; ExtractError where it is nested too deep to be a news page."""
    found = depth(html) if html.count("<") > DEPTH else 0
    if found > DEPTH:
        raise ExtractError(url, Kind.UNREADABLE, f"elements nested {found} deep; not a news page")
    return LexborHTMLParser(html)


def fragment(html: str, url: str = "") -> Element:
    """A piece of HTML as a `body` element holding it."""
    body = parse(html, url).body
    return grow(body) if body else Element("body")


def grow(node: LexborNode) -> Element:
    """The light tree of `node`: comments left out, the text they divided joined again."""
    root = Element(node.tag or "", _attributes(node))
    stack = [(root, node.first_child)]
    while stack:
        parent, current = stack.pop()
        while current is not None:
            if current.is_text_node:
                _append_text(parent, current.text_content or "")
            elif current.is_element_node:
                child = Element(current.tag or "", _attributes(current))
                parent.children.append(child)
                if current.first_child is not None:
                    stack.append((parent, current.next))
                    stack.append((child, current.first_child))
                    break
            current = current.next
    return root


def walk(root: Element) -> Iterator[Element]:
    """Every element below and including `root`, in document order."""
    stack = [root]
    while stack:
        element = stack.pop()
        yield element
        stack.extend(child for child in reversed(element.children) if isinstance(child, Element))


def text(root: Element) -> str:
    """All text below `root`, in order."""
    parts: list[str] = []
    stack: list[Element | str] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
        else:
            stack.extend(reversed(item.children))
    return "".join(parts)


def _append_text(parent: Element, piece: str) -> None:
    if parent.children and isinstance(parent.children[-1], str):
        parent.children[-1] += piece
    elif piece:
        parent.children.append(piece)


def _attributes(node: LexborNode) -> dict[str, str]:
    return {name: value or "" for name, value in node.attributes.items()}
