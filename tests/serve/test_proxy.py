"""Behind a real nginx, as docs/reading.md says it: names, the scheme, compressed answers."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from .. import stock
from ..tools import found
from .sites import site

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parents[2] / "docs" / "reading.md"
NAME = "news.example.org"
PATIENCE = 10.0
SETTINGS = """
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 64; }}
http {{
  access_log off; gzip on; gzip_types *; gzip_min_length 1;
  client_body_temp_path {folder}; proxy_temp_path {folder};
  fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; {location} }}
}}
"""


def location(inner: str) -> str:
    """The configuration that the documentation gives, without what asks who comes."""
    (block,) = re.findall(r"```nginx\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    open_to_all = re.sub(r"(?m)^\s*auth_basic.*$", "", block)
    return open_to_all.replace("http://127.0.0.1:8765", inner)


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client that asks nginx, under the name of the site."""
    program = found("nginx")
    folder = tmp_path_factory.mktemp("nginx")
    stock.fill(folder / "archive.db", 5)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with site(folder / "archive.db", proxy=True, names=(NAME,)) as inner:
        written = SETTINGS.format(folder=folder, port=port, location=location(inner))
        (folder / "nginx.conf").write_text(written, encoding="utf-8")
        command = [program, "-c", str(folder / "nginx.conf"), "-p", str(folder)]
        with subprocess.Popen(command, stderr=subprocess.PIPE) as nginx:
            try:
                _wait(port)
                with httpx.Client(
                    base_url=f"http://127.0.0.1:{port}", headers={"host": NAME}
                ) as client:
                    yield client
            finally:
                nginx.terminate()


def _wait(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx did not start")


def test_pages_and_what_goes_with_them_come_through(outside: httpx.Client):
    page = outside.get("/")
    assert page.status_code == 200
    assert page.headers["content-encoding"] == "gzip"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text):
        assert outside.get(address).status_code == 200


def test_another_name_is_refused(outside: httpx.Client):
    assert outside.get("/", headers={"host": "evil.example"}).status_code == 421


def test_what_a_browser_has_is_not_sent_again_though_it_was_compressed(outside: httpx.Client):
    mark = outside.get("/").headers["etag"]
    assert mark.startswith("W/")
    assert outside.get("/", headers={"if-none-match": mark}).status_code == 304


def test_addresses_are_those_of_the_proxy(outside: httpx.Client):
    for path in ("/opensearch.xml", "/feed.atom"):
        assert f"http://{NAME}/" in outside.get(path).text
