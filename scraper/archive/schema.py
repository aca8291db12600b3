"""Database → the same database with the tables of this version; refuses one that is not ours."""

from __future__ import annotations

import re

from sqlite_utils import Database, Migrations

from scraper.archive import backfill, functions, stories
from scraper.errors import ArchiveError

VERSION = 3
"""The newest schema this program knows; kept in the file as `PRAGMA user_version`."""

FIRST = """
CREATE TABLE runs (
  id          INTEGER PRIMARY KEY,        -- 1, 2, 3 … in the order they began
  command     TEXT NOT NULL,              -- what was asked for: crawl, import …
  started_at  TEXT NOT NULL,
  finished_at TEXT,                       -- NULL while it runs, and where it was killed
  counts      TEXT NOT NULL DEFAULT '{}'  -- JSON object: kind of outcome → how many
              CHECK (json_valid(counts)),
  note        TEXT NOT NULL DEFAULT ''    -- one line, where there was something to say
) STRICT;

CREATE TABLE sources (
  name      TEXT PRIMARY KEY,             -- as in the configuration
  kind      TEXT NOT NULL DEFAULT '',     -- channel, hot, author, search, sitemap, urls
  first_run INTEGER REFERENCES runs (id), -- the first run that asked it, NULL where unknown
  last_run  INTEGER REFERENCES runs (id)  -- the latest run that asked it
) STRICT;

CREATE TABLE contents (
  sha256 TEXT PRIMARY KEY,                -- of the bytes as served, hexadecimal
  size   INTEGER NOT NULL,                -- of the bytes as served
  zstd   BLOB NOT NULL                    -- the bytes, compressed; the same bytes are kept once
) STRICT;

CREATE TABLE snapshots (
  id         INTEGER PRIMARY KEY,         -- one for every answer
  asked      TEXT NOT NULL,               -- the address asked for
  url        TEXT NOT NULL,               -- where the answer came from, after redirects
  status     INTEGER NOT NULL,            -- of HTTP
  headers    TEXT NOT NULL                -- JSON list of [name, value]
             CHECK (json_valid(headers)),
  fetched_at TEXT NOT NULL,
  sha256     TEXT NOT NULL REFERENCES contents (sha256),
  run_id     INTEGER REFERENCES runs (id) -- NULL outside a run
) STRICT;
CREATE INDEX snapshots_sha256 ON snapshots (sha256);
CREATE INDEX snapshots_run ON snapshots (run_id);

CREATE TABLE articles (
  id          TEXT PRIMARY KEY,           -- the site's id, e.g. 20250212A08YTH00
  source_url  TEXT NOT NULL UNIQUE,       -- its one address
  title       TEXT NOT NULL,
  published   TEXT,                       -- as the site says; NULL where it does not
  author      TEXT,                       -- the account that published it
  summary     TEXT NOT NULL,              -- plain text, may be empty
  thumbnail   TEXT,                       -- address of an image
  body        TEXT NOT NULL,              -- Markdown
  videos      TEXT NOT NULL               -- JSON list of {vid, url, title, duration, thumbnail}
              CHECK (json_valid(videos)),
  tags        TEXT NOT NULL               -- JSON list of texts
              CHECK (json_valid(tags)),
  category    TEXT,                       -- the site's own
  lang        TEXT NOT NULL,              -- e.g. zh-CN
  paid        INTEGER NOT NULL            -- 1 where the site sells the full text
              CHECK (paid IN (0, 1)),
  extractor   TEXT NOT NULL,              -- era/version that last read this text from its page
  revision    INTEGER NOT NULL DEFAULT 1, -- 1 for the first text, 2 for the second …
  first_seen  TEXT NOT NULL,
  last_seen   TEXT NOT NULL,              -- the latest visit that found this text
  changed_at  TEXT,                       -- when this text replaced an earlier one; NULL: never
  source      TEXT NOT NULL DEFAULT '',   -- sources.name that first named it
  reason      TEXT NOT NULL DEFAULT '',   -- why it counts as AI-industry news
  snapshot_id INTEGER REFERENCES snapshots (id), -- the answer it was made from; NULL: none kept
  listed_at   TEXT GENERATED ALWAYS AS    -- the time it is listed under
              (coalesce(published, first_seen)) VIRTUAL,
  CONSTRAINT needs_id_url_title_and_body
    CHECK (id <> '' AND source_url <> '' AND title <> '' AND body <> '')
) STRICT;
CREATE INDEX articles_newest ON articles (listed_at, id);
CREATE INDEX articles_source ON articles (source, listed_at, id);
CREATE INDEX articles_snapshot ON articles (snapshot_id);

CREATE TABLE images (
  article_id TEXT NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
  position   INTEGER NOT NULL,            -- 0, 1, 2 … in the order of the body
  url        TEXT NOT NULL,
  width      INTEGER,                     -- pixels, NULL where unknown
  height     INTEGER,                     -- pixels, NULL where unknown
  caption    TEXT,
  PRIMARY KEY (article_id, position)
) STRICT;

CREATE TABLE revisions (
  article_id  TEXT NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
  number      INTEGER NOT NULL,           -- articles.revision at the time
  title       TEXT NOT NULL,              -- the earlier title
  body        TEXT NOT NULL,              -- the earlier Markdown
  changed     TEXT NOT NULL               -- JSON object: the earlier values of the other
              CHECK (json_valid(changed)), -- fields that differ from the next revision
  extractor   TEXT NOT NULL,
  stored_at   TEXT NOT NULL,              -- when this earlier text was stored
  snapshot_id INTEGER REFERENCES snapshots (id),
  PRIMARY KEY (article_id, number)
) STRICT;
CREATE INDEX revisions_snapshot ON revisions (snapshot_id);

CREATE TABLE aliases (
  form       TEXT PRIMARY KEY,            -- another address of an article, without tracking
  source_url TEXT NOT NULL REFERENCES articles (source_url) ON UPDATE CASCADE ON DELETE CASCADE,
  seen_at    TEXT NOT NULL
) STRICT;
CREATE INDEX aliases_article ON aliases (source_url);

CREATE TABLE links (
  source_url    TEXT PRIMARY KEY,         -- the article's address, or its only known form
  id            TEXT NOT NULL,            -- empty where only the page can tell
  fetch_url     TEXT NOT NULL,            -- what to ask for
  form          TEXT NOT NULL DEFAULT '', -- the address as it was written, where it is another
  certain       INTEGER NOT NULL          -- 0 where source_url is not the article's final one
                CHECK (certain IN (0, 1)),
  source        TEXT NOT NULL,            -- sources.name that first named it
  hint          TEXT NOT NULL             -- JSON object: what lists said of it
                CHECK (json_valid(hint)),
  reason        TEXT NOT NULL,            -- why it counts as AI-industry news
  discovered_at TEXT NOT NULL,
  kind          TEXT,                     -- outcome of the last visit; NULL: never visited
  tries         INTEGER NOT NULL DEFAULT 0, -- visits since the article was last there
  due_at        TEXT                      -- when to visit again; NULL: never
) STRICT;
CREATE INDEX links_due ON links (due_at, source_url) WHERE due_at IS NOT NULL;
CREATE INDEX links_unvisited ON links (source_url) WHERE kind IS NULL;

CREATE TABLE visits (
  id          INTEGER PRIMARY KEY,
  source_url  TEXT NOT NULL REFERENCES links (source_url) ON UPDATE CASCADE,
  run_id      INTEGER REFERENCES runs (id),
  at          TEXT NOT NULL,
  kind        TEXT NOT NULL,              -- what the visit came to: new, same, gone …
  reason      TEXT NOT NULL,              -- one line, where there was something to say
  snapshot_id INTEGER REFERENCES snapshots (id), -- the answer, where one was kept
  due_at      TEXT                        -- when to visit again; NULL: never
) STRICT;
CREATE INDEX visits_link ON visits (source_url);
CREATE INDEX visits_run ON visits (run_id);
CREATE INDEX visits_snapshot ON visits (snapshot_id);

PRAGMA user_version = 1;
"""
"""Times are ISO 8601 in Beijing time, ``2025-02-12T19:43:37+08:00``: text order is time order."""

