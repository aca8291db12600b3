"""Articles → files for others.

`files` Markdown documents, `review` what is wrong with them, `html` one page for a browser.
"""
