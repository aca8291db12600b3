-- A folder of parts, read by DuckDB as if it were an archive: the tables and views of archive.db that
-- answers alone can fill, in the same names and columns. Say `duckdb -init FILE`, or run it first.
--
-- Times are texts in Beijing time: text order is time order. Where nothing can be known, there is
-- NULL: runs and what was removed (`run_id`, `gone_at`), and of revisions what was changed (`kinds`).

/* Every answer, as it stands in the parts, with what it came to. */
CREATE OR REPLACE VIEW answers AS SELECT * FROM $answers;

/* Every article of every answer, as it stands in the parts. */
CREATE OR REPLACE VIEW captures AS SELECT * FROM $captures;

/* Which story each article tells, as the last deduplication found. */
CREATE OR REPLACE VIEW told AS SELECT * FROM $told;

/* The answers, each once, by their place in the parts. */
CREATE OR REPLACE TABLE kept AS
WITH once AS (
  SELECT asked, sha256, fetched_at, filename AS file, file_row_number AS place FROM answers
  QUALIFY row_number() OVER (
    PARTITION BY fetched_at, asked, sha256 ORDER BY filename, file_row_number) = 1)
SELECT row_number() OVER (ORDER BY fetched_at, asked, sha256) AS id, * EXCLUDE (asked) FROM once;

/* The texts of articles, by their place in the parts: one for as many captures in a row as said the
   same. Of captures of one moment that differ the greater hashes stand last. */
CREATE OR REPLACE TABLE texts AS
WITH seen AS (
  SELECT id, fetched_at, sha256, extractor, abstract, filename AS file, file_row_number AS place,
         hash(source_url, title, published, author, summary, thumbnail, body, videos, tags,
              category, lang, paid, images) AS said
  FROM captures
  QUALIFY row_number() OVER (PARTITION BY id, fetched_at, sha256
    ORDER BY content_sha256 DESC, filename, file_row_number) = 1),
turned AS (
  SELECT *, said IS DISTINCT FROM lag(said) OVER (PARTITION BY id ORDER BY fetched_at, sha256)
    AS turn
  FROM seen),
counted AS (
  SELECT *, sum(turn::INTEGER) OVER (PARTITION BY id ORDER BY fetched_at, sha256
    ROWS UNBOUNDED PRECEDING)::BIGINT AS revision
  FROM turned),
said AS (
  SELECT id, revision, min(fetched_at) AS stored_at, max(fetched_at) AS seen_at,
         first(file ORDER BY fetched_at, sha256) AS file,
         first(place ORDER BY fetched_at, sha256) AS place,
         first(sha256 ORDER BY fetched_at, sha256) AS sha256,
         last(extractor ORDER BY fetched_at, sha256) AS extractor,
         last(abstract ORDER BY fetched_at, sha256) FILTER (abstract IS NOT NULL) AS abstract
  FROM counted GROUP BY id, revision),
placed AS (
  SELECT *, min(stored_at) OVER (PARTITION BY id) AS first_seen,
         lead(stored_at) OVER (PARTITION BY id ORDER BY revision) AS replaced_at
  FROM said),
answered AS (SELECT sha256, fetched_at, min(id) AS id FROM kept GROUP BY sha256, fetched_at)
SELECT dense_rank() OVER (ORDER BY first_seen, placed.id) AS number, placed.* EXCLUDE (sha256),
       answered.id AS snapshot_id
FROM placed
LEFT JOIN answered ON answered.sha256 = placed.sha256 AND answered.fetched_at = placed.stored_at;

CREATE OR REPLACE VIEW contents AS
SELECT sha256, any_value(size) AS size, any_value(body) AS body FROM answers GROUP BY sha256;

CREATE OR REPLACE VIEW snapshots AS
SELECT kept.id, asked, url, status, headers, answers.fetched_at, answers.sha256,
       NULL::BIGINT AS run_id
FROM kept JOIN answers ON filename = file AND file_row_number = place;

