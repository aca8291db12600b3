"""An article → the requests that it takes, of lines that fit; their answers → it (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scraper.extract import clean, markdown
from scraper.extract.blocks import Run
from scraper.tongue import check, segments, tree
from scraper.tongue.segments import Segment

TITLE, SUMMARY = "title", "summary"
"""The names of the two lines that stand before those of the body, which have numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Lines that are asked for together, by name, in their order."""

    lines: Mapping[str, Segment]

    @property
    def size(self) -> int:
        """Its characters."""
        return sum(len(one.text) for one in self.lines.values())

    def halves(self) -> tuple[Piece, ...]:
        """The same in two; none where it is of one line."""
        rows = list(self.lines.items())
        middle = len(rows) // 2
        halves = (rows[:middle], rows[middle:])
        return tuple(Piece(lines=dict(half)) for half in halves) if middle else ()

    def faults(self, answer: Mapping[str, str], to: str) -> list[str]:
        """What is wrong with an answer: names that are missing, else what is wrong with each."""
        missing = [name for name in self.lines if name not in answer]
        if missing:
            return [f"no line for {', '.join(missing[:8])}"]
        found = ((name, check.line(one, answer[name], to)) for name, one in self.lines.items())
        return [f"{name}: {fault}" for name, fault in found if fault]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be translated, and how its body is put together again."""

    title: str
    summary: str
    body: str
    pieces: tuple[Piece, ...]

    @property
    def size(self) -> int:
        """The characters of all its pieces."""
        return sum(piece.size for piece in self.pieces)


def cut(title: str, summary: str, body: str, most: int) -> Task:
    """The task of an article, in pieces of about `most` characters; one sentence may be more."""
    lines = {TITLE: _plain(title)}
    if summary:
        lines[SUMMARY] = _plain(summary)
    for number, (_, segment) in enumerate(segments.of(tree.read(body)), start=1):
        parts = segments.parts(segment, most)
        for part, one in enumerate(parts, start=1):
            lines[f"{number}" if len(parts) == 1 else f"{number}.{part}"] = one
    pieces = tuple(Piece(lines=dict(rows)) for rows in _grouped(lines.items(), most))
    return Task(title=title, summary=summary, body=body, pieces=pieces)


def _plain(text: str) -> Segment:
    return segments.line([Run(kind="text", text=text)])


def _grouped(
    lines: Iterable[tuple[str, Segment]], most: int
) -> Iterator[list[tuple[str, Segment]]]:
    rows: list[tuple[str, Segment]] = []
    size = 0
    for name, one in lines:
        if rows and size + len(one.text) > most:
            yield rows
            rows, size = [], 0
        rows.append((name, one))
        size += len(one.text)
    yield rows


def body(task: Task, answer: Mapping[str, str], to: str) -> str:
    """The body with the answer's words; whether it has the task's shape, `same` tells."""
    root = tree.read(task.body)
    glue = "" if to.partition("-")[0] in ("zh", "ja", "yue") else " "
    for number, (leaf, segment) in enumerate(segments.of(root), start=1):
        parts = [answer[name] for name in _names(number, answer)]
        leaf.runs[:] = segments.runs(segment, clean.line(glue.join(parts)))
    return markdown.write(root)


def _names(number: int, answer: Mapping[str, str]) -> Iterator[str]:
    if str(number) in answer:
        yield str(number)
        return
    part = 1
    while f"{number}.{part}" in answer:
        yield f"{number}.{part}"
        part += 1


def same(task: Task, written: str) -> str:
    """What of the body's shape another one lacks, "" where it has all of it."""
    old, new = tree.shape(tree.read(task.body)), tree.shape(tree.read(written))
    if old == new:
        return ""
    place = next(
        (n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), -1
    )
    named = " ".join(old[place][:2]) if place >= 0 else "its end"
    return (
        f"another structure: {len(old)} parts became {len(new)}, the first at {clean.line(named)}"
    )
