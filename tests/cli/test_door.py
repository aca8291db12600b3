"""Every command, as a process of its own: what it writes where, and its exit code."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scraper import config
from scraper.cli import demo, setup
from scraper.demo.content import ENTRIES
from scraper.extract import document

if TYPE_CHECKING:
    from .trial import Trial

KEYS = (
    "id source_url title published author summary abstract thumbnail body images videos tags "
    "category lang paid extractor"
).split()
KEY = "20261122A01KX700"
URL = f"https://new.qq.com/rain/a/{KEY}"
HEAVY = (
    "httpx",
    "sqlite_utils",
    "selectolax",
    "pydantic",
    "rich",
    "yaml",
    "uvicorn",
    "markdown_it",
)


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, scraper.cli\n"
        "try: scraper.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        f"print(sorted(set({HEAVY}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    for command in ("crawl", "import", "extract", "show", "list", "export", "init", "demo"):
        assert f"  {command} " in done.stdout


@pytest.mark.parametrize(
    "command", ["crawl", "import", "extract", "show", "list", "export", "init", "demo"]
)
def test_every_command_has_help(command: str, trial: Trial) -> None:
    done = trial.call(command, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: scraper {command}")


def test_version(trial: Trial) -> None:
    done = trial.run("--version")
    assert done.code == 0
    assert "0.1.0" in done.out


def test_a_crawl_says_what_it_did(crawled: Trial) -> None:
    """Its lines are those of the second run, which finds everything known."""
    done = crawled.run("crawl", "--dry-run")
    assert done.code == 0
    assert [line.partition(":")[0] for line in done.lines[:3]] == ["ai", "tech", "hot"]
    assert done.lines[3] == "nothing new"
    assert done.err == ""


def test_json_of_a_crawl_is_an_object_a_line_and_nothing_else(trial: Trial) -> None:
    done = trial.run("crawl", "--json", "--source", "ai", "--limit", "3")
    assert done.code == 0
    assert [list(one) for one in done.objects] == [
        ["kind", "url", "id", "title", "source", "reason"]
    ] * len(done.objects)
    assert len(done.objects) == 3
    assert done.complaints[-1].startswith(("nothing", "1", "2", "3"))
    again = trial.call("crawl", "--json", "--dry-run", "--source", "ai")
    assert set(again.kinds) == {"due"}


def test_a_source_named_twice_is_asked_once(trial: Trial) -> None:
    done = trial.call("crawl", "--dry-run", "--source", "hot", "--source", "hot")
    assert [line[:4] for line in done.lines if not line.startswith("due")] == ["hot:", "3 du"]


def test_import_of_several_addresses(trial: Trial) -> None:
    done = trial.run("import", URL, "http://finance.qq.com/a/20190923/001843.htm")
    assert (done.code, done.err) == (0, "")
    assert [line.split()[0] for line in done.lines] == ["new", "new", "2"]
    assert trial.ids() == {KEY, "FIN2019092300184300"}
    assert set(trial.documents()) == {f"{key}.zh-cn.md" for key in trial.ids()}


def test_import_of_a_file_and_of_standard_input(trial: Trial) -> None:
    (trial.folder / "links.txt").write_text(f"# two\n\n{URL} 标题\n20261122A02M4P00\n", "utf-8")
    done = trial.run("import", "--file", "links.txt", "--json")
    assert (done.code, done.kinds) == (0, ["new", "new"])
    done = trial.run("import", "--file", "-", "--json", typed=f"{URL}\n20261122A03T9C00")
    assert (done.code, done.kinds) == (0, ["known", "new"])


def test_import_wants_something(trial: Trial) -> None:
    done = trial.call("import")
    assert done.code == 2
    assert "name at least one URL" in done.complaints[-1]


def test_extract_reads_what_show_kept(crawled: Trial, tmp_path: Path) -> None:
    """The page as kept, read again from a file and from standard input, is the article stored."""
    raw = subprocess.run(
        crawled.command("show", KEY, "--format", "raw"),
        cwd=crawled.folder,
        capture_output=True,
        check=True,
    ).stdout
    (tmp_path / "page.html").write_bytes(raw)
    stored = crawled.call("show", KEY, "--format", "json").objects[0]
    found = crawled.run(
        "extract", tmp_path / "page.html", "--url", f"{URL}?from=app", "--format", "json"
    )
    silent = {"author", "summary", "thumbnail", "category", "published"}
    for key in KEYS:
        assert found.objects[0][key] == stored[key] or key in silent
    piped = crawled.call("extract", "-", "--url", KEY, typed=raw)
    assert piped.code == 0
    assert document.read(piped.out).title == stored["title"]


def test_show_in_every_form(crawled: Trial) -> None:
    entry = ENTRIES[KEY]
    shown = {
        form: crawled.run("show", KEY, "--format", form).out
        for form in ("document", "json", "html")
    }
    written = (crawled.folder / "documents" / f"{KEY}.zh-cn.md").read_bytes()
    assert shown["document"].encode() == written
    assert list(json.loads(shown["json"])) == [*KEYS, "gone_at", "story", "entities"]
    assert json.loads(shown["json"])["title"] == entry.title
    assert shown["html"].startswith("<!DOCTYPE html>")
    assert entry.title in shown["html"]


@pytest.mark.parametrize("form", [URL.replace("new.", "NEWS.") + "?#", KEY[:14].lower()])
def test_show_knows_every_form_of_an_address(form: str, crawled: Trial) -> None:
    assert crawled.call("show", form).out == crawled.call("show", KEY).out


def test_list_is_newest_first_and_can_be_narrowed(crawled: Trial) -> None:
    done = crawled.run("list", "--json")
    assert (done.code, done.err) == (0, "")
    assert {tuple(one) for one in done.objects} == {(*KEYS, "gone_at", "story", "entities")}
    times = [one["published"] for one in done.objects]
    assert times == sorted(times, reverse=True)
    assert len(times) == len(crawled.ids()) == 22
    lines = crawled.call("list", "--limit", "3").lines
    assert [line.split("  ")[1].strip() for line in lines] == [
        one["id"] for one in done.objects[:3]
    ]
    since = crawled.call("list", "--json", "--since", "2026-11-22").objects
    assert [one["id"] for one in since] == [
        one["id"] for one in done.objects if one["published"] >= "2026-11-22"
    ]
    tech = crawled.call("list", "--json", "--source", "tech").objects
    assert {one["id"] for one in tech} == {
        key for (key,) in crawled.rows("SELECT id FROM articles WHERE source = 'tech'")
    }
    assert 0 < len(tech) < 22


def test_list_of_no_such_time(crawled: Trial) -> None:
    done = crawled.call("list", "--since", "whenever")
    assert done.code == 2
    assert "'whenever' is no time; write 2026-11-01, 7d or 12h" in done.complaints[-1]


def test_where_the_configuration_may_be_named(trial: Trial, tmp_path: Path) -> None:
    """By --config, by SCRAPER_CONFIG, or by lying in the folder; the nearer word wins."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "my.toml").write_text(trial.configure().read_text("utf-8"), "utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "x.toml").write_text("", "utf-8")
    assert trial.call("import", KEY, "--config", other / "my.toml").code == 0
    assert (other / "archive.db").exists()
    assert not trial.archive.exists()
    assert len(trial.run("list", env={"SCRAPER_CONFIG": str(other / "my.toml")}).lines) == 1
    both = {"SCRAPER_CONFIG": str(empty / "x.toml")}
    assert len(trial.run("list", "--config", other / "my.toml", env=both).lines) == 1
    assert trial.run("list", env=both).code == 3


