"""Very many stored pages → articles, by many processes or many machines; nothing is fetched.

- `place`: a path, a pattern or an address of storage → files; the one window to fsspec
- `ranges`: files → pieces of work of bounded size; `seams`: whether the pieces fit together
- `answers`: a piece of work → the answers in it: of WARC, of parts, of an archive
- `pages`: an answer → what it comes to, and the article in it; pure
- `work`: a piece of work → its parts, written; the one function that all engines map
- `parts`: rows ↔ Parquet; the one window to pyarrow here
- `engine`: a function over items, by processes of this machine or by Ray
- `conduct`: all of it in order; what is done already is not done again
- `merge`: parts → the archive, by one writer

The same sources, program and pyarrow give the same parts, byte for byte, whoever made them and in
whichever order: a part is named by the hash of its bytes, and counts once a task names it.
"""
