"""Articles → files for others: `files` Markdown documents, `html` one page for a browser."""
