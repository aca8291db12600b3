"""The rooms of the measurement of `scraper serve` (`bench/serve.py`) and of the run together.

archive  a large archive, quickly made, in which no page is empty
writer   a crawl that puts articles while others read, as a process
server   `scraper serve`, or another one, as a process on one core
mix      what readers ask for, and how often
together a crawl, readers and backups at once, and what went wrong
readers  many readers at once, as a process that costs little
"""
