"""Stories → an issue for e-readers: EPUB 3.3, with the contents of EPUB 2 for old ones.

`issue` orders them, `body` is the text of one, `plates` its images, `pages` what a reader turns,
`contents` what the program of the reader reads; `binder` puts all into one file, `press` writes it.
"""
