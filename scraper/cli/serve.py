"""``serve`` and ``mcp``: the archive in a browser, and for an assistant; until they are ended."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli import door
from scraper.errors import ConfigError, line

if TYPE_CHECKING:
    from scraper.config import Serve, Settings
    from scraper.fetch.client import Client


PATIENCE = {"connect_timeout": 5.0, "read_timeout": 10.0, "total_timeout": 20.0}
"""Seconds at most that an image is waited for: somebody looks at the page, and others wait."""


@click.command(short_help="The archive in a browser; it is only read.")
@click.option("--host", metavar="ADDRESS", help="Where to listen, instead of serve.host.")
@click.option("--port", type=click.IntRange(0, 65535), help="Instead of serve.port; 0: a free one.")
@door.configured
def serve(*, host: str | None, port: int | None, config: Path | None) -> None:
    """Show the archive in a browser: today's stories, search, changes, trends, health.

    It is only read, by this machine alone unless serve.host says otherwise.
    """
    installed()
    from scraper.serve import app, run

    setting = door.settings(config)
    chosen = _chosen(setting.serve, host, port)
    run.allowed(chosen)
    setting = replace(setting, serve=chosen)
    with _client(setting) as client:
        made = app.app(setting, now=door.now, tell=_tell, client=client if chosen.images else None)
        run.serve(made, chosen, lambda url: click.echo(f"{url}  (Ctrl-C ends it)"))


@click.command(short_help="The archive for an assistant, by the Model Context Protocol.")
@door.configured
def mcp(*, config: Path | None) -> None:
    """Answer an assistant that started this, on standard input and output, until these end.

    It may search, read, compare and count; nothing is written, and no tool reaches the web.
    """
    installed()
    from scraper.serve.stores import Stores

    stores = Stores(door.settings(config).archive.path)  # first: the other takes a second
    if sys.stdin is None or sys.stdout is None:
        raise ConfigError("standard input and output: closed; an assistant starts this command")
    from scraper.serve import assistant

    # Nothing is written here, so Ctrl-C may end it at once, even while it waits for a line.
    former = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        assistant.serve(stores, now=door.now, tell=_tell)
    finally:
        signal.signal(signal.SIGINT, former)


def installed() -> None:
    """ConfigError where what `serve` and `mcp` need was not installed."""
    for name in ("jinja2", "mcp", "starlette"):
        if find_spec(name) is None:  # looked for, not loaded: one of them takes a second
            raise ConfigError(f"{name} is not installed; pip install 'scraper[serve]' brings it")


def _chosen(known: Serve, host: str | None, port: int | None) -> Serve:
    """How to serve: as is typed, else as is configured, with the password of the environment."""
    return replace(
        known,
        host=known.host if host is None else host,
        port=known.port if port is None else port,
        password=known.password or os.environ.get(known.password_env, ""),
    )


def _client(setting: Settings) -> Client:
    """Who asks for images as they are looked at: at once, as a browser does, and never again."""
    from scraper.fetch.client import Client

    patience = {name: min(getattr(setting.fetch, name), most) for name, most in PATIENCE.items()}
    fetch = replace(setting.fetch, interval=0.0, jitter=0.0, attempts=1, **patience)
    return Client(
        fetch,
        setting.images,
        now=door.now,
        monotonic=time.monotonic,
        sleep=time.sleep,
        chance=random.random,
    )


def _tell(fault: str) -> None:
    click.echo(f"scraper: {line(fault)}", err=True)
