"""``translate``: articles in other languages, and leads for those without an abstract."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli import codes, door, read
from scraper.errors import ConfigError, line
from scraper.extract import clean

if TYPE_CHECKING:
    from scraper.archive.store import Store
    from scraper.config import Settings
    from scraper.tongue.asking import Translator
    from scraper.translate import Turn, Wanted

_NUMBER = click.IntRange(min=1)


class Language(click.ParamType[str]):
    """A language by its BCP 47 code."""

    name = "lang"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code, where it names a language to translate into."""
        from scraper.config import speech

        fault = speech.language(value)
        return self.fail(fault, param, ctx) if fault else value


@click.command(short_help="Articles in other languages, and leads.")
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option("--to", type=Language(), help="Only into this language; without leads.")
@read.SINCE
@click.option("--max-articles", type=_NUMBER, metavar="N", help="At most so many articles.")
@click.option("--max-tokens", type=_NUMBER, metavar="N", help="At most so many tokens in all.")
@click.option("--retry", is_flag=True, help="Also what was tried in vain three times.")
@click.option("--dry-run", is_flag=True, help="Only say what there is to do; ask nobody.")
@door.configured
def translate(
    *,
    keys: tuple[str, ...],
    to: str | None,
    since: datetime | None,
    max_articles: int | None,
    max_tokens: int | None,
    retry: bool,
    dry_run: bool,
    config: Path | None,
) -> None:
    """Translate what has no translation of its present text, the newest articles first.

    KEY is an id or any address of an article. Each is stored at once: stopped, the next run goes
    on from there. Who translates, and into what, stands in [translate] of the configuration.
    """
    from scraper.translate import Wanted

    setting = door.settings(config)
    _configured(setting, to)
    langs = (to,) if to else setting.translate.to
    ids, unknown = _ids(setting, keys)
    wanted = Wanted(
        langs=langs,
        leads=setting.translate.summary and not to,
        ids=ids,
        since=since,
        retry=retry,
        articles=max_articles,
    )
    for key in unknown:
        click.echo(f"scraper: {line(key)}: not in the archive; check the key", err=True)
    failed = _planned(setting, wanted) if dry_run else _run(setting, wanted, max_tokens)
    sys.exit(codes.FAILED if unknown or failed else codes.OK)


def _configured(setting: Settings, to: str | None) -> None:
    """ConfigError where nobody translates, or into nothing."""
    chosen = setting.translate
    if not chosen.wanted:
        remedy = "set to, and url with model or command, in [translate] of config.toml"
        raise ConfigError(f"translate: nobody is named who translates; {remedy}")
    if not (to or chosen.to or chosen.summary):
        raise ConfigError('translate.to: names no language; set it, e.g. to = ["en"]')


def _ids(setting: Settings, keys: tuple[str, ...]) -> tuple[list[str] | None, list[str]]:
    """The ids of the articles that keys name, None for all; and the keys that name none."""
    with door.archive(setting) as store:
        found = {key: read.found(store, key) for key in keys}
    ids = [entry.article.id for entry in found.values() if entry]
    return ids if keys else None, [key for key, entry in found.items() if entry is None]


def _planned(setting: Settings, wanted: Wanted) -> int:
    """Say what there is to do and about what it will take."""
    from scraper import translate as halls
    from scraper.hall import Desk
    from scraper.tongue import whole

    total = count = 0
    with door.archive(setting) as store, closing(_translator(setting, time.sleep)) as translator:
        for lang, entry in halls.due(Desk(settings=setting, store=store), wanted):
            need = whole.need(entry.article, lang, translator)
            total, count = total + need, count + 1
            title = clean.line(entry.article.title)
            click.echo(f"{lang or 'lead':<5}  {entry.article.id:<19}  {title}  ({need:,} tokens)")
    click.echo(f"{count} to do, about {total:,} tokens")
    return 0


def _run(setting: Settings, wanted: Wanted, most: int | None) -> int:
    """Do it; how many came to nothing."""
    from scraper import translate as halls
    from scraper.cli.stop import Stop
    from scraper.hall import Desk
    from scraper.publish import files
    from scraper.tongue.budget import Budget
    from scraper.tongue.whole import Work

    stop, budget = Stop(), Budget(most=most)
    if setting.documents.dir:
        files.ready(Path(setting.documents.dir))
    with (
        closing(_translator(setting, stop.sleep)) as translator,
        _opened(setting) as store,
        stop.listening(),
    ):
        desk = Desk(settings=setting, store=store)
        work = Work(translator=translator, budget=budget, breathe=stop.breathe)
        run = halls.Run(desk=desk, work=work, now=door.now)
        try:
            with closing(run.all(wanted)) as turns:
                for turn in turns:
                    _show(turn)
        finally:
            said = ", ".join(f"{count} {kind}" for kind, count in run.kinds.items())
            click.echo(f"{said or 'nothing to do'}; {budget.spent:,} tokens")
    return run.kinds["failed"]


@contextmanager
def _opened(setting: Settings) -> Iterator[Store]:
    """The archive, to be written by one such run at a time; crawls go on beside it."""
    from scraper.archive import lock, store

    path = Path(setting.archive.path)
    with (
        lock.hold(path.with_name(f"{path.name}.translate"), "translate", door.now()),
        store.open(path, create=False) as opened,
    ):
        yield opened


def _translator(setting: Settings, sleep: Any) -> Translator:
    """Who translates."""
    from scraper.tongue.chat import LIMIT, Chat
    from scraper.tongue.program import Program

    chosen = setting.translate
    if chosen.command:
        return Program(chosen.command, timeout=chosen.timeout, monotonic=time.monotonic)
    from scraper.fetch.endpoint import Endpoint

    endpoint = Endpoint(
        f"{chosen.url.rstrip('/')}/chat/completions",
        key=os.environ.get(chosen.key_env, "").strip() if chosen.key_env else "",
        timeout=chosen.timeout,
        limit=LIMIT,
        monotonic=time.monotonic,
    )
    return Chat(
        endpoint,
        model=chosen.model,
        max_tokens=chosen.max_tokens,
        extra=chosen.prompt,
        sleep=sleep,
    )


def _show(turn: Turn) -> None:
    """A line for what came, and on standard error for what did not."""
    what, title = f"{turn.lang or 'lead':<5}  {turn.id:<19}", clean.line(turn.title)
    if not turn.reason:
        click.echo(f"{what}  {title}  ({turn.tokens:,} tokens)")
        return
    reason = clean.line(turn.reason)
    if turn.left:
        reason = f"left out, about {turn.tokens:,} tokens: {reason}"
    elif turn.tries:
        reason += f" ({turn.tries} {'try' if turn.tries == 1 else 'tries'})"
    click.echo(f"scraper: {turn.lang or 'lead'} {turn.id}: {reason}", err=True)
