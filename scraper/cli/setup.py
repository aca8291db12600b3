"""``init``: a configuration and what runs it every hour, printed or written."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from importlib.resources import files
from pathlib import Path

import click

from scraper.errors import ConfigError, line

_CRON = "7 * * * * cd {folder} && {command} crawl >> crawl.log 2>&1\n"
_SERVICE = """[Unit]
Description=Archive Chinese AI-industry news
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
WorkingDirectory={folder}
ExecStart={command} crawl
SuccessExitStatus=5 7
Nice=10
"""
_TIMER = """[Unit]
Description=Archive Chinese AI-industry news every hour

[Timer]
OnCalendar=hourly
RandomizedDelaySec=10min
Persistent=true

[Install]
WantedBy=timers.target
"""


def template() -> str:
    """The commented configuration."""
    return files("scraper.cli").joinpath("init.toml").read_text(encoding="utf-8")


@click.command(short_help="A configuration, a crontab line, a systemd timer.")
@click.argument(
    "folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path, file_okay=False)
)
@click.option(
    "--hugo",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="SITE",
    help="Instead a minimal site of Hugo's, in SITE, for `publish hugo SITE`.",
)
def init(folder: Path | None, hugo: Path | None) -> None:
    """A commented config.toml, a crontab line and a systemd timer: printed, or written to DIR.

    With --hugo a site instead, which builds as it is.
    """
    if hugo is not None:
        _site(folder, hugo)
        return
    _plain(folder or Path())
    texts = _texts(folder or Path())
    if folder is None:
        for name, text in texts.items():
            click.echo(f"# ---- {name}\n{text}")
        return
    for name in texts:
        _vacant(folder / name)
    written = [write(folder / name, text) for name, text in texts.items()]
    click.echo("\n".join(f"wrote {path}" for path in written))
    click.echo(f"next: look through {written[0]}, then: cd {folder} && scraper crawl --dry-run")


def _site(folder: Path | None, site: Path) -> None:
    """A minimal site in a folder of its own."""
    from scraper.publish.hugo import starter

    if folder is not None:
        raise click.UsageError("DIR and --hugo: make one after the other")
    made = starter.make(site)
    place = shlex.quote(str(site))
    click.echo(line(f"wrote {len(made)} files, among them {site / 'hugo.toml'}"))
    click.echo(line(f"next: scraper publish hugo {place} && hugo server --source {place}"))


def _plain(folder: Path) -> None:
    """ConfigError for a name that would be two lines of a crontab, or none of UTF-8."""
    if re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", str(folder.resolve())):
        raise ConfigError(f"{str(folder)!r}: a crontab holds no such name; choose another folder")


def _vacant(path: Path) -> None:
    """ConfigError where something is there already: all four files are written, or none."""
    if os.path.lexists(path):
        raise ConfigError(f"{path}: is there already; move it away or choose another")


def write(path: Path, text: str) -> Path:
    """Write a file that is not there yet; ConfigError where it is, or cannot be written."""
    try:
        _vacant(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror or error})") from error
    return path


def _texts(folder: Path) -> dict[str, str]:
    command = shlex.join(program())
    where, place = str(folder.resolve()), shlex.quote(str(folder.resolve()))
    cron = {"folder": place.replace("%", r"\%"), "command": command.replace("%", r"\%")}
    unit = {"folder": where.replace("%", "%%"), "command": command.replace("%", "%%")}
    return {
        "config.toml": template(),
        "crontab.txt": _CRON.format(**cron),
        "scraper.service": _SERVICE.format(**unit),
        "scraper.timer": _TIMER,
    }


def program() -> list[str]:
    """The words that start this program from any folder."""
    beside = Path(sys.executable).with_name("scraper")
    found = shutil.which("scraper") or (str(beside) if beside.exists() else "")
    return [found] if found else [sys.executable, "-m", "scraper"]
