"""Articles → feeds: Atom, RSS 2.0 and JSON Feed, with the whole text of each article.

`wishes` which feeds are wanted; `editor` one of them → its articles as `values`, by way of `items`
and `alterations`; `xml` and `jsonfeed` → bytes; `files` writes what is new.
"""
