CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);

CREATE TABLE aliases (
  form       TEXT PRIMARY KEY,            -- another address of an article, without tracking
  source_url TEXT NOT NULL REFERENCES articles (source_url) ON UPDATE CASCADE ON DELETE CASCADE,
  seen_at    TEXT NOT NULL
) STRICT;

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

CREATE TABLE contents (
  sha256 TEXT PRIMARY KEY,                -- of the bytes as served, hexadecimal
  size   INTEGER NOT NULL,                -- of the bytes as served
  zstd   BLOB NOT NULL                    -- the bytes, compressed; the same bytes are kept once
) STRICT;

CREATE TABLE hosts (
  host       TEXT PRIMARY KEY,            -- one that failed, and has not answered since
  kind       TEXT NOT NULL,               -- what the last failure was: blocked, busy, timeout …
  reason     TEXT NOT NULL,
  failures   INTEGER NOT NULL,            -- in a row
  failed_at  TEXT NOT NULL,
  left_until TEXT                         -- not asked before this time; NULL: it may be asked
) STRICT;

CREATE TABLE images (
  article_id TEXT NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
  position   INTEGER NOT NULL,            -- 0, 1, 2 … in the order of the body
  url        TEXT NOT NULL,
  width      INTEGER,                     -- pixels, NULL where unknown
  height     INTEGER,                     -- pixels, NULL where unknown
  caption    TEXT,
  PRIMARY KEY (article_id, position)
) STRICT;

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
, pending_id INTEGER
  /* the answer that came and was not read yet, where a run was killed between the two */
  REFERENCES snapshots (id)) STRICT;

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

CREATE TABLE runs (
  id          INTEGER PRIMARY KEY,        -- 1, 2, 3 … in the order they began
  command     TEXT NOT NULL,              -- what was asked for: crawl, import …
  started_at  TEXT NOT NULL,
  finished_at TEXT,                       -- NULL while it runs, and where it was killed
  counts      TEXT NOT NULL DEFAULT '{}'  -- JSON object: kind of outcome → how many
              CHECK (json_valid(counts)),
  note        TEXT NOT NULL DEFAULT ''    -- one line, where there was something to say
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

CREATE TABLE sources (
  name      TEXT PRIMARY KEY,             -- as in the configuration
  kind      TEXT NOT NULL DEFAULT '',     -- channel, hot, author, search, sitemap, urls
  first_run INTEGER REFERENCES runs (id), -- the first run that asked it, NULL where unknown
  last_run  INTEGER REFERENCES runs (id)  -- the latest run that asked it
) STRICT;

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

CREATE TABLE verdicts (
  run_id  INTEGER PRIMARY KEY REFERENCES runs (id), -- the run after which it was said
  at      TEXT NOT NULL,
  level   TEXT NOT NULL,                  -- ok, watch or alarm
  reasons TEXT NOT NULL                   -- JSON list of {level, name, text, url, look}
          CHECK (json_valid(reasons))
) STRICT;

CREATE TABLE visits (
  id          INTEGER PRIMARY KEY,
  source_url  TEXT NOT NULL REFERENCES links (source_url) ON UPDATE CASCADE,
  run_id      INTEGER REFERENCES runs (id),
  at          TEXT NOT NULL,
  kind        TEXT NOT NULL,              -- what the visit came to: new, same, gone …
  reason      TEXT NOT NULL,              -- one line, where there was something to say
  snapshot_id INTEGER REFERENCES snapshots (id), -- the answer, where one was kept
  due_at      TEXT                        -- when to visit again; NULL: never
, era TEXT
  /* the extractor that knew the page, qq-origin/1; empty where none did, or nothing came */
  NOT NULL DEFAULT '', missing TEXT
  /* what was looked for on the page in vain */
  NOT NULL DEFAULT '', chars INTEGER
  /* characters of the text that was read */
  NOT NULL DEFAULT 0, fields TEXT
  /* JSON list of what the page gave of author, published, images, thumbnail, summary */
  NOT NULL DEFAULT '[]' CHECK (json_valid(fields))) STRICT;

CREATE INDEX aliases_article ON aliases (source_url);

CREATE INDEX articles_first_seen ON articles (first_seen);

CREATE INDEX articles_newest ON articles (listed_at, id);

CREATE INDEX articles_snapshot ON articles (snapshot_id);

CREATE INDEX articles_source ON articles (source, listed_at, id);

CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");

CREATE INDEX links_due ON links (due_at, source_url) WHERE due_at IS NOT NULL;

CREATE INDEX links_pending ON links (pending_id) WHERE pending_id IS NOT NULL;

CREATE INDEX links_source ON links (source, source_url);

CREATE INDEX links_unvisited ON links (source_url) WHERE kind IS NULL;

CREATE INDEX notices_run ON notices (run_id);

CREATE INDEX quarantine_snapshot ON quarantine (snapshot_id);

CREATE INDEX revisions_snapshot ON revisions (snapshot_id);

CREATE INDEX snapshots_run ON snapshots (run_id);

CREATE INDEX snapshots_sha256 ON snapshots (sha256);

CREATE INDEX surveys_at ON surveys (at);

CREATE INDEX surveys_run ON surveys (run_id);

CREATE INDEX surveys_source ON surveys (source);

CREATE INDEX visits_at ON visits (at);

CREATE INDEX visits_link ON visits (source_url);

CREATE INDEX visits_run ON visits (run_id);

CREATE INDEX visits_snapshot ON visits (snapshot_id);

PRAGMA user_version = 2;
