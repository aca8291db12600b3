"""Articles → files for others.

`files` Markdown documents, `facts` what they say beside the article, `copies` of others that told
the same, `review` what is wrong with them, `html` one page for a browser.
`feeds` Atom, RSS and JSON Feed, `altered` what differs between two texts beside title and body.
"""
