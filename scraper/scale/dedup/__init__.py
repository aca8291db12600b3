"""Parts of articles → which tell the same story, as the archive has it, whatever their number.

- `conduct`: all of it in order, and what the others share: `Work`, a place in it; the result
- `captures`: parts → articles in the order of first sight, their texts each once
- `near`: texts → those that share enough of their sketches → how alike they are
- `heads`: who is most like whom → the head of each story

The result is that of `scraper.archive.stories.fill`: an article joins the story of that one, of
all first seen before it, which it is most like. An archive takes articles as they arrive, and
looks at the `NEWEST` that share a hash by that order. A set of parts has no order of arrival: here
it is that of first sight, and where an archive got its articles in that order too, the two agree
in every article, to the bounds.

Candidates are found by each of the 32 hashes of a sketch alone, and share three of them: so to
say 32 bands of one row. The usual bands of several rows, 25 of 5, need five hashes in a row to be
equal: measured, that finds 38 % of the copies of which a fifth of the words is replaced, and one
hash alone all of them. What one hash brings too much, the count of shared ones takes out again,
before a text is read.

All steps are pure functions over files, mapped by whatever engine there is; each task reads its
part, or its bucket, and writes for other buckets. A worker holds a part's rows, or a bucket's,
never the corpus. How many buckets there are follows from the number of articles, never from that
of workers; neither is seen in the result.
"""
