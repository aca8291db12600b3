"""DuckDB says of a folder of parts what SQLite says of an archive of the same answers."""

from __future__ import annotations

import json
import random
import re
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from scraper.archive import rows, store
from scraper.errors import ArchiveError, ConfigError
from scraper.models import Fetched, Image, Video
from scraper.scale import tables, views
from scraper.scale.dedup import conduct

from .. import tools
from . import asks, made
from .made import NOW, Captured
from .test_dedup import said

ANSWERS = {
    **dict.fromkeys(("asked", "url", "headers", "fetched_at", "sha256"), "text"),
    **dict.fromkeys(("kind", "reason", "era", "missing"), "text"),
    **dict.fromkeys(("status", "size"), "count"),
    "body": "bytes",
}
ODD = "it's [1] *?{a} a=1 ; DROP -- $x 大模型"
NASTY = 'a "quoted", one\r\nline\t\\ {} $x 😀 𠮷\u2028'


def pictured(number: int) -> tuple[Image, ...]:
    one = Image(url=f"https://inews.gtimg.com/om_bt/{number}/641", width=641, caption=NASTY)
    return (one, Image(url="https://inews.gtimg.com/om_bt/L/641", height=7))


def versions() -> list[Captured]:
    """Articles in their captures: some that change and change back, some copies."""
    told: dict[str, Any] = {"author": "某号", "tags": ("AI", NASTY), "images": pictured(1)}
    whole = {**told, "summary": NASTY, "published": NOW, "abstract": "提要", "category": "科技"}
    other = {
        **whole,
        "title": NASTY,
        "paid": True,
        "images": (),
        "videos": (Video(vid="v", url="u"),),
    }
    one, two = said(1), said(2)
    return [
        made.captured(1, one, 1, **whole),
        made.captured(1, one, 2, **{**whole, "extractor": "made/2", "abstract": None}),
        made.captured(1, two, 3, **whole),
        made.captured(1, two, 4, **whole | {"author": None, "abstract": None}),
        made.captured(1, one, 5, **other),
        made.captured(1, one, 6, **whole),
        made.captured(2, one, 2, **told),
        made.captured(3, one + said(3, 40), 7, **told),
        made.captured(4, two, 1),
        made.captured(4, two, 9, abstract="后来"),
        made.captured(5, f"{said(5)}\n\n{NASTY}", 10),
        made.captured(6, two, 11, published=NOW - timedelta(days=900)),
    ]


def answer(one: Captured) -> Fetched:
    body = f"{one.article.title}{one.article.body}\0\xff".encode()
    headers = (("x-名", "a'b"),)
    asked = one.article.url
    return Fetched(asked=asked, url=asked, status=200, headers=headers, body=body, at=one.at)


def answered(one: Captured) -> Captured:
    return one._replace(sha256=sha256(answer(one).body).hexdigest())


def archived(path: Path, found: Sequence[Captured]) -> None:
    with store.open(path) as archive:
        for one in sorted(found, key=lambda one: (one.at, one.article.id)):
            archive.put(one.article, snapshot=archive.keep(answer(one)), at=one.at)


def row(one: Captured) -> dict[str, Any]:
    fetched = answer(one)
    known = {"kind": "new", "reason": "", "era": "made/1", "missing": "", "body": fetched.body}
    more = {"size": len(fetched.body), "sha256": one.sha256}
    return rows.snapshot(fetched) | known | more


def folder(place: Path, found: Sequence[Captured], count: int) -> Path:
    """Parts by chance, as two sources would have them that share some of the answers."""
    chance = random.Random(count)
    groups: list[list[Captured]] = [[] for _ in range(count)]
    for one in chance.sample(found, len(found)):
        for group in chance.sample(groups, chance.choice((1, min(2, count)))):
            group.append(one)
    place.mkdir()
    for group in groups:
        kept = [tuple(row(one)[name] for name in ANSWERS) for one in group]
        made.part(place, group, tables.put(place / "answers", ANSWERS, kept))
    return place