SECOND = """
ALTER TABLE links ADD COLUMN pending_id INTEGER
  /* the answer that came and was not read yet, where a run was killed between the two */
  REFERENCES snapshots (id);
CREATE INDEX links_pending ON links (pending_id) WHERE pending_id IS NOT NULL;
CREATE INDEX links_source ON links (source, source_url);
CREATE INDEX articles_first_seen ON articles (first_seen);

ALTER TABLE visits ADD COLUMN era TEXT
  /* the extractor that knew the page, qq-origin/1; empty where none did, or nothing came */
  NOT NULL DEFAULT '';
ALTER TABLE visits ADD COLUMN missing TEXT
  /* what was looked for on the page in vain */
  NOT NULL DEFAULT '';
ALTER TABLE visits ADD COLUMN chars INTEGER
  /* characters of the text that was read */
  NOT NULL DEFAULT 0;
ALTER TABLE visits ADD COLUMN fields TEXT
  /* JSON list of what the page gave of author, published, images, thumbnail, summary */
  NOT NULL DEFAULT '[]' CHECK (json_valid(fields));
CREATE INDEX visits_at ON visits (at);

CREATE TABLE surveys (
  id        INTEGER PRIMARY KEY,          -- one for every time a source was asked
  run_id    INTEGER REFERENCES runs (id), -- NULL outside a run
  source    TEXT NOT NULL REFERENCES sources (name),
  at        TEXT NOT NULL,
  new       INTEGER NOT NULL DEFAULT 0,   -- rows that were never seen before
  known     INTEGER NOT NULL DEFAULT 0,   -- rows that were
  off_topic INTEGER NOT NULL DEFAULT 0,   -- rows that are no AI-industry news
  kind      TEXT NOT NULL DEFAULT '',     -- what the failure was: blocked, unreadable …; else empty
  reason    TEXT NOT NULL DEFAULT ''      -- the failure in one line
) STRICT;
CREATE INDEX surveys_at ON surveys (at);
CREATE INDEX surveys_run ON surveys (run_id);
CREATE INDEX surveys_source ON surveys (source);

CREATE TABLE quarantine (
  source_url  TEXT PRIMARY KEY            -- the page that could not be believed
              REFERENCES links (source_url) ON UPDATE CASCADE,
  kind        TEXT NOT NULL,              -- hollow, unreadable or suspect
  reason      TEXT NOT NULL,
  snapshot_id INTEGER NOT NULL REFERENCES snapshots (id), -- its bytes as served
  since       TEXT NOT NULL,              -- when it was first met so
  last_seen   TEXT NOT NULL,              -- when it was last met so
  extractors  TEXT NOT NULL               -- all that tried it in vain: qq-origin/1 qq-rendered/1 …
) STRICT;
CREATE INDEX quarantine_snapshot ON quarantine (snapshot_id);

CREATE TABLE hosts (
  host       TEXT PRIMARY KEY,            -- one that failed, and has not answered since
  kind       TEXT NOT NULL,               -- what the last failure was: blocked, busy, timeout …
  reason     TEXT NOT NULL,
  failures   INTEGER NOT NULL,            -- in a row
  failed_at  TEXT NOT NULL,
  left_until TEXT                         -- not asked before this time; NULL: it may be asked
) STRICT;

CREATE TABLE verdicts (
  run_id  INTEGER PRIMARY KEY REFERENCES runs (id), -- the run after which it was said
  at      TEXT NOT NULL,
  level   TEXT NOT NULL,                  -- ok, watch or alarm
  reasons TEXT NOT NULL                   -- JSON list of {level, name, text, url, look}
          CHECK (json_valid(reasons))
) STRICT;

CREATE TABLE notices (
  id         INTEGER PRIMARY KEY,         -- one for each time people were told something
  run_id     INTEGER REFERENCES runs (id),
  at         TEXT NOT NULL,
  kind       TEXT NOT NULL,               -- alarm, watch, recovery, reminder or digest
  level      TEXT NOT NULL,               -- the level people then knew of
  names      TEXT NOT NULL                -- JSON list of the reasons people then knew of
             CHECK (json_valid(names)),
  subject    TEXT NOT NULL,
  deliveries TEXT NOT NULL                -- JSON list of {channel, fault}; no secret is in it
             CHECK (json_valid(deliveries))
) STRICT;
CREATE INDEX notices_run ON notices (run_id);

PRAGMA user_version = 2;
"""
"""What has happened to the archive since: how it is watched, and how patient it is."""

