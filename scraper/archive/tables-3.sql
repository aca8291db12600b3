-- What the archive is for: to be searched, compared and traced.

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
