"""``import-archive`` and ``export-warc``: what other programs, and other archives, have."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from scraper.cli import codes, door
from scraper.cli.read import Since
from scraper.cli.report import Report
from scraper.errors import ArchiveError, ConfigError, line

if TYPE_CHECKING:
    from scraper.cli.logs import Log
    from scraper.config import Settings

_PATH = click.Path(path_type=Path)


@click.command("import-archive", short_help="Documents, clippings, archives and WARC, offline.")
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Say what would come of it; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per outcome (JSON Lines).")
@door.logged
@door.configured
def bring(
    *, paths: tuple[Path, ...], dry_run: bool, as_json: bool, log: Log | None, config: Path | None
) -> None:
    """What files and folders hold, whatever they are: documents, texts, archives, WARC."""
    from scraper import intake

    setting = door.settings(config)
    own = Path(setting.archive.path)
    _there(paths, own)
    report = Report(as_json=as_json, strict=True, log=log)
    with (
        _copy(setting) if dry_run else _itself(setting) as used,
        door.hall(used, "import-archive", begin=False) as house,
    ):
        door.show(house, intake.bring(house, paths, own), report)
    report.finish()
    code = codes.of_run(report.kinds, strict=True)
    report.end(code)
    sys.exit(code)


def _there(paths: tuple[Path, ...], own: Path) -> None:
    """ConfigError for all paths where nothing is; ArchiveError for the archive itself."""
    missing = [path for path in paths if not os.path.lexists(path)]
    if missing:
        raise ConfigError(*(f"{path}: there is nothing; check the path" for path in missing))
    for path in paths:
        if os.path.realpath(path) == os.path.realpath(own):
            raise ArchiveError(f"{path}: the archive itself; name another one")


@contextmanager
def _itself(setting: Settings) -> Iterator[Settings]:
    yield setting


@contextmanager
def _copy(setting: Settings) -> Iterator[Settings]:
    """The settings of a copy of the archive, without documents; it is gone at the end."""
    from scraper.archive import backup

    path = Path(setting.archive.path)
    with TemporaryDirectory(prefix="scraper-") as folder:
        copy = Path(folder) / "archive.db"
        if path.exists():
            backup.save(path, copy, compress=False, force=False, tell=lambda *_: None)
        yield replace(
            setting,
            archive=replace(setting.archive, path=str(copy)),
            documents=replace(setting.documents, dir=""),
        )


@click.command("export-warc", short_help="All pages as WARC, which other programs replay.")
@click.argument("file", metavar="FILE", type=_PATH)
@click.option("--since", type=Since(), help="Fetched since: 2026-11-01, 7d, 12h.")
@click.option("--force", is_flag=True, help="Replace FILE where it is there.")
@door.configured
def warc(file: Path, since: datetime | None, force: bool, config: Path | None) -> None:
    """Every answer the archive keeps, in one FILE of WARC/1.1: whole or not there."""
    from scraper.warc import write

    setting = door.settings(config)
    with door.archive(setting) as store:
        _free(file, Path(setting.archive.path), force=force)
        count = write.write(file, store.answers(since), replace=force)
    click.echo(line(f"{file}: {count} answers, {file.stat().st_size / 1e6:.1f} MB"))


def _free(file: Path, own: Path, *, force: bool) -> None:
    """ConfigError where FILE may not be written."""
    if file.is_dir():
        raise ConfigError(f"{file}: a folder; name a file in it, e.g. {file / 'pages.warc.gz'}")
    if not file.parent.is_dir():
        raise ConfigError(f"{file}: its folder does not exist; make it, or choose another")
    if os.path.realpath(file) == os.path.realpath(own):
        raise ConfigError(f"{file}: the archive itself; choose another file")
    if os.path.lexists(file) and not (force and file.is_file()):
        raise ConfigError(f"{file}: is there already; replace it with --force, or choose another")