CREATE OR REPLACE VIEW articles AS
SELECT number, texts.id, captures.source_url, title, published, author, summary, thumbnail, body,
       videos, tags, category, lang, paid, texts.extractor, revision, texts.first_seen,
       seen_at AS last_seen, CASE WHEN revision > 1 THEN stored_at END AS changed_at,
       NULL::VARCHAR AS gone_at, '' AS source, '' AS reason, snapshot_id, content_sha256,
       coalesce(told.story_id, texts.id) AS story_id,
       coalesce(published, texts.first_seen) AS listed_at, texts.abstract
FROM texts
JOIN captures ON filename = file AND file_row_number = place
LEFT JOIN told ON told.id = texts.id
WHERE replaced_at IS NULL;

CREATE OR REPLACE VIEW images AS
WITH shown AS (
  SELECT texts.id, from_json(images, '[{"url": "VARCHAR", "width": "BIGINT", "height": "BIGINT",
    "caption": "VARCHAR"}]') AS shown
  FROM texts JOIN captures ON filename = file AND file_row_number = place
  WHERE replaced_at IS NULL),
placed AS (
  SELECT id, generate_subscripts(shown, 1) - 1 AS position, unnest(shown) AS image FROM shown)
SELECT id AS article_id, position, image.url, image.width, image.height, image.caption
FROM placed;

CREATE OR REPLACE MACRO differs(name, old, new) AS
  CASE WHEN old IS DISTINCT FROM new
    THEN to_json(name)::VARCHAR || ': ' || coalesce(old::VARCHAR, 'null') END;

CREATE OR REPLACE VIEW revisions AS
WITH whole AS (
  SELECT texts.id, revision, stored_at, replaced_at, snapshot_id, texts.extractor, title, body,
         {url: to_json(captures.source_url), published: to_json(published),
          author: to_json(author), summary: to_json(summary), thumbnail: to_json(thumbnail),
          images: images::JSON, videos: videos::JSON, tags: tags::JSON,
          category: to_json(category), lang: to_json(lang), paid: to_json(paid = 1),
          abstract: to_json(texts.abstract)} AS others
  FROM texts JOIN captures ON filename = file AND file_row_number = place),
paired AS (
  SELECT old.*, new.others AS later FROM whole AS old
  JOIN whole AS new ON new.id = old.id AND new.revision = old.revision + 1)
SELECT id AS article_id, revision AS number, title, body,
       '{' || concat_ws(', ',
         differs('url', others.url, later.url),
         differs('published', others.published, later.published),
         differs('author', others.author, later.author),
         differs('summary', others.summary, later.summary),
         differs('thumbnail', others.thumbnail, later.thumbnail),
         differs('images', others.images, later.images),
         differs('videos', others.videos, later.videos),
         differs('tags', others.tags, later.tags),
         differs('category', others.category, later.category),
         differs('lang', others.lang, later.lang),
         differs('paid', others.paid, later.paid),
         CASE WHEN others.abstract IS NOT NULL
           THEN differs('abstract', others.abstract, later.abstract) END) || '}' AS changed,
       extractor, stored_at, snapshot_id, replaced_at, 'site' AS cause, NULL::VARCHAR AS kinds
FROM paired;

/* What was published since midnight, Beijing time; newest first. */
CREATE OR REPLACE VIEW articles_today AS
SELECT * FROM articles
WHERE listed_at >=
  strftime(make_timestamp(epoch_us(now())) + INTERVAL 8 HOURS, '%Y-%m-%dT00:00:00+08:00')
ORDER BY listed_at DESC;

/* What was changed after publication, newest first. */
CREATE OR REPLACE VIEW changes AS
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

/* A line for each story that others told too: its head, and who they are; latest copy first. */
CREATE OR REPLACE VIEW stories AS
SELECT heads.id, heads.title, heads.source_url, heads.author, heads.listed_at,
       count(*) AS copies, max(copies.listed_at) AS latest,
       to_json(list({id: copies.id, source_url: copies.source_url, author: copies.author,
         title: copies.title, listed_at: copies.listed_at} ORDER BY copies.listed_at, copies.id))
         AS told
FROM articles AS copies
JOIN articles AS heads ON heads.id = copies.story_id
WHERE copies.story_id <> copies.id
GROUP BY heads.id, heads.title, heads.source_url, heads.author, heads.listed_at
ORDER BY latest DESC;
