"""Body element → blocks: what a reader of the page sees, each run of text in its paragraph.

Where this differs from markdownify on purpose, docs/decisions.md lists it by rule with an example.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from scraper.errors import ExtractError
from scraper.extract import clean, seen, tables
from scraper.extract.blocks import Block, Run
from scraper.models import Kind

DEPTH = 12
"""How deep lists and quotes nest; what is deeper is read as if it stood at this depth."""
NODES = 50_000
"""So many elements and pieces of text are read (about 2 s); the largest body seen has 2,500."""
SIGNS = 400_000
"""So many characters of text and addresses; the largest body seen has 34,000."""
LONGEST = 2_000
"""Characters of an address: a longer one is none."""
CAPTION = 2_000
"""Characters of a caption that are read; the longest seen has 59."""

_LOOKS = 10  # elements that may describe one image

_CAPTIONS = frozenset(
    "image_desc qqnews_image_desc img-desc content-pic-desc ql-img-description imageDes "
    "J_ndimg_tips pgc-img-caption cm_pic_caption caption pictext".split()
)
_BOUNDS = frozenset(  # elements that only end the paragraph before them and the one inside
    "body div section article main header footer aside center figure address fieldset details "
    "summary dl dt dd nav hgroup legend thead tbody tfoot figcaption caption".split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HOLDERS = {  # containers, with the leaf that inline content directly inside makes
    "blockquote": "flow",
    "ul": "flow",
    "ol": "flow",
    "li": "text",
    "table": "flow",
    "tr": "flow",
    "td": "text",
    "th": "text",
}
_KEEPING = _HEADINGS | {"p", "caption"}
"""Leaves that a paragraph in them does not end."""
_CODES = frozenset({"code", "kbd", "samp"})
_MARKS = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "del": "del", "s": "del"}
_INLINE = frozenset(_MARKS) | _CODES | {"a"}
_QNT = re.compile(r"(?:^|\s)qnt-(p|strong|em|h[1-6]|blockquote|ul|ol|li)(?=\s|$)")
_IMAGE_HOST = re.compile(r"^(?:http:)?//(?=[\w.-]+\.(?:gtimg\.com|gtimg\.cn|qpic\.cn|qq\.com)/)")
_LANGUAGE = re.compile(r"[\w+#.-]{1,20}")
_NO_SIGNS = re.compile(r"[\s()<>\"\\{]|_(?=hdeferred/|h_pp_l1)|H(?=AHAHUGOSHORTCODE)")
"""What would end an address in Markdown, or is a sign of Hugo's (`extract.document`)."""
_WHOLE = re.compile(r"https?://[\w.-]++(?:/[\w./~%-]*+)?+", re.ASCII)
"""An address that joining to any other leaves as it is; `urljoin` takes 5 µs to say so."""
_NO_BRACKETS = {ord("["): "(", ord("]"): ")", ord("\\"): "/", ord("\n"): " "}


def read(body: LexborNode, base: str) -> Block:
    """The content of `body` as blocks; addresses become absolute, taken from `base`."""
    walk = _Walk(base)
    stack: list[LexborNode | None] = []
    node = body.first_child
    while node is not None or stack:
        if node is None:  # the end of a list of children
            walk.leave()
            node = stack.pop()
        elif node.is_text_node:
            walk.write(node.text_content or "")
            node = node.next
        elif node.is_element_node and walk.enter(node):
            stack.append(node.next)
            node = node.first_child
        else:
            node = node.next
    walk.told()
    return walk.root


def address(source: str, base: str) -> str:
    """The address of an image: absolute, and https at the site's own hosts; "" for none."""
    source = clean.line(source)
    return _absolute(
        _IMAGE_HOST.sub("https://", source) if source[:6] != "https:" else source, base
    )


def _absolute(source: str, base: str) -> str:
    """An absolute http(s) address that Markdown can hold, or "" where there is none."""
    if _WHOLE.fullmatch(source) and "_h" not in source and "HAHA" not in source:
        plain = base.isascii() and "[" not in base and "]" not in base  # nothing to fail on
        if plain and len(source) < LONGEST:
            return source
    try:
        whole = urljoin(base, source) if 0 < len(source) < LONGEST else ""
    except ValueError:
        return ""
    if not whole.startswith(("http://", "https://")) or len(whole) >= LONGEST:
        return ""
    return _NO_SIGNS.sub(lambda found: f"%{ord(found[0]):02X}", whole)


