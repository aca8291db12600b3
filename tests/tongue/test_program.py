"""An article through a command, well behaved and not."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from scraper import urls
from scraper.errors import EndpointError, TongueError
from scraper.models import Article
from scraper.tongue import whole
from scraper.tongue.budget import Budget
from scraper.tongue.program import Program
from scraper.tongue.whole import Made, Work

ARTICLE = Article(
    id="20250212A0000100",
    url=urls.of("20250212A0000100"),
    title="某公司发布 7B 模型",
    abstract="站方的话",
    body="# 标题\n\n第一段。\n\n```\n码\n```\n\n第二段。",
)
GOOD = """
import json, re, sys
asked = json.load(sys.stdin)
assert asked["from"] == "zh-CN" and asked["task"] in ("translate", "summarize")
def put(text):
    return re.sub("[\\u4e00-\\u9fff，。]+", "words", text)
if asked["task"] == "summarize":
    print(json.dumps({"summary": "一句新的话。"}))
else:
    assert asked["to"] == "en"
    print(json.dumps({name: put(asked[name]) for name in ("title", "summary", "body")}))
"""


def program(code: str, timeout: float = 30) -> Program:
    return Program([sys.executable, "-c", code], timeout=timeout, monotonic=time.monotonic)


def made(code: str, timeout: float = 30, to: str | None = "en") -> Made:
    work = Work(translator=program(code, timeout), budget=Budget(), breathe=lambda: None)
    return whole.make(ARTICLE, to, work)


def test_a_command_translates() -> None:
    found = made(GOOD)
    assert (found.title, found.summary) == ("words 7B words", "words")
    assert found.body == "words\n=====\n\nwords\n\n```\n码\n```\n\nwords"


def test_a_command_writes_a_lead() -> None:
    assert made(GOOD, to=None).summary == "一句新的话。"


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("import time; time.sleep(60)", "no answer in 0.5 s"),
        ("import sys; print('钥匙坏了', file=sys.stderr); sys.exit(1)", "ended with 1: 钥匙坏了"),
        ("print('rubbish')", "no JSON object"),
        ("print('[]')", "no JSON object"),
        ("print('{\"title\": 7}')", "title of its answer is no text"),
        ("print('{}')", "no line for"),
        ("", "no JSON object"),
        ("import os; os.kill(os.getpid(), 9)", "ended with -9"),
        ("import os\nos.close(1)\nimport time; time.sleep(60)", "no answer in 0.5 s"),
        ("print('[' * 100000)", "no JSON object"),
    ],
)
def test_what_goes_wrong_is_a_failure_of_the_article(code: str, fault: str) -> None:
    with pytest.raises(TongueError) as caught:
        made(code, 0.5 if "sleep" in code else 30)
    assert fault in str(caught.value)


def test_a_flood_ends_at_its_limit() -> None:
    start = time.monotonic()
    with pytest.raises(TongueError, match="more than"):
        made("while True: print('x' * 100000)")
    assert time.monotonic() - start < 30


def test_its_complaints_are_no_flood_either() -> None:
    code = "import sys\nfor _ in range(300): print('x' * 10000, file=sys.stderr)\nsys.exit(3)"
    with pytest.raises(TongueError) as caught:
        made(code)
    assert len(str(caught.value)) < 300


def test_its_children_end_with_it(tmp_path: Path) -> None:
    sign = tmp_path / "sign"
    child = f"import time; time.sleep(3); open({str(sign)!r}, 'w')"
    code = (
        f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]);"
        " time.sleep(60)"
    )
    with pytest.raises(TongueError):
        made(code, 1.5)
    time.sleep(3.5)
    assert not sign.exists()


def test_a_command_that_is_not_there_stops_the_run() -> None:
    one = Program(["no-such-program-here"], timeout=5, monotonic=time.monotonic)
    with pytest.raises(EndpointError, match=r"no-such-program-here: .*check translate.command"):
        whole.translate(ARTICLE, "en", Work(translator=one, budget=Budget(), breathe=lambda: None))


def test_it_is_told_what_was_wrong() -> None:
    code = GOOD.replace('words", text)', "words\", text) if asked['faults'] else text")
    assert made(code).title == "words 7B words"
