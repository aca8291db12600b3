"""What a run may spend, in tokens, and what it has spent."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.errors import ScraperError


class SpentError(ScraperError):
    """What is left of the budget is too little for what is next."""


@dataclass(slots=True, kw_only=True)
class Budget:
    """`most` tokens may be spent; None: any number."""

    most: int | None = None
    spent: int = 0

    def check(self, need: int) -> None:
        """SpentError where `need` more would be too many."""
        if self.most is not None and self.spent + need > self.most:
            raise SpentError(f"{self.most - self.spent} tokens are left of {self.most}")

    def pay(self, tokens: int) -> None:
        """Count what was spent."""
        self.spent += tokens


def tokens(text: str) -> int:
    """About how many tokens a text has, rather more than fewer: no tokenizer is the same.

    Of Chinese each character may be one and a half, of other scripts three characters are one.
    """
    plain = sum(sign < "\u0250" for sign in text)
    return 1 + plain // 3 + (3 * (len(text) - plain) + 1) // 2