class _Scope(NamedTuple):
    """What holds inside one open element."""

    holder: Block
    marks: frozenset[str] = frozenset()
    href: str = ""
    depth: int = 0
    code: bool = False


class _Walk:
    """The state of one reading: the open elements and the paragraph being written."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.root = Block(tag="body")
        self.scope = _Scope(self.root)
        self.kind = "flow"  # of the paragraph that text opens here
        self.opened: list[tuple[str, _Scope, str]] = []  # the open elements, and what holds around
        self.leaf: Block | None = None
        self.nodes = self.signs = self.looks = 0
        self.image: Run | None = None  # the last one, while no text has followed it
        self.caption = ""  # what the data says of it

    def enter(self, node: LexborNode) -> bool:
        """Open `node`; whether its children are to be read, after which one is to `leave`."""
        self.spend(0)
        tag, attrs = node.tag or "", seen.attributes(node)
        if "class" in attrs:
            tag = _meaning(tag, attrs["class"])
        if seen.junk(tag, attrs):
            self.leaf = None if tag in _ENDING else self.leaf
            return False
        if tag in _LEAVES:
            _LEAVES[tag](self, node, attrs)
            return False
        caption = self.image is not None and self._caption(tag, node, attrs)
        self.opened.append(("p" if caption else tag, self.scope, self.kind))
        if caption or tag in _ENDING:
            self._begin(tag, attrs, caption=caption)
        elif tag in _INLINE:
            self.scope = self._inline(tag, attrs)
        return True

    def leave(self) -> None:
        """Close the innermost open element; a block ends the paragraph in it."""
        closed = self.scope
        tag, self.scope, self.kind = self.opened.pop()
        if tag in _ENDING:
            self.leaf = None
        if tag == "table" and closed.holder is not self.scope.holder:
            tables.settle(self.scope.holder)

    def write(self, piece: str) -> None:
        """Add text to the open paragraph; white space alone opens none."""
        self.spend(len(piece))
        piece = clean.characters(piece)
        scope = self.scope
        if not piece or piece.isspace():
            if self.leaf is not None:
                self._add(Run(kind="text", text=piece, marks=scope.marks))
            return
        if self.caption:
            self.told(piece)
        self.image = None
        self._add(
            Run(
                kind="code" if scope.code else "text",
                text=piece,
                marks=scope.marks,
                href=scope.href,
            )
        )

    def spend(self, signs: int) -> None:
        """Count one more node, of so many signs; ExtractError past what a news page can have."""
        self.nodes += 1
        self.signs += signs
        if self.nodes > NODES or self.signs > SIGNS:
            most = f"{NODES} elements" if self.nodes > NODES else f"{SIGNS} characters"
            reason = f"a body of more than {most}; not a news page"
            raise ExtractError(self.base, Kind.UNREADABLE, reason)

    def told(self, following: str = "") -> None:
        """Write the caption that the data gives the last image, unless that text follows anyway."""
        caption, self.caption = self.caption, ""
        if caption and not clean.line(following).startswith(caption):
            runs = [Run(kind="text", text=caption)]
            self.scope.holder.blocks.append(Block(tag="caption", runs=runs))
            self.leaf = None

    def _add(self, run: Run) -> None:
        if self.leaf is None:
            scope = self.scope
            blocks = scope.holder.blocks
            apart = scope.holder.tag == "li" and blocks and blocks[-1].tag == "text"
            self.leaf = Block(tag="flow" if apart else self.kind)
            blocks.append(self.leaf)
        self.leaf.runs.append(run)

    def _begin(self, tag: str, attrs: dict[str, str], *, caption: bool) -> None:
        """Open a block, or a caption: what text in it is a paragraph of."""
        self.leaf = None
        scope = self.scope
        if tag in _HOLDERS and scope.depth < DEPTH and not tag == scope.holder.tag == "li":
            holder = Block(tag=tag, attrs=_kept(attrs))
            scope.holder.blocks.append(holder)
            self.scope = scope._replace(holder=holder, depth=scope.depth + 1)
            self.kind = _HOLDERS[tag]
        elif tag in _HEADINGS or caption:
            self.kind = tag if tag in _HEADINGS else "caption"
        elif tag == "p" and self.kind not in _KEEPING:
            self.kind = "p"
        if tag in _CODES:
            self.scope = self.scope._replace(code=True)

    def _inline(self, tag: str, attrs: dict[str, str]) -> _Scope:
        """What holds inside an element of a line."""
        if tag in _MARKS:
            return self.scope._replace(marks=self.scope.marks | {_MARKS[tag]})
        if tag == "a":
            href = _link(attrs, self.base)
            self.signs += len(href)
            return self.scope._replace(href=href)
        return self.scope._replace(code=True)

    def _caption(self, tag: str, node: LexborNode, attrs: dict[str, str]) -> bool:
        """Whether `node` describes the image just before it; the image is told."""
        named = tag == "figcaption" or not _CAPTIONS.isdisjoint(attrs.get("class", "").split())
        if not named or self.image is None or self.looks >= _LOOKS:
            return False
        self.looks += 1
        if node.css_first("img") is not None:
            return False
        described = seen.text(node, CAPTION)
        if described:
            self.signs += len(described)
            self.caption = ""
            self.image.attrs["caption"] = described
            self.image = None
        return bool(described)

    def _break(self, _node: LexborNode, _attrs: dict[str, str]) -> None:
        self._add(Run(kind="break", marks=self.scope.marks))

    def _rule(self, _node: LexborNode, _attrs: dict[str, str]) -> None:
        self.leaf = None
        self.scope.holder.blocks.append(Block(tag="hr"))

    def _code(self, node: LexborNode, attrs: dict[str, str]) -> None:
        """A code block is one run: each line's own element, and each ``br``, ends a line."""
        self.leaf = self.image = None
        language = attrs.get("data-lang", "")
        if code := seen.code(node):
            self.spend(len(code))
            self.scope.holder.blocks.append(
                Block(
                    tag="pre",
                    attrs={"language": language} if _LANGUAGE.fullmatch(language) else {},
                    runs=[Run(kind="code", text=code)],
                )
            )

    def _picture(self, _node: LexborNode, attrs: dict[str, str]) -> None:
        """An image; a lazy one has its address in ``data-src``."""
        source = address(attrs.get("data-src") or attrs.get("src") or "", self.base)
        if not source:
            return
        self.told()
        self.looks = 0
        alt = clean.line(attrs.get("alt", "")).translate(_NO_BRACKETS)
        self.caption = seen.beginning(attrs.get("data-caption", ""), CAPTION)
        self.signs += len(source) + len(alt) + len(self.caption)
        self.image = Run(
            kind="image",
            text=alt,
            href=source,
            attrs={key: attrs[key] for key in ("width", "height") if key in attrs},
        )
        if self.caption:
            self.image.attrs["caption"] = self.caption
        self._add(self.image)


_LEAVES = {"br": _Walk._break, "hr": _Walk._rule, "pre": _Walk._code, "img": _Walk._picture}
_ENDING = _BOUNDS | _HEADINGS | frozenset(_HOLDERS) | {"p"}


def _meaning(tag: str, named: str) -> str:
    """The tag, or what its class says: ``div.qnt-p`` is a paragraph, ``span.qnt-strong`` bold."""
    found = _QNT.search(named) if "qnt-" in named else None
    return found[1] if found else tag


def _kept(attrs: dict[str, str]) -> dict[str, str]:
    return {key: attrs[key] for key in ("start", "colspan", "rowspan") if key in attrs}


def _link(attrs: dict[str, str], base: str) -> str:
    """Where a link leads; the classic pages' keyword links lead nowhere of interest."""
    href = attrs.get("href", "")
    if "a-tips-Article-QQ" in attrs.get("class", "") or "qqcom.keyword" in href or href[:1] == "#":
        return ""
    return _absolute(clean.line(href), base)
