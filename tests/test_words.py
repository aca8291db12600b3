"""The words kept: what the READMEs promise is what the program does, and the reverse."""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

import click
import pytest

from scraper import urls
from scraper.archive import schema, store
from scraper.cli import codes, main
from scraper.config import SOURCES, Settings, Source, parse
from scraper.dates import BEIJING
from scraper.discover import plan
from scraper.extract import document, record
from scraper.models import Article, Fetched, Hint, Kind, Link, Mention

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh-CN.md")
TEXTS = {
    path.relative_to(ROOT).as_posix(): path
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))
}
NOW = datetime.now(BEIJING)
"""The queries ask for what is recent."""

_FENCE = re.compile(r"^(?P<fence>`{3,})(\w*)\n(.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _blocks(text: str, language: str) -> Iterator[str]:
    """The fenced blocks of one language."""
    for found in _FENCE.finditer(text):
        if found[2] == language:
            yield found[3]


def _rows(text: str) -> Iterator[list[str]]:
    """The cells of every row of every table."""
    for line in text.splitlines():
        if line.startswith("| "):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def _section(text: str, command: str) -> str:
    """What stands under the headings that name a command."""
    parts = re.split(r"(?m)^(?=#+ )", _FENCE.sub("", text))
    named = [part for part in parts if f"`scraper {command}`" in part.partition("\n")[0]]
    assert named, f"no heading names `scraper {command}`"
    return "".join(named)


def _keys(cls: type, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every key of the configuration with its default; a table's keys under its name."""
    hints = get_type_hints(cls)
    for one in fields(cls):  # type: ignore[arg-type]
        if is_dataclass(hints[one.name]):
            yield from _keys(hints[one.name], f"{prefix}{one.name}.")  # type: ignore[arg-type]
        elif one.name != "source":
            default = one.default if one.default_factory is MISSING else one.default_factory()
            yield f"{prefix}{one.name}", default


def _leaves(group: click.Group, before: str = "") -> dict[str, click.Command]:
    """Every command by the words it is called with, those of a group within a group too."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= _leaves(command, f"{before}{name} ")
        else:
            found[f"{before}{name}"] = command
    return found


COMMANDS = _leaves(main)
KEYS = dict([*_keys(Settings), *_keys(Source, "source.")])


def _toml(value: object) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value)


def _span(pause: timedelta) -> str:
    minutes = int(pause.total_seconds()) // 60
    if minutes % 1440 == 0:
        return f"{minutes // 1440} d"
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"


@pytest.mark.parametrize("name", READMES)
@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_and_option_is_explained(name: str, command: str) -> None:
    section = _section(_text(name), command)
    options = [
        flag
        for param in COMMANDS[command].params
        if isinstance(param, click.Option)
        for flag in param.opts
    ]
    assert [flag for flag in options if not re.search(f"`{flag}[ `]", section)] == []
    choices = [
        choice
        for param in COMMANDS[command].params
        if isinstance(param.type, click.Choice)
        for choice in param.type.choices
    ]
    assert [choice for choice in choices if choice not in section] == []


@pytest.mark.parametrize("name", READMES)
def test_what_all_commands_share_is_explained(name: str) -> None:
    for word in ("`--version`", "`--help`", "`-h`", "SCRAPER_CONFIG", "config.toml"):
        assert word.strip("`") in _text(name), word


@pytest.mark.parametrize("name", READMES)
def test_every_key_of_the_configuration_is_explained(name: str) -> None:
    rows = {row[0]: row for row in _rows(_text(name))}
    assert len(KEYS) > 30
    assert [key for key in KEYS if f"`{key}`" not in rows] == []
    wrong = [
        key
        for key, default in KEYS.items()
        if key not in ("source.name", "source.kind")
        and rows[f"`{key}`"][2] != f"`{_toml(default)}`"
    ]
    assert wrong == []


@pytest.mark.parametrize("name", READMES)
def test_no_key_is_explained_that_is_not_there(name: str) -> None:
    named = [
        row[0].strip("`")
        for row in _rows(_text(name))
        if re.match(r"`[a-z]+(?:\.[a-z_]+)+`$", row[0])
    ]
    known = {*KEYS, "crawl.py", "config.py", "urls.py", "disk.py", "doctor.py"}
    assert [key for key in named if key not in known] == []


@pytest.mark.parametrize("name", READMES)
def test_the_examples_of_the_configuration_are_valid(name: str) -> None:
    examples = list(_blocks(_text(name), "toml"))
    assert examples
    for text in examples:
        parse(text, name)
    kinds = {source.kind for text in examples for source in parse(text, name).source}
    assert kinds == set(get_type_hints(Source)["kind"].__args__)


def test_the_template_says_the_defaults() -> None:
    text = (ROOT / "scraper/cli/init.toml").read_text(encoding="utf-8")
    assert parse(text, "init.toml").source == SOURCES
    assert [
        key for key in KEYS if not re.search(rf"^#? ?{key.split('.')[-1]} = ", text, re.M)
    ] == []


@pytest.mark.parametrize("name", READMES)
def test_every_kind_is_explained_with_what_it_counts_for(name: str) -> None:
    rows = {row[0].strip("`"): row for row in _rows(_text(name)) if len(row) == 4}
    no = {"no", "否"}
    for kind in Kind:
        for cell, strict in zip(rows[kind.value][2:], (False, True), strict=True):
            fine = codes.of_run(Counter([kind]), strict=strict) == codes.OK
            assert cell == "–" or (cell in no) == fine, (kind, strict)


@pytest.mark.parametrize("name", READMES)
def test_every_exit_code_is_explained(name: str) -> None:
    named = {row[0] for row in _rows(_text(name)) if re.fullmatch(r"`\d+`", row[0])}
    numbers = {
        value for name, value in vars(codes).items() if name.isupper() and isinstance(value, int)
    }
    assert named == {f"`{number}`" for number in numbers}


@pytest.mark.parametrize("name", READMES)
def test_the_pauses_are_those_of_the_plan(name: str) -> None:
    said = {}
    for row in _rows(_text(name)):
        if re.match(r"\d+ (?:min|h|d)\b", row[-1]):
            said |= dict.fromkeys(re.findall(r"`([a-z-]+)`", row[0]), row[-1])
    meant = {kind.value: ", ".join(map(_span, pauses)) for kind, pauses in plan.AGAIN.items()}
    assert said == meant


@pytest.mark.parametrize("name", READMES)
def test_every_field_of_what_comes_out_is_explained(name: str) -> None:
    text = _text(name)
    article = Article(id="x", url=urls.of("20261122A01KX700"), title="t", body="b")
    written = document.write(document.of(article))
    front = re.findall(r"^(\w+):", written.partition("\n---\n")[0], re.MULTILINE)
    assert len(front) == 17
    cells = [re.findall(r"`(\w+)`", row[0]) for row in _rows(text)]
    assert [key for row in cells if set(row) <= set(front) for key in row] == front
    names = [*record.of(article), *schema.TABLES]
    assert [one for one in names if f"`{one}`" not in text] == []


@pytest.mark.parametrize("name", TEXTS)
def test_local_links_lead_somewhere(name: str) -> None:
    text, folder = _text(name), TEXTS[name].parent
    for target in _LINK.findall(_FENCE.sub("", text)):
        path, _, anchor = target.partition("#")
        if "://" in path:
            continue
        assert (folder / path).exists(), target
        if anchor:
            headings = _HEADING.findall(
                _FENCE.sub("", (folder / path if path else TEXTS[name]).read_text("utf-8"))
            )
            assert anchor in {_anchor(one) for one in headings}, target


def _anchor(heading: str) -> str:
    """How the place of a heading is called in a link."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def _typed(text: str) -> Iterator[list[str]]:
    """The words of every `scraper …` that a reader is told to type."""
    lines = [
        line
        for language in ("sh", "console")
        for one in _blocks(text, language)
        for line in one.splitlines()
    ]
    lines += re.findall(r"`((?:scraper) [^`\n]+)`", _FENCE.sub("", text))
    for line in lines:
        for part in re.split(r"&&|\|", line.removeprefix("$ ")):
            words = shlex.split(part, comments=True)
            if words[:1] == ["scraper"] and "…" not in part:
                end = words.index(">") if ">" in words else None
                yield words[1:end]


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "CHANGELOG.md"])
def test_what_a_reader_is_told_to_type_is_understood(name: str) -> None:
    typed = list(_typed(_text(name)))
    assert len(typed) > 10 or name not in READMES
    for command, *words in typed:
        if command.startswith("-"):
            assert command in ("--version", "--help", "-h")
            continue
        whole = f"{command} {words[0]}" if words else command
        found = COMMANDS[whole] if whole in COMMANDS else COMMANDS[command]
        given = words[1:] if whole in COMMANDS else words
        context = click.Context(found, info_name=command)
        values, rest, _ = found.make_parser(context).parse_args(list(given))
        assert not rest, words
        for param in found.params:
            value = values.get(param.name)
            if (
                value is not None
                and not isinstance(param.type, click.File)
                and isinstance(value, str)
            ):
                param.type_cast_value(context, value)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[store.Store]:
    """A small archive: an article that changed and its copy, a page that failed."""
    address, other = urls.read("20250212A08YTH00"), urls.read("20261121A0HOLL00")
    body = "".join(map(chr, range(0x4E00, 0x4E80)))
    named = [Mention(entity=one, kind="company", count=1) for one in ("DeepSeek", "智谱")]
    fetched = Fetched(asked=address.url, url=address.url, status=200, headers=(), body=b"x", at=NOW)
    with store.open(tmp_path_factory.mktemp("words") / "archive.db") as opened:
        run = opened.start("crawl", NOW)
        links = [
            Link(address=one, source="ai", hint=Hint(title="DeepSeek")) for one in (address, other)
        ]
        opened.discovered(links, NOW)
        kept = opened.keep(fetched, run)
        texts = ((address.id, "三行"), (address.id, "五行"), ("20250212A08YTI00", "三行"))
        for key, title in texts:
            article = Article(
                id=key,
                url=urls.of(key),
                title=title,
                body=body,
                author="甲",
                published=NOW,
            )
            kind = opened.put(
                article,
                snapshot=kept,
                at=NOW,
                source="ai",
                reason="whole source",
                mentions=named,
            )
        opened.visited(address.url, kind, at=NOW, run=run, due_at=None)
        opened.visited(
            other.url,
            Kind.HOLLOW,
            at=NOW,
            reason="no body",
            run=run,
            due_at=NOW + timedelta(hours=1),
        )
        opened.finish(run, NOW, {"new": 1, "hollow": 1})
        yield opened


@pytest.mark.parametrize("name", TEXTS)
def test_every_query_runs(name: str, archive: store.Store) -> None:
    queries = list(_blocks(_text(name), "sql"))
    assert len(queries) >= 4 or name not in READMES
    for query in queries:
        rows = archive._db.execute(query).fetchall()
        assert rows or name not in READMES, query
