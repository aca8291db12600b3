-- What the archive is read by: what one account published, the newest first, without a look at the others.

CREATE INDEX articles_author ON articles (author, listed_at, id);

PRAGMA user_version = 5;
