"""Very many stored pages → articles, by many processes or many machines; nothing is fetched."""
