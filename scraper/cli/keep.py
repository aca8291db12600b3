"""``backup``, ``restore``, ``check`` and ``compact``: what keeps an archive whole and small."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import click

from scraper import errors
from scraper.cli import codes, door
from scraper.cli.report import dumps
from scraper.extract import clean

if TYPE_CHECKING:
    from rich.progress import Progress

    from scraper.archive.compact import Room
    from scraper.archive.store import Entry, Store
    from scraper.config import Documents

_FILE = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))


@click.command(short_help="A verified copy of the archive, also during a crawl.")
@_FILE
@click.option("--compress", is_flag=True, help="With Zstandard; also where FILE ends in .zst.")
@click.option("--force", is_flag=True, help="Replace FILE where it is there.")
@door.configured
def backup(file: Path, compress: bool, force: bool, config: Path | None) -> None:
    """A copy of the archive in one FILE: of one moment, verified, whole or not there."""
    from scraper.archive import backup as copies

    path = Path(door.settings(config).archive.path)
    with Bar() as bar:
        copy = copies.save(
            path,
            file,
            compress=compress,
            force=force,
            tell=lambda done, total: bar.tell("pages", done, total),
        )
    click.echo(errors.line(f"{file}: verified, {_counted(copy.counts)}; {copy.size / 1e6:.1f} MB"))


@click.command(short_help="A backup in the place of the archive, once it is verified.")
@_FILE
@click.option("--force", is_flag=True, help="Replace the archive, and keep it under another name.")
@door.configured
def restore(file: Path, force: bool, config: Path | None) -> None:
    """The archive that FILE holds, in the place of the present one, which is kept beside it."""
    from scraper.archive import restore as copies

    path = Path(door.settings(config).archive.path)
    copy = copies.restore(path, file, door.now(), force=force)
    click.echo(errors.line(f"{path}: restored from {file}, {_counted(copy.counts)}"))
    if copy.former:
        click.echo(
            errors.line(f"{copy.former}: the former archive; remove it when you do not need it")
        )


@click.command(short_help="Whether all is whole: the archive, its pages, the documents.")
@click.option(
    "--documents/--no-documents",
    "also",
    default=True,
    show_default=True,
    help="Look at the documents too.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per finding (JSON Lines).")
@door.configured
def check(also: bool, as_json: bool, config: Path | None) -> None:
    """Whether the archive holds what it promises, and the documents are what it says."""
    setting = door.settings(config)
    found: Counter[str] = Counter()
    with door.archive(setting) as store, Bar() as bar:
        for line in _lines(store, setting.documents if also else None, bar):
            found[line.level] += 1
            bar.line(dumps(asdict(line)) if as_json else line.said())
        counts = _counted(store.counts()) if not found["archive"] else "damaged"
    said = [f"{found[one]} {name}" for one, name in _NAMES.items() if found[one]]
    summary = ", ".join(said) or "all is whole"
    if also and found["archive"]:
        summary += "; documents were not looked at"
    click.echo(errors.line(f"{setting.archive.path}: {counts}; {summary}"), err=as_json)
    sys.exit(codes.ARCHIVE if found["archive"] else codes.FAILED if found["documents"] else 0)


@click.command(short_help="The same archive in less room.")
@door.configured
def compact(config: Path | None) -> None:
    """The same archive in less room: pages under a dictionary of their own, no gaps.

    Needs up to twice as much free space as the archive takes.
    """
    from scraper.archive import lock, store

    path = Path(door.settings(config).archive.path)
    with (
        lock.hold(path, "compact", door.now()),
        store.open(path, create=False) as opened,
        Bar() as bar,
    ):
        before, now = opened.upkeep.compact(door.now(), bar.tell)
    click.echo(
        errors.line(
            f"{path}: {before.file / 1e6:.1f} MB before, {now.file / 1e6:.1f} MB now;"
            f" pages in 1/{_ratio(before):.1f} of their size before, 1/{_ratio(now):.1f} now"
        )
    )


def _ratio(room: Room) -> float:
    return room.served / room.kept if room.kept else 1.0


_NAMES = {"archive": "faults", "documents": "documents to mend", "note": "notes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One finding: `level` is archive, documents, or note where nothing is wrong."""

    level: str
    where: str
    what: str
    remedy: str

    def said(self) -> str:
        """The finding on one line."""
        return f"{self.level:<11}  {clean.line(self.where)}: {clean.line(self.what)}; {self.remedy}"


def _lines(store: Store, documents: Documents | None, bar: Bar) -> Iterator[Line]:
    """What is wrong in the archive; where nothing is, also what is wrong with the documents."""
    sound = True
    for one in store.upkeep.audit(bar.tell):
        level = "note" if one.note else "archive"
        sound = sound and one.note
        yield Line(level=level, where=one.where, what=one.what, remedy=one.remedy)
    if documents and documents.dir and sound:
        yield from _documents(store, documents, bar)


def _documents(store: Store, documents: Documents, bar: Bar) -> Iterator[Line]:
    from scraper.publish import review, tongues

    for flaw in review.look(
        Path(documents.dir),
        _each(store, bar),
        lambda entry: store.entry(entry.article.url),
        commonmark=documents.commonmark,
        tongues=lambda article: tongues.of(store, article),
    ):
        remedy = f"`scraper export {documents.dir}` mends it"
        yield Line(level="documents", where=str(flaw.path), what=flaw.what, remedy=remedy)


def _each(store: Store, bar: Bar) -> Iterator[Entry]:
    total = store.counts()["articles"]
    for done, entry in enumerate(store.entries()):
        bar.tell("documents", done, total)
        yield entry


class Bar:
    """How far a long look has come, on standard error where that is a terminal."""

    def __init__(self) -> None:
        """Nothing to show yet."""
        self._bar: Progress | None = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(
                console=Console(stderr=True),
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._bar.add_task("")
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def tell(self, what: str, done: int, total: int) -> None:
        """Show how much of `what` is done."""
        if self._bar:
            self._bar.update(
                self._bar.task_ids[0], description=what, completed=done, total=max(total, 1)
            )

    def line(self, text: str) -> None:
        """A line of results, above the bar where they share a terminal."""
        if self._bar and sys.stdout.isatty():
            self._bar.console.print(
                text, markup=False, emoji=False, highlight=False, soft_wrap=True
            )
        else:
            click.echo(text)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {table}" for table, count in counts.items())
