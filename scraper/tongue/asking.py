"""What is asked of who translates, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from scraper.tongue.pieces import Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A piece to be put from `source` into `target`, or with `sum_up` into one line of `target`.

    `faults` are of an earlier answer to the same.
    """

    piece: Piece
    source: str
    target: str
    sum_up: bool = False
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Lines by name as they came, and the tokens that they took; with `cut` the end is missing.

    `refused` is what was said in their place, where that is a refusal.
    """

    lines: Mapping[str, str]
    tokens: int
    cut: bool = False
    refused: bool = False


class Translator(Protocol):
    """Who answers; `name` is who made it: the model, or the command."""

    name: str
    most: int
    """Characters of a piece that it answers well."""

    def need(self, question: Question) -> int:
        """The tokens that a question will take, rather more than fewer."""
        ...

    def ask(self, question: Question) -> Answer:
        """The answer; TongueError where there is none, EndpointError where none ever will be."""
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...
