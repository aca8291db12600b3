-- What leaves the archive: images that stay, what the site says an article is about, translations, and what stories were told before.

ALTER TABLE articles ADD COLUMN abstract TEXT
  /* what the site itself says it is about; NULL where it says nothing */;

CREATE TABLE pictures (
  sha256 TEXT PRIMARY KEY,                -- of the bytes, hexadecimal: the same image is kept once
  type   TEXT NOT NULL,                   -- jpeg, png, gif, webp or avif, read from the bytes
  width  INTEGER NOT NULL,                -- pixels, read from the bytes
  height INTEGER NOT NULL,                -- pixels, read from the bytes
  size   INTEGER NOT NULL,                -- of the bytes
  bytes  BLOB NOT NULL                    -- as served
) STRICT;

CREATE TABLE mirrors (
  image    TEXT PRIMARY KEY,              -- an image in whatever size: its address without the size
  url      TEXT NOT NULL,                 -- as that article names it, in the size it has there
  article_id TEXT                         -- who named it first; NULL where that is no longer there
             REFERENCES articles (id) ON UPDATE CASCADE ON DELETE SET NULL,
  sha256   TEXT REFERENCES pictures (sha256), -- what came; NULL: nothing yet
  reason   TEXT NOT NULL DEFAULT '',      -- why nothing came, or what is wrong with what is kept
  tries    INTEGER NOT NULL DEFAULT 0,    -- in a row that gave nothing
  asked_at TEXT,                          -- the last try; NULL: none yet
  due_at   TEXT                           -- the next try; NULL: it is kept, or given up
) STRICT;
CREATE INDEX mirrors_due ON mirrors (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX mirrors_picture ON mirrors (sha256);
CREATE INDEX mirrors_article ON mirrors (article_id);

CREATE TABLE translations (
  article_id TEXT NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
  lang       TEXT NOT NULL,               -- what it was put into: en; of a summary zh-CN
  kind       TEXT NOT NULL                -- of what it was made: the whole text, or a summary of it
             CHECK (kind IN ('text', 'summary')),
  source_sha256 TEXT NOT NULL,            -- of the title and the Markdown of the last try
  model      TEXT NOT NULL,               -- who made it: the model, or the command
  title      TEXT NOT NULL DEFAULT '',    -- '' for a summary, and where none ever came
  summary    TEXT NOT NULL DEFAULT '',
  body       TEXT NOT NULL DEFAULT '',    -- Markdown; '' for a summary, and where none ever came
  reason     TEXT NOT NULL DEFAULT '',    -- why the last try gave none; '' where it did
  tries      INTEGER NOT NULL DEFAULT 0,  -- in a row that gave nothing
  tokens     INTEGER NOT NULL DEFAULT 0,  -- what it has cost in all, as the endpoint counts
  made_at    TEXT NOT NULL,               -- the last try
  PRIMARY KEY (article_id, lang, kind)
) STRICT;

CREATE TABLE retellings (
  article_id TEXT NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
  until      TEXT NOT NULL,               -- when a text that changed moved it to another one
  story_id   TEXT NOT NULL,               -- the story it told until then, as articles.story_id
  PRIMARY KEY (article_id, until)
) WITHOUT ROWID, STRICT;

PRAGMA user_version = 4;
