"""``import-warc`` and ``scale``: very many stored pages, by many processes or many machines."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli import codes, door
from scraper.cli.keep import Bar
from scraper.cli.report import Report, dumps
from scraper.cli.stop import Stop
from scraper.errors import ConfigError, ScraperError, line

if TYPE_CHECKING:
    from scraper.config import Settings
    from scraper.scale.conduct import Event
    from scraper.scale.dedup.conduct import Stories
    from scraper.scale.engine import Engine
    from scraper.scale.place import Folder
    from scraper.scale.ranges import Task

_PARTS = ".parts"
"""What the folder beside the archive is called that holds parts on their way into it."""


def engined(default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the options that say who does the work."""

    def added(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in (
            click.option("--jobs", type=click.IntRange(1, 1024), help="As many as processors."),
            click.option(
                "--address",
                metavar="ADDR",
                default="",
                help="Join this Ray cluster; auto: the one here.",
            ),
            click.option(
                "--engine",
                type=click.Choice(["processes", "ray"]),
                default=default,
                show_default=True,
                help="Who does the work.",
            ),
        ):
            command = option(command)
        return command

    return added


_PIECE = click.option(
    "--piece",
    type=click.IntRange(1, 4096),
    default=64,
    show_default=True,
    help="Megabytes of a WARC that a worker reads at a time.",
)


@click.command(
    "import-warc", short_help="WARC of any size, from disk or storage, by all processors."
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--parquet", metavar="DIR", default="", help="Leave it there as Parquet, not in the archive."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per outcome (JSON Lines).")
@_PIECE
@engined("processes")
@door.configured
def bring(
    *,
    paths: tuple[str, ...],
    parquet: str,
    as_json: bool,
    piece: int,
    engine: str,
    address: str,
    jobs: int | None,
    config: Path | None,
) -> None:
    """The pages of qq.com in WARC files: paths, patterns, s3:// and https:// addresses.

    They are read by many, and written to the archive by one. Who was stopped goes on where it was.
    """
    from scraper.scale import conduct, place

    setting = door.settings(config)
    wanted = _tasks(setting, paths, piece, ("warc",))
    with nullcontext(place.folder(parquet)) if parquet else _own(setting) as folder:
        with _engine(engine, address, jobs) as workers:
            lost = _worked(wanted, folder, workers)
        if parquet:
            sys.exit(_told(folder, wanted, lost, as_json=as_json))
        code = _merged(setting, folder, "import-warc", wanted, as_json=as_json)
        if not lost:
            conduct.remove(folder)
    sys.exit(codes.FAILED if lost else code)


@contextmanager
def _own(setting: Settings) -> Iterator[Folder]:
    """The folder beside the archive, which one import has at a time."""
    from scraper.archive import lock
    from scraper.scale import place

    folder = place.folder(f"{setting.archive.path}{_PARTS}")
    with place.faults(folder.url):
        Path(folder.url).mkdir(exist_ok=True)
    with lock.hold(Path(folder.url, "import"), "import-warc", door.now()):
        yield folder


@click.group("scale", short_help="Work on very many stored pages, by Ray or processes.")
def scale() -> None:
    """Very many stored pages: read again, compared, merged; by Ray, or by processes."""


@scale.command(short_help="Read stored pages again: archives, parts, WARC.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--parquet", metavar="DIR", required=True, help="The folder to write parts to.")
@click.option("--json", "as_json", is_flag=True, help="What it came to as one JSON object.")
@_PIECE
@engined("ray")
@door.configured
def reextract(
    *,
    paths: tuple[str, ...],
    parquet: str,
    as_json: bool,
    piece: int,
    engine: str,
    address: str,
    jobs: int | None,
    config: Path | None,
) -> None:
    """All answers kept in archives, folders of parts and WARC, as today's extractors read them.

    What they come to stands in DIR as Parquet; the sources stay as they are.
    """
    from scraper.scale import place

    setting = door.settings(config)
    folder = place.folder(parquet)
    wanted = _tasks(setting, paths, piece, ("archive", "parts", "warc"))
    if any(task.source.startswith(f"{folder.url}/") for task in wanted):
        raise ConfigError(f"--parquet {parquet}: it is read from; name another folder")
    with _engine(engine, address, jobs) as workers:
        lost = _worked(wanted, folder, workers)
    sys.exit(_told(folder, wanted, lost, as_json=as_json))


@scale.command(short_help="Who copied whom, across all partitions.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--parquet", metavar="DIR", default="", help="The folder for the stories of archives."
)
@click.option("--json", "as_json", is_flag=True, help="What it came to as one JSON object.")
@engined("ray")
@door.configured
def dedup(
    *,
    paths: tuple[str, ...],
    parquet: str,
    as_json: bool,
    engine: str,
    address: str,
    jobs: int | None,
    config: Path | None,
) -> None:
    """The stories of a folder of parts, or of archives: who told first, and who copied it.

    They are those of `scraper stories`. The folder must be one that all workers reach as a path.
    """
    door.settings(config)
    with _engine(engine, address, jobs) as workers:
        place, told = _stories(paths, parquet, workers)
    if as_json:
        known = {"folder": str(place), "articles": told.articles, "copies": told.copies}
        click.echo(dumps(known))
    else:
        stories = told.articles - told.copies
        click.echo(
            line(f"{place}: {told.articles} articles, {told.copies} copies, {stories} stories")
        )


@scale.command(short_help="SQL for DuckDB over a folder of parts.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@door.configured
def views(*, folder: Path, config: Path | None) -> None:
    """The tables and views of the archive, over the parts in DIR: duckdb -init parts.sql."""
    from scraper.scale import place
    from scraper.scale import views as written

    door.settings(config)
    _held(place.folder(str(folder)))
    click.echo(written.sql(folder))


@scale.command(short_help="Bring a folder of parts into the archive.")
@click.argument("folder", metavar="DIR")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per outcome (JSON Lines).")
@door.configured
def merge(*, folder: str, as_json: bool, config: Path | None) -> None:
    """What the parts in DIR hold → the archive; a second time all of it is known."""
    from scraper.scale import place

    setting = door.settings(config)
    sys.exit(_merged(setting, _held(place.folder(folder)), "scale merge", None, as_json=as_json))


def _stories(paths: tuple[str, ...], parquet: str, workers: Engine) -> tuple[Path, Stories]:
    """Tell the stories of a folder of parts, or of archives: where they are, what came of it."""
    from scraper.scale import place
    from scraper.scale.dedup import conduct as dedups

    def engine(function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        from scraper.scale.engine import Lost

        for _, done in workers.map(function, items):
            if isinstance(done, Lost):
                raise ScraperError(f"the stories were not told: {done.reason}; run it again")
            yield done

    if any(map(place.remote, (*paths, parquet))):
        raise ConfigError("dedup works on paths; mount the storage, or copy its folder here")
    first = Path(paths[0])
    if len(paths) == 1 and first.is_dir():
        _held(place.folder(paths[0]))
        return first, dedups.folder(first, engine)
    if wrong := [path for path in paths if not Path(path).is_file()]:
        raise ConfigError(*(f"{one}: no archive; name archives, or one folder" for one in wrong))
    if not parquet:
        raise ConfigError("--parquet: say in which folder the stories of archives are to be")
    return Path(parquet), dedups.databases([Path(path) for path in paths], Path(parquet), engine)


def _tasks(
    setting: Settings, paths: tuple[str, ...], piece: int, sorts: tuple[str, ...]
) -> list[Task]:
    from scraper.scale import conduct, place
    from scraper.scale.ranges import Sort

    wish = conduct.Wish(
        sorts=frozenset(map(Sort, sorts)), limit=setting.fetch.max_bytes, piece=piece
    )
    return conduct.tasks(place.sources(paths), wish)


@contextmanager
def _engine(name: str, address: str, jobs: int | None) -> Iterator[Engine]:
    """Who does the work, until Ctrl-C."""
    from scraper import crew
    from scraper.scale.cluster import Cluster
    from scraper.scale.engine import Processes

    stop = Stop()
    count = jobs or crew.cores()
    workers: Engine
    if name == "ray" or address:
        workers = Cluster(address, count, stop.breathe)
    else:
        workers = Processes(count, stop.breathe)
    with stop.listening(), workers:
        yield workers


def _worked(wanted: list[Task], folder: Folder, workers: Engine) -> int:
    """Do the work, and show how far it is; how many pieces of it could not be done."""
    from scraper.scale import conduct
    from scraper.scale.engine import Lost

    lost = 0
    with Bar() as bar:
        event: Event
        for count, event in enumerate(conduct.run(wanted, folder, workers), start=1):
            task, done = event
            if isinstance(done, Lost):
                lost += 1
                click.echo(f"scraper: {line(str(task))}: {line(done.reason)}", err=True)
            bar.tell("pieces", count, len(wanted))
    return lost


def _merged(
    setting: Settings, folder: Folder, command: str, wanted: list[Task] | None, *, as_json: bool
) -> int:
    """Bring parts into the archive, of the work that was `wanted` or all; the exit code."""
    from scraper.scale import merge as merges

    report = Report(as_json=as_json)
    sources = None if wanted is None else {task.source for task in wanted}
    with door.hall(setting, command, begin=False) as house:
        door.show(house, merges.merge(house, folder, sources), report)
    report.finish()
    return codes.of_run(report.kinds, strict=False)


def _told(folder: Folder, wanted: list[Task], lost: int, *, as_json: bool) -> int:
    """Say what the parts of this work hold; the exit code."""
    from scraper.models import Kind

    told = _sums(folder, wanted)
    if as_json:
        click.echo(dumps({"folder": folder.url} | told))
    else:
        kinds = ", ".join(f"{count} {kind}" for kind, count in told["kinds"].items()) or "no page"
        click.echo(
            line(f"{folder.url}: {told['answers']} answers, {told['articles']} articles ({kinds})")
        )
        for reason, count in told["passed"].items():
            click.echo(line(f"passed over: {count} {reason}"))
    found = Counter({Kind(kind): count for kind, count in told["kinds"].items()})
    return codes.FAILED if lost else codes.of_run(found, strict=False)


def _sums(folder: Folder, wanted: list[Task]) -> dict[str, Any]:
    """The counts of all parts of this work; what could not be read has a line."""
    from scraper.scale import conduct

    kinds, passed, rows = Counter[str](), Counter[str](), Counter[str]()
    sources = {task.source for task in wanted}
    for done in conduct.held(folder):
        if done.task.source in sources:
            kinds.update(done.kinds)
            passed.update(done.passed)
            passed.update(done.moods)
            rows.update(done.rows)
            for kind, url, reason in done.faults:
                click.echo(f"scraper: {line(f'{url or done.task}: {kind}: {reason}')}", err=True)
            for kind, count in done.untold.items():
                click.echo(f"scraper: {line(f'{done.task}: {count} more {kind}')}", err=True)
    known = {"answers": rows["answers"], "articles": rows["articles"]}
    return known | {"kinds": dict(sorted(kinds.items())), "passed": dict(sorted(passed.items()))}


def _held(folder: Folder) -> Folder:
    """The folder; ConfigError where it holds no parts."""
    from scraper.scale import conduct

    if not conduct.held(folder):
        raise ConfigError(f"{folder.url}: no parts; make some with `scraper import-warc --parquet`")
    return folder
