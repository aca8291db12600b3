"""List answer → Links, and the requests that lists are asked with.

`first` asks, `read` understands the answer and says what to ask next, `lines` reads typed lists.
"""

from scraper.discover.sources.addresses import lines
from scraper.discover.sources.ask import first
from scraper.discover.sources.lists import read

__all__ = ["first", "lines", "read"]
