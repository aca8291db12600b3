"""Tencent News: its pages by era, newest first in `scraper.extract.article`."""
