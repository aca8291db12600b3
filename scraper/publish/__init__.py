"""Articles → files for others.

`files` Markdown documents, `copies` what they say of others that told the same, `review` what is
wrong with them, `html` one page for a browser.
"""
