"""``crawl`` and ``import``: what fills the archive."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from scraper.cli import codes, door, telling
from scraper.cli.report import Report
from scraper.errors import ConfigError

if TYPE_CHECKING:
    from scraper.cli.logs import Log
    from scraper.config import Settings, Source

_LONGEST = 1 << 20  # bytes of a line that are read; an address has 2000 at most


@click.command(short_help="One scheduled run: discover, visit, archive, document.")
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only this source; repeat.")
@click.option("--limit", type=click.IntRange(min=1), help="Visit at most so many pages.")
@click.option("--dry-run", is_flag=True, help="Say what would be visited; visit and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per outcome (JSON Lines).")
@door.logged
@door.configured
def crawl(
    *,
    names: tuple[str, ...],
    limit: int | None,
    dry_run: bool,
    as_json: bool,
    log: Log | None,
    config: Path | None,
) -> None:
    """One scheduled run: discover, visit what is new or due, archive, write documents."""
    setting = door.settings(config)
    chosen = [door.source(name, setting) for name in dict.fromkeys(names)]
    asked = chosen or [source for source in setting.source if source.enabled]
    if not asked:
        raise ConfigError("source: none is enabled; add one to the configuration")
    report = Report(as_json=as_json, every=dry_run, log=log)
    code = (_look if dry_run else _crawl)(setting, asked, limit, report)
    report.end(code)
    sys.exit(code)


def _look(setting: Settings, asked: list[Source], limit: int | None, report: Report) -> int:
    """The exit code of a run that only looks."""
    from scraper import crawl as halls

    with door.hall(setting, "crawl", write=False) as house:
        door.show(house, halls.look(house, asked, limit=limit), report)
    report.finish()
    return codes.of_run(report.kinds, strict=False)


def _crawl(setting: Settings, asked: list[Source], limit: int | None, report: Report) -> int:
    """The exit code of a run, after those who watch over it were told."""
    from scraper import crawl as halls

    told = telling.of(setting)
    with told.watching(report):
        with door.hall(setting, "crawl", channels=told.channels) as house:
            door.show(house, halls.crawl(house, asked, limit=limit), report)
        report.finish()
    code = codes.of_run(report.kinds, strict=False, level=report.verdict.level)
    told.ended(code, report)
    return code


@click.command("import", short_help="Import articles by their links.")
@click.argument("urls", nargs=-1, metavar="URL...")
@click.option("--file", "file", metavar="FILE", help="A link a line; - is standard input.")
@click.option("--refetch", is_flag=True, help="Visit known articles again.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per outcome (JSON Lines).")
@door.logged
@door.configured
def bring(
    *,
    urls: tuple[str, ...],
    file: str | None,
    refetch: bool,
    as_json: bool,
    log: Log | None,
    config: Path | None,
) -> None:
    """Import articles by their links, in any form the site ever gave them."""
    from scraper import crawl as halls

    if not urls and file is None:
        raise click.UsageError("name at least one URL, or a --file of them")
    if "" in map(str.strip, urls):
        raise ConfigError("an empty URL; give an article's link or id")
    report = Report(as_json=as_json, every=file is None, strict=True, log=log)
    setting = door.settings(config)
    with (
        door.opened(file, "--file") if file is not None else nullcontext() as stream,
        door.hall(setting, "import") as house,
    ):
        given = (urls, _lines(stream) if stream else ())
        door.show(house, halls.bring(house, *given, refetch=refetch), report)
    report.finish()
    code = codes.of_run(report.kinds, strict=True)
    report.end(code)
    sys.exit(code)


def _lines(stream: IO[bytes]) -> Iterator[str]:
    """The lines of a text of any size; of a line beyond a megabyte only its beginning."""
    whole = True
    while line := stream.readline(_LONGEST):
        if whole:
            yield from line.decode("utf-8", "replace").rstrip("\r\n").split("\r")
        whole = line.endswith(b"\n")
