"""A time → what happened in it, on one page: for a terminal, a mail, a channel.

`day` reads the archive, `words` are those of a language, `sheet` puts the words in their places;
`text`, `markdown` and `html` write them down, `letter` makes a notice of them.
"""
