"""``python -m scraper`` is the command ``scraper``."""

from scraper.cli import main

main(prog_name="scraper")
