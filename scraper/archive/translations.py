"""Article ↔ translations: what was made of a text by a model, and what could not be made."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from scraper.archive import articles, cells, functions
from scraper.archive.cells import Row
from scraper.archive.connection import Database
from scraper.archive.session import Session
from scraper.archive.values import Entry, Translation
from scraper.errors import ArchiveError
from scraper.models import Article

TRIES = 3
"""A text of which so many tries gave nothing is given up, until it changes or is asked for."""
TEXT, SUMMARY = "text", "summary"

_DUE = """
  SELECT articles.number, articles.listed_at, articles.id FROM articles
  LEFT JOIN translations AS made
    ON made.article_id = articles.id AND made.lang = coalesce(:lang, articles.lang)
    AND made.kind = :kind
  WHERE (listed_at, id) < (:at, :id) AND (:since IS NULL OR listed_at >= :since)
    AND (:ids IS NULL OR id IN (SELECT value FROM json_each(:ids)))
    AND articles.lang <> coalesce(:lang, '')
    AND (:kind = 'text' OR coalesce(abstract, '') = '')
    AND (made.source_sha256 IS NULL
      OR (made.reason <> '' AND (made.tries < :tries OR :retry))
      OR made.source_sha256 <> source_sha256(articles.title, articles.body))
  ORDER BY listed_at DESC, id DESC LIMIT :limit
"""
_KEEP = """
  INSERT INTO translations VALUES (:article_id, :lang, :kind, :source_sha256, :model, :title,
    :summary, :body, :reason, :tries, :tokens, :made_at)
  ON CONFLICT DO UPDATE SET source_sha256 = excluded.source_sha256, model = excluded.model,
    title = excluded.title, summary = excluded.summary, body = excluded.body,
    reason = excluded.reason, tries = excluded.tries, tokens = tokens + excluded.tokens,
    made_at = excluded.made_at
"""
_BRING = """
  INSERT INTO translations
  SELECT ours.id, made.lang, made.kind, made.source_sha256, made.model, made.title, made.summary,
    made.body, '', 0, made.tokens, made.made_at
  FROM other.translations AS made
  JOIN other.articles AS theirs ON theirs.id = made.article_id
  JOIN main.articles AS ours ON ours.source_url = theirs.source_url
  WHERE made.reason = ''
  ON CONFLICT DO UPDATE SET source_sha256 = excluded.source_sha256, model = excluded.model,
    title = excluded.title, summary = excluded.summary, body = excluded.body,
    reason = '', tries = 0, tokens = tokens + excluded.tokens, made_at = excluded.made_at
  WHERE (translations.reason <> '' OR translations.source_sha256 <> (
      SELECT source_sha256(title, body) FROM main.articles WHERE id = excluded.article_id))
    AND excluded.source_sha256 = (
      SELECT source_sha256(title, body) FROM main.articles WHERE id = excluded.article_id)
