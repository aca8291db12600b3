"""``demo``: the whole walk on the imitation of the site, without the net."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli import changes, door, read, setup, state
from scraper.cli.report import Report

if TYPE_CHECKING:
    from scraper.archive.store import Store
    from scraper.config import Settings
    from scraper.hall import Event, Hall


@click.command(short_help="The whole job on an imitation of the site, offline.")
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help="Where its config.toml, archive.db and documents go.",
)
def demo(folder: Path) -> None:
    """The whole job on an imitation of the site, offline; run again, it goes on."""
    from scraper.demo import edits
    from scraper.demo.site import Edits, app, serve

    if not (folder / "config.toml").exists():
        setup.write(folder / "config.toml", _template())
    setting = door.settings(folder / "config.toml")
    altered: Edits = {}
    with serve(app(edits=altered)) as site:
        click.echo(
            f"An imitation of the site is at {site.url}; every host of qq.com is asked there."
        )
        _walk(_offline(setting, site.url))
        altered.update(edits.later())
        _again(_offline(setting, site.url))
    for words in _ASKED:
        _asked(folder, *words)
    with door.archive(setting) as store:
        _table(store)
        click.echo("\n$ scraper status\n" + "\n".join(state.lines(store, door.now())))
    _next(folder, setting)


def _template() -> str:
    """The commented configuration, but images are kept: here they cost nobody anything."""
    return setup.template().replace('mirror = "none"   ', 'mirror = "archive"')


def _offline(setting: Settings, url: str) -> Settings:
    """The same settings for the imitation: it needs no patience."""
    fetch = replace(setting.fetch, gateway=url, interval=0.0, jitter=0.0, proxy="")
    return replace(setting, fetch=fetch)


_IMPORTED = (  # older forms of address, as a person would paste them
    "https://new.qq.com/omn/20210426/20210426A0R5GM00.html",
    "https://new.qq.com/omn/TWF20200/TWF2020041300303000.html",
    "https://new.qq.com/cmsn/20190213/20190213009301.html",
    "http://finance.qq.com/a/20190923/001843.htm",
    "http://tech.qq.com/a/20161014/008123.htm",
    "http://tech.qq.com/a/20080609/004120.htm",
    "https://xw.qq.com/cmsid/20240513A00K9V/20240513A00K9V00",
)


def _walk(setting: Settings) -> None:
    """What a day's crawl does, and then an import of older articles."""
    from scraper import crawl as halls

    _run(setting, "crawl", "", lambda house: halls.crawl(house, setting.source))
    words = f" {_IMPORTED[0]} … ({len(_IMPORTED)} addresses of six forms)"
    _run(setting, "import", words, lambda house: halls.bring(house, _IMPORTED))


def _again(setting: Settings) -> None:
    """What the next crawl does, once the site has altered an article."""
    from scraper import crawl as halls

    words = "  # again: the site has altered a headline since"
    _run(setting, "crawl", words, lambda house: halls.crawl(house, setting.source))
    with door.archive(setting) as store:
        for one in store.history.changes(limit=3):
            click.echo(f"\n$ scraper changes\n{changes.row(one)}\n\n$ scraper diff {one.id}")
            _diff(store, one.id)


def _run(
    setting: Settings, command: str, words: str, walk: Callable[[Hall], Iterator[Event]]
) -> None:
    """A run of a command, and what it says of it."""
    click.echo(f"\n$ scraper {command}{words}")
    report = Report()
    with door.hall(setting, command) as house:
        door.show(house, walk(house), report)
    click.echo(report.summary())


_ASKED = (
    ("search", "算力", "芯片", "--limit", "2"),
    ("stories",),
    ("topics", "--since", "2026-11-20", "--by", "day", "--limit", "6"),
)
"""What a reader asks the archive."""


def _asked(folder: Path, *words: str) -> None:
    """A command of a reader, and what it says."""
    from scraper.cli import main

    click.echo(f"\n$ scraper {' '.join(words)}")
    typed = [*words, "--config", str(folder / "config.toml")]
    if code := main.main(typed, prog_name="scraper", standalone_mode=False):
        sys.exit(code)  # what failed was said; the rest of the walk would hide it


def _diff(store: Store, key: str) -> None:
    from scraper.publish import marked, texts

    entry = read.found(store, key)
    if entry is None:
        return
    colour = changes.coloured()
    before, after = texts.of(store, entry)[-2:]
    for line in marked.lines(before, after, changes.pen(colour=colour)):
        click.echo(line, color=colour)


def _table(store: Store) -> None:
    """The archive's articles in a table."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title="\narchive.db", title_justify="left", expand=True)
    for name, width in (("published", 10), ("title", None), ("author", 14), ("read by", 13)):
        ratio = 1 if width is None else None  # what the others leave is the title's
        table.add_column(name, no_wrap=True, overflow="ellipsis", width=width, ratio=ratio)
    for entry in store.entries():
        article = entry.article
        moment = article.published.strftime("%Y-%m-%d") if article.published else ""
        table.add_row(moment, article.title, article.author or "", article.extractor)
    Console(markup=False, emoji=False, highlight=False).print(table)


def _next(folder: Path, setting: Settings) -> None:
    """A document to look at, and the next commands to type."""
    paths = sorted(Path(setting.documents.dir).glob("*.md"))
    paths.sort(key=lambda path: path.name[0].isdigit())  # the newest are named by their day
    if paths:
        click.echo(f"\n{len(paths)} documents, among them {paths[-1]}")
    key = paths[-1].name.partition(".")[0] if paths else "ID"
    scraper = "scraper" if shutil.which("scraper") else shlex.join(setup.program())
    click.echo(
        "\nNext:\n"
        f"  cd {folder}\n"
        f"  {scraper} list\n"
        f"  {scraper} show {key}\n"
        f"  {scraper} show {key} --format html > article.html\n"
        f"  {scraper} search 大模型\n"
        f"  {scraper} export ../elsewhere\n"
        f"  {scraper} quarantine\n"
        f"  {scraper} digest --since 2026-11-20\n"
        f"  {scraper} init --hugo site && {scraper} publish hugo site\n"
        "and for the real site, in a folder of its own:\n"
        f"  {scraper} init ../news && cd ../news && {scraper} crawl\n"
        "\nTo read all of it in a browser, from here:\n"
        f"  {scraper} serve --config {shlex.quote(str(folder / 'config.toml'))}"
    )
