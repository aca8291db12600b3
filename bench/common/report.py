"""Rows and aims → a table on the terminal and a file in ``bench/results``."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

RESULTS = Path(__file__).resolve().parents[1] / "results"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What was aimed at: a `value` that is at least, or at most, a `limit`."""

    says: str
    value: float
    limit: float
    sense: Literal["at least", "at most"] = "at least"

    @property
    def reached(self) -> bool:
        """Whether it is so."""
        return self.value >= self.limit if self.sense == "at least" else self.value <= self.limit

    def __str__(self) -> str:
        """``reached  40.1, aim at least 40: whole page …``; a miss says by how much."""
        few, many = sorted((self.value, self.limit))
        times = f" by ×{many / few:.2f}" if few > 0 else ""
        mark = "reached" if self.reached else f"MISSED{times}"
        return (
            f"{mark:<16} {number(self.value)}, aim {self.sense} {number(self.limit)}: {self.says}"
        )


def number(value: object) -> str:
    """A figure as people read it: three digits that count, thousands apart."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def table(rows: Sequence[Row], title: str = "") -> None:
    """Print rows under the names of their columns."""
    if title:
        print(f"\n{title}")
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [names, *([number(row.get(name, "")) for name in names] for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(names))]
    words = [isinstance(next((row[n] for row in rows if n in row), ""), str) for n in names]
    for line in cells:
        fitted = (
            cell.ljust(width) if word else cell.rjust(width)
            for cell, width, word in zip(line, widths, words, strict=True)
        )
        print("  ".join(fitted).rstrip(), flush=True)


def write(name: str, rows: Sequence[Row], aims: Iterable[Aim], **about: Any) -> None:
    """Print how the aims stand, and write it all to ``bench/results/NAME.json``."""
    told = list(aims)
    if told:
        print()
    for aim in told:
        print(aim, flush=True)
    known = {"about": machine() | about, "rows": list(rows)}
    known["aims"] = [{**asdict(aim), "reached": aim.reached} for aim in told]
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(known, ensure_ascii=False, indent=1)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """What it was measured on."""
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
    }


def versions(*packages: str) -> dict[str, str]:
    """The versions of packages of this environment."""
    return {name: importlib.metadata.version(name) for name in packages}
