"""Table of blocks → rows of equal length, or plain paragraphs where it is only layout."""

from __future__ import annotations

from scraper.extract.blocks import Block, leaves

COLUMNS = 50
"""Spans reach no further, and a table of more columns is none that Markdown can show."""
ROWS = 2_000
"""A longer table is written as paragraphs: squared, a hostile one would fill the memory."""


def settle(holder: Block) -> None:
    """Put the table that `holder` ends with in order: squared, dissolved, or dropped if empty."""
    table = holder.blocks.pop()
    rows = [row for row in table.blocks if row.tag == "tr"]
    stray = [block for block in table.blocks if block.tag != "tr"]  # its caption
    cells = [[_celled(block) for block in row.blocks] for row in rows]
    if not any(any(True for _ in leaves(cell)) for row in cells for cell in row):
        holder.blocks += stray
    elif _arranging(cells):
        holder.blocks += stray + [_loose(block) for row in cells for c in row for block in c.blocks]
    else:
        squared = _square(cells)
        holder.blocks += [*stray, Block(tag="table", blocks=squared)]


def _celled(block: Block) -> Block:
    """The cell; where nesting goes too deep, a row may hold its content without one."""
    return block if block.tag in ("td", "th") else Block(tag="td", blocks=[block])


def _arranging(cells: list[list[Block]]) -> bool:
    """Whether the table only arranges the page, or is more than a Markdown table can hold."""
    columns = max(map(len, cells))
    if not (2 <= len(cells) <= ROWS and 2 <= columns <= COLUMNS):
        return True
    inner = (block.tag for row in cells for cell in row for block in cell.blocks)
    return any(tag in ("table", "ul", "ol", "blockquote", "pre", "hr") for tag in inner)


def _loose(block: Block) -> Block:
    block.tag = "flow" if block.tag == "text" else block.tag
    return block


def _square(cells: list[list[Block]]) -> list[Block]:
    """Rows of one length; a cell that spans is followed, and undercut, by empty ones."""
    pending: dict[int, int] = {}  # column → rows it is still covered from above
    rows = [_placed(row, pending) for row in cells]
    width = max(map(len, rows))
    empty = Block(tag="td")
    return [Block(tag="tr", blocks=row + [empty] * (width - len(row))) for row in rows]


def _placed(row: list[Block], pending: dict[int, int]) -> list[Block]:
    placed: list[Block] = []
    for cell in row:
        _covered(placed, pending)
        rows = _span(cell, "rowspan")
        spanned = max(min(_span(cell, "colspan"), COLUMNS - len(placed)), 1)
        for column in range(len(placed), len(placed) + spanned):
            if rows > 1:
                pending[column] = rows - 1
        placed += [cell] + [Block(tag="td") for _ in range(spanned - 1)]
    _covered(placed, pending)
    return placed


def _covered(placed: list[Block], pending: dict[int, int]) -> None:
    while len(placed) < COLUMNS and pending.get(len(placed), 0) > 0:
        pending[len(placed)] -= 1
        placed.append(Block(tag="td"))


def _span(cell: Block, name: str) -> int:
    value = cell.attrs.get(name, "")
    return min(max(int(value), 1), COLUMNS) if value.isdecimal() and len(value) < 5 else 1