THIRD = """
CREATE TABLE articles_anew (
  number      INTEGER PRIMARY KEY,        -- 1, 2, 3 …: what the indexes of the text know it by
  id          TEXT NOT NULL UNIQUE,       -- the site's id, e.g. 20250212A08YTH00
  source_url  TEXT NOT NULL UNIQUE,       -- its one address
  title       TEXT NOT NULL,
  published   TEXT,                       -- as the site says; NULL where it does not
  author      TEXT,                       -- the account that published it
  summary     TEXT NOT NULL,              -- plain text, may be empty
  thumbnail   TEXT,                       -- address of an image
  body        TEXT NOT NULL,              -- Markdown
  videos      TEXT NOT NULL               -- JSON list of {vid, url, title, duration, thumbnail}
              CHECK (json_valid(videos)),
  tags        TEXT NOT NULL               -- JSON list of texts
              CHECK (json_valid(tags)),
  category    TEXT,                       -- the site's own
  lang        TEXT NOT NULL,              -- e.g. zh-CN
  paid        INTEGER NOT NULL            -- 1 where the site sells the full text
              CHECK (paid IN (0, 1)),
  extractor   TEXT NOT NULL,              -- era/version that last read this text from its page
  revision    INTEGER NOT NULL DEFAULT 1, -- 1 for the first text, 2 for the second …
  first_seen  TEXT NOT NULL,
  last_seen   TEXT NOT NULL,              -- the latest visit that found this text
  changed_at  TEXT,                       -- when this text replaced an earlier one; NULL: never
  gone_at     TEXT,                       -- when the site was found to have removed it; NULL: not
  source      TEXT NOT NULL DEFAULT '',   -- sources.name that first named it
  reason      TEXT NOT NULL DEFAULT '',   -- why it counts as AI-industry news
  snapshot_id INTEGER REFERENCES snapshots (id), -- the answer it was made from; NULL: none kept
  content_sha256 TEXT NOT NULL,           -- of the letters of the body: the same for a copy
  story_id    TEXT NOT NULL               -- articles.id of the first that told the same; its own
              REFERENCES articles (id) ON UPDATE CASCADE, -- where no other told it before
  listed_at   TEXT GENERATED ALWAYS AS    -- the time it is listed under
              (coalesce(published, first_seen)) VIRTUAL,
  CONSTRAINT needs_id_url_title_and_body
    CHECK (id <> '' AND source_url <> '' AND title <> '' AND body <> '')
) STRICT;

INSERT INTO articles_anew (
  id, source_url, title, published, author, summary, thumbnail, body, videos, tags, category, lang,
  paid, extractor, revision, first_seen, last_seen, changed_at, source, reason, snapshot_id,
  content_sha256, story_id)
SELECT
  id, source_url, title, published, author, summary, thumbnail, body, videos, tags, category, lang,
  paid, extractor, revision, first_seen, last_seen, changed_at, source, reason, snapshot_id,
  content_sha256(body), id
FROM articles ORDER BY listed_at, id;
DROP TABLE articles;
ALTER TABLE articles_anew RENAME TO articles;

CREATE INDEX articles_newest ON articles (listed_at, id);
CREATE INDEX articles_source ON articles (source, listed_at, id);
CREATE INDEX articles_snapshot ON articles (snapshot_id);
CREATE INDEX articles_first_seen ON articles (first_seen);
CREATE INDEX articles_content ON articles (content_sha256, first_seen, id);
CREATE INDEX articles_story ON articles (story_id, first_seen, id);
CREATE INDEX articles_copies ON articles (listed_at, story_id) WHERE story_id <> id;
CREATE INDEX articles_gone ON articles (gone_at) WHERE gone_at IS NOT NULL;

/* What texts are found by: words, and of Chinese each two characters in a row (芯片, 大模 模型).
   Both are indexes of terms only, without the texts: join their rowid with articles.number. */
CREATE VIRTUAL TABLE title_index USING fts5 (terms, content = '', detail = none, tokenize = ascii);
CREATE VIRTUAL TABLE text_index USING fts5 (terms, content = '', detail = none, tokenize = ascii);
INSERT INTO text_index (text_index, rank) VALUES ('hashsize', 16777216); -- bytes
INSERT INTO title_index (rowid, terms) SELECT number, title_terms(title) FROM articles;
INSERT INTO text_index (rowid, terms) SELECT number, text_terms(title, body) FROM articles;

CREATE TABLE blocks (
  block  INTEGER PRIMARY KEY,             -- of the articles whose number / 1024 it is
  oldest TEXT NOT NULL,                   -- none of them is listed before this time
  newest TEXT NOT NULL                    -- nor after this one
) STRICT;
INSERT INTO blocks
SELECT number / 1024, min(listed_at), max(listed_at) FROM articles GROUP BY number / 1024;

CREATE TRIGGER articles_listed AFTER INSERT ON articles BEGIN
  INSERT INTO blocks VALUES (new.number / 1024, new.listed_at, new.listed_at)
  ON CONFLICT (block) DO UPDATE
  SET oldest = min(oldest, excluded.oldest), newest = max(newest, excluded.newest);
END;
CREATE TRIGGER articles_moved AFTER UPDATE OF number, published, first_seen ON articles BEGIN
  INSERT INTO blocks VALUES (new.number / 1024, new.listed_at, new.listed_at)
  ON CONFLICT (block) DO UPDATE
  SET oldest = min(oldest, excluded.oldest), newest = max(newest, excluded.newest);
END;
CREATE TRIGGER articles_added AFTER INSERT ON articles BEGIN
  INSERT INTO title_index (rowid, terms) VALUES (new.number, title_terms(new.title));
  INSERT INTO text_index (rowid, terms) VALUES (new.number, text_terms(new.title, new.body));
END;
CREATE TRIGGER articles_removed AFTER DELETE ON articles BEGIN
  INSERT INTO title_index (title_index, rowid, terms)
    VALUES ('delete', old.number, title_terms(old.title));
  INSERT INTO text_index (text_index, rowid, terms)
    VALUES ('delete', old.number, text_terms(old.title, old.body));
END;
CREATE TRIGGER articles_rewritten AFTER UPDATE OF number, title, body ON articles
WHEN old.number <> new.number OR old.title <> new.title OR old.body <> new.body BEGIN
  INSERT INTO title_index (title_index, rowid, terms)
    VALUES ('delete', old.number, title_terms(old.title));
  INSERT INTO text_index (text_index, rowid, terms)
    VALUES ('delete', old.number, text_terms(old.title, old.body));
  INSERT INTO title_index (rowid, terms) VALUES (new.number, title_terms(new.title));
  INSERT INTO text_index (rowid, terms) VALUES (new.number, text_terms(new.title, new.body));
END;

/* An answer that another archive has too is found by what it is. */
DROP INDEX snapshots_sha256;
CREATE INDEX snapshots_sha256 ON snapshots (sha256, asked, fetched_at);

CREATE TABLE sketches (
  hash   INTEGER NOT NULL,                -- one of the smallest hashes of the pieces of a body
  number INTEGER NOT NULL REFERENCES articles (number) ON UPDATE CASCADE ON DELETE CASCADE,
  PRIMARY KEY (hash, number)
) WITHOUT ROWID, STRICT;

ALTER TABLE revisions ADD COLUMN replaced_at TEXT
  /* when the next text took its place */
  NOT NULL DEFAULT '';
ALTER TABLE revisions ADD COLUMN cause TEXT
  /* who changed it: the site, or an extractor that read the same page otherwise */
  NOT NULL DEFAULT 'site' CHECK (cause IN ('site', 'extractor'));
ALTER TABLE revisions ADD COLUMN kinds TEXT
  /* JSON list of what the next text changed: headline, number, appended, removed, rewording … */
  NOT NULL DEFAULT '[]' CHECK (json_valid(kinds));
UPDATE revisions SET replaced_at = coalesce(
  (SELECT stored_at FROM revisions AS later WHERE later.article_id = revisions.article_id
    AND later.number = revisions.number + 1),
  (SELECT changed_at FROM articles WHERE id = revisions.article_id), stored_at);
CREATE INDEX revisions_replaced ON revisions (replaced_at);

CREATE TABLE entities (
  name    TEXT PRIMARY KEY,               -- as the dictionary has it first: 科大讯飞
  kind    TEXT NOT NULL,                  -- company, model, person, chip, institution
  company TEXT,                           -- whose it is, by name; NULL where it is nobody's
  aliases TEXT NOT NULL DEFAULT '[]'      -- JSON list of its other spellings
          CHECK (json_valid(aliases))
) STRICT;

CREATE TABLE mentions (
  article_id TEXT NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
  entity     TEXT NOT NULL REFERENCES entities (name) ON UPDATE CASCADE ON DELETE CASCADE,
  count      INTEGER NOT NULL,            -- how often, in the title and the body
  in_title   INTEGER NOT NULL             -- 1 where the title names it
             CHECK (in_title IN (0, 1)),
  PRIMARY KEY (article_id, entity)
) WITHOUT ROWID, STRICT;
CREATE INDEX mentions_entity ON mentions (entity, article_id);

CREATE TABLE clippings (
  id         INTEGER PRIMARY KEY,         -- a text that came without an address
  title      TEXT NOT NULL,
  body       TEXT NOT NULL,               -- Markdown or plain text
  published  TEXT,                        -- NULL where it was not said
  file       TEXT NOT NULL,               -- the name of the file it came from
  added_at   TEXT NOT NULL,
  content_sha256 TEXT NOT NULL,           -- of its letters
  article_id TEXT REFERENCES articles (id) -- the article of the same text, where there is one
             ON UPDATE CASCADE ON DELETE SET NULL,
  UNIQUE (content_sha256, title, file)
) STRICT;
CREATE INDEX clippings_article ON clippings (article_id);

CREATE TABLE dictionaries (
  id      INTEGER PRIMARY KEY,            -- 1, 2, 3 …
  zstd    BLOB NOT NULL,                  -- a dictionary of Zstandard, made of the archive's pages
  pages   INTEGER NOT NULL,               -- how many it was made of
  made_at TEXT NOT NULL
) STRICT;
ALTER TABLE contents ADD COLUMN dictionary_id INTEGER
  /* the dictionary its bytes are compressed with; NULL: without one */
  REFERENCES dictionaries (id);
CREATE INDEX contents_dictionary ON contents (dictionary_id) WHERE dictionary_id IS NOT NULL;

CREATE TABLE marks (
  name  TEXT PRIMARY KEY,                 -- what is remembered: entities, reextract
  value TEXT NOT NULL                     -- JSON
        CHECK (json_valid(value))
) STRICT;

CREATE VIEW articles_today AS
  /* what was published since midnight, Beijing time; newest first */
  SELECT * FROM articles
  WHERE listed_at >= strftime('%Y-%m-%dT00:00:00+08:00', 'now', '+8 hours')
  ORDER BY listed_at DESC;

CREATE VIEW changes AS
  /* what was changed after publication, newest first */
  SELECT revisions.replaced_at AS changed_at, articles.id, articles.source_url, articles.author,
         articles.published, revisions.kinds, revisions.title AS old_title,
         coalesce(later.title, articles.title) AS new_title, revisions.body AS old_body,
         coalesce(later.body, articles.body) AS new_body, revisions.number AS revision
  FROM revisions
  JOIN articles ON articles.id = revisions.article_id
  LEFT JOIN revisions AS later
    ON later.article_id = revisions.article_id AND later.number = revisions.number + 1
  WHERE revisions.cause = 'site'
  ORDER BY revisions.replaced_at DESC;

CREATE VIEW stories AS
  /* a line for each story that others told too: its head, and who they are; latest copy first */
  SELECT heads.id, heads.title, heads.source_url, heads.author, heads.listed_at,
         count(*) AS copies, max(copies.listed_at) AS latest,
         json_group_array(json_object('id', copies.id, 'source_url', copies.source_url,
           'author', copies.author, 'title', copies.title, 'listed_at', copies.listed_at)) AS told
  FROM articles AS copies INDEXED BY articles_copies
  JOIN articles AS heads ON heads.id = copies.story_id
  WHERE copies.story_id <> copies.id
  GROUP BY heads.id
  ORDER BY latest DESC;

PRAGMA user_version = 3;
"""
"""What the archive is for: to be searched, compared and traced."""

