"""What an article, and a look-up of a link, cost the archive, beside sqlite3 alone.

- `pages`: made-up articles, with pages as large as real ones
- `bare`: an archive whose statements are written down → the same statements by sqlite3 alone
- `puts`: articles that are new, the same or changed, stored one by one or in batches
- `checks`: a million links looked up, and the memory that takes
"""
