"""Answers → WARC/1.1, read again by two other programs, digests and all."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator as Fast
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from scraper.dates import BEIJING
from scraper.models import Fetched
from scraper.warc import write

NOW = datetime(2025, 2, 12, 20, 0, 1, 234567, tzinfo=BEIJING)
URL = "https://new.qq.com/rain/a/20250212A08YTH00"


def answer(**fields: Any) -> Fetched:
    known = {
        "asked": URL,
        "url": URL,
        "status": 200,
        "headers": (("content-type", "text/html; charset=utf-8"),),
        "body": "<html>正文</html>".encode(),
        "at": NOW,
    }
    return Fetched(**{**known, **fields})


SORTS = [
    answer(),
    answer(headers=(("content-encoding", "gzip"), ("content-length", "7"))),
    answer(headers=(("transfer-encoding", "chunked"), ("set-cookie", "a"), ("set-cookie", "b"))),
    answer(status=302, headers=(("location", "https://www.qq.com/babygohome"),), body=b""),
    answer(status=567, body=b"\x00\xff" * 5000),
    answer(asked="http://view.inews.qq.com/a/20250212A08YTH00"),
    answer(headers=(("x-bad\r\n", "1"), ("x-名", "2"), ("x-ok", "a\r\nb: 值\x00"), ("x", ""))),
    answer(body=b"HTTP/1.1 404 no\r\n\r\nWARC/1.0\r\n\r\n"),
]
GIVEN = [
    replace(one, at=NOW + timedelta(seconds=i % 2, microseconds=i)) for i, one in enumerate(SORTS)
]


@pytest.fixture(params=["pages.warc", "pages.warc.gz"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    file = tmp_path / request.param
    assert write.write(file, GIVEN, replace=False) == len(GIVEN)
    return file


def test_warcio_reads_it(file: Path) -> None:
    with file.open("rb") as stream:
        records = ArchiveIterator(stream, check_digests="raise")
        first = next(records)
        assert (first.rec_type, first.rec_headers.protocol) == ("warcinfo", "WARC/1.1")
        for given, record in zip(GIVEN, records, strict=True):
            assert record.rec_type == "response"
            assert record.rec_headers.get_header("WARC-Target-URI") == given.url
            assert record.rec_headers.get_header("WARC-Date").startswith("2025-02-12T12:00:0")
            assert int(record.http_headers.get_statuscode()) == given.status
            assert record.content_stream().read() == given.body
            assert record.digest_checker.passed is True


def test_its_own_check_finds_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    class Asked:
        inputs = (str(file),)
        verbose = True

    checker = Checker(Asked())
    checker.process_all()
    assert checker.exit_value == 0
    said = capsys.readouterr().out
    assert said.count("digest pass") == len(GIVEN) + 1
    assert "fail" not in said


def test_fastwarc_reads_it(file: Path) -> None:
    with file.open("rb") as stream:
        found = []
        for record in Fast(stream, record_types=WarcRecordType.response, parse_http=False):
            assert record.verify_block_digest()
            record.parse_http()
            assert record.verify_payload_digest()
            found.append((record.http_headers.status_code, record.reader.read()))
    assert found == [(given.status, given.body) for given in GIVEN]


def test_headers_are_true_for_the_body_and_break_nothing(file: Path) -> None:
    with file.open("rb") as stream:
        _, *records = ArchiveIterator(stream)
    heads = [[*record.http_headers.headers] for record in records]
    for given, head in zip(GIVEN, heads, strict=True):
        names = [name for name, _ in head]
        assert "content-encoding" not in names
        assert "transfer-encoding" not in names
        assert [v for n, v in head if n == "content-length"] == [str(len(given.body))]
    assert [v for n, v in heads[2] if n == "set-cookie"] == ["a", "b"]
    assert [name for name, _ in heads[6]] == ["x-ok", "x", "content-length"]
    assert dict(heads[6])["x-ok"] == "a b: 值"


def test_where_a_redirect_led_elsewhere_the_asked_address_is_told(file: Path) -> None:
    with file.open("rb") as stream:
        _, *records = ArchiveIterator(stream)
    asked = [record.rec_headers.get_header(write.ASKED) for record in records]
    assert [one for one in asked if one] == [GIVEN[5].asked]


def test_names_of_records_are_their_own_and_always_the_same(file: Path, tmp_path: Path) -> None:
    with file.open("rb") as stream:
        names = [one.rec_headers.get_header("WARC-Record-ID") for one in ArchiveIterator(stream)]
    assert len({*names}) == len(names)
    again = tmp_path / f"again-{file.name}"
    write.write(again, GIVEN, replace=False)
    assert again.read_bytes() == file.read_bytes()


def test_it_is_whole_or_not_there(tmp_path: Path) -> None:
    def answers() -> Any:
        yield answer()
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write.write(tmp_path / "a.warc", answers(), replace=False)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "a.warc"
    file.write_text("mine")
    with pytest.raises(FileExistsError):
        write.write(file, GIVEN, replace=False)
    assert file.read_text() == "mine"
    write.write(file, GIVEN, replace=True)
    assert file.read_bytes().startswith(b"WARC/1.1\r\n")


def test_none_at_all_is_a_file_too(tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    assert write.write(file, [], replace=False) == 0
    with file.open("rb") as stream:
        assert [one.rec_type for one in ArchiveIterator(stream)] == ["warcinfo"]