TABLES = (
    *re.findall(r"^CREATE TABLE (\w+)", FIRST + SECOND, re.MULTILINE),
    *re.findall(r"^CREATE TABLE (?!articles_anew)(\w+)", THIRD, re.MULTILINE),
)

migrations = Migrations("scraper")
"""Never edit one that was released: add another, raise VERSION, and keep the old dump in tests."""


@migrations(name="0001-first")
def _first(db: Database) -> None:
    db.executescript(FIRST)


@migrations(name="0002-watch")
def _second(db: Database) -> None:
    db.executescript(SECOND)


@migrations(name="0003-search")
def _third(db: Database) -> None:
    db.executescript(THIRD)
    stories.fill(db)
    backfill.told(db)


def check(db: Database, path: object) -> bool:
    """Whether migrations are to be applied; changes nothing.

    ArchiveError where the database is another program's, newer than this one, or lacks a table.
    """
    names = {name for name in db.table_names() if not name.startswith("sqlite_")}
    if not names:
        return True
    applied = _applied(db) if migrations.migrations_table in names else set()
    if not applied:
        raise ArchiveError(f"{path}: the database of another program; choose another path")
    pending = {one.name for one in migrations.pending(db)}
    if _newer(db, applied):
        raise ArchiveError(f"{path}: made by a newer version of this program; upgrade this one")
    if not pending and (lost := set(TABLES) - names):
        raise ArchiveError(f"{path}: damaged, no table {min(lost)!r}; restore it from a backup")
    return bool(pending)


def apply(db: Database) -> None:
    """Bring the tables to this version; call inside a transaction. Twice is as good as once.

    Foreign keys must not be enforced meanwhile: a table that others refer to may be made anew.
    """
    functions.register(db.conn)
    migrations.apply(db)


def _applied(db: Database) -> set[str]:
    rows = db.execute(
        "SELECT name FROM _sqlite_migrations WHERE migration_set = ?", [migrations.name]
    )
    return {str(name) for (name,) in rows}


def _newer(db: Database, applied: set[str]) -> bool:
    known = {one.name for one in migrations._migrations}
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return bool(applied - known) or version > VERSION
