"""Every payload in the place of what a person types: refused in one line that can be printed."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from . import streams
from .conftest import folder
from .payloads import PAYLOADS

if TYPE_CHECKING:
    from ..cli.trial import Site, Trial


def _handed(text: str) -> str:
    raw = text.replace("\x00", "")[:4000].encode("utf-8", "surrogatepass")
    return raw.decode("utf-8", "surrogateescape")


TYPED = {name: _handed(text) for name, text in PAYLOADS.items()}
"""As the system hands it on: without a NUL, bytes that are no UTF-8 as surrogates."""
KEY = "https://new.qq.com/rain/a/20261122A01KX700"
NAMES = pytest.mark.parametrize("name", TYPED)


@pytest.fixture(scope="module")
def kept(served: Site, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """A folder with an archive of one article."""
    made = folder(served, tmp_path_factory)
    made.configure()
    assert made.call("import", KEY).code == 0
    return made


@NAMES
def test_an_argument(name: str, trial: Trial) -> None:
    text = TYPED[name]
    for words in (
        ["show", "--", text],
        ["show", "--", f"https://new.qq.com/rain/a/{text}"],
        ["show", "--format", f"x{text}", "20261101A0000000"],
        ["extract", f"--url={text}", "page.html"],
        ["list", f"--since={text}"],
        ["list", f"--limit={text}"],
        ["crawl", f"--source={text}"],
        ["crawl", f"--config={trial.folder}/x{text}"],
        ["import", f"--file={trial.folder}/x{text}"],
        [f"x{text}"],
        ["crawl", f"--x{text}"],
    ):
        streams.line(trial.call(*words))


@NAMES
def test_a_link_is_an_outcome(name: str, kept: Trial) -> None:
    given = TYPED[name]
    done = kept.call("import", "--", given, f"https://new.qq.com/{given}")
    streams.plain(done.out + done.err)
    assert done.code == 5
    assert [line.split(" ", 1)[0] for line in done.complaints] == ["not-article"] * 2


@NAMES
def test_a_name_of_a_source_that_is_not_there(name: str, kept: Trial) -> None:
    for words in (["list"], ["list", "--failed"]):
        done = kept.call(*words, f"--source={TYPED[name]}")
        assert (done.code, done.out, done.err) == (0, "", "")


@NAMES
def test_a_value_of_the_configuration(name: str, trial: Trial) -> None:
    """Every key that takes a text, each alone; what cannot be meant is refused in a line."""
    value = streams.toml(PAYLOADS[name])
    source = '[[source]]\nname = "a"\nkind = "hot"\nenabled = false\n'
    for text in (
        f"[fetch]\nuser_agent = {value}",
        f"[fetch]\nproxy = {value}",
        f"[fetch]\ngateway = {value}",
        f"[fetch]\nhosts = [{value}]",
        f"[fetch]\n{value} = 1",
        f"[archive]\npath = {streams.toml(str(trial.folder))}\n{value} = {value}",
        f"[documents]\nemphasis = {value}",
        f"[topics]\nstrong = {value}",
        f"{source}name = {value}",
        source.replace('"a"', value),
        source.replace('"hot"', value),
        f"{value} = {value}",
        f"# {PAYLOADS[name]}".encode("utf-8", "replace").decode(),
    ):
        (trial.folder / "config.toml").write_text(text, encoding="utf-8")
        done = trial.call("list")
        assert done.code in (2, 3)
        streams.plain(done.err)
        assert done.out == ""
        assert all(line.startswith("scraper: ") for line in done.complaints)
        assert all(line.isprintable() for line in done.complaints)


@pytest.mark.parametrize("name", [name for name, text in TYPED.items() if 0 < len(text) < 200])
def test_a_folder_for_a_crontab(name: str, trial: Trial) -> None:
    """A name that cannot stand in one is refused; any other is one line of it, and of a shell."""
    folder = trial.folder / f"x{TYPED[name].replace('/', '_')}"
    done = trial.call("init", folder)
    if done.code:
        assert "a crontab holds no such name" in streams.line(done)
        assert not folder.exists()
        return
    written = (folder / "crontab.txt").read_bytes().decode("utf-8", "surrogateescape")
    (line,) = written.split("\n")[:-1]
    shell = line.partition("* * * * ")[2].partition(" && ")[0].replace("\\%", "%")
    there = subprocess.run(
        ["sh", "-c", f"{shell} && pwd -P"], capture_output=True, check=True, cwd=trial.folder
    )
    assert there.stdout == os.fsencode(folder.resolve()) + b"\n"
    assert not (trial.folder / "evil").exists()


def test_the_table_of_the_demo_shows_marks_as_text(trial: Trial) -> None:
    """The demo's table is made by a library that reads marks in square brackets."""
    assert trial.call("import", KEY).code == 0
    (trial.folder / "demo").mkdir()
    marked = "[bold red]题[/] :skull:"
    with trial.database() as db:
        db.execute("UPDATE articles SET title = ?", [marked])
    assert trial.call("backup", "demo/archive.db").code == 0
    done = trial.run("demo")
    streams.plain(done.out + done.err)
    assert marked[:14] in done.out
    assert "💀" not in done.out


def test_lines_of_a_file_of_links(trial: Trial) -> None:
    """A real process, every payload as a line, as an object and as a title."""
    lines = [
        line
        for text in PAYLOADS.values()
        for line in (
            text,
            f"{KEY} {text}",
            json.dumps({"url": text}),
            json.dumps({"url": KEY, "title": text}),
        )
    ]
    given = "\n".join(lines).encode("utf-8", "surrogatepass")
    done = trial.run("import", "--json", "--file", "-", typed=given)
    streams.plain(done.out + done.err)
    assert {one["kind"] for one in done.objects} == {"new", "known", "not-article"}
    files = [one for one in Path(trial.folder.parent).rglob("*") if one.is_file()]
    assert {one.name.partition(".")[0] for one in files} == {"config", "archive", KEY[-16:]}
