"""Article ↔ SQLite: the only door to the database. Open it with `store.open(path)`.

- `store`: what the house asks of the archive, one method each
- `schema`: the tables as one readable text, numbered migrations, is this file ours
- `connection`: path → connection, transactions; `faults`: SQLite's errors → ArchiveError
- `lock`: one run at a time; `backup`, `restore`: the archive ↔ a copy in one file; `audit`: what
  is wrong in it
- `articles`, `clippings`, `links`, `runs`, `snapshots`: the SQL of each group of tables
- `merge`: another archive → ours
- `rows`: the frozen values ↔ rows (pure)
"""
