"""The imitation with very many articles, over a long time, under a changing sky.

For soaks and tests: the site knows at every moment which articles it could give, so that an
archive can be held against it. All of it follows from a seed and a clock::

    weather = Weather(Climate(seed=7), now=clock)
    with serve(weather.app) as site:
        ...                       # crawl it, while the clock runs
        weather.clear()           # fair from now on, and nothing more is published
        ...                       # crawl until nothing is due
        weather.truth()           # what the archive should hold now

dice        names → chance that is always the same
words       the demo's own articles → the pieces that others are made of
story       how the site is, and an article with what becomes of it, as values
desk        a number → an invented article, and what becomes of it
press       all articles by number, and when each comes out
edition     the press at a moment: what is out, newest first, and under which names
lists       what is asked of a list at a moment → its answer
spells      a place and a moment → what lies over it for hours: a block, a dead list
turns       a page or list and how often it was asked for → what is wrong just this once
site        a request → an answer; the truth
"""

from __future__ import annotations

from scraper.demo.weather.site import Truth, Weather
from scraper.demo.weather.story import Climate

__all__ = ["Climate", "Truth", "Weather"]
