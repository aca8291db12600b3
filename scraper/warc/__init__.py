"""Answers ↔ WARC files, which other programs write and replay: the only window to warcio.

- `read`: a file → the answers in it, within limits
- `write`: answers → a file of WARC/1.1, whole or not there
"""