def test_no_configuration_at_all_means_the_defaults(trial: Trial) -> None:
    (trial.folder / "config.toml").unlink()
    done = trial.call("list")
    assert done.code == 3
    assert done.complaints == [
        "scraper: archive.db: there is no archive here; make one with `scraper crawl`"
    ]


@pytest.mark.parametrize("env", [{}, {"LANG": "C", "LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}])
def test_utf_8_whatever_the_locale(env: dict[str, str], crawled: Trial) -> None:
    done = crawled.run("show", KEY, env=env)
    assert done.code == 0
    assert ENTRIES[KEY].title in done.out
    assert ENTRIES[KEY].title in crawled.run("list", env=env).out


def test_init_prints(trial: Trial) -> None:
    done = trial.run("init")
    assert done.code == 0
    for name in ("config.toml", "crontab.txt", "scraper.service", "scraper.timer"):
        assert f"# ---- {name}\n" in done.out
    assert os.listdir(trial.folder) == ["config.toml"]


def test_init_writes_what_a_crawl_can_use(trial: Trial) -> None:
    done = trial.run("init", "my news")
    folder = trial.folder / "my news"
    assert (done.code, done.err) == (0, "")
    assert sorted(os.listdir(folder)) == [
        "config.toml",
        "crontab.txt",
        "scraper.service",
        "scraper.timer",
    ]
    text = (folder / "config.toml").read_text("utf-8")
    tomllib.loads(text)
    assert config.parse(text, "config.toml") == config.parse(setup.template(), "template")
    assert f"'{folder}'" in (folder / "crontab.txt").read_text("utf-8")
    assert f"WorkingDirectory={folder}\n" in (folder / "scraper.service").read_text("utf-8")
    gateway = text.replace('gateway = ""', f'gateway = "{trial.site.url}"')
    (folder / "config.toml").write_text(gateway, "utf-8")
    assert (
        trial.run("crawl", "--dry-run", "--source", "hot", "--config", folder / "config.toml").code
        == 0
    )


def test_the_line_for_cron_runs(trial: Trial) -> None:
    """A shell with an empty environment runs the command of crontab.txt as it stands."""
    name = "100% of today's news"
    trial.call("init", name)
    text = (trial.folder / name / "scraper.service").read_text("utf-8")
    assert f"WorkingDirectory={trial.folder}/100%% of today's news\n" in text
    line = (trial.folder / name / "crontab.txt").read_text("utf-8").split(None, 5)[5]
    assert "%" not in line.replace(r"\%", "")  # which cron takes for the end of the line
    line = line.replace(r"\%", "%").replace(" crawl ", " list ").replace(">> crawl.log 2>&1", "")
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        check=False,
        env=trial.environment({}),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 3
    assert "archive.db: there is no archive here" in done.stderr


def test_a_demo_ends_with_the_command_in_it_that_fails(
    trial: Trial, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        demo._asked(trial.folder, "search", '"')
    assert end.value.code == 2
    assert capsys.readouterr().err.startswith("scraper: QUERY: a quotation mark too few")


def test_demo_twice(trial: Trial, tmp_path: Path) -> None:
    done = trial.run("demo", "--dir", "shown")
    folder = trial.folder / "shown"
    assert done.code == 0
    assert "$ scraper crawl" in done.out
    assert "29 documents" in done.out
    assert "\nquarantine  1\n" in done.out
    assert "\nverdict     ok, " in done.out
    assert len(os.listdir(folder / "documents")) == 29
    assert 'gateway = ""' in (folder / "config.toml").read_text("utf-8")
    again = trial.run("demo", "--dir", "shown")
    assert again.code == 0
    assert "7 known" in again.out


@pytest.mark.skipif(not hasattr(pty, "openpty"), reason="no pseudo-terminals on this system")
class TestTerminal:
    """Standard error is a terminal: a bar moves there, and is gone in the end."""

    def test_the_bar_comes_and_goes(self, trial: Trial) -> None:
        code, out, shown = self.at_a_terminal(trial, "crawl", "--source", "ai")
        assert code == 5
        assert "━" in shown
        assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1
        assert shown.rindex("\x1b[2K") > shown.rindex("━")
        assert "hollow" in shown
        assert out.splitlines()[0].startswith("ai: ")

    def test_results_still_go_to_standard_output(self, trial: Trial) -> None:
        """A terminal for messages does not take what a pipe is waiting for."""
        _, out, shown = self.at_a_terminal(trial, "import", URL, f"{KEY[:10]}GONE00")
        assert [line.split()[0] for line in out.splitlines()] == ["new", "1"]
        assert "gone" in shown
        _, out, _ = self.at_a_terminal(trial, "import", URL, "--json")
        assert json.loads(out)["kind"] == "known"

    def test_all_of_it_at_a_terminal(self, trial: Trial) -> None:
        """Lines of results stand whole, above the bar."""
        _, _, shown = self.at_a_terminal(trial, "import", URL, KEY, "--json", pipe=False)
        for line in shown.replace("\r\n", "\n").splitlines():
            if '"kind"' in line:
                json.loads(line[line.index("{") :])
        assert shown.count('"kind"') == 2

    def test_an_error_beneath_the_bar(self, trial: Trial) -> None:
        code, _, shown = self.at_a_terminal(trial, "crawl", "--source", "nobody")
        assert code == 2
        assert shown.splitlines()[-1].startswith("scraper: --source nobody: no such source")

    @staticmethod
    def at_a_terminal(trial: Trial, *words: str, pipe: bool = True) -> tuple[int, str, str]:
        """The exit code, standard output, and what the terminal was sent."""
        here, there = pty.openpty()
        try:
            process = trial.start(*words, stdout=subprocess.PIPE if pipe else there, stderr=there)
        finally:
            os.close(there)
        shown = b""
        with contextlib.suppress(OSError):  # Linux says so when the last writer is gone
            while piece := os.read(here, 65536):
                shown += piece
        os.close(here)
        out = process.communicate(timeout=30)[0] or b""
        return process.returncode, out.decode(), shown.decode()
