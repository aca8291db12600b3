"""``scraper translate`` as a user runs it: against a model behind a real port, and killed."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scraper import urls
from scraper.archive import store
from scraper.cli import codes
from scraper.dates import BEIJING
from scraper.extract import document
from scraper.models import Article

from ..tongue import model
from ..tongue.model import Model, completion, sent, translated, well
from .trial import Site, Trial

AT = datetime(2026, 11, 20, 8, 0, tzinfo=BEIJING)
KEY = "s3cr3t-k3y"
NOBODY = "scraper: translate: nobody is named who translates"


@pytest.fixture(scope="module")
def served() -> Iterator[Model]:
    with model.listening() as one:
        yield one


@pytest.fixture
def parrot(served: Model) -> Model:
    served.seen, served.replies, served.always = [], [], well
    return served


def article(number: int, **more: object) -> Article:
    key = f"20261120A{number:05}00"
    known = {"title": f"第{number}篇", "body": "一段正文，营收3.5亿元。", "summary": "一段"}
    known |= {"published": AT + timedelta(minutes=number)}
    return Article(id=key, url=urls.of(key), **{**known, **more})  # type: ignore[arg-type]


@pytest.fixture
def trial(tmp_path: Path, parrot: Model, monkeypatch: pytest.MonkeyPatch) -> Trial:
    """An archive of three articles and a model that translates into English."""
    made = Trial(folder=tmp_path, site=Site(lambda *_: None))  # type: ignore[arg-type, return-value]
    configure(made, parrot.url)
    monkeypatch.setenv("A_KEY", KEY)
    with store.open(tmp_path / "archive.db") as opened:
        for number in (1, 2, 3):
            opened.put(article(number), snapshot=None, at=AT)
    return made


def configure(trial: Trial, url: str, to: str = '["en"]', **more: object) -> None:
    known = {"url": url, "model": "parrot", "key_env": "A_KEY", "timeout": 20.0, **more}
    lines = [f"{key} = {json.dumps(value)}" for key, value in known.items()]
    trial.configure("\n".join(["[translate]", f"to = {to}", *lines]))


def titles(trial: Trial) -> list[tuple[str, str]]:
    return [
        (key[9:14], title)
        for key, title in trial.rows("SELECT article_id, title FROM translations ORDER BY 1")
    ]


def test_without_a_configuration_nothing_changes(trial: Trial, parrot: Model) -> None:
    (trial.folder / "config.toml").unlink()
    before = trial.archive.read_bytes()
    done = trial.call("translate")
    assert (done.code, done.out) == (codes.USAGE, "")
    assert done.err.startswith(NOBODY)
    assert len(done.complaints) == 1
    assert trial.archive.read_bytes() == before
    assert parrot.seen == []


def test_what_is_due_is_translated_once(trial: Trial, parrot: Model) -> None:
    done = trial.run("translate")
    assert (done.code, done.err) == (codes.OK, "")
    assert [line.split()[1] for line in done.lines[:3]] == [article(n).id for n in (3, 2, 1)]
    assert done.lines[-1] == "3 translated; 300 tokens"
    assert parrot.seen[0].authorization == f"Bearer {KEY}"
    text = (trial.folder / "documents" / f"{article(1).id}.en.md").read_text(encoding="utf-8")
    assert document.read(text).body == "words 350 million words"
    original = trial.folder / "documents" / f"{article(1).id}.zh-cn.md"
    assert document.read(original.read_text(encoding="utf-8")).translations == ("zh-CN", "en")
    again = trial.call("translate")
    assert again.out == "nothing to do; 0 tokens\n"
    assert len(parrot.seen) == 3
    trial.call("export", "out")
    assert len(list((trial.folder / "out").iterdir())) == 6
    assert trial.call("check").code == codes.OK
    assert KEY.encode() not in b"".join(
        one.read_bytes() for one in trial.folder.rglob("*") if one.is_file()
    )


def test_a_changed_text_is_translated_again_and_marked_until_then(trial: Trial) -> None:
    trial.call("translate")
    with store.open(trial.archive) as opened:
        opened.put(article(2, body="另一段正文。"), snapshot=None, at=AT)
    trial.call("export", "out")
    path = trial.folder / "out" / f"{article(2).id}.en.md"
    assert document.read(path.read_text(encoding="utf-8")).params["stale"] is True
    assert trial.call("translate").lines[-1] == "1 translated; 100 tokens"
    trial.call("export", "out")
    assert "stale" not in path.read_text(encoding="utf-8")


def test_the_choices(trial: Trial, parrot: Model) -> None:
    done = trial.call("translate", "--max-articles", "1", "--to", "ja")
    assert done.lines[-1] == "1 translated; 100 tokens"
    assert trial.call("translate", article(1).url).lines[-1] == "1 translated; 100 tokens"
    assert [key for key, _ in titles(trial)] == ["00001", "00003"]
    done = trial.call("translate", "20200101A0000100")
    assert done.code == codes.FAILED
    assert done.err.startswith("scraper: 20200101A0000100: not in the archive")
    assert trial.call("translate", "--since", "2026-11-21").out == "nothing to do; 0 tokens\n"
    assert trial.call("translate", "--to", "english").code == codes.USAGE
    assert trial.call("translate", "--to", "zh-CN").code == codes.USAGE
    count = len(parrot.seen)
    done = trial.call("translate", "--dry-run")
    assert done.lines[-1].startswith("2 to do, about ")
    assert len(parrot.seen) == count


def test_leads_for_what_has_no_abstract(trial: Trial, parrot: Model) -> None:
    configure(trial, parrot.url, to="[]", summary=True)
    with store.open(trial.archive) as opened:
        opened.put(article(2, abstract="站方的话"), snapshot=None, at=AT)
    assert trial.call("translate").lines[-1] == "2 leads; 200 tokens"
    path = trial.folder / "documents" / f"{article(1).id}.zh-cn.md"
    assert document.read(path.read_text(encoding="utf-8")).lead == "一句新的话，说它讲了什么。"


def test_the_budget_ends_the_run_and_the_next_goes_on(trial: Trial, parrot: Model) -> None:
    need = int(trial.call("translate", "--dry-run").lines[0].rpartition("(")[2].split()[0])
    done = trial.call("translate", "--max-tokens", str(need + 50))
    assert done.code == codes.OK
    assert done.lines[-1] == "1 translated; 100 tokens"
    assert "left out" in done.err
    assert trial.call("translate", "--max-tokens", "10").lines[-1] == "nothing to do; 0 tokens"
    assert trial.call("translate").lines[-1] == "2 translated; 200 tokens"


def test_one_article_does_not_stop_the_others(trial: Trial, parrot: Model) -> None:
    def moody(said: model.Said) -> model.Answer:
        return sent(completion("I'm sorry, I can't")) if "第2篇" in said.user else well(said)

    parrot.always = moody
    done = trial.call("translate")
    assert done.code == codes.FAILED
    assert done.lines[-1] == "2 translated, 1 failed; 400 tokens"
    said = f"scraper: en {article(2).id}: it is a refusal, not a translation (1 try)"
    assert done.complaints == [said]
    for _ in range(2):
        assert trial.call("translate").code == codes.FAILED
    assert trial.call("translate").out == "nothing to do; 0 tokens\n"
    parrot.always = well
    assert trial.call("translate", "--retry").lines[-1] == "1 translated; 100 tokens"


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "the key is refused; check translate.key_env"), (404, "no such model or path")],
)
def test_a_fault_of_the_endpoint_stops_the_run(
    trial: Trial, parrot: Model, status: int, said: str
) -> None:
    parrot.always = lambda _: sent(KEY.encode(), status)
    done = trial.call("translate")
    assert done.code == codes.NETWORK
    assert said in done.complaints[-1]
    assert len(parrot.seen) == 1
    assert titles(trial) == []
    assert KEY not in done.out + done.err


def test_failures_in_a_row_stop_the_run(trial: Trial, parrot: Model) -> None:
    with store.open(trial.archive) as opened:
        for number in range(4, 10):
            opened.put(article(number), snapshot=None, at=AT)
    parrot.always = lambda _: sent(completion("nothing"))
    done = trial.call("translate")
    assert done.code == codes.NETWORK
    assert "5 in a row came to nothing" in done.complaints[-1]
    assert len(parrot.seen) == 10


def test_a_command_does_it_too(trial: Trial) -> None:
    code = (
        "import json, re, sys; asked = json.load(sys.stdin); print(json.dumps({name:"
        " re.sub('3.5亿', '350 million ', re.sub('[\\u4e00-\\u4ebd\\u4ec0-\\u9fff，。]+', 'words',"
        " asked[name])) for name in ('title', 'summary', 'body')}))"
    )
    words = json.dumps([sys.executable, "-c", code])
    trial.configure(f'[translate]\nto = ["en"]\ncommand = {words}')
    done = trial.call("translate")
    assert (done.code, done.err) == (codes.OK, "")
    assert [title for _, title in titles(trial)] == [f"words{n}words" for n in (1, 2, 3)]


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_run_loses_the_one_under_way_at_most(
    trial: Trial, parrot: Model, sign: signal.Signals
) -> None:
    def slow(said: model.Said) -> model.Answer:
        wait = 30.0 if len(parrot.seen) == 2 else 0.0
        return sent(completion(translated(said.user)), wait=wait)

    parrot.always = slow
    process = trial.start("translate")
    end = time.monotonic() + 60
    while len(parrot.seen) < 2 and time.monotonic() < end:
        time.sleep(0.05)
    process.send_signal(sign)
    _, err = process.communicate(timeout=60)
    assert process.returncode == (-9 if sign is signal.SIGKILL else codes.INTERRUPTED), err
    assert [key for key, _ in titles(trial)] == ["00003"]
    parrot.always = well
    done = trial.call("translate")
    assert (done.code, done.err) == (codes.OK, "")
    assert done.lines[-1] == "2 translated; 200 tokens"
    assert trial.call("check", "--no-documents").code == codes.OK


def test_two_runs_do_not_pay_twice(trial: Trial, parrot: Model) -> None:
    parrot.always = lambda said: sent(completion(translated(said.user)), wait=5.0)
    process = trial.start("translate")
    end = time.monotonic() + 60
    while not parrot.seen and time.monotonic() < end:
        time.sleep(0.05)
    done = trial.call("translate")
    assert done.code == codes.LOCKED
    process.kill()
    process.communicate(timeout=60)


def test_documents_of_translations_are_passed_over_where_they_are_brought_in(trial: Trial) -> None:
    trial.call("translate")
    documents = trial.folder / "documents"
    before = trial.rows("SELECT title FROM articles ORDER BY id")
    done = trial.call("import-archive", documents)
    assert done.code == codes.OK, done.err
    assert "translations of this program" in done.out + done.err
    assert trial.rows("SELECT title FROM articles ORDER BY id") == before
