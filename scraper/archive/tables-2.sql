-- What has happened to the archive since: how it is watched, and how patient it is.

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
