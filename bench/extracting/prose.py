"""Chance → the text of an article in the light markup of the imitation, true in form and size.

Real bodies that were seen have 20 to 80 paragraphs where they are long, 60 Chinese characters in
each, an image at every sixth, a bold word at every eighth, and seldom a heading, list or quotation.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import corpus

FEWEST, MOST = 20, 80
"""Paragraphs of a body; the fewer the more often."""
RARE = (("heading", 0.08), ("items", 0.03), ("quote", 0.03), ("table", 0.01), ("clip", 0.01))
ALLOWED = {
    "rich": frozenset(name for name, _ in RARE),
    "plain": frozenset({"clip"}),
    "middle": frozenset({"clip"}),
    "classic": frozenset({"items"}),
}
"""What a page of a kind can hold beside paragraphs and images."""


class Writer:
    """One who writes an article: `chance` says what, `kind` what the page can hold."""

    def __init__(self, words: corpus.Vocabulary, chance: random.Random, kind: str) -> None:
        self._words, self._chance, self._kind = words, chance, kind
        self._theme = self._drawn(corpus.THEME)

    def title(self) -> str:
        """A headline."""
        return corpus.title(self._words, self._chance)

    def body(self) -> str:
        """All its blocks, parted by blank lines."""
        count = round(self._chance.triangular(FEWEST, MOST, FEWEST))
        return "\n\n".join(block for _ in range(count) for block in self._blocks())

    def sentence(self, fewest: int, most: int) -> str:
        """So many words, half of them of the article's own theme."""
        count = self._chance.randint(fewest, most)
        said = [*self._chance.choices(self._theme, k=count // 2), *self._drawn(count - count // 2)]
        self._chance.shuffle(said)
        for at in range(7, count - 1, 8):
            said[at] += self._chance.choice(corpus.STOPS)
        return "".join(said)

    def _drawn(self, count: int) -> list[str]:
        words = self._words
        return self._chance.choices(words.words, cum_weights=words.weights, k=count)

    def _blocks(self) -> list[str]:
        """A paragraph, and what stands before it."""
        found = [self._paragraph()]
        dice = self._chance.random()
        if dice < 1 / 6:
            found.insert(0, self._image())
        elif block := self._rare(self._chance.random()):
            found.insert(0, block)
        return found

    def _paragraph(self) -> str:
        text = self.sentence(15, 50) + "。"
        dice = self._chance.random()
        if dice < 0.12:
            return f"**{self.sentence(3, 8)}。**{text}"
        if dice < 0.2:
            return f"{self.sentence(4, 9)}，[[{self.sentence(1, 2)}]]{text}"
        return text

    def _image(self) -> str:
        caption = self.sentence(4, 12) if self._chance.random() < 0.5 else ""
        return (
            f"![{caption}](k{self._chance.randrange(10**9)} 1280x{self._chance.randint(400, 960)})"
        )

    def _rare(self, dice: float) -> str:
        """One of the rarer blocks; mostly, and where the page cannot hold it, none."""
        for name, share in RARE:
            if dice < share:
                return self._made(name) if name in ALLOWED[self._kind] else ""
            dice -= share
        return ""

    def _made(self, name: str) -> str:
        rows = [self.sentence(6, 14) for _ in range(4)]
        match name:
            case "heading":
                return f"## {self.sentence(3, 7)}"
            case "items":
                return "\n".join(f"- {row}" for row in rows)
            case "quote":
                return "\n".join(f"> {row}" for row in rows[:2])
            case "table":
                return "\n".join(f"| {row[:6]} | {row[6:12]} |" for row in rows)
            case _:
                return f"@[{self.sentence(3, 6)}](v{self._chance.randrange(10**9):010} 144)"
