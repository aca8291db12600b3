"""A file of settings: defaults, every fault at once, and the template that shows every key."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import config
from scraper.cli import setup
from scraper.config import Documents, Fetch, Settings, Source
from scraper.errors import ConfigError


def faults(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        config.parse(text, "c.toml")
    return str(caught.value).splitlines()


def test_nothing_said_means_the_defaults() -> None:
    assert config.parse("", "c.toml") == Settings()
    assert [source.name for source in Settings().source] == ["ai", "tech", "hot"]


def test_what_is_said_is_set() -> None:
    text = (
        '[fetch]\ninterval = 2\nhosts = ["www.example.org"]\n[[source]]\nname = "x"\nkind = "hot"'
    )
    found = config.parse(text, "c.toml")
    assert found.fetch == Fetch(interval=2.0, hosts=("www.example.org",))
    assert found.source == (Source(name="x", kind="hot"),)
    assert found.documents == Documents()


def test_when_stored_articles_are_looked_at_again() -> None:
    ages = config.parse('[revisit]\nafter = ["30m", "2h", "40d"]', "c.toml").revisit.ages
    assert ages == (timedelta(minutes=30), timedelta(hours=2), timedelta(days=40))
    assert config.parse("[revisit]\nafter = []", "c.toml").revisit.ages == ()
    both = "[revisit]\nafter = ['x', 'y']\nlimit = 9"
    assert len(faults(both)) == 2


def test_no_source_at_all() -> None:
    assert config.parse("source = []", "c.toml").source == ()


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("speed = 1", "speed: unknown key"),
        ("[fetch]\ninterval = '1'", "fetch.interval: "),
        ("[fetch]\ninterval = -1", "fetch.interval: "),
        ("[fetch]\ninterval = inf", "fetch.interval: "),
        ("[fetch]\nattempts = 0", "fetch.attempts: "),
        ("[fetch]\nattempts = 1.5", "fetch.attempts: "),
        ("[fetch]\nattempts = true", "fetch.attempts: "),
        ("[fetch]\nrobots = 1", "fetch.robots: "),
        ("[fetch]\nmax_bytes = 10", "fetch.max_bytes: "),
        ("[fetch]\nhosts = 'x'", "fetch.hosts: "),
        ("[fetch]\nhosts = [1]", "fetch.hosts.0: "),
        ("[fetch]\nproxy = 2026-01-01", ""),
        ("[documents]\nemphasis = 'bold'", "documents.emphasis: "),
        ("[topics]\nstrong = [['x']]", "topics.strong.0: "),
        ("[revisit]\nafter = '1h'", "revisit.after: "),
        ("[revisit]\nafter = [1]", "revisit.after.0: "),
        ("[revisit]\nafter = ['1h', 'soon']", "revisit.after.1: 'soon' is no age up to 40d; write"),
        ("[revisit]\nafter = ['0h']", "revisit.after.0: '0h' is no age"),
        ("[revisit]\nafter = ['41d']", "revisit.after.0: '41d' is no age"),
        ("[revisit]\nafter = ['999999d']", "revisit.after.0: '999999d' is no age"),
        ("[revisit]\nafter = ['-1h']", "revisit.after.0: '-1h' is no age"),
        ("[revisit]\nafter = ['1d', '24h']", "revisit.after.1: '24h' is not later than the one"),
        ("[revisit]\nlimit = 0", "revisit.limit: "),
        ("[revisit]\nlimit = 10001", "revisit.limit: "),
        ("[revisit]\nevery = '1h'", "revisit.every: unknown key"),
        ("[notify]\nurls = 'ntfy://x'", "notify.urls: "),
        ("[notify]\nlevel = 'ok'", "notify.level: "),
        ("[notify]\nlang = 'fr'", "notify.lang: "),
        ("[notify]\nremind = -1", "notify.remind: "),
        ("[notify]\ntimeout = 0", "notify.timeout: "),
        ("[notify]\ndigest = 1", "notify.digest: "),
        ("[metrics]\nfile = 'x'", "metrics.file: unknown key"),
        ("[metrics]\npath = 'scraper.txt'", "metrics.path: node-exporter only reads names"),
        ("[serve]\nport = 65536", "serve.port: "),
        ("[serve]\nport = -1", "serve.port: "),
        ("[serve]\nport = '80'", "serve.port: "),
        ("[serve]\nhost = ''", "serve.host: '' is no address to listen at"),
        ("[serve]\nhost = 'http://127.0.0.1'", "serve.host: 'http://127.0.0.1' is no address"),
        ("[serve]\nhost = '127.0.0.1:80'", "serve.host: '127.0.0.1:80' is no address"),
        ("[serve]\nnames = ['News.example']", "serve.names.0: 'News.example' is no name"),
        ("[serve]\nnames = ['x.example', 'x.example:80']", "serve.names.1: 'x.example:80' is no"),
        ("[serve]\nnames = ['*']", "serve.names.0: '*' is no name of a machine"),
        ("[serve]\nnames = 'x.example'", "serve.names: "),
        ("[serve]\npassword = 1", "serve.password: "),
        ("[serve]\nproxy = 'yes'", "serve.proxy: "),
        ("[serve]\nsql = 1", "serve.sql: "),
        ("[serve]\npasswd = 'x'", "serve.passwd: unknown key"),
        ("[[source]]\nkind = 'hot'", "source.0.name: "),
        ("[[source]]\nname = 'x'", "source.0.kind: "),
        ("[source]\nname = 'x'\nkind = 'hot'", "source: "),
        ("[[source]]\nname = 'x'\nkind = 'hot'\npages = 101", "source.0.pages: "),
        ("[[source]]\nname = 'x'\nkind = 'channel'", "source.0.channel: needed for kind"),
        ("[[source]]\nname = 'x'\nkind = 'author'", "source.0.author: needed for kind"),
        ("[[source]]\nname = 'x'\nkind = 'search'", "source.0.query: needed for kind"),
        ("[[source]]\nname = 'x'\nkind = 'urls'", "source.0.file: needed for kind"),
    ],
)
def test_a_fault_is_named_by_its_path(text: str, path: str) -> None:
    if not path:
        assert config.parse(text, "c.toml").fetch.proxy == "2026-01-01"
        return
    (line,) = faults(text)
    assert line.startswith(f"c.toml: {path}")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "::1", "localhost", "news.example"])
def test_where_an_archive_is_shown(host: str) -> None:
    text = f'[serve]\nhost = "{host}"\nport = 0\nnames = ["news.example"]\npassword = "geheim"'
    found = config.parse(text, "c.toml").serve
    assert (found.host, found.port, found.names) == (host, 0, ("news.example",))
    assert "geheim" not in repr(found)


def test_all_faults_at_once() -> None:
    text = "a = 1\nb = 2\n[fetch]\nc = 3\ninterval = ''\n[[source]]\nname = 1\nkind = 2"
    assert [line.split(": ")[1] for line in faults(text)] == [
        "fetch.interval",
        "fetch.c",
        "source.0.name",
        "source.0.kind",
        "a",
        "b",
    ]


def test_names_are_used_once() -> None:
    one = '[[source]]\nname = "x"\nkind = "hot"\n'
    assert faults(one * 3) == [
        "c.toml: source.1.name: 'x' is used twice; rename one",
        "c.toml: source.2.name: 'x' is used twice; rename one",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[notify]\nurls = 'tgram://S3CRET'",
        "[notify]\nurls = [['tgram://S3CRET']]",
        "[notify]\nurls = {a = 'tgram://S3CRET'}",
        "[notify]\nurls = [tgram://S3CRET]",
        "[notify]\nheartbeat = ['https://hc.example.org/S3CRET']",
        "[notify]\nheartbeat = https://hc.example.org/S3CRET",
        "[notify]\nheartbeat = 'https://hc.example.org/S3CRET\n",
    ],
)
def test_an_address_that_holds_a_secret_is_not_repeated(text: str) -> None:
    """Nor does it stand where settings are shown."""
    (line,) = faults(text)
    assert "S3CRET" not in line
    urls = '[notify]\nurls = ["tgram://S3CRET"]\nheartbeat = "https://hc.example.org/S3CRET"'
    assert "S3CRET" not in repr(config.parse(urls, "c.toml"))


@pytest.mark.parametrize("key", ["archive.path", "documents.dir", "metrics.path"])
def test_a_path_that_is_none(key: str) -> None:
    assert faults(f'{key} = "a\\u0000"') == [f"c.toml: {key}: not a path; remove the NUL"]


@given(st.text() | st.text(alphabet="[]{}=.,'\"#\n 0axnief-_\\u"))
def test_no_text_does_any_harm(text: str) -> None:
    try:
        config.parse(text, "c.toml")
    except ConfigError as error:
        said = str(error)
    else:
        said = "c.toml: "
    assert all(line.startswith("c.toml: ") for line in said.splitlines())


@pytest.mark.parametrize(
    "text", ["x = " + "[" * 50_000, "a." * 2_000 + "b = 1", "x = 1" + "0" * 5000]
)
def test_depth_and_length_do_no_harm(text: str) -> None:
    assert faults(text)[0].startswith("c.toml: ")


def test_relative_paths_start_at_the_file(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(
        '[archive]\npath = "a/b.db"\n[documents]\ndir = "/srv/docs"\n'
        '[metrics]\npath = "m/scraper.prom"\n'
        '[[source]]\nname = "x"\nkind = "urls"\nfile = "links.txt"',
        encoding="utf-8",
    )
    found = config.load(tmp_path / "c.toml")
    assert found.archive.path == str(tmp_path / "a" / "b.db")
    assert found.documents.dir == "/srv/docs"
    assert found.metrics.path == str(tmp_path / "m" / "scraper.prom")
    assert found.source[0].file == str(tmp_path / "links.txt")


def test_no_documents_stay_none(tmp_path: Path) -> None:
    found = config.rooted(Settings(documents=Documents(dir="")), tmp_path)
    assert (found.documents.dir, found.metrics.path) == ("", "")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"# \xe9")
    for name, reason in (("none", "No such file"), ("latin", "not UTF-8"), (".", "Is a directory")):
        with pytest.raises(ConfigError, match=reason) as caught:
            config.load(tmp_path / name)
        assert "scraper init" in str(caught.value)
        assert "\n" not in str(caught.value)


def test_hosts_of_images_are_hosts_and_not_those_of_articles() -> None:
    text = '[images]\nmirror = "all"\nquality = 0\n'
    with pytest.raises(ConfigError) as fault:
        config.parse(text, "c")
    assert str(fault.value).count("\n") == 1
    hosts = '["*.gtimg.com", "a b", "https://x.example.org", "*.qq.com", "new.qq.com", "*", "x"]'
    with pytest.raises(ConfigError) as fault:
        config.parse(f"[images]\nhosts = {hosts}", "c")
    lines = str(fault.value).splitlines()
    assert [re.findall(r"images\.hosts\.(\d)", one)[0] for one in lines] == [
        "1",
        "2",
        "5",
        "6",
        "3",
        "4",
    ]
    assert "articles" in lines[-1]


class TestTemplate:
    """What `init` writes."""

    def test_it_says_the_defaults(self) -> None:
        """But for emphasis, and it says so."""
        found = config.parse(setup.template(), "init.toml")
        assert found.documents.emphasis == "commonmark"
        assert replace(found, documents=Documents()) == Settings()

    def _missing(self, kind: Any, table: dict[str, Any]) -> list[str]:
        """The keys of a table's class that it lacks, those of tables within it too."""
        assert is_dataclass(kind)
        lost = [one.name for one in fields(kind) if one.name not in table]
        within = [one for one in fields(kind) if is_dataclass(one.default_factory)]
        return lost + [
            name for one in within for name in self._missing(one.default_factory, table[one.name])
        ]

    def test_it_names_every_key(self) -> None:
        text = setup.template()
        found = tomllib.loads(text)
        for part in fields(Settings):
            if part.name != "source":
                assert self._missing(part.default_factory, found[part.name]) == []
        for one in fields(Source):
            assert re.search(rf"(?m)^(?:# )?{one.name} = ", text), one.name

    def test_its_examples_are_configurations_too(self) -> None:
        """Every commented source, taken at its word."""
        examples = setup.template().partition("# Other kinds")[2].partition("\n#\n")[2]
        text = re.sub(r"(?m)^# ?", "", examples)
        assert {one["kind"] for one in tomllib.loads(text)["source"]} == {
            "author",
            "search",
            "sitemap",
            "urls",
        }
        assert len(config.parse(text, "examples").source) == 4


