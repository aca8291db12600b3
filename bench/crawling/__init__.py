"""The parts of ``bench/crawl.py``: a site in memory, and who crawls it.

- `pages`: a number → the page of an article, of the size of a real one
- `server`: a process that serves the pages from memory, with their sitemaps
- `ways`: the ways to crawl it, ours first, each a command; a command → what it cost
- `bare`, `spider`, `publisher`, `sitelist`: the scripts of the others
"""
