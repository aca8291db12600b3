"""Markdown of this program → the blocks it was written from (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from scraper.extract import emphasis
from scraper.extract.blocks import Block, Run

_HOLDERS = {
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "blockquote": "blockquote",
    "table": "table",
    "tr": "tr",
    "th": "th",
    "td": "td",
}
_MARKS = {"strong": "strong", "em": "em", "s": "del"}


def read(markdown: str) -> Block:
    """The blocks of a body; what could be HTML in it is text."""
    root = Block(tag="body")
    stack = [root]
    for token in _parser().parse(emphasis.mend(markdown)):
        _take(token, stack)
    return root


def shape(block: Block) -> list[tuple[str, ...]]:
    """What must not change when the words do: blocks in their order, images, links and code."""
    found: list[tuple[str, ...]] = []
    for one, level in _walk(block):
        found.append((str(level), "p" if one.tag == "text" else one.tag))
        if one.tag == "pre":
            found.append(("pre", one.attrs.get("language", ""), one.runs[0].text))
            continue
        found += sorted({("link", run.href) for run in one.runs if _linked(run)})
        found += [("image", run.href) for run in one.runs if run.kind == "image"]
        found += sorted(("code", run.text) for run in one.runs if run.kind == "code")
    return found


def _linked(run: Run) -> bool:
    return bool(run.href) and run.kind != "image"


def _walk(block: Block, level: int = 0) -> Iterator[tuple[Block, int]]:
    stack = [(block, level)]
    while stack:
        one, deep = stack.pop()
        yield one, deep
        stack.extend((inner, deep + 1) for inner in reversed(one.blocks))


@cache
def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    setattr(made, "normalizeLink", str)  # noqa: B010 - an address stays as it is written
    return made


def _take(token: Token, stack: list[Block]) -> None:
    """Add what a token begins to the block that is open, or end that."""
    name = token.type.removesuffix("_open").removesuffix("_close")
    if name in _HOLDERS:
        _hold(token, _HOLDERS[name], stack)
    elif token.type == "inline":
        _fill(token, stack[-1])
    elif token.type in ("paragraph_open", "heading_open"):
        tag = "text" if stack[-1].tag == "li" and token.hidden else token.tag
        stack[-1].blocks.append(Block(tag=tag))
    elif token.type in ("fence", "code_block"):
        language = {"language": token.info.strip()} if token.info.strip() else {}
        code = Run(kind="code", text=token.content.removesuffix("\n"))
        stack[-1].blocks.append(Block(tag="pre", attrs=language, runs=[code]))
    elif token.type == "hr":
        stack[-1].blocks.append(Block(tag="hr"))


def _hold(token: Token, tag: str, stack: list[Block]) -> None:
    if token.nesting < 0:
        stack.pop()
        return
    start = token.attrGet("start")
    block = Block(tag=tag, attrs={"start": str(start)} if start is not None else {})
    stack[-1].blocks.append(block)
    stack.append(block)


def _fill(token: Token, holder: Block) -> None:
    """Put the runs of a line where they belong; a cell has a block for them."""
    if holder.tag in ("td", "th"):
        holder.blocks.append(Block(tag="text"))
    holder.blocks[-1].runs.extend(_runs(token.children or []))


def _runs(tokens: list[Token]) -> Iterator[Run]:
    marks: list[str] = []
    href = ""
    for token in tokens:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name in _MARKS and token.nesting:
            if token.nesting > 0:
                marks.append(_MARKS[name])
            else:
                marks.remove(_MARKS[name])
        elif name == "link":
            href = str(token.attrGet("href") or "") if token.nesting > 0 else ""
        else:
            yield _run(token, frozenset(marks), href)


def _run(token: Token, marks: frozenset[str], href: str) -> Run:
    if token.type == "image":
        return Run(kind="image", text=token.content, href=str(token.attrGet("src") or ""))
    if token.type == "hardbreak":
        return Run(kind="break", marks=marks)
    if token.type == "code_inline":
        return Run(kind="code", text=token.content, marks=marks, href=href)
    text = "\n" if token.type == "softbreak" else token.content
    return Run(kind="text", text=text, marks=marks, href=href)
