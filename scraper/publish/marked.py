"""Two texts → lines that show what was changed between them, with signs around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scraper.archive.diff import Part, Place, Turn
from scraper.dates import BEIJING
from scraper.publish import altered
from scraper.publish.texts import Text

AROUND = 24
"""Characters that are shown of what stayed the same, before and after what did not."""

Ink = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """How words that went, words that came and what is not of the text are written."""

    went: Ink = "[-{}-]".format
    came: Ink = "{{+{}+}}".format
    dim: Ink = str

    def place(self, place: Place) -> str:
        """What took the place of what."""
        old, new = place.old, place.new
        return (self.went(old) if old else "") + (self.came(new) if new else "")

    def places(self, places: list[Place]) -> str:
        """A paragraph with its alterations; what stayed the same is cut short."""
        last = len(places) - 1
        return "".join(
            _short(one.new, first=i == 0, last=i == last) if one.same else self.place(one)
            for i, one in enumerate(places)
        )


def lines(old: Text, new: Text, pen: Pen) -> Iterator[str]:
    """What differs: the title, other fields, then the body paragraph by paragraph."""
    for sign, one in (("---", old), ("+++", new)):
        at = one.at.astimezone(BEIJING)
        yield pen.dim(f"{sign} revision {one.number}  {at:%Y-%m-%d %H:%M}  {one.how}".rstrip())
    found = altered.between(old.article, new.article)
    for field in found.fields:
        said = pen.came(f"{field.new} as before, but others") if field.others else None
        yield f"{field.name}: {said or pen.places(field.places)}"
    yield from body(found.parts, pen)
    if found.alike:
        yield pen.dim("body: the same words; images, links or emphasis differ")


def body(parts: list[Part], pen: Pen) -> Iterator[str]:
    """Of a body a line for each altered paragraph, and one for each run of the others."""
    for same, run in altered.runs(parts):
        if same:
            count = len(run)
            yield from ("", pen.dim(f"… {count} paragraph{'' if count == 1 else 's'} the same"))
        else:
            for part in run:
                yield from ("", _part(part, pen))


def _part(part: Part, pen: Pen) -> str:
    match part.turn:
        case Turn.MOVED:
            return f"{pen.dim('moved here: ')}{_short(part.new, first=True, last=False)}"
        case Turn.ALTERED:
            return pen.places(part.places)
        case _:
            return pen.place(Place(old=part.old, new=part.new))


def _short(words: str, *, first: bool, last: bool) -> str:
    """Words that stayed the same: of many, what stands beside the altered ones."""
    head, tail = 0 if first else AROUND, 0 if last else AROUND
    if (first and last) or len(words) <= head + tail + 2:
        return words
    return f"{words[:head]}…{words[len(words) - tail :] if tail else ''}"
