"""Figures of a run → a text file for Prometheus, by node-exporter's textfile convention."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scraper import disk
from scraper.dates import BEIJING
from scraper.models import Asked, Kind, Level, Verdict

if TYPE_CHECKING:
    from prometheus_client.core import Metric

_GOOD = "last_good_run_timestamp_seconds"
_LAST = re.compile(rb"^scraper_%b (\S+)$" % _GOOD.encode(), re.MULTILINE)
_LARGEST = 1_000_000  # bytes that are read of a file; ours has some thousand
_LEVELS = {Level.OK: 0, Level.WATCH: 1, Level.ALARM: 2}
_Row = tuple[tuple[str, ...], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is known at the end of a run; None is not known, and not written.

    `good` is when the last run ended that did its work, as for the heartbeat, `newest` the time of
    the newest article, `size` the archive's in bytes, `resting` the number of hosts left alone.
    """

    command: str
    started: datetime
    ended: datetime
    code: int
    kinds: Mapping[Kind, int] = field(default_factory=dict)
    asked: Sequence[Asked] = ()
    verdict: Verdict | None = None
    good: datetime | None = None
    articles: int | None = None
    newest: datetime | None = None
    size: int | None = None
    quarantined: int | None = None
    resting: int | None = None
    undelivered: int | None = None


def text(figures: Figures) -> str:
    """The figures in Prometheus' text format; only names of the configuration become labels."""
    from prometheus_client.exposition import generate_latest  # noqa: PLC0415 - slow to load
    from prometheus_client.registry import Collector  # noqa: PLC0415

    class Run(Collector):
        def collect(self) -> Iterable[Metric]:
            return _metrics(figures)

    return generate_latest(Run()).decode()


def good(path: Path) -> datetime | None:
    """When the last good run ended, as the file of the run before says; None where it does not.

    That stands nowhere else: the archive remembers no exit codes, and that of a run without a net
    had no alarm.
    """
    try:
        if not path.is_file():  # nothing is read from a pipe
            return None
        with path.open("rb") as file:
            found = _LAST.search(file.read(_LARGEST))
        return datetime.fromtimestamp(float(found[1]), BEIJING) if found else None
    except (OSError, ValueError, OverflowError):  # also one that somebody else wrote
        return None


def write(path: Path, text: str) -> str:
    """Replace the file whole, readable by others; "" or one line of what went wrong.

    Until it is whole it has a name that node-exporter passes over.
    """
    try:
        disk.write(path, text.encode())
    except (OSError, ValueError) as error:  # the latter for a NUL
        reason = getattr(error, "strerror", None) or error
        return f"{path}: cannot be written ({reason}); make its folder, or change metrics.path"
    return ""


def _metrics(figures: Figures) -> Iterator[Metric]:
    yield from _run(figures)
    yield from _sources(figures.asked)
    yield from _state(figures)


def _run(figures: Figures) -> Iterator[Metric]:
    seconds = (figures.ended - figures.started).total_seconds()
    kinds = [((str(kind),), float(figures.kinds.get(kind, 0))) for kind in Kind]
    yield from _gauge(
        "run_info", "The last run, by its command.", [((figures.command,), 1)], "command"
    )
    yield from _one("run_start_timestamp_seconds", "When it began.", _unix(figures.started))
    yield from _one("run_end_timestamp_seconds", "When it ended.", _unix(figures.ended))
    yield from _one("run_duration_seconds", "How long it took.", max(0.0, seconds))
    yield from _one("run_exit_code", "Its exit code: 0 is good.", figures.code)
    yield from _one(_GOOD, "When a run last ended well.", _unix(figures.good))
    yield from _gauge("run_outcomes", "Its outcomes, by kind.", kinds, "kind")


def _sources(asked: Sequence[Asked]) -> Iterator[Metric]:
    rows: Counter[tuple[str, ...]] = Counter()  # a source may be asked twice: a line may not
    faults: Counter[tuple[str, ...]] = Counter()
    for one in asked:
        for what, count in (("new", one.new), ("known", one.known), ("off-topic", one.off_topic)):
            rows[one.source, what] += count
        faults[(one.source,)] |= bool(one.fault)
    about = "What each source named, by what it was."
    yield from _gauge("source_rows", about, rows.items(), "source", "what")
    yield from _gauge("source_failed", "Whether it was not read.", faults.items(), "source")


def _state(figures: Figures) -> Iterator[Metric]:
    if figures.verdict is not None:
        levels = [one.level for one in figures.verdict.reasons]
        rows = [((str(one),), float(levels.count(one))) for one in (Level.WATCH, Level.ALARM)]
        level = _LEVELS[figures.verdict.level]
        yield from _one("health_level", "The verdict: 0 ok, 1 watch, 2 alarm.", level)
        yield from _gauge("health_reasons", "What is not as usual, by level.", rows, "level")
    if figures.newest is not None:
        age = (figures.ended - figures.newest).total_seconds()
        yield from _one("newest_article_timestamp_seconds", "Its time.", _unix(figures.newest))
        yield from _one("newest_article_age_seconds", "Its age when the run ended.", age)
    yield from _one("articles", "Articles in the archive.", figures.articles)
    yield from _one("archive_bytes", "Size of the archive.", figures.size)
    yield from _one("quarantined_pages", "Pages in quarantine.", figures.quarantined)
    yield from _one("hosts_left_alone", "Hosts that are not asked for a while.", figures.resting)
    yield from _one("notices_undelivered", "Notices that did not arrive.", figures.undelivered)


def _one(name: str, about: str, value: float | None) -> Iterator[Metric]:
    """A figure without labels, where it is known."""
    if value is not None:
        yield from _gauge(name, about, [((), value)])


def _gauge(name: str, about: str, rows: Iterable[_Row], *labels: str) -> Iterator[Metric]:
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415

    family = GaugeMetricFamily(f"scraper_{name}", about, labels=labels)
    for values, value in rows:
        family.add_metric(values, value)
    yield family


def _unix(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None
