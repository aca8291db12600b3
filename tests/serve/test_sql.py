"""Questions in SQL over a real socket: what they may ask, and what they may cost."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from scraper.archive import asking, store
from scraper.errors import QueryError
from scraper.serve import sql

from .. import season
from .sites import site

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"
DOUBLED = (
    "WITH t0 AS (SELECT 1 AS x)"
    + "".join(f", t{n} AS (SELECT a.x FROM t{n - 1} a, t{n - 1} b)" for n in range(1, 60))
    + " SELECT count(*) FROM t59"
)
"""What is to be read for it doubles with each line, before the question is even begun."""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("season") / "archive.db"
    season.fill(made, days=5, kept=2)
    return made


@pytest.fixture(scope="module")
def web(path: Path) -> Iterator[httpx.Client]:
    with site(path) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


def asked(web: httpx.Client, query: str) -> dict:
    return web.get("/sql.json", params={"q": query}).json()


def test_nothing_asked_shows_what_can_be(web, path):
    page = web.get("/sql")
    assert page.status_code == 200
    assert "<textarea" in page.text
    tables = web.get("/sql.json").json()["tables"]
    assert {"articles", "mentions", "changes", "stories"} <= tables.keys()
    assert {"id", "title", "listed_at"} <= {*tables["articles"]}
    assert not [name for name in tables if name.startswith(("sqlite_", "_")) or "_index_" in name]


@pytest.mark.parametrize(("name", "query"), sql.EXAMPLES)
def test_the_examples_are_answered(web, name, query):
    answer = web.get("/sql", params={"q": query})
    assert answer.status_code == 200
    assert asked(web, query)["columns"]
    assert name in sql.WORDS


def test_rows_as_a_page_as_json_and_as_a_table(web):
    query = "SELECT 1 AS one, 'zwei' AS two, NULL, x'00ff' AS bytes, 1e999 AS much"
    said = asked(web, query)
    assert said["columns"] == ["one", "two", "NULL", "bytes", "much"]
    assert said["rows"] == [[1, "zwei", None, "<2 bytes>", "inf"]]
    assert '<th scope="col">two</th>' in web.get("/sql", params={"q": query}).text
    table = web.get("/sql.csv", params={"q": query}).text
    assert table == "one,two,NULL,bytes,much\r\n1,zwei,,<2 bytes>,inf\r\n"


def test_the_functions_of_the_archive_can_be_asked(web):
    assert asked(web, "SELECT fold('ＡＢ')")["rows"] == [["ab"]]
    (found,) = asked(web, "SELECT count(*) FROM text_index('\"模型\"')")["rows"]
    assert found[0] > 0
    assert asked(web, "SELECT value FROM json_each('[7]')")["rows"] == [[7]]
    assert ["title"] in asked(web, "SELECT name FROM pragma_table_info('articles')")["rows"]


def test_an_id_leads_to_its_article(web):
    page = web.get("/sql", params={"q": "SELECT id FROM articles LIMIT 1"}).text
    ((key,),) = asked(web, "SELECT id FROM articles LIMIT 1")["rows"]
    assert f'<a href="/a/{key}">' in page


def test_rows_and_cells_are_bounded(web):
    many = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c"
    said = asked(web, many)
    assert (len(said["rows"]), said["more_rows"]) == (sql.ROWS, True)
    said = asked(web, "SELECT printf('%.*c', 1000000, 'x')")
    assert len(said["rows"][0][0]) == asking.CELL + 1
    cell = "printf('%.*c', 9999, 'x')"
    wide = f"SELECT {', '.join([cell] * 90)} FROM ({many})"
    said = asked(web, wide)
    assert said["more_rows"]
    assert sum(len(cell) for row in said["rows"] for cell in row) < 2 * asking.SIZE


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM articles",
        "INSERT INTO marks VALUES ('a', '1')",
        "CREATE TEMP TABLE x AS SELECT 1",
        "CREATE TABLE x (y)",
        "ATTACH 'x.db' AS x",
        "VACUUM",
        "VACUUM INTO 'x.db'",
        "BEGIN",
        "SAVEPOINT x",
        "PRAGMA query_only = OFF",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA database_list",
        "SELECT * FROM pragma_database_list",
        "SELECT load_extension('x')",
        "SELECT fts3_tokenizer('simple')",
        "SELECT readfile('/etc/passwd')",
        "SELECT writefile('x', 'y')",
        "SELECT 1; DELETE FROM articles",
        "SELEC",
        "SELECT a FROM b",
        "SELECT '\0'",
        "-- nothing",
    ],
)
def test_what_is_no_question_changes_nothing_and_is_shown(web, path, query):
    before = _counted(path)
    answer = web.get("/sql", params={"q": query})
    if query != "-- nothing":
        assert answer.status_code == 400, query
        assert 'role="alert"' in answer.text
    assert str(path) not in answer.text
    assert _counted(path) == before


def _counted(path):
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT count(*), max(id) FROM articles").fetchone()


@pytest.mark.parametrize(
    "query",
    [
        ENDLESS,
        DOUBLED,
        "SELECT length(randomblob(1000000000))",
        "SELECT length(zeroblob(1000000000))",
        "SELECT length(printf('%.*c', 1000000000, 'x'))",
        "WITH RECURSIVE c(x) AS (SELECT 'x' UNION ALL SELECT x || x FROM c) SELECT x FROM c",
        "SELECT trim(printf('%.*c', 999999, 'a'), printf('%.*c', 999999, 'b') || 'a')",
        "SELECT instr(zeroblob(9000000), zeroblob(4000000) || x'01')",
        "SELECT count(*) FROM articles a, articles b, articles c, articles d, articles e",
    ],
)
def test_no_question_costs_more_than_it_may(web, query):
    begun = time.monotonic()
    answer = web.get("/sql.json", params={"q": query})
    assert time.monotonic() - begun < sql.SECONDS + 3
    if answer.status_code == 400:
        error = answer.json()["error"]
        assert "took longer than 2 s" in error or "too much memory" in error or "too big" in error
    assert asked(web, "SELECT 1")["rows"] == [[1]]


def test_nothing_of_a_question_stays_behind(web):
    for query in (ENDLESS, "SELECT * FROM articles", "PRAGMA query_only = OFF"):
        web.get("/sql.json", params={"q": query})
    for path in ("/", "/search?q=模型", "/a/x.md", "/sql"):
        assert web.get(path).status_code in (200, 404)


def test_one_question_at_a_time_and_the_others_are_told_so(web):
    said: list[int] = []
    first = threading.Thread(target=lambda: web.get("/sql", params={"q": ENDLESS}))
    first.start()
    time.sleep(0.5)
    begun = time.monotonic()
    answer = web.get("/sql.json", params={"q": "SELECT 2"})
    assert answer.status_code == 503
    assert "ask again" in answer.json()["error"]
    assert time.monotonic() - begun < sql.SECONDS
    assert web.get("/search?q=模型").status_code == 200, said
    first.join()
    assert asked(web, "SELECT 2")["rows"] == [[2]]


def test_a_question_may_be_long_but_not_too_long(web):
    assert asked(web, f"SELECT 1 -- {'x' * 3000}")["rows"] == [[1]]
    assert web.get("/sql", params={"q": f"SELECT 1 -- {'x' * 4000}"}).status_code == 400


def test_it_can_be_turned_off(path):
    with site(path, sql=False) as url:
        assert httpx.get(f"{url}/sql").status_code == 404
        assert httpx.get(f"{url}/sql.json", params={"q": "SELECT 1"}).status_code == 404
        assert 'href="/sql"' not in httpx.get(f"{url}/search").text


def test_hostile_names_and_values_are_but_text(web):
    query = "SELECT '<script>alert(1)</script>' AS \"<b>\", char(8238) || 'x'"
    page = web.get("/sql", params={"q": query}).text
    assert "<script>alert" not in page
    assert "<b>" not in page
    assert "\u202e" not in page
    assert "</textarea><b>" not in web.get("/sql", params={"q": "</textarea><b>"}).text


def test_an_archive_that_is_gone_is_no_query(path, tmp_path):
    copy = tmp_path / "archive.db"
    copy.write_bytes(path.read_bytes())
    with store.open(copy, readonly=True) as archive:
        copy.unlink()
        with pytest.raises(QueryError):
            archive.upkeep.answer("SELECT 1 FROM articles", rows=1, seconds=1.0)
