"""Samples of a process → whether it grows."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

SLOPE = 1.0
"""Megabytes of growth allowed per 1,000 pages, over the last two thirds of the samples."""
NOISE = 6.0
"""Megabytes of growth that mean nothing: one page of ten megabytes leaves as much behind."""
_MB = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The process after so many pages."""

    pages: int
    rss: int
    files: int
    threads: int


@dataclass(frozen=True, kw_only=True)
class Growth:
    """How a process grew over the last two thirds of its pages; `grown` in megabytes in all."""

    pages: int
    first: float
    last: float
    peak: float
    slope: float
    grown: float
    files: tuple[int, int]
    threads: tuple[int, int]

    @property
    def faults(self) -> list[str]:
        """Where it is not flat.

        Memory: the line through the samples rises by more than SLOPE per 1,000 pages, and by more
        than NOISE in all. Files and threads: the middle of the last third is above that of the
        second.
        """
        found = []
        if self.slope > SLOPE and self.grown > NOISE:
            rise = f"{self.slope:.2f} MB per 1,000 pages"
            found.append(f"memory grows by {rise}, {self.grown:.1f} MB in all")
        if self.files[1] > self.files[0]:
            found.append(f"open files grow from {self.files[0]} to {self.files[1]}")
        if self.threads[1] > self.threads[0]:
            found.append(f"threads grow from {self.threads[0]} to {self.threads[1]}")
        return found


def growth(samples: list[Sample]) -> Growth | None:
    """How the process grew; None where there are too few samples to tell."""
    if len(samples) < 6:
        return None
    late = samples[len(samples) // 3 :]
    middle, end = late[: len(late) // 2], late[len(late) // 2 :]
    slope = _slope([one.pages / 1000 for one in late], [one.rss / _MB for one in late])
    return Growth(
        pages=samples[-1].pages,
        first=samples[0].rss / _MB,
        last=samples[-1].rss / _MB,
        peak=max(one.rss for one in samples) / _MB,
        slope=slope,
        grown=slope * (late[-1].pages - late[0].pages) / 1000,
        files=(_middle(middle, "files"), _middle(end, "files")),
        threads=(_middle(middle, "threads"), _middle(end, "threads")),
    )


def _middle(samples: list[Sample], key: str) -> int:
    return int(median(getattr(one, key) for one in samples))


def _slope(across: list[float], up: list[float]) -> float:
    """The slope of the line of least squares; 0 where nothing moves across."""
    middle, height = sum(across) / len(across), sum(up) / len(up)
    spread = sum((one - middle) ** 2 for one in across)
    if not spread:
        return 0.0
    return sum((x - middle) * (y - height) for x, y in zip(across, up, strict=True)) / spread
