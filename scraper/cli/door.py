"""What every command does at the door: settings, clock, archive, network; errors become lines."""

from __future__ import annotations

import errno
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from scraper.cli import codes, output
from scraper.cli.report import Report
from scraper.cli.stop import Stop
from scraper.dates import BEIJING
from scraper.errors import ArchiveError, ConfigError, ScraperError, line, unforeseen

if TYPE_CHECKING:
    from scraper.archive.store import Store
    from scraper.cli.logs import Log
    from scraper.config import Settings, Source
    from scraper.fetch.client import Client
    from scraper.hall import Event, Hall
    from scraper.watch.notify import Channel

DEFAULT = "config.toml"
_OUTPUT = "standard output"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LOG = "scraper.log"  # where a command's context keeps it, for faults that end the command


class Cli(click.Group):
    """The commands; a fault of ours is one line on standard error and its exit code."""

    def __init__(self, *args: Any, **named: Any) -> None:
        """No commands yet."""
        super().__init__(*args, **named)
        self._headings: dict[str, tuple[click.Command, ...]] = {}

    def add(self, heading: str, *commands: click.Command) -> None:
        """Commands that the help shows under one heading, in this order."""
        self._headings[heading] = commands
        for command in commands:
            self.add_command(command)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click gives it
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the commands under their headings."""
        width = max(map(len, self.commands))
        for heading, commands in self._headings.items():
            rows = [(f"{one.name:<{width}}", one.get_short_help_str(80)) for one in commands]
            with formatter.section(heading):
                formatter.write_dl(rows)

    def main(self, *args: Any, **named: Any) -> Any:
        """Run the program; where its output cannot be written the exit code is still its own."""
        try:
            return super().main(*args, **named)
        except OSError as error:  # of the help, which is written before a command runs
            _complain(None, said(error))
            sys.exit(codes.of_error(error))
        finally:
            output.settle()

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            with output.written():
                return super().invoke(ctx)
        except click.UsageError as error:
            path = error.ctx.command_path if error.ctx else "scraper"
            fault = line(error.format_message()).rstrip(".")
            _complain(ctx, f"{fault}; see `{path} --help`")
            ctx.exit(codes.USAGE)
        except ScraperError as error:
            _complain(ctx, *str(error).splitlines())
            ctx.exit(codes.of_error(error))
        except KeyboardInterrupt as error:
            left = f"; {error}" if str(error) else ""
            _complain(ctx, f"interrupted{left}; run again to go on where it stopped")
            ctx.exit(codes.INTERRUPTED)
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader has seen enough; click ends in silence
                raise
            _complain(ctx, said(error))
            ctx.exit(codes.of_error(error))


def _complain(ctx: click.Context | None, *faults: str) -> None:
    """A line of standard error for each fault, in the form of the log where there is one.

    Where none can be written the exit code says it alone.
    """
    with suppress(OSError):
        for fault in faults:
            if log := ctx and ctx.meta.get(_LOG):
                log.stopped(fault)
            else:
                click.echo(f"scraper: {fault}", err=True)


def said(error: Exception) -> str:
    """What stopped a command, on one line."""
    if isinstance(error, OSError):
        remedy = "make room for it" if error.errno in _FULL else "check it"
        return f"{line(f'{error.filename or _OUTPUT}: {error.strerror or error}')}; {remedy}"
    return str(error) if isinstance(error, ScraperError) else unforeseen(error)


def sort(error: BaseException | None) -> str:
    """What sort of fault that is, in a word: ``disk`` where it is full, else ``archive``, …"""
    cause = error
    while cause is not None:
        full = getattr(cause, "errno", None) in _FULL
        if full or getattr(cause, "sqlite_errorname", "") == "SQLITE_FULL":
            return "disk"
        cause = cause.__cause__
    return type(error).__name__.removesuffix("Error").lower() or "fault"


def configured(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that says where the configuration is."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        envvar="SCRAPER_CONFIG",
        help=f"The configuration; without it {DEFAULT} here, or the defaults.",
    )(command)


def logged(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that makes a log of standard error; the command gets the Log, or None."""
    return click.option(
        "--log-format",
        "log",
        type=click.Choice(["text", "json"]),
        callback=_log,
        help="Write a line for every outcome to standard error, for people or for machines.",
    )(command)


