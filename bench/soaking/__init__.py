"""The rooms of the soak (`bench/soak.py`), in the order of the walk.

child    a command of `scraper` with the clock shifted, or many in one process
crew     starts children, kills some, and says what each came to
ledger   what runs printed ↔ what the archive says of them
audit    the archive at the end ↔ what the site could give
texts    the text of an article as the site's generator says ↔ as the archive has it
memory   samples of a process → whether it grows
plan     how a soak goes, and what it came to, as values
readers  those who read while others write
soak     the days: weather, runs, readers, and fair days at the end
"""
