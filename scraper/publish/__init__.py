"""Articles → files for others.

`files` Markdown documents, `facts` what they say beside the article, `copies` of others that told
the same, `tongues` an article in all its languages, `review` what is wrong with them, `html` one
page for a browser.
`feeds` Atom, RSS and JSON Feed.
`texts` all the texts of an article, `altered` what differs between two, `marked` the same as lines.
`stories` are entries with who else told them, `groups` the same by whom they are about; of these
are made `digest`, a day on one page, and `epub`, an issue for e-readers.
`dataset` a corpus that can be cited, as of a moment.
`hugo` the articles of a site, `folder` what of a folder is ours and was not edited, `pictures` how
images are shown.
"""
