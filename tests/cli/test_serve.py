"""``serve`` as a process: what it says, what it refuses, and how it ends."""

from __future__ import annotations

import base64
import re
import signal
import socket
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scraper.archive import functions

from .. import stock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .trial import Trial

OLD = Path(__file__).parents[1] / "archive" / "archive-4.sql"
FREE = ("--port", "0")


@pytest.fixture
def stocked(trial: Trial) -> Trial:
    stock.fill(trial.archive, 4)
    return trial


@contextmanager
def served(trial: Trial, *words: str) -> Iterator[tuple[subprocess.Popen[bytes], str, int]]:
    """The process, its line and its port, from the moment it listens."""
    process = trial.start("serve", *FREE, *words)
    try:
        assert process.stdout
        line = process.stdout.readline().decode()
        found = re.search(r":(\d+)/", line)
        assert found, process.stderr and process.stderr.read()
        yield process, line, int(found[1])
    finally:
        process.kill()
        process.communicate()


def status(port: int, path: str = "/", **headers: str) -> int:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_ends_when_it_is_asked_to(
    stocked: Trial, sign: signal.Signals
) -> None:
    with served(stocked) as (process, line, port):
        assert line == f"http://127.0.0.1:{port}/  (Ctrl-C ends it)\n"
        assert status(port) == 200
        idle = socket.create_connection(("127.0.0.1", port))
        process.send_signal(sign)
        out, err = process.communicate(timeout=10)
        idle.close()
        assert (process.returncode, out, err) == (0, b"", b"")


def test_it_ends_also_while_somebody_is_asking(stocked: Trial) -> None:
    with served(stocked) as (process, _, port):
        slow = socket.create_connection(("127.0.0.1", port))
        slow.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
        slow.close()
        assert (process.returncode, err) == (0, b"")


def test_it_ends_though_a_host_of_images_says_nothing(stocked: Trial) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        stocked.configure(gateway=f"http://127.0.0.1:{silent.getsockname()[1]}", read_timeout=60.0)
        with served(stocked) as (process, _, port):
            with closing(HTTPConnection("127.0.0.1", port)) as connection:
                connection.request("GET", _image(connection))
                held = silent.accept()[0]
                held.recv(100)
            process.send_signal(signal.SIGINT)
            start = time.monotonic()
            _, err = process.communicate(timeout=40)
            assert (process.returncode, err) == (0, b"")
            assert time.monotonic() - start < 6
            held.close()


def _image(connection: HTTPConnection) -> str:
    """The address of an image that some article shows."""
    connection.request("GET", "/")
    pages = re.findall(r'class="open" href="(/a/[^"]+)"', connection.getresponse().read().decode())
    for page in pages:
        connection.request("GET", page)
        text = connection.getresponse().read().decode()
        if found := re.search(r'"(/a/[^"]+/image/[0-9a-f]+)"', text):
            return found[1]
    raise AssertionError(pages)


def test_it_only_reads(stocked: Trial) -> None:
    before = stocked.archive.read_bytes()
    with served(stocked) as (_, _, port):
        assert {status(port, path) for path in ("/", "/index.json")} == {200}
    assert stocked.archive.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--host", "0.0.0.0"), "serve.host: 0.0.0.0 can be reached from outside"),
        (("--host", ""), "serve.host: empty"),
        (("--host", "no-such-name.invalid", "--host", "192.0.2.1"), "can be reached from outside"),
        (("--port", "65536"), "65536"),
        (("--port", "x"), "'x' is not a valid integer"),
    ],
)
def test_what_cannot_be_is_one_line(stocked: Trial, words: tuple[str, ...], said: str) -> None:
    done = stocked.run("serve", *words)
    assert (done.code, done.out, len(done.complaints)) == (2, "", 1)
    assert said in done.err


def test_a_taken_port_too(stocked: Trial) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        done = stocked.run("serve", "--port", str(other.getsockname()[1]))
    assert (done.code, len(done.complaints)) == (2, 1)
    assert "Address already in use; choose another" in done.err


def test_without_an_archive_there_is_nothing_to_show(trial: Trial) -> None:
    done = trial.run("serve", *FREE)
    assert (done.code, len(done.complaints)) == (3, 1)
    assert "there is no archive here; make one with `scraper crawl`" in done.err
    assert not trial.archive.exists()


def test_nor_with_one_of_an_older_version(trial: Trial) -> None:
    with closing(sqlite3.connect(trial.archive)) as db:
        functions.register(db)
        db.executescript(OLD.read_text(encoding="utf-8"))
    done = trial.run("serve", *FREE)
    assert (done.code, len(done.complaints)) == (3, 1)
    assert "of an older version; run a command that writes, once" in done.err


@pytest.mark.parametrize("secret", ["geheim", "密码", b"\xff\xfe"])
def test_a_password_of_the_environment_lets_others_in(stocked: Trial, secret: str | bytes) -> None:
    stocked.env["SCRAPER_SERVE_PASSWORD"] = secret  # type: ignore[assignment]
    with served(stocked, "--host", "0.0.0.0") as (_, line, port):
        assert line.startswith(f"http://0.0.0.0:{port}/")
        assert status(port) == 401
        given = secret if isinstance(secret, bytes) else secret.encode()
        said = "Basic " + base64.b64encode(b":" + given).decode()
        assert status(port, authorization=said) == 200


def test_the_names_of_the_configuration_count(stocked: Trial) -> None:
    stocked.configure('[serve]\nnames = ["news.example"]\nport = 1\nhost = "::1"')
    with served(stocked, "--host", "127.0.0.1") as (_, _, port):
        assert status(port, host="news.EXAMPLE") == 200
        assert status(port, host="evil.example") == 421


def test_it_listens_at_the_other_kind_of_address(stocked: Trial) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 here")
    with served(stocked, "--host", "::1") as (_, line, port):
        assert line.startswith(f"http://[::1]:{port}/")
        with closing(HTTPConnection("::1", port)) as connection:
            connection.request("GET", "/")
            assert connection.getresponse().status == 200