def _log(ctx: click.Context, _: click.Parameter, form: str | None) -> Log | None:
    if form is None:
        return None
    from scraper.cli.logs import Log

    log = Log(
        form,
        ctx.info_name or "",
        now=now,
        monotonic=time.monotonic,
        write=lambda line: click.echo(line, err=True),
    )
    ctx.meta[_LOG] = log
    return log


def settings(config: Path | None) -> Settings:
    """The settings of `config`, else of config.toml in this folder, else the defaults."""
    from scraper import config as configs

    if config is None and not os.path.lexists(DEFAULT):  # what cannot be read is not passed over
        return configs.rooted(configs.Settings(), Path())
    return configs.load(config or Path(DEFAULT))


def now() -> datetime:
    """The time, in Beijing."""
    return datetime.now(BEIJING)


def archive(setting: Settings) -> Store:
    """The archive, to be read; ArchiveError where there is none yet."""
    from scraper.archive import store

    return store.open(setting.archive.path, readonly=True)


@contextmanager
def hall(
    setting: Settings,
    command: str,
    *,
    write: bool = True,
    channels: tuple[Channel, ...] = (),
    empty: bool = False,
    begin: bool = True,
) -> Iterator[Hall]:
    """The rooms of one run. A run that does not `write` only reads what archive there is.

    It reads an `empty` one where that is asked for. With `begin` the archive hears of a run that
    writes; without, the run says so itself, should it ever write.
    """
    from tempfile import TemporaryDirectory

    from scraper.archive import lock, store
    from scraper.hall import Hall, dictionary
    from scraper.publish import files

    known = dictionary(setting)
    path, stop = Path(setting.archive.path), Stop()
    exists = not empty and path.exists()
    with nullcontext("") if write or exists else TemporaryDirectory() as spare:
        if write and setting.documents.dir:
            files.ready(Path(setting.documents.dir))
        place = path if write or exists else Path(spare) / "archive.db"
        with (
            _client(setting, stop) as client,  # first: a setting it refuses leaves no archive
            lock.hold(path, command, now()) if write else nullcontext(),
            store.open(place, readonly=exists and not write) as opened,
            stop.listening(),
        ):
            client.learn(opened.watch.hosts())
            run = opened.start(command, now()) if write and begin else None
            yield Hall(
                settings=setting,
                store=opened,
                client=client,
                now=now,
                run=run,
                known=known,
                channels=channels,
                breathe=stop.breathe,
            )


def _client(setting: Settings, stop: Stop) -> Client:
    from scraper.fetch.client import Client

    return Client(
        setting.fetch,
        setting.images,
        now=now,
        monotonic=time.monotonic,
        sleep=stop.sleep,
        chance=random.random,
    )


def show(house: Hall, events: Iterator[Event], report: Report) -> None:
    """Show what happens, and write down how the run ended, also where it was interrupted."""
    note = "stopped by a fault of the program"
    try:
        report.begin(house.run)
        with report:
            for event in events:
                report.show(event)
        note = ""
    except KeyboardInterrupt as error:
        note = "interrupted"
        report.broken()
        raise KeyboardInterrupt(report.left()) from error
    except (ScraperError, OSError) as error:
        note = " ".join(said(error).split())[:500]
        raise
    finally:
        if house.run is not None:
            counts: Counter[str] = Counter({str(kind): n for kind, n in report.kinds.items()})
            with suppress(ArchiveError) if note else nullcontext():  # the first fault is the one
                house.store.finish(house.run, now(), counts, note)


def opened(file: str, option: str) -> AbstractContextManager[IO[bytes]]:
    """The bytes of an option's file, - being standard input; ConfigError where there are none."""
    if not file:
        raise ConfigError(f"{option}: no file is named; name one, or - for standard input")
    if file == "-" and sys.stdin is not None:
        return nullcontext(sys.stdin.buffer)
    try:
        if file == "-":
            raise OSError(errno.EBADF, "standard input is closed")
        return Path(file).open("rb")
    except (OSError, ValueError) as error:  # the latter for a NUL
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(f"{file}: {reason}; name a file that can be read") from error


def source(name: str, setting: Settings) -> Source:
    """The source of this name; ConfigError names those there are."""
    for one in setting.source:
        if one.name == name:
            return one
    names = ", ".join(one.name for one in setting.source)
    raise ConfigError(f"--source {name}: no such source; the configuration has {names or 'none'}")