"""


class Translations(Session):
    """The part of an open archive that keeps translations and made summaries."""

    def of(self, article: str, now: Article | None = None) -> tuple[Translation, ...]:
        """The translations of the article of this id, by language; those in vain are none.

        Each says whether it is of an earlier text: than the stored one, or than that of `now`.
        """
        with self._reading():
            known = now or _article(self._db, article)
            rows = _rows(self._db, article, TEXT)
        return tuple(_read(row, known) for row in rows if row["body"] and known)

    def langs(self) -> list[str]:
        """The languages of all articles and translations."""
        with self._reading():
            found = self._db.execute(
                "SELECT lang FROM articles UNION"
                " SELECT lang FROM translations WHERE kind = ? AND body <> '' ORDER BY lang",
                [TEXT],
            )
            return [lang for (lang,) in found]

    def lead(self, article: str, now: Article | None = None) -> str:
        """The summary that was made of an article's present text, "" where there is none."""
        with self._reading():
            known = now or _article(self._db, article)
            rows = _rows(self._db, article, SUMMARY)
        made = (_read(row, known) for row in rows if known)
        return next((one.summary for one in made if not one.stale), "")

    def due(
        self,
        lang: str | None,
        *,
        since: datetime | None = None,
        ids: Collection[str] | None = None,
        retry: bool = False,
    ) -> Iterator[Entry]:
        """The articles without a translation of their present text into `lang`, newest first.

        Of none: those without an abstract, and without a summary of their present text. Given up
        ones only with `retry`. Read in pages: the archive may be written meanwhile.
        """
        asked = {
            "lang": lang,
            "kind": TEXT if lang else SUMMARY,
            "since": cells.stamp(since) if since else None,
            "ids": cells.dump(sorted(ids)) if ids is not None else None,
            "retry": retry,
            "tries": TRIES,
            "limit": articles.PAGE,
        }
        after = {"at": "\U0010ffff", "id": ""}
        while True:
            with self._reading():
                rows = self._db.rows(_DUE, **asked, **after)
                found = articles.numbered(self._db, [row["number"] for row in rows])
            yield from found
            if not rows:
                return
            after = {"at": rows[-1]["listed_at"], "id": rows[-1]["id"]}

    def keep(  # noqa: PLR0913 - all of it is one row
        self,
        article: Article,
        lang: str | None,
        *,
        model: str,
        title: str = "",
        summary: str = "",
        body: str = "",
        tokens: int,
        at: datetime,
    ) -> None:
        """Keep what was made of an article in the place of what was; of no language: a summary."""
        made = {"title": title, "summary": summary, "body": body, "reason": "", "tries": 0}
        self._write(article, lang, {**made, "model": model, "tokens": tokens}, at)

    def failed(  # noqa: PLR0913 - all of it is one row
        self,
        article: Article,
        lang: str | None,
        *,
        model: str,
        reason: str,
        tokens: int,
        at: datetime,
    ) -> int:
        """Write down that a try gave nothing, and how many in a row did not.

        What was made of an earlier text stays.
        """
        with self._writing():
            kind = TEXT if lang else SUMMARY
            rows = _rows(self._db, article.id, kind, lang or article.lang)
            old = rows[0] if rows else {"title": "", "summary": "", "body": "", "reason": ""}
            again = old["reason"] and old["source_sha256"] == source(article)
            tries = int(old["tries"]) + 1 if again else 1
            made = {name: old[name] for name in ("title", "summary", "body")}
            row = {**made, "reason": reason, "tries": tries, "model": model, "tokens": tokens}
            self._write(article, lang, row, at)
        return tries

    def _write(self, article: Article, lang: str | None, made: Row, at: datetime) -> None:
        row = {
            "article_id": article.id,
            "lang": lang or article.lang,
            "kind": TEXT if lang else SUMMARY,
            "source_sha256": source(article),
            "made_at": cells.stamp(at),
        }
        with self._writing():
            if not self._db.rows("SELECT 1 FROM articles WHERE id = ?", article.id):
                raise ArchiveError(f"{article.id}: no article of this id; it may have another now")
            self._db.execute(_KEEP, cells.clean(row | made))


def source(article: Article) -> str:
    """What a translation is of: the hash of the title and the Markdown."""
    return functions.source_sha256(article.title, article.body)


def bring(db: Database) -> None:
    """Take over what the archive attached as `other` has of our articles.

    Where ours has none, and where theirs is of our present text and ours is not; no failures.
    """
    with db.writing():
        db.execute(_BRING)


def _article(db: Database, key: str) -> Article | None:
    found = articles.entry(db, key)
    return found.article if found else None


def _rows(db: Database, article: str, kind: str, lang: str | None = None) -> list[Row]:
    return db.rows(
        "SELECT * FROM translations WHERE article_id = ? AND kind = ? AND lang = coalesce(?, lang)"
        " ORDER BY lang",
        *(article, kind, lang),
    )


def _read(row: Row, article: Article) -> Translation:
    """A translation; where the last try gave nothing, it is of the text before."""
    with cells.reading("translations", (row["article_id"], row["lang"], row["kind"])):
        return Translation(
            lang=row["lang"],
            title=row["title"],
            summary=row["summary"],
            body=row["body"],
            model=row["model"],
            made_at=cells.time(row["made_at"]),
            stale=bool(row["reason"]) or row["source_sha256"] != source(article),
        )
