"""Request → Fetched: the only door to the web."""