WHO = "url = 'http://127.0.0.1:1/v1'\nmodel = 'm'\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"to = ['en', 'zh-Hant', 'pt-BR', 'es-419', 'yue']\n{WHO}",
        f"summary = true\n{WHO}",
        "to = ['en']\ncommand = ['./translate', '--fast']",
        WHO,
    ],
)
def test_who_translates_may_be_an_endpoint_or_a_command(text: str) -> None:
    assert config.parse(f"[translate]\n{text}", "c.toml").translate.wanted == bool(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("to = ['en']", "translate.url: set it or command"),
        ("summary = true", "translate.url: set it or command"),
        (f"to = ['english']\n{WHO}", "translate.to.0: 'english' is no BCP 47 code"),
        (f"to = ['en', 'EN']\n{WHO}", "translate.to.1: 'EN' is no BCP 47 code"),
        (f"to = ['zh-CN']\n{WHO}", "translate.to.0: 'zh-CN' is what articles are written in"),
        (f"to = ['en', 'en']\n{WHO}", "translate.to: named twice"),
        (f"command = ['x']\n{WHO}", "translate.command: there is url too"),
        ("url = 'http://127.0.0.1:1/v1'", "translate.model: needed with url"),
        ("url = 'ftp://x/v1'\nmodel = 'm'", "translate.url: not a web address"),
        ("url = 'http://[x'\nmodel = 'm'", "translate.url: not a web address"),
        ("url = 'http://x/v1?key=1'\nmodel = 'm'", "translate.url: not a web address"),
        ("url = 'http://a:b@x/v1'\nmodel = 'm'", "translate.url: holds a password"),
        ("command = ['']", "translate.command: its first word is empty"),
        ("command = ['x', \"\\u0000\"]", "translate.command: holds a NUL"),
        ("key_env = 'A KEY'", "translate.key_env: not the name"),
        ("max_tokens = 1", "translate.max_tokens: "),
        ("timeout = 0.0", "translate.timeout: "),
    ],
)
def test_what_is_wrong_with_who_translates_is_said(text: str, fault: str) -> None:
    (said,) = faults(f"[translate]\n{text}")
    assert said.startswith(f"c.toml: {fault}")


def test_all_that_is_wrong_with_it_is_said_at_once() -> None:
    wrong = "to = ['x', 'zh-CN']\ncommand = ['']\nurl = 'x'\nkey_env = '1'"
    assert len(faults(f"[translate]\n{wrong}")) == 7


def test_the_address_of_an_endpoint_is_in_no_repr() -> None:
    assert "http://127.0.0.1" not in repr(config.parse(f"[translate]\n{WHO}", "c.toml"))
