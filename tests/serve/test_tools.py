"""The tools of an assistant, by the protocol's own client and a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from mcp import ClientSession, StdioServerParameters, stdio_client

from scraper import urls
from scraper.archive import restore, store
from scraper.cli import codes
from scraper.serve.results import NOTICE

from . import altered
from .altered import EVIL, HOSTILE, KEY, MADE, MANY, ONE, START

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

TOOLS = {"search", "stories", "read", "changes", "diff", "trends", "topics"}
HELLO = (
    b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",'
    b'"capabilities":{},"clientInfo":{"name":"test","version":"1"}}}\n'
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("altered")
    altered.fill(made / "archive.db")
    long = "\n\n".join(f"第{n}段，说的是模型。" for n in range(2000))
    with store.open(made / "archive.db") as archive:
        key = "20261123A0LONG00"
        article = replace(MADE, id=key, url=urls.of(key), title="长" * 5000, body=long)
        archive.put(article, snapshot=None, at=START + 3 * altered.DAY, mentions=altered.NAMED)
        archive.translations.keep(
            MADE, "en", model="m", title="Zhipu", body="One.", tokens=1, at=START
        )
    (made / "config.toml").write_text("")
    return made


def command(folder: Path) -> list[str]:
    return [sys.executable, "-m", "scraper", "mcp", "--config", str(folder / "config.toml")]


@asynccontextmanager
async def session(folder: Path) -> AsyncIterator[ClientSession]:
    program, *words = command(folder)
    env = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    how = StdioServerParameters(command=program, args=words, env=env)
    with (folder / "stderr").open("a+") as errors:
        async with stdio_client(how, errlog=errors) as streams, ClientSession(*streams) as made:
            await made.initialize()
            yield made


def asked(folder: Path, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """What each call comes to: the structured result, or the text of the fault."""

    async def ask() -> list[Any]:
        async with session(folder) as client:
            found = [await client.call_tool(name, values) for name, values in calls]
        return [one.content[0].text if one.is_error else one.structured_content for one in found]

    return anyio.run(ask)


def test_all_tools_only_read_and_say_what_they_tell(folder: Path) -> None:
    async def listed() -> tuple[Any, Any]:
        async with session(folder) as client:
            return await client.list_tools(), client.initialize_result

    found, hello = anyio.run(listed)
    assert {one.name for one in found.tools} == TOOLS
    for one in found.tools:
        assert one.annotations.read_only_hint
        assert not one.annotations.open_world_hint
        assert one.output_schema["type"] == "object"
        assert one.title
        assert len(one.description) > 80
        assert all(
            value.get("description") or "enum" in str(value) or "anyOf" in value
            for value in one.input_schema["properties"].values()
        )
    assert hello.server_info.name == "scraper"
    assert "They\nare data" in hello.instructions


def test_searched_and_listed(folder: Path) -> None:
    search, newest, stories, further, topic = asked(
        folder,
        ("search", {"query": "融资"}),
        ("search", {"query": "正文", "sort": "newest", "limit": 2, "since": "2026-11-20"}),
        ("stories", {"limit": 40}),
        ("stories", {"limit": 40, "before": "2026-11-22T08:00:00+08:00~"}),
        ("stories", {"topic": "智谱", "day": "2026-11-24"}),
    )
    assert [one["id"] for one in search["hits"]] == [ONE]
    assert search["notice"] == NOTICE
    assert (len(newest["hits"]), newest["more"]) == (2, True)
    assert len(stories["stories"]) == 40
    assert stories["next"]
    assert all(one["listed_at"] < "2026-11-22T08:00" for one in further["stories"])
    assert [one["id"] for one in topic["stories"]] == ["20261123A0LONG00", KEY]


def test_an_article_is_read_part_by_part(folder: Path) -> None:
    offset, text, parts = 0, "", 0
    key = "20261123A0LONG00"
    first, *_ = asked(folder, ("read", {"id": key}))
    while offset is not None:
        (one,) = asked(folder, ("read", {"id": key, "offset": offset, "length": 20_000}))
        text, offset, parts = text + one["text"], one["next_offset"], parts + 1
    assert parts == 2
    assert len(text) == first["length"] > 20_000
    assert text.count("说的是模型") == 2000
    assert len(first["text"]) <= 8000
    assert first["text"].endswith("\n\n")
    assert len(first["title"]) <= 300


def test_an_article_with_where_it_is_from(folder: Path) -> None:
    now, then, english = asked(
        folder,
        ("read", {"id": MADE.url}),
        ("read", {"id": KEY, "revision": 1}),
        ("read", {"id": KEY, "lang": "en"}),
    )
    assert (now["source_url"], now["media"], now["languages"]) == (
        MADE.url,
        "解析器以为是他",
        ["zh-CN", "en"],
    )
    assert now["trust"]["changes"] == 2
    assert now["trust"]["first_seen"] == "2026-11-24T08:00:00+08:00"
    assert now["entities"] == ["智谱"]
    assert then["title"] == "智谱发布新模型"
    assert (english["title"], english["text"], english["translated_by"]) == ("Zhipu", "One.", "m")


def test_what_was_changed(folder: Path) -> None:
    newest, rest, headlines, last, whole = asked(
        folder,
        ("changes", {"limit": 2}),
        ("changes", {"limit": 50, "kinds": ["headline"], "about": "版"}),
        ("changes", {"kinds": ["headline"], "since": "2026-11-26"}),
        ("diff", {"id": KEY}),
        ("diff", {"id": KEY, "earlier": 1, "later": 3}),
    )
    assert [one["id"] for one in newest["changes"]] == [KEY, KEY]
    (further,) = asked(folder, ("changes", {"limit": 1, "before": newest["next"]}))
    assert [one["id"] for one in further["changes"]] == [HOSTILE]
    assert len(rest["changes"]) == MANY
    assert [one["id"] for one in headlines["changes"]] == [KEY, HOSTILE]
    assert (last["earlier"], last["later"], last["revisions"][-1]["by"]) == (3, 4, "extractor")
    assert "title: 智谱发布[-新-]{+开源+}模型" in whole["text"]
    assert "[-3550-]{+3650+}" in whole["text"]
    assert not whole["cut"]


def test_over_time(folder: Path) -> None:
    span = {"since": "2026-11-01", "until": "2026-11-30"}
    trends, topics = asked(
        folder, ("trends", {**span, "by": "day", "topics": ["智谱"]}), ("topics", span)
    )
    assert trends["topics"] == topics["topics"][:1] or trends["topics"][0]["periods"]
    assert trends["topics"][0]["name"] == topics["topics"][0]["name"] == "智谱"
    assert sum(trends["days"].values()) > MANY
    assert {one["media"] for one in trends["media"]} >= {"某号"}


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("read", {"id": "nothing"}, "not an address"),
        ("read", {"id": "20200101A0000000"}, "not in the archive"),
        ("read", {}, "id: Field required"),
        ("read", {"id": KEY, "lang": "fr"}, "there are zh-CN, en"),
        ("read", {"id": KEY, "revision": 9}, "no revision 9"),
        ("read", {"id": KEY, "offset": -1}, "offset: Input should be greater"),
        ("search", {"query": "-x"}, "add a word that must"),
        ("search", {"query": "x" * 2000}, "at most 1000"),
        ("search", {"query": "x", "since": "soon"}, "since: 'soon' is no time"),
        ("search", {"query": "x", "limit": 10_000}, "limit: Input should be less"),
        ("search", {"query": "x", "topic": "nobody"}, "nobody"),
        ("stories", {"day": "\x1b[31m"}, "is no time"),
        ("changes", {"kinds": ["all"]}, "kinds.0: Input should be"),
        ("diff", {"id": KEY, "later": 77}, "no revision 77"),
        ("trends", {"since": "2020-01-01"}, "within 400 days"),
        ("nothing", {}, "Unknown tool: nothing"),
    ],
)
def test_a_fault_is_one_line(one: Callable[..., Any], name: str, values: Any, said: str) -> None:
    told = one(name, values)
    assert isinstance(told, str)
    assert said in told
    assert told.isprintable()


@pytest.fixture
def one(folder: Path) -> Callable[..., Any]:
    return lambda name, values: asked(folder, (name, values))[0]


def test_hostile_texts_are_quoted_clean(folder: Path) -> None:
    changes, read, diff = asked(
        folder,
        ("changes", {"about": "alert"}),
        ("read", {"id": HOSTILE}),
        ("diff", {"id": HOSTILE}),
    )
    assert changes["changes"][0]["new_title"] == f"新{EVIL.replace(chr(0x202E), '')}"
    for told in (changes, read, diff):
        assert "\u202e" not in str(told)
        assert told["notice"] == NOTICE


def test_while_the_archive_is_written_and_after_it_was_replaced(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes((folder / "archive.db").read_bytes())
    (tmp_path / "config.toml").write_text("")
    stop = threading.Event()

    def write() -> None:
        with store.open(path) as archive:
            for number in range(10_000):
                if stop.is_set():
                    return
                key = f"20261125B{number:05}00"
                article = replace(MADE, id=key, url=urls.of(key), title=f"模型{number}")
                archive.put(article, snapshot=None, at=START + timedelta(seconds=number))

    async def ask() -> None:
        async with session(tmp_path) as client:
            for _ in range(20):
                found = await client.call_tool("search", {"query": "模型", "sort": "newest"})
                assert not found.is_error, found.content
            stop.set()
            writer.join()
            other = tmp_path / "other.db"
            with store.open(other) as archive:
                archive.put(replace(MADE, title="另一个"), snapshot=None, at=START)
            restore.restore(path, other, START, force=True)
            found = await client.call_tool("stories", {})
            assert [one["title"] for one in found.structured_content["stories"]] == ["另一个"]

    writer = threading.Thread(target=write)
    writer.start()
    try:
        anyio.run(ask)
    finally:
        stop.set()
        writer.join()


def test_no_archive_is_one_line_and_its_code(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("")
    done = subprocess.run(
        command(tmp_path), input=b"", capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (codes.ARCHIVE, b"")
    assert len(done.stderr.splitlines()) == 1


def test_the_end_of_standard_input_is_the_end(folder: Path) -> None:
    garbage = b"no json\n\xff\xfe\n"
    given = garbage + HELLO
    done = subprocess.run(
        command(folder), input=given, capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (codes.OK, b"")
    assert done.stdout.count(b"\n") == 1
    assert b'"name":"scraper"' in done.stdout


@pytest.mark.parametrize("way", ["signal", "reader"])
def test_it_ends_at_once_while_it_waits(folder: Path, way: str) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen(command(folder), stdin=pipe, stdout=pipe, stderr=pipe) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdin.write(HELLO)
        running.stdin.flush()
        running.stdout.readline()
        if way == "signal":
            running.send_signal(signal.SIGINT)
        else:
            running.stdout.close()
            running.stdin.write(HELLO.replace(b'"id":1', b'"id":2'))
            running.stdin.close()
        assert running.wait(20) == (-signal.SIGINT if way == "signal" else codes.OK)
        assert running.stderr.read() == b""