def asked(place: Path, *questions: str) -> list[list[Any]]:
    """The names of columns and the rows that DuckDB gives for each question."""
    script = place.parent / "views.sql"
    script.write_text(views.sql(place), encoding="utf-8")
    words = [asks.__file__, str(script), json.dumps(questions)]
    done = subprocess.run(
        [tools.reader(), "-W", "error", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    answers: list[list[Any]] = json.loads(done.stdout)
    return answers


SAME = [
    "SELECT * FROM articles ORDER BY id",
    "SELECT * FROM images ORDER BY article_id, position",
    "SELECT * FROM snapshots ORDER BY id",
    "SELECT sha256, size FROM contents ORDER BY sha256",
    "SELECT article_id, number, title, body, extractor, stored_at, snapshot_id, replaced_at, cause"
    " FROM revisions ORDER BY article_id, number",
    "SELECT * FROM articles_today ORDER BY id",
    "SELECT changed_at, id, source_url, author, published, old_title, new_title, old_body,"
    " new_body, revision FROM changes ORDER BY changed_at, id",
    "SELECT id, title, source_url, author, listed_at, copies, latest FROM stories ORDER BY id",
    "SELECT status, count(*) FROM snapshots GROUP BY status",
    "SELECT heads.id, copies.id, count(*) FROM articles AS copies JOIN articles AS heads"
    " ON heads.id = copies.story_id WHERE copies.story_id <> copies.id GROUP BY 1, 2 ORDER BY 1, 2",
]


@pytest.mark.parametrize("count", [1, 4])
def test_the_answers_are_those_of_an_archive(tmp_path: Path, count: int) -> None:
    found = [answered(one) for one in versions()]
    archived(tmp_path / "archive.db", found)
    place = folder(tmp_path / ODD, found, count)
    conduct.folder(place, made.plain)
    with store.open(tmp_path / "archive.db", readonly=True) as archive:
        for question, (names, told) in zip(SAME, asked(place, *SAME), strict=True):
            cursor = archive._db.execute(question)
            if "count(*)" not in question:
                assert names == [name for name, *_ in cursor.description], question
            known = asks.plain(cursor.fetchall())
            for one, other in zip(told, known, strict=True):
                assert dict(zip(names, one, strict=True)) == dict(zip(names, other, strict=True))


def test_what_is_json_says_the_same(tmp_path: Path) -> None:
    found = [answered(one) for one in versions()]
    archived(tmp_path / "archive.db", found)
    place = folder(tmp_path / "parts", found, 2)
    conduct.folder(place, made.plain)
    questions = [
        "SELECT changed FROM revisions ORDER BY article_id, number",
        "SELECT told FROM stories ORDER BY id",
    ]
    with store.open(tmp_path / "archive.db", readonly=True) as archive:
        for question, (_, told) in zip(questions, asked(place, *questions), strict=True):
            known = archive._db.execute(question).fetchall()
            assert len(known) > 1
            assert [_ordered(one) for one in told] == [_ordered(one) for one in known], question


def _ordered(found: Sequence[str]) -> Any:
    value = json.loads(found[0])
    return sorted(value, key=lambda one: one["id"]) if isinstance(value, list) else value


def test_what_was_published_today_is_there(tmp_path: Path) -> None:
    found = [answered(made.captured(number, said(number))) for number in (1, 2)]
    today, other = replace(found[0].article, published=NOW.replace(year=2999)), found[1].article
    place = folder(tmp_path / "parts", [found[0]._replace(article=today), found[1]], 1)
    (_, told), *_ = asked(place, "SELECT id FROM articles_today")
    assert told == [[today.id]]
    assert other.id != today.id


def test_bytes_are_as_served(tmp_path: Path) -> None:
    found = [answered(one) for one in versions()]
    place = folder(tmp_path / "parts", found, 3)
    ((_, told),) = asked(place, "SELECT sha256, body FROM contents")
    assert len(told) == len({one.sha256 for one in found})
    assert {key: sha256(bytes.fromhex(body)).hexdigest() for key, body in told} == {
        key: key for key, _ in told
    }


def test_before_copies_are_looked_for_each_tells_its_own(tmp_path: Path) -> None:
    place = folder(tmp_path / "parts", [answered(one) for one in versions()], 2)
    asking = "SELECT count(*), sum((story_id = id)::INT) FROM articles", "SELECT * FROM stories"
    (_, counts), (_, stories) = asked(place, *asking)
    assert (counts, stories) == ([[6, 6]], [])


def test_of_nothing_all_is_empty(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    for _, told in asked(tmp_path / "parts", *SAME):
        assert told == []


def test_every_column_of_the_parts_is_told(tmp_path: Path) -> None:
    assert views._CAPTURES.keys() == made.ARTICLES.keys()
    assert views._ANSWERS.keys() == ANSWERS.keys()
    assert views._TOLD.keys() == conduct.heads.TOLD.keys()


def test_a_folder_is_no_pattern(tmp_path: Path) -> None:
    one, other = ([answered(made.captured(number, said(number)))] for number in (1, 2))
    asking = "SELECT id FROM articles"
    folder(tmp_path / "ab", other, 1)
    for name in ("a*", "a?", "[a]b", "a\\b", "a=1"):
        ((_, told),) = asked(folder(tmp_path / name, one, 1), asking)
        assert told == [[one[0].article.id]], name
    with pytest.raises(ConfigError, match="another name"):
        views.sql(folder(tmp_path / "a\\*", one, 1))


def test_what_names_no_stories_is_named(tmp_path: Path) -> None:
    (tmp_path / "stories.json").write_text("[]")
    with pytest.raises(ArchiveError, match=r"stories\.json"):
        views.sql(tmp_path)


def test_a_quote_ends_no_text(tmp_path: Path) -> None:
    place = folder(tmp_path / "it's", [answered(made.captured(1, said(1)))], 1)
    text = views.sql(place)
    assert "/it''s/" in text
    assert not re.search(r"it's(?!')", text)
